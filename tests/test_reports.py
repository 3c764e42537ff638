"""Findings in the forms of other tools, results as their story, and what docs/review.md gives to copy."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from io import StringIO
from pathlib import Path
from typing import Any, Final

import pytest
import sarif_om  # type: ignore[import-untyped]
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st
from jsonschema import Draft202012Validator
from junitparser import Failure, JUnitXml, Skipped, TestCase, TestSuite

from asipgrid.formats import FINDINGS, Look, renderer
from asipgrid.formats.sarif import anchor
from asipgrid.formats.story import story
from asipgrid.model.places import Finding, Gravity, Place
from asipgrid.model.said import of_text
from asipgrid.text.codes import CODES
from conftest import ROOT, Command, small, write

LOOK: Final = Look()
PLACE: Final = Place(file="requests/small/a.yaml", line=17, column=3, width=5)
ERROR: Final = Finding(
    code="R012", place=PLACE, says=of_text("funding.lines sum to 1, requested is 2"), excerpt="  lines:"
)
WARNING: Final = Finding(
    code="F006", place=Place(file="requests/small/b.yaml"), says=of_text("odd"), gravity=Gravity.WARNING
)
NOTE: Final = Finding(
    code="G145", place=Place(file="requests/small/b.yaml"), says=of_text("look"), gravity=Gravity.NOTE
)
HOSTILE: Final = (
    "100%, a:b\r\n::error file=x,line=1::forged\n##[error]forged\u2028::set-output name=x::y\x1b[31m\x00\ufffe\ud800"
    "]]></failure><system-out> \" ' & [here](https://forge.example) {0} \u202e"
)


def rendered(form: str, findings: list[Finding], look: Look = LOOK) -> str:
    return renderer(FINDINGS, form)(findings, look)


def found(says: str, file: str = "a.yaml", gravity: Gravity = Gravity.ERROR) -> Finding:
    return Finding(code="R012", place=Place(file=file), says=of_text(says), gravity=gravity, excerpt=says)


findings = st.lists(
    st.builds(found, st.text(), st.text(min_size=1), st.sampled_from(Gravity)), max_size=5, unique_by=lambda f: f.says
)


# ── GitHub ─────────────────────────────────────────────────────────────────────────────────────────


def test_github_writes_a_command_a_finding() -> None:
    assert rendered("github", [ERROR, WARNING, NOTE], Look(prefix="calls/")) == (
        "::error file=calls/requests/small/a.yaml,line=17,col=3,title=R012::"
        "calls/requests/small/a.yaml:17:3: funding.lines sum to 1, requested is 2\n"
        "::warning file=calls/requests/small/b.yaml,line=1,col=1,title=F006::calls/requests/small/b.yaml:1:1: odd\n"
        "::notice file=calls/requests/small/b.yaml,line=1,col=1,title=G145::calls/requests/small/b.yaml:1:1: look\n"
    )


def test_github_escapes_what_parts_properties() -> None:
    line = rendered("github", [found("50% more", file="a,b:c%.yaml")])
    assert line == "::error file=a%2Cb%3Ac%25.yaml,line=1,col=1,title=R012::a,b:c%25.yaml:1:1: 50%25 more\n"


# What a runner of GitHub takes for a command at the start of a line, and anywhere in one (the older form).
ORDER: Final = re.compile(r"::(?P<name>[a-z-]+)(?P<properties>(?: [a-z]+=[^:,\r\n]*(?:,[a-z]+=[^:,\r\n]*)*)?)::")


@given(findings)
def test_github_gives_one_command_a_line_and_no_other(given_: list[Finding]) -> None:
    text = rendered("github", [*given_, found(HOSTILE), found(HOSTILE, HOSTILE)])
    lines = text.split("\n")[:-1]
    assert len(lines) == len(given_) + 2
    assert text.splitlines() == lines
    for line in lines:
        assert (order := ORDER.match(line))
        assert order["name"] in {"error", "warning", "notice"}
        assert [pair.split("=")[0] for pair in order["properties"][1:].split(",")] == ["file", "line", "col", "title"]
        assert not re.search(r"::(error|warning|notice|set-output)[ :]", line[order.end() :])
        assert "##[" not in line


# ── SARIF ──────────────────────────────────────────────────────────────────────────────────────────

# No package ships the published schema, so here is the part of it that is written, as strict as it is there or
# stricter. That its names and duties are the published ones is held against sarif-om, which is made from that schema.
MESSAGE: Final = {
    "type": "object",
    "additionalProperties": False,
    "required": ["text"],
    "properties": {"text": {"type": "string"}},
}
LEVEL: Final = {"enum": ["none", "note", "warning", "error"]}


def shape(required: str, **properties: Any) -> dict[str, Any]:
    return {"type": "object", "additionalProperties": False, "required": required.split(), "properties": properties}


AT_LEAST_ONE: Final = {"type": "integer", "minimum": 1}
PARTS: Final = {
    "Region": shape(
        "startLine startColumn endColumn", startLine=AT_LEAST_ONE, startColumn=AT_LEAST_ONE, endColumn=AT_LEAST_ONE
    ),
    "ArtifactLocation": shape(
        "uri uriBaseId",
        uri={"type": "string", "pattern": r"^(?:[A-Za-z0-9._~!$&'()*+,;=@/-]|%[0-9A-F]{2})+$"},
        uriBaseId={"const": "%SRCROOT%"},
    ),
    "PhysicalLocation": shape(
        "artifactLocation region",
        artifactLocation={"$ref": "#/$defs/ArtifactLocation"},
        region={"$ref": "#/$defs/Region"},
    ),
    "Location": shape("physicalLocation", physicalLocation={"$ref": "#/$defs/PhysicalLocation"}),
    "Message": MESSAGE,
    "Result": shape(
        "ruleId level message locations",
        ruleId={"type": "string", "minLength": 1},
        ruleIndex={"type": "integer", "minimum": 0},
        level=LEVEL,
        message={"$ref": "#/$defs/Message"},
        locations={"type": "array", "minItems": 1, "maxItems": 1, "items": {"$ref": "#/$defs/Location"}},
    ),
    "ReportingConfiguration": shape("level", level=LEVEL),
    "MultiformatMessageString": MESSAGE,
    "ReportingDescriptor": shape(
        "id shortDescription fullDescription help defaultConfiguration",
        id={"type": "string", "minLength": 1},
        shortDescription={"$ref": "#/$defs/MultiformatMessageString"},
        fullDescription={"$ref": "#/$defs/MultiformatMessageString"},
        help={"$ref": "#/$defs/MultiformatMessageString"},
        defaultConfiguration={"$ref": "#/$defs/ReportingConfiguration"},
    ),
    "ToolComponent": shape(
        "name version rules",
        name={"const": "asipgrid"},
        version={"type": "string", "pattern": r"^\d+\.\d+\.\d+"},
        rules={"type": "array", "uniqueItems": True, "items": {"$ref": "#/$defs/ReportingDescriptor"}},
    ),
    "Tool": shape("driver", driver={"$ref": "#/$defs/ToolComponent"}),
    "Run": shape(
        "tool columnKind results",
        tool={"$ref": "#/$defs/Tool"},
        columnKind={"enum": ["utf16CodeUnits", "unicodeCodePoints"]},
        results={"type": "array", "items": {"$ref": "#/$defs/Result"}},
    ),
    "SarifLog": shape(
        "$schema version runs",
        **{"$schema": {"type": "string", "pattern": "^https://docs.oasis-open.org/sarif/"}},
        version={"const": "2.1.0"},
        runs={"type": "array", "minItems": 1, "maxItems": 1, "items": {"$ref": "#/$defs/Run"}},
    ),
}
SARIF: Final = Draft202012Validator({"$ref": "#/$defs/SarifLog", "$defs": PARTS})


def sarif(given_: list[Finding], look: Look = LOOK) -> dict[str, Any]:
    log: dict[str, Any] = json.loads(rendered("sarif", given_, look))
    SARIF.validate(log)
    run: dict[str, Any] = log["runs"][0]
    return run


@pytest.mark.parametrize("name", PARTS)
def test_the_sarif_schema_of_these_tests_is_part_of_the_published_one(name: str) -> None:
    fields = getattr(sarif_om, name).__attrs_attrs__
    published = {field.metadata["schema_property_name"] for field in fields}
    # attrs gives NOTHING (falsy, with a name) as the default of what the schema requires.
    required = {field.metadata["schema_property_name"] for field in fields if repr(field.default) == "NOTHING"}
    assert set(PARTS[name]["properties"]) <= published
    assert required <= set(PARTS[name]["required"])


def test_sarif_of_what_our_own_documents_give(asipgrid: Command) -> None:
    ran = asipgrid("check", "grids", "--format", "sarif", "-q")
    SARIF.validate(json.loads(ran.out))
    assert ran.out == asipgrid("check", "grids", "--format", "sarif", "-q").out


def test_sarif_names_the_rule_the_place_and_the_level() -> None:
    run = sarif([ERROR, WARNING, NOTE], Look(prefix="my calls/"))
    rules = run["tool"]["driver"]["rules"]
    assert [result["level"] for result in run["results"]] == ["error", "warning", "note"]
    for result in run["results"]:
        assert rules[result["ruleIndex"]]["id"] == result["ruleId"]
    first = run["results"][0]
    assert first["message"]["text"] == ERROR.says
    assert first["locations"] == [
        {
            "physicalLocation": {
                "artifactLocation": {"uri": "my%20calls/requests/small/a.yaml", "uriBaseId": "%SRCROOT%"},
                "region": {"startLine": 17, "startColumn": 3, "endColumn": 8},
            }
        }
    ]


def test_sarif_gives_every_rule_its_words_and_its_place_in_the_page() -> None:
    page = (ROOT / "docs" / "findings.md").read_text(encoding="utf-8")
    rules = sarif([])["tool"]["driver"]["rules"]
    assert [rule["id"] for rule in rules] == [row.code for row in CODES]
    for row, rule in zip(CODES, rules, strict=True):
        assert rule["shortDescription"]["text"] == row.title
        assert row.mend in rule["help"]["text"]
        assert all(sentence in rule["help"]["text"] for sentence in row.why)
        assert f"(#{anchor(row)})" in page
        assert rule["help"]["text"].endswith(f"docs/findings.md#{anchor(row)}")


def test_a_text_makes_no_link_and_leaves_no_place_to_fill_in_sarif() -> None:
    (result,) = sarif([found("{0} [here](https://forge.example)\u202e")])["results"]
    assert result["message"]["text"] == "{{0}} [here\\](https://forge.example)<U+202E>"


@pytest.mark.slow
@settings(deadline=None)
@given(findings)
def test_sarif_holds_its_shape_whatever_the_documents_say(given_: list[Finding]) -> None:
    assert len(sarif([*given_, found(HOSTILE, HOSTILE)])["results"]) == len(given_) + 1


# ── JUnit ──────────────────────────────────────────────────────────────────────────────────────────


def junit(given_: list[Finding], look: Look = LOOK) -> list[TestSuite]:
    text = rendered("junit", given_, look)
    text.encode("utf-8")
    report = JUnitXml.fromroot(JUnitXml.fromstring(text.encode())._elem)
    suites = list(report)
    counted = [(suite.tests, suite.failures, suite.errors, suite.skipped) for suite in suites]
    for suite in suites:
        suite.update_statistics()  # type: ignore[no-untyped-call]
    assert counted == [(suite.tests, suite.failures, suite.errors, suite.skipped) for suite in suites]
    assert (report.tests, report.failures, report.skipped) == tuple(sum(row[i] for row in counted) for i in (0, 1, 3))
    return suites


def test_junit_has_a_suite_a_document_and_a_case_a_finding() -> None:
    first, second = junit([ERROR, WARNING, NOTE], Look(prefix="calls/"))
    assert (first.name, second.name) == ("calls/requests/small/a.yaml", "calls/requests/small/b.yaml")
    (error,) = first
    warning, note = second
    assert isinstance(error, TestCase)
    assert (error.name, error.classname) == ("R012 at line 17, column 3", "calls/requests/small/a.yaml")
    (failure,) = error.result
    assert isinstance(failure, Failure)
    assert (failure.type, failure.message) == ("R012", f"R012 {ERROR.says}")
    assert failure.text == (f"calls/requests/small/a.yaml:17:3: R012 {ERROR.says}\n   17 |   lines:\n      |   ^^^^^")
    (skipped,) = warning.result
    assert isinstance(skipped, Skipped)
    assert skipped.message == "F006 odd"
    assert note.is_passed
    assert note.system_out == "calls/requests/small/b.yaml:1:1: G145 note: look"


def test_junit_passes_when_nothing_is_wrong() -> None:
    (suite,) = junit([])
    assert suite.name == "asipgrid"
    assert [case.is_passed for case in suite] == [True]


def test_junit_cases_of_a_document_have_names_of_their_own() -> None:
    (suite,) = junit([found("one"), found("two")])
    assert [case.name for case in suite] == ["R012 at line 1, column 1", "R012 at line 1, column 1 (2)"]


@given(findings)
def test_junit_is_xml_whatever_the_documents_say(given_: list[Finding]) -> None:
    ordered = sorted([*given_, found(HOSTILE, HOSTILE)], key=Finding.reading_order)
    cases = [case for suite in junit(ordered) for case in suite]
    assert len(cases) == len(ordered)


def test_junit_shows_every_character_that_xml_refuses() -> None:
    refused = [chr(n) for n in (*range(32), 0xFFFE, 0xFFFF, *range(0xD800, 0xE000)) if n != 10]
    (suite,) = junit([found("".join(refused))])
    (case,) = suite
    assert all(f"<U+{ord(character):04X}>" in case.result[0].message for character in refused)


@pytest.mark.parametrize("form", ["github", "sarif", "junit"])
def test_check_ends_as_ever_in_these_forms(form: str, asipgrid: Command, tmp_path: Path) -> None:
    small(tmp_path)
    assert asipgrid("check", "--format", form, cwd=tmp_path).code == 0
    write(tmp_path, {"requests/small/region-a.yaml": "request: region-a\n"})
    ran = asipgrid("check", "--format", form, cwd=tmp_path)
    assert ran.code == 1
    assert "S002" in ran.out


# ── the story of a result ──────────────────────────────────────────────────────────────────────────


def result(asipgrid: Command, tmp_path: Path) -> dict[str, Any]:
    small(tmp_path)
    data: dict[str, Any] = json.loads(asipgrid("score", "requests/small", "--format", "json", "-q", cwd=tmp_path).out)
    return data


def written(asipgrid: Command, root: Path) -> Path:
    """The folder of the small call's results, as they are committed."""
    assert asipgrid("score", "requests/small", "--write", "-q", cwd=small(root)).code == 0
    return root / "requests/small/results"


