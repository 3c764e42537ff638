"""Invented requests for `run.py`: seeded, 2.6 KB each, every fact of the four shipped grids stated and supported."""

from __future__ import annotations

import contextlib
import gzip
import itertools
import json
import random
import re
import shutil
from collections.abc import Sequence
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
CALL = "example-2010"
SEED = 2010
# What YAML reads as the text it is; dates among them.
PLAIN = re.compile(r"[a-z][a-z0-9-]*|[0-9]{4}-[0-9]{2}-[0-9]{2}")
DATE = re.compile(r"(?<=: )([0-9]{4}-[0-9]{2}-[0-9]{2})")

Document = dict[str, Any]


def call_folder(folder: Path) -> Path:
    """A workspace with the shipped grids and the example's call, without requests; the call's folder."""
    shutil.copytree(ROOT / "grids", folder / "grids")
    call = folder / "requests" / CALL
    call.mkdir(parents=True)
    shutil.copy(ROOT / "requests" / CALL / "call.yaml", call)
    return call


def requests(folder: Path, count: int, *, sheets: int = 0) -> Path:
    """A call of so many requests, each with so many rating sheets."""
    call, chance = call_folder(folder), random.Random(SEED)
    marked = marks(folder / "grids") if sheets else []
    for number in range(count):
        name = f"r-{number:07d}"
        (call / f"{name}.yaml").write_text(written(request(name, chance)), encoding="utf-8")
        for assessor in (f"assessor-{each + 1}" for each in range(sheets)):
            path = call / "ratings" / assessor / f"{name}.yaml"
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(sheet(name, assessor, marked, chance), encoding="utf-8")
    return call


def tied(folder: Path, count: int) -> Path:
    """A call whose requests say the same of themselves but for their names: one tie that nothing breaks."""
    call = call_folder(folder)
    for number in range(count):
        name = f"r-{number:07d}"
        (call / f"{name}.yaml").write_text(written(request(name, random.Random(SEED))), encoding="utf-8")
    return call


def lines(path: Path, count: int) -> Path:
    """So many requests as lines of JSON."""
    chance = random.Random(SEED)
    with path.open("w", encoding="utf-8") as file:
        file.writelines(f"{json.dumps(request(f'r-{number:07d}', chance))}\n" for number in range(count))
    return path


def packed(path: Path) -> Path:
    """A file compressed with gzip."""
    made = path.with_name(f"{path.name}.gz")
    with path.open("rb") as file, gzip.open(made, "wb", compresslevel=6) as whole:
        shutil.copyfileobj(file, whole)
    return made


def table(path: Path) -> Path:
    """The requests of a file of lines as Parquet, in groups of 10,000 rows (needs pyarrow)."""
    import pyarrow as pa  # noqa: PLC0415 - only here
    from pyarrow import parquet  # noqa: PLC0415 - as above

    made = path.with_suffix(".parquet")
    with path.open(encoding="utf-8") as file, contextlib.ExitStack() as stack:
        writer = None
        while rows := [json.loads(line) for line in itertools.islice(file, 10_000)]:
            some = pa.Table.from_pylist(rows, schema=None if writer is None else writer.schema)
            writer = writer or stack.enter_context(parquet.ParquetWriter(made, some.schema, compression="zstd"))
            writer.write_table(some)
    return made


def quoted(call: Path, folder: Path) -> Path:
    """The same requests with dates in quotes: some readers make of a plain date what no schema calls text."""
    folder.mkdir()
    for path in call.glob("r-*.yaml"):
        (folder / path.name).write_text(DATE.sub(r'"\1"', path.read_text(encoding="utf-8")), encoding="utf-8")
    return folder


def marks(grids: Path) -> list[str]:
    """The criteria of the call's grids that assessors mark."""
    texts = [path.read_text(encoding="utf-8") for path in sorted(grids.glob("*.yaml"))]
    parts = [part for text in texts for part in text.split("\n  - id: ")[1:]]
    ids = [part.split("\n")[0] for part in parts if re.search(r"^    mark:", part, re.MULTILINE)]
    return [each for each in ids if each.split("-")[0] in {"RFR", "INS", "IOP", "CHG"}]


def sheet(name: str, assessor: str, marked: Sequence[str], chance: random.Random) -> str:
    """One assessor's marks on a request."""
    given = "".join(f"  {each}: {{level: {chance.randint(0, 4)}, why: Seen in the file}}\n" for each in marked)
    return f"rating: {name}\nassessor: {assessor}\nrated_on: 2010-03-20\nmarks:\n{given}"


