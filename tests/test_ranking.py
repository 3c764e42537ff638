"""What calls rank by: figures that published schemes give, rounding before ranking, days and times; whole documents in."""

from __future__ import annotations

import csv
import json
from fractions import Fraction
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from asipgrid.engine.rank_figures import rounded
from asipgrid.model.calls import Rounding
from asipgrid.schema import dialect
from conftest import SMALL_CALL, SMALL_GRID, Command, small, small_rating, small_request
from examples import examples

GOOD = {good.name: good for good in examples("good")}


def ranks(asipgrid: Command, root: Path, *columns: str) -> list[tuple[str, ...]]:
    """Id, rank and the figure that ranks of each request, in the order of the table."""
    rows = csv.DictReader(asipgrid("score", "requests/small", "--format", "csv", cwd=root).out.splitlines())
    wanted = ("id", "rank", *(columns or ("ranked_on",)))
    return sorted((tuple(row[name] for name in wanted) for row in rows), key=lambda row: row[1])


@pytest.mark.parametrize(
    ("name", "published"),
    [
        (
            "ranked-by-a-sum-of-levels",
            [("region-b", "1", "14.75"), ("region-c", "2", "14.75"), ("region-a", "3", "14.5")],
        ),
        ("medians-ranked-with-weights", [("region-a", "1", "14.625")]),
        (
            "ranked-by-a-mean-where-less-is-better",
            [("region-c", "1", "10"), ("region-a", "2", "13"), ("region-b", "2", "13")],
        ),
        (
            "ranked-by-a-measure-that-is-rounded-up",
            [("region-c", "1", "10"), ("region-a", "2", "11"), ("region-b", "2", "11")],
        ),
        (
            "first-come-first-served",
            [("region-c", "1", "2010-01-31"), ("region-b", "2", "2010-02-01"), ("region-a", "3", "2010-02-01")],
        ),
    ],
)
def test_figures_that_rank_are_those_published(
    asipgrid: Command, tmp_path: Path, name: str, published: list[tuple[str, ...]]
) -> None:
    assert ranks(asipgrid, GOOD[name].lay_out(tmp_path), "ranked_on") == published


def test_a_research_action_breaks_the_same_tie_the_other_way(asipgrid: Command, tmp_path: Path) -> None:
    root = GOOD["ranked-by-a-sum-of-levels"].lay_out(tmp_path)
    call = root / "requests/small/call.yaml"
    text = call.read_text(encoding="utf-8").replace("by: {sum: {HE-01: 1, HE-02: 1.5, HE-03: 1}}", "by: points")
    call.write_text(text.replace("tie_break: [HE-02, HE-01,", "tie_break: [HE-01, HE-02,"), encoding="utf-8")
    assert ranks(asipgrid, root, "points") == [
        ("region-a", "1", "12.5"),
        ("region-b", "2", "12.5"),
        ("region-c", "3", "12.5"),
    ]
    table = asipgrid("score", "requests/small", cwd=root).out
    assert "region-a: same figure as region-b, region-c; put apart by HE-01\n" in table
    assert "region-b: same figure as region-a, region-c; put apart by HE-01, HE-02," in table


def test_a_tie_that_rounding_makes_is_told_with_the_exact_figures(asipgrid: Command, tmp_path: Path) -> None:
    root = GOOD["ranked-by-a-mean-where-less-is-better"].lay_out(tmp_path)
    told = (
        "ranked on 13, which is 13.33 rounded half up to 1; rounding alone makes it the same as region-b (12.5)",
        "rounding before ranking makes figures equal that are not: region-a, region-b",
    )
    whole = json.loads(asipgrid("score", "requests/small", "--format", "json", cwd=root).out)
    by_id = {each["id"]: each for each in whole["requests"]}
    assert told[0] in by_id["region-a"]["reasons"]
    assert told[1] in whole["notes"]
    assert by_id["region-a"]["ranked_on"] == {"by": "10 × IMPACT", "value": "13", "exact": "13.333333"}
    assert [error.message for error in dialect.validator(dialect.shipped("result")).iter_errors(whole)] == []
    table = asipgrid("score", "requests/small", cwd=root).out
    assert "  Ranked on: 10 × IMPACT, ascending (rounded half up to 1)\n" in table
    assert "2 region-a 13  " in table
    assert "ranked on 13" in asipgrid("score", "requests/small", "--format", "markdown", cwd=root).out
    explained = asipgrid("explain", "requests/small", "region-a", cwd=root).out
    assert "by 10 × IMPACT, ascending (rounded half up to 1): 13, exactly 13.33" in " ".join(explained.split())


