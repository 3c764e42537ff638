"""`score --write` and `verify`: results that lie beside the documents, and why they are not what the documents give."""

from __future__ import annotations

import json
import os
import shutil
import signal
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from jsonschema import Draft202012Validator

from asipgrid import __version__
from asipgrid.documents import workspace, writing
from asipgrid.formats.results import is_result, listed
from asipgrid.review.verify import FileNames, first_cause
from conftest import ROOT, Command, Ran, small, small_rating, small_request, told, write

CALL = "requests/small"
HOME = f"{CALL}/results"
HINT = f"`asipgrid score {CALL} --write` writes what the documents give\n"
RANKING = """\
# A small call

Envelope 1 000.00 EUR, awarded 800.00 EUR, left 200.00 EUR.

- [region-b](region-b.json) Project region-b: rank 1, score 100.00, funded 400.00 EUR of 400.00 EUR requested.
- [region-a](region-a.json) Project region-a: rank 2, score 95.00, funded 400.00 EUR of 400.00 EUR requested.
"""


def documents(root: Path) -> Path:
    """Two requests, each rated by one assessor."""
    return small(
        root,
        {
            f"{CALL}/region-a.yaml": small_request("region-a"),
            f"{CALL}/region-b.yaml": small_request("region-b"),
            f"{CALL}/ratings/one/region-a.yaml": small_rating("region-a"),
            f"{CALL}/ratings/one/region-b.yaml": small_rating("region-b", "4"),
        },
    )


@pytest.fixture
def root(tmp_path: Path, asipgrid: Command) -> Path:
    """Two requests and their results."""
    documents(tmp_path)
    assert asipgrid("score", CALL, "--write", "-q", cwd=tmp_path).code == 0
    return tmp_path


def held(folder: Path) -> dict[str, str]:
    return {path.name: path.read_bytes().decode() for path in sorted(folder.iterdir())}


def replace(path: Path, old: str, new: str) -> None:
    text = path.read_bytes().decode()
    assert old in text
    path.write_bytes(text.replace(old, new, 1).encode())


def line_of(path: Path, text: str) -> int:
    """The line of a file on which a text begins, line ends before it apart."""
    before, found, _ = path.read_bytes().decode().partition(text)
    return before.count("\n") + len(found) - len(found.lstrip("\n")) + 1


def changed_lines(one: str, other: str) -> int:
    """How many lines of one text are not in the other."""
    return len(set(one.split("\n")) - set(other.split("\n")))


# ── writing ────────────────────────────────────────────────────────────────────────────────────────


def test_results_are_written_beside_the_documents_and_the_table_is_printed_as_ever(
    tmp_path: Path, asipgrid: Command
) -> None:
    documents(tmp_path)
    printed = asipgrid("score", CALL, cwd=tmp_path)
    ran = asipgrid("score", CALL, "--write", cwd=tmp_path)
    assert ran == Ran(0, printed.out, f"4 files in {HOME}\n")
    results = held(tmp_path / HOME)
    assert list(results) == ["call.json", "ranking.md", "region-a.json", "region-b.json"]
    assert results["ranking.md"] == RANKING


def test_the_files_together_are_the_result_that_is_printed_as_json(root: Path, asipgrid: Command) -> None:
    printed = json.loads(asipgrid("score", CALL, "--format", "json", cwd=root).out)
    results = held(root / HOME)
    call = json.loads(results["call.json"])
    assert list(call) == ["asipgrid", "engine", "call", "grids", "notes", "findings"]
    assert call.pop("engine") == __version__
    requests = [json.loads(results[f"region-{name}.json"]) for name in "ab"]
    for request in requests:
        assert list(request)[:3] == ["asipgrid", "call", "id"]
        assert (request.pop("asipgrid"), request.pop("call")) == ("result/1", "small")
    assert {**call, "requests": requests} == printed
    schema = json.loads((ROOT / "src/asipgrid/schemas/result.json").read_text(encoding="utf-8"))
    Draft202012Validator(schema).validate({**call, "requests": requests})
    for name in ("call.json", "region-a.json"):
        assert results[name] == json.dumps(json.loads(results[name]), indent=2) + "\n"


