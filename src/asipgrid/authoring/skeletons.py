"""A document to fill in, as commented YAML made from its editor schema: every field, what it means, what it may hold.

A field without a value is not stated; so a skeleton can be filled in one field at a time, and read at any time.
"""

from __future__ import annotations

import re
import textwrap
from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Any, Final

from asipgrid.authoring.fields import COLON, STEPS
from asipgrid.model.places import Language
from asipgrid.model.values import Text
from asipgrid.text.escape import clean, yaml_text

_WIDTH: Final = 110
_MOST_CHOICES: Final = 20
# What a folded block does not give back: spaces at an end or in a row, and line breaks at an end.
_NOT_FOLDED: Final = re.compile(r"^ |  | $|\A\n|\n\Z", re.MULTILINE)
_DATE: Final = Text("YYYY-MM-DD", "AAAA-MM-JJ")
_NUMBER: Final = Text("number", "nombre")
_WHOLE: Final = Text("whole number", "nombre entier")
_ITEM: Final = Text("(copy these lines for each one)", "(recopier ces lignes pour chacun)")
# What a grid's title says of the kind of a fact is said by what it may hold.
_KIND: Final = re.compile(r" \((?:number|text|date|nombre|texte)\)$")
_HELD: Final = re.compile(r" (?=[?:;!»])")


def skeleton(
    schema: Mapping[str, Any], language: Language, values: Mapping[str, Any], *, head: str = "", editor: str = ""
) -> str:
    """The text of a document: `head` comes first as a comment, `editor` is the schema's path for the modeline."""
    lines = [f"# yaml-language-server: $schema={editor}"] if editor else []
    lines += _comment(head, "")
    lines += _SkeletonWriter(language).fields(schema, values, "")
    return "\n".join(lines) + "\n"


def without_kind(title: str) -> str:
    """The title of a fact without the kind of the fact, which is told beside it."""
    return _KIND.sub("", title)


def _comment(text: str, indent: str) -> list[str]:
    lines = []
    for paragraph in text.split("\n") if text else []:
        held = _HELD.sub("\N{NO-BREAK SPACE}", clean(paragraph))
        lines += textwrap.wrap(held, _WIDTH, initial_indent=f"{indent}# ", subsequent_indent=f"{indent}# ") or [
            f"{indent}#"
        ]
    return [line.replace("\N{NO-BREAK SPACE}", " ") for line in lines]


