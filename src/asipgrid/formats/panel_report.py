"""The assessors of a call for people, for programs, and as one row a mark."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from msgspec import structs

from asipgrid.formats import Look, cells, counted
from asipgrid.formats.page import Page
from asipgrid.model.requests import RatingSheet
from asipgrid.review.panel_report import Coverage, Disagreement, PanelReport, Severity, Statistic, StillToMark
from asipgrid.text import jsons
from asipgrid.text.escape import cell
from asipgrid.text.numbers import as_written, number
from asipgrid.text.phrases import Speaker

NAMES = {"alpha": "Krippendorff's alpha (ordinal)", "icc": "ICC(1,k)"}


def table(report: PanelReport, look: Look) -> str:
    """Who has marked what, what is missing, where assessors disagree, how far they agree, how severe each is."""
    page, speaker = Page(look), Speaker()
    page.line(f"{report.call.title.en} ({report.call.id})", style="bold")
    page.line()
    _coverage(page, report)
    refused = [] if report.refused is None else [speaker.say(report.refused)]
    for heading, lines in {
        "Still to mark": [_still_to_mark(each) for each in report.still_to_mark],
        "Disagreement": [_disagreement(each, speaker) for each in report.disagreements],
        "Agreement, over all marks as parts of their scales": [_statistic(each, speaker) for each in report.agreement],
        "Severity: shown only, no score uses it": [*refused, *map(_severity, report.severity)],
    }.items():
        page.listed(heading, lines or ["none"])
    if report.notes:
        page.line()
    for note in report.notes:
        page.line(f"! {speaker.say(note)}")
    return page.text()


def _coverage(page: Page, report: PanelReport) -> None:
    given = {(each.request, each.assessor): each for each in report.coverage}
    requests = {*(each.request for each in report.coverage), *(each.request for each in report.still_to_mark)}
    rows = [
        (request, *(_marked(given.get((request, assessor))) for assessor in report.assessors))
        for request in sorted(requests)
    ]
    page.columns(("<Request", *(f">{assessor}" for assessor in report.assessors)), rows)


def _marked(covered: Coverage | None) -> str:
    if covered is None:
        return "–"
    return "conflict" if covered.conflict else f"{covered.marked}/{covered.asked}"


def _still_to_mark(each: StillToMark) -> str:
    return f"{each.request}: {counted(each.marks, 'mark')} to reach {each.need} on {', '.join(each.criteria)}"


def _disagreement(each: Disagreement, speaker: Speaker) -> str:
    marks = ", ".join(f"{assessor} {as_written(mark.level)}" for assessor, mark in each.marks)
    agreed = "" if each.consensus is None else f"; agreed on {as_written(each.consensus.level)}"
    return f"{each.request} {each.criterion}: {marks}{agreed} ({speaker.say(each.reason)})"


def _statistic(each: Statistic, speaker: Speaker) -> str:
    said = "" if each.reason is None else speaker.say(each.reason)
    if each.value is not None:
        said = f"{number(each.value, 3, fixed=True)}, on {counted(each.subjects, 'criterion', 'criteria')} of requests"
    return f"{NAMES[each.name]}: {said}"


def _severity(each: Severity) -> str:
    share = number(abs(each.levels) * 100, 1, fixed=True)
    word = "below" if each.levels > 0 else "above" if each.levels < 0 else "at"
    rests = f"{counted(each.requests, 'request')}, {counted(each.marks, 'mark')}"
    return f"{each.assessor}: {share} % of the scale {word} the others, on {rests}"


def as_json(report: PanelReport, _look: Look) -> str:
    """Everything as one document; figures as strings, null with a reason where there is none."""
    speaker = Speaker()
    data = {
        "asipgrid": "panel/1",
        "call": report.call.id,
        "assessors": report.assessors,
        "shares": [structs.asdict(each) for each in report.coverage],
        "needs": [_needs(each, report) for each in report.still_to_mark],
        "disagreement": [_disagreement_data(each, speaker) for each in report.disagreements],
        "agreement": {each.name: _statistic_data(each, speaker) for each in report.agreement},
        "severity": {
            "reason": None if report.refused is None else speaker.say(report.refused),
            "assessors": {
                each.assessor: {"levels": number(each.levels, 6), "requests": each.requests, "marks": each.marks}
                for each in report.severity
            },
        },
        "notes": [speaker.say(note) for note in report.notes],
    }
    return jsons.document(data)


def _needs(each: StillToMark, report: PanelReport) -> dict[str, Any]:
    """What a request needs; how many marks, where that is not what the call asks for everywhere."""
    data = structs.asdict(each)
    if report.call.panel is not None and each.need == report.call.panel.assessors:
        del data["need"]
    return data


def _disagreement_data(each: Disagreement, speaker: Speaker) -> dict[str, Any]:
    return {
        "request": each.request,
        "criterion": each.criterion,
        "reason": speaker.say(each.reason),
        "marks": {assessor: as_written(mark.level) for assessor, mark in each.marks},
        "consensus": None if each.consensus is None else as_written(each.consensus.level),
    }


def _statistic_data(each: Statistic, speaker: Speaker) -> dict[str, Any]:
    return {
        "value": None if each.value is None else number(each.value, 6),
        "subjects": each.subjects,
        "reason": None if each.reason is None else speaker.say(each.reason),
    }


def as_csv(report: PanelReport, look: Look) -> str:
    """One row a mark: request, criterion, assessor, level, reason; a conflict of interest is a row without a mark."""
    heading = ("request", "criterion", "assessor", "level", "why", "conflict")
    found = (row for sheet in report.sheets for row in _rows(sheet))
    return "".join(cells.rows(heading, found, dialect=look.dialect, figures={"level"}))


def _rows(sheet: RatingSheet) -> Iterator[list[str]]:
    if sheet.conflict:
        yield [sheet.request, "", sheet.assessor, "", "", "true"]
    for name in sorted(sheet.marks):
        mark = sheet.marks[name]
        yield [sheet.request, name, sheet.assessor, as_written(mark.level), cell(mark.why), "false"]
