"""A result as a workbook, before it has a format: its sheets, the first of which says what it is and how to read it."""

from __future__ import annotations

from collections.abc import Iterator

from asipgrid import __version__
from asipgrid.model.calls import Outcome
from asipgrid.model.places import Language
from asipgrid.model.results import Result
from asipgrid.model.values import Quantity, decimals_of
from asipgrid.monitoring.projects import Monitoring
from asipgrid.spreadsheets.result_cells import (
    CellKind,
    Given,
    ResultBook,
    ResultCell,
    ResultColumn,
    ResultSheet,
    SheetRows,
)
from asipgrid.spreadsheets.result_criteria import CriterionRows, MarkRows
from asipgrid.spreadsheets.result_follow import PaymentsSheet, goals_sheet, questions_sheet
from asipgrid.spreadsheets.result_ranking import RankingRows
from asipgrid.spreadsheets.result_weights import WeightsSheet
from asipgrid.spreadsheets.result_words import ExportWords


def result_book(result: Result, report: Monitoring | None, digest: str, typed: str, language: Language) -> ResultBook:
    """The workbook of a result; `report` is how its funded projects stand on a day (None: no day is looked at).

    `digest` is that of the result as JSON, `typed` how its call is named on a command line.
    """
    words = ExportWords(result, language)
    weights = WeightsSheet(result, words)
    marks = MarkRows(result, words, weights)
    criteria = CriterionRows(result, words, weights, marks)
    ranking = RankingRows(result, words, weights, criteria)
    sheets = [ranking.sheet(), criteria.sheet()]
    if result.call.panel is not None:
        sheets.append(marks.sheet())
    sheets.append(questions_sheet(result, words))
    if result.call.stage is None:
        sheets += [goals_sheet(result, words, report), PaymentsSheet(result, words, ranking, report).sheet()]
    first = _FirstSheet(result, words, ranking, report).sheet(digest, typed)
    return ResultBook(
        title=words.said(result.call.title),
        sheets=(first, *sheets, weights.sheet()),
        money=decimals_of(result.call.currency),
    )


