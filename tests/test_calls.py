"""The calls of `requests/` beside the example: the thirteen real projects, and the five calls rebuilt from their rules."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import pytest

from asipgrid.documents import reader
from asipgrid.engine.paths import leaves
from asipgrid.model.places import Source
from conftest import ROOT, Command, Golden

REQUESTS: Final = ROOT / "requests"
RELAUNCH: Final = "requests/relaunch-2009"
PROJECTS: Final = ROOT.parent / "shared" / "domain" / "projects.md"
REBUILT: Final = (
    "emergence-2010",
    "office-software-2010",
    "telemedicine-2010",
    "dmp-beginning-2010",
    "dmp-rollout-2011",
)
FIRST_SEVEN: Final = (
    "aquitaine",
    "brittany",
    "franche-comte",
    "ile-de-france",
    "languedoc-roussillon",
    "picardy",
    "rhone-alpes",
)
FOUR_OTHERS: Final = ("ufcv", "auvergne", "midi-pyrenees", "provence-alpes-cote-d-azur")


def document(path: str) -> Mapping[str, Any]:
    """A document of `requests/`, as the tool reads it."""
    record, findings = reader.read(Source(name=path, data=(REQUESTS / path).read_bytes()))
    assert record is not None, findings
    return record.data


def at(data: Any, path: str) -> Any:
    for key in path.split("."):
        data = data[key]
    return data


# ── the table of facts ─────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True)
class Published:
    """One figure that source A publishes: its nature, the fact it belongs to, the day it is of, words beside it."""

    request: str
    figure: int
    nature: str
    path: str
    day: str | None = None
    words: str = ""
    until: str | None = None


RESULT, TARGET, UNSAID = "Result", "Target", "whether a result or a target is not said"
CHG = "change_support"
FACTS: Final = (
    Published("alsace", 300, RESULT, f"{CHG}.professionals_independent", words="over 300"),
    Published("alsace", 2, RESULT, f"{CHG}.institutions_partner"),
    Published("aquitaine", 323, RESULT, f"{CHG}.professionals_enrolled", day="2009-12-31"),
    Published("aquitaine", 10, RESULT, f"{CHG}.institutions_partner", day="2009-12-31"),
    Published("aquitaine", 18000, RESULT, f"{CHG}.records_opened", words="over 18,000"),
    Published("brittany", 200, RESULT, f"{CHG}.professionals_enrolled"),
    Published("brittany", 5, RESULT, f"{CHG}.institutions_partner"),
    Published("brittany", 2, RESULT, f"{CHG}.networks_partner"),
    Published("franche-comte", 2000, TARGET, f"{CHG}.professionals_enrolled"),
    Published("franche-comte", 19, TARGET, f"{CHG}.institutions_partner"),
    Published("franche-comte", 40, RESULT, f"{CHG}.governance", words="over 40"),
    Published("franche-comte", 23, RESULT, f"{CHG}.governance"),
    Published("ile-de-france", 1500, UNSAID, "rfr.messaging", words="1,500 professionals"),
    Published("ile-de-france", 44, RESULT, "rfr.messaging", words="44 institutions and networks"),
    Published("languedoc-roussillon", 3500, TARGET, f"{CHG}.professionals_enrolled"),
    Published("languedoc-roussillon", 6, RESULT, f"{CHG}.networks_partner"),
    Published("picardy", 143000, TARGET, f"{CHG}.records_opened", day="2010-12-31"),
    Published("picardy", 530, TARGET, f"{CHG}.general_practitioners_enrolled", day="2010-12-31"),
    Published("picardy", 27, TARGET, f"{CHG}.institutions_partner", day="2010-12-31"),
    # "All the national frameworks … complete by the summer of 2010": all of them, and no day.
    Published("rhone-alpes", 1, TARGET, "rfr.frameworks_converged", until="the summer of 2010"),
    Published("rhone-alpes", 450000, RESULT, f"{CHG}.records_opened", day="2009-12-31", words="over 450,000"),
    Published("rhone-alpes", 810, RESULT, f"{CHG}.general_practitioners_enrolled", day="2009-12-31"),
)


def written(figure: int) -> str:
    return f"{figure:,}"


@pytest.mark.parametrize(
    "fact", [each for each in FACTS if each.nature is not TARGET], ids=lambda f: f"{f.request}-{f.figure}"
)
def test_a_result_stands_under_its_fact_with_its_source_and_day(fact: Published) -> None:
    data = document(f"relaunch-2009/{fact.request}.yaml")
    value = at(data, fact.path)
    assert value == fact.figure if isinstance(value, int) else written(fact.figure) in value
    (paper,) = [
        item for item in data["evidence"] if fact.path in item["supports"] and written(fact.figure) in item["title"]
    ]
    assert (paper["source"], paper["date"], paper.get("as_of")) == ("A", "2010-09-06", fact.day)
    assert fact.nature.casefold() in paper["title"].casefold()
    assert fact.words in paper["title"]
    if fact.day is None:
        assert "date not given" in paper["title"]
    assert fact.figure not in [item["target"] for item in data.get("commitments", ())]


@pytest.mark.parametrize(
    "fact", [each for each in FACTS if each.nature is TARGET], ids=lambda f: f"{f.request}-{f.figure}"
)
def test_a_target_stands_under_commitments_and_under_no_fact_of_results(fact: Published) -> None:
    data = document(f"relaunch-2009/{fact.request}.yaml")
    (target,) = [item for item in data["commitments"] if item["path"] == fact.path]
    assert (target["target"], target.get("by"), target["source"]) == (fact.figure, fact.day, "A")
    assert target.get("until", {}).get("en") == fact.until
    block, _, name = fact.path.partition(".")
    assert name not in data[block]
    holders = [path for path in leaves(data[block]) if at(data[block], ".".join(map(str, path))) == fact.figure]
    # The grid's own fact for "professionals to be enrolled, target" is the one place where a target is a fact.
    assert holders in ([], [("professionals_target",)])


def test_every_count_of_the_documents_is_in_the_table_of_facts() -> None:
    """The other way round: no number in a request of the relaunch that was not published."""
    for path in sorted((REQUESTS / "relaunch-2009").glob("*.yaml")):
        if path.name == "call.yaml":
            continue
        data = document(f"relaunch-2009/{path.name}")
        known = {fact.figure for fact in FACTS if fact.request == path.stem}
        stated = {key: value for key, value in data.items() if key not in {"evidence", "commitments"}}
        numbers = {value for leaf in leaves(stated) if isinstance(value := at(stated, ".".join(map(str, leaf))), int)}
        targets = {item["target"] for item in data.get("commitments", ())}
        assert numbers | targets <= known


def test_every_figure_of_source_a_in_the_collected_facts_is_in_the_documents() -> None:
    """Each row of the project sheets marked [A] that says result or target, and gives numbers."""
    if not PROJECTS.is_file():
        pytest.skip("the collected facts are not beside this clone")
    sheets = re.split(r"^### 2\.\d+ ", PROJECTS.read_text(encoding="utf-8").split("\n## 3.")[0], flags=re.MULTILINE)[1:]
    ids = ("alsace", *FIRST_SEVEN, *FOUR_OTHERS, "adpim")
    checked = 0
    for name, sheet in zip(ids, sheets, strict=True):
        text = (REQUESTS / "relaunch-2009" / f"{name}.yaml").read_text(encoding="utf-8").replace(",", "")
        for row in sheet.splitlines():
            is_count = re.search(r"result|target|institutions and networks|professionals \|", row)
            if not row.endswith("[A] |") or not is_count or "*elsewhere" in row:
                continue
            value = re.sub(r"end( of)? 20\d\d|summer 20\d\d|since early 20\d\d", "", row.split("|")[2].replace(",", ""))
            for figure in re.findall(r"\b\d+\b", value):
                assert re.search(rf"\b{figure}\b", text), f"{name}: {figure}"
                checked += 1
    assert checked >= 18


# ── the relaunch ───────────────────────────────────────────────────────────────────────────────────


@pytest.fixture
def relaunch(asipgrid: Command) -> Mapping[str, Any]:
    data: Mapping[str, Any] = json.loads(asipgrid("score", RELAUNCH, "--format", "json").out)
    return data


def test_the_relaunch_is_the_reviewed_one(asipgrid: Command, golden: Golden) -> None:
    golden("relaunch.table", asipgrid("score", RELAUNCH).out)


def test_the_published_decisions_stand_beside_the_proposals(relaunch: Mapping[str, Any]) -> None:
    requests = {each["id"]: each for each in relaunch["requests"]}
    assert set(requests) == {*FIRST_SEVEN, *FOUR_OTHERS, "alsace", "adpim"}
    assert [name for name, each in requests.items() if each["decision"]["outcome"] == "maintain"] == ["adpim"]
    assert sum(each["decision"]["outcome"] == "fund" for each in requests.values()) == 12
    for each in requests.values():
        assert each["proposal"] == {"outcome": "ask", "awarded": "0.00"}
        assert (each["decision"]["decided_by"], each["decision"]["source"]) == ("ASIP Santé", "A")
        assert each["decision"]["amount"] is None
        assert each["decision"]["decided_on"] is None
    assert "at a later stage" in requests["alsace"]["decision"]["why"]
    assert "until October 2010" in requests["adpim"]["decision"]["why"]
    assert all("first batch of seven" in requests[name]["decision"]["why"] for name in FIRST_SEVEN)


def test_an_amount_that_nobody_published_stays_open(relaunch: Mapping[str, Any]) -> None:
    assert relaunch["call"] | {"digest": ""} == {
        "id": "relaunch-2009",
        "digest": "",
        "basis": "published",
        "currency": "EUR",
        "envelope": "8500000.00",
        "awarded": None,
        "left": None,
    }
    assert relaunch["notes"] == [
        "compiled from published facts: the figures show how far these facts go, and judge no project",
        "no request states the amount it asks for, so no award can be proposed",
        "12 requests are funded with an amount not stated, so what is awarded and what is left are not known",
    ]
    for each in relaunch["requests"]:
        assert (each["requested"], each["rank"]) == (None, None)
        assert each["awarded"] == (None if each["decision"]["outcome"] == "fund" else "0.00")


def test_nothing_published_answers_a_question_that_weighs(relaunch: Mapping[str, Any]) -> None:
    """What `requests/README.md` says of all thirteen."""
    readme = (REQUESTS / "README.md").read_text(encoding="utf-8")
    assert "between 0.00 and 100.00, with 0.00 % of it known, the proposal `ask`, and 52 questions" in readme
    for each in relaunch["requests"]:
        assert (each["score"], each["ceiling"], each["completeness"]) == ("0.00", "100.00", "0.0000")
        assert each["eligible"] is None
        assert len(each["questions"]) == 52


@pytest.mark.parametrize("format_", ["table", "markdown"])
@pytest.mark.parametrize("command", [("score", RELAUNCH), ("explain", RELAUNCH, "alsace")])
def test_a_reader_is_told_that_the_figures_judge_no_project(
    asipgrid: Command, command: tuple[str, ...], format_: str
) -> None:
    head = " ".join(asipgrid(*command, "--format", format_).out.split("\n\n  RFR-01")[0].split())
    assert "Compiled from published facts: the figures show how far these facts go, and judge no project." in head


def test_the_explanation_of_picardy_shows_its_targets_and_what_no_criterion_reads(asipgrid: Command) -> None:
    data = json.loads(asipgrid("explain", RELAUNCH, "picardy", "--format", "json").out)["request"]
    source = "ASIP Santé, The relaunch of the regional projects, 6 September 2010"
    assert data["commitments"] == [
        {"path": f"{CHG}.records_opened", "target": "143000", "by": "2010-12-31", "source": source},
        {"path": f"{CHG}.general_practitioners_enrolled", "target": "530", "by": "2010-12-31", "source": source},
        {"path": f"{CHG}.institutions_partner", "target": "27", "by": "2010-12-31", "source": source},
    ]
    assert [each["path"] for each in data["stated"]] == [
        "ins.described",
        "interoperability.described",
        f"{CHG}.described",
    ]
    (team,) = data["criteria"]["CHG-03"]["facts"]
    assert team["path"] == f"{CHG}.team"
    assert team["place"].startswith("requests/relaunch-2009/picardy.yaml:")


def test_the_later_figures_of_picardy_are_a_report() -> None:
    report = document("relaunch-2009/progress/2011-03/picardy.yaml")
    assert report["facts"] == {
        CHG: {"records_opened": 135000, "institutions_partner": 25, "professionals_independent": 400}
    }
    (paper,) = report["evidence"]
    assert (paper["source"], paper["date"]) == ("S107", "2011-03-09")
    targets = {item["path"]: item["target"] for item in document("relaunch-2009/picardy.yaml")["commitments"]}
    facts = {f"{CHG}.{name}" for name in report["facts"][CHG]}
    # Independent professionals are not the general practitioners of the target: only two of three can be compared.
    assert facts & set(targets) == {f"{CHG}.records_opened", f"{CHG}.institutions_partner"}


def test_nothing_is_invented_for_a_real_project() -> None:
    folder = REQUESTS / "relaunch-2009"
    assert not (folder / "ratings").exists()
    for path in folder.glob("*.yaml"):
        if path.name != "call.yaml":
            data = document(f"relaunch-2009/{path.name}")
            assert not {"funding", "submitted_on"} & set(data)
            # Of one agreement it was published until when it is in force, without a day.
            assert list(data.get("agreement", {})) == (["until"] if path.stem == "adpim" else [])
    for path in [*REQUESTS.rglob("*.yaml"), *ROOT.glob("grids/*.yaml"), REQUESTS / "README.md"]:
        assert "2009-1588" not in path.read_text(encoding="utf-8"), "the number of that text is not confirmed"


# ── the calls rebuilt from their rules ─────────────────────────────────────────────────────────────


@pytest.mark.parametrize("call", [*REBUILT, "relaunch-2009", "example-2010"])
def test_a_call_checks_without_a_finding(asipgrid: Command, call: str) -> None:
    ran = asipgrid("check", f"requests/{call}", "--format", "json")
    assert (ran.code, json.loads(ran.out)["findings"]) == (0, [])


@pytest.mark.slow
@pytest.mark.parametrize("call", REBUILT)
def test_a_rebuilt_call_runs_to_a_funded_request_and_its_addendum(asipgrid: Command, call: str) -> None:
    data = json.loads(asipgrid("score", call, "--format", "json").out)
    assert [(each["id"], each["status"]) for each in data["requests"]] == [("region-a", "funded")]
    assert sorted(data["requests"][0]["sheets"]) == ["assessor-1", "assessor-2"]
    assert asipgrid("explain", call, "region-a").code == 0
    for language in ("en", "fr"):
        letter = asipgrid("draft", call, "region-a", "--lang", language, "--quiet")
        assert (letter.code, letter.err) == (0, "")
        assert {"en": "reconstruct", "fr": "reconstitu"}[language] in letter.out


@pytest.mark.parametrize("call", REBUILT)
def test_a_rebuilt_call_says_what_is_a_reconstruction_and_who_is_invented(call: str) -> None:
    data = document(f"{call}/call.yaml")
    assert "reconstruction" in data["title"]["en"]
    assert "reconstitution" in data["title"]["fr"]
    assert re.search(r"reconstruction.*invented", data["about"]["en"])
    assert re.search(r"reconstitution.*(fictifs|inventés)", data["about"]["fr"])
    assert "reconstructed" in data["authority"]["name"]["en"]
    text = (REQUESTS / call / "region-a.yaml").read_text(encoding="utf-8")
    assert text.startswith("# Invented applicant")
    assert "Region A" in document(f"{call}/region-a.yaml")["applicant"]["name"]


def test_every_aim_of_the_instruction_framework_has_a_grid_in_some_call() -> None:
    used = {grid for call in REBUILT for grid in document(f"{call}/call.yaml")["grids"]}
    assert used == {"RFR", "INS", "IOP", "CHG", "SRV", "PMG"}


def changed(tmp_path: Path, call: str, old: str, new: str) -> Path:
    """A copy of one call with its grids, one text of its request changed."""
    import shutil

    shutil.copytree(ROOT / "grids", tmp_path / "grids")
    shutil.copytree(REQUESTS / call, tmp_path / "requests" / call)
    path = tmp_path / "requests" / call / "region-a.yaml"
    text = path.read_text(encoding="utf-8")
    assert text.count(old) == 1
    path.write_text(text.replace(old, new), encoding="utf-8")
    return tmp_path


@pytest.mark.parametrize(("given", "outcome"), [("false", "ineligible"), ("null", "ask")])
def test_emergence_funds_nobody_without_the_mandate_of_the_regional_agency(
    tmp_path: Path, asipgrid: Command, given: str, outcome: str
) -> None:
    root = changed(tmp_path, "emergence-2010", "given: true", f"given: {given}")
    data = json.loads(asipgrid("score", "emergence-2010", "--format", "json", cwd=root).out)
    (request,) = data["requests"]
    assert request["outcome"] == outcome
    assert any("PMG-01" in reason for reason in request["reasons"])


def test_the_rollout_ties_30_percent_of_the_grant_to_the_published_objectives(asipgrid: Command) -> None:
    *_, last = document("dmp-rollout-2011/call.yaml")["addendum"]["payments"]
    assert str(last["share"]) == "0.30"
    assert last["when"] == {"ten_and_ten": {"minimum": 1}, "institutions_at_30": {"minimum": 1}}
    letter = " ".join(asipgrid("draft", "dmp-rollout-2011", "region-a").out.split())
    assert (
        "Share of enrolled independent professionals with at least 10 creations and 10 feedings: at least 100 % and "
        "Share of partner health institutions using the record for at least 30 % of their patients: at least 100 %"
    ) in letter


def test_a_claim_without_a_document_is_marked_in_the_goals(asipgrid: Command) -> None:
    letter = asipgrid("draft", "office-software-2010", "region-a").out
    (row,) = [line for line in letter.splitlines() if line.startswith("| IOP-08 |") and "at least 80 %" in line]
    assert "| 94.17 % (no document supports it) |" in row


# ── the page about them ────────────────────────────────────────────────────────────────────────────


def test_the_page_has_a_row_for_every_call_and_every_project() -> None:
    readme = (REQUESTS / "README.md").read_text(encoding="utf-8")
    rows = set(re.findall(r"^\| `([a-z0-9-]+)` \|", readme, re.MULTILINE))
    calls = {path.parent.name for path in REQUESTS.glob("*/call.yaml")}
    projects = {path.stem for path in (REQUESTS / "relaunch-2009").glob("*.yaml")} - {"call"}
    assert rows == calls | projects
    for key in set(re.findall(r"\b(S\d+)\b", readme)):
        assert f"| {key} |" in readme


def test_the_commands_of_the_page_run(asipgrid: Command) -> None:
    readme = (REQUESTS / "README.md").read_text(encoding="utf-8")
    (block,) = re.findall(r"```sh\n(.*?)```", readme, re.DOTALL)
    commands = [line.split("#")[0].split() for line in block.splitlines()]
    assert len(commands) == 5
    for command in commands:
        assert asipgrid(*command[1:]).code == 0
