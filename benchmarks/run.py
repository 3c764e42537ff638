"""`python benchmarks/run.py [N]`: `asipgrid score` on N generated requests beside tools that merely validate them.

The requests (2.7 KB each, seeded, invented) are scored on the four shipped grids: once without rating sheets, which is
what the others are measured on, and once with three sheets a request. All commands run in turn, A B C A B C …, and the
ratio of each round is taken, so that a slow moment of the machine hits them all; medians are printed. What is not
installed is skipped with a word: `pip install -e .[bench]` brings what comes from PyPI, and
`npm install ajv-cli ajv-formats @stoplight/spectral-cli` in some folder, named with --node, the rest.
"""

from __future__ import annotations

import argparse
import compileall
import importlib.util
import json
import os
import platform
import random
import re
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
BIN = Path(sys.executable).parent
# The limit: what the fastest parser and the fastest validator on PyPI take, in one process.
LIMIT = """
import json, os, sys
import jsonschema_rs, yaml_rs
validator = jsonschema_rs.validator_for(json.load(open(sys.argv[1], encoding="utf-8")))
for name in sorted(os.listdir(sys.argv[2])):
    if name.startswith("r-"):
        with open(f"{sys.argv[2]}/{name}", encoding="utf-8") as file:
            assert validator.is_valid(yaml_rs.loads(file.read(), parse_datetime=False))
"""
# What scoring the example imports, and nothing of ours.
BARE = "import decimal, fractions, hashlib, json, jmespath, jsonschema_rs, msgspec, pathlib"


@dataclass(frozen=True, slots=True)
class Run:
    """One run of a command: wall time in seconds, the memory of its largest process in MB."""

    seconds: float
    memory: float


def main() -> None:
    """Generate, time, report."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("count", type=int, nargs="?", default=1000)
    parser.add_argument("--pairs", type=int, default=5, help="rounds of the quick commands")
    parser.add_argument("--slow", type=int, default=1, help="rounds of check-jsonschema and Spectral")
    parser.add_argument("--node", type=Path, default=Path(), help="a folder with node_modules")
    options = parser.parse_args()
    folder = Path(tempfile.mkdtemp(prefix="asipgrid-benchmark-"))
    try:
        report(folder, options.count, options.pairs, options.slow, options.node.resolve())
    finally:
        shutil.rmtree(folder)


def generate(folder: Path, count: int, *, sheets: int = 0, seed: int = 2010) -> Path:
    """A workspace with the shipped grids and `count` requests, each with so many rating sheets; its call's folder."""
    shutil.copytree(ROOT / "grids", folder / "grids")
    call = folder / "requests" / "example-2010"
    call.mkdir(parents=True)
    shutil.copy(ROOT / "requests" / "example-2010" / "call.yaml", call)
    chance = random.Random(seed)
    marked = marks(folder / "grids") if sheets else []
    for number in range(count):
        name = f"r-{number:07d}"
        (call / f"{name}.yaml").write_text(request(name, chance), encoding="utf-8")
        for assessor in (f"assessor-{each + 1}" for each in range(sheets)):
            path = call / "ratings" / assessor / f"{name}.yaml"
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(sheet(name, assessor, marked, chance), encoding="utf-8")
    return call


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


