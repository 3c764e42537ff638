"""The files of a workspace: what lies in its folders, in a stated order, and the bytes of documents, read from it or from lines.

What nobody would read, and what cannot be read, is a finding.
"""

from __future__ import annotations

import os
import stat
from collections.abc import Container, Iterable, Iterator, Sequence
from pathlib import Path
from typing import Final

from msgspec import Struct
from msgspec.structs import replace

from asipgrid.documents.workspace import (
    CALL_FILE,
    ENDING,
    CannotError,
    Tree,
    Workspace,
    leads_inside,
    otherwise_named,
    prefix,
    why,
)
from asipgrid.model.places import Finding, Gravity, Place, Source
from asipgrid.model.said import SaidText, of_text, row, said

MAX_BYTES: Final = 1024 * 1024
OTHER_ENDING: Final = "F004"
"""The code of a file that looks like a document, and is not read for its ending."""


class Listed(Struct, frozen=True, kw_only=True):
    """The documents of a folder, not yet read; what is wrong with the folder's files, the names passed over.

    `names` are file names; with `prefix` before them they are the names inside the workspace.
    """

    prefix: str = ""
    names: tuple[str, ...] = ()
    findings: tuple[Finding, ...] = ()
    passed_over: tuple[str, ...] = ()


def listed(space: Workspace, folder: Path, *, skip: frozenset[str] = frozenset()) -> Listed:
    """The `*.yaml` files of one folder, by name; hidden files and other endings are passed over and counted.

    A file that ends in .yml, .YAML or .yaml.txt is a finding: it looks like a document and would otherwise be dropped in
    silence.
    """
    names: list[str] = []
    findings: list[Finding] = []
    passed: list[str] = []
    if not leads_inside(space, folder):
        says = said("this folder is a link that leads out of the workspace; copy the documents here")
        return Listed(findings=(_finding(space.name(folder), "F002", says),))
    try:
        entries = space.tree.entries(folder)
    except FileNotFoundError:
        return Listed()
    except OSError as error:
        raise CannotError(f"{space.name(folder)}: this folder cannot be listed ({why(error)})") from error
    before = prefix(space, folder)
    for entry in entries:
        if entry.name in skip or (not entry.name.endswith(".yaml") and entry.is_folder):
            continue
        ending = ENDING.search(entry.name)
        if entry.name.startswith(".") or ending is None:
            passed.append(before + entry.name)
        elif ending.group() != ".yaml":
            says = said("ends in {ending} and is not read; rename it to .yaml", ending.group())
            findings.append(_wrong_file(before + entry.name, OTHER_ENDING, says))
        else:
            names.append(entry.name)
    return Listed(prefix=before, names=tuple(names), findings=tuple(findings), passed_over=tuple(passed))


def strays(space: Workspace, known: Container[str]) -> Iterator[Finding]:
    """Documents below a call's folder that nobody reads (`decision/` for `decisions/`), or beside it: lost in silence."""
    assert space.call is not None
    says = said(
        "no document is read in this folder; documents lie in ratings/ASSESSOR, decisions, progress/PERIOD, "
        "payments and amendments"
    )
    yield from (_stray(name, says) for name in _looking_like_documents(space, space.call) if name not in known)
    if space.root not in {space.call, space.call.parent}:
        yield from beside(space, space.call.parent)


def _stray(name: str, says: SaidText) -> Finding:
    return Finding(code="F006", place=Place(file=name), says=says, gravity=Gravity.WARNING)


def beside(space: Workspace, folder: Path) -> Iterator[Finding]:
    """What looks like a document in a folder that belongs to no call, sub-folders apart: nobody would read it."""
    tree = space.tree
    if tree.is_file(folder / CALL_FILE):
        return
    try:
        entries = tree.entries(folder)
    except OSError:  # a folder may be gone through without being listed
        return
    like = [each.name for each in entries if not each.is_folder and ENDING.search(each.name)]
    names = [name for name in like if not name.startswith(".")]
    call = otherwise_named(tree, folder)
    before = prefix(space, folder)
    if call is not None:
        says = said("is not called {file}, so its folder is no call and nothing in it is read; rename it", CALL_FILE)
        yield _wrong_file(before + call, "F007", says)
    elif names:
        more = said(" (nor {names})", _first_of(names[1:])) if names[1:] else ""
        says = said(
            "lies in no call and is not read{more}; a call is a folder with a {file}, put it there", more, CALL_FILE
        )
        yield replace(_wrong_file(before + names[0], "F008", says), gravity=Gravity.WARNING)


def _first_of(names: Sequence[str]) -> SaidText:
    """The first of some names, and how many more there are."""
    rest = len(names) - 3
    return said("{names} and {more} more", row(names[:3]), rest) if rest > 0 else row(names)


def lost(space: Workspace, folder: Path) -> Iterator[Finding]:
    """What looks like a document below a folder of calls and lies in none of them; hidden folders and links apart.

    Of a folder whose call is missing, one finding tells, not one for each folder in it.
    """
    if space.tree.is_file(folder / CALL_FILE):
        return
    here = list(beside(space, folder))
    yield from here
    if here and not _holds_call(space.tree, folder):
        return
    for each in _inner(space.tree, folder):
        yield from lost(space, each)


