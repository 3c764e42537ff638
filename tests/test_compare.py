"""Two results side by side, in real git repositories: what moved, and why."""

from __future__ import annotations

import json
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from asipgrid.review.differences import differences, without
from conftest import SMALL_CALL, Command, small, small_rating, small_request

CALL = "requests/small"
REQUEST = f"{CALL}/region-a.yaml"
SHEET = f"{CALL}/ratings/one/region-a.yaml"


def git(root: Path, *arguments: str) -> str:
    command = ["git", "-c", "user.name=A", "-c", "user.email=a@example.org", "-c", "init.defaultBranch=main"]
    done = subprocess.run([*command, *arguments], cwd=root, capture_output=True, text=True, check=True)
    return done.stdout


def commit(root: Path, message: str) -> None:
    git(root, "add", "-A")
    git(root, "commit", "-q", "-m", message)


def change(root: Path, name: str, old: str, new: str) -> None:
    path = root / name
    text = path.read_text(encoding="utf-8")
    assert text.count(old) == 1, (name, old)
    path.write_text(text.replace(old, new), encoding="utf-8")


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    """The small call with two requests, of which the envelope pays both, committed."""
    root = small(
        tmp_path,
        {
            REQUEST: small_request("region-a", requested="600"),
            SHEET: small_rating("region-a"),
            f"{CALL}/region-b.yaml": small_request(
                "region-b", requested="400", doc="{signed: true, format: cda, total: 10, valid: 6}"
            ),
            f"{CALL}/ratings/one/region-b.yaml": small_rating("region-b", "2"),
        },
        call=SMALL_CALL,
    )
    git(root, "init", "-q")
    commit(root, "first")
    return root


def story(asipgrid: Command, root: Path, old: str = f"HEAD:{CALL}", new: str = CALL) -> list[str]:
    ran = asipgrid("compare", old, new, cwd=root)
    assert (ran.code, ran.err) == (0, "")
    return list(ran.out.splitlines()[1:])


def unwrapped(lines: list[str]) -> str:
    return " ".join(" ".join(lines).split())


def test_nothing_differs(asipgrid: Command, repository: Path) -> None:
    assert story(asipgrid, repository) == ["Nothing differs: 2 requests are as before."]
    assert asipgrid("compare", f"HEAD:{CALL}", CALL, "--exit-code", cwd=repository).code == 0


def test_a_changed_fact_is_told_with_its_path_and_both_values(asipgrid: Command, repository: Path) -> None:
    change(repository, REQUEST, "valid: 8", "valid: 3")
    assert story(asipgrid, repository) == [
        "region-a 95.00 → 72.50: doc.valid 8 → 3; rank 1 → 2",
        "region-b: by the requests around it; rank 2 → 1",
        "Requests: 2 changed, 0 as before; decisions flipped: 0.",
    ]
    assert asipgrid("compare", f"HEAD:{CALL}", CALL, "--exit-code", cwd=repository).code == 1


def test_a_changed_mark_flips_a_decision(asipgrid: Command, repository: Path) -> None:
    change(repository, f"{CALL}/region-b.yaml", "format: cda", "format: paper")
    change(repository, SHEET, "level: 3", "level: 4")
    assert story(asipgrid, repository) == [
        "region-a 95.00 → 100.00: DOC-04 one 3 → 4",
        "region-b 82.50 → 32.50: doc.format cda → paper; rank 2 → none; funded → decline;",
        "  awarded 400.00 → 0.00",
        "Requests: 2 changed, 0 as before; decisions flipped: 1.",
    ]


@pytest.mark.parametrize(
    ("old", "new", "version", "says"),
    [
        (
            "    weight: 20\n",
            "    weight: 60\n",
            "2.0.0",
            "(major: scores before and after cannot be compared)   DOC-04 weight 20 → 60",
        ),
        (
            "at_least: [0.20, 0.40, 0.60, 0.80]",
            "at_least: [0.20, 0.40, 0.60, 0.90]",
            "2.0.0",
            "DOC-03 at_least 0.20, 0.40, 0.60, 0.80 → 0.20, 0.40, 0.60, 0.90",
        ),
        (
            "question: Is there a plan?",
            "question: Is there a good plan?",
            "1.0.1",
            "(patch: words only)   DOC-04 question Is there a plan? → Is there a good plan?",
        ),
    ],
)
def test_a_changed_grid_is_classed(
    asipgrid: Command, repository: Path, old: str, new: str, version: str, says: str
) -> None:
    change(repository, "grids/doc.yaml", old, new)
    change(repository, "grids/doc.yaml", "version: 1.0.0", f"version: {version}")
    told = unwrapped(story(asipgrid, repository))
    assert told.startswith(f"grid DOC: version 1.0.0 → {version}")
    assert " ".join(says.split()) in told


