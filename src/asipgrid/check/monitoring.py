"""What no schema can say of progress reports, payments and amendments that have the right shape."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from pathlib import PurePosixPath
from typing import Any

from asipgrid.check.references import Criteria, about_a_request, is_published, unknown_criterion
from asipgrid.check.request import Paths, evidence_findings, unsupported
from asipgrid.check.wording import Data, error, on_lines
from asipgrid.model.places import Finding, Record
from asipgrid.monitoring.facts import laid_over
from asipgrid.text.values import shown


def progress_findings(
    record: Record, data: Data, requests: Mapping[str, Data], call: Data, paths: Paths
) -> Iterator[Finding]:
    """A progress report against its folder, its request, and the facts it lays over it."""
    yield from about_a_request(record, data, requests, "progress", ("P501", "P502"))
    folder = PurePosixPath(record.name).parent.name
    if data["period"] != folder:
        says = f"the period {data['period']} is not the folder's name, {folder}; they must be equal"
        yield error(record, ("period",), "P503", says)
    if data["progress"] not in requests:
        return
    facts = data.get("facts", {})
    yield from evidence_findings(record, data, laid_over(requests[data["progress"]], facts), call, paths)
    if is_published(call):
        yield from unsupported(record, facts, data, ("facts",))


def payment_findings(record: Record, data: Data, requests: Collection[str], call: Data) -> Iterator[Finding]:
    """What was paid, against its file, its request and the schedule of the call."""
    yield from about_a_request(record, data, requests, "payment", ("P601", "P602"))
    schedule = call.get("addendum", {}).get("payments", ())
    seen: dict[int, int] = {}
    for index, each in enumerate(data.get("paid", ())):
        number, at = each["number"], ("paid", index, "number")
        if number > len(schedule):
            has = f"{len(schedule)} payment{'' if len(schedule) == 1 else 's'}"
            yield error(record, at, "P603", f"there is no payment {number}: an addendum of this call has {has}")
        elif number in seen and "units" not in schedule[number - 1]:
            where = on_lines(record, ("paid", seen[number], "number"), at)
            yield error(record, at, "P604", f"payment {number} is recorded twice, {where}; a payment is made once")
        seen.setdefault(number, index)


def amendment_findings(record: Record, data: Data, requests: Collection[str], criteria: Criteria) -> Iterator[Finding]:
    """What was decided of an addendum, against its file, its request and the criteria behind its goals."""
    yield from about_a_request(record, data, requests, "amendment", ("P701", "P702"))
    for index, move in enumerate(data.get("moves", ())):
        wrong = _move_fault(move, criteria)
        if wrong:
            yield error(record, ("moves", index, "goal"), "P703", wrong)


def _move_fault(move: Data, criteria: Criteria) -> str | None:
    name = move["goal"]
    if name not in criteria:
        return unknown_criterion(name, criteria)
    grid, each = criteria[name]
    if "measure" in each and "level" in move:
        return f"{name} is judged by a figure; move its `target`, in the unit of the measure, not its level"
    if "measure" not in each and "target" in move:
        return f"{name} is judged by levels; move its `level`"
    if "target" in move and _is_no_share(move["target"], each, grid):
        return f"{name} is a share, and its target a part of 1: write 0.90 for 90 %, not {shown(move['target'])}"
    if not {"target", "level", "due"} & set(move):
        return f"{name} is moved nowhere; give its new `target`, `level` or `due`"
    if move.get("level", 0) > grid["scale"]["max"]:
        return f"{name} cannot aim at level {shown(move['level'])}; the scale ends at {grid['scale']['max']}"
    return None


def _is_no_share(target: Any, criterion: Data, grid: Data) -> bool:
    """Whether a target for a share lies below 0, or above 1 and everything that the grid itself asks for."""
    if grid["measures"][criterion["measure"]].get("unit") != "percent":
        return False
    asked = [
        *criterion.get("at_least", ()),
        *criterion.get("at_most", ()),
        *(x for x, _ in criterion.get("linear", ())),
    ]
    return bool(target < 0 or target > max(1, *asked))
