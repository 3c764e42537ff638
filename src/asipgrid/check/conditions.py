"""What paths and conditions of documents may read, and what is wrong with them as they are written."""

from __future__ import annotations

import functools
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, Final

from asipgrid.check.wording import error
from asipgrid.engine.paths import NoPathError, path_expression
from asipgrid.model.places import Finding, KeyPath, Record
from asipgrid.model.said import SaidText, row, said
from asipgrid.model.values import is_number
from asipgrid.schema import dialect, keywords
from asipgrid.text.suggestions import few, nearest
from asipgrid.text.values import quoted, shown

Schema = Mapping[str, Any]

NUMBERS: Final = ("number", "integer")
BOUNDS: Final = ("minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum")
_LIST, _TEXT, _ANY = ("array",), ("string",), ()
_ARGUMENTS: Final[dict[str, tuple[tuple[str, ...], ...]]] = {
    "abs": (NUMBERS,), "avg": (_LIST,), "ceil": (NUMBERS,), "contains": (("array", "string"), _ANY),
    "ends_with": (_TEXT, _TEXT), "floor": (NUMBERS,), "length": (("array", "string", "object"),), "max": (_LIST,),
    "min": (_LIST,), "starts_with": (_TEXT, _TEXT), "sum": (_LIST,),
}  # fmt: skip
FUNCTIONS: Final = frozenset(_ARGUMENTS)


class UnprovidableError(ValueError):
    """A path that no document can ever provide: what is wrong, or the name that is unknown and those known there."""

    def __init__(
        self, says: SaidText | None = None, *, unknown: str = "", known: Iterable[str] = (), hint: str = ""
    ) -> None:
        super().__init__(says or unknown)
        self.says = says
        self.unknown = unknown
        self.hint = hint
        self.known = sorted(known)

    def words(self, path: str, scope: Schema) -> SaidText:
        """The fault of a path in one line, with the nearest known name; a scope's `$comment` says what it is not."""
        what = scope.get("$comment", said("not a field of any request of this call"))
        other = path.removeprefix("request.") if path.startswith("request.") else f"request.{path}"
        if self.says and other.startswith("request."):
            return said("{path}: {says}", path, self.says)
        if _is_provided(other, scope):
            return said("{path} is {what}; facts of the request are read here as {other}", path, what, other)
        if self.says:
            return said("{path}: {says}", path, self.says)
        if right := _elsewhere(path, scope)[1]:
            return said("{path} is {what}; it is read here as {right}", path, what, right)
        near = nearest(self.unknown, self.known)
        if near:
            right = re.sub(rf"\b{re.escape(self.unknown)}\b", lambda _found: near, path)
            return said("{path} is {what}; did you mean {right}?", path, what, right)
        if self.hint:
            return said("{path} is {what}; {hint}", path, what, self.hint)
        known = row([*self.known[:8], *(["…"] if len(self.known) > 8 else ())]) if self.known else said("none")
        return said("{path} is {what}; known here: {known}", path, what, known)


def _elsewhere(path: str, scope: Schema) -> tuple[str, str | None]:
    """A text with its ids in quotes where they need some, and the one place where what it names stands."""
    from asipgrid.check.elsewhere import elsewhere, quoted_ids  # noqa: PLC0415 - sound documents read what is there

    written = quoted_ids(path)
    return written, elsewhere(written, scope)


def _is_provided(path: str, scope: Schema) -> bool:
    try:
        schema_at(path, scope)
    except ValueError:
        return False
    return True


def schema_at(path: str, scope: Schema) -> Schema:
    """What a path gives in documents of that schema; raises UnprovidableError when none can ever provide it.

    A text that is no path raises ValueError.
    """
    return _provided(path_expression(path).tree, scope)


