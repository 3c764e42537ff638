"""What no schema can say of documents about a request that have the right shape: sheets, decisions, what is told later."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from fractions import Fraction
from pathlib import PurePosixPath
from typing import Any

from asipgrid.check.judged import is_share, off_scale
from asipgrid.check.request import Paths, evidence_findings, is_published, named_after_file, named_source, unsupported
from asipgrid.check.scales import thresholds, top_of
from asipgrid.check.wording import Data, error, money, near_words, on_lines, percent, unknown_criterion, warning
from asipgrid.model.panels import CONSENSUS
from asipgrid.model.places import Finding, KeyPath, Record
from asipgrid.model.said import SaidText, row, said
from asipgrid.model.values import exact
from asipgrid.monitoring.facts import laid_over
from asipgrid.text.numbers import as_written
from asipgrid.text.values import shown

Criteria = Mapping[str, tuple[Data, Data]]
"""The criteria of a call by id, each with its grid."""


def about_a_request(
    record: Record, data: Data, requests: Collection[str], key: str, codes: tuple[str, str]
) -> Iterator[Finding]:
    """A document is about the request that its file is named after, and that was sent."""
    yield from named_after_file(record, data, key, codes[0])
    if data[key] not in requests:
        yield error(
            record,
            (key,),
            codes[1],
            said("no request {request} in this call; {near}", data[key], near_words(data[key], requests)),
        )


def rating_findings(
    record: Record, data: Data, requests: Collection[str], criteria: Criteria, conflicts: Mapping[tuple[str, str], str]
) -> Iterator[Finding]:
    """A rating sheet against its folder, the requests, the grids, and the conflicts of interest that were declared."""
    yield from about_a_request(record, data, requests, "rating", ("M301", "M303"))
    folder = PurePosixPath(record.name).parent.name
    if data["assessor"] != folder:
        says = said(
            "this sheet is by {assessor}, but lies in the folder of {folder}; make the two equal",
            data["assessor"],
            folder,
        )
        yield error(record, ("assessor",), "M302", says)
    if data.get("conflict") and data.get("marks"):
        yield error(
            record, ("marks",), "M307", said("a sheet with a conflict of interest carries no marks; remove them")
        )
    if not data.get("conflict") and "marks" not in data:
        yield error(record, (), "M308", said("marks is missing; give marks, or declare `conflict: true`"))
    declared = conflicts.get((data["rating"], data["assessor"]))
    if declared is not None and not data.get("conflict"):
        says = said(
            "{assessor} declared a conflict of interest on {rating} in {declared}, so these marks count nowhere; "
            "declare it here too, or take it back there",
            data["assessor"],
            data["rating"],
            declared,
        )
        yield warning(record, ("marks",), "R030", says)
    for name, mark in data.get("marks", {}).items():
        yield from _mark_findings(record, name, mark, criteria)


def not_asked(record: Record, data: Data, criteria: Criteria, panel: Data) -> Iterator[Finding]:
    """Marks on criteria of grids that the call has others mark; what all agree on may be about any."""
    for name in data.get("marks", {}) if data["assessor"] != CONSENSUS else ():
        grid = criteria[name][0]["grid"] if name in criteria else ""
        by = panel.get("grids", {}).get(grid, {}).get("by", ())
        if by and data["assessor"] not in by:
            says = said(
                "{assessor} does not mark {grid}, for the call names others for it ({names}); remove this mark, or name "
                "the assessor there",
                data["assessor"],
                grid,
                row(by, ", "),
            )
            yield error(record, ("marks", name), "M312", says)


def consensus_findings(
    record: Record, data: Data, sheets: Iterable[Data], need: Callable[[str], int]
) -> Iterator[Finding]:
    """A consensus against the individual marks it stands beside (`sheets` are the sound ones of the call).

    `need` is how many marks a criterion needs.
    """
    heard = [each for each in sheets if each["rating"] == data["rating"] and not each.get("conflict")]
    if data.get("conflict"):
        says = said("a consensus declares no conflict of interest; each assessor does so in a sheet of their own")
        yield error(record, ("conflict",), "M311", says)
    for name, mark in data.get("marks", {}).items():
        levels = sorted(exact(each["marks"][name]["level"]) for each in heard if name in each.get("marks", {}))
        at: KeyPath = ("marks", name)
        if len(levels) < need(name):
            says = said(
                "{name} has {count} of the {needed} individual marks it needs; until then the consensus does not count",
                name,
                len(levels),
                need(name),
            )
            yield warning(record, at, "M310", says)
        elif not levels[0] <= exact(mark["level"]) <= levels[-1] and not mark.get("why"):
            span = row(dict.fromkeys(as_written(level) for level in (levels[0], levels[-1])), " to ")
            says = said(
                "{name}: level {level} leaves the individual marks ({span}); say why", name, shown(mark["level"]), span
            )
            yield error(record, (*at, "level"), "M309", says)


def _mark_findings(record: Record, name: str, mark: Data, criteria: Criteria) -> Iterator[Finding]:
    at: KeyPath = ("marks", name)
    if name not in criteria:
        yield error(record, at, "M304", unknown_criterion(name, criteria))
        return
    grid, each = criteria[name]
    if "mark" not in each:
        says = said("{name} is not judged by assessors: its level comes from the request; remove this mark", name)
        yield error(record, at, "M305", says)
        return
    wrong = off_scale(each, mark["level"], grid)
    if wrong:
        yield error(record, (*at, "level"), "M306", wrong)


def decision_findings(record: Record, data: Data, requests: Mapping[str, Data], call: Data) -> Iterator[Finding]:
    """A committee decision against the request it is about and the call's ceiling."""
    yield from about_a_request(record, data, requests, "decision", ("D401", "D402"))
    if data["decision"] not in requests:
        return
    yield from named_source(record, (), data, call)
    funding = requests[data["decision"]].get("funding", {})
    amount, currency = data.get("amount"), call["currency"]
    yield from _kept_lines(record, data, funding, currency)
    if amount is None:
        return
    if data["outcome"] != "fund":
        says = said("an amount goes with the outcome fund, not {outcome}; remove it", data["outcome"])
        if "stage" in call:
            says = said("a stage awards nothing, so a decision in it has no amount; remove it")
        yield error(record, ("amount",), "D403", says)
    requested = funding.get("requested")
    if requested is not None and amount > requested:
        says = said(
            "the amount {amount} is more than the {requested} requested",
            money(amount, currency),
            money(requested, currency),
        )
        yield error(record, ("amount",), "D404", says)
    terms = call.get("allocation", {})
    rate, total = terms.get("rate"), funding.get("total_cost")
    if rate is not None and total is not None and amount > Fraction(rate) * Fraction(total):
        share = said("{rate} of {total}", percent(rate), money(total, currency))
        says = said("the amount {amount} is above what the call allows, {share}", money(amount, currency), share)
        yield error(record, ("amount",), "D405", says)
    ceiling = terms.get("ceiling")
    if ceiling is not None and amount > ceiling:
        says = said(
            "the amount {amount} is above the call's ceiling of {ceiling} a request",
            money(amount, currency),
            money(ceiling, currency),
        )
        yield error(record, ("amount",), "D405", says)


