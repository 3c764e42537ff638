"""Results on the disk beside those that the documents give: the same, or the first cause of what differs.

The causes in the order in which they are looked for: files that are not there, a document that is another one now,
another engine, and at last an edit of the results. Nothing here computes a result.
"""

from __future__ import annotations

import itertools
import json
import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Final

from msgspec import Struct

from asipgrid.formats.results import CALL, RANKING, listed
from asipgrid.model.places import KeyPath
from asipgrid.model.said import said
from asipgrid.text import jsons

# What holds sentences; another engine may say the same in other words.
_WORDS: Final = frozenset({"reason", "reasons", "questions", "conditions", "disagreement", "notes", "findings"})
_MOST_SHOWN: Final = 80
_KEY: Final = re.compile(r' *"[^"]*": ')
_ABSENT: Final = object()
_END: Final = object()

Texts = Mapping[str, str]
Leaves = Mapping[KeyPath, tuple[Any, int]]
ByFile = Mapping[str, Mapping[str, Any]]


class FileNames(Struct, frozen=True, kw_only=True):
    """What files are called: the prefix of names, the call's folder in the workspace, the file of each grid by id.

    `results` is the folder of the results in that of the call.
    """

    call: str
    grids: Mapping[str, str]
    prefix: str = ""
    results: str = "results"

    def result(self, name: str) -> str:
        """The name of a file of the results."""
        return self.of_call(f"{self.results}/{name}")

    def of_call(self, name: str) -> str:
        """The name of a file in the call's folder."""
        return self.prefix + (f"{self.call}/{name}" if self.call else name)

    def of_grid(self, grid: str) -> str:
        """The name of a grid's file; its id where no file holds it any more."""
        return self.prefix + self.grids[grid] if grid in self.grids else f"grid {grid}"


class FoundAndDue(Struct, frozen=True, kw_only=True):
    """The results found and those due, by file name: as text and, where they can be read, as data.

    `listed` are the requests that the ranking found lists, None without a ranking; `unfinished`: a write did not end.
    """

    found: Texts
    due: Texts
    then: ByFile
    now: ByFile
    listed: frozenset[str] | None
    unfinished: bool

    def stray(self, name: str) -> bool:
        """Whether a request's file, on one side alone, came or went without its request: the ranking knows better."""
        if self.listed is None or (name in self.found) == (name in self.due):
            return False
        return (name.removesuffix(".json") in self.listed) != (name in self.found)


def first_cause(
    found: Texts, due: Texts, files: FileNames, *, monitored: bool = False, unfinished: bool = False
) -> str | None:
    """Why the results found (with `monitored`, those of monitoring) are not those due, in one sentence; None when they are."""
    if found == due:
        return None
    ranking = found.get(RANKING)
    both = FoundAndDue(
        found=found,
        due=due,
        then=_data(found),
        now=_data(due),
        listed=None if ranking is None else listed(ranking),
        unfinished=unfinished,
    )
    of_results = (
        _no_results,
        _no_call,
        _documents,
        _stage_before,
        _errors,
        _unfinished,
        _files,
        _engine,
        _warnings,
        _edited,
    )
    causes = (_no_call, _monitored, _unfinished, _files, _engine, _edited) if monitored else of_results
    told = (cause(both, files) for cause in causes)
    return next((each for each in told if each is not None), None)


def _no_results(both: FoundAndDue, files: FileNames) -> str | None:
    return None if both.found else said("{folder} holds no results yet", files.of_call("results"))


def _no_call(both: FoundAndDue, files: FileNames) -> str | None:
    """Without what the call's file says of documents and engine, nothing can be told of either."""
    if CALL not in both.found:
        return said("{file} is missing", files.result(CALL))
    return None if CALL in both.then else _edited(both, files)


def _data(texts: Texts) -> dict[str, Mapping[str, Any]]:
    data: dict[str, Mapping[str, Any]] = {}
    for name in texts.keys() - {RANKING}:
        try:
            value = json.loads(texts[name])
        except (ValueError, RecursionError):
            continue
        if isinstance(value, dict):
            data[name] = value
    return data


def _documents(both: FoundAndDue, files: FileNames) -> str | None:
    """A document that is another one than the one the results were computed from."""
    names = {name for name in both.then.keys() | both.now.keys() if not both.stray(name)}
    names -= both.found.keys() - both.then.keys()  # what cannot be read tells of no document
    then, now = (dict(_digests(side, sorted(names - {CALL}), files)) for side in (both.then, both.now))
    return _differing(then, now)


