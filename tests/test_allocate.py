"""The envelope, on examples: who asks for what in which order on the left, what each is given and told on the right."""

from __future__ import annotations

import re

import pytest

from asipgrid.engine.allocation import Ask, allocate
from asipgrid.model.places import Id
from asipgrid.model.results import Award
from asipgrid.text.phrases import Speaker

SKIP, STOP = {"overflow": "skip"}, {"overflow": "stop"}
PART = {"partial": "remainder"}
LOT = {"lot": "spring"}
TIED_OF_TWO = (
    "tied nothing yet of 100: 2 requests ex aequo at the line, and 100.00 EUR left for them: "
    "the order among them would decide, so nobody is awarded"
)


def groups(written: str) -> list[list[Ask]]:
    """`a 40, b 50/30 > c 10`: two tie groups; b asks for 50 and needs 30."""
    return [[_ask(each) for each in group.split(",")] for group in written.split(">")]


def _ask(written: str) -> Ask:
    name, amount, minimum = re.fullmatch(r"\s*(\w+) (\d+)(?:/(\d+))?\s*", written).groups()  # type: ignore[union-attr]
    return Ask(request=Id(name), amount=int(amount) * 100, minimum=int(minimum or amount) * 100)


def told(award: Award) -> str:
    """`a funded 40 of 100`, and the sentence where there is one."""
    amount = "nothing yet" if award.amount is None else f"{award.amount // 100}"
    left = "?" if award.left_before is None else f"{award.left_before // 100}"
    said = "".join(f": {Speaker(currency='EUR').say(each)}" for each in (award.drawn, award.reason) if each)
    return f"{award.request} {award.status} {amount} of {left}{said}"


