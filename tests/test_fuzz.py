"""No bytes make a room fail: documents are built from the shipped schemas and from the examples, then broken.

Every law is asked of few examples a day and of many where slow tests are run. A fuzzer led by coverage asks the same of
bytes (`fuzz/fuzz_documents.py`). How long it runs is set by the environment: `ASIPGRID_FUZZ_SECONDS=3600 pytest -m slow
tests/test_fuzz.py -n 0 -k fuzzer` runs it for an hour, from another seed each time, and leaves what fails in
`fuzz-findings/`.
"""

from __future__ import annotations

import copy
import functools
import importlib.util
import os
import re
import subprocess
import sys
from collections.abc import Callable, Mapping
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from asipgrid.check.call_schemas import grid_scope, request_schema
from asipgrid.check.conditions import FUNCTIONS, condition_faults, date_fault, path_fault
from asipgrid.check.shape import shape
from asipgrid.documents import reader
from asipgrid.engine.conditions import condition
from asipgrid.engine.paths import path_expression
from asipgrid.model.places import KINDS, Source
from asipgrid.schema import dialect
from bundles import INNER_WORDS, checked, kind, lawful
from examples import examples

Draw = Callable[..., Any]

# Without the phase that explains a failure: it takes minutes on documents as large as these.
daily = settings(
    max_examples=200,
    deadline=None,
    suppress_health_check=list(HealthCheck),
    phases=[Phase.explicit, Phase.reuse, Phase.generate, Phase.shrink],
)
deep = settings(daily, max_examples=4000)

FUZZER = Path(__file__).parent / "fuzz" / "fuzz_documents.py"
RUNS = 4000


# ── documents as values, and as text ───────────────────────────────────────────────────────────────


class _Dumper(yaml.CSafeDumper):
    """Plain YAML: decimals as numbers, no anchors."""

    def ignore_aliases(self, _data: object) -> bool:
        return True


def _plain_number(dumper: Any, value: Decimal) -> Any:
    written = format(value, "f")
    return dumper.represent_scalar(f"tag:yaml.org,2002:{'float' if '.' in written else 'int'}", written)


_Dumper.add_representer(Decimal, _plain_number)


def text(document: Any) -> bytes:
    """A document as a person's editor would leave it: keys in order, quotes where they are needed."""
    dumped: bytes = yaml.dump(document, Dumper=_Dumper, sort_keys=False, allow_unicode=True, encoding="utf-8")
    return dumped


def _data(name: str, written: str) -> dict[str, Any]:
    record, findings = reader.read(Source(name=name, data=written.encode()))
    assert record is not None
    assert not findings
    return record.data


# Workspaces to break: the good examples, each document as values.
BASES = [
    {name: _data(name, written) for name, written in good.files.items() if kind(name)} for good in examples("good")
]
WHOLE = next(base for base in BASES if any("progress/" in name for name in base) and len(base) > 5)


# ── values from a schema ───────────────────────────────────────────────────────────────────────────

# Names that belong together, so that what is built also meets the rules beyond its shape.
NAMES = ["small", "region-a", "one", "DOC", "DOC-01", "DOC-03", "DOC-04", "doc", "share", "EUR", "1.0.0", "A", "E1", "2010-06"]  # fmt: skip
PATHS = ["doc.signed", "doc.format", "doc.total", "doc.valid", "funding.requested", "call.envelope", "call.calendar.closes",
         "share", "submitted_on", "applicant.scope", "funding.lines[].amount", "sum(funding.lines[].amount)", "evidence[0].id",
         "length(evidence)", "max(funding.lines[].amount)", "doc.signed || doc.total", "evidence[?date].id", "score", "grids.DOC.score",
         'criteria."DOC-04".level', "request.doc.total", "eligible", "funding.lines[*].{a: amount}", "doc | total", "[doc.total]",
         "doc.*", "evidence[-1].supports[]", "abs(doc.total)", "contains(doc.format, 'c')", "`1`", "'x'", "@", "doc.total > `1`",
         "contains(doc.format, `1`)", "!doc.signed", "sort(doc.total)", "evidence[::2]", "evidence[::0]", "doc.total\n", "\u00e9", "", "a..b", "&doc", "to_number(doc.format)"]  # fmt: skip