def _kept_lines(record: Record, data: Data, funding: Data, currency: str) -> Iterator[Finding]:
    """What a decision keeps of the lines of the budget: lines that there are, no more than requested, the award in sum."""
    kept = data.get("lines")
    if kept is None:
        return
    wrong = tuple(_wrong_lines(record, data, funding, currency))
    yield from wrong
    if wrong:
        return
    left = sum(kept.get(line.get("id"), line["amount"]) for line in funding["lines"])
    if left != data.get("amount"):
        awarded = money(data["amount"], currency) if "amount" in data else said("not stated")
        says = said(
            "these lines, and those it does not name, sum to {left}; the amount is {awarded}: make them equal",
            money(left, currency),
            awarded,
        )
        yield error(record, ("amount",) if "amount" in data else ("lines",), "D409", says)


def _wrong_lines(record: Record, data: Data, funding: Data, currency: str) -> Iterator[Finding]:
    asked = {line["id"]: line["amount"] for line in funding.get("lines", ()) if "id" in line}
    for name, amount in data["lines"].items():
        if name not in asked:
            hint = near_words(name, asked) if asked else said("give the lines of the request's budget an id each")
            says = said("{name} is no line of the budget of {decision}; {hint}", name, data["decision"], hint)
            yield error(record, ("lines", name), "D407", says)
        elif amount > asked[name]:
            says = said(
                "{name}: {amount} is more than the {asked} requested",
                name,
                money(amount, currency),
                money(asked[name], currency),
            )
            yield error(record, ("lines", name), "D408", says)