def test_what_acts_in_a_terminal_is_escaped_and_accents_stay(tmp_path: Path, asipgrid: Command) -> None:
    small(tmp_path)
    replace(tmp_path / CALL / "ratings/one/region-a.yaml", "Seen in the plan", '"Vu à Évry \\u202e"')
    replace(tmp_path / CALL / "region-a.yaml", "Project region-a", '"Été [x](y) \\u202e"')
    assert asipgrid("score", CALL, "--write", cwd=tmp_path).code == 0
    ranking = held(tmp_path / HOME)["ranking.md"]
    assert "- [region-a](region-a.json) Été \\[x\\](y) \\<U+202E\\>: rank 1," in ranking


def test_the_same_documents_give_the_same_bytes_wherever_they_lie(
    root: Path, tmp_path_factory: pytest.TempPathFactory, asipgrid: Command
) -> None:
    before = held(root / HOME)
    elsewhere = documents(tmp_path_factory.mktemp("elsewhere"))
    assert asipgrid("score", ".", "--write", "-q", cwd=elsewhere / CALL).code == 0
    assert held(elsewhere / HOME) == before
    times = {path.name: path.stat().st_mtime_ns for path in (root / HOME).iterdir()}
    assert asipgrid("score", "small", "--write", "-q", cwd=root).code == 0
    assert held(root / HOME) == before
    assert {path.name: path.stat().st_mtime_ns for path in (root / HOME).iterdir()} == times


def test_one_changed_mark_is_one_changed_line_of_the_ranking(root: Path, asipgrid: Command) -> None:
    before = held(root / HOME)
    replace(root / CALL / "ratings/one/region-a.yaml", "level: 3", "level: 2")
    assert asipgrid("score", CALL, "--write", "-q", cwd=root).code == 0
    after = held(root / HOME)
    assert changed_lines(before["ranking.md"], after["ranking.md"]) == 1
    assert before["ranking.md"].replace("95.00", "90.00") == after["ranking.md"]
    assert [name for name in after if after[name] != before[name]] == ["ranking.md", "region-a.json"]


@pytest.mark.parametrize(
    ("requests", "call", "line"),
    [
        ({"requested": "null"}, "", "score 95.00, ask."),
        # Nothing asked for and awarded is an amount, too.
        ({"requested": "0"}, "", "rank 1, score 95.00, funded 0.00 EUR of 0.00 EUR requested."),
        ({"requested": "2000"}, "", "rank 1, score 95.00, reserve, 2 000.00 EUR requested."),
        ({"doc": "{signed: true, total: 10, valid: 8}"}, "", "score 45.00 to 95.00, ask."),
        ({"doc": "{signed: false}"}, "", "score 15.00 to 95.00, ineligible."),
        (
            {},
            "outcome: fund, amount: 300",
            (
                "rank 1, score 95.00, partial 300.00 EUR of 400.00 EUR requested, "
                "decided by The board, proposed fund 400.00 EUR."
            ),
        ),
        ({}, "outcome: decline", "score 95.00, decline, decided by The board, proposed fund 400.00 EUR."),
    ],
)
def test_a_line_of_the_ranking_says_what_became_of_a_request(
    tmp_path: Path, asipgrid: Command, requests: dict[str, str], call: str, line: str
) -> None:
    small(tmp_path)
    write(tmp_path, {f"{CALL}/region-a.yaml": small_request("region-a", **requests)})
    if call:
        decision = f"{{decision: region-a, {call}, decided_by: The board, decided_on: 2010-04-01, why: Seen}}"
        write(tmp_path, {f"{CALL}/decisions/region-a.yaml": decision})
    assert asipgrid("score", CALL, "--write", cwd=tmp_path).code == 0
    ranking = held(tmp_path / HOME)["ranking.md"]
    assert f"- [region-a](region-a.json) Project region-a: {line}\n" in ranking
    assert asipgrid("verify", CALL, cwd=tmp_path).code == 0


