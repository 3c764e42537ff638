"""The machine gives way: files are written whole or not at all, and no strange file, limit or signal makes a run hang.

The command runs in a process of its own, under limits of memory and of time. Where a test must meet a run in the middle
of its work, the process stops itself at a chosen system call, and is then killed, told to end, or let go on.
"""

from __future__ import annotations

import errno
import functools
import json
import os
import random
import shutil
import signal
import subprocess
import sys
import textwrap
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from asipgrid.documents import files, workspace, writing
from conftest import ROOT, SMALL_CALL, Command, Ran, small, small_rating, small_request

if sys.platform == "win32":
    pytest.skip("signals, limits and locks of Unix", allow_module_level=True)

import fcntl

SCRIPT = Path(sys.executable).parent / "asipgrid"
EXAMPLE = "requests/example-2010"
CALL = "requests/small"
MEMORY = 300 * 1024 * 1024
LITTLE = 128 * 1024 * 1024
# Sets limits, heeds interrupts even where the tests run in the background, then becomes the command.
STARTER = """
import json, os, resource, signal, sys
signal.signal(signal.SIGINT, signal.SIG_DFL)
for name, limit in json.loads(sys.argv[1]).items():
    resource.setrlimit(getattr(resource, f"RLIMIT_{name}"), (limit, limit))
os.execvp(sys.argv[2], sys.argv[2:])
"""
# The command, stopping itself before the n-th call of a function of `os`.
STOPPING = """
import os, signal, sys
name, count = sys.argv[1], int(sys.argv[2])
del sys.argv[1:3]
from asipgrid import cli
real = getattr(os, name)
def stopping(*given, **named):
    global count
    count -= 1
    if count == 0:
        os.kill(os.getpid(), signal.SIGSTOP)
    return real(*given, **named)
setattr(os, name, stopping)
cli.main()
"""


# ── processes ──────────────────────────────────────────────────────────────────────────────────────


def start(
    *arguments: str | Path,
    cwd: Path = ROOT,
    env: Mapping[str, str] | None = None,
    inside: Sequence[str] = (),
    command: Sequence[str | Path] = (SCRIPT,),
    limits: Mapping[str, int] | None = None,
    stdout: int = subprocess.PIPE,
) -> subprocess.Popen[bytes]:
    """The command, begun: under limits, `inside` another command, with an environment instead of this one."""
    most = {"AS": MEMORY, "CPU": 20, "CORE": 0, **(limits or {})}
    starter = [sys.executable, "-I", "-S", "-c", STARTER, json.dumps(most)]
    return subprocess.Popen(
        [*inside, *starter, *command, *arguments],
        cwd=cwd,
        env=env,
        stdin=subprocess.DEVNULL,
        stdout=stdout,
        stderr=subprocess.PIPE,
    )


def ended(running: subprocess.Popen[bytes]) -> Ran:
    """What a process left behind, once it has ended; it is not let run for ever."""
    try:
        out, err = running.communicate(timeout=60)
    finally:
        running.kill()
    return Ran(running.returncode, (out or b"").decode(), err.decode())


def run(*arguments: str | Path, **how: Any) -> Ran:
    return ended(start(*arguments, **how))


def stopped(name: str, count: int, *arguments: str | Path, **how: Any) -> subprocess.Popen[bytes]:
    """The command, standing still before the n-th call of `os.NAME`."""
    running = start(name, str(count), *arguments, command=[sys.executable, "-c", STOPPING], **how)
    _, status = os.waitpid(running.pid, os.WUNTRACED)
    assert os.WIFSTOPPED(status), "it ended before it came to this call"
    return running


def until(what: Callable[[], bool]) -> None:
    """Wait for something that must come about."""
    end = time.monotonic() + 30
    while not what():
        assert time.monotonic() < end, "it has not come about"
        time.sleep(0.01)


def shell(script: str) -> list[str]:
    """A shell that runs a script; the command stands in `"$@"`."""
    return ["sh", "-c", script, "sh"]


@functools.cache
def not_allowed(*options: str) -> str:
    """Why an ordinary user may not have namespaces here; empty when that is allowed."""
    try:
        done = subprocess.run(["unshare", *options, "true"], capture_output=True, text=True, check=False)
    except OSError as error:
        return str(error)
    return done.stderr.strip() if done.returncode else ""


def own_mounts() -> list[str]:
    """A command in whose inside anybody may mount; the test is skipped where the system does not allow it."""
    if not sys.platform.startswith("linux") or not_allowed("-rm"):
        pytest.skip(f"no namespaces here: {not_allowed('-rm')}")
    return ["unshare", "-rm"]


