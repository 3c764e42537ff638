"""A call, scored by this engine, as a side of a comparison: its result as plain data, with the documents behind it."""

from __future__ import annotations

import functools
from collections.abc import Iterable, Mapping, Sequence
from pathlib import PurePosixPath
from typing import Any

from msgspec.structs import replace

from asipgrid import __version__, pipeline
from asipgrid.check.case import Case, DocumentSet
from asipgrid.check.checker import check_call
from asipgrid.documents import reader, workspace
from asipgrid.formats import Outline, as_json
from asipgrid.model.places import UNFILLED, Record, Source
from asipgrid.model.results import Result
from asipgrid.model.said import said
from asipgrid.review.sides import Recomputed, Side, SideDocuments, Unscored


def scored_side(name: str, sources: Iterable[Source], case: Case, result: Result, refused: Sequence[str]) -> Side:
    """The side that a case and its result make, named so.

    `sources` are the documents that were read for it, `refused` the requests that the result leaves out.
    """
    requests = _requests(result)
    made = {
        **as_json.head(Outline.of(result)),
        "requests": list(requests.values()),
        **as_json.tail(Outline.of(result)),
    }
    return Side(
        name=name,
        result=made,
        engine=__version__,
        documents=_documents(case, sources),
        unscored=unscored(made, refused),
        recomputed=Recomputed(now=requests, under=functools.partial(_under, case, refused)),
    )


def _under(
    case: Case, refused: Sequence[str], call: Mapping[str, Any], grids: Mapping[str, Mapping[str, Any]]
) -> dict[str, dict[str, Any]] | None:
    """What the requests of a case come to under another call and other grids, which nobody has written."""
    wanted = [grids[name] for name in call.get("grids", ()) if name in grids]
    documents = DocumentSet(
        call=_unwritten(case.call.file, call),
        grids=tuple(_unwritten(f"grids/{grid['grid']}.yaml", grid) for grid in wanted),
    )
    ruled = check_call(documents).case
    if ruled is None:
        return None
    made = replace(ruled, requests=case.requests, sheets=case.sheets, decisions=case.decisions, before=case.before)
    result = pipeline.evaluate(made, refused=refused)
    return _requests(result) if isinstance(result, Result) else None


def _requests(result: Result) -> dict[str, dict[str, Any]]:
    """The requests of a result as its files hold them, by their ids."""
    return {each["id"]: each for each in as_json.requests(result)}


def _unwritten(name: str, data: Mapping[str, Any]) -> Record:
    return Record(name=name, data=dict(data), keys={}, values={}, digest="")


def unscored(result: Mapping[str, Any], names: Iterable[str] | None = None) -> dict[str, Unscored]:
    """The requests that a result does not have, with the first thing wrong or not filled in; `names` where known."""
    found = result.get("findings")
    wrong: dict[str, Unscored] = {}
    for each in found if isinstance(found, list) else ():
        if isinstance(each, dict) and (each.get("level") == "error" or each.get("code") == UNFILLED):
            place = PurePosixPath(str(each.get("file")))
            if not place.match("grids/*") and place.name != workspace.CALL_FILE:
                spot = f"{place}:{each.get('line')}:{each.get('column')}"
                says = said("{place} {code} {message}", spot, str(each.get("code")), str(each.get("message")))
                wrong.setdefault(workspace.stem(place.name), Unscored(says, unfilled=each.get("code") == UNFILLED))
    listed = result["requests"]
    # Nobody has looked yet whether this result is whole.
    there = [each.get("id") for each in listed if isinstance(each, dict)] if isinstance(listed, list) else []
    return {name: wrong.get(name, Unscored("")) for name in (wrong if names is None else names) if name not in there}


def _documents(case: Case, sources: Iterable[Source]) -> SideDocuments:
    """The documents of a case as they were written, by what they are about."""
    beside: dict[PurePosixPath, list[Source]] = {}
    for source in sources:
        beside.setdefault(PurePosixPath(source.name).parent, []).append(source)
    grids = _by_id("grid", beside.get(PurePosixPath("grids"), ()))
    return SideDocuments(
        call=case.call.data,
        grids={name: grids[name] for name in case.call.weights},
        requests={request.id: request.data for request in case.requests},
        sheets={
            (sheet.request, sheet.assessor): {
                "conflict": sheet.conflict,
                "marks": {name: {"level": mark.level, "why": mark.why} for name, mark in sorted(sheet.marks.items())},
            }
            for sheet in case.sheets
        },
        decisions=_by_id("decision", beside.get(PurePosixPath(case.call.file).parent / "decisions", ())),
    )


def _by_id(kind: str, sources: Iterable[Source]) -> dict[str, dict[str, Any]]:
    """What the documents of a kind hold, by the ids that they have."""
    records = [record for record, _ in map(reader.read, sources) if record is not None]
    return {record.data[kind]: record.data for record in records if kind in record.data}
