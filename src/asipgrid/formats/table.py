"""Results and explanations for a terminal. The only room that knows Rich; text from documents never meets its markup."""

from __future__ import annotations

import io
from collections.abc import Iterable, Mapping, Sequence
from fractions import Fraction
from pathlib import PurePosixPath

from rich.console import Console
from rich.text import Text as Line

from asipgrid.engine.conditions import leaves
from asipgrid.formats import Look, counted
from asipgrid.formats.lines import columns, fits, told, wrapped
from asipgrid.model.calls import Grid, Outcome
from asipgrid.model.results import Explanation, Fact, Judged, Ranked, Result, State, Status
from asipgrid.model.values import Reason
from asipgrid.text.escape import clean
from asipgrid.text.numbers import as_written, beside, money_text, number, score_text, short_money
from asipgrid.text.phrases import PUBLISHED, Speaker, evidence_text, limits_of, target_text

_COLORS = {
    "funded": "green",
    "partial": "green",
    "reserve": "yellow",
    "tied": "magenta",
    "ask": "cyan",
    "defer": "yellow",
    "maintain": "blue",
    "decline": "red",
    "ineligible": "red",
}
_BAR = 8
# What the notes say of a fundable request: what lowers its amount, and how it stands to those of the same figure.
_AMONG_OTHERS = frozenset({"capped", "tie_broken", "ex_aequo", "ex_aequo_no_score", "ex_aequo_not_stated", "lot"})


class Page:
    """A sheet of text of a width, built in memory."""

    def __init__(self, look: Look) -> None:
        self.stream = io.StringIO()
        self.width = look.width
        self._painted = (
            Console(
                file=self.stream,
                force_terminal=True,
                no_color=False,
                color_system="standard",
                markup=False,
                emoji=False,
                highlight=False,
                legacy_windows=False,
            )
            if look.color
            else None
        )

    def _put(self, line: str | Line, style: str = "") -> None:
        """A line that is laid out, painted where it may be: nothing is broken, cut or filled up any more."""
        if self._painted is None:
            self.stream.write(f"{line}\n")
        else:
            text = line if isinstance(line, Line) else Line(line, style=style)
            self._painted.print(text, no_wrap=True, overflow="ignore", crop=False)

    def line(self, text: str = "", style: str = "", indent: int = 0, hang: int = 2) -> None:
        """A paragraph with a hanging indent."""
        for line in wrapped(clean(text), self.width, " " * indent, " " * (indent + hang)):
            self._put(line, style)

    def columns(
        self,
        headings: Sequence[tuple[str, str]],
        rows: Iterable[Sequence[str | Line]],
        styles: Mapping[str, str] | None = None,
    ) -> None:
        """A table; a heading comes with `left`, `right` or `bar`, `styles` are those of some texts.

        Where it is too wide, bars are left out, for their figure stands beside them; then each row is a paragraph.
        """
        cells = [[_cell(each, styles or {}) for each in row] for row in rows]
        for kept in (range(len(headings)), [n for n, (_, kind) in enumerate(headings) if kind != "bar"]):
            names = [headings[n][0] for n in kept]
            texts = [[row[n].plain for n in kept] for row in cells]
            widths = fits([names, *texts], self.width)
            if widths is not None:
                self._row([Line(name, style="bold") for name in names], [headings[n][1] for n in kept], widths)
                for row in cells:
                    self._row([row[n] for n in kept], [headings[n][1] for n in kept], widths)
                return
        lead = 1 + next(n for n, (_, kind) in enumerate(headings) if kind == "left")
        for each in texts:
            for line in told(names, each, lead, self.width):
                self._put(line)

    def _row(self, cells: Sequence[Line], kinds: Sequence[str], widths: Sequence[int]) -> None:
        line = Line()
        for n, (cell, kind, width) in enumerate(zip(cells, kinds, widths, strict=True)):
            blank = " " * (width - columns(cell.plain))
            line.append(" " * bool(n))
            line.append(blank * (kind == "right"))
            line.append_text(cell)
            line.append(blank * (kind != "right"))
        self._put(line)

    def text(self) -> str:
        """Everything put so far, without trailing blanks."""
        return "".join(line.rstrip() + "\n" for line in self.stream.getvalue().split("\n")[:-1])


