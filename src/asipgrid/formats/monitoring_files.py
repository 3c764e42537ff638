"""Monitoring as data: JSON with a schema, CSV with one row a goal, own target or payment, the files of results/monitoring/."""

from __future__ import annotations

import re
from collections.abc import Iterator
from fractions import Fraction
from typing import Any, Final

from asipgrid import __version__
from asipgrid.formats import Look, cells
from asipgrid.formats.as_json import figure, money
from asipgrid.formats.monitoring_markdown import as_markdown
from asipgrid.model.judged import Fact, Judged
from asipgrid.model.requests import EndMove, GoalMove
from asipgrid.model.values import Quantity, is_number
from asipgrid.monitoring.goal_progress import GoalProgress, KnownValue
from asipgrid.monitoring.overlay import Proof
from asipgrid.monitoring.payment_schedule import Instalment, PaymentState
from asipgrid.monitoring.projects import FollowedProject, Monitoring
from asipgrid.text import jsons
from asipgrid.text.escape import cell
from asipgrid.text.numbers import as_written, number
from asipgrid.text.phrases import Speaker

CALL: Final = "call.json"
PAGE: Final = "monitoring.md"
_OF_A_REQUEST: Final = re.compile(r"(?=.{1,69}\Z)([a-z0-9]+(?:-[a-z0-9]+)*)\.json")


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
    then, now = each.ranked.card, each.card
    spent = each.spent
    return {
        "id": each.id,
        "light": None if each.light is None else each.light.value,
        "worst": [one.id for one in each.worst],
        "start": {"day": each.start, "from": each.start_from},
        "signed_on": each.signed_on,
        "ends_on": each.ends_on,
        "end_moved": _move(each.end_moves[-1]) if each.end_moves else None,
        "score": {"then": _score(then.score), "now": _score(now.score)},
        "ceiling": {"then": _score(then.ceiling), "now": _score(now.ceiling)},
        "awarded": money(each.ranked.award.amount, speaker.currency),
        "paid": money(each.paid, speaker.currency),
        "payable": money(each.amount(PaymentState.PAYABLE), speaker.currency),
        "suspended": money(each.amount(PaymentState.SUSPENDED), speaker.currency),
        "not_due": money(each.amount(PaymentState.NOT_DUE), speaker.currency),
        "ended": money(each.amount(PaymentState.ENDED), speaker.currency),
        "returned": money(each.back, speaker.currency),
        "spent": None if spent is None else {"amount": money(spent[0], speaker.currency), "period": spent[1].period},
        "reports": [
            {"period": one.period, "as_of": one.as_of, "difficulties": one.difficulties} for one in each.reports
        ],
        "late_reports": [{"period": one.period, "due": one.due} for one in each.late],
        "goals": [_progress(one, speaker) for one in each.progress if not one.goal.own],
        "targets": [_progress(one, speaker) for one in each.progress if one.goal.own],
        "levels": {
            one.id: {"then": _level(one.then), "now": _level(one.now)} for one in each.level_changes if one.moved
        },
        "payments": [_instalment(one, speaker) for one in each.instalments],
        "documents": dict(each.documents),
    }


def _move(move: EndMove | GoalMove) -> dict[str, str]:
    return {"decided_on": move.decided_on, "why": move.why, "place": f"{move.place.file}:{move.place.line}"}


def _progress(each: GoalProgress, speaker: Speaker) -> dict[str, Any]:
    goal = each.goal
    return {
        "id": each.id,
        "goal": goal.name.en,
        "light": each.light.value,
        "baseline": _seen(goal.baseline),
        "target": _value(goal.target),
        "unit": goal.target.unit if isinstance(goal.target, Quantity) else "date",
        "at_most": goal.at_most,
        "means": None if goal.words is None else goal.words.en,
        "start": goal.start,
        "due": goal.due,
        "moved": None if goal.moved is None else _move(goal.moved),
        "latest": _seen(each.latest),
        "achievement": _share(each.achievement),
        "of_target": _share(each.of_target),
        "expected": _share(each.expected),
        "index": _share(each.index),
        "reasons": [speaker.say(reason) for reason in each.reasons],
        "place": f"{goal.place.file}:{goal.place.line}",
    }


