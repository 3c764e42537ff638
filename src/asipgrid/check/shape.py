"""Documents against their JSON Schema, every fault in our own words with its place. Knows shapes, not meanings."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from decimal import Decimal
from typing import Any, Final

from msgspec.structs import replace

from asipgrid.check.path_schemas import type_words
from asipgrid.documents.scalars import BEHIND_HYPHEN, behind_colon, blank_words, stands_for_a_space
from asipgrid.model.places import UNFILLED, Finding, Gravity, KeyPath, Place, Record
from asipgrid.model.values import is_number
from asipgrid.schema.dialect import Validator
from asipgrid.schema.keywords import is_date, is_kept_name
from asipgrid.text.suggestions import few, nearest
from asipgrid.text.values import shown

# Numbers as people write them: a currency before or behind, groups of three digits, a decimal point or comma.
_PRICED: Final = r"(?:(?:[A-Z]{3}|[$£¥€]) ?)?(?P<amount>.*?)(?: ?(?:[A-Z]{3}|[$£¥€]))?\Z"
_SIMPLE: Final = r"(-?(?:0|[1-9][0-9]*))(?:[.,]([0-9]+))?\Z"
_GROUPED: Final = r"(-?[1-9][0-9]{0,2}([ '’_.,])[0-9]{3}(?:\2[0-9]{3})*)(?:(?!\2)[.,]([0-9]{1,2}))?\Z"


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
        for finding in _findings(record, error, may_wait=bool(until)):
            if finding.code == UNFILLED:
                empty.append(finding)
            else:
                yield finding
    if empty:
        empty.sort(key=Finding.reading_order)
        says = f"not yet filled in: {few([each.says for each in empty])}; {until}"
        yield replace(empty[0], says=says, gravity=Gravity.NOTE)


def _kept_names(record: Record, data: Mapping[str, Any]) -> Iterator[Finding]:
    """An id becomes the name of a file or folder, and some systems keep a few names for themselves."""
    first = next(iter(data), "")
    value = data.get(first)
    if isinstance(value, str) and is_kept_name(value):
        says = f"{first} is {_quoted(value)}, a name that some systems keep for themselves; choose another"
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
    return words or "the document"


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
        code, says = _fault(error, dotted(path))
        yield Finding(code=code, place=_value_place(record, path), says=says)


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
    if len(meant) == 1:
        for sub in error.context:
            if sub.schema_path[0] in meant:
                yield from _findings(record, sub, may_wait=may_wait)
        return
    forms = " or ".join(dict.fromkeys(_form(branch) for branch in error.validator_value))
    says = f"{dotted(path)} must be {forms}"
    any_text = any(each.get("type") == "string" and "format" not in each for each in error.validator_value)
    if _is_no_text(error.instance) and any_text:
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
    return type_words(schema["type"]) if "type" in schema else "another form"


def _unknown_keys(record: Record, error: Any, path: KeyPath) -> Iterator[Finding]:
    for key in error.instance:
        if not _is_known(key, error.schema):
            yield _unknown_key(record, (*path, key), error.schema.get("properties", {}))


def _unknown_key(record: Record, path: KeyPath, known: Iterable[str]) -> Finding:
    key, known = str(path[-1]), list(known)
    near = nearest(key, known)
    hint = f"did you mean {near}?" if near else f"known here: {few(known)}"
    odd = next((_letter(each) for each in key if ord(each) > 0x7F), "")
    says = f"{dotted((*path[:-1], _cut(key)))} is not a field{odd}; {hint}"
    return Finding(code="S001", place=record.place(path), says=says)


def _letter(character: str) -> str:
    """What to say of a character that no field's name holds."""
    return f" (it holds {blank_words(character) if character.isspace() else f'the letter U+{ord(character):04X}'})"


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
        yield Finding(code=UNFILLED, place=record.place(here), says=dotted(here))
        return
    if name in absent and len(absent) > 1:
        named = [f"{each} (with {inner})" if (inner := _inside(known.get(each))) else each for each in absent]
        says = f"{dotted(path)} lacks {_and(named)}; each must be given"
    else:
        inner = _inside(known.get(name))
        # A part of which no field has a value is there to be seen, though it says nothing.
        lacks = "states nothing" if here in record.values and inner else "is missing"
        says = f"{dotted(here)} {lacks}; it must be given{f', with {inner}' if inner else ''}"
        says += _why_missing(record, here)
    yield Finding(code="S002", place=record.place(here), says=says)


def _inside(schema: Any) -> str:
    """The keys that a part must have, in words."""
    return _and(schema.get("required", ())) if isinstance(schema, dict) else ""


def _and(names: Sequence[str]) -> str:
    return " and ".join(filter(None, (", ".join(names[:-1]), *names[-1:])))


def _why_missing(record: Record, path: KeyPath) -> str:
    """What to do when the value of a key that is there counts for none."""
    if path in record.lost:
        return ": what begins with # is a comment; put the text in quotes"
    spot = record.values.get(path)
    return (
        ': null stands for what is not stated; the text is written "null"' if spot is not None and spot[2] == 4 else ""
    )


