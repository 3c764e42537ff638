"""Writes docs/findings.md: each code with its words (`asipgrid.text.codes`), an example that is refused and it mended.

The examples are those of `bad/`; what is said of them is what the check says today, never a copy.
"""

from __future__ import annotations

import difflib
import functools
import itertools
import re
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from asipgrid import pipeline, reading
from asipgrid.check.lint.options import LintOptions
from asipgrid.documents import files, workspace
from asipgrid.formats import Look
from asipgrid.formats.findings import text as as_printed
from asipgrid.model.places import Finding, Gravity, Language
from asipgrid.model.results import Result
from asipgrid.text.codes import CODES, ERROR, Code
from asipgrid.text.escape import exact
from examples import Example, examples, shown

EITHER = ("error", "warning")

SUBJECTS = {
    "Y": "Reading the text",
    "S": "Shapes",
    "G": "Grids",
    "C": "Calls",
    "R": "Requests",
    "M": "Rating sheets",
    "D": "Decisions",
    "P": "Progress reports, payments and amendments",
    "F": "Files",
    "T": "Templates of letters",
}
"""What a code is about, by its letter, in the order of the page."""
PAGE = Path(__file__).parents[1] / "docs" / "findings.md"
WIDTH = 100
MOST_COLUMNS = 120
MOST_LINES = 14
FIRST_LINES = 4

INTRODUCTION = """\
<!-- Written from src/asipgrid/text/codes.json and tests/bad by `pytest --accept`: change those, not this page. -->

# Findings

A finding is one thing that is wrong or odd in a document.
It names the file, the line and the column, then its code, then what is wrong and what would be right.
Below it stands the line itself, with the spot underlined.

An **error** stops the decision: `asipgrid score` lists the errors and gives no result.
With `--keep-going` it leaves out the requests that have errors, in their own document or in one about them, says so, and ranks the others.
A **warning** is probably a mistake, and stops nothing unless `asipgrid check --strict` is asked.
A **note** is for whoever writes a grid or a call; it comes when these are named, as in `asipgrid check grids`.
A code keeps its meaning from one version to the next, so it can be quoted in a letter and looked up here.

Each example belongs to a small call: one grid, the call itself, one request and one rating sheet.
It shows only the lines that matter, below the name of their file.
`# …` stands for lines that are left out, `<U+000C>` for a character that cannot be seen.
"""
SHOWN = {Gravity.ERROR: "Refused:", Gravity.WARNING: "Warned about:", Gravity.NOTE: "Noted:"}


# ── examples ───────────────────────────────────────────────────────────────────────────────────────


@functools.cache
def shown_examples() -> dict[str, Example]:
    """The example of each code, by code."""
    return {**shown(examples("bad")), **shown(examples("bad/apart"))}


@functools.cache
def refused(code: str) -> tuple[Finding, ...]:
    """The findings of the example of a code."""
    return findings_of(shown_examples()[code])


@functools.cache
def accepted(code: str) -> tuple[Finding, ...]:
    """The findings of the same example, mended."""
    mended = shown_examples()[code].mended
    return findings_of(mended) if mended else _small()


@functools.cache
def _small() -> tuple[Finding, ...]:
    return findings_of(Example("small"))


def findings_of(example: Example) -> tuple[Finding, ...]:
    """What `check` finds and, when that is no error, what `score` and `monitor` find on top of it."""
    lint = LintOptions(notes=example.path != Example.path, committed=lambda name: _committed(example, name))
    with tempfile.TemporaryDirectory() as folder:
        root = example.lay_out(Path(folder).resolve())
        if example.path == "grids":
            return pipeline.check_grids(workspace.Workspace(root=root, call=None), lint).findings
        if example.path == ".":
            return tuple(files.lost(workspace.Workspace(root=root, call=None), root / "requests"))
        space = workspace.Workspace(root=root, call=root / "requests/small")
        if any("/templates/" in name for name in example.files):
            return pipeline.check_call(space, lint).findings
        loaded = pipeline.load(space, lint)
    case = loaded.checked.case
    more = pipeline.evaluate(case, loaded.findings) if case is not None and loaded.sound else ()
    if case is not None and isinstance(more, Result):
        followed = pipeline.follow(case, more, "9999-12-31")
        more = followed if isinstance(followed, tuple) else more
    return (
        reading.with_excerpts((*loaded.findings, *more), loaded.sources) if isinstance(more, tuple) else loaded.findings
    )


def _committed(example: Example, name: str) -> Mapping[str, Any] | None:
    text = (example.committed or {}).get(name)
    return None if text is None else pipeline.as_committed(name, text.encode())


# ── the page ───────────────────────────────────────────────────────────────────────────────────────


def page() -> str:
    """The whole page."""
    parts = [INTRODUCTION, *_contents()]
    for letter, subject in SUBJECTS.items():
        parts.append(f"## {subject}\n")
        parts += [section(row) for row in CODES if row.code[0] == letter]
    return "\n".join(parts)


def _contents() -> Iterator[str]:
    rows = [
        f"| [{row.code}](#{slug(_heading(row))}) | {row.title} | {_kind(row)} |\n"
        for letter in SUBJECTS
        for row in CODES
        if row.code[0] == letter
    ]
    yield "".join(["| Code | What is wrong | Kind |\n| --- | --- | --- |\n", *rows])


def _kind(row: Code) -> str:
    return " or ".join(row.gravity)


def _heading(row: Code) -> str:
    return f"{row.code} {row.title}"


def slug(heading: str) -> str:
    """The anchor that forges make of a heading."""
    return re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-")


