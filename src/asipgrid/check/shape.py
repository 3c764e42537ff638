"""Documents against their JSON Schema, every fault in our own words with its place. Knows shapes, not meanings."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from msgspec.structs import replace

from asipgrid.check.conditions import type_words
from asipgrid.check.shape_words import cut, form_of, in_quotes, is_no_text, meant_id, value_fault
from asipgrid.check.wording import and_words
from asipgrid.documents.scalars import blank_words
from asipgrid.model.places import UNFILLED, Finding, Gravity, KeyPath, Place, Record
from asipgrid.model.said import SaidText, row, said
from asipgrid.schema.dialect import Validator
from asipgrid.schema.keywords import is_kept_name
from asipgrid.text.suggestions import few, nearest
from asipgrid.text.values import shown


def stated(data: Any) -> Any:
    """The data without what is not stated: keys whose value is null, and parts in which every value is."""
    if isinstance(data, dict):
        kept = {key: stated(value) for key, value in data.items() if value is not None}
        return {key: value for key, value in kept.items() if value != {} or data[key] == {}}
    if isinstance(data, list):
        return [stated(item) for item in data]
    return data


def shape(
    record: Record, data: Mapping[str, Any], validator: Validator, until: SaidText | None = None
) -> Iterator[Finding]:
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
        for finding in _findings(record, error, may_wait=bool(until)):
            if finding.code == UNFILLED:
                empty.append(finding)
            else:
                yield finding
    if empty:
        empty.sort(key=Finding.reading_order)
        says = said("not yet filled in: {fields}; {until}", few([each.says for each in empty]), until)
        yield replace(empty[0], says=says, gravity=Gravity.NOTE)


def refusals(record: Record, data: Mapping[str, Any], validator: Validator) -> Iterator[Finding]:
    """Everything in a part of the record's data that a schema of the same form refuses."""
    for each in () if validator.is_valid(data) else validator.iter_errors(data):
        yield from _findings(record, each, may_wait=False)


def _kept_names(record: Record, data: Mapping[str, Any]) -> Iterator[Finding]:
    """An id becomes the name of a file or folder, and some systems keep a few names for themselves."""
    first = next(iter(data), "")
    value = data.get(first)
    if isinstance(value, str) and is_kept_name(value):
        says = said(
            "{first} is {value}, a name that some systems keep for themselves; choose another", first, in_quotes(value)
        )
        yield Finding(code="S005", place=_value_place(record, (first,)), says=says)


def _null_keys(record: Record, data: Any, schema: Any, path: KeyPath) -> Iterator[Finding]:
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
    return words or said("the document")


def _findings(record: Record, error: Any, *, may_wait: bool) -> Iterator[Finding]:
    path: KeyPath = tuple(error.absolute_path)
    keyword = error.validator
    if keyword == "anyOf":
        yield from _branches(record, error, path, may_wait=may_wait)
    elif keyword == "additionalProperties" and error.validator_value is False:
        yield from _unknown_keys(record, error, path)
    elif keyword == "required":
        yield from _missing(record, error, path, may_wait=may_wait)
    elif _is_about_a_key(error):
        yield _wrong_key(record, error, path)
    else:
        from asipgrid.check.certain import certain  # noqa: PLC0415 - most documents are sound

        code, says = value_fault(error, dotted(path))
        yield Finding(code=code, place=_value_place(record, path), says=says, instead=certain(error))


def _or_by_name(finding: Finding, error: Any) -> Finding:
    """What is wrong with a word that is none of a list, and how one of a document's own is written where it may be named."""
    own = any(branch.get("required") == ["name"] for branch in error.validator_value)
    if not own or not isinstance(error.instance, str):
        return finding
    says = said("{says}; one of your own is written {own}", finding.says, f"{{name: {shown(error.instance)}}}")
    return replace(finding, says=says)


def _is_about_a_key(error: Any) -> bool:
    """Whether it is a key that is wrong: the schema's keyword propertyNames is above, not a property of that name."""
    above = list(error.absolute_schema_path)
    return any(part == "propertyNames" and (n == 0 or above[n - 1] != "properties") for n, part in enumerate(above))


def _value_place(record: Record, path: KeyPath) -> Place:
    return record.value_place(path) if path in record.values else record.place(path)


def _branches(record: Record, error: Any, path: KeyPath, *, may_wait: bool) -> Iterator[Finding]:
    """Of several allowed forms, the one whose kind was meant; else what the forms are."""
    kinds = [sub.validator == "type" and len(sub.absolute_path) == len(path) for sub in error.context]
    meant = {sub.schema_path[0] for sub in error.context} - {
        sub.schema_path[0] for sub, wrong in zip(error.context, kinds, strict=True) if wrong
    }
    if len(meant) > 1 and isinstance(error.instance, Mapping):
        meant = _most_like(error.instance, meant, error.validator_value)
    if len(meant) == 1:
        for sub in error.context:
            if sub.schema_path[0] in meant:
                found = _findings(record, sub, may_wait=may_wait)
                yield from (_or_by_name(each, error) for each in found) if sub.validator == "enum" else found
        return
    forms = row(dict.fromkeys(_form(branch) for branch in error.validator_value), " or ")
    says = said("{name} must be {forms}", dotted(path), forms)
    any_text = any(each.get("type") == "string" and "format" not in each for each in error.validator_value)
    instead = f'"{shown(error.instance)}"' if is_no_text(error.instance) and any_text else None
    if instead is not None:
        says = said("{says}; write it in quotes: {instead}", says, instead)
    yield Finding(code="S003", place=_value_place(record, path), says=says, instead=instead)


