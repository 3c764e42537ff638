"""Facts of the call and figures of all requests: published figures, what is not known, who set them, what they move."""

from __future__ import annotations

import json
from collections.abc import Sequence
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from asipgrid import pipeline
from asipgrid.cli import score as command
from asipgrid.documents import workspace
from asipgrid.engine.paths import path_expression
from asipgrid.engine.plan import PlannedStatistic
from asipgrid.engine.statistics import Entry, Gatherer, statistic, statistics
from asipgrid.model.places import Id
from asipgrid.model.statistics import CallStatistic, StatisticKind
from conftest import Command, write
from examples import commit, examples
from test_batch import assert_told_alike

GOOD = {good.name: good for good in examples("good")}
QCBS, BIDS = GOOD["lowest-price-over-price"], GOOD["bids-under-a-ceiling-price"]
SMALL = "requests/small"


def scored(asipgrid: Command, root: Path, *options: str) -> dict[str, Any]:
    ran = asipgrid("score", SMALL, "--format", "json", *options, cwd=root)
    assert ran.code == 0, ran.err
    found: dict[str, Any] = json.loads(ran.out)
    return found


def grid_scores(result: dict[str, Any], grid: str) -> dict[str, str]:
    return {each["id"]: each["grids"][grid]["score"] for each in result["requests"]}


def unwrapped(text: str) -> str:
    return " ".join(text.split())


def changed(root: Path, name: str, old: str, new: str) -> None:
    path = root / SMALL / name
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8")


# ── published figures ──────────────────────────────────────────────────────────────────────────────


def test_prices_of_20_40_and_60_have_100_50_and_33_33_points(asipgrid: Command, tmp_path: Path) -> None:
    result = scored(asipgrid, QCBS.lay_out(tmp_path))
    prices = grid_scores(result, "PRICE")
    assert [prices[name] for name in ("region-a", "region-b", "region-c")] == ["100.00", "50.00", "33.33"]
    # 0.8 × 75 + 0.2 × 100, and so on; the price of 10 belongs to a proposal of 60 points.
    assert {each["id"]: (each["score"], each["rank"]) for each in result["requests"][:3]} == {
        "region-a": ("80.00", 3),
        "region-b": ("82.00", 2),
        "region-c": ("82.67", 1),
    }
    assert result["requests"][3]["outcome"] == "decline"
    assert result["statistics"] == {
        "lowest_price": {
            "lowest": "offer.price",
            "value": "20",
            "requests": 3,
            "set_by": ["region-a"],
            "unsure": [],
        }
    }


def test_a_bid_at_the_ceiling_counts_and_one_over_it_does_not(asipgrid: Command, tmp_path: Path) -> None:
    root = BIDS.lay_out(tmp_path)
    result = scored(asipgrid, root)
    assert {each["id"]: each["rank"] for each in result["requests"]} == {
        "region-a": 2,
        "region-b": 1,
        "region-c": 3,
        "region-d": None,
    }
    shares = {each["id"]: each["criteria"]["BID-04"]["found"]["budget_share"] for each in result["requests"]}
    assert shares["region-a"] == "0.1"
    assert "statistics" not in result
    told = asipgrid("explain", SMALL, "region-a", "--full", cwd=root).out
    assert told.count("call.facts.ceiling_price = 4.5 (call.yaml:8)\n") == 2
    letter = asipgrid("draft", SMALL, "region-d", "-q", cwd=root).out
    assert "BID-01: Is the bid under the ceiling?" in letter


def test_another_fact_of_the_call_is_a_cause(asipgrid: Command, tmp_path: Path) -> None:
    root = BIDS.lay_out(tmp_path)
    commit(root)
    changed(root, "call.yaml", "ceiling_price: 4.5", "ceiling_price: 5")
    told = asipgrid("compare", f"HEAD:{SMALL}", SMALL, cwd=root).out
    assert "facts.ceiling_price 4.5 → 5" in told
    assert "region-c 0.00 → 10.00: facts.ceiling_price 4.5 → 5" in told


