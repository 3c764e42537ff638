"""However narrow: no number, id or word is cut, and nothing is left out but bars; in a pipe nothing is wrapped."""

from __future__ import annotations

import json
import os
import re
from collections import Counter
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from asipgrid.cli.console import NARROWEST
from asipgrid.formats import Look
from asipgrid.formats.lines import columns
from asipgrid.formats.page import Page
from asipgrid.formats.words import Words
from asipgrid.text.numbers import money_text
from conftest import Command, small, small_rating, small_request
from test_laws import daily

WIDTHS = (20, 40, 60, 62, 66, 80, 200, None)
CALL = "requests/example-2010"
SHOWN = [
    ("score", CALL),
    ("score", "requests/emergence-2010"),
    ("explain", CALL, "region-j", "--full"),
    ("explain", CALL, "region-c", "--full"),
    ("panel", CALL),
    ("status", CALL),
    ("monitor", CALL, "--as-of", "2010-12-31"),
    ("monitor", CALL, "region-e", "--as-of", "2010-12-31"),
    ("compare", "requests/relaunch-2009", "requests/emergence-2010"),
]


def words(text: str) -> Counter[str]:
    """Every word of a text, as it stands between blanks; signs that join cells are no words."""
    return Counter(re.sub(r"[█░·]+(?!\w)|[;:]$", "", word) for word in text.split())


def _once_a_day(asked: tuple[str, ...]) -> list[pytest.MarkDecorator]:
    """The daily run looks at one table, one explanation and one page of monitoring."""
    return [] if asked in {SHOWN[0], SHOWN[2], SHOWN[5]} else [pytest.mark.slow]


@pytest.mark.slow
@pytest.mark.parametrize("asked", [pytest.param(each, id=" ".join(each), marks=_once_a_day(each)) for each in SHOWN])
def test_no_word_is_cut_at_any_width(asked: tuple[str, ...], asipgrid: Command) -> None:
    """A table as paragraphs repeats its headings, so a word may stand there more often, and never less often."""
    whole = words(asipgrid(*asked, columns=None).out)
    for width in WIDTHS:
        ran = asipgrid(*asked, columns=width)
        assert ran.code == 0
        lost = whole - words(ran.out)
        assert not {word for word in lost if re.search(r"\w", word)} - headings(ran.out), width


def headings(text: str) -> set[str]:
    """Headings that no row of a table as paragraphs has anything for."""
    known = {"Request", "Score", "Decision", "Requested", "Awarded", "Left", "Payable", "Decided", "Proposed", "#"}
    return {each for each in known if not re.search(rf"^#|^Request\b.*\b{each}\b", text, re.MULTILINE)}


@pytest.mark.parametrize("width", WIDTHS)
def test_every_amount_of_a_call_stands_whole_in_one_line(width: int | None, asipgrid: Command) -> None:
    requests = json.loads(asipgrid("score", CALL, "--format", "json").out)["requests"]
    stated = [each[name] for each in requests for name in ("requested", "awarded")]
    amounts = [Words(currency="EUR").short(int(each.replace(".", ""))) for each in stated if each not in {None, "0.00"}]
    lines = asipgrid("score", CALL, columns=width).out.split("\n")
    for amount, times in Counter(amounts).items():
        assert sum(len(re.findall(rf"(?<!\d){amount}(?!\d)", line)) for line in lines) >= times, amount


AMOUNTS = st.integers(0, 10**15).map(lambda amount: money_text(amount, "EUR"))
IDS = st.from_regex(r"[a-z]{1,12}(-[a-z0-9]{1,12}){0,3}", fullmatch=True)
TEXTS = st.lists(st.one_of(AMOUNTS, IDS, st.sampled_from(["été", "条件", "96 %", "12.5 EUR"])), min_size=1, max_size=12)


@daily
@given(st.lists(st.tuples(IDS, AMOUNTS, AMOUNTS, AMOUNTS), min_size=1, max_size=4), st.integers(NARROWEST, 90))
def test_a_table_of_any_width_holds_every_cell_whole(rows: list[tuple[str, ...]], width: int) -> None:
    page = Page(Look(width=width))
    page.columns(("<Request", ">One", ">Two", ">Three"), rows)
    lines = page.text().split("\n")
    for cell in (cell for row in rows for cell in row):
        assert any(re.search(rf"(?<![\w.-]){re.escape(cell)}(?![\w.-])", line) for line in lines)
    longest = max(columns(cell) for row in rows for cell in row) + len("  Three ;")
    assert max(map(columns, lines)) <= max(width, longest)


