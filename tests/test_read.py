"""The reading room: whole documents in, whole findings out."""

from __future__ import annotations

import hashlib
import re
import time
from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from asipgrid.documents import reader
from asipgrid.model.places import MOST_FINDINGS, Finding, Gravity, KeyPath, Record, Source

MARK = "\N{BYTE ORDER MARK}"
MUST_BE_KEYS = "Y010 the document must be lines of `key: value` that begin with what it is, such as `request: region-a`"
TWO_READINGS = (
    "is read in different ways by different programs; write a plain number such as 1200000.00, or write it in quotes"
)
TOO_DEEP = "Y008 values are nested deeper than 32 levels; remove the extra brackets or indentation"
WIDE = "1:1 Y001 the text is UTF-16 or UTF-32; save the file as UTF-8"
LIST = "the list that begins here is not closed; a comma or ] is missing"
BRACE = "the brace that begins here is not closed; a comma or a closing brace is missing"
QUOTED = "the text in quotes that begins here"
NOT_UTF_8 = "Y001 the text is not UTF-8 here; save the file as UTF-8"
TAB = "Y003 a tab stands in the indentation; indent with spaces"
TAG = "Y007 text that begins with ! has a special meaning in YAML; remove it, or put the text in quotes"
NO_KEY = "Y004 this line has no key; a key ends with a colon and a space"
COLLECTION_KEY = "Y009 a key must be text; a list or a brace stands here (put text that begins with [ or { in quotes)"


def reading(text: str | bytes) -> tuple[Record | None, tuple[Finding, ...]]:
    data = text.encode() if isinstance(text, str) else text
    return reader.read(Source(name="a.yaml", data=data))


def data(text: str | bytes) -> dict[str, Any]:
    """What a document that must be sound says."""
    record, findings = reading(text)
    assert findings == ()
    assert record is not None
    return record.data


def faults(text: str | bytes) -> list[str]:
    """Every finding: `line:column code words`."""
    found = reading(text)[1]
    assert all(finding.place.file == "a.yaml" for finding in found)
    return [f"{f.place.line}:{f.place.column} {f.code} {f.says}" for f in found]


# ── what a plain scalar is ─────────────────────────────────────────────────────────────────────────

ACCEPTED: list[tuple[str, Any]] = [
    ("true", True),
    ("false", False),
    ("null", None),
    ("", None),
    ("0", 0),
    ("7", 7),
    ("-12", -12),
    ("-0", 0),
    ("1200000", 1200000),
    ("123456789012345", 123456789012345),
    ("0.35", Decimal("0.35")),
    ("-0.5", Decimal("-0.5")),
    ("0.10", Decimal("0.10")),
    ("0.000000000000001", Decimal("0.000000000000001")),
    ("123456789012.345", Decimal("123456789012.345")),
    ("text", "text"),
    ("2010-06-30", "2010-06-30"),
    ("2010-13-45", "2010-13-45"),
    ("2010-06-30T10:00:00Z", "2010-06-30T10:00:00Z"),
    ("2008-017", "2008-017"),
    ("1.0.0", "1.0.0"),
    ("12 500", "12 500"),
    ("12,500", "12,500"),
    ("12.500,00", "12.500,00"),
    ("400 EUR", "400 EUR"),
    ("٤٠٠", "٤٠٠"),
    ("-rf", "-rf"),
    ("+", "+"),
    (".", "."),
    ("...x", "...x"),
    ("1e", "1e"),
    ("0x", "0x"),
    ("12:3x", "12:3x"),
    ("a:b", "a:b"),
    ("NaN", "NaN"),
    ("Infinity", "Infinity"),
    ("none", "none"),
    ("nothing", "nothing"),
    ("only one", "only one"),
    ("yes and no", "yes and no"),
    ("L'agence", "L'agence"),
    ("A title, with commas", "A title, with commas"),
    ("Café à Besançon", "Café à Besançon"),
    ("\N{GRINNING FACE}", "\N{GRINNING FACE}"),
    ("'no'", "no"),
    ('"12:30"', "12:30"),
    ('"1200000"', "1200000"),
    ("'it''s'", "it's"),
    ('"caf\\u00e9\\t\\"x\\"\\n"', 'café\t"x"\n'),
    ("''", ""),
]


@pytest.mark.parametrize(("written", "value"), ACCEPTED)
def test_a_scalar_is_text_unless_it_is_true_false_null_or_a_plain_decimal_number(written: str, value: Any) -> None:
    found = data(f"a: {written}\n")["a"]
    assert found == value
    assert type(found) is type(value)


@pytest.mark.parametrize(("written", "value"), [("1200000.00", 1200000), ("12.0", 12), ("-0.0", 0)])
def test_a_whole_number_may_be_written_with_decimals(written: str, value: int) -> None:
    found = data(f"a: {written}\n")["a"]
    assert found == value
    assert type(found) in {int, Decimal}


MEANT = {
    "true": ["yes", "Yes", "on", "y", "True"],
    "false": ["NO", "no", "Off", "N", "FALSE"],
    "null": ["~", "Null", "NULL"],
}
WORDS = ["yes", "Yes", "NO", "no", "on", "Off", "y", "N", "~", "=", "<<", "True", "FALSE", "Null", "NULL"]


@pytest.mark.parametrize("word", WORDS)
def test_a_word_that_readers_take_differently_is_refused(word: str) -> None:
    meant = next((meant for meant, words in MEANT.items() if word in words), None)
    right = "leave the value out" if meant == "null" else f"write {meant}"
    says = f"some programs take {word} for {meant}, others for text; {right}, or write"
    if meant is None:
        says = f"{word} has a meaning of its own for some programs, and is text for others; write"
    assert faults(f"a: {word}\n") == [f'1:4 Y012 {says} "{word}" in quotes']


NUMBERS = [
    "12:30",
    "12:30:00",
    "190:20",
    "-1:30",
    "12:30:45.5",
    "1_000",
    "1_000.5",
    "010",
    "-010",
    "00",
    "08",
    "007.5",
    "0x1F",
    "0x7f",
    "0b11",
    "0o17",
    "0O17",
    "1e3",
    "1E3",
    "1e+3",
    "1.5e3",
    "1e-3",
    "1e999999999",
    "+5",
    "+5.0",
    ".5",
    "-.5",
    "5.",
    ".nan",
    ".NaN",
    ".inf",
    "-.inf",
    "+.INF",
]


@pytest.mark.parametrize("number", NUMBERS)
def test_a_number_that_readers_take_differently_is_refused(number: str) -> None:
    assert faults(f"a: {number}\n") == [
        f"1:4 Y012 {number} {TWO_READINGS}",
    ]


