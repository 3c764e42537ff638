"""Funded projects on a day: each among the others, and each on a part of its own."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction
from typing import Final

from asipgrid.engine.assess import Engine
from asipgrid.engine.rules import questions
from asipgrid.model.judged import Judged
from asipgrid.model.results import Result
from asipgrid.monitoring.goal_progress import Light
from asipgrid.monitoring.projects import FollowedProject, GoalReadings, Monitoring
from asipgrid.report.calendar import calendar
from asipgrid.report.goals import goals_parts
from asipgrid.report.lights import light
from asipgrid.report.monitoring_page import ProjectLine, ProjectPart
from asipgrid.report.open_matters import open_line
from asipgrid.report.page import ListedPart
from asipgrid.report.payments import payments_part
from asipgrid.report.spans import HeadLine
from asipgrid.report.words import ReportWords, plain

_NONE: Final = "–"


def ordered(report: Monitoring) -> list[FollowedProject]:
    """The projects as they are listed: the worst light first, then by id."""
    return sorted(report.requests, key=FollowedProject.order)


def project_lines(projects: Sequence[FollowedProject], result: Result, words: ReportWords) -> Iterator[ProjectLine]:
    """The projects among each other, in their order."""
    for place, each in enumerate(projects):
        reached, of = sum(one.light is Light.REACHED for one in each.progress), len(each.progress)
        yield ProjectLine(
            id=each.id,
            title=words.said(each.ranked.request.title),
            applicant=each.ranked.request.applicant,
            envelopes=tuple(_envelopes(each, result, words)),
            light=light(each.light, words),
            light_order=str(place),
            worst="" if each.light in {None, Light.REACHED} else ", ".join(one.id for one in each.worst),
            reached=words.label("out_of", have=reached, of=of) if of else "",
            reached_order=plain(Fraction(reached, of)) if of else "",
            score=_scores(each, words),
            score_order=plain(each.card.score),
        )


def _envelopes(project: FollowedProject, result: Result, words: ReportWords) -> Iterator[HeadLine]:
    """The envelopes that pay an award, by their titles, where a call has several: with what each pays where two do."""
    titles = {each.envelope.id: each.envelope.title for each in (result.sharing.envelopes if result.sharing else ())}
    paid = project.ranked.award.paid
    for each in paid:
        yield HeadLine(words.said(titles[each.envelope]), words.money(each.amount) if len(paid) > 1 else "")


def _scores(project: FollowedProject, words: ReportWords) -> str:
    then, now = (words.span(each.score, each.ceiling) for each in (project.ranked.card, project.card))
    return f"{then} → {now}"


class ProjectTeller:
    """Puts each project of a call into words."""

    def __init__(
        self, engine: Engine, report: Monitoring, readings: Mapping[str, GoalReadings], words: ReportWords
    ) -> None:
        """`readings` are what was reported of the goals of each project."""
        self.engine, self.report, self.readings, self.words = engine, report, readings, words
        self.label = words.labels

    def parts(self, projects: Sequence[FollowedProject]) -> Iterator[ProjectPart]:
        """The projects in their order, each with those beside it."""
        names = ["", *(each.id for each in projects), ""]
        for place, each in enumerate(projects):
            yield self.part(each, names[place], names[place + 2])

    def part(self, project: FollowedProject, before: str, after: str) -> ProjectPart:
        """One of them."""
        call, as_of, words = self.report.call, self.report.as_of, self.words
        open_ = open_line(project, as_of, words)
        lists = (
            ListedPart(self.label["overdue_title"], open_.overdue),
            ListedPart(self.label["withheld_title"], open_.withheld),
            ListedPart(self.label["unknown_title"], open_.unknown),
            ListedPart(self.label["difficulties"], tuple(self.difficulties(project))),
        )
        return ProjectPart(
            id=project.id,
            title=words.said(project.ranked.request.title),
            standing=light(project.light, words),
            lines=tuple(self.lines(project)),
            lists=tuple(each for each in lists if each.items),
            goals=tuple(goals_parts(project, self.readings[project.id], as_of, call.monitoring, words)),
            payments=payments_part(project, words),
            calendar=calendar(call, [project], as_of, words),
            behind=tuple(each for each in self.behind(project) if each.items),
            before=before,
            after=after,
        )

    def lines(self, project: FollowedProject) -> Iterator[HeadLine]:
        """What stands at the head of a project."""
        words, label, ranked = self.words, self.label, project.ranked
        yield HeadLine(label["beneficiary"], ranked.request.applicant)
        yield HeadLine(label["awarded"], words.money(ranked.award.amount))
        for each in _envelopes(project, self.report.result, words):
            yield HeadLine(label["envelope_of"], ", ".join(filter(None, (each.name, each.text))))
        yield HeadLine(label["score_then_now"], _scores(project, words))
        yield HeadLine(label["start_day"], self.start(project))
        if project.instalments:
            signed = project.signed_on
            yield HeadLine(label["signed"], label["not_signed"] if signed is None else words.day(signed))
        if project.ends_on is not None:
            yield HeadLine(label["agreement_ended" if project.ended else "agreement_ends"], self.end(project))
        periods = (
            words.label("period_as_of", period=each.period, day=words.day(each.as_of)) for each in project.reports
        )
        yield HeadLine(label["reports_received"], ", ".join(periods) or _NONE)
        if project.spent is not None:
            amount, told = project.spent
            yield HeadLine(words.label("spent_by", day=words.day(told.as_of)), words.money(amount))
        yield HeadLine(label["document"], ranked.request.record.name)

    def start(self, project: FollowedProject) -> str:
        """From when progress is expected, and why from then."""
        if project.start is None:
            return self.label["start_unknown"]
        return self.words.label(f"start_{project.start_from}", day=self.words.day(project.start))

    def end(self, project: FollowedProject) -> str:
        """The last day of the agreement, and the decision that moved it last."""
        words, day = self.words, self.words.day(project.ends_on)
        for move in project.end_moves[-1:]:
            return words.label("moved_end", day=day, decided=words.day(move.decided_on), why=words.said(move.grounds))
        return day

    def difficulties(self, project: FollowedProject) -> Iterator[str]:
        """The difficulties that reports tell of, the oldest first."""
        for each in project.reports:
            if each.difficulties is not None:
                yield self.words.label("difficulty", period=each.period, says=each.difficulties)

    def behind(self, project: FollowedProject) -> Iterator[ListedPart]:
        """Questions on the facts of this day, money that went back, what moved since the decision."""
        words, label = self.words, self.label
        asked = questions(project.card, self.engine.worth(project.card))
        yield ListedPart(label["ask_title"], words.reasons(asked))
        back = (
            words.label(
                "back_on", amount=words.money(each.amount), day=words.day(each.decided_on), why=words.said(each.grounds)
            )
            for each in project.returned
        )
        yield ListedPart(label["money_back"], tuple(back))
        moved = (
            words.label("level_moved", id=each.id, then=self.level(each.then), now=self.level(each.now))
            for each in project.level_changes
            if each.moved
        )
        yield ListedPart(label["levels_moved"], tuple(moved) or (label["nothing_moved"],))

    def level(self, each: Judged) -> str:
        """The level of a criterion, or the two it lies between."""
        return self.words.level(each.level, each.ceiling) or _NONE
