"""What a command loads: a question of a line must not cost what scoring costs, nor scoring what letters cost."""

from __future__ import annotations

import json
import subprocess
import sys

import pytest

from conftest import ROOT

LOADED = """
import json, os, sys
before = set(sys.modules)
sys.argv = ["asipgrid", *json.loads(sys.argv[1])]
from asipgrid import cli
kept = os.dup(1)
os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
try:
    cli.main()
except SystemExit as exit_:
    assert not exit_.code
sys.stdout.flush()
os.dup2(kept, 1)
print(json.dumps(sorted(set(sys.modules) - before)))
"""

# All of ours that a plain score of sound documents needs.
NEEDED = """
check check.act check.allocation check.build check.build_measures check.build_panel check.panel check.build_statistics check.call check.call_schemas check.case
check.checker check.collector check.conditions check.grid check.judged check.measures check.ranking check.request check.request_documents check.scales check.shape check.shape_words check.sound_documents check.wording cli
cli.app cli.beside cli.console cli.options cli.parameters cli.progress cli.score documents documents.call_documents
documents.files documents.json_fast documents.reader documents.scalars documents.spool
documents.workspace documents.writing documents.yaml_fast engine engine.aggregate engine.allocation engine.amounts engine.assess
engine.conditions engine.criteria engine.inputs engine.measures engine.memory engine.methods engine.panel engine.paths engine.plan
engine.rank_figures engine.ranking engine.rules engine.sections engine.settle engine.statistic_words engine.views formats formats.as_json formats.exact_figures formats.figures formats.findings
formats.statistics model model.act_places model.amounts model.bonus model.calls model.envelopes model.judged model.panels model.places model.requests model.results model.said model.sections model.selection
model.stages model.statistics model.values monitoring monitoring.facts parallel parallel.alone
parallel.batch parallel.messages pipeline reading schema schema.accept schema.dialect schema.keywords text text.catalogue
text.escape text.jsons text.numbers text.phrases text.sentences text.suggestions text.values
"""
# Of what Python brings, what a plain score of sound documents has no use for beside the library of the command line.
NEVER = """
argparse asyncio bz2 concurrent.futures difflib gettext importlib.metadata importlib.resources logging lzma
multiprocessing shutil ssl subprocess tempfile traceback unittest zipfile
"""


def loaded(*arguments: str, beside: str = "") -> set[str]:
    """The modules that a command loads, beside those that a library loads."""
    command = [sys.executable, "-c", f"import {beside}{LOADED}" if beside else LOADED, json.dumps(arguments)]
    ran = subprocess.run(command, cwd=ROOT, capture_output=True, check=True, timeout=60)
    return set(json.loads(ran.stdout))


def test_what_is_left_at_the_end_is_not_searched_for_garbage() -> None:
    script = "import atexit, gc; from asipgrid import cli; atexit.register(lambda: print(gc.get_freeze_count() > 0))"
    command = [sys.executable, "-c", f"{script}; import sys; sys.argv[1:] = ['--version']; cli.main()"]
    ran = subprocess.run(command, capture_output=True, check=True, timeout=60, text=True)
    assert ran.stdout.split()[-1] == "True"


def foreign(names: set[str]) -> set[str]:
    """The libraries among modules, by their first name."""
    return {name.split(".")[0] for name in names} - set(sys.stdlib_module_names) - {"asipgrid"}


def test_the_version_costs_a_handful_of_modules_and_one_small_library() -> None:
    names = loaded("--version")
    assert foreign(names) <= {"msgspec", "typing_extensions"}
    assert {name for name in names if name.startswith("asipgrid")} == {
        "asipgrid",
        "asipgrid.cli",
        "asipgrid.cli.console",
        "asipgrid.text.escape",
        "asipgrid.documents.workspace",
        "asipgrid.documents",
        "asipgrid.model",
        "asipgrid.model.places",
        "asipgrid.model.said",
        "asipgrid.text",
        "asipgrid.text.suggestions",
        "asipgrid.formats",
    }
    assert not names & {
        "asyncio",
        "concurrent.futures",
        "logging",
        "multiprocessing",
        "socket",
        "ssl",
        "unittest",
    }


def test_the_help_loads_no_room_that_judges() -> None:
    names = loaded("--help")
    assert not foreign(names) & {
        "click",
        "jinja2",
        "jmespath",
        "jsonschema",
        "jsonschema_rs",
        "pydantic",
        "rich",
        "ruamel",
        "yaml",
    }
    assert not names & {
        "asipgrid.pipeline",
        "asipgrid.check",
        "asipgrid.engine.score",
        "asipgrid.text.phrases",
        "multiprocessing",
    }


@pytest.mark.parametrize("form", ["json", "jsonl"])
def test_scoring_sound_documents_loads_nothing_that_explains_draws_or_drafts(form: str) -> None:
    names = loaded("score", "requests/example-2010", "--format", form, "-q", beside="typer")
    assert not foreign(names) & {
        "babel",
        "click",
        "jinja2",
        "jsonschema",
        "pydantic",
        "referencing",
        "rich",
        "ruamel",
        "yaml",
    }
    ours = {name.removeprefix("asipgrid.") for name in names if name.startswith("asipgrid.")}
    assert ours <= set(NEEDED.split())
    assert not names & set(NEVER.split())


def test_only_a_check_looks_at_sound_grids() -> None:
    assert "asipgrid.check.lint" in loaded("check", "requests/example-2010")
    assert "asipgrid.check.lint" not in loaded("explain", "requests/example-2010", "region-a")
