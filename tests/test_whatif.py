"""What a call would come to with other values: whole documents in, whole answers out; nothing is written."""

from __future__ import annotations

import json
import shutil
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from asipgrid.cli import compare, whatif
from asipgrid.documents import reader
from asipgrid.documents.edits import with_value
from asipgrid.model.places import Source
from asipgrid.review.sides import Side
from asipgrid.text.values import written
from conftest import ROOT, Command, small, small_rating, small_request, write

CALL = "requests/small"


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """The small call with two requests, of which the envelope pays both."""
    return small(
        tmp_path / "here",
        {
            f"{CALL}/region-a.yaml": small_request("region-a", requested="600"),
            f"{CALL}/ratings/one/region-a.yaml": small_rating("region-a"),
            f"{CALL}/region-b.yaml": small_request(
                "region-b", requested="400", doc="{signed: true, format: cda, total: 10, valid: 6}"
            ),
            f"{CALL}/ratings/one/region-b.yaml": small_rating("region-b", "2"),
        },
    )


def bytes_of(root: Path) -> Mapping[Path, bytes]:
    return {path: path.read_bytes() for path in sorted(root.rglob("*")) if path.is_file()}


def told(asipgrid: Command, root: Path, *arguments: str) -> str:
    before = bytes_of(root)
    ran = asipgrid("whatif", CALL, *arguments, cwd=root, columns=None)
    assert (ran.code, ran.err) == (0, "")
    assert bytes_of(root) == before
    return ran.out


def refused(asipgrid: Command, root: Path, *arguments: str) -> str:
    ran = asipgrid("whatif", CALL, *arguments, cwd=root, columns=None)
    assert (ran.code, ran.out) == (2, "")
    return ran.err.removeprefix("asipgrid: ")


def test_a_smaller_envelope_is_told_with_what_it_moves_and_the_money(asipgrid: Command, root: Path) -> None:
    assert told(asipgrid, root, "--set", "envelope=600") == (
        "requests/small → requests/small with envelope=600\n"
        "call: envelope 1000 → 600\n"
        "region-b: envelope 1000 → 600; funded → reserve; awarded 400.00 → 0.00\n"
        "Requests: 1 changed, 1 as before; decisions flipped: 1.\n"
        "Money: envelope 1000.00 → 600.00; awarded 1000.00 → 600.00; left 0.00; requests funded 2 → 1.\n"
    )


def test_several_values_and_a_request_that_was_not_sent(asipgrid: Command, root: Path) -> None:
    given = ("--set", "decisions.fund.score=80", "--set", "region-b.ratings.DOC-04=4", "--without", "region-a")
    assert told(asipgrid, root, *given) == (
        "requests/small → requests/small with decisions.fund.score=80, region-b.ratings.DOC-04=4, no region-a\n"
        "call: decisions[1].score.minimum 60 → 80\n"
        "region-a is withdrawn: score 95.00, funded\n"
        "region-b 82.50 → 92.50: DOC-04 one 2 → 4; rank 2 → 1\n"
        "Requests: 1 changed, 1 withdrawn, 0 as before; decisions flipped: 0.\n"
        "Money: envelope 1000.00; awarded 1000.00 → 400.00; left 0.00 → 600.00; requests funded 2 → 1.\n"
    )