def test_a_tie_and_its_note_are_in_the_ranking(tmp_path: Path, asipgrid: Command) -> None:
    documents(tmp_path)
    replace(tmp_path / CALL / "call.yaml", "envelope: 1000", "envelope: 500")
    replace(tmp_path / CALL / "ratings/one/region-b.yaml", "level: 4", "level: 3")
    assert asipgrid("score", CALL, "--write", cwd=tmp_path).code == 0
    assert held(tmp_path / HOME)["ranking.md"].split("\n")[2:] == [
        "Envelope 500.00 EUR, awarded 0.00 EUR, left 500.00 EUR.",
        "region-a, region-b are ex aequo at the line: the call must say how to decide.",
        "",
        "- [region-a](region-a.json) Project region-a: rank 1, score 95.00, tied, 400.00 EUR requested.",
        "- [region-b](region-b.json) Project region-b: rank 1, score 95.00, tied, 400.00 EUR requested.",
        "",
    ]


def test_files_of_requests_that_are_gone_go_too_and_nothing_else_does(root: Path, asipgrid: Command) -> None:
    (root / CALL / "region-b.yaml").unlink()
    (root / CALL / "ratings/one/region-b.yaml").unlink()
    mine = {
        "README.md": "mine",
        "Notes.json": "{}",
        "region_b.json": "{}",
        "region-b.json.bak": "",
        ".region-b.json": "",
    }
    for name, text in mine.items():
        (root / HOME / name).write_text(text, encoding="utf-8")
    (root / HOME / "region-q.json").symlink_to("region-a.json")
    (root / HOME / "region-r.json").mkdir()
    ran = asipgrid("score", CALL, "--write", cwd=root)
    assert (ran.code, ran.err) == (0, f"3 files in {HOME}\n{HOME}/region-b.json removed: no such request any more\n")
    names = {path.name for path in (root / HOME).iterdir()}
    assert names == {*mine, "call.json", "ranking.md", "region-a.json", "region-q.json", "region-r.json"}
    assert asipgrid("verify", CALL, "-q", cwd=root) == Ran(0, "", "")


def test_results_are_no_documents(root: Path, asipgrid: Command) -> None:
    assert asipgrid("check", cwd=root) == Ran(0, "", "6 documents: nothing wrong\n")
    assert asipgrid("check", CALL, cwd=root) == Ran(0, "", "6 documents: nothing wrong\n")


def test_documents_in_error_write_nothing(root: Path, asipgrid: Command) -> None:
    before = held(root / HOME)
    replace(root / CALL / "region-a.yaml", "requested: 400", "requested: many")
    ran = asipgrid("score", CALL, "--write", "-q", cwd=root)
    assert (ran.code, ran.out) == (1, "")
    assert ran.err.startswith(f"{CALL}/region-a.yaml:6:22: ")
    assert held(root / HOME) == before


def test_with_keep_going_the_results_list_what_was_left_out(root: Path, asipgrid: Command) -> None:
    replace(root / CALL / "region-a.yaml", "requested: 400", "requested: many")
    ran = asipgrid("score", CALL, "--write", "--keep-going", cwd=root)
    assert ran.code == 1
    assert f"{HOME}/region-a.json removed: no such request any more\n" in ran.err
    results = held(root / HOME)
    (finding,) = json.loads(results["call.json"])["findings"]
    assert (finding["file"], finding["line"]) == (f"{CALL}/region-a.yaml", 6)
    assert f"\nFindings in the documents:\n\n- `{CALL}/region-a.yaml:6:22` S003 " in results["ranking.md"]
    sound = asipgrid("verify", CALL, "-q", cwd=root)
    assert (sound.code, sound.out, told(sound.err)) == (0, "", [("S003", f"{CALL}/region-a.yaml", 6)])
    replace(root / CALL / "region-a.yaml", "requested: many", "requested: lots")
    said = f"{CALL}/region-a.yaml has changed since the results were written\n"
    changed = asipgrid("verify", CALL, cwd=root)
    assert (changed.code, changed.out) == (1, said)
    assert changed.err.endswith("`asipgrid score requests/small --keep-going --write` writes what the documents give\n")


