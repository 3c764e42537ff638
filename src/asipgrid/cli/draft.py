"""`asipgrid draft`: the addendum of each funded request."""

from __future__ import annotations

from pathlib import Path

from asipgrid import files
from asipgrid.cli.console import Color, answer, cwd, look, note
from asipgrid.cli.score import chosen, decided
from asipgrid.draft.addendum import addendum
from asipgrid.draft.page import page
from asipgrid.explain import PAID
from asipgrid.model import Language, Ranked


def draft(
    call: str, requests: list[str], lang: str, output: Path | None, *, force: bool, quiet: bool, verbose: bool
) -> None:
    """Print the addenda, or write one file a request into a folder."""
    space = files.find_call(call, cwd())
    result, _ = decided(
        space, look(Color.NEVER, space.root), json=False, keep_going=False, quiet=quiet, verbose=verbose
    )
    chosen(result, requests)
    funded = (
        [ranked for ranked in result.by_id() if ranked.request.id in requests]
        if requests
        else [ranked for ranked in result.by_id() if ranked.award.status in PAID and ranked.award.amount]
    )
    for ranked in funded:
        _refuse_without_award(ranked)
    language = Language(lang)
    pages = {ranked.request.id: page(addendum(result, ranked, language), language) for ranked in funded}
    if not pages and not quiet:
        note(f"{result.call.id}: no request is funded, so there is no addendum to draft")
    if output is None:
        answer("\n---\n\n".join(pages.values()))
        return
    files.write_all(
        {output / f"addendum-{name}.{language.value}.md": text for name, text in pages.items()}, force=force
    )
    if not quiet:
        note(f"{len(pages)} addenda in {output}")


def _refuse_without_award(ranked: Ranked) -> None:
    if not ranked.award.amount:
        why = (
            "its amount is not stated"
            if ranked.award.amount is None and ranked.outcome.value == "fund"
            else f"it is {ranked.word}"
        )
        raise files.CannotError(f"{ranked.request.id}: no addendum to draft, for {why}")
