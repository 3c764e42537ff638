"""A workspace in memory, read, checked and evaluated as the command does it, and the laws that hold of any bytes.

A bundle maps file names to bytes; `pack` and `unpack` make one text of it and back, in which a fuzzer may write as it
likes. `lawful` raises when a room let an exception out or gave a finding that no reader could use.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Iterator, Mapping
from pathlib import Path, PurePosixPath

import yaml

from asipgrid import formats, pipeline
from asipgrid.check.case import Checked, DocumentSet, is_wrong
from asipgrid.check.checker import check_call, check_grids
from asipgrid.documents import reader
from asipgrid.model.places import Finding, Record, Source
from asipgrid.model.results import Result
from asipgrid.monitoring.projects import Monitoring
from conftest import ROOT
from examples import SMALL, example, examples

Bundle = Mapping[str, bytes]

HOSTILE = Path(__file__).parent / "hostile"
CALL = "requests/small/call.yaml"
# What a person who wrote a document must never meet in a finding (unless it stands in the document).
INNER_WORDS = re.compile(
    r"Decimal\(|Fraction\(|Traceback|jsonschema|jmespath|yaml\.scanner|is not of type|object at 0x|\bNone\b|\bTrue\b|\['"
)
_HEADER = re.compile(rb"^=== ([^\n]*)\n", re.MULTILINE)
_FOLDERS = {
    "ratings": "rating",
    "decisions": "decision",
    "progress": "progress",
    "payments": "payment",
    "amendments": "amendment",
}


def pack(bundle: Bundle) -> bytes:
    """The files as one text, each under a line with its name."""
    return b"".join(b"=== %s\n%s%s" % (n.encode(), b, b"" if b.endswith(b"\n") else b"\n") for n, b in bundle.items())


def unpack(packed: bytes) -> dict[str, bytes]:
    """The files of a packed text; what stands before the first name is a request."""
    first, *parts = _HEADER.split(packed)
    files = {"requests/small/region-a.yaml": first} if first else {}
    for name, text in zip(parts[::2], parts[1::2], strict=True):
        files[name.decode("utf-8", errors="replace")] = text
    return files


def kind(name: str) -> str | None:
    """What a file of that name is read as, as `run.load` reads one call; None when nobody reads it."""
    parts = PurePosixPath(name).parts
    if not name.endswith(".yaml") or parts[-1].startswith("."):
        return None
    match parts:
        case ["grids", _]:
            return "grid"
        case ["requests", _, "call.yaml"]:
            return "call"
        case ["requests", _, _]:
            return "request"
        case ["requests", _, ("decisions" | "payments" | "amendments") as folder, _]:
            return _FOLDERS[folder]
        case ["requests", _, "progress", _, "ratings", _, _]:
            return "rating"
        case ["requests", _, ("ratings" | "progress") as folder, _, _]:
            return _FOLDERS[folder]
    return None


def checked(bundle: Bundle) -> tuple[Checked, tuple[Finding, ...]]:
    """The bundle read and checked: what checking gave, and every finding of both rooms in reading order."""
    records: dict[str, list[Record]] = {}
    findings: list[Finding] = []
    kinds = {name: found for name in sorted(bundle) if (found := kind(name))}
    for name, found in kinds.items():
        record, wrong = reader.read(Source(name=name, data=bundle[name]))
        findings += wrong
        if record is not None and not wrong:
            records.setdefault(found, []).append(record)
    result = check_call(
        DocumentSet(
            call=next(iter(records.get("call", ())), None),
            grids=tuple(records.get("grid", ())),
            about_requests={
                **records,
                "rating": [each for each in records.get("rating", ()) if not _on_a_report(each)],
                "review": [each for each in records.get("rating", ()) if _on_a_report(each)],
            },
            sent=frozenset(PurePosixPath(name).stem for name, found in kinds.items() if found == "request"),
            all_grids=len(records.get("grid", ())) == sum(found == "grid" for found in kinds.values()),
        )
    )
    findings += check_grids(records.get("grid", ()))
    return result, tuple(sorted({*findings, *result.findings}, key=Finding.reading_order))


def _on_a_report(sheet: Record) -> bool:
    return PurePosixPath(sheet.name).parts[2] == "progress"


def lawful(bundle: Bundle) -> tuple[Finding, ...]:
    """The findings of a bundle, each one usable; a bundle without an error is scored and shown in every form."""
    result, findings = checked(bundle)
    shown = b"".join(bundle.values()).decode("utf-8", errors="replace")
    for finding in findings:
        _usable(finding, bundle, shown)
    if result.case is not None and not is_wrong(findings):
        report = pipeline.evaluate(result.case, findings)
        if isinstance(report, Result):
            for form in formats.TEXTS:
                assert formats.written(form, report, formats.Look())
            followed = pipeline.follow(result.case, report, "2010-10-31")
            if isinstance(followed, Monitoring):
                for form in formats.MONITORING:
                    assert formats.renderer(formats.MONITORING, form)(followed, formats.Look())
            else:
                assert {each.code for each in followed} <= {"P605", "P606", "P704", "P705"}
        else:
            assert [each.code for each in report] == ["D406"]
    return findings


def _usable(finding: Finding, bundle: Bundle, shown: str) -> None:
    """A finding has a code, a place inside its document (or at its end), and words of ours."""
    place = finding.place
    lines = [*reader.text_lines(bundle[place.file]), ""]
    assert re.fullmatch(r"[A-Z]\d{3}", finding.code), finding
    assert 1 <= place.line <= len(lines), finding
    assert 1 <= place.column <= len(lines[place.line - 1]) + 1, finding
    assert place.width >= 1, finding
    assert finding.says.strip(), finding
    inner = INNER_WORDS.search(finding.says)
    assert inner is None or inner.group() in shown, finding


# ── what to begin with ─────────────────────────────────────────────────────────────────────────────


def seeds() -> Iterator[tuple[str, bytes]]:
    """Packed bundles to begin from, by name: the examples, the hostile documents, and the shipped calls."""
    for folder in ("bad", "good"):
        for each in examples(folder):
            yield f"{folder}-{each.name}", _packed_text(each.files)
    for path in sorted(each for each in HOSTILE.rglob("*") if each.is_file()):
        name = path.relative_to(HOSTILE).as_posix().replace("/", "-")
        if name in _not_begun_from():
            continue
        if path.suffix == ".txt" and re.match(rb"# expects: |=== ", path.read_bytes()):
            yield f"hostile-{name}", _packed_text(example(name, path.read_text(encoding="utf-8")).files)
        else:
            small = {file: text.encode() for file, text in SMALL.items()}
            yield f"hostile-{name}", pack({**small, "requests/small/region-a.yaml": path.read_bytes()})
    for call in sorted((ROOT / "requests").glob("*/call.yaml")):
        yield f"call-{call.parent.name}", pack(_shipped(call.parent))


@functools.cache
def _not_begun_from() -> frozenset[str]:
    """The list of the hostile documents itself, and those known to take long or to show a gap that is still open."""
    listed = yaml.safe_load((HOSTILE / "manifest.yaml").read_text(encoding="utf-8"))
    known = [each for hazards in listed.values() for hazard in hazards for each in hazard.get("documents", ())]
    return frozenset(["manifest.yaml", *(each.get("file", "") for each in known if "slow" in each or "gap" in each)])


def _packed_text(files: Mapping[str, str]) -> bytes:
    return pack({name: text.encode("utf-8", "surrogateescape") for name, text in files.items()})


def _shipped(folder: Path) -> dict[str, bytes]:
    """A shipped call with its grids and at most two requests: a seed is to be short."""
    call = (folder / "call.yaml").read_text(encoding="utf-8")
    grids = [path for path in sorted((ROOT / "grids").iterdir()) if _grid_id(path) in call]
    requests = sorted(path for path in folder.glob("*.yaml") if path.name != "call.yaml")[:2]
    about = [path for request in requests for path in sorted(folder.glob(f"*/**/{request.name}"))]
    files = [*grids, folder / "call.yaml", *requests, *about]
    return {path.relative_to(ROOT).as_posix(): path.read_bytes() for path in files}


def _grid_id(path: Path) -> str:
    found = re.search(r"^grid: ([A-Z0-9]+)$", path.read_text(encoding="utf-8"), re.MULTILINE)
    assert found is not None, path
    return found[1]


def keys(schema: object) -> set[str]:
    """Every name that a schema gives to a property or a choice."""
    if isinstance(schema, list):
        return set().union(*map(keys, schema))
    if not isinstance(schema, Mapping):
        return set()
    own = set(schema.get("properties", ())) | {one for one in schema.get("enum", ()) if isinstance(one, str)}
    return own.union(*map(keys, schema.values()))