# ── who set the figure, and whom it moves ──────────────────────────────────────────────────────────


def test_explain_names_the_request_that_sets_the_figure(asipgrid: Command, tmp_path: Path) -> None:
    root = QCBS.lay_out(tmp_path)
    for form in ("table", "markdown"):
        told = asipgrid("explain", SMALL, "region-b", "--full", "--format", form, cwd=root).out.replace("\\", "")
        assert "lowest_price: 20, the lowest offer.price of 3 requests, set by region-a" in told
    found = json.loads(asipgrid("explain", SMALL, "region-b", "--format", "json", cwd=root).out)
    assert found["statistics"]["lowest_price"]["set_by"] == ["region-a"]
    facts = {fact["path"]: fact for fact in found["request"]["criteria"]["PRICE-01"]["facts"]}
    assert facts["statistics.lowest_price"] == {"path": "statistics.lowest_price", "value": "20", "place": None}


def test_explain_names_it_in_short_too_and_says_what_a_gate_rests_on(asipgrid: Command, tmp_path: Path) -> None:
    root = QCBS.lay_out(tmp_path)
    told = asipgrid("explain", SMALL, "region-b", cwd=root).out
    assert "- lowest_price: 20, the lowest offer.price of 3 requests, set by region-a\n" in told
    told = asipgrid("explain", SMALL, "region-d", "--full", cwd=BIDS.lay_out(tmp_path / "bids")).out
    lines = [line.strip() for line in told[told.index("BID-01  ") : told.index("BID-02  ")].splitlines()]
    assert (
        lines[1:]
        == [
            "price_share = 1.0022",
            "bid.price = 4.51 (region-d.yaml:7)",
            "call.facts.ceiling_price = 4.5 (call.yaml:8)",
            "gate (eligibility) fails: price_share is 1.002, over 1 (by 0.0022)",
            "",
        ][: len(lines) - 1]
    )


def test_an_editor_offers_the_facts_that_grids_ask_of_the_call(asipgrid: Command, tmp_path: Path) -> None:
    root = BIDS.lay_out(tmp_path)
    facts = json.loads(asipgrid("schema", "call", "--call", SMALL, cwd=root).out)["properties"]["facts"]
    assert facts["required"] == ["ceiling_price", "least_megawatts", "total_budget"]
    assert facts["properties"]["ceiling_price"] == {"type": "number", "exclusiveMinimum": 0, "title": "Ceiling price"}


def test_every_request_that_ties_for_the_lowest_is_named(asipgrid: Command, tmp_path: Path) -> None:
    root = QCBS.lay_out(tmp_path)
    changed(root, "region-c.yaml", "price: 60", "price: 20.0")
    assert scored(asipgrid, root)["statistics"]["lowest_price"]["set_by"] == ["region-a", "region-c"]


def test_compare_gives_the_figure_that_another_request_moved_as_the_cause(asipgrid: Command, tmp_path: Path) -> None:
    root = QCBS.lay_out(tmp_path)
    commit(root)
    changed(root, "region-a.yaml", "price: 20", "price: 50")
    told = unwrapped(asipgrid("compare", f"HEAD:{SMALL}", SMALL, cwd=root).out)
    assert "region-a 80.00 → 76.00: offer.price 20 → 50; " in told
    cause = "statistics.lowest_price 20 (region-a) → 40 (region-b)"
    assert f"region-b 82.00 → 92.00: {cause}; rank 2 → 1 " in told
    assert f"region-c 82.67 → 89.33: {cause}; rank 1 → 2 " in told
    found = json.loads(asipgrid("compare", f"HEAD:{SMALL}", SMALL, "--format", "json", cwd=root).out)
    causes = {each["id"]: [cause["kind"] for cause in each["causes"]] for each in found["requests"]}
    assert causes["region-b"] == ["statistic"]