def test_a_score_is_rounded_before_it_ranks_and_nowhere_else(asipgrid: Command, tmp_path: Path) -> None:
    doc = "{{signed: true, format: cda, total: 1000, valid: {}}}"
    files = {f"requests/small/{n}.yaml": small_request(n, doc=doc.format(v)) for n, v in (("a", 400), ("b", 399))}
    files |= {f"requests/small/ratings/one/{n}.yaml": small_rating(n) for n in "ab"}
    call = SMALL_CALL.replace("ranking: {by: score}", "ranking: {by: score, round: {to: 10, mode: up}}")
    root = small(tmp_path, files, call=call)
    assert ranks(asipgrid, root, "score", "ranked_on", "ranked_on_exact") == [
        ("a", "1", "80.00", "80", "80"),
        ("b", "1", "72.50", "80", "72.5"),
    ]


def test_who_does_not_state_what_ranks_comes_last_and_is_asked(asipgrid: Command, tmp_path: Path) -> None:
    ranking = "ranking: {by: {measure: DOC.share, order: ascending}}"
    call = SMALL_CALL.replace("ranking: {by: score}", ranking).replace("{minimum: 60}", "{minimum: 0}", 1)
    files = {"requests/small/b.yaml": small_request("b", doc="{signed: true, format: cda, total: 10}")}
    files["requests/small/a.yaml"] = small_request("a")
    root = small(tmp_path, files, call=call)
    assert ranks(asipgrid, root) == [("a", "1", "0.8"), ("b", "2", "")]
    whole = json.loads(asipgrid("score", "requests/small", "--format", "json", cwd=root).out)
    asked = (
        "state doc.valid, doc.total, with no 0 to divide by: there is no figure of them, and the call ranks by it, "
        "so this request comes last"
    )
    assert asked in whole["requests"][1]["questions"]
    assert "which is not stated" in asipgrid("explain", "requests/small", "b", cwd=root).out


def test_the_reserve_letter_tells_what_the_request_is_ranked_on(asipgrid: Command, tmp_path: Path) -> None:
    root = GOOD["first-come-first-served"].lay_out(tmp_path)
    english = asipgrid("draft", "requests/small", "region-a", cwd=root).out
    assert "- Your request is ranked by day of submission, ascending: 1 February 2010\n" in english
    french = asipgrid("draft", "requests/small", "region-a", "--lang", "fr", cwd=root).out
    line = "- Votre demande est classée selon date de dépôt, par ordre croissant : 1er février 2010\n"
    assert line in french.replace("\N{NO-BREAK SPACE}", " ").replace("\N{NARROW NO-BREAK SPACE}", " ")


OPEN = "{signed: true, total: 10, valid: 8}"


@pytest.mark.parametrize(
    ("by", "order"),
    [
        ("{by: {figure: DOC-02, order: ascending}}", ["pdf", "cda", "open"]),
        ("{by: {sum: {DOC-02: 1, DOC-03: 2}, order: ascending}}", ["pdf", "cda", "open"]),
        ("{by: {figure: score, order: ascending}}", ["pdf", "cda", "open"]),
        ("{by: {figure: points, order: ascending}}", ["pdf", "cda", "open"]),
        ("{by: {figure: DOC, order: ascending}}", ["pdf", "cda", "open"]),
        ("{by: {path: grids.DOC.score, order: ascending}}", ["pdf", "cda", "open"]),
        ("{by: {path: 'sum([score, points])', order: ascending}}", ["pdf", "cda", "open"]),
        ("{by: {path: 'criteria.\"DOC-02\".level', order: ascending}}", ["pdf", "cda", "open"]),
        ("{by: {path: 'criteria.\"DOC-02\".level'}}", ["cda", "pdf", "open"]),
        ("{by: DOC-02}", ["cda", "pdf", "open"]),
    ],
)
def test_nobody_comes_first_for_what_is_not_stated(
    asipgrid: Command, tmp_path: Path, by: str, order: list[str]
) -> None:
    """Where the least comes first an open figure is the most that it can be, else the least."""
    call = SMALL_CALL.replace("{by: score}", f"{by[:-1]}, tie_break: [{{path: request.title, order: ascending}}]}}")
    call = call.replace("request.title", "request.submitted_on").replace("{minimum: 60}", "{minimum: 0}", 1)
    docs = {"pdf": "{signed: true, format: pdf, total: 10, valid: 8}", "open": OPEN}
    files = {f"requests/small/{name}.yaml": small_request(name, **_doc(docs.get(name))) for name in order}
    files["requests/small/open.yaml"] = files["requests/small/open.yaml"].replace("2010-02-01", "2010-02-02")
    files |= {f"requests/small/ratings/one/{name}.yaml": small_rating(name) for name in order}
    rows = csv.DictReader(
        asipgrid("score", "requests/small", "--format", "csv", cwd=small(tmp_path, files, call=call)).out.splitlines()
    )
    assert [row["id"] for row in sorted(rows, key=lambda row: int(row["rank"]))] == order