def progress_findings(
    record: Record, data: Data, requests: Mapping[str, Data], call: Data, paths: Paths
) -> Iterator[Finding]:
    """A progress report against its folder, its request, and the facts it lays over it."""
    yield from about_a_request(record, data, requests, "progress", ("P501", "P502"))
    folder = PurePosixPath(record.name).parent.name
    if data["period"] != folder:
        says = said(
            "the period {period} is not the folder's name, {folder}; they must be equal", data["period"], folder
        )
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
            has = said("{count} {count:payment|payments}", len(schedule))
            yield error(
                record,
                at,
                "P603",
                said("there is no payment {number}: an addendum of this call has {has}", number, has),
            )
        elif number in seen and "units" not in schedule[number - 1]:
            where = on_lines(record, ("paid", seen[number], "number"), at)
            yield error(
                record,
                at,
                "P604",
                said("payment {number} is recorded twice, {where}; a payment is made once", number, where),
            )
        seen.setdefault(number, index)


def amendment_findings(record: Record, data: Data, requests: Collection[str], criteria: Criteria) -> Iterator[Finding]:
    """What was decided of an addendum, against its file, its request and the criteria behind its goals."""
    yield from about_a_request(record, data, requests, "amendment", ("P701", "P702"))
    for index, move in enumerate(data.get("moves", ())):
        wrong = _move_fault(move, criteria)
        if wrong:
            yield error(record, ("moves", index, "goal"), "P703", wrong)


def _move_fault(move: Data, criteria: Criteria) -> SaidText | None:
    name = move["goal"]
    if name not in criteria:
        return unknown_criterion(name, criteria)
    grid, each = criteria[name]
    if "measure" in each and "level" in move:
        return said("{name} is judged by a figure; move its `target`, in the unit of the measure, not its level", name)
    if "measure" not in each and "target" in move:
        return said("{name} is judged by levels; move its `level`", name)
    if "target" in move and _is_no_share(move["target"], each, grid):
        return said(
            "{name} is a share, and its target a part of 1: write 0.90 for 90 %, not {target}",
            name,
            shown(move["target"]),
        )
    if not {"target", "level", "due"} & set(move):
        return said("{name} is moved nowhere; give its new `target`, `level` or `due`", name)
    if move.get("level", 0) > top_of(grid, each):
        return said(
            "{name} cannot aim at level {level}; the scale ends at {top}",
            name,
            shown(move["level"]),
            top_of(grid, each),
        )
    return None


def _is_no_share(target: Any, criterion: Data, grid: Data) -> bool:
    """Whether a target for a share lies below 0, or above 1 and everything that the grid itself asks for."""
    measure = grid["measures"][criterion["measure"]]
    if measure.get("unit") is None or not is_share(measure):
        return False
    asked = [
        *thresholds(criterion, "at_least"),
        *thresholds(criterion, "at_most"),
        *(x for x, _ in criterion.get("linear", ())),
    ]
    return bool(target < 0 or target > max(1, *asked))