def test_show_tells_a_request(asipgrid: Command, tmp_path: Path) -> None:
    folder = written(asipgrid, tmp_path)
    lines = asipgrid("show", str(folder / "region-a.json")).out.split("\n")
    for line in (
        "Request region-a is funded.",
        "Call small.",
        "Outcome: fund.",
        "Awarded 400.00 of 400.00 requested.",
        "Rank 1.",
        "Score 95.00.",
        "DOC-01: not scored, weight 0, eligibility condition met: doc.signed is true.",
        "DOC-02: level 4, weight 50: Structured.",
        "DOC-02 found doc.format: cda.",
        "DOC-04: level 3, weight 20: marks 3 give 3.",
    ):
        assert line in lines
    assert asipgrid("show", str(folder / "call.json")).out.startswith(
        "Call small, scored on its submitted facts.\nEnvelope 1 000.00 EUR.\nAwarded 400.00 EUR.\nLeft 600.00 EUR.\n"
    )
    ranking = (folder / "ranking.md").read_bytes().decode()
    assert asipgrid("show", str(folder / "ranking.md")).out == ranking


def test_show_tells_intervals_questions_and_decisions(asipgrid: Command) -> None:
    whole = asipgrid("score", "requests/example-2010", "--format", "json", "-q").out
    told = story(json.loads(whole))
    assert told is not None
    for line in (
        "Score from 54.63 to 65.79.",
        "Eligible: not known.",
        "Request region-b is funded in part.",
        "Decided by Selection committee on 2010-04-15: fund, 1 400 000.00.",
        "Question: RFR-04: state rfr.consent.express; documents: Consent form, procedure, sample of recorded consents.",
    ):
        assert f"\n{line}\n" in told