def _stage_before(both: FoundAndDue, files: FileNames) -> str | None:
    """A request of which the stage before says something else."""
    for name in sorted(both.then.keys() & both.now.keys() - {CALL}):
        then, now = (side[name].get("stage_before") for side in (both.then, both.now))
        if then != now and now is not None:
            told = (str(each) for each in (then, now))
            return said("{file} has {then} of the stage before, which gives {now} now", files.result(name), *told)
    return None


def _monitored(both: FoundAndDue, files: FileNames) -> str | None:
    """A document that is another one than the one that monitoring looked at."""
    names = sorted(both.then.keys() & both.now.keys())
    then, now = (dict(_seen(side, names, files)) for side in (both.then, both.now))
    return _differing(then, now)


def _differing(then: Mapping[str, str], now: Mapping[str, str]) -> str | None:
    differing = [name for name in {**now, **then} if then.get(name) != now.get(name)]
    if not differing:
        return None
    name = differing[0]
    moved = (
        said("{file} is new since the results were written", name)
        if name not in then
        else said("{file} is gone since the results were written", name)
        if name not in now
        else said("{file} has changed since the results were written", name)
    )
    more = len(differing) - 1
    return said("{moved} ({more} {more:more document differs|more documents differ})", moved, more) if more else moved


def _rules(call: Mapping[str, Any], files: FileNames) -> Iterator[tuple[str, str]]:
    """The call and its grids, with their digests."""
    yield files.of_call("call.yaml"), _digest(call.get("call"))
    for grid, detail in _mapping(call.get("grids")).items():
        yield files.of_grid(grid), _digest(detail)


def _seen(data: ByFile, names: Iterable[str], files: FileNames) -> Iterator[tuple[str, str]]:
    """Every document that monitoring looked at, with its digest: the call, the grids, then project by project."""
    yield from _rules(data[CALL], files)
    for name in names:
        for file, digest in _mapping(data[name].get("documents")).items():
            yield files.prefix + file, str(digest)


def _digests(data: ByFile, requests: Iterable[str], files: FileNames) -> Iterator[tuple[str, str]]:
    """Every document of a result with its digest: the call, the grids, then request by request."""
    yield from _rules(data[CALL], files)
    for file in requests:
        if file in data:
            name, request = file.removesuffix(".json"), data[file]
            yield files.of_call(f"{name}.yaml"), _digest(request)
            for assessor, digest in _mapping(request.get("sheets")).items():
                yield files.of_call(f"ratings/{assessor}/{name}.yaml"), str(digest)
            if request.get("decision") is not None:
                yield files.of_call(f"decisions/{name}.yaml"), _digest(request["decision"])


def _digest(holder: Any) -> str:
    return str(_mapping(holder).get("digest"))


def _mapping(value: Any) -> Mapping[str, Any]:
    return value if isinstance(value, dict) else {}


def _errors(both: FoundAndDue, files: FileNames) -> str | None:
    """A request left out for an error has no digest in the results, but its errors are listed."""
    then, now = ([each for each in _findings(side) if each.get("level") == "error"] for side in (both.then, both.now))
    moved = [*(each for each in now if each not in then), *(each for each in then if each not in now)]
    if not moved:
        return None
    return said("{file} has changed since the results were written", f"{files.prefix}{moved[0].get('file')}")


def _findings(data: ByFile) -> list[Mapping[str, Any]]:
    findings = data[CALL].get("findings")
    return [_mapping(each) for each in findings] if isinstance(findings, list) else []


def _warnings(both: FoundAndDue, files: FileNames) -> str | None:
    """A finding may come from what has no digest here: a report, a grid of another call, a file nobody reads."""
    then, now = _findings(both.then), _findings(both.now)
    name = files.result(CALL)
    for each in now:
        if each not in then:
            return said("{file} lacks what the documents give: {finding}", name, _finding(each, files))
    for each in then:
        if each not in now:
            return said("{file} has what the documents do not give: {finding}", name, _finding(each, files))
    return None


def _finding(each: Mapping[str, Any], files: FileNames) -> str:
    place = ":".join(str(each.get(key)) for key in ("file", "line", "column"))
    return f"{files.prefix}{place} {each.get('code')} {each.get('message')}"


def _unfinished(both: FoundAndDue, files: FileNames) -> str | None:
    if not both.unfinished:
        return None
    folder = files.of_call(files.results)
    return said("the last write into {folder} did not end, so its files are not of one result", folder)


