"""What is wrong with the form of a value, and what would be right or may be meant, in our own words."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any, Final

from asipgrid.check.conditions import type_words
from asipgrid.documents.scalars import BEHIND_HYPHEN, behind_colon, stands_for_a_space
from asipgrid.model.said import SaidText, of_text, row, said
from asipgrid.model.values import is_number
from asipgrid.schema.keywords import is_date, is_kept_name
from asipgrid.text.suggestions import few, nearest, plain_words
from asipgrid.text.values import quoted, shown

# Numbers as people write them: a currency before or behind, groups of three digits, a decimal point or comma.
_PRICED: Final = r"(?:(?:[A-Z]{3}|[$£¥€]) ?)?(?P<amount>.*?)(?: ?(?:[A-Z]{3}|[$£¥€]))?\Z"
_SIMPLE: Final = r"(-?(?:0|[1-9][0-9]*))(?:[.,]([0-9]+))?\Z"
_GROUPED: Final = r"(-?[1-9][0-9]{0,2}([ '’_.,])[0-9]{3}(?:\2[0-9]{3})*)(?:(?!\2)[.,]([0-9]{1,2}))?\Z"
# The ids that people choose, with what one begins with that would begin with a digit.
_IDS: Final = {
    "Grid id": "G",
    "Criterion id": "C",
    "Id": "",
    "Block": "",
    "Measure name": "",
    "Name of a fact of the call": "",
    "Name of a statistic": "",
}
_BOUNDS: Final = {
    "minimum": said("at least"),
    "maximum": said("at most"),
    "exclusiveMinimum": said("more than"),
    "exclusiveMaximum": said("less than"),
    "formatMinimum": said("a date from"),
    "formatMaximum": said("a date until"),
}


def value_fault(error: Any, name: str) -> tuple[str, SaidText]:
    """The code and the words of what is wrong with a value of that name."""
    value, wanted, keyword, schema = error.instance, error.validator_value, error.validator, error.schema
    given = said("{name} is {value}", name, in_quotes(value))
    match keyword:
        case "type":
            return "S003", _wrong_type(name, value, wanted, schema)
        case "enum" | "const":
            return "S004", _not_allowed(given, value, wanted if keyword == "enum" else [wanted])
        case "pattern":
            right = form_of(schema) or said("text that matches {wanted}", wanted)
            return "S005", said("{given}; it must be {right}{meant}", given, right, meant_id(str(value), schema))
        case "format":
            return "S006", said("{given}, which is no date of the calendar; write {day}", given, _meant_day(value))
        case "multipleOf":
            return "S007", said("{given}; {rule}", given, _no_multiple(value, wanted, schema))
        case "minLength" | "minItems" | "minProperties" | "maxLength" | "maxItems" | "maxProperties":
            return "S008", _wrong_length(name, value, wanted, keyword)
        case "uniqueItems":
            return "S009", said("{name} holds the same value twice; keep one", name)
    if keyword in _BOUNDS:
        return "S007", said("{given}; it must be {bound} {wanted}", given, _BOUNDS[keyword], shown(wanted))
    return "S010", said("{name} breaks the condition `{keyword}` of the grid's facts", name, keyword)


def meant_id(text: str, schema: Mapping[str, Any]) -> SaidText | str:
    """The id that a text may mean, where it is plain which: 1.1 as C1-1, J. Doe as j-doe."""
    kind = schema.get("title", "").partition(":")[0]
    if kind not in _IDS or "/" in text:
        return ""
    begins = _IDS[kind] if re.match("[0-9]", text) else ""
    likes = [f"{begins}{plain_words(text, join)}" for join in ("-", "_")]
    for like in (*likes, *map(str.lower, likes)):
        if (
            re.search(schema["pattern"], like, re.ASCII)
            and not is_kept_name(like)
            and len(like) <= schema.get("maxLength", len(like))
        ):
            return said("; did you mean {meant}?", like)
    return ""


def _no_multiple(value: Any, wanted: Any, schema: Mapping[str, Any]) -> SaidText:
    """What a number must be a multiple of; of an amount, how many decimals it has."""
    title = schema.get("title", "")
    if str(wanted) == "0.01":
        return said("an amount has at most two decimals{meant}", _meant_amount(value, wanted))
    if title.startswith("Amount in "):
        currency, _, has = title.removeprefix("Amount in ").partition(", ")
        return said("an amount in {currency} has {has}{meant}", currency, of_text(has), _meant_amount(value, wanted))
    return said("it must be a multiple of {wanted}", shown(wanted))


def _wrong_length(name: str, value: Any, wanted: int, keyword: str) -> SaidText:
    """Too little or too much of a text, a list or a part, counted in what it is made of."""
    count = len(value)
    if not count and keyword == "minLength":
        return said("{name} is empty; write some text", name)
    if not count and keyword.startswith("min"):
        return said("{name} is empty; give at least one", name)
    what = {
        "Length": said("{count} {count:character|characters}", count),
        "Items": said("{count} {count:entry|entries}", count),
        "Properties": said("{count} {count:field|fields}", count),
    }[keyword[3:]]
    if keyword.startswith("max"):
        return said("{name} has {what}; it may have at most {wanted}", name, what, wanted)
    return said("{name} has {what}; it must have at least {wanted}", name, what, wanted)


def _wrong_type(name: str, value: Any, wanted: Any, schema: Mapping[str, Any]) -> SaidText:
    kinds = wanted if isinstance(wanted, list) else [wanted]
    if "string" in kinds and ("format" in schema or "pattern" in schema):
        form = said("a date, YYYY-MM-DD") if "format" in schema else form_of(schema) or said("text of its own form")
        must = said("{name} must be {form}, but is {value}", name, form, in_quotes(value))
        # Quotes alone make it right only when the text then has the form that is asked for.
        fits = is_no_text(value) and "pattern" in schema and re.search(schema["pattern"], shown(value), re.ASCII)
        if fits:
            return said('{must}, which is no text without quotes; write "{value}"', must, shown(value))
        like = meant_id(shown(value), schema) if is_no_text(value) and "pattern" in schema else ""
        return said("{must}{meant}", must, like) if like else must
    must = said("{name} must be {forms}", name, type_words(kinds))
    if "string" in kinds and is_no_text(value):
        return said('{must}; write it in quotes: "{value}"', must, shown(value))
    if isinstance(value, str) and {"number", "integer"} & set(kinds):
        right = _meant_number(value, whole="number" not in kinds, top=schema.get("maximum"))
        return said("{must}, but is {value}; write {right}", must, in_quotes(value), right)
    if isinstance(value, str) and "boolean" in kinds:
        return said("{must}, but is {value}; write true or false, without quotes", must, in_quotes(value))
    if isinstance(value, dict | list):
        return said("{must}, but is {value}", must, shown(value))
    why = _no_space(value, kinds) if isinstance(value, str) else None
    wrong = said("{must}, but is {value}", must, in_quotes(value))
    return said("{wrong}: {why}", wrong, why) if why else wrong


def _no_space(text: str, kinds: Sequence[str]) -> SaidText | None:
    """What makes a text of a part or a list: no space behind a colon or a hyphen."""
    key = re.match(r"([\w.][\w./-]*):(\S|[^\S ])", text) if "object" in kinds else None
    entry = re.match(r"-(\S|[^\S ])", text) if "array" in kinds else None
    found = key or entry
    if found is None:
        return None
    behind = found[found.lastindex or 0]
    return stands_for_a_space(behind) if behind.isspace() else behind_colon(key[1]) if key else BEHIND_HYPHEN


def is_no_text(value: Any) -> bool:
    """Whether it is a number, true or false: what a text becomes that stands without quotes."""
    return isinstance(value, bool) or is_number(value)


def in_quotes(value: Any) -> str:
    """A value as a message shows it: text in quotes, a long one cut."""
    return quoted(cut(value) if isinstance(value, str) else value)


def _not_allowed(given: SaidText, value: Any, allowed: list[Any]) -> SaidText:
    alike = same_letters(value, allowed)
    if alike is not None:
        # The same letters, but one is text and the other is not.
        right = (
            said('it in quotes: "{alike}"', alike)
            if isinstance(alike, str)
            else said("it without quotes: {text}", shown(alike))
        )
        return said("{given}; write {right}", given, right)
    folded = {str(one).casefold(): str(one) for one in allowed if not isinstance(one, list | dict)}
    near = nearest(str(value).casefold(), folded)
    choices = few(allowed, shown)
    hint = (
        said("did you mean {near}? (one of {choices})", folded[near], choices)
        if near
        else said("it must be one of {choices}", choices)
    )
    return said("{given}; {hint}", given, hint)


def same_letters(value: Any, allowed: Sequence[Any]) -> Any:
    """What is allowed and written with the same letters, where one is text and the other is not; None otherwise."""
    return next((one for one in allowed if shown(one) == shown(value) and not isinstance(value, dict | list)), None)


def form_of(schema: Mapping[str, Any]) -> SaidText | None:
    """What the title of a schema says of the form: what stands behind its colon, else all of it; None without a title."""
    title = schema.get("title")
    return None if title is None else of_text(title.partition(": ")[2] or title)


def cut(text: str) -> str:
    """A text as far as a message has room for it."""
    return text if len(text) <= 60 else f"{text[:57]}…"


def _meant_day(text: str) -> SaidText:
    """What to write for a text where a date must stand: the day itself, when it is plain which."""
    days = meant_days(text)
    return row(days, " or ") if days else said("YYYY-MM-DD, such as 2010-06-30")


def meant_days(text: str) -> list[str]:
    """The days that a text may mean: none, one, or, when nobody but its author can tell, two."""
    found = []
    if by_year := re.match(r"([0-9]{4})[-/.]([0-9]{1,2})[-/.]([0-9]{1,2})(?:[T ].*)?\Z", text, re.ASCII):
        found = ["{:0>4}-{:0>2}-{:0>2}".format(*by_year.groups())]
    elif by_day := re.match(r"([0-9]{1,2})[-/.]([0-9]{1,2})[-/.]([0-9]{4})\Z", text, re.ASCII):
        first, second, year = by_day.groups()
        found = [f"{year}-{second:0>2}-{first:0>2}", f"{year}-{first:0>2}-{second:0>2}"]
    return [each for each in dict.fromkeys(found) if is_date(each)]


def _meant_number(text: str, *, whole: bool, top: Any) -> SaidText | str:
    """What to write for a text where a number must stand: the number itself, when it is plain which."""
    found = meant_numbers(text, whole=whole, top=top)
    if not found:
        return said("a plain number such as 12500") if whole else said("a plain number such as 3 or 12500.50")
    if len(found) > 1:
        if "," in text:
            return said("{number}, or {other} if the comma marks decimals", *found[:2])
        return said("{number}, or {other} if the point marks decimals", *found[:2])
    return said("it without quotes: {text}", text) if found[0] == text else found[0]


def meant_numbers(text: str, *, whole: bool, top: Any) -> list[str]:
    """The numbers that a text may mean where one must stand, a whole one or one of at most `top`."""
    if top == 1 and text.endswith("%"):
        return [_shortest(*f"{Decimal(each) / 100:f}".split(".")) for each in meant(text[:-1])]
    return [each for each in meant(text) if not (whole and "." in each)]


def _meant_amount(amount: Any, smallest: Any) -> SaidText | str:
    """What an amount with more decimals than its currency may mean, when its point may stand between thousands."""
    grouped, *decimal = meant(shown(amount)) or [""]
    if not decimal:
        return ""
    few_decimals = len(decimal[0].partition(".")[2]) <= len(str(smallest).partition(".")[2])
    return (
        said(": write {grouped}, or {decimal} if the point marks decimals", grouped, decimal[0])
        if few_decimals
        else said("; is {grouped} meant?", grouped)
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
