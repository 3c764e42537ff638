"""`asipgrid draft`: the letter each decision calls for, and whether drafts are still what the documents give."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

from msgspec import Struct

from asipgrid import pipeline
from asipgrid.check import Case
from asipgrid.cli.console import Color, Quit, answer, counted, cwd, note, tell, typed
from asipgrid.cli.monitor import checked_day, day, followed
from asipgrid.cli.score import chosen, decided, note_unfilled, whole
from asipgrid.documents import workspace, writing
from asipgrid.letters import decisions
from asipgrid.letters.addendum import Earlier
from asipgrid.letters.document import Pages, fields
from asipgrid.letters.files import PAPER, NoPaperError, Sheet
from asipgrid.letters.listing import LIST, Drafted, digest, entries, entry, replaced, sort, text
from asipgrid.letters.listing import stale as why_stale
from asipgrid.letters.own_templates import pressed
from asipgrid.model.places import Finding, Language
from asipgrid.model.requests import Amendment
from asipgrid.model.results import Ranked, Result
from asipgrid.monitoring.monitor import Followed, Monitoring
from asipgrid.review.explain import explain
from asipgrid.text.escape import clean


class Wish(Struct, frozen=True, kw_only=True):
    """What is asked for: whose letters, in which language and form, where to, replacing what was edited or not.

    `letter` is one of those that follow a funded project, looked at on the day `as_of`; None: what the decision calls for.
    """

    requests: Sequence[str]
    language: Language
    form: str
    output: Path | None
    force: bool
    keep_going: bool
    quiet: bool
    verbose: bool
    letter: str | None = None
    as_of: str | None = None


def draft(call: str, wish: Wish) -> None:
    """Print letters, or write one file a letter into a folder with the list of what they were drafted from."""
    if wish.form != "md" and wish.output is None:
        raise workspace.CannotError(f"--to {wish.form} writes files; say where with -o DIR")
    space, result, case = _result(call, keep_going=wish.keep_going, quiet=wish.quiet, verbose=wish.verbose)
    chosen(result, case, wish.requests)
    note_unfilled(result, quiet=wish.quiet)
    desk = _Desk(space, result, case)
    if wish.letter is None and wish.as_of is not None:
        raise workspace.CannotError("--as-of is the day of a letter that follows a project; say which with --letter")
    kind = None if wish.letter is None else decisions.Kind(wish.letter)
    drafted = _decided(desk, result, wish) if kind is None else _following(desk, kind, case, wish)
    if wish.output is None:
        answer("\n---\n\n".join(each.text for each in drafted))
    else:
        _write(wish.output, result, drafted, wish)
    whole(result)


def _following(desk: _Desk, kind: decisions.Kind, case: Case, wish: Wish) -> list[Drafted]:
    """The letters of one kind that follow funded projects on a day."""
    as_of = day(case, wish.as_of, quiet=wish.quiet)
    report = desk.followed(as_of)
    known = {each.id for each in report.requests}
    for name in wish.requests:
        if name not in known:
            raise workspace.CannotError(f"{name}: is not funded, so there is nothing to follow")
    wanted = [each for each in report.requests if each.id in (wish.requests or known)]
    drafted = desk.following(kind, as_of, wanted, wish.language)
    called = {each.request for each in drafted}
    for each in wanted:
        why = f"{each.id}: no {kind.value} letter is called for on {as_of}"
        if wish.requests and each.id not in called:
            raise workspace.CannotError(why)
    if not drafted:
        raise workspace.CannotError(f"{report.call.id}: no {kind.value} letter is called for on {as_of}")
    return drafted


def _decided(desk: _Desk, result: Result, wish: Wish) -> list[Drafted]:
    """The letters that decisions call for."""
    wanted = [ranked for ranked in result.by_id() if ranked.request.id in (wish.requests or _all(result))]
    silent = [ranked for ranked in wanted if decisions.kind(ranked) is None]
    for ranked in silent:
        amount = "its amount is not stated" if ranked.award.amount is None else "what it is awarded is 0"
        why = f"{ranked.request.id}: no addendum to draft, for {amount}"
        if wish.requests:
            raise workspace.CannotError(why)
        if not wish.quiet:
            note(why)
    return desk.drafted([ranked for ranked in wanted if ranked not in silent], wish.language)


_Told = tuple[Ranked, decisions.Kind, dict[str, Any], dict[str, str]]


def _all(result: Result) -> frozenset[str]:
    return frozenset(ranked.request.id for ranked in result.requests)


def _result(call: str, *, keep_going: bool, quiet: bool, verbose: bool) -> tuple[workspace.Workspace, Result, Case]:
    space = workspace.find_call(call, cwd())
    result, case = decided(space, Color.NEVER, keep_going=keep_going, quiet=quiet, verbose=verbose)
    return space, result, case


class _Desk:
    """Drafts the letters of one call, with its templates and the earlier calls its addenda build on."""

    def __init__(self, space: workspace.Workspace, result: Result, case: Case) -> None:
        self.space, self.result, self.case = space, result, case
        self.plan = pipeline.planned(case)
        self.templates = pipeline.templates(space)
        self._refuse(self.templates.findings)
        terms = result.call.addendum
        self.before = [self._before(name) for name in (terms.builds_on if terms else ())]

    def _before(self, name: str) -> tuple[Result, Mapping[str, Amendment]]:
        assert self.space.call is not None
        space = workspace.find_call(name, self.space.call.parent)
        assert space.call is not None
        loaded = pipeline.load(space)
        case = loaded.checked.case
        result = pipeline.evaluate(case) if case and loaded.sound else None
        if case is None or not isinstance(result, Result):
            says = "the earlier call that `addendum.builds_on` names has errors"
            raise workspace.CannotError(f"{name}: {says}; `asipgrid check {typed(space.call)}` lists them")
        return result, {each.request: each for each in case.amendments}

    def earlier(self, ranked: Ranked) -> Earlier:
        """What earlier calls granted under the same agreement, oldest first."""
        reference = _reference(ranked)
        return [
            (result, each, amendments.get(each.request.id))
            for result, amendments in self.before
            for each in result.by_id()
            if reference is not None and _reference(each) == reference and each.award.amount
        ]

    def followed(self, as_of: str) -> Monitoring:
        """The funded projects on a day."""
        return followed(self.space, self.result, self.case, as_of, Color.NEVER)

    def following(
        self, kind: decisions.Kind, as_of: str, wanted: Sequence[Followed], language: Language
    ) -> list[Drafted]:
        """The letters of one kind that are called for on a day, in the order given."""
        told = []
        for each in wanted:
            letter = decisions.following(kind, self.result, each, as_of, language)
            if letter is not None:
                shared = [(self.result.call.file, self.result.call.digest)]
                shared += [(grid.file, grid.digest) for grid in self.result.grids]
                told.append((each.ranked, kind, fields(letter), dict(sorted([*shared, *each.documents.items()]))))
        return self.pressed(told, language, as_of)

    def drafted(self, wanted: Sequence[Ranked], language: Language) -> list[Drafted]:
        """The letters that decisions call for, in the order given."""
        told = []
        for ranked in wanted:
            kind = decisions.kind(ranked)
            assert kind is not None
            earlier = self.earlier(ranked)
            letter = decisions.letter(explain(self.plan, self.result, ranked.request.id), language, earlier)
            told.append((ranked, kind, fields(letter), self._inputs(ranked, earlier)))
        return self.pressed(told, language)

    def pressed(self, told: Sequence[_Told], language: Language, as_of: str | None = None) -> list[Drafted]:
        """Letters as text; a template of the call that fails is told with its line, and nothing is drafted."""
        orders = [(kind.value, data) for _, kind, data, _ in told]
        if self.templates.own and orders:
            made = pressed(self.templates.own, orders, language)
            self._refuse(made.findings)
            texts = list(made.pages)
        else:
            pages = Pages()
            texts = [pages.page(kind, data, language) for kind, data in orders]
        return [
            Drafted(
                request=ranked.request.id,
                kind=kind,
                language=language,
                text=text,
                says=digest(text.encode()),
                inputs=inputs,
                as_of=as_of,
            )
            for (ranked, kind, _, inputs), text in zip(told, texts, strict=True)
        ]

    def _refuse(self, wrong: Sequence[Finding]) -> None:
        """Nothing is drafted while a template of the call is wrong: what is wrong is told, and the command ends with 1."""
        if wrong:
            tell(pipeline.with_excerpts(wrong, self.templates.sources), Color.NEVER, self.space.root)
            raise Quit(1)

    def _inputs(self, ranked: Ranked, earlier: Earlier) -> dict[str, str]:
        """The documents a letter rests on, by name, with their digests."""
        calls = [(self.result, ranked, None), *earlier]
        return dict(sorted(each for result, one, since in calls for each in _documents(result, one, since)))


def _documents(result: Result, ranked: Ranked, since: Amendment | None) -> Iterator[tuple[str, str]]:
    if since is not None:
        yield since.file, since.digest
    yield result.call.file, result.call.digest
    yield from ((grid.file, grid.digest) for grid in result.grids)
    yield ranked.request.record.name, ranked.request.digest
    yield from ((sheet.file, sheet.digest) for sheet in ranked.sheets)
    if ranked.decision is not None:
        yield ranked.decision.place.file, ranked.decision.digest


def _reference(ranked: Ranked) -> str | None:
    reference: str | None = ranked.request.data.get("agreement", {}).get("reference")
    return reference


# ── files ──────────────────────────────────────────────────────────────────────────────────────────


def _write(folder: Path, result: Result, drafted: Sequence[Drafted], wish: Wish) -> None:
    """Write the letters and their list; a file that was edited since it was drafted is left alone unless `force`."""
    if folder.exists() and not folder.is_dir():
        raise workspace.CannotError(f"{folder}: is not a folder; nothing was written")
    listed = _listed(folder)
    made = dict(zip((each.name(wish.form) for each in drafted), _sheets(result, drafted, wish.form), strict=True))
    there = _there(folder, {*made, *listed})
    for name, data in made.items():
        edited = name in there and there[name] != data and digest(there[name]) != listed.get(name, {}).get("digest")
        if edited and not wish.force:
            raise workspace.CannotError(
                f"{folder / name}: is there already and differs; nothing was written (--force replaces it)"
            )
    former = [name for name, entry in listed.items() if name not in made and replaced(entry, drafted, wish.form)]
    stale = [name for name in former if name in there and digest(there[name]) == listed[name]["digest"]]
    for name in former:
        listed.pop(name)
    listed |= {
        each.name(wish.form): entry(result.call.id, each, wish.form, made[each.name(wish.form)]) for each in drafted
    }
    texts: dict[str, str | bytes] = {**made, LIST: text(listed)}
    writing.write_set(folder, texts, lambda name: name in stale)
    if not wish.quiet:
        note(f"{counted(len(made), 'letter')} in {folder.as_posix()}")
        for name in former:
            gone = "removed" if name in stale else "left, for it was edited"
            note(f"{(folder / name).as_posix()} {gone}: the decision calls for another letter now")


def _there(folder: Path, names: Collection[str]) -> dict[str, bytes]:
    """What the letters in a folder hold. Line ends are no edit, as in documents: a checkout may have changed them."""
    found = writing.contents(folder, lambda name: name in names)
    return {name: data.replace(b"\r\n", b"\n") if name.endswith(".md") else data for name, data in found.items()}


def _sheets(result: Result, drafted: Sequence[Drafted], form: str) -> list[bytes]:
    if form == "md":
        return [each.text.encode() for each in drafted]
    make = PAPER[form]
    sheets = [
        Sheet(
            text=each.text,
            title=clean(f"{decisions.TITLES[each.kind].to(each.language)}, {each.request}"),
            authority=clean(result.call.authority.to(each.language)),
            language=each.language,
        )
        for each in drafted
    ]
    try:
        with ThreadPoolExecutor() as pool:
            return list(pool.map(make, sheets))
    except NoPaperError as error:
        raise workspace.CannotError(str(error)) from error


def _listed(folder: Path) -> dict[str, dict[str, Any]]:
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


# ── drafts that are still what the documents give ──────────────────────────────────────────────────


def check(call: str, folder: Path | None, *, keep_going: bool, quiet: bool, verbose: bool) -> None:
    """Say of each draft in a folder whether its inputs have changed since; end with 1 when any have."""
    if folder is None:
        raise workspace.CannotError("--check looks at drafts; say where they are with -o DIR")
    space, result, case = _result(call, keep_going=keep_going, quiet=quiet, verbose=verbose)
    listed = {name: entry for name, entry in _listed(folder).items() if entry["call"] == result.call.id}
    if not listed:
        raise workspace.CannotError(
            f"{folder}: no drafts of {result.call.id} are listed here; `asipgrid draft -o` writes them"
        )
    there = _there(folder, listed)
    desk = _Desk(space, result, case)
    now: dict[tuple[str, ...], Drafted] = {}
    for kind, as_of, language in sorted({sort(one) for one in listed.values()}):
        if kind:
            report = desk.followed(checked_day(as_of))
            made = desk.following(decisions.Kind(kind), as_of, report.requests, Language(language))
        else:
            made = desk.drafted(
                [each for each in result.by_id() if decisions.kind(each) is not None], Language(language)
            )
        now |= {(kind, as_of, language, each.request): each for each in made}
    stale = {name: list(why_stale(entry, now.get((*sort(entry), entry["request"])))) for name, entry in listed.items()}
    stale |= {name: ["is gone"] for name in listed if name not in there}
    lines = [
        f"{(folder / name).as_posix()}: stale: {'; '.join(stale[name])}\n" for name in sorted(listed) if stale[name]
    ]
    lines += [
        f"{(folder / name).as_posix()}: edited since it was drafted, from inputs that still hold\n"
        for name in sorted(listed)
        if not stale[name] and digest(there[name]) != listed[name]["digest"]
    ]
    drafted = {entry["request"] for entry in listed.values()}
    missing = [ranked.request.id for ranked in result.by_id() if ranked.request.id not in drafted]
    if missing and not quiet:
        note(f"no draft here for {', '.join(missing)}")
    fresh = sum(not why for why in stale.values())
    answer("".join(lines) + f"{counted(fresh, 'draft')} of {len(listed)} up to date\n")
    if fresh < len(listed):
        raise Quit(1)