def _cell(content: str | Line, styles: Mapping[str, str]) -> Line:
    return content if isinstance(content, Line) else Line(clean(content), style=styles.get(content, ""))


def result(report: Result, look: Look) -> str:
    """The ranked table, what needs attention below it, and the money in the last line.

    Where no amount is known there is nothing to rank for: the columns of money give way to how much is known, the
    proposal and the decision, and what would have to be asked is told in words.
    """
    page = Page(look)
    page.line(f"{report.call.title.en} ({report.call.id})", style="bold")
    if report.call.about is not None:
        page.line(report.call.about.en, style="dim", hang=0)
    if report.call.published:
        page.line(_sentence(Speaker(), PUBLISHED), style="bold", hang=0)
    page.line()
    (_ranking if report.has_money else _knowledge)(page, report)
    _legend(page, report)
    return page.text()


def _ranking(page: Page, report: Result) -> None:
    left, currency = {ranked.request.id: amount for ranked, amount in _running(report)}, report.call.currency
    page.columns(
        (
            ("#", "right"),
            ("Request", "left"),
            ("Score", "left"),
            ("", "bar"),
            ("Decision", "left"),
            ("Requested", "right"),
            ("Awarded", "right"),
            ("Left", "right"),
        ),
        [
            (
                "" if ranked.rank is None else str(ranked.rank),
                _marked(ranked),
                _interval(ranked),
                _bar(ranked),
                _word(ranked.word),
                short_money(ranked.request.requested, currency),
                _awarded(ranked, currency),
                short_money(left.get(ranked.request.id), currency) if ranked.request.id in left else "",
            )
            for ranked in report.requests
        ],
    )


def _knowledge(page: Page, report: Result) -> None:
    page.columns(
        (
            ("Request", "left"),
            ("Score", "right"),
            ("Known", "right"),
            ("Facts", "right"),
            ("Asked", "right"),
            ("Proposed", "left"),
            ("Decided", "left"),
        ),
        [
            (
                ranked.request.id,
                _interval(ranked),
                _known(ranked),
                str(_facts(report, ranked)),
                str(len(ranked.questions)),
                _word(ranked.proposal.outcome.value),
                _word("" if ranked.decision is None else ranked.decision.outcome.value),
            )
            for ranked in report.requests
        ],
    )


def _facts(report: Result, ranked: Ranked) -> int:
    """How many facts the request states in the blocks of the grids."""
    blocks = {grid.block for grid in report.grids}
    return sum(1 for _ in leaves({key: value for key, value in ranked.request.data.items() if key in blocks}))


def _sentence(speaker: Speaker, reason: Reason) -> str:
    said = speaker.say(reason)
    return f"{said[:1].upper()}{said[1:]}."


def _word(word: str) -> Line:
    return Line(word, style=_COLORS.get(word, ""))


def _known(ranked: Ranked) -> str:
    """Completeness: the share of the weights that is known."""
    complete = ranked.card.completeness
    return "–" if complete is None else f"{number(complete * 100, 2, fixed=True)} %"


def _running(report: Result) -> Iterable[tuple[Ranked, int]]:
    """What is left of the envelope after each request that was paid in its turn; the committee's were paid before."""
    for ranked in report.requests:
        award = ranked.award
        if award.left_before is not None and ranked.decision is None:
            yield ranked, award.left_before - (award.amount or 0)


def _marked(ranked: Ranked) -> str:
    marks = "*" if any(each.disagreement for each in ranked.card.criteria) else ""
    return f"{ranked.request.id}{marks}{'†' if ranked.decision else ''}"


def _interval(ranked: Ranked) -> str:
    card = ranked.card
    if card.score == card.ceiling:
        return score_text(card.score)
    return f"{score_text(card.score)}–{score_text(card.ceiling)}"