def _files(both: FoundAndDue, files: FileNames) -> str | None:
    for name in both.due:
        if name not in both.found:
            return said("{file} is missing", files.result(name))
    for name in both.found:
        if name not in both.due:
            return said("{file} is of no request of this call", files.result(name))
    return None


def _engine(both: FoundAndDue, files: FileNames) -> str | None:
    then, now = (side[CALL].get("engine") for side in (both.then, both.now))
    if then == now or not isinstance(then, str):
        return None
    leaves = {name: (_leaves(both.then[name]), _leaves(both.now[name])) for name in both.due if name in both.then}
    line = leaves[CALL][0][("engine",)][1]
    wrote = said("{file} was written by asipgrid {then}, this is {now}", f"{files.result(CALL)}:{line}", then, str(now))
    for words, how in ((False, said("its numbers differ")), (True, said("no number differs, but its words do"))):
        for name, (has, gives) in leaves.items():
            path = _first_leaf(has, gives, words=words)
            if path is not None:
                place = f"{files.result(name)}:{has.get(path, (None, 1))[1]}"
                return said(
                    "{wrote}; {how}, first {path} in {place}: has {has}, this version gives {gives}",
                    wrote,
                    how,
                    ".".join(map(str, path)),
                    place,
                    _shown(has, path),
                    _shown(gives, path),
                )
    return said("{wrote}; no number differs", wrote)


def _first_leaf(has: Leaves, gives: Leaves, *, words: bool) -> KeyPath | None:
    """The path of the first value that differs, among those that are words or among those that are not."""
    for path in {**has, **gives}:
        if path == ("engine",) or words != bool(_WORDS.intersection(path)):
            continue
        if has.get(path, (_ABSENT,))[0] != gives.get(path, (_ABSENT,))[0]:
            return path
    return None


def _shown(leaves: Leaves, path: KeyPath) -> str:
    return jsons.inline(leaves[path][0]) if path in leaves else said("nothing")


def _leaves(data: Mapping[str, Any]) -> dict[KeyPath, tuple[Any, int]]:
    """Every value that holds no others, by the keys that lead to it, with its line: results have one value a line."""
    leaves: dict[KeyPath, tuple[Any, int]] = {}
    line = 1
    waiting: list[tuple[KeyPath, Any]] = [((), data)]
    while waiting:
        path, value = waiting.pop()
        line += bool(path)
        if isinstance(value, dict | list) and value:
            pairs = value.items() if isinstance(value, dict) else enumerate(value)
            waiting.append((path, _END))
            waiting += reversed([((*path, key), inner) for key, inner in pairs])
        elif value is not _END:
            leaves[path] = value, line
    return leaves


def _edited(both: FoundAndDue, files: FileNames) -> str | None:
    """The first line that differs in the first file that differs."""
    for name, due in both.due.items():
        found = both.found.get(name, due)
        if found != due:
            line, has, gives = _first_line(found, due)
            place = f"{files.result(name)}:{line}"
            return said("{place} was edited by hand: has {has}, the documents give {gives}", place, has, gives)
    return None


def _first_line(found: str, due: str) -> tuple[int, str, str]:
    """The number of the first line that differs, and what stands there on both sides."""
    pairs = list(itertools.zip_longest(found.split("\n"), due.split("\n")))
    at = next(at for at, (has, gives) in enumerate(pairs) if has != gives)
    return at + 1, *_values(*pairs[at])


def _values(has: str | None, gives: str | None) -> tuple[str, str]:
    """What differs in a line: the value where the key is the same, else the whole line; long ones where they part."""
    if has is None or gives is None:
        return _line(has), _line(gives)
    key = _KEY.match(gives)
    if key and has.startswith(key.group()):
        has, gives = has[key.end() :], gives[key.end() :]
    if has.strip() == gives.strip():
        return repr(has), repr(gives)
    if has.rstrip(",") != gives.rstrip(","):
        has, gives = has.rstrip(","), gives.rstrip(",")
    same = next((at for at, (a, b) in enumerate(zip(has, gives, strict=False)) if a != b), min(len(has), len(gives)))
    start = max(0, same - _MOST_SHOWN // 2) if max(len(has), len(gives)) > _MOST_SHOWN else 0
    return _line(has, start), _line(gives, start)


def _line(text: str | None, start: int = 0) -> str:
    if text is None:
        return said("no such line")
    shown = text[start : start + _MOST_SHOWN].strip()
    whole = f"{'…' if start else ''}{shown}{'…' if len(text) > start + _MOST_SHOWN else ''}"
    return whole or said("an empty line")
