"""Each request on a part of its own: how it stands, why, and how each criterion came about."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from pathlib import PurePosixPath

from asipgrid.engine.plan import Plan
from asipgrid.formats.sections import section_text
from asipgrid.formats.words import Words
from asipgrid.letters import decisions
from asipgrid.letters.bonus import bonus
from asipgrid.letters.kinds import title_of
from asipgrid.letters.listing import Drafted
from asipgrid.model.act import partners
from asipgrid.model.calls import Criterion, Outcome
from asipgrid.model.judged import Fact, Judged, State
from asipgrid.model.requests import Commitment, Evidence
from asipgrid.model.results import GRANTED, Explanation, Result
from asipgrid.report.heat import cell
from asipgrid.report.letters import Letters, letter_part
from asipgrid.report.page import CriterionLine, FactLine, GridPart, ListedPart, RequestPart
from asipgrid.report.spans import HeadLine, Span
from asipgrid.report.standing import Line
from asipgrid.report.words import ReportWords, plain
from asipgrid.review.explain import explain


def request_parts(
    plan: Plan, result: Result, words: ReportWords, line: Line, letters: Letters
) -> Iterator[RequestPart]:
    """The requests as the ranking has them, each with those beside it and its letter."""
    names = ["", *(each.request.id for each in result.requests), ""]
    for place, each in enumerate(result.requests):
        told = _RequestTeller(explain(plan, result, each.request.id), words, line, letters.get(each.request.id))
        yield told.part(names[place], names[place + 2])


class _RequestTeller:
    """Puts one explained request into words."""

    def __init__(self, report: Explanation, words: ReportWords, line: Line, letter: Drafted | None) -> None:
        self.report, self.words, self.line, self.letter = report, words, line, letter
        self.ranked, self.label = report.ranked, words.labels

    def part(self, before: str, after: str) -> RequestPart:
        """All of it."""
        card = self.ranked.card
        low, high = card.score or Fraction(0), card.ceiling or Fraction(0)
        return RequestPart(
            id=self.ranked.request.id,
            title=self.words.said(self.ranked.request.title),
            word=self.ranked.word,
            outcome=self.label[self.ranked.word],
            lines=tuple(self.lines()),
            bar=Span(plain(low), plain(high), plain(high - low), plain(self.line.score)),
            lists=tuple(each for each in self.lists() if each.items),
            grids=tuple(self.grids()),
            behind=tuple(each for each in self.behind() if each.items),
            letter=None if self.letter is None else letter_part(self.letter, self.words),
            before=before,
            after=after,
        )

    def lines(self) -> Iterator[HeadLine]:
        """What stands at its head."""
        ranked, words, label = self.ranked, self.words, self.label
        request, card, award = ranked.request, ranked.card, ranked.award
        yield HeadLine(label["applicant"], request.applicant)
        if shared := partners(request.data):
            told = (name if share is None else f"{name} {words.percent(share, 2)}" for name, share in shared)
            yield HeadLine(label["partners"], ", ".join(told))
        yield HeadLine(label["outcome"], label[ranked.word])
        yield HeadLine(label["score"], words.span(card.score, card.ceiling))
        if card.points_of:
            yield HeadLine(label["points"], words.in_points(card))
        if card.bonus is not None:
            yield HeadLine(label["base_score"], words.span(card.bonus.score, card.bonus.ceiling))
        yield HeadLine(label["known"], words.percent(card.completeness))
        eligible = {True: "yes", False: "no", None: "not_stated"}[card.eligible]
        yield HeadLine(label["eligible"], label[eligible])
        if ranked.rank is not None:
            yield HeadLine(label["rank"], str(ranked.rank))
        yield HeadLine(label["asked"], words.money(request.requested))
        if ranked.assessment.computed:
            yield HeadLine(label["worked_out"], words.money(ranked.assessment.full))
        if award.status in GRANTED and ranked.outcome is Outcome.FUND:
            yield HeadLine(label["awarded"], words.money(award.amount))
        letter = decisions.kind(ranked)
        yield HeadLine(
            label["letter"], label["no_letter"] if letter is None else words.said(title_of(letter, words.call))
        )
        yield HeadLine(label["document"], request.record.name)

    def lists(self) -> Iterator[ListedPart]:
        """How it stands and why, in sentences."""
        ranked, words, label = self.ranked, self.words, self.label
        yield ListedPart(label["decision"], tuple(self.decided()))
        yield ListedPart(label["standing"], words.reasons(self.report.standing))
        yield ListedPart(label["why"], words.reasons(ranked.reasons))
        yield ListedPart(label["vetoes"], words.reasons(ranked.card.vetoes or ()))
        yield ListedPart(label["totals"], tuple(self.totals()))
        yield ListedPart(label["questions"], words.reasons(ranked.questions))
        yield ListedPart(label["conditions"], words.reasons(ranked.conditions))

    def totals(self) -> Iterator[str]:
        """What each assessor gives in total, and how the score was made of that."""
        card, words = self.ranked.card, self.words
        for each in card.totals:
            points = ""
            if each.points_of:
                of = words.label("of_scale", level=words.number(each.points), top=words.number(each.points_of))
                points = f" ({of})"
            yield words.set(f"{each.assessor}: ") + words.score(each.score) + points
        if card.by_totals is not None:
            yield words.label(f"totals_{card.by_totals}")

    def behind(self) -> Iterator[ListedPart]:
        """What the request rests on, in sentences."""
        label = self.label
        yield ListedPart(label["sections"], tuple(self.sections()))
        on_top = bonus(
            self.ranked.card.bonus, self.words.speaker, lambda text: text.to(self.words.language) if text else ""
        )
        yield ListedPart(label["on_top"], tuple(map(self.words.set, on_top["bonus"])))
        yield ListedPart(label["evidence"], tuple(map(self.evidence, self.report.evidence)))
        yield ListedPart(label["targets"], tuple(map(self.target, self.report.commitments)))
        unread = (self.fact(each) for each in self.report.unread)
        yield ListedPart(label["unread"], tuple(f"{each.name} = {each.value}" for each in unread))

    def sections(self) -> Iterator[str]:
        """The sections of the grids, each with its score, its weight and its points."""
        words = Words(self.words.language, self.words.call.currency)
        for grid in self.report.result.grids:
            for section in grid.sections:
                yield section_text(section, self.ranked.card.sections[section.id], words)

    def decided(self) -> Iterator[str]:
        """What the committee decided, who and when, on which grounds."""
        decision, words = self.ranked.decision, self.words
        if decision is None:
            return
        amount = f", {words.money(self.ranked.award.amount)}" if decision.outcome is Outcome.FUND else ""
        day = ", ".join(filter(None, (words.said(decision.body), words.day(decision.decided_on))))
        yield f"{self.label[decision.outcome.value]}{amount} ({day})"
        yield words.said(decision.grounds)
        if self.ranked.departs:
            proposed = self.label[self.ranked.proposed.value]
            yield f"{self.label['departs']} ({proposed}, {words.money(self.ranked.proposed_award.amount)})"

    def evidence(self, each: Evidence) -> str:
        """A document behind facts."""
        words = self.words
        day = words.day(each.date)
        as_of = words.label("as_of", day=words.day(each.as_of)) if each.as_of else ""
        supports = words.label("supports", paths=", ".join(map(words.path, each.supports))) if each.supports else ""
        about = ", ".join(filter(None, (day, as_of, each.file or "", each.source or "", supports)))
        return f"{each.id} {each.title}" + (f" ({about})" if about else "")

    def target(self, each: Commitment) -> str:
        """A target of the applicant's own."""
        values = {"path": self.words.path(each.path), "target": self.words.value(each.target)}
        text = self.label["target"] if each.by is None else self.label["target_by"]
        day = each.by or ""
        known = self.words.value(day) if day else ""
        return text.replace("{path}", values["path"]).replace("{day}", known).replace("{target}", values["target"])

    def grids(self) -> Iterator[GridPart]:
        """The grids in their order."""
        words, card = self.words, self.ranked.card
        for grid in self.report.result.grids:
            known = {each.id: each for each in grid.criteria}
            figure = card.grids[grid.id]
            caption = words.label(
                "grid_caption",
                title=f"{grid.id} {words.said(grid.title)}",
                score=words.span(figure.score, figure.ceiling),
            )
            points = words.in_points(figure)
            yield GridPart(
                f"{caption} ({points})" if points else caption,
                tuple(self.criterion(each, known[each.id]) for each in card.criteria if each.id in known),
            )

    def criterion(self, each: Judged, asked: Criterion) -> CriterionLine:
        """One criterion: its level, what it gives, why, what it rests on."""
        words, worth = self.words, self.report.shares.get(each.id)
        top = asked.max or 1
        bar = None
        if each.level is not None and asked.max:
            low, high = 100 * each.level / top, 100 * (each.level if each.ceiling is None else each.ceiling) / top
            bar = Span(plain(low), plain(high), plain(high - low))
        gives = self.report.gives.get(each.id)
        level = words.level(each.level, each.ceiling)
        step = self.report.steps.get(each.id)
        return CriterionLine(
            id=each.id,
            question=words.said(asked.question),
            level=words.label("of_scale", level=level, top=str(asked.max))
            if level and asked.max
            else cell(each, words).text,
            bar=bar,
            gives=""
            if gives is None or worth is None
            else words.label("gives_of", gives=words.number(gives), share=words.number(worth)),
            kind=cell(each, words).kind,
            why=tuple(self.why(each)),
            marks=tuple(self.marks(each)),
            facts=tuple(map(self.fact, self.report.facts(each))),
            next="" if step is None else words.reason(step),
        )

    def why(self, each: Judged) -> Iterator[str]:
        """The reason, then a gate's answer, then a disagreement."""
        words = self.words
        if each.gate is None or each.level is not None or each.state is State.NOT_APPLICABLE:
            yield words.reason(each.reason)
        yield from words.reasons(self.report.worked.get(each.id, ()))
        if each.gate is not None:
            state = self.label[{True: "gate_yes", False: "gate_no", None: "gate_open"}[each.gate.passes]]
            yield ". ".join((f"{state[:1].upper()}{state[1:]}", *words.reasons(each.gate.reasons)))
        if each.disagreement is not None:
            yield words.reason(each.disagreement)

    def marks(self, each: Judged) -> Iterator[HeadLine]:
        """What assessors gave, and what they agreed on."""
        for name, mark in each.marks:
            yield HeadLine(name, f"{self.words.number(mark.level)}, {mark.why}")
        if each.consensus is not None:
            text = ", ".join(filter(None, (self.words.number(each.consensus.level), each.consensus.why)))
            yield HeadLine(self.label["consensus"], text)

    def fact(self, each: Fact) -> FactLine:
        """A fact with its name, value and line."""
        where = "" if each.place is None else f"{PurePosixPath(each.place.file).name}:{each.place.line}"
        return FactLine(self.words.path(each.path), self.words.value(each.value), where)
