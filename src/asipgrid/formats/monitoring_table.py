"""Monitoring as a table for a terminal: one line a project, or everything about one of them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from asipgrid.formats import Look
from asipgrid.formats.monitoring_words import (
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
from asipgrid.formats.words import NONE, Words
from asipgrid.model.judged import Fact
from asipgrid.model.places import Place
from asipgrid.model.values import Quantity
from asipgrid.monitoring.goal_progress import GoalProgress, Light
from asipgrid.monitoring.payment_schedule import UNSIGNED, PaymentCondition, PaymentState
from asipgrid.monitoring.projects import FollowedProject, Monitoring

_COLORS: Final = {
    Light.REACHED: "green",
    Light.ON_TRACK: "green",
    Light.AT_RISK: "yellow",
    Light.LATE: "red",
    Light.NO_REPORT: "magenta",
}
_MOST_GOALS: Final = 2
_MOST_CHARACTERS: Final = 16
_OVERVIEW: Final = ("<request", "<follow_light", "<follow_worst", ">follow_reached", "<follow_score", ">follow_payable")
_GOALS: Final = (
    ">goal_baseline",
    ">goal_target",
    "<goal_due",
    ">goal_latest",
    ">goal_way",
    ">goal_expected",
    ">goal_index",
    "<follow_light",
)


def table(report: Monitoring, look: Look) -> str:
    """One line a funded project, the worst first; then its payments that wait; of one project alone, everything."""
    page, words = Page(look), Words(look.language, report.call.currency, report.result.grids)
    page.title(report.call, words("followed_as_of", day=words.day(report.as_of)))
    if len(report.requests) == 1:
        _project(page, report.requests[0], words, look)
    elif report.requests:
        _overview(page, report, words)
    else:
        page.line(words("no_project"))
    for note in report.notes:
        page.line(f"! {words.reason(note)}")
    return page.text()


def _heads(names: tuple[str, ...], words: Words) -> list[str]:
    return [f"{name[0]}{words(name[1:])}" for name in names]


def _styles(words: Words) -> dict[str, str]:
    return {light(each, words): color for each, color in _COLORS.items()}


def _overview(page: Page, report: Monitoring, words: Words) -> None:
    ordered = sorted(report.requests, key=FollowedProject.order)
    page.columns(_heads(_OVERVIEW, words), [_line(each, words) for each in ordered], _styles(words))
    page.line()
    for each in ordered:
        for line in _waiting(each, words):
            page.line(line)
    for line in envelope_lines(report.requests, words):
        page.line(line)
    if any(each.instalments for each in report.requests):
        page.line(money_line(report, words), style="bold")
    page.line(words("monitor_gives", command=f"asipgrid monitor {report.call.id} REQUEST"), hang=0)


def _line(each: FollowedProject, words: Words) -> tuple[str, ...]:
    payable = each.amount(PaymentState.PAYABLE)
    return (
        each.id,
        light(each.light, words),
        _worst(each),
        f"{sum(one.light is Light.REACHED for one in each.progress)}/{len(each.progress)}",
        f"{words.score(each.ranked.card.score)} → {words.score(each.card.score)}",
        words.short(payable) if payable else "",
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


def _waiting(each: FollowedProject, words: Words) -> Iterator[str]:
    """What keeps payments and reports of one project."""
    if each.unsigned:
        yield words("unsigned", reason=words.named(each.id, words.reason(UNSIGNED)))
    yield from (f"? {words.named(each.id, line)}" for line in late_lines(each, words))
    for state in (PaymentState.SUSPENDED, PaymentState.ENDED):
        held = each.in_state(state)
        if held:
            missing = [one for payment in held for one in payment.conditions if one.holds is not True]
            missing.sort(key=lambda one: one.reason.key == "payment_ended")
            told = words(
                "payment_held",
                numbers=", ".join(str(one.number) for one in held),
                state=words(f"state_of_{state}"),
                amount=words.money(each.amount(state)),
                why=words.parts(dict.fromkeys(words.reason(one.reason) for one in missing)),
            )
            yield f"✘ {words.named(each.id, told)}"


def _project(page: Page, each: FollowedProject, words: Words, look: Look) -> None:
    request = each.ranked.request
    page.line(words.named(each.id, words.text(request.title)), style="bold")
    page.line(f"{request.applicant}, {look.prefix}{request.record.name}")
    for line in head_lines(each, words):
        page.line(line)
    if each.goals:
        page.heading(words("goals"))
        page.columns(["<", *_heads(_GOALS, words)], [_row(one, words) for one in each.goals], _styles(words))
        for line in _notes(each.goals, words):
            page.line(line, indent=2)
    if each.own_targets:
        page.heading(words("own_targets"))
    for one in each.own_targets:
        page.line(goal_line(one, words), indent=2)
        if one.latest is not None:
            page.line(_seen(one, words), indent=4)
    moved = [words.named(heading, ", ".join(lines)) for heading, lines in level_changes(each, words)]
    page.listed(score_line(each, words), moved or [words("nothing_moved")])
    if each.instalments:
        page.listed(words("payments"), _payments(each, words))
        page.line(sums_line(each, words), style="bold")


def _payments(each: FollowedProject, words: Words) -> Iterator[str]:
    """The conditions of every payment once, then each payment with its own."""
    for one in each.instalments[0].conditions:
        if one.common:
            yield words("before_any", condition=_condition(one, words))
    for instalment in each.instalments:
        yield payment_line(instalment, words)
        if instalment.asks is not None:
            yield f"  {words('addendum_asks', reason=words.reason(instalment.asks))}"
        yield from (f"  {_condition(one, words)}" for one in instalment.conditions if not one.common)


def _condition(one: PaymentCondition, words: Words) -> str:
    holds = words({True: "holds_true", False: "holds_false", None: "holds_none"}[one.holds])
    return f"{words.named(holds, words.reason(one.reason))}{_places(one.facts)}"


def _row(each: GoalProgress, words: Words) -> tuple[str, ...]:
    goal, digits = each.goal, digits_of(each)
    way = share(each.achievement, words)
    if each.achievement is None and each.of_target is not None:
        way = f"{share(each.of_target, words)}*"
    return (
        each.id.rpartition(".")[2],
        shown(goal.baseline, digits, words),
        target(each, words),
        NONE if goal.due is None else words.day(goal.due),
        shown(each.latest, digits, words),
        way,
        share(each.expected, words),
        NONE if each.index is None else words.number(each.index, 2, fixed=True),
        light(each.light, words),
    )


def _notes(progress: tuple[GoalProgress, ...], words: Words) -> Iterator[str]:
    """What there is to say of goals: the same of several once, then the documents behind each value."""
    levels = [
        each.id for each in progress if isinstance(each.goal.target, Quantity) and each.goal.target.unit == "level"
    ]
    if levels:
        yield words("levels_of_scale", goals=", ".join(levels))
    said: dict[str, list[str]] = {}
    for each in progress:
        text = ", ".join(words.reasons(each.reasons))
        if each.of_target is not None and each.achievement is None:
            way = words("of_target", share=share(each.of_target, words))
            text = f"* {way}{', ' if text else ''}{text}"
        if text:
            said.setdefault(text, []).append(each.id)
    for text, names in said.items():
        yield words.named(", ".join(names), text)
    for each in progress:
        if each.goal.moved is not None:
            day = words.day(each.goal.moved.decided_on)
            yield words.named(each.id, words("moved_on", day=day, why=each.goal.moved.why))
        if each.latest is not None:
            yield words.named(each.id, _seen(each, words))


def _seen(each: GoalProgress, words: Words) -> str:
    """A value with its day, its documents and the lines it stands on."""
    assert each.latest is not None
    behind = ", ".join(f"{proof.id} ({_spot(proof.place)})" for proof in each.latest.proofs)
    on = words("on_day", day=words.day(each.latest.dated)) if each.latest.dated else ""
    value = shown(each.latest, digits_of(each), words, in_sentence=True)
    return f"{value}{on}, {behind or words('no_document')}{_places(each.latest.facts)}"


def _places(facts: tuple[Fact, ...]) -> str:
    spots = dict.fromkeys(_spot(fact.place) for fact in facts if fact.place is not None)
    return f" [{', '.join(spots)}]" if spots else ""


def _spot(place: Place) -> str:
    """A place inside its call: progress/2010-06/region-a.yaml:7."""
    parts = place.file.split("/")
    return f"{'/'.join(parts[2:]) if parts[0] == 'requests' else place.file}:{place.line}"
