"""What a path or condition may not ask, and what it gives where the library behind it would fail or round."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import jmespath
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from asipgrid.check.conditions import date_fault, path_fault, type_words, written_paths
from asipgrid.engine.conditions import Branches, Why, condition
from asipgrid.engine.paths import PathExpression, _plain
from asipgrid.text.values import quoted, shown
from conftest import SMALL_GRID, Command, small, small_request
from test_check import checked

ENV: dict[str, Any] = {
    "n": 3,
    "half": Decimal("0.5"),
    "name": "region-a",
    "flag": True,
    "tags": ["b", "a"],
    "figures": [1, Decimal("0.5")],
    "off": False,
    "minus": Decimal("-2.5"),
    "mixed": ["a", 1],
    "part": {"half": Decimal("0.5"), "rest": [Decimal("0.5"), True]},
}
NO_NUMBER = "a number in it cannot be compared; write it plainly, such as `0.5`"


@pytest.mark.parametrize(
    ("path", "value"),
    [
        ("contains(name, 'region')", True),
        ("contains(name, n)", False),
        ("contains(name, `1`)", False),
        ("contains(figures, half)", True),
        ("contains(figures, flag)", False),
        ("contains(tags, missing)", None),
        ("contains(n, `3`)", None),
        ("figures == `[1, 0.5]`", True),
        ("contains(`[0.1, 0.2]`, half)", False),
        ("n == flag", False),
        ("n != flag", True),
        ("name == `region-a`", True),
        ("tags[::2]", ["b"]),
        ("tags[::-1]", ["a", "b"]),
        ("n[0:1]", None),
        # Numbers are exact wherever they stand, and compared as numbers.
        ('part == `{"half": 0.5, "rest": [0.5, true]}`', True),
        ('part == `{"half": 0.5}`', False),
        ("n == `3.0`", True),
        ("n != `3.0`", False),
        ("n >= `3`", True),
        ("n <= `3`", True),
        ("n < `3`", False),
        ("half < `0.6`", True),
        # Texts are compared in their order; what is of two kinds is not.
        ("name > 'region'", True),
        ("name <= 'region'", False),
        ("n < 'x'", None),
        ("flag < `2`", None),
        ('tags == `["b", "a"]`', True),
        ('tags != `["b", "a"]`', False),
        ("abs(minus)", Decimal("2.5")),
        ("ceil(minus)", -2),
        ("floor(minus)", -3),
        ("abs(name)", None),
        ("abs(flag)", None),
        ("avg(tags)", None),
        ("max(figures)", 1),
        ("min(figures)", Decimal("0.5")),
        ("max(mixed)", None),
        ("min(mixed)", None),
        ("max(n)", None),
        ("sum(n)", None),
        ("sum(`[]`)", 0),
        ("sum(figures, figures)", None),
        ("length(name)", 8),
        ("length(n)", None),
        ("ends_with(name, '-a')", True),
        ("ends_with(name, n)", None),
        ("name.first", None),
        ("tags.first", None),
        ("[n, missing]", None),
        ("[n, half]", [3, Decimal("0.5")]),
        ("flag && missing", None),
        ("off && missing", False),
        ("missing || n == `3`", True),
        ("missing || n == `4`", None),
    ],
)
def test_a_function_takes_values_as_they_are_written(path: str, value: object) -> None:
    assert PathExpression(path).get(ENV) == value


@pytest.mark.parametrize(
    ("path", "fault"),
    [
        ("doc.list[::0]", "doc.list[::0]: the step of a slice is never 0"),
        ("doc.total > `1e999`", f"doc.total > `1e999`: {NO_NUMBER}"),
        ("doc.total > `NaN`", f"doc.total > `NaN`: {NO_NUMBER}"),
        ("max(`[1, -Infinity]`) > doc.total", f"max(`[1, -Infinity]`) > doc.total: {NO_NUMBER}"),
    ],
)
def test_a_path_that_no_document_could_answer_is_refused(
    asipgrid: Command, tmp_path: Any, path: str, fault: str
) -> None:
    grid = SMALL_GRID.replace("signed: {type: boolean}", "signed: {type: boolean}\n    list: {type: array}")
    root = small(tmp_path, grid=grid.replace("{doc.signed: true}", f'{{"{path}": true}}'))
    assert checked(asipgrid, root, "grids") == [f"G104 grids/doc.yaml:23:16 {fault}"]


@pytest.mark.parametrize(
    ("written", "fault"),
    [
        ("{'`[1]`': x}", '`[1]` is a list and can never be "x"'),
        ("{'`null`': x}", '`null` is null and can never be "x"'),
        ("{doc.kind: cad}", "doc.kind can never be cad; did you mean cda?"),
        ("{doc.kind: a list}", "doc.kind can never be a list; one of a list, cda, true"),
        ("{doc.kind: truw}", "doc.kind can never be truw; did you mean true?"),
    ],
)
def test_a_condition_that_can_never_hold_is_refused_in_the_words_of_the_document(
    asipgrid: Command, tmp_path: Any, written: str, fault: str
) -> None:
    grid = SMALL_GRID.replace(
        "signed: {type: boolean}", "signed: {type: boolean}\n    kind: {enum: [[cda], cda, true]}"
    )
    root = small(tmp_path, grid=grid.replace("{doc.signed: true}", written))
    assert checked(asipgrid, root, "grids") == [f"G104 grids/doc.yaml:23:16 {fault}"]


def test_a_text_is_searched_for_a_number_without_a_failure(asipgrid: Command, tmp_path: Any) -> None:
    grid = SMALL_GRID.replace("requires: {doc.signed: true}", 'requires: {"contains(doc.format, doc.total)": false}')
    root = small(tmp_path, {"requests/small/region-a.yaml": small_request("region-a")}, grid=grid)
    ran = asipgrid("explain", "requests/small", "region-a", "--full", cwd=root)
    assert (ran.code, ran.err) == (0, "")
    assert "contains(doc.format, doc.total)" in ran.out


# ── what a path gives, as far as the schema says ───────────────────────────────────────────────────

A_MAPPING = type_words("object")
NUMBER, WHOLE, TEXT, TRUTH = ({"type": kind} for kind in ("number", "integer", "string", "boolean"))


def mapping(**properties: Any) -> dict[str, Any]:
    return {"type": "object", "additionalProperties": False, "properties": properties}


def listing(items: dict[str, Any]) -> dict[str, Any]:
    return {"type": "array", "items": items}


SCOPE = mapping(
    doc=mapping(
        signed=TRUTH,
        total=WHOLE,
        ratio=NUMBER,
        kind={"enum": ["cda", 1]},
        tags=listing(TEXT),
        figures=listing(NUMBER),
        nested=listing(listing(NUMBER)),
        lines=listing(mapping(amount=NUMBER, year=WHOLE, tags=listing(TEXT))),
        open={"type": "object", "additionalProperties": WHOLE},
        loose={"type": "object"},
        choice={"oneOf": [TEXT, NUMBER]},
        bare={"properties": {"x": WHOLE}},
        row={"items": NUMBER},
        day={"type": "string", "format": "date"},
        nine=mapping(**dict.fromkeys("abcdefghi", WHOLE)),
        eight=mapping(**dict.fromkeys("abcdefgh", WHOLE)),
        # What stands beside `anyOf` is asked of every value, and what one of its schemas adds may be there too.
        either={"properties": {"x": WHOLE}, "anyOf": [{"properties": {"y": TEXT}}]},
        one={"properties": {"x": WHOLE}, "oneOf": [{"properties": {"y": TEXT}}]},
        both={"properties": {"x": WHOLE}, "allOf": [{"properties": {"y": TEXT}}]},
        closed=mapping(x=WHOLE) | {"anyOf": [{"required": ["x"]}, {"required": ["y"]}]},
        years={"type": "object", "additionalProperties": False, "patternProperties": {"^y[0-9]+$": WHOLE}},
        mixed={"type": ["object", "string"], "additionalProperties": False, "properties": {"x": WHOLE}},
        texts={"type": ["array", "string"], "items": TEXT},
        anything=True,
    )
)


@pytest.mark.parametrize(
    ("path", "gives"),
    [
        ("doc.total", "a whole number"),
        ("doc.total | @", "a whole number"),
        ("doc.kind", "text or a number"),
        ("doc.lines[0]", A_MAPPING),
        ("doc.lines[0].amount", "a number"),
        ("doc.lines[-1].year", "a whole number"),
        ("doc.lines[0:1]", "a list"),
        ("doc.lines[].amount", "a list"),
        ("max(doc.lines[].year)", "a whole number"),
        ("max(doc.lines[*].amount)", "a number"),
        ("min(doc.lines[?amount > `1`].year)", "a whole number"),
        ("doc.lines[?amount > `1`] | [0]", A_MAPPING),
        ("doc.lines[].tags[] | [0]", "text"),
        ("max(doc.nested[])", "a number"),
        ("max(doc.tags)", "text"),
        ("max(doc.tags[])", "text"),
        ("doc.tags[]", "a list"),
        ("doc.nested[]", "a list"),
        ("starts_with(doc.tags[0], 'a')", "true or false"),
        ("ends_with(doc.tags[0], 'a')", "true or false"),
        ("[doc.total, doc.ratio]", "a list"),
        ("max([doc.total, doc.ratio])", "a whole number"),
        ("doc.total > `1`", "true or false"),
        ("!(doc.signed)", "true or false"),
        ("doc.signed && doc.signed", "true or false"),
        ("doc.signed || doc.signed", "true or false"),
        ("contains(doc.tags, 'a')", "true or false"),
        ("length(doc.tags)", "a whole number"),
        ("ceil(doc.ratio)", "a whole number"),
        ("floor(doc.ratio)", "a whole number"),
        ("abs(doc.total)", "a number"),
        ("sum(doc.figures)", "a number"),
        ("avg(doc.figures)", "a number"),
        ("doc.open.x", "a whole number"),
        ("doc.bare.x", "a whole number"),
        ("doc.row[0]", "a number"),
        ("doc.loose.x", None),
        ("doc.loose.x.y", None),
        ("doc.choice", None),
        ("doc.choice.x", None),
        ("doc.either.x", "a whole number"),
        ("doc.either.y", None),
        ("doc.one.x", "a whole number"),
        ("doc.one.y", None),
        ("doc.both.x", "a whole number"),
        ("doc.both.y", None),
        ("doc.closed.x", "a whole number"),
        ("doc.years.y2010", "a whole number"),
        ("doc.mixed.x", "a whole number"),
        ("doc.texts[0]", "text"),
        ("doc.anything", None),
        ("doc.anything.x[0]", None),
        ("`[1]`", "a list"),
        ("`{}`", A_MAPPING),
        ("`null`", "null"),
        ("`true`", "true or false"),
        ("`0.5`", "a number"),
        ("'x'", "text"),
    ],
)
def test_what_a_path_gives_is_known_from_the_schema(path: str, gives: str | None) -> None:
    says = (
        f"{path} may hold anything; it must always be nothing" if gives is None else f"{path} is {gives}, not nothing"
    )
    assert path_fault(path, SCOPE) is None
    assert path_fault(path, SCOPE, ("nothing",)) == says


def test_a_path_has_at_most_two_hundred_characters() -> None:
    longest = f"doc.{'x' * 196}"
    assert PathExpression(longest).get({"doc": {"x" * 196: 1}}) == 1
    assert path_fault(f"{longest}x", SCOPE) == (
        f"doc.{'x' * 53}… is not a path; write names joined by dots, such as funding.requested"
    )


ALL = "abs, avg, ceil, contains, ends_with, floor, length, max, min, starts_with, sum"


@pytest.mark.parametrize(
    ("path", "says"),
    [
        ("doc.total[0]", "it is not a list"),
        ("doc.total[*]", "it is not a list"),
        ("doc.total[?x]", "it is not a list"),
        ("doc.total.x", "it has no parts, so no x"),
        ("doc.tags.x", "it has no parts, so no x"),
        ("doc.kind.x", "it has no parts, so no x"),
        ("doc.texts.x", "it has no parts, so no x"),
        ("doc.mixed[0]", "it is not a list"),
        ("doc.kind[0]", "it is not a list"),
        ("doc.total || doc.signed", "|| joins two values that are true or false"),
        ("doc.signed || doc.total", "|| joins two values that are true or false"),
        ("sum(doc.total)", "sum() takes a list of numbers, not a whole number"),
        ("starts_with(doc.total, 'x')", "starts_with() takes text, not a whole number"),
        ("starts_with('x', doc.total)", "starts_with() takes text, not a whole number"),
        ("abs(doc.tags)", "abs() takes a number or a whole number, not a list"),
        ("length(doc.signed)", f"length() takes a list or text or {A_MAPPING}, not true or false"),
        ("length()", "length() takes 1 argument, not 0"),
        ("sum()", "sum() takes 1 argument, not 0"),
        ("sum(doc.total, doc.ratio)", "sum() takes 1 argument, not 2"),
        ("sum([doc.total], doc.ratio)", "sum() takes 1 argument, not 2"),
        ("contains(doc.tags)", "contains() takes 2 arguments, not 1"),
        ("lenght(doc.tags)", "lenght() is not a function of paths; did you mean length()?"),
        ("keys(doc)", f"keys() is not a function of paths; there are {ALL}"),
        ("doc.*", "value projections are not used in paths here"),
        ("&doc", "exprefs are not used in paths here"),
        ("{a: doc}", "multi select dicts are not used in paths here"),
        ("[doc.total, doc.total.x]", "it has no parts, so no x"),
        ("doc.lines[?amount[0] == `1`]", "it is not a list"),
    ],
)
def test_a_path_that_can_give_nothing_says_why(path: str, says: str) -> None:
    assert path_fault(path, SCOPE) == f"{path}: {says}"


@pytest.mark.parametrize(
    ("path", "says"),
    [
        ("doc.totl", "did you mean doc.total?"),
        ("doc.lines[?amont > `1`].year", "did you mean doc.lines[?amount > `1`].year?"),
        ("doc.lines[].amont", "did you mean doc.lines[].amount?"),
        ("sum(doc.lines[*].amont)", "did you mean sum(doc.lines[*].amount)?"),
        ("doc.bare.zzz", "known here: x"),
        ("doc.closed.zzz", "known here: x"),
        ("doc.years.zzz", "known here: ^y[0-9]+$"),
        ("zzz", "known here: doc"),
        ("doc.eight.zzz", "known here: a, b, c, d, e, f, g, h"),
        ("doc.nine.zzz", "known here: a, b, c, d, e, f, g, h, …"),
        ("doc.zzz", "known here: anything, bare, both, choice, closed, day, eight, either, …"),
    ],
)
def test_a_path_to_an_unknown_field_names_the_nearest(path: str, says: str) -> None:
    assert path_fault(path, SCOPE) == f"{path} is not a field of any request of this call; {says}"


@pytest.mark.parametrize(
    ("path", "reads"),
    [
        ("doc.total", ("doc.total",)),
        ("doc.total > doc.ratio", ("doc.total", "doc.ratio")),
        ("doc.total > doc.total", ("doc.total",)),
        ("sum(doc.lines[].amount)", ("doc.lines",)),
        ("sum(doc.lines[*].amount)", ("doc.lines",)),
        ("sum(doc.lines[?year == `2010`].amount)", ("doc.lines",)),
        ("doc.lines[0]", ("doc.lines",)),
        ("doc.lines[0].amount", ("doc.lines",)),
        ("doc.lines | [0]", ("doc.lines",)),
        ("!(doc.signed) && contains(doc.tags, 'x')", ("doc.signed", "doc.tags")),
        ("[doc.total, doc.ratio]", ("doc.total", "doc.ratio")),
        ("`1`", ()),
        ("doc.lines.*.amount", ("doc.lines",)),
        ("doc.*", ("doc",)),
    ],
)
def test_a_path_rests_on_the_facts_it_reads(path: str, reads: tuple[str, ...]) -> None:
    assert PathExpression(path).reads == reads


@pytest.mark.parametrize(
    ("path", "names", "addends"),
    [
        ("doc.total", [("doc", "total")], [("doc", "total")]),
        ('doc."total"', [("doc", "total")], [("doc", "total")]),
        ("sum([doc.total, doc.ratio])", [("doc", "total"), ("doc", "ratio")], [("doc", "total"), ("doc", "ratio")]),
        ("sum([doc.total, doc.lines[0]])", None, None),
        ("sum([doc.total, `1`])", [("doc", "total")], None),
        ("sum(doc.figures)", [("doc", "figures")], None),
        ("sum(doc.lines[].amount)", None, None),
        ("max([doc.total, doc.ratio])", [("doc", "total"), ("doc", "ratio")], None),
        ("!(doc.signed) && doc.total > `1`", [("doc", "signed"), ("doc", "total")], None),
        ("doc.lines[0].amount", None, None),
        ("doc.total | @", None, None),
    ],
)
def test_the_names_that_alone_decide_a_path_and_those_it_adds_up(
    path: str, names: list[tuple[str, ...]] | None, addends: list[tuple[str, ...]] | None
) -> None:
    found = PathExpression(path)
    assert (found.names and list(found.names), found.addends and list(found.addends)) == (names, addends)


@pytest.mark.parametrize(
    ("path", "says"),
    [
        ("doc.day", None),
        ("doc.tags[0]", "doc.tags[0] is text, not a date; its fact needs `format: date`"),
        ("doc.total", "doc.total is a whole number, not text"),
        ("doc.loose.x", "doc.loose.x may hold anything; it must always be text"),
        ("doc.dya", "doc.dya is not a field of any request of this call; did you mean doc.day?"),
        ("doc..day", "doc..day is not a path; write names joined by dots, such as funding.requested"),
    ],
)
def test_a_path_that_must_give_a_date_says_what_it_gives(path: str, says: str | None) -> None:
    assert date_fault(path, SCOPE) == says


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (True, "true"),
        (False, "false"),
        (None, "null"),
        ([1], "a list"),
        ({"a": 1}, "a part with fields of its own"),
        (Decimal("1E+3"), "1000"),
        (12, "12"),
        ("cda", "cda"),
    ],
)
def test_a_value_is_shown_as_a_document_writes_it(value: object, text: str) -> None:
    assert shown(value) == text
    assert quoted(value) == (f'"{text}"' if value == "cda" else text)


# ── conditions ─────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("written", "truth"),
    [
        ({"n": [1, 2]}, False),
        ({"n": {"const": 4}}, False),
        ({"n": {"minimum": 4}}, False),
        ({"n": {"maximum": 2}}, False),
        ({"n": {"exclusiveMinimum": 2}}, True),
        ({"n": {"exclusiveMaximum": 3}}, False),
        ({"n": {"multipleOf": 2}}, False),
        ({"n": {"minLength": 1}}, False),
        ({"name": {"minLength": 8}}, True),
        ({"name": {"minLength": 9}}, False),
        ({"name": {"maximum": 3}}, False),
        ({"name": {"exclusiveMinimum": 3}}, False),
        ({"name": {"exclusiveMaximum": 3}}, False),
        ({"name": {"maxLength": 3}}, False),
        ({"name": {"pattern": "^x"}}, False),
        ({"tags": {"contains": {"const": "c"}}}, False),
        ({"figures": {"contains": {"const": Decimal("0.5")}}}, True),
        ({"not": {"missing": 1, "n": 4}}, True),
        ({"not": {"missing": 1, "n": 3}}, None),
        ({"any": [{"n": 4}, {"n": 5}]}, False),
        ({"all": [{"n": 3}, {"missing": 5}]}, None),
    ],
)
def test_a_condition_holds_fails_or_is_open(written: dict[str, Any], truth: bool | None) -> None:
    assert condition(written).truth(ENV) is truth


@pytest.mark.parametrize(
    ("written", "unmet"),
    [
        ({"n": 3}, []),
        ({"n": 4, "half": 1, "name": "region-a"}, ["n", "half"]),
        # Of one `any` each line would do; they are told together, and what is needed together inside of it, too.
        ({"any": [{"n": 4}, {"half": 1}]}, [["n", "half"]]),
        ({"any": [{"n": 4, "half": 1}, {"half": 1}]}, [[("n", "half"), "half"]]),
        ({"any": [{"n": 4}, {"half": Decimal("0.5")}]}, []),
        ({"any": [{"n": 4}]}, ["n"]),
        ({"any": [{"n": 4}, {"missing": 1}], "all": [{"flag": False}]}, [["n", "missing"], "flag"]),
        (
            {"all": [{"any": [{"n": 4}, {"n": 5}]}, {"any": [{"half": 1}, {"half": 2}]}]},
            [["n", "n"], ["half", "half"]],
        ),
        ({"any": [{"all": [{"n": 4}]}, {"any": [{"half": 1}, {"half": 2}]}]}, [["n", ["half", "half"]]]),
        # Of what must not hold together one would do; of what must not hold at all each is needed.
        ({"not": {"n": 3, "flag": True}}, [["n", "flag"]]),
        ({"not": {"n": {"minimum": 2, "maximum": 4}}}, [["n", "n"]]),
        ({"not": {"any": [{"n": 3}, {"half": 1}, {"flag": True}]}}, ["n", "flag"]),
    ],
)
def test_what_keeps_a_condition_from_holding(written: dict[str, Any], unmet: list[Any]) -> None:
    assert [tree(why) for why in condition(written).look(ENV).unmet] == unmet


def tree(why: Why) -> Any:
    """The path of a line; a list of what would do each, a tuple of what is needed together."""
    if isinstance(why, Branches):
        return (list if why.kind == "any" else tuple)(map(tree, why.parts))
    return why.path


@pytest.mark.parametrize(
    ("written", "met"),
    [
        ({"n": 3, "flag": True}, ["n", "flag"]),
        ({"n": 4}, []),
        # A line that is as it must be says nothing in a branch that does not hold.
        ({"any": [{"n": 3, "half": 1}, {"flag": True}]}, ["flag"]),
        ({"any": [{"n": 3, "flag": True}, {"half": 1}, {"name": "region-a"}]}, [[("n", "flag"), "name"]]),
        ({"not": {"n": 4, "half": 1, "flag": True}}, [["n", "half"]]),
        ({"not": {"any": [{"n": 4}, {"half": 1}]}}, ["n", "half"]),
    ],
)
def test_what_a_condition_holds_by(written: dict[str, Any], met: list[Any]) -> None:
    assert [tree(why) for why in condition(written).look(ENV).met] == met


def test_the_paths_of_a_condition_are_read_off_in_their_order() -> None:
    written = {"a": 1, "any": [{"b": 1}, {"all": [{"c": 1}]}], "not": {"d": {"minimum": 1}}, "all": "nonsense"}
    assert list(written_paths(written)) == ["a", "b", "c", "d"]
    assert list(written_paths(["nonsense"])) == []


@pytest.mark.parametrize(
    ("written", "faults"),
    [
        ("{doc.total: -1}", ["23:16 doc.total can never be -1: no request may state that"]),
        ("{doc.total: x}", ['23:16 doc.total is a whole number and can never be "x"']),
        (
            "{doc.totl: 1}",
            ["23:16 doc.totl is not a field of any request of this call; did you mean doc.total?"],
        ),
        ("{doc.total: false}", ["23:16 doc.total is a whole number and can never be false"]),
        ("{doc.signed: {a: 1}}", ["23:29 a is not a keyword of JSON Schema 2020-12"]),
        ("{doc.total: null}", ["23:16 doc.total cannot be asked to be null: not stated is not a value"]),
        ("{doc.total: []}", ["23:16 a list of allowed values has at least one"]),
        ("{doc.total: {}}", ["23:16 {} asks nothing; write what the value must be"]),
        ("{doc.total: {minLength: 1}}", ["23:28 minLength asks about text, but doc.total is a whole number"]),
        ("{doc.format: {minimum: 1}}", ["23:29 minimum asks about a number, but doc.format is text"]),
        ("{doc.list: {minimum: 1}}", ["23:27 minimum asks about a number, but doc.list is a list"]),
        (
            "{any: [{doc.total: x}, {not: {doc.format: [cad]}}]}",
            [
                '23:23 doc.total is a whole number and can never be "x"',
                "23:58 doc.format can never be cad; did you mean cda?",
            ],
        ),
        ("{any: {doc.total: 1}}", ["23:16 any takes a list of conditions"]),
        ("{all: []}", ["23:16 all takes a list of conditions"]),
        ("{not: 1}", ["23:16 a condition maps at least one path to what its value must be"]),
    ],
)
def test_a_fault_of_a_condition_is_told_where_it_stands(
    asipgrid: Command, tmp_path: Any, written: str, faults: list[str]
) -> None:
    grid = SMALL_GRID.replace("signed: {type: boolean}", "signed: {type: boolean}\n    list: {type: array}")
    root = small(tmp_path, grid=grid.replace("{doc.signed: true}", written))
    assert checked(asipgrid, root, "grids") == [f"G104 grids/doc.yaml:{fault}" for fault in faults]


@given(st.lists(st.from_regex(r"[A-Za-z_][A-Za-z0-9_]{0,8}", fullmatch=True), min_size=1, max_size=5).map(".".join))
@example("null")
@example("true.and.or")
def test_names_joined_by_dots_are_read_as_the_library_reads_them(path: str) -> None:
    assert _plain(path) == jmespath.compile(path).parsed


@pytest.mark.parametrize("path", ["a.", ".a", "a..b", "a\n", "a b", "a[0]", '"a"', "1a", "é", "a-b", "@", "*", "a.*"])
def test_anything_else_is_left_to_the_library(path: str) -> None:
    assert _plain(path) is None