def leaves(data: Any, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    inner = data.items() if isinstance(data, dict) else enumerate(data) if isinstance(data, list) else ()
    return [leaf for key, value in inner for leaf in leaves(value, (*path, key))] or [path]


def test_every_change_of_a_result_is_a_change_of_its_story(asipgrid: Command) -> None:
    whole = asipgrid("score", "requests/example-2010", "--format", "json", "-q").out
    data = json.loads(whole)
    wanted = {"region-b", "region-j", "region-n", "region-o"}
    data["requests"] = [request for request in data["requests"] if request["id"] in wanted]
    for request in data["requests"]:
        request["criteria"] = dict(list(request["criteria"].items())[:8])
    before = story(data)
    for path in leaves(data):
        if path == ("asipgrid",):
            continue
        changed = json.loads(json.dumps(data))
        inner = changed
        for key in path[:-1]:
            inner = inner[key]
        inner[path[-1]] = (
            ["other"] if isinstance(inner[path[-1]], list) else {"a": {}} if inner[path[-1]] == {} else "other"
        )
        assert story(changed) != before, path


def test_the_story_says_what_it_has_no_words_for(asipgrid: Command, tmp_path: Path) -> None:
    data = result(asipgrid, tmp_path)
    data["motor"] = "9.9.9"
    data["requests"][0]["novel"] = {"a": [1]}
    told = story(data)
    assert told is not None
    assert "Result, motor: 9.9.9.\n" in told
    assert 'Request, novel: {"a": [1]}.\n' in told


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"request: region-a\r\n\ttext\n",
        b"[1, 2",
        b"[]",
        b'{"asipgrid": "findings/1"}',
        b'{"asipgrid": "result/1"}',
        b'{"asipgrid": "result/1", "criteria": [1]}',
        b"[" * 100_000,
        "é".encode(),
    ],
)
def test_show_prints_what_it_does_not_know_as_it_is(data: bytes, asipgrid: Command, tmp_path: Path) -> None:
    path = tmp_path / "x1Yz_file"
    path.write_bytes(data)
    ran = asipgrid("show", str(path))
    assert (ran.code, ran.out.encode(), ran.err) == (0, data, "")


