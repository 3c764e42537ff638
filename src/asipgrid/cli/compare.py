"""`asipgrid compare`: two sides, each a call, its results, a result file, or one of these at a git revision."""

from __future__ import annotations

import contextlib
import json
from collections.abc import Iterator, Mapping, Sequence
from enum import StrEnum
from pathlib import Path, PurePosixPath
from typing import Annotated, Any, Final

import typer
from msgspec import Struct
from msgspec.structs import replace

from asipgrid import formats, pipeline, reading
from asipgrid.cli.console import Color, Quit, answer, cwd, language, look, note, tell
from asipgrid.cli.options import ColorOption, LangOption
from asipgrid.documents import history, workspace
from asipgrid.documents.workspace import DISK, Tree
from asipgrid.model.places import Finding, Language
from asipgrid.model.results import Result
from asipgrid.review.compare import compare
from asipgrid.review.sides import Side
from asipgrid.schema import dialect
from asipgrid.scored_side import scored_side, unscored

MOST_BYTES: Final = 256 * 1024 * 1024
"""How long a file of results may be, in bytes."""

_EMPTY: Final[dict[str, Any]] = {"grids": {}, "requests": []}


ComparisonFormat = StrEnum("ComparisonFormat", {name.upper(): name for name in formats.COMPARISON})  # type: ignore[misc]
_TABLE = ComparisonFormat("table")


def compare_(
    old: Annotated[str, typer.Argument(help="A call, its results, a result file, or REV:PATH.", metavar="OLD")],
    new: Annotated[str, typer.Argument(help="The same, as it is now.", metavar="NEW")],
    *,
    format_: Annotated[ComparisonFormat, typer.Option("--format", help="Form of the answer.")] = _TABLE,
    lang: LangOption = None,
    exit_code: Annotated[bool, typer.Option("--exit-code", help="End with 1 when anything differs.")] = False,
    color: ColorOption = Color.AUTO,
) -> None:
    """Show what moved between two results, and why: ranks, outcomes, awards, scores, down to the cause.

    Example: asipgrid compare HEAD:requests/example-2010 requests/example-2010
    """
    spoken = language(lang, format_.value)
    with contextlib.ExitStack() as stack:
        sides = [stack.enter_context(_side(given, lang)) for given in (old, new)]
        try:
            before, after = _completed(*sides)
            report = compare(before, after)
            text = formats.renderer(formats.COMPARISON, format_.value)(report, look(color, language=spoken))
        except (AttributeError, KeyError, TypeError, ValueError):
            # Results are read from files that anyone may have changed: what they lack is looked for when it is missed.
            for side in sides:
                if isinstance(side, Side):
                    _refuse_broken(side)
            raise
    answer(text)
    if any(each.wrong for each in report.not_compared) or (exit_code and report.differs):
        raise Quit(1)


def _refuse_broken(side: Side) -> None:
    """CannotError when a side is no result, or no monitoring, as asipgrid writes them."""
    form, monitored = dialect.shipped("result")["properties"], dialect.shipped("monitoring")["properties"]
    parts = [(form["call"], side.result["call"], "call")]
    grids, requests = side.result["grids"], side.result["requests"]
    parts += [(form["grids"], grids, "grids"), ({"type": "array"}, requests, "requests")]
    parts += [(form[key], side.result[key], key) for key in ("statistics",) if key in side.result]
    listed = requests if isinstance(requests, list) else []
    parts += [(form["requests"]["items"], each, "a request") for each in listed]
    of_a_project = monitored["requests"]["items"]
    parts += [(of_a_project, each, f"monitoring of {name}") for name, each in side.monitoring.items() if name]
    for schema, data, what in parts:
        if not _is_so(schema, data):
            raise workspace.CannotError(f"{side.name}: this result is not whole ({what} is not as asipgrid writes it)")


def _is_so(schema: Mapping[str, Any], data: Any) -> bool:
    """Whether data has what a schema asks for; it may have more, as what another version wrote."""
    if schema.get("type") != "object" or "properties" not in schema:
        return dialect.validator(schema).is_valid(data)
    inner = schema["properties"]
    return (
        isinstance(data, dict)
        and set(schema.get("required", ())) <= set(data)
        and all(_is_so(inner[key], value) for key, value in data.items() if key in inner)
    )