def _bar(ranked: Ranked) -> Line:
    """Score and ceiling on eight cells: full, still possible, out of reach. Rounded down, so a bar never flatters."""
    score, ceiling = ranked.card.score or Fraction(0), ranked.card.ceiling or Fraction(0)
    full, possible = int(score * _BAR / 100), int(ceiling * _BAR / 100)
    bar = Line("█" * full, style="green")
    bar.append("░" * (possible - full), style="yellow")
    bar.append("·" * (_BAR - possible), style="dim")
    return bar


def _awarded(ranked: Ranked, currency: str) -> str:
    nothing = ranked.award.amount == 0 and ranked.award.status is not Status.FUNDED
    return "" if nothing else short_money(ranked.award.amount, currency)


def _legend(page: Page, report: Result) -> None:
    speaker = Speaker(currency=report.call.currency)
    currency = report.call.currency
    page.line()
    for ranked in report.requests:
        if ranked.decision is not None and report.has_money:
            proposed = f"{ranked.proposal.outcome.value} {_amount(ranked.proposed_award.amount, currency)}"
            decided = f"{ranked.decision.outcome.value} {_amount(ranked.award.amount, currency)}"
            first = ", paid before the others" if ranked.award.amount else ""
            page.line(
                f"† {ranked.request.id}: proposed {proposed}; {ranked.decision.decided_by} decided {decided}{first}"
            )
    for ranked in report.requests:
        wide = [
            f"{each.id}{' (agreed since)' * (each.consensus is not None)}"
            for each in ranked.card.criteria
            if each.disagreement
        ]
        if wide:
            page.line(f"* {ranked.request.id}: assessors disagree on {', '.join(wide)}")
    _unrated(page, report)
    for ranked in report.requests:
        for reason in ranked.reasons:
            if reason.key in _AMONG_OTHERS and ranked.outcome is Outcome.FUND:
                page.line(f"  {ranked.request.id}: {speaker.say(reason)}")
    for note in report.notes:
        if note != PUBLISHED:
            page.line(f"! {speaker.say(note)}")
    if report.has_money:
        asked = [f"{ranked.request.id} {len(ranked.questions)}" for ranked in report.requests if ranked.questions]
        if asked:
            page.line(f"Open questions: {', '.join(asked)}")
    else:
        _questions(page, report)
    held = [
        f"{ranked.request.id} {len(ranked.conditions)}"
        for ranked in report.requests
        if ranked.conditions and ranked.award.amount
    ]
    if held:
        page.line(f"Conditions before any payment: {', '.join(held)}")
    page.line(
        f"Envelope {money_text(report.call.envelope, currency)}, awarded {_amount(report.awarded, currency)}, "
        f"left {_amount(report.left, currency)}",
        style="bold",
    )


def _unrated(page: Page, report: Result) -> None:
    """What assessors have still to mark; all of a request's criteria in one word."""
    need = report.call.panel.assessors if report.call.panel else 0
    for ranked in report.requests if report.has_money else ():
        asked = [each for each in ranked.card.criteria if each.state is State.UNRATED or each.marks]
        open_ = [each for each in asked if each.state is State.UNRATED]
        if not open_:
            continue
        counts = sorted({len(each.marks) for each in open_})
        have = str(counts[0]) if len(counts) == 1 else f"{counts[0]} to {counts[-1]}"
        which = "nothing" if len(open_) == len(asked) and counts == [0] else ", ".join(each.id for each in open_)
        text = f"{which} marked yet" if which == "nothing" else f"{which} not yet marked by all"
        page.line(f"  {ranked.request.id}: {text} ({have} of {counted(need, 'assessor')})")


def _amount(amount: int | None, currency: str) -> str:
    """An amount inside a sentence."""
    return "not stated" if amount is None else money_text(amount, currency)


