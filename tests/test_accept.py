"""Two engines, one answer: what is accepted in microseconds, the engine that explains accepts too, and the other way round."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from asipgrid.check.call_schemas import request_schema
from asipgrid.schema import accept, dialect, explain, keywords
from test_fuzz import documents, schema_of, spoil

TEXTS = st.sampled_from(
    ["", "a", "b1", "B", "é", "a\n", "٣", "2010-02-28", "2010-02-30", "0000-01-01", "2010-03-01T00:00", "x" * 501]
)
NUMBERS = st.sampled_from(
    [
        0,
        1,
        2,
        -1,
        10**15 - 1,
        10**15,
        10**30,
        *map(
            Decimal, ("0.5", "0.50", "1.25", "0.1", "12.000", "2.0", "0.125", "0.3", "1E+2", "1E+999999", "1E-999999")
        ),
    ]
)
SCALARS = TEXTS | NUMBERS | st.booleans() | st.none()
VALUES: Any = st.recursive(
    SCALARS,
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(["a", "b", "c", "é"]), inner, max_size=3)
    ),
    max_leaves=8,
)
PIECES = st.sampled_from(["a", "B", "0", "-", ":", " ", "[a-z]", "[A-Z0-9_]", "[a-c-]", "(ab)", "(b[0-9]*)"])
WHOLE = st.lists(st.tuples(PIECES, st.sampled_from(["", "", "*", "+", "?", "{2}", "{1,3}", "{0,}"])), max_size=3).map(
    lambda parts: f"^{''.join(piece + repeat for piece, repeat in parts)}$"
)
PATTERNS = st.sampled_from(["^a", r"^\d+$", r"\w", "^[a-z0-9]+$", r"\s", ".", "^a$", "a$", "^a|b$", "^(?:a)$"]) | WHOLE
COUNTS = st.integers(0, 3)
STEPS = st.sampled_from([1, 2, Decimal("0.01"), Decimal("0.1"), Decimal("0.25"), Decimal("0.5")])
TYPES = st.sampled_from(sorted(dialect.TYPES))
DATES = st.sampled_from(["2010-01-01", "2010-02-28", "2010-12-31"])


def keyword_values(inner: st.SearchStrategy[Any]) -> dict[str, st.SearchStrategy[Any]]:
    many, named = st.lists(inner, min_size=1, max_size=3), st.dictionaries(st.sampled_from("abc"), inner, max_size=2)
    return {
        "type": TYPES | st.lists(TYPES, min_size=1, max_size=2, unique=True),
        "enum": st.lists(SCALARS, min_size=1, max_size=3),
        "const": SCALARS,
        **dict.fromkeys(("minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum"), NUMBERS),
        "multipleOf": STEPS,
        **dict.fromkeys(("minLength", "maxLength", "minItems", "maxItems", "minProperties", "maxProperties"), COUNTS),
        "pattern": PATTERNS,
        "format": st.sampled_from(["date", "email"]),
        **dict.fromkeys(("formatMinimum", "formatMaximum"), DATES),
        **dict.fromkeys(
            ("items", "additionalProperties", "propertyNames", "not", "if", "then", "else", "contains"), inner
        ),
        **dict.fromkeys(("allOf", "anyOf", "oneOf", "prefixItems"), many),
        **dict.fromkeys(("properties", "dependentSchemas"), named),
        "patternProperties": st.dictionaries(PATTERNS, inner, max_size=1),
        "required": st.lists(st.sampled_from("abc"), unique=True),
        "uniqueItems": st.booleans(),
        "title": st.just("A title"),
    }


def _with(names: list[str], inner: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    values = keyword_values(inner)
    return st.fixed_dictionaries({name: values[name] for name in names})


ONE: Any = st.fixed_dictionaries({"type": TYPES})
NAMES = st.lists(st.sampled_from(sorted(keyword_values(ONE))), min_size=1, max_size=3, unique=True)
SCHEMAS: Any = st.recursive(
    ONE, lambda inner: NAMES.flatmap(lambda names: _with(names, inner | st.booleans())), max_leaves=4
)


@given(SCHEMAS, VALUES)
@example({"type": "integer"}, Decimal("12.000"))
@example({"type": "integer"}, Decimal("2.0"))
@example({"multipleOf": Decimal("0.01")}, Decimal("12.500"))
@example({"maximum": 10}, 10**400)
@example({"pattern": r"^\d+$"}, "٣")
@example({"pattern": "^a$"}, "a\n")
@example({"format": "date"}, "0000-01-01")
@example({"enum": [1]}, True)
@example({"const": 0}, False)
@example({"uniqueItems": True}, [1, True])
@example({"multipleOf": Decimal("0.1")}, Decimal("0.3"))
def test_two_engines_give_one_answer(schema: dict[str, Any], value: Any) -> None:
    """A schema that is asked here at all gives the same answer in both; one that is not, accepts nothing here."""
    asked = dialect.validator(schema)
    right = explain.validator(schema).is_valid(value)
    assert asked.is_valid(value) is right
    if keywords.is_plain(value):
        assert not asked.accepts(value) or right


@given(PATTERNS, TEXTS | st.text("abB0-: _\né٣", max_size=6))
@example("^[a-z]+$", "a\n")
@example("^[a-z]*$", "\n")
@example("^[a-z]*$", "x" * 501)
@example("^[a-z]*$", "x" * 500)
@example("^[A-Z]$", "É")
def test_a_pattern_lets_the_same_texts_through_in_both(pattern: str, text: str) -> None:
    assert accept.accepting({"pattern": pattern})(text) is keywords.matches(pattern, text)


def test_a_date_is_a_day_of_the_calendar_in_both() -> None:
    """A day that is none, such as one of the year 0, is never accepted in microseconds; every day is."""
    accepts = accept.accepting({"format": "date"})
    forms = ("{}-{:02}-{:02}", "{}-{}-{}", "{}{:02}{:02}", "{}-{:02}-{:02}\n", " {}-{:02}-{:02}", "{}-{:02}-{:02}T")
    years = ("0000", "0001", "0999", "1900", "2000", "2023", "2024", "9999", "10000", "999", "+2024", "٢٠٢٤")
    texts = [
        form.format(year, month, day)
        for form in forms
        for year in years
        for month in range(14)
        for day in (0, 1, 9, 28, 29, 30, 31, 32)
    ]
    assert [text for text in texts if accepts(text)] == [text for text in texts if keywords.is_date(text)]


@pytest.mark.slow
@pytest.mark.parametrize("what", ["grid", "call", "request", "rating", "decision", "progress"])
@given(draw=st.data())
def test_no_broken_document_is_accepted(what: str, draw: st.DataObject) -> None:
    document = draw.draw(documents(what))
    for _ in range(draw.draw(st.integers(0, 3))):
        draw.draw(spoil_of(document, what))
    asked = dialect.validator(schema_of(what))
    if keywords.is_plain(document) and asked.accepts(document):
        assert list(asked.iter_errors(document)) == []


@st.composite
def spoil_of(draw: Any, document: dict[str, Any], what: str) -> None:
    spoil(draw, document, what)


@pytest.mark.parametrize("what", ["grid", "call", "request", "rating", "decision", "progress"])
def test_the_schemas_of_documents_are_asked_in_microseconds(what: str) -> None:
    assert accept.accepting({"anyOf": [schema_of(what), {"type": "string"}]})("text")


@pytest.mark.parametrize(
    "schema",
    [
        {"patternProperties": {}},
        {"uniqueItems": True},
        {"contains": {}},
        {"enum": [[1]]},
        {"minimum": Decimal("12.000")},
    ],
)
def test_a_schema_that_may_be_read_in_another_way_accepts_nothing_here(schema: dict[str, Any]) -> None:
    assert not accept.accepting(schema)("text")


def test_text_that_is_no_unicode_is_not_accepted() -> None:
    assert not accept.accepting({"type": "string"})("\ud800")


def test_deep_values_are_not_plain() -> None:
    deep: Any = 1
    for _ in range(100_000):
        deep = [deep]
    assert not keywords.is_plain(deep)
    while deep != 1:  # taken apart by hand: the interpreter would do it by recursion
        deep = deep.pop()


def test_the_grid_s_facts_are_part_of_what_is_accepted() -> None:
    grid = {
        "block": "doc",
        "facts": {"type": "object", "properties": {"n": {"type": "integer"}}, "additionalProperties": False},
    }
    asked = dialect.validator(request_schema([grid]))
    sound = {"request": "a", "call": "b", "title": "T", "applicant": {"name": "N", "legal_form": "gcs", "scope": "regional"}, "submitted_on": "2010-01-01"}  # fmt: skip
    assert asked.accepts({**sound, "doc": {"n": 1}})
    assert not asked.accepts({**sound, "doc": {"n": "1"}})
    assert not asked.accepts({**sound, "doc": {"m": 1}})