def test_the_envelope_and_the_rules_are_told_once(asipgrid: Command, repository: Path) -> None:
    change(repository, f"{CALL}/call.yaml", "envelope: 1000", "envelope: 700")
    assert story(asipgrid, repository) == [
        "call: envelope 1000 → 700",
        "region-b: envelope 1000 → 700; funded → reserve; awarded 400.00 → 0.00",
        "Requests: 1 changed, 1 as before; decisions flipped: 1.",
    ]


RULE = "{outcome: fund, when: {score: {minimum: 60}}}"


@pytest.mark.parametrize(
    ("name", "old", "new", "says"),
    [
        (
            "call.yaml",
            RULE,
            RULE.replace("60", "90"),
            [
                "call: decisions[1].score.minimum 60 → 90",
                "region-b: decisions[1].score.minimum 60 → 90; rank 2 → none; funded → ask; awarded 400.00 → 0.00",
            ],
        ),
        (
            "call.yaml",
            f"  - {RULE}\n",
            f"  - {{outcome: defer, when: {{score: {{maximum: 90}}}}}}\n  - {RULE}\n",
            [
                "call: decisions[1] added (outcome defer, score.maximum 90)",
                "region-b: decisions[1] added (outcome defer, score.maximum 90);",
            ],
        ),
        (
            "call.yaml",
            f"  - {RULE}\n",
            "",
            [
                "call: decisions[1] removed (outcome fund, score.minimum 60)",
                "region-b: decisions[1] removed (outcome fund, score.minimum 60); rank 2 → none; funded → ask;",
            ],
        ),
        (
            "grids/doc.yaml",
            "weight: 20",
            "weight: 60",
            ["DOC-04 weight 20 → 60", "region-b 82.50 → 73.21: DOC-04 weight 20 → 60"],
        ),
        (
            "grids/doc.yaml",
            "{level: 2, is: Readable, when: {doc.format: pdf}}",
            "{level: 2, is: Readable, when: {doc.format: paper}}",
            ["DOC-02 levels[1].doc.format pdf → paper"],
        ),
        (
            "grids/doc.yaml",
            "{level: 4, is: Structured, when: {doc.format: cda}}",
            "{level: 3, is: Structured, when: {doc.format: cda}}",
            ["DOC-02 levels[0].level 4 → 3", "region-a 95.00 → 82.50: DOC-02 levels[0].level 4 → 3"],
        ),
    ],
)
def test_a_change_of_the_rules_is_told_at_its_place_and_as_the_cause_of_what_it_moves(
    asipgrid: Command, repository: Path, name: str, old: str, new: str, says: list[str]
) -> None:
    change(repository, name if name.startswith("grids") else f"{CALL}/{name}", old, new)
    told = unwrapped(story(asipgrid, repository))
    for each in says:
        assert each in told


def test_of_several_changes_each_request_is_told_those_that_moved_it(asipgrid: Command, repository: Path) -> None:
    """Region A is moved by its own figure and a weight, region B by the weight and the rule; the envelope moves nobody."""
    change(repository, "grids/doc.yaml", "weight: 20", "weight: 60")
    change(repository, f"{CALL}/call.yaml", RULE, RULE.replace("60", "75"))
    change(repository, f"{CALL}/call.yaml", "envelope: 1000", "envelope: 2000")
    change(repository, REQUEST, "valid: 8", "valid: 7")
    told = story(asipgrid, repository)
    whole = unwrapped(told)
    assert "region-a 95.00 → 83.93: doc.valid 8 → 7; DOC-04 weight 20 → 60; no figure moved" not in whole
    assert "region-a 95.00 → 83.93: doc.valid 8 → 7; DOC-04 weight 20 → 60" in whole
    assert (
        "region-b 82.50 → 73.21: decisions[1].score.minimum 60 → 75; DOC-04 weight 20 → 60; rank 2 → none; funded → ask;"
        in whole
    )
    assert whole.count("envelope 1000 → 2000") == 1


