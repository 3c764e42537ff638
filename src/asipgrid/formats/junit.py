"""Findings as a JUnit report, which every build server lists: a suite a document, a case a finding."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from html import escape
from itertools import groupby
from typing import Final

from asipgrid.formats import Look
from asipgrid.formats.findings import text as as_printed
from asipgrid.model.places import Finding, Gravity
from asipgrid.text.escape import clean

HEADER: Final = '<?xml version="1.0" encoding="UTF-8"?>\n'


def text(findings: Sequence[Finding], look: Look) -> str:
    """An error fails, a warning is skipped, a note passes and is printed; without any, one case passes."""
    plain = Look(prefix=look.prefix)
    suites = [_suite(file, list(of_file), plain) for file, of_file in groupby(findings, lambda each: each.place.file)]
    if not suites:
        case = '    <testcase classname="asipgrid" name="nothing wrong"/>\n'
        suites = [f"  <testsuite{_attributes(name='asipgrid', **_counts([], 1))}>\n{case}  </testsuite>\n"]
    head = f"<testsuites{_attributes(name='asipgrid', **_counts(findings, len(findings) or 1))}>\n"
    return "".join([HEADER, head, *suites, "</testsuites>\n"])


def _suite(file: str, findings: Sequence[Finding], look: Look) -> str:
    name = f"{look.prefix}{file}"
    seen: Counter[str] = Counter()
    cases = []
    for finding in findings:
        title = f"{finding.code} at line {finding.place.line}, column {finding.place.column}"
        seen[title] += 1
        # Some readers take two cases of one name for one.
        cases.append(_case(title if seen[title] == 1 else f"{title} ({seen[title]})", name, finding, look))
    head = f"  <testsuite{_attributes(name=name, **_counts(findings, len(findings)))}>\n"
    return "".join([head, *cases, "  </testsuite>\n"])


def _case(title: str, file: str, finding: Finding, look: Look) -> str:
    head = _attributes(classname=file, name=title, file=file, line=str(finding.place.line))
    shown = _escaped_lines(as_printed([finding], look))
    message = _attributes(message=f"{finding.code} {finding.says}")
    inside = {
        Gravity.ERROR: f"<failure{message} type={_quoted(finding.code)}>{shown}</failure>",
        Gravity.WARNING: f"<skipped{message}/>\n      <system-out>{shown}</system-out>",
        Gravity.NOTE: f"<system-out>{shown}</system-out>",
    }
    return f"    <testcase{head}>\n      {inside[finding.gravity]}\n    </testcase>\n"


def _counts(findings: Sequence[Finding], cases: int) -> dict[str, str]:
    gravities = Counter(finding.gravity for finding in findings)
    return {
        "tests": str(cases),
        "failures": str(gravities[Gravity.ERROR]),
        "errors": "0",
        "skipped": str(gravities[Gravity.WARNING]),
    }


def _attributes(**values: str) -> str:
    return "".join(f" {name}={_quoted(value)}" for name, value in values.items())


def _quoted(value: str) -> str:
    """An attribute's value. `clean` has written out every character that XML 1.0 does not allow."""
    return f'"{escape(clean(value))}"'


def _escaped_lines(lines: str) -> str:
    return "\n".join(escape(clean(line)) for line in lines.rstrip("\n").split("\n"))