def request(name: str, chance: random.Random) -> Document:
    """One invented request."""
    requested = chance.randint(200, 2000) * 1000
    people, institutions, active = chance.randint(200, 3000), chance.randint(5, 40), chance.randint(5000, 50000)
    return {
        "request": name,
        "call": CALL,
        "title": f"Generated request {name}: shared record, secure messaging and change support",
        "applicant": {
            "name": f"Applicant {name}",
            "legal_form": "gcs",
            "scope": "regional",
            "region": f"Region {name}",
        },
        "agreement": {"reference": f"2008-{name}", "signed_on": "2008-03-12", "ends_on": "2010-12-31"},
        "submitted_on": "2010-02-15",
        "funding": funding(requested),
        "rfr": frameworks(people, institutions, chance),
        "ins": identifier(active, chance),
        "interoperability": interoperability(people, institutions, chance),
        "change_support": change_support(active, people, institutions, chance),
        "evidence": [
            evidence("E1", "Extracts and counts", "annexes/counts.csv", "rfr", "ins"),
            evidence("E2", "Lists and logs", "annexes/lists.csv", "interoperability", "change_support"),
        ],
    }


def part(whole: int, chance: random.Random) -> int:
    """How many of so many."""
    return chance.randint(whole // 10, whole)


def funding(requested: int) -> Document:
    """The money."""
    half = requested // 2
    return {
        "requested": requested,
        "minimum": half,
        "total_cost": requested * 2,
        "lines": [{"item": "Integration of the identifier", "amount": half}, {"item": "Training", "amount": half}],
        "other_funders": [{"name": "Regional hospital agency", "amount": requested}],
    }


def frameworks(people: int, institutions: int, chance: random.Random) -> Document:
    """Facts of the grid RFR."""
    status = chance.choice(["accredited", "filed", "undetermined"])
    return {
        "undertaking": True,
        "hosting": {"status": status, "host": "An accredited host", "filed_on": "2009-10-01"},
        "consent": {"express": True, "form": "A form signed at the first visit and kept in the record"},
        "formalities": {"done": chance.random() < 0.5, "reference": "Receipt of 2009"},
        "accesses": 20000,
        "accesses_strong": part(20000, chance),
        "applications": 40,
        "applications_logged": part(40, chance),
        "professionals": people,
        "professionals_identified": part(people, chance),
        "institutions": institutions,
        "institutions_identified": part(institutions, chance),
        "regional_record": chance.random() < 0.5,
        "patient_access": chance.choice(["online", "on-request", "none"]),
        "convergence_plan": "A gap table by framework, with dates, an owner and a cost for each gap.",
        "security_policy": "A policy built on a risk analysis, with a named security officer.",
    }


def identifier(active: int, chance: random.Random) -> Document:
    """Facts of the grid INS."""
    return {
        "undertaking": True,
        "traits_from_card": True,
        "records_active": active,
        "records_with_ins": part(active, chance),
        "software_connected": 30,
        "software_ins": part(30, chance),
        "core_applications": 20,
        "core_applications_single_index": part(20, chance),
        "regional_index": True,
        "index_identities": active,
        "index_duplicates": active // chance.randint(10, 200),
        "go_live": f"2010-{chance.randint(3, 12):02d}-15",
    }


def interoperability(people: int, institutions: int, chance: random.Random) -> Document:
    """Facts of the grid IOP."""
    return {
        "undertaking": True,
        "document_types": ["Discharge letter", "Laboratory report", "Imaging report"],
        "sharing": chance.choice(["xds-production", "xds-test", "proprietary", "none"]),
        "transport": chance.choice(["tls-vihf", "tls", "other"]),
        "professionals_connected": people,
        "professionals_approved_software": part(people, chance),
        "profiles": ["creation", "feeding"],
        "institutions_partner": institutions,
        "institutions_feeding": part(institutions, chance),
        "sample_size": 500,
        "sample_valid": chance.randint(380, 500),
    }


def change_support(active: int, people: int, institutions: int, chance: random.Random) -> Document:
    """Facts of the grid CHG."""
    return {
        "legal_personality": True,
        "mandate": {"given": True, "by": "ARH", "date": "2009-11-02"},
        "training_target": 400,
        "professionals_trained": part(400, chance),
        "professionals_target": people,
        "professionals_enrolled": part(people, chance),
        "professionals_active": part(people, chance),
        "records_opened": active,
        "records_with_document": part(active, chance),
        "professionals_independent": 300,
        "professionals_independent_10_10": part(300, chance),
        "institutions_partner": institutions,
        "institutions_over_30": part(institutions, chance),
    }


def evidence(name: str, title: str, file: str, *supports: str) -> Document:
    """One document of an applicant."""
    return {"id": name, "title": title, "date": "2010-01-31", "file": file, "supports": list(supports)}


def written(document: Document) -> str:
    """A document as YAML, as a person writes it: two levels of lines, the rest in braces and brackets."""
    texts: list[str] = []
    for key, value in document.items():
        if isinstance(value, dict):
            texts += [f"{key}:\n", *(f"  {name}: {flow(inner)}\n" for name, inner in value.items())]
        elif isinstance(value, list):
            texts += [f"{key}:\n", *(f"  - {flow(inner)}\n" for inner in value)]
        else:
            texts.append(f"{key}: {flow(value)}\n")
    return "".join(texts)


def flow(value: Any) -> str:
    """A value on one line."""
    if isinstance(value, dict):
        return "{" + ", ".join(f"{key}: {flow(inner)}" for key, inner in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(map(flow, value)) + "]"
    return value if isinstance(value, str) and PLAIN.fullmatch(value) else json.dumps(value, ensure_ascii=False)
