"""In which language an answer is: as asked, as ASIPGRID_LANG says, as the locale says; what is kept, and what programs read."""

from __future__ import annotations

import pytest

from asipgrid.cli import console, parameters
from asipgrid.cli.app import COMMANDS
from asipgrid.documents.workspace import CannotError
from asipgrid.model.places import Language
from conftest import Command

EN, FR = Language.EN, Language.FR
CALL = "requests/example-2010"


@pytest.mark.parametrize(
    ("environment", "expected"),
    [
        ({}, EN),
        ({"LANG": "fr_FR.UTF-8"}, FR),
        ({"LANG": "fr"}, FR),
        ({"LANG": "fr_CA@euro"}, FR),
        ({"LANG": "french"}, FR),
        ({"LANG": "frr_DE.UTF-8"}, EN),
        ({"LANG": "de_DE.UTF-8"}, EN),
        ({"LANG": "fr_FR.UTF-8", "LC_MESSAGES": "C"}, EN),
        ({"LANG": "en_GB.UTF-8", "LC_MESSAGES": "fr_FR.UTF-8"}, FR),
        ({"LANG": "fr_FR.UTF-8", "LC_MESSAGES": "fr_FR.UTF-8", "LC_ALL": "C.UTF-8"}, EN),
        ({"LANG": "en_GB.UTF-8", "LC_MESSAGES": "", "LC_ALL": ""}, EN),
        ({"LANG": "fr_FR.UTF-8", "LC_MESSAGES": "", "LC_ALL": ""}, FR),
        ({"LANG": "fr_FR.UTF-8", "ASIPGRID_LANG": "en"}, EN),
        ({"LC_ALL": "C", "ASIPGRID_LANG": "fr"}, FR),
        ({"LANG": "fr_FR.UTF-8", "ASIPGRID_LANG": ""}, FR),
    ],
)
def test_a_table_is_in_the_language_of_the_variable_else_of_the_locale(
    monkeypatch: pytest.MonkeyPatch, environment: dict[str, str], expected: Language
) -> None:
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    assert console.language(None, "table") is expected
    assert console.language(EN, "table") is EN
    assert console.language(FR, "table") is FR


def test_what_is_kept_follows_the_variable_and_never_the_locale(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LC_ALL", "fr_FR.UTF-8")
    assert console.language(None) is EN
    assert console.language(None, "markdown") is EN
    monkeypatch.setenv("ASIPGRID_LANG", "fr")
    assert console.language(None) is FR
    assert console.language(None, "markdown") is FR
    assert console.language(EN, "markdown") is EN


@pytest.mark.parametrize("form", ["csv", "github", "json", "jsonl", "junit", "parquet", "sarif"])
def test_what_programs_read_asks_nobody(monkeypatch: pytest.MonkeyPatch, form: str) -> None:
    monkeypatch.setenv("LC_ALL", "fr_FR.UTF-8")
    monkeypatch.setenv("ASIPGRID_LANG", "klingon")
    assert console.language(None, form) is EN
    with pytest.raises(CannotError, match=f"--lang goes with words; --format {form} is the same in every language"):
        console.language(FR, form)


@pytest.mark.slow
def test_another_language_in_the_variable_is_refused_where_it_would_count(asipgrid: Command) -> None:
    ran = asipgrid("status", env={"ASIPGRID_LANG": "de"})
    assert (ran.code, ran.out, ran.err) == (2, "", "asipgrid: ASIPGRID_LANG is 'de'; it can be en or fr\n")
    assert asipgrid("status", "--lang", "fr", columns=120, env={"ASIPGRID_LANG": "de"}).out.startswith("Appel ")


def test_a_letter_is_in_the_language_of_the_variable_whoever_drafts_it(asipgrid: Command) -> None:
    letter = ("draft", CALL, "region-j", "-q")
    english, french = (asipgrid(*letter, "--lang", language).out for language in Language)
    assert asipgrid(*letter, env={"LC_ALL": "fr_FR.UTF-8"}).out == english
    assert asipgrid(*letter, env={"ASIPGRID_LANG": "fr"}).out == french != english


@pytest.mark.slow
def test_the_json_of_a_status_takes_its_language_from_the_command_line_alone(asipgrid: Command) -> None:
    status = ("status", CALL, "--format", "json")
    english, french = (asipgrid(*status, "--lang", language).out for language in Language)
    assert asipgrid(*status, env={"ASIPGRID_LANG": "fr", "LC_ALL": "fr_FR.UTF-8"}).out == english != french


def _with_language() -> list[str]:
    """The commands that take a language."""
    loaded = {name: parameters.loaded(name, where) for name, (where, _) in COMMANDS.items()}
    found = []
    for name, command in loaded.items():
        below = getattr(command, "table", {})
        inner = [parameters.loaded(each, where) for each, (where, _) in below.items()] or [command]
        if any("--lang" in option.opts for each in inner for option in each.params):
            found.append(name)
    return found


def test_a_language_is_asked_for_in_the_same_way_everywhere() -> None:
    says = set()
    for name in _with_language():
        command = parameters.loaded(name, COMMANDS[name][0])
        for each in command.params:
            if "--lang" in each.opts:
                says.add((each.help, each.default))
    assert says == {
        ("Language; default: ASIPGRID_LANG, else that of the locale in tables and findings, else en.", None)
    }