VALUES = st.recursive(
    st.sampled_from([1, 2, "a", True]),
    lambda inner: st.one_of(
        st.lists(inner, min_size=1, max_size=3), st.dictionaries(st.sampled_from("abc"), inner, min_size=1, max_size=3)
    ),
    max_leaves=8,
)
DOCUMENTS = st.dictionaries(st.sampled_from("abc"), VALUES, max_size=3)


@given(DOCUMENTS, DOCUMENTS)
def test_a_document_without_its_only_difference_is_the_other_one(old: dict[str, Any], new: dict[str, Any]) -> None:
    found = list(differences(old, new))
    assert bool(found) == (old != new)
    for each in found:
        mended = without(new, each)
        assert mended != new
        assert mended == old or len(found) > 1


def test_a_new_a_withdrawn_and_a_renamed_request(asipgrid: Command, repository: Path) -> None:
    git(repository, "mv", REQUEST, f"{CALL}/region-z.yaml")
    git(repository, "mv", SHEET, f"{CALL}/ratings/one/region-z.yaml")
    change(repository, f"{CALL}/region-z.yaml", "request: region-a", "request: region-z")
    change(repository, f"{CALL}/ratings/one/region-z.yaml", "rating: region-a", "rating: region-z")
    (repository / f"{CALL}/region-b.yaml").unlink()
    (repository / f"{CALL}/ratings/one/region-b.yaml").unlink()
    (repository / f"{CALL}/region-c.yaml").write_text(small_request("region-c"))
    assert story(asipgrid, repository) == [
        "region-b is withdrawn: score 82.50, funded",
        "region-c is new: score 80.00, funded",
        "region-a → region-z: the same but for its id",
        "Requests: 1 new, 1 renamed, 1 withdrawn, 0 as before; decisions flipped: 0.",
    ]


def test_a_decision_and_a_conflict_of_interest_are_causes(asipgrid: Command, repository: Path) -> None:
    decision = "decision: region-b\noutcome: defer\ndecided_by: Committee\ndecided_on: 2010-04-15\nwhy: Later\n"
    path = repository / f"{CALL}/decisions/region-b.yaml"
    path.parent.mkdir()
    path.write_text(decision)
    (repository / SHEET).write_text("rating: region-a\nassessor: one\nrated_on: 2010-03-04\nconflict: true\n")
    told = unwrapped(story(asipgrid, repository))
    assert "region-a 95.00 → 80.00: one marks → conflict of interest" in told
    assert "region-b: the committee none → defer; rank 2 → none; funded → defer; awarded 400.00 → 0.00" in told


def test_two_branches_one_of_them_rebased(asipgrid: Command, repository: Path) -> None:
    git(repository, "switch", "-q", "-c", "work")
    change(repository, REQUEST, "valid: 8", "valid: 3")
    commit(repository, "a figure corrected")
    git(repository, "switch", "-q", "main")
    change(repository, f"{CALL}/call.yaml", "envelope: 1000", "envelope: 1200")
    commit(repository, "more money")
    before = story(asipgrid, repository, f"main:{CALL}", f"work:{CALL}")
    assert before[0] == "call: envelope 1200 → 1000"
    git(repository, "rebase", "-q", "main", "work")
    after = story(asipgrid, repository, f"main:{CALL}", f"work:{CALL}")
    assert after[0] == "region-a 95.00 → 72.50: doc.valid 8 → 3; rank 1 → 2"


def test_a_shallow_clone_has_what_it_has(asipgrid: Command, repository: Path, tmp_path: Path) -> None:
    first = git(repository, "rev-parse", "HEAD").strip()
    change(repository, REQUEST, "valid: 8", "valid: 3")
    commit(repository, "a figure corrected")
    clone = tmp_path / "clone"
    git(tmp_path, "clone", "-q", "--depth", "1", f"file://{repository}", str(clone))
    assert story(asipgrid, clone) == ["Nothing differs: 2 requests are as before."]
    ran = asipgrid("compare", f"{first}:{CALL}", CALL, cwd=clone)
    assert (ran.code, ran.out) == (2, "")
    assert ran.err == f"asipgrid: {first}: git knows no such revision here (a shallow clone may not hold it)\n"


