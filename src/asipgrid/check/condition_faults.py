"""What is wrong with paths and conditions as they are written, against the schema of what they may read."""

from __future__ import annotations

import functools
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

from asipgrid.check.path_schemas import (
    BOUNDS,
    NUMBERS,
    Schema,
    UnprovidableError,
    may_be,
    schema_at,
    type_words,
    types_of,
)
from asipgrid.check.wording import error
from asipgrid.model.places import Finding, KeyPath, Record
from asipgrid.schema import dialect, keywords
from asipgrid.text.suggestions import few, nearest
from asipgrid.text.values import quoted, shown


def written_lines(written: Any, at: KeyPath = ()) -> Iterator[tuple[KeyPath, str, Any]]:
    """The lines of a condition as written, in its order: the place of each, its path, and what is asked of that."""
    for key, value in written.items() if isinstance(written, Mapping) else ():
        if key == "not":
            yield from written_lines(value, (*at, key))
        elif key in {"any", "all"}:
            for index, part in enumerate(value if isinstance(value, list) else ()):
                yield from written_lines(part, (*at, key, index))
        else:
            yield (*at, key), key, value


def written_paths(written: Any) -> Iterator[str]:
    """The paths a condition as written reads, in the order written."""
    return (path for _, path, _ in written_lines(written))


def condition_findings(record: Record, at: KeyPath, code: str, written: Any, scope: Schema) -> Iterator[Finding]:
    """Everything wrong with the condition at a path of a document."""
    for place, says in condition_faults(written, scope, at):
        yield error(record, place, code, says)


def condition_faults(written: Any, scope: Schema, at: KeyPath = ()) -> Iterator[tuple[KeyPath, str]]:
    """Everything wrong with a condition as written, against the schema of what it may read: where, and in words."""
    if not isinstance(written, Mapping) or not written:
        yield at, "a condition maps at least one path to what its value must be"
        return
    for key, value in written.items():
        here = (*at, key)
        if key == "not":
            yield from condition_faults(value, scope, here)
        elif key not in {"any", "all"}:
            yield from _line_faults(key, value, scope, here)
        elif not isinstance(value, list) or not value:
            yield here, f"{key} takes a list of conditions"
        else:
            for index, item in enumerate(value):
                yield from condition_faults(item, scope, (*here, index))


def path_fault(text: Any, scope: Schema, kinds: Sequence[str] = ()) -> str | None:
    """What is wrong with a path, or None; `kinds` are the JSON types it must be able to give."""
    try:
        found = schema_at(str(text), scope)
    except UnprovidableError as wrong:
        return wrong.words(str(text), scope)
    except ValueError as wrong:
        return str(wrong)
    kind = types_of(found)
    if kinds and kind is None:
        return f"{text} may hold anything; it must always be {type_words(kinds[0])}"
    if kinds and not set(kind or ()) <= set(kinds):
        return f"{text} is {type_words(kind)}, not {type_words(kinds[0])}"
    return None


def date_fault(text: Any, scope: Schema) -> str | None:
    """What is wrong with a path that must give a date, or None."""
    wrong = path_fault(text, scope, ("string",))
    if wrong is None and schema_at(str(text), scope).get("format") != "date":
        return f"{text} is text, not a date; its fact needs `format: date`"
    return wrong


def _line_faults(key: str, value: Any, scope: Schema, at: KeyPath) -> Iterator[tuple[KeyPath, str]]:
    wrong = path_fault(key, scope)
    if wrong:
        yield at, wrong
        return
    found = schema_at(key, scope)
    if isinstance(value, Mapping):
        yield from _keyword_faults(key, value, found, at)
    elif value == []:
        yield at, "a list of allowed values has at least one"
    else:
        listed = isinstance(value, list)
        for index, one in enumerate(value if listed else [value]):
            wrong = _value_fault(key, one, found)
            if wrong:
                yield (*at, index) if listed else at, wrong


def _value_fault(key: str, value: Any, found: Schema) -> str | None:
    if value is None:
        return f"{key} cannot be asked to be null: not stated is not a value"
    allowed, kind = found.get("enum"), found.get("type")
    if allowed is not None:
        if keywords.is_listed(allowed, value):
            return None
        near = nearest(shown(value), _spelled(keywords.Itself(allowed)))
        hint = f"did you mean {near}?" if near else f"one of {few(allowed, shown)}"
        return f"{key} can never be {shown(value)}; {hint}"
    if not kind or (not isinstance(value, list) and dialect.validator(found).is_valid(value)):
        return None
    if dialect.validator({"type": kind}).is_valid(value):
        return f"{key} can never be {quoted(value)}: no request may state that"
    return f"{key} is {type_words(kind)} and can never be {quoted(value)}"


@functools.lru_cache(maxsize=64)
def _spelled(enum: keywords.Itself) -> tuple[str, ...]:
    return tuple(shown(one) for one in enum.listed if not isinstance(one, list | Mapping))


_KEYWORDS_OF: Final[dict[str, tuple[str, ...]]] = {
    **dict.fromkeys((*BOUNDS, "multipleOf"), NUMBERS),
    **dict.fromkeys(("formatMinimum", "formatMaximum", "minLength", "maxLength", "pattern", "format"), ("string",)),
    **dict.fromkeys(("minItems", "maxItems", "contains", "uniqueItems"), ("array",)),
}


def _keyword_faults(key: str, value: Mapping[str, Any], found: Schema, at: KeyPath) -> Iterator[tuple[KeyPath, str]]:
    if not value:
        yield at, "{} asks nothing; write what the value must be"
    for place, says in dialect.faults(dict(value)):
        yield (*at, *place), says
    for keyword in value:
        kinds = _KEYWORDS_OF.get(keyword, ())
        if kinds and not may_be(found, *kinds):
            has = type_words(types_of(found))
            yield (*at, keyword), f"{keyword} asks about {type_words(kinds[0])}, but {key} is {has}"


def null_conditions(record: Record) -> Iterator[Finding]:
    """Conditions that ask a path to be null, before null is read as 'not stated' and the line is gone."""
    for path in _nulls(record.data, (), inside=False):
        says = f"{path[-1]} cannot be asked to be null: not stated is not a value"
        yield error(record, path, "C207" if "decisions" in path or "payments" in path else "G104", says)


def _nulls(data: Any, path: KeyPath, *, inside: bool) -> Iterator[KeyPath]:
    if isinstance(data, Mapping):
        for key, value in data.items():
            here = inside or (key in {"requires", "applies_when", "when"} and path[:1] != ("facts",))
            if value is None and inside:
                yield (*path, key)
            yield from _nulls(value, (*path, key), inside=here)
    elif isinstance(data, list):
        for index, item in enumerate(data):
            yield from _nulls(item, (*path, index), inside=inside)
