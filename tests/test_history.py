"""A grid and its version, in real repositories: what changed since the last commit, and what is said of it."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from asipgrid.check.changes import VersionPart, changes, next_version, raised
from asipgrid.documents import files, history
from conftest import SMALL_GRID, Command, Ran, small, write
from examples import commit
from test_check import checked

GRID = SMALL_GRID.lstrip("\n")
DIFFERS = "G151 grids/doc.yaml:2:1 this grid differs from the committed one"


def committed(tmp_path: Path, grid: str = GRID) -> Path:
    """The small workspace in a repository of its own, everything committed."""
    root = small(tmp_path, grid=grid)
    commit(root)
    return root


def before(root: Path, name: str) -> bytes | None:
    """A file of a workspace as of the last commit."""
    with history.head(root) as head:
        return history.committed(head, name, files.MAX_BYTES)


def change(root: Path, *changes: tuple[str, str], grid: str = GRID) -> Path:
    """The grid written anew, each text replaced by another."""
    for old, new in changes:
        assert grid.count(old) == 1, old
        grid = grid.replace(old, new)
    return write(root, {"grids/doc.yaml": grid})


MAJOR = "scores before and after cannot be compared, so raise it to 2.0.0"
MINOR = "it asks applicants for something else, so raise it to 1.1.0"
PATCH = "its words changed, so raise it to 1.0.1"
CHANGES = {
    "a weight": (("weight: 30", "weight: 35"), "DOC-03 weight", MAJOR),
    "a threshold": (("0.80]", "0.90]"), "DOC-03 at_least", MAJOR),
    "a condition": (("when: {doc.format: pdf}", "when: {doc.format: paper}"), "DOC-02 levels", MAJOR),
    "a gate": (("gate: eligibility", "gate: payment"), "DOC-01 gate", MAJOR),
    "a measure": (("ratio: [doc.valid, doc.total]", "ratio: [doc.total, doc.valid]"), "measures.share.ratio", MAJOR),
    "another way of marking": (("mark: anchors", "mark: [a, b, c, d, e]"), "DOC-04 mark", MAJOR),
    "a criterion": (("id: DOC-04", "id: DOC-05"), "DOC-04 removed and 1 more", MAJOR),
    "a measure removed": (("  share: {", "  part: {"), "measures.share removed and 2 more", MAJOR),
    "values": (("block: doc", "values: [0, 0.1, 0.2, 0.3, 1]\nblock: doc"), "values", MAJOR),
    "a fact narrowed": (("total: {type: integer, minimum: 0}", "total: {type: integer, minimum: 1}"), "facts.total", MAJOR),
    "a fact removed": (("    signed: {type: boolean}\n", "    sealed: {type: boolean}\n"), "facts.signed removed and 2 more", MAJOR),
    "a fact added": (("    signed:", "    place: {type: string}\n    signed:"), "facts.place added", MINOR),
    "evidence": (("measure: share", "measure: share\n    evidence: required"), "DOC-03 evidence", MINOR),
    "documents": (("measure: share", "measure: share\n    documents: Counts"), "DOC-03 documents", MINOR),
    "a measure added": (("criteria:", "  twice: {value: doc.total}\ncriteria:"), "measures.twice added", MINOR),
    "no goal any more": (("measure: share", "measure: share\n    goal: never"), "DOC-03 goal", MINOR),
    "a goal": (("measure: share", "measure: share\n    goal: Raise it"), "DOC-03 goal", PATCH),
    "a question": (("Is there a plan?", "Is a plan there?"), "DOC-04 question", PATCH),
    "the words of a level": (("is: Readable", "is: Legible"), "DOC-02 levels", PATCH),
    "an anchor": (("[none, poor,", "[nothing, poor,"), "anchors", PATCH),
    "the title of a fact": (("{type: boolean}", "{type: boolean, title: Signed}"), "facts.signed", PATCH),
    "the status": (("status: example", "status: published"), "status", PATCH),
}  # fmt: skip
# What must change along with it, for the grid to stay sound.
ALONG = {
    "a fact removed": [("requires: {doc.signed: true}", "requires: {doc.sealed: true}")],
    "a measure removed": [("measure: share", "measure: part")],
}


@pytest.mark.parametrize("kind", CHANGES)
def test_a_changed_grid_of_the_same_version_is_told_which_number_to_raise(
    asipgrid: Command, tmp_path: Path, kind: str
) -> None:
    replaced, where, so = CHANGES[kind]
    root = committed(tmp_path)
    change(root, replaced, *ALONG.get(kind, ()))
    assert f"{DIFFERS} ({where}), and its version is still 1.0.0; {so}" in checked(asipgrid, root, "grids")


@pytest.mark.parametrize(
    ("version", "kind", "how"),
    [
        ("1.0.1", "a weight", "went from 1.0.0 to 1.0.1 only; " + MAJOR),
        ("1.1.0", "a weight", "went from 1.0.0 to 1.1.0 only; " + MAJOR),
        ("1.0.1", "a fact added", "went from 1.0.0 to 1.0.1 only; " + MINOR),
        ("0.9.9", "a question", "went from 1.0.0 back to 0.9.9; " + PATCH),
    ],
)
def test_a_version_raised_by_too_little_is_told_so(
    asipgrid: Command, tmp_path: Path, version: str, kind: str, how: str
) -> None:
    replaced, where, _ = CHANGES[kind]
    root = change(committed(tmp_path), replaced, ("version: 1.0.0", f"version: {version}"))
    assert f"{DIFFERS} ({where}), and its version {how}" in checked(asipgrid, root, "grids")


@pytest.mark.parametrize(
    ("version", "kind"),
    [("2.0.0", "a weight"), ("1.1.0", "a fact added"), ("2.0.0", "a question"), ("1.0.1", "a question")],
)
def test_a_version_raised_enough_says_nothing(asipgrid: Command, tmp_path: Path, version: str, kind: str) -> None:
    root = change(committed(tmp_path), CHANGES[kind][0], ("version: 1.0.0", f"version: {version}"))
    assert checked(asipgrid, root, ".") == []


@pytest.mark.parametrize(
    "replaced",
    [
        ("grid: DOC", "# A comment.\ngrid: DOC"),
        ("[0.20, 0.40,", "[0.2, 0.400,"),
        ("title: Documents", 'title:   "Documents"'),
        ("    weight: 20\n    mark: anchors\n", "    mark: anchors\n    weight: 20\n    goal: null\n"),
    ],
    ids=["a comment", "the form of a number", "quotes", "the order of keys"],
)
def test_what_means_the_same_is_no_change(asipgrid: Command, tmp_path: Path, replaced: tuple[str, str]) -> None:
    assert checked(asipgrid, change(committed(tmp_path), replaced), ".") == []


def test_it_is_said_wherever_the_grid_is_checked_and_never_in_a_result(asipgrid: Command, tmp_path: Path) -> None:
    root = change(committed(tmp_path), ("weight: 30", "weight: 35"))
    for path in (".", "grids", "grids/doc.yaml", "requests/small"):
        found = asipgrid("check", path, "--strict", cwd=root)
        assert (found.code, found.out.count("G151 warning: ")) == (1, 1)
    assert "G151" not in asipgrid("score", "requests/small", "--format", "json", cwd=root).out


def test_a_workspace_may_lie_deeper_in_its_repository(asipgrid: Command, tmp_path: Path) -> None:
    root = small(tmp_path / "funding" / "calls")
    commit(tmp_path)
    change(root, ("weight: 30", "weight: 35"))
    assert [line[:4] for line in checked(asipgrid, root)] == ["G151"]


def test_without_a_repository_a_commit_or_the_file_nothing_is_said(asipgrid: Command, tmp_path: Path) -> None:
    bare = small(tmp_path / "bare")
    assert before(bare, "grids/doc.yaml") is None
    begun = small(tmp_path / "begun")
    subprocess.run(["git", "init", "-q", str(begun)], check=True)
    assert before(begun, "grids/doc.yaml") is None
    new = write(committed(tmp_path / "new"), {"grids/arc.yaml": GRID})
    assert before(new, "grids/arc.yaml") is None
    assert before(new, "grids/doc.yaml") == GRID.encode()
    for root in (bare, begun):
        assert checked(asipgrid, root) == []


def test_without_git_nothing_is_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    root = committed(tmp_path)
    monkeypatch.setenv("PATH", str(tmp_path / "empty"))
    assert before(root, "grids/doc.yaml") is None


def test_what_git_refuses_is_said_and_is_no_finding(
    asipgrid: Command, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    root = change(committed(tmp_path), CHANGES["a weight"][0])
    monkeypatch.setenv("GIT_TEST_ASSUME_DIFFERENT_OWNER", "1")
    ran = asipgrid("check", cwd=root)
    assert (ran.code, ran.out) == (0, "")
    first, last = ran.err.splitlines()
    assert first.startswith("no grid is compared with what was committed: git refuses: detected dubious ownership in ")
    assert "git config --global --add safe.directory" in first
    assert last == "4 documents: nothing wrong"


def test_what_git_refuses_is_a_note_like_others(
    asipgrid: Command, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    root = committed(tmp_path)
    monkeypatch.setenv("GIT_TEST_ASSUME_DIFFERENT_OWNER", "1")
    assert asipgrid("check", "-q", cwd=root) == Ran(0, "", "")


def test_grids_of_a_submodule_are_compared_with_what_was_committed_there(asipgrid: Command, tmp_path: Path) -> None:
    shared = write(tmp_path / "shared", {"doc.yaml": GRID})
    commit(shared)
    root = small(tmp_path / "ours")
    shutil.rmtree(root / "grids")
    subprocess.run(["git", "init", "-q", str(root)], check=True)
    add = ["-c", "protocol.file.allow=always", "submodule", "--quiet", "add", str(shared), "grids"]
    subprocess.run(["git", "-C", str(root), *add], check=True, capture_output=True)
    commit(root)
    assert asipgrid("check", "-q", cwd=root) == Ran(0, "", "")
    change(root, CHANGES["a weight"][0])
    assert [line[:4] for line in checked(asipgrid, root, ".")] == ["G151"]


@pytest.mark.skipif(sys.platform == "win32", reason="links need rights there")
@pytest.mark.parametrize("linked", ["grids/doc.yaml", "grids"])
def test_a_linked_grid_is_compared_with_the_committed_one_as_any_other(
    asipgrid: Command, tmp_path: Path, linked: str
) -> None:
    root = small(tmp_path)
    (root / "shared").mkdir()
    (root / linked).rename(root / "shared" / Path(linked).name)
    (root / linked).symlink_to(f"{'../' * linked.count('/')}shared/{Path(linked).name}")
    commit(root)
    change(root, CHANGES["a weight"][0])
    target = (root / "grids/doc.yaml").resolve().relative_to(root).as_posix()
    for path in (".", "grids", "grids/doc.yaml", target, "requests/small"):
        told = [line.split()[:2] for line in checked(asipgrid, root, path)]
        assert ["G151", "grids/doc.yaml:2:1"] in told, path


def test_a_repository_named_by_the_environment_is_not_asked(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Inside a hook, git names the repository of the hook to every command it starts."""
    other = committed(tmp_path / "other", GRID.replace("weight: 30", "weight: 35"))
    root = committed(tmp_path / "ours")
    monkeypatch.setenv("GIT_DIR", str(other / ".git"))
    assert before(root, "grids/doc.yaml") == GRID.encode()