@pytest.mark.parametrize("written", [*WORDS, *NUMBERS])
def test_in_quotes_it_is_text(written: str) -> None:
    assert data(f"a: \"{written}\"\nb: '{written}'\n") == {"a": written, "b": written}


def test_a_number_has_at_most_fifteen_significant_digits() -> None:
    assert data("a: 999999999999999\nb: 0.00123456789012345\nc: -1234567890123.45\n") == {
        "a": 999999999999999,
        "b": Decimal("0.00123456789012345"),
        "c": Decimal("-1234567890123.45"),
    }
    assert faults("a: 1234567890123456\nb: 1234567890123.456\n") == [
        "1:4 Y013 1234567890123456 has 16 significant digits; a number has at most 15; if it is a reference, put it in quotes",
        "2:4 Y013 1234567890123.456 has 16 significant digits; a number has at most 15; if it is a reference, put it in quotes",
    ]


@pytest.mark.parametrize(
    ("number", "says"),
    [
        ("1" * 5000, "has 5000 significant digits; a number has at most 15; if it is a reference, put it in quotes"),
        ("0x" + "1" * 5000, TWO_READINGS),
        ("1:" * 2500 + "1", TWO_READINGS),
    ],
)
def test_a_number_without_end_is_refused_and_cut(number: str, says: str) -> None:
    [fault] = faults(f"a: {number}\n")
    assert fault.endswith(f" {number[:57]}… {says}")


def _as_yaml_1_1(written: str) -> Any:
    return yaml.load(written, Loader=yaml.CSafeLoader)


_CORE: list[tuple[re.Pattern[str], Callable[[str], Any]]] = [
    (re.compile(r"(?:null|Null|NULL|~|)\Z"), lambda _: None),
    (re.compile(r"(?:true|True|TRUE|false|False|FALSE)\Z"), lambda text: text.lower() == "true"),
    (re.compile(r"[-+]?[0-9]+\Z", re.ASCII), int),
    (re.compile(r"0o[0-7]+\Z"), lambda text: int(text, 0)),
    (re.compile(r"0x[0-9a-fA-F]+\Z"), lambda text: int(text, 0)),
    (re.compile(r"[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?\Z", re.ASCII), float),
    (re.compile(r"(?:[-+]?\.(?:inf|Inf|INF)|\.(?:nan|NaN|NAN))\Z"), lambda text: float(text.replace(".", ""))),
]


def _as_yaml_1_2(written: str) -> Any:
    """A plain scalar by the core schema of YAML 1.2.2, 10.3.2."""
    return next((value(written) for pattern, value in _CORE if pattern.match(written)), written)


def _same(ours: Any, theirs: Any) -> bool:
    if isinstance(ours, bool | str) or ours is None:
        return type(ours) is type(theirs) and bool(ours == theirs)
    return not isinstance(theirs, bool | str) and theirs is not None and float(ours) == theirs


PLAIN = st.one_of(
    st.text("0123456789._+-:eExXobnN", min_size=1, max_size=8),
    st.sampled_from([*WORDS, *NUMBERS]),
    st.from_regex(r"[-+]?[0-9]{1,4}(\.[0-9]{0,3})?([eE][-+]?[0-9])?", fullmatch=True),
    st.sampled_from(["true", "false", "null", "tRue", "yES", "nULL", "oN", "Y", "no", ".Inf", "-.INF", "1__0", "0o8"]),
)


@pytest.mark.slow
@given(PLAIN)
@settings(max_examples=400, deadline=None)
def test_what_is_accepted_means_the_same_to_every_reader(written: str) -> None:
    """1.1: "the same document means the same in this tool, in an editor and in any other YAML reader"."""
    text = f"a: {written}\n"
    record, findings = reading(text)
    if record is None or findings or not isinstance(scalar := record.data["a"], str | int | Decimal | None):
        return
    plain = next((e.value for e in yaml.parse(text) if isinstance(e, yaml.ScalarEvent) and e.value != "a"), "")
    assert _same(scalar, _as_yaml_1_2(plain)), "YAML 1.2"
    if not re.match(r"[0-9]{4}-[0-9]", plain):  # a date is text here, and a date to readers of YAML 1.1
        assert _same(scalar, _as_yaml_1_1(text)["a"]), "YAML 1.1"


# ── keys ───────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("a: 1\nb: 2\na: 3\n", "3:1 Y011 a is written twice, on lines 1 and 3; keep one"),
        ('amount: 1\n"amount": 2\n', "2:1 Y011 amount is written twice, on lines 1 and 2; keep one"),
        ("'amount': 1\namount: 2\n", "2:1 Y011 amount is written twice, on lines 1 and 2; keep one"),
        ('"\\x61mount": 1\namount: 2\n', "2:1 Y011 amount is written twice, on lines 1 and 2; keep one"),
        ("a:\n  b: 1\n  c: 2\n  b: 3\n", "4:3 Y011 b is written twice, on lines 2 and 4; keep one"),
        ("a: {b: 1,\n    b: 2}\n", "2:5 Y011 b is written twice, on lines 1 and 2; keep one"),
        ('a: [{b: 1, c: 2}, {b: 1,\n  "b": 2}]\n', "2:3 Y011 b is written twice, on lines 1 and 2; keep one"),
        ("? a\n: 1\n? a\n: 2\n", "3:3 Y011 a is written twice, on lines 1 and 3; keep one"),
    ],
)  # fmt: skip
def test_two_equal_keys_are_refused_with_both_lines(text: str, fault: str) -> None:
    assert faults(text) == [fault]


def test_the_same_key_in_two_mappings_is_no_fault() -> None:
    assert data("a: {b: 1}\nb: [{b: 1}, {b: 2}]\n") == {"a": {"b": 1}, "b": [{"b": 1}, {"b": 2}]}


def test_what_stands_below_a_second_key_is_read_and_its_faults_are_told() -> None:
    assert faults("a: 1\na: {b: no, b: [yes]}\n") == [
        "2:1 Y011 a is written twice, on lines 1 and 2; keep one",
        '2:8 Y012 some programs take no for false, others for text; write false, or write "no" in quotes',
        "2:12 Y011 b is written twice, on line 2; keep one",
        '2:16 Y012 some programs take yes for true, others for text; write true, or write "yes" in quotes',
    ]


