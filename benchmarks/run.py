"""`python benchmarks/run.py [N]`: every command of `asipgrid` on N generated requests, beside tools that merely validate them.

The requests (2.6 KB each, seeded, invented) are scored on the four shipped grids. The commands of a group run in turn,
A B C A B C …, and the ratio of each round is taken, so that a slow moment of the machine hits them all; medians are
printed, as one table in Markdown. Processor time is that of all processes of a command, memory that of its largest one.
What is not installed is skipped with a word: `pip install -e .[bench]` brings what comes from PyPI, and
`npm install ajv-cli ajv-formats @stoplight/spectral-cli` in some folder, named with --node, the rest.
"""

from __future__ import annotations

import argparse
import compileall
import importlib.util
import json
import math
import multiprocessing
import os
import platform
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path

import generate

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
FORMATS = ("table", "markdown", "csv", "jsonl", "json")
FIRST = "r-0000000"

Command = Sequence[str]


@dataclass(frozen=True, slots=True)
class Run:
    """One run of a command: seconds of the processor and of the clock, memory of the largest process in MB."""

    processor: float
    wall: float
    memory: float


@dataclass(frozen=True, slots=True)
class Group:
    """Commands that run in turn; the rows that are printed: a command, and what its time is a ratio of."""

    commands: Mapping[str, Command]
    rows: Sequence[tuple[str, str]]
    rounds: int


@dataclass(frozen=True, slots=True)
class Benchmark:
    """What was asked for, and where it is made."""

    folder: Path
    ours: str
    before: str | None
    options: argparse.Namespace
    told: list[str] = field(default_factory=list)

    def asipgrid(self, *arguments: str | Path) -> list[str]:
        """Our command."""
        return [self.ours, *map(str, arguments)]

    def score(self, call: Path, form: str, *more: str) -> list[str]:
        """Our command on a call, in one process unless told otherwise."""
        return self.asipgrid("score", call, "--format", form, "-q", *(more or ("--jobs", "1")))

    def say(self, text: str) -> None:
        """A sentence under the table."""
        self.told.append(text)


def main() -> None:
    """Generate, time, report."""
    options = asked()
    folder = Path(tempfile.mkdtemp(prefix="asipgrid-benchmark-"))
    try:
        ours = Benchmark(folder, str(options.asipgrid), options.before and str(options.before), options)
        report(ours)
    finally:
        shutil.rmtree(folder)


