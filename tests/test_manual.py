"""`asipgrid help` and `asipgrid rule`: the manual, offline, by page, by section and by code; and what it tells to type."""

from __future__ import annotations

import itertools
import os
import re
import shlex
import subprocess
import sys
from pathlib import Path

import pytest

from asipgrid.cli import parameters
from asipgrid.cli.app import COMMANDS
from asipgrid.documents import manual
from asipgrid.text.codes import CODES
from conftest import ROOT, Command

PAGE = """\
<!-- made elsewhere -->

# A page

## 1.1 First words

```sh
# no heading
```

### Deeper

Deep.

## 1.10 Later

See [the first](#11-first-words).
"""


def test_every_page_of_docs_is_listed_with_its_title(asipgrid: Command) -> None:
    listed = asipgrid("help").out
    assert re.findall(r"^  (\w+) ", listed, re.MULTILINE) == [
        each.stem for each in sorted((ROOT / "docs").glob("*.md"))
    ]
    assert "\n  start         A call to run on Monday\n" in listed


def test_a_page_and_a_section_are_printed_as_they_stand_in_a_pipe(asipgrid: Command) -> None:
    page = (ROOT / "docs/documents.md").read_text("utf-8")
    assert asipgrid("help", "documents", columns=None).out == page
    section = asipgrid("help", "documents", "1.4", columns=None).out
    assert section.startswith("## 1.4 The call\n")
    assert section in page
    assert "### Stages" in section
    assert "## 1.5" not in section
    assert asipgrid("help", "documents", "stages", columns=None).out.startswith("### Stages\n")


def test_a_section_is_told_by_whole_words() -> None:
    assert manual.headings(PAGE) == ["1.1 First words", "Deeper", "1.10 Later"]
    assert manual.section(PAGE, "1.1") == "## 1.1 First words\n\n```sh\n# no heading\n```\n\n### Deeper\n\nDeep.\n"
    assert manual.section(PAGE, "1.10 later") == "## 1.10 Later\n\nSee [the first](#11-first-words).\n"
    assert manual.section(PAGE, "1.2") is None


def test_on_a_terminal_words_fill_the_line_and_what_is_to_be_copied_stays_whole(asipgrid: Command) -> None:
    shown = asipgrid("rule", "c230", columns=60).out
    assert shown == (
        "C230 A remedy with several time limits\n\n"
        "Within so many months, within so many days, or until a day:\nnobody could say which holds.\n\n"
        "To mend it: Keep one.\n\nRefused:\n\n"
        "# requests/small/call.yaml\nallocation: {overflow: skip, partial: none}\n"
        "letters: {remedies: [{remedy: Request for review, months: 2, until: 2010-06-30}]}\n\n"
        "requests/small/call.yaml:16:22: C230 this remedy has 2 time limits (months, until); keep one\n"
        "   16 | letters: {remedies: [{remedy: Request for review, months: 2, until: 2010-06-30}]}\n"
        "      |                      ^\n\n"
        "Accepted:\n\n"
        "# requests/small/call.yaml\nallocation: {overflow: skip, partial: none}\n"
        "letters: {remedies: [{remedy: Request for review, months: 2}]}\n"
    )


def test_every_finding_has_its_rule_with_both_examples() -> None:
    page = manual.page("findings")
    for row in CODES:
        told = manual.section(page, row.code) or ""
        assert told.startswith(f"### {row.code} {row.title}\n"), row.code
        assert len(re.findall(r"\n```text\n.*\n```\n\nAccepted:\n\n```yaml\n", told, re.DOTALL)) == 1, row.code


