"""Amounts that a call works out, and envelopes that all share: whole documents in, whole sums out; laws of the methods."""

from __future__ import annotations

import csv
import json
import re
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from asipgrid.engine.allocation import Ask
from asipgrid.engine.methods import share_out
from asipgrid.model.amounts import Allocation
from asipgrid.model.places import Id
from asipgrid.model.results import Award, Status
from asipgrid.schema import dialect
from conftest import Command
from examples import examples

GOOD = {good.name: good for good in examples("good")}


def awarded(asipgrid: Command, root: Path) -> dict[str, str]:
    """What each request is awarded, by id."""
    out = asipgrid("score", "requests/small", "--format", "csv", cwd=root).out
    return {row["id"].removeprefix("region-"): row["awarded"] for row in csv.DictReader(out.splitlines())}


SUMS = {
    "amounts-flat-by-bracket": (
        {"a": "100.00", "b": "400.00", "c": "250.00"},
        "amount by bracket 1 of 3: 400.00 EUR (request.applicant.legal_form is public-body; request.doc.beds is 620, at least 500)",
    ),
    "amounts-of-units-at-a-price": (
        {"a": "212.50", "b": "300.00"},
        "amount: 40 × 12.50 EUR = 500.00 EUR (request.doc.places)",
    ),
    "amounts-by-tiers-of-the-cost": (
        {"a": "380.00", "b": "520.01"},
        "amount by tiers of request.funding.total_cost: 500.00 EUR × 60 % + 500.00 EUR × 40 % + 200.10 EUR × 10 % = 520.01 EUR",
    ),
    "amounts-by-score": (
        {"a": "400.00", "b": "166.66"},
        "amount by score: 50 % of 333.33 EUR, for a score of 79.00, at least 60: 166.66 EUR, rounded down",
    ),
    "amounts-at-a-rate-by-size-of-the-applicant": (
        {"a": "210.00", "b": "199.99", "c": "150.00", "d": "50.00"},
        (
            "bracket 3 of 4 (request.doc.size is medium), "
            "amount: 333.33 EUR × 60 % = 199.99 EUR, rounded down (request.funding.total_cost)"
        ),
    ),
    "amounts-of-units-at-a-price-by-tier": (
        {"a": "32000.00", "b": "44600.00"},
        "amount: 100 × 400.00 EUR + 20 × 230.00 EUR = 44 600.00 EUR (request.doc.participants)",
    ),
    "amounts-by-a-formula-of-the-grid": (
        {"a": "260.00", "b": "160.00"},
        (
            "amount: 160.00 EUR (meals_aid = doc.meals × 3.5 = 40 × 3.5 = 140.00 EUR; "
            "trips_aid = doc.trips × 20 = 6 × 20 = 120.00 EUR; "
            "units_aid = meals_aid + trips_aid = 140.00 EUR + 120.00 EUR = 260.00 EUR; "
            "most = funding.total_cost × 0.8 = 200 × 0.8 = 160.00 EUR; "
            "aid = min(units_aid; most) = min(260.00 EUR; 160.00 EUR) = 160.00 EUR)"
        ),
    ),
    "offered-before-it-is-passed-over": (
        {"a": "400.00", "b": "0.00", "c": "600.00", "d": "0.00"},
        "in reserve: 600.00 EUR left, under the 700.00 EUR the project needs to run",
    ),
    "pro-rata-of-the-envelope": (
        {"a": "333.33", "b": "466.67", "c": "200.00"},
        (
            "1 500.00 EUR asked in all, 1 000.00 EUR to share: 700.00 EUR × 1 000.00 EUR ÷ 1 500.00 EUR = 466.66 EUR, "
            "rounded down, and 0.01 EUR of what rounding left over: 466.67 EUR"
        ),
    ),
    "the-minimum-of-all-first": (
        {"a": "550.00", "b": "300.00", "c": "150.00", "d": "0.00"},
        "300.00 EUR, the least it can run on, of the 500.00 EUR it may be given; nothing was left for more at its rank",
    ),
}


