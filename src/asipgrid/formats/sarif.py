"""Findings as SARIF 2.1.0, the form in which forges and editors take in what a check found."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any, Final
from urllib.parse import quote

from asipgrid import __version__
from asipgrid.formats import Look
from asipgrid.model.places import Finding
from asipgrid.text import jsons
from asipgrid.text.codes import CODES, Code
from asipgrid.text.escape import clean

PAGE: Final = "docs/findings.md"
SCHEMA: Final = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
# The root that paths start from; forges know it by this name.
ROOT: Final = "%SRCROOT%"
_RULES: Final = {row.code: number for number, row in enumerate(CODES)}


def text(findings: Sequence[Finding], look: Look) -> str:
    """One log of one run: every rule there is, then the findings in reading order."""
    run = {
        "tool": {"driver": {"name": "asipgrid", "version": __version__, "rules": [_rule(row) for row in CODES]}},
        "columnKind": "unicodeCodePoints",
        "results": [_result(finding, look) for finding in findings],
    }
    log = {"$schema": SCHEMA, "version": "2.1.0", "runs": [run]}
    return jsons.document(log)


def _rule(row: Code) -> dict[str, Any]:
    why = " ".join(row.why)
    return {
        "id": row.code,
        "shortDescription": {"text": row.title},
        "fullDescription": {"text": why},
        "defaultConfiguration": {"level": row.gravity[0]},
        "help": {"text": f"{why}\nTo mend it: {row.mend}\nWith examples: {PAGE}#{anchor(row)}"},
    }


def anchor(row: Code) -> str:
    """The anchor that forges make of the heading of a code in docs/findings.md."""
    return re.sub(r"[^\w\- ]", "", f"{row.code} {row.title}".lower()).replace(" ", "-")


def _result(finding: Finding, look: Look) -> dict[str, Any]:
    place = finding.place
    rule = {"ruleIndex": _RULES[finding.code]} if finding.code in _RULES else {}
    return {
        "ruleId": finding.code,
        **rule,
        "level": finding.gravity.value,
        "message": {"text": _message(finding.says)},
        "locations": [
            {
                "physicalLocation": {
                    "artifactLocation": {
                        "uri": quote(f"{look.prefix}{place.file}", errors="surrogatepass"),
                        "uriBaseId": ROOT,
                    },
                    "region": {
                        "startLine": place.line,
                        "startColumn": place.column,
                        "endColumn": place.column + max(1, place.width),
                    },
                }
            }
        ],
    }


def _message(says: str) -> str:
    """The words as SARIF writes them: { and } doubled, as one alone is a place to fill; a text may not make a link."""
    return clean(says).replace("{", "{{").replace("}", "}}").replace("](", "\\](")