@daily
@given(TEXTS, st.integers(NARROWEST, 90), st.integers(0, 10))
def test_a_paragraph_of_any_width_holds_every_word_whole(parts: list[str], width: int, indent: int) -> None:
    page = Page(Look(width=width))
    page.line(", ".join(parts), indent=indent)
    lines = page.text().split("\n")
    for part in parts:
        assert any(part in line for line in lines)
    assert max(map(columns, lines)) <= max(width, indent + 2 + max(map(columns, parts)) + 1)


def test_a_narrow_table_leaves_out_bars_then_tells_row_by_row(asipgrid: Command) -> None:
    told = {width: asipgrid("score", CALL, columns=width).out for width in (80, 66, 40)}
    assert "1 region-a  86.63       ██████·· funded     1 200 000 1 200 000 5 900 000\n" in told[80]
    assert "1 region-a  86.63       funded     1 200 000 1 200 000 5 900 000\n" in told[66]
    assert (
        "1 region-a: Score 86.63;\n  Decision funded; Requested 1 200 000;\n  Awarded 1 200 000; Left 5 900 000\n"
    ) in told[40]


def test_many_assessors_are_all_named(tmp_path: Path, asipgrid: Command) -> None:
    names = [f"expert-{number:02}" for number in range(1, 26)]
    sheets = {f"requests/small/ratings/{name}/region-a.yaml": small_rating("region-a", assessor=name) for name in names}
    root = small(tmp_path, {"requests/small/region-a.yaml": small_request("region-a"), **sheets})
    for width in (40, 80):
        said = " ".join(asipgrid("panel", "small", cwd=root, columns=width).out.split())
        assert f"region-a: {'; '.join(f'{name} 1/1' for name in names)} Still" in said
    for wide in (400, None):
        lines = asipgrid("panel", "small", cwd=root, columns=wide).out.split("\n")
        assert (lines[2].split(), lines[3].split()) == (["Request", *names], ["region-a", *["1/1"] * 25])


@pytest.mark.parametrize(
    ("said", "wrapped"), [("", False), ("0", False), ("wide", False), ("40", True), ("9" * 5000, False)]
)
def test_in_a_pipe_nothing_is_wrapped_unless_columns_say_how_wide(said: str, wrapped: bool, process: Command) -> None:
    ran = process("explain", CALL, "region-j", "--full", env={"COLUMNS": said})
    longest = max(map(len, ran.out.split("\n")))
    assert (longest < 80) if wrapped else (longest > 300)


@pytest.mark.skipif(not hasattr(os, "openpty"), reason="no terminals here")
@pytest.mark.parametrize(("said", "expected"), [("", 50), ("100", 100)])
def test_a_terminal_has_its_width_and_columns_say_otherwise(
    said: str, expected: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    import fcntl
    import struct
    import termios

    from asipgrid.cli import console

    master, slave = os.openpty()
    fcntl.ioctl(slave, termios.TIOCSWINSZ, struct.pack("HHHH", 24, 50, 0, 0))
    monkeypatch.setenv("COLUMNS", said)
    with os.fdopen(slave, "w") as terminal:
        monkeypatch.setattr("sys.stdout", terminal)
        monkeypatch.setattr("sys.__stdout__", terminal)
        assert console.look(console.Color.NEVER).width == expected
    os.close(master)


def test_the_junit_file_is_the_same_at_any_width(tmp_path: Path, asipgrid: Command) -> None:
    root = small(tmp_path, {"requests/small/region-a.yaml": small_request("region-a", requested="many")})
    asked = ("check", "small", "--format", "junit")
    assert len({asipgrid(*asked, cwd=root, columns=width).out for width in WIDTHS}) == 1


@pytest.mark.slow
def test_the_prompt_of_rate_cuts_nothing(asipgrid: Command) -> None:
    asked = ("rate", CALL, "region-a", "--as", "assessor-9", "--on", "2010-03-05")
    whole = words(asipgrid(*asked, columns=None).out)
    for width in WIDTHS:
        assert words(asipgrid(*asked, columns=width).out) == whole
