"""Documents against their JSON Schema, every fault in our own words with its place. Knows shapes, not meanings."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Final

from msgspec.structs import replace

from asipgrid.conditions import kind_words, shown
from asipgrid.dialect import Validator
from asipgrid.model import UNFILLED, Finding, Gravity, Path, Place, Record, is_number
from asipgrid.near import few, nearest

_KEPT_NAMES: Final = re.compile(r"(?:con|prn|aux|nul|com[0-9]|lpt[0-9])\Z")


def stated(data: Any) -> Any:
    """The data without what is not stated: keys whose value is null, and parts in which every value is."""
    if isinstance(data, dict):
        kept = {key: stated(value) for key, value in data.items() if value is not None}
        return {key: value for key, value in kept.items() if value != {} or data[key] == {}}
    if isinstance(data, list):
        return [stated(item) for item in data]
    return data


def shape(record: Record, data: Mapping[str, Any], validator: Validator, until: str = "") -> Iterator[Finding]:
    """Everything in `data` (the record's, stated) that its schema refuses, found as it is asked for.

    A required field that is there and empty is a note where `until` says what holds until it is given, else an error.
    """
    if record.plain and validator.accepts(data):
        yield from _kept_names(record, data)
        return
    yield from _null_keys(record, record.data, validator.schema, ())
    yield from _kept_names(record, data)
    empty: list[Finding] = []
    for error in validator.iter_errors(data):
        for finding in _findings(record, error):
            if finding.code == UNFILLED:
                empty.append(finding)
            else:
                yield finding
    empty.sort(key=Finding.reading_order)
    if until and empty:
        says = f"not yet filled in: {few([each.says for each in empty])}; {until}"
        yield replace(empty[0], says=says, gravity=Gravity.NOTE)
    elif empty:
        yield from (replace(each, code="S002", says=_must_be_given(each.says)) for each in empty)


def _kept_names(record: Record, data: Mapping[str, Any]) -> Iterator[Finding]:
    """An id becomes the name of a file or folder, and some systems keep a few names for themselves."""
    first = next(iter(data), "")
    value = data.get(first)
    if isinstance(value, str) and _KEPT_NAMES.match(value):
        says = f"{first} is {_quoted(value)}, a name that some systems keep for themselves; choose another"
        yield Finding(code="S005", place=_value_place(record, (first,)), says=says)


def _null_keys(record: Record, data: Any, schema: Any, path: Path) -> Iterator[Finding]:
    """Keys that no schema knows and that have no value: not stated, but misspelled all the same."""
    if isinstance(data, dict) and isinstance(schema, dict):
        known = schema.get("properties", {})
        closed = schema.get("additionalProperties") is False
        for key, value in data.items():
            if value is None and closed and not _is_known(key, schema):
                yield _unknown_key(record, (*path, key), known)
            yield from _null_keys(record, value, known.get(key), (*path, key))
    elif isinstance(data, list) and isinstance(schema, dict):
        for index, item in enumerate(data):
            yield from _null_keys(record, item, schema.get("items"), (*path, index))


def _is_known(key: str, schema: Mapping[str, Any]) -> bool:
    patterns = schema.get("patternProperties", {})
    return key in schema.get("properties", {}) or any(re.search(pattern, key) for pattern in patterns)


def dotted(path: Iterable[str | int]) -> str:
    """A path as a person writes it: `funding.lines[0].amount`."""
    words = ""
    for part in path:
        words += f"[{part}]" if isinstance(part, int) else f".{part}" if words else str(part)
    return words or "the document"


def _findings(record: Record, error: Any) -> Iterator[Finding]:
    path: Path = tuple(error.absolute_path)
    keyword = error.validator
    if keyword == "anyOf":
        yield from _branches(record, error, path)
    elif keyword == "additionalProperties" and error.validator_value is False:
        yield from _unknown_keys(record, error, path)
    elif keyword == "required":
        yield from _missing(record, error, path)
    elif _is_about_a_key(error):
        yield _wrong_key(record, error, path)
    else:
        code, says = _fault(error, dotted(path))
        yield Finding(code=code, place=_value_place(record, path), says=says)


def _is_about_a_key(error: Any) -> bool:
    """Whether it is a key that is wrong: the schema's keyword propertyNames is above, not a property of that name."""
    above = list(error.absolute_schema_path)
    return any(part == "propertyNames" and (n == 0 or above[n - 1] != "properties") for n, part in enumerate(above))


def _value_place(record: Record, path: Path) -> Place:
    return record.value_place(path) if path in record.values else record.place(path)


def _branches(record: Record, error: Any, path: Path) -> Iterator[Finding]:
    """Of several allowed forms, the one whose kind was meant; else what the forms are."""
    kinds = [sub.validator == "type" and len(sub.absolute_path) == len(path) for sub in error.context]
    meant = {sub.schema_path[0] for sub in error.context} - {
        sub.schema_path[0] for sub, wrong in zip(error.context, kinds, strict=True) if wrong
    }
    if len(meant) == 1:
        for sub in error.context:
            if sub.schema_path[0] in meant:
                yield from _findings(record, sub)
        return
    forms = " or ".join(dict.fromkeys(_form(branch) for branch in error.validator_value))
    says = f"{dotted(path)} must be {forms}"
    if is_number(error.instance) and any(branch.get("type") == "string" for branch in error.validator_value):
        says += f'; write it in quotes: "{shown(error.instance)}"'
    yield Finding(code="S003", place=_value_place(record, path), says=says)


def _form(schema: Mapping[str, Any]) -> str:
    if "const" in schema:
        return shown(schema["const"])
    if "enum" in schema:
        return few(schema["enum"], shown)
    if schema.get("format") == "date":
        return "a date"
    if schema.get("type") == "object" and "en" in schema.get("properties", {}):
        return "{en: …, fr: …}"
    if schema.get("type") == "object":
        return "{" + ", ".join(f"{name}: …" for name in schema.get("required", ())) + "}"
    return kind_words(schema["type"]) if "type" in schema else "another form"


def _unknown_keys(record: Record, error: Any, path: Path) -> Iterator[Finding]:
    for key in error.instance:
        if not _is_known(key, error.schema):
            yield _unknown_key(record, (*path, key), error.schema.get("properties", {}))


def _unknown_key(record: Record, path: Path, known: Iterable[str]) -> Finding:
    key = str(path[-1])
    near = nearest(key, known)
    hint = f"did you mean {near}?" if near else f"known here: {few(list(known))}"
    odd = next((f" (it holds the letter U+{ord(c):04X})" for c in key if ord(c) > 0x7F), "")
    says = f"{dotted((*path[:-1], _cut(key)))} is not a field{odd}; {hint}"
    return Finding(code="S001", place=record.place(path), says=says)


def _missing(record: Record, error: Any, path: Path) -> Iterator[Finding]:
    # The library reports each missing key as an error of its own, with the key only in its message.
    missing = [name for name in error.validator_value if name not in error.instance]
    name = next((name for name in missing if error.message.startswith(repr(name))), missing[0])
    here = (*path, name)
    place, written = record.place(here), here in record.keys and here != (next(iter(record.data)),)
    if written:
        yield Finding(code=UNFILLED, place=place, says=dotted(here))
    else:
        yield Finding(code="S002", place=place, says=_must_be_given(dotted(here)))


def _must_be_given(name: str) -> str:
    return f"{name} is missing; it must be given"


def _wrong_key(record: Record, error: Any, path: Path) -> Finding:
    key = str(error.instance)
    title = error.schema.get("title", "lower-case letters, digits and _")
    return Finding(
        code="S001",
        place=record.place((*path, key)),
        says=f"{_cut(key)} cannot be a key here; it must be {_after_colon(title)}",
    )


def _cut(text: str) -> str:
    return text if len(text) <= 60 else f"{text[:57]}…"


def _after_colon(title: str) -> str:
    return title.partition(": ")[2] or title


def _fault(error: Any, name: str) -> tuple[str, str]:
    value, wanted, keyword = error.instance, error.validator_value, error.validator
    schema = error.schema
    match keyword:
        case "type":
            return "S003", _wrong_type(name, value, wanted, schema)
        case "enum" | "const":
            return "S004", _not_allowed(name, value, wanted if keyword == "enum" else [wanted])
        case "pattern":
            return (
                "S005",
                f"{name} is {_quoted(value)}; it must be {_after_colon(schema.get('title', f'text that matches {wanted}'))}",
            )
        case "format":
            return (
                "S006",
                f"{name} is {_quoted(value)}, which is no date of the calendar; write YYYY-MM-DD, such as 2010-06-30",
            )
        case "minimum" | "maximum" | "exclusiveMinimum" | "exclusiveMaximum":
            words = {
                "minimum": "at least",
                "maximum": "at most",
                "exclusiveMinimum": "more than",
                "exclusiveMaximum": "less than",
            }
            return "S007", f"{name} is {_quoted(value)}; it must be {words[keyword]} {shown(wanted)}"
        case "multipleOf" if str(wanted) == "0.01":
            return "S007", f"{name} is {_quoted(value)}; an amount has at most two decimals"
        case "multipleOf":
            return "S007", f"{name} is {_quoted(value)}; it must be a multiple of {shown(wanted)}"
        case "minLength" | "minItems" | "minProperties" | "maxLength" | "maxItems" | "maxProperties":
            return "S008", _wrong_length(name, value, wanted, keyword)
        case "uniqueItems":
            return "S009", f"{name} holds the same value twice; keep one"
        case "formatMinimum" | "formatMaximum":
            return (
                "S007",
                f"{name} is {_quoted(value)}; it must be a date {'from' if keyword.endswith('Minimum') else 'until'} {wanted}",
            )
    return "S010", f"{name} breaks the condition `{keyword}` of the grid's facts"


def _wrong_length(name: str, value: Any, wanted: int, keyword: str) -> str:
    """Too little or too much of a text, a list or a part, counted in what it is made of."""
    what = {"Length": "character", "Items": "entry", "Properties": "field"}[keyword[3:]]
    many = {"entry": "entries"}.get(what, f"{what}s")
    if keyword.startswith("max"):
        return f"{name} has {len(value)} {many}; it may have at most {wanted}"
    if not len(value):
        return f"{name} is empty; {'write some text' if what == 'character' else 'give at least one'}"
    return f"{name} has {len(value)} {what if len(value) == 1 else many}; it must have at least {wanted}"


def _wrong_type(name: str, value: Any, wanted: Any, schema: Mapping[str, Any]) -> str:
    kinds = wanted if isinstance(wanted, list) else [wanted]
    if "string" in kinds and ("format" in schema or "pattern" in schema):
        # Quotes alone would not make it right: the text has a form of its own.
        form = "a date, YYYY-MM-DD" if "format" in schema else _after_colon(schema.get("title", "text of its own form"))
        return f"{name} must be {form}, but is {_quoted(value)}"
    must = f"{name} must be {' or '.join(kind_words(kind) for kind in kinds)}"
    if ("string" in kinds and isinstance(value, int | float)) or (
        type(value).__name__ == "Decimal" and "string" in kinds
    ):
        return f'{must}; write it in quotes: "{shown(value)}"'
    if isinstance(value, str) and {"number", "integer"} & set(kinds):
        such = "3 or 12500.50" if "number" in kinds else "12500"
        return f"{must}, but is {_quoted(value)}; write a plain number such as {such}"
    if isinstance(value, str) and "boolean" in kinds:
        return f"{must}, but is {_quoted(value)}; write true or false, without quotes"
    if isinstance(value, dict | list):
        return f"{must}, but is {shown(value)}"
    return f"{must}, but is {_quoted(value)}"


def _quoted(value: Any) -> str:
    if isinstance(value, dict | list):
        return shown(value)
    return f'"{_cut(value)}"' if isinstance(value, str) else shown(value)


def _not_allowed(name: str, value: Any, allowed: list[Any]) -> str:
    folded = {str(one).casefold(): str(one) for one in allowed if not isinstance(one, list | dict)}
    near = nearest(str(value).casefold(), folded)
    choices = few(allowed, shown)
    hint = f"did you mean {folded[near]}? (one of {choices})" if near else f"it must be one of {choices}"
    return f"{name} is {_quoted(value)}; {hint}"