KEYWORDS = sorted(dialect.KEYWORDS)
DATES = ["2010-01-01", "2010-02-15", "2010-12-31", "2012-02-29", "0001-01-01", "9999-12-31"]
ODD_TEXTS = ["", " ", "no", "null", "~", "1e9", "0x1F", "12:30", "1_000", "2010-02-30", "%", "{0}", "{", "[red]", "\\", "a: b", "# x", "- a",
             "x" * 300, "é\u202e", "\x1b[2J", "\u0085", "\u2028", "\ud83d\ude00".encode("utf-16", "surrogatepass").decode("utf-16"),
             "(", "[[a]", "a{99999}", "(?i)x", "(?P<a>x)", "\\d", "^(a+)+$", "[a--b]", "(?<!a)b", "x" * 65, "\N{ARABIC-INDIC DIGIT THREE}"]  # fmt: skip
ODD_NUMBERS = [0, 1, -1, 2, 5, 100, 101, 10**14, 10**15 - 1, 10**30, Decimal("0.5"), Decimal("0.001"), Decimal("12.000"), Decimal("-0"), Decimal("99999999999999.9")]  # fmt: skip

numbers = st.sampled_from(ODD_NUMBERS) | st.integers(0, 1000)
texts = st.sampled_from(["Words", "Other words"])
scalars = st.none() | st.booleans() | numbers | st.sampled_from(ODD_TEXTS) | st.sampled_from(PATHS + NAMES + DATES)
junk: st.SearchStrategy[Any] = st.recursive(
    scalars,
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.sampled_from(NAMES + KEYWORDS + PATHS + ODD_TEXTS), inner, max_size=3)
    ),
    max_leaves=6,
)


@functools.cache
def expressions() -> st.SearchStrategy[str]:
    """Paths of every form that the grammar has, whether they make sense or not."""
    atoms = st.sampled_from([*PATHS, "doc", "evidence", "id", "amount", "@", "*", "&id", "`[1, 2.5]`", "`{}`", "`null`", "`1e999`", "`NaN`", "`x`", "`0.5`"])  # fmt: skip
    names = st.sampled_from([*sorted(FUNCTIONS), "sort", "to_number", "not_null", "nothing"])
    inside = st.sampled_from(["0", "-1", "1:", "::2", "::0", "*", "", "9" * 25])
    between = st.sampled_from(["==", "!=", "<", "<=", ">", ">=", "||", "&&", "|", "."])
    return st.recursive(
        atoms,
        lambda inner: st.one_of(
            st.builds("{}[{}]".format, inner, inside),
            st.builds("{}[?{}]".format, inner, inner),
            st.builds("{} {} {}".format, inner, between, inner),
            st.builds("{}({})".format, names, inner),
            st.builds("{}({}, {})".format, names, inner, inner),
            st.sampled_from(["!{}", "({})", "[{}]", "{{a: {}}}", "{}[].id", "{} "]).flatmap(
                lambda form: st.builds(form.format, inner)
            ),
        ),
        max_leaves=5,
    )


@functools.cache
def conditions() -> st.SearchStrategy[Any]:
    """Conditions on paths of all kinds, asked with keywords of all kinds."""
    keyword = st.dictionaries(st.sampled_from(KEYWORDS), junk, min_size=1, max_size=2)
    bound = st.dictionaries(st.sampled_from(["minimum", "maximum"]), numbers, min_size=1)
    asked = st.booleans() | numbers | bound | keyword | st.lists(scalars, max_size=2) | scalars
    line = st.dictionaries(st.sampled_from(PATHS) | expressions(), asked, min_size=1, max_size=2)
    return st.recursive(
        line,
        lambda inner: st.fixed_dictionaries(
            {}, optional={"any": st.lists(inner, max_size=2), "all": st.lists(inner, max_size=2), "not": inner}
        ),
        max_leaves=4,
    )


