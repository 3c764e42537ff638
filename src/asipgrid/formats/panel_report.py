"""The assessors of a call for people, for programs, and as one row a mark."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from msgspec import structs

from asipgrid.formats import Look, cells
from asipgrid.formats.page import Page
from asipgrid.formats.words import NONE, Words
from asipgrid.model.requests import RatingSheet
from asipgrid.review.panel_report import Coverage, Disagreement, PanelReport, Severity, Statistic, StillToMark
from asipgrid.text import jsons
from asipgrid.text.escape import cell
from asipgrid.text.numbers import as_written, number
from asipgrid.text.phrases import Speaker


def table(report: PanelReport, look: Look) -> str:
    """Who has marked what, what is missing, where assessors disagree, how far they agree, how severe each is."""
    page, words = Page(look), Words(look.language)
    page.line(f"{words.text(report.call.title)} ({report.call.id})", style="bold")
    page.line()
    _coverage(page, report, words)
    refused = [] if report.refused is None else [words.reason(report.refused)]
    for heading, lines in {
        "still_to_mark": [_still_to_mark(each, report, words) for each in report.still_to_mark],
        "disagreement": [_disagreement(each, words) for each in report.disagreements],
        "agreement": [_statistic(each, words) for each in report.agreement],
        "severity": [*refused, *(_severity(each, words) for each in report.severity)],
    }.items():
        page.listed(words(heading), lines or [words("none")])
    if report.notes:
        page.line()
    for note in report.notes:
        page.line(f"! {words.reason(note)}")
    return page.text()


def _coverage(page: Page, report: PanelReport, words: Words) -> None:
    given = {(each.request, each.assessor): each for each in report.coverage}
    requests = {*(each.request for each in report.coverage), *(each.request for each in report.still_to_mark)}
    rows = [
        (request, *(_marked(given.get((request, assessor)), words) for assessor in report.assessors))
        for request in sorted(requests)
    ]
    page.columns((f"<{words('request')}", *(f">{assessor}" for assessor in report.assessors)), rows)


def _marked(covered: Coverage | None, words: Words) -> str:
    if covered is None:
        return NONE
    return words("conflict") if covered.conflict else f"{covered.marked}/{covered.asked}"


def _still_to_mark(each: StillToMark, report: PanelReport, words: Words) -> str:
    missing = words("marks_missing", count=each.marks, need=each.need, criteria=", ".join(each.criteria))
    why = "".join(f" ({words.reason(one)})" for one in each.why)
    told = report.call.panel is not None and report.call.panel.named and each.may
    may = words("who_may", names=", ".join(each.may)) if told else ""
    return f"{words.named(each.request, missing)}{why}{may}"


def _disagreement(each: Disagreement, words: Words) -> str:
    marks = ", ".join(f"{assessor} {words.written(mark.level)}" for assessor, mark in each.marks)
    agreed = "" if each.consensus is None else words("agreed_on", level=words.written(each.consensus.level))
    return f"{words.named(f'{each.request} {each.criterion}', marks)}{agreed} ({words.reason(each.reason)})"


def _statistic(each: Statistic, words: Words) -> str:
    said = "" if each.reason is None else words.reason(each.reason)
    if each.value is not None:
        said = words("on_subjects", value=words.number(each.value, 3, fixed=True), count=each.subjects)
    return words.named(words(f"stat_{each.name}"), said)


def _severity(each: Severity, words: Words) -> str:
    share = words.number(abs(each.levels) * 100, 1, fixed=True)
    key = "severity_below" if each.levels > 0 else "severity_above" if each.levels < 0 else "severity_at"
    return words.named(each.assessor, words(key, share=share, requests=each.requests, marks=each.marks))


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
    data = {**structs.asdict(each), "why": [Speaker().say(one) for one in each.why]}
    panel = report.call.panel
    left_out = {
        "need": panel is not None and each.need == panel.assessors,
        "why": not each.why,
        "may": panel is None or not panel.named,
    }
    return {key: value for key, value in data.items() if not left_out.get(key)}


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
