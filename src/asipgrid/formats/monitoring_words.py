"""Monitoring in words: lights and states as a sign and a word, values, targets, payments; each said by one function."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from fractions import Fraction

from asipgrid.formats.words import NONE, Words
from asipgrid.model.values import Quantity, decimals_of
from asipgrid.monitoring.goal_progress import GoalProgress, KnownValue, Light
from asipgrid.monitoring.payment_schedule import UNSIGNED, Instalment, PaymentState
from asipgrid.monitoring.projects import FollowedProject, LevelChange, Monitoring
from asipgrid.text.numbers import digits_apart


def light(value: Light | None, words: Words) -> str:
    """A light as a sign and a word; a dash where there is no goal."""
    return NONE if value is None else words(f"light_{value}")


def money_line(report: Monitoring, words: Words) -> str:
    """What is paid, payable and held back, of all projects."""
    requests = report.requests
    text = words("paid_sum", amount=words.money(sum(each.paid for each in requests)))
    for state in (PaymentState.PAYABLE, PaymentState.SUSPENDED, PaymentState.ENDED):
        amount = sum(each.amount(state) for each in requests)
        if amount or state is not PaymentState.ENDED:
            text += words(f"sum_{state}", amount=words.money(amount))
    back = sum(each.back for each in requests)
    return text + (f", {words('gone_back', amount=words.money(back))}" if back else "")


def head_lines(each: FollowedProject, words: Words) -> Iterator[str]:
    """How a project stands: its light, start, end, reports, money spent."""
    head = light(each.light, words)
    worst = each.light not in {None, Light.REACHED}
    yield words.named(head, ", ".join(one.id for one in each.worst)) if worst else head
    paid = each.ranked.award.paid
    if paid:
        yield words("awarded_from", envelopes=", ".join(f"{part.envelope} {words.money(part.amount)}" for part in paid))
    yield _start(each, words)
    if each.unsigned:
        yield words("unsigned", reason=words.reason(UNSIGNED))
    if each.ends_on is not None:
        moved = "".join(
            words("moved_behind", day=words.day(move.decided_on), why=move.why) for move in each.end_moves[-1:]
        )
        yield words("agreement_ended" if each.ended else "agreement_ends", day=words.day(each.ends_on)) + moved
    reports = [words("period_as_of", period=one.period, day=words.day(one.as_of)) for one in each.reports]
    yield words("reports", reports=", ".join(reports) or words("none"))
    yield from (f"? {line}" for line in late_lines(each, words))
    for one in each.reports:
        if one.difficulties is not None:
            yield words("difficulties", period=one.period, says=one.difficulties)
    if each.spent is not None:
        yield words("spent_by", day=words.day(each.spent[1].as_of), amount=words.money(each.spent[0]))


def _start(each: FollowedProject, words: Words) -> str:
    """The day from which progress is expected, and what it is."""
    if each.start is None:
        return words("start_unknown")
    return words(f"start_{each.start_from}", day=words.day(each.start))


def envelope_lines(requests: Iterable[FollowedProject], words: Words) -> Iterator[str]:
    """Which projects each envelope pays for, of a call of several: by the ids of the envelopes."""
    found: dict[str, list[str]] = {}
    for each in requests:
        if each.ranked.award.paid:
            found.setdefault(each.ranked.award.payers, []).append(each.id)
    return (words("awarded_from_each", payers=payers, requests=", ".join(found[payers])) for payers in sorted(found))


def late_lines(each: FollowedProject, words: Words) -> Iterator[str]:
    """The reports that were due and are not there."""
    return (words("report_late", period=owed.period, day=words.day(owed.due)) for owed in each.late)


def goal_line(each: GoalProgress, words: Words) -> str:
    """A goal on one line."""
    goal, digits = each.goal, digits_of(each)
    latest = words("no_value") if each.latest is None else shown(each.latest, digits, words, in_sentence=True)
    text = words.named(f"{light(each.light, words)}  {each.id}", latest)
    if each.latest is not None and each.latest.dated:
        text += words("on_day", day=words.day(each.latest.dated))
    if goal.baseline is not None:
        text += words("from_value", value=shown(goal.baseline, digits, words, in_sentence=True))
    text += words("target_value", value=target(each, words, in_sentence=True))
    if goal.due:
        text += words("goal_by", day=words.day(goal.due))
    elif goal.until:
        text += words("goal_by", day=words.text(goal.until))
    return words.parts((text, *_way(each, words), *words.reasons(each.reasons)))


def _way(each: GoalProgress, words: Words) -> Iterator[str]:
    """How far the way to the target is done, beside what is expected."""
    if each.achievement is not None:
        expected = "" if each.expected is None else words("way_expected", share=share(each.expected, words))
        index = "" if each.index is None else words("way_index", index=words.number(each.index, 2, fixed=True))
        yield f"{words('of_way', share=share(each.achievement, words))}{expected}{index}"
    elif each.of_target is not None:
        yield words("of_target", share=share(each.of_target, words))


def digits_of(each: GoalProgress) -> int:
    """How many decimals keep the values of a goal apart: 99.998 % beside a target of 99.999 %."""
    seen = (None if one is None else one.value for one in (each.goal.baseline, each.latest))
    return digits_apart(value for value in (*seen, each.goal.target) if isinstance(value, Quantity))


def value_text(value: Quantity | str, digits: int, words: Words, *, in_sentence: bool = False) -> str:
    """A value as tables print it; in a sentence, a level says that it is one."""
    if isinstance(value, str):
        return words.day(value)
    if value.unit == "currency" and (cents := value.value * 10 ** decimals_of(words.currency)).denominator == 1:
        # In a table an amount stands without its currency, and without cents where it has none.
        return words.short(int(cents))
    text = words.quantity(value, digits)
    if value.unit == "currency":
        return text.removesuffix(words.sign).rstrip()
    text = text.removesuffix(words.number(Fraction(0), fixed=True)[1:])
    return words("level", level=text) if in_sentence and value.unit == "level" else text


def shown(seen: KnownValue | None, digits: int, words: Words, *, in_sentence: bool = False) -> str:
    """A value, or a dash where none is known."""
    return NONE if seen is None else value_text(seen.value, digits, words, in_sentence=in_sentence)


def target(each: GoalProgress, words: Words, *, in_sentence: bool = False) -> str:
    """The target with its side: ≥ 50 %, ≤ 1 %, a day."""
    goal = each.goal
    if isinstance(goal.target, str):
        return words.day(goal.target)
    return f"{'≤' if goal.at_most else '≥'} {value_text(goal.target, 2, words, in_sentence=in_sentence)}"


def share(value: Fraction | None, words: Words) -> str:
    """A share of the way."""
    return NONE if value is None else words.set(f"{words.number(value * 100, 1)} %")


def level_changes(each: FollowedProject, words: Words) -> Iterator[tuple[str, list[str]]]:
    """What moved up, down, or is known otherwise."""
    found: dict[str, list[str]] = {"moved_up": [], "moved_down": [], "moved_known": []}
    for one in each.level_changes:
        if one.moved:
            by = (one.now.level or 0) - (one.then.level or 0)
            key = "moved_up" if by > 0 else "moved_down" if by < 0 else "moved_known"
            found[key].append(_level_change(one, words))
    return ((words(key), lines) for key, lines in found.items() if lines)


def _level_change(one: LevelChange, words: Words) -> str:
    then, now = (NONE if each.level is None else words.number(each.level) for each in (one.then, one.now))
    before, after = (words(f"state_{each.state}") for each in (one.then, one.now))
    return f"{one.id} {then} → {now}" + ("" if one.then.state is one.now.state else f" ({before} → {after})")


def score_line(each: FollowedProject, words: Words) -> str:
    """The score at the decision and now; with the score still possible where that differs."""
    then, now = (words.span(card.score, card.ceiling) for card in (each.ranked.card, each.card))
    return words("score_then_now", then=then, now=now)


def payment_line(each: Instalment, words: Words) -> str:
    """A payment on one line."""
    head = f"{each.number} {words(f'payment_{each.state}')}"
    text = f"{words.named(head, words.money(each.amount))}, {words.text(each.payment.at)}"
    if each.payment.opens is not None:
        text += words("payment_opens", day=words.day(each.payment.opens))
    parts = [
        words("paid_on", amount=words.money(one.amount), day=words.day(one.paid_on))
        + (f" ({one.reference})" if one.reference else "")
        for one in each.paid
    ]
    if each.payable and each.payable != each.amount:
        parts.append(words("payable_now", amount=words.money(each.payable)))
    return words.parts((text, *parts))


def sums_line(each: FollowedProject, words: Words) -> str:
    """What is paid, payable and held back, of one project."""
    text = words("awarded_paid", award=words.money(each.ranked.award.amount), paid=words.money(each.paid))
    for state in (PaymentState.PAYABLE, PaymentState.SUSPENDED, PaymentState.NOT_DUE, PaymentState.ENDED):
        if each.amount(state):
            text += words(f"sum_{state}", amount=words.money(each.amount(state)))
    if not each.back:
        return text
    return words.parts((text, words("gone_back", amount=words.money(each.back))))
