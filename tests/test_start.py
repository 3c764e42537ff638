"""A start without reading a manual: a workspace, documents to fill in, schemas for editors."""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Iterator, Mapping
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from asipgrid import pipeline
from asipgrid.authoring import forms
from asipgrid.authoring.editor_schemas import editor_schema
from asipgrid.authoring.fields import FIELDS
from asipgrid.authoring.skeletons import skeleton
from asipgrid.documents import reader
from asipgrid.documents import workspace as files
from asipgrid.model.places import KINDS, Language, Source
from asipgrid.review import rating_sheet
from asipgrid.schema import dialect
from conftest import ROOT, Command

CALL = "requests/example-2010"
CALLS = sorted(path.parent.name for path in (ROOT / "requests").glob("*/call.yaml"))
NEW = {
    "request": ("request", CALL, "region-q"),
    "rating": ("rating", CALL, "region-a", "--as", "assessor-4"),
    "decision": ("decision", CALL, "region-c"),
    "progress": ("progress", CALL, "region-a", "--period", "2010-12"),
    "payment": ("payment", CALL, "region-h"),
    "amendment": ("amendment", CALL, "region-a"),
    "call": ("call", "spring-2011"),
    "grid": ("grid", "SEC"),
}


def workspace(tmp_path: Path, *calls: str) -> Path:
    shutil.copytree(ROOT / "grids", tmp_path / "grids")
    for call in calls or ("example-2010",):
        shutil.copytree(ROOT / "requests" / call, tmp_path / "requests" / call)
    return tmp_path


def written(path: Path) -> dict[str, Any]:
    record, findings = reader.read(Source(name=path.name, data=path.read_bytes()))
    assert not findings
    assert record is not None
    return record.data


# ── init ───────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("language", ["en", "fr"])
def test_a_new_workspace_checks_and_scores_as_it_is(tmp_path: Path, asipgrid: Command, language: str) -> None:
    made = asipgrid("init", "calls", "--lang", language, cwd=tmp_path)
    assert made.code == 0
    assert made.err == (
        "calls: 6 grids, the call first-call, 1 invented request with 2 rating sheets\n"
        "next: cd calls && asipgrid check && asipgrid score first-call\n"
        "then: asipgrid new request first-call region-b, or change requests/first-call/call.yaml\n"
    )
    home = tmp_path / "calls"
    checked = asipgrid("check", "--strict", cwd=home)
    assert (checked.code, checked.out, checked.err) == (0, "", "10 documents: nothing wrong\n")
    (request,) = json.loads(asipgrid("score", "first-call", "--format", "json", cwd=home).out)["requests"]
    assert (request["id"], request["status"], request["questions"]) == ("region-a", "funded", [])
    said = {"en": "Invented applicant", "fr": "Porteur de projet fictif"}[language]
    assert said in (home / "requests/first-call/region-a.yaml").read_text(encoding="utf-8")


def test_the_next_command_can_be_copied_whatever_the_folder_is_called(tmp_path: Path, asipgrid: Command) -> None:
    assert "\nnext: cd 'my calls' && asipgrid check " in asipgrid("init", "my calls", cwd=tmp_path).err


def test_where_there_is_no_workspace_the_command_that_makes_one_is_named(tmp_path: Path, asipgrid: Command) -> None:
    says = "no grids/ folder here or in any folder above, so its grids cannot be found; `asipgrid init DIR` makes one"
    assert asipgrid("new", "call", "spring", cwd=tmp_path).err == f"asipgrid: {tmp_path.name}: {says}\n"


def test_a_sheet_on_a_request_with_errors_says_that_it_has_some(tmp_path: Path, asipgrid: Command) -> None:
    root = workspace(tmp_path)
    (root / CALL / "region-q.yaml").write_text("request: region-q\n")
    for command in ("new rating", "rate"):
        assert asipgrid(*command.split(), "example-2010", "region-q", "--as", "me", cwd=root).err == (
            "asipgrid: region-q: this request of example-2010 cannot be read yet; "
            "`asipgrid check example-2010` lists what is wrong or missing in it\n"
        )


