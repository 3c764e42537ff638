"""What a branch may hold: `compare` reads it from git's store, lays nothing out on the disk, and bounds what it reads."""

from __future__ import annotations

import os
import subprocess
import tempfile
from pathlib import Path

import pytest

from asipgrid.documents import files, history, workspace
from conftest import Command, small, small_rating, small_request
from test_compare import CALL, REQUEST, SHEET, commit, git

SAME = "Nothing differs: 1 request is as before.\n"


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    """The small call in a repository of its own, committed."""
    root = small(tmp_path / "work", {REQUEST: small_request("region-a"), SHEET: small_rating("region-a")})
    git(root, "init", "-q")
    commit(root, "first")
    return root


def stored(root: Path, kind: str, data: bytes) -> str:
    """The hash of an object put into git's store as it is, however odd."""
    command = ["git", "hash-object", "-t", kind, "-w", "--stdin", "--literally"]
    return subprocess.run(command, cwd=root, input=data, capture_output=True, check=True).stdout.decode().strip()


def tree(root: Path, *entries: tuple[str, str, str]) -> str:
    """The hash of a folder of (mode, name, hash), which git itself would refuse to make."""
    parts = (f"{mode} {name}".encode() + b"\0" + bytes.fromhex(hash_) for mode, name, hash_ in entries)
    return stored(root, "tree", b"".join(parts))


def entries(root: Path, place: str) -> list[tuple[str, str, str]]:
    """What a folder of the last commit holds."""
    listed = (line.split(maxsplit=3) for line in git(root, "ls-tree", place).splitlines())
    return [(mode.lstrip("0"), name, hash_) for mode, _, hash_, name in listed]


def branch(root: Path, name: str, *more: tuple[str, str, str]) -> None:
    """A branch whose call holds these entries as well."""
    call = tree(root, *entries(root, f"HEAD:{CALL}"), *more)
    requests = tree(root, ("40000", "small", call))
    top = [each for each in entries(root, "HEAD:") if each[1] != "requests"]
    made = tree(root, *top, ("40000", "requests", requests))
    git(root, "branch", name, git(root, "commit-tree", "-m", name, made).strip())