def _doc(doc: str | None) -> dict[str, str]:
    return {} if doc is None else {"doc": doc}


def test_a_figure_that_is_open_is_told_with_what_it_may_still_be(asipgrid: Command, tmp_path: Path) -> None:
    call = SMALL_CALL.replace("{by: score}", "{by: {sum: {DOC-02: 1.5}, order: ascending}}")
    call = call.replace("{minimum: 60}", "{minimum: 0}", 1).replace("envelope: 1000", "envelope: 300")
    files = {"requests/small/a.yaml": small_request("a", doc=OPEN)}
    root = small(tmp_path, files, call=call)
    told = (
        "this figure may still be 0 to 6, for something is not known; the request ranks on the end that puts it later"
    )
    explained = " ".join(asipgrid("explain", "requests/small", "a", cwd=root).out.split())
    assert f"by 1.5 × DOC-02, ascending: 6 {told.capitalize()}" in explained
    french = asipgrid("draft", "requests/small", "a", "--lang", "fr", cwd=root).out
    assert (
        "- Votre demande est classée selon 1,5 × DOC-02, par ordre croissant : 6 ; cette valeur peut encore aller"
        in (french.replace("\N{NO-BREAK SPACE}", " ").replace("\N{NARROW NO-BREAK SPACE}", " "))
    )


def test_an_amount_that_ranks_is_told_as_money(asipgrid: Command, tmp_path: Path) -> None:
    call = SMALL_CALL.replace("{by: score}", "{by: {path: request.funding.requested, order: ascending}}")
    call = call.replace("envelope: 1000", "envelope: 300")
    root = small(tmp_path, {"requests/small/a.yaml": small_request("a")}, call=call)
    assert "ranked by amount requested, ascending: €400.00\n" in asipgrid("draft", "requests/small", "a", cwd=root).out


def test_what_is_true_comes_first_and_may_break_a_tie(asipgrid: Command, tmp_path: Path) -> None:
    """Priority for whom a yes or no says it, as HE does for topics nobody else covers; not stated puts nobody apart."""
    grid = SMALL_GRID.replace(
        "signed: {type: boolean}", "signed: {type: boolean}\n    priority: {type: boolean, title: Priority}"
    )
    docs = {"a": "false", "b": "true", "c": "false"}
    doc = "{{signed: true, format: cda, total: 10, valid: 8, priority: {}}}"
    files = {f"requests/small/{name}.yaml": small_request(name, doc=doc.format(value)) for name, value in docs.items()}
    call = SMALL_CALL.replace("{by: score}", "{by: score, tie_break: [{path: request.doc.priority}]}")
    root = small(tmp_path, files, call=call, grid=grid)
    table = asipgrid("score", "requests/small", cwd=root).out
    assert "b: same figure as a, c; put apart by request.doc.priority" in table
    explained = asipgrid("explain", "requests/small", "a", cwd=root).out
    assert "the same in score; request.doc.priority false against its true" in " ".join(explained.split())
    (root / "requests/small/call.yaml").write_text(
        SMALL_CALL.replace("{by: score}", "{by: {path: request.doc.priority}}"), encoding="utf-8"
    )
    assert ranks(asipgrid, root) == [("b", "1", "true"), ("a", "2", "false"), ("c", "2", "false")]
    whole = json.loads(asipgrid("score", "requests/small", "--format", "json", cwd=root).out)
    assert [error.message for error in dialect.validator(dialect.shipped("result")).iter_errors(whole)] == []
    shown = asipgrid("score", "requests/small", "--where", "ranked_on = true", "--format", "csv", cwd=root).out
    assert [row["id"] for row in csv.DictReader(shown.splitlines())] == ["b"]
    assert "ranked by priority: no\n" in asipgrid("draft", "requests/small", "a", cwd=root).out