@pytest.mark.parametrize("lang", ["en", "fr"])
def test_a_call_to_fill_in_leaves_nothing_for_check_to_mend(tmp_path: Path, asipgrid: Command, lang: str) -> None:
    root = workspace(tmp_path)
    asipgrid("new", "call", "spring", "--lang", lang, cwd=root)
    assert asipgrid("check", "requests/spring", "--diff", cwd=root).out.partition("requests/spring/call.yaml:")[0] == ""


def test_a_new_workspace_goes_into_a_folder_of_its_own(tmp_path: Path, asipgrid: Command) -> None:
    (tmp_path / "notes.txt").write_text("mine")
    ran = asipgrid("init", ".", cwd=tmp_path)
    assert (ran.code, ran.err) == (2, "asipgrid: .: this folder is not empty; name a new one (--force adds to it)\n")
    assert [path.name for path in tmp_path.iterdir()] == ["notes.txt"]


# ── new ────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("language", ["en", "fr"])
@pytest.mark.parametrize("kind", NEW)
def test_a_new_document_can_be_read_and_says_what_it_is(asipgrid: Command, kind: str, language: str) -> None:
    ran = asipgrid("new", *NEW[kind], "--lang", language, "-o", "-")
    assert (ran.code, ran.err) == (0, "")
    record, findings = reader.read(Source(name="x.yaml", data=ran.out.encode("utf-8")))
    assert record is not None
    assert (next(iter(record.data)), findings) == (kind, ())
    assert max(map(len, ran.out.splitlines())) <= 120
    assert ("documents" in ran.out.casefold()) or ("pièces" in ran.out.casefold()) or kind not in {"request", "grid"}


@pytest.mark.slow
@pytest.mark.parametrize("call", CALLS)
def test_a_request_filled_in_checks_clean_and_scores_as_before(tmp_path: Path, asipgrid: Command, call: str) -> None:
    """Every request of ours, poured into the skeleton of its call."""
    root = workspace(tmp_path, call)
    folder = root / "requests" / call
    before = json.loads(asipgrid("score", call, "--format", "json", cwd=root).out)
    case = pipeline.load(files.find_call(call, root)).checked.case
    assert case is not None
    plan = pipeline.planned(case)
    for request in case.requests:
        for language in Language:
            text = forms.request(plan, request.id, language, values=request.data)
            (folder / f"{request.id}.yaml").write_text(text, encoding="utf-8")
        assert text.startswith("# ")
    assert json.loads(asipgrid("check", call, "--format", "json", cwd=root).out)["findings"] == []
    after = json.loads(asipgrid("score", call, "--format", "json", cwd=root).out)
    for document in (before, after):
        for each in document["requests"]:
            del each["digest"]
    assert after == before


def test_an_empty_request_is_told_what_it_must_state_and_nothing_else(tmp_path: Path, asipgrid: Command) -> None:
    root = workspace(tmp_path)
    assert asipgrid("new", "request", "example-2010", "region-q", cwd=root).err == (
        "requests/example-2010/region-q.yaml written\n"
    )
    findings = json.loads(asipgrid("check", f"{CALL}/region-q.yaml", "--format", "json", cwd=root).out)["findings"]
    assert [(each["code"], each["message"]) for each in findings] == [
        ("S013", "not yet filled in: title, submitted_on, applicant; until then this request is not scored"),
    ]


def test_a_request_with_only_what_is_needed_asks_for_the_rest(tmp_path: Path, asipgrid: Command) -> None:
    root = workspace(tmp_path)
    asipgrid("new", "request", "example-2010", "region-q", "-q", cwd=root)
    path = root / CALL / "region-q.yaml"
    text = path.read_text(encoding="utf-8")
    for name, value in (
        ("title", "A new project"),
        ("submitted_on", "2010-02-20"),
        ("name", "Region Q"),
        ("legal_form", "gcs"),
        ("scope", "regional"),
    ):
        text = re.sub(rf"^( *{name}:)(?=  #)", rf"\1 {value}", text, count=1, flags=re.MULTILINE)
    path.write_text(text, encoding="utf-8")
    assert asipgrid("check", f"{CALL}/region-q.yaml", cwd=root).out == ""
    data = json.loads(asipgrid("score", "example-2010", "--format", "json", cwd=root).out)
    (request,) = [each for each in data["requests"] if each["id"] == "region-q"]
    assert (request["outcome"], request["score"], request["ceiling"]) == ("ask", "0.00", "100.00")