@pytest.mark.parametrize("before", ["grid: [\n", "grid: DOC\n", "not a grid\n", GRID.replace("DOC", "OLD")])
def test_a_committed_file_that_is_no_such_grid_is_not_compared(asipgrid: Command, tmp_path: Path, before: str) -> None:
    assert checked(asipgrid, change(committed(tmp_path, before))) == []


def test_the_repository_is_only_read(asipgrid: Command, tmp_path: Path) -> None:
    root = change(committed(tmp_path), ("weight: 30", "weight: 35"))
    files = {path: path.read_bytes() for path in (root / ".git").rglob("*") if path.is_file()}
    asipgrid("check", cwd=root)
    assert files == {path: path.read_bytes() for path in (root / ".git").rglob("*") if path.is_file()}


@pytest.mark.parametrize(
    ("before", "now", "part"),
    [
        ("1.0.0", "1.0.0", None),
        ("1.0.0", "1.0.1", VersionPart.PATCH),
        ("1.9.0", "1.10.0", VersionPart.MINOR),
        ("1.9.9", "2.0.0", VersionPart.MAJOR),
        ("2.0.0", "1.9.9", None),
    ],
)
def test_which_number_of_a_version_was_raised(before: str, now: str, part: VersionPart | None) -> None:
    assert raised(before, now) is part


def test_the_next_version_starts_again_behind_the_number_it_raises() -> None:
    assert [next_version("1.2.3", part) for part in VersionPart] == ["2.0.0", "1.3.0", "1.2.4"]


def test_the_order_of_criteria_is_a_matter_of_words() -> None:
    criteria = [{"id": "DOC-01", "weight": 1}, {"id": "DOC-02", "weight": 1}]
    found = changes({"facts": {}, "criteria": criteria}, {"facts": {}, "criteria": criteria[::-1]})
    assert [(change.part, change.where) for change in found] == [(VersionPart.PATCH, "the order of the criteria")]


def test_the_facts_of_a_list_are_compared_one_by_one() -> None:
    def grid(**keys: str) -> dict[str, object]:
        items = {"properties": {"name": {"type": "string", **keys}}}
        return {"facts": {"properties": {"lines": {"type": "array", "items": items}}}, "criteria": []}

    titled, dated = changes(grid(), grid(title="Name")), changes(grid(), grid(format="date"))
    assert [(change.part, change.where) for change in (*titled, *dated)] == [
        (VersionPart.PATCH, "facts.lines[].name"),
        (VersionPart.MAJOR, "facts.lines[].name"),
    ]
