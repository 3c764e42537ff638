"""What a call would come to with other values: one scenario as a comparison with the money, several side by side."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from msgspec import structs

from asipgrid.formats import Look, comparison
from asipgrid.formats.page import Page
from asipgrid.review.whatif import Outcomes, ScenarioMoney, WhatIf
from asipgrid.text import jsons
from asipgrid.text.escape import forge
from asipgrid.text.values import written


def table(report: WhatIf, look: Look) -> str:
    """For a terminal."""
    if len(report.answers) == 1:
        page = Page(look)
        page.line(_money_line(report.money, report.answers[0].money), style="bold")
        return comparison.table(report.answers[0].comparison, look) + page.text()
    page = Page(look)
    page.line(f"{report.call}: what if", style="bold")
    page.line()
    page.columns(["<scenario", ">envelope", ">awarded", ">left", ">funded", ">flipped"], _overview(report))
    moved = list(_moved(report))
    if moved:
        page.line()
        page.columns([f"<{each}" for each in _names(report)], moved)
    page.line()
    for line in _remarks(report):
        page.line(line)
    return page.text().rstrip("\n") + "\n"


def as_markdown(report: WhatIf, look: Look) -> str:
    """The same for a page that a forge shows."""
    if len(report.answers) == 1:
        answer = report.answers[0]
        return f"{comparison.as_markdown(answer.comparison, look)}\n{_money_line(report.money, answer.money)}\n"
    moved = list(_moved(report))
    lines = [f"### {forge(report.call)}: what if", ""]
    lines += _pipes(["scenario", "envelope", "awarded", "left", "funded", "flipped"], list(_overview(report)))
    lines += ["", *_pipes(_names(report), moved)] if moved else []
    lines += ["", *(f"- {forge(line)}" for line in _remarks(report))]
    return "\n".join(lines) + "\n"


def as_json(report: WhatIf, _look: Look) -> str:
    """Everything as one document: each scenario with its comparison."""
    data = {
        "asipgrid": "whatif/1",
        "call": report.call,
        "money": structs.asdict(report.money),
        "scenarios": [
            {
                "title": each.scenario.title,
                "set": [{"path": path, "value": written(value)} for path, value in each.scenario.values],
                "without": each.scenario.without,
                "money": structs.asdict(each.money),
                "comparison": comparison.plain(each.comparison),
            }
            for each in report.answers
        ],
    }
    return jsons.document(data)


def _overview(report: WhatIf) -> Iterator[list[str]]:
    """One row for the call as it is, one a scenario."""
    yield ["as it is", *_figures(report.money), ""]
    for each in report.answers:
        flipped = sum(
            change.outcome.moved for change in each.comparison.requests if change.kind in {"changed", "renamed"}
        )
        yield [each.scenario.title, *_figures(each.money), str(flipped)]


def _figures(money: ScenarioMoney) -> list[str]:
    return [money.envelope, money.awarded or "not stated", money.left or "not stated", str(money.funded)]


def _names(report: WhatIf) -> list[str]:
    return ["request", "as it is", *(each.scenario.title for each in report.answers)]


def _moved(report: WhatIf) -> Iterator[list[str]]:
    """Each request of which a scenario makes something else, by id, with what becomes of it in each."""
    for name in sorted({*report.requests, *(each for answer in report.answers for each in answer.requests)}):
        row = [_became(each, name) for each in _outcomes(report)]
        if len(set(row)) > 1:
            yield [name, *row]


def _outcomes(report: WhatIf) -> list[Outcomes]:
    return [report.requests, *(each.requests for each in report.answers)]


def _became(outcomes: Outcomes, name: str) -> str:
    if name not in outcomes:
        return "–"
    word, amount = outcomes[name]
    return f"{word} {amount or 'not stated'}" if word in {"funded", "partial"} else word


def _remarks(report: WhatIf) -> Iterator[str]:
    """What no table says: what each scenario supposes, and who is not compared."""
    for each in report.answers:
        supposed = each.comparison.new.partition(" with ")[2]
        if supposed and supposed != each.scenario.title:
            yield f"{each.scenario.title}: {supposed}"
        for out in each.comparison.not_compared:
            yield comparison.not_compared_line(out, each.comparison)
    same = sum(_unmoved(report, name) for name in report.requests)
    yield f"Requests that come to the same in every scenario: {same}."


def _unmoved(report: WhatIf, name: str) -> bool:
    return len({_became(each, name) for each in _outcomes(report)}) == 1


def _money_line(before: ScenarioMoney, now: ScenarioMoney) -> str:
    """`Money: envelope 1000.00 → 600.00; awarded 1000.00 → 400.00; left 0.00 → 200.00; requests funded 2 → 1`."""
    names = ("envelope", "awarded", "left", "requests funded")
    pairs = zip(names, _figures(before), _figures(now), strict=True)
    told = [f"{name} {old}" if old == new else f"{name} {old} → {new}" for name, old, new in pairs]
    return f"Money: {'; '.join(told)}."


def _pipes(heads: Sequence[str], rows: Sequence[Sequence[str]]) -> list[str]:
    """A table as Markdown has it."""
    lines = [heads, ["---"] * len(heads), *rows]
    return [f"| {' | '.join(each if each == '---' else forge(each) for each in line)} |" for line in lines]
