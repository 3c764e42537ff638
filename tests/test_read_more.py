"""What a finding of the reading room underlines: a text on the left; line, underlined characters and code on the right."""

from __future__ import annotations

import hashlib

import pytest

from asipgrid.documents import reader
from asipgrid.model.places import Source


def underlined(written: bytes) -> list[str]:
    """`line code characters` of every finding, the characters as the text has them."""
    _, findings = reader.read(Source(name="a.yaml", data=written))
    lines = reader.text_lines(written)
    return [
        f"{each.place.line} {each.code} {lines[each.place.line - 1][each.place.column - 1 :][: each.place.width]}"
        for each in findings
    ]


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("a: &name 1\n", ["1 Y006 &name"]),
        ("a: &b [1, &c d]\n", ["1 Y006 &b", "1 Y006 &c"]),
        ("&k a: 1\n", ["1 Y006 &k"]),
        ("a: *name\n", ["1 Y006 *name"]),
        ("*name : 1\nb: [*b, *c]\n", ["1 Y006 *name", "2 Y006 *b", "2 Y006 *c"]),
        ("a: &%\n", ["1 Y004 &"]),
        ("a: *\nb: 1\n", ["1 Y004 *"]),
        ("a: !x 1\n", ["1 Y007 !"]),
        ("a: 1\n--- # two\nb: 2\n", ["2 Y005 ---"]),
        ("%YAML 1.2\n---\na: 1\n", ["1 Y005 %"]),
        ("# one\n%YAML 1.2\n---\na: 1\n", ["2 Y005 %"]),
        ("a: 12:30\nb: 1_000 # c\n", ["1 Y012 12:30", "2 Y012 1_000"]),
        ("a:\n { name\n  of several\n   lines:- ", ["4 Y018 -"]),
        ("a: yes # c\n", ["1 Y012 yes"]),
        ("no: 1\n1: 2\n", ["1 Y009 no", "2 Y009 1"]),
        ("? [1]\n: 2\n", ["1 Y009 ["]),
        ("a: 1\n'a': 2\n", ["2 Y011 'a'"]),
        ('a: "x\\0y"\n', ['1 Y002 "']),
        ("a: 1234567890123456 # c\n", ["1 Y013 1234567890123456"]),
        ("a: x\x07y\n", ["1 Y002 \x07"]),
        ("a: 1\n  \tb: 2\n", ["2 Y003 \t"]),
        ("- a\n", ["1 Y010 -"]),
        ("a: @home\n", ["1 Y004 @"]),
    ],
)
def test_a_finding_underlines_what_is_wrong_and_no_more(written: str, expected: list[str]) -> None:
    assert underlined(written.encode()) == expected


def test_a_byte_that_is_no_text_is_underlined_in_its_own_line() -> None:
    assert underlined(b"a: \xc3\xa9\nb: caf\xe9 x\n") == ["2 Y001 \N{REPLACEMENT CHARACTER}"]


def test_the_digest_is_that_of_the_text_in_utf_8() -> None:
    record, _ = reader.read(Source(name="a.yaml", data="a: é\r\n".encode()))
    assert record is not None
    assert record.digest == "sha256:" + hashlib.sha256(b"a: \xc3\xa9\n").hexdigest()
