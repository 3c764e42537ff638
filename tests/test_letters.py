"""The addendum: goals for each kind of criterion, instalments, conditions, in both languages."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import pytest

from asipgrid.escape import cell, clean, markdown
from conftest import SMALL_CALL, SMALL_GRID, Command, small, small_rating, small_request

TERMS = """
addendum:
  goal_level: {level}
  goals_due: 2010-12-31
  payments:
    - {{share: 0.335, at: Signature}}
    - {{share: 0.335, at: Report, when: {{progress: true}}}}
    - {{share: 0.33, at: Balance, when: {{goals_reached: {{minimum: 0.8}}}}}}
"""
PDF = "{signed: true, format: pdf, total: 9, valid: 6}"


def letter(
    tmp_path: Path, asipgrid: Command, level: str, *, grid: str = SMALL_GRID, language: str = "en", request: str = ""
) -> str:
    call = SMALL_CALL.replace("minimum: 60}}}\n  - {outcome: ask", "minimum: 1}}}\n  - {outcome: ask")
    files: Mapping[str, str] = {
        "requests/small/a.yaml": request or small_request("a", doc=PDF, requested="400.01"),
        "requests/small/ratings/one/a.yaml": small_rating("a", "2"),
    }
    root = small(tmp_path, files, grid=grid, call=call + TERMS.format(level=level))
    ran = asipgrid("draft", "requests/small", "--lang", language, cwd=root)
    assert (ran.code, ran.err) == (0, "")
    return ran.out


def goals(text: str) -> dict[str, str]:
    """The target of each goal of annex 1, by criterion."""
    annex = text.partition("## Annex 1")[2].partition("## Annex 2")[0]
    rows = [line.strip("| ").split(" | ") for line in annex.splitlines() if line.startswith("| DOC-")]
    return {row[0]: row[4] for row in rows}


@pytest.mark.parametrize(
    ("level", "targets"),
    [
        ("next", ["Structured", "at least 80 %", "good"]),
        ("max", ["Structured", "at least 80 %", "full"]),
        ("3", ["Structured", "good"]),
        ("2", []),
    ],
)
def test_a_goal_asks_for_the_level_aimed_at(tmp_path: Path, asipgrid: Command, level: str, targets: list[str]) -> None:
    assert [*goals(letter(tmp_path, asipgrid, level)).values()] == targets


def test_a_goal_on_a_curve_is_the_figure_where_the_curve_stands_at_the_level(tmp_path: Path, asipgrid: Command) -> None:
    grid = SMALL_GRID.replace("at_least: [0.20, 0.40, 0.60, 0.80]", "linear: [[0, 0], [0.90, 4]]")
    assert goals(letter(tmp_path, asipgrid, "max", grid=grid))["DOC-03"] == "at least 90 %"


def test_a_figure_not_stated_is_a_goal_without_a_present_value(tmp_path: Path, asipgrid: Command) -> None:
    request = small_request("a", doc="{signed: true, format: cda}")
    text = letter(tmp_path, asipgrid, "next", request=request)
    assert "| DOC-03 | Which share is valid? | not stated | – | at least 20 % | 31 December 2010 | – |" in text


def test_instalments_sum_to_the_award_and_name_their_condition(tmp_path: Path, asipgrid: Command) -> None:
    text = letter(tmp_path, asipgrid, "next")
    assert "| 1 | 33.5 % | €134.00 | Signature | none |" in text
    assert "| 2 | 33.5 % | €134.00 | Report | the progress report has been received |" in text
    assert "| 3 | 33 % | €132.01 | Balance | at least 80 % of the goals of annex 1 are reached |" in text


def test_french_writes_numbers_and_dates_as_french_does(tmp_path: Path, asipgrid: Command) -> None:
    text = letter(tmp_path, asipgrid, "next", language="fr").replace("\N{NO-BREAK SPACE}", " ")
    assert "| 3 | 33 % | 132,01 € | Balance | au moins 80 % des objectifs de l'annexe 1 sont atteints |" in text
    assert "66,67 %" in text
    assert "31 décembre 2010" in text


def test_a_present_value_is_of_the_day_its_document_counts(tmp_path: Path, asipgrid: Command) -> None:
    evidence = (
        "evidence: [{id: E1, title: Count, date: 2010-01-31, as_of: 2009-12-01, supports: [doc.total, doc.valid]}]\n"
    )
    request = small_request("a", doc=PDF, requested="400.01") + evidence
    assert "| 66.67 % | 1 December 2009 |" in letter(tmp_path / "en", asipgrid, "next", request=request)
    french = letter(tmp_path / "fr", asipgrid, "next", request=request, language="fr").replace(
        "\N{NO-BREAK SPACE}", " "
    )
    assert "| 66,67 % | 1er décembre 2009 |" in french


def test_foreign_text_is_shown_and_inert() -> None:
    assert clean("a\x1b[2J\u202eb\nc") == "a<U+001B>[2J<U+202E>b c"
    assert markdown("# 1. *bold* [x](y) <b> | `c` ~ $x$") == r"\# 1. \*bold\* \[x\](y) \<b\> \| \`c\` \~ \$x\$"
    assert markdown("1. a list") == r"1\. a list"
    assert markdown("![x](http://a.b) me@c.d") == r"\!\[x\](http\://a.b) me\@c.d"
    assert cell("=1+1") == "'=1+1"
    assert cell("-5") == "'-5"
    assert cell("plain") == "plain"
