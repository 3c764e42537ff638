"""Findings for people and for programs."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from typing import Final

from asipgrid.formats import Look
from asipgrid.model.places import Finding, Gravity, Language
from asipgrid.model.said import SaidText, said
from asipgrid.text import jsons
from asipgrid.text.escape import clean, exact

MOST_OF_A_KIND = 20
# An excerpt shows where to look, in a pipe too: a line of a document may be a megabyte.
_EXCERPT = 80
_GRAVITIES: Final = {Gravity.ERROR: said("error"), Gravity.WARNING: said("warning"), Gravity.NOTE: said("note")}
_LEVELS: Final = {Gravity.WARNING: said(" warning:"), Gravity.NOTE: said(" note:")}


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
            more = worded(said("{count} more of this kind", count - MOST_OF_A_KIND), look.language)
            blocks.append(f"{look.prefix}{clean(file)}: {code} {more}\n")
    return "".join(blocks)


def worded(says: SaidText, language: Language, shown: Callable[[str], str] = str) -> str:
    """A sentence in a language; `shown` writes what is English, and in French what stands in it of a document."""
    if language is Language.EN:
        return shown(says)
    from asipgrid.text.findings_french import in_french  # noqa: PLC0415 - what programs read is English

    return in_french(says, shown)


def level(finding: Finding, language: Language) -> str:
    """How much a finding weighs, in a word."""
    return worded(_GRAVITIES[finding.gravity], language)


def mark(finding: Finding, language: Language) -> str:
    """What stands between the code and the words of a finding that is no error, with the blank before it."""
    return "" if finding.gravity is Gravity.ERROR else worded(_LEVELS[finding.gravity], language)


def _block(finding: Finding, look: Look) -> str:
    place, says = finding.place, clean(worded(finding.says, look.language, exact))
    where = f"{look.prefix}{clean(place.file)}:{place.line}:{place.column}:"
    level = mark(finding, look.language)
    head = f"{where} {finding.code}{level} {says}\n"
    if look.color:
        tint = {Gravity.ERROR: "31", Gravity.WARNING: "33", Gravity.NOTE: "36"}[finding.gravity]
        head = f"\x1b[1m{where}\x1b[0m \x1b[{tint}m{finding.code}{level}\x1b[0m {says}\n"
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