@pytest.mark.parametrize(
    "key", ["1", "-3", "0.5", "null", "~", "true", "False", "on", "NO", "1e3", "010", "0x1F", "12:30"]
)
def test_a_key_that_is_not_text_is_refused_as_written(key: str) -> None:
    says = f"Y009 the key {key} is not text; write it in quotes, or write the field's name"
    assert faults(f"{key}: a\n") == [f"1:1 {says}"]
    assert faults(f"a: {{{key}: b}}\n") == [f"1:5 {says}"]
    assert data(f'"{key}": a\n') == {key: "a"}


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("[1, 2]: a\n", f"1:1 {COLLECTION_KEY}"),
        ("{a: b}: c\n", f"1:1 {COLLECTION_KEY}"),
        ("? [a]\n: b\n", f"1:3 {COLLECTION_KEY}"),
        ("a: {[b]: c}\n", f"1:5 {COLLECTION_KEY}"),
        ("? - a\n: b\n", f"1:3 {COLLECTION_KEY}"),
        ("? \n: a\n", "1:2 Y009 the key (empty) is not text; write it in quotes, or write the field's name"),
        ("*b : c\n", "1:1 Y006 *b has a special meaning in YAML; write the value out, or put the text in quotes"),
    ],
)
def test_a_key_that_is_no_scalar_is_refused_once(text: str, fault: str) -> None:
    assert faults(text) == [fault]


@pytest.mark.parametrize(
    ("text", "key", "right"),
    [
        ("a: {b: 12,500}\n", "500", "write 12500, not 12,500"),
        ("a: {b: 420,000, c: 1}\n", "000", "write 420000, not 420,000"),
        ("a: {b: 12,5}\n", "5", "write 12.5, not 12,5"),
    ],
)
def test_the_rest_of_an_amount_behind_its_comma_is_no_key(text: str, key: str, right: str) -> None:
    [fault] = faults(text)
    says = f"Y009 the key {key} is not text; write it in quotes, or write the field's name"
    assert fault.partition(" ")[2] == f"{says} (a number has no comma: {right})"


def test_a_long_key_that_is_not_text_is_cut() -> None:
    digits = "1" * 900
    assert faults(f"{digits}: a\n") == [
        f"1:1 Y009 the key {digits[:57]}… is not text; write it in quotes, or write the field's name"
    ]


# ── tags, anchors, aliases, merges, documents, directives ──────────────────────────────────────────


@pytest.mark.parametrize(
    "tagged",
    [
        "!!python/object/apply:os.system ['true']",
        "!!python/name:os.system",
        "!!binary aGVsbG8=",
        "!!set {a}",
        "!!omap [a: b]",
        '!!int "abc"',
        "!!timestamp soon",
        "!!float x",
        "!!str 12",
        "!x y z",
        "! text",
        "!<tag:yaml.org,2002:str> text",
        "!!map {}",
        "!!seq []",
        "!!null ''",
    ],
)
def test_tags_are_refused(tagged: str) -> None:
    assert faults(f"a: {tagged}\n")[0] == f"1:4 {TAG}"


def test_a_tag_before_a_key_or_the_root_is_refused() -> None:
    assert faults("!!map\nrequest: a\n!x call: b\n") == [f"1:1 {TAG}", f"3:1 {TAG}"]


def test_a_tag_of_a_handle_that_is_not_declared_is_refused() -> None:
    assert faults("a: !e!x b\n") == ["1:4 Y004 tags (!…) are not used here; remove it"]


def test_anchors_and_aliases_are_refused() -> None:
    assert faults("a: &one text\nb: *one\nc: &two [1, *two]\n") == [
        "1:4 Y006 &one has a special meaning in YAML; remove it, or put the text in quotes",
        "2:4 Y006 *one has a special meaning in YAML; write the value out, or put the text in quotes",
        "3:4 Y006 &two has a special meaning in YAML; remove it, or put the text in quotes",
        "3:13 Y006 *two has a special meaning in YAML; write the value out, or put the text in quotes",
    ]


def test_an_anchor_without_end_is_cut() -> None:
    [fault] = faults(f"a: &{'x' * 5000} text\n")
    assert len(fault) < 200


def test_a_text_in_asterisks_says_that_it_needs_quotes() -> None:
    """`title: *bold*`, as people write in Markdown: an alias to YAML."""
    for written in ("*bold*", "**bold**", "* first"):
        [fault] = faults(f"title: {written}\n")
        assert fault.startswith("1:8 ")
        assert "quotes" in fault


def test_merge_keys_are_refused() -> None:
    assert faults("a: &b {c: 1}\nd:\n  <<: *b\n") == [
        "1:4 Y006 &b has a special meaning in YAML; remove it, or put the text in quotes",
        "3:3 Y009 << takes fields from elsewhere, which is not read; write the fields out",
        "3:7 Y006 *b has a special meaning in YAML; write the value out, or put the text in quotes",
    ]


@pytest.mark.parametrize("kind", ["[{}]", "{{k: {}}}", "{{<<: [{}]}}"])
def test_a_billion_laughs_are_refused_at_once(kind: str) -> None:
    lines = ["a0: &a0 lol"]
    lines += [f"a{n}: &a{n} " + kind.format(", ".join([f"*a{n - 1}"] * 9)) for n in range(1, 20)]
    started = time.monotonic()
    assert faults("\n".join(lines) + "\n")
    assert time.monotonic() - started < 1


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("a: 1\n---\nb: 2\n", "2:1 Y005 a second document begins here; one document a file"),
        ("---\na: 1\n--- {}\n", "3:1 Y005 a second document begins here; one document a file"),
        ("a: 1\n---\n", "2:1 Y005 a second document begins here; one document a file"),
        ("a: 1\n...\n---\nb: 2\n", "3:1 Y005 a second document begins here; one document a file"),
        ("a: 1\n...\nb: 2\n", "3:1 Y004 only one document a file is read; remove what follows the first"),
        ("%YAML 1.1\n---\na: 1\n", "1:1 Y005 directives (% lines) are not read; remove them"),
        ("# a note\n%YAML 1.2\n---\na: 1\n", "2:1 Y005 directives (% lines) are not read; remove them"),
        ("%TAG ! tag:example.org,2000:\n---\na: 1\n", "1:1 Y005 directives (% lines) are not read; remove them"),
        ("%YAML 2.0\n---\na: 1\n", "1:1 Y004 only YAML 1.2 without directives is read; remove the % line"),
    ],
)
def test_one_document_without_directives(text: str, fault: str) -> None:
    assert faults(text) == [fault]


def test_an_unknown_directive_is_refused_in_the_same_words() -> None:
    [fault] = faults("%FORM x\n---\na: 1\n")
    assert fault.startswith("1:")
    assert "remove" in fault


def test_the_marks_around_one_document_are_allowed() -> None:
    assert data("---\na: 1\n...\n") == {"a": 1}
    assert data("# yaml-language-server: $schema=x.json\n\n---\na: 1 # a note\n# the end\n") == {"a": 1}


