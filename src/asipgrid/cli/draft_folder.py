"""Drafts kept in a folder: what they hold, which are stale and why, and the files that letters become."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

from msgspec import Struct

from asipgrid.check.case import Case
from asipgrid.cli.call_letters import CallLetters
from asipgrid.cli.ids import checked_day
from asipgrid.documents import workspace, writing
from asipgrid.formats import Look
from asipgrid.letters import decisions
from asipgrid.letters.files import FILE_FORMATS, FinishedLetter, LetterFileError
from asipgrid.letters.kinds import LetterKind, title_of
from asipgrid.letters.listing import LIST, Drafted, digest, entries, sort
from asipgrid.letters.listing import stale as why_stale
from asipgrid.model.places import Id, Language
from asipgrid.model.results import Result
from asipgrid.text.escape import clean
from asipgrid.text.typeset import TypesetError

DraftedNow = Mapping[tuple[str, ...], Drafted]
"""Letters as they would be drafted now, by sort and request."""


class KeptDrafts(Struct, frozen=True, kw_only=True):
    """The drafts of one call in a folder: what the list says of each, and the bytes of those that are there."""

    folder: Path
    listed: dict[str, dict[str, Any]]
    there: dict[str, bytes]

    def now(self, name: str, now: DraftedNow) -> Drafted | None:
        """The letter of the same sort to the same applicant as it would be drafted now; None where none is called for."""
        return now.get((*sort(self.listed[name]), self.listed[name]["request"]))

    def stale(self, now: DraftedNow) -> dict[str, list[str]]:
        """Why each draft is not what the documents give any more; nothing where it is."""
        found = {name: list(why_stale(entry, self.now(name, now))) for name, entry in self.listed.items()}
        return found | {name: ["is gone"] for name in self.listed if name not in self.there}

    def edited(self, name: str) -> bool:
        """Whether a draft that is there was edited since it was drafted."""
        return name in self.there and digest(self.there[name]) != self.listed[name]["digest"]

    def missing(self, result: Result) -> list[str]:
        """The requests of a call to which no draft here is addressed."""
        drafted = {entry["request"] for entry in self.listed.values()}
        return [ranked.request.id for ranked in result.by_id() if ranked.request.id not in drafted]


class StaleDrafts(Struct, frozen=True, kw_only=True):
    """The stale drafts of a folder: `why` each is, and those that may be drafted anew, as they are now.

    A letter is an act: what may have been sent is not `ready`, and its `why` says so.
    """

    kept: KeptDrafts
    why: dict[str, str]
    ready: dict[str, Drafted]


def stale_drafts(
    space: workspace.Workspace, result: Result, case: Case, page: Look, lang: Language | None
) -> list[StaleDrafts]:
    """The drafts of a call, and which are stale, in each folder where drafts are looked for.

    What is wrong with its templates is told, in the language that was asked for, and the command ends with 1.
    """
    kept = [drafts_kept(each, result.call.id) for each in folders(space, page)]
    if not any(each.listed for each in kept):
        return []
    builder = CallLetters(space, result, case, lang)
    signed = {each.request: each.signed_on for each in case.ledgers if each.signed_on is not None}
    return [_stale(each, drafted_now(builder, result, each.listed), signed) for each in kept if each.listed]


def _stale(kept: KeptDrafts, now: DraftedNow, signed: Mapping[Id, str]) -> StaleDrafts:
    why: dict[str, str] = {}
    ready: dict[str, Drafted] = {}
    for name, causes in sorted(kept.stale(now).items()):
        letter, stands = kept.now(name, now), _stands(kept, name, signed)
        if causes:
            why[name] = f"stale, {'; '.join([*causes, *([stands] if stands else [])])}"
            if stands is None and letter is not None and letter.name(kept.listed[name]["form"]) == name:
                ready[name] = letter
    return StaleDrafts(kept=kept, why=why, ready=ready)


def _stands(kept: KeptDrafts, name: str, signed: Mapping[Id, str]) -> str | None:
    """Why a letter is not drafted anew; None when it may be."""
    listed = kept.listed[name]
    if "as_of" in listed:
        return f"it is a letter of {listed['as_of']}"
    if listed["letter"] == LetterKind.ADDENDUM and listed["request"] in signed:
        return f"it was signed on {signed[listed['request']]}"
    return "it was edited since it was drafted" if kept.edited(name) else None


def folders(space: workspace.Workspace, page: Look) -> list[Path]:
    """The folders of drafts of a workspace, as they may be typed: its root, the call's folder, and those in either."""
    assert space.call is not None
    places = dict.fromkeys(
        each for home in (space.root, space.call) for each in (home, *workspace.folders(space, home))
    )
    found = [each for each in places if _has_list(each) and workspace.leads_inside(space, each)]
    return [Path(page.prefix + space.name(each)) for each in found]


def _has_list(folder: Path) -> bool:
    try:
        return (folder / LIST).is_file()
    except OSError:  # nobody may look into it, so no drafts of ours are there to be looked at
        return False


def drafts_kept(folder: Path, call: str) -> KeptDrafts:
    """The drafts of a call that the list in a folder names; CannotError when that list is none of ours."""
    mine = {name: entry for name, entry in listed(folder).items() if entry["call"] == call}
    return KeptDrafts(folder=folder, listed=mine, there=there(folder, mine))


def listed(folder: Path) -> dict[str, dict[str, Any]]:
    """What the list in a folder says of its drafts; CannotError when it is none of ours."""
    data = writing.contents(folder, lambda name: name == LIST).get(LIST)
    if data is None:
        return {}
    try:
        return entries(data)
    except ValueError as error:
        raise workspace.CannotError(
            f"{folder / LIST}: is not the list of drafts that asipgrid writes; remove it"
        ) from error


def there(folder: Path, names: Collection[str]) -> dict[str, bytes]:
    """What the letters in a folder hold. Line ends are no edit, as in documents: a checkout may have changed them."""
    found = writing.contents(folder, lambda name: name in names)
    return {name: data.replace(b"\r\n", b"\n") if name.endswith(".md") else data for name, data in found.items()}


def files(result: Result, drafted: Sequence[Drafted], form: str) -> list[bytes]:
    """What the files of letters hold in a form, in the same order; CannotError where a library for it is missing."""
    if form == "md":
        return [each.text.encode() for each in drafted]
    make = FILE_FORMATS[form]
    sheets = [
        FinishedLetter(
            text=each.text,
            title=clean(f"{title_of(each.kind, result.call).to(each.language)}, {each.request}"),
            authority=clean(result.call.authority.to(each.language)),
            language=each.language,
        )
        for each in drafted
    ]
    try:
        with ThreadPoolExecutor() as pool:
            return list(pool.map(make, sheets))
    except (LetterFileError, TypesetError) as error:
        raise workspace.CannotError(str(error)) from error


def drafted_now(builder: CallLetters, result: Result, listed: Mapping[str, Mapping[str, Any]]) -> DraftedNow:
    """The letters of every sort that a list has, as they would be drafted now."""
    now: dict[tuple[str, ...], Drafted] = {}
    for kind, as_of, language in sorted({sort(one) for one in listed.values()}):
        if kind:
            report = builder.followed(checked_day(as_of))
            made = builder.following(LetterKind(kind), as_of, report.requests, Language(language))
        else:
            made = builder.drafted(
                [each for each in result.by_id() if decisions.kind(each) is not None], Language(language)
            )
        now |= {(kind, as_of, language, each.request): each for each in made}
    return now
