"""`asipgrid check`: from paths to findings."""

from __future__ import annotations

import contextlib
import functools
import itertools
import os
from collections.abc import Iterator, Mapping
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any

import typer
from msgspec import Struct

from asipgrid import formats, pipeline
from asipgrid.check.case import is_wrong
from asipgrid.check.lint.options import LintOptions
from asipgrid.cli.console import Color, Quit, answer, cwd, language, look, note, note_passed_over, note_said
from asipgrid.cli.options import ColorOption, LangOption, QuietOption, VerboseOption, WatchOption
from asipgrid.documents import files, history, workspace
from asipgrid.model.places import UNFILLED, Finding, Gravity, Language
from asipgrid.model.said import row, said
from asipgrid.pipeline import CheckedPart

FindingsFormat = StrEnum("FindingsFormat", {name.upper(): name for name in formats.FINDINGS})  # type: ignore[misc]
_TEXT = FindingsFormat("text")


class CheckOptions(Struct, frozen=True, kw_only=True):
    """What is asked for: the form of the answer, what counts as wrong, and what becomes of it."""

    form: Annotated[FindingsFormat, typer.Option("--format", help="Form of the findings.")] = _TEXT
    strict: Annotated[
        bool, typer.Option("--strict", help="Warnings, and what is not yet filled in, also end with 1.")
    ] = False
    fix: Annotated[bool, typer.Option("--fix", help="Mend what is certain, and show how; then list the rest.")] = False
    diff: Annotated[bool, typer.Option("--diff", help="Show what --fix would mend, and write nothing.")] = False
    watch: WatchOption = False
    lang: LangOption = None
    color: ColorOption = Color.AUTO
    quiet: QuietOption = False
    verbose: VerboseOption = False

    @property
    def language(self) -> Language:
        """The language of the findings."""
        return language(self.lang, self.form.value)


def check(
    paths: Annotated[
        list[str] | None,
        typer.Argument(
            help="Calls, grids folders, documents or a workspace; default: here.", metavar="[PATH]…", show_default=False
        ),
    ] = None,
    *,
    options: CheckOptions,
) -> None:
    """List everything wrong in grids, calls, requests, ratings, decisions and reports.

    Example: asipgrid check requests/example-2010
    """
    asked, here = paths or ["."], cwd()
    if not options.watch:
        _check(here, asked, options)
        return
    from asipgrid.cli.watching import again_on_change

    again_on_change(lambda: _check(here, asked, options), workspace.find_root(here))


def _check(here: Path, paths: list[str], options: CheckOptions) -> None:
    with contextlib.ExitStack() as opened:
        before = _Committed(opened)
        parts = _parts(here, paths, before)
        if options.diff:
            _show_mends(parts)
        while options.fix and _mended(parts, quiet=options.quiet):
            parts = _parts(here, paths, before)
    ordered = _told(parts, options)
    if not options.quiet:
        for refused in before.refused:
            note(f"no grid is compared with what was committed: {refused}")
        documents = {(part.root, name) for part in parts for name in part.documents}
        passed = {name for part in parts for name in part.passed_over}
        _count(ordered, len(documents), options.language)
        if passed:
            note_passed_over(sorted(passed), verbose=options.verbose, language=options.language)
    odd = any(f.gravity is Gravity.WARNING or f.code == UNFILLED for f in ordered)
    if is_wrong(ordered) or (options.strict and odd):
        raise Quit(1)


def _told(parts: list[CheckedPart], options: CheckOptions) -> list[Finding]:
    """The findings, in reading order; they are the answer."""
    ordered = sorted({finding for part in parts for finding in part.findings}, key=Finding.reading_order)
    roots = {part.root for part in parts}
    page = look(options.color, next(iter(roots)) if len(roots) == 1 else None, language=options.language)
    answer(formats.renderer(formats.FINDINGS, options.form.value)(ordered, page))
    return ordered


def _parts(here: Path, paths: list[str], before: _Committed) -> list[CheckedPart]:
    return [part for path in paths for part in _checked(here, path, before)]


def _show_mends(parts: list[CheckedPart]) -> None:
    from asipgrid.cli.mends import mends

    found = list(mends(parts))
    answer("".join(each.difference() for each in found))
    raise Quit(1 if found else 0)


def _mended(parts: list[CheckedPart], *, quiet: bool) -> bool:
    """Mend what is certain and show it; whether there was any, for then more may come to light."""
    from asipgrid.cli.mends import apply, mends

    found = list(mends(parts))
    apply(found)
    if not quiet:
        for line in "".join(each.difference() for each in found).splitlines():
            note(line)
    return bool(found)


