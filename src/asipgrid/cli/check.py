"""`asipgrid check`: from paths to findings."""

from __future__ import annotations

import contextlib
import functools
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from msgspec import Struct

from asipgrid import files, history, render, run
from asipgrid.check import is_wrong
from asipgrid.check.lint import Care
from asipgrid.cli.console import Color, Quit, answer, counted, cwd, look, note, note_passed_over
from asipgrid.model import UNFILLED, Finding, Gravity


def check(paths: list[str], format_: str, color: Color, *, strict: bool, quiet: bool, verbose: bool) -> None:
    """List the findings of every path; exit 1 when any is an error, or with `strict` a warning or an unfilled document."""
    here = cwd()
    with contextlib.ExitStack() as opened:
        before = _Committed(opened)
        parts = [part for path in paths for part in _checked(here, path, before)]
    findings = {finding: part.root for part in parts for finding in part.findings}
    ordered = sorted(findings, key=Finding.reading_order)
    roots = {part.root for part in parts}
    page = look(color, next(iter(roots)) if len(roots) == 1 else None)
    answer(render.renderer(render.FINDINGS, format_)(ordered, page))
    if not quiet:
        documents = {(part.root, name) for part in parts for name in part.documents}
        passed = {name for part in parts for name in part.passed_over}
        _count(ordered, len(documents), sorted(passed), verbose=verbose)
    if is_wrong(ordered) or (strict and any(f.gravity is Gravity.WARNING or f.code == UNFILLED for f in ordered)):
        raise Quit(1)


def _count(findings: list[Finding], documents: int, passed: list[str], *, verbose: bool) -> None:
    counts = [counted(sum(f.gravity is g for f in findings), g.value) for g in Gravity]
    wrong = ", ".join(count for count in counts if not count.startswith("0 "))
    note(f"{counted(documents, 'document')}: {wrong or 'nothing wrong'}")
    if passed:
        note_passed_over(passed, verbose=verbose)


class _Part(Struct, frozen=True, kw_only=True):
    """What one path gave: the workspace's root, findings, names of documents, names passed over."""

    root: Path
    findings: tuple[Finding, ...]
    documents: frozenset[str]
    passed_over: tuple[str, ...] = ()


class _Committed:
    """What files of workspaces held when they were last committed. Each repository is opened once."""

    def __init__(self, opened: contextlib.ExitStack) -> None:
        self.head = functools.cache(lambda root: opened.enter_context(history.head(root)))
        self.of = functools.cache(self._of)

    def _of(self, root: Path, name: str) -> Mapping[str, Any] | None:
        return run.as_committed(name, history.committed(self.head(root), name, files.MAX_BYTES))


def _care(root: Path, before: _Committed, *, notes: bool) -> Care:
    """Notes are for whoever writes a grid or a call: they come when it is named itself, not with all of a workspace."""
    return Care(notes=notes, committed=functools.partial(before.of, root))


def _checked(here: Path, given: str, before: _Committed) -> Iterator[_Part]:
    """What one path stands for: a call, a folder of grids, a document, or everything in a workspace."""
    path = here / given
    if (path / files.CALL_FILE).is_file():
        yield _call(path, before)
    elif path.is_file():
        yield _document(path.resolve(), given, before)
    elif path.is_dir() and path.resolve().name == "grids":
        yield _grids(path.resolve().parent, before, notes=True)
    elif path.is_dir():
        yield from _workspace(path.resolve(), given, before)
    else:
        space = files.find_call(given, here)
        assert space.call is not None
        yield _call(space.call, before)


def _call(folder: Path, before: _Committed, *, notes: bool = False) -> _Part:
    call = folder.resolve()
    space = files.Workspace(root=files.find_root(call), call=call)
    findings, documents, passed = run.check_call(space, _care(space.root, before, notes=notes))
    return _Part(root=space.root, findings=findings, documents=documents, passed_over=passed)


def _grids(root: Path, before: _Committed, *, notes: bool = False) -> _Part:
    space = files.Workspace(root=root, call=None)
    findings, documents, passed = run.check_grids(space, _care(root, before, notes=notes))
    return _Part(root=root, findings=findings, documents=documents, passed_over=passed)


def _workspace(folder: Path, given: str, before: _Committed) -> Iterator[_Part]:
    calls = files.calls(folder)
    if (folder / "grids").is_dir():
        yield _grids(folder, before)
    elif not calls:
        raise files.CannotError(f"{given}: no call and no grids/ folder here")
    for call in calls:
        yield _call(call, before)


def _document(path: Path, given: str, before: _Committed) -> _Part:
    """One document: its call (or the grids) is checked, and what concerns this file is kept."""
    root = files.find_root(path.parent)
    name = path.relative_to(root).as_posix()
    folder = next((f for f in path.parents if (f / files.CALL_FILE).is_file() and f.is_relative_to(root)), None)
    part = _grids(root, before, notes=True) if folder is None else _call(folder, before, notes=True)
    mine = tuple(finding for finding in part.findings if finding.place.file == name)
    if name not in part.documents and not is_wrong(mine):
        raise files.CannotError(f"{given}: this file is no document of a call and no grid, so nothing reads it")
    return _Part(root=root, findings=mine, documents=frozenset({name}))
