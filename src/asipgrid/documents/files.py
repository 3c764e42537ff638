"""The bytes of documents, read from a workspace or from lines; what cannot be read is a finding."""

from __future__ import annotations

import codecs
import contextlib
import os
import stat
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path

from msgspec import Struct

from asipgrid.documents.listing import finding, listed, wrong_file
from asipgrid.documents.workspace import CannotError, Workspace, leads_inside, why
from asipgrid.model.places import Finding, Source

MAX_BYTES = 1024 * 1024


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
        says = "this folder is a link that leads out of the workspace; copy the templates here"
        return SourcesFound(sources=(), findings=(finding(space.name(folder), "F002", says),))
    paths = [folder / each.name for each in space.tree.entries(folder)]
    passed_over = tuple(space.name(path) for path in paths if not path.name.endswith(".md"))
    return _read_all(space, [path for path in paths if path.name.endswith(".md")], (), passed_over)


def lines(path: Path | None) -> Iterator[tuple[int, bytes]]:
    """The lines of a file, or of stdin, with their numbers from 1; empty ones left out, none much longer than 1 MiB."""
    try:
        if path is None and sys.stdin is None:
            raise CannotError("stdin is closed, so no requests can be read from it")
        with contextlib.ExitStack() as opened:
            stream = sys.stdin.buffer if path is None else opened.enter_context(path.open("rb"))
            number = 0
            while line := stream.readline(MAX_BYTES + 2):
                number += 1
                rest = line
                while len(rest) > MAX_BYTES and not rest.endswith(b"\n"):
                    rest = stream.readline(MAX_BYTES + 2)
                if number == 1:
                    line = line.removeprefix(codecs.BOM_UTF8)
                if line.strip() or len(line) > MAX_BYTES:
                    yield number, line.removesuffix(b"\n").removesuffix(b"\r")
    except OSError as error:
        raise CannotError(f"{path or 'stdin'}: cannot be read ({why(error)})") from error


def about_how_many(path: Path) -> int | None:
    """About how many lines a file has, from its size and its beginning; None when that cannot be told."""
    try:
        info = path.stat()
        if not stat.S_ISREG(info.st_mode):
            return None
        with path.open("rb") as stream:
            first = stream.read(MAX_BYTES)
    except OSError:
        return None
    count = first.count(b"\n")
    return round(info.st_size * count / len(first)) if count else None


def read(space: Workspace, path: Path) -> Source | Finding:
    """One file as a Source, or the finding that says why it is not read. Only regular files are opened."""
    name = space.name(path)
    try:
        real = space.tree.real(path)
        if not real.is_relative_to(space.root):
            return wrong_file(name, "F002", "is a link that leads out of the workspace; copy the document here")
        size = space.tree.size(real)
        if size is None:
            return wrong_file(name, "F002", "is not an ordinary file; a document is a text file")
        if size > MAX_BYTES:
            return wrong_file(name, "F003", f"has {size} bytes; a document has at most {MAX_BYTES} (1 MiB)")
        data = space.tree.data(real, MAX_BYTES + 1)
    except (OSError, RuntimeError) as error:  # RuntimeError: a link to itself
        return wrong_file(name, "F001", f"cannot be read ({why(error)})")
    if len(data) > MAX_BYTES:
        return wrong_file(name, "F003", f"has more than {MAX_BYTES} bytes (1 MiB)")
    return Source(name=name, data=data)