@pytest.mark.parametrize("name", SUMS)
def test_amounts_are_worked_out_and_their_sum_is_told(asipgrid: Command, tmp_path: Path, name: str) -> None:
    root, (amounts, told) = GOOD[name].lay_out(tmp_path), SUMS[name]
    assert awarded(asipgrid, root) == amounts
    whole = json.loads(asipgrid("score", "requests/small", "--format", "json", cwd=root).out)
    assert told in whole["requests"][1]["reasons"]
    assert told in " ".join(asipgrid("explain", "requests/small", "region-b", cwd=root).out.split())


@pytest.mark.parametrize(
    ("language", "head", "line"),
    [
        ("en", "How the amount was worked out:", "- amount: 17 × €12.50 = €212.50 (Places created)."),
        ("fr", "Calcul du montant :", "- montant : 17 × 12,50 € = 212,50 € (Places created)."),
    ],
)
def test_the_letter_says_how_the_amount_was_worked_out(
    asipgrid: Command, tmp_path: Path, language: str, head: str, line: str
) -> None:
    root = GOOD["amounts-of-units-at-a-price"].lay_out(tmp_path)
    text = asipgrid("draft", "requests/small", "region-a", "--lang", language, cwd=root).out
    text = text.replace("\N{NO-BREAK SPACE}", " ").replace("\N{NARROW NO-BREAK SPACE}", " ")
    assert f"\n{head}\n\n{line}\n" in text


def test_what_an_amount_rests_on_and_is_not_stated_is_asked(asipgrid: Command, tmp_path: Path) -> None:
    root = GOOD["amounts-flat-by-bracket"].lay_out(tmp_path)
    change(root, "region-b.yaml", ", beds: 620", "")
    assert awarded(asipgrid, root) == {"a": "100.00", "b": "0.00", "c": "250.00"}
    whole = json.loads(asipgrid("score", "requests/small", "--format", "json", cwd=root).out)
    assert whole["requests"][1]["outcome"] == "ask"
    assert whole["requests"][1]["questions"] == [
        "the amount is worked out from doc.beds: not stated; state what would let it be decided"
    ]
    assert whole["notes"] == ["region-b: the amount is not worked out, for something it rests on is not stated"]
    letter = asipgrid("draft", "requests/small", "region-b", cwd=root).out
    assert "| 1 | Amount of the request | state: number of beds |" in letter


def test_results_give_the_amount_that_is_worked_out_whatever_is_awarded(asipgrid: Command, tmp_path: Path) -> None:
    """A request in reserve asks for nothing itself; what it would be given stands in no other column."""
    root = GOOD["amounts-of-units-at-a-price"].lay_out(tmp_path)
    change(root, "call.yaml", "envelope: 1000", "envelope: 250")
    out = asipgrid("score", "requests/small", "--format", "csv", cwd=root).out
    rows = {
        row["id"]: (row["requested"], row["worked_out"], row["awarded"]) for row in csv.DictReader(out.splitlines())
    }
    assert rows == {"region-a": ("", "212.50", "212.50"), "region-b": ("", "300.00", "0.00")}
    whole = json.loads(asipgrid("score", "requests/small", "--format", "json", cwd=root).out)
    assert [each["worked_out"] for each in whole["requests"]] == ["212.50", "300.00"]
    assert [error.message for error in dialect.validator(dialect.shipped("result")).iter_errors(whole)] == []
    assert (
        "# Request  Score           Decision Worked out Awarded  Left\n"
        in asipgrid("score", "requests/small", cwd=root).out
    )
    assert "| requested |" not in asipgrid("score", "requests/small", "--format", "markdown", cwd=root).out
    assert (
        "region-b"
        in asipgrid("score", "requests/small", "--where", "worked_out > 250", "--format", "csv", cwd=root).out
    )
    assert '<th scope="col" class="n asked">Worked out' in asipgrid("report", "requests/small", "-o", "-", cwd=root).out


