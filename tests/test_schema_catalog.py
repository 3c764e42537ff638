"""The schemas' names, the catalog that editors find them by, and the settings that docs/editors.md gives to copy."""

from __future__ import annotations

import json
import re
from pathlib import PurePath
from typing import Any, Final
from xml.etree import ElementTree as ET

import jsonschema
import pytest

from asipgrid.model.places import KINDS
from conftest import ROOT, Command

BASE: Final = "https://forge.example/schemas"
CALL: Final = "requests/example-2010"
PAGE: Final = (ROOT / "docs/editors.md").read_text(encoding="utf-8")
NO_FOLDER: Final = "is not the https address of a folder, such as https://forge.example/schemas."
# What SchemaStore asks of a catalog.
WANTED: Final = {
    "type": "object",
    "additionalProperties": False,
    "required": ["$schema", "version", "schemas"],
    "properties": {
        "$schema": {"const": "https://json.schemastore.org/schema-catalog.json"},
        "version": {"type": "number"},
        "schemas": {
            "type": "array",
            "items": {
                "type": "object",
                "additionalProperties": False,
                "required": ["name", "description", "url", "fileMatch"],
                "properties": {
                    "name": {"type": "string"},
                    # Every entry is a schema: its words are not to say so.
                    "description": {"type": "string", "not": {"pattern": "[Ss]chema"}},
                    "url": {"type": "string", "pattern": "^https://"},
                    "fileMatch": {"type": "array", "uniqueItems": True, "items": {"pattern": r"^!?\*\*/"}},
                },
            },
        },
    },
}


def fenced(language: str) -> list[str]:
    return re.findall(rf"^```{language}\n(.*?)^```$", PAGE, re.MULTILINE | re.DOTALL)


def patterns(asipgrid: Command) -> dict[str, list[str]]:
    """The files that the catalog gives each kind, from the workspace's root."""
    found = json.loads(asipgrid("schema", "--catalog", BASE).out)["schemas"]
    return {PurePath(each["url"]).stem: [one.replace("**/", "") for one in each["fileMatch"]] for each in found}


# ── $id ────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("kind", [*KINDS, "result", "monitoring", "robustness"])
def test_a_schema_names_itself_by_kind_and_version(asipgrid: Command, kind: str) -> None:
    schema = json.loads(asipgrid("schema", kind).out)
    assert schema["$id"] == f"urn:asipgrid:schema:{kind}:1"
    jsonschema.validators.validator_for(schema).check_schema(schema)
    assert json.dumps(schema).count('"$id"') == 1


def test_the_schema_of_a_call_has_a_name_of_its_own_in_every_language(asipgrid: Command) -> None:
    for language in ("en", "fr"):
        schema = json.loads(asipgrid("schema", "request", "--call", CALL, "--lang", language).out)
        assert schema["$id"] == "urn:asipgrid:schema:request:1:example-2010"


# ── The catalog ────────────────────────────────────────────────────────────────────────────────────


def test_the_catalog_is_as_schemastore_asks(asipgrid: Command) -> None:
    ran = asipgrid("schema", "--catalog", f"{BASE}/")
    assert (ran.code, ran.err) == (0, "")
    catalog = json.loads(ran.out)
    jsonschema.validate(catalog, WANTED)
    assert [each["url"] for each in catalog["schemas"]] == [f"{BASE}/{kind}.json" for kind in KINDS]
    assert ran.out == asipgrid("schema", "--catalog", BASE).out


def test_every_document_is_of_the_one_kind_that_its_first_key_says(asipgrid: Command) -> None:
    files = patterns(asipgrid)
    documents = [*ROOT.glob("grids/*.yaml"), *ROOT.glob("requests/**/*.yaml")]
    assert len(documents) > 50
    for path in documents:
        here = PurePath("/", path.relative_to(ROOT).as_posix())
        kinds = [
            kind
            for kind, given in files.items()
            if any(here.match(f"/{one}") for one in given if one[0] != "!")
            and not any(here.match(f"/{one[1:]}") for one in given if one[0] == "!")
        ]
        text = path.read_text(encoding="utf-8")
        assert re.findall(r"^([a-z]+):", text, re.MULTILINE)[:1] == kinds, path


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (
            ("--catalog", "http://forge.example"),
            f"Invalid value for '--catalog': 'http://forge.example' {NO_FOLDER}",
        ),
        (
            ("--catalog", "https://forge.example/a?b"),
            f"Invalid value for '--catalog': 'https://forge.example/a?b' {NO_FOLDER}",
        ),
        (("call", "--catalog", BASE), "--catalog lists every kind of document; leave out KIND and --call."),
        (("--call", CALL, "--catalog", BASE), "--catalog lists every kind of document; leave out KIND and --call."),
    ],
)
def test_what_is_no_catalog_is_told_with_the_usage(asipgrid: Command, arguments: tuple[str, ...], says: str) -> None:
    ran = asipgrid("schema", *arguments)
    assert (ran.code, ran.out) == (2, "")
    assert "asipgrid schema [OPTIONS] KIND\n" in ran.err
    assert ran.err.endswith(f"\n\nError: {says}\n")


# ── docs/editors.md ────────────────────────────────────────────────────────────────────────────────


def listed(patterns: Any) -> list[str]:
    return [patterns] if isinstance(patterns, str) else patterns


def test_the_settings_of_the_page_give_each_kind_the_files_of_the_catalog(asipgrid: Command) -> None:
    files = patterns(asipgrid)
    code, entry = fenced("json")
    asked = json.loads(code)["yaml.schemas"]
    assert {PurePath(path).stem: listed(given) for path, given in asked.items()} == files
    (lua,) = fenced("lua")
    rows = re.findall(r'\["\.schema/(\w+)\.json"\] = (.*),$', lua, re.MULTILINE)
    assert {kind: re.findall(r'"(.*?)"', given) for kind, given in rows} == files
    assert json.loads(entry) in json.loads(asipgrid("schema", "--catalog", BASE).out)["schemas"]
    (xml,) = fenced("xml")
    mapped = [
        {option.get("name"): option.get("value") for option in entry.iter("option")}
        for entry in ET.fromstring(xml).iter("entry")
    ]
    assert [(each["relativePathToSchema"], [each["path"]]) for each in mapped] == [
        (f".schema/{kind}.json", files[kind]) for kind in ("grid", "call")
    ]


def test_the_page_names_the_schemas_as_they_name_themselves(asipgrid: Command) -> None:
    (names,) = fenced("text")
    own, of_a_call = names.split()
    assert json.loads(asipgrid("schema", "request").out)["$id"] == own
    assert of_a_call == f"{own}:my-call"
    loop = re.search(r"for kind in (.*?); do", PAGE)
    assert loop is not None
    assert loop[1].split() == [*KINDS]
