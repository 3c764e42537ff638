"""`asipgrid score` and `asipgrid explain`: one call, decided."""

from __future__ import annotations

import os
from collections.abc import Iterable, Sequence
from pathlib import Path

from asipgrid import files, render, run
from asipgrid.check import Case, is_wrong
from asipgrid.cli.console import Color, Quit, answer, counted, cwd, look, note, note_passed_over
from asipgrid.model import Finding, Result
from asipgrid.render import Look
from asipgrid.render.joined import Form


def score(
    call: str,
    format_: str,
    color: Color,
    *,
    write: bool,
    keep_going: bool,
    jobs: int | None,
    quiet: bool,
    verbose: bool,
) -> None:
    """Print the result of a call, and write it when asked; with errors in its documents, print those and exit 1."""
    space = files.find_call(call, cwd())
    if format_ in _JOINED and not write and _joined(space, format_, jobs, quiet=quiet, verbose=verbose):
        return
    page = look(color, space.root)
    result, _ = decided(
        space, page, json=format_.startswith("json"), keep_going=keep_going, quiet=quiet, verbose=verbose
    )
    if write:
        _write(space, result, page, quiet=quiet)
    answer(render.renderer(render.RESULT, format_)(result, page))
    if is_wrong(result.findings):
        raise Quit(1)


# How many requests pay for a process of their own.
WORTH_A_PROCESS = 100


def cores() -> int:
    """How many processes can run at once here."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


# The formats that are put together from texts, and whether on lines of their own.
_JOINED = {"json": True, "jsonl": False}


def _joined(space: files.Workspace, format_: str, jobs: int | None, *, quiet: bool, verbose: bool) -> bool:
    """Print the result of sound documents, request by request made ready where it is scored; whether that was done."""
    from asipgrid import batch

    def work(frame: batch.Frame, dossiers: Sequence[batch.Dossier]) -> Iterable[batch.Done]:
        count = min(jobs or cores(), len(dossiers) // WORTH_A_PROCESS)
        if count < 2:
            return batch.score(frame, dossiers)
        from asipgrid.cli import workers

        return workers.score(count, frame, dossiers)

    try:
        found = batch.answer(space, Form(indented=_JOINED[format_]), work)
    except batch.NeedsWork:
        return False
    _notes(found.documents, found.passed_over, len(found.findings), quiet=quiet, verbose=verbose)
    answer(found.text)
    return True


def _notes(documents: int, passed_over: Sequence[str], findings: int, *, quiet: bool, verbose: bool) -> None:
    if quiet:
        return
    if verbose:
        note(f"{counted(documents, 'document')} read")
    if passed_over:
        note_passed_over(passed_over, verbose=verbose)
    if findings:
        note(f"{counted(findings, 'finding')} in the documents; `asipgrid check` lists them")


def _write(space: files.Workspace, result: Result, page: Look, *, quiet: bool) -> None:
    """Bring the call's results to what they are now: before the answer, which may find nobody to read it."""
    from asipgrid.render.results import folder, is_result

    place = Path(page.prefix + space.name(files.results(space)))
    texts = folder(result)
    removed = files.write_set(place, texts, is_result)
    if not quiet:
        note(f"{counted(len(texts), 'file')} in {place.as_posix()}")
        for name in removed:
            note(f"{(place / name).as_posix()} removed: no such request any more")


def explain(call: str, request: str, format_: str, color: Color, *, quiet: bool, verbose: bool) -> None:
    """Print how each number of one request came about."""
    from asipgrid.explain import explain as explanation

    space = files.find_call(call, cwd())
    page = look(color, space.root)
    result, case = decided(space, page, json=format_ == "json", keep_going=False, quiet=quiet, verbose=verbose)
    chosen(result, [request])
    answer(render.renderer(render.EXPLANATION, format_)(explanation(run.planned(case), result, request), page))


def chosen(result: Result, wanted: Sequence[str]) -> None:
    """Stop with one clear line when a request is not in the call."""
    known = [ranked.request.id for ranked in result.by_id()]
    for name in wanted:
        if name not in known:
            raise files.CannotError(f"{name}: no such request in {result.call.id}; there are {', '.join(known)}")


def decided(
    space: files.Workspace, page: Look, *, json: bool, keep_going: bool, quiet: bool, verbose: bool
) -> tuple[Result, Case]:
    """The result of a call. Documents with errors decide nothing: they are listed, and the command ends with 1."""
    loaded = run.load(space)
    if not quiet and verbose:
        note(f"{counted(len(loaded.documents), 'document')} read")
    if not quiet and loaded.passed_over:
        note_passed_over(loaded.passed_over, verbose=verbose)
    case = loaded.checked.case
    if case is None or not (loaded.sound or keep_going):
        _refuse(loaded.findings, page, json=json, quiet=quiet)
        raise Quit(1)
    result = run.evaluate(case, loaded.findings, loaded.refused)
    if not isinstance(result, Result):
        _refuse(run.with_excerpts((*loaded.findings, *result), loaded.sources), page, json=json, quiet=True)
        raise Quit(1)
    if loaded.findings and not quiet:
        note(f"{counted(len(loaded.findings), 'finding')} in the documents; `asipgrid check` lists them")
    return result, case


def _refuse(findings: Sequence[Finding], page: Look, *, json: bool, quiet: bool) -> None:
    answer(render.renderer(render.FINDINGS, "json" if json else "text")(findings, page))
    if not quiet:
        note(
            "nothing is decided while documents have errors; --keep-going ranks the sound requests and lists the others"
        )
