"""`asipgrid whatif`: a call with other values, against the call as it is. Nothing is written."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any

import typer
from msgspec import Struct
from msgspec.structs import replace

from asipgrid import formats
from asipgrid.cli.compare import SidePlace, computed
from asipgrid.cli.console import Color, Quit, answer, cwd, language, look
from asipgrid.cli.options import CallArgument, ColorOption, LangOption, requests
from asipgrid.documents import files, reader, workspace
from asipgrid.documents.kept_tree import KeptTree
from asipgrid.model.places import Language, Record, Source
from asipgrid.model.said import row, said
from asipgrid.review.sides import Side
from asipgrid.review.whatif import Scenario, what_if
from asipgrid.supposed import supposed
from asipgrid.text.suggestions import nearest
from asipgrid.text.values import written

WhatIfFormat = StrEnum("WhatIfFormat", {name.upper(): name for name in formats.WHAT_IF})  # type: ignore[misc]
_TABLE = WhatIfFormat("table")
_VALUE = "value"


class WhatIfOptions(Struct, frozen=True, kw_only=True):
    """What is supposed, and how it is answered."""

    values: Annotated[
        list[str] | None,
        typer.Option("--set", help="Another value, by its path: envelope=600000.", metavar="PATH=VALUE"),
    ] = None
    without: Annotated[
        list[str] | None,
        typer.Option("--without", help="A request that was not sent.", autocompletion=requests, metavar="REQUEST"),
    ] = None
    scenarios: Annotated[
        Path | None,
        typer.Option("--scenarios", help="A YAML file of scenarios, shown side by side.", metavar="FILE"),
    ] = None
    form: Annotated[WhatIfFormat, typer.Option("--format", help="Form of the answer.")] = _TABLE
    lang: LangOption = None
    exit_code: Annotated[bool, typer.Option("--exit-code", help="End with 1 when anything differs.")] = False
    color: ColorOption = Color.AUTO


def what_if_(call: CallArgument, *, options: WhatIfOptions) -> None:
    """Show what a call would come to with other values, against the call as it is: ranks, decisions, money.

    A path names a value of the call (envelope, decisions.fund.score, grids.INS), of a request (region-d.funding.requested),
    of its rating sheets (region-d.ratings.CHG-04) or of a grid (CHG-04.weight). Nothing is written.

    Example: asipgrid whatif requests/example-2010 --set envelope=6000000
    """
    spoken, scenarios = language(options.lang, options.form.value), _scenarios(options)
    space = workspace.find_call(call, cwd())
    # What changes on the disk meanwhile is no difference that was supposed.
    space = replace(space, tree=KeptTree(space.tree))
    assert space.call is not None
    now = computed(SidePlace(call, space.tree, space.call, options.lang))
    found = [(each, _side(call, space, each, options.lang)) for each in scenarios]
    for _, side in found:
        _refuse_wrong(now, side)
    report = what_if(now, found)
    answer(
        formats.renderer(formats.WHAT_IF, options.form.value)(report, look(options.color, space.root, language=spoken))
    )
    differs = any(each.comparison.differs for each in report.answers)
    if any(each.wrong for each in report.answers) or (options.exit_code and differs):
        raise Quit(1)


def _scenarios(options: WhatIfOptions) -> list[Scenario]:
    """What is supposed: by the file first, then by the command line."""
    values = tuple(_typed(each) for each in options.values or ())
    typed = Scenario(values=values, without=tuple(options.without or ()))
    found = [] if options.scenarios is None else _of_file(options.scenarios)
    if values or typed.without:
        found.append(typed)
    if not found:
        raise workspace.CannotError("nothing is supposed: give --set PATH=VALUE, --without REQUEST or --scenarios FILE")
    return [each if each.title else _named(each) for each in found]


def _named(scenario: Scenario) -> Scenario:
    return Scenario(title=_supposed(scenario), values=scenario.values, without=scenario.without)


def _supposed(scenario: Scenario) -> str:
    """What a scenario supposes, in a few words."""
    told = [f"{path}={'' if value is None else written(value)}" for path, value in scenario.values]
    return row([*told, *(said("no {request}", name) for name in scenario.without)])


def _typed(given: str) -> tuple[str, Any]:
    """The path and the value of `PATH=VALUE`; the value is read as YAML is."""
    path, equals, text = given.partition("=")
    if not equals:
        raise workspace.CannotError(f"{given}: a value is missing; write PATH=VALUE, such as envelope=600000")
    record, wrong = reader.read(Source(name=given, data=f"{_VALUE}: {text}\n".encode()))
    if record is None or wrong:
        raise workspace.CannotError(f"{given}: {wrong[0].says}")
    return path.strip(), record.data[_VALUE]


def _of_file(path: Path) -> list[Scenario]:
    """The scenarios of a YAML file, in its order."""
    try:
        data = (cwd() / path).read_bytes()
    except OSError as error:
        raise workspace.CannotError(f"{path}: cannot be read ({workspace.why(error)})") from error
    if len(data) > files.MAX_BYTES:
        raise workspace.CannotError(f"{path}: has more than {files.MAX_BYTES} bytes (1 MiB)")
    record, wrong = reader.read(Source(name=str(path), data=data))
    if record is None or wrong:
        raise workspace.CannotError(f"{wrong[0].place}: {wrong[0].says}")
    listed = record.data.get("scenarios")
    if not isinstance(listed, list) or not listed or set(record.data) != {"scenarios"}:
        raise workspace.CannotError(
            f"{record.place()}: a file of scenarios is a list below the key scenarios, and nothing else"
        )
    return [_of_entry(record, at, each) for at, each in enumerate(listed)]


def _of_entry(record: Record, at: int, entry: Any) -> Scenario:
    """One scenario of a file."""
    known = {"title": str, "set": dict, "without": list}
    place = record.value_place(("scenarios", at))
    if not isinstance(entry, Mapping):
        raise workspace.CannotError(f"{place}: a scenario has a title, and set or without")
    for key, value in entry.items():
        where = record.place(("scenarios", at, key))
        if key not in known:
            near = nearest(key, known)
            raise workspace.CannotError(f"{where}: {key} is no key of a scenario; did you mean {near or 'set'}?")
        if not isinstance(value, known[key]) or (key == "without" and not all(isinstance(each, str) for each in value)):
            right = {"title": "a text", "set": "a value for each path", "without": "a list of the ids of requests"}
            raise workspace.CannotError(f"{where}: {key} is {right[key]}")
    if not entry.get("title"):
        raise workspace.CannotError(f"{place}: a scenario has a title, by which it is shown")
    values, without = entry.get("set") or {}, entry.get("without") or ()
    if not values and not without:
        raise workspace.CannotError(f"{place}: this scenario supposes nothing; give set or without")
    return Scenario(title=entry["title"], values=tuple(values.items()), without=tuple(without))


def _side(given: str, space: workspace.Workspace, scenario: Scenario, lang: Language | None) -> Side:
    """The call as it would be."""
    assert space.call is not None
    tree = supposed(given, space, scenario.values, scenario.without)
    name = said("{call} with {supposed}", given, _supposed(scenario))
    return computed(SidePlace(name, tree, space.call, lang))


def _refuse_wrong(now: Side, supposed: Side) -> None:
    """CannotError for a value with which a request that is sound now has an error: the others would move by a slip."""
    for name, unscored in supposed.unscored.items():
        if unscored.says and not unscored.unfilled and name not in now.unscored:
            raise workspace.CannotError(f"{supposed.name}: {unscored.says}")
