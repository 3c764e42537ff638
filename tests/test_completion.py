"""Completion: installed for the shell that is named, and proposing what there is in the workspace."""

from __future__ import annotations

import fcntl
import os
import pty
import re
import shlex
import shutil
import signal
import struct
import subprocess
import sys
import termios
from pathlib import Path

import pytest

from conftest import ROOT, Command, Ran, screenfuls, small, small_rating, small_request


@pytest.mark.parametrize(
    ("shell", "file"),
    [
        ("bash", ".bash_completions/asipgrid.sh"),
        ("zsh", ".zfunc/_asipgrid"),
        ("fish", ".config/fish/completions/asipgrid.fish"),
    ],
)
def test_it_is_installed_for_the_shell_that_is_named(process: Command, tmp_path: Path, shell: str, file: str) -> None:
    for option in ([f"--install-completion={shell}"], ["--install-completion", shell]):
        ran = process(*option, env={"HOME": str(tmp_path)})
        assert (ran.code, ran.err) == (0, "")
        assert ran.out == f"{shell} completion installed in {tmp_path / file}; it takes effect in a new terminal\n"
    assert (tmp_path / file).read_text().strip() == process("--show-completion", shell).out.strip()


def test_a_shell_that_there_is_no_completion_for_is_refused(asipgrid: Command) -> None:
    ran = asipgrid("--install-completion", "tcsh")
    assert (ran.code, ran.out) == (2, "")
    assert ran.err == "asipgrid: tcsh: no completion for this shell; there are bash, fish, powershell, pwsh, zsh\n"


@pytest.mark.parametrize(
    ("words", "proposed"),
    [
        ("rat", {"rate"}),
        ("explain requests/exa", {"requests/example-2010"}),
        ("explain exa", {"example-2010"}),
        ("explain example-2010 region-a", {"region-a"}),
        ("rate requests/example-2010 --as ass", {"assessor-1", "assessor-2", "assessor-3"}),
        ("form requests/example-2010 --ratings assessor-1", {"assessor-1"}),
        ("explain example-2010 --criterion CHG-0", {f"CHG-0{digit}" for digit in range(1, 10)}),
        ("explain example-2010 region-a --criterion RFR-01 --criterion IOP-1", {"IOP-10", "IOP-11", "IOP-12"}),
        ("explain example-2010 --criterion CHG-04 region-b", {"region-b"}),
        ("explain no-such-call --criterion CHG-0", set()),
        ("new rating example-2010 region-a --as assessor-2", {"assessor-2"}),
        ("new decision example-2010 region-c", {"region-c"}),
        ("monitor example-2010 region-d", {"region-d"}),
        ("draft example-2010 region-a region-b", {"region-b"}),
        ("rule C23", {f"C23{digit}" for digit in range(10)}),
        ("help qu", {"questions"}),
        ("score requests/example-2010 --only region-a,region-b", {"region-a,region-b"}),
        ("score requests/example-2010 --sort IN", {"INS"}),
        ("score requests/example-2010 --columns id,INS,aw", {"id,INS,awarded"}),
    ],
)
def test_what_is_proposed_is_what_there_is(process: Command, words: str, proposed: set[str]) -> None:
    told: Ran = process(
        cwd=ROOT,
        env={
            "_ASIPGRID_COMPLETE": "complete_bash",
            "COMP_WORDS": f"asipgrid {words}",
            "COMP_CWORD": str(len(words.split())),
        },
    )
    assert {*told.out.split()} <= proposed
    assert bool(told.out.split()) == bool(proposed)


# What is typed in the small workspace, and what is proposed there.
TYPED = [
    ("asipgrid explain sma", "small"),
    ("asipgrid explain small region-", "region-a region-b"),
    ("asipgrid explain small --criterion DOC-0", "DOC-01 DOC-02 DOC-03 DOC-04"),
    ("asipgrid explain small region-a --criterion DOC-0", "DOC-01 DOC-02 DOC-03 DOC-04"),
    ("asipgrid rate small --as o", "one"),
]
RUN = "import sys; sys.argv[0] = 'asipgrid'; from asipgrid import cli; cli.main()"
# How each shell is asked what it would propose: one line of its own for what is typed.
ASKED = {
    "bash": (
        "source <(asipgrid --show-completion bash); COMP_WORDS=({words}); COMP_CWORD=$((${{#COMP_WORDS[@]}} - 1));"
        ' _asipgrid_completion asipgrid; printf "%s\\n" "${{COMPREPLY[@]}}"'
    ),
    "fish": 'asipgrid --show-completion fish | source; complete -C "{words}"',
}


@pytest.fixture
def shelled(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder of the calls of the small workspace, where `asipgrid` is this one."""
    files = {f"requests/small/region-{letter}.yaml": small_request(f"region-{letter}") for letter in "ab"}
    root = small(tmp_path / "home", {**files, "requests/small/ratings/one/region-a.yaml": small_rating("region-a")})
    command = tmp_path / "bin" / "asipgrid"
    command.parent.mkdir()
    command.write_text(f'#!/bin/sh\nexec {sys.executable} -c {shlex.quote(RUN)} "$@"\n')
    command.chmod(0o755)
    monkeypatch.setenv("PATH", f"{command.parent}{os.pathsep}{os.environ['PATH']}")
    monkeypatch.setenv("HOME", str(tmp_path))
    return root / "requests"


def needs(shell: str) -> None:
    if shutil.which(shell) is None:
        pytest.skip(f"needs {shell}")


@pytest.mark.parametrize(("words", "proposed"), TYPED)
@pytest.mark.parametrize("shell", ASKED)
def test_a_shell_proposes_it(shell: str, words: str, proposed: str, shelled: Path) -> None:
    needs(shell)
    script = ASKED[shell].format(words=words)
    ran = subprocess.run([shell, "-c", script], cwd=shelled, capture_output=True, text=True, check=True, timeout=60)
    assert ran.stdout.split() == proposed.split()


@pytest.mark.slow
@pytest.mark.parametrize(("words", "proposed"), TYPED)
def test_zsh_proposes_it_at_its_prompt(words: str, proposed: str, shelled: Path) -> None:
    needs("zsh")
    child, screen = pty.fork()
    if child == 0:
        os.chdir(shelled)
        os.environ |= {"TERM": "xterm", "PS1": "> "}
        os.execvp("zsh", ["zsh", "-f", "-i"])
    fcntl.ioctl(screen, termios.TIOCSWINSZ, struct.pack("HHHH", 50, 120, 0, 0))
    try:
        os.write(screen, b"autoload -U compinit; compinit -u; source <(asipgrid --show-completion zsh); echo rea''dy\n")
        assert "ready\n" in until(screen, "ready\n")
        os.write(screen, f"{words}\t\t".encode())
        last = words.rsplit(maxsplit=1)[-1]
        whole = [each if " " in proposed else each.removeprefix(last) for each in proposed.split()]
        shown = until(screen, *whole)
        assert not [each for each in whole if each not in shown.partition(last)[2]]
    finally:
        os.kill(child, signal.SIGKILL)
        os.close(screen)
        os.waitpid(child, 0)


def until(screen: int, *wanted: str) -> str:
    """What a terminal shows until all of some texts are there, without what moves the cursor."""
    out = b""
    for data in screenfuls(screen):
        out += data
        shown = re.sub(r"\x1b\[[0-9;?]*[A-Za-z]", "", out.decode(errors="replace")).replace("\r\n", "\n")
        if all(each in shown for each in wanted):
            break
    return shown
