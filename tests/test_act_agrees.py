"""Amounts, days and conditions of an addendum agree with each other and with what monitoring follows."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Final

import pytest

from conftest import ROOT, SMALL_CALL, Command, small, small_rating, small_request, typed

EXAMPLE: Final = str(ROOT / "requests/example-2010")
FUNDED: Final = ("a", "b", "c", "d", "e", "f", "h")
DOC: Final = "{signed: true, format: pdf, total: 9, valid: 6}"


def cents(text: str) -> int:
    """An amount as an English letter or a result prints it."""
    return int(re.sub(r"\D", "", text))


def rows(text: str, title: str) -> list[list[str]]:
    """The rows of the table that has a column of that title, in its first part of the letter."""
    table = text.partition(f"| {title} |")[2].partition("\n\n")[0].splitlines()[2:]
    return [line.strip("| ").split(" | ") for line in table]


@pytest.mark.slow
def test_addendum_and_monitoring_say_the_same(asipgrid: Command) -> None:
    followed = json.loads(asipgrid("monitor", EXAMPLE, "--format", "json", "--quiet").out)["requests"]
    assert [one["id"].removeprefix("region-") for one in followed] == [*FUNDED]
    for one in followed:
        text = typed(asipgrid("draft", EXAMPLE, one["id"], "--quiet").out)
        payments = rows(text, "payment")
        assert sum(cents(row[2]) for row in payments) == cents(one["awarded"])
        assert [cents(row[2]) for row in payments] == [cents(each["amount"]) for each in one["payments"]]
        own = [each["id"] for each in one["goals"] if re.match(r"[A-Z]+-\d+$", each["id"])]
        assert [row[0] for row in rows(text, "goal")] == own
        assert all(each["from"] is None or each["from"] <= one["ends_on"] for each in one["payments"])
        due = r"No payment shall be made until .*, by (?:\d+ \w+ \d{4}|\(to be completed: .*\)) at the latest:"
        assert "No payment shall be made" not in text or re.search(due, text)


@pytest.mark.parametrize(
    ("terms", "warned"),
    [
        ("{goal_level: next, goals_due: 2011-01-31}", True),
        ("{goal_level: next, goals_due: 2010-12-31}", False),
        ("{payments: [{share: 1, at: {en: later, fr: plus tard}, from: 2011-01-01}]}", True),
        ("{payments: [{share: 1, at: {en: later, fr: plus tard}, from: 2010-12-31}]}", False),
    ],
)
def test_what_comes_after_the_end_is_said_before_anybody_signs(
    tmp_path: Path, asipgrid: Command, terms: str, *, warned: bool
) -> None:
    files = {
        "requests/small/a.yaml": small_request("a", doc=DOC) + "agreement: {ends_on: 2010-12-31}\n",
        "requests/small/ratings/one/a.yaml": small_rating("a", "2"),
    }
    call = SMALL_CALL.replace("score: {minimum: 60}", "score: {minimum: 1}") + f"addendum: {terms}\n"
    root = small(tmp_path, files, call=call)
    text = typed(asipgrid("draft", "requests/small", "--quiet", cwd=root).out)
    assert ("To be settled before signature" in text) is warned