@pytest.mark.parametrize("text", ["", "\n", "# only a note\n", "---\n", "--- # x\n", "null\n", " " * 1000, "\n" * 1000])
def test_nothing_is_no_document(text: str) -> None:
    assert faults(text) == [f"1:1 {MUST_BE_KEYS}"]


@pytest.mark.parametrize("text", ["- a\n- b\n", "[]\n", "request\n", "12\n", '"request: a"\n', "|\n a: 1\n"])
def test_the_root_is_a_mapping(text: str) -> None:
    assert faults(text) == [f"1:1 {MUST_BE_KEYS}"]


# ── characters ─────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("text", "places"),
    [
        ("a:\n\tb: 1\n", ["2:1"]),
        ("a:\n  \tb: 1\n", ["2:3"]),
        ("\ta: 1\n", ["1:1"]),
        ("a: {b: 1,\n\tc: 2,\n\td: 3}\n", ["2:1", "3:1"]),
        ("a:\n  - b\n \t- c\n", ["3:2"]),
        ('a: "x\n\ty"\n', ["2:1"]),
        ("a: >-\n\tx\n", ["2:1"]),
        ("a: 1\n\t\nb: 2\n", ["2:1"]),
    ],
)
def test_tabs_do_not_indent(text: str, places: list[str]) -> None:
    assert faults(text) == [f"{place} {TAB}" for place in places]


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("a: |\n  x\n  \ty\n", "x\n\ty\n"),
        ("a: |\n  x\n  \ty", "x\n\ty"),
        ("a: |2\n  \tx\n", "\tx\n"),
        ("a: >\n  x\n\n  \ty\n", "x\n\n\ty\n"),
        ("a: |\n  x\n   \t\n  y\n", "x\n \t\ny\n"),
        ("a:\n- |\n  é\n  \ty\n", ["é\n\ty\n"]),
    ],
)
def test_a_tab_behind_the_indentation_of_a_block_of_text_is_part_of_the_text(text: str, value: Any) -> None:
    assert data(text) == {"a": value}


@pytest.mark.parametrize(
    ("text", "places"),
    [
        ("a: |\n\tx\n", ["2:1"]),
        ("a: |\n  x\n \ty\n", ["3:2"]),
        ("a: |\n  x\n\t\nb: 1\n", ["3:1"]),
        ("a: |\n  x\n# note\n\t# note\n", ["4:1"]),
        ("a: |\n  \tx\nb: |\n  x\n  \ty\nc:\n\td: 1\n", ["2:3", "5:3", "7:1"]),
        ("a: |\n  x\n  \ty\nb:\n\tc: 1\n", ["5:1"]),
    ],
)
def test_a_tab_before_the_indentation_of_a_block_of_text_does_not_indent_either(text: str, places: list[str]) -> None:
    assert faults(text) == [f"{place} {TAB}" for place in places]


@pytest.mark.slow
def test_very_many_tabs_inside_blocks_of_text_take_a_short_time() -> None:
    """Four times the lines take four times as long, not sixteen."""
    took = []
    for lines in (50_000, 200_000):
        started = time.process_time()
        assert data("a: |\n  x\n" + "  \ty\n" * lines)
        took.append(time.process_time() - started)
    assert took[1] < 10 * took[0]


@pytest.mark.parametrize(
    ("text", "spot"),
    [
        ("a: Project #1 in town\n", (1, 12)),
        ("a: Projet à Besançon \N{GRINNING FACE} #1\n", (1, 24)),
        ("a: hub of region\n  north #3\n", (2, 9)),
        ("a:\n- {b: [Project #2\n  ]}\n", (2, 16)),
    ],
)
def test_a_number_sign_that_cuts_a_text_short_is_warned_of(text: str, spot: tuple[int, int]) -> None:
    record, (finding,) = reading(text)
    assert record is not None
    assert (finding.code, finding.gravity, finding.place.line, finding.place.column) == ("Y016", Gravity.WARNING, *spot)
    assert finding.says == "this text ends before the #, for the rest is a comment; put the text in quotes"


NOTHING_STATED = (
    "nothing is stated here, for what begins with # is a comment; "
    "put a text in quotes, write a number without #, and a remark with a space behind its #"
)


@pytest.mark.parametrize(
    ("text", "spot", "value"),
    [
        ("a: #30000\nb: 1\n", (1, 4), {"a": None, "b": 1}),
        ("a:   #2008-017\n", (1, 6), {"a": None}),
        ('"a": #1\n', (1, 6), {"a": None}),
        ("a:\n  b: #1\n  c: #é\n", (2, 6), {"a": {"b": None, "c": None}}),
        ("a:\n  - #1\n  - b\n", (2, 5), {"a": [None, "b"]}),
        ("a:\n  - b: #1\n    c: 1\n", (2, 8), {"a": [{"b": None, "c": 1}]}),
        ("a: {b: #1\n , c: 1}\n", (1, 8), {"a": {"b": None, "c": 1}}),
    ],
)
def test_a_value_that_begins_with_a_number_sign_is_told_as_lost(text: str, spot: tuple[int, int], value: Any) -> None:
    record, (finding, *_) = reading(text)
    assert record is not None
    assert record.data == value
    assert finding.says == NOTHING_STATED
    assert (finding.code, finding.gravity, finding.place.line, finding.place.column) == ("Y016", Gravity.WARNING, *spot)


def test_a_text_whose_first_line_is_a_comment_is_told() -> None:
    assert faults("a: #1 plan\n  in town\n") == [
        "1:4 Y016 this line of the text begins with #, so it is a comment; put the text in quotes"
    ]


@pytest.mark.parametrize(
    "text",
    [
        "a: # 3\nb: #\nc: ## title\n",
        "a: #the parts\n  b: 1\n",
        "a: #the list\n  - b\n",
        "a:\n  #b: 1\n  c: 1\n",
        "a:\n#b\nc: 1\n",
        "a: |\n  #b\n",
        "a: '' #b\nb: null #c\nc: 1 #d\n",
        "a:\n  - # one\n  - 1 #two\n",
        "a: [b, #c\n  d]\n",
        "a: {b: 1, #c\n  d: 1}\n",
        "a: > #b\n  c\n",
    ],
)
def test_a_remark_behind_a_key_that_takes_no_value_away_is_none(text: str) -> None:
    assert faults(text) == []


@pytest.mark.parametrize("text", ["a: {b: #1}\nc: 1\n", "a: [#1, #2]\nb: 1\n", "a: {b: 1, c: #1,\n  d: 1}\n"])
def test_a_bracket_that_a_comment_hides_is_told_with_the_comment(text: str) -> None:
    [fault] = faults(text)
    assert fault.endswith("; or put the text of line 1 in quotes, where # makes a comment of the rest")