def test_a_call_that_did_not_exist_yet_has_only_new_requests(asipgrid: Command, repository: Path) -> None:
    change(repository, REQUEST, "valid: 8", "valid: 3")
    git(repository, "mv", CALL, "requests/later")
    for path in (repository / "requests/later").glob("*.yaml"):
        path.write_text(path.read_text().replace("call: small", "call: later"))
    commit(repository, "another call")
    new = asipgrid("compare", "HEAD~1:requests/later", "requests/later", cwd=repository)
    says = "HEAD~1:requests/later: the revision has no such call, so every request counts as new\n"
    assert (new.code, new.err) == (0, says)
    withdrawn = asipgrid("compare", "requests/later", "HEAD~1:requests/later", "--format", "json", cwd=repository)
    assert withdrawn.err == says.replace("as new", "as withdrawn")
    assert json.loads(withdrawn.out)["old"] == "requests/later"
    assert new.out.splitlines()[1:] == [
        "region-a is new: score 72.50, funded",
        "region-b is new: score 82.50, funded",
        "Requests: 2 new, 0 as before; decisions flipped: 0.",
    ]


def test_result_files_are_compared_by_what_they_hold(asipgrid: Command, repository: Path) -> None:
    def result(name: str) -> None:
        (repository / name).write_text(asipgrid("score", CALL, "--format", "json", cwd=repository).out)

    result("old.json")
    change(repository, SHEET, "level: 3", "level: 1")
    result("new.json")
    told = unwrapped(story(asipgrid, repository, "old.json", "new.json"))
    assert "region-a 95.00 → 85.00: DOC-04 level 3 → 1; the sheet of one changed" in told
    assert "! old.json: its documents are not at hand" in told


def test_a_comment_for_a_pull_request_and_data_for_programs(asipgrid: Command, repository: Path) -> None:
    change(repository, REQUEST, "valid: 8", "valid: 3")
    comment = asipgrid("compare", f"HEAD:{CALL}", CALL, "--format", "markdown", cwd=repository).out
    assert comment == (
        f"### HEAD:{CALL} → {CALL}\n"
        "\n"
        "Requests: 2 changed, 0 as before; decisions flipped: 0.\n"
        "\n"
        "- region-a 95.00 → 72.50: doc.valid 8 → 3; rank 1 → 2\n"
        "- region-b: by the requests around it; rank 2 → 1\n"
    )
    data: Any = json.loads(asipgrid("compare", f"HEAD:{CALL}", CALL, "--format", "json", cwd=repository).out)
    assert data["comparable"] is True
    assert data["requests"][0]["causes"] == [
        {"kind": "fact", "where": "doc.valid", "old": "8", "new": "3", "says": "doc.valid 8 → 3"}
    ]


@pytest.mark.parametrize(
    ("old", "says"),
    [
        ("nowhere", "nowhere: neither a call, nor its results, nor a result file, nor REV:PATH"),
        ("v9:requests/small", "v9: git knows no such revision here (a shallow clone may not hold it)"),
        ("grids/doc.yaml", "grids/doc.yaml: doc.yaml cannot be read as a result"),
        ("--upload-pack=x:requests/small", "No such option"),
    ],
)
def test_a_side_that_cannot_be_had_is_one_clear_line(asipgrid: Command, repository: Path, old: str, says: str) -> None:
    ran = asipgrid("compare", old, CALL, cwd=repository)
    assert (ran.code, ran.out) == (2, "")
    assert says in ran.err


