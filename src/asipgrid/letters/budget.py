"""The budget annexed to an addendum: its lines as requested, what is kept of each and by whose word, the other funders."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any, Final

from asipgrid.letters.act import ActWords
from asipgrid.letters.builder import LetterBuilder
from asipgrid.letters.kinds import Fields
from asipgrid.model.places import Language
from asipgrid.model.values import Text, decimals_of, exact, plain_language
from asipgrid.monitoring.goals import terms

BUDGET: Final = Text("budget of the project, line by line", "budget du projet, poste par poste")
REDUCED: Final = {
    "proportional": (
        "As the call says, every line is reduced in the same proportion",
        "Comme l'appel le prévoit, tous les postes sont réduits dans la même proportion",
    ),
    "last-first": (
        "As the call says, the last lines are reduced first",
        "Comme l'appel le prévoit, les derniers postes sont réduits d'abord",
    ),
}


def awarded_lines(lines: Sequence[int], award: int, rule: str) -> Iterator[int]:
    """What is left of each line of a budget, in cents, when less is awarded: all in proportion, or the last cut first.

    In proportion, the cents that are left over go to the lines with the largest remainders, of equal ones to the first.
    """
    whole = sum(lines)
    if rule == "proportional" and whole:
        parts = [divmod(each * award, whole) for each in lines]
        rest = award - sum(full for full, _ in parts)
        more = set(sorted(range(len(parts)), key=lambda at: -parts[at][1])[:rest])
        yield from (full + (at in more) for at, (full, _) in enumerate(parts))
        return
    left = award
    for each in lines:
        yield min(each, left)
        left -= min(each, left)


def budget(made: ActWords, amount: int | None) -> Fields:
    """The lines of the budget, as requested and, where somebody says what is cut, as awarded; the other funders.

    Without lines, and without an amount or a request that would give them, the budget is a blank.
    """
    letter = made.letter
    funding, plain = letter.request.data.get("funding", {}), plain_language(letter.call.data)
    listed = funding.get("lines", ())
    lines = [(letter.words(Text.of(line["item"], plain)), _cents(letter, line["amount"])) for line in listed]
    asked = [each for _, each in lines]
    left, by = _kept(letter, [line.get("id", "") for line in listed], asked, amount)
    return {
        "kept_by": by,
        "budget_blank": made.blank(BUDGET) if not lines and (amount is None or letter.call.published) else "",
        "lines": tuple((item, letter.money(each)) for item, each in lines),
        "awarded_lines": tuple(
            (item, letter.money(each), letter.money(kept)) for (item, each), kept in zip(lines, left, strict=False)
        ),
        "funders": tuple(
            (_funder(letter, each, plain), letter.amount(each.get("amount")))
            for each in funding.get("other_funders", ())
        ),
    }


def _kept(
    letter: LetterBuilder, names: Sequence[str], asked: Sequence[int], amount: int | None
) -> tuple[Sequence[int], str]:
    """What is kept of each line, in cents, and by whose word; nothing where the beneficiary is to say."""
    decision, rule = letter.ranked.decision, terms(letter.call).reduced_budget
    if decision is not None and decision.lines is not None:
        body = letter.words(decision.body)
        by = letter.pick(
            f"What is kept of each line follows the decision ({body})",
            f"L'instance « {body} » a arrêté ce qui est retenu de chaque poste",
        )
        return [decision.lines.get(name, each) for name, each in zip(names, asked, strict=True)], by
    if rule is None or amount is None or amount >= sum(asked):
        return (), ""
    return [*awarded_lines(asked, amount, rule)], letter.pick(*REDUCED[rule])


def _funder(letter: LetterBuilder, each: Fields, plain: Language | None) -> str:
    """Another funder, and what it funds."""
    name, role = letter.words(Text.of(each["name"])), each.get("role")
    return name if role is None else f"{name} ({letter.words(Text.of(role, plain))})"


def _cents(letter: LetterBuilder, value: Any) -> int:
    """An amount of a document in the smallest unit of the currency."""
    return int(exact(value) * 10 ** decimals_of(letter.call.currency))