def test_the_reserve_letter_shows_the_levels_and_the_rounding(asipgrid: Command, tmp_path: Path) -> None:
    root = GOOD["ranked-by-a-mean-where-less-is-better"].lay_out(tmp_path)
    letter = asipgrid("draft", "requests/small", "region-b", cwd=root).out
    assert (
        "- Your request is ranked by 10 × IMPACT, ascending (rounded half up to 1): 13, exactly 12.5\n"
        '  - IMPACT, "How large is the overall impact, from 1 (best) to 9?": level 1.25\n'
    ) in letter
    assert "Rounded, as the call ranks, this figure is that of other requests, though theirs are not" in letter


def test_letters_call_a_grid_and_a_measure_by_their_titles(asipgrid: Command, tmp_path: Path) -> None:
    call = SMALL_CALL.replace("{by: score}", "{by: {measure: DOC.share}}").replace("envelope: 1000", "envelope: 300")
    grid = SMALL_GRID.replace("unit: percent}", "unit: percent, title: {en: Share that is valid, fr: Part valide}}")
    root = small(tmp_path, {"requests/small/a.yaml": small_request("a")}, call=call, grid=grid)
    assert "ranked by share that is valid: 80 %\n" in asipgrid("draft", "requests/small", "a", cwd=root).out
    path = root / "requests/small/call.yaml"
    path.write_text(call.replace("{measure: DOC.share}", "DOC"), encoding="utf-8")
    assert (
        "ranked by score of Documents: 80.00; this figure may still be 80.00 to 100.00"
        in asipgrid("draft", "requests/small", "a", cwd=root).out
    )


def test_a_ranking_by_score_adds_nothing_to_results(asipgrid: Command, tmp_path: Path) -> None:
    root = small(
        tmp_path, {"requests/small/a.yaml": small_request("a")}, call=SMALL_CALL.replace("by: score", "by: points")
    )
    assert "ranked_on" not in asipgrid("score", "requests/small", "--format", "json", cwd=root).out
    assert "ranked_on" not in asipgrid("score", "requests/small", "--format", "csv", cwd=root).out
    assert "Ranked on: points\n" in asipgrid("score", "requests/small", cwd=root).out


# ── laws of rounding ───────────────────────────────────────────────────────────────────────────────

FIGURES = st.fractions(min_value=-1000, max_value=1000, max_denominator=10**6)
STEPS = st.sampled_from([Fraction(1, 10), Fraction(1), Fraction(1, 4), Fraction(5)])
unhurried = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
MODES = st.sampled_from(["half-up", "up", "down"])


@unhurried
@given(FIGURES, STEPS, MODES)
def test_rounding_gives_a_whole_multiple_less_than_a_step_away(value: Fraction, to: Fraction, mode: str) -> None:
    found = rounded(value, Rounding(to=to, mode=mode))
    assert (found / to).denominator == 1
    least = {"up": Fraction(0), "down": -to, "half-up": -to / 2}
    most = {"up": to, "down": Fraction(0), "half-up": to / 2}
    assert least[mode] <= found - value <= most[mode]
    assert rounded(found, Rounding(to=to, mode=mode)) == found


@unhurried
@given(FIGURES, FIGURES, STEPS, MODES)
def test_rounding_never_turns_an_order_round(one: Fraction, other: Fraction, to: Fraction, mode: str) -> None:
    rounding = Rounding(to=to, mode=mode)
    low, high = sorted((one, other))
    assert rounded(low, rounding) <= rounded(high, rounding)


def test_ten_and_a_tenth_becomes_eleven_and_a_share_is_rounded_in_percent() -> None:
    assert rounded(Fraction(101, 10), Rounding(to=Fraction(1), mode="up")) == 11
    assert rounded(Fraction(3546, 10000), Rounding(to=Fraction(1, 10), mode="half-up"), "percent") == Fraction(
        355, 1000
    )