@pytest.mark.parametrize(
    "value",
    [
        *["323 #x", "0.5 #x", "true #x", "null #x", "2010-06-30 #x", "live #x", "region-a #x", "INS-03 #x"],
        *[
            "doc.signed #x",
            "Two words # note",
            "Two words  #x",
            "Two words #",
            "'Project' #x",
            "[Project] #x",
            "Project#1",
        ],
    ],
)
def test_an_honest_comment_cuts_nothing_short(value: str) -> None:
    record, findings = reading(f"a: {value}\n")
    assert record is not None
    assert findings == ()


@pytest.mark.parametrize(
    "text", ["{a: Project #1, b: 2}\n", "a: Project #1\n  in town\n", "a: [Project #1, x]\nb: 1\n"]
)
def test_a_fault_that_a_comment_makes_names_the_line_of_the_comment(text: str) -> None:
    [fault] = faults(text)
    assert fault.endswith("; or put the text of line 1 in quotes, where # makes a comment of the rest")


def test_a_fault_far_from_a_comment_does_not_name_it() -> None:
    [fault] = faults("a: Project #1\nb: 1\nc: [1\n")
    assert fault.endswith("3:4 Y004 the list that begins here is not closed; a comma or ] is missing before the end")


def test_a_tab_inside_a_line_is_a_space() -> None:
    assert data("a:\tb\tc\t# note\nd: 'x\ty'\n") == {"a": "b\tc", "d": "x\ty"}


@pytest.mark.parametrize(
    "character",
    [
        "\0",
        "\a",
        "\b",
        "\v",
        "\f",
        "\x1b",
        "\x7f",
        "\x80",
        "\x85",
        "\x9b",
        "\u2028",
        "\u2029",
        MARK,
        "\ufffe",
        "\uffff",
    ],
)
def test_control_characters_are_refused_without_being_shown(character: str) -> None:
    name = f"U+{ord(character):04X}"
    for text in (f"b: 1\na: éx{character}y\n", f"b: 1\n#éxx{character}\n", f"b: 1\na: 'x{character}'\n"):
        assert faults(text) == [
            f"2:{text.index(character) - 4} Y002 the character {name} cannot stand in a document; remove it"
        ]
        assert character not in "".join(faults(text))


def test_nul_cannot_be_written_as_an_escape_either() -> None:
    says = "Y002 the character U+0000 cannot stand in a text; remove its escape"
    assert faults('a: "x\\0"\n') == [f"1:4 {says}"]
    assert faults('"x\\x00": a\n') == [f"1:1 {says}"]


def test_other_control_characters_may_be_written_as_escapes() -> None:
    """What shows the text makes them visible; here they are data."""
    assert data('a: "\\e[2J\\N\\r"\n') == {"a": "\x1b[2J\x85\r"}


@pytest.mark.parametrize("escape", ["\\ud800", "\\udfff", "\\ud83d\\ude00", "\\U00110000", "\\UFFFFFFFF"])
def test_an_escape_is_a_character_of_unicode(escape: str) -> None:
    assert faults(f'a: "{escape}"\n') == ["1:7 Y004 this escape is not a character"]


def test_an_unknown_escape_is_refused() -> None:
    assert faults('a: "C:\\dir"\n') == ['1:7 Y004 a backslash in "…" begins an escape; write \\\\ or use single quotes']


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("a: café\n".encode("latin-1"), "1:7"),
        ("a: \N{EURO SIGN}\n".encode("cp1252"), "1:4"),
        (b"a: 1\nb: \xc0\xaf\n", "2:4"),
        (b"a: \xed\xa0\x80\n", "1:4"),
        (b"a: \xf4\x90\x80\x80\n", "1:4"),
        (b"a: 1\nb: caf\xc3", "2:7"),
        ("a: é".encode() + b"\xe9\n", "1:5"),
    ],
)
def test_bytes_that_are_not_utf_8_are_refused_where_they_stand(text: bytes, place: str) -> None:
    assert faults(text) == [f"{place} {NOT_UTF_8}"]


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le", "utf-16-be", "utf-32", "utf-32-be"])
def test_text_of_two_or_four_bytes_a_character_is_refused_in_one_line(encoding: str) -> None:
    for text in ("a: 1\n", "request: région\n" * 400):
        assert faults(text.encode(encoding)) == [WIDE]
    assert faults(b"\xfe\xff" + "a: é\n".encode("utf-16-be")) == [WIDE]