def _provided(node: Any, schema: Schema) -> Schema:
    kind = node["type"]
    children = node["children"]
    match kind:
        case "field":
            return _field_of(schema, node["value"])
        case "subexpression" | "index_expression" | "pipe":
            for child in children:
                schema = _provided(child, schema)
            return schema
        case "index":
            return _items_of(schema)
        case "flatten":
            return _flattened(_provided(children[0], schema))
        case "projection":
            items = _items_of(_provided(children[0], schema))
            return {"type": "array", "items": _provided(children[1], items)}
        case "filter_projection":
            items = _items_of(_provided(children[0], schema))
            _provided(children[2], items)
            return {"type": "array", "items": _provided(children[1], items)}
        case "function_expression":
            return _function_result(node["value"], [_provided(child, schema) for child in children])
        case "comparator" | "and_expression" | "not_expression" | "or_expression":
            return _truth(kind, [_provided(child, schema) for child in children])
        case "multi_select_list":
            items, *_ = [_provided(child, schema) for child in children]
            return {"type": "array", "items": items}
        case "slice":
            if children[2] == 0:
                raise UnprovidableError(said("the step of a slice is never 0"))
            return schema
        case "current" | "identity":
            return schema
        case "literal":
            return {"type": _type_of(node["value"])}
    raise UnprovidableError(said("{kind}s are not used in paths here", kind.replace("_", " ")))


def _truth(kind: str, operands: list[Schema]) -> Schema:
    # Kleene's or is about truths; of two figures it would be the one that happens to be stated.
    if kind == "or_expression" and any(types_of(operand) != ("boolean",) for operand in operands):
        raise UnprovidableError(said("|| joins two values that are true or false"))
    return {"type": "boolean"}


def _field_of(schema: Schema, name: str) -> Schema:
    if not may_be(schema, "object"):
        raise UnprovidableError(said("it has no parts, so no {name}", name))
    properties = schema.get("properties", {})
    patterns = schema.get("patternProperties", {})
    named = [properties[name]] if name in properties else [patterns[p] for p in patterns if keywords.matches(p, name)]
    if named:
        return _schema(named[0])
    elsewhere = not properties or any(key in schema for key in ("anyOf", "oneOf", "allOf"))
    extra = schema.get("additionalProperties", elsewhere)
    if extra is False:
        raise UnprovidableError(unknown=name, known=(*properties, *patterns), hint=schema.get("$hint", ""))
    return _schema(extra)


def _items_of(schema: Schema) -> Schema:
    if not may_be(schema, "array"):
        raise UnprovidableError(said("it is not a list"))
    return _schema(schema.get("items"))


def _schema(written: Any) -> Schema:
    """A schema inside another; true, or none at all, allows everything."""
    return written if isinstance(written, Mapping) else {}


def may_be(schema: Schema, *kinds: str) -> bool:
    """Whether a schema allows a value of one of some JSON types."""
    allowed = types_of(schema)
    return allowed is None or not set(allowed).isdisjoint(kinds)


def _flattened(schema: Schema) -> Schema:
    items = _items_of(schema)
    return items if items.get("type") == "array" else {"type": "array", "items": items}


def _function_result(name: str, arguments: Sequence[Schema]) -> Schema:
    if name not in FUNCTIONS:
        near = nearest(name, sorted(FUNCTIONS))
        if near:
            raise UnprovidableError(said("{name}() is not a function of paths; did you mean {near}()?", name, near))
        known = row(sorted(FUNCTIONS))
        raise UnprovidableError(said("{name}() is not a function of paths; there are {known}", name, known))
    wanted = _ARGUMENTS[name]
    if len(arguments) != len(wanted):
        says = said("{name}() takes {count} {count:argument|arguments}, not {given}", name, len(wanted), len(arguments))
        raise UnprovidableError(says)
    for argument, kinds in zip(arguments, wanted, strict=True):
        if kinds and not may_be(argument, *kinds):
            takes = said("a list of numbers") if kinds == _LIST else type_words(kinds)
            raise UnprovidableError(
                said("{name}() takes {takes}, not {given}", name, takes, type_words(types_of(argument)))
            )
    if name in {"contains", "starts_with", "ends_with"}:
        return {"type": "boolean"}
    if name in {"max", "min"}:
        return _items_of(arguments[0])
    return {"type": "integer" if name in {"length", "ceil", "floor"} else "number"}


