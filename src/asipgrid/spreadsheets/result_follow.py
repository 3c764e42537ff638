"""The sheets of questions, goals and payments: what is asked, what is agreed, and how it stands on a day."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from typing import Any, Final

from asipgrid.model.calls import Payment
from asipgrid.model.results import Ranked, Result
from asipgrid.model.values import Quantity, decimals_of
from asipgrid.monitoring.goal_progress import GoalProgress
from asipgrid.monitoring.goals import AddendumGoal, addendum_goals
from asipgrid.monitoring.payment_schedule import Instalment
from asipgrid.monitoring.projects import Monitoring
from asipgrid.monitoring.promised_payments import promised_condition, promised_payments
from asipgrid.spreadsheets.result_cells import CellKind, Given, ResultCell, ResultColumn, ResultSheet, SheetRows
from asipgrid.spreadsheets.result_ranking import RankingRows
from asipgrid.spreadsheets.result_words import ExportWords

_LEVEL: Final = "level"


def questions_sheet(result: Result, words: ExportWords) -> ResultSheet:
    """What is asked of each request, then what it must meet before any payment."""
    rows = SheetRows(
        words["questions_sheet"],
        [
            ResultColumn("request", words["request"], width=18),
            ResultColumn("number", words["questions_number"], CellKind.WHOLE, 10),
            ResultColumn("kind", words["kind"], width=20),
            ResultColumn("says", words["asks"], width=120),
        ],
    )
    for ranked in result.requests:
        asked = [("ask_kind", each) for each in ranked.questions]
        listed = [*asked, *(("condition_kind", each) for each in ranked.conditions)]
        for number, (kind, reason) in enumerate(listed, 1):
            rows.add(request=ranked.request.id, number=number, kind=words[kind], says=words.reason(reason))
    return rows.sheet(words["questions_title"], [])


def goals_sheet(result: Result, words: ExportWords, report: Monitoring | None) -> ResultSheet:
    """The goals of what is funded; with a report on them, how they stand, and the applicants' own targets."""
    rows = SheetRows(words["goals_sheet"], _goal_columns(words, followed=report is not None))
    if report is None:
        for ranked in result.requests:
            for goal in addendum_goals(result, ranked):
                rows.add(request=ranked.request.id, **_agreed(goal, words))
        return rows.sheet(words["goals_title"], [words["goals_then"]])
    for project in report.requests:
        for each in project.progress:
            rows.add(request=project.id, **_Progress(each, words, rows).cells())
    return rows.sheet(
        words["goals_title"], [words("goals_on", day=words.report.day(report.as_of)), words["goals_note"]]
    )


def _goal_columns(words: ExportWords, *, followed: bool) -> Iterator[ResultColumn]:
    yield ResultColumn("request", words["request"], width=18)
    yield ResultColumn("goal", words["goal"], width=20)
    yield ResultColumn("title", words["title"], width=44)
    if followed:
        yield ResultColumn("own", words["own"], width=14)
        yield ResultColumn("light", words["light"], width=14)
        yield ResultColumn("baseline_on", words["baseline_on"], CellKind.DATE, 12)
    yield ResultColumn("baseline", words["baseline"], CellKind.NUMBER, 14)
    yield ResultColumn("target", words["target_head"], CellKind.NUMBER, 14)
    yield ResultColumn("unit", words["unit"], width=14)
    yield ResultColumn("at_most", words["at_most_target"], width=12)
    yield ResultColumn("means", words["means"], width=44)
    yield ResultColumn("due", words["due"], CellKind.DATE, 12)
    if followed:
        yield ResultColumn("value", words["value"], CellKind.NUMBER, 14)
        yield ResultColumn("value_on", words["value_on"], CellKind.DATE, 12)
        yield ResultColumn("way", words["way"], CellKind.SHARE, 10)
        yield ResultColumn("of_target", words["of_target"], CellKind.SHARE, 10)
        yield ResultColumn("expected", words["expected"], CellKind.SHARE, 10)
        yield ResultColumn("index", words["index"], CellKind.SCORE, 10)
        yield ResultColumn("reasons", words["reason"], width=60)


def _agreed(goal: AddendumGoal, words: ExportWords) -> dict[str, Given]:
    """A goal as it is agreed: the level then, or the figure, and the one aimed at."""
    figure = goal.judged.figure if goal.figure is not None else goal.judged.level
    target = goal.figure or Quantity(goal.level, _LEVEL)
    return {
        "goal": goal.id,
        "title": words.said(goal.criterion.question),
        "baseline": None if figure is None else _valued(Quantity(figure, target.unit)),
        "target": _valued(target),
        "unit": _unit(target, words),
        "at_most": words["yes"] if goal.at_most else None,
        "means": None if goal.words is None else words.said(goal.words),
        "due": goal.due,
    }


class _Progress:
    """A goal as it stands on a day, in cells."""

    def __init__(self, each: GoalProgress, words: ExportWords, rows: SheetRows) -> None:
        self.each, self.words, self.rows = each, words, rows

    def cells(self) -> dict[str, Given]:
        """All of it."""
        each, words, goal = self.each, self.words, self.each.goal
        return {
            "goal": each.id,
            "title": words.said(goal.name),
            "own": words["by_applicant" if goal.own else "by_addendum"],
            "light": words.stand(each.light.value),
            "baseline": None if goal.baseline is None else _valued(goal.baseline.value),
            "baseline_on": None if goal.baseline is None else goal.baseline.dated,
            "target": _valued(goal.target),
            "unit": _unit(goal.target, words),
            "at_most": words["yes"] if goal.at_most else None,
            "means": None if goal.words is None else words.said(goal.words),
            "due": goal.due,
            "value": None if each.latest is None else _valued(each.latest.value),
            "value_on": None if each.latest is None else each.latest.dated,
            **self.shares(),
            "reasons": "; ".join(map(words.reason, each.reasons)) or None,
        }

    def shares(self) -> dict[str, Given]:
        """The way gone, of it what is expected, and the index: formulas where these are what they say."""
        each, row = self.each, self.rows.next
        first, last, value, way = (self.rows.cell(key, row) for key in ("baseline", "target", "value", "way"))
        expected = self.rows.cell("expected", row)
        return {
            "way": _told(each.achievement, f"({value}-{first})/({last}-{first})"),
            "of_target": _told(each.of_target, f"{value}/{last}"),
            "expected": each.expected,
            "index": _told(each.index, f"{way}/{expected}"),
        }