def test_documents_that_change_while_it_runs_are_no_difference(
    asipgrid: Command, root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = ("whatif", CALL, "--set", "envelope=600", "--set", "region-b.funding.requested=300")
    expected = asipgrid(*asked, cwd=root, columns=None).out

    def then_changed(place: compare.SidePlace) -> Side:
        side = compare.computed(place)
        write(root, {f"{CALL}/region-a.yaml": small_request("region-a", requested="100")})
        return side

    monkeypatch.setattr(whatif, "computed", then_changed)
    assert asipgrid(*asked, cwd=root, columns=None).out == expected


def test_a_value_that_is_as_it_was_changes_nothing(asipgrid: Command, root: Path) -> None:
    assert told(asipgrid, root, "--set", "envelope=1000").splitlines()[1:] == [
        "Nothing differs: 2 requests are as before.",
        "Money: envelope 1000.00; awarded 1000.00; left 0.00; requests funded 2.",
    ]


# How a path is typed; and the same by hand: which file, what it holds, and what is written instead.
SAME = [
    ("envelope=600", "call.yaml", "envelope: 1000", "envelope: 600"),
    ("call.envelope=600", "call.yaml", "envelope: 1000", "envelope: 600"),
    ("decisions.fund.score=90", "call.yaml", "{score: {minimum: 60}}", "{score: {minimum: 90}}"),
    ("decisions[1].score.minimum=90", "call.yaml", "{score: {minimum: 60}}", "{score: {minimum: 90}}"),
    ("decisions.1.when.score.minimum=90", "call.yaml", "{score: {minimum: 60}}", "{score: {minimum: 90}}"),
    ("decisions.fund.when={score: {minimum: 90}}", "call.yaml", "{score: {minimum: 60}}", "{score: {minimum: 90}}"),
    ("allocation.overflow=stop", "call.yaml", "overflow: skip", "overflow: stop"),
    ("allocation.ceiling=300", "call.yaml", "partial: none", "partial: none, ceiling: 300"),
    ("grids.DOC=7", "call.yaml", "{DOC: 1}", "{DOC: 7}"),
    ("region-a.doc.format=pdf", "region-a.yaml", "format: cda", "format: pdf"),
    ("region-a.doc.format=", "region-a.yaml", "format: cda, ", ""),
    ("region-a.funding.requested=399.50", "region-a.yaml", "requested: 600", "requested: 399.50"),
    ("region-a.ratings.DOC-04=1", "ratings/one/region-a.yaml", "level: 3", "level: 1"),
    ("region-a.ratings.one.DOC-04=1", "ratings/one/region-a.yaml", "level: 3", "level: 1"),
    ("region-a.ratings.one.marks.DOC-04.level=1", "ratings/one/region-a.yaml", "level: 3", "level: 1"),
    ("DOC-04.weight=60", "../../grids/doc.yaml", "weight: 20", "weight: 60"),
    ("DOC.DOC-04.weight=60", "../../grids/doc.yaml", "weight: 20", "weight: 60"),
    ("DOC.criteria.DOC-03.at_least[3]=0.9", "../../grids/doc.yaml", "0.60, 0.80]", "0.60, 0.9]"),
    ("DOC-02.levels.2.doc.format=paper", "../../grids/doc.yaml", "{doc.format: pdf}", "{doc.format: paper}"),
    ("DOC-01.requires.doc.signed=false", "../../grids/doc.yaml", "{doc.signed: true}", "{doc.signed: false}"),
]


@pytest.mark.parametrize(("typed", "file", "old", "new"), SAME)
def test_a_value_supposed_is_told_as_compare_tells_the_file_edited(
    asipgrid: Command, root: Path, typed: str, file: str, old: str, new: str
) -> None:
    supposed = json.loads(told(asipgrid, root, "--set", typed, "--format", "json"))["scenarios"][0]["comparison"]
    shutil.copytree(root, root.parent / "there")
    edited = root.parent / "there" / CALL / file
    text = edited.read_text(encoding="utf-8")
    assert text.count(old) == 1
    edited.write_text(text.replace(old, new), encoding="utf-8")
    ran = asipgrid("compare", f"here/{CALL}", f"there/{CALL}", "--format", "json", cwd=root.parent)
    names = {"old": supposed["old"], "new": supposed["new"]}
    assert {**json.loads(ran.out), **names} == supposed
    assert supposed["requests"] or supposed["call"] or supposed["grids"] or supposed["not_compared"]


@pytest.mark.parametrize(
    ("typed", "says"),
    [
        (
            "envelop=600",
            "envelop: envelop is neither a key of the call, nor one of its requests, grids or criteria; did you mean envelope?",
        ),
        (
            "regio-a.doc.format=pdf",
            "regio-a.doc.format: regio-a is neither a key of the call, nor one of its requests, grids or criteria; did you mean region-a.doc.format?",
        ),
        (
            "decisions.fnd.score=5",
            "decisions.fnd.score: no entry of the list is fnd; there are ineligible, fund, ask, decline; did you mean decisions.fund.score?",
        ),
        ("decisions[4].score=5", "decisions[4].score: the list has 4 entries, from [0] to [3]"),
        (
            "decisions.fund.scor=5",
            "decisions.fund.scor: there is no scor here; there are outcome, when, score; did you mean decisions.fund.score?",
        ),
        ("envelope.most=5", "envelope.most: there is no most here, for the value is 1000"),
        ("region-a=5", "region-a: is a whole document; name a value of it, such as region-a.call"),
        (
            "region-a.decision.outcome=fund",
            "region-a.decision.outcome: no value of region-a is so named, for nothing was decided on it",
        ),
        (
            "region-a.ratings.DOC-4=2",
            "region-a.ratings.DOC-4: DOC-4 is neither; name an assessor (one) or a criterion; did you mean region-a.ratings.DOC-04?",
        ),
        ("envelope", "envelope: a value is missing; write PATH=VALUE, such as envelope=600000"),
        ("a..b=3", 'a..b: a path is names joined by dots, such as decisions.fund.score or grids."A.B"'),
        (
            "region-a.doc.signed=yes",
            'region-a.doc.signed=yes: some programs take yes for true, others for text; write true, or write "yes" in quotes',
        ),
    ],
)
def test_a_path_that_names_nothing_says_what_would_be_right(
    asipgrid: Command, root: Path, typed: str, says: str
) -> None:
    assert refused(asipgrid, root, "--set", typed) == f"{says}\n"


def test_a_value_that_the_check_refuses_is_its_finding(asipgrid: Command, root: Path) -> None:
    assert refused(asipgrid, root, "--set", "envelope=much") == (
        'requests/small/call.yaml:6:11: S003 envelope must be a number, but is "much"; write a plain number such as 3 or 12500.50\n'
        "    6 | envelope: much\n"
        "      |           ^^^^\n"
        "asipgrid: requests/small with envelope=much: the call or one of its grids has errors\n"
    )


def test_a_value_that_the_check_refuses_in_a_request_answers_nothing(asipgrid: Command, root: Path) -> None:
    """Else region-b would seem to gain by a slip of the keyboard."""
    assert refused(asipgrid, root, "--set", "region-a.doc.sgned=true") == (
        "requests/small with region-a.doc.sgned=true: "
        "requests/small/region-a.yaml:7:55 S001 doc.sgned is not a field; did you mean signed?\n"
    )


def test_a_request_that_is_not_there_cannot_be_left_out(asipgrid: Command, root: Path) -> None:
    assert refused(asipgrid, root, "--without", "region-x") == (
        "region-x: no such request in requests/small; there are region-a, region-b\n"
    )
    assert refused(asipgrid, root) == (
        "nothing is supposed: give --set PATH=VALUE, --without REQUEST or --scenarios FILE\n"
    )


SCENARIOS = """
scenarios:
  - title: Less money
    set: {envelope: 600}
  - title: Stricter, without A
    set:
      decisions.fund.score: 90
      region-b.ratings.DOC-04: 3
    without: [region-a]
"""


def test_scenarios_of_a_file_stand_side_by_side(asipgrid: Command, root: Path) -> None:
    (root / "evening.yaml").write_text(SCENARIOS, encoding="utf-8")
    assert told(asipgrid, root, "--scenarios", "evening.yaml") == (
        "requests/small: what if\n"
        "\n"
        "scenario            envelope awarded    left funded flipped\n"
        "as it is             1000.00 1000.00    0.00      2\n"
        "Less money            600.00  600.00    0.00      1       1\n"
        "Stricter, without A  1000.00    0.00 1000.00      0       1\n"
        "\n"
        "request  as it is      Less money    Stricter, without A\n"
        "region-a funded 600.00 funded 600.00 –\n"
        "region-b funded 400.00 reserve       ask\n"
        "\n"
        "Less money: envelope=600\n"
        "Stricter, without A: decisions.fund.score=90, region-b.ratings.DOC-04=3, no region-a\n"
        "Requests that come to the same in every scenario: 0.\n"
    )


def test_scenarios_and_a_value_typed_in_markdown(asipgrid: Command, root: Path) -> None:
    (root / "evening.yaml").write_text(SCENARIOS, encoding="utf-8")
    out = told(asipgrid, root, "--scenarios", "evening.yaml", "--set", "envelope=0", "--format", "markdown")
    assert out == (
        "### requests/small: what if\n"
        "\n"
        "| scenario | envelope | awarded | left | funded | flipped |\n"
        "| --- | --- | --- | --- | --- | --- |\n"
        "| as it is | 1000.00 | 1000.00 | 0.00 | 2 |  |\n"
        "| Less money | 600.00 | 600.00 | 0.00 | 1 | 1 |\n"
        "| Stricter, without A | 1000.00 | 0.00 | 1000.00 | 0 | 1 |\n"
        "| envelope=0 | 0.00 | 0.00 | 0.00 | 0 | 2 |\n"
        "\n"
        "| request | as it is | Less money | Stricter, without A | envelope=0 |\n"
        "| --- | --- | --- | --- | --- |\n"
        "| region-a | funded 600.00 | funded 600.00 | – | reserve |\n"
        "| region-b | funded 400.00 | reserve | ask | reserve |\n"
        "\n"
        "- Less money: envelope=600\n"
        "- Stricter, without A: decisions.fund.score=90, region-b.ratings.DOC-04=3, no region-a\n"
        "- Requests that come to the same in every scenario: 0.\n"
    )


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("scenario: []\n", "evening.yaml:1:1: a file of scenarios is a list below the key scenarios, and nothing else"),
        ("scenarios:\n  - {set: {envelope: 1}}\n", "evening.yaml:2:5: a scenario has a title, by which it is shown"),
        ("scenarios:\n  - {title: A}\n", "evening.yaml:2:5: this scenario supposes nothing; give set or without"),
        (
            "scenarios:\n  - {title: A, sets: {}}\n",
            "evening.yaml:2:16: sets is no key of a scenario; did you mean set?",
        ),
        ("scenarios:\n  - {title: A, without: b}\n", "evening.yaml:2:16: without is a list of the ids of requests"),
        (
            "scenarios: [\n",
            "evening.yaml:1:12: the list that begins here is not closed; a comma or ] is missing before the end",
        ),
    ],
)
def test_a_file_of_scenarios_that_is_wrong_says_where(asipgrid: Command, root: Path, text: str, says: str) -> None:
    (root / "evening.yaml").write_text(text, encoding="utf-8")
    assert refused(asipgrid, root, "--scenarios", "evening.yaml") == f"{says}\n"