def powerless() -> list[str]:
    """A command in whose inside permissions hold; root needs help to be refused anything."""
    if os.geteuid() != 0:
        return []
    if shutil.which("setpriv") is None:
        pytest.skip("root is refused nothing, and there is no setpriv")
    dropped = "-dac_override,-dac_read_search"
    return ["setpriv", f"--bounding-set={dropped}", f"--inh-caps={dropped}"]


# ── two calls that write the same two letters differently ──────────────────────────────────────────


@dataclass(frozen=True)
class Letters:
    """Two workspaces whose addenda bear the same names, and what those hold in each."""

    roots: tuple[Path, Path]
    texts: tuple[dict[str, bytes], dict[str, bytes]]

    @property
    def former(self) -> dict[str, bytes]:
        return self.texts[0]

    @property
    def new(self) -> dict[str, bytes]:
        return self.texts[1]


def held(folder: Path) -> dict[str, bytes]:
    """Every file of a folder, hidden ones too."""
    return {path.name: path.read_bytes() for path in folder.iterdir()}


@pytest.fixture(scope="module")
def letters(tmp_path_factory: pytest.TempPathFactory) -> Letters:
    roots, texts = [], []
    for title in ("Project", "Undertaking"):
        root = tmp_path_factory.mktemp(title.lower())
        sent = {
            f"{CALL}/{name}.yaml": small_request(name).replace("Project", title) for name in ("region-a", "region-bis")
        }
        rated = {f"{CALL}/ratings/one/{name}.yaml": small_rating(name) for name in ("region-a", "region-bis")}
        small(root, {**sent, **rated})
        ran = run("draft", CALL, "-o", "letters", cwd=root)
        assert (ran.code, ran.out, ran.err.splitlines()[0]) == (0, "", "2 letters in letters")
        roots.append(root)
        texts.append(held(root / "letters"))
    assert texts[0].keys() == texts[1].keys() == {"addendum-region-a.en.md", "addendum-region-bis.en.md", "drafts.json"}
    assert all(texts[0][name] != texts[1][name] for name in texts[0])
    return Letters(roots=(roots[0], roots[1]), texts=(texts[0], texts[1]))


@pytest.fixture
def out(tmp_path: Path, letters: Letters) -> Path:
    """A folder that holds the former letters."""
    return lay_out(tmp_path / "out", letters.former)


def lay_out(folder: Path, texts: Mapping[str, bytes]) -> Path:
    folder.mkdir()
    for name, text in texts.items():
        (folder / name).write_bytes(text)
    return folder


def again(letters: Letters, out: Path, *options: str) -> tuple[str | Path, ...]:
    """The arguments that replace the former letters by the new ones."""
    return ("draft", letters.roots[1] / CALL, "-o", out, "--force", *options)


# ── output: read-only, a file, full ────────────────────────────────────────────────────────────────


@pytest.mark.slow
def test_letters_that_differ_are_refused_before_anything_is_written(letters: Letters, tmp_path: Path) -> None:
    """The first letter is missing and could be written; the second is there and differs."""
    out = lay_out(tmp_path / "out", {"addendum-region-bis.en.md": b"edited\n"})
    ran = run("draft", CALL, "-o", out, cwd=letters.roots[0])
    assert ran == Ran(
        2,
        "",
        f"asipgrid: {out}/addendum-region-bis.en.md: is there already and differs; "
        "nothing was written (--force replaces it)\n",
    )
    assert held(out) == {"addendum-region-bis.en.md": b"edited\n"}


@pytest.mark.parametrize("folder", ["taken", "taken/inner"])
def test_a_file_where_a_folder_is_needed_is_one_clear_line(letters: Letters, tmp_path: Path, folder: str) -> None:
    (tmp_path / "taken").write_text("mine")
    ran = run("draft", letters.roots[0] / CALL, "-o", folder, "--force", cwd=tmp_path)
    assert ran == Ran(2, "", f"asipgrid: {folder}: is not a folder; nothing was written\n")
    assert held(tmp_path) == {"taken": b"mine"}


def test_a_folder_that_may_not_be_written_in_is_one_clear_line(letters: Letters, out: Path) -> None:
    inside = powerless()
    out.chmod(0o555)
    ran = run(*again(letters, out), inside=inside)
    assert ran == Ran(
        2,
        "",
        f"asipgrid: {out}/addendum-region-a.en.md: cannot be written (permission denied); nothing was written\n",
    )
    assert held(out) == letters.former
    ran = run("draft", letters.roots[1] / CALL, "-o", out / "inner", inside=inside)
    assert ran == Ran(2, "", f"asipgrid: {out}/inner: cannot be written (permission denied); nothing was written\n")


# A small file system in place of the folder; what it holds in the end is kept beside it.
SMALL_DISK = """
mount -t tmpfs -o size=64k tmpfs out && cp former/* out || exit 99
{}
"$@"
code=$?
cp -a out/. kept
exit $code
"""