@pytest.mark.parametrize(
    ("written", "kind"),
    [
        (b"%PDF-1.4\n%\xe2\xe3\n1 0 obj\n", ", but a PDF file"),
        (b"%PDF-1.4\n1 0 obj\n", ", but a PDF file"),
        (b"PK\x03\x04\x14\0\0\0\0\0\0\0!\0", ", but a ZIP file, as word processors and spreadsheets write it"),
        (b"PK\x03\x04\x14\0\x08\0\xff", ", but a ZIP file, as word processors and spreadsheets write it"),
        (b"{\\rtf1\\ansi request}", ", but a file of a word processor (RTF)"),
        (b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", ", but a picture"),
        (b"\x7fELF\x02\x01\x01\0\0\0\0" + bytes(range(1, 256)) * 9, ""),
    ],
)
def test_a_file_that_is_no_text_is_told_in_one_line(written: bytes, kind: str) -> None:
    assert faults(written) == [f"1:1 Y019 the file is no text{kind}; a document is written in a text editor, as UTF-8"]
    assert reader.text_lines(written) == []


@pytest.mark.parametrize("text", ["PK: 1\n", "{rtf: 1}\n", "GIF: 1\n"])
def test_what_only_begins_like_a_file_of_another_kind_is_text(text: str) -> None:
    assert data(text)


# ── spaces ─────────────────────────────────────────────────────────────────────────────────────────

NBSP = "\N{NO-BREAK SPACE}"
BLANK = "Y017 U+00A0, a no-break space, stands where a space must; put a space"
HYPHEN = "Y018 a space is missing behind the hyphen of this list entry"


def colon(name: str) -> str:
    return f"Y018 a space is missing behind the colon of {name}"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("request:a\ncall:b\n", [f"1:9 {colon('request')}", f"2:6 {colon('call')}"]),
        ("request:a\n", [f"1:9 {colon('request')}"]),
        ("a:1\nb: 2\nc: 3\n", [f"1:3 {colon('a')}"]),
        ("a: 1\nb:2\nc: 3\n", [f"2:3 {colon('b')}"]),
        ("a: 1\nb:\n  c: 1\n  requested:420000\n", [f"4:13 {colon('requested')}"]),
        (
            "a: 1\nb:\n  requested:420000\n  minimum:3\n  c: 1\n",
            [f"3:13 {colon('requested')}", f"4:11 {colon('minimum')}"],
        ),
        ("a: {b:1, c: 2}\nd: [{e:f}]\n", [f"1:7 {colon('b')}", f"2:8 {colon('e')}"]),
        ("a:#1\nb: 1\n", [f"1:3 {colon('a')}"]),
        ("a:\n  -{id: x, title: y}\nb: 1\n", [f"2:4 {HYPHEN}"]),
        ("a:\n  -{id: x}\nb: 1\n", [f"2:4 {HYPHEN}"]),
        ("a:\n  - {id: x}\n  -{id: y}\nb: 1\n", [f"3:4 {HYPHEN}"]),
        ("a:\n  -id: x\n   title: z\nb: 1\n", [f"2:4 {HYPHEN}"]),
        ("a:\n  -id: x\n  -id: z\n", [f"2:4 {HYPHEN}", f"3:4 {HYPHEN}"]),
        (f"a: 1\nb:{NBSP}2\nc: 3\n", [f"2:3 {BLANK}"]),
        (f"a:{NBSP}1\nb:{NBSP}2\n", [f"1:3 {BLANK}", f"2:3 {BLANK}"]),
        (f"a: 1\nb:\n{NBSP}{NBSP}c: 2\n{NBSP}{NBSP}d: no\n", [f"3:1 {BLANK}", f"4:1 {BLANK}"]),
        (f"a: 1\nb:\n  c:{NBSP}2\n  d: 3\n", [f"3:5 {BLANK}"]),
        (f"a: 1\nb:\n  - c:{NBSP}2\n    d: 3\n", [f"3:7 {BLANK}"]),
        (f"a: {{b:{NBSP}2}}\n", [f"1:7 {BLANK}"]),
        (f"a{NBSP}: 2\n", [f"1:2 {BLANK}"]),
        (f"a: 1\n{NBSP}\nb: 1\n", [f"2:1 {BLANK}"]),
        (f"a:\n -{NBSP}b: 1\n -{NBSP}b: 2\n", [f"2:3 {BLANK}", f"3:3 {BLANK}"]),
        (
            "a: 1\nb:\N{IDEOGRAPHIC SPACE}2\nc: 3\n",
            ["2:3 Y017 U+3000, an ideographic space, stands where a space must; put a space"],
        ),
        (
            "a: 1\nb:\N{EM SPACE}2\nc: 3\n",
            ["2:3 Y017 U+2003, an em space, stands where a space must; put a space"],
        ),
    ],
)
def test_a_space_that_is_missing_is_told_where_it_must_stand(text: str, expected: list[str]) -> None:
    found = [each for each in faults(text) if " Y012 " not in each]
    assert found == expected
    assert reading(text)[0] is None


@pytest.mark.parametrize(
    "text",
    [
        f"a: Le d{NBSP}:{NBSP}e\nb: «{NBSP}c{NBSP}»\n",
        f"a: >-\n  b{NBSP}:{NBSP}c\n  d:{NBSP}e\nf: 1\n",
        f"a: b\n  c:{NBSP}d\n  -e\n  f:g\n",
        "a: http://example.org:80/x\nb: 12:3x\n",
        "a: [b:c, -d]\n",
        '"a:b": 1\n"-c": 2\n',
    ],
)
def test_a_blank_or_a_colon_that_is_part_of_a_text_is_left_there(text: str) -> None:
    assert data(text)


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        (f"why: see{NBSP}x\n  note:{NBSP}y\nb\nc: 1\n", f"3:1 {NO_KEY}"),
        ("why: see\n  note:y\nb\nc: 1\n", f"3:1 {NO_KEY}"),
        ("a: http:x: y\n", "1:10 Y004 this text contains a colon and a space; put the whole text in quotes"),
        ("a: 1\nhttp://example.org\nb: 1\n", f"2:1 {NO_KEY}"),
    ],
)
def test_a_space_is_asked_for_only_where_the_text_can_then_be_read_further(text: str, fault: str) -> None:
    assert faults(text) == [fault]


def test_very_many_missing_spaces_take_a_short_time() -> None:
    started = time.monotonic()
    for text in (
        "a: 1\n" + "b:1\n" * 20_000,
        "a: 1\nb:\n" + f"{NBSP}c: 1\n" * 9_000,
        ("a: 1\n" * 9 + "b:1\nc\n") * 900,
    ):
        assert faults(text)
    assert time.monotonic() - started < 10


def test_a_byte_order_mark_and_crlf_change_nothing() -> None:
    plain = "request: région\ntext: |\n  one\n  two\nlist: [1,\n  2]\n"
    expected, _ = reading(plain)
    assert expected is not None
    assert expected.digest == "sha256:" + hashlib.sha256(plain.encode()).hexdigest()
    for other in (MARK + plain, plain.replace("\n", "\r\n"), MARK + plain.replace("\n", "\r\n")):
        assert reading(other) == (expected, ())


def test_another_mark_is_refused() -> None:
    assert faults(f"{MARK}{MARK}a: 1\n") == ["1:1 Y002 the character U+FEFF cannot stand in a document; remove it"]


def test_lone_carriage_returns_are_refused() -> None:
    says = "Y002 lines end with a lone carriage return; save the file with LF or CRLF line ends"
    assert faults("a: 1\rb: 2\r") == [f"1:5 {says}"]
    assert faults("a: 1\nb: 2\r\r\n") == [f"2:5 {says}"]


# ── depth and length ───────────────────────────────────────────────────────────────────────────────


def test_thirty_two_levels_are_accepted() -> None:
    assert data("a: " + "[" * 31 + "x" + "]" * 31 + "\n")
    assert data("".join("  " * depth + f"k{depth}:\n" for depth in range(32)) + "  " * 32 + "x\n")


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("a: " + "[" * 32 + "]" * 32 + "\n", "1:35"),
        ("".join("  " * depth + f"k{depth}:\n" for depth in range(33)) + "  " * 33 + "x\n", "33:65"),
        ("a: " + "[" * 100_000, "1:35"),
        ("a: " + "[" * 100_000 + "]" * 100_000 + "\n", "1:35"),
        ("{a: " * 100_000, "1:129"),
        ("- " * 100_000, "1:65"),
        ("a: " + "[" * 1_000_000, "1:35"),
        ("a: " + "[" * 40 + "@\n", "1:35"),
        ("a: 1\nb: {c: " + "[" * 2_000, "2:38"),
    ],
)
def test_more_are_refused_at_once(text: str, place: str) -> None:
    started = time.monotonic()
    assert faults(text) == [f"{place} {TOO_DEEP}"]
    assert time.monotonic() - started < 2


