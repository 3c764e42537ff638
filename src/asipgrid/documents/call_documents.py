"""The documents of a call by request: the call and its grids read, those about requests only listed."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Final

from msgspec import Struct, json

from asipgrid.documents import files
from asipgrid.documents.workspace import CALL_FILE, Tree, Workspace, folders_about, neighbours, prefix, stem
from asipgrid.model.places import Finding, Place, Source
from asipgrid.model.said import said


class RequestLine(Struct, frozen=True):
    """A request as a line of a file: its number and text, and the earlier line about the same request, if there is one."""

    file: str
    number: int
    text: bytes
    before: Place | None = None


class RequestDocuments(Struct, frozen=True):
    """The documents about one request: its id, and which of the call's folders hold one; its line, if it has one.

    `sent` is false where no request of that id is there. `unread` says that a file about it is not read for its name.
    """

    id: str
    folders: tuple[int, ...]
    line: RequestLine | None = None
    sent: bool = True
    unread: bool = False


About = Mapping[str, RequestDocuments]
"""The documents about requests, by the id of each."""


class CallSources(Struct, frozen=True):
    """What a request is read against, wherever that happens: the texts of the call and its grids, the folders of documents.

    `call` is None, and `all_grids` false, where a file cannot be read. `folders` are (kind, what stands before the names
    of its files); that of the requests comes first. `neighbours` are the names of the other calls beside this one.
    """

    root: Path
    tree: Tree
    call: Source | None
    grids: tuple[Source, ...]
    all_grids: bool
    folders: tuple[tuple[str, str], ...]
    neighbours: frozenset[str]


class CallDocuments(Struct, frozen=True, kw_only=True):
    """What a call has: its sources, the documents about each request, by id, and what is wrong with files and folders.

    `names` are those of the documents to be read; `passed_over` those of files that are none.
    """

    sources: CallSources
    about: dict[str, RequestDocuments]
    findings: tuple[Finding, ...]
    names: frozenset[str]
    passed_over: tuple[str, ...]


def call_documents(space: Workspace, *, as_lines: bool = False) -> CallDocuments:
    """The documents of a call, by the request they are about; without its files of requests where those are lines."""
    assert space.call is not None
    file = space.call / CALL_FILE
    grids, call, places = files.documents(space, space.root / "grids"), files.read(space, file), folders_about(space)
    folders = [(kind, prefix(space, folder), _listed(space, kind, folder)) for kind, folder in places]
    lists = [each for _, _, each in folders]
    of_lines = frozenset(lists[0].prefix + name for name in lists[0].names) if as_lines else frozenset[str]()
    if as_lines:
        lists[0] = files.Listed()
    findings = [*grids.findings, *(finding for each in lists for finding in each.findings)]
    if isinstance(call, Finding):
        findings.append(call)
    if not as_lines and not lists[0].names and not _unread(lists[0]):
        says = said("this call has no request: no other *.yaml file lies beside it")
        findings.append(Finding(code="F005", place=Place(file=space.name(file)), says=says))
    names = {space.name(file), *(each.name for each in grids.sources)}
    names.update(each.prefix + name for each in lists for name in each.names)
    findings += files.strays(space, names | of_lines | {each.place.file for each in findings})
    return CallDocuments(
        sources=CallSources(
            root=space.root,
            tree=space.tree,
            call=None if isinstance(call, Finding) else call,
            grids=grids.sources,
            all_grids=not grids.findings,
            folders=tuple((kind, before) for kind, before, _ in folders),
            neighbours=neighbours(space),
        ),
        about=_by_request(lists),
        findings=tuple(findings),
        names=frozenset(names),
        passed_over=(*grids.passed_over, *(name for each in lists for name in each.passed_over)),
    )


def about_lines(sources: CallSources) -> dict[str, RequestDocuments]:
    """The documents about each request of a call whose requests are lines, as `call_documents` lists them."""
    space = Workspace(root=sources.root, call=None, tree=sources.tree)
    lists = [_listed(space, kind, sources.root / before) for kind, before in sources.folders[1:]]
    return _by_request([files.Listed(), *lists])


def digest(about: About) -> str:
    """A digest of a list of documents about requests."""
    return hashlib.sha256(
        json.encode(sorted((each.id, each.folders, each.unread) for each in about.values()))
    ).hexdigest()


def sent_files(sources: CallSources) -> frozenset[str]:
    """The ids of the requests of a call that have a file, readable or not."""
    space = Workspace(root=sources.root, call=None, tree=sources.tree)
    found = _listed(space, "request", sources.root / sources.folders[0][1])
    return frozenset((*_ids(found), *_unread(found)))


def _listed(space: Workspace, kind: str, folder: Path) -> files.Listed:
    return files.listed(space, folder, skip=frozenset({CALL_FILE} if kind == "request" else ()))


def _ids(found: files.Listed) -> list[str]:
    return [name.removesuffix(".yaml") for name in found.names]


def _unread(found: files.Listed) -> list[str]:
    """The requests that files are about which are not read for their names."""
    return [stem(each.place.file) for each in found.findings if each.code == files.OTHER_ENDING]


def _by_request(lists: Sequence[files.Listed]) -> dict[str, RequestDocuments]:
    """The documents about each request, by its id in order."""
    unread = {name for each in lists for name in _unread(each)}
    sent = {*_ids(lists[0]), *_unread(lists[0])}
    folders: dict[str, list[int]] = {name: [] for name in unread}
    for number, each in enumerate(lists):
        for name in _ids(each):
            folders.setdefault(name, []).append(number)
    return {
        name: RequestDocuments(name, tuple(folders[name]), sent=name in sent, unread=name in unread)
        for name in sorted(folders)
    }


_ID: Final = re.compile(rb'\s*\{\s*"request"\s*:\s*"([a-z0-9-]{1,64})"')


def on_line(file: str, number: int, text: bytes, about: About) -> RequestDocuments:
    """A line, with the documents about its request."""
    match = _ID.match(text)
    name = match[1].decode() if match else ""
    found = about.get(name) or RequestDocuments(name, ())
    return RequestDocuments(name, found.folders, RequestLine(file, number, _paired(text)), unread=found.unread)


_PAIR: Final = re.compile(rb"(?<!\\)((?:\\\\)*)\\u([dD][89abAB][0-9a-fA-F]{2})\\u([dD][c-fC-F][0-9a-fA-F]{2})")


def _paired(text: bytes) -> bytes:
    """A line whose escaped pairs (JSON's way to write what lies beyond four digits) are the characters they stand for."""
    if b"\\" not in text:
        return text

    def character(match: re.Match[bytes]) -> bytes:
        high, low = int(match[2], 16), int(match[3], 16)
        return match[1] + chr(0x10000 + ((high - 0xD800) << 10) + (low - 0xDC00)).encode()

    return _PAIR.sub(character, text)