class _FirstSheet:
    """What the result is of, its digest, its money in sums, and how to read the other sheets."""

    def __init__(self, result: Result, words: ExportWords, ranking: RankingRows, report: Monitoring | None) -> None:
        self.result, self.words, self.ranking, self.report = result, words, ranking.rows, report
        columns = [ResultColumn("label", "", width=44), ResultColumn("value", "", width=74)]
        self.rows = SheetRows(words["result_sheet"], [*columns, ResultColumn("note", "", width=80)])

    def sheet(self, digest: str, typed: str) -> ResultSheet:
        """The sheet."""
        for part in (self._about(digest, typed), self._money(), self._counts(), self._basis(), self._reading()):
            for label, value, note in part:
                self.rows.add(label=label, value=value, note=note)
            self.rows.add()
        title = self.words.said(self.result.call.title)
        sheet = self.rows.sheet(title, [self.words.said(self.result.call.authority)])
        return ResultSheet(
            name=sheet.name, title=title, notes=sheet.notes, columns=sheet.columns, rows=sheet.rows, heads=False
        )

    def _about(self, digest: str, typed: str) -> Iterator[tuple[str, Given, str]]:
        words, call = self.words, self.result.call
        yield words["digest_result"], digest, words("digest_how", call=typed)
        if self.result.requests:
            yes, no = words["holds_yes"], words["holds_no"]
            scores, fixed = self.ranking.whole("score"), self.ranking.whole("fixed")
            formula = f'IF(SUMPRODUCT(--(ABS(ROUND({scores},2)-{fixed})>0.001))=0,"{yes}","{no}")'
            yield words["holds"], ResultCell(yes, formula), ""
        yield words["call_id"], call.id, words["basis_published" if call.published else "basis_submitted"]
        yield words["call_digest"], call.digest, ""
        yield words["engine"], f"asipgrid {__version__}", ""
        for each in self.result.grids:
            yield words("grid_line", grid=each.id), f"{words.said(each.title)} {each.version}", each.digest
        if self.report is not None:
            yield words["progress_day"], ResultCell(self.report.as_of, kind=CellKind.DATE), ""

    def _money(self) -> Iterator[tuple[str, Given, str]]:
        words, result = self.words, self.result
        yield words["currency"], words.currency, ""
        if result.call.stage is None:
            first = self.rows.next
            yield words["envelope"], self._amount(result.call.envelope), ""
            yield words["awarded"], self._sum("award", result.awarded), self._open(result.awarded)
            left = f"{self.rows.cell('value', first)}-{self.rows.cell('value', first + 1)}"
            yield words["left"], self._told(result.left, left), ""
            yield from self._envelopes()
        requests = result.requests
        yield words["requested_all"], self._sum("requested", sum(each.request.requested or 0 for each in requests)), ""
        eligible = [each for each in requests if each.card.eligible is True]
        asked = sum(each.request.requested or 0 for each in eligible)
        payable = sum(each.assessment.alone.payable or 0 for each in eligible)
        yield words["requested_eligible"], self._of_eligible("requested", asked), ""
        yield words["payable_eligible"], self._of_eligible("payable", payable), ""

    def _envelopes(self) -> Iterator[tuple[str, Given, str]]:
        """What each envelope has, gave and has left; what quotas were given."""
        words, sharing = self.words, self.result.sharing
        if sharing is None:
            return
        for each in sharing.envelopes:
            name, told = each.envelope.id, words.said(each.envelope.title)
            yield words("envelope_of", envelope=name), self._amount(each.envelope.amount), told
            for key, amount in (("received", each.received), ("passed_on", each.passed)):
                if amount:
                    yield f"  {words[key]}", self._amount(amount), name
            yield f"  {words('envelope_awarded', envelope=name)}", self._sum(f"from {name}", each.awarded), ""
            yield f"  {words('envelope_left', envelope=name)}", self._amount(each.left), ""
        for quota in sharing.quotas:
            given = words("quota_given", count=str(quota.requests), amount=words.report.money(quota.awarded))
            title = words.said(quota.quota.title)
            yield words("quota_of", quota=quota.quota.id), given, f"{title} {quota.value or ''}".strip()

    def _counts(self) -> Iterator[tuple[str, Given, str]]:
        words, found = self.words, self.result.requests
        if not found:
            yield words["requests"], 0, ""
            return
        yield words["requests"], ResultCell(len(found), f"COUNTA({self.ranking.whole('request')})"), ""
        for outcome in Outcome:
            count = sum(each.outcome is outcome for each in found)
            if count:
                said = words[outcome.value]
                yield f"  {said}", ResultCell(count, f'COUNTIF({self.ranking.whole("outcome")},"{said}")'), ""

    def _basis(self) -> Iterator[tuple[str, Given, str]]:
        words = self.words
        for each in self.result.statistics:
            shown = None if each.value is None else ResultCell(each.value, kind=CellKind.NUMBER)
            yield words("statistic", name=each.name), shown, f"{each.kind.value} {each.path}"
        whole = self.result.passage
        listed = (
            [] if whole is None else [(words.report.said(one.envelope.title), one.passage) for one in whole.envelopes]
        )
        for title, passage in listed or ([] if whole is None else [("", whole)]):
            if passage.threshold is not None:
                threshold = words.report.quantity(Quantity(passage.threshold, "score"), 2)
                yield words["passed"] + (title and f" ({title})"), passage.passed, f"≥ {threshold}"
        for note in self.result.notes:
            yield words["note_line"], words.reason(note), ""
        yield words["findings_count"], len(self.result.findings), ""

    def _reading(self) -> Iterator[tuple[str, Given, str]]:
        words, call = self.words, self.result.call
        head = words["how_to_read"]
        for key in (
            "read_weights",
            "aggregate_flat" if call.flat else "aggregate_nested",
            "read_ranking",
            "read_criteria",
        ):
            yield head, words[key], ""
            head = ""
        if call.panel is not None:
            yield "", words["read_marks"], ""
        yield "", words["read_questions"], ""
        if call.stage is None:
            yield "", words["read_goals"], ""

    def _amount(self, amount: int | None) -> ResultCell:
        return ResultCell(self.words.money(amount), kind=CellKind.MONEY)

    def _told(self, amount: int | None, formula: str) -> ResultCell:
        """An amount with its formula; where it is not known, nothing."""
        return ResultCell(self.words.money(amount), formula if amount is not None else "", CellKind.MONEY)

    def _open(self, amount: int | None) -> str:
        return self.words["awarded_unknown"] if amount is None else ""

    def _sum(self, key: str, amount: int | None) -> ResultCell:
        return self._told(amount, f"SUM({self.ranking.whole(key)})")

    def _of_eligible(self, key: str, amount: int) -> ResultCell:
        eligible, yes = self.ranking.whole("eligible"), self.words["yes"]
        return self._told(amount, f'SUMIF({eligible},"{yes}",{self.ranking.whole(key)})')