def _questions(page: Page, report: Result) -> None:
    """What would have to be asked, criterion by criterion in the order of the grids, and of whom."""
    asked: dict[str, list[str]] = {}
    for ranked in report.requests:
        for question in ranked.questions:
            asked.setdefault(question.values.get("id", ""), []).append(ranked.request.id)
    if not asked:
        return
    page.line()
    page.line("Open questions, of every request unless some are named", style="bold")
    words = {each.id: each.question.en for grid in report.grids for each in grid.criteria}
    for name in [*(name for name in words if name in asked), *([""] if "" in asked else [])]:
        page.line(
            f"{name or 'Amount'}  {words.get(name, 'How much is requested?')} {_whom(asked[name], report)}", hang=8
        )
    page.line()
    page.line(f"`asipgrid explain {report.call.id} REQUEST` gives what one request states, and what to supply.", hang=0)


def _whom(names: list[str], report: Result) -> str:
    others = [ranked.request.id for ranked in report.requests if ranked.request.id not in names]
    if not others:
        return ""
    return f" (all but {', '.join(others)})" if len(others) < len(names) else f" ({', '.join(names)})"


# ── explanation ────────────────────────────────────────────────────────────────────────────────────


def explanation(report: Explanation, look: Look) -> str:
    """Every step from the request's lines to its award, in the order of the grids."""
    page = Page(look)
    ranked, currency = report.ranked, report.result.call.currency
    speaker = Speaker(currency=currency)
    page.line(f"{ranked.request.id}: {ranked.request.title.en}", style="bold")
    page.line(f"{ranked.request.applicant}, {look.prefix}{ranked.request.record.name}")
    if report.result.call.published:
        page.line(_sentence(speaker, PUBLISHED), style="bold", hang=0)
    page.line()
    _verdict(page, report, speaker)
    for grid in report.result.grids:
        page.line()
        _grid(page, report, grid, speaker)
    page.line()
    _total(page, report)
    _list(page, "Why", (speaker.say(reason) for reason in ranked.reasons))
    _list(page, "Questions", (speaker.say(reason) for reason in ranked.questions))
    _list(page, "Before any payment", (speaker.say(reason) for reason in ranked.conditions))
    _list(page, "Stated, and shown by no criterion", (_fact(fact, speaker) for fact in report.unread))
    _list(page, "Targets, which are not results", map(target_text, report.commitments))
    _list(page, "Evidence", map(evidence_text, report.evidence))
    return page.text()


def _verdict(page: Page, report: Explanation, speaker: Speaker) -> None:
    ranked, currency = report.ranked, report.result.call.currency
    word = ranked.word
    outcome = f"Outcome {word}" if word == ranked.outcome.value else f"Outcome {ranked.outcome.value}: {word}"
    asked = f"{_amount(ranked.request.requested, currency)} requested"
    if ranked.request.requested is None:
        asked = "amount requested not stated"
    if ranked.outcome is not Outcome.FUND or ranked.award.status is Status.TIED:
        page.line(f"{outcome}, {asked}", style="bold")
    elif ranked.award.amount is None:
        page.line(f"{outcome}, amount not stated; {asked}", style="bold")
    else:
        page.line(f"{outcome}, {money_text(ranked.award.amount, currency)} of {asked}", style="bold")
    eligible = {True: "yes", False: "no", None: "not stated"}[ranked.card.eligible]
    score, ceiling = (_beside(each, ranked) for each in (ranked.card.score, ranked.card.ceiling))
    page.line(f"Score {score}, at most {ceiling}; known {_known(ranked)}; eligible: {eligible}")
    for reason in report.standing:
        page.line(_sentence(speaker, reason).removesuffix("."))
    if ranked.decision is not None:
        amount = ranked.proposed_award.amount if ranked.proposal.outcome is Outcome.FUND else None
        page.line(
            f"Proposed: {ranked.proposal.outcome.value}{f', {money_text(amount, currency)}' if amount is not None else ''}"
        )


def _beside(score: Fraction | None, ranked: Ranked) -> str:
    """A score with as many decimals as show on which side of the limits of the rules it lies."""
    return "–" if score is None else number(score, beside(score, limits_of(ranked.reasons)), fixed=True)


