"""What the tests share: a workspace written from text, and the command run in this process or in one of its own."""

from __future__ import annotations

import io
import json
import os
import re
import select
import subprocess
import sys
import textwrap
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, is_hypothesis_test, settings

from asipgrid import cli, pipeline
from asipgrid.check.case import Case
from asipgrid.engine.assess import Engine
from asipgrid.model.judged import Scorecard
from asipgrid.model.places import Id

ROOT = Path(__file__).parents[1]
SHARED_CASES = ROOT.parent / "shared" / "cases"

# Where Python is told to leave no bytecode beside the sources, every worker and every command that a test starts would
# compile all of it anew. It is kept apart from them instead, and workers inherit that.
if sys.dont_write_bytecode:
    sys.dont_write_bytecode = False
    sys.pycache_prefix = str(ROOT / ".pytest_cache" / "bytecode")
    os.environ["PYTHONPYCACHEPREFIX"] = sys.pycache_prefix
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)

# Answers for people follow ASIPGRID_LANG and the locale: the tests have a locale of their own, and so has what they start.
for name in ("ASIPGRID_LANG", "LC_ALL", "LC_MESSAGES"):
    os.environ.pop(name, None)
os.environ["LANG"] = "C.UTF-8"

# A law that says no number of its own is asked of few examples a day, the same each time, and of many, new ones, where
# slow tests are run: `-m slow` takes those laws with it. How long an example takes is the machine's matter.
settings.register_profile(
    "daily", max_examples=15, derandomize=True, deadline=None, suppress_health_check=[HealthCheck.too_slow]
)
settings.register_profile("thorough", max_examples=100, deadline=None, suppress_health_check=[HealthCheck.too_slow])


@dataclass(frozen=True)
class Ran:
    """What a command left behind: exit code, stdout, stderr."""

    code: int
    out: str
    err: str


class _Terminal(io.StringIO):
    """Answers that a person types."""

    def isatty(self) -> bool:
        return True


class _Stream(io.TextIOWrapper):
    def __init__(self) -> None:
        super().__init__(io.BytesIO(), encoding="utf-8", write_through=True)

    def text(self) -> str:
        self.flush()
        raw = self.buffer
        assert isinstance(raw, io.BytesIO)
        return raw.getvalue().decode()


Command = Callable[..., Ran]


def scored(case: Case) -> dict[Id, Scorecard]:
    """Every request's scorecard, by id."""
    engine = Engine(pipeline.planned(case))
    sheets = {each.id: [sheet for sheet in case.sheets if sheet.request == each.id] for each in case.requests}
    return {each.id: engine.score(each, engine.marks(pipeline.by_assessor(sheets[each.id]))) for each in case.requests}


def told(text: str) -> list[tuple[str, str, int]]:
    """The findings that a command told on stderr in the place of its answer: code, file and line of each."""
    found = re.findall(r"^(\S+?):(\d+):\d+: ([A-Z]\d{3}) ", text, re.MULTILINE)
    return [(code, file, int(line)) for file, line, code in found]


@pytest.fixture
def asipgrid(monkeypatch: pytest.MonkeyPatch) -> Command:
    """Runs the command line in this process: `asipgrid("score", "requests/x", cwd=folder)`; `answers` are its stdin, `typed` what is
    typed at a terminal instead, `columns` how wide it is laid out (None: as in a pipe), `env` what is laid over the environment."""

    def run(
        *arguments: str,
        cwd: Path = ROOT,
        answers: str = "",
        typed: str | None = None,
        columns: int | None = 80,
        env: Mapping[str, str] | None = None,
    ) -> Ran:
        out, err = _Stream(), _Stream()
        monkeypatch.setattr(sys, "stdin", io.StringIO(answers) if typed is None else _Terminal(typed))
        monkeypatch.chdir(cwd)
        for name, value in {"COLUMNS": str(columns) if columns else "", **(env or {})}.items():
            monkeypatch.setenv(name, value)
        monkeypatch.setattr(sys, "argv", ["asipgrid", *arguments])
        monkeypatch.setattr(sys, "stdout", out)
        monkeypatch.setattr(sys, "stderr", err)
        code = 0
        try:
            cli.main()
        except SystemExit as exit_:
            code = exit_.code if isinstance(exit_.code, int) else 0
        finally:
            monkeypatch.undo()
        return Ran(code, out.text(), err.text())

    return run


@pytest.fixture
def process() -> Command:
    """Runs the installed command in a process of its own, with an environment laid over this one."""

    def run(*arguments: str, cwd: Path = ROOT, env: Mapping[str, str] | None = None, stdin: str = "") -> Ran:
        script = Path(sys.executable).parent / "asipgrid"
        done = subprocess.run(
            [str(script), *arguments],
            cwd=cwd,
            env={**os.environ, "COLUMNS": "80", **(env or {})},
            input=stdin.encode(),
            capture_output=True,
            check=False,
            timeout=60,
        )
        return Ran(done.returncode, done.stdout.decode(), done.stderr.decode())

    return run


def screenfuls(screen: int) -> Iterator[bytes]:
    """What a terminal shows until its program ends, piece by piece, for half a minute at most; nothing while it shows no more."""
    end = time.monotonic() + 30
    while time.monotonic() < end:
        data = b""
        if select.select([screen], [], [], 0.2)[0]:
            try:
                data = os.read(screen, 65536)
            except OSError:
                return
            if not data:
                return
        yield data