def test_compare_of_results_alone_knows_the_figures_too(asipgrid: Command, tmp_path: Path) -> None:
    root = QCBS.lay_out(tmp_path)
    for name in ("old", "new"):
        ran = asipgrid("score", SMALL, "--format", "json", cwd=root)
        (root / f"{name}.json").write_text(ran.out, encoding="utf-8")
        if name == "old":
            changed(root, "region-a.yaml", "price: 20", "price: 50")
    told = unwrapped(asipgrid("compare", "old.json", "new.json", cwd=root).out)
    assert "region-b 82.00 → 92.00: PRICE-01 level 50 → 100; statistics.lowest_price 20 (region-a) → 40" in told


def test_what_is_written_is_verified(asipgrid: Command, tmp_path: Path) -> None:
    root = QCBS.lay_out(tmp_path)
    asipgrid("score", SMALL, "--write", cwd=root)
    assert asipgrid("verify", SMALL, cwd=root).code == 0
    told = asipgrid("show", f"{SMALL}/results/call.json", cwd=root).out
    assert "Statistic lowest_price: lowest offer.price of all requests, 20, 3 counted.\n" in told
    assert "Statistic lowest_price is set by: region-a.\n" in told
    changed(root, "region-a.yaml", "price: 20", "price: 30")
    assert asipgrid("verify", SMALL, cwd=root).code == 1


@pytest.mark.parametrize(("language", "says"), [("en", "the lowest offer.price of 3 requests"), ("fr", "plus basse")])
def test_letters_tell_the_figure_and_never_whose_it_is(
    asipgrid: Command, tmp_path: Path, language: str, says: str
) -> None:
    root = QCBS.lay_out(tmp_path)
    letter = asipgrid("draft", SMALL, "region-d", "-q", "--lang", language, cwd=root).out
    assert says in letter
    assert not {"region-a", "region-b", "region-c"} & set(letter.replace("`", " ").split())


def test_the_report_tells_the_figure_that_a_criterion_reads(asipgrid: Command, tmp_path: Path) -> None:
    root = QCBS.lay_out(tmp_path)
    changed(root, "call.yaml", "lowest_price: {lowest:", "lowest_price: {title: lowest price, lowest:")
    assert asipgrid("report", SMALL, "-o", "page.html", cwd=root).code == 0
    page = (root / "page.html").read_text(encoding="utf-8")
    assert "lowest price: 20" in page
    assert "lowest price: not stated" not in page


def test_a_call_may_rank_by_a_figure_that_rests_on_all(asipgrid: Command, tmp_path: Path) -> None:
    root = QCBS.lay_out(tmp_path)
    changed(root, "call.yaml", "ranking: {by: score}", "ranking: {by: {measure: PRICE.price_score}}")
    ranks = {each["id"]: each["rank"] for each in scored(asipgrid, root)["requests"]}
    assert ranks == {"region-a": 1, "region-b": 2, "region-c": 3, "region-d": None}


def test_whatif_tells_whom_a_withdrawal_moves(asipgrid: Command, tmp_path: Path) -> None:
    told = unwrapped(asipgrid("whatif", SMALL, "--without", "region-a", cwd=QCBS.lay_out(tmp_path)).out)
    assert "region-b 82.00 → 92.00: statistics.lowest_price 20 (region-a) → 40 (region-b); rank 2 → 1 " in told


# ── what is not known ──────────────────────────────────────────────────────────────────────────────


def test_a_price_that_is_not_stated_leaves_the_lowest_open_for_all(asipgrid: Command, tmp_path: Path) -> None:
    root = QCBS.lay_out(tmp_path)
    changed(root, "region-c.yaml", "offer: {price: 60}\n", "")
    result = scored(asipgrid, root)
    figure = result["statistics"]["lowest_price"]
    assert (figure["value"], figure["set_by"], figure["unsure"]) == (None, [], ["region-c"])
    first, _, third, _ = result["requests"]
    assert (first["grids"]["PRICE"]["score"], first["grids"]["PRICE"]["ceiling"]) == ("0.00", "100.00")
    waits = "it waits for figures of all requests that are not known (statistics.lowest_price)"
    assert first["questions"] == [f"PRICE-01: nothing to state; {waits} (worth up to 20.00 points of the score)"]
    assert third["questions"] == ["PRICE-01: state offer.price (worth up to 20.00 points of the score)"]
    says = "of region-c it is not known whether it counts, or its offer.price"
    assert result["notes"] == [f"lowest_price: not known, for {says}"]


