"""From funded projects on a day to the page of the report: its head, the overview of all; the rest is put together here."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping

from asipgrid import __version__
from asipgrid.engine.assess import Engine
from asipgrid.engine.plan import Plan
from asipgrid.model.places import Language
from asipgrid.monitoring.goal_progress import Light
from asipgrid.monitoring.projects import GoalReadings, Monitoring
from asipgrid.report.builder import call_warnings, digest, findings_count, listed_findings
from asipgrid.report.calendar import calendar
from asipgrid.report.lights import light
from asipgrid.report.monitoring_page import MonitoringPage
from asipgrid.report.open_matters import open_line
from asipgrid.report.payments import money_heads, money_lines, money_sums
from asipgrid.report.projects import ProjectTeller, ordered, project_lines
from asipgrid.report.spans import HeadLine
from asipgrid.report.words import ReportWords


def monitoring_page(
    plan: Plan, report: Monitoring, readings: Mapping[str, GoalReadings], language: Language
) -> MonitoringPage:
    """The page of funded projects; `readings` are what was reported of the goals of each."""
    result, as_of, words = report.result, report.as_of, ReportWords(report.result, language)
    projects = ordered(report)
    told = {name: value for each in projects for name, value in each.documents.items()}
    digests = digest(result, told)
    heads, sums = money_heads(report), money_sums(projects)
    matters = (open_line(each, as_of, words) for each in projects)
    return MonitoringPage(
        language=language,
        labels=words.labels,
        title=words.said(result.call.title),
        day=as_of,
        digest=digests,
        about="" if result.call.about is None else words.said(result.call.about),
        warnings=tuple(call_warnings(result, words)),
        lines=tuple(_head(report, digests, words)),
        notes=words.reasons(report.notes),
        has_envelopes=any(each.ranked.award.paid for each in projects),
        projects=tuple(project_lines(projects, result, words)),
        money_heads=tuple(words.labels[name] for name in heads),
        money=tuple(money_lines(projects, heads, words)),
        money_sums=tuple(words.sum(sums[name]) for name in heads),
        calendar=calendar(result.call, projects, as_of, words),
        open=tuple(each for each in matters if each.overdue or each.withheld or each.unknown),
        parts=tuple(ProjectTeller(Engine(plan), report, readings, words).parts(projects)),
        left_out=words.label("each_project_left_out", count=len(projects)),
        findings=tuple(listed_findings(result, language)),
        findings_note=findings_count(result, words),
        currency=result.call.currency,
    )


def _head(report: Monitoring, digests: str, words: ReportWords) -> Iterator[HeadLine]:
    call, label, projects = report.call, words.labels, report.requests
    yield HeadLine(label["authority"], words.said(call.authority))
    yield HeadLine(label["call"], call.id)
    yield HeadLine(label["on_day"], words.day(report.as_of))
    yield HeadLine(label["projects"], str(len(projects)))
    lights = Counter(each.light for each in projects)
    counts = ((light(each, words), lights[each]) for each in (*Light, None) if lights[each])
    yield HeadLine(label["lights"], ", ".join(f"{each.sign} {count} {each.word}" for each, count in counts) or "–")
    for name, amount in money_sums(projects).items():
        if name in money_heads(report):
            yield HeadLine(label[name], words.money(amount))
    yield HeadLine(label["digest"], digests)
    yield HeadLine(label["engine"], f"asipgrid {__version__}")
