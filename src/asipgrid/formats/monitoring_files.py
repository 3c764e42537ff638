"""Monitoring in files: JSON with a schema, CSV with one row a goal, own target or payment, Markdown, results/monitoring/."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from typing import Any, Final

from asipgrid import __version__
from asipgrid.formats import Look, cells
from asipgrid.formats.as_json import fact
from asipgrid.formats.monitoring_words import (
    goal_line,
    head_lines,
    level_changes,
    light,
    money_line,
    payment_line,
    score_line,
    sums_line,
)
from asipgrid.formats.results import CALL, OF_A_REQUEST
from asipgrid.formats.words import Words
from asipgrid.model.judged import Judged
from asipgrid.model.requests import EndMove, GoalMove
from asipgrid.model.values import Quantity, Unit
from asipgrid.monitoring.goal_progress import GoalProgress, KnownValue
from asipgrid.monitoring.payment_schedule import Instalment, PaymentState
from asipgrid.monitoring.projects import FollowedProject, Monitoring
from asipgrid.text import jsons
from asipgrid.text.escape import cell, forge
from asipgrid.text.numbers import as_written, number, plain_money
from asipgrid.text.phrases import PUBLISHED, Speaker

PAGE: Final = "monitoring.md"


def as_json(report: Monitoring, _look: Look) -> str:
    """Everything as one document: figures as strings, computed shares of one with six decimals, requests by id."""
    return jsons.document(document(report))


def document(report: Monitoring) -> dict[str, Any]:
    """Monitoring as plain data, in the order of the file."""
    call, speaker = report.call, Speaker(currency=report.call.currency)
    return {
        "asipgrid": "monitoring/1",
        "as_of": report.as_of,
        "call": {"id": call.id, "digest": call.digest, "currency": call.currency},
        "grids": {grid.id: {"version": grid.version, "digest": grid.digest} for grid in report.result.grids},
        "notes": [speaker.say(note) for note in report.notes],
        "requests": [request(each, speaker) for each in report.requests],
    }


def request(each: FollowedProject, speaker: Speaker) -> dict[str, Any]:
    """One funded project."""
    then, now, spent = each.ranked.card, each.card, each.spent
    states = (PaymentState.PAYABLE, PaymentState.SUSPENDED, PaymentState.NOT_DUE, PaymentState.ENDED)
    return {
        "id": each.id,
        "light": None if each.light is None else each.light.value,
        "worst": [one.id for one in each.worst],
        "start": {"day": each.start, "from": each.start_from},
        "signed_on": each.signed_on,
        "ends_on": each.ends_on,
        "end_moved": _move(each.end_moves[-1]) if each.end_moves else None,
        "score": {"then": _fixed(then.score, 2), "now": _fixed(now.score, 2)},
        "ceiling": {"then": _fixed(then.ceiling, 2), "now": _fixed(now.ceiling, 2)},
        "awarded": plain_money(each.ranked.award.amount, speaker.currency),
        **_from_envelopes(each, speaker.currency),
        "paid": plain_money(each.paid, speaker.currency),
        **{state.name.lower(): plain_money(each.amount(state), speaker.currency) for state in states},
        "returned": plain_money(each.back, speaker.currency),
        "spent": None
        if spent is None
        else {"amount": plain_money(spent[0], speaker.currency), "period": spent[1].period},
        "reports": [
            {"period": one.period, "as_of": one.as_of, "difficulties": one.difficulties} for one in each.reports
        ],
        "late_reports": [{"period": one.period, "due": one.due} for one in each.late],
        "goals": [_progress(one, speaker) for one in each.goals],
        "targets": [_progress(one, speaker) for one in each.own_targets],
        "levels": {
            one.id: {"then": _level(one.then), "now": _level(one.now)} for one in each.level_changes if one.moved
        },
        "payments": [_instalment(one, speaker) for one in each.instalments],
        "documents": dict(each.documents),
    }


def _from_envelopes(each: FollowedProject, currency: str) -> dict[str, Any]:
    """What each envelope of a call of several pays of the award."""
    paid = each.ranked.award.paid
    return {"envelopes": {part.envelope: plain_money(part.amount, currency) for part in paid}} if paid else {}


def _move(move: EndMove | GoalMove) -> dict[str, str]:
    return {"decided_on": move.decided_on, "why": move.why, "place": move.place.spot}


def _progress(each: GoalProgress, speaker: Speaker) -> dict[str, Any]:
    goal = each.goal
    return {
        "id": each.id,
        "goal": goal.name.en,
        "light": each.light.value,
        "baseline": _seen(goal.baseline),
        "target": _value(goal.target),
        "unit": _unit(goal.target),
        **_unit_words(goal.target),
        "at_most": goal.at_most,
        "means": None if goal.words is None else goal.words.en,
        "start": goal.start,
        "due": goal.due,
        "moved": None if goal.moved is None else _move(goal.moved),
        "latest": _seen(each.latest),
        **_shares(each),
        "reasons": [speaker.say(reason) for reason in each.reasons],
        "place": goal.place.spot,
    }


def _shares(each: GoalProgress) -> dict[str, str | None]:
    return {name: _fixed(getattr(each, name), 6) for name in ("achievement", "of_target", "expected", "index")}


def _seen(seen: KnownValue | None) -> dict[str, Any] | None:
    if seen is None:
        return None
    return {
        "value": _value(seen.value),
        "dated": seen.dated,
        "facts": [fact(each) for each in seen.facts],
        "documents": [{"id": each.id, "title": each.title, "place": each.place.spot} for each in seen.proofs],
    }


def _unit(value: Quantity | str) -> str:
    return str(value.unit) if isinstance(value, Quantity) else "date"


def _unit_words(value: Quantity | str) -> dict[str, Any]:
    """The words of a unit of the grid's own, behind the kind of its figures."""
    unit = value.unit if isinstance(value, Quantity) else ""
    return {"unit_words": {"en": unit.words.en, "fr": unit.words.fr}} if isinstance(unit, Unit) else {}