def _told(value: Fraction | None, formula: str) -> Given:
    return None if value is None else ResultCell(value, formula)


def _valued(value: Quantity | str) -> ResultCell:
    """A figure or a day, as it is shown."""
    if isinstance(value, str):
        return ResultCell(value, kind=CellKind.DATE)
    kinds = {"percent": CellKind.SHARE, "currency": CellKind.MONEY}
    return ResultCell(value.value, kind=kinds.get(str(value.unit)))


def _unit(value: Quantity | str, words: ExportWords) -> str | None:
    """The unit of a figure whose cell does not show it."""
    if isinstance(value, str) or str(value.unit) in {"percent", "number", "score"}:
        return None
    if value.unit == _LEVEL:
        return words["level"].casefold()
    own: Any = getattr(value.unit, "words", None)
    if own is not None:
        return words.said(own)
    return words.currency if value.unit == "currency" else words.unit(value)


class PaymentsSheet:
    """The payments of what is funded; with a report on them, what is paid and payable."""

    def __init__(self, result: Result, words: ExportWords, ranking: RankingRows, report: Monitoring | None) -> None:
        """Of requests whose award is stated, in the order of the ranking, or of the report."""
        self.result, self.words, self.ranking, self.report = result, words, ranking, report
        self.digits = decimals_of(result.call.currency)
        self.rows = SheetRows(words["payments_sheet"], self._columns())
        if report is None:
            for ranked in result.requests:
                if ranked.award.grants and ranked.award.amount:
                    self._promised(ranked, ranked.award.amount)
        else:
            for project in report.requests:
                first = self.rows.next
                for each in project.instalments:
                    self._add(project.ranked, each.number, each.payment, each.amount, first, each)

    def sheet(self) -> ResultSheet:
        """The sheet as it is."""
        notes = [self.words["payments_note"]]
        if self.report is not None:
            notes.append(self.words("goals_on", day=self.words.report.day(self.report.as_of)))
        return self.rows.sheet(self.words["payments_title"], notes)

    def _promised(self, ranked: Ranked, award: int) -> None:
        first = self.rows.next
        for number, payment, amount in promised_payments(self.result.call, award):
            self._add(ranked, number, payment, amount, first)

    def _add(
        self, ranked: Ranked, number: int, payment: Payment, amount: int, first: int, stand: Instalment | None = None
    ) -> None:
        row = self.rows.next
        asks = promised_condition(payment, self.result.call, self.result.grids)
        self.rows.add(
            request=ranked.request.id,
            number=number,
            at=self.words.said(payment.at),
            opens=payment.opens,
            share=payment.share,
            amount=ResultCell(self.words.money(amount), self._amount(ranked, number, row, first)),
            asks=None if asks is None else self.words.reason(asks),
            **({} if stand is None else self._stands(stand, row)),
        )

    def _amount(self, ranked: Ranked, number: int, row: int, first: int) -> str:
        """The payment to the cent: its share, the last what is left, so that they sum to the award."""
        award = self.ranking.rows.fixed("award", self.ranking.at[ranked.request.id])
        before = f"SUM({self.rows.cells('amount', range(first, row))})" if row > first else ""
        left = f"{award}-{before}" if before else award
        if number == len(self.result.call.addendum.payments if self.result.call.addendum else ()):
            return left
        part = f"ROUND({self.rows.cell('share', row)}*{award},{self.digits})"
        return f"MIN({part},{left})" if before else part

    def _stands(self, each: Instalment, row: int) -> dict[str, Given]:
        words, money = self.words, self.words.money
        left = f"{self.rows.cell('amount', row)}-{self.rows.cell('paid', row)}"
        unmet = [words.reason(one.reason) for one in each.conditions if one.holds is not True]
        return {
            "state": words.stand(each.state.value),
            "paid": money(each.spent),
            "left": ResultCell(money(each.left), left),
            "payable": money(each.payable),
            "unmet": "; ".join(unmet) or None,
        }

    def _columns(self) -> Iterator[ResultColumn]:
        words, money = self.words, CellKind.MONEY
        yield ResultColumn("request", words["request"], width=18)
        yield ResultColumn("number", words["number"], CellKind.WHOLE, 10)
        yield ResultColumn("at", words["when"], width=40)
        yield ResultColumn("opens", words["opens"], CellKind.DATE, 12)
        yield ResultColumn("share", words["share_of_award"], CellKind.SHARE, 10)
        yield ResultColumn("amount", words["amount_head"], money, 16)
        if self.report is not None:
            yield ResultColumn("state", words["state"], width=14)
            yield ResultColumn("paid", words["paid"], money, 16)
            yield ResultColumn("left", words["left_head"], money, 16)
            yield ResultColumn("payable", words["payable_now"], money, 16)
            yield ResultColumn("unmet", words["open_conditions"], width=60)
        yield ResultColumn("asks", words["condition_head"], width=60)
