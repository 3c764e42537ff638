"""A fact against its schema: what a grid asks and what a request states on the left, the whole finding on the right."""

from __future__ import annotations

from pathlib import Path

import pytest

from asipgrid.check.shape_words import meant
from conftest import SMALL_GRID, Command, small, small_request
from test_check import checked

AMOUNT = "{type: object, additionalProperties: false, properties: {amount: {type: integer}}}"


def found(tmp_path: Path, asipgrid: Command, schema: str, value: str) -> list[str]:
    """The findings of a request whose fact `doc.x` has that schema and that value."""
    grid = SMALL_GRID.replace("signed: {type: boolean}", f"signed: {{type: boolean}}\n    x: {schema}")
    request = small_request("region-a", doc=f"{{x: {value}}}")
    findings = checked(asipgrid, small(tmp_path, {"requests/small/region-a.yaml": request}, grid=grid))
    return [finding.replace("requests/small/region-a.yaml:", "") for finding in findings]


@pytest.mark.parametrize(
    ("schema", "value", "findings"),
    [
        ("{type: number, minimum: 1}", "0.5", ["S007 7:10 doc.x is 0.5; it must be at least 1"]),
        ("{type: number, maximum: 1}", "1.5", ["S007 7:10 doc.x is 1.5; it must be at most 1"]),
        ("{type: number, exclusiveMinimum: 1}", "1", ["S007 7:10 doc.x is 1; it must be more than 1"]),
        ("{type: number, exclusiveMaximum: 1}", "1", ["S007 7:10 doc.x is 1; it must be less than 1"]),
        (
            "{type: number, multipleOf: 0.01}",
            "1.005",
            ["S007 7:10 doc.x is 1.005; an amount has at most two decimals; is 1005 meant?"],
        ),
        ("{type: number, multipleOf: 5}", "7", ["S007 7:10 doc.x is 7; it must be a multiple of 5"]),
        ("{type: integer}", "1.5", ["S003 7:10 doc.x must be a whole number, but is 1.5"]),
        (
            "{type: integer}",
            '"12"',
            ['S003 7:10 doc.x must be a whole number, but is "12"; write it without quotes: 12'],
        ),
        (
            "{type: number}",
            "twelve",
            ['S003 7:10 doc.x must be a number, but is "twelve"; write a plain number such as 3 or 12500.50'],
        ),
        ("{type: number}", "[1]", ["S003 7:10 doc.x must be a number, but is a list"]),
        ("{type: string}", "12", ['S003 7:10 doc.x must be text; write it in quotes: "12"']),
        ("{type: string}", "12.50", ['S003 7:10 doc.x must be text; write it in quotes: "12.50"']),
        ("{type: string}", "true", ['S003 7:10 doc.x must be text; write it in quotes: "true"']),
        ("{type: string}", "[a]", ["S003 7:10 doc.x must be text, but is a list"]),
        (
            "{type: boolean}",
            '"yes"',
            ['S003 7:10 doc.x must be true or false, but is "yes"; write true or false, without quotes'],
        ),
        ("{type: boolean}", "1", ["S003 7:10 doc.x must be true or false, but is 1"]),
        (
            "{type: string, format: date}",
            "2010-02-30",
            ['S006 7:10 doc.x is "2010-02-30", which is no date of the calendar; write YYYY-MM-DD, such as 2010-06-30'],
        ),
        (
            "{type: string, format: date}",
            "2010-6-3",
            ['S006 7:10 doc.x is "2010-6-3", which is no date of the calendar; write 2010-06-03'],
        ),
        (
            "{type: string, format: date}",
            "31.12.2010",
            ['S006 7:10 doc.x is "31.12.2010", which is no date of the calendar; write 2010-12-31'],
        ),
        (
            "{type: string, format: date}",
            "3/6/2010",
            ['S006 7:10 doc.x is "3/6/2010", which is no date of the calendar; write 2010-06-03 or 2010-03-06'],
        ),
        ("{type: number, maximum: 1}", "12.5 %", ['S003 7:10 doc.x must be a number, but is "12.5 %"; write 0.125']),
        (
            "{type: number, maximum: 100}",
            "12.5 %",
            ['S003 7:10 doc.x must be a number, but is "12.5 %"; write a plain number such as 3 or 12500.50'],
        ),
        ("{type: string, format: date}", "20100230", ["S003 7:10 doc.x must be a date, YYYY-MM-DD, but is 20100230"]),
        (
            "{type: string, pattern: '^[a-z]+$'}",
            "A1",
            ['S005 7:10 doc.x is "A1"; it must be text that matches ^[a-z]+$'],
        ),
        (
            "{type: string, pattern: '^[a-z]+$', title: 'Code: lower-case letters'}",
            "A1",
            ['S005 7:10 doc.x is "A1"; it must be lower-case letters'],
        ),
        (
            "{type: string, pattern: '^[a-z]+$', title: 'Code: lower-case letters'}",
            "12",
            ["S003 7:10 doc.x must be lower-case letters, but is 12"],
        ),
        (
            "{type: string, pattern: '^[a-z0-9]+$', title: 'Code: letters and digits'}",
            "12",
            ['S003 7:10 doc.x must be letters and digits, but is 12, which is no text without quotes; write "12"'],
        ),
        ("{enum: ['2010', '2011']}", "2010", ['S004 7:10 doc.x is 2010; write it in quotes: "2010"']),
        ("{enum: [2010, 2011]}", '"2010"', ['S004 7:10 doc.x is "2010"; write it without quotes: 2010']),
        ("{enum: ['true', maybe]}", "true", ['S004 7:10 doc.x is true; write it in quotes: "true"']),
        (
            "{type: string, format: date, formatMinimum: 2010-01-01}",
            "2009-12-31",
            ['S007 7:10 doc.x is "2009-12-31"; it must be a date from 2010-01-01'],
        ),
        (
            "{type: string, format: date, formatMaximum: 2010-01-01}",
            "2010-12-31",
            ['S007 7:10 doc.x is "2010-12-31"; it must be a date until 2010-01-01'],
        ),
        ("{type: string, minLength: 3}", "ab", ["S008 7:10 doc.x has 2 characters; it must have at least 3"]),
        ("{type: string, maxLength: 3}", "abcd", ["S008 7:10 doc.x has 4 characters; it may have at most 3"]),
        ("{type: string, minLength: 1}", '""', ["S008 7:10 doc.x is empty; write some text"]),
        ("{type: array, items: {type: string}, minItems: 1}", "[]", ["S008 7:10 doc.x is empty; give at least one"]),
        (
            "{type: array, items: {type: string}, minItems: 2}",
            "[a]",
            ["S008 7:10 doc.x has 1 entry; it must have at least 2"],
        ),
        (
            "{type: array, items: {type: string}, maxItems: 1}",
            "[a, b]",
            ["S008 7:10 doc.x has 2 entries; it may have at most 1"],
        ),
        (
            "{type: array, items: {type: string}, uniqueItems: true}",
            "[a, a]",
            ["S009 7:10 doc.x holds the same value twice; keep one"],
        ),
        (
            "{type: array, items: {type: string}}",
            "[a, 1]",
            ['S003 7:14 doc.x[1] must be text; write it in quotes: "1"'],
        ),
        (
            "{type: object, additionalProperties: false, maxProperties: 1, properties: {a: {type: integer}, b: {type: integer}}}",
            "{a: 1, b: 2}",
            ["S008 7:10 doc.x has 2 fields; it may have at most 1"],
        ),
        (
            "{type: object, additionalProperties: false, minProperties: 2, properties: {a: {type: integer}, b: {type: integer}}}",
            "{a: 1}",
            ["S008 7:10 doc.x has 1 field; it must have at least 2"],
        ),
        (
            "{type: object, additionalProperties: false, required: [a, b], properties: {a: {type: integer}, b: {type: integer}}}",
            "{c: 1}",
            [
                "S002 7:7 doc.x lacks a and b; each must be given",
                "S001 7:11 doc.x.c is not a field; known here: a, b",
            ],
        ),
        (
            "{type: object, additionalProperties: false, properties: {amount: {type: integer}}}",
            "{amont: 1}",
            ["S001 7:11 doc.x.amont is not a field; did you mean amount?"],
        ),
        (
            "{type: object, additionalProperties: false, properties: {amount: {type: integer}}}",
            "{аmount: 1}",
            ["S001 7:11 doc.x.аmount is not a field (it holds the letter U+0430); did you mean amount?"],
        ),
        (
            "{type: object, additionalProperties: false, properties: {amount: {type: integer}}, patternProperties: {'^y[0-9]+$': {type: integer}}}",
            "{y1: 1, z1: null}",
            ["S001 7:18 doc.x.z1 is not a field; known here: amount"],
        ),
        ("{enum: [cda, pdf]}", "cad", ['S004 7:10 doc.x is "cad"; did you mean cda? (one of cda, pdf)']),
        ("{enum: [cda, pdf]}", "zzz", ['S004 7:10 doc.x is "zzz"; it must be one of cda, pdf']),
        ("{enum: [1, true, cda]}", "7", ["S004 7:10 doc.x is 7; it must be one of 1, true, cda"]),
        ("{const: cda}", "pdf", ['S004 7:10 doc.x is "pdf"; it must be one of cda']),
        ("{const: 4}", "5", ["S004 7:10 doc.x is 5; it must be one of 4"]),
        (
            "{anyOf: [{type: integer}, {type: string, format: date}]}",
            "true",
            ["S003 7:10 doc.x must be a whole number or a date"],
        ),
        (
            "{anyOf: [{const: all}, {enum: [1, 2]}, {type: array, items: {type: integer}}]}",
            "true",
            ["S003 7:10 doc.x must be all or 1, 2 or a list"],
        ),
        (
            "{anyOf: [{type: object, additionalProperties: false, required: [path], properties: {path: {type: string}}}, {type: string}]}",
            "1",
            ['S003 7:10 doc.x must be {path: …} or text; write it in quotes: "1"'],
        ),
        (
            "{anyOf: [{type: object, additionalProperties: false, required: [path], properties: {path: {type: string}}}, {type: string}]}",
            "{pth: a}",
            [
                "S002 7:7 doc.x.path is missing; it must be given",
                "S001 7:11 doc.x.pth is not a field; did you mean path?",
            ],
        ),
        (
            "{anyOf: [{type: object, additionalProperties: false, required: [en], properties: {en: {type: string}}}, {type: string}]}",
            "1",
            ['S003 7:10 doc.x must be {en: …, fr: …} or text; write it in quotes: "1"'],
        ),
        ("{anyOf: [{minimum: 4}, {type: string}]}", "1", ["S007 7:10 doc.x is 1; it must be at least 4"]),
        (
            "{type: [integer, string]}",
            "true",
            ['S003 7:10 doc.x must be a whole number or text; write it in quotes: "true"'],
        ),
        ("{not: {const: 1}, type: integer}", "1", ["S010 7:10 doc.x breaks the condition `not` of the grid's facts"]),
        (
            "{type: array, contains: {const: 1}}",
            "[2]",
            ["S010 7:10 doc.x breaks the condition `contains` of the grid's facts"],
        ),
        (
            "{oneOf: [{type: integer}, {minimum: 1, type: number}]}",
            "5",
            ["S010 7:10 doc.x breaks the condition `oneOf` of the grid's facts"],
        ),
        (
            "{type: object, additionalProperties: false, dependentRequired: {a: [b]}, properties: {a: {type: integer}, b: {type: integer}}}",
            "{a: 1}",
            ["S010 7:10 doc.x breaks the condition `dependentRequired` of the grid's facts"],
        ),
    ],
)
def test_a_value_of_another_form_is_refused_in_plain_words(
    tmp_path: Path, asipgrid: Command, schema: str, value: str, findings: list[str]
) -> None:
    assert found(tmp_path, asipgrid, schema, value) == findings