def request(name: str, chance: random.Random) -> str:
    """One invented request of about 3 KB, every fact of the four grids stated and supported."""

    def part(whole: int) -> int:
        return chance.randint(whole // 10, whole)

    requested = chance.randint(200, 2000) * 1000
    active, people, institutions = chance.randint(5000, 50000), chance.randint(200, 3000), chance.randint(5, 40)
    return f"""request: {name}
call: example-2010
title: "Generated request {name}: shared record, secure messaging and change support"
applicant: {{name: "Applicant {name}", legal_form: gcs, scope: regional, region: "Region {name}"}}
agreement: {{reference: "2008-{name}", signed_on: 2008-03-12, ends_on: 2010-12-31}}
submitted_on: 2010-02-15
funding:
  requested: {requested}
  minimum: {requested // 2}
  total_cost: {requested * 2}
  lines: [{{item: "Integration of the identifier", amount: {requested // 2}}}, {{item: "Training", amount: {requested // 2}}}]
  other_funders: [{{name: "Regional hospital agency", amount: {requested}}}]
rfr:
  undertaking: true
  hosting: {{status: {chance.choice(["accredited", "filed", "undetermined"])}, host: "An accredited host", filed_on: 2009-10-01}}
  consent: {{express: true, form: "A form signed at the first visit and kept in the record"}}
  formalities: {{done: {chance.choice(["true", "false"])}, reference: "Receipt of 2009"}}
  accesses: 20000
  accesses_strong: {part(20000)}
  applications: 40
  applications_logged: {part(40)}
  professionals: {people}
  professionals_identified: {part(people)}
  institutions: {institutions}
  institutions_identified: {part(institutions)}
  regional_record: {chance.choice(["true", "false"])}
  patient_access: {chance.choice(["online", "on-request", "none"])}
  convergence_plan: "A gap table by framework, with dates, an owner and a cost for each gap."
  security_policy: "A policy built on a risk analysis, with a named security officer."
ins:
  undertaking: true
  traits_from_card: true
  records_active: {active}
  records_with_ins: {part(active)}
  software_connected: 30
  software_ins: {part(30)}
  core_applications: 20
  core_applications_single_index: {part(20)}
  regional_index: true
  index_identities: {active}
  index_duplicates: {active // chance.randint(10, 200)}
  go_live: 2010-{chance.randint(3, 12):02d}-15
interoperability:
  undertaking: true
  document_types: ["Discharge letter", "Laboratory report", "Imaging report"]
  sharing: {chance.choice(["xds-production", "xds-test", "proprietary", "none"])}
  transport: {chance.choice(["tls-vihf", "tls", "other"])}
  professionals_connected: {people}
  professionals_approved_software: {part(people)}
  profiles: [creation, feeding]
  institutions_partner: {institutions}
  institutions_feeding: {part(institutions)}
  sample_size: 500
  sample_valid: {chance.randint(380, 500)}
change_support:
  legal_personality: true
  mandate: {{given: true, by: "ARH", date: 2009-11-02}}
  training_target: 400
  professionals_trained: {part(400)}
  professionals_target: {people}
  professionals_enrolled: {part(people)}
  professionals_active: {part(people)}
  records_opened: {active}
  records_with_document: {part(active)}
  professionals_independent: 300
  professionals_independent_10_10: {part(300)}
  institutions_partner: {institutions}
  institutions_over_30: {part(institutions)}
evidence:
  - {{id: E1, title: "Extracts and counts", date: 2010-01-31, file: annexes/counts.csv, supports: [rfr, ins]}}
  - {{id: E2, title: "Lists and logs", date: 2010-01-31, file: annexes/lists.csv, supports: [interoperability, change_support]}}
"""


def quoted(call: Path, folder: Path) -> Path:
    """The same requests with dates in quotes: some readers make of a plain date what no schema calls text."""
    folder.mkdir()
    for path in call.glob("r-*.yaml"):
        text = re.sub(r"(?<=: )([0-9]{4}-[0-9]{2}-[0-9]{2})", r'"\1"', path.read_text(encoding="utf-8"))
        (folder / path.name).write_text(text, encoding="utf-8")
    return folder


def package() -> Path:
    """Where the package that is measured lies."""
    spec = importlib.util.find_spec("asipgrid")
    assert spec is not None
    assert spec.origin is not None
    return Path(spec.origin).parent


def asipgrid(*arguments: str) -> list[str]:
    """Our command."""
    return [str(BIN / "asipgrid"), *arguments]


def peers(folder: Path, call: Path, node: Path) -> tuple[dict[str, list[str]], dict[str, list[str]]]:
    """The commands that merely validate the requests: quick ones, slow ones. Says what is missing."""
    schema = folder / "request.schema.json"
    schema.write_bytes(
        subprocess.run(asipgrid("schema", "request", "--call", str(call)), capture_output=True, check=True).stdout
    )
    copies = quoted(call, folder / "quoted")
    ruleset = folder / "ruleset.json"
    rule = {
        "given": "$",
        "then": {"function": "schema", "functionOptions": {"schema": json.loads(schema.read_bytes())}},
    }
    ruleset.write_text(json.dumps({"rules": {"request": rule}}), encoding="utf-8")
    quick: dict[str, list[str]] = {}
    slow: dict[str, list[str]] = {}
    if all(importlib.util.find_spec(name) for name in ("yaml_rs", "jsonschema_rs")):
        quick["yaml-rs + jsonschema-rs"] = [sys.executable, "-c", LIMIT, str(schema), str(call)]
    else:
        print("yaml-rs + jsonschema-rs: not installed, skipped")
    where = os.pathsep.join([str(node / "node_modules" / ".bin"), str(BIN), os.environ.get("PATH", "")])
    found = {name: shutil.which(name, path=where) for name in ("ajv", "check-jsonschema", "spectral")}
    for name, path in found.items():
        if path is None:
            print(f"{name}: not installed, skipped")
    if found["ajv"]:
        options = ["-s", str(schema), "-c", "ajv-formats", "--strict=false", "-d", f"{copies}/r-*.yaml"]
        quick["ajv"] = [found["ajv"], "validate", *options]
    if found["check-jsonschema"]:
        names = [str(path) for path in sorted(copies.glob("r-*.yaml"))]
        slow["check-jsonschema"] = [found["check-jsonschema"], "--schemafile", str(schema), *names]
    if found["spectral"]:
        slow["Spectral"] = [found["spectral"], "lint", "-r", str(ruleset), f"{copies}/r-*.yaml"]
    return quick, slow


def once(command: Sequence[str]) -> Run:
    """One run of a command whose answer is thrown away."""
    start = time.perf_counter()
    with tempfile.TemporaryFile() as errors:
        ran = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=errors)
        _, status, used = os.wait4(ran.pid, 0)
        ran.returncode = os.waitstatus_to_exitcode(status)
        took = time.perf_counter() - start
        if ran.returncode:
            errors.seek(0)
            print(
                f"ended with {ran.returncode}: {' '.join(command)[:80]}… {errors.read()[:300].decode(errors='replace')}"
            )
    return Run(took, used.ru_maxrss / 1024)