def types_of(schema: Schema) -> tuple[str, ...] | None:
    """The JSON types a schema allows, from its type or its enum; None when it does not say."""
    kind = schema.get("type")
    if kind is not None:
        return tuple(kind) if isinstance(kind, list) else (kind,)
    values = schema.get("enum")
    return _types(keywords.Itself(values)) if values else None


@functools.lru_cache(maxsize=64)
def _types(enum: keywords.Itself) -> tuple[str, ...]:
    return tuple(dict.fromkeys(_type_of(value) for value in enum.listed))


def _type_of(value: Any) -> str:
    if value is None or isinstance(value, bool):
        return "null" if value is None else "boolean"
    if isinstance(value, list | Mapping):
        return "array" if isinstance(value, list) else "object"
    return "number" if is_number(value) else "string"


_TYPES: Final = {
    "string": said("text"),
    "integer": said("a whole number"),
    "number": said("a number"),
    "boolean": said("true or false"),
    "array": said("a list"),
    "object": said("a part with fields of its own (key: value)"),
}


def type_words(kind: Any) -> SaidText:
    """A JSON type, or one of several, in plain words."""
    kinds = [kind] if isinstance(kind, str) else kind or ()
    return row((_TYPES.get(str(each), str(each)) for each in kinds), " or ")


def bounds_of(schema: Schema) -> tuple[Any, Any]:
    """The least and the greatest number that a schema allows, as it says them; None where it does not."""
    low = max((schema[key] for key in ("minimum", "exclusiveMinimum") if key in schema), default=None)
    return low, min((schema[key] for key in ("maximum", "exclusiveMaximum") if key in schema), default=None)


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


def condition_faults(written: Any, scope: Schema, at: KeyPath = ()) -> Iterator[tuple[KeyPath, SaidText]]:
    """Everything wrong with a condition as written, against the schema of what it may read: where, and in words."""
    if not isinstance(written, Mapping) or not written:
        yield at, said("a condition maps at least one path to what its value must be")
        return
    for key, value in written.items():
        here = (*at, key)
        if key == "not":
            yield from condition_faults(value, scope, here)
        elif key not in {"any", "all"}:
            yield from _line_faults(key, value, scope, here)
        elif not isinstance(value, list) or not value:
            yield here, said("{key} takes a list of conditions", key)
        else:
            for index, item in enumerate(value):
                yield from condition_faults(item, scope, (*here, index))


def path_fault(text: Any, scope: Schema, kinds: Sequence[str] = ()) -> SaidText | None:
    """What is wrong with a path, or None; `kinds` are the JSON types it must be able to give."""
    try:
        found = schema_at(str(text), scope)
    except UnprovidableError as wrong:
        return wrong.words(str(text), scope)
    except NoPathError as wrong:
        written, right = _elsewhere(str(text), scope)
        if right:
            return said("{text} is not a path; it is read here as {right}", text, right)
        return wrong.says if written == text else path_fault(written, scope, kinds) or wrong.says
    kind = types_of(found)
    if kinds and kind is None:
        return said("{text} may hold anything; it must always be {wanted}", text, type_words(kinds[0]))
    if kinds and not set(kind or ()) <= set(kinds):
        return said("{text} is {kind}, not {wanted}", text, type_words(kind), type_words(kinds[0]))
    return None


def date_fault(text: Any, scope: Schema) -> SaidText | None:
    """What is wrong with a path that must give a date, or None."""
    wrong = path_fault(text, scope, ("string",))
    if wrong is None and schema_at(str(text), scope).get("format") != "date":
        return said("{text} is text, not a date; its fact needs `format: date`", text)
    return wrong


