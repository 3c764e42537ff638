"""The quick pass against the full one: it may give up, but what it takes, the full pass takes too, as the same values."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from asipgrid import read
from asipgrid.model import Source
from examples import examples

ROOT = Path(__file__).parents[1]
WRITTEN = sorted(
    {
        text
        for folder in ("bad", "bad/apart", "good", "hostile")
        for each in examples(folder)
        for name, text in each.files.items()
        if name.endswith(".yaml")
    }
    | {path.read_text(encoding="utf-8") for path in (*ROOT.glob("grids/*.yaml"), *ROOT.glob("requests/**/*.yaml"))}
)
# Pieces of text from which documents are thrown together: every kind of token, and every kind of trouble.
PIECES = (
    *[
        "a",
        "b",
        "key:",
        "1",
        "0",
        "12.50",
        "12.000",
        "0.125",
        "-3",
        "010",
        "1e3",
        "0x1F",
        "1_000",
        "12:30",
        ".5",
        "yes",
        "no",
        "on",
        "true",
        "false",
        "null",
        "~",
        "=",
        "<<",
        "é",
    ],
    *("\n", "\n", "\n  ", "\n    ", "\n- ", "\n  - ", ": ", ": ", " ", "  ", "[", "]", "{", "}", ", ", '"', "'", "? "),
    *("# c", " #c", "#", "&a ", "*a", "!x ", "!!int ", "|\n  ", ">\n ", "---\n", "...\n", "%YAML 1.2\n", "\t", "\r"),
    *(
        "\\",
        '"\\u0041"',
        '"\\ud800"',
        "\0",
        "\x85",
        "\u2028",
        "\ufeff",
        "2010-02-30",
        "1234567890123456",
        "a: 1\n",
        "b: x\n",
    ),
)


def shape(value: Any) -> Any:
    """A value with the type of each part: 1, true and 1.0 are told apart, and 12.5 from 12.50."""
    if isinstance(value, dict):
        return [(key, shape(one)) for key, one in value.items()]
    if isinstance(value, list):
        return ["list", *map(shape, value)]
    return type(value), str(value)


def agree(text: str) -> bool:
    """Whether the quick pass takes a text; what it takes is what the full pass gives, without a remark."""
    quick = read._quick(text)
    if quick is None:
        return False
    record, findings = read._full(Source(name="a.yaml", data=b""), text)
    assert record is not None
    assert not findings
    assert shape(record.data) == shape(quick[0])
    assert not quick[1] or is_plain(record.data)
    return True


def is_plain(value: Any) -> bool:
    if isinstance(value, dict | list):
        return all(map(is_plain, value.values() if isinstance(value, dict) else value))
    return value is not None and not (isinstance(value, Decimal) and value == int(value))


def test_what_the_quick_pass_takes_the_full_pass_takes_as_the_same() -> None:
    taken = [agree(text) for text in WRITTEN]
    assert sum(taken) > len(taken) // 2


@given(st.lists(st.sampled_from(PIECES), max_size=25).map("".join))
@example("a: 1\na: 2\n")
@example("a: {b: 1, b: 2}\n")
@example("a: [b, [c]]\n? [d]\n: e\n")
@example("a: x #y\n")
@example("a: 1\n---\nb: 1\n")
@example("a: 1\n...\nb: 1\n")
@example("- a\n")
@example("")
@example("a: " + "[" * 40 + "]" * 40)
@example("a: [" + "1, " * 60_000 + "1]")
def test_no_text_thrown_together_is_taken_by_the_quick_pass_alone(text: str) -> None:
    agree(text)


def test_places_are_found_when_somebody_asks() -> None:
    text = b"a: 1\nb: {c: [x, y]}\n"
    record, _ = read.read(Source(name="a.yaml", data=text))
    full, _ = read._full(Source(name="a.yaml", data=text), text.decode())
    assert record is not None
    assert full is not None
    assert dict(record.keys) == full.keys
    assert dict(record.values) == full.values
    assert len(record.values) == 6
    assert str(record.place(("b", "c"))) == "a.yaml:2:5"


@pytest.mark.parametrize(
    ("text", "plain"),
    [
        ("a: 1.25", True),
        ("a: 1.250", True),
        ("a: 12.000", False),
        ("a: null", False),
        ("a:", False),
        ("a: '1.250'", True),
    ],
)
def test_a_document_without_null_and_without_a_whole_number_in_decimals_is_plain(text: str, *, plain: bool) -> None:
    record, _ = read.read(Source(name="a.yaml", data=text.encode()))
    assert record is not None
    assert record.plain is plain
