"""`--install-completion SHELL` and `--show-completion SHELL`: without a shell, typer finds out which one is there."""

from __future__ import annotations

import importlib
from collections.abc import Sequence
from typing import Any, Final

from asipgrid.cli.console import answer
from asipgrid.documents.workspace import CannotError

_OPTIONS: Final = ("--install-completion", "--show-completion")
SHELLS: Final = ("bash", "fish", "powershell", "pwsh", "zsh")


def asked(arguments: Sequence[str]) -> tuple[str, str] | None:
    """The option and the shell that is named with it; None where there is no such option, or no shell."""
    option, _, shell = arguments[0].partition("=") if arguments else ("", "", "")
    if option not in _OPTIONS:
        return None
    shell = shell or next(iter(arguments[1:2]), "")
    return (option, shell) if shell else None


def complete(option: str, shell: str) -> None:
    """Do it for a shell; CannotError for one that there is no completion for."""
    completion: Any = importlib.import_module("typer.completion")

    if shell not in SHELLS:
        raise CannotError(f"{shell}: no completion for this shell; there are {', '.join(SHELLS)}")
    completion.completion_init()
    if option == "--show-completion":
        answer(
            completion.get_completion_script(prog_name="asipgrid", complete_var="_ASIPGRID_COMPLETE", shell=shell)
            + "\n"
        )
        return
    _, path = completion.install(shell=shell, prog_name="asipgrid", complete_var="_ASIPGRID_COMPLETE")
    answer(f"{shell} completion installed in {path}; it takes effect in a new terminal\n")
