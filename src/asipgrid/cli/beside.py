"""What is said of documents beside the answer of a command, or in its place."""

from __future__ import annotations

from collections.abc import Sequence

from asipgrid.check.case import is_wrong
from asipgrid.cli.console import Color, counted, note, note_passed_over, tell, typed
from asipgrid.documents import workspace
from asipgrid.model.places import Finding, Language


def note_read(documents: int, passed_over: Sequence[str], *, quiet: bool, verbose: bool) -> None:
    """How many documents were read, and how many other files were passed over."""
    if quiet:
        return
    if verbose:
        note(f"{counted(documents, 'document')} read")
    if passed_over:
        note_passed_over(passed_over, verbose=verbose)


def lister(space: workspace.Workspace) -> str:
    """Which command lists the findings of a call."""
    assert space.call is not None
    return f"`asipgrid check {typed(space.call)}` lists them"


def tell_beside(
    findings: Sequence[Finding], space: workspace.Workspace, color: Color, lang: Language | None, listed_by: str | None
) -> None:
    """Beside an answer: the errors for which requests are left out of it, and how many other findings there are.

    `listed_by` says what lists these; None where nothing is said of them.
    """
    errors = [each for each in findings if is_wrong([each])]
    if errors:
        tell(errors, color, space.root, lang=lang)
    others = len(findings) - len(errors)
    if others and listed_by is not None:
        note(f"{counted(others, 'finding')} in the documents; {listed_by}")


def tell_instead(
    findings: Sequence[Finding], space: workspace.Workspace, color: Color, lang: Language | None, *, advise: bool
) -> None:
    """Tell what is wrong in the place of an answer; `advise` to go on where that would help."""
    tell(findings, color, space.root, lang=lang)
    if advise:
        note(
            "nothing is decided while documents have errors; --keep-going ranks the sound requests and lists the others"
        )