@pytest.mark.parametrize(("length", "shown"), [(60, "z" * 60), (61, "z" * 57 + "…")])
def test_a_long_name_is_cut(tmp_path: Path, asipgrid: Command, length: int, shown: str) -> None:
    assert found(tmp_path, asipgrid, AMOUNT, f"{{{'z' * length}: 1}}") == [
        f"S001 7:11 doc.x.{shown} is not a field; known here: amount"
    ]


def test_the_last_key_of_a_document_that_is_missing_is_told_for_the_whole(tmp_path: Path, asipgrid: Command) -> None:
    request = small_request("region-a").replace("title: Project region-a\n", "")
    assert checked(asipgrid, small(tmp_path, {"requests/small/region-a.yaml": request})) == [
        "S002 requests/small/region-a.yaml:1:1 title is missing; it must be given"
    ]


@pytest.mark.parametrize(
    ("written", "numbers"),
    [
        ("420 000", ("420000",)),
        ("420\N{NO-BREAK SPACE}000", ("420000",)),
        ("1\N{NARROW NO-BREAK SPACE}420\N{NARROW NO-BREAK SPACE}000,50", ("1420000.5",)),
        ("420.000,00", ("420000",)),
        ("€420,000.00", ("420000",)),
        ("1,200,000", ("1200000",)),
        ("1.200.000 EUR", ("1200000",)),
        ("1'200", ("1200",)),
        ("-5 000", ("-5000",)),
        ("400", ("400",)),
        ("12,5", ("12.5",)),
        ("0,350", ("0.35",)),
        ("420,000", ("420000", "420")),
        ("12.500", ("12500", "12.5")),
        ("12 50", ()),
        ("012 500", ()),
        ("1 200,000", ()),
        ("1.200 000", ()),
        ("35 %", ()),
        ("٤٠٠", ()),
        ("ten", ()),
        ("", ()),
        ("1" * 61, ()),
    ],
)
def test_a_number_written_as_people_do_is_read_for_the_message_alone(written: str, numbers: tuple[str, ...]) -> None:
    assert meant(written) == numbers