def test_show_ends_with_2_when_there_is_no_file(process: Command, tmp_path: Path) -> None:
    ran = process("show", str(tmp_path / "nothing.json"))
    assert (ran.code, ran.out) == (2, "")
    assert "nothing.json: cannot be read (no such file or directory)" in ran.err


def test_a_result_cannot_steer_the_terminal_or_add_a_line(asipgrid: Command, tmp_path: Path) -> None:
    data = result(asipgrid, tmp_path)
    data["requests"][0]["criteria"]["DOC-02"]["reason"] = HOSTILE
    told = story(data)
    clean_one = story(result(asipgrid, tmp_path))
    assert told is not None
    assert clean_one is not None
    assert told.count("\n") == clean_one.count("\n")
    assert told.splitlines() == told.split("\n")[:-1]
    assert all(character.isprintable() for character in told.replace("\n", ""))


# ── docs/review.md ─────────────────────────────────────────────────────────────────────────────────

PAGE: Final = (ROOT / "docs" / "review.md").read_text(encoding="utf-8")
FENCED: Final = re.findall(r"^```(\w+)\n(.*?)^```$", PAGE, re.MULTILINE | re.DOTALL)
YAML: Final = [text for language, text in FENCED if language == "yaml"]
BIN: Final = Path(sys.executable).parent
needs_git = pytest.mark.skipif(shutil.which("git") is None, reason="git is not installed")