@pytest.mark.parametrize(
    ("envelope", "terms", "asked", "given"),
    [
        (100, {}, "a 40 > b 60", ["a funded 40 of 100", "b funded 60 of 60"]),
        # Without terms nothing stops the allocation, and nobody is given a part.
        (
            100,
            {},
            "a 60 > b 60/10 > c 40",
            [
                "a funded 60 of 100",
                "b reserve 0 of 40: in reserve: 40.00 EUR left, 60.00 EUR asked",
                "c funded 40 of 40",
            ],
        ),
        (
            100,
            STOP,
            "a 60 > b 60 > c 40",
            [
                "a funded 60 of 100",
                "b reserve 0 of 40: in reserve: 40.00 EUR left, 60.00 EUR asked",
                "c reserve 0 of 40: in reserve: the allocation stopped at b",
            ],
        ),
        (
            100,
            PART,
            "a 60 > b 60/40 > c 5",
            [
                "a funded 60 of 100",
                (
                    "b partial 40 of 40: 40.00 EUR left of the 60.00 EUR asked, not under the minimum of 40.00 EUR: "
                    "awarded what is left"
                ),
                "c reserve 0 of 0: in reserve: nothing left of the envelope",
            ],
        ),
        (
            100,
            PART,
            "a 60 > b 60/41",
            [
                "a funded 60 of 100",
                "b reserve 0 of 40: in reserve: 40.00 EUR left, under the 41.00 EUR the project needs to run",
            ],
        ),
        # Nothing is no part, even for who could run on nothing.
        (
            100,
            PART,
            "a 100 > b 60/0",
            ["a funded 100 of 100", "b reserve 0 of 0: in reserve: nothing left of the envelope"],
        ),
        # A tie that the envelope holds needs no order, nor does one of which nobody fits.
        (100, {}, "b 50, a 50", ["a funded 50 of 100", "b funded 50 of 50"]),
        (
            100,
            {},
            "b 150, a 120 > c 100",
            [
                "a reserve 0 of 100: in reserve: 100.00 EUR left, 120.00 EUR asked",
                "b reserve 0 of 100: in reserve: 100.00 EUR left, 150.00 EUR asked",
                "c funded 100 of 100",
            ],
        ),
        # One of a tie who takes the rest as a part takes it from nobody.
        (
            100,
            PART,
            "a 150/90, b 160/120",
            [
                (
                    "a partial 100 of 100: 100.00 EUR left of the 150.00 EUR asked, not under the minimum of 90.00 EUR: "
                    "awarded what is left"
                ),
                "b reserve 0 of 0: in reserve: nothing left of the envelope",
            ],
        ),
        (
            100,
            {},
            "a 30 > b 60, c 60 > d 10",
            [
                "a funded 30 of 100",
                (
                    "b tied nothing yet of 70: 2 requests ex aequo at the line, and 70.00 EUR left for them: "
                    "the order among them would decide, so nobody is awarded"
                ),
                (
                    "c tied nothing yet of 70: 2 requests ex aequo at the line, and 70.00 EUR left for them: "
                    "the order among them would decide, so nobody is awarded"
                ),
                "d reserve 0 of 70: in reserve: the allocation stopped at the tie of b, c",
            ],
        ),
        # With parts, a tie of one who fits and one who would take the rest is settled by their order; so is one of two
        # who would take it.
        (100, PART, "a 60, b 150/20", [f"a {TIED_OF_TWO}", f"b {TIED_OF_TWO}"]),
        (100, PART, "a 150/90, b 160/80", [f"a {TIED_OF_TWO}", f"b {TIED_OF_TWO}"]),
        # Who asks for nothing is no rival.
        (
            100,
            PART,
            "c 0, b 150/50",
            [
                "c funded 0 of 100",
                (
                    "b partial 100 of 100: 100.00 EUR left of the 150.00 EUR asked, not under the minimum of 50.00 EUR: "
                    "awarded what is left"
                ),
            ],
        ),
        # Where a misfit stops the allocation, its place in the tie decides; where nobody fits, or everybody, none does.
        (100, STOP, "a 60, b 150", [f"a {TIED_OF_TWO}", f"b {TIED_OF_TWO}"]),
        (
            100,
            SKIP,
            "a 60, b 150",
            ["a funded 60 of 100", "b reserve 0 of 40: in reserve: 40.00 EUR left, 150.00 EUR asked"],
        ),
        (100, STOP, "a 60, b 40", ["a funded 60 of 100", "b funded 40 of 40"]),
        (
            100,
            STOP,
            "a 150, b 160",
            [
                "a reserve 0 of 100: in reserve: 100.00 EUR left, 150.00 EUR asked",
                "b reserve 0 of 100: in reserve: the allocation stopped at a",
            ],
        ),
        # Who asks for nothing is no member of a tie: it is given its nothing, whatever becomes of the others.
        (
            100,
            {},
            "a 60, b 60, c 0 > d 0",
            [
                "c funded 0 of 100",
                f"a {TIED_OF_TWO}",
                f"b {TIED_OF_TWO}",
                "d reserve 0 of 100: in reserve: the allocation stopped at the tie of a, b",
            ],
        ),
        # The lot: every member is told its place; who asks for nothing takes no part; after the draw the allocation goes on.
        (
            100,
            LOT,
            "z 5 > a 60, b 60, c 0 > d 10 > e 20, f 20",
            [
                "z funded 5 of 100",
                "c funded 0 of 95",
                "b funded 60 of 95: drawn 1 of 2 by lot (seed spring)",
                "a reserve 0 of 35: drawn 2 of 2 by lot (seed spring): in reserve: 35.00 EUR left, 60.00 EUR asked",
                "d funded 10 of 35",
                "f funded 20 of 25: drawn 1 of 2 by lot (seed spring)",
                "e reserve 0 of 5: drawn 2 of 2 by lot (seed spring): in reserve: 5.00 EUR left, 20.00 EUR asked",
            ],
        ),
    ],
)
def test_the_envelope_is_spent_from_the_top(envelope: int, terms: dict[str, str], asked: str, given: list[str]) -> None:
    assert [told(award) for award in allocate(groups(asked), envelope * 100, **terms)] == given


def test_a_part_is_given_down_to_the_last_cent() -> None:
    [award] = allocate([[Ask(request=Id("a"), amount=100, minimum=1)]], 1, partial="remainder")
    assert (award.status.value, award.amount, award.left_before) == ("partial", 1, 1)


def test_a_cent_is_more_than_nothing_in_a_tie() -> None:
    """Who asks for nothing is funded first; two who ask for the last cent are rivals."""
    asks = [Ask(request=Id(name), amount=amount, minimum=0) for name, amount in (("a", 1), ("b", 0))]
    assert [(award.request, award.status.value) for award in allocate([asks], 1)] == [("b", "funded"), ("a", "funded")]
    rivals = [Ask(request=Id(name), amount=1, minimum=1) for name in "ab"]
    assert [award.status.value for award in allocate([rivals], 1)] == ["tied", "tied"]
    assert [award.status.value for award in allocate([rivals], 2)] == ["funded", "funded"]


def test_a_cent_is_more_than_nothing_in_a_lot() -> None:
    """Who asks for nothing comes before who asks for a cent, whatever their tickets say."""
    for seed in map(str, range(8)):
        asks = [Ask(request=Id(name), amount=amount, minimum=0) for name, amount in (("a", 1), ("b", 0), ("c", 2))]
        assert allocate([asks], 2, lot=seed)[0].request == "b"