def test_where_no_amount_is_worked_out_yet_nobody_is_asked_what_it_requests(asipgrid: Command, tmp_path: Path) -> None:
    root = GOOD["amounts-flat-by-bracket"].lay_out(tmp_path)
    for name in ("region-a", "region-c"):
        (root / f"requests/small/{name}.yaml").unlink()
    change(root, "region-b.yaml", ", beds: 620", "")
    table = asipgrid("score", "requests/small", cwd=root).out
    assert "Amount  What is it worked out from?" in table
    assert "requested" not in table


def with_half_of_the_score_open(tmp_path: Path) -> Path:
    """The amounts by score, where region-a has 50 points and what it does not state may give it 100."""
    root = GOOD["amounts-by-score"].lay_out(tmp_path)
    grid = root / "grids/doc.yaml"
    text = grid.read_text(encoding="utf-8")
    more = "  - {id: DOC-03, question: Is it large?, weight: 1, levels: [{level: 1, is: Yes it is, when: {doc.large: true}}]}\n"
    grid.write_text(text.replace("    plan:", "    large: {type: boolean}\n    plan:") + more, encoding="utf-8")
    change(root, "region-a.yaml", "valid: 8", "valid: 10")
    change(root, "call.yaml", "{minimum: 60}", "{minimum: 40}")
    return root


def test_an_open_score_leaves_a_share_by_score_open(asipgrid: Command, tmp_path: Path) -> None:
    root = with_half_of_the_score_open(tmp_path)
    whole = json.loads(asipgrid("score", "requests/small", "--format", "json", cwd=root).out)
    told = "the amount depends on the score: 0 % of 400.00 EUR at 50.00, 100 % at 100.00, which is still possible"
    assert told in whole["requests"][0]["reasons"]
    assert whole["requests"][0]["outcome"] == "ask"


@pytest.mark.parametrize(
    "amount",
    [
        "flat: [{when: {score: {minimum: 80}}, amount: 300}, {amount: 200}]",
        "units: {path: score, price: 3}",
        "units: {path: grids.DOC.score, price: 3}",
        "brackets: [{when: {points: {minimum: 2}}, by_score: [{score: 0, share: 1}]}, {amount: 0}]",
    ],
)
def test_what_is_still_open_gives_no_amount(asipgrid: Command, tmp_path: Path, amount: str) -> None:
    """The score is 50 to 100: what it is now is not taken for what it will be."""
    root = GOOD["amounts-by-score"].lay_out(tmp_path)
    grid, call = root / "grids/doc.yaml", root / "requests/small/call.yaml"
    text = grid.read_text(encoding="utf-8")
    more = "  - {id: DOC-03, question: Is it large?, weight: 1, levels: [{level: 1, is: Yes it is, when: {doc.large: true}}]}\n"
    grid.write_text(text.replace("    plan:", "    large: {type: boolean}\n    plan:") + more, encoding="utf-8")
    change(root, "region-a.yaml", "valid: 8", "valid: 10")
    change(root, "call.yaml", "{minimum: 60}", "{minimum: 40}")
    text = re.sub(r"amount: .*", f"amount: {{{amount}}}", call.read_text(encoding="utf-8"))
    call.write_text(text, encoding="utf-8")
    whole = json.loads(asipgrid("score", "requests/small", "--format", "json", cwd=root).out)
    assert (whole["requests"][0]["outcome"], whole["requests"][0]["worked_out"]) == ("ask", None)
    assert any("still open" in each for each in whole["requests"][0]["questions"])
    change(root, "region-a.yaml", "valid: 10", "valid: 10, large: true")
    whole = json.loads(asipgrid("score", "requests/small", "--format", "json", cwd=root).out)
    assert whole["requests"][0]["worked_out"] in {"300.00", "400.00"}


