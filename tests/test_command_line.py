"""A command line as it is read: what is asked for, what is refused in which words, and that a command alone is loaded."""

from __future__ import annotations

import inspect
import sys
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from asipgrid import formats
from asipgrid.cli import app, new, parameters
from asipgrid.cli import score as command
from asipgrid.cli.console import Color
from asipgrid.cli.options import CsvDialect
from asipgrid.cli.score import ScoreOptions
from conftest import Command

Asked = Callable[..., tuple[Any, Any]]

TABLES = [app.COMMANDS, new.New.table]
OPTIONS = st.one_of(
    st.sampled_from([["--write"], ["--keep-going"], ["--quiet"], ["-q"], ["--verbose"], ["-v"], ["-qv"], ["-h"]]),
    st.sampled_from([*formats.RESULT, "xml", ""]).map(lambda form: ["--format", form]),
    st.sampled_from([*formats.DIALECTS, "excel", ""]).map(lambda name: ["--csv-dialect", name]),
    st.sampled_from(["1", "12", "0", "-1", "x", "01", "+1", "1_0"]).map(lambda jobs: ["--jobs", jobs]),
    st.sampled_from(["-", "a.jsonl", "--write", "", "~/a"]).map(lambda name: ["--requests", name]),
    st.sampled_from([["--format=json"], ["--color", "never"], ["--form", "json"], ["another call"], [""]]),
)


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Asked:
    """Reads the arguments of `asipgrid score`: the call and what is asked for, or the exit code and what is told."""

    def run(*arguments: str) -> tuple[Any, Any]:
        told: list[tuple[str, ScoreOptions]] = []
        with monkeypatch.context() as patched:
            patched.setattr(command, "rank", lambda call, options: told.append((call, options)))
            patched.setattr(sys, "argv", ["asipgrid"])
            with pytest.raises(SystemExit) as left:
                app.run(["score", *arguments])
        shown = capsys.readouterr()
        return told[0] if told else (left.value.code, shown.out or shown.err)

    return run


@pytest.mark.slow
@settings(max_examples=100, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(parts=st.lists(OPTIONS, max_size=5), place=st.integers(0, 5))
def test_it_is_all_one_where_among_its_options_a_call_stands(asked: Asked, parts: list[list[str]], place: int) -> None:
    first, there = ([word for part in [*parts[:at], ["a call"], *parts[at:]] for word in part] for at in (0, place))
    known, found = asked(*first), asked(*there)
    if "another call" in first or "" in first:
        assert isinstance(known[0], int) == isinstance(found[0], int)
    else:
        assert known == found


@pytest.mark.parametrize(
    ("arguments", "options"),
    [
        ([], ScoreOptions()),
        (
            ["--format", "json", "--jobs", "2", "-q"],
            ScoreOptions(form=command.ResultFormat("json"), jobs=2, quiet=True),
        ),
        (
            ["--format=csv", "--csv-dialect", "excel-fr"],
            ScoreOptions(form=command.ResultFormat("csv"), csv_dialect=CsvDialect("excel-fr")),
        ),
        (["--jobs", "01"], ScoreOptions(jobs=1)),
        (["--jobs", "+1"], ScoreOptions(jobs=1)),
        (["--jobs", "1", "--jobs", "2"], ScoreOptions(jobs=2)),
        (["-qv"], ScoreOptions(quiet=True, verbose=True)),
        (["--write", "--keep-going"], ScoreOptions(write=True, keep_going=True)),
        (["--color", "never"], ScoreOptions(color=Color.NEVER)),
        (["--requests", "-"], ScoreOptions(requests="-")),
        (["--requests", "~/a"], ScoreOptions(requests="~/a")),
        (["--requests", "--write"], ScoreOptions(requests="--write")),
        (["--executor", "dask://here:8786"], ScoreOptions(executor="dask://here:8786")),
    ],
)
def test_what_is_asked_of_score(asked: Asked, arguments: list[str], options: ScoreOptions) -> None:
    assert asked("requests/a call", *arguments) == ("requests/a call", options)


def test_a_call_is_named_as_it_is_typed(asked: Asked) -> None:
    for name in ("*", "~/a", "", ".", "-"):
        assert asked(name) == (name, ScoreOptions())
    assert asked("--", "-q") == ("-q", ScoreOptions())


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        ([], "Missing argument 'CALL'."),
        (
            ["a", "--format", "xml"],
            f"Invalid value for '--format': 'xml' is not one of {str([*formats.RESULT])[1:-1]}.",
        ),
        (["a", "--color", "AUTO"], "Invalid value for '--color': 'AUTO' is not one of 'auto', 'always', 'never'."),
        (["a", "--csv-dialect", ""], "Invalid value for '--csv-dialect': '' is not one of 'standard', 'excel-fr'."),
        (["a", "--jobs", "0"], "Invalid value for '--jobs': 0 is not in the range x>=1."),
        (["a", "--jobs", "x"], "Invalid value for '--jobs': 'x' is not a valid integer range."),
        (["a", "--jobs", ""], "Invalid value for '--jobs': '' is not a valid integer range."),
        (["a", "--unknown"], "No such option: --unknown"),
        (["a", "b"], "Got unexpected extra argument(s) (b)"),
    ],
)
def test_what_is_refused_is_told_with_the_usage(asked: Asked, arguments: list[str], says: str) -> None:
    usage = "Usage: asipgrid score [OPTIONS] CALL\nTry 'asipgrid score --help' for help.\n\n"
    assert asked(*arguments) == (2, f"{usage}Error: {says}\n")