class _AbsentSide(Struct, frozen=True):
    """A side at which a revision has nothing: how it was named, the path, and the error that says so."""

    given: str
    path: str
    error: history.NotThereError

    def is_of(self, call: str) -> bool:
        """Whether the path is that of a call of this id, or of its results."""
        names = PurePosixPath(self.path).parts
        return not self.error.misspelt and call in (names[:-1] if names[-1:] == ("results",) else names)[-1:]


def _completed(old: Side | _AbsentSide, new: Side | _AbsentSide) -> tuple[Side, Side]:
    """A side at which the call of the other did not exist yet, or does no more, compares as a call without requests."""
    made = []
    for side, other in ((old, new), (new, old)):
        if isinstance(side, Side):
            made.append(side)
        elif isinstance(other, _AbsentSide) or not side.is_of(other.result["call"]["id"]):
            raise side.error
        else:
            note(f"{side.given}: the revision has no such call, so every request counts as {_AS[side is old]}")
            made.append(Side(name=side.given, result={**_EMPTY, "call": other.result["call"]}))
    return made[0], made[1]


_AS: Final = {True: "new", False: "withdrawn"}


@contextlib.contextmanager
def _side(given: str, lang: Language | None) -> Iterator[Side | _AbsentSide]:
    """One side: a path, or REV:PATH."""
    here = cwd() / given
    revision, colon, path = given.partition(":")
    if here.exists() or not colon or (cwd() / "requests" / given / workspace.CALL_FILE).is_file():
        yield _at(SidePlace(given, DISK, here if here.exists() else cwd() / "requests" / given, lang))
        return
    with history.Revision(cwd(), revision) as tree:
        try:
            found = tree.place(path)
        except history.NotThereError as error:
            yield _AbsentSide(given, path, error)
            return
        yield _at(SidePlace(given, tree, found, lang))


class SidePlace(Struct, frozen=True):
    """What one side was given as, and where it lies; `lang` is the language asked for, in which is told what is wrong."""

    given: str
    tree: Tree
    path: Path
    lang: Language | None

    def of(self, path: Path) -> SidePlace:
        """Another place of the same side."""
        return replace(self, path=path)

    def has(self, name: str) -> bool:
        """Whether a file of that name lies here."""
        return self.tree.is_file(self.path / name)

    def listed(self) -> list[Path]:
        """The JSON files that lie here, by name."""
        if not self.tree.is_folder(self.path):
            return []
        return [self.path / each.name for each in self.tree.entries(self.path) if each.name.endswith(".json")]


def _at(place: SidePlace) -> Side:
    if place.tree.is_file(place.path):
        return _file(place)
    if place.has(workspace.CALL_FILE):
        return computed(place)
    if place.has("call.json"):
        return _results(place)
    raise workspace.CannotError(f"{place.given}: neither a call, nor its results, nor a result file, nor REV:PATH")


def computed(place: SidePlace) -> Side:
    """A call, scored by this engine."""
    given, tree, call = place.given, place.tree, place.tree.real(place.path)
    space = workspace.Workspace(root=workspace.find_root(call, tree), call=call, tree=tree)
    loaded = pipeline.load(space)
    case = loaded.checked.case
    if case is None:
        _tell(loaded.findings, space, place.lang)
        raise workspace.CannotError(f"{given}: the call or one of its grids has errors")
    result = pipeline.evaluate(case, loaded.findings, loaded.refused)
    if not isinstance(result, Result):
        _tell(reading.with_excerpts(result, loaded.sources), space, place.lang)
        raise workspace.CannotError(f"{given}: the committee's decisions exceed the envelope")
    side = scored_side(given, loaded.sources, case, result, loaded.refused)
    return replace(side, monitoring=_monitoring(place.of(call / "results" / "monitoring")))


