"""`asipgrid check`: from paths to findings."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from asipgrid import files, render, run
from asipgrid.check import is_wrong
from asipgrid.cli.console import Color, Quit, answer, cwd, look, note
from asipgrid.model import Finding, Gravity


def check(paths: list[str], format_: str, color: Color, *, quiet: bool, verbose: bool) -> None:
    """List the findings of every path; exit 1 when any is an error."""
    here = cwd()
    found: dict[Finding, Path] = {}
    documents = 0
    passed: list[str] = []
    for path in paths:
        for root, findings, count, over in _checked(here, path):
            found.update(dict.fromkeys(findings, root))
            documents += count
            passed += over
    ordered = sorted(found, key=Finding.reading_order)
    roots = set(found.values())
    page = look(color, next(iter(roots)) if len(roots) == 1 else None)
    answer(render.renderer(render.FINDINGS, format_)(ordered, page))
    if not quiet:
        _count(ordered, documents, passed, verbose=verbose)
    if is_wrong(ordered):
        raise Quit(1)


def _count(findings: list[Finding], documents: int, passed: list[str], *, verbose: bool) -> None:
    counts = [
        f"{sum(f.gravity is g for f in findings)} {g.value}s" for g in Gravity if any(f.gravity is g for f in findings)
    ]
    note(f"{documents} documents: {', '.join(counts) or 'nothing wrong'}")
    if passed:
        listed = f": {', '.join(sorted(set(passed)))}" if verbose else " (-v names them)"
        note(f"{len(set(passed))} other files passed over{listed}")


Part = tuple[Path, tuple[Finding, ...], int, tuple[str, ...]]


def _checked(here: Path, given: str) -> Iterator[Part]:
    """What one path stands for: a call, a folder of grids, a document, or everything in a workspace."""
    path = here / given
    if (path / files.CALL_FILE).is_file():
        yield _call(path)
    elif path.is_file():
        yield from _document(path.resolve())
    elif path.is_dir() and path.resolve().name == "grids":
        yield _grids(path.resolve().parent)
    elif path.is_dir():
        yield from _workspace(path.resolve(), given)
    else:
        space = files.find_call(given, here)
        assert space.call is not None
        yield _call(space.call)


def _call(folder: Path) -> Part:
    call = folder.resolve()
    space = files.Workspace(root=files.find_root(call), call=call)
    loaded = run.load(space)
    return space.root, loaded.findings, loaded.documents, loaded.passed_over


def _grids(root: Path) -> Part:
    findings, count = run.check_grids(files.Workspace(root=root, call=None))
    return root, findings, count, ()


def _workspace(folder: Path, given: str) -> Iterator[Part]:
    calls = sorted(call.parent for call in folder.glob(f"**/{files.CALL_FILE}") if not _hidden(call, folder))
    if (folder / "grids").is_dir():
        yield _grids(folder)
    elif not calls:
        raise files.CannotError(f"{given}: no call and no grids/ folder here")
    for call in calls:
        yield _call(call)


def _hidden(path: Path, folder: Path) -> bool:
    return any(part.startswith(".") for part in path.relative_to(folder).parts)


def _document(path: Path) -> Iterator[Part]:
    """One document: its call (or the grids) is checked, and what concerns this file is kept."""
    root = files.find_root(path.parent)
    name = path.relative_to(root).as_posix()
    folder = next((f for f in path.parents if (f / files.CALL_FILE).is_file() and f.is_relative_to(root)), None)
    part = _grids(root) if path.parent == root / "grids" or folder is None else _call(folder)
    yield root, tuple(finding for finding in part[1] if finding.place.file == name), 1, ()
