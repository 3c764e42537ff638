"""What a call would come to with other values: one scenario as a comparison with the money, several side by side."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from msgspec import structs

from asipgrid.formats import Look, comparison
from asipgrid.formats.page import Page
from asipgrid.formats.words import NONE, Words
from asipgrid.model.results import GRANTED
from asipgrid.model.said import SaidText
from asipgrid.review.whatif import Outcomes, ScenarioMoney, WhatIf
from asipgrid.text import jsons
from asipgrid.text.escape import forge
from asipgrid.text.values import written


def table(report: WhatIf, look: Look) -> str:
    """For a terminal."""
    page, words = Page(look), Words(look.language)
    if len(report.answers) == 1:
        page.line(_money_line(report.money, report.answers[0].money, words), style="bold")
        return comparison.table(report.answers[0].comparison, look) + page.text()
    page.line(words("whatif_title", call=report.call), style="bold")
    page.line()
    sides = zip("<>>>>>", _heads(report), strict=True)
    page.columns([f"{side}{words(head)}" for side, head in sides], _overview(report, words))
    moved = list(_moved(report, words))
    if moved:
        page.line()
        page.columns([f"<{each}" for each in _names(report, words)], moved)
    page.line()
    for line in _remarks(report, words):
        page.line(line)
    return page.text().rstrip("\n") + "\n"


def as_markdown(report: WhatIf, look: Look) -> str:
    """The same for a page that a forge shows."""
    words = Words(look.language)
    if len(report.answers) == 1:
        answer = report.answers[0]
        return f"{comparison.as_markdown(answer.comparison, look)}\n{_money_line(report.money, answer.money, words)}\n"
    moved = list(_moved(report, words))
    lines = [f"### {forge(words('whatif_title', call=report.call))}", ""]
    lines += _pipes([words(head) for head in _heads(report)], list(_overview(report, words)))
    lines += ["", *_pipes(_names(report, words), moved)] if moved else []
    lines += ["", *(f"- {forge(line)}" for line in _remarks(report, words))]
    return "\n".join(lines) + "\n"


def as_json(report: WhatIf, _look: Look) -> str:
    """Everything as one document: each scenario with its comparison."""
    data = {
        "asipgrid": "whatif/1",
        "call": report.call,
        "money": _plain_money(report.money),
        "scenarios": [
            {
                "title": each.scenario.title,
                "set": [{"path": path, "value": written(value)} for path, value in each.scenario.values],
                "without": each.scenario.without,
                "money": _plain_money(each.money),
                "comparison": comparison.plain(each.comparison),
            }
            for each in report.answers
        ],
    }
    return jsons.document(data)


def _plain_money(money: ScenarioMoney) -> dict[str, Any]:
    data = structs.asdict(money)
    stage = data.pop("stage")
    return data if stage is None else {**data, "stage": structs.asdict(stage)}


def _heads(report: WhatIf) -> tuple[str, ...]:
    """What the columns of figures hold: the money of a call, or what passes a stage."""
    of_money = ("whatif_envelope", "whatif_awarded", "whatif_left", "whatif_funded")
    of_stage = ("whatif_envelope", "whatif_asked", "whatif_passed", "whatif_waiting")
    return ("whatif_scenario", *(of_money if report.money.stage is None else of_stage), "whatif_flipped")


def _overview(report: WhatIf, words: Words) -> Iterator[list[str]]:
    """One row for the call as it is, one a scenario."""
    yield [words("whatif_as_is"), *_figures(report.money, words), ""]
    for each in report.answers:
        flipped = sum(
            change.outcome.moved for change in each.comparison.requests if change.kind in {"changed", "renamed"}
        )
        yield [words.said(each.scenario.title), *_figures(each.money, words), str(flipped)]


def _figures(money: ScenarioMoney, words: Words) -> list[str]:
    if (stage := money.stage) is not None:
        return [_amount(money.envelope, words), _amount(stage.asked, words), str(stage.passed), str(stage.waiting)]
    return [*(_amount(each, words) for each in (money.envelope, money.awarded, money.left)), str(money.funded)]


def _amount(amount: str | None, words: Words) -> str:
    return words.result(amount) if amount else words("not_stated")


def _names(report: WhatIf, words: Words) -> list[str]:
    titles = (words.said(each.scenario.title) for each in report.answers)
    return [words("head_request"), words("whatif_as_is"), *titles]


def _moved(report: WhatIf, words: Words) -> Iterator[list[str]]:
    """Each request of which a scenario makes something else, by id, with what becomes of it in each."""
    for name in sorted({*report.requests, *(each for answer in report.answers for each in answer.requests)}):
        row = [_became(each, name, words) for each in _outcomes(report)]
        if len(set(row)) > 1:
            yield [name, *row]


def _outcomes(report: WhatIf) -> list[Outcomes]:
    return [report.requests, *(each.requests for each in report.answers)]


def _became(outcomes: Outcomes, name: str, words: Words) -> str:
    if name not in outcomes:
        return NONE
    word, amount = outcomes[name]
    told = words.outcome(word)
    return f"{told} {_amount(amount, words)}" if word in GRANTED else told


def _remarks(report: WhatIf, words: Words) -> Iterator[str]:
    """What no table says: what each scenario supposes, and who is not compared."""
    for each in report.answers:
        supposed = _supposed(each.comparison.new)
        if supposed and supposed != each.scenario.title:
            yield words.named(words.said(each.scenario.title), words.said(supposed))
        for out in each.comparison.not_compared:
            yield comparison.not_compared_line(out, each.comparison, words)
    same = sum(_unmoved(report, name, words) for name in report.requests)
    yield words("whatif_same", count=same)


def _supposed(side: str) -> str:
    """What the side of a scenario supposes, by how it is named; empty where it supposes nothing."""
    return side.values.get("supposed", "") if isinstance(side, SaidText) else ""


def _unmoved(report: WhatIf, name: str, words: Words) -> bool:
    return len({_became(each, name, words) for each in _outcomes(report)}) == 1


def _money_line(before: ScenarioMoney, now: ScenarioMoney, words: Words) -> str:
    """`Money: envelope 1000.00 → 600.00; awarded 1000.00 → 400.00; left 0.00 → 200.00; requests funded 2 → 1`.

    Of a stage: `Stage: envelope 1000.00; asked for by those that pass 2500.00 → 3000.00; passed 2 → 3; waiting 0`.
    """
    names = ("whatif_envelope", "whatif_awarded", "whatif_left", "whatif_requests_funded")
    if before.stage is not None and now.stage is not None:
        names = ("whatif_envelope", "whatif_asked", "whatif_passed", "whatif_waiting")
    pairs = zip(map(words, names), _figures(before, words), _figures(now, words), strict=True)
    told = [f"{name} {old}" if old == new else f"{name} {old} → {new}" for name, old, new in pairs]
    return words("whatif_money" if now.stage is None else "whatif_stage", figures=words.parts(told))


def _pipes(heads: Sequence[str], rows: Sequence[Sequence[str]]) -> list[str]:
    """A table as Markdown has it."""
    lines = [heads, ["---"] * len(heads), *rows]
    return [f"| {' | '.join(each if each == '---' else forge(each) for each in line)} |" for line in lines]