def _seen(seen: KnownValue | None) -> dict[str, Any] | None:
    if seen is None:
        return None
    return {
        "value": _value(seen.value),
        "dated": seen.dated,
        "facts": [_fact(fact) for fact in seen.facts],
        "documents": [_proof(proof) for proof in seen.proofs],
    }


def _proof(proof: Proof) -> dict[str, str]:
    return {"id": proof.id, "title": proof.title, "place": f"{proof.place.file}:{proof.place.line}"}


def _fact(fact: Fact) -> dict[str, Any]:
    place = None if fact.place is None else f"{fact.place.file}:{fact.place.line}"
    return {"path": fact.path, "value": _plain(fact.value), "place": place}


def _plain(value: Any) -> Any:
    # Numbers are strings, so that no reader turns them into floats.
    if is_number(value):
        return figure(value)
    if isinstance(value, list):
        return [_plain(item) for item in value]
    return {key: _plain(item) for key, item in value.items()} if isinstance(value, dict) else value


def _value(value: Quantity | str) -> str:
    if isinstance(value, str):
        return value
    return as_written(value.value) if value.in_full else number(value.value, 6)


def _share(value: Fraction | None) -> str | None:
    return None if value is None else number(value, 6, fixed=True)


def _score(value: Fraction | None) -> str | None:
    return None if value is None else number(value, 2, fixed=True)


def _level(each: Judged) -> dict[str, str | None]:
    level, ceiling = (None if value is None else number(value, 2) for value in (each.level, each.ceiling))
    return {"state": each.state.value, "level": level, "ceiling": ceiling}


def _instalment(each: Instalment, speaker: Speaker) -> dict[str, Any]:
    return {
        "number": each.number,
        "at": each.payment.at.en,
        "share": as_written(each.payment.share),
        "amount": money(each.amount, speaker.currency),
        "from": each.payment.opens,
        "asks": None if each.asks is None else speaker.say(each.asks),
        "state": each.state.value,
        "payable": money(each.payable, speaker.currency),
        "paid": [
            {
                "amount": money(one.amount, speaker.currency),
                "paid_on": one.paid_on,
                "reference": one.reference,
                "place": f"{one.place.file}:{one.place.line}",
            }
            for one in each.paid
        ],
        "conditions": [
            {"says": speaker.say(one.reason), "holds": one.holds, "facts": [_fact(fact) for fact in one.facts]}
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
    """A heading, then for each request its goals, its own targets and its payments, in the order of the addendum."""
    found = (
        [row.get(column) or "" for column in COLUMNS]
        for each in report.requests
        for row in (*_goal_rows(each), *_payment_rows(each, report.call.currency))
    )
    return "".join(cells.rows(COLUMNS, found, dialect=look.dialect, figures=_FIGURES, dates=_DATES))


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
            "unit": one.goal.target.unit if isinstance(one.goal.target, Quantity) else "date",
            "due": one.goal.due,
            "value": None if latest is None else _value(latest.value),
            "value_on": None if latest is None else latest.dated,
            "achievement": _share(one.achievement),
            "of_target": _share(one.of_target),
            "expected": _share(one.expected),
            "index": _share(one.index),
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
            "amount": money(one.amount, currency),
            "paid": money(one.spent, currency),
            "payable": money(one.payable, currency),
            "reasons": cell("; ".join(kept)),
        }


def is_monitoring(name: str) -> bool:
    """Whether a file is named like one of these: call.json, monitoring.md, or a request's id and .json."""
    return name == PAGE or _OF_A_REQUEST.fullmatch(name) is not None


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
