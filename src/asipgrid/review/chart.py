"""The projects of a call by theme: what each says or states of it, and where that was published.

A theme is worded by the request itself (`chart`), or gathered from its facts and targets (`reads` of the call's
themes). What nobody stated is an empty cell, never a zero and never a no.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

from msgspec import Struct

from asipgrid.engine.paths import path_expression, supports
from asipgrid.model.act import source
from asipgrid.model.calls import Call, Grid
from asipgrid.model.places import Language
from asipgrid.model.requests import Request
from asipgrid.model.values import Text


class Reference(Struct, frozen=True, kw_only=True):
    """Where a statement comes from: the key or text of a source, and the passage of it, where that is said."""

    source: str
    passage: Text | None = None


class Statement(Struct, frozen=True, kw_only=True):
    """One thing said of a theme: the request's own words (`value` a Text, no `label`), or a labelled fact.

    `target`: it is a target of the applicant's own, by the day (ISO) or the time in words given; else `day` is the one
    that the figure describes. `precision` is how exact its source is: exact, over, about or under. `only`: the
    words are in this language alone.
    """

    value: Any
    label: Text | None = None
    only: Language | None = None
    money: bool = False
    target: bool = False
    day: str | None = None
    until: Text | None = None
    precision: str = "exact"
    references: tuple[Reference, ...] = ()


class Theme(Struct, frozen=True, kw_only=True):
    """A column: its id, its title, and the paths it reads with their labels (None: the title of the fact)."""

    id: str
    title: Text
    reads: tuple[tuple[str, Text | None], ...] = ()


class Project(Struct, frozen=True, kw_only=True):
    """A row: how the project is called, its title where that is another, and for each theme what is stated."""

    id: str
    name: Text
    title: Text | None
    cells: tuple[tuple[Statement, ...], ...]


class Chart(Struct, frozen=True, kw_only=True):
    """Projects by theme; `sources` are those that a cell refers to, by key, in the order of the call.

    `chosen`: the call says which themes its chart has; else there is one a grid.
    """

    call: Call
    themes: tuple[Theme, ...]
    projects: tuple[Project, ...]
    sources: Mapping[str, Text]
    chosen: bool


PRECISION: Final = {
    "over": Text("over ", "plus de "),
    "about": Text("about ", "environ "),
    "under": Text("under ", "moins de "),
}
"""The words before a figure whose source gives it so."""

KIND: Final = re.compile(r" \((?:number|text|date|list|nombre|texte|liste)\)$")
"""What a grid's title says of the kind of a fact: beside its value that is seen."""

_BLOCK: Final = "chart"
_MONEY: Final = ("amount", "requested", "minimum", "total_cost")


def chart(call: Call, grids: Sequence[Grid], requests: Sequence[Request]) -> Chart:
    """The chart of sound requests: regional projects, then national ones, each by id."""
    chosen = "chart" in call.data
    themes = tuple(_themes(call) if chosen else _theme_of_each(grids))
    rows = _Rows(grids, themes)
    scopes = [each["id"] for each in call.data.get("scopes", ())] or ["regional", "national"]
    ordered = sorted(requests, key=lambda each: (scopes.index(each.data["applicant"]["scope"]), each.id))
    projects = tuple(map(rows.project, ordered))
    used = {
        reference.source
        for project in projects
        for cell in project.cells
        for statement in cell
        for reference in statement.references
    }
    sources = {key: source(call.data, key) for key in call.sources if key in used}
    return Chart(call=call, themes=themes, projects=projects, sources=sources, chosen=chosen)


def _themes(call: Call) -> Iterator[Theme]:
    for each in call.data["chart"]["themes"]:
        reads = tuple(_read(read) for read in each.get("reads", ()))
        yield Theme(id=each["id"], title=Text.of(each["title"]), reads=reads)


def _read(written: str | Mapping[str, Any]) -> tuple[str, Text | None]:
    return (written, None) if isinstance(written, str) else (written["path"], Text.of(written["title"]))