def section(row: Code) -> str:
    """The section of one code."""
    example = shown_examples()[row.code]
    mended = example.mended or _SMALL
    found = [finding for finding in refused(row.code) if finding.code == row.code]
    assert found, f"{example.name} does not give {row.code}"
    lines = [f"### {_heading(row)}\n"]
    lines += ["".join(f"{sentence}\n" for sentence in (*_gravity(row), *row.why))]
    lines += [f"**To mend it:** {row.mend}\n"]
    lines += [f"{SHOWN[found[0].gravity]}\n", _fence("yaml", _documents(example, mended, found))]
    lines += [_fence("text", as_printed(found[:2], Look(width=WIDTH)))]
    lines += ["Accepted:\n", _fence("yaml", _documents(mended, example, []))]
    return "\n".join(lines)


def shown_in_french(code: str) -> list[str]:
    """The findings that the section of a code shows, code and words, in French."""
    found = [finding for finding in refused(code) if finding.code == code]
    text = as_printed(found[:2], Look(width=WIDTH, language=Language.FR))
    return re.findall(rf"^\S+:\d+:\d+: ({code} .*)$", text, re.MULTILINE)


def _gravity(row: Code) -> tuple[str, ...]:
    if row.gravity == ERROR:
        return ()
    if row.gravity == EITHER:
        return ("This is an error, or a warning where it may be meant.",)
    return (f"This is a {row.gravity[0]}: it does not stop a decision.",)


def _fence(language: str, text: str) -> str:
    return f"```{language}\n{text}```\n"


# ── parts of documents ─────────────────────────────────────────────────────────────────────────────


def _documents(ours: Example, other: Example, found: Sequence[Finding]) -> str:
    """The lines that make the difference, document by document, those with findings first.

    They are the lines that the other workspace does not have, those that make the example out of the small workspace,
    and those with findings. A document is shown when it differs from the other workspace or when the example is refused.
    """
    marked = {finding.place.file for finding in found}
    names = sorted({*ours.files, *ours.links}, key=lambda name: (name not in marked, name))
    shown_names = [name for name in names if _differs(name, ours, other) or (found and _differs(name, ours, _SMALL))]
    parts = []
    for name in names:
        if name in ours.links:
            parts += [f"# {name}: a link to {ours.links[name]}\n"] if name in shown_names else []
        elif name in shown_names or name in marked:
            lines = {line - 1 for finding in found if finding.place.file == name for line in _told(finding)}
            parts += _document(name, ours, other, lines)
    if not any(_differs(name, ours, other) for name in names):
        parts += [f"# {name}: no such file\n" for name in sorted(set(other.files) - set(ours.files))]
    assert parts, f"{ours.name}: nothing to show"
    return "\n".join(parts)


_SMALL = Example("small")


def _differs(name: str, ours: Example, other: Example) -> bool:
    return ours.files.get(name) != other.files.get(name) or ours.links.get(name) != other.links.get(name)


def _document(name: str, ours: Example, other: Example, marked: set[int]) -> Iterator[str]:
    mine = _lines(ours.files[name])
    wanted = marked | _changed(mine, _lines(other.files.get(name, "")))
    made = _changed(mine, _lines(_SMALL.files.get(name, "")))
    wanted |= made if len(made) <= MOST_LINES else set()
    if wanted:
        yield "".join(f"{_visible(line)}\n" for line in (f"# {name}", *_excerpt(mine, wanted)))


def _told(finding: Finding) -> set[int]:
    """The line of a finding and those that its words name."""
    named = re.findall(r"\blines? (\d+)(?:(?:, \d+)* and (\d+))?", finding.says)
    return {finding.place.line, *(int(number) for pair in named for number in pair if number)}


def _lines(text: str) -> list[str]:
    return text.removesuffix("\n").split("\n") if text else []


def _changed(mine: Sequence[str], theirs: Sequence[str]) -> set[int]:
    """The lines that the other text does not have; around lines that only one of the two has, also their neighbours."""
    wanted: set[int] = set()
    for tag, start, end, low, high in difflib.SequenceMatcher(None, mine, theirs, autojunk=False).get_opcodes():
        if tag != "equal":
            wanted |= set(
                range(start, end) if end - start <= MOST_LINES else (*range(start, start + FIRST_LINES), end - 1)
            )
        if tag in {"insert", "delete"}:
            indent = _indent((mine[start:end] or theirs[low:high])[0])
            wanted |= {near for near in (start - 1, end) if 0 <= near < len(mine) and _indent(mine[near]) == indent}
    return wanted


def _excerpt(lines: Sequence[str], wanted: set[int]) -> Iterator[str]:
    """The lines wanted and those they belong to (above and less indented), with `# …` for lines between."""
    kept = sorted(wanted.union(*(_above(lines, index) for index in wanted)))
    for before, index in itertools.pairwise([kept[0] - 1, *kept]):
        if index == before + 2:  # a mark would take as much room as the line
            yield lines[index - 1]
        elif index > before + 2:
            yield f"{' ' * _indent(lines[index])}# …"
        yield lines[index]


def _above(lines: Sequence[str], index: int) -> Iterator[int]:
    indent = _indent(lines[index])
    for above in range(index - 1, -1, -1):
        if lines[above].strip() and _indent(lines[above]) < indent:
            indent = _indent(lines[above])
            yield above


def _indent(line: str) -> int:
    return len(line) - len(line.lstrip(" "))


def _visible(line: str) -> str:
    """One line as the command would show it, bytes that are no text by their number, and not too long."""
    parts = re.split("([\udc80-\udcff])", line)  # every second part is such a byte
    told = "".join(f"<byte {ord(part) - 0xDC00:02X}>" if n % 2 else exact(part) for n, part in enumerate(parts))
    return told if len(told) <= MOST_COLUMNS else f"{told[: MOST_COLUMNS - 1]}…"
