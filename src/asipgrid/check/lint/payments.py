"""Days that come too late, and payments without one."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Final

from asipgrid.check.case import Documents
from asipgrid.check.conditions import written_paths
from asipgrid.check.wording import Data, listed, warning
from asipgrid.engine.paths import path_expression
from asipgrid.model.places import Finding, KeyPath, Record
from asipgrid.model.said import said


def _payments(call: Data) -> Iterator[tuple[KeyPath, int, Data]]:
    """The payments of a call, each with its place and number."""
    for index, each in enumerate(call.get("addendum", {}).get("payments", ())):
        yield ("addendum", "payments", index), index + 1, each


def _waits_for(payment: Data, name: str) -> bool:
    """Whether the condition of a payment reads a figure."""
    return any(name in path_expression(path).reads for path in written_paths(payment.get("when")))


def payments_without_a_day(record: Record, call: Data) -> Iterator[Finding]:
    """A payment that waits for what has no last day, or for nothing at all: nobody could say when it is due."""
    for at, number, each in _payments(call):
        if _waits_for(each, "progress") and not call.get("monitoring", {}).get("reports"):
            says = said(
                "payment {number} waits for a progress report, and no report has a last day, so none is ever late; "
                "add `monitoring: {reports: [{period: …, due: …}]}`",
                number,
            )
            yield warning(record, (*at, "when"), "C218", says)
        if _waits_for(each, "goals_reached") and not _every_goal_has_a_day(call):
            says = said(
                "payment {number} waits for the goals, and no day is set for them; add `goals_due` to the addendum",
                number,
            )
            yield warning(record, (*at, "when"), "C219", says)
        if number > 1 and not {"from", "when", "units"} & set(each):
            says = said(
                "payment {number} has neither `from`, `when` nor `units`, so it is due on signature, whatever `at` "
                "says; give it a first day or a condition",
                number,
            )
            yield warning(record, at, "C220", says)


def _every_goal_has_a_day(call: Data) -> bool:
    """Whether each goal has a last day: that of all goals, or one of its own where the call names the goals it wants."""
    goals = call["addendum"].get("goals", {})
    wanted, each = goals.get("criteria", ()), goals.get("each", {})
    return "goals_due" in call["addendum"] or (bool(wanted) and all("due" in each.get(name, {}) for name in wanted))


def _last_days(call: Data) -> Iterator[tuple[KeyPath, str, str]]:
    """The days of a call by which beneficiaries must have done something, each with its place and what is due."""
    terms = call.get("addendum", {})
    if "goals_due" in terms:
        yield ("addendum", "goals_due"), said("the goals are"), terms["goals_due"]
    for name, each in terms.get("goals", {}).get("each", {}).items():
        if "due" in each:
            yield ("addendum", "goals", "each", name, "due"), said("the goal {name} is", name), each["due"]
    if "conditions_due" in terms:
        yield ("addendum", "conditions_due"), said("the conditions of payment are"), terms["conditions_due"]


def days_after_the_end(record: Record, call: Data, about: Mapping[str, Documents]) -> Iterator[Finding]:
    """Goals, targets and payments that come when the agreement has ended: nothing is payable then."""
    ends = dict(_ends(about))
    # Whoever asks for no money gets no addendum.
    asking = {data["request"] for _, data in about["request"] if data.get("funding", {}).get("requested") != 0}
    binding = {name: end for name, end in ends.items() if name in asking}
    for at, what, day in _last_days(call):
        late = [name for name, end in binding.items() if end < day]
        if late:
            says = said(
                "{what} due on {day}, after the end of the agreement of {late}; {mend}",
                what,
                day,
                listed(late),
                _MOVE_ONE,
            )
            yield warning(record, at, "C221", says)
    yield from _payments_after(record, call, binding)
    yield from _targets_after(ends, about)


def _payments_after(record: Record, call: Data, binding: Mapping[str, str]) -> Iterator[Finding]:
    """Payments that become payable when an agreement has ended."""
    due = max((day for at, _, day in _last_days(call) if at[-1] != "conditions_due"), default=None)
    for at, number, each in _payments(call):
        first = each.get("from")
        if first is not None:
            when, late = said("begins on {first}", first), [name for name, end in binding.items() if end < first]
        elif due is not None and _waits_for(each, "goals_reached"):
            # Whether goals are reached is known on the day after they were due.
            when, late = (
                said("waits for goals due on {due}", due),
                [name for name, end in binding.items() if end <= due],
            )
        else:
            continue
        if late:
            says = said(
                "payment {number} {when}, and no day is left for it before the end of the agreement of {late}, "
                "after which nothing becomes payable; {mend}",
                number,
                when,
                listed(late),
                _MOVE_ONE,
            )
            yield warning(record, at, "C222", says)


def _targets_after(ends: Mapping[str, str], about: Mapping[str, Documents]) -> Iterator[Finding]:
    """Targets, and goals as they were moved, that are due when the agreement has ended."""
    for document, index, item, end in _late(ends, about["request"], "commitments", "by"):
        says = said("the target is due on {by}, after the agreement ends on {end}; {mend}", item["by"], end, _MOVE_ONE)
        yield warning(document, ("commitments", index, "by"), "R016", says)
    for document, index, move, end in _late(ends, about["amendment"], "moves", "due"):
        says = said(
            "{goal} is moved to {due}, after the agreement ends on {end}; {mend}",
            move["goal"],
            move["due"],
            end,
            _MOVE_ONE,
        )
        yield warning(document, ("moves", index, "due"), "P706", says)


def _late(ends: Mapping[str, str], documents: Documents, key: str, day: str) -> Iterator[tuple[Record, int, Data, str]]:
    """The parts of documents about requests whose day comes after the end of the agreement, and that end."""
    for record, data in documents:
        end = ends.get(next(iter(data.values())), "9999-12-31")
        for index, item in enumerate(data.get(key, ())):
            if item.get(day, "") > end:
                yield record, index, item, end


_MOVE_ONE: Final = said("move one of the two days")


def _ends(about: Mapping[str, Documents]) -> Iterator[tuple[str, str]]:
    """The requests whose agreement has a last day, and that day as it was decided last."""
    moved = {
        data["amendment"]: max(data["ends"], key=lambda each: each["decided_on"])["ends_on"]
        for _, data in about["amendment"]
        if data.get("ends")
    }
    for _, data in about["request"]:
        end = moved.get(data["request"], data.get("agreement", {}).get("ends_on"))
        if end is not None:
            yield data["request"], end


def paid_before_the_signature(about: Mapping[str, Documents]) -> Iterator[Finding]:
    """A payment that was made although the addendum was not signed yet, as far as is recorded."""
    for record, data in about["payment"]:
        signed_on = data.get("signed_on")
        for index, each in enumerate(data.get("paid", ())):
            made = said("payment {number} was made on {paid_on}", each["number"], each["paid_on"])
            if signed_on is None:
                says = said("{made}, and no signature of the addendum is recorded; add `signed_on`", made)
            elif each["paid_on"] < signed_on:
                says = said(
                    "{made}, before the addendum was signed on {signed_on}; check the two days", made, signed_on
                )
            else:
                continue
            yield warning(record, ("paid", index, "paid_on"), "P607", says)