@pytest.fixture
def given(monkeypatch: pytest.MonkeyPatch) -> list[Any]:
    """The data of each report that is set on paper."""
    from asipgrid.report import paper
    from asipgrid.text.typeset import typeset

    found: list[Any] = []

    def keeping(source: bytes, inputs: Mapping[str, str], *more: Any) -> bytes:
        found.append(json.loads(inputs["page"]))
        return typeset(source, inputs, *more)

    monkeypatch.setattr(paper, "typeset", keeping)
    return found


def write(root: Path, files: Mapping[str, str]) -> Path:
    """A workspace from text: {"requests/c/call.yaml": "..."}; the text is dedented."""
    for name, text in files.items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(textwrap.dedent(text).lstrip("\n"), encoding="utf-8")
    return root


# A call small enough to hold in the head: one grid of three criteria, judged by fact, by figure and by mark.
SMALL_GRID = """
grid: DOC
version: 1.0.0
title: Documents
status: example
scale: {max: 4}
anchors: [none, poor, fair, good, full]
block: doc
facts:
  type: object
  additionalProperties: false
  properties:
    signed: {type: boolean}
    format: {enum: [cda, pdf, paper]}
    total: {type: integer, minimum: 0}
    valid: {type: integer, minimum: 0}
measures:
  share: {ratio: [doc.valid, doc.total], unit: percent}
criteria:
  - id: DOC-01
    question: Is the undertaking signed?
    gate: eligibility
    requires: {doc.signed: true}
  - id: DOC-02
    question: In which form are documents kept?
    weight: 50
    levels:
      - {level: 4, is: Structured, when: {doc.format: cda}}
      - {level: 2, is: Readable, when: {doc.format: pdf}}
  - id: DOC-03
    question: Which share is valid?
    weight: 30
    measure: share
    at_least: [0.20, 0.40, 0.60, 0.80]
  - id: DOC-04
    question: Is there a plan?
    weight: 20
    mark: anchors
"""
SMALL_CALL = """
call: small
title: A small call
authority: {name: Agency}
calendar: {opens: 2010-01-01, closes: 2010-03-01}
currency: EUR
envelope: 1000
grids: {DOC: 1}
panel: {assessors: 1, aggregate: median}
decisions:
  - {outcome: ineligible, when: {eligible: false}}
  - {outcome: fund, when: {score: {minimum: 60}}}
  - {outcome: ask, when: {ceiling: {minimum: 60}}}
  - {outcome: decline}
ranking: {by: score}
allocation: {overflow: skip, partial: none}
"""


def small_request(
    name: str, *, doc: str = "{signed: true, format: cda, total: 10, valid: 8}", requested: str = "400"
) -> str:
    """A request of the small call; `doc` and `requested` as YAML."""
    return f"""
request: {name}
call: small
title: Project {name}
applicant: {{name: Applicant {name}, legal_form: association, scope: regional}}
submitted_on: 2010-02-01
funding: {{requested: {requested}}}
doc: {doc}
"""


def small_rating(name: str, level: str = "3", assessor: str = "one") -> str:
    """One assessor's sheet on a request of the small call."""
    return f"""
rating: {name}
assessor: {assessor}
rated_on: 2010-03-04
marks: {{DOC-04: {{level: {level}, why: Seen in the plan}}}}
"""


def small(
    root: Path, extra: Mapping[str, str] | None = None, *, grid: str = SMALL_GRID, call: str = SMALL_CALL
) -> Path:
    """The small workspace with one request (region-a, rated 3) unless `extra` says otherwise; its root."""
    files = {"grids/doc.yaml": grid, "requests/small/call.yaml": call}
    files.update(
        extra
        if extra is not None
        else {
            "requests/small/region-a.yaml": small_request("region-a"),
            "requests/small/ratings/one/region-a.yaml": small_rating("region-a"),
        }
    )
    return write(root, files)


def pytest_addoption(parser: pytest.Parser) -> None:
    """`pytest --accept` rewrites the golden files; `git diff` is the review."""
    parser.addoption("--accept", action="store_true", help="rewrite the golden files")


def _is_daily(config: pytest.Config) -> bool:
    return bool(config.getoption("markexpr") == "not slow")


def pytest_configure(config: pytest.Config) -> None:
    """Before any test module is read: its laws take their numbers from here."""
    settings.load_profile("daily" if _is_daily(config) else "thorough")


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Where slow tests are run, every law that says no number of its own is one of them."""
    if not _is_daily(config):
        for item in items:
            law = getattr(item, "obj", None)
            if is_hypothesis_test(law) and getattr(law, "_hypothesis_internal_use_settings", None) is None:
                item.add_marker("slow")


Golden = Callable[[str, str], None]


@pytest.fixture
def golden(request: pytest.FixtureRequest) -> Golden:
    """Compares a text with tests/golden/NAME, byte for byte."""

    def compare(name: str, text: str) -> None:
        path = ROOT / "tests" / "golden" / name
        if request.config.getoption("--accept"):
            path.parent.mkdir(exist_ok=True)
            path.write_bytes(text.encode())
        assert text == path.read_bytes().decode(), f"{name} changed; `pytest --accept` rewrites it for review in git"

    return compare


def typed(text: str) -> str:
    """A French text as people type it: plain blanks and apostrophes for those that it is printed with."""
    return text.translate({0xA0: " ", 0x202F: " ", 0x2019: "'"})