@pytest.mark.parametrize(
    ("disk", "failing", "why"),
    [
        ("mount -o remount,ro out", "a", "read-only file system"),
        ("dd if=/dev/zero of=out/ballast bs=4096 2>/dev/null", "a", "no space left on device"),
        (
            "dd if=/dev/zero of=out/ballast bs=4096 2>/dev/null; truncate -s -8192 out/ballast",
            "bis",
            "no space left on device",
        ),
    ],
    ids=["read-only", "full", "room for one of two"],
)
def test_a_disk_that_takes_nothing_more_leaves_the_former_letters(
    letters: Letters, tmp_path: Path, disk: str, failing: str, why: str
) -> None:
    lay_out(tmp_path / "former", letters.former)
    for name in ("out", "kept"):
        (tmp_path / name).mkdir()
    inside = [*own_mounts(), *shell(SMALL_DISK.format(disk))]
    ran = run(*again(letters, Path("out")), inside=inside, cwd=tmp_path)
    assert ran == Ran(
        2, "", f"asipgrid: out/addendum-region-{failing}.en.md: cannot be written ({why}); nothing was written\n"
    )
    kept = held(tmp_path / "kept")
    kept.pop("ballast", None)
    assert kept == letters.former


def test_a_file_that_may_not_grow_so_large_leaves_the_former_letters(letters: Letters, out: Path) -> None:
    sizes = {name: len(text) for name, text in letters.new.items()}
    assert sizes["addendum-region-a.en.md"] < sizes["addendum-region-bis.en.md"]
    ran = run(*again(letters, out), limits={"FSIZE": sizes["addendum-region-bis.en.md"] - 1})
    assert ran == Ran(
        2,
        "",
        f"asipgrid: {out}/addendum-region-bis.en.md: cannot be written (file too large); nothing was written\n",
    )
    assert held(out) == letters.former


def test_stdout_closed_is_one_clear_line_and_letters_do_not_need_it(letters: Letters, tmp_path: Path) -> None:
    closed = shell('exec "$@" >&-')
    ran = run("score", CALL, cwd=letters.roots[0], inside=closed)
    assert ran == Ran(2, "", "asipgrid: the answer could not be written (stdout is closed)\n")
    ran = run("draft", CALL, "-o", tmp_path / "out", cwd=letters.roots[0], inside=closed)
    assert (ran.code, ran.out, ran.err.splitlines()[0]) == (0, "", f"2 letters in {tmp_path}/out")
    assert held(tmp_path / "out") == letters.former


@pytest.mark.parametrize("closing", ["2>&-", "2>/dev/full"])
def test_nobody_to_hear_the_notes_changes_nothing_else(letters: Letters, closing: str) -> None:
    inside = shell(f'exec "$@" {closing}')
    assert run("draft", "nowhere", inside=inside) == Ran(2, "", "")
    ran = run("draft", CALL, cwd=letters.roots[0], inside=inside)
    pages = [letters.former[name] for name in sorted(letters.former) if name.endswith(".md")]
    assert ran == Ran(0, b"\n---\n\n".join(pages).decode(), "")


def test_a_reader_that_is_gone_before_the_answer_ends_it_quietly(letters: Letters) -> None:
    reading, writing = os.pipe()
    os.close(reading)
    with os.fdopen(writing, "wb"):
        assert run("draft", CALL, cwd=letters.roots[0], stdout=writing) == Ran(0, "", "")


# ── signals ────────────────────────────────────────────────────────────────────────────────────────

QUIET = [(signal.SIGINT, 130), (signal.SIGTERM, 143)]


@pytest.mark.parametrize(("number", "code"), QUIET)
def test_a_run_told_to_end_while_it_prepares_leaves_nothing_behind(
    letters: Letters, out: Path, number: signal.Signals, code: int
) -> None:
    running = stopped("fsync", 2, *again(letters, out))
    assert len(held(out)) > len(letters.former)
    running.send_signal(number)
    running.send_signal(signal.SIGCONT)
    assert ended(running) == Ran(code, "", "")
    assert held(out) == letters.former


@pytest.mark.parametrize(("number", "code"), QUIET)
def test_a_run_told_to_end_between_two_files_brings_both_to_their_place(
    letters: Letters, out: Path, number: signal.Signals, code: int
) -> None:
    running = stopped("replace", 2, *again(letters, out))
    running.send_signal(number)
    running.send_signal(signal.SIGCONT)
    assert ended(running) == Ran(code, "", "")
    assert held(out) == letters.new