def test_an_option_without_its_value_is_refused(asked: Asked) -> None:
    assert asked("a", "--format") == (2, "Error: Option '--format' requires an argument.\n")
    assert asked("a", "--write=1") == (2, "Error: Option '--write' does not take a value.\n")


def test_a_choice_that_is_missing_is_told_with_the_choices(asipgrid: Command) -> None:
    ran = asipgrid("schema")
    assert (ran.code, ran.out) == (2, "")
    assert ran.err.endswith("\n\nError: Missing argument 'KIND'. Choose from:\n" + ran.err.partition("from:\n")[2])
    assert ran.err.partition("from:\n")[2].split() == [
        *("grid,", "call,", "request,", "rating,", "decision,"),
        *("progress,", "payment,", "amendment,", "result,", "monitoring,"),
        "robustness",
    ]


def test_a_command_that_there_is_not_is_told_with_the_nearest(asipgrid: Command) -> None:
    ran = asipgrid("scor")
    assert (ran.code, ran.out) == (2, "")
    assert ran.err.endswith("\nError: No such command 'scor'. Did you mean 'score'?\n")
    assert asipgrid("new", "reqest").err.endswith("\nError: No such command 'reqest'. Did you mean 'request'?\n")


def test_no_command_is_the_help_of_the_group(asipgrid: Command) -> None:
    for group in ([], ["new"]):
        assert (asipgrid(*group).code, asipgrid(*group).err) == (2, asipgrid(*group, "--help").out)


def test_what_an_argument_or_option_stands_for_is_shown_in_the_help(asipgrid: Command) -> None:
    shown = " ".join(asipgrid("score", "-h").out.split())
    assert shown.startswith("Usage: asipgrid score [OPTIONS] CALL Rank the requests")
    assert "Arguments: CALL A call's folder, or its id. [required] Options:" in shown
    assert "--format [table|json|jsonl|csv|markdown|parquet] Form of the result. [default: table]" in shown
    assert "--jobs INTEGER RANGE Processes for many requests; default: the cores. [x>=1]" in shown


@pytest.mark.parametrize(("name", "where", "says"), [(name, *row) for table in TABLES for name, row in table.items()])
def test_the_help_of_a_group_says_what_each_command_says_of_itself(name: str, where: str, says: str) -> None:
    made = parameters.loaded(name, where)
    assert made.name == name
    assert inspect.cleandoc(made.help).partition("\n")[0] == says