def test_who_surely_does_not_count_need_not_state_the_figure(asipgrid: Command, tmp_path: Path) -> None:
    root = QCBS.lay_out(tmp_path)
    changed(root, "region-d.yaml", "offer: {price: 10}\n", "")
    assert scored(asipgrid, root)["statistics"]["lowest_price"]["value"] == "20"


@pytest.mark.parametrize(("price", "value"), [("19", None), ("20", "20"), ("21", "20")])
def test_who_may_count_leaves_the_lowest_open_where_it_would_be_lower(
    asipgrid: Command, tmp_path: Path, price: str, value: str | None
) -> None:
    """Nobody has marked region-c yet."""
    root = QCBS.lay_out(tmp_path)
    changed(root, "region-c.yaml", "price: 60", f"price: {price}")
    (root / SMALL / "ratings/one/region-c.yaml").unlink()
    assert scored(asipgrid, root)["statistics"]["lowest_price"]["value"] == value


@pytest.mark.parametrize(
    "among",
    [
        "{below_minimum: {maxItems: 0}}",
        "{sections.all.points: {minimum: 70}}",
        '{criteria."TECH-01".level: {minimum: 70}}',
        "{not: {grids.TECH.points: {maximum: 69}}}",
        "{any: [{grids.TECH.ceiling: {minimum: 70}}, {request.offer.price: 1}]}",
    ],
)
def test_what_is_still_open_of_marks_leaves_open_who_counts(asipgrid: Command, tmp_path: Path, among: str) -> None:
    """Of region-a nobody has a mark yet, so nobody knows whether its price of 20 or that of 40 is the lowest."""
    root = QCBS.lay_out(tmp_path)
    grid = root / "grids/doc.yaml"
    text = grid.read_text(encoding="utf-8").replace("mark: points}", "mark: points, minimum: 70}")
    grid.write_text(text + "sections: [{id: all, title: All, criteria: [TECH-01]}]\n", encoding="utf-8")
    changed(root, "call.yaml", "among: {grids.TECH.score: {minimum: 70}}}", f"among: {among}}}")
    assert scored(asipgrid, root)["statistics"]["lowest_price"]["value"] == "20"
    (root / SMALL / "ratings/one/region-a.yaml").unlink()
    figure = scored(asipgrid, root)["statistics"]["lowest_price"]
    assert (figure["value"], figure["unsure"]) == (None, ["region-a"])


def test_a_figure_of_marks_is_known_once_all_have_them(asipgrid: Command, tmp_path: Path) -> None:
    root = QCBS.lay_out(tmp_path)
    changed(
        root, "call.yaml", "lowest: offer.price, among: {grids.TECH.score: {minimum: 70}}", "median: grids.TECH.score"
    )
    figure = scored(asipgrid, root)["statistics"]["lowest_price"]
    assert (figure["value"], figure["set_by"]) == ("82.5", ["region-a", "region-b"])
    (root / SMALL / "ratings/one/region-a.yaml").unlink()
    assert scored(asipgrid, root)["statistics"]["lowest_price"]["value"] is None


def test_a_letter_asks_nobody_for_figures_of_all(asipgrid: Command, tmp_path: Path) -> None:
    root = QCBS.lay_out(tmp_path)
    changed(root, "region-c.yaml", "offer: {price: 60}\n", "")
    changed(
        root,
        "call.yaml",
        "{grids.TECH.score: {minimum: 70}}}\n  - {outcome: decline",
        "{score: {minimum: 85}}}\n  - {outcome: ask",
    )
    letter = asipgrid("draft", SMALL, "region-a", "-q", cwd=root).out
    assert "nothing is asked of you now" in letter
    assert "Figures of all requests are awaited that nobody knows yet." in letter
    assert "statistics.lowest" not in letter


