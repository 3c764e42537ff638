"""README and every page of the manual: its commands are run as they stand there, and what it shows is what they answer.

The commands of a page are run one after the other in a workspace of its own. What cannot be run so, and what is shown but
is no answer of theirs, is named below with the test that holds it: a new one that stands in neither place fails.
"""

from __future__ import annotations

import json
import re
import shlex
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Final

import pytest
import yaml

from conftest import ROOT, Command, write

PAGES: Final = {"README": ROOT / "README.md", **{path.stem: path for path in sorted((ROOT / "docs").glob("*.md"))}}
del PAGES["findings"]  # made of the examples, by test_findings_page.py
# What stands on a page and is no answer to its commands: how it begins, the test that holds it.
HELD: Final = {
    "grids/   ": "test_start.py",  # which folders there are
    "requests/example-2010/region-a.yaml:22:3: R012 ": "test_command.py",
    " disk, git, stdin": "test_architecture_page.py",
    "| Project | What it does | Size |": "test_chart.py",
    "Your request meets the limits of the call": "test_letters.py",
    "urn:asipgrid:schema:request:1\n": "test_schema_catalog.py",
    "requests/*/results/*.json diff=asipgrid\n": "test_reports.py",
    'region-q.xlsx, Budget!C9: "1,200"': "test_form.py",
    "requests/small/call.yaml: add authority.grant_prefix": "test_export_360giving.py",
    "funded 5 6200000.00\n": "test_parquet.py",
}
# What asks for files, servers or a choice of the reader's: how the command begins, the test that runs its like.
NOT_HERE: Final = {
    "cd ../asipgrid-release": "test_release.py",
    "asipgrid schema $kind": "test_schema_catalog.py",
    "asipgrid import ": "test_import.py",
    "asipgrid export requests/small ": "test_export_360giving.py",
    "asipgrid score requests/my-call --requests s3:": "test_tables_in.py",
    "asipgrid score requests/my-call --format jsonl --executor ": "test_dask.py",
}
# Those that draw letters, reports and pictures.
SLOW: Final = frozenset({"README", "letters", "monitoring", "questions", "report", "spreadsheets", "status"})
# What is shown as it comes in a pipe, not on a terminal of 80 columns.
WIDE: Final = frozenset({"questions"})


def fences(page: str) -> Iterator[tuple[str, str]]:
    """What stands in the fences of a page, in its order: the language, the text."""
    yield from re.findall(r"```(\w*)\n(.*?)```", PAGES[page].read_text("utf-8"), re.DOTALL)


def typed(line: str) -> list[str]:
    """The words of a line of the shell that are asipgrid's, or those of a `cd`; nothing for another program's."""
    line = re.split(r" [|>] ", line.rpartition("&& ")[2].removeprefix(".venv/bin/"))[0]
    words = shlex.split(line, comments=True)
    return words if words[:1] in (["asipgrid"], ["cd"]) else []


def workspace(page: str, root: Path) -> Path:
    """What the page's commands find: the calls of the project, one of the reader's own, and what the page says to write."""
    for name in ("grids", "requests"):
        shutil.copytree(ROOT / name, root / name)
    lines = ""
    if "requests/my-call" in PAGES[page].read_text("utf-8"):
        for path in (ROOT / "requests/example-2010").glob("*.yaml"):
            text = path.read_text("utf-8").replace("call: example-2010", "call: my-call")
            write(root, {f"requests/my-call/{path.name}": text})
            request = yaml.safe_load(text)
            if "request" in request:
                lines += json.dumps(request, default=str) + "\n"
    write(root, {"all.jsonl": lines, "evening.yaml": "".join(text for kind, text in fences(page) if kind == "yaml")})
    return root


@pytest.mark.parametrize("page", [pytest.param(page, marks=[pytest.mark.slow] * (page in SLOW)) for page in PAGES])
def test_a_page_shows_what_its_commands_answer(page: str, tmp_path: Path, asipgrid: Command) -> None:
    here, said = workspace(page, tmp_path / "clone"), ""
    for line in (line for kind, text in fences(page) if kind == "sh" for line in text.splitlines()):
        words = typed(line)
        if not words or " ".join(words).startswith(tuple(NOT_HERE)):
            continue
        if words[0] == "cd":
            here /= words[1]
            continue
        ran = asipgrid(*words[1:], cwd=here, columns=None if page in WIDE else 80)
        assert ran.code == 0, (line, ran.err)
        said += ran.out + ran.err
    shown = [text for kind, text in fences(page) if kind == "text"]
    assert [text for text in shown if text not in said and not text.startswith(tuple(HELD))] == []


@pytest.mark.parametrize(("begins", "test"), [*HELD.items(), *NOT_HERE.items()])
def test_what_is_held_elsewhere_stands_on_a_page(begins: str, test: str) -> None:
    assert (ROOT / "tests" / test).is_file()
    texts = [text.replace('"', "") if kind == "sh" else text for page in PAGES for kind, text in fences(page)]
    assert any(text.startswith(begins) or (begins in text and begins in NOT_HERE) for text in texts)