def test_what_is_open_leaves_an_amount_that_it_cannot_move(asipgrid: Command, tmp_path: Path) -> None:
    root = GOOD["amounts-by-score"].lay_out(tmp_path)
    call = root / "requests/small/call.yaml"
    bracket = "amount: {flat: [{when: {ceiling: {minimum: 60}, score: {minimum: 20}}, amount: 300}, {amount: 200}]}"
    call.write_text(re.sub(r"amount: .*", bracket, call.read_text(encoding="utf-8")), encoding="utf-8")
    grid = root / "grids/doc.yaml"
    text = grid.read_text(encoding="utf-8")
    more = "  - {id: DOC-03, question: Is it large?, weight: 1, levels: [{level: 1, is: Yes it is, when: {doc.large: true}}]}\n"
    grid.write_text(text.replace("    plan:", "    large: {type: boolean}\n    plan:") + more, encoding="utf-8")
    change(root, "call.yaml", "{minimum: 60}", "{minimum: 40}")
    assert awarded(asipgrid, root)["a"] == "300.00"


def test_the_letter_tells_a_formula_by_titles(asipgrid: Command, tmp_path: Path) -> None:
    root = GOOD["amounts-by-a-formula-of-the-grid"].lay_out(tmp_path)
    text = asipgrid("draft", "requests/small", "region-b", "--lang", "fr", cwd=root).out
    text = text.replace("\N{NO-BREAK SPACE}", " ").replace("\N{NARROW NO-BREAK SPACE}", " ")
    assert (
        "- montant : 160,00 € (Aide aux repas = Repas × 3,5 = 40 × 3,5 = 140,00 € ; "
        "aide aux trajets = Trajets × 20 = 6 × 20 = 120,00 € ; "
        "coûts unitaires = Aide aux repas + Aide aux trajets = 140,00 € + 120,00 € = 260,00 € ; "
        "plafond = Coût total × 0,8 = 200 × 0,8 = 160,00 € ; "
        "aide = min(Coûts unitaires; Plafond) = min(260,00 €; 160,00 €) = 160,00 €).\n"
    ) in text


def test_what_is_requested_caps_what_is_worked_out_and_the_committee_may_decide_otherwise(
    asipgrid: Command, tmp_path: Path
) -> None:
    root = GOOD["amounts-of-units-at-a-price"].lay_out(tmp_path)
    change(root, "region-a.yaml", "doc:", "funding: {requested: 200}\ndoc:")
    assert awarded(asipgrid, root) == {"a": "200.00", "b": "300.00"}
    decision = root / "requests/small/decisions/region-b.yaml"
    decision.parent.mkdir()
    decision.write_text(
        "decision: region-b\noutcome: fund\namount: 250\ndecided_by: Board\ndecided_on: 2010-03-10\nwhy: Fewer places\n",
        encoding="utf-8",
    )
    assert awarded(asipgrid, root) == {"a": "200.00", "b": "250.00"}
    assert "worked out:" not in asipgrid("draft", "requests/small", "region-b", cwd=root).out


def test_another_method_is_told_as_a_cause(asipgrid: Command, tmp_path: Path) -> None:
    before = GOOD["pro-rata-of-the-envelope"].lay_out(tmp_path / "before")
    after = GOOD["pro-rata-of-the-envelope"].lay_out(tmp_path / "after")
    change(after, "call.yaml", "{method: pro-rata}", "{method: minimum-first}")
    told = asipgrid("compare", str(before / "requests/small"), str(after / "requests/small"), cwd=tmp_path).out
    assert "call: allocation.method pro-rata → minimum-first" in told
    assert "allocation.method pro-rata → minimum-first" in told.partition("region-b")[2]