def _most_like(value: Mapping[str, Any], meant: set[int], forms: Sequence[Mapping[str, Any]]) -> set[int]:
    """Of several forms with fields, those that know the most of a value's."""
    strange = {number: sum(key not in forms[number].get("properties", {}) for key in value) for number in meant}
    return {number for number in meant if strange[number] == min(strange.values())}


def _form(schema: Mapping[str, Any]) -> str:
    if "const" in schema:
        return shown(schema["const"])
    if "enum" in schema:
        return few(schema["enum"], shown)
    if schema.get("format") == "date":
        return said("a date")
    if schema.get("type") == "object" and "en" in schema.get("properties", {}):
        return "{en: …, fr: …}"
    if schema.get("type") == "object":
        return "{" + ", ".join(f"{name}: …" for name in schema.get("required", schema.get("properties", ()))) + "}"
    return type_words(schema["type"]) if "type" in schema else said("another form")


def _unknown_keys(record: Record, error: Any, path: KeyPath) -> Iterator[Finding]:
    for key in error.instance:
        if not _is_known(key, error.schema):
            yield _unknown_key(record, (*path, key), error.schema.get("properties", {}))


def _unknown_key(record: Record, path: KeyPath, known: Iterable[str]) -> Finding:
    key, known = str(path[-1]), list(known)
    near = nearest(key, known)
    hint = said("did you mean {near}?", near) if near else said("known here: {names}", few(known))
    odd = next((_letter(each) for each in key if ord(each) > 0x7F), "")
    says = said("{path} is not a field{odd}; {hint}", dotted((*path[:-1], cut(key))), odd, hint)
    return Finding(code="S001", place=record.place(path), says=says)


def _letter(character: str) -> SaidText:
    """What to say of a character that no field's name holds."""
    letter = said("the letter U+{code}", f"{ord(character):04X}")
    return said(" (it holds {letter})", blank_words(character) if character.isspace() else letter)


def _missing(record: Record, error: Any, path: KeyPath, *, may_wait: bool) -> Iterator[Finding]:
    """The required keys that are not there, all in one finding; a key without its value has one of its own.

    With `may_wait` that one says no more than its name: it is not yet filled in.
    """
    # The library reports each missing key as an error of its own, with the key only in its message.
    missing = [name for name in error.validator_value if name not in error.instance]
    name = next((name for name in missing if error.message.startswith(repr(name))), missing[0])
    absent = [each for each in missing if (*path, each) not in record.keys]
    if name in absent[1:]:
        return
    here, known = (*path, name), error.schema.get("properties", {})
    if name not in absent and may_wait and here != (next(iter(record.data)),) and here not in record.lost:
        yield Finding(code=UNFILLED, place=record.place(here), says=row([dotted(here)]))
        return
    if name in absent and len(absent) > 1:
        named = [
            said("{name} (with {inner})", each, inner) if (inner := _inside(known.get(each))) else each
            for each in absent
        ]
        says = said("{path} lacks {named}; each must be given", dotted(path), and_words(named))
    else:
        inner = _inside(known.get(name))
        # A part of which no field has a value is there to be seen, though it says nothing.
        lacks = said("states nothing") if here in record.values and inner else said("is missing")
        why = _why_missing(record, here)
        says = (
            said("{path} {lacks}; it must be given, with {inner}{why}", dotted(here), lacks, inner, why)
            if inner
            else said("{path} {lacks}; it must be given{why}", dotted(here), lacks, why)
        )
    yield Finding(code="S002", place=record.place(here), says=says)


def _inside(schema: Any) -> SaidText | None:
    """The keys that a part must have, in words."""
    return and_words(schema["required"]) if isinstance(schema, dict) and schema.get("required") else None


def _why_missing(record: Record, path: KeyPath) -> str:
    """What to do when the value of a key that is there counts for none."""
    if path in record.lost:
        return said(": what begins with # is a comment; put the text in quotes")
    spot = record.values.get(path)
    return (
        said(': null stands for what is not stated; the text is written "null"')
        if spot is not None and spot[2] == 4
        else ""
    )


def _wrong_key(record: Record, error: Any, path: KeyPath) -> Finding:
    key = str(error.instance)
    form = form_of(error.schema) or said("lower-case letters, digits and _")
    return Finding(
        code="S001",
        place=record.place((*path, key)),
        says=said("{key} cannot be a key here; it must be {form}{meant}", cut(key), form, meant_id(key, error.schema)),
    )