def test_a_request_with_an_error_is_not_compared_and_named_on_either_side(asipgrid: Command, repository: Path) -> None:
    change(repository, SHEET, "level: 3", "level: 9")
    commit(repository, "a slip")
    where = f"{SHEET}:4:18 M306 DOC-04: level 9 is not on the scale, 0 to 4 in steps of 1"
    for old, new, rank in (("HEAD~1", "HEAD", "2 → 1"), ("HEAD", "HEAD~1", "1 → 2")):
        ran = asipgrid("compare", f"{old}:{CALL}", f"{new}:{CALL}", cwd=repository)
        assert (ran.code, ran.err) == (1, "")
        assert unwrapped(ran.out.splitlines()[1:]) == (
            f"region-b: by the requests around it; rank {rank} "
            f"region-a is not compared: HEAD:{CALL} has no sound documents of it ({where}) "
            "Requests: 1 changed, 0 as before, 1 not compared; decisions flipped: 0."
        )
    markdown = asipgrid("compare", f"HEAD~1:{CALL}", CALL, "--format", "markdown", cwd=repository)
    assert markdown.code == 1
    assert "Requests: 1 changed, 0 as before, 1 not compared; decisions flipped: 0.\n" in markdown.out
    assert f"- region-a is not compared: {CALL} has no sound documents of it (" in markdown.out
    data = json.loads(asipgrid("compare", f"HEAD~1:{CALL}", CALL, "--format", "json", cwd=repository).out)
    assert data["not_compared"] == [{"id": "region-a", "old": None, "new": where}]
    assert [each["id"] for each in data["requests"]] == ["region-b"]


def test_a_request_that_is_not_yet_filled_in_is_named_and_no_failure(asipgrid: Command, repository: Path) -> None:
    (repository / CALL / "region-c.yaml").write_text(
        small_request("region-c").replace("title: Project region-c", "title:"), encoding="utf-8"
    )
    ran = asipgrid("compare", f"HEAD:{CALL}", CALL, cwd=repository)
    says = f"{CALL}/region-c.yaml:4:1 S013 not yet filled in: title; until then this request is not scored"
    assert (ran.code, ran.err) == (0, "")
    assert unwrapped(ran.out.splitlines()[1:]) == (
        f"region-c is not compared: {CALL} has no sound documents of it ({says}) "
        "Nothing differs: 2 requests are as before; 1 is not compared."
    )


def test_words_of_a_document_do_not_make_an_error_what_is_not_yet_filled_in(
    asipgrid: Command, repository: Path
) -> None:
    path = repository / CALL / "region-a.yaml"
    path.write_text(f'{path.read_text(encoding="utf-8").rstrip()}\n"a:1:1 S013 b": 1\n', encoding="utf-8")
    ran = asipgrid("compare", f"HEAD:{CALL}", CALL, cwd=repository)
    assert (ran.code, ran.err) == (1, "")
    assert "a:1:1 S013 b" in unwrapped(ran.out.splitlines())


def test_what_has_an_error_on_both_sides_is_not_as_before(asipgrid: Command, repository: Path) -> None:
    change(repository, SHEET, "level: 3", "level: 9")
    commit(repository, "a slip")
    ran = asipgrid("compare", f"HEAD:{CALL}", CALL, cwd=repository)
    assert (ran.code, ran.out.splitlines()[-1]) == (1, "Nothing differs: 1 request is as before; 1 is not compared.")
    assert "region-a is not compared: neither side has sound documents of it (requests/small/ratings/" in unwrapped(
        ran.out.splitlines()
    )
    change(repository, f"{CALL}/region-b.yaml", "valid: 6", "valid: six")
    commit(repository, "another")
    ran = asipgrid("compare", f"HEAD:{CALL}", CALL, cwd=repository)
    assert (ran.code, ran.out.splitlines()[-1]) == (1, "Nothing is compared: 2 requests are left out.")


def test_written_results_know_what_they_left_out(asipgrid: Command, repository: Path) -> None:
    change(repository, SHEET, "level: 3", "level: 9")
    asipgrid("score", CALL, "--keep-going", "--write", cwd=repository)
    whole = asipgrid("score", CALL, "--keep-going", "--format", "json", cwd=repository).out
    (repository / "whole.json").write_text(whole, encoding="utf-8")
    for side in (f"{CALL}/results", "whole.json"):
        ran = asipgrid("compare", f"HEAD:{CALL}", side, cwd=repository)
        assert ran.code == 1, side
        assert "region-a is not compared:" in ran.out
        assert "withdrawn" not in ran.out
    one = asipgrid("compare", f"{CALL}/results/region-b.json", f"{CALL}/results/region-b.json", cwd=repository)
    assert (one.code, one.out.splitlines()[1]) == (0, "Nothing differs: 1 request is as before.")


# ── results that were written ──────────────────────────────────────────────────────────────────────


