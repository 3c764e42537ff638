"""Findings for people and for programs."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from asipgrid.formats import Look
from asipgrid.model.places import Finding
from asipgrid.text import jsons
from asipgrid.text.escape import clean, exact

MOST_OF_A_KIND = 20
# An excerpt shows where to look, in a pipe too: a line of a document may be a megabyte.
_EXCERPT = 80


def text(findings: Sequence[Finding], look: Look) -> str:
    """Each finding with its line of text and the spot underlined; many of one kind in one file are counted."""
    seen: Counter[tuple[str, str]] = Counter()
    blocks = []
    for finding in findings:
        kind = (finding.place.file, finding.code)
        seen[kind] += 1
        if seen[kind] <= MOST_OF_A_KIND:
            blocks.append(_block(finding, look))
    for (file, code), count in seen.items():
        if count > MOST_OF_A_KIND:
            blocks.append(f"{look.prefix}{clean(file)}: {code} {count - MOST_OF_A_KIND} more of this kind\n")
    return "".join(blocks)


def _block(finding: Finding, look: Look) -> str:
    place, gravity = finding.place, finding.gravity.value
    where = f"{look.prefix}{clean(place.file)}:{place.line}:{place.column}:"
    level = "" if gravity == "error" else f" {gravity}:"
    head = f"{where} {finding.code}{level} {exact(finding.says)}\n"
    if look.color:
        tint = {"error": "31", "warning": "33", "note": "36"}[gravity]
        head = f"\x1b[1m{where}\x1b[0m \x1b[{tint}m{finding.code}{level}\x1b[0m {exact(finding.says)}\n"
    if not finding.excerpt.strip(" "):
        return head
    margin = f"{place.line:>5} | "
    space = max(20, (look.width or _EXCERPT) - len(margin))
    start = max(0, place.column - 1 - space // 2) if len(finding.excerpt) > space else 0
    cut = finding.excerpt[start : start + space - 2]
    before, after = "…" * bool(start), "…" * (start + len(cut) < len(finding.excerpt))
    shown = f"{before}{exact(cut)}{after}"
    lead = len(before) + len(exact(finding.excerpt[start : place.column - 1]))
    spot = exact(finding.excerpt[place.column - 1 : place.column - 1 + place.width])
    width = max(1, min(len(spot), len(shown) - lead))
    return f"{head}{margin}{shown}\n{' ' * 5} | {' ' * lead}{'^' * width}\n"


def as_json(findings: Sequence[Finding], _look: Look) -> str:
    """The findings as one JSON document."""
    data = {"asipgrid": "findings/1", "findings": [plain(f) for f in findings]}
    return jsons.document(data)


def plain(finding: Finding) -> dict[str, object]:
    """A finding as results hold it."""
    return {
        "file": finding.place.file,
        "line": finding.place.line,
        "column": finding.place.column,
        "code": finding.code,
        "level": finding.gravity.value,
        "message": finding.says,
    }