def test_a_sheet_can_be_filled_in_one_mark_at_a_time(tmp_path: Path, asipgrid: Command) -> None:
    root = workspace(tmp_path)
    asipgrid("new", "rating", "example-2010", "region-c", "--as", "assessor-4", "-q", cwd=root)
    path = root / CALL / "ratings/assessor-4/region-c.yaml"
    text = path.read_text(encoding="utf-8")
    assert "  # 4: All steps of the plan delivered; conformity to each framework measured and verified\n" in text
    text = text.replace("rated_on:", "rated_on: 2010-03-20", 1)
    path.write_text(text, encoding="utf-8")
    name = str(path.relative_to(root))
    assert (
        f"{name}:4:1: M308 marks is missing; give marks, or declare `conflict: true`"
        in asipgrid("check", name, cwd=root).out
    )
    text = text.replace("    level:", "    level: 3", 1).replace("    why:", "    why: Read in the annex", 1)
    path.write_text(text, encoding="utf-8")
    ran = asipgrid("check", str(path.relative_to(root)), cwd=root)
    assert (ran.code, ran.out) == (0, "")
    explained = json.loads(asipgrid("explain", "example-2010", "region-c", "--format", "json", cwd=root).out)
    marks = explained["request"]["criteria"]["RFR-02"]["marks"]
    assert [(each["assessor"], each["level"]) for each in marks][-1] == ("assessor-4", "3")


def test_a_report_asks_for_the_facts_behind_the_goals_of_the_addendum(asipgrid: Command) -> None:
    text = asipgrid("new", "progress", CALL, "region-a", "--period", "2010-12", "-o", "-").out
    assert (
        "    # INS-03: Raise the share of active records that carry the national identifier; present value 31.57 % (31\n"
        "    # January 2010); target at least 50 %; due 31 December 2010\n"
        "    records_active:  # Active records: whole number\n"
    ) in text
    assert "patient_access:" not in text  # at its top level already


def test_a_new_call_and_a_new_grid_need_only_their_own_figures(tmp_path: Path, asipgrid: Command) -> None:
    root = workspace(tmp_path)
    for command in (("grid", "SEC"), ("call", "spring-2011")):
        assert asipgrid("new", *command, cwd=root).code == 0
    assert asipgrid("check", "grids", cwd=root).code == 0
    assert "SEC: 1" in (root / "requests/spring-2011/call.yaml").read_text(encoding="utf-8")
    findings = json.loads(asipgrid("check", "requests/spring-2011", "--format", "json", cwd=root).out)["findings"]
    assert {each["code"] for each in findings} <= {"S002", "F005"}
    assert {each["message"].split()[0] for each in findings if each["code"] == "S002"} == {"calendar", "envelope"}


# Ids that are numbers, truths or nothing to YAML, and any other that is accepted.
IDS = st.sampled_from(["no", "on", "y", "n", "yes", "off", "true", "false", "null", "2025", "010", "0", "1e3", "0x1f"])
IDS = IDS | st.from_regex(dialect.shipped("request")["properties"]["request"]["pattern"].replace("$", r"\Z"))
GRID_IDS = st.sampled_from(["NO", "Y", "ON", "NULL", "TRUE", "E1"])
GRID_IDS = GRID_IDS | st.from_regex(dialect.shipped("grid")["properties"]["grid"]["pattern"].replace("$", r"\Z"))


def sound(text: str) -> dict[str, Any]:
    """The data of a document with nothing to remark."""
    record, findings = reader.read(Source(name="a.yaml", data=text.encode("utf-8")))
    assert findings == ()
    assert record is not None
    return record.data