def everything(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


@pytest.mark.parametrize("name", ["..", ".", ".git", ".GIT", "a/b", "../../escaped", "/tmp/escaped", ""])
@pytest.mark.parametrize("kind", ["a file", "a folder"])
def test_a_tree_with_a_name_that_no_file_has_is_refused_and_writes_nothing(
    asipgrid: Command, repository: Path, name: str, kind: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    elsewhere = repository.parent / "temporary"
    elsewhere.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(elsewhere))
    blob = stored(repository, "blob", b"written by compare\n")
    entry = (
        ("100644", name, blob) if kind == "a file" else ("40000", name, tree(repository, ("100644", "x.yaml", blob)))
    )
    branch(repository, "evil", entry)
    before = everything(repository.parent)
    ran = asipgrid("compare", f"evil:{CALL}", CALL, cwd=repository)
    says = f"asipgrid: evil:{CALL}: holds an entry named {name!r}, which is no name of a file; nothing was read\n"
    assert (ran.code, ran.out, ran.err) == (2, "", says)
    assert everything(repository.parent) == before


def test_nothing_of_a_revision_is_laid_out_on_the_disk(
    asipgrid: Command, repository: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_arguments: object, **_options: object) -> None:
        raise AssertionError

    for name in ("mkdir", "write_bytes", "write_text", "touch", "symlink_to"):
        monkeypatch.setattr(Path, name, refuse)
    monkeypatch.setattr(tempfile, "mkdtemp", refuse)
    monkeypatch.setattr(os, "mkdir", refuse)
    assert asipgrid("compare", f"HEAD:{CALL}", CALL, cwd=repository).out.endswith(SAME)


def test_a_link_is_followed_inside_the_workspace_as_on_the_disk(asipgrid: Command, repository: Path) -> None:
    for name in ("grids/doc.yaml", REQUEST):
        (repository / f"shared-{Path(name).name}").write_bytes((repository / name).read_bytes())
        (repository / name).unlink()
        (repository / name).symlink_to(f"{'../' * name.count('/')}shared-{Path(name).name}")
    commit(repository, "links")
    assert asipgrid("compare", f"HEAD:{CALL}", CALL, cwd=repository).out.endswith(SAME)
    assert asipgrid("compare", f"HEAD~1:{CALL}", f"HEAD:{CALL}", cwd=repository).out.endswith(SAME)


@pytest.mark.parametrize("target", ["/etc/passwd", "../../../outside.yaml", "region-b.yaml", "nowhere.yaml"])
def test_a_link_that_leads_out_to_itself_or_nowhere_is_not_followed(repository: Path, target: str) -> None:
    (repository.parent / "outside.yaml").write_text(small_request("region-b"), encoding="utf-8")
    (repository / CALL / "region-b.yaml").symlink_to(target)
    commit(repository, "a link")
    with history.Revision(repository, "HEAD") as revision:
        space = workspace.Workspace(root=history.ROOT, call=history.ROOT / CALL, tree=revision)
        kept = files.read(space, history.ROOT / CALL / "region-b.yaml")
    found = files.read(workspace.Workspace(root=repository, call=None), repository / CALL / "region-b.yaml")
    assert kept == found


def test_a_document_that_is_too_long_is_a_finding_and_is_not_read(repository: Path) -> None:
    (repository / REQUEST).write_bytes(b"#" * (files.MAX_BYTES + 1))
    commit(repository, "long")
    with history.Revision(repository, "HEAD") as revision:
        space = workspace.Workspace(root=history.ROOT, call=history.ROOT / CALL, tree=revision)
        assert files.read(space, history.ROOT / REQUEST) == files.read(
            workspace.Workspace(root=repository, call=None), repository / REQUEST
        )


def test_a_tree_that_unfolds_without_end_is_refused(
    asipgrid: Command, repository: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Ten folders, each of which holds the next one ten times, would be ten milliards of files."""
    monkeypatch.setattr(history, "MOST_FILES", 2_000)
    here = tree(repository, ("100644", "x.yaml", stored(repository, "blob", b"x: 1\n")))
    for _ in range(10):
        here = tree(repository, *(("40000", f"d{number}", here) for number in range(10)))
    branch(repository, "bomb", ("40000", "zz", here))
    ran = asipgrid("compare", f"bomb:{CALL}", CALL, cwd=repository)
    says = "asipgrid: bomb: its folders hold more than 2000 files, which is too many to read\n"
    assert (ran.code, ran.out, ran.err) == (2, "", says)


def test_the_bytes_read_of_a_revision_have_a_bound(
    asipgrid: Command, repository: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(history, "MOST_BYTES", 1_000)
    ran = asipgrid("compare", f"HEAD:{CALL}", CALL, cwd=repository)
    says = "asipgrid: HEAD: its files hold more than 1000 bytes, which is too many to read\n"
    assert (ran.code, ran.out, ran.err) == (2, "", says)


@pytest.mark.parametrize("where", ["HEAD:", ""])
def test_a_result_that_is_too_long_is_not_read(
    asipgrid: Command, repository: Path, monkeypatch: pytest.MonkeyPatch, where: str
) -> None:
    asipgrid("score", CALL, "--write", cwd=repository)
    commit(repository, "results")
    size = (repository / CALL / "results" / "call.json").stat().st_size
    monkeypatch.setattr("asipgrid.cli.compare.MOST_BYTES", size - 1)
    side = f"{where}{CALL}/results"
    ran = asipgrid("compare", side, CALL, cwd=repository)
    says = f"asipgrid: {side}: call.json has {size} bytes; a result has at most {size - 1}\n"
    assert (ran.code, ran.out, ran.err) == (2, "", says)


def test_a_folder_that_git_keeps_in_no_form_it_writes_is_refused(asipgrid: Command, repository: Path) -> None:
    broken = stored(repository, "tree", b"100644 no end")
    branch(repository, "broken", ("40000", "ratings-", broken))
    ran = asipgrid("compare", f"broken:{CALL}", CALL, cwd=repository)
    assert (ran.code, ran.out, ran.err) == (2, "", "asipgrid: broken: git's store holds a folder that cannot be read\n")


def test_a_path_may_begin_here_as_git_reads_it(asipgrid: Command, repository: Path) -> None:
    for side in ("HEAD:./small", "HEAD:../requests/small", f"HEAD:{CALL}", f"HEAD:{CALL}/"):
        assert asipgrid("compare", side, "small", cwd=repository / "requests").out.endswith(SAME), side
    ran = asipgrid("compare", "HEAD:../../x", "small", cwd=repository / "requests")
    assert (ran.code, ran.out, ran.err) == (2, "", "asipgrid: HEAD:../../x: leads out of the repository\n")


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        (
            "HEAD:requests/smal",
            CALL,
            "HEAD:requests/smal: the revision holds no such path; did you mean requests/small?",
        ),
        (
            CALL,
            "HEAD:request/small",
            "HEAD:request/small: the revision holds no such path; did you mean requests/small?",
        ),
        ("HEAD:zz/nowhere", "HEAD:requests/nowhere", "HEAD:zz/nowhere: the revision holds no such path"),
        (f"HEAD:{CALL}/result", CALL, f"HEAD:{CALL}/result: the revision holds no such path"),
        (
            "HEAD:requests/small/region-a.json",
            CALL,
            "HEAD:requests/small/region-a.json: the revision holds no such path; did you mean requests/small/region-a.yaml?",
        ),
    ],
)
def test_a_path_that_the_revision_has_not_is_no_empty_call(
    asipgrid: Command, repository: Path, old: str, new: str, says: str
) -> None:
    ran = asipgrid("compare", old, new, cwd=repository)
    assert (ran.code, ran.out, ran.err) == (2, "", f"asipgrid: {says}\n")


def test_a_call_is_named_by_its_id_at_a_revision_too(asipgrid: Command, repository: Path) -> None:
    assert asipgrid("compare", "HEAD:small", "small", cwd=repository).out.endswith(SAME)


def test_a_call_inside_a_submodule_is_compared_inside_it(asipgrid: Command, repository: Path) -> None:
    above = repository.parent / "above"
    above.mkdir()
    git(above, "init", "-q")
    git(above, "-c", "protocol.file.allow=always", "submodule", "add", "-q", str(repository), "calls")
    commit(above, "calls")
    ran = asipgrid("compare", f"HEAD:calls/{CALL}", f"calls/{CALL}", cwd=above)
    says = "asipgrid: HEAD:calls: is a submodule, whose history is its own; compare inside it\n"
    assert (ran.code, ran.out, ran.err) == (2, "", says)


def test_what_git_refuses_is_said_in_its_own_words(
    asipgrid: Command, repository: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GIT_TEST_ASSUME_DIFFERENT_OWNER", "1")
    ran = asipgrid("compare", f"HEAD:{CALL}", CALL, cwd=repository)
    assert (ran.code, ran.out) == (2, "")
    assert ran.err.startswith("asipgrid: git refuses: detected dubious ownership in repository at ")
    assert "git config --global --add safe.directory" in ran.err


def test_outside_of_a_repository_there_is_no_revision(asipgrid: Command, tmp_path: Path) -> None:
    root = small(tmp_path)
    ran = asipgrid("compare", f"HEAD:{CALL}", CALL, cwd=root)
    assert (ran.code, ran.out, ran.err) == (2, "", "asipgrid: this folder is in no git repository\n")


def test_a_call_that_builds_on_an_earlier_one_is_compared_at_a_revision(asipgrid: Command, repository: Path) -> None:
    earlier = (repository / CALL / "call.yaml").read_text(encoding="utf-8")
    (repository / "requests" / "before").mkdir()
    (repository / "requests/before/call.yaml").write_text(
        earlier.replace("call: small", "call: before"), encoding="utf-8"
    )
    (repository / "requests/before/region-z.yaml").write_text(
        small_request("region-z").replace("call: small", "call: before"), encoding="utf-8"
    )
    terms = "addendum: {goals_due: 2010-12-31, builds_on: [before]}\n"
    (repository / CALL / "call.yaml").write_text(earlier + terms, encoding="utf-8")
    commit(repository, "builds on")
    assert asipgrid("compare", f"HEAD:{CALL}", CALL, cwd=repository).out.endswith(SAME)


def test_a_repository_with_longer_hashes_is_read(asipgrid: Command, tmp_path: Path) -> None:
    root = small(tmp_path, {REQUEST: small_request("region-a"), SHEET: small_rating("region-a")})
    git(root, "init", "-q", "--object-format=sha256")
    commit(root, "first")
    assert asipgrid("compare", f"HEAD:{CALL}", CALL, cwd=root).out.endswith(SAME)


def test_a_request_of_another_ending_is_not_passed_over_in_a_revision_either(
    asipgrid: Command, repository: Path
) -> None:
    (repository / CALL / "region-c.YAML").write_text(small_request("region-c"), encoding="utf-8")
    commit(repository, "from another system")
    ran = asipgrid("compare", f"HEAD~1:{CALL}", f"HEAD:{CALL}", cwd=repository)
    assert ran.code == 1
    assert f"region-c is not compared: HEAD:{CALL} has no sound documents of it" in ran.out