def test_who_finds_too_little_for_its_minimum_is_told_of_the_minimum(asipgrid: Command, tmp_path: Path) -> None:
    """The call gives parts of amounts, and what a project needs is its minimum, not all it may be given."""
    root = GOOD["the-minimum-of-all-first"].lay_out(tmp_path)
    change(root, "region-d.yaml", "{requested: 200, minimum: 200}", "{requested: 500, minimum: 200}")
    told = "in reserve: 150.00 EUR left, under the 200.00 EUR the project needs to run"
    assert told in " ".join(asipgrid("explain", "requests/small", "region-d", cwd=root).out.split())
    letter = asipgrid("draft", "requests/small", "region-d", cwd=root).out
    assert "its turn came, €150.00, is less than the €200.00 that the project needs; by the rules" in letter
    assert "- Amount your request could be given: €500.00, at least €200.00\n" in letter


def test_equals_whose_shares_are_too_little_are_told_the_share_they_would_have(
    asipgrid: Command, tmp_path: Path
) -> None:
    root = GOOD["pro-rata-of-the-envelope"].lay_out(tmp_path)
    change(root, "call.yaml", "envelope: 1000", "envelope: 600")
    change(root, "call.yaml", "{path: request.submitted_on, order: ascending}", "score")
    for name in ("region-a", "region-b", "region-c"):
        path = root / f"requests/small/{name}.yaml"
        text = re.sub(r"funding: .*", "funding: {requested: 500, minimum: 250}", path.read_text(encoding="utf-8"))
        path.write_text(text, encoding="utf-8")
    whole = json.loads(asipgrid("score", "requests/small", "--format", "json", cwd=root).out)
    told = "in reserve: its share of the envelope, 200.00 EUR, is under the 250.00 EUR the project needs to run"
    assert [told in each["reasons"] for each in whole["requests"]] == [True, True, True]


@pytest.mark.parametrize(
    ("places", "told"),
    [
        ("0.333", "amount: 0.333 × 12.50 EUR = 4.16 EUR, rounded down (request.doc.places)"),
        ("-3", "amount: -3 × 12.50 EUR = 0.00 EUR, for the sum is negative (request.doc.places)"),
    ],
)
def test_an_amount_that_is_cut_says_so(asipgrid: Command, tmp_path: Path, places: str, told: str) -> None:
    root = GOOD["amounts-of-units-at-a-price"].lay_out(tmp_path)
    grid = root / "grids/doc.yaml"
    text = grid.read_text(encoding="utf-8")
    grid.write_text(text.replace("places: {type: integer, minimum: 0,", "places: {type: number,"), encoding="utf-8")
    change(root, "region-a.yaml", "places: 17", f"places: {places}")
    assert told in " ".join(asipgrid("explain", "requests/small", "region-a", cwd=root).out.split())


def test_a_share_that_a_score_between_would_change_is_open(asipgrid: Command, tmp_path: Path) -> None:
    """At 50 and at 100 the share is the same; what lies between gives another one."""
    root = with_half_of_the_score_open(tmp_path)
    change(
        root,
        "call.yaml",
        "{score: 80, share: 1}, {score: 60, share: 0.50}",
        "{score: 80, share: 1}, {score: 60, share: 0.50}, {score: 0, share: 1}",
    )
    whole = json.loads(asipgrid("score", "requests/small", "--format", "json", cwd=root).out)
    told = "the amount depends on the score: 100 % of 400.00 EUR at 50.00, 50 % at 60.00, which is still possible"
    assert told in whole["requests"][0]["reasons"]


def test_an_amount_that_moves_in_reserve_is_told_with_its_cause(asipgrid: Command, tmp_path: Path) -> None:
    before, after = (GOOD["amounts-of-units-at-a-price"].lay_out(tmp_path / each) for each in ("before", "after"))
    for root in (before, after):
        change(root, "call.yaml", "envelope: 1000", "envelope: 100")
        change(root, "call.yaml", "  ceiling: 300\n", "")
    change(after, "call.yaml", "price: 12.50", "price: 13")
    told = asipgrid("compare", str(before / "requests/small"), str(after / "requests/small"), cwd=tmp_path).out
    assert "region-a: allocation.amount.units.price 12.50 → 13; worked out 212.50 → 221.00\n" in told
    french = asipgrid(
        "compare", str(before / "requests/small"), str(after / "requests/small"), "--lang", "fr", cwd=tmp_path
    ).out
    assert "calculé 212,50 → 221,00" in " ".join(french.split())