def test_a_link_that_leads_out_of_the_workspace_is_not_followed(
    tmp_path: Path, tmp_path_factory: pytest.TempPathFactory, asipgrid: Command
) -> None:
    documents(tmp_path)
    outside = tmp_path_factory.mktemp("outside")
    (outside / "region-z.json").write_text("{}", encoding="utf-8")
    (tmp_path / HOME).symlink_to(outside)
    for arguments in (("score", CALL, "--write"), ("verify", CALL)):
        ran = asipgrid(*arguments, cwd=tmp_path)
        assert ran == Ran(2, "", f"asipgrid: {HOME}: is a link that leads out of the workspace\n")
    assert held(outside) == {"region-z.json": "{}"}


def test_a_file_in_the_place_of_the_folder_is_one_clear_line(tmp_path: Path, asipgrid: Command) -> None:
    documents(tmp_path)
    (tmp_path / HOME).write_text("mine", encoding="utf-8")
    ran = asipgrid("score", CALL, "--write", "-q", cwd=tmp_path)
    assert ran == Ran(2, "", f"asipgrid: {HOME}: is not a folder; nothing was written\n")
    assert asipgrid("verify", CALL, "-q", cwd=tmp_path) == Ran(
        2, "", f"asipgrid: {HOME}: cannot be read (not a directory)\n"
    )


@pytest.mark.parametrize(
    ("name", "ours"),
    [
        ("call.json", True),
        ("ranking.md", True),
        ("region-a.json", True),
        (f"{'a' * 64}.json", True),
        (f"{'a' * 65}.json", False),
        ("README.md", False),
        ("Region-a.json", False),
        ("region--a.json", False),
        ("region-a.json\n", False),
        (".json", False),
    ],
)
def test_a_result_is_known_by_its_whole_name(name: str, ours: bool) -> None:
    assert is_result(name) is ours


# ── verifying ──────────────────────────────────────────────────────────────────────────────────────


def verified(asipgrid: Command, root: Path, cause: str) -> None:
    """The cause is the whole answer; the hint is a note."""
    assert asipgrid("verify", CALL, cwd=root) == Ran(1, f"{cause}\n", HINT)


def test_untouched_results_are_what_the_documents_give(root: Path, asipgrid: Command) -> None:
    assert asipgrid("verify", CALL, cwd=root) == Ran(0, "", f"4 files in {HOME}: what the documents give\n")
    assert asipgrid("verify", ".", "-q", cwd=root / CALL) == Ran(0, "", "")


def test_what_else_lies_in_the_folder_is_counted_and_named_on_demand(root: Path, asipgrid: Command) -> None:
    (root / HOME / "notes.txt").write_text("mine", encoding="utf-8")
    (root / HOME / ".kept").write_text("", encoding="utf-8")
    (root / HOME / "region-r.json").mkdir()
    (root / HOME / "monitoring").mkdir()
    (root / HOME / "monitoring" / "old.csv").write_text("", encoding="utf-8")
    fine = f"4 files in {HOME}: what the documents give\n"
    assert asipgrid("verify", CALL, cwd=root) == Ran(
        0,
        "",
        f"{fine}3 other files in {HOME} passed over (-v names them)\n"
        f"1 other file in {HOME}/monitoring passed over (-v names them)\n",
    )
    assert asipgrid("verify", CALL, "-v", cwd=root) == Ran(
        0,
        "",
        f"6 documents read\n{fine}3 other files in {HOME} passed over: .kept, notes.txt, region-r.json\n"
        f"1 other file in {HOME}/monitoring passed over: old.csv\n",
    )
    assert asipgrid("verify", CALL, "-q", cwd=root) == Ran(0, "", "")