@given(IDS, GRID_IDS, st.sampled_from(Language))
def test_ids_are_read_back_from_new_calls_grids_and_sheets(name: str, grid: str, language: Language) -> None:
    call = sound(forms.call(name, [grid], language))
    assert (call["call"], call["grids"]) == (name, {grid: 1})
    made = sound(forms.grid(grid, language))
    assert (made["grid"], made["block"]) == (grid, grid.casefold())
    assert [each["id"] for each in made["criteria"]] == [f"{grid}-0{n}" for n in range(1, 5)]
    assert made["criteria"][0]["requires"] == {f"{grid.casefold()}.undertaking": True}
    marked = rating_sheet.with_mark(rating_sheet.fresh(name, name, "2010-03-05"), f"{grid}-01", Fraction(3), name)
    assert sound(marked) == {
        "rating": name,
        "assessor": name,
        "rated_on": "2010-03-05",
        "marks": {f"{grid}-01": {"level": 3, "why": name}},
    }


WORDS = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), min_size=1)
WORDS = (
    WORDS
    | IDS
    | st.lists(st.sampled_from(["word", "no", "  ", "\n", "#1", ": ", "é", "\xa0", "-"]), max_size=60).map(" ".join)
)


@given(WORDS, WORDS)
@example("0" * 102, "\xa0")
@example("a", "word " * 30 + "\xa0 word")
def test_texts_are_read_back_from_a_document_to_fill_in(name: str, text: str) -> None:
    inner = {"type": "object", "properties": {name: {"type": "string"}}}
    schema = {"properties": {"a": inner, "b": {"type": "array", "items": inner}, "c": {"enum": [text]}}}
    values = {"a": {name: text}, "b": [{name: text}], "c": text}
    assert sound(skeleton(schema, Language.EN, values)) == values
    assert sound(skeleton(schema, Language.EN, {})) == {"a": {name: None}, "c": None}


def test_a_new_call_and_a_new_grid_whose_ids_are_no_text_to_yaml_are_sound(tmp_path: Path, asipgrid: Command) -> None:
    """`call: 2025`, `grid: NO` and `block: no` were written without quotes, and refused by the next `check`."""
    root = workspace(tmp_path)
    for command in (("grid", "NO"), ("call", "2025"), ("call", "no")):
        assert asipgrid("new", *command, cwd=root).code == 0
    assert asipgrid("check", "grids", cwd=root).code == 0
    for call in ("2025", "no"):
        ran = asipgrid("check", f"requests/{call}", "--format", "json", cwd=root)
        assert {each["code"] for each in json.loads(ran.out)["findings"]} <= {"S002", "F005"}
        path = root / f"requests/{call}/call.yaml"
        text = path.read_text(encoding="utf-8").replace(
            "{opens: , closes: }", "{opens: 2010-01-04, closes: 2010-03-01}"
        )
        path.write_text(text.replace("envelope:\n", "envelope: 1000\n"), encoding="utf-8")
        assert asipgrid("new", "request", call, "2026", cwd=root).code == 0
        assert written(root / f"requests/{call}/2026.yaml")["no"] == dict.fromkeys(
            ["undertaking", "stage", "users", "users_active", "plan"]
        )


@pytest.mark.parametrize(
    ("command", "says"),
    [
        (("request", CALL, "../x"), "../x: not an id; write lower-case words joined by hyphens, such as x\n"),
        (("request", CALL, "Région C"), "such as region-c\n"),
        (("request", CALL, "--", "-"), "-: not an id; write lower-case words joined by hyphens, such as region-a\n"),
        (("request", CALL, "con"), "con: a name that some systems keep for themselves; choose another\n"),
        (
            ("call", "Spring 2011"),
            "Spring 2011: not an id; write lower-case words joined by hyphens, such as spring-2011\n",
        ),
        (("request", CALL, "region-a"), "is there already and differs; nothing was written (--force replaces it)"),
        (("rating", CALL, "region-z", "--as", "me"), "region-z: no such request in example-2010; there are"),
        (("rating", CALL, "region-a", "--as", "A B"), "A B: not an id;"),
        (("progress", CALL, "region-a", "--period", "June"), "June: not a period;"),
        (("grid", "Sec-2"), "Sec-2: not a grid id; write a letter, then letters, digits and _, such as SEC2\n"),
        (("grid", "1"), "1: not a grid id; write a letter, then letters, digits and _, such as INS\n"),
        (("grid", "AUX"), "AUX: a name that some systems keep for themselves; choose another\n"),
        (("grid", "INS"), "ins.yaml: is there already and differs"),
    ],
)
def test_a_document_that_cannot_be_made_is_one_clear_line(
    tmp_path: Path, asipgrid: Command, command: tuple[str, ...], says: str
) -> None:
    root = workspace(tmp_path)
    before = sorted(root.rglob("*"))
    ran = asipgrid("new", *command, cwd=root)
    assert (ran.code, ran.out) == (2, "")
    assert says in ran.err
    assert ran.err.count("\n") == 1
    assert sorted(root.rglob("*")) == before