def git(folder: Path, *arguments: str) -> str:
    alone = {"GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_NOSYSTEM": "1"}
    path = f"{BIN}{os.pathsep}{os.environ['PATH']}"
    who = ["-c", "user.name=A", "-c", "user.email=a@forge.example", "-c", "commit.gpgsign=false"]
    done = subprocess.run(
        ["git", *who, *arguments],
        cwd=folder,
        env={**os.environ, **alone, "PATH": path},
        capture_output=True,
        check=True,
        timeout=60,
    )
    return done.stdout.decode()


@needs_git
def test_git_diff_and_git_log_tell_the_story(asipgrid: Command, tmp_path: Path) -> None:
    (attributes,) = (text for language, text in FENCED if language == "text")
    (setting,) = (text for language, text in FENCED if language == "sh")
    (sample,) = (text for language, text in FENCED if language == "diff")
    path = written(asipgrid, tmp_path) / "region-a.json"
    now = path.read_text(encoding="utf-8")
    git(tmp_path, "init", "-q")
    name, value = setting.removeprefix("git config ").rstrip().split(" ", 1)
    git(tmp_path, "config", name, value.strip('"'))
    write(tmp_path, {".gitattributes": attributes})
    for text in (now.replace('"status": "funded"', '"status": "reserve"'), now):
        path.write_text(text, encoding="utf-8")
        git(tmp_path, "add", ".")
        git(tmp_path, "commit", "-q", "-m", "results")
    for shown in (git(tmp_path, "diff", "HEAD~1"), git(tmp_path, "log", "-p", "-1")):
        assert sample in shown
        assert '"status"' not in shown