def _theme_of_each(grids: Sequence[Grid]) -> Iterator[Theme]:
    """Of a call that names no themes: a theme a grid, with its figures."""
    for grid in grids:
        paths = (
            ".".join((grid.block, *path))
            for path, fact in _facts(grid.facts)
            if fact.get("type") in {"integer", "number"}
        )
        if not grid.block:
            continue
        yield Theme(id=grid.block, title=grid.title, reads=tuple((path, None) for path in paths))


def _facts(
    schema: Mapping[str, Any], path: tuple[str, ...] = ()
) -> Iterator[tuple[tuple[str, ...], Mapping[str, Any]]]:
    """The facts of a block that have no parts of their own, with their schemas."""
    for name, inner in schema.get("properties", {}).items():
        if isinstance(inner, Mapping) and "properties" in inner:
            yield from _facts(inner, (*path, name))
        elif isinstance(inner, Mapping):
            yield (*path, name), inner


class _Rows:
    """Makes the rows; knows what the facts of the grids are called."""

    def __init__(self, grids: Sequence[Grid], themes: Sequence[Theme]) -> None:
        self.themes = themes
        self.titles = {
            ".".join((grid.block, *path)): Text.of(fact["title"])
            for grid in grids
            for path, fact in _facts(grid.facts)
            if "title" in fact
        }
        self.worded = all(grid.block != _BLOCK for grid in grids)

    def project(self, request: Request) -> Project:
        """A request as a row."""
        applicant, words = request.data["applicant"], self.words(request)
        known = words.get("name") or applicant.get("region")
        return Project(
            id=request.id,
            name=Text.of(known) if known else request.title,
            title=request.title if known else None,
            cells=tuple(tuple(self.statements(request, theme, words)) for theme in self.themes),
        )

    def words(self, request: Request) -> Mapping[str, Any]:
        """The request's own words by theme; a grid that calls its block so has facts there."""
        return request.data.get(_BLOCK, {}) if self.worded else {}

    def statements(self, request: Request, theme: Theme, words: Mapping[str, Any]) -> Iterator[Statement]:
        """What a request says of a theme: the facts and targets that the theme reads, then its own words."""
        for path, title in theme.reads:
            label = title or self.titles.get(path) or Text(path, path)
            yield from _stated(request, path, label)
            yield from _targets(request, path, label)
        if theme.id in words:
            behind = _behind(request, (f"{_BLOCK}.{theme.id}",))
            yield Statement(
                value=Text.of(words[theme.id]),
                only=_only(words[theme.id]),
                references=tuple(_reference(each) for each in behind),
            )


def _only(written: str | Mapping[str, str]) -> Language | None:
    """The one language of a text that says which it has; a bare one does not."""
    return Language.EN if isinstance(written, Mapping) and "fr" not in written else None


def _stated(request: Request, path: str, label: Text) -> Iterator[Statement]:
    expression = path_expression(path)
    value = expression.get(request.data)
    if value is None:
        return
    behind = _behind(request, expression.reads)
    said = {each.get("precision", "exact") for each in behind}
    yield Statement(
        value=value,
        label=label,
        money=_is_money(path),
        day=max((each["as_of"] for each in behind if "as_of" in each), default=None),
        precision=said.pop() if len(said) == 1 else "exact",
        references=tuple(_reference(each) for each in behind),
    )


def _targets(request: Request, path: str, label: Text) -> Iterator[Statement]:
    for each in request.data.get("commitments", ()):
        if each["path"] == path:
            yield Statement(
                value=each["target"],
                label=label,
                money=_is_money(path),
                target=True,
                day=each.get("by"),
                until=Text.of(each["until"]) if "until" in each else None,
                references=(_reference(each),) if "source" in each else (),
            )


def _is_money(path: str) -> bool:
    block, _, name = path.partition(".")
    return block in {"funding", "agreement"} and name in _MONEY


def _behind(request: Request, paths: Sequence[str]) -> list[Mapping[str, Any]]:
    """The evidence that supports one of some paths, or what holds it."""
    listed = request.data.get("evidence", ())
    return [each for each in listed if any(supports(each, path) for path in paths)]


def _reference(each: Mapping[str, Any]) -> Reference:
    """The source of an evidence entry or a target; of one without, the document itself."""
    passage = Text.of(each["passage"]) if "passage" in each else None
    return Reference(source=each.get("source") or each.get("id", ""), passage=passage)