def test_without_a_code_the_rules_are_listed(asipgrid: Command) -> None:
    assert asipgrid("rule").out.split("\n")[:2] == [
        "Y001  The text is not UTF-8",
        "Y002  A character that cannot be seen",
    ]


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["rule", "S03"], "S03: no such finding; did you mean S013?"),
        (["rule", "9"], "9: no such finding; `asipgrid rule` lists them"),
        (["help", "documnts"], "documnts: no such page; did you mean documents?"),
        (["help", "zzz"], "zzz: no such page; `asipgrid help` lists them"),
        (["help", "../README"], "../README: no such page; `asipgrid help` lists them"),
        (
            ["help", "questions", "nothing"],
            "nothing: no such section of questions; there are What if; Several scenarios; How far may each number move",
        ),
    ],
)
def test_what_there_is_not_is_told_with_what_there_is(asipgrid: Command, arguments: list[str], says: str) -> None:
    ran = asipgrid(*arguments)
    assert (ran.code, ran.out) == (2, "")
    assert ran.err.startswith(f"asipgrid: {says}")


def test_a_command_is_helped_by_its_own_help(asipgrid: Command) -> None:
    assert asipgrid("help", "score").out == asipgrid("score", "--help").out


def test_what_is_told_to_read_is_there() -> None:
    """Comments of documents to fill in, messages and mends name pages and sections that the manual has."""
    source = ROOT / "src" / "asipgrid"
    texts = [*source.rglob("*.yaml"), *source.rglob("*.py"), source / "text/codes.json"]
    found = [re.findall(r"`asipgrid help ([a-z]+)(?: ([\w.]+))?`", path.read_text("utf-8")) for path in texts]
    named = {each for one in found for each in one}
    assert ("documents", "1.4") in named
    for page, section in sorted(named):
        assert page in manual.names()
        assert not section or manual.section(manual.page(page), section), (page, section)


# ── what the manual tells to type ──────────────────────────────────────────────────────────────────

PAGES = [ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md"))]


def typed(text: str) -> list[list[str]]:
    """The commands of a page that begin a line in a fence of the shell, word by word, to the first pipe or redirection."""
    lines = [line for fence in re.findall(r"```sh\n(.*?)```", text, re.DOTALL) for line in fence.split("\n")]
    words = [shlex.split(line, comments=True) for line in lines if line.startswith("asipgrid ")]
    return [list(itertools.takewhile(lambda word: word not in {"|", ">", "&&", ";"}, each))[1:] for each in words]


def options(name: str) -> set[str]:
    command = parameters.loaded(name, COMMANDS[name][0])
    below = getattr(command, "table", {})
    inner = [parameters.loaded(*row) for row in ((each, where) for each, (where, _) in below.items())]
    return {option for each in (command, *inner) for one in each.params for option in (*one.opts, *one.secondary_opts)}


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)
def test_a_page_tells_to_type_commands_and_options_that_there_are(page: Path) -> None:
    for command, *arguments in typed(page.read_text("utf-8")):
        if command.startswith("-"):
            continue
        assert command in COMMANDS, command
        asked = {argument.partition("=")[0] for argument in arguments if re.match("--?[a-z]", argument)}
        assert asked <= options(command) | {"--help", "-h"}, (command, asked - options(command))


@pytest.mark.slow
def test_the_site_is_built_without_a_warning_and_fetches_nothing(tmp_path: Path) -> None:
    built = subprocess.run(
        [sys.executable, "-m", "mkdocs", "build", "--strict", "--quiet", "--site-dir", str(tmp_path)],
        cwd=ROOT,
        capture_output=True,
        check=False,
        text=True,
        env={**os.environ, "NO_MKDOCS_2_WARNING": "1"},
    )
    assert (built.returncode, built.stdout, built.stderr) == (0, "", "")
    reference = (tmp_path / "reference/commands.html").read_text("utf-8")
    assert all(f"asipgrid {name}" in reference for name in COMMANDS)
    for page in tmp_path.rglob("*.html"):
        text = page.read_text("utf-8")
        assert not re.findall(
            r"<(?:script|img|iframe)[^>]* src=\"https?:|<link[^>]* rel=\"stylesheet\" href=\"https?:", text
        )