def test_our_own_results_are_shown_so_too() -> None:
    assert (ROOT / ".gitattributes").read_text(encoding="utf-8") in PAGE


@pytest.mark.parametrize("text", YAML)
def test_the_yaml_of_the_page_parses(text: str) -> None:
    assert yaml.safe_load(text)


@pytest.mark.parametrize(
    ("schema", "has"), [("vendor.github-workflows", "runs-on"), ("vendor.gitlab-ci", "after_script")]
)
def test_the_jobs_of_the_page_hold_against_the_schemas_of_the_forges(schema: str, has: str, tmp_path: Path) -> None:
    (job,) = (text for text in YAML if has in text)
    write(tmp_path, {"job.yaml": job})
    command = [str(BIN / "check-jsonschema"), "--builtin-schema", schema, "job.yaml"]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, check=False, timeout=60)
    assert done.returncode == 0, done.stdout.decode()


def test_the_commands_of_the_page_are_commands(asipgrid: Command) -> None:
    code = "\n".join(text for _, text in FENCED)
    named = set(re.findall(r"asipgrid ([a-z]+) (?:--|\"|\$|requests)", code))
    assert named >= {"check", "verify", "compare"}
    for name in named:
        assert asipgrid(name, "--help").code == 0, name


# ── pre-commit ─────────────────────────────────────────────────────────────────────────────────────


def pre_commit(folder: Path, home: Path, *arguments: str) -> subprocess.CompletedProcess[bytes]:
    alone = {"GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_NOSYSTEM": "1", "PRE_COMMIT_HOME": str(home)}
    return subprocess.run(
        [str(BIN / "pre-commit"), *arguments],
        cwd=folder,
        env={**os.environ, **alone},
        capture_output=True,
        check=False,
        timeout=300,
    )


@pytest.mark.parametrize(
    ("what", "file"), [("validate-manifest", ".pre-commit-hooks.yaml"), ("validate-config", ".pre-commit-config.yaml")]
)
def test_the_hooks_are_written_as_pre_commit_wants_them(what: str, file: str, tmp_path: Path) -> None:
    done = pre_commit(tmp_path, tmp_path, what, str(ROOT / file))
    assert (done.returncode, done.stdout, done.stderr) == (0, b"", b"")


def test_the_page_uses_the_hooks_there_are(tmp_path: Path) -> None:
    (config,) = (text for text in YAML if "asipgrid-verify" in text)
    write(tmp_path, {"config.yaml": config})
    done = pre_commit(tmp_path, tmp_path, "validate-config", "config.yaml")
    assert (done.returncode, done.stdout, done.stderr) == (0, b"", b"")
    hooks = {hook["id"] for hook in yaml.safe_load((ROOT / ".pre-commit-hooks.yaml").read_text(encoding="utf-8"))}
    assert {hook["id"] for hook in yaml.safe_load(StringIO(config))["repos"][0]["hooks"]} == hooks


@needs_git
@pytest.mark.slow
def test_the_hook_stops_a_commit_with_an_error(tmp_path: Path) -> None:
    tool, calls, home = tmp_path / "tool", tmp_path / "calls", tmp_path / "home"
    tool.mkdir()
    for name in ("pyproject.toml", "README.md", ".pre-commit-hooks.yaml"):
        shutil.copy(ROOT / name, tool)
    for name in ("src", "docs", "grids", "requests/example-2010"):
        shutil.copytree(ROOT / name, tool / name, ignore=shutil.ignore_patterns("__pycache__"))
    small(calls)
    for folder in (tool, calls):
        git(folder, "init", "-q")
        git(folder, "add", ".")
        git(folder, "commit", "-q", "-m", "first")
    good = pre_commit(calls, home, "try-repo", str(tool), "asipgrid-check", "--all-files")
    assert good.returncode == 0, good.stdout.decode() + good.stderr.decode()
    write(calls, {"requests/small/region-a.yaml": "request: region-a\n"})
    bad = pre_commit(calls, home, "try-repo", str(tool), "asipgrid-check", "--all-files")
    assert bad.returncode == 1
    assert b"requests/small/region-a.yaml:1:1: S002" in bad.stdout