def test_what_else_lies_in_the_folder_is_counted_when_results_differ_too(root: Path, asipgrid: Command) -> None:
    (root / HOME / "region-b.json").rename(root / HOME / "region-b.json.bak")
    assert asipgrid("verify", CALL, cwd=root) == Ran(
        1,
        f"{HOME}/region-b.json is missing\n",
        f"{HINT}1 other file in {HOME} passed over (-v names them)\n",
    )


def test_line_ends_are_no_difference(root: Path, asipgrid: Command) -> None:
    for path in (root / HOME).iterdir():
        path.write_bytes(path.read_bytes().replace(b"\n", b"\r\n"))
    assert asipgrid("verify", CALL, "-q", cwd=root) == Ran(0, "", "")


def test_no_results_yet(tmp_path: Path, asipgrid: Command) -> None:
    documents(tmp_path)
    verified(asipgrid, tmp_path, f"{HOME} holds no results yet")


def test_documents_in_error_are_listed(root: Path, asipgrid: Command) -> None:
    replace(root / CALL / "region-a.yaml", "requested: 400", "requested: many")
    ran = asipgrid("verify", CALL, "-q", cwd=root)
    assert (ran.code, ran.out) == (1, "")
    assert ran.err.startswith(f"{CALL}/region-a.yaml:6:22: ")


def decide(root: Path) -> None:
    decision = "decision: region-a\noutcome: decline\ndecided_by: Board\ndecided_on: 2010-04-01\nwhy: Seen\n"
    write(root, {f"{CALL}/decisions/region-a.yaml": decision})


def add(root: Path) -> None:
    write(root, {f"{CALL}/region-c.yaml": small_request("region-c")})


def add_rated(root: Path) -> None:
    add(root)
    write(root, {f"{CALL}/ratings/one/region-c.yaml": small_rating("region-c")})


def withdraw(root: Path) -> None:
    for name in ("region-b.yaml", "ratings/one/region-b.yaml"):
        (root / CALL / name).unlink()


def change(name: str, old: str, new: str) -> Callable[[Path], None]:
    return lambda root: replace(root / name, old, new)


@pytest.mark.parametrize(
    ("move", "cause"),
    [
        (change(f"{CALL}/region-a.yaml", "valid: 8", "valid: 7"), f"{CALL}/region-a.yaml has changed"),
        (change(f"{CALL}/region-a.yaml", "request:", "# a remark\nrequest:"), f"{CALL}/region-a.yaml has changed"),
        (
            change(f"{CALL}/ratings/one/region-b.yaml", "level: 4", "level: 3"),
            f"{CALL}/ratings/one/region-b.yaml has changed",
        ),
        (change("grids/doc.yaml", "weight: 50", "weight: 60"), "grids/doc.yaml has changed"),
        (change(f"{CALL}/call.yaml", "envelope: 1000", "envelope: 900"), f"{CALL}/call.yaml has changed"),
        (add, f"{CALL}/region-c.yaml is new"),
        (add_rated, f"{CALL}/region-c.yaml is new"),
        (withdraw, f"{CALL}/region-b.yaml is gone"),
        (
            lambda root: (root / CALL / "ratings/one/region-a.yaml").unlink(),
            f"{CALL}/ratings/one/region-a.yaml is gone",
        ),
        (decide, f"{CALL}/decisions/region-a.yaml is new"),
    ],
    ids=["fact", "remark", "mark", "grid", "call", "new", "new and rated", "withdrawn", "sheet gone", "decision"],
)
def test_a_document_that_is_another_one_now_is_named(
    root: Path, asipgrid: Command, move: Callable[[Path], None], cause: str
) -> None:
    move(root)
    others = " (1 more document differs)" if move in {add_rated, withdraw} else ""
    verified(asipgrid, root, f"{cause} since the results were written{others}")
    assert asipgrid("score", CALL, "--write", "-q", cwd=root).code == 0
    assert asipgrid("verify", CALL, "-q", cwd=root) == Ran(0, "", "")


def test_names_can_be_opened_from_where_one_stands(root: Path, asipgrid: Command) -> None:
    replace(root / "grids/doc.yaml", "weight: 50", "weight: 60")
    ran = asipgrid("verify", ".", "-q", cwd=root / CALL)
    assert ran == Ran(1, "../../grids/doc.yaml has changed since the results were written\n", "")