# ── the same in any process, from files and lines ──────────────────────────────────────────────────


def many(root: Path, count: int) -> Path:
    home = QCBS.lay_out(root)
    one = (home / SMALL / "region-b.yaml").read_text(encoding="utf-8")
    for number in range(count):
        name = f"r-{number:03d}"
        text = one.replace("region-b", name).replace("price: 40", f"price: {15 + number * 7 % 90}")
        sheet = f"rating: {name}\nassessor: one\nrated_on: 2010-03-04\nmarks: {{TECH-01: {{level: {number * 13 % 100}, why: Invented}}}}\n"
        write(home, {f"{SMALL}/{name}.yaml": text, f"{SMALL}/ratings/one/{name}.yaml": sheet})
    return home


@pytest.mark.parametrize("form", ["json", "jsonl", "csv", "table", "markdown"])
def test_one_process_and_two_give_the_same_bytes(
    asipgrid: Command, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, form: str
) -> None:
    monkeypatch.setattr(command, "WORTH_A_PROCESS", 3)
    root = many(tmp_path, 9)
    one, two = (asipgrid("score", SMALL, "--format", form, "--jobs", jobs, cwd=root) for jobs in ("1", "2"))
    assert (one.code, one.out) == (0, two.out)
    asipgrid("score", SMALL, "--write", cwd=root)
    if form == "json":
        written = json.loads((root / SMALL / "results/call.json").read_text(encoding="utf-8"))
        assert written["statistics"] == json.loads(one.out)["statistics"]


def test_lines_give_the_statistics_that_files_give(asipgrid: Command, tmp_path: Path) -> None:
    root = many(tmp_path, 5)
    expected = scored(asipgrid, root)
    case = pipeline.load(workspace.find_call("small", root)).checked.case
    assert case is not None
    rows = [json.dumps(dict(each.data), default=float) for each in reversed(case.requests)]
    (root / "all.jsonl").write_text("\n".join(rows) + "\n", encoding="utf-8")
    found = scored(asipgrid, root, "--requests", "all.jsonl", "-q")
    assert found["statistics"] == expected["statistics"]
    assert grid_scores(found, "PRICE") == grid_scores(expected, "PRICE")


def test_a_request_with_an_error_does_not_count(asipgrid: Command, tmp_path: Path) -> None:
    root = QCBS.lay_out(tmp_path)
    changed(root, "region-a.yaml", "price: 20", "price: -20")
    assert asipgrid("score", SMALL, cwd=root).code == 1
    ran = asipgrid("score", SMALL, "--keep-going", "--format", "json", cwd=root)
    assert json.loads(ran.out)["statistics"]["lowest_price"]["set_by"] == ["region-b"]


# ── the day of scoring ─────────────────────────────────────────────────────────────────────────────


def test_progress_moves_the_figure_of_no_other_request(asipgrid: Command, tmp_path: Path) -> None:
    root = QCBS.lay_out(tmp_path)
    report = "progress: region-b\nperiod: 2010-06\nas_of: 2010-06-30\nfacts: {offer: {price: 10}}\n"
    write(root, {f"{SMALL}/progress/2010-06/region-b.yaml": report})
    ran = asipgrid("monitor", SMALL, "--as-of", "2010-07-01", "--format", "json", "-q", cwd=root)
    now = {each["id"]: each["score"]["now"] for each in json.loads(ran.out)["requests"]}
    # Of its own price the lowest of the day of scoring is twice as much: the whole of the scale, and no more.
    assert now == {"region-b": "92.00", "region-c": "82.67"}


def test_what_is_remembered_is_what_would_be_found_again(tmp_path: Path) -> None:
    QCBS.lay_out(tmp_path)
    case = pipeline.load(workspace.find_call("small", tmp_path / "workspace")).checked.case
    assert case is not None
    assert_told_alike(case)


