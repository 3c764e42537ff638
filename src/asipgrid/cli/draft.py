"""`asipgrid draft`: the letter each decision calls for, and whether drafts are still what the documents give."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer
from msgspec import Struct

from asipgrid.check.case import Case
from asipgrid.cli import draft_folder
from asipgrid.cli.call_letters import CallLetters
from asipgrid.cli.console import Color, Quit, answer, counted, cwd, language, note
from asipgrid.cli.monitor import day
from asipgrid.cli.options import (
    AsOfOption,
    CallArgument,
    KeepGoingOption,
    LangOption,
    QuietOption,
    VerboseOption,
    requests,
)
from asipgrid.cli.score import chosen, decided, note_unfilled, whole
from asipgrid.documents import workspace, writing
from asipgrid.letters import decisions
from asipgrid.letters.files import FILE_FORMATS
from asipgrid.letters.kinds import LetterKind
from asipgrid.letters.listing import LIST, Drafted, digest, entry, replaced, text
from asipgrid.model.places import Language
from asipgrid.model.results import Result

Paper = StrEnum("Paper", {name.upper(): name for name in ("md", *FILE_FORMATS)})  # type: ignore[misc]
_MD = Paper("md")


class Following(StrEnum):
    """Letters that follow a funded project."""

    PAYMENT = "payment"
    REMINDER = "reminder"
    FOLLOW_UP = "follow-up"


class DraftOptions(Struct, frozen=True, kw_only=True):
    """What is asked for: in which language and form, where to, replacing what was edited or not.

    `letter` is one of those that follow a funded project, looked at on the day `as_of`; None: what the decision calls for.
    """

    lang: LangOption = None
    form: Annotated[Paper, typer.Option("--to", help="Form of the letters; all but md need asipgrid[letters].")] = _MD
    letter: Annotated[
        Following | None,
        typer.Option("--letter", help="A letter that follows funded projects, instead of the decision's."),
    ] = None
    as_of: AsOfOption = None
    output: Annotated[
        Path | None, typer.Option("--output", "-o", help="Write one file a letter into this folder.", metavar="DIR")
    ] = None
    check: Annotated[
        bool, typer.Option("--check", help="Say which drafts in DIR are stale, and end with 1 when any is.")
    ] = False
    force: Annotated[bool, typer.Option("--force", help="Replace files that differ.")] = False
    keep_going: KeepGoingOption = False
    quiet: QuietOption = False
    verbose: VerboseOption = False

    @property
    def language(self) -> Language:
        """The language of the letters."""
        return language(self.lang)


def draft(
    call: CallArgument,
    requests: Annotated[
        list[str] | None,
        typer.Argument(
            help="Request ids; default: all of them.", autocompletion=requests, metavar="[REQUEST]…", show_default=False
        ),
    ] = None,
    *,
    options: DraftOptions,
) -> None:
    """Draft the letter each decision calls for: addendum or agreement, questions, deferral, refusal, reserve, agreement maintained.

    With --letter, draft what follows a funded project: payment notice, reminder, follow-up addendum.

    Example: asipgrid draft requests/example-2010 region-a --lang fr
    """
    if options.check:
        _tell_stale(call, options)
    else:
        _write_letters(call, requests or [], options)


def _write_letters(call: str, requests: Sequence[str], options: DraftOptions) -> None:
    """Print letters, or write one file a letter into a folder with the list of what they were drafted from."""
    if options.form != "md" and options.output is None:
        raise workspace.CannotError(f"--to {options.form} writes files; say where with -o DIR")
    space, result, case = _result(call, options)
    chosen(result, case, requests)
    note_unfilled(result, quiet=options.quiet)
    builder = CallLetters(space, result, case, options.lang)
    if options.letter is None and options.as_of is not None:
        raise workspace.CannotError("--as-of is the day of a letter that follows a project; say which with --letter")
    kind = None if options.letter is None else LetterKind(options.letter)
    drafted = (
        _decided(builder, result, requests, options)
        if kind is None
        else _following(builder, kind, case, requests, options)
    )
    if options.output is None:
        answer("\n---\n\n".join(each.text for each in drafted))
    else:
        _write(options.output, result, drafted, options)
    if not options.quiet:
        for line in _blanks(drafted):
            note(line)
    whole(result)


def _blanks(drafted: Sequence[Drafted]) -> Iterator[str]:
    """What is to be completed before letters are signed: what all of one kind lack together, then each its own."""
    for kind in dict.fromkeys(each.kind for each in drafted if each.blanks):
        lacking = [each for each in drafted if each.kind is kind and each.blanks]
        shared = [
            blank for blank in lacking[0].blanks if len(lacking) > 1 and all(blank in each.blanks for each in lacking)
        ]
        if shared:
            yield f"{kind.value}, {len(lacking)} letters: to be completed before signature: {', '.join(shared)}"
        for each in lacking:
            own = [blank for blank in each.blanks if blank not in shared]
            if own:
                yield f"{each.request}: to be completed before signature: {', '.join(own)}"


def _following(
    builder: CallLetters, kind: LetterKind, case: Case, requests: Sequence[str], options: DraftOptions
) -> list[Drafted]:
    """The letters of one kind that follow funded projects on a day."""
    as_of = day(case, options.as_of, quiet=options.quiet)
    report = builder.followed(as_of)
    known = {each.id for each in report.requests}
    for name in requests:
        if name not in known:
            raise workspace.CannotError(f"{name}: is not funded, so there is nothing to follow")
    wanted = [each for each in report.requests if each.id in (requests or known)]
    drafted = builder.following(kind, as_of, wanted, options.language)
    called = {each.request for each in drafted}
    for each in wanted:
        why = f"{each.id}: no {kind.value} letter is called for on {as_of}"
        if requests and each.id not in called:
            raise workspace.CannotError(why)
    if not drafted:
        raise workspace.CannotError(f"{report.call.id}: no {kind.value} letter is called for on {as_of}")
    return drafted


def _decided(builder: CallLetters, result: Result, requests: Sequence[str], options: DraftOptions) -> list[Drafted]:
    """The letters that decisions call for."""
    wanted = [ranked for ranked in result.by_id() if ranked.request.id in (requests or _all(result))]
    silent = [ranked for ranked in wanted if decisions.kind(ranked) is None]
    for ranked in silent:
        why = f"{ranked.request.id}: no addendum to draft, for what it is awarded is 0"
        if result.call.stage is not None:
            why = f"{ranked.request.id}: no letter to draft yet, for the threshold of the stage is not known"
        if requests:
            raise workspace.CannotError(why)
        if not options.quiet:
            note(why)
    return builder.drafted([ranked for ranked in wanted if ranked not in silent], options.language)


def _all(result: Result) -> frozenset[str]:
    return frozenset(ranked.request.id for ranked in result.requests)


def _result(call: str, options: DraftOptions) -> tuple[workspace.Workspace, Result, Case]:
    space = workspace.find_call(call, cwd())
    result, case = decided(
        space,
        Color.NEVER,
        keep_going=options.keep_going,
        quiet=options.quiet,
        verbose=options.verbose,
        lang=options.lang,
    )
    return space, result, case


def _write(folder: Path, result: Result, drafted: Sequence[Drafted], options: DraftOptions) -> None:
    """Write the letters and their list; a file that was edited since it was drafted is left alone unless `force`."""
    if folder.exists() and not folder.is_dir():
        raise workspace.CannotError(f"{folder}: is not a folder; nothing was written")
    listed, form = draft_folder.listed(folder), options.form.value
    made = dict(zip((each.name(form) for each in drafted), draft_folder.files(result, drafted, form), strict=True))
    there = draft_folder.there(folder, {*made, *listed})
    for name, data in made.items():
        edited = name in there and there[name] != data and digest(there[name]) != listed.get(name, {}).get("digest")
        if edited and not options.force:
            raise workspace.CannotError(
                f"{folder / name}: is there already and differs; nothing was written (--force replaces it)"
            )
    former = [name for name, entry in listed.items() if name not in made and replaced(entry, drafted, form)]
    stale = [name for name in former if name in there and digest(there[name]) == listed[name]["digest"]]
    for name in former:
        listed.pop(name)
    listed |= {each.name(form): entry(result.call.id, each, form, made[each.name(form)]) for each in drafted}
    texts: dict[str, str | bytes] = {**made, LIST: text(listed)}
    writing.write_set(folder, texts, lambda name: name in stale)
    if not options.quiet:
        note(f"{counted(len(made), 'letter')} in {folder.as_posix()}")
        for name in former:
            gone = "removed" if name in stale else "left, for it was edited"
            note(f"{(folder / name).as_posix()} {gone}: the decision calls for another letter now")


def _tell_stale(call: str, options: DraftOptions) -> None:
    """Say of each draft in a folder whether its inputs have changed since; end with 1 when any have."""
    folder = options.output
    if folder is None:
        raise workspace.CannotError("--check looks at drafts; say where they are with -o DIR")
    space, result, case = _result(call, options)
    kept = draft_folder.drafts_kept(folder, result.call.id)
    if not kept.listed:
        raise workspace.CannotError(
            f"{folder}: no drafts of {result.call.id} are listed here; `asipgrid draft -o` writes them"
        )
    builder = CallLetters(space, result, case, options.lang)
    stale = kept.stale(draft_folder.drafted_now(builder, result, kept.listed))
    lines = [
        f"{(folder / name).as_posix()}: stale: {'; '.join(stale[name])}\n" for name in sorted(stale) if stale[name]
    ]
    lines += [
        f"{(folder / name).as_posix()}: edited since it was drafted, from inputs that still hold\n"
        for name in sorted(stale)
        if not stale[name] and kept.edited(name)
    ]
    missing = kept.missing(result)
    if missing and not options.quiet:
        note(f"no draft here for {', '.join(missing)}")
    fresh = sum(not why for why in stale.values())
    answer("".join(lines) + f"{counted(fresh, 'draft')} of {len(stale)} up to date\n")
    if fresh < len(stale):
        raise Quit(1)