def _value(value: Quantity | str) -> str:
    if isinstance(value, str):
        return value
    return as_written(value.value) if value.in_full else number(value.value, 6)


def _fixed(value: Fraction | None, digits: int) -> str | None:
    return None if value is None else number(value, digits, fixed=True)


def _level(each: Judged) -> dict[str, str | None]:
    level, ceiling = (None if value is None else number(value, 2) for value in (each.level, each.ceiling))
    return {"state": each.state.value, "level": level, "ceiling": ceiling}


def _instalment(each: Instalment, speaker: Speaker) -> dict[str, Any]:
    return {
        "number": each.number,
        "at": each.payment.at.en,
        "share": as_written(each.payment.share),
        "amount": plain_money(each.amount, speaker.currency),
        "from": each.payment.opens,
        "asks": None if each.asks is None else speaker.say(each.asks),
        "state": each.state.value,
        "payable": plain_money(each.payable, speaker.currency),
        "paid": [
            {
                "amount": plain_money(one.amount, speaker.currency),
                "paid_on": one.paid_on,
                "reference": one.reference,
                "place": one.place.spot,
            }
            for one in each.paid
        ],
        "conditions": [
            {"says": speaker.say(one.reason), "holds": one.holds, "facts": [fact(each) for each in one.facts]}
            for one in each.conditions
        ],
    }


COLUMNS: Final = (
    "request", "kind", "id", "light", "baseline", "baseline_on", "target", "unit", "due", "value", "value_on",
    "achievement", "of_target", "expected", "index", "amount", "paid", "payable", "reasons",
)  # fmt: skip


_FIGURES: Final = frozenset(COLUMNS[COLUMNS.index("achievement") : -1]) | {"baseline", "target", "value"}
_DATES: Final = frozenset({"baseline_on", "due", "value_on"})


def as_csv(report: Monitoring, look: Look) -> str:
    """A heading, then for each request its goals, its own targets and its payments, in the order of the addendum.

    Of a call of several envelopes, the last column names those that pay the award.
    """
    several = any(each.ranked.award.paid for each in report.requests)
    columns = (*COLUMNS, "envelopes") if several else COLUMNS
    found = (
        [{**row, "envelopes": each.ranked.award.payers}.get(column) or "" for column in columns]
        for each in report.requests
        for row in (*_goal_rows(each), *_payment_rows(each, report.call.currency))
    )
    return "".join(cells.rows(columns, found, dialect=look.dialect, figures=_FIGURES, dates=_DATES))