def _line_faults(key: str, value: Any, scope: Schema, at: KeyPath) -> Iterator[tuple[KeyPath, SaidText]]:
    wrong = path_fault(key, scope)
    if wrong:
        yield at, wrong
        return
    found = schema_at(key, scope)
    if isinstance(value, Mapping):
        yield from _keyword_faults(key, value, found, at)
    elif value == []:
        yield at, said("a list of allowed values has at least one")
    else:
        listed = isinstance(value, list)
        for index, one in enumerate(value if listed else [value]):
            wrong = _value_fault(key, one, found)
            if wrong:
                yield (*at, index) if listed else at, wrong


def _null_fault(key: str | int) -> SaidText:
    return said("{key} cannot be asked to be null: not stated is not a value", key)


def _value_fault(key: str, value: Any, found: Schema) -> SaidText | None:
    if value is None:
        return _null_fault(key)
    allowed, kind = found.get("enum"), found.get("type")
    if allowed is not None:
        if keywords.is_listed(allowed, value):
            return None
        near = nearest(shown(value), _spelled(keywords.Itself(allowed)))
        hint = said("did you mean {near}?", near) if near else said("one of {values}", few(allowed, shown))
        return said("{key} can never be {value}; {hint}", key, shown(value), hint)
    if not kind or (not isinstance(value, list) and dialect.validator(found).is_valid(value)):
        return None
    if dialect.validator({"type": kind}).is_valid(value):
        return said("{key} can never be {value}: no request may state that", key, quoted(value))
    return said("{key} is {kind} and can never be {value}", key, type_words(kind), quoted(value))


@functools.lru_cache(maxsize=64)
def _spelled(enum: keywords.Itself) -> tuple[str, ...]:
    return tuple(shown(one) for one in enum.listed if not isinstance(one, list | Mapping))


_KEYWORDS_OF: Final[dict[str, tuple[str, ...]]] = {
    **dict.fromkeys((*BOUNDS, "multipleOf"), NUMBERS),
    **dict.fromkeys(("formatMinimum", "formatMaximum", "minLength", "maxLength", "pattern", "format"), ("string",)),
    **dict.fromkeys(("minItems", "maxItems", "contains", "uniqueItems"), ("array",)),
}


def _keyword_faults(
    key: str, value: Mapping[str, Any], found: Schema, at: KeyPath
) -> Iterator[tuple[KeyPath, SaidText]]:
    if not value:
        yield at, said("{} asks nothing; write what the value must be")
    for place, says in dialect.faults(dict(value)):
        yield (*at, *place), says
    for keyword in value:
        kinds = _KEYWORDS_OF.get(keyword, ())
        if kinds and not may_be(found, *kinds):
            has = type_words(types_of(found))
            yield (
                (*at, keyword),
                said("{keyword} asks about {wanted}, but {key} is {has}", keyword, type_words(kinds[0]), key, has),
            )


# The parts of a call that hold conditions.
_CALL_PARTS: Final = frozenset({"decisions", "payments", "bonus", "envelopes", "quotas"})


def null_conditions(record: Record) -> Iterator[Finding]:
    """Conditions that ask a path to be null, before null is read as 'not stated' and the line is gone."""
    for path in _nulls(record.data, (), inside=False):
        yield error(record, path, "G104" if _CALL_PARTS.isdisjoint(path) else "C207", _null_fault(path[-1]))


def _nulls(data: Any, path: KeyPath, *, inside: bool) -> Iterator[KeyPath]:
    if isinstance(data, Mapping):
        for key, value in data.items():
            here = inside or (key in {"requires", "applies_when", "when", "for"} and path[:1] != ("facts",))
            if value is None and inside:
                yield (*path, key)
            yield from _nulls(value, (*path, key), inside=here)
    elif isinstance(data, list):
        for index, item in enumerate(data):
            yield from _nulls(item, (*path, index), inside=inside)