@pytest.mark.parametrize(
    ("call", "count", "replaced"),
    [
        pytest.param("fsync", 1, 0, marks=pytest.mark.slow),
        ("fsync", 2, 0),
        pytest.param("replace", 1, 0, marks=pytest.mark.slow),
        ("replace", 2, 1),
    ],
)
def test_a_run_killed_in_mid_write_leaves_whole_files_and_the_next_run_tidies_up(
    letters: Letters, out: Path, call: str, count: int, replaced: int
) -> None:
    running = stopped(call, count, *again(letters, out))
    running.kill()
    assert ended(running) == Ran(-signal.SIGKILL, "", "")
    left = held(out)
    names = sorted(letters.former)
    for name in names[:replaced]:
        assert left.pop(name) == letters.new[name]
    for name in names[replaced:]:
        assert left.pop(name) == letters.former[name]
    assert left
    assert all(writing.TEMPORARY.fullmatch(name) for name in left)
    assert run(*again(letters, out, "-q")) == Ran(0, "", "")
    assert held(out) == letters.new


@pytest.mark.slow
def test_a_run_killed_at_any_time_leaves_whole_files_and_the_next_run_tidies_up(letters: Letters, out: Path) -> None:
    lots = random.Random(20100301)
    landed = 0
    for turn in range(60):
        root = letters.roots[turn % 2]
        running = start("draft", root / CALL, "-o", out, "--force", "-q")
        # The first third of a run reads; kills are spread over all of it, and most over its end.
        killed_after = lots.uniform(0.0, 0.5) if turn % 3 else lots.uniform(0.2, 0.4)
        try:
            running.wait(timeout=killed_after)
        except subprocess.TimeoutExpired:
            running.kill()
            landed += 1
        assert ended(running).code in {0, -signal.SIGKILL}
        left = held(out)
        for name in letters.former:
            assert left.pop(name) in {letters.former[name], letters.new[name]}
        assert all(writing.TEMPORARY.fullmatch(name) for name in left)
    assert landed > 10
    assert run(*again(letters, out, "-q")) == Ran(0, "", "")
    assert held(out) == letters.new


def opened(running: subprocess.Popen[bytes], folder: Path) -> bool:
    """Whether a process has come to the point of holding a folder, or of waiting for it."""
    handles = Path(f"/proc/{running.pid}/fd")
    if not handles.is_dir():
        pytest.skip("no /proc to look into")
    return any(_target(handle) == str(folder.resolve()) for handle in handles.iterdir())


def _target(link: Path) -> str:
    try:
        return str(link.readlink())
    except OSError:
        return ""


@pytest.fixture
def busy(out: Path) -> Iterator[int]:
    """The folder, held as another run holds it."""
    handle = os.open(out, os.O_RDONLY)
    fcntl.flock(handle, fcntl.LOCK_EX)
    yield handle
    os.close(handle)


@pytest.mark.parametrize(("number", "code"), QUIET)
def test_a_run_told_to_end_while_it_waits_for_another_ends_quietly(
    letters: Letters, out: Path, busy: int, number: signal.Signals, code: int
) -> None:
    running = start(*again(letters, out))
    until(lambda: opened(running, out))
    running.send_signal(number)
    assert ended(running) == Ran(code, "", "")
    assert held(out) == letters.former


def test_a_sigterm_that_the_caller_ignores_stays_ignored(letters: Letters, out: Path, busy: int) -> None:
    running = start(*again(letters, out, "-q"), inside=shell("trap '' TERM; exec \"$@\""))
    until(lambda: opened(running, out))
    running.send_signal(signal.SIGTERM)
    fcntl.flock(busy, fcntl.LOCK_UN)
    assert ended(running) == Ran(0, "", "")
    assert held(out) == letters.new


# ── two runs at once ───────────────────────────────────────────────────────────────────────────────


def test_the_second_of_two_runs_waits_and_touches_nothing_of_the_first(letters: Letters, out: Path) -> None:
    first = stopped("replace", 2, *again(letters, out, "-q"))
    second = start("draft", letters.roots[0] / CALL, "-o", out, "--force", "-q")
    until(lambda: opened(second, out))
    before = held(out)
    time.sleep(0.2)
    assert second.poll() is None
    assert held(out) == before
    first.send_signal(signal.SIGCONT)
    assert ended(first) == Ran(0, "", "")
    assert ended(second) == Ran(0, "", "")
    assert held(out) == letters.former


def test_a_run_does_not_wait_for_ever(letters: Letters, out: Path, busy: int) -> None:
    hasty = "from asipgrid import cli; from asipgrid.documents import writing; writing.PATIENCE = 0.1; cli.main()"
    ran = run(*again(letters, out), command=[sys.executable, "-c", hasty])
    assert ran == Ran(
        2,
        "",
        f"asipgrid: {out}: another run is writing in this folder and has not ended; nothing was written\n",
    )
    assert held(out) == letters.former


