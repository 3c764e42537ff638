"""What is wrong with the form of a value, and what would be right or may be meant, in our own words."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any, Final

from asipgrid.check.conditions import type_words
from asipgrid.documents.scalars import BEHIND_HYPHEN, behind_colon, stands_for_a_space
from asipgrid.model.values import is_number
from asipgrid.schema.keywords import is_date
from asipgrid.text.suggestions import few, nearest
from asipgrid.text.values import quoted, shown

# Numbers as people write them: a currency before or behind, groups of three digits, a decimal point or comma.
_PRICED: Final = r"(?:(?:[A-Z]{3}|[$£¥€]) ?)?(?P<amount>.*?)(?: ?(?:[A-Z]{3}|[$£¥€]))?\Z"
_SIMPLE: Final = r"(-?(?:0|[1-9][0-9]*))(?:[.,]([0-9]+))?\Z"
_GROUPED: Final = r"(-?[1-9][0-9]{0,2}([ '’_.,])[0-9]{3}(?:\2[0-9]{3})*)(?:(?!\2)[.,]([0-9]{1,2}))?\Z"
_BOUNDS: Final = {
    "minimum": "at least",
    "maximum": "at most",
    "exclusiveMinimum": "more than",
    "exclusiveMaximum": "less than",
    "formatMinimum": "a date from",
    "formatMaximum": "a date until",
}


def value_fault(error: Any, name: str) -> tuple[str, str]:
    """The code and the words of what is wrong with a value of that name."""
    value, wanted, keyword, schema = error.instance, error.validator_value, error.validator, error.schema
    given = f"{name} is {in_quotes(value)}"
    match keyword:
        case "type":
            return "S003", _wrong_type(name, value, wanted, schema)
        case "enum" | "const":
            return "S004", _not_allowed(given, value, wanted if keyword == "enum" else [wanted])
        case "pattern":
            right = after_colon(schema.get("title", f"text that matches {wanted}"))
            return "S005", f"{given}; it must be {right}{_meant_id(str(value), wanted, schema)}"
        case "format":
            return "S006", f"{given}, which is no date of the calendar; write {_meant_day(value)}"
        case "multipleOf":
            return "S007", f"{given}; {_no_multiple(value, wanted, schema)}"
        case "minLength" | "minItems" | "minProperties" | "maxLength" | "maxItems" | "maxProperties":
            return "S008", _wrong_length(name, value, wanted, keyword)
        case "uniqueItems":
            return "S009", f"{name} holds the same value twice; keep one"
    if keyword in _BOUNDS:
        return "S007", f"{given}; it must be {_BOUNDS[keyword]} {shown(wanted)}"
    return "S010", f"{name} breaks the condition `{keyword}` of the grid's facts"


def _meant_id(text: str, pattern: str, schema: Mapping[str, Any]) -> str:
    """The id of a grid or criterion that a text may mean, where it is plain which."""
    join = {"Grid id": "_", "Criterion id": "-"}.get(schema.get("title", "").partition(":")[0])
    meant = "" if join is None else re.sub(r"[^A-Za-z0-9_]+", join, text).strip(join)
    return f"; did you mean {meant}?" if meant and re.search(pattern, meant, re.ASCII) else ""


def _no_multiple(value: Any, wanted: Any, schema: Mapping[str, Any]) -> str:
    """What a number must be a multiple of; of an amount, how many decimals it has."""
    title = schema.get("title", "")
    if str(wanted) == "0.01":
        return f"an amount has at most two decimals{_meant_amount(value, wanted)}"
    if title.startswith("Amount in "):
        currency, _, has = title.removeprefix("Amount in ").partition(", ")
        return f"an amount in {currency} has {has}{_meant_amount(value, wanted)}"
    return f"it must be a multiple of {shown(wanted)}"


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
        form = "a date, YYYY-MM-DD" if "format" in schema else after_colon(schema.get("title", "text of its own form"))
        must = f"{name} must be {form}, but is {in_quotes(value)}"
        # Quotes alone make it right only when the text then has the form that is asked for.
        fits = is_no_text(value) and "pattern" in schema and re.search(schema["pattern"], shown(value), re.ASCII)
        return f'{must}, which is no text without quotes; write "{shown(value)}"' if fits else must
    must = f"{name} must be {type_words(kinds)}"
    if "string" in kinds and is_no_text(value):
        return f'{must}; write it in quotes: "{shown(value)}"'
    if isinstance(value, str) and {"number", "integer"} & set(kinds):
        return f"{must}, but is {in_quotes(value)}; write {_meant_number(value, whole='number' not in kinds, top=schema.get('maximum'))}"
    if isinstance(value, str) and "boolean" in kinds:
        return f"{must}, but is {in_quotes(value)}; write true or false, without quotes"
    if isinstance(value, dict | list):
        return f"{must}, but is {shown(value)}"
    return f"{must}, but is {in_quotes(value)}{_no_space(value, kinds) if isinstance(value, str) else ''}"


def _no_space(text: str, kinds: Sequence[str]) -> str:
    """What makes a text of a part or a list: no space behind a colon or a hyphen."""
    key = re.match(r"([\w.][\w./-]*):(\S|[^\S ])", text) if "object" in kinds else None
    entry = re.match(r"-(\S|[^\S ])", text) if "array" in kinds else None
    found = key or entry
    if found is None:
        return ""
    behind = found[found.lastindex or 0]
    return f": {stands_for_a_space(behind) if behind.isspace() else behind_colon(key[1]) if key else BEHIND_HYPHEN}"


def is_no_text(value: Any) -> bool:
    """Whether it is a number, true or false: what a text becomes that stands without quotes."""
    return isinstance(value, bool) or is_number(value)


def in_quotes(value: Any) -> str:
    """A value as a message shows it: text in quotes, a long one cut."""
    return quoted(cut(value) if isinstance(value, str) else value)


def _not_allowed(given: str, value: Any, allowed: list[Any]) -> str:
    alike = same_letters(value, allowed)
    if alike is not None:
        # The same letters, but one is text and the other is not.
        right = f'it in quotes: "{alike}"' if isinstance(alike, str) else f"it without quotes: {shown(alike)}"
        return f"{given}; write {right}"
    folded = {str(one).casefold(): str(one) for one in allowed if not isinstance(one, list | dict)}
    near = nearest(str(value).casefold(), folded)
    choices = few(allowed, shown)
    hint = f"did you mean {folded[near]}? (one of {choices})" if near else f"it must be one of {choices}"
    return f"{given}; {hint}"


def same_letters(value: Any, allowed: Sequence[Any]) -> Any:
    """What is allowed and written with the same letters, where one is text and the other is not; None otherwise."""
    return next((one for one in allowed if shown(one) == shown(value) and not isinstance(value, dict | list)), None)


def after_colon(title: str) -> str:
    """What a title of a schema says of the form: what stands behind its colon, else all of it."""
    return title.partition(": ")[2] or title


def cut(text: str) -> str:
    """A text as far as a message has room for it."""
    return text if len(text) <= 60 else f"{text[:57]}…"


def _meant_day(text: str) -> str:
    """What to write for a text where a date must stand: the day itself, when it is plain which."""
    return " or ".join(meant_days(text)) or "YYYY-MM-DD, such as 2010-06-30"


def meant_days(text: str) -> list[str]:
    """The days that a text may mean: none, one, or, when nobody but its author can tell, two."""
    found = []
    if by_year := re.match(r"([0-9]{4})[-/.]([0-9]{1,2})[-/.]([0-9]{1,2})(?:[T ].*)?\Z", text, re.ASCII):
        found = ["{:0>4}-{:0>2}-{:0>2}".format(*by_year.groups())]
    elif by_day := re.match(r"([0-9]{1,2})[-/.]([0-9]{1,2})[-/.]([0-9]{4})\Z", text, re.ASCII):
        first, second, year = by_day.groups()
        found = [f"{year}-{second:0>2}-{first:0>2}", f"{year}-{first:0>2}-{second:0>2}"]
    return [each for each in dict.fromkeys(found) if is_date(each)]


def _meant_number(text: str, *, whole: bool, top: Any) -> str:
    """What to write for a text where a number must stand: the number itself, when it is plain which."""
    found = meant_numbers(text, whole=whole, top=top)
    if not found:
        return f"a plain number such as {'12500' if whole else '3 or 12500.50'}"
    if len(found) > 1:
        return f"{found[0]}, or {found[1]} if the {'comma' if ',' in text else 'point'} marks decimals"
    return f"it without quotes: {text}" if found[0] == text else found[0]


def meant_numbers(text: str, *, whole: bool, top: Any) -> list[str]:
    """The numbers that a text may mean where one must stand, a whole one or one of at most `top`."""
    if top == 1 and text.endswith("%"):
        return [_shortest(*f"{Decimal(each) / 100:f}".split(".")) for each in meant(text[:-1])]
    return [each for each in meant(text) if not (whole and "." in each)]


def _meant_amount(amount: Any, smallest: Any) -> str:
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
