"""Completion: installed for the shell that is named, and proposing what there is in the workspace."""

from __future__ import annotations

from pathlib import Path

import pytest

from conftest import ROOT, Command, Ran


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
        ("explain example-2010 region-a", {"region-a"}),
        ("rate requests/example-2010 --as ass", {"assessor-1", "assessor-2", "assessor-3"}),
        ("form requests/example-2010 --ratings assessor-1", {"assessor-1"}),
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
    assert told.out.split()
