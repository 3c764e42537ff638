"""The assessors of a call: how their marks spread, and where they differ."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from fractions import Fraction
from typing import Final

from asipgrid.model.calls import Criterion
from asipgrid.model.results import Result
from asipgrid.report.page import ApartLine, AssessorLine, DifferenceLine, MarksPart
from asipgrid.report.spans import HeadLine
from asipgrid.report.words import ReportWords, plain
from asipgrid.review.panel_report import Disagreement, PanelReport, Statistic

FIFTHS: Final = 5
MOST_APART: Final = 10
"""How many criteria are listed whose marks lie furthest apart."""


def marks_part(report: PanelReport, result: Result, words: ReportWords) -> MarksPart:
    """The assessors by their names, the disagreements as the call's rule finds them, the criteria furthest apart."""
    known = {each.id: each for grid in result.grids for each in grid.criteria}
    titles: dict[str, str] = {each.request.id: words.said(each.request.title) for each in result.requests}
    return MarksPart(
        assessors=tuple(_assessors(report, known, words)),
        statistics=tuple(HeadLine(words.labels[each.name], _statistic(each, words)) for each in report.agreement),
        refused="" if report.refused is None else words.reason(report.refused),
        differences=tuple(_difference(each, titles, known, words) for each in report.disagreements),
        apart=tuple(_apart(result, known, words)),
    )


def _assessors(report: PanelReport, known: Mapping[str, Criterion], words: ReportWords) -> Iterator[AssessorLine]:
    marks: dict[str, list[Fraction]] = {name: [] for name in report.assessors}
    for sheet in report.sheets:
        if not sheet.consensus and not sheet.conflict:
            marks[sheet.assessor] += [
                each.level / known[name].max for name, each in sheet.marks.items() if name in known
            ]
    severity = {each.assessor: each for each in report.severity}
    for name in report.assessors:
        counts = [0] * FIFTHS
        for value in marks[name]:
            counts[min(FIFTHS - 1, int(value * FIFTHS))] += 1
        most = max(counts) or 1
        given = marks[name]
        yield AssessorLine(
            name=name,
            marks=str(len(given)),
            conflicts=str(sum(sheet.conflict for sheet in report.sheets if sheet.assessor == name)),
            counts=tuple(map(str, counts)),
            heights=tuple(plain(Fraction(100 * each, most)) for each in counts),
            mean=words.percent(sum(given, Fraction(0)) / len(given) if given else None),
            severity="" if name not in severity else _signed(-severity[name].levels, words),
        )


def _signed(share: Fraction, words: ReportWords) -> str:
    sign = "+" if share > 0 else "−" if share < 0 else ""
    return sign + words.percent(abs(share), 1)


def _statistic(each: Statistic, words: ReportWords) -> str:
    if each.value is None:
        return "" if each.reason is None else words.reason(each.reason)
    return words.label("on_subjects", value=words.number(each.value, 3), count=each.subjects)


def _difference(
    each: Disagreement, titles: Mapping[str, str], known: Mapping[str, Criterion], words: ReportWords
) -> DifferenceLine:
    return DifferenceLine(
        request=each.request,
        title=titles[each.request],
        criterion=each.criterion,
        question=words.said(known[each.criterion].question),
        says=words.reason(each.reason),
        marks=tuple(HeadLine(name, f"{words.number(mark.level)}, {mark.why}") for name, mark in each.marks),
        consensus="" if each.consensus is None else f"{words.number(each.consensus.level)}, {each.consensus.why}",
    )


def _apart(result: Result, known: Mapping[str, Criterion], words: ReportWords) -> Iterator[ApartLine]:
    """The criteria by the mean distance between the highest and the lowest mark, furthest first, then as grids have them."""
    distances: dict[str, list[Fraction]] = defaultdict(list)
    for ranked in result.requests:
        for each in ranked.card.criteria:
            levels = [mark.level for _, mark in each.marks]
            if len(levels) > 1:
                distances[each.id].append((max(levels) - min(levels)) / known[each.id].max)
    means = {name: sum(found, Fraction(0)) / len(found) for name, found in distances.items()}
    order = {name: place for place, name in enumerate(known)}
    for name in sorted(means, key=lambda each: (-means[each], order[each]))[:MOST_APART]:
        if means[name]:
            yield ApartLine(
                name,
                words.said(known[name].question),
                words.percent(means[name]),
                plain(means[name] * 100),
                str(len(distances[name])),
            )