@pytest.mark.parametrize(
    ("terms", "funding", "capped"),
    [
        (
            "ceiling: 300",
            "{}",
            "capped at €300.00, under the €500.00 worked out: the most that the call gives one request",
        ),
        ("ceiling: 300", "{requested: 200}", "capped at €200.00, under the €500.00 worked out: no more is requested"),
        (
            "rate: 0.5",
            "{total_cost: 800}",
            "capped at €400.00, under the €500.00 worked out: at most 50 % of the total cost of €800.00",
        ),
    ],
)
def test_what_caps_an_amount_is_told(asipgrid: Command, tmp_path: Path, terms: str, funding: str, capped: str) -> None:
    root = GOOD["amounts-of-units-at-a-price"].lay_out(tmp_path)
    change(root, "call.yaml", "ceiling: 300", terms)
    change(root, "region-b.yaml", "doc:", f"funding: {funding}\ndoc:")
    change(root, "region-a.yaml", "doc:", "funding: {total_cost: 800}\ndoc:")
    assert f"- {capped}.\n" in asipgrid("draft", "requests/small", "region-b", cwd=root).out


def test_the_letter_says_that_what_was_left_is_awarded(asipgrid: Command, tmp_path: Path) -> None:
    """The sum that is worked out is not what the request gets: its last step is what was left."""
    root = GOOD["offered-before-it-is-passed-over"].lay_out(tmp_path)
    text = asipgrid("draft", "requests/small", "region-c", cwd=root).out
    assert (
        "The funding granted by this addendum is €600.00 (six hundred euros).\n\n"
        "How the amount was worked out:\n\n"
        "- €600.00 left of the €800.00 asked, not under the minimum of €500.00: awarded what is left.\n"
    ) in text
    change(root, "call.yaml", "partial: remainder", "partial: remainder, ceiling: 700")
    french = asipgrid("draft", "requests/small", "region-c", "--lang", "fr", cwd=root).out
    french = french.replace("\N{NO-BREAK SPACE}", " ").replace("\N{NARROW NO-BREAK SPACE}", " ")
    assert "- 800,00 € demandés, plafonnés à 700,00 € ;\n- 600,00 € restants sur 700,00 € demandés" in french


def test_a_request_to_fill_in_says_that_the_call_works_the_amount_out(asipgrid: Command, tmp_path: Path) -> None:
    root = GOOD["amounts-of-units-at-a-price"].lay_out(tmp_path / "units")
    new = asipgrid("new", "request", "small", "region-z", "-o", "-", cwd=root).out
    assert "  requested:  # Only to ask for less than this call works out (EUR): number\n" in new
    assert "if empty, all that is worked out (EUR)" in new
    root = GOOD["amounts-by-score"].lay_out(tmp_path / "score")
    new = asipgrid("new", "request", "small", "region-z", "-o", "-", cwd=root).out
    assert "  requested:  # Amount requested (EUR): number\n" in new


def change(root: Path, name: str, old: str, new: str) -> None:
    """Other words in a document of the small call."""
    path = root / "requests/small" / name
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8")


# ── laws ───────────────────────────────────────────────────────────────────────────────────────────


def grouped(drawn: list[tuple[int, int, int]]) -> list[list[Ask]]:
    """Asks in tie groups, from (group, amount, minimum)."""
    asks = [
        (group, Ask(request=Id(f"r{number}"), amount=max(one, other), minimum=min(one, other)))
        for number, (group, one, other) in enumerate(drawn)
    ]
    return [[ask for at, ask in asks if at == group] for group in sorted({at for at, _ in asks})]