# ── schemas ────────────────────────────────────────────────────────────────────────────────────────


def plain(value: Any) -> Any:
    """A document as an editor reads it: numbers as JSON has them."""
    if isinstance(value, Decimal):
        return float(value)
    if isinstance(value, list):
        return [plain(each) for each in value]
    return {key: plain(each) for key, each in value.items()} if isinstance(value, Mapping) else value


@pytest.mark.slow
@pytest.mark.parametrize("call", CALLS)
def test_our_documents_fit_the_schema_that_editors_get(asipgrid: Command, call: str) -> None:
    folder = ROOT / "requests" / call
    kinds = {
        "request": [path for path in folder.glob("*.yaml") if path.name != "call.yaml"],
        "call": [folder / "call.yaml"],
        "rating": list(folder.glob("ratings/*/*.yaml")),
        "decision": list(folder.glob("decisions/*.yaml")),
        "progress": list(folder.glob("progress/*/*.yaml")),
        "payment": list(folder.glob("payments/*.yaml")),
        "amendment": list(folder.glob("amendments/*.yaml")),
    }
    for kind, paths in kinds.items():
        schema = json.loads(asipgrid("schema", kind, "--call", call).out)
        jsonschema.Draft7Validator.check_schema(schema)
        for path in paths:
            jsonschema.Draft7Validator(schema).validate(plain(written(path)))


def test_the_schema_of_a_request_speaks_the_words_of_its_grids(asipgrid: Command) -> None:
    schema = json.loads(asipgrid("schema", "request", "--call", CALL, "--lang", "fr").out)
    fact = schema["properties"]["ins"]["properties"]["records_with_ins"]
    assert fact == {
        "type": ["integer", "null"],
        "minimum": 0,
        "title": "Dossiers actifs porteurs de l'identifiant national (nombre)",
        "description": "INS-03 : Quelle part des dossiers actifs porte l'identifiant national ? "
        "Pièces : Comptages, leur date et la requête utilisée.",
    }
    assert schema["properties"]["applicant"]["properties"]["scope"]["enum"] == ["regional", "national"]
    assert schema["properties"]["submitted_on"]["examples"] == ["2010-06-30"]
    assert schema["properties"]["call"]["const"] == "example-2010"


def test_a_misspelled_fact_and_a_wrong_value_do_not_fit(asipgrid: Command) -> None:
    schema = json.loads(asipgrid("schema", "request", "--call", CALL).out)
    data = plain(written(ROOT / CALL / "region-a.yaml"))
    checker = jsonschema.Draft7Validator(schema)
    for change in ({"rfr": {"undertakin": True}}, {"ins": {"records_active": "many"}}, {"title": None}):
        assert not checker.is_valid({**data, **change})
    assert checker.is_valid({**data, "ins": {"records_active": None}})


@pytest.mark.parametrize("kind", [*KINDS, "result", "monitoring", "robustness"])
def test_every_kind_has_a_schema_without_a_call(asipgrid: Command, kind: str) -> None:
    schema = json.loads(asipgrid("schema", kind).out)
    jsonschema.validators.validator_for(schema).check_schema(schema)
    assert "$ref" not in json.dumps(schema)


