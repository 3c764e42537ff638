"""`python benchmarks/run.py [N]`: times `asipgrid score` on N generated requests beside merely reading and validating them.

The requests (about 3 KB each, seeded, invented) are scored on the four shipped grids, without rating sheets. The two
commands run in turn, A B A B …; the ratio of each pair is taken, so that a slow moment of the machine hits both.
"""

from __future__ import annotations

import argparse
import os
import random
import resource
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
READ = """
import sys
from pathlib import Path
from asipgrid import dialect, read
from asipgrid.check import sense
from asipgrid.check.shape import stated
from asipgrid.model import Source
root, call = Path(sys.argv[1]), Path(sys.argv[2])
def load(path):
    record, findings = read.read(Source(name=path.name, data=path.read_bytes()))
    assert record is not None and not findings
    return stated(record.data)
grids = [load(path) for path in sorted((root / "grids").glob("*.yaml"))]
validator = dialect.validator(sense.request_schema(grids))
for path in sorted(call.glob("r-*.yaml")):
    assert validator.is_valid(load(path))
"""


def main() -> None:
    """Generate, time, report."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("count", type=int, nargs="?", default=1000)
    parser.add_argument("--pairs", type=int, default=3)
    options = parser.parse_args()
    folder = Path(tempfile.mkdtemp(prefix="asipgrid-benchmark-"))
    try:
        call = generate(folder, options.count)
        report(folder, call, options.count, options.pairs)
    finally:
        shutil.rmtree(folder)


def generate(folder: Path, count: int, seed: int = 2010) -> Path:
    """A workspace with the shipped grids and `count` requests; its call's folder."""
    shutil.copytree(ROOT / "grids", folder / "grids")
    call = folder / "requests" / "example-2010"
    call.mkdir(parents=True)
    shutil.copy(ROOT / "requests" / "example-2010" / "call.yaml", call)
    chance = random.Random(seed)
    for number in range(count):
        name = f"r-{number:07d}"
        (call / f"{name}.yaml").write_text(request(name, chance), encoding="utf-8")
    return call


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


def seconds(command: list[str]) -> float:
    """Wall time of a command whose answer is thrown away."""
    start = time.perf_counter()
    subprocess.run(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, check=True)
    return time.perf_counter() - start


def report(folder: Path, call: Path, count: int, pairs: int) -> None:
    """Time the two commands in pairs and print medians, ratio and memory."""
    script = Path(sys.executable).parent / "asipgrid"
    score = [str(script), "score", str(call), "--format", "json", "-q"]
    reading = [sys.executable, "-c", READ, str(folder), str(call)]
    size = sum(path.stat().st_size for path in call.glob("r-*.yaml")) / max(1, count)
    seconds(reading)
    times = [(seconds(score), seconds(reading)) for _ in range(pairs)]
    peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
    print(f"{count} requests of {size:.0f} bytes on average, {pairs} pairs, {os.cpu_count()} cores")
    print(f"score:             {statistics.median(a for a, _ in times):8.2f} s")
    print(f"read and validate: {statistics.median(b for _, b in times):8.2f} s")
    print(f"ratio:             {statistics.median(a / b for a, b in times):8.2f}")
    print(f"peak memory:       {peak:8.0f} MB")


if __name__ == "__main__":
    main()