def test_the_first_of_several_documents_is_named_and_the_others_counted(root: Path, asipgrid: Command) -> None:
    for name in ("region-b.yaml", "region-a.yaml"):
        replace(root / CALL / name, "valid: 8", "valid: 7")
    add(root)
    said = f"{CALL}/region-a.yaml has changed since the results were written (2 more documents differ)"
    verified(asipgrid, root, said)


@pytest.mark.parametrize(
    ("name", "old", "new", "cause"),
    [
        (
            "region-a.json",
            '"score": "95.00"',
            '"score": "96.00"',
            'has "96.00", the documents give "95.00"',
        ),
        ("region-a.json", '  "rank": 2', '  "rank": 1', "has 1, the documents give 2"),
        (
            "region-a.json",
            '  "rank": 2,\n',
            "",
            'has "outcome": "fund", the documents give "rank": 2',
        ),
        ("region-b.json", '"rank": 1,', '"rank": 1, ', "has '1, ', the documents give '1,'"),
        ("region-b.json", '"rank": 1,', '"rank": 1', "has 1, the documents give 1,"),
        ("region-a.json", "{", "<<<<<<< HEAD\n{", "has <<<<<<< HEAD, the documents give {"),
        ("call.json", "{", "[" * 5000, f"has {'[' * 80}…, the documents give {{"),
        (
            "call.json",
            '"left": "200.00"',
            '"left": "2.00"',
            'has "2.00", the documents give "200.00"',
        ),
        (
            "call.json",
            '"engine": ',
            '"motor": ',
            f'has "motor": "{__version__}", the documents give "engine": "{__version__}"',
        ),
        (
            "ranking.md",
            "score 95.00",
            "score 96.00",
            (
                "has ….json) Project region-a: rank 2, score 96.00, funded 400.00 EUR of 400.00 EUR re…, "
                "the documents give ….json) Project region-a: rank 2, score 95.00, funded 400.00 EUR of 400.00 EUR re…"
            ),
        ),
        (
            "ranking.md",
            "# A",
            "# \x1b[31mA",
            "has # <U+001B>[31mA small call, the documents give # A small call",
        ),
    ],
)
def test_a_hand_in_the_results_is_shown_with_its_line(
    root: Path, asipgrid: Command, name: str, old: str, new: str, cause: str
) -> None:
    line = line_of(root / HOME / name, old)
    replace(root / HOME / name, old, new)
    verified(asipgrid, root, f"{HOME}/{name}:{line} was edited by hand: {cause}")
    assert asipgrid("score", CALL, "--write", "-q", cwd=root).code == 0
    assert asipgrid("verify", CALL, "-q", cwd=root) == Ran(0, "", "")


def test_a_last_line_end_that_is_missing_is_shown(root: Path, asipgrid: Command) -> None:
    path = root / HOME / "call.json"
    path.write_bytes(path.read_bytes().removesuffix(b"\n"))
    line = len(path.read_bytes().split(b"\n")) + 1
    said = f"{HOME}/call.json:{line} was edited by hand: has no such line, the documents give an empty line"
    verified(asipgrid, root, said)


def test_bytes_that_are_no_text_are_shown(root: Path, asipgrid: Command) -> None:
    (root / HOME / "region-a.json").write_bytes(b"\xff")
    said = f"{HOME}/region-a.json:1 was edited by hand: has <U+DCFF>, the documents give {{"
    verified(asipgrid, root, said)


@pytest.mark.parametrize("name", ["call.json", "ranking.md", "region-b.json"])
def test_a_file_that_is_missing_is_named(root: Path, asipgrid: Command, name: str) -> None:
    (root / HOME / name).unlink()
    verified(asipgrid, root, f"{HOME}/{name} is missing")


def test_a_file_of_no_request_is_named(root: Path, asipgrid: Command) -> None:
    shutil.copy(root / HOME / "region-b.json", root / HOME / "region-z.json")
    verified(asipgrid, root, f"{HOME}/region-z.json is of no request of this call")


