"""`asipgrid compare`: two sides, each a call, its results, a result file, or one of these at a git revision."""

from __future__ import annotations

import contextlib
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

from asipgrid import __version__, files, history, read, render, run
from asipgrid.check import Case
from asipgrid.cli.console import Color, Quit, answer, cwd, look
from asipgrid.compare import Papers, Side, compare
from asipgrid.model import Record, Result, Source
from asipgrid.render.as_json import document

_EMPTY: Final[dict[str, Any]] = {"grids": {}, "requests": []}


def compare_(old: str, new: str, format_: str, color: Color, *, exit_code: bool) -> None:
    """Print what differs between two sides; with `exit_code`, end with 1 when anything does."""
    with contextlib.ExitStack() as stack:
        sides = [stack.enter_context(_side(given)) for given in (old, new)]
        before, after = _completed(*sides)
        report = compare(before, after)
    answer(render.renderer(render.COMPARISON, format_)(report, look(color)))
    if exit_code and report.differs:
        raise Quit(1)


def _completed(old: Side, new: Side) -> tuple[Side, Side]:
    """A side at which the call did not exist yet compares as a call without requests."""
    for side, other in ((old, new), (new, old)):
        if "call" not in side.result and "call" not in other.result:
            raise files.CannotError(f"{side.name} and {other.name}: there is no call on either side")
    made = [
        side if "call" in side.result else Side(name=side.name, result={**_EMPTY, "call": other.result["call"]})
        for side, other in ((old, new), (new, old))
    ]
    return made[0], made[1]


@contextlib.contextmanager
def _side(given: str) -> Iterator[Side]:
    """One side: a path, or REV:PATH."""
    here = cwd() / given
    revision, colon, path = given.partition(":")
    if here.exists() or not colon or (cwd() / "requests" / given / files.CALL_FILE).is_file():
        yield _at(given, here if here.exists() else cwd() / "requests" / given)
        return
    try:
        with history.checked_out(cwd(), revision, path) as found:
            # The call may be younger than the revision: then it has no request there.
            yield Side(name=given, result=_EMPTY) if found is None else _at(given, found)
    except history.NoRevisionError as error:
        raise files.CannotError(str(error)) from error


def _at(given: str, path: Path) -> Side:
    if path.is_file():
        return _file(given, path)
    if (path / files.CALL_FILE).is_file():
        return _computed(given, path)
    if (path / "call.json").is_file():
        return _results(given, path)
    raise files.CannotError(f"{given}: neither a call, nor its results, nor a result file, nor REV:PATH")


def _computed(given: str, path: Path) -> Side:
    """A call, scored by this engine."""
    space = files.Workspace(root=files.find_root(path.resolve()), call=path.resolve())
    loaded = run.load(space)
    case = loaded.checked.case
    if case is None:
        raise files.CannotError(f"{given}: the call or one of its grids has errors; `asipgrid check` lists them")
    result = run.evaluate(case, loaded.findings, loaded.refused)
    if not isinstance(result, Result):
        raise files.CannotError(f"{given}: the committee's decisions exceed the envelope")
    return Side(
        name=given,
        result=document(result),
        engine=__version__,
        papers=_papers(case, space),
        monitoring=_monitoring(given, path / "results" / "monitoring"),
    )


def _monitoring(given: str, folder: Path) -> dict[str, dict[str, Any]]:
    """What monitoring wrote into a folder, by the id of the request; the day of the call under an empty id."""
    from asipgrid.render.monitored import CALL, is_monitoring

    names = sorted(path.name for path in folder.glob("*.json")) if folder.is_dir() else []
    found = {
        "" if name == CALL else name.removesuffix(".json"): _json(given, folder / name, "monitoring/1")
        for name in names
        if is_monitoring(name)
    }
    for name, data in found.items():
        if not {"as_of", *({"light", "score", "goals", "targets", "payments"} if name else ())} <= set(data):
            raise files.CannotError(f"{given}: the monitoring of {name or 'this call'} is not whole")
    return found


def _papers(case: Case, space: files.Workspace) -> Papers:
    """The documents of a case as they were written, by what they are about."""
    assert space.call is not None
    grids = {data["grid"]: data for data in _data(space, space.root / "grids") if "grid" in data}
    return Papers(
        call=case.call.data,
        grids={name: grids[name] for name in case.call.weights},
        requests={request.id: request.data for request in case.requests},
        sheets={
            (sheet.request, sheet.assessor): {
                "conflict": sheet.conflict,
                "marks": {name: {"level": mark.level, "why": mark.why} for name, mark in sorted(sheet.marks.items())},
            }
            for sheet in case.sheets
        },
        decisions={data["decision"]: data for data in _data(space, space.call / "decisions") if "decision" in data},
    )


def _data(space: files.Workspace, folder: Path) -> list[dict[str, Any]]:
    records = [_record(source) for source in files.documents(space, folder).sources]
    return [record.data for record in records if record is not None]


def _record(source: Source) -> Record | None:
    return read.read(source)[0]


def _results(given: str, folder: Path) -> Side:
    """A folder of results; with the documents of its call, where these are still the ones it was computed from."""
    call = _json(given, folder / "call.json")
    names = sorted(path for path in folder.glob("*.json") if path.name != "call.json")
    requests = [_json(given, path) for path in names]
    result = {**call, "requests": sorted(requests, key=lambda each: str(each.get("id", "")))}
    monitoring = _monitoring(given, folder / "monitoring")
    side = Side(name=given, result=_checked(given, result), engine=call.get("engine"), monitoring=monitoring)
    if not (folder.parent / files.CALL_FILE).is_file():
        return side
    now = _computed(given, folder.parent)
    papers = now.papers if _same(result, now.result) else None
    return Side(name=given, result=result, engine=side.engine, papers=papers, monitoring=monitoring)


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

    return bool(digests(one) == digests(other))


def _file(given: str, path: Path) -> Side:
    """A result as `asipgrid score --format json` prints it, or one request of a folder of results."""
    data = _json(given, path)
    if "requests" not in data and "criteria" in data:
        call = _json(given, path.parent / "call.json") if (path.parent / "call.json").is_file() else None
        if call is None:
            raise files.CannotError(f"{given}: call.json is missing beside this result")
        return Side(name=given, result=_checked(given, {**call, "requests": [data]}), engine=call.get("engine"))
    return Side(name=given, result=_checked(given, data), engine=data.get("engine"))


def _json(given: str, path: Path, kind: str = "result/1") -> dict[str, Any]:
    try:
        data = json.loads(path.read_bytes())
    except (OSError, ValueError):
        raise files.CannotError(f"{given}: {path.name} cannot be read as a result") from None
    if not isinstance(data, dict) or data.get("asipgrid") != kind:
        raise files.CannotError(f"{given}: {path.name} is not a result of asipgrid")
    return data


def _checked(given: str, result: dict[str, Any]) -> dict[str, Any]:
    if not {"call", "grids", "requests"} <= set(result):
        raise files.CannotError(f"{given}: this result is not whole")
    return result
