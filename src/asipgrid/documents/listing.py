"""What lies in the folders of a workspace, in a stated order: the documents, and what nobody would read."""

from __future__ import annotations

from collections.abc import Container, Iterator, Sequence
from pathlib import Path
from typing import Final

from msgspec import Struct
from msgspec.structs import replace

from asipgrid.documents.tree import Tree
from asipgrid.documents.workspace import (
    CALL_FILE,
    ENDING,
    CannotError,
    Workspace,
    leads_inside,
    otherwise_named,
    prefix,
    why,
)
from asipgrid.model.places import Finding, Gravity, Place

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
        says = "this folder is a link that leads out of the workspace; copy the documents here"
        return Listed(findings=(finding(space.name(folder), "F002", says),))
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
            says = f"ends in {ending.group()} and is not read; rename it to .yaml"
            findings.append(wrong_file(before + entry.name, OTHER_ENDING, says))
        else:
            names.append(entry.name)
    return Listed(prefix=before, names=tuple(names), findings=tuple(findings), passed_over=tuple(passed))


def strays(space: Workspace, known: Container[str]) -> Iterator[Finding]:
    """Documents below a call's folder that nobody reads (`decision/` for `decisions/`), or beside it: lost in silence."""
    assert space.call is not None
    says = "no document is read in this folder; documents lie in ratings/ASSESSOR, decisions, progress/PERIOD, payments and amendments"
    yield from (_stray(name, says) for name in _looking_like_documents(space, space.call) if name not in known)
    if space.root not in {space.call, space.call.parent}:
        yield from beside(space, space.call.parent)


def _stray(name: str, says: str) -> Finding:
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
        says = f"is not called {CALL_FILE}, so its folder is no call and nothing in it is read; rename it"
        yield wrong_file(before + call, "F007", says)
    elif names:
        more = f" (nor {_first_of(names[1:])})" if names[1:] else ""
        says = f"lies in no call and is not read{more}; a call is a folder with a {CALL_FILE}, put it there"
        yield replace(wrong_file(before + names[0], "F008", says), gravity=Gravity.WARNING)


def _first_of(names: Sequence[str]) -> str:
    """The first of some names, and how many more there are."""
    rest = len(names) - 3
    return ", ".join(names[:3]) + (f" and {rest} more" if rest > 0 else "")


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
    says = "no grid is read in this folder; grids lie in grids/ itself"
    inner = _inner(space.tree, folder)
    yield from (_stray(name, says) for each in inner for name in _looking_like_documents(space, each))


def _looking_like_documents(space: Workspace, folder: Path) -> Iterator[str]:
    """The names of what ends as documents do, below a folder; hidden files, results and links to folders apart."""
    for each in space.tree.entries(folder):
        if each.name.startswith("."):
            continue
        if each.is_folder and not each.is_link:
            yield from () if each.name == "results" else _looking_like_documents(space, folder / each.name)
        elif not each.is_folder and ENDING.search(each.name):
            yield prefix(space, folder) + each.name


def wrong_file(name: str, code: str, says: str) -> Finding:
    """What is wrong with a file."""
    return finding(name, code, f"this file {says}")


def finding(name: str, code: str, says: str) -> Finding:
    """What is wrong with a file or a folder."""
    return Finding(code=code, place=Place(file=name), says=says, gravity=Gravity.ERROR)