@pytest.mark.slow
def test_many_runs_at_once_leave_the_letters_of_one(letters: Letters, out: Path) -> None:
    for _ in range(4):
        running = [start("draft", letters.roots[n % 2] / CALL, "-o", out, "--force", "-q") for n in range(6)]
        assert [ended(each) for each in running] == [Ran(0, "", "")] * 6
        assert held(out) in letters.texts


# ── writing several files as one, call by call ─────────────────────────────────────────────────────


def test_leftovers_are_known_by_their_whole_name(tmp_path: Path) -> None:
    kept = {
        ".asipgrid-0123456789abcdef.tmp.yaml": b"",
        ".asipgrid-0123456789ABCDEF.tmp": b"",
        ".asipgrid-0123.tmp": b"",
        "asipgrid-0123456789abcdef.tmp": b"",
        ".x.tmp": b"",
    }
    out = lay_out(tmp_path / "out", {**kept, ".asipgrid-0123456789abcdef.tmp": b"half a let"})
    writing.write(out / "x.md", "x")
    assert held(out) == {**kept, "x.md": b"x"}
    (out / ".asipgrid-00000000000000ff.tmp").symlink_to("x.md")
    writing.write(out / "x.md", "x")
    assert (out / ".asipgrid-00000000000000ff.tmp").is_symlink()


@pytest.mark.parametrize("force", [False, True])
def test_what_is_no_ordinary_file_is_never_replaced(tmp_path: Path, force: bool) -> None:
    (tmp_path / "folder").mkdir()
    (tmp_path / "link").symlink_to("nowhere")
    os.mkfifo(tmp_path / "pipe")
    before = sorted(path.name for path in tmp_path.iterdir())
    for name in before:
        with pytest.raises(workspace.CannotError) as refused:
            writing.write_all({tmp_path / "first": "x", tmp_path / name: "x"}, force=force)
        assert str(refused.value) == (
            f"{tmp_path}/{name}: is there already and is not an ordinary file; nothing was written"
        )
        assert sorted(path.name for path in tmp_path.iterdir()) == before


@pytest.mark.parametrize("second_names", [True, False], ids=["links", "copies"])
def test_when_one_file_cannot_be_put_in_its_place_those_before_it_are_put_back(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, second_names: bool
) -> None:
    out = lay_out(tmp_path / "out", {"b": b"former b", "c": b"former c"})
    real = os.replace

    def refusing(source: Path, target: Path) -> None:
        if target.name == "c":
            raise PermissionError(errno.EPERM, "Operation not permitted")
        real(source, target)

    def without(*given: object) -> None:
        raise PermissionError(errno.EPERM, "Operation not permitted")

    monkeypatch.setattr(os, "replace", refusing)
    if not second_names:
        monkeypatch.setattr(os, "link", without)
    with pytest.raises(workspace.CannotError) as refused:
        writing.write_all({out / name: f"new {name}" for name in "abc"}, force=True)
    assert str(refused.value) == f"{out}/c: cannot be written (operation not permitted); nothing was written"
    assert held(out) == {"b": b"former b", "c": b"former c"}


def test_a_replaced_file_keeps_its_permissions_and_a_new_one_has_those_of_any_new_file(tmp_path: Path) -> None:
    (tmp_path / "former").write_text("x")
    (tmp_path / "former").chmod(0o600)
    (tmp_path / "usual").write_text("x")
    writing.write_all({tmp_path / "former": "y", tmp_path / "new": "y"}, force=True)
    modes = {path.name: path.stat().st_mode & 0o777 for path in tmp_path.iterdir()}
    assert modes == {"former": 0o600, "new": modes["usual"], "usual": modes["usual"]}


def test_one_folder_under_two_names_is_held_once(tmp_path: Path) -> None:
    out = lay_out(tmp_path / "out", {})
    (tmp_path / "link").symlink_to("out")
    writing.write_all({out / "a": "a", tmp_path / "link" / "b": "b", out / ".." / "out" / "c": "c"})
    assert held(out) == {"a": b"a", "b": b"b", "c": b"c"}


@pytest.mark.parametrize("kind", ["no locks at all", "none on this file system"])
def test_where_folders_cannot_be_locked_files_are_written_and_leftovers_left(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, kind: str
) -> None:
    """A leftover may be the work of a live run there."""

    def refusing(handle: int, how: int) -> None:
        raise OSError(errno.ENOLCK, "No locks available")

    if kind == "no locks at all":
        monkeypatch.setattr(writing, "fcntl", None)
    else:
        monkeypatch.setattr(fcntl, "flock", refusing)
    out = lay_out(tmp_path / "out", {".asipgrid-0123456789abcdef.tmp": b"half a let"})
    writing.write(out / "x.md", "x")
    assert held(out) == {".asipgrid-0123456789abcdef.tmp": b"half a let", "x.md": b"x"}


