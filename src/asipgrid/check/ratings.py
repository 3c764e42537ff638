"""What no schema can say of rating sheets and of the committee's decisions that have the right shape."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from fractions import Fraction
from pathlib import PurePosixPath

from asipgrid.check.amounts import money
from asipgrid.check.grid import off_scale
from asipgrid.check.references import Criteria, about_a_request, named_source, unknown_criterion
from asipgrid.check.wording import Data, error, percent, warning
from asipgrid.model.places import Finding, KeyPath, Record
from asipgrid.model.values import exact
from asipgrid.text.numbers import as_written
from asipgrid.text.values import shown


def rating_findings(
    record: Record, data: Data, requests: Collection[str], criteria: Criteria, conflicts: Mapping[tuple[str, str], str]
) -> Iterator[Finding]:
    """A rating sheet against its folder, the requests, the grids, and the conflicts of interest that were declared."""
    yield from about_a_request(record, data, requests, "rating", ("M301", "M303"))
    folder = PurePosixPath(record.name).parent.name
    if data["assessor"] != folder:
        says = f"this sheet is by {data['assessor']}, but lies in the folder of {folder}; make the two equal"
        yield error(record, ("assessor",), "M302", says)
    if data.get("conflict") and data.get("marks"):
        yield error(record, ("marks",), "M307", "a sheet with a conflict of interest carries no marks; remove them")
    if not data.get("conflict") and "marks" not in data:
        yield error(record, (), "M308", "marks is missing; give marks, or declare `conflict: true`")
    declared = conflicts.get((data["rating"], data["assessor"]))
    if declared is not None and not data.get("conflict"):
        says = (
            f"{data['assessor']} declared a conflict of interest on {data['rating']} in {declared}, so these marks count "
            "nowhere; declare it here too, or take it back there"
        )
        yield warning(record, ("marks",), "R030", says)
    for name, mark in data.get("marks", {}).items():
        yield from _mark_findings(record, name, mark, criteria)


def consensus_findings(record: Record, data: Data, sheets: Iterable[Data], need: int) -> Iterator[Finding]:
    """A consensus against the individual marks it stands beside (`sheets` are the sound ones of the call)."""
    heard = [each for each in sheets if each["rating"] == data["rating"] and not each.get("conflict")]
    if data.get("conflict"):
        says = "a consensus declares no conflict of interest; each assessor does so in a sheet of their own"
        yield error(record, ("conflict",), "M311", says)
    for name, mark in data.get("marks", {}).items():
        levels = sorted(exact(each["marks"][name]["level"]) for each in heard if name in each.get("marks", {}))
        at: KeyPath = ("marks", name)
        if len(levels) < need:
            says = f"{name} has {len(levels)} of the {need} individual marks it needs; until then the consensus does not count"
            yield warning(record, at, "M310", says)
        elif not levels[0] <= exact(mark["level"]) <= levels[-1] and not mark.get("why"):
            span = " to ".join(dict.fromkeys(as_written(level) for level in (levels[0], levels[-1])))
            says = f"{name}: level {shown(mark['level'])} leaves the individual marks ({span}); say why"
            yield error(record, (*at, "level"), "M309", says)


def _mark_findings(record: Record, name: str, mark: Data, criteria: Criteria) -> Iterator[Finding]:
    at: KeyPath = ("marks", name)
    if name not in criteria:
        yield error(record, at, "M304", unknown_criterion(name, criteria))
        return
    grid, each = criteria[name]
    if "mark" not in each:
        says = f"{name} is not judged by assessors: its level comes from the request; remove this mark"
        yield error(record, at, "M305", says)
        return
    wrong = off_scale(name, mark["level"], grid)
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
    if amount is None:
        return
    if data["outcome"] != "fund":
        says = f"an amount goes with the outcome fund, not {data['outcome']}; remove it"
        yield error(record, ("amount",), "D403", says)
    requested = funding.get("requested")
    if requested is not None and amount > requested:
        says = f"the amount {money(amount, currency)} is more than the {money(requested, currency)} requested"
        yield error(record, ("amount",), "D404", says)
    rate, total = call["allocation"].get("rate"), funding.get("total_cost")
    if rate is not None and total is not None and amount > Fraction(rate) * Fraction(total):
        share = f"{percent(rate)} of {money(total, currency)}"
        says = f"the amount {money(amount, currency)} is above what the call allows, {share}"
        yield error(record, ("amount",), "D405", says)
    ceiling = call["allocation"].get("ceiling")
    if ceiling is not None and amount > ceiling:
        says = (
            f"the amount {money(amount, currency)} is above the call's ceiling of {money(ceiling, currency)} a request"
        )
        yield error(record, ("amount",), "D405", says)
