"""What is wrong with paths and conditions as they are written, against the schema of what they may read."""

from __future__ import annotations

import functools
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

from msgspec import Struct

from asipgrid.check.path_schemas import Schema, UnprovidableError, schema_at, type_words, types_of
from asipgrid.check.wording import error
from asipgrid.model.places import Finding, KeyPath, Record
from asipgrid.schema import dialect, keywords
from asipgrid.text.suggestions import few, nearest
from asipgrid.text.values import quoted, shown


class Fault(Struct, frozen=True):
    """What is wrong inside a condition or measure: where (from its own root), and what would be right."""

    at: KeyPath
    says: str


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
    for fault in condition_faults(written, scope):
        yield error(record, (*at, *fault.at), code, fault.says)


def condition_faults(written: Any, scope: Schema) -> Iterator[Fault]:
    """Everything wrong with a condition as written, against the schema of what it may read."""
    if not isinstance(written, Mapping) or not written:
        yield Fault((), "a condition maps at least one path to what its value must be")
        return
    for key, value in written.items():
        if key in {"any", "all"}:
            yield from _list_faults(key, value, scope)
        elif key == "not":
            yield from (_under(fault, key) for fault in condition_faults(value, scope))
        else:
            yield from (_under(fault, key) for fault in _line_faults(key, value, scope))


def _under(fault: Fault, *keys: str | int) -> Fault:
    return Fault((*keys, *fault.at), fault.says)


def _list_faults(key: str, value: Any, scope: Schema) -> Iterator[Fault]:
    if not isinstance(value, list) or not value:
        yield Fault((key,), f"{key} takes a list of conditions")
        return
    for index, item in enumerate(value):
        yield from (_under(fault, key, index) for fault in condition_faults(item, scope))


def path_fault(text: Any, scope: Schema, kinds: Sequence[str] = ()) -> str | None:
    """What is wrong with a path, or None; `kinds` are the JSON types it must be able to give."""
    try:
        found = schema_at(str(text), scope)
    except UnprovidableError as error:
        return error.words(str(text), scope)
    except ValueError as error:
        return str(error)
    kind = types_of(found)
    if kinds and kind is None:
        return f"{text} may hold anything; it must always be {type_words(kinds[0])}"
    if kinds and not set(kind or ()) <= set(kinds):
        return f"{text} is {type_words(list(kind or ()))}, not {type_words(kinds[0])}"
    return None


def date_fault(text: Any, scope: Schema) -> str | None:
    """What is wrong with a path that must give a date, or None."""
    wrong = path_fault(text, scope, ("string",))
    if wrong is None and schema_at(str(text), scope).get("format") != "date":
        return f"{text} is text, not a date; its fact needs `format: date`"
    return wrong


def _line_faults(key: str, value: Any, scope: Schema) -> Iterator[Fault]:
    wrong = path_fault(key, scope)
    if wrong:
        yield Fault((), wrong)
        return
    found = schema_at(key, scope)
    if isinstance(value, list):
        if not value:
            yield Fault((), "a list of allowed values has at least one")
        for index, one in enumerate(value):
            yield from (_under(fault, index) for fault in _value_faults(key, one, found))
    elif isinstance(value, Mapping):
        yield from _keyword_line_faults(key, value, found)
    else:
        yield from _value_faults(key, value, found)


def _value_faults(key: str, value: Any, found: Schema) -> Iterator[Fault]:
    if value is None:
        yield Fault((), f"{key} cannot be asked to be null: not stated is not a value")
        return
    allowed = found.get("enum")
    if allowed is None:
        yield from _kind_faults(key, value, found)
    elif not keywords.is_listed(allowed, value):
        near = nearest(shown(value), _spelled(keywords.Itself(allowed)))
        hint = f"did you mean {near}?" if near else f"one of {few(allowed, shown)}"
        yield Fault((), f"{key} can never be {shown(value)}; {hint}")


def _kind_faults(key: str, value: Any, found: Schema) -> Iterator[Fault]:
    kind = found.get("type")
    if not kind or (not isinstance(value, list) and dialect.validator(found).is_valid(value)):
        return
    if dialect.validator({"type": kind}).is_valid(value):
        yield Fault((), f"{key} can never be {quoted(value)}: no request may state that")
    else:
        yield Fault((), f"{key} is {type_words(kind)} and can never be {quoted(value)}")


@functools.lru_cache(maxsize=64)
def _spelled(enum: keywords.Itself) -> tuple[str, ...]:
    return tuple(shown(one) for one in enum.listed if not isinstance(one, list | Mapping))


_KEYWORDS_OF: Final[dict[str, tuple[str, ...]]] = {
    "minimum": ("number", "integer"),
    "maximum": ("number", "integer"),
    "exclusiveMinimum": ("number", "integer"),
    "exclusiveMaximum": ("number", "integer"),
    "multipleOf": ("number", "integer"),
    "formatMinimum": ("string",),
    "formatMaximum": ("string",),
    "minLength": ("string",),
    "maxLength": ("string",),
    "pattern": ("string",),
    "format": ("string",),
    "minItems": ("array",),
    "maxItems": ("array",),
    "contains": ("array",),
    "uniqueItems": ("array",),
}


def _keyword_line_faults(key: str, value: Mapping[str, Any], found: Schema) -> Iterator[Fault]:
    if not value:
        yield Fault((), "{} asks nothing; write what the value must be")
    for at, says in dialect.faults(dict(value)):
        yield Fault(at, says)
    kind = types_of(found)
    for keyword in value:
        kinds = _KEYWORDS_OF.get(keyword)
        if kinds and kind is not None and not set(kind) & set(kinds):
            yield Fault(
                (keyword,), f"{keyword} asks about {type_words(kinds[0])}, but {key} is {type_words(list(kind))}"
            )


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
