"""What `new` writes can be left as it is, or half filled: it stops nothing, is named wherever it counts, and can be rated."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from asipgrid.cli import score as command
from conftest import SMALL_CALL, Command, small, small_rating, small_request

NEW = {
    "request": ("new", "request", "small", "region-b"),
    "rating": ("new", "rating", "small", "region-a", "--as", "two"),
    "decision": ("new", "decision", "small", "region-a"),
    "progress": ("new", "progress", "small", "region-a", "--period", "2010-06"),
    "payment": ("new", "payment", "small", "region-a"),
    "amendment": ("new", "amendment", "small", "region-a"),
}
PLACES = {
    "request": "region-b.yaml",
    "rating": "ratings/two/region-a.yaml",
    "decision": "decisions/region-a.yaml",
    "progress": "progress/2010-06/region-a.yaml",
    "amendment": "amendments/region-a.yaml",
}
COMMANDS = [
    ("score", "small"),
    ("score", "small", "--format", "csv"),
    ("explain", "small", "region-a"),
    ("panel", "small"),
    ("monitor", "small", "--as-of", "2010-09-01"),
    ("draft", "small"),
    ("new", "request", "small", "region-c", "-o", "-"),
]


@pytest.mark.slow
@pytest.mark.parametrize("kind", NEW)
@pytest.mark.parametrize("language", ["en", "fr"])
def test_what_new_writes_stops_nothing(kind: str, language: str, tmp_path: Path, asipgrid: Command) -> None:
    root = small(tmp_path)
    before = asipgrid("score", "small", "--format", "csv", cwd=root)
    assert asipgrid(*NEW[kind], "--lang", language, cwd=root).code == 0
    for asked in COMMANDS:
        assert asipgrid(*asked, cwd=root).code == 0, asked
    assert asipgrid("score", "small", "--format", "csv", cwd=root).out == before.out
    checked = asipgrid("check", "small", cwd=root)
    assert (checked.code, "S013 note: not yet filled in: " in checked.out) == (0, kind != "payment")
    assert asipgrid("check", "small", "--strict", cwd=root).code == (0 if kind == "payment" else 1)
    assert asipgrid("rate", "small", "--as", "one", "--on", "2010-03-05", cwd=root).code == 0


@pytest.mark.parametrize("kind", PLACES)
def test_what_is_not_yet_filled_in_is_named(kind: str, tmp_path: Path, asipgrid: Command) -> None:
    root = small(tmp_path)
    asipgrid(*NEW[kind], cwd=root)
    says = f"{PLACES[kind]}: not counted, not yet filled in"
    if kind == "request":
        says = "region-b: not scored, not yet filled in"
    assert f"! {says}\n" in asipgrid("score", "small", cwd=root).out
    assert f"! {says}\n" in asipgrid("panel", "small", cwd=root).out
    assert f"{says}\n" in asipgrid("monitor", "small", "--as-of", "2010-09-01", cwd=root).out
    assert f"{says}\n" in asipgrid("explain", "small", "region-a", cwd=root).err
    assert f"{says}\n" in asipgrid("draft", "small", cwd=root).err
    assert json.loads(asipgrid("score", "small", "--format", "json", cwd=root).out)["notes"] == [says]


def test_a_request_that_is_not_yet_filled_in_is_no_unknown_one(tmp_path: Path, asipgrid: Command) -> None:
    root = small(tmp_path)
    asipgrid(*NEW["request"], cwd=root)
    says = "asipgrid: region-b: not yet filled in; `asipgrid check small` says what is missing\n"
    for asked in (
        ("explain", "small", "region-b"),
        ("draft", "small", "region-b"),
        ("monitor", "small", "region-b", "--as-of", "2010-09-01"),
        ("rate", "small", "region-b", "--as", "one"),
        ("new", "decision", "small", "region-b"),
    ):
        ran = asipgrid(*asked, cwd=root)
        assert (ran.code, ran.err.endswith(says)) == (2, True), ran.err


def test_results_with_something_unfilled_are_verified_until_it_is_filled_in(tmp_path: Path, asipgrid: Command) -> None:
    root = small(tmp_path)
    asipgrid(*NEW["request"], cwd=root)
    asipgrid("score", "small", "--write", cwd=root)
    assert asipgrid("verify", "small", cwd=root).code == 0
    (root / "requests/small/region-b.yaml").write_text(small_request("region-b"), encoding="utf-8")
    ran = asipgrid("verify", "small", cwd=root)
    assert (ran.code, ran.out) == (1, "requests/small/region-b.yaml is new since the results were written\n")


TITLE = "title: Project region-b\n"
BLANK = small_request("region-b").replace(TITLE, "title:\n")
SHEET = small_rating("region-b").replace("rated_on: 2010-03-04", "rated_on:")
DECISION = "decision: region-b\noutcome: decline\ndecided_by: Committee\ndecided_on: 2010-04-15\nwhy: "
UNFILLED = [
    {"region-b.yaml": BLANK},
    {"region-b.yaml": BLANK, "ratings/one/region-b.yaml": SHEET},
    {"region-b.yaml": BLANK, "ratings/one/region-b.yaml": small_rating("region-b")},
    {"ratings/one/region-b.yaml": SHEET, "decisions/region-b.yaml": DECISION},
    {"ratings/one/region-b.yaml": SHEET + "other: 1\n", "decisions/region-b.yaml": DECISION},
    {"region-b.yaml": BLANK, "decisions/region-b.yaml": DECISION + "Agreed\n"},
    {"region-b.yaml": BLANK, "payments/region-b.yaml": "payment: region-b\n"},
    {"progress/2010-06/region-b.yaml": "progress: region-b\nperiod: 2010-06\nas_of:\nspent: 3\n"},
]


@pytest.mark.parametrize("files", UNFILLED)
@pytest.mark.parametrize("form", ["table", "json", "jsonl", "csv", "markdown"])
def test_many_at_once_say_the_same_of_what_is_not_yet_filled_in(
    files: dict[str, str], form: str, tmp_path: Path, asipgrid: Command, monkeypatch: pytest.MonkeyPatch
) -> None:
    texts = {f"{name}.yaml": small_request(name) for name in ("region-a", "region-b", "region-c")} | files
    root = small(tmp_path, {f"requests/small/{name}": text for name, text in texts.items()})
    asked = ("score", "small", "--format", form, "--keep-going")
    at_once = asipgrid(*asked, cwd=root)
    monkeypatch.setattr(command, "_by_parts", command._at_hand)
    assert asipgrid(*asked, cwd=root) == at_once
    assert "region-c" in at_once.out


def test_a_line_is_held_to_the_same_rule(tmp_path: Path, asipgrid: Command) -> None:
    root = small(tmp_path, {"requests/small/ratings/one/b.yaml": small_rating("b", assessor="one")})
    sound = '"call": "small", "applicant": {"name": "A", "legal_form": "other", "scope": "regional"}'
    lines = [
        f'{{"request": "{name}", "title": {title}, "submitted_on": "2010-02-01", {sound}}}\n'
        for name, title in (("a", '"A"'), ("b", "null"))
    ]
    (root / "lines").write_text("".join(lines), encoding="utf-8")
    ran = asipgrid("score", "small", "--requests", "lines", "--format", "json", cwd=root)
    result = json.loads(ran.out)
    assert (ran.code, [each["id"] for each in result["requests"]]) == (0, ["a"])
    assert "b: not scored, not yet filled in" in result["notes"]
    assert [(each["code"], each["file"], each["line"]) for each in result["findings"]] == [("S013", "lines", 2)]


def test_an_untouched_decision_leaves_what_the_rules_propose(tmp_path: Path, asipgrid: Command) -> None:
    root = small(tmp_path, call=SMALL_CALL.replace("envelope: 1000", "envelope: 400"))
    asipgrid(*NEW["decision"], cwd=root)
    result = json.loads(asipgrid("score", "small", "--format", "json", cwd=root).out)
    assert (result["requests"][0]["awarded"], result["requests"][0]["decision"]) == ("400.00", None)