def _goal_rows(each: FollowedProject) -> Iterator[dict[str, str | None]]:
    speaker = Speaker()
    for one in each.progress:
        baseline, latest = one.goal.baseline, one.latest
        yield {
            "request": each.id,
            "kind": "target" if one.goal.own else "goal",
            "id": cell(one.id),
            "light": one.light.value,
            "baseline": None if baseline is None else _value(baseline.value),
            "baseline_on": None if baseline is None else baseline.dated,
            "target": _value(one.goal.target),
            "unit": " ".join((_unit(one.goal.target), *(each["en"] for each in _unit_words(one.goal.target).values()))),
            "due": one.goal.due,
            "value": None if latest is None else _value(latest.value),
            "value_on": None if latest is None else latest.dated,
            **_shares(one),
            "reasons": cell("; ".join(map(speaker.say, one.reasons))),
        }


def _payment_rows(each: FollowedProject, currency: str) -> Iterator[dict[str, str | None]]:
    speaker = Speaker(currency=currency)
    for one in each.instalments:
        kept = (speaker.say(condition.reason) for condition in one.conditions if condition.holds is not True)
        yield {
            "request": each.id,
            "kind": "payment",
            "id": str(one.number),
            "light": one.state.value,
            "amount": plain_money(one.amount, currency),
            "paid": plain_money(one.spent, currency),
            "payable": plain_money(one.payable, currency),
            "reasons": cell("; ".join(kept)),
        }


def as_markdown(report: Monitoring, look: Look) -> str:
    """One line a project, goal and payment, ordered by id, so that a changed light is one changed line."""
    return "\n".join(_markdown(report, Words(look.language, report.call.currency, report.result.grids))) + "\n"


def _markdown(report: Monitoring, words: Words) -> Iterator[str]:
    yield f"# {forge(words.text(report.call.title))}{words('followed_as_of', day=words.day(report.as_of))}"
    yield ""
    if report.call.about is not None:
        yield forge(words.text(report.call.about))
    for note in (*([PUBLISHED] if report.call.published else []), *report.notes):
        yield forge(f"{words.sentence(note)}.")
    if any(each.instalments for each in report.requests):
        yield f"{forge(money_line(report, words))}."
    for each in report.requests:
        yield ""
        yield from _project(each, words)


def _project(each: FollowedProject, words: Words) -> Iterator[str]:
    yield f"## {words.named(forge(each.id), forge(light(each.light, words)))}"
    yield ""
    yield forge(f"{words.text(each.ranked.request.title)}.")
    for line in head_lines(each, words):
        yield forge(f"{line[:1].upper()}{line[1:]}.")
    yield f"{score_line(each, words)}."
    for heading, lines in level_changes(each, words):
        yield forge(f"{words.named(heading, ', '.join(lines))}.")
    yield ""
    for one in each.progress:
        yield f"- {forge(goal_line(one, words))}."
    for instalment in each.instalments:
        held = [one.reason for one in instalment.conditions if one.holds is not True]
        settled = instalment.state in {PaymentState.PAID, PaymentState.NOTHING}
        told = f"{words('payment')} {payment_line(instalment, words)}"
        yield f"- {forge(told if settled or not held else words.named(told, words.listed(held)))}."
    if each.instalments:
        yield ""
        yield f"{forge(sums_line(each, words))}."


def is_monitoring(name: str) -> bool:
    """Whether a file is named like one of these: call.json, monitoring.md, or a request's id and .json."""
    return name == PAGE or OF_A_REQUEST.fullmatch(name) is not None


def folder(report: Monitoring) -> dict[str, str]:
    """What `results/monitoring/` holds, by file name: the call first, the requests by id, the page for people last."""
    whole = document(report)
    requests = whole.pop("requests")
    kind = whole.pop("asipgrid")
    texts = {CALL: jsons.document({"asipgrid": kind, "engine": __version__, **whole})}
    for each in requests:
        data = {"asipgrid": kind, "call": report.call.id, "as_of": report.as_of, **each}
        texts[f"{each['id']}.json"] = jsons.document(data)
    return {**texts, PAGE: as_markdown(report, Look())}