@functools.cache
def facts() -> st.SearchStrategy[Any]:
    """Schemas of a grid's facts, mostly ones that can be read."""
    limits = st.dictionaries(st.sampled_from(KEYWORDS), junk, max_size=1)
    one = st.builds(lambda kind, more: {"type": kind, **more}, st.sampled_from(sorted(dialect.TYPES)), limits)
    named = st.dictionaries(st.sampled_from(["signed", "format", "total", "valid"]), one, min_size=1)
    return named.map(lambda inner: {"type": "object", "additionalProperties": False, "properties": inner})


# Keys whose schema only says what holds them: what stands there is drawn by meaning.
MEANT: dict[str, Callable[[], st.SearchStrategy[Any]]] = {
    **dict.fromkeys(("requires", "applies_when", "when"), conditions),
    "facts": facts,
    "path": lambda: st.sampled_from(PATHS),
    "value": lambda: st.sampled_from(PATHS),
    **dict.fromkeys(
        ("ratio", "difference", "days", "months"), lambda: st.lists(st.sampled_from(PATHS), min_size=2, max_size=2)
    ),
    **dict.fromkeys(("reads", "supports"), lambda: st.lists(st.sampled_from(PATHS), min_size=1, max_size=2)),
}


def built(schema: Any) -> st.SearchStrategy[Any]:
    """Values of the form that one of the shipped schemas asks for."""
    if not isinstance(schema, Mapping) or not schema:
        return scalars
    if "const" in schema:
        return st.just(schema["const"])
    if "enum" in schema:
        return st.sampled_from(schema["enum"])
    if "anyOf" in schema:
        return st.one_of(*map(built, schema["anyOf"]))
    match schema.get("type"):
        case "object":
            return _mapping(schema)
        case "array":
            least = schema.get("minItems", 0)
            most, unique = schema.get("maxItems", max(least, 3)), schema.get("uniqueItems", False)
            return st.lists(built(schema["items"]), min_size=least, max_size=most, unique=unique)
        case "boolean":
            return st.booleans()
        case "number" | "integer":
            return st.sampled_from([0, 1, 2, 4, Decimal("0.5"), 50, 400]).filter(_taken(schema))
    if schema.get("format") == "date":
        return st.sampled_from(DATES)
    return st.sampled_from(NAMES).filter(_taken(schema)) if "pattern" in schema else texts | st.sampled_from(NAMES)


def _taken(schema: Mapping[str, Any]) -> Callable[[Any], bool]:
    taken: Callable[[Any], bool] = dialect.validator(schema).is_valid
    return taken


def _says_little(schema: Mapping[str, Any]) -> bool:
    return schema.get("type") not in {"integer", "number"} and not isinstance(
        schema.get("additionalProperties"), Mapping
    )


def _mapping(schema: Mapping[str, Any]) -> st.SearchStrategy[dict[str, Any]]:
    properties = schema.get("properties", {})
    parts = {name: MEANT[name]() if name in MEANT and _says_little(inner) else built(inner) for name, inner in properties.items()}  # fmt: skip
    extra = schema.get("additionalProperties")
    if isinstance(extra, Mapping):
        keys = built({"type": "string", **schema.get("propertyNames", {})})
        return st.dictionaries(keys, built(extra), min_size=schema.get("minProperties", 0), max_size=2)
    if not properties:
        return st.dictionaries(st.sampled_from(["doc", "funding"]), st.dictionaries(st.sampled_from(["signed", "total"]), scalars), min_size=1)  # fmt: skip
    required = schema.get("required", ())
    made = st.fixed_dictionaries(
        {name: part for name, part in parts.items() if name in required},
        optional={name: part for name, part in parts.items() if name not in required},
    )
    least = schema.get("minProperties", 0)
    return made.filter(lambda made: len(made) >= least) if least else made


@functools.cache
def schema_of(what: str) -> dict[str, Any]:
    """The schema of a kind of document; a request's with the block of the whole example's grid."""
    if what == "request":
        return request_schema([WHOLE["grids/doc.yaml"]])
    return dialect.shipped(what)


@functools.cache
def documents(what: str) -> st.SearchStrategy[dict[str, Any]]:
    """Documents of a kind that have the right shape."""
    return built(schema_of(what)).map(_complete) if what == "call" else built(schema_of(what))