def _holds_call(tree: Tree, folder: Path) -> bool:
    return tree.is_file(folder / CALL_FILE) or any(_holds_call(tree, each) for each in _inner(tree, folder))


def _inner(tree: Tree, folder: Path) -> list[Path]:
    """The folders in a folder, hidden ones and links apart."""
    entries = tree.entries(folder) if tree.is_folder(folder) else []
    return [
        folder / each.name for each in entries if each.is_folder and not (each.is_link or each.name.startswith("."))
    ]


def deeper(space: Workspace, folder: Path) -> Iterator[Finding]:
    """What looks like a document in the sub-folders of a folder of grids, which is read alone."""
    says = said("no grid is read in this folder; grids lie in grids/ itself")
    inner = _inner(space.tree, folder)
    yield from (_stray(name, says) for each in inner for name in _looking_like_documents(space, each))


def _looking_like_documents(space: Workspace, folder: Path) -> Iterator[str]:
    """The names of what ends as documents do, below a folder; hidden files, results and links to folders apart."""
    before = prefix(space, folder)
    for each in space.tree.entries(folder):
        if each.name.startswith("."):
            continue
        if each.is_folder and not each.is_link:
            yield from () if each.name == "results" else _looking_like_documents(space, folder / each.name)
        elif not each.is_folder and ENDING.search(each.name):
            yield before + each.name


def _wrong_file(name: str, code: str, says: SaidText) -> Finding:
    return _finding(name, code, said("this file {says}", says))


def _finding(name: str, code: str, says: SaidText) -> Finding:
    return Finding(code=code, place=Place(file=name), says=says, gravity=Gravity.ERROR)


class SourcesFound(Struct, frozen=True, kw_only=True):
    """Sources in the order they are read, what is wrong with the files themselves, and the names passed over."""

    sources: tuple[Source, ...]
    findings: tuple[Finding, ...] = ()
    passed_over: tuple[str, ...] = ()


def documents(space: Workspace, folder: Path) -> SourcesFound:
    """What `listed` lists, read."""
    found = listed(space, folder)
    return _read_all(space, [folder / name for name in found.names], found.findings, found.passed_over)


def _read_all(
    space: Workspace, paths: Iterable[Path], findings: tuple[Finding, ...], passed_over: tuple[str, ...]
) -> SourcesFound:
    read_ = [read(space, path) for path in paths]
    return SourcesFound(
        sources=tuple(each for each in read_ if isinstance(each, Source)),
        findings=(*findings, *(each for each in read_ if isinstance(each, Finding))),
        passed_over=passed_over,
    )


def read_listed(folder: str, prefix: str, name: str) -> Source | None:
    """An ordinary file of a folder that `listed` listed; None for anything else, which `read` has to look at."""
    try:
        handle = os.open(f"{folder}/{name}", _ORDINARY)
        try:
            if not stat.S_ISREG(os.fstat(handle).st_mode):
                return None
            data = os.read(handle, _ONE_READ)
            while len(data) <= MAX_BYTES and (more := os.read(handle, _ONE_READ)):
                data += more
        finally:
            os.close(handle)
    except OSError:
        return None
    return None if len(data) > MAX_BYTES else Source(name=prefix + name, data=data)


_ONE_READ = 64 * 1024
# No link is followed, and a file that has become a pipe meanwhile is not waited for.
_ORDINARY = os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0) | getattr(os, "O_NOFOLLOW", 0)


def templates(space: Workspace) -> SourcesFound:
    """The letter templates a call brings: the `*.md` files of its templates/ folder, by name."""
    assert space.call is not None
    folder = space.call / "templates"
    if not space.tree.is_folder(folder):
        return SourcesFound(sources=())
    if not leads_inside(space, folder):
        says = said("this folder is a link that leads out of the workspace; copy the templates here")
        return SourcesFound(sources=(), findings=(_finding(space.name(folder), "F002", says),))
    paths = [folder / each.name for each in space.tree.entries(folder)]
    passed_over = tuple(space.name(path) for path in paths if not path.name.endswith(".md"))
    return _read_all(space, [path for path in paths if path.name.endswith(".md")], (), passed_over)


def read(space: Workspace, path: Path) -> Source | Finding:
    """One file as a Source, or the finding that says why it is not read. Only regular files are opened."""
    name = space.name(path)
    try:
        real = space.tree.real(path)
        if not real.is_relative_to(space.root):
            return _wrong_file(name, "F002", said("is a link that leads out of the workspace; copy the document here"))
        size = space.tree.size(real)
        if size is None:
            return _wrong_file(name, "F002", said("is not an ordinary file; a document is a text file"))
        if size > MAX_BYTES:
            return _wrong_file(
                name, "F003", said("has {size} bytes; a document has at most {most} (1 MiB)", size, MAX_BYTES)
            )
        data = space.tree.data(real, MAX_BYTES + 1)
    except (OSError, RuntimeError) as error:  # RuntimeError: a link to itself
        return _wrong_file(name, "F001", said("cannot be read ({why})", of_text(why(error))))
    if len(data) > MAX_BYTES:
        return _wrong_file(name, "F003", said("has more than {most} bytes (1 MiB)", MAX_BYTES))
    return Source(name=name, data=data)
