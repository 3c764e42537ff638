"""The documents of a call as they would be with other values, and without some requests. Nothing is written."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Any

from msgspec.structs import replace

from asipgrid.documents import files, reader, workspace
from asipgrid.documents.call_documents import CallDocuments, call_documents
from asipgrid.documents.edits import EditedTree, with_value
from asipgrid.model.places import Finding, Record, Source
from asipgrid.reading import CallReader
from asipgrid.review.value_paths import UnknownPathError, WrittenCall, named_values
from asipgrid.schema import dialect


def supposed(
    call: str, space: workspace.Workspace, values: Iterable[tuple[str, Any]], without: Iterable[str] = ()
) -> EditedTree:
    """The files of a call, named so, in which values are others by their paths, and some requests were not sent.

    CannotError where a path names no value, or where there is no such request.
    """
    listed = call_documents(space)
    gone = frozenset(path for name in without for path in _files_about(space, listed, call, name))
    edited = _Edited(space, listed, gone)
    for path, value in values:
        try:
            edited.put(path, value)
        except UnknownPathError as error:
            raise workspace.CannotError(str(error)) from error
    return edited.tree


def _files_about(space: workspace.Workspace, listed: CallDocuments, call: str, name: str) -> list[Path]:
    """Every file of the call that is about a request."""
    sent = sorted(each.id for each in listed.about.values() if each.sent)
    if name not in sent:
        raise workspace.no_such_request(name, call, sent)
    return [folder / f"{name}.yaml" for _, folder in workspace.folders_about(space)]


class _Edited:
    """The documents of a call, in which values become others one after the other."""

    def __init__(self, space: workspace.Workspace, listed: CallDocuments, gone: frozenset[Path]) -> None:
        self._space, self._listed = space, listed
        self.tree = EditedTree(base=space.tree, changed={}, gone=gone)

    def put(self, path: str, value: Any) -> None:
        """Write a value; UnknownPathError where the path names none."""
        for each in named_values(self._written(), path, value):
            place = self.tree.real(self._space.root / each.file)
            source = files.read(self._now(), place)
            assert isinstance(source, Source)
            text = reader.text_of(source)
            assert isinstance(text, str)
            changed = {**self.tree.changed, place: with_value(text, each.path, each.value).encode()}
            self.tree = EditedTree(base=self.tree.base, changed=changed, gone=self.tree.gone)

    def _now(self) -> workspace.Workspace:
        return replace(self._space, tree=self.tree)

    def _written(self) -> WrittenCall:
        """The documents as they are by now."""
        listed = call_documents(self._now())
        records = [_record(each) for each in (listed.sources.call, *listed.sources.grids) if each is not None]
        call = next((each for each in records if each is not None and "call" in each.data), None)
        if call is None:
            raise workspace.CannotError("the call cannot be read; `asipgrid check` says why")
        grids = {str(each.data["grid"]): each for each in records if each is not None and "grid" in each.data}
        used = call.data.get("grids") or {}
        calls = CallReader(listed.sources)
        return WrittenCall(
            call=call,
            keys=frozenset(dialect.shipped("call")["properties"]),
            grids={name: each for name, each in grids.items() if name in used},
            requests=[each.id for each in listed.about.values() if each.sent],
            about=lambda name: calls.read(listed.about[name]).records,
        )


def _record(source: Source | Finding) -> Record | None:
    return reader.read(source)[0] if isinstance(source, Source) else None