# ── laws ───────────────────────────────────────────────────────────────────────────────────────────

KINDS = st.sampled_from(list(StatisticKind))
FIGURES = st.integers(-3, 3).map(Fraction)
ENTRIES: st.SearchStrategy[list[Entry]] = st.lists(
    st.tuples(st.sampled_from([True, False, None]), FIGURES | st.none()), max_size=5
)


def planned(kind: StatisticKind) -> PlannedStatistic:
    noun = CallStatistic(name="figure", kind=kind, path="offer.price")
    return PlannedStatistic(statistic=noun, path=path_expression(noun.path), among=None)


def named(entries: Sequence[Entry]) -> list[tuple[Id, Entry]]:
    return [(Id(f"r-{number}"), entry) for number, entry in enumerate(entries)]


def completions(entries: Sequence[Entry]) -> list[list[Entry]]:
    """What entries may be once all is known, with figures below, among and above those that are."""
    found: list[list[Entry]] = [[]]
    for counts, figure in entries:
        truths = [True, False] if counts is None else [counts]
        figures = [figure] if figure is not None else [Fraction(-9), Fraction(0), Fraction(9)]
        found = [[*each, (truth, one)] for each in found for truth in truths for one in figures]
    return found


@given(KINDS, ENTRIES)
def test_a_known_figure_is_the_same_whatever_is_found_out_later(kind: StatisticKind, entries: list[Entry]) -> None:
    ready = planned(kind)
    value = statistic(ready, named(entries)).value
    if value is not None:
        assert {statistic(ready, named(each)).value for each in completions(entries)} == {value}


@given(KINDS, st.lists(FIGURES, min_size=1, max_size=6), st.randoms())
def test_the_order_of_requests_decides_nothing(kind: StatisticKind, figures: list[Fraction], chance: Any) -> None:
    ready, listed = planned(kind), named([(True, figure) for figure in figures])
    mixed = list(listed)
    chance.shuffle(mixed)
    made, again = (statistic(ready, sorted(each)) for each in (listed, mixed))
    assert made == again
    if made.set_by and kind is not StatisticKind.MEDIAN:
        assert {dict(listed)[name][1] for name in made.set_by} == {made.value}


@given(st.sampled_from([kind for kind in StatisticKind if kind is not StatisticKind.COUNT]), FIGURES)
def test_of_a_single_request_every_statistic_but_the_count_is_its_own_figure(
    kind: StatisticKind, figure: Fraction
) -> None:
    made = statistic(planned(kind), named([(True, figure)]))
    assert made.value == figure
    assert (made.count, made.unsure) == (1, ())


@pytest.mark.parametrize(
    ("kind", "value", "set_by"),
    [
        ("lowest", 1, ("r-0", "r-3")),
        ("highest", 6, ("r-2",)),
        ("median", Fraction(3, 2), ("r-0", "r-1", "r-3")),
        ("mean", Fraction(5, 2), ()),
        ("sum", 10, ()),
    ],
)
def test_each_kind_of_four_figures(kind: str, value: Fraction, set_by: tuple[str, ...]) -> None:
    made = statistic(planned(StatisticKind(kind)), named([(True, Fraction(each)) for each in (1, 2, 6, 1)]))
    assert (made.value, made.set_by) == (value, set_by)


def test_what_a_request_adds_depends_on_no_other(tmp_path: Path) -> None:
    QCBS.lay_out(tmp_path)
    case = pipeline.load(workspace.find_call("small", tmp_path / "workspace")).checked.case
    assert case is not None
    ready = pipeline.planned(case)
    gatherer = Gatherer(ready)
    sheets = {sheet.request: [sheet] for sheet in case.sheets}
    entries = {each.id: gatherer.entries(each, sheets[each.id]) for each in case.requests}
    assert entries[Id("region-a")] == ((True, Fraction(20)),)
    assert entries[Id("region-d")] == ((False, None),)
    backwards = dict(reversed(entries.items()))
    assert statistics(ready, backwards) == statistics(ready, entries)