def test_written_results_are_a_side_with_the_causes_of_their_documents(asipgrid: Command, repository: Path) -> None:
    asipgrid("score", CALL, "--write", cwd=repository)
    commit(repository, "results")
    change(repository, REQUEST, "valid: 8", "valid: 3")
    expected = [
        "region-a 95.00 → 72.50: doc.valid 8 → 3; rank 1 → 2",
        "region-b: by the requests around it; rank 2 → 1",
        "Requests: 2 changed, 0 as before; decisions flipped: 0.",
    ]
    assert story(asipgrid, repository, f"HEAD:{CALL}/results", CALL) == expected
    # The documents have moved on from the results on the disk, so only the results themselves can tell.
    told = unwrapped(story(asipgrid, repository, f"{CALL}/results", CALL))
    assert "region-a 95.00 → 72.50: DOC-03 level 4 → 1; the request changed; rank 1 → 2" in told
    asipgrid("score", CALL, "--write", cwd=repository)
    assert story(asipgrid, repository, f"HEAD:{CALL}/results", f"{CALL}/results") == expected
    one = story(asipgrid, repository, f"HEAD:{CALL}/results/region-a.json", f"{CALL}/results/region-a.json")
    assert one[0].startswith("region-a 95.00 → 72.50: DOC-03 level 4 → 1")


@pytest.mark.slow
def test_a_result_that_somebody_broke_is_one_clear_line_wherever_it_is_broken(
    asipgrid: Command, repository: Path
) -> None:
    """Every value of a result taken away, or another in its place: an answer, or a line that says which side it is."""
    asipgrid("score", CALL, "--write", cwd=repository)
    for name in ("old", "new"):
        shutil.copytree(repository / CALL / "results", repository / name)
    written = repository / "old" / "region-a.json"
    sound = json.loads(written.read_text(encoding="utf-8"))
    answered, refused = 0, set()
    for path in _paths(sound):
        for value in ([], "x", None, _GONE):
            written.write_text(json.dumps(_changed(sound, path, value)), encoding="utf-8")
            ran = asipgrid("compare", "old", "new", cwd=repository)
            assert ran.code in {0, 2}, (path, value, ran.err)
            answered += ran.code == 0
            refused |= {ran.err} if ran.code else set()
    assert answered
    assert refused == {
        "asipgrid: old: region-a.json is not a result of asipgrid\n",
        "asipgrid: old: this result is not whole (a request is not as asipgrid writes it)\n",
    }


@pytest.mark.parametrize("key", ["call", "grids", "requests"])
@pytest.mark.parametrize("value", [[], 3, "x", None])
def test_a_broken_result_is_named_whether_it_stands_alone_beside_its_call_or_against_nothing(
    asipgrid: Command, repository: Path, key: str, value: object
) -> None:
    whole = json.loads(asipgrid("score", CALL, "--format", "json", cwd=repository).out)
    (repository / "old.json").write_text(json.dumps({**whole, key: value}), encoding="utf-8")
    asipgrid("score", CALL, "--write", cwd=repository)
    written = repository / CALL / "results" / "call.json"
    if key != "requests":
        written.write_text(
            json.dumps({**json.loads(written.read_text(encoding="utf-8")), key: value}), encoding="utf-8"
        )
    for old, new in (("old.json", CALL), (f"{CALL}/results", CALL), ("old.json", "HEAD:requests/later")):
        ran = asipgrid("compare", old, new, cwd=repository)
        assert "Traceback" not in ran.err, (old, new)
        assert ran.code in {0, 2}


_GONE = object()


def _paths(data: Any, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    inner = data.items() if isinstance(data, dict) else enumerate(data[:1]) if isinstance(data, list) else ()
    return [*([path] if path else []), *(found for key, value in inner for found in _paths(value, (*path, key)))]


def _changed(data: Any, path: tuple[Any, ...], value: Any) -> Any:
    whole = json.loads(json.dumps(data))
    holder = whole
    for key in path[:-1]:
        holder = holder[key]
    if value is _GONE:
        del holder[path[-1]]
    else:
        holder[path[-1]] = value
    return whole


def test_another_engine_is_told(asipgrid: Command, repository: Path) -> None:
    asipgrid("score", CALL, "--write", cwd=repository)
    change(repository, f"{CALL}/results/call.json", '"engine": "0.1.0"', '"engine": "0.0.9"')
    assert story(asipgrid, repository, f"{CALL}/results", CALL)[0] == "engine 0.0.9 → 0.1.0"