def _count(findings: list[Finding], documents: int, language: Language) -> None:
    count = {gravity: sum(each.gravity is gravity for each in findings) for gravity in Gravity}
    counts = (
        (count[Gravity.ERROR], said("{count} {count:error|errors}", count[Gravity.ERROR])),
        (count[Gravity.WARNING], said("{count} {count:warning|warnings}", count[Gravity.WARNING])),
        (count[Gravity.NOTE], said("{count} {count:note|notes}", count[Gravity.NOTE])),
    )
    wrong = row(words for number, words in counts if number) or said("nothing wrong")
    note_said(said("{count} {count:document|documents}: {wrong}", documents, wrong), language)


class _Committed:
    """What lies beside a document: its text as last committed, and why git would not say, where it would not.

    Each folder is looked for in its own repository: grids may lie in a submodule. The calls of a workspace are read once
    a grid that needs them.
    """

    def __init__(self, opened: contextlib.ExitStack) -> None:
        self.head = functools.cache(lambda folder: opened.enter_context(history.head(folder)))
        self.of = functools.cache(self._of)
        self.read = functools.cache(pipeline.read_by_calls)
        self.refused: dict[str, None] = {}

    def _of(self, root: Path, name: str) -> Mapping[str, Any] | None:
        path = root / name
        try:
            data = history.committed(self.head(path.parent), path.name, files.MAX_BYTES)
        except workspace.CannotError as error:
            self.refused[str(error)] = None
            return None
        return pipeline.as_committed(name, data)


def _care(root: Path, before: _Committed, *, notes: bool) -> LintOptions:
    """Notes are for whoever writes a grid or a call: they come when it is named itself, not with all of a workspace."""
    return LintOptions(
        notes=notes, committed=functools.partial(before.of, root), read=functools.partial(before.read, root)
    )


def _checked(here: Path, given: str, before: _Committed) -> Iterator[CheckedPart]:
    """What one path stands for: a call, a folder of grids, a document, or everything in a workspace."""
    # As it was typed: a link is read under its own name, wherever in the workspace it leads.
    path = Path(os.path.normpath(here / given))
    if (path / workspace.CALL_FILE).is_file():
        yield _call(path, before)
    elif path.is_file() or (path.is_symlink() and not path.is_dir()):
        yield _document(path, given, before)
    elif path.is_dir() and path.name == "grids":
        yield _grids(path.parent.resolve(), before, notes=True)
    elif path.is_dir():
        yield from _workspace(path.resolve(), given, before)
    else:
        space = workspace.find_call(given, here)
        assert space.call is not None
        yield _call(space.call, before)


def _call(folder: Path, before: _Committed, *, notes: bool = False) -> CheckedPart:
    call = folder.resolve()
    space = workspace.Workspace(root=workspace.find_root(call), call=call)
    return pipeline.check_call(space, _care(space.root, before, notes=notes))


def _grids(root: Path, before: _Committed, *, notes: bool = False) -> CheckedPart:
    return pipeline.check_grids(workspace.Workspace(root=root, call=None), _care(root, before, notes=notes))


def _workspace(folder: Path, given: str, before: _Committed) -> Iterator[CheckedPart]:
    calls = workspace.calls(folder)
    parts = [_grids(folder, before)] if (folder / "grids").is_dir() else []
    parts += [_call(call, before) for call in calls]
    if not parts:
        other = workspace.otherwise_named(workspace.DISK, folder)
        hint = f"; rename {other} to {workspace.CALL_FILE}" if other else ""
        raise workspace.CannotError(f"{given}: no call and no grids/ folder here{hint}")
    yield from parts
    for root in dict.fromkeys(part.root for part in parts):
        home = root / "requests"
        inside = folder.is_relative_to(home)
        if home.is_dir() and (inside or home.is_relative_to(folder)):
            lost = files.lost(workspace.Workspace(root=root, call=None), folder if inside else home)
            yield CheckedPart(root=root, findings=tuple(lost))


def _document(path: Path, given: str, before: _Committed) -> CheckedPart:
    """One document: its call (or the grids) is checked, and what concerns this file is kept."""
    root = workspace.find_root(path.parent)
    folder = next((f for f in path.parents if (f / workspace.CALL_FILE).is_file() and f.is_relative_to(root)), None)
    part = _grids(root.resolve(), before, notes=True) if folder is None else _call(folder, before, notes=True)
    # Where nothing near it reads it, a link of some call may.
    for each in itertools.chain((part,), _workspace(root.resolve(), given, before)):
        names = _names_of(path, each)
        mine = tuple(finding for finding in each.findings if finding.place.file in names)
        if names & each.documents or is_wrong(mine):
            return CheckedPart(root=each.root, findings=mine, documents=names)
    raise workspace.CannotError(f"{given}: this file is no document of a call and no grid, so nothing reads it")


def _names_of(path: Path, part: CheckedPart) -> frozenset[str]:
    """The names under which a file is read: its own, and those of links that lead to it."""
    real = os.path.realpath(path)
    names = part.documents | {finding.place.file for finding in part.findings}
    return frozenset(name for name in names if os.path.realpath(part.root / name) == real)