def test_a_row_of_brackets_where_a_key_must_stand_is_no_key() -> None:
    assert faults("a: 1\nb: 2\n" + "[" * 2_000 + "]" * 2_000 + ": 3\n") == [f"3:1 {NO_KEY}"]


@pytest.mark.parametrize("text", ["[? " * 20_000, "? " * 100_000, "{" * 100_000])
def test_keys_within_keys_are_refused_at_once(text: str) -> None:
    started = time.monotonic()
    found = faults(text)
    assert found[-1].endswith(TOO_DEEP)
    assert all(fault.endswith((TOO_DEEP, COLLECTION_KEY)) for fault in found)
    assert time.monotonic() - started < 2


@pytest.mark.parametrize(
    "text",
    [
        "a: 1" + "_" * 10_000 + "x\n",
        "a: " + "1" * 10_000 + "x\n",
        "a: 1" + ":1" * 200_000 + "x\n",
        "a:" + " " * 500_000 + "\t" * 500_000 + "\n",
        "\x01\n" * 200_000,
        "\ta\n" * 200_000,
        "a: [" + "no," * 100_000 + "]\n",
        "a: [" + "*a," * 100_000 + "]\n",
        "a: 1\n" * 100_000,
        "".join(f"{number * (2**61 - 1)}: x\n" for number in range(20_000)),
        "a: '" + "''" * 400_000,
        "#" * 1_000_000,
        "a: " + "x" * 1_000_000 + "\n",
    ],
    ids=lambda text: repr(text[:12]),
)
def test_nothing_takes_long(text: str) -> None:
    started = time.monotonic()
    reading(text)
    assert time.monotonic() - started < 2


def test_a_document_with_very_many_faults_tells_the_first_and_that_there_are_more() -> None:
    for text in ("a: [" + "no," * 1000 + "]\n", "a: 1\n" * 1000, "x\x01\n" * 1000, "- no\n" * 1000):
        record, findings = reading(text)
        assert record is None
        assert len(findings) == MOST_FINDINGS + 1
        assert findings[-1].code == "Y014"
        assert findings[-1].says == f"more than {MOST_FINDINGS} faults; mend these first"


@pytest.mark.parametrize("count", [MOST_FINDINGS - 1, MOST_FINDINGS, MOST_FINDINGS + 1])
def test_the_limit_of_faults_is_met_without_an_exception(count: int) -> None:
    for text in ("- no\n" * count, "a: [" + "no," * count, "a: [" + "no," * count + "]\n", "x\x01\n" * count):
        assert len(reading(text)[1]) in {count, count + 1}


# ── syntax ─────────────────────────────────────────────────────────────────────────────────────────

NOT_LINED_UP = "this line does not line up with the lines above; check its indentation and quotes"


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("a: 1\nb: [1, 2\nc: 3\n", f"{LIST} before line 3, column 2"),
        ("a: 1\nb: {c: 1\nd: 2\n", f"{BRACE} before line 3, column 2"),
        ("a: 1\nb: [\n", f"{LIST} before the end"),
        ("a: 1\nb: [1,\n", f"{LIST} before the end"),
        ("a: 1\nb: {\n", f"{BRACE} before the end"),
        ("a: 1\nb: {c:\n", f"{BRACE} before the end"),
        ('a: 1\nb: "x\nc: 2\n', f'{QUOTED} is not closed; a closing " is missing'),
        ("a: 1\nb: 'x\nc: 2\n", f"{QUOTED} is not closed; a closing ' is missing"),
        (
            "a: 1\nb: 'x\nc: l'avis\n",
            f"{QUOTED} ends on line 3 only; a closing ' is missing, or, inside the text, an apostrophe is written ''",
        ),
        (
            'a: 1\nb: "x\nc: "d"\n',
            f'{QUOTED} ends on line 3 only; a closing " is missing, or, inside the text, a " is written \\"',
        ),
        (
            "a: 1\nb: {c: [1, {d: 2]}\n",
            f"{BRACE} before line 2, column 17",
        ),
    ],
)
def test_what_is_not_closed_is_told_where_it_begins(text: str, fault: str) -> None:
    column = 12 if "[1, {d" in text else 4
    assert faults(text) == [f"2:{column} Y004 {fault}"]


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("a: 'L'avis\n", "1:7 Y004 {}, in which an apostrophe is written ''"),
        ("a: 'L'avis de l'agence'\nb: 1\n", "1:7 Y004 {}, in which an apostrophe is written ''"),
        ('a: "b" c\n', '1:7 Y004 {}, in which a " is written \\"'),
        ('a: {b: "c "d" e"}\n', '1:12 Y004 {}, in which a " is written \\"'),
    ],
)
def test_a_text_in_quotes_that_ends_before_it_should_is_told_where_it_ends(text: str, fault: str) -> None:
    assert faults(text) == [fault.format("the text in quotes ends before this; put the whole text in quotes")]


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        (
            "title: Region A: the first\n",
            "1:16 Y004 this text contains a colon and a space; put the whole text in quotes",
        ),
        (
            "a: 1\n  b: 2\n",
            "2:3 Y004 this line begins further right than the lines above; line it up with them, or put the text in quotes",
        ),
        (
            "a: We serve\n  region A: the first\n",
            "2:3 Y004 this line begins further right than the lines above; line it up with them, or put the text in quotes",
        ),
        ("a: @home\n", "1:4 Y004 a value cannot begin with this character; put it in quotes"),
        ("a: %5\n", "1:4 Y004 a value cannot begin with this character; put it in quotes"),
        ("a: `b`\n", "1:4 Y004 a value cannot begin with this character; put it in quotes"),
        ("a: - b\n", "1:4 Y004 a list cannot begin here; put it on its own lines below the key"),
        ("a:\n  b: 1\n c: 2\n", f"3:2 Y004 {NOT_LINED_UP}"),
        ("a:\n  - x\n b: 1\n", f"3:2 Y004 {NOT_LINED_UP}"),
        ("- a\nb: 1\n", "2:1 Y004 this line does not line up with the list above; check its indentation"),
        ("a: 1\nb\nc: 2\n", f"2:1 {NO_KEY}"),
        ("a: 1\nb\n", f"2:1 {NO_KEY}"),
        ("a: 1\nconclusion\n\n# the end\n", f"2:1 {NO_KEY}"),
    ],
)
def test_other_faults_of_syntax_in_plain_words(text: str, fault: str) -> None:
    assert faults(text) == [fault]


