"""Monitoring for people: a table for a terminal and Markdown for a forge. Each light is a sign and a word, then a colour."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from typing import Final

from asipgrid.formats import Look
from asipgrid.formats.page import Page
from asipgrid.model.results import Fact
from asipgrid.model.values import Quantity, decimals_of
from asipgrid.monitoring.goal_progress import Light, Seen, Track
from asipgrid.monitoring.monitor import Followed, Monitoring, Shift
from asipgrid.monitoring.payment_schedule import UNSIGNED, Check, Due, Instalment
from asipgrid.text.escape import forge
from asipgrid.text.numbers import digits_apart, money_text, number, plain, score_text, short_money
from asipgrid.text.phrases import PUBLISHED, Speaker

SIGNS: Final = {
    Light.REACHED: "✔ reached",
    Light.ON_TRACK: "→ on track",
    Light.AT_RISK: "! at risk",
    Light.LATE: "✘ late",
    Light.NOT_DUE: "· not due",
    Light.NO_REPORT: "? no report",
}
_COLORS: Final = {
    SIGNS[Light.REACHED]: "green",
    SIGNS[Light.ON_TRACK]: "green",
    SIGNS[Light.AT_RISK]: "yellow",
    SIGNS[Light.LATE]: "red",
    SIGNS[Light.NO_REPORT]: "magenta",
}
DUES: Final = {
    Due.PAID: "✔ paid",
    Due.PAYABLE: "→ payable",
    Due.SUSPENDED: "✘ suspended",
    Due.NOT_DUE: "· not due",
    Due.ENDED: "✘ ended",
    Due.NOTHING: "– nothing due",
}
_STARTS: Final = {
    "signed": "the day the addendum was signed",
    "call": "the start that the call sets",
    "decided": "the day of the committee's decision",
}
MOST_GOALS: Final = 2
MOST_CHARACTERS: Final = 16


def light(value: Light | None) -> str:
    """A light as a sign and a word; a dash where there is no goal."""
    return "–" if value is None else SIGNS[value]


def table(report: Monitoring, look: Look) -> str:
    """One line a funded project, the worst first; then its payments that wait; of one project alone, everything."""
    page, speaker = Page(look), Speaker(currency=report.call.currency)
    page.line(f"{report.call.title.en} ({report.call.id}), as of {report.as_of}", style="bold")
    if report.call.about is not None:
        page.line(report.call.about.en, style="dim", hang=0)
    if report.call.published:
        page.line(_sentence(speaker.say(PUBLISHED)), style="bold", hang=0)
    page.line()
    if len(report.requests) == 1:
        _dossier(page, report.requests[0], report, speaker, look)
    else:
        _overview(page, report, speaker)
    for note in report.notes:
        page.line(f"! {speaker.say(note)}")
    return page.text()


def _sentence(said: str) -> str:
    return f"{said[:1].upper()}{said[1:]}."


# ── every project ──────────────────────────────────────────────────────────────────────────────────


def _overview(page: Page, report: Monitoring, speaker: Speaker) -> None:
    if not report.requests:
        page.line("No request of this call is funded, so there is nothing to follow.")
        return
    page.columns(
        (
            ("Request", "left"),
            ("Light", "left"),
            ("Worst", "left"),
            ("Reached", "right"),
            ("Score then, now", "left"),
            ("Payable", "right"),
        ),
        [
            (
                each.id,
                light(each.light),
                worst(each),
                reached(each),
                _scores(each),
                short_money(each.amount(Due.PAYABLE), report.call.currency) if each.amount(Due.PAYABLE) else "",
            )
            for each in sorted(report.requests, key=Followed.order)
        ],
        _COLORS,
    )
    page.line()
    for each in sorted(report.requests, key=Followed.order):
        for line in _waiting(each, speaker):
            page.line(line)
    if any(each.instalments for each in report.requests):
        page.line(_money_line(report), style="bold")
    page.line(f"`asipgrid monitor {report.call.id} REQUEST` gives every goal and payment of one project.", hang=0)


def worst(each: Followed) -> str:
    """The goals that stand at the light of a request: as many names as there is room for, and how many more."""
    if each.light in {None, Light.REACHED}:
        return ""
    names = [one.id.rpartition(".")[2] for one in each.worst]
    kept = names[:MOST_GOALS] if len(", ".join(names[:MOST_GOALS])) <= MOST_CHARACTERS else names[:1]
    more = f" +{len(names) - len(kept)}" if len(names) > len(kept) else ""
    return (
        ", ".join(name if len(name) <= MOST_CHARACTERS else f"{name[: MOST_CHARACTERS - 1]}…" for name in kept) + more
    )


def reached(each: Followed) -> str:
    """How many of its goals and own targets are reached."""
    return f"{sum(one.light is Light.REACHED for one in each.tracks)}/{len(each.tracks)}"


def _scores(each: Followed) -> str:
    return f"{score_text(each.ranked.card.score)} → {score_text(each.card.score)}"


def _waiting(each: Followed, speaker: Speaker) -> Iterator[str]:
    """What keeps payments and reports of one project."""
    if each.unsigned:
        yield f"? {each.id}: {speaker.say(UNSIGNED)}, so nothing is payable"
    for report in each.late:
        yield f"? {each.id}: the report of {report.period} was due on {report.due}"
    for due in (Due.SUSPENDED, Due.ENDED):
        held = [one for one in each.instalments if one.due is due]
        if held:
            which = ", ".join(str(one.number) for one in held)
            amount = money_text(each.amount(due), speaker.currency)
            missing = [check for one in held for check in one.checks if check.holds is not True]
            missing.sort(key=lambda check: check.reason.key == "payment_ended")
            checks = dict.fromkeys(speaker.say(check.reason) for check in missing)
            yield f"✘ {each.id}: payment {which} {due.value}, {amount}: {'; '.join(checks)}"


def _money_line(report: Monitoring) -> str:
    currency = report.call.currency
    paid = sum(each.paid for each in report.requests)
    payable, held, ended = (
        sum(each.amount(due) for each in report.requests) for due in (Due.PAYABLE, Due.SUSPENDED, Due.ENDED)
    )
    said = f"Paid {money_text(paid, currency)}, payable {money_text(payable, currency)}"
    back = sum(each.back for each in report.requests)
    returned = f", gone back {money_text(back, currency)}" if back else ""
    lost = f", ended {money_text(ended, currency)}" if ended else ""
    return f"{said}, suspended {money_text(held, currency)}{lost}{returned}"


# ── one project ────────────────────────────────────────────────────────────────────────────────────


def _dossier(page: Page, each: Followed, report: Monitoring, speaker: Speaker, look: Look) -> None:
    request = each.ranked.request
    page.line(f"{each.id}: {request.title.en}", style="bold")
    page.line(f"{request.applicant}, {look.prefix}{request.record.name}")
    for line in _head(each, report):
        page.line(line)
    if each.goals:
        page.line()
        page.line("Goals", style="bold")
        page.columns(_HEADINGS, [_row(one, speaker.currency) for one in each.goals], _COLORS)
        for line in _notes(each.goals, speaker):
            page.line(line, indent=2)
    own = [one for one in each.tracks if one.course.own]
    if own:
        page.line()
        page.line("Targets of its own", style="bold")
        for one in own:
            page.line(_told(one, speaker), indent=2)
            if one.latest is not None:
                page.line(_seen(one, speaker.currency), indent=4)
    _levels(page, each)
    if each.instalments:
        page.line()
        page.line("Payments", style="bold")
        for line in _payments(each, speaker):
            page.line(line, indent=2)
        page.line(_sums(each, speaker.currency), style="bold")


_HEADINGS: Final = (
    ("", "left"),
    ("Baseline", "right"),
    ("Target", "right"),
    ("Due", "left"),
    ("Latest", "right"),
    ("Way", "right"),
    ("Expected", "right"),
    ("Index", "right"),
    ("Light", "left"),
)


def _payments(each: Followed, speaker: Speaker) -> Iterator[str]:
    """The conditions of every payment once, then each payment with its own."""
    common = [check for check in each.instalments[0].checks if check.common]
    for check in common:
        yield f"before any payment, {_check(check, speaker)}"
    for instalment in each.instalments:
        yield _payment(instalment, speaker)
        if instalment.asks is not None:
            yield f"  the addendum asks: {speaker.say(instalment.asks)}"
        yield from (f"  {_check(check, speaker)}" for check in instalment.checks if not check.common)


def _check(check: Check, speaker: Speaker) -> str:
    holds = {True: "holds", False: "does not hold", None: "not known"}[check.holds]
    return f"{holds}: {speaker.say(check.reason)}{_places(check.facts)}"


def _head(each: Followed, report: Monitoring) -> Iterator[str]:
    which = "" if each.light in {None, Light.REACHED} else f": {', '.join(one.id for one in each.worst)}"
    yield f"{light(each.light)}{which}"
    if each.start is None:
        yield "Start not known: no signature recorded, no start in the call, no day of a decision"
    else:
        yield f"From {each.start}, {_STARTS[each.start_from or '']}"
    if each.unsigned:
        yield f"? {Speaker().say(UNSIGNED)}, so nothing is payable"
    if each.ends_on is not None:
        moved = "".join(f"; moved on {move.decided_on}: {move.why}" for move in each.end_moves[-1:])
        yield f"The agreement {'ended' if each.ended else 'ends'} on {each.ends_on}{moved}"
    said = ", ".join(f"{one.period} (as of {one.as_of})" for one in each.reports)
    yield f"Reports: {said or 'none'}"
    for owed in each.late:
        yield f"? the report of {owed.period} was due on {owed.due}"
    for one in each.reports:
        if one.difficulties is not None:
            yield f"{one.period}, difficulties: {one.difficulties}"
    if each.spent is not None:
        yield f"Spent by {each.spent[1].as_of}: {money_text(each.spent[0], report.call.currency)}"


def _row(each: Track, currency: str) -> tuple[str, ...]:
    course, digits = each.course, _digits(each)
    way = share(each.achievement)
    if each.achievement is None and each.of_target is not None:
        way = f"{share(each.of_target)}*"
    return (
        each.id.rpartition(".")[2],
        shown(course.baseline, digits, currency),
        target(each, currency),
        course.due or "–",
        shown(each.latest, digits, currency),
        way,
        share(each.expected),
        "–" if each.index is None else number(each.index, 2, fixed=True),
        light(each.light),
    )


def _digits(each: Track) -> int:
    """How many decimals keep the values of a goal apart: 99.998 % beside a target of 99.999 %."""
    seen = (None if one is None else one.value for one in (each.course.baseline, each.latest))
    return digits_apart(value for value in (*seen, each.course.target) if isinstance(value, Quantity))


def value_text(value: Quantity | str, digits: int, currency: str, *, words: bool = False) -> str:
    """A value as tables print it; in a sentence, a level says that it is one."""
    if isinstance(value, str):
        return value
    level = "level " if words and value.unit == "level" else ""
    # In a table an amount stands without its currency, and without cents where it has none.
    text = plain(value, digits, currency).removesuffix(f" {currency}")
    cents = decimals_of(currency)
    return level + text.removesuffix(f".{'0' * cents}" if value.unit == "currency" and cents else ".00")


def shown(seen: Seen | None, digits: int, currency: str, *, words: bool = False) -> str:
    """A value, or a dash where none is known."""
    return "–" if seen is None else value_text(seen.value, digits, currency, words=words)


def target(each: Track, currency: str, *, words: bool = False) -> str:
    """The target with its side: ≥ 50 %, ≤ 1 %, a day."""
    course = each.course
    if isinstance(course.target, str):
        return course.target
    return f"{'≤' if course.at_most else '≥'} {value_text(course.target, 2, currency, words=words)}"


def share(value: Fraction | None) -> str:
    """A share of the way."""
    return "–" if value is None else f"{number(value * 100, 1)} %"


def _notes(tracks: tuple[Track, ...], speaker: Speaker) -> Iterator[str]:
    """What there is to say of goals: the same of several once, then the documents behind each value."""
    levels = [
        each.id for each in tracks if isinstance(each.course.target, Quantity) and each.course.target.unit == "level"
    ]
    if levels:
        yield f"{', '.join(levels)}: levels of the scale"
    said: dict[str, list[str]] = {}
    for each in tracks:
        text = ", ".join(map(speaker.say, each.reasons))
        if each.of_target is not None and each.achievement is None:
            text = f"* {share(each.of_target)} of the target{', ' if text else ''}{text}"
        if text:
            said.setdefault(text, []).append(each.id)
    for text, names in said.items():
        yield f"{', '.join(names)}: {text}"
    for each in tracks:
        if each.course.moved is not None:
            yield f"{each.id}: moved on {each.course.moved.decided_on}: {each.course.moved.why}"
        if each.latest is not None:
            yield f"{each.id}: {_seen(each, speaker.currency)}"


def _seen(each: Track, currency: str) -> str:
    """A value with its day, its documents and the lines it stands on."""
    assert each.latest is not None
    behind = ", ".join(f"{proof.id} ({_spot(proof.place)})" for proof in each.latest.proofs)
    on = f" on {each.latest.dated}" if each.latest.dated else ""
    return f"{shown(each.latest, _digits(each), currency, words=True)}{on}, {behind or 'no document'}{_places(each.latest.facts)}"


def _places(facts: tuple[Fact, ...]) -> str:
    spots = dict.fromkeys(_spot(fact.place) for fact in facts if fact.place is not None)
    return f" [{', '.join(spots)}]" if spots else ""


def _spot(place: object) -> str:
    """A place inside its call: progress/2010-06/region-a.yaml:7."""
    file, line = getattr(place, "file", ""), getattr(place, "line", 1)
    parts = file.split("/")
    return f"{'/'.join(parts[2:]) if parts[0] == 'requests' else file}:{line}"


def _levels(page: Page, each: Followed) -> None:
    moved = [one for one in each.shifts if one.moved]
    page.line()
    page.line(f"Score at the decision {_interval(each, now=False)}, now {_interval(each, now=True)}", style="bold")
    for heading, lines in shifts(moved):
        page.line(f"{heading}: {', '.join(lines)}", indent=2)
    if not moved:
        page.line("No level has moved.", indent=2)


def shifts(moved: list[Shift]) -> Iterator[tuple[str, list[str]]]:
    """What moved up, down, or is known otherwise."""
    ups = [one for one in moved if (one.now.level or 0) > (one.then.level or 0)]
    downs = [one for one in moved if (one.now.level or 0) < (one.then.level or 0)]
    rest = [one for one in moved if one not in ups and one not in downs]
    for heading, listed in (("Up", ups), ("Down", downs), ("Known otherwise", rest)):
        if listed:
            yield heading, [_shift(one) for one in listed]


def _shift(one: Shift) -> str:
    then, now = ("–" if each.level is None else number(each.level, 2) for each in (one.then, one.now))
    state = "" if one.then.state is one.now.state else f" ({one.then.state.value} → {one.now.state.value})"
    return f"{one.id} {then} → {now}{state}"


def _interval(each: Followed, *, now: bool) -> str:
    card = each.card if now else each.ranked.card
    if card.score == card.ceiling:
        return score_text(card.score)
    return f"{score_text(card.score)}–{score_text(card.ceiling)}"


def _payment(each: Instalment, speaker: Speaker) -> str:
    amount = money_text(each.amount, speaker.currency)
    text = f"{each.number} {DUES[each.due]}: {amount}, {each.payment.at.en}"
    if each.payment.opens is not None:
        text += f", from {each.payment.opens}"
    for one in each.paid:
        reference = f" ({one.reference})" if one.reference else ""
        text += f"; {money_text(one.amount, speaker.currency)} paid on {one.paid_on}{reference}"
    if each.payable and each.payable != each.amount:
        text += f"; {money_text(each.payable, speaker.currency)} payable now"
    return text


def _sums(each: Followed, currency: str) -> str:
    award = money_text(each.ranked.award.amount, currency)
    text = f"Awarded {award}: paid {money_text(each.paid, currency)}"
    for due, word in (
        (Due.PAYABLE, "payable"),
        (Due.SUSPENDED, "suspended"),
        (Due.NOT_DUE, "not due"),
        (Due.ENDED, "ended"),
    ):
        if each.amount(due):
            text += f", {word} {money_text(each.amount(due), currency)}"
    return text + (f"; gone back {money_text(each.back, currency)}" if each.back else "")


# ── Markdown ───────────────────────────────────────────────────────────────────────────────────────


def as_markdown(report: Monitoring, _look: Look) -> str:
    """The same, one line a project, goal and payment; ordered by id, so that a changed light is one changed line."""
    return "\n".join(_markdown(report)) + "\n"


def _markdown(report: Monitoring) -> Iterator[str]:
    speaker = Speaker(currency=report.call.currency)
    yield f"# {forge(report.call.title.en)}, as of {report.as_of}"
    yield ""
    if report.call.about is not None:
        yield forge(report.call.about.en)
    if report.call.published:
        yield forge(_sentence(speaker.say(PUBLISHED)))
    for note in report.notes:
        yield forge(_sentence(speaker.say(note)))
    if any(each.instalments for each in report.requests):
        yield f"{forge(_money_line(report))}."
    for each in report.requests:
        yield ""
        yield f"## {forge(each.id)}: {forge(light(each.light))}"
        yield ""
        yield forge(f"{each.ranked.request.title.en}.")
        for line in _head(each, report):
            yield forge(_sentence(line))
        yield f"Score at the decision {_interval(each, now=False)}, now {_interval(each, now=True)}."
        for heading, lines in shifts([one for one in each.shifts if one.moved]):
            yield forge(f"{heading}: {', '.join(lines)}.")
        yield ""
        for one in each.tracks:
            yield f"- {forge(_told(one, speaker))}."
        for instalment in each.instalments:
            held = [speaker.say(check.reason) for check in instalment.checks if check.holds is not True]
            why = f": {'; '.join(held)}" if held and instalment.due not in {Due.PAID, Due.NOTHING} else ""
            yield f"- Payment {forge(_payment(instalment, speaker))}{forge(why)}."
        if each.instalments:
            yield ""
            yield f"{forge(_sums(each, report.call.currency))}."


def _told(each: Track, speaker: Speaker) -> str:
    course, digits = each.course, _digits(each)
    latest = "no value" if each.latest is None else shown(each.latest, digits, speaker.currency, words=True)
    text = f"{light(each.light)}  {each.id}: {latest}"
    if each.latest is not None and each.latest.dated:
        text += f" on {each.latest.dated}"
    text += "" if course.baseline is None else f", from {shown(course.baseline, digits, speaker.currency, words=True)}"
    text += f", target {target(each, speaker.currency, words=True)}"
    if course.due:
        text += f" by {course.due}"
    if each.achievement is not None:
        text += f"; {share(each.achievement)} of the way"
        text += "" if each.expected is None else f", {share(each.expected)} expected"
        text += "" if each.index is None else f", index {number(each.index, 2, fixed=True)}"
    elif each.of_target is not None:
        text += f"; {share(each.of_target)} of the target"
    return text + "".join(f"; {speaker.say(reason)}" for reason in each.reasons)