def _complete(call: dict[str, Any]) -> dict[str, Any]:
    """What a call must give on account of its `basis`, of the way its money is shared out, and of what gives a bonus."""
    if "bonus" in call:
        given = [each if "of" in each else {"when": {"eligible": True}, **each} for each in call["bonus"]]
        call = {**call, "bonus": given}
    if call.get("allocation", {}).get("method", "rank") == "rank":
        call = {**call, "allocation": {"overflow": "skip", "partial": "none", **call.get("allocation", {})}}
    if call.get("basis") == "published":
        return {"sources": {"A": "A source"}, **call}
    return {**call, "calendar": {"closes": "2010-12-31", **call["calendar"]}}


# ── what breaks them ───────────────────────────────────────────────────────────────────────────────


def spots(value: Any, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    """Every path below a value."""
    parts = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    return [spot for key, inner in parts for spot in ((*path, key), *spots(inner, (*path, key)))]


def holder(document: Any, path: tuple[Any, ...]) -> Any:
    """What holds the last step of a path."""
    return functools.reduce(lambda value, key: value[key], path[:-1], document)


def schema_at(schema: Any, path: tuple[Any, ...]) -> Any:
    """The part of a schema that speaks of a path; empty where it says nothing."""
    for key in path:
        if not isinstance(schema, Mapping):
            return {}
        inner = schema.get("items") if isinstance(key, int) else schema.get("properties", {}).get(key)
        schema = schema.get("additionalProperties", {}) if inner is None else inner
    return schema


def like(value: Any) -> st.SearchStrategy[Any]:
    """Values of the same kind as one that is written."""
    if isinstance(value, bool):
        return st.booleans()
    if isinstance(value, int | Decimal):
        return numbers
    if isinstance(value, str):
        return st.sampled_from(NAMES + PATHS + DATES + ["fund", "skip", "score", "mean", "DOC-02", "x"])
    if isinstance(value, list):
        return st.lists(st.sampled_from(value or [None]), max_size=len(value) + 1).map(copy.deepcopy)
    return st.just(value).map(copy.deepcopy)


def spoil(draw: Draw, document: dict[str, Any], what: str) -> None:
    """One thing that a careless or hostile hand does to a document."""
    all_spots = spots(document)
    if not all_spots:
        return
    path = draw(st.sampled_from(all_spots))
    path = path[: draw(st.sampled_from([1, 2, 3, len(path), len(path), len(path)]))]
    place, last = holder(document, path), path[-1]
    other = draw(st.sampled_from(all_spots))
    match draw(st.sampled_from(["another", "meant", "meant", "like", "like", "like", "junk", "scalar", "drop", "null", "nest", "key", "new", "twice", "swap", "copy", "copy"])):  # fmt: skip
        case "another":
            place[last] = draw(built(schema_at(schema_of(what), path)))
        case "meant":
            key = draw(st.sampled_from(sorted(MEANT)))
            found = [spot for spot in all_spots if spot[-1] == key] or [path]
            holder(document, found[0])[found[0][-1]] = draw(MEANT[key]())
        case "like":
            place[last] = draw(like(place[last]))
        case "junk":
            place[last] = draw(junk)
        case "scalar":
            place[last] = draw(scalars)
        case "drop":
            del place[last]
        case "null":
            place[last] = None
        case "nest":
            for _ in range(draw(st.sampled_from([1, 2, 40]))):
                place[last] = [place[last]]
        case "key" if isinstance(place, dict):
            place[draw(st.sampled_from(NAMES + KEYWORDS + ODD_TEXTS))] = place.pop(last)
        case "new" if isinstance(place, dict):
            place[draw(st.sampled_from(NAMES + KEYWORDS + ODD_TEXTS))] = draw(junk)
        case "twice" if isinstance(place, list):
            place.append(copy.deepcopy(place[last]))
        case "swap" if path[: len(other)] != other and other[: len(path)] != path:
            place[last], holder(document, other)[other[-1]] = holder(document, other)[other[-1]], place[last]
        case _:
            place[last] = copy.deepcopy(holder(document, other)[other[-1]])


@st.composite
def workspaces(draw: Draw) -> dict[str, bytes]:
    """A good workspace of which a few documents are broken, or built anew from their schema and perhaps broken."""
    base = dict(draw(st.sampled_from(BASES)))
    for name in draw(st.lists(st.sampled_from(sorted(base)), min_size=1, max_size=2, unique=True)):
        what = kind(name)
        assert what is not None
        anew = draw(st.integers(0, 3)) == 0
        document = draw(documents(what)) if anew else copy.deepcopy(base[name])
        for _ in range(draw(st.integers(0 if anew else 1, 3))):
            spoil(draw, document, what)
        base[name] = document
    return {name: text(document) for name, document in base.items()}


SCRAPS = ["\n", "\n\n", "\t", " ", "  ", ": ", ":", "- ", "? ", ", ", "[", "]", "{", "}", "[[", "}}", "'", '"', "#", "&a ", "*a", "!x ", "|\n", ">\n", "%YAML 1.1\n",
          "---\n", "...\n", "<<: ", "\r", "\r\n", "\0", "\x07", "\x85", "\u2028", "\ufeff", "\ud83d\ude00".encode("utf-16", "surrogatepass").decode("utf-16"),
          "null", "no", "1e5", "-", "0", "9" * 20, "\\", '"\\x00"', '"\\ud800"', "[" * 40, "a: 1\n", "=== "]  # fmt: skip


@st.composite
def texts_broken(draw: Draw) -> dict[str, bytes]:
    """A good workspace of which one document's text is cut, doubled, or written over, in characters or in bytes."""
    base = draw(st.sampled_from(BASES))
    files = {name: text(document) for name, document in base.items()}
    name = draw(st.sampled_from(sorted(files)))
    written = files[name].decode()
    for _ in range(draw(st.integers(1, 3))):
        start = draw(st.integers(0, len(written)))
        end = min(len(written), start + draw(st.sampled_from([0, 0, 1, 2, 8, 10_000])))
        with_ = draw(st.sampled_from(["", written[start:end] * 2, *SCRAPS]))
        written = written[:start] + with_ + written[end:]
    files[name] = written.encode()
    if draw(st.integers(0, 9)) == 0:
        cut = draw(st.integers(0, len(files[name])))
        files[name] = files[name][:cut] + draw(st.binary(max_size=4)) + files[name][cut + 1 :]
    return files


# ── laws ───────────────────────────────────────────────────────────────────────────────────────────


def test_every_kind_of_document_is_broken() -> None:
    """The good examples hold each of the eight kinds, so that each is spoiled above."""
    assert {kind(name) for base in BASES for name in base} == set(KINDS)


@pytest.mark.parametrize("what", KINDS)
@given(draw=st.data())
@settings(daily, max_examples=15)
def test_a_document_built_from_its_schema_has_the_right_shape(what: str, draw: st.DataObject) -> None:
    """What is built says something of the rooms behind the schema: not all of it is turned back at the door."""
    record, findings = reader.read(Source(name="a.yaml", data=text(draw.draw(documents(what)))))
    if record is None or findings:  # a number of thirty digits, an odd text: the reading room says so
        assert findings
        return
    wrong = list(shape(record, record.data, dialect.validator(schema_of(what))))
    assert {found.code for found in wrong} <= {"S008"}, wrong  # an empty path is the one fault that is built in


@pytest.mark.slow
@given(workspaces())
@daily
def test_no_broken_document_makes_a_room_fail(files: dict[str, bytes]) -> None:
    lawful(files)


@pytest.mark.slow
@given(texts_broken())
@daily
def test_no_broken_text_makes_a_room_fail(files: dict[str, bytes]) -> None:
    lawful(files)


@st.composite
def environments(draw: Draw) -> dict[str, Any]:
    """What a path may be asked of: a request of the grid's block, or anything in its place."""
    value = st.sampled_from(["cda", "", 3, Decimal("0.5"), True, "2010-01-01", None]) | junk
    doc = st.fixed_dictionaries({}, optional=dict.fromkeys(("signed", "format", "total", "valid"), value))
    items = st.lists(st.fixed_dictionaries({}, optional=dict.fromkeys(("id", "amount", "date"), value)), max_size=2)
    found: dict[str, Any] = draw(
        st.fixed_dictionaries({}, optional={"doc": doc, "evidence": items, "share": value, "call": value})
    )
    return found


def no_path_fails(path: str, env: Mapping[str, Any]) -> None:
    """A path is refused in words of ours, or gives a value or none: whatever is asked of whatever document."""
    grid = WHOLE["grids/doc.yaml"]
    scope = grid_scope(grid, request_schema([grid]))
    for wrong in (path_fault(path, scope), date_fault(path, scope)):
        assert wrong is None or (wrong.strip() and not (INNER_WORDS.search(wrong) and not INNER_WORDS.search(path)))
    if path_fault(path, scope) is None:
        found = path_expression(path)
        assert all(isinstance(name, str) for name in found.reads)
        found.get(env)
        written = {path: ["cda", 1, Decimal("0.5"), True]}
        assert all(says for _, says in condition_faults(written, scope))
        tuple(condition(written).look(env).flat())


@pytest.mark.slow
@given(expressions() | st.text(max_size=12), environments())
@daily
def test_no_path_makes_a_question_fail(path: str, env: dict[str, Any]) -> None:
    no_path_fails(path, env)


@pytest.mark.slow
@given(st.one_of(workspaces(), texts_broken()))
@settings(daily, max_examples=40)
def test_the_same_bytes_give_the_same_findings(files: dict[str, bytes]) -> None:
    backwards = dict(reversed(files.items()))
    assert checked(files)[1] == checked(files)[1] == checked(backwards)[1]


# ── longer ─────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.slow
@given(workspaces())
@deep
def test_no_broken_document_of_very_many_makes_a_room_fail(files: dict[str, bytes]) -> None:
    lawful(files)


@pytest.mark.slow
@given(texts_broken())
@deep
def test_no_broken_text_of_very_many_makes_a_room_fail(files: dict[str, bytes]) -> None:
    lawful(files)


@pytest.mark.slow
@given(expressions() | st.text(max_size=30), environments())
@deep
def test_no_path_of_very_many_makes_a_question_fail(path: str, env: dict[str, Any]) -> None:
    no_path_fails(path, env)


def fuzz(*arguments: str, seed: str = "0") -> subprocess.CompletedProcess[str]:
    """The fuzzer in a process of its own, with a seed for the order of sets."""
    return subprocess.run(
        [sys.executable, str(FUZZER), *arguments],
        env={**os.environ, "PYTHONHASHSEED": seed},
        capture_output=True,
        text=True,
        errors="replace",
        check=False,
    )


@pytest.mark.slow
def test_the_seeds_give_the_same_findings_in_every_process() -> None:
    first, second = (fuzz("--digest", seed=seed) for seed in ("1", "2"))
    assert first.returncode == 0, first.stderr
    assert re.fullmatch("[0-9a-f]{64}\n", first.stdout)
    assert first.stdout == second.stdout


@pytest.mark.slow
@pytest.mark.skipif(
    importlib.util.find_spec("atheris") is None, reason="the fuzzer atheris is not made for this Python"
)
def test_no_bytes_that_a_fuzzer_finds_make_a_room_fail(tmp_path: Path) -> None:
    """A fixed number of trials from a fixed seed; for longer, see the head of this file."""
    seconds = os.environ.get("ASIPGRID_FUZZ_SECONDS")
    bound = [f"-max_total_time={seconds}", "-seed=0"] if seconds else [f"-runs={RUNS}", "-seed=1"]
    found = Path.cwd() / "fuzz-findings" if seconds else tmp_path
    found.mkdir(exist_ok=True)
    done = fuzz(str(tmp_path / "corpus"), *bound, f"-artifact_prefix={found}{os.sep}")
    assert done.returncode == 0, done.stdout[-4000:] + done.stderr[-4000:]
    assert re.search(r"^Done \d{3,} runs", done.stderr, re.MULTILINE), done.stderr[-4000:]
