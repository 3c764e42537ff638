"""Monitoring as a table for a terminal: one line a project, or everything about one of them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from asipgrid.formats import Look
from asipgrid.formats.monitoring_words import (
    SIGNS,
    digits_of,
    envelope_lines,
    goal_line,
    head_lines,
    late_lines,
    level_changes,
    light,
    money_line,
    payment_line,
    score_line,
    share,
    shown,
    sums_line,
    target,
)
from asipgrid.formats.page import Page
from asipgrid.model.judged import Fact
from asipgrid.model.places import Place
from asipgrid.model.values import Quantity
from asipgrid.monitoring.goal_progress import GoalProgress, Light
from asipgrid.monitoring.payment_schedule import UNSIGNED, PaymentCondition, PaymentState
from asipgrid.monitoring.projects import FollowedProject, Monitoring
from asipgrid.text.numbers import money_text, number, score_text, short_money
from asipgrid.text.phrases import Speaker

_COLORS: Final = {
    SIGNS[Light.REACHED]: "green",
    SIGNS[Light.ON_TRACK]: "green",
    SIGNS[Light.AT_RISK]: "yellow",
    SIGNS[Light.LATE]: "red",
    SIGNS[Light.NO_REPORT]: "magenta",
}
_MOST_GOALS: Final = 2
_MOST_CHARACTERS: Final = 16
_OVERVIEW: Final = ("<Request", "<Light", "<Worst", ">Reached", "<Score then, now", ">Payable")
_GOALS: Final = ("<", ">Baseline", ">Target", "<Due", ">Latest", ">Way", ">Expected", ">Index", "<Light")


def table(report: Monitoring, look: Look) -> str:
    """One line a funded project, the worst first; then its payments that wait; of one project alone, everything."""
    page, speaker = Page(look), Speaker(currency=report.call.currency)
    page.title(report.call, f", as of {report.as_of}")
    if len(report.requests) == 1:
        _project(page, report.requests[0], speaker, look)
    elif report.requests:
        _overview(page, report, speaker)
    else:
        page.line("No request of this call is funded, so there is nothing to follow.")
    for note in report.notes:
        page.line(f"! {speaker.say(note)}")
    return page.text()


def _overview(page: Page, report: Monitoring, speaker: Speaker) -> None:
    ordered = sorted(report.requests, key=FollowedProject.order)
    page.columns(_OVERVIEW, [_line(each, speaker.currency) for each in ordered], _COLORS)
    page.line()
    for each in ordered:
        for line in _waiting(each, speaker):
            page.line(line)
    for line in envelope_lines(report.requests):
        page.line(line)
    if any(each.instalments for each in report.requests):
        page.line(money_line(report), style="bold")
    page.line(f"`asipgrid monitor {report.call.id} REQUEST` gives every goal and payment of one project.", hang=0)


def _line(each: FollowedProject, currency: str) -> tuple[str, ...]:
    payable = each.amount(PaymentState.PAYABLE)
    return (
        each.id,
        light(each.light),
        _worst(each),
        f"{sum(one.light is Light.REACHED for one in each.progress)}/{len(each.progress)}",
        f"{score_text(each.ranked.card.score)} → {score_text(each.card.score)}",
        short_money(payable, currency) if payable else "",
    )


def _worst(each: FollowedProject) -> str:
    """The goals that stand at the light of a request: as many names as there is room for, and how many more."""
    if each.light in {None, Light.REACHED}:
        return ""
    names = [one.id.rpartition(".")[2] for one in each.worst]
    fit = len(", ".join(names[:_MOST_GOALS])) <= _MOST_CHARACTERS
    kept = names[:_MOST_GOALS] if fit else names[:1]
    more = f" +{len(names) - len(kept)}" if len(names) > len(kept) else ""
    return (
        ", ".join(name if len(name) <= _MOST_CHARACTERS else f"{name[: _MOST_CHARACTERS - 1]}…" for name in kept) + more
    )


def _waiting(each: FollowedProject, speaker: Speaker) -> Iterator[str]:
    """What keeps payments and reports of one project."""
    if each.unsigned:
        yield f"? {each.id}: {speaker.say(UNSIGNED)}, so nothing is payable"
    yield from (f"? {each.id}: {line}" for line in late_lines(each))
    for state in (PaymentState.SUSPENDED, PaymentState.ENDED):
        held = each.in_state(state)
        if held:
            which = ", ".join(str(one.number) for one in held)
            amount = money_text(each.amount(state), speaker.currency)
            missing = [one for payment in held for one in payment.conditions if one.holds is not True]
            missing.sort(key=lambda one: one.reason.key == "payment_ended")
            why = dict.fromkeys(speaker.say(one.reason) for one in missing)
            yield f"✘ {each.id}: payment {which} {state.value}, {amount}: {'; '.join(why)}"


def _project(page: Page, each: FollowedProject, speaker: Speaker, look: Look) -> None:
    request = each.ranked.request
    page.line(f"{each.id}: {request.title.en}", style="bold")
    page.line(f"{request.applicant}, {look.prefix}{request.record.name}")
    for line in head_lines(each, speaker.currency):
        page.line(line)
    if each.goals:
        page.heading("Goals")
        page.columns(_GOALS, [_row(one, speaker.currency) for one in each.goals], _COLORS)
        for line in _notes(each.goals, speaker):
            page.line(line, indent=2)
    if each.own_targets:
        page.heading("Targets of its own")
    for one in each.own_targets:
        page.line(goal_line(one, speaker), indent=2)
        if one.latest is not None:
            page.line(_seen(one, speaker.currency), indent=4)
    page.listed(
        score_line(each),
        [f"{heading}: {', '.join(lines)}" for heading, lines in level_changes(each)] or ["No level has moved."],
    )
    if each.instalments:
        page.listed("Payments", _payments(each, speaker))
        page.line(sums_line(each, speaker.currency), style="bold")


def _payments(each: FollowedProject, speaker: Speaker) -> Iterator[str]:
    """The conditions of every payment once, then each payment with its own."""
    for one in each.instalments[0].conditions:
        if one.common:
            yield f"before any payment, {_condition(one, speaker)}"
    for instalment in each.instalments:
        yield payment_line(instalment, speaker)
        if instalment.asks is not None:
            yield f"  the addendum asks: {speaker.say(instalment.asks)}"
        yield from (f"  {_condition(one, speaker)}" for one in instalment.conditions if not one.common)


def _condition(one: PaymentCondition, speaker: Speaker) -> str:
    holds = {True: "holds", False: "does not hold", None: "not known"}[one.holds]
    return f"{holds}: {speaker.say(one.reason)}{_places(one.facts)}"


def _row(each: GoalProgress, currency: str) -> tuple[str, ...]:
    goal, digits = each.goal, digits_of(each)
    way = share(each.achievement)
    if each.achievement is None and each.of_target is not None:
        way = f"{share(each.of_target)}*"
    return (
        each.id.rpartition(".")[2],
        shown(goal.baseline, digits, currency),
        target(each, currency),
        goal.due or "–",
        shown(each.latest, digits, currency),
        way,
        share(each.expected),
        "–" if each.index is None else number(each.index, 2, fixed=True),
        light(each.light),
    )


def _notes(progress: tuple[GoalProgress, ...], speaker: Speaker) -> Iterator[str]:
    """What there is to say of goals: the same of several once, then the documents behind each value."""
    levels = [
        each.id for each in progress if isinstance(each.goal.target, Quantity) and each.goal.target.unit == "level"
    ]
    if levels:
        yield f"{', '.join(levels)}: levels of the scale"
    said: dict[str, list[str]] = {}
    for each in progress:
        text = ", ".join(map(speaker.say, each.reasons))
        if each.of_target is not None and each.achievement is None:
            text = f"* {share(each.of_target)} of the target{', ' if text else ''}{text}"
        if text:
            said.setdefault(text, []).append(each.id)
    for text, names in said.items():
        yield f"{', '.join(names)}: {text}"
    for each in progress:
        if each.goal.moved is not None:
            yield f"{each.id}: moved on {each.goal.moved.decided_on}: {each.goal.moved.why}"
        if each.latest is not None:
            yield f"{each.id}: {_seen(each, speaker.currency)}"


def _seen(each: GoalProgress, currency: str) -> str:
    """A value with its day, its documents and the lines it stands on."""
    assert each.latest is not None
    behind = ", ".join(f"{proof.id} ({_spot(proof.place)})" for proof in each.latest.proofs)
    on = f" on {each.latest.dated}" if each.latest.dated else ""
    return f"{shown(each.latest, digits_of(each), currency, words=True)}{on}, {behind or 'no document'}{_places(each.latest.facts)}"


def _places(facts: tuple[Fact, ...]) -> str:
    spots = dict.fromkeys(_spot(fact.place) for fact in facts if fact.place is not None)
    return f" [{', '.join(spots)}]" if spots else ""


def _spot(place: Place) -> str:
    """A place inside its call: progress/2010-06/region-a.yaml:7."""
    parts = place.file.split("/")
    return f"{'/'.join(parts[2:]) if parts[0] == 'requests' else place.file}:{place.line}"