CENTS = st.integers(0, 1000)
ASKS = st.lists(st.tuples(st.integers(0, 4), CENTS, CENTS), max_size=8).map(grouped)
unhurried = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
LOTS = st.sampled_from([None, "seed"])


def shared(method: str, groups: list[list[Ask]], envelope: int, lot: str | None) -> dict[Id, Award]:
    terms = Allocation(overflow="skip", partial="none", ceiling=None, rate=None, method=method)
    return {award.request: award for award in share_out(terms, groups, envelope, lot)}


@unhurried
@given(st.sampled_from(["pro-rata", "minimum-first"]), ASKS, st.integers(0, 4000), LOTS)
def test_no_method_gives_more_than_there_is_or_is_asked_or_less_than_the_least(
    method: str, groups: list[list[Ask]], envelope: int, lot: str | None
) -> None:
    awards = shared(method, groups, envelope, lot)
    asks = {ask.request: ask for group in groups for ask in group}
    assert awards.keys() == asks.keys()
    assert sum(award.amount or 0 for award in awards.values()) <= envelope
    for name, award in awards.items():
        if award.status in {Status.FUNDED, Status.PARTIAL}:
            assert asks[name].minimum <= (award.amount or 0) <= asks[name].amount
            assert (award.status is Status.FUNDED) == (award.amount == asks[name].amount)
        else:
            assert not award.amount
    turned = shared(method, [group[::-1] for group in groups], envelope, lot)
    assert turned == awards


@unhurried
@given(ASKS, st.integers(0, 4000))
def test_shares_in_proportion_use_the_whole_envelope_and_are_a_cent_from_exact(
    groups: list[list[Ask]], envelope: int
) -> None:
    free = [[Ask(request=ask.request, amount=ask.amount, minimum=0) for ask in group] for group in groups]
    awards = shared("pro-rata", free, envelope, "seed")
    total = sum(ask.amount for group in free for ask in group)
    assert sum(award.amount or 0 for award in awards.values()) == min(total, envelope)
    for ask in (ask for group in free for ask in group):
        exact = ask.amount if total <= envelope else ask.amount * envelope / total
        assert abs((awards[ask.request].amount or 0) - exact) < 1.001


def test_a_cent_that_only_the_order_of_equals_would_give_stays_in_the_envelope() -> None:
    equal = [[Ask(request=Id(name), amount=100, minimum=0) for name in "abc"]]
    assert [award.amount for award in shared("pro-rata", equal, 100, None).values()] == [33, 33, 33]
    assert sorted(award.amount or 0 for award in shared("pro-rata", equal, 100, "seed").values()) == [33, 33, 34]
    ranked = [[Ask(request=Id(name), amount=100, minimum=0)] for name in "abc"]
    assert [award.amount for award in shared("pro-rata", ranked, 100, None).values()] == [34, 33, 33]


@unhurried
@given(ASKS, st.integers(0, 4000), LOTS)
def test_who_shares_is_found_by_leaving_out_the_last_that_is_short_until_nobody_is(
    groups: list[list[Ask]], envelope: int, lot: str | None
) -> None:
    """Shares are found anew each time, as the rule says; the engine asks again only where a cent may decide."""
    kept = groups
    while True:
        free = [[replace(ask, minimum=0) for ask in group] for group in kept]
        shares = {name: award.amount or 0 for name, award in shared("pro-rata", free, envelope, lot).items()}
        short = next(
            (found for group in reversed(kept) if (found := [a for a in group if shares[a.request] < a.minimum])), []
        )
        if not short:
            break
        kept = [[ask for ask in group if ask not in short] for group in kept]
    awards = shared("pro-rata", groups, envelope, lot)
    left_out = {"share_too_little"}
    assert {
        name: each.amount for name, each in awards.items() if not each.reason or each.reason.key not in left_out
    } == shares
