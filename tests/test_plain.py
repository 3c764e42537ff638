"""A plain command line of `score` is read as the library would read it, and what is not plain is left to the library."""

from __future__ import annotations

import contextlib
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from asipgrid import formats
from asipgrid.cli import app, plain
from asipgrid.cli import score as command

OPTIONS = st.one_of(
    st.sampled_from([["--write"], ["--keep-going"], ["--quiet"], ["-q"], ["--verbose"], ["-v"], ["-qv"], ["--"], [""]]),
    st.sampled_from([*formats.RESULT, "xml", ""]).map(lambda form: ["--format", form]),
    st.sampled_from([*formats.DIALECTS, "excel", ""]).map(lambda name: ["--csv-dialect", name]),
    st.sampled_from(["1", "12", "0", "-1", "x", "01", "+1", "1_0"]).map(lambda jobs: ["--jobs", jobs]),
    st.sampled_from(["-", "a.jsonl", "--write", "", "~/a"]).map(lambda name: ["--requests", name]),
    st.sampled_from([["--format=json"], ["--color", "never"], ["--form", "json"], ["--jobs"], ["-h"]]),
    st.text(max_size=8).map(lambda text: [text]),
)


@settings(max_examples=300, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(OPTIONS, max_size=5), st.integers(0, 5))
def test_both_readings_give_the_same_wish(monkeypatch: pytest.MonkeyPatch, parts: list[list[str]], place: int) -> None:
    told: list[tuple[str, Any]] = []
    monkeypatch.setattr(command, "score", lambda call, wish: told.append((call, wish)))
    parts.insert(place, ["requests/a call"])
    arguments = ["score", *(word for part in parts for word in part)]
    asked = plain.asked(arguments)
    if asked is None:
        return
    plain.score(*asked)
    with contextlib.suppress(SystemExit):
        app.app(arguments)
    assert len(told) == 2
    assert told[0] == told[1]


@pytest.mark.parametrize(
    "arguments",
    [
        [],
        ["check", "a"],
        ["score"],
        ["score", "-h"],
        ["score", "a", "b"],
        ["score", "a", "--format"],
        ["score", "a", "--format", "xml"],
        ["score", "a", "--jobs", "0"],
        ["score", "a", "--color", "never"],
        ["score", "*"],
        ["score", "a", "--requests", "~/a"],
        ["score", "a", "--unknown"],
        ["--version", "score", "a"],
    ],
)
def test_what_is_not_plain_is_left_to_the_library(arguments: list[str]) -> None:
    assert plain.asked(arguments) is None


def test_what_is_plain_is_read_here() -> None:
    assert plain.asked(["score", "a", "--format", "json", "--jobs", "2", "-q"]) == (
        "a",
        {"form": "json", "jobs": 2, "quiet": True},
    )


def test_completion_is_left_to_the_library(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("_ASIPGRID_COMPLETE", "complete_bash")
    assert plain.asked(["score", "a"]) is None
