"""Long lists of values, as a list of communes is: they are gone through once, and messages name a few of them."""

from __future__ import annotations

import re
import time
from pathlib import Path
from typing import Any

import pytest
import yaml

from asipgrid.schema import dialect
from asipgrid.text.suggestions import few, nearest
from conftest import SMALL_GRID, Command, small, small_request

COMMUNES = [f"Commune {number:05d}" for number in range(5_000)]
PATH = "doc.commune"
# What took 12 seconds and more with 5,000 values takes about a tenth of one.
SECONDS = 2
REFUSED = "doc.commune can never be "


def grid(*conditions: Any) -> str:
    """The small grid with a fact that is one of 5,000 communes, and a criterion for each condition."""
    data = yaml.safe_load(SMALL_GRID)
    data["facts"]["properties"]["commune"] = {"enum": COMMUNES}
    for number, condition in enumerate(conditions, start=10):
        levels = condition if isinstance(condition, list) else [condition]
        rules = [{"level": 4 - at, "is": "So", "when": each} for at, each in enumerate(levels)]
        data["criteria"].append({"id": f"DOC-{number}", "question": "Where?", "weight": 1, "levels": rules})
    return str(yaml.safe_dump(data, sort_keys=False, width=9999))


@pytest.mark.parametrize(
    "condition",
    [
        {PATH: {"minLength": 1}},
        {PATH: COMMUNES[:3_000]},
        {PATH: {"enum": COMMUNES[:3_000]}},
        {"not": {PATH: COMMUNES[:3_000]}},
        {"all": [{"not": {PATH: each}} for each in COMMUNES[:200]]},
        {"any": [{PATH: each} for each in COMMUNES[:1_000]]},
        [{PATH: COMMUNES[0]}, {PATH: COMMUNES[:2_000]}, {PATH: COMMUNES[1_000:4_000]}, {PATH: {"minLength": 1}}],
    ],
    ids=["a length", "a list", "an enum", "not a list", "not many", "any of many", "several levels"],
)
def test_a_grid_that_reads_one_of_5000_values_is_checked_at_once(
    condition: Any, tmp_path: Path, asipgrid: Command
) -> None:
    root = small(tmp_path, {}, grid=grid(condition))
    before = time.process_time()
    ran = asipgrid("check", "grids/doc.yaml", "-q", cwd=root)
    assert time.process_time() - before < SECONDS
    assert (ran.code, ran.err) == (0, "")


def test_of_long_lists_it_is_still_told_what_never_decides(tmp_path: Path, asipgrid: Command) -> None:
    levels = [{PATH: COMMUNES[:2_000]}, {PATH: COMMUNES[500:900]}, {PATH: {"minLength": 30}}, {PATH: {"minLength": 2}}]
    ran = asipgrid("check", "grids/doc.yaml", "-q", cwd=small(tmp_path, {}, grid=grid(levels)))
    (first, says), second = re.findall("(G140|G141) warning: (.*)", ran.out)
    assert first == "G140"
    assert says.startswith("DOC-10: whoever meets the condition of this level 3 already has level 4 (line ")
    assert second == ("G141", "DOC-10: no request can meet this condition, so it never gives level 2")


def test_a_wrong_value_among_many_is_told_with_the_one_that_was_meant(tmp_path: Path, asipgrid: Command) -> None:
    root = small(
        tmp_path,
        {"requests/small/region-a.yaml": small_request("region-a", doc="{commune: Comune 04321}")},
        grid=grid({PATH: "Elsewhere"}, {PATH: [f"Comune {number:05d}" for number in range(100)]}),
    )
    before = time.process_time()
    ran = asipgrid("check", "-q", cwd=root)
    assert time.process_time() - before < SECONDS
    assert ran.code == 1
    assert f"{REFUSED}Comune 00000; did you mean Commune 00000?\n" in ran.out
    assert f"{REFUSED}Elsewhere; one of Commune 00000, Commune 00001, " in ran.out
    assert " and 4969 more\n" in ran.out
    assert max(map(len, ran.out.splitlines())) < 700


def test_a_request_with_a_wrong_value_among_many_is_told_the_one_that_was_meant(
    tmp_path: Path, asipgrid: Command
) -> None:
    files = {"requests/small/region-a.yaml": small_request("region-a", doc="{commune: Comune 04321}")}
    ran = asipgrid("check", "-q", cwd=small(tmp_path, files, grid=grid()))
    says = 'S004 doc.commune is "Comune 04321"; did you mean Commune 04321? (one of Commune 00000, '
    assert says in ran.out
    assert " and 4969 more)\n" in ran.out


def test_a_document_to_fill_in_names_a_few_of_many_values(tmp_path: Path, asipgrid: Command) -> None:
    ran = asipgrid("new", "request", "requests/small", "b", "-o", "-", cwd=small(tmp_path, {}, grid=grid()))
    assert '"Commune 00019" | …\n' in ran.out
    assert "Commune 00020" not in ran.out


@pytest.mark.parametrize(
    ("schema", "value"),
    [
        ({"type": "array", "uniqueItems": True}, [{"a": number} for number in range(20_000)]),
        ({"type": "array", "items": {"enum": [*COMMUNES, 1]}, "uniqueItems": True}, COMMUNES * 4),
    ],
    ids=["parts that are all different", "values of a list"],
)
def test_a_long_list_in_a_request_is_looked_through_once(schema: Any, value: Any) -> None:
    before = time.process_time()
    errors = [each.validator for each in dialect.validator(schema).iter_errors(value)]
    assert time.process_time() - before < SECONDS
    assert errors == ["uniqueItems"] * (value == COMMUNES * 4)


def test_equal_is_what_json_schema_holds_equal() -> None:
    unique = dialect.validator({"uniqueItems": True})
    assert unique.is_valid([1, True, "1", [1], [True], {"a": 1}, {"a": True}])
    assert not unique.is_valid([{"a": 1, "b": [2]}, {"b": [2], "a": 1}])
    assert not dialect.validator({"enum": [1, "a"]}).is_valid(True)


def test_of_many_names_only_those_a_slip_away_are_meant() -> None:
    assert nearest("Comune 04321", COMMUNES) == "Commune 04321"
    assert nearest("Commune O4321", COMMUNES) == "Commune 04321"
    assert nearest("Commune 043211", COMMUNES) == "Commune 04321"
    assert nearest("Cmomune 04321", COMMUNES) == "Commune 04321"
    assert nearest("Elsewhere", COMMUNES) is None


def test_a_few_of_many_names_are_named_and_the_others_counted() -> None:
    assert few(["a", "b"]) == "a, b"
    assert few(["x" * 100, *COMMUNES]).startswith(f"{'x' * 57}…, Commune 00000, ")
    assert few([]) == ""
    assert len(few(COMMUNES)) < 500


def test_unread_facts_are_named_as_far_as_there_is_room(tmp_path: Path, asipgrid: Command) -> None:
    data = yaml.safe_load(SMALL_GRID)
    data["facts"]["properties"] |= {f"fact_{number:04d}": {"type": "boolean"} for number in range(1_000)}
    root = small(tmp_path, {}, grid=str(yaml.safe_dump(data, sort_keys=False)))
    out = asipgrid("check", "grids/doc.yaml", "-v", cwd=root).out
    note = next(line for line in out.splitlines() if "G145" in line)
    assert "reads fact_0000, fact_0001, " in note
    assert note.endswith(" more, and no call; keep only what a reader needs to check the rest")