def _tell(findings: Sequence[Finding], space: workspace.Workspace, lang: Language | None) -> None:
    """What is wrong with a side: only its own documents say so, and they may lie in a revision."""
    if isinstance(space.tree, history.Revision):
        tell(findings, Color.AUTO, None, f"{space.tree.name}:{workspace.prefix(_TOP, space.root)}", lang)
    else:
        tell(findings, Color.AUTO, space.root, lang=lang)


_TOP: Final = workspace.Workspace(root=history.ROOT, call=None)


def _monitoring(place: SidePlace) -> dict[str, dict[str, Any]]:
    """What monitoring wrote into a folder, by the id of the request; the day of the call under an empty id."""
    from asipgrid.formats.monitoring_files import is_monitoring
    from asipgrid.formats.results import CALL

    found = {
        "" if path.name == CALL else path.name.removesuffix(".json"): _json(place.of(path), "monitoring/1")
        for path in place.listed()
        if is_monitoring(path.name)
    }
    for name, data in found.items():
        if not {"as_of", *({"light", "score", "goals", "targets", "payments"} if name else ())} <= set(data):
            raise workspace.CannotError(f"{place.given}: the monitoring of {name or 'this call'} is not whole")
    return found


def _results(place: SidePlace) -> Side:
    """A folder of results; with the documents of its call, where these are still the ones it was computed from."""
    given, folder = place.given, place.path
    call = _json(place.of(folder / "call.json"))
    requests = [_json(place.of(path)) for path in place.listed() if path.name != "call.json"]
    result = {**call, "requests": sorted(requests, key=lambda each: str(each.get("id", "")))}
    monitoring = _monitoring(place.of(folder / "monitoring"))
    side = Side(
        name=given,
        result=_checked(given, result),
        engine=call.get("engine"),
        monitoring=monitoring,
        unscored=unscored(result),
    )
    if not place.of(folder.parent).has(workspace.CALL_FILE):
        return side
    now = computed(place.of(folder.parent))
    return replace(side, documents=now.documents, recomputed=now.recomputed) if _same(result, now.result) else side


def _same(one: dict[str, Any], other: Any) -> bool:
    """Whether two results rest on the same documents, by their digests."""

    def digests(result: Any) -> Any:
        return (
            result["call"]["digest"],
            {name: grid["digest"] for name, grid in result["grids"].items()},
            {
                each["id"]: (each["digest"], each["sheets"], (each["decision"] or {}).get("digest"))
                for each in result["requests"]
            },
        )

    try:
        return bool(digests(one) == digests(other))
    except (AttributeError, KeyError, TypeError):  # somebody broke them, which is told when they are compared
        return False


def _file(place: SidePlace) -> Side:
    """A result as `asipgrid score --format json` prints it, or one request of a folder of results."""
    given, data = place.given, _json(place)
    if "requests" not in data and "criteria" in data:
        beside = place.of(place.path.parent)
        if not beside.has("call.json"):
            raise workspace.CannotError(f"{given}: call.json is missing beside this result")
        call = _json(beside.of(beside.path / "call.json"))
        return Side(name=given, result=_checked(given, {**call, "requests": [data]}), engine=call.get("engine"))
    return Side(name=given, result=_checked(given, data), engine=data.get("engine"), unscored=unscored(data))


def _json(place: SidePlace, kind: str = "result/1") -> dict[str, Any]:
    name = place.path.name
    try:
        real = place.tree.real(place.path)
        size = place.tree.size(real)
        if size is not None and size > MOST_BYTES:
            raise workspace.CannotError(f"{place.given}: {name} has {size} bytes; a result has at most {MOST_BYTES}")
        data = json.loads(place.tree.data(real, MOST_BYTES))
    except (OSError, ValueError, RecursionError):
        raise workspace.CannotError(f"{place.given}: {name} cannot be read as a result") from None
    if not isinstance(data, dict) or data.get("asipgrid") != kind:
        raise workspace.CannotError(f"{place.given}: {name} is not a result of asipgrid")
    return data


def _checked(given: str, result: dict[str, Any]) -> dict[str, Any]:
    if not {"call", "grids", "requests"} <= set(result):
        raise workspace.CannotError(f"{given}: this result is not whole")
    return result
