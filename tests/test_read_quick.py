"""The quick pass against the full one: it may give up, but what it takes, the full pass takes too, as the same values."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from asipgrid.documents import reader, yaml_fast
from asipgrid.documents.yaml_full import full
from asipgrid.model.places import Source
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
        "\xa0",
        "#1",
        "a: #1\n",
        "a:1\n",
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
    found = yaml_fast.values(text)
    if found is None:
        return False
    whole = full("a.yaml", text)
    assert not whole.findings
    data, plain = found
    assert shape(whole.root) == shape(data)
    assert not plain or is_plain(data)
    return True


def is_plain(value: Any) -> bool:
    if isinstance(value, dict | list):
        return all(map(is_plain, value.values() if isinstance(value, dict) else value))
    return value is not None and not (isinstance(value, Decimal) and value == int(value))


def test_what_the_quick_pass_takes_the_full_pass_takes_as_the_same() -> None:
    taken = [agree(text) for text in WRITTEN]
    assert sum(taken) > len(taken) // 2


@pytest.mark.parametrize(
    "path", sorted(ROOT.glob("requests/**/*.yaml")), ids=lambda path: path.relative_to(ROOT).as_posix()
)
def test_every_document_of_the_examples_without_escapes_is_taken(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert agree(text) == ("\\" not in text)


# What people write: each is taken, and means what the full pass says.
TAKEN = (
    "a: 1\nb:\n  c: x y\n  d:\n    e: true\nf: 12.50\n",
    "a:\n  - b\n  - c: 1\n    d: 2\n  - {e: 3}\n  - [f, g]\nh: 1\n",
    "a:\n- b\n- c: 1\n  d: 2\nh: 1\n",
    "a:\nb: {}\nc: []\nd:\n",
    '# first\na: 1   # one\n\n  # further in\nb: \'x\'  # two\nc: [1, 2]  # three "3"\nd:  # four\n  e: "y" # five\n',
    "a: 'x: y, [z] {0} # 1'\nb: \"it's\"\nc: l'avis de l'agence\n",
    'a: ["x, y", \'z\', plain text, -3, 2010-01-31, {b: "c: d", "e f": [1]}]\n',
    'a: {b: c,\n    d: [e,\n  f], g: "h\n    i"}\nj: k\n',
    'a: text\n  that goes on\n  (here)\nb: "and\n  here"\n',
    "a: |\n  one\n\n    two\n  three\n\nb: |-\n  four\nc: >\n  five\n  six\n\n  seven\nd: >-\n  eight\n",
    "a:   1\nbb:  2\n",
    "a: é ü 日本\n",
    "a-b_c.d/e: 1\nRFR-01: 2\n2010-01: 3\n",
    '{"a": 1, "b": {"c": [true, "d", -3]}, "e": 12.50, "f": null}',
    '{\n  "a" : 1,\n  "b" : { "c" : "d" }\n}\n',
    '{"a": "1234567890123456", "b": 123456789012345}',
    '{"a": "Lot #1", "b": "#2", "c": ["d # e", {"#": 1}], "f": "é #3"}',
)


@pytest.mark.parametrize("text", TAKEN)
def test_what_people_write_is_taken(text: str) -> None:
    assert agree(text)


# What the quick pass must not take: the full pass refuses it, remarks on it, or reads it in another way.
LEFT = (
    # lines that hang nowhere
    "a:\n    b: 1\n  c: 2\n",
    "a: 1\n- b\n",
    "a:\n  - b\n  c: 1\n",
    "a:\n  b: 1\n  - c\n",
    " a: 1\n",
    "- a\n",
    "- a: 1\n",
    " a b\n",
    "a b\n",
    "a: 1\na: 2\n",
    "a:\n  - b: 1\n    b: 2\n",
    "a:: 1\nb:: |\n  c\n",
    "yes: 1\n",
    "1: 2\n",
    # text that does not go on, or goes on otherwise
    "a: b\nc d\n",
    "a: b\n  c d: e\n",
    "a: b\n  c d:\n",
    "a: b\n  c d # e\n",
    "a: b # c\n  d\n",
    "a: b\n\n  c\n",
    "a: b\n# c\n  d\n",
    "a: 1\n  b\n",
    "a: 'b'\n  c\n",
    "a: [b]\n  c\n",
    "a: {b: c}\n  d\n",
    "a: b: c\n",
    "a: b:\n",
    "a: *b\n",
    "a: yes\n",
    "a: 007\n",
    "a: 1234567890123456\n",
    # quotes
    "a: 'b' c\n",
    'a: "b" c\n',
    "a: 'b''c'\n",
    "a: 'b\n",
    'a: "b\nc"\n',
    'a: "b\n\n  c"\n',
    'a: "b\n  c" d\n',
    # lists and braces
    "a: [b: c]\n",
    "a: [b}\n",
    "a: {b: c]\n",
    "a: [b]]\n",
    "a: {b: c}}\n",
    "a: [b],\n",
    "a: [b] c\n",
    "a: [b\n",
    "a: [b\nc]\n",
    "a: [b,\nc: d\n",
    "a: [\nb: c\n",
    "a: [b] # c\n  d\n",
    "a: [b,\n  # c\n  d]\n",
    "a: [b,, c]\n",
    "a: [, b]\n",
    "a: ['b' 'c']\n",
    "a: [[], b\n",
    "a: {b, c: 1}\n",
    "a: {b: 1, b: 2}\n",
    "a: {yes: 1}\n",
    'a: {"b\n  c": 1}\n',
    "a: {b: 1, " + "c" * 2000 + ": 2}\n",
    'a: {b: 1, "' + "c" * 2000 + '": 2}\n',
    "c" * 2000 + ": 2\n",
    # JSON
    '{"a": 1, "a": 2}',
    '{"a": 1, "a": 2, "b" :3}',
    '{"a": 1, "a": 2, "b"  : 3}',
    '{"a": 1, "a": 2, "b"\n: 3}',
    '{"a": 1, "a": 2, "b": ": c"}',
    '{"a": [{"b": 1, "b": 2}]}',
    '{"a": ": b"}',
    '{"a": " : b"}',
    '{"a": 1} # b',
    '{"a": 1 # b\n}',
    '{"a": 1234567890123456}',
    '{"a": -1234567890123456}',
    '{"a": 1.2345678901234567}',
    '{"a": 1e2}',
    '{"a": NaN}',
    '{"a": 01}',
    '{"a": 1,}',
    '{"a": 1} {"b": 2}',
    '{"' + "c" * 2000 + '": 2}',
    '{"a": ' + "[" * 40 + "]" * 40 + "}",
    # blocks of text
    "a: |\nb: 1\n",
    "a: |\n",
    "a: |\n\n  b\n",
    "a: |\n  b\n    \n  c\n",
    "a: |\n    b\n  c\n",
    "a: |\n  b",
    "a: >\n  b\n    c\n",
    "a: |+\n  b\n",
    "a: |2\n  b\n",
    # characters
    'a: "\\x41"\n',
    'a: "é\\x41"\n',
    "a: b\tc\n",
    "a: é\tc\n",
    "a: b\rc\n",
    "a: é\rc\n",
    "a: é #b\n",
    "a: é\x85b\n",
    "a: b\x00\n",
    # deep ones are left, too, whatever they are
    "".join(f"{'  ' * depth}a:\n" for depth in range(20)) + f"{'  ' * 20}b: 1\n",
    "a:\n" + "".join(f"{'  ' * depth}- a:\n" for depth in range(1, 20, 2)) + f"{'  ' * 40}b: 1\n",
    "a: " + "[" * 20 + "]" * 20 + "\n",
    "",
    "# a\n",
    "---\na: 1\n",
)


@pytest.mark.parametrize("text", LEFT)
def test_what_it_does_not_know_for_certain_is_left_to_the_full_pass(text: str) -> None:
    assert yaml_fast.values(text) is None


@given(st.data())
def test_no_document_that_somebody_spoilt_is_taken_by_the_quick_pass_alone(data: st.DataObject) -> None:
    lines = data.draw(st.sampled_from((*TAKEN, *WRITTEN))).splitlines(keepends=True)
    first = data.draw(st.integers(0, len(lines)))
    text = "".join(lines[first : first + 15])
    for _ in range(data.draw(st.integers(1, 3))):
        at, cut = data.draw(st.integers(0, len(text))), data.draw(st.integers(0, 2))
        text = text[:at] + data.draw(st.sampled_from(("", *PIECES))) + text[at + cut :]
    agree(text)


@given(st.lists(st.sampled_from(PIECES), max_size=25).map("".join))
@example("a: 1\na: 2\n")
@example("a: {b: 1, b: 2}\n")
@example("a: [b, [c]]\n? [d]\n: e\n")
@example("a: x #y\n")
@example("a: 1\n---\nb: 1\n")
@example("a: 1\n...\nb: 1\n")
@example("a:: 1\nb:: |\n  c\n")
@example('a: {"b\n  c": 1}\n')
@example("a: {b: 1, " + "c" * 2000 + ": 2}\n")
@example("c" * 2000 + ": 2\n")
@example('{"a": 1, "' + "c" * 2000 + '": 2}')
@example('{"a": 1, "c"' + " " * 2000 + ": 2}")
@example('{"a": 1, "c"\n  : 2}')
@example("a: b\n  c: d\n")
@example("a: b\n\n  c\n")
@example("a: 1\n  2\n")
@example("a: [b\n c, 'd]\n")
@example("- a\n")
@example("")
@example("a: " + "[" * 40 + "]" * 40)
@example("a: [" + "1, " * 60_000 + "1]")
def test_no_text_thrown_together_is_taken_by_the_quick_pass_alone(text: str) -> None:
    agree(text)


def test_places_are_found_when_somebody_asks() -> None:
    text = b"a: 1\nb: {c: [x, y]}\n"
    record, _ = reader.read(Source(name="a.yaml", data=text))
    whole = full("a.yaml", text.decode())
    assert record is not None
    assert dict(record.keys) == whole.keys
    assert dict(record.values) == whole.values
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
    record, _ = reader.read(Source(name="a.yaml", data=text.encode()))
    assert record is not None
    assert record.plain is plain


def quickly(text: str) -> yaml_fast.Values:
    """What the quick pass takes of a text that it knows for certain."""
    found = yaml_fast.values(text)
    assert found is not None
    return found


def test_what_is_remembered_of_braces_is_held_by_one_document_alone() -> None:
    text = "a: {b: [1, x], c: 2.50}\nd: {b: [1, x], c: 2.50}\n"
    (first, _), (again, _) = quickly(text), quickly(text)
    expected = {"b": [1, "x"], "c": Decimal("2.50")}
    first["a"]["b"].append("more")
    assert (first["d"], again) == (expected, {"a": expected, "d": expected})


def test_braces_that_hold_an_empty_value_are_not_plain_however_often_they_are_read() -> None:
    text = "a: {b: null, c: 1}\n"
    assert [quickly(text)[1] for _ in range(3)] == [False, False, False]
