"""Findings as GitHub workflow commands: each becomes a remark beside its line in a pull request."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from asipgrid.formats import Look
from asipgrid.model.places import Finding, Gravity
from asipgrid.text.escape import clean

_COMMANDS: Final = {Gravity.ERROR: "error", Gravity.WARNING: "warning", Gravity.NOTE: "notice"}


def text(findings: Sequence[Finding], look: Look) -> str:
    """One command a finding, one a line. The place is repeated in the message: a log shows that alone."""
    return "".join(_command(finding, look) for finding in findings)


def _command(finding: Finding, look: Look) -> str:
    place = finding.place
    file = f"{look.prefix}{place.file}"
    properties = {"file": file, "line": str(place.line), "col": str(place.column), "title": finding.code}
    listed = ",".join(f"{name}={_property(value)}" for name, value in properties.items())
    says = f"{file}:{place.line}:{place.column}: {finding.says}"
    return f"::{_COMMANDS[finding.gravity]} {listed}::{_message(says)}\n"


def _message(words: str) -> str:
    # `clean` has already shown line ends as what they are; escaping them too costs nothing and needs no trust.
    return clean(words).replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(value: str) -> str:
    return _message(value).replace(":", "%3A").replace(",", "%2C")