class _SkeletonWriter:
    """Writes fields one below the other."""

    def __init__(self, language: Language) -> None:
        self.language = language
        self.last_question = ""

    def fields(self, schema: Mapping[str, Any], values: Any, indent: str) -> Iterator[str]:
        """Every property of a schema, in its order, with its value where there is one."""
        given = values if isinstance(values, Mapping) else {}
        for name, each in schema.get("properties", {}).items():
            yield from self.field(name, each, given.get(name), indent)

    def field(self, name: str, schema: Mapping[str, Any], value: Any, indent: str) -> Iterator[str]:
        """One field: what is asked above it, its title and allowed values beside it."""
        inside, many = "properties" in schema and not isinstance(value, str), _is_list_of_objects(schema)
        if not indent and (inside or many):
            yield ""
        if many:
            yield from self.listed(name, schema, value, indent)
            return
        key = f"{indent}{yaml_text(name)}:"
        line = key if inside or value is None else f"{key} {flow(value)}"
        title, allowed = without_kind(schema.get("title", "")), self.allowed(schema)
        beside = self.joined(title, allowed)
        yield from self.asked(schema, indent)
        if len(line) + len(beside) + 4 > _WIDTH:
            yield from _comment(title, indent)
            beside = allowed
        if isinstance(value, str) and len(line) > _WIDTH and _can_fold(value):
            yield f"{key} >-{_beside(beside)}"
            yield from _folded(value, f"{indent}  ")
        else:
            yield line + _beside(beside)
        if inside:
            yield from self.fields(schema, value, f"{indent}  ")

    def joined(self, title: str, allowed: str) -> str:
        """A title and what the field may hold, on one line."""
        if not (title and allowed):
            return title or allowed
        return f"{title} {allowed}" if title.endswith("?") else f"{title}{COLON.to(self.language)}{allowed}"

    def asked(self, schema: Mapping[str, Any], indent: str) -> Iterator[str]:
        """The questions that the field answers; not again when they are those of the field before."""
        text = schema.get("description", "")
        if text and text != self.last_question:
            self.last_question = text
            yield from _comment(text, indent)

    def allowed(self, schema: Mapping[str, Any]) -> str:
        """What the field may hold, in a few words."""
        kinds = schema.get("type", [])
        kinds = kinds if isinstance(kinds, list) else [kinds]
        choices = schema.get("enum") or (schema.get("items") or {}).get("enum")
        if choices:
            named = [flow(each) for each in choices if each is not None]
            if len(named) > _MOST_CHOICES and "number" in kinds:
                return self.steps(named[0], named[-1], str(Decimal(named[1]) - Decimal(named[0])))
            return " | ".join([*named[:_MOST_CHOICES], *["…"] * (len(named) > _MOST_CHOICES)])
        if "boolean" in kinds:
            return "true | false"
        if schema.get("format") == "date":
            return _DATE.to(self.language)
        if "integer" in kinds:
            return _WHOLE.to(self.language)
        if "number" in kinds and {"minimum", "maximum", "multipleOf"} <= schema.keys():
            return self.steps(*(flow(schema[key]) for key in ("minimum", "maximum", "multipleOf")))
        if "number" in kinds:
            return _NUMBER.to(self.language)
        return "[…, …]" if "array" in kinds and not _is_list_of_objects(schema) else ""

    def steps(self, least: str, most: str, step: str) -> str:
        """A scale by its ends and its steps."""
        return STEPS.to(self.language).format(least=least, most=most, step=step)

    def listed(self, name: str, schema: Mapping[str, Any], value: Any, indent: str) -> Iterator[str]:
        """A list of parts: those given; with none, one to copy, as a comment."""
        if value:
            yield f"{indent}{yaml_text(name)}:{_beside(schema.get('title', ''))}"
            for each in value:
                yield from self.item(each, indent)
            return
        yield from _comment(f"{schema.get('title', '')} {_ITEM.to(self.language)}", indent)
        yield f"{indent}# {yaml_text(name)}:"
        for number, (key, each) in enumerate(schema["items"]["properties"].items()):
            beside = self.joined(each.get("title", ""), self.allowed(each))
            yield f"{indent}#   {'  ' if number else '- '}{yaml_text(key)}:{_beside(beside)}"

    def item(self, value: Mapping[str, Any], indent: str) -> Iterator[str]:
        """One part of a list, on one line where it fits."""
        line = f"{indent}  - {flow(value)}"
        if len(line) <= _WIDTH:
            yield line
            return
        for number, (key, each) in enumerate(value.items()):
            yield f"{indent}  {'  ' if number else '- '}{yaml_text(key)}: {flow(each)}"


def _beside(words: str) -> str:
    return f"  # {clean(words)}" if words else ""


def _folded(text: str, indent: str) -> list[str]:
    """A long text as a folded block; each of its own lines stays one."""
    lines = []
    for number, paragraph in enumerate(text.split("\n")):
        lines += [""] * bool(number)
        lines += textwrap.wrap(
            paragraph,
            _WIDTH,
            initial_indent=indent,
            subsequent_indent=indent,
            break_long_words=False,
            break_on_hyphens=False,
        )
    return lines


def _can_fold(text: str) -> bool:
    """Whether a folded block gives a text back: it knows no escapes, joins lines by one space, and loses blank words."""
    lines = text.split("\n")
    blank = any(word and not word.strip() for line in lines for word in line.split(" "))
    return not blank and not _NOT_FOLDED.search(text) and all(clean(line) == line for line in lines)


def _is_list_of_objects(schema: Mapping[str, Any]) -> bool:
    return "properties" in (schema.get("items") or {})


def flow(value: Any) -> str:
    """A value on one line, as YAML reads it back; nothing for what is not stated."""
    if value is None:
        return ""
    if isinstance(value, str):
        return yaml_text(value)
    if isinstance(value, Mapping):
        return "{" + ", ".join(f"{yaml_text(key)}: {flow(each)}" for key, each in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(map(flow, value)) + "]"
    return format(value, "f") if isinstance(value, Decimal) else str(value).lower()  # true and false