def test_a_document_comes_before_a_hand_in_the_results(root: Path, asipgrid: Command) -> None:
    replace(root / HOME / "region-a.json", "95.00", "96.00")
    replace(root / CALL / "region-b.yaml", "valid: 8", "valid: 7")
    verified(asipgrid, root, f"{CALL}/region-b.yaml has changed since the results were written")


def test_what_has_no_digest_is_known_by_its_findings(root: Path, asipgrid: Command) -> None:
    write(root, {f"{CALL}/decision/region-a.yaml": "lost: true"})
    ran = asipgrid("verify", CALL, "-q", cwd=root)
    assert ran.code == 1
    lost = f"{CALL}/decision/region-a.yaml:1:1 F006 no document is read in this folder; documents lie in"
    assert ran.out.startswith(f"{HOME}/call.json lacks what the documents give: {lost} ratings/ASSESSOR")
    assert asipgrid("score", CALL, "--write", "-q", cwd=root).code == 0
    shutil.rmtree(root / CALL / "decision")
    ran = asipgrid("verify", CALL, "-q", cwd=root)
    assert ran.code == 1
    assert ran.out.startswith(f"{HOME}/call.json has what the documents do not give: {lost} ratings/ASSESSOR")


# ── another engine ─────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("edits", "said"),
    [
        ([], "no number differs"),
        (
            [("region-b.json", "is at least 80 %", "reaches 80 %")],
            (
                "no number differs, but its words do, first criteria.DOC-03.reason in "
                f'{HOME}/region-b.json:LINE: has "80 % reaches 80 %", this version gives "80 % is at least 80 %"'
            ),
        ),
        (
            [
                ("region-a.json", "is at least 80 %", "reaches 80 %"),
                ("region-b.json", '"score": "100.00"', '"score": "99.99"'),
            ],
            f'its numbers differ, first score in {HOME}/region-b.json:LINE: has "99.99", this version gives "100.00"',
        ),
        (
            [("region-b.json", '  "rank": 1,\n', "")],
            f"its numbers differ, first rank in {HOME}/region-b.json:1: has nothing, this version gives 1",
        ),
    ],
    ids=["the same", "words", "numbers", "a key"],
)
def test_another_engine_is_told_with_what_it_gives(
    root: Path, asipgrid: Command, edits: list[tuple[str, str, str]], said: str
) -> None:
    replace(root / HOME / "call.json", f'"engine": "{__version__}"', '"engine": "0.0.9"')
    for name, old, new in edits:
        said = said.replace("LINE", str(line_of(root / HOME / name, old))) if name in said else said
        replace(root / HOME / name, old, new)
    wrote = f"{HOME}/call.json:3 was written by asipgrid 0.0.9, this is {__version__}"
    verified(asipgrid, root, f"{wrote}; {said}")


def test_the_check_alone() -> None:
    call = {"asipgrid": "result/1", "engine": "1", "call": {"digest": "c"}, "grids": {"OLD": {"digest": "g"}}}
    found = {"call.json": json.dumps(call), "ranking.md": "# x\n"}
    due = {"call.json": json.dumps({**call, "grids": {}}), "ranking.md": "# x\n"}
    files = FileNames(call="", grids={})
    assert first_cause(found, found, files) is None
    assert first_cause(found, due, files) == "grid OLD is gone since the results were written"
    edited = {**found, "ranking.md": "# y\n"}
    assert (
        first_cause(edited, found, files) == "results/ranking.md:1 was edited by hand: has # y, the documents give # x"
    )
    assert first_cause(edited, found, files, unfinished=True) == (
        "the last write into results did not end, so its files are not of one result"
    )
    monitored = FileNames(call="", grids={}, results="results/monitoring")
    assert first_cause(edited, found, monitored, monitored=True, unfinished=True) == (
        "the last write into results/monitoring did not end, so its files are not of one result"
    )
    assert listed("- [a](a.json) x\n- [b](c.json) y\n- [d-e](d-e.json)") == {"a", "d-e"}