def test_the_exit_code_tells_whether_anything_differs(asipgrid: Command, root: Path) -> None:
    for value, code in (("1000", 0), ("900", 1)):
        assert asipgrid("whatif", CALL, "--set", f"envelope={value}", "--exit-code", cwd=root).code == code


# ── the text of a document with another value ──────────────────────────────────────────────────────

WORDS = st.text("abcé :#-'\"é", max_size=6) | st.sampled_from(["true", "null", "12", "2010-01-01", "a b", "# no"])
LEAVES = WORDS | st.integers(-99, 10**6) | st.booleans()
NAMES = st.sampled_from(["a", "b.c", "DOC-04", "é", "true", "k k"])
DATA = st.recursive(
    LEAVES, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(NAMES, inner, max_size=3), max_leaves=9
)


def data_of(text: str) -> Any:
    record, findings = reader.read(Source(name="a.yaml", data=text.encode()))
    assert record is not None, (text, findings)
    return record.data


def places(data: Any) -> list[tuple[str | int, ...]]:
    """Every path into a value, and one new key in each mapping."""
    if isinstance(data, dict):
        return [("new",), *((key, *rest) for key, inner in data.items() for rest in ((), *places(inner)))]
    if isinstance(data, list):
        return [(at, *rest) for at, inner in enumerate(data) for rest in ((), *places(inner))]
    return []