@pytest.mark.parametrize(
    "text",
    [
        "a: 'it's'\n",
        'a: "x" y\n',
        "a: [b, c]]\n",
        "a: {b: 1}}\n",
        "a: 1\nb: [c] d\n",
        "a: ]\n",
        "a: [1,,2]\n",
        "a: {: b}\n",
    ],
)
def test_what_is_left_over_in_a_line_is_not_called_a_matter_of_indentation(text: str) -> None:
    [fault] = faults(text)
    assert " Y004 " in fault
    assert "line up" not in fault


def test_everything_wrong_before_a_fault_of_syntax_is_told_too() -> None:
    assert faults("a: no\nb: &x 1\nc: [1\n") == [
        '1:4 Y012 some programs take no for false, others for text; write false, or write "no" in quotes',
        "2:4 Y006 &x has a special meaning in YAML; remove it, or put the text in quotes",
        "3:4 Y004 the list that begins here is not closed; a comma or ] is missing before the end",
    ]


# ── places ─────────────────────────────────────────────────────────────────────────────────────────

NESTED = """\
# a note
request: région
funding:
  lines:
  - item: Intégration
    amount: 12.50
  - {item: "x", "amount": 7,
     more: [a, {b: null}]}
text: |
  many
  lines
"""

PLACES: list[tuple[KeyPath, str, str]] = [
    ((), "2:1", "2:1"),
    (("request",), "2:1", "2:10"),
    (("funding",), "3:1", "4:3"),
    (("funding", "lines"), "4:3", "5:3"),
    (("funding", "lines", 0), "5:5", "5:5"),
    (("funding", "lines", 0, "item"), "5:5", "5:11"),
    (("funding", "lines", 0, "amount"), "6:5", "6:13"),
    (("funding", "lines", 1), "7:5", "7:5"),
    (("funding", "lines", 1, "item"), "7:6", "7:12"),
    (("funding", "lines", 1, "amount"), "7:17", "7:27"),
    (("funding", "lines", 1, "more"), "8:6", "8:12"),
    (("funding", "lines", 1, "more", 0), "8:13", "8:13"),
    (("funding", "lines", 1, "more", 1), "8:16", "8:16"),
    (("funding", "lines", 1, "more", 1, "b"), "8:17", "8:20"),
    (("text",), "9:1", "9:7"),
]


@pytest.mark.parametrize(("path", "key", "value"), PLACES)
def test_every_key_and_value_has_its_place(path: KeyPath, key: str, value: str) -> None:
    record, findings = reading(NESTED)
    assert record is not None
    assert findings == ()
    assert str(record.place(path)) == f"a.yaml:{key}"
    assert str(record.value_place(path)) == f"a.yaml:{value}"


def test_no_other_place_is_kept() -> None:
    record, _ = reading(NESTED)
    assert record is not None
    assert set(record.keys) == set(record.values) == {path for path, _, _ in PLACES}


def test_what_is_not_written_has_the_place_of_what_holds_it() -> None:
    record, _ = reading(NESTED)
    assert record is not None
    assert str(record.place(("funding", "lines", 1, "absent", "deep"))) == "a.yaml:7:5"
    assert str(record.place(("absent",))) == "a.yaml:2:1"


def test_a_place_is_as_wide_as_what_is_written() -> None:
    record, _ = reading("request: region-a\nother: 'region b'\n")
    assert record is not None
    assert record.place(("request",)).width == len("request")
    assert record.value_place(("request",)).width == len("region-a")
    assert record.value_place(("other",)).width == len("'region b'")


def test_the_lines_of_a_document_are_shown_whatever_its_bytes() -> None:
    assert reader.text_lines(b"\xef\xbb\xbfa: 1\r\nb: caf\xe9\n") == ["a: 1", "b: caf\N{REPLACEMENT CHARACTER}", ""]


# ── laws ───────────────────────────────────────────────────────────────────────────────────────────

SCRAPS = [
    *"abz019 \n\t:-#{}[],&*!|>'\"%@`?~=<./\\é\x00\x85\ufeff\u2028",
    "\r\n",
    "\r",
    "  ",
    ": ",
    "- ",
    "? ",
    "---\n",
    "...\n",
    "%YAML 1.2\n",
    "<<: *a",
    "&a ",
    "*a",
    "!!python/x ",
    "[[[[",
    "}}}}",
    "'",
    '"\\ud800"',
    "no",
    "0x1",
    "1e9",
    "12:30",
    "9" * 16,
    "key: value\n",
]


def _lawful(text: bytes) -> None:
    record, findings = reading(text)
    lines = text.count(b"\n") + 1
    assert record is not None or findings
    assert len(findings) <= MOST_FINDINGS + 1
    for finding in findings:
        assert re.fullmatch(r"Y\d{3}", finding.code)
        assert 1 <= finding.place.line <= lines + 1
        assert finding.place.column >= 1
        assert finding.place.width >= 1
        assert finding.says.isprintable()
    if record is not None and not findings:
        assert isinstance(record.data, dict)
        _only_plain_values(record.data)
        assert all(path in record.values for path in _paths(record.data, ()))


def _only_plain_values(value: Any) -> None:
    assert type(value) in {dict, list, str, bool, int, Decimal, type(None)}
    for inner in value.values() if isinstance(value, dict) else value if isinstance(value, list) else ():
        _only_plain_values(inner)
    if isinstance(value, dict):
        assert all(type(key) is str for key in value)


def _paths(value: Any, path: KeyPath) -> list[KeyPath]:
    parts = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    return [path, *(below for key, inner in parts for below in _paths(inner, (*path, key)))]


@given(st.binary(max_size=200))
@settings(max_examples=300, deadline=None)
def test_any_bytes_give_a_record_or_a_finding(text: bytes) -> None:
    _lawful(text)


@given(st.lists(st.sampled_from(SCRAPS), max_size=30).map("".join))
@settings(max_examples=600, deadline=None)
def test_any_text_gives_a_record_or_a_finding(text: str) -> None:
    _lawful(text.encode())


@pytest.mark.slow
@given(st.data())
@settings(max_examples=600, deadline=None)
def test_any_change_of_a_document_gives_a_record_or_a_finding(draw: st.DataObject) -> None:
    text = NESTED
    for _ in range(draw.draw(st.integers(1, 4))):
        start = draw.draw(st.integers(0, len(text)))
        end = min(len(text), start + draw.draw(st.integers(0, 6)))
        scrap = draw.draw(st.sampled_from(["", text[start:end] * 2, *SCRAPS]))
        text = text[:start] + scrap + text[end:]
    _lawful(text.encode())


def test_a_document_of_very_many_values_is_refused_before_it_takes_long() -> None:
    assert faults("a: [" + "1," * 60_000 + "]\n") == [
        "1:100001 Y015 the document holds more than 50000 values; split it"
    ]