def compared(commands: Mapping[str, Sequence[str]], rounds: int) -> None:
    """Run the commands in turn; print the median of each, and how many times longer than it the first one takes."""
    runs: dict[str, list[Run]] = {name: [] for name in commands}
    for _ in range(rounds):
        for name, command in commands.items():
            runs[name].append(once(command))
    first = next(iter(runs.values()))
    for name, each in runs.items():
        ratio = statistics.median(ours.seconds / theirs.seconds for ours, theirs in zip(first, each, strict=True))
        took, memory = statistics.median(run.seconds for run in each), max(run.memory for run in each)
        print(f"  {name:28} {took:8.3f} s {memory:6.0f} MB   ratio {ratio:7.2f}")


def report(folder: Path, count: int, rounds: int, slow_rounds: int, node: Path) -> None:
    """Time everything and print it."""
    # As an install leaves it: nothing is compiled at every start.
    compileall.compile_dir(str(package()), quiet=1)
    call = generate(folder / "alone", count)
    rated = generate(folder / "rated", count, sheets=3)
    size = sum(path.stat().st_size for path in call.glob("r-*.yaml")) / max(1, count)
    print(f"Python {platform.python_version()}, {platform.system()} {platform.machine()}, {os.cpu_count()} cores")
    print(f"{count} requests of {size:.0f} bytes on average; ratios are of the first line to each")
    quick, slow = peers(folder, call, node)
    score = asipgrid("score", str(call), "--format", "json", "-q")
    print(f"scored, beside validated ({rounds} rounds):")
    compared({"asipgrid score": score, "asipgrid score --jobs 1": [*score, "--jobs", "1"], **quick}, rounds)
    if slow and slow_rounds:
        print(f"beside slower ones ({slow_rounds} rounds):")
        compared({"asipgrid score": score, **slow}, slow_rounds)
    print(f"with three rating sheets a request ({rounds} rounds):")
    compared({"asipgrid score": asipgrid("score", str(rated), "--format", "json", "-q")}, rounds)
    print("start-up:")
    example = asipgrid("score", str(ROOT / "requests" / "example-2010"), "--format", "json", "-q")
    compared({"asipgrid score (example)": example, "bare imports": [sys.executable, "-c", BARE]}, rounds)
    check = (
        {"check-jsonschema --version": [slow["check-jsonschema"][0], "--version"]} if "check-jsonschema" in slow else {}
    )
    compared({"asipgrid --version": asipgrid("--version"), **check}, rounds)
    compared({"asipgrid --help": asipgrid("--help"), **check}, rounds)


if __name__ == "__main__":
    main()