def _wrong_key(record: Record, error: Any, path: KeyPath) -> Finding:
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
                f"{name} is {_quoted(value)}, which is no date of the calendar; write {_day(value)}",
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
            return "S007", f"{name} is {_quoted(value)}; an amount has at most two decimals{_cents(value, wanted)}"
        case "multipleOf" if schema.get("title", "").startswith("Amount in "):
            currency, _, has = schema["title"].removeprefix("Amount in ").partition(", ")
            return "S007", f"{name} is {_quoted(value)}; an amount in {currency} has {has}{_cents(value, wanted)}"
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
        form = "a date, YYYY-MM-DD" if "format" in schema else _after_colon(schema.get("title", "text of its own form"))
        must = f"{name} must be {form}, but is {_quoted(value)}"
        # Quotes alone make it right only when the text then has the form that is asked for.
        fits = _is_no_text(value) and "pattern" in schema and re.search(schema["pattern"], shown(value), re.ASCII)
        return f'{must}, which is no text without quotes; write "{shown(value)}"' if fits else must
    must = f"{name} must be {' or '.join(type_words(kind) for kind in kinds)}"
    if "string" in kinds and _is_no_text(value):
        return f'{must}; write it in quotes: "{shown(value)}"'
    if isinstance(value, str) and {"number", "integer"} & set(kinds):
        return f"{must}, but is {_quoted(value)}; write {_number(value, whole='number' not in kinds, top=schema.get('maximum'))}"
    if isinstance(value, str) and "boolean" in kinds:
        return f"{must}, but is {_quoted(value)}; write true or false, without quotes"
    if isinstance(value, dict | list):
        return f"{must}, but is {shown(value)}"
    return f"{must}, but is {_quoted(value)}{_no_space(value, kinds) if isinstance(value, str) else ''}"


def _no_space(text: str, kinds: Sequence[str]) -> str:
    """What makes a text of a part or a list: no space behind a colon or a hyphen."""
    key = re.match(r"([\w.][\w./-]*):(\S|[^\S ])", text) if "object" in kinds else None
    entry = re.match(r"-(\S|[^\S ])", text) if "array" in kinds else None
    found = key or entry
    if found is None:
        return ""
    behind = found[found.lastindex or 0]
    return f": {stands_for_a_space(behind) if behind.isspace() else behind_colon(key[1]) if key else BEHIND_HYPHEN}"


def _is_no_text(value: Any) -> bool:
    """Whether it is a number, true or false: what a text becomes that stands without quotes."""
    return isinstance(value, bool) or is_number(value)


def _day(text: str) -> str:
    """What to write for a text where a date must stand: the day itself, when it is plain which."""
    found = []
    if by_year := re.match(r"([0-9]{4})[-/.]([0-9]{1,2})[-/.]([0-9]{1,2})(?:[T ].*)?\Z", text, re.ASCII):
        found = ["{:0>4}-{:0>2}-{:0>2}".format(*by_year.groups())]
    elif by_day := re.match(r"([0-9]{1,2})[-/.]([0-9]{1,2})[-/.]([0-9]{4})\Z", text, re.ASCII):
        first, second, year = by_day.groups()
        found = [f"{year}-{second:0>2}-{first:0>2}", f"{year}-{first:0>2}-{second:0>2}"]
    days = [each for each in dict.fromkeys(found) if is_date(each)]
    return " or ".join(days) if days else "YYYY-MM-DD, such as 2010-06-30"


def _number(text: str, *, whole: bool, top: Any) -> str:
    """What to write for a text where a number must stand: the number itself, when it is plain which."""
    found = [each for each in meant(text) if not (whole and "." in each)]
    if top == 1 and text.endswith("%"):
        found = [_shortest(*f"{Decimal(each) / 100:f}".split(".")) for each in meant(text[:-1])]
    if not found:
        return f"a plain number such as {'12500' if whole else '3 or 12500.50'}"
    if len(found) > 1:
        return f"{found[0]}, or {found[1]} if the {'comma' if ',' in text else 'point'} marks decimals"
    return f"it without quotes: {text}" if found[0] == text else found[0]


def _cents(amount: Any, smallest: Any) -> str:
    """What an amount with more decimals than its currency may mean, when its point may stand between thousands."""
    grouped, *decimal = meant(shown(amount)) or [""]
    if not decimal:
        return ""
    few_decimals = len(decimal[0].partition(".")[2]) <= len(str(smallest).partition(".")[2])
    return (
        f": write {grouped}, or {decimal[0]} if the point marks decimals" if few_decimals else f"; is {grouped} meant?"
    )


def meant(text: str) -> tuple[str, ...]:
    """The plain numbers that a text may mean: none, one, or, when nobody but its author can tell, two."""
    if len(text) > 60:
        return ()
    written = re.match(_PRICED, re.sub(r"\s", " ", text.strip()))
    amount = written["amount"] if written else ""
    found = []
    if grouped := re.match(_GROUPED, amount, re.ASCII):
        found.append(_shortest(re.sub(r"[^-0-9]", "", grouped[1]), grouped[3]))
    if simple := re.match(_SIMPLE, amount, re.ASCII):
        found.append(_shortest(simple[1], simple[2]))
    return tuple(found)


def _shortest(whole: str, decimals: str | None = None) -> str:
    """A number without zeros behind its decimals."""
    kept = (decimals or "").rstrip("0")
    return f"{whole}.{kept}" if kept else whole


def _quoted(value: Any) -> str:
    if isinstance(value, dict | list):
        return shown(value)
    return f'"{_cut(value)}"' if isinstance(value, str) else shown(value)


def _not_allowed(name: str, value: Any, allowed: list[Any]) -> str:
    alike = next((one for one in allowed if shown(one) == shown(value) and not isinstance(value, dict | list)), None)
    if alike is not None:
        # The same letters, but one is text and the other is not.
        right = f'it in quotes: "{alike}"' if isinstance(alike, str) else f"it without quotes: {shown(alike)}"
        return f"{name} is {_quoted(value)}; write {right}"
    folded = {str(one).casefold(): str(one) for one in allowed if not isinstance(one, list | dict)}
    near = nearest(str(value).casefold(), folded)
    choices = few(allowed, shown)
    hint = f"did you mean {folded[near]}? (one of {choices})" if near else f"it must be one of {choices}"
    return f"{name} is {_quoted(value)}; {hint}"
