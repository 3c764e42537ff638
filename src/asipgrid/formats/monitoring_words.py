"""Monitoring in words: lights and states as a sign and a word, values, targets, payments; each said by one function."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from fractions import Fraction
from typing import Final

from asipgrid.model.judged import Scorecard
from asipgrid.model.values import Quantity, decimals_of
from asipgrid.monitoring.goal_progress import GoalProgress, KnownValue, Light
from asipgrid.monitoring.payment_schedule import UNSIGNED, Instalment, PaymentState
from asipgrid.monitoring.projects import FollowedProject, LevelChange, Monitoring
from asipgrid.text.numbers import digits_apart, money_text, number, plain, score_text
from asipgrid.text.phrases import Speaker

SIGNS: Final = {
    Light.REACHED: "✔ reached",
    Light.ON_TRACK: "→ on track",
    Light.AT_RISK: "! at risk",
    Light.LATE: "✘ late",
    Light.NOT_DUE: "· not due",
    Light.NO_REPORT: "? no report",
}
STATES: Final = {
    PaymentState.PAID: "✔ paid",
    PaymentState.PAYABLE: "→ payable",
    PaymentState.SUSPENDED: "✘ suspended",
    PaymentState.NOT_DUE: "· not due",
    PaymentState.ENDED: "✘ ended",
    PaymentState.NOTHING: "– nothing due",
}
_STARTS: Final = {
    "signed": "the day the addendum was signed",
    "call": "the start that the call sets",
    "decided": "the day of the committee's decision",
}


def light(value: Light | None) -> str:
    """A light as a sign and a word; a dash where there is no goal."""
    return "–" if value is None else SIGNS[value]


def money_line(report: Monitoring) -> str:
    """What is paid, payable and held back, of all projects."""
    currency, requests = report.call.currency, report.requests
    text = f"Paid {money_text(sum(each.paid for each in requests), currency)}"
    for state in (PaymentState.PAYABLE, PaymentState.SUSPENDED, PaymentState.ENDED):
        amount = sum(each.amount(state) for each in requests)
        if amount or state is not PaymentState.ENDED:
            text += f", {state.value} {money_text(amount, currency)}"
    back = sum(each.back for each in requests)
    return text + (f", gone back {money_text(back, currency)}" if back else "")


def head_lines(each: FollowedProject, currency: str) -> Iterator[str]:
    """How a project stands: its light, start, end, reports, money spent."""
    which = "" if each.light in {None, Light.REACHED} else f": {', '.join(one.id for one in each.worst)}"
    yield f"{light(each.light)}{which}"
    paid = each.ranked.award.paid
    if paid:
        parts = (f"{part.envelope} {money_text(part.amount, currency)}" for part in paid)
        yield f"Awarded from {', '.join(parts)}"
    if each.start is None:
        yield "Start not known: no signature recorded, no start in the call, no day of a decision"
    else:
        yield f"From {each.start}, {_STARTS[each.start_from or '']}"
    if each.unsigned:
        yield f"? {Speaker().say(UNSIGNED)}, so nothing is payable"
    if each.ends_on is not None:
        moved = "".join(f"; moved on {move.decided_on}: {move.why}" for move in each.end_moves[-1:])
        yield f"The agreement {'ended' if each.ended else 'ends'} on {each.ends_on}{moved}"
    yield f"Reports: {', '.join(f'{one.period} (as of {one.as_of})' for one in each.reports) or 'none'}"
    yield from (f"? {line}" for line in late_lines(each))
    yield from (
        f"{one.period}, difficulties: {one.difficulties}" for one in each.reports if one.difficulties is not None
    )
    if each.spent is not None:
        yield f"Spent by {each.spent[1].as_of}: {money_text(each.spent[0], currency)}"


def envelope_lines(requests: Iterable[FollowedProject]) -> Iterator[str]:
    """Which projects each envelope pays for, of a call of several: by the ids of the envelopes."""
    found: dict[str, list[str]] = {}
    for each in requests:
        if each.ranked.award.paid:
            found.setdefault(each.ranked.award.payers, []).append(each.id)
    return (f"awarded from {payers}: {', '.join(found[payers])}" for payers in sorted(found))


def late_lines(each: FollowedProject) -> Iterator[str]:
    """The reports that were due and are not there."""
    return (f"the report of {owed.period} was due on {owed.due}" for owed in each.late)


def goal_line(each: GoalProgress, speaker: Speaker) -> str:
    """A goal on one line."""
    goal, digits = each.goal, digits_of(each)
    latest = "no value" if each.latest is None else shown(each.latest, digits, speaker.currency, words=True)
    text = f"{light(each.light)}  {each.id}: {latest}"
    if each.latest is not None and each.latest.dated:
        text += f" on {each.latest.dated}"
    text += "" if goal.baseline is None else f", from {shown(goal.baseline, digits, speaker.currency, words=True)}"
    text += f", target {target(each, speaker.currency, words=True)}"
    if goal.due:
        text += f" by {goal.due}"
    elif goal.until:
        text += f" by {goal.until.en}"
    if each.achievement is not None:
        text += f"; {share(each.achievement)} of the way"
        text += "" if each.expected is None else f", {share(each.expected)} expected"
        text += "" if each.index is None else f", index {number(each.index, 2, fixed=True)}"
    elif each.of_target is not None:
        text += f"; {share(each.of_target)} of the target"
    return text + "".join(f"; {speaker.say(reason)}" for reason in each.reasons)


def digits_of(each: GoalProgress) -> int:
    """How many decimals keep the values of a goal apart: 99.998 % beside a target of 99.999 %."""
    seen = (None if one is None else one.value for one in (each.goal.baseline, each.latest))
    return digits_apart(value for value in (*seen, each.goal.target) if isinstance(value, Quantity))


def value_text(value: Quantity | str, digits: int, currency: str, *, words: bool = False) -> str:
    """A value as tables print it; in a sentence, a level says that it is one."""
    if isinstance(value, str):
        return value
    level = "level " if words and value.unit == "level" else ""
    # In a table an amount stands without its currency, and without cents where it has none.
    text = plain(value, digits, currency).removesuffix(f" {currency}")
    cents = decimals_of(currency)
    return level + text.removesuffix(f".{'0' * cents}" if value.unit == "currency" and cents else ".00")


def shown(seen: KnownValue | None, digits: int, currency: str, *, words: bool = False) -> str:
    """A value, or a dash where none is known."""
    return "–" if seen is None else value_text(seen.value, digits, currency, words=words)


def target(each: GoalProgress, currency: str, *, words: bool = False) -> str:
    """The target with its side: ≥ 50 %, ≤ 1 %, a day."""
    goal = each.goal
    if isinstance(goal.target, str):
        return goal.target
    return f"{'≤' if goal.at_most else '≥'} {value_text(goal.target, 2, currency, words=words)}"


def share(value: Fraction | None) -> str:
    """A share of the way."""
    return "–" if value is None else f"{number(value * 100, 1)} %"


def level_changes(each: FollowedProject) -> Iterator[tuple[str, list[str]]]:
    """What moved up, down, or is known otherwise."""
    found: dict[str, list[str]] = {"Up": [], "Down": [], "Known otherwise": []}
    for one in each.level_changes:
        if one.moved:
            by = (one.now.level or 0) - (one.then.level or 0)
            found["Up" if by > 0 else "Down" if by < 0 else "Known otherwise"].append(_level_change(one))
    return ((heading, lines) for heading, lines in found.items() if lines)


def _level_change(one: LevelChange) -> str:
    then, now = ("–" if each.level is None else number(each.level, 2) for each in (one.then, one.now))
    state = "" if one.then.state is one.now.state else f" ({one.then.state.value} → {one.now.state.value})"
    return f"{one.id} {then} → {now}{state}"


def score_line(each: FollowedProject) -> str:
    """The score at the decision and now; with the score still possible where that differs."""
    return f"Score at the decision {_interval(each.ranked.card)}, now {_interval(each.card)}"


def _interval(card: Scorecard) -> str:
    return score_text(card.score) + ("" if card.score == card.ceiling else f"–{score_text(card.ceiling)}")


def payment_line(each: Instalment, speaker: Speaker) -> str:
    """A payment on one line."""
    amount = money_text(each.amount, speaker.currency)
    text = f"{each.number} {STATES[each.state]}: {amount}, {each.payment.at.en}"
    if each.payment.opens is not None:
        text += f", from {each.payment.opens}"
    for one in each.paid:
        reference = f" ({one.reference})" if one.reference else ""
        text += f"; {money_text(one.amount, speaker.currency)} paid on {one.paid_on}{reference}"
    if each.payable and each.payable != each.amount:
        text += f"; {money_text(each.payable, speaker.currency)} payable now"
    return text


def sums_line(each: FollowedProject, currency: str) -> str:
    """What is paid, payable and held back, of one project."""
    award, paid = (money_text(amount, currency) for amount in (each.ranked.award.amount, each.paid))
    text = f"Awarded {award}: paid {paid}"
    for state in (PaymentState.PAYABLE, PaymentState.SUSPENDED, PaymentState.NOT_DUE, PaymentState.ENDED):
        if each.amount(state):
            text += f", {state.value.replace('-', ' ')} {money_text(each.amount(state), currency)}"
    return text + (f"; gone back {money_text(each.back, currency)}" if each.back else "")