def put(data: Any, path: tuple[str | int, ...], value: Any) -> Any:
    if not path:
        return value
    if isinstance(data, list):
        return [put(each, path[1:], value) if at == path[0] else each for at, each in enumerate(data)]
    return {**data, path[0]: put(data.get(path[0]), path[1:], value)}


@given(st.data(), DATA, st.sampled_from([False, None]), DATA)
def test_a_value_put_into_a_text_is_read_there_and_all_else_as_before(
    draw: st.DataObject, inner: Any, style: bool | None, value: Any
) -> None:
    data = {"request": "a", "x": inner, "z": 1}
    text = yaml.safe_dump(data, default_flow_style=style, sort_keys=False, allow_unicode=True, width=40)
    path = draw.draw(st.sampled_from(places(data)))
    assert data_of(with_value(text, path, value)) == put(data, path, value)


@pytest.mark.parametrize(
    "file", ["requests/example-2010/call.yaml", "requests/example-2010/region-d.yaml", "grids/ins.yaml"]
)
def test_any_value_of_our_documents_can_be_another(file: str) -> None:
    text = (ROOT / file).read_text(encoding="utf-8")
    data = data_of(text)
    for path in places(data)[::17]:
        assert data_of(with_value(text, path, ["other", {"a": 1}])) == put(data, path, ["other", {"a": 1}])


def test_comments_and_all_other_lines_stay() -> None:
    text = "call: a # the call\nenvelope: 5 # much\nnote: >\n  one\n  two\n# the end\n"
    assert with_value(text, ("envelope",), 7) == text.replace("5", "7")
    assert with_value(text, ("note",), "x") == "call: a # the call\nenvelope: 5 # much\nnote: x\n# the end\n"
    assert with_value("call: a\nmarks:\n", ("marks", "b"), 1) == "call: a\nmarks: {b: 1}\n"
    assert with_value("call: a\nlist:\n- 1\n# c\nb: 2\n", ("list",), []) == "call: a\nlist:\n []\n# c\nb: 2\n"
    nested = "call: a\nlist:\n- a: 1\n  b:\n  - x\nb: 2\n"
    assert with_value(nested, ("list", 0, "b"), []) == "call: a\nlist:\n- a: 1\n  b:\n   []\nb: 2\n"
    assert written({"a": [1, None, "true"]}) == '{a: [1, null, "true"]}'
