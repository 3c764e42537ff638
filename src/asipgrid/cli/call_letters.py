"""The letters of one call made, with its templates and the earlier calls its addenda build on."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from asipgrid import pipeline, reading
from asipgrid.check.case import Case
from asipgrid.cli.console import Color, Quit, tell, typed
from asipgrid.cli.monitor import followed
from asipgrid.documents import workspace
from asipgrid.letters import decisions
from asipgrid.letters.addendum import Earlier
from asipgrid.letters.kinds import LetterKind
from asipgrid.letters.listing import Drafted, digest
from asipgrid.letters.own_templates import render_own
from asipgrid.letters.rendering import LetterRenderer
from asipgrid.model.places import Finding, Language
from asipgrid.model.requests import Amendment
from asipgrid.model.results import Ranked, Result
from asipgrid.monitoring.monitor import decided_documents
from asipgrid.monitoring.projects import FollowedProject, Monitoring
from asipgrid.review.explain import explain

_Told = tuple[Ranked, LetterKind, dict[str, Any], dict[str, str]]


class CallLetters:
    """Drafts the letters of one call, with its templates and the earlier calls its addenda build on."""

    def __init__(self, space: workspace.Workspace, result: Result, case: Case, lang: Language | None) -> None:
        """`lang` is the language that was asked for, in which is told what is wrong."""
        self.space, self.result, self.case, self.lang = space, result, case, lang
        self.plan = pipeline.plan_behind(case, result)
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
            if reference is not None and _reference(each) == reference and each.award.grants
        ]

    def followed(self, as_of: str) -> Monitoring:
        """The funded projects on a day."""
        return followed(self.space, self.result, self.case, as_of, Color.NEVER, self.lang)

    def following(
        self, kind: LetterKind, as_of: str, wanted: Sequence[FollowedProject], language: Language
    ) -> list[Drafted]:
        """The letters of one kind that are called for on a day, in the order given."""
        told = []
        for each in wanted:
            letter = decisions.following(kind, self.result, each, as_of, language)
            if letter is not None:
                shared = [(self.result.call.file, self.result.call.digest)]
                shared += [(grid.file, grid.digest) for grid in self.result.grids]
                told.append((each.ranked, kind, letter, dict(sorted([*shared, *each.documents.items()]))))
        return self._written(told, language, as_of)

    def drafted(self, wanted: Sequence[Ranked], language: Language) -> list[Drafted]:
        """The letters that decisions call for, in the order given."""
        told = []
        for ranked in wanted:
            kind = decisions.kind(ranked)
            assert kind is not None
            earlier = self.earlier(ranked)
            letter = decisions.letter(explain(self.plan, self.result, ranked.request.id), language, earlier)
            told.append((ranked, kind, letter, self._inputs(ranked, earlier)))
        return self._written(told, language)

    def _written(self, told: Sequence[_Told], language: Language, as_of: str | None = None) -> list[Drafted]:
        """Letters as text; a template of the call that fails is told with its line, and nothing is drafted."""
        orders = [(kind.value, data) for _, kind, data, _ in told]
        if self.templates.own and orders:
            made = render_own(self.templates.own, orders, language)
            self._refuse(made.findings)
            texts = list(made.texts)
        else:
            renderer = LetterRenderer()
            texts = [renderer.text(kind, data, language) for kind, data in orders]
        return [
            Drafted(
                request=ranked.request.id,
                kind=kind,
                language=language,
                text=text,
                says=digest(text.encode()),
                inputs=inputs,
                as_of=as_of,
                blanks=data.get("blanks", ()),
            )
            for (ranked, kind, data, inputs), text in zip(told, texts, strict=True)
        ]

    def _refuse(self, wrong: Sequence[Finding]) -> None:
        """Nothing is drafted while a template of the call is wrong: what is wrong is told, and the command ends with 1."""
        if wrong:
            tell(reading.with_excerpts(wrong, self.templates.sources), Color.NEVER, self.space.root, lang=self.lang)
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
    yield from decided_documents(ranked)


def _reference(ranked: Ranked) -> str | None:
    reference: str | None = ranked.request.data.get("agreement", {}).get("reference")
    return reference