def _grid(page: Page, report: Explanation, grid: Grid, speaker: Speaker) -> None:
    page.line(f"{grid.id} {grid.title.en} ({grid.version})", style="bold")
    criteria = {criterion.id: criterion for criterion in grid.criteria}
    row = [each for each in report.ranked.card.criteria if each.grid == grid.id]
    for each in row:
        page.line(f"{each.id}  {criteria[each.id].question.en}", indent=2)
        why, step = _why(each, report.facts(each), speaker), report.steps.get(each.id)
        next_ = [] if step is None else [f"next: {speaker.say(step)}"]
        for text in (_mark(each, grid), *why, *_gate_text(each, speaker), *next_):
            if text:
                page.line(text, indent=10)
    counted = [each for each in row if each.counts]
    if counted:
        got = sum((each.weight * (each.value or 0) for each in counted), Fraction(0))
        weights = sum((each.weight for each in counted), Fraction(0))
        figure = report.ranked.card.grids[grid.id]
        span = "" if figure.score == figure.ceiling else f", at most {score_text(figure.ceiling)}"
        page.line(
            f"{grid.id}: {number(got, 4)} of {number(weights, 4)} = {score_text(figure.score)} of 100{span}",
            style="bold",
            indent=2,
        )
    else:
        page.line(f"{grid.id}: nothing to score", indent=2)


def _mark(each: Judged, grid: Grid) -> str:
    if each.state in {State.NOT_APPLICABLE, State.INFO} and each.level is None:
        return ""
    if not each.counts or each.level is None or each.value is None or each.ceiling is None:
        return f"level {number(each.level, 4)} of {grid.max}, shown only" if each.level is not None else ""
    worth = f"level {number(each.level, 4)} of {grid.max}"
    worth += f" × {as_written(each.weight)} = {number(each.value * each.weight, 4)}"
    open_ = f" (up to level {number(each.ceiling, 4)})" if each.ceiling != each.level else ""
    state = "" if each.state is State.SCORED else f"{each.state.value}: "
    return f"{state}{worth}{open_}"


def _why(each: Judged, facts: Iterable[Fact], speaker: Speaker) -> Iterable[str]:
    if each.gate is None or each.level is not None or each.state is State.NOT_APPLICABLE:
        yield speaker.say(each.reason)
    yield from (_fact(fact, speaker) for fact in facts)
    for assessor, mark in each.marks:
        yield f"{assessor}: {number(mark.level, 2)}, {mark.why}"
    if each.consensus is not None:
        why = f", {each.consensus.why}" if each.consensus.why else ""
        yield f"consensus: {number(each.consensus.level, 2)}{why}"
    if each.disagreement is not None:
        yield speaker.say(each.disagreement)


def _fact(fact: Fact, speaker: Speaker) -> str:
    where = f" ({PurePosixPath(fact.place.file).name}:{fact.place.line})" if fact.place else ""
    return f"{fact.path} = {'not stated' if fact.value is None else speaker.value(fact.value)}{where}"


def _gate_text(each: Judged, speaker: Speaker) -> Iterable[str]:
    if each.gate is not None:
        state = {True: "passes", False: "fails", None: "not stated"}[each.gate.passes]
        yield f"gate ({each.gate.kind}) {state}: {'; '.join(speaker.say(reason) for reason in each.gate.reasons)}"


def _total(page: Page, report: Explanation) -> None:
    call, card = report.result.call, report.ranked.card
    if call.flat:
        page.line(f"Score: all criteria in one sum = {score_text(card.score)} of 100", style="bold")
        return
    counted = [(name, weight) for name, weight in call.weights.items() if card.grids[name].score is not None]
    parts = " + ".join(f"{as_written(weight)} × {score_text(card.grids[name].score)}" for name, weight in counted)
    whole = number(sum((weight for _, weight in counted), Fraction(0)), 4)
    page.line(f"Score: ({parts}) / {whole} = {score_text(card.score)}", style="bold")
    page.line("Grid scores are printed with two decimals; the sum is made with the exact ones.", indent=2)


def _list(page: Page, heading: str, items: Iterable[str]) -> None:
    listed = list(items)
    if listed:
        page.line()
        page.line(heading, style="bold")
        for item in listed:
            page.line(f"- {item}", indent=2)