# ── reading ────────────────────────────────────────────────────────────────────────────────────────


def strange(root: Path) -> Path:
    """The small workspace among every kind of thing that is not a document."""
    call = small(root) / CALL
    os.mkfifo(call / "b-pipe.yaml")
    (call / "c-zero.yaml").symlink_to("/dev/zero")
    (call / "d-folder.yaml").mkdir()
    (call / "e-itself.yaml").symlink_to("e-itself.yaml")
    (call / "f-outside.yaml").symlink_to("/etc/passwd")
    (call / "g-nowhere.yaml").symlink_to("nowhere.yaml")
    for folder in (call, call / "ratings", call / "ratings" / "one"):
        (folder / "loop").symlink_to(".")
    (call / "itself").symlink_to("itself")
    (call / "Region-A.yaml").write_text(small_request("region-a"))
    Path(os.fsdecode(bytes(call) + b"/x\xff.yaml")).write_text(small_request("region-b"))
    Path(os.fsdecode(bytes(call) + b"/x\xff")).write_text("passed over")
    (call / "\x1b[2J\nasipgrid: forged").write_text("passed over")
    return root


FOUND = """\
    requests/small/Region-A.yaml:2:1: R001 this document says it is about region-a, but its file is named Region-A; make the two equal
    requests/small/b-pipe.yaml:1:1: F002 this file is not an ordinary file; a document is a text file
    requests/small/c-zero.yaml:1:1: F002 this file is a link that leads out of the workspace; copy the document here
    requests/small/d-folder.yaml:1:1: F002 this file is not an ordinary file; a document is a text file
    requests/small/e-itself.yaml:1:1: F001 this file cannot be read (too many levels of symbolic links)
    requests/small/f-outside.yaml:1:1: F002 this file is a link that leads out of the workspace; copy the document here
    requests/small/g-nowhere.yaml:1:1: F001 this file cannot be read (no such file or directory)
    requests/small/x<U+DCFF>.yaml:2:1: R001 this document says it is about region-b, but its file is named x<U+DCFF>; make the two equal
"""


DECIDES_NOTHING = (
    "nothing is decided while documents have errors; --keep-going ranks the sound requests and lists the others\n"
)


def heads(text: str) -> str:
    """The first line of each finding."""
    return "".join(line for line in text.splitlines(keepends=True) if line.startswith("requests/"))


def test_what_is_no_document_is_named_and_nothing_hangs(tmp_path: Path) -> None:
    ran = run("check", "-v", cwd=strange(tmp_path))
    assert (ran.code, heads(ran.out)) == (1, textwrap.dedent(FOUND))
    assert ran.err == (
        "6 documents: 8 errors\n"
        "3 other files passed over: requests/small/<U+001B>[2J asipgrid: forged, requests/small/itself, "
        "requests/small/x<U+DCFF>\n"
    )


@pytest.mark.slow
@pytest.mark.parametrize(
    ("link", "command"),
    [
        ("ratings", ("new", "rating", "small", "region-a", "--as", "one")),
        ("ratings/two", ("new", "rating", "small", "region-a", "--as", "two")),
        ("decisions", ("new", "decision", "small", "region-a")),
        ("progress/2010-06", ("new", "progress", "small", "region-a", "--period", "2010-06")),
        ("payments", ("new", "payment", "small", "region-a")),
        ("amendments", ("new", "amendment", "small", "region-a")),
        (".schema", ("new", "request", "small", "region-b")),
        ("ratings", ("rate", "small", "--as", "one", "--on", "2010-03-04")),
        ("results", ("score", "small", "--write")),
        ("../../grids/.schema", ("new", "grid", "ARC")),
        ("../other", ("new", "call", "other")),
    ],
)
def test_nothing_is_written_where_a_link_leads_out_of_the_workspace(
    tmp_path: Path, link: str, command: tuple[str, ...]
) -> None:
    """As a clone may hold them."""
    call = SMALL_CALL + "addendum: {goals_due: 2010-12-31, payments: [{share: 1, at: now}]}\n"
    root = small(tmp_path / "workspace", call=call)
    outside = tmp_path / "outside"
    (outside / "one").mkdir(parents=True)
    place = root / CALL / link
    shutil.rmtree(place, ignore_errors=True)
    place.parent.mkdir(parents=True, exist_ok=True)
    place.symlink_to(outside)
    ran = subprocess.run(
        [SCRIPT, *command], cwd=root, input=b"3\nSeen in the plan\n", capture_output=True, check=False, timeout=60
    )
    assert (ran.returncode, b"Traceback" in ran.stderr) in {(1, False), (2, False)}
    assert [path for path in outside.rglob("*") if path.is_file()] == []
    if command[0] == "new":
        assert ran.stderr.endswith(b": a link on the way leads out of the workspace; nothing was written\n")