@pytest.mark.slow
def test_a_new_document_tells_editors_of_its_schema(tmp_path: Path, asipgrid: Command) -> None:
    root = workspace(tmp_path)
    for kind, command in NEW.items():
        asipgrid("new", *command, "-q", cwd=root)
        (path,) = [
            path
            for path in root.rglob("*.yaml")
            if path.read_text(encoding="utf-8").startswith("# yaml-language-server: $schema=")
            and next(iter(written(path))) == kind
        ]
        modeline = path.read_text(encoding="utf-8").split("\n")[0]
        schema = json.loads((path.parent / modeline.partition("=")[2]).read_text(encoding="utf-8"))
        jsonschema.Draft7Validator.check_schema(schema)
        assert kind in schema["properties"]


def schema_paths(schema: Mapping[str, Any], path: str = "") -> Iterator[str]:
    """The fields of a schema as `fields` writes them."""
    for name, each in schema.get("properties", {}).items():
        here = f"{path}.{name}" if path else name
        yield here
        yield from schema_paths(each, here)
    for key, mark in (("items", "[]"), ("additionalProperties", ".*")):
        inner = schema.get(key)
        if isinstance(inner, Mapping):
            if mark == ".*" and "properties" in inner:
                yield f"{path}{mark}"
            yield from schema_paths(inner, f"{path}{mark}")
    for each in schema.get("anyOf", ()):
        yield from schema_paths(each, path)


def test_every_field_has_its_words_and_every_word_its_field() -> None:
    fields = {f"{kind}.{path}" for kind in KINDS for path in schema_paths(dialect.shipped(kind))}
    assert set(FIELDS) == fields
    assert all(text.en != text.fr or text.en == "Condition" for text in FIELDS.values())


def test_a_grid_that_uses_newer_keywords_gets_the_newer_dialect(tmp_path: Path) -> None:
    root = workspace(tmp_path)
    path = root / "grids/ins.yaml"
    text = path.read_text(encoding="utf-8")
    path.write_text(
        text.replace("    go_live:\n", "    pair: {type: array, prefixItems: [{type: integer}]}\n    go_live:\n")
    )
    case = pipeline.load(files.find_call("example-2010", root)).checked.case
    assert case is not None
    schema = editor_schema("request", Language.EN, pipeline.planned(case))
    assert schema["$schema"] == "https://json-schema.org/draft/2020-12/schema"


# ── the page ───────────────────────────────────────────────────────────────────────────────────────


def test_the_commands_of_the_page_lead_from_nothing_to_a_letter(tmp_path: Path, asipgrid: Command) -> None:
    page = (ROOT / "docs/start.md").read_text(encoding="utf-8")
    here, said = tmp_path, ""
    for line in (line for block in re.findall(r"```sh\n(.*?)```", page, re.DOTALL) for line in block.splitlines()):
        name, *arguments = line.split()
        if name == "cd":
            here /= arguments[0]
            continue
        ran = asipgrid(*arguments, cwd=here)
        assert ran.code == 0, line
        said += f"{line}\n{ran.out}"
    for block in re.findall(r"```text\n(.*?)```", page, re.DOTALL):
        assert block in said
    (fields,) = re.findall(r"```yaml\n(  # INS-03.*?)```", page, re.DOTALL)
    assert fields in (here / "to-send/region-b.yaml").read_text(encoding="utf-8")


def test_a_document_that_differs_in_its_line_ends_alone_is_the_same(tmp_path: Path, asipgrid: Command) -> None:
    assert asipgrid("init", "w", cwd=tmp_path).code == 0
    root = tmp_path / "w"
    asked = [("new", "grid", "SEC"), ("new", "call", "other"), ("schema", "request", "-o", "schema.json")]
    for command in asked:
        assert asipgrid(*command, cwd=root).code == 0
    for path in root.rglob("*"):
        if path.is_file():
            path.write_bytes(path.read_bytes().replace(b"\n", b"\r\n"))
    for command in asked:
        assert asipgrid(*command, cwd=root).code == 0, command
    text = root / "requests/other/call.yaml"
    assert b"\r\n" in text.read_bytes()
    text.write_bytes(text.read_bytes() + b"# mine\r\n")
    assert asipgrid(*asked[1], cwd=root).code == 2