# ── interrupted ────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.skipif(sys.platform == "win32", reason="signals of Unix")
@pytest.mark.parametrize(
    ("step", "count", "replaced"), [("fsync", 2, 0), ("replace", 1, 0), ("replace", 2, 1), ("unlink", 1, 3)]
)
def test_a_write_killed_in_the_middle_leaves_whole_files_and_the_next_one_tidies_up(
    root: Path, asipgrid: Command, step: str, count: int, replaced: int
) -> None:
    from test_machine import ended, stopped

    former = held(root / HOME)
    withdraw(root)
    replace(root / CALL / "call.yaml", "envelope: 1000", "envelope: 900")
    replace(root / CALL / "region-a.yaml", "valid: 8", "valid: 7")
    running = stopped(step, count, "score", CALL, "--write", "-q", cwd=root)
    running.kill()
    assert ended(running) == Ran(-signal.SIGKILL, "", "")
    left = held(root / HOME)
    names = ["call.json", "region-a.json", "ranking.md", "region-b.json"]
    assert all(left[name] != former[name] for name in names[:replaced])
    assert all(left[name] == former[name] for name in names[replaced:])
    assert all(writing.TEMPORARY.fullmatch(name) for name in left.keys() - set(names))
    assert left.keys() - set(names)
    ran = asipgrid("verify", CALL, "-q", cwd=root)
    assert ran.code == 1
    assert asipgrid("score", CALL, "--write", "-q", cwd=root).code == 0
    assert sorted(held(root / HOME)) == ["call.json", "ranking.md", "region-a.json"]
    assert asipgrid("verify", CALL, "-q", cwd=root) == Ran(0, "", "")


@pytest.mark.skipif(sys.platform == "win32", reason="signals of Unix")
@pytest.mark.parametrize(("step", "whole"), [("fsync", "former"), ("replace", "new")])
def test_a_write_told_to_end_leaves_the_former_results_or_the_new_ones(
    root: Path, asipgrid: Command, step: str, whole: str
) -> None:
    from test_machine import ended, stopped

    results = {"former": held(root / HOME)}
    withdraw(root)
    running = stopped(step, 2, "score", CALL, "--write", "-q", cwd=root)
    running.send_signal(signal.SIGTERM)
    running.send_signal(signal.SIGCONT)
    assert ended(running).code == 143
    left = held(root / HOME)
    assert asipgrid("score", CALL, "--write", "-q", cwd=root).code == 0
    results["new"] = held(root / HOME)
    assert results["new"] != results["former"]
    assert left == results[whole]


def test_a_file_that_cannot_be_taken_away_puts_the_others_back(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("a.json", "b.json"):
        (tmp_path / name).write_text("former", encoding="utf-8")
    real = os.unlink

    def refusing(path: Path, *given: object, **named: object) -> None:
        if Path(path).name == "b.json":
            raise PermissionError(1, "Operation not permitted", str(path))
        real(path)

    monkeypatch.setattr(os, "unlink", refusing)
    with pytest.raises(workspace.CannotError) as refused:
        writing.write_set(tmp_path, {"a.json": "new", "c.json": "new"}, is_result)
    assert str(refused.value) == f"{tmp_path}/b.json: cannot be written (operation not permitted); nothing was written"
    assert held(tmp_path) == {"a.json": "former", "b.json": "former"}


def test_the_example_gives_eighteen_files(tmp_path: Path, asipgrid: Command) -> None:
    for name in ("grids", "requests/example-2010"):
        shutil.copytree(ROOT / name, tmp_path / name)
    ran = asipgrid("score", "example-2010", "--write", cwd=tmp_path)
    assert (ran.code, ran.err) == (0, "18 files in requests/example-2010/results\n")
    assert asipgrid("check", "-q", "--strict", cwd=tmp_path) == Ran(0, "", "")
    assert asipgrid("verify", "example-2010", "-q", cwd=tmp_path) == Ran(0, "", "")