def test_a_folder_that_leads_out_of_the_workspace_is_not_listed(tmp_path: Path) -> None:
    root = small(tmp_path / "workspace")
    lay_out(tmp_path / "private", {"secret.txt": b"x", "secret.yaml": b"x"})
    (root / CALL / "decisions").symlink_to(tmp_path / "private")
    (root / CALL / "progress").mkdir()
    (root / CALL / "progress" / "june").symlink_to("/")
    says = "F002 this folder is a link that leads out of the workspace; copy the documents here\n"
    assert run("check", "-v", cwd=root) == Ran(
        1,
        f"requests/small/decisions:1:1: {says}requests/small/progress/june:1:1: {says}",
        "4 documents: 2 errors\n",
    )


def test_a_folder_that_is_a_link_to_itself_or_no_folder_is_named(tmp_path: Path) -> None:
    call = small(tmp_path) / CALL
    (call / "decisions").symlink_to("decisions")
    ran = run("score", CALL, cwd=tmp_path)
    expected = f"asipgrid: {CALL}/decisions: this folder cannot be listed (too many levels of symbolic links)\n"
    assert ran == Ran(2, "", expected)
    (call / "decisions").unlink()
    (call / "decisions").write_text("x")
    ran = run("score", CALL, cwd=tmp_path)
    expected = f"asipgrid: {CALL}/decisions: this folder cannot be listed (not a directory)\n"
    assert ran == Ran(2, "", expected)


def test_a_call_that_is_a_pipe_or_a_link_to_itself_is_no_call(tmp_path: Path) -> None:
    call = small(tmp_path) / CALL / "call.yaml"
    call.unlink()
    for make in (os.mkfifo, lambda path: path.symlink_to(path)):
        make(call)
        ran = run("score", CALL, cwd=tmp_path)
        expected = "asipgrid: requests/small: this folder has no call.yaml, so it is not a call\n"
        assert ran == Ran(2, "", expected)
        call.unlink()


def test_a_file_gone_between_listing_and_reading_is_named(tmp_path: Path) -> None:
    files_ = {f"{CALL}/{name}.yaml": small_request(name) for name in ("region-a", "region-b")}
    gone = """
import pathlib
from asipgrid import cli
from asipgrid.documents import files
real = files.read_listed
def late(folder, prefix, name):
    if name == "region-b.yaml":
        pathlib.Path(folder, name).unlink()
    return real(folder, prefix, name)
files.read_listed = late
cli.main()
"""
    ran = run("score", CALL, cwd=small(tmp_path, files_), command=[sys.executable, "-c", gone])
    assert ran == Ran(
        1,
        "",
        "requests/small/region-b.yaml:1:1: F001 this file cannot be read (no such file or directory)\n"
        + DECIDES_NOTHING,
    )


@pytest.mark.parametrize("kind", ["pipe", "zero"])
def test_a_document_that_becomes_a_pipe_or_a_device_is_neither_waited_for_nor_read_for_ever(
    tmp_path: Path, kind: str
) -> None:
    if kind == "pipe":
        os.mkfifo(tmp_path / kind)
    else:
        (tmp_path / kind).symlink_to("/dev/zero")
    code = "import sys; from pathlib import Path; from asipgrid.documents import files, workspace; print(len(workspace.DISK.data(Path(sys.argv[1]), files.MAX_BYTES + 1)))"
    ran = run(tmp_path / kind, command=[sys.executable, "-c", code])
    assert ran == Ran(0, {"pipe": "0\n", "zero": f"{files.MAX_BYTES + 1}\n"}[kind], "")