def asked() -> argparse.Namespace:
    """The command line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("count", type=int, nargs="?", default=1000)
    parser.add_argument("--rounds", type=int, default=5, help="rounds of the quick commands")
    parser.add_argument("--slow", type=int, default=1, help="rounds of check-jsonschema and Spectral")
    parser.add_argument("--large", type=int, default=1, help="rounds of --tied, --lines and --tables")
    parser.add_argument("--tied", type=int, default=0, metavar="N", help="N requests that are all tied, too")
    parser.add_argument(
        "--lines", type=int, default=0, metavar="N", help="N requests as lines, and a tenth of them, too"
    )
    parser.add_argument(
        "--tables", type=int, default=0, metavar="N", help="N requests as lines, compressed and as Parquet, too"
    )
    parser.add_argument("--node", type=Path, default=Path(), help="a folder with node_modules")
    parser.add_argument("--asipgrid", type=Path, default=BIN / "asipgrid", help="the command that is measured")
    parser.add_argument("--before", type=Path, help="another asipgrid: each command takes so much of its time")
    return parser.parse_args()


def report(ours: Benchmark) -> None:
    """Print the table, a group as soon as it is measured, then what is to be said about it."""
    options = ours.options
    compiled(ours.ours, ours.before)
    print(f"Python {platform.python_version()}, {platform.system()} {platform.machine()}, {os.cpu_count()} cores;")
    print(f"{options.count} requests; medians of {options.rounds} rounds; ratios are taken within each round\n")
    heads = ["command", "processor", "wall", "memory", "beside", "processor", "wall"]
    heads += ["of before, processor"] if ours.before else []
    print(f"| {' | '.join(heads)} |\n{'| --- ' * len(heads)}|")
    for make in groups(ours):
        group = make(ours)
        runs = measured(group, ours)
        for name, beside in group.rows:
            print(row(name, beside, runs, before=bool(ours.before)), flush=True)
    print(*(f"\n{text}" for text in ours.told), sep="")


def groups(ours: Benchmark) -> Iterator[Callable[[Benchmark], Group]]:
    """What is measured, each made when its turn comes."""
    yield plain
    yield rated
    yield start
    if ours.options.tied:
        yield tied
    if ours.options.lines:
        yield lines
    if ours.options.tables:
        yield tables


def compiled(*scripts: str | None) -> None:
    """As an install leaves it: nothing is compiled at every start."""
    where = "import asipgrid, pathlib; print(pathlib.Path(asipgrid.__file__).parent)"
    for script in filter(None, scripts):
        python = Path(script).parent / "python"
        found = subprocess.run([python, "-c", where], capture_output=True, check=True, text=True).stdout.strip()
        compileall.compile_dir(found, quiet=1)


# ── the groups ─────────────────────────────────────────────────────────────────────────────────────


def plain(ours: Benchmark) -> Group:
    """Each format, and each command that decides a call, beside those who validate the same requests."""
    call = generate.requests(ours.folder / "plain", ours.options.count)
    size = sum(path.stat().st_size for path in call.glob("r-*.yaml")) / max(1, ours.options.count)
    ours.say(
        f"A request has {size:.0f} bytes. Formats are written by one process (`--jobs 1`) but where it says otherwise."
    )
    subprocess.run(ours.score(call, "json", "--write"), stdout=subprocess.DEVNULL, check=True)
    commands = {f"score, {form}": ours.score(call, form) for form in FORMATS}
    commands["score, json, all cores"] = ours.asipgrid("score", call, "--format", "json", "-q")
    for name, more in {"explain": [FIRST], "verify": [], "draft": [FIRST]}.items():
        commands[f"{name}, one request" if more else name] = ours.asipgrid(name, call, *more, "-q")
    quick, slow = peers(ours, call)
    rows = [(name, "score, json") for name in commands if name != "score, json"]
    rows += [("score, json", name) for name in quick] or [("score, json", "score, json")]
    rows += [("score, json, all cores", name) for name in quick]
    rows += [(name, "score, json") for name in quick]
    if slow and ours.options.slow:
        runs = measured(Group({"score, json": commands["score, json"], **slow}, (), ours.options.slow), ours)
        for name in slow:
            print(row(name, "score, json", runs, before=bool(ours.before)), flush=True)
    return Group({**commands, **quick}, rows, ours.options.rounds)


def rated(ours: Benchmark) -> Group:
    """The same with three rating sheets a request."""
    call = generate.requests(ours.folder / "rated", ours.options.count, sheets=3)
    commands = {f"score, {form}, three sheets a request": ours.score(call, form) for form in ("table", "json")}
    json_ = "score, json, three sheets a request"
    return Group(commands, [(name, json_) for name in commands], ours.options.rounds)


def start(ours: Benchmark) -> Group:
    """What it takes to begin."""
    example = generate.ROOT / "requests" / generate.CALL
    commands = {
        "--version": ours.asipgrid("--version"),
        "--help": ours.asipgrid("--help"),
        "score, table, the example": ours.asipgrid("score", example, "-q"),
        "score, json, the example": ours.asipgrid("score", example, "--format", "json", "-q"),
    }
    others: dict[str, Command] = {"bare imports": [sys.executable, "-c", BARE]}
    check = found("check-jsonschema", ours.options.node)
    if check:
        others["check-jsonschema --version"] = [check, "--version"]
    *_, beside = others
    rows = [(name, beside) for name in (*commands, *others)]
    return Group({**commands, **others}, rows, ours.options.rounds)


def tied(ours: Benchmark) -> Group:
    """Requests of which none is better than another."""
    count = ours.options.tied
    call = generate.tied(ours.folder / "tied", count)
    commands = {f"score, {form}, {count} tied": ours.score(call, form) for form in ("table", "csv", "json")}
    return Group(commands, [(name, f"score, json, {count} tied") for name in commands], ours.options.large)


def lines(ours: Benchmark) -> Group:
    """Requests as lines, and a tenth of them; says to what power of the number the work grows."""
    count = ours.options.lines
    call = generate.call_folder(ours.folder / "lines")
    names = {each: f"score, jsonl, {each} lines" for each in (max(1, count // 10), count)}
    commands = {
        name: ours.score(
            call, "jsonl", "--jobs", "1", "--requests", str(generate.lines(ours.folder / f"{each}.jsonl", each))
        )
        for each, name in names.items()
    }
    few, many = names.values()
    runs = measured(Group(commands, (), ours.options.large), ours)
    grown = middle(b.processor / a.processor for a, b in zip(runs[few], runs[many], strict=True))
    power = math.log(grown) / math.log(count / max(1, count // 10))
    ours.say(
        f"From {min(names)} to {count} lines the work of the processor grows with the number to the power {power:.3f}."
    )
    for name in names.values():
        print(row(name, few, runs, before=bool(ours.before)), flush=True)
    return Group({}, (), 0)


def tables(ours: Benchmark) -> Group:
    """The same requests as lines, as lines compressed and as a table."""
    count = ours.options.tables
    call = generate.call_folder(ours.folder / "tables")
    plain = generate.lines(ours.folder / "tables.jsonl", count)
    # What pyarrow takes would count as memory of each command that is begun after it.
    with ProcessPoolExecutor(1, multiprocessing.get_context("spawn")) as apart:
        made = apart.submit(generate.table, plain).result()
    files = {"lines": plain, "lines, gzip": generate.packed(plain), "Parquet": made}
    commands = {
        f"score, csv, {count} as {name}": ours.score(call, "csv", "--jobs", "1", "--requests", str(path))
        for name, path in files.items()
    }
    beside = next(iter(commands))
    return Group(commands, [(name, beside) for name in commands], ours.options.large)


def peers(ours: Benchmark, call: Path) -> tuple[dict[str, Command], dict[str, Command]]:
    """The commands that merely validate the requests: quick ones, slow ones. Says what is missing."""
    schema = ours.folder / "request.schema.json"
    made = subprocess.run(ours.asipgrid("schema", "request", "--call", call), capture_output=True, check=True)
    schema.write_bytes(made.stdout)
    copies = generate.quoted(call, ours.folder / "quoted")
    quick: dict[str, Command] = {}
    slow: dict[str, Command] = {}
    if all(importlib.util.find_spec(name) for name in ("yaml_rs", "jsonschema_rs")):
        quick["yaml-rs and jsonschema-rs"] = [sys.executable, "-c", LIMIT, str(schema), str(call)]
    else:
        ours.say("yaml-rs and jsonschema-rs: not installed, skipped")
    where = {name: found(name, ours.options.node) for name in ("ajv", "check-jsonschema", "spectral")}
    for name, path in where.items():
        if path is None:
            ours.say(f"{name}: not installed, skipped")
    if where["ajv"]:
        options = ["-s", str(schema), "-c", "ajv-formats", "--strict=false", "-d", f"{copies}/r-*.yaml"]
        quick["ajv"] = [where["ajv"], "validate", *options]
    if where["check-jsonschema"]:
        names = [str(path) for path in sorted(copies.glob("r-*.yaml"))]
        slow["check-jsonschema"] = [where["check-jsonschema"], "--schemafile", str(schema), *names]
    if where["spectral"]:
        ruleset = spectral_rules(schema, ours.folder / "ruleset.json")
        slow["Spectral"] = [where["spectral"], "lint", "-r", str(ruleset), f"{copies}/r-*.yaml"]
    return quick, slow


def found(name: str, node: Path) -> str | None:
    """Where a command lies."""
    modules = node.resolve() / "node_modules" / ".bin"
    return shutil.which(name, path=os.pathsep.join([str(modules), str(BIN), os.environ.get("PATH", "")]))


def spectral_rules(schema: Path, path: Path) -> Path:
    """The schema as a ruleset of Spectral."""
    rule = {"function": "schema", "functionOptions": {"schema": json.loads(schema.read_bytes())}}
    path.write_text(json.dumps({"rules": {"request": {"given": "$", "then": rule}}}), encoding="utf-8")
    return path


# ── one run, and many ──────────────────────────────────────────────────────────────────────────────


def once(command: Command) -> Run:
    """One run of a command whose answer is thrown away."""
    begun = time.perf_counter()
    with tempfile.TemporaryFile() as errors:
        ran = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=errors)
        _, status, used = os.wait4(ran.pid, 0)
        took = time.perf_counter() - begun
        ran.returncode = os.waitstatus_to_exitcode(status)
        if ran.returncode:
            errors.seek(0)
            said = errors.read()[:300].decode(errors="replace")
            print(f"ended with {ran.returncode}: {' '.join(command)[:200]}… {said}", file=sys.stderr)
    return Run(used.ru_utime + used.ru_stime, took, used.ru_maxrss / 1024)


def measured(group: Group, ours: Benchmark) -> dict[str, list[Run]]:
    """The runs of each command, round by round; those of the version before under `NAME before`."""
    commands = dict(group.commands)
    if ours.before:
        for name, command in group.commands.items():
            if command[0] == ours.ours:
                commands[f"{name} before"] = [ours.before, *command[1:]]
    runs: dict[str, list[Run]] = {name: [] for name in commands}
    for _ in range(group.rounds):
        for name, command in commands.items():
            runs[name].append(once(command))
    return runs


def row(name: str, beside: str, runs: Mapping[str, Sequence[Run]], *, before: bool) -> str:
    """A command's medians, and the medians of its ratios to another."""
    own, other = runs[name], runs[beside]
    cells = [name, f"{middle(map(processor, own)):.3f} s", f"{middle(map(wall, own)):.3f} s"]
    cells.append(f"{middle(run.memory for run in own):.0f} MB")
    cells += [beside, ratio(own, other, processor), ratio(own, other, wall)] if name != beside else ["", "", ""]
    if before:
        old = runs.get(f"{name} before")
        cells.append(ratio(own, old, processor) if old else "")
    return f"| {' | '.join(cells)} |"


def middle(figures: Iterable[float]) -> float:
    """The median."""
    return statistics.median(figures)


def ratio(own: Sequence[Run], other: Sequence[Run], figure: Callable[[Run], float]) -> str:
    """How many times the figure of another, as the median of the rounds."""
    return f"{middle(figure(a) / figure(b) for a, b in zip(own, other, strict=True)):.2f}"


def processor(run: Run) -> float:
    """Its seconds of the processor."""
    return run.processor


def wall(run: Run) -> float:
    """Its seconds of the clock."""
    return run.wall


if __name__ == "__main__":
    main()
