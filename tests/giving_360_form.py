"""What the 360Giving Data Standard asks of a package of grants, described here in our own words for the fields we write.

Read from `schema/360-giving-package-schema.json` and `360-giving-schema.json` 1.4.3 (ThreeSixtyGiving/standard, 15 July
2026, CC BY 4.0), which are not part of this repository. Where somebody has put them beside it, tests take them too.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any, Final

import jsonschema_rs

from conftest import ROOT

PUBLISHED: Final = ROOT.parent / "shared" / "standards" / "360giving-1.4.3"
"""A folder with both files of the schema, as they were published."""

_TEXT: Final = {"type": "string"}
_DAY: Final = {"type": "string", "pattern": "^[0-9]{4}-(0[1-9]|1[012])-(0[1-9]|[12][0-9]|3[01])$"}
_ORGANISATION: Final = {
    "type": "object",
    "required": ["id", "name"],
    "properties": {"id": _TEXT, "name": _TEXT},
    "additionalProperties": False,
}
_GRANT: Final = {
    "type": "object",
    "required": [
        "id",
        "title",
        "description",
        "currency",
        "amountAwarded",
        "awardDate",
        "recipientOrganization",
        "fundingOrganization",
    ],
    "properties": {
        "id": _TEXT,
        "title": _TEXT,
        "description": _TEXT,
        "currency": {"type": "string", "pattern": "^[A-Z]{3}$"},
        "amountAppliedFor": {"type": "number"},
        "amountAwarded": {"type": "number"},
        "amountDisbursed": {"type": "number"},
        "awardDate": _DAY,
        "recipientOrganization": {"type": "array", "minItems": 1, "items": _ORGANISATION},
        "fundingOrganization": {"type": "array", "minItems": 1, "items": _ORGANISATION},
        "grantProgramme": {
            "type": "array",
            "items": {"type": "object", "properties": {"code": _TEXT, "title": _TEXT}, "additionalProperties": False},
        },
    },
    "additionalProperties": False,
}
DESCRIBED: Final = {
    "$schema": "https://json-schema.org/draft/2020-12/schema",
    "type": "object",
    "required": ["grants"],
    "properties": {
        "grants": {"type": "array", "minItems": 1, "uniqueItems": True, "items": _GRANT},
        "version": {"type": "string", "pattern": r"^(\d+\.)(\d+)$"},
        "title": _TEXT,
    },
    "additionalProperties": False,
}


def faults(package: Any) -> list[str]:
    """What is wrong with a package of grants, by the description and by the published schema where it is there."""
    schemas = [DESCRIBED]
    if (PUBLISHED / "360-giving-schema.json").is_file():
        whole = json.loads((PUBLISHED / "360-giving-package-schema.json").read_text(encoding="utf-8"))
        whole["properties"]["grants"]["items"] = json.loads(
            (PUBLISHED / "360-giving-schema.json").read_text(encoding="utf-8")
        )
        schemas.append(_here(whole))
    return [
        str(each)
        for schema in schemas
        for each in jsonschema_rs.Draft202012Validator(schema, validate_formats=True).iter_errors(package)
    ]


def _here(whole: dict[str, Any]) -> dict[str, Any]:
    """The package's schema with the grant's inside it: names of parts are looked for at the top."""
    grant = whole["properties"]["grants"]["items"]
    return {
        **{key: value for key, value in whole.items() if key != "$id"},
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$defs": grant["$defs"],
        "properties": {
            **whole["properties"],
            "grants": {
                **whole["properties"]["grants"],
                "items": {key: value for key, value in grant.items() if key not in {"$id", "$schema", "$defs"}},
            },
        },
    }


def nested(rows: list[dict[str, str]]) -> list[dict[str, Any]]:
    """The grants that rows of CSV stand for: a heading with a colon is a field of the one organisation or programme."""
    parts = {"Recipient Org": "recipientOrganization", "Funding Org": "fundingOrganization"}
    parts["Grant Programme"] = "grantProgramme"
    inner = {"Identifier": "id", "Name": "name", "Code": "code", "Title": "title"}
    plain = {**inner, "Description": "description", "Currency": "currency", "Award Date": "awardDate"}
    amounts = {f"Amount {each}": f"amount{each.replace(' ', '')}" for each in ("Applied For", "Awarded", "Disbursed")}
    grants = []
    for row in rows:
        grant: dict[str, Any] = {}
        for heading, value in row.items():
            part, colon, field = heading.partition(":")
            if colon:
                grant.setdefault(parts[part], [{}])[0][inner[field]] = value
            elif value:
                grant[amounts.get(heading) or plain[heading]] = float(value) if heading in amounts else value
        grants.append(grant)
    return grants


def published(path: Path) -> Any:
    """A package as a file holds it."""
    return json.loads(path.read_text(encoding="utf-8"))