@pytest.mark.parametrize(
    ("closed", "expected"),
    [
        (
            f"{CALL}/region-a.yaml",
            Ran(
                1,
                "",
                f"{CALL}/region-a.yaml:1:1: F001 this file cannot be read (permission denied)\n" + DECIDES_NOTHING,
            ),
        ),
        (CALL, Ran(2, "", f"asipgrid: ./{CALL}/call.yaml: cannot be read (permission denied)\n")),
        (
            f"{CALL}/ratings",
            Ran(2, "", f"asipgrid: ./{CALL}/ratings: cannot be read (permission denied)\n"),
        ),
        (
            f"{CALL}/ratings/one",
            Ran(2, "", f"asipgrid: {CALL}/ratings/one: this folder cannot be listed (permission denied)\n"),
        ),
        (
            f"{CALL}/ratings/one/notes",
            Ran(2, "", f"asipgrid: ./{CALL}/ratings/one/notes: cannot be read (permission denied)\n"),
        ),
        ("grids", Ran(2, "", "asipgrid: grids: this folder cannot be listed (permission denied)\n")),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_what_may_not_be_read_is_named(tmp_path: Path, closed: str, expected: Ran) -> None:
    inside = powerless()
    (small(tmp_path) / CALL / "ratings" / "one" / "notes").mkdir()
    (tmp_path / closed).chmod(0)
    try:
        ran = run("score", CALL, cwd=tmp_path, inside=inside)
    finally:
        (tmp_path / closed).chmod(0o700)
    assert Ran(ran.code, ran.out, ran.err.replace(f"{tmp_path}/", "./")) == expected


# ── what a process is given ────────────────────────────────────────────────────────────────────────


def poor(zone: str, seed: int) -> dict[str, str]:
    """An environment without a home, a user, a path or a terminal, in a foreign encoding and zone."""
    return {
        "LC_ALL": "C",
        "PYTHONUTF8": "0",
        "PYTHONCOERCECLOCALE": "0",
        "PYTHONIOENCODING": "cp1252",
        "PYTHONHASHSEED": str(seed),
        "TZ": zone,
        "COLUMNS": "80",
    }


def nobody() -> list[str]:
    """A command in whose inside the user has no entry; nothing where the system does not allow that."""
    options = ("-U", "--map-user=54321", "--map-group=54321")
    return [] if not sys.platform.startswith("linux") or not_allowed(*options) else ["unshare", *options]


@pytest.mark.slow
@pytest.mark.parametrize(
    ("arguments", "zone", "seed"),
    [
        (("score", EXAMPLE, "--format", "markdown"), "Asia/Kathmandu", 0),
        (("explain", EXAMPLE, "region-j"), "Pacific/Apia", 7),
        (("draft", EXAMPLE, "--lang", "fr"), "nonsense/zone", 13),
    ],
)
def test_a_poor_environment_gives_the_same_bytes(
    asipgrid: Command, arguments: tuple[str, ...], zone: str, seed: int
) -> None:
    ran = run(*arguments, env=poor(zone, seed), inside=nobody(), limits={"NOFILE": 32})
    assert ran == asipgrid(*arguments)


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(21))
def test_every_hash_seed_gives_the_same_bytes(tmp_path: Path, asipgrid: Command, seed: int) -> None:
    for arguments in (("score", EXAMPLE, "--format", "csv"), ("draft", EXAMPLE)):
        assert run(*arguments, env={**os.environ, "PYTHONHASHSEED": str(seed)}) == asipgrid(*arguments)
    root = strange(tmp_path)
    ran = run("check", "-v", cwd=root, env={**os.environ, "PYTHONHASHSEED": str(seed)})
    assert ran == asipgrid("check", "-v", cwd=root)


def many(root: Path) -> Path:
    """The small workspace with 300 requests, each rated."""
    names = [f"region-{number:03d}" for number in range(300)]
    sent = {f"{CALL}/{name}.yaml": small_request(name, requested="3") for name in names}
    return small(root, {**sent, **{f"{CALL}/ratings/one/{name}.yaml": small_rating(name) for name in names}})


@pytest.mark.slow
def test_300_requests_need_32_files_and_little_memory(tmp_path: Path, asipgrid: Command) -> None:
    root = many(tmp_path)
    limits = {"NOFILE": 32, "AS": LITTLE}
    ran = run("draft", CALL, "-o", "letters", cwd=root, limits=limits)
    assert (ran.code, ran.out, ran.err.splitlines()[0]) == (0, "", "300 letters in letters")
    # What all of them lack is told once.
    assert len(ran.err.splitlines()) == 2
    assert ran.err.splitlines()[1].startswith("addendum, 300 letters: to be completed before signature: ")
    pages = {name: data for name, data in held(root / "letters").items() if name.endswith(".md")}
    assert len(pages) == 300
    assert asipgrid("draft", CALL, cwd=root).out.encode() == b"\n---\n\n".join(pages[name] for name in sorted(pages))


def test_without_enough_memory_there_is_one_clear_line(letters: Letters) -> None:
    hungry = "from asipgrid import cli; from asipgrid.parallel import batch; batch.answer = lambda *_, **__: bytes(10**9); cli.main()"
    ran = run("score", CALL, cwd=letters.roots[0], command=[sys.executable, "-c", hungry])
    assert ran == Ran(2, "", "asipgrid: there is not enough memory for this\n")


@pytest.mark.parametrize("arguments", [("check",), ("draft", str(ROOT / EXAMPLE), "-o", "letters")])
def test_a_working_folder_that_is_gone_is_one_clear_line(tmp_path: Path, arguments: tuple[str, ...]) -> None:
    inside = shell('mkdir gone && cd gone && rmdir ../gone && exec "$@"')
    ran = run(*arguments, cwd=tmp_path, inside=inside)
    assert ran == Ran(2, "", "asipgrid: the working folder is gone; change to another folder\n")
