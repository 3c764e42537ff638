"""What a workbook asks for: the fields of a request, page by page, made of the schema that editors read."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from enum import StrEnum
from typing import Any, Final

from msgspec import Struct

from asipgrid.authoring.forms import schema_to_fill
from asipgrid.authoring.skeletons import without_kind
from asipgrid.engine.plan import Plan
from asipgrid.model.places import Language
from asipgrid.model.values import Text
from asipgrid.schema import dialect

_JOIN: Final = " – "
# Parts of a request that share a sheet with others and whose values carry their name.
_NAMED: Final = ("agreement", "chart")
# Rows to fill in of a list: those of the budget and of the documents are long.
_ROWS: Final = {"funding.lines": 30, "evidence": 40}
_FEW_ROWS: Final = 10


class FieldKind(StrEnum):
    """What a cell holds."""

    TEXT = "text"
    NUMBER = "number"
    WHOLE = "whole"
    DATE = "date"
    YES_NO = "yes-no"
    LIST = "list"
    ANY = "any"


class FormField(Struct, frozen=True, kw_only=True):
    """One value of a document: its dotted path, its words, what it holds; `[]` in a path stands for a row of a list."""

    path: str
    label: str
    kind: FieldKind
    help: str = ""
    needed: bool = False
    choices: tuple[str, ...] = ()


class FormTable(Struct, frozen=True, kw_only=True):
    """A list of a document: a row each, a column for each of its values."""

    path: str
    label: str
    columns: tuple[FormField, ...]
    rows: int


class FormPage(Struct, frozen=True, kw_only=True):
    """One sheet of a workbook: its title, single values one below the other, then lists."""

    title: str
    fields: tuple[FormField, ...] = ()
    tables: tuple[FormTable, ...] = ()


_APPLICANT: Final = Text("Applicant", "Porteur")
_BUDGET: Final = Text("Budget", "Budget")
_TARGETS: Final = Text("Targets", "Engagements")
_EVIDENCE: Final = Text("Evidence", "Pièces")
# What stands on a sheet of its own, of the parts that every request has.
_LAST: Final = ("commitments", "chart", "evidence")


def request_pages(plan: Plan, language: Language) -> tuple[FormPage, ...]:
    """The sheets of a request: who applies, the budget, one a grid, the applicant's own targets, the evidence."""
    schema = schema_to_fill(plan, language)
    given: Mapping[str, Any] = schema["properties"]
    common = dialect.shipped("request")["properties"]
    found = list(_parts(schema, "", "", needed=True))
    budget = [each for each in found if isinstance(each, FormTable) and each.path.startswith("funding.")]
    first = [each for each in found if each not in budget and _top(each) in common and _top(each) not in _LAST]
    blocks = [name for name in given if name not in common]
    pages = [
        _page(_APPLICANT.to(language), first),
        _page(_BUDGET.to(language), budget),
        *(_page(given[name].get("title") or name, [each for each in found if _top(each) == name]) for name in blocks),
        _page(_TARGETS.to(language), [each for each in found if _top(each) in {"commitments", "chart"}]),
        _page(_EVIDENCE.to(language), [each for each in found if _top(each) == "evidence"]),
    ]
    return tuple(page for page in pages if page.fields or page.tables)


def fields_of(pages: tuple[FormPage, ...]) -> dict[str, FormField]:
    """The fields of pages by their paths."""
    single = [each for page in pages for each in page.fields]
    return {each.path: each for each in [*single, *(one for page in pages for t in page.tables for one in t.columns)]}


def _page(title: str, parts: Sequence[FormField | FormTable]) -> FormPage:
    return FormPage(
        title=title,
        fields=tuple(each for each in parts if isinstance(each, FormField)),
        tables=tuple(each for each in parts if isinstance(each, FormTable)),
    )


def _top(part: FormField | FormTable) -> str:
    return part.path.partition(".")[0]


def _parts(schema: Mapping[str, Any], path: str, label: str, *, needed: bool) -> Iterator[FormField | FormTable]:
    """Every value below an object; of what has a fixed value (`const`) nobody is asked."""
    for name, each in schema.get("properties", {}).items():
        at = f"{path}.{name}" if path else name
        own = without_kind(each.get("title") or name)
        title = f"{label}{_JOIN}{own}" if label else own
        wanted = needed and name in schema.get("required", ())
        if "const" in each:
            continue
        if "properties" in each:
            yield from _parts(each, at, title if path or name in _NAMED else "", needed=wanted)
        elif "properties" in (each.get("items") or {}):
            columns = tuple(_columns(each["items"], f"{at}[]"))
            rows = min(_ROWS.get(at, _FEW_ROWS), each.get("maxItems", 1000))
            yield FormTable(path=at, label=title, columns=columns, rows=rows)
        elif (kind := _kind(each)) is not None:
            yield _field(each, at, title, kind, needed=wanted)


def _columns(item: Mapping[str, Any], path: str) -> Iterator[FormField]:
    for each in _parts(item, path, "", needed=True):
        if isinstance(each, FormField):
            yield each


def _field(schema: Mapping[str, Any], path: str, title: str, kind: FieldKind, *, needed: bool) -> FormField:
    choices = schema.get("enum") or (schema.get("items") or {}).get("enum") or ()
    return FormField(
        path=path,
        label=title,
        kind=kind,
        help=schema.get("description", ""),
        needed=needed,
        choices=tuple(str(each) for each in choices if each is not None),
    )


def _kind(schema: Mapping[str, Any]) -> FieldKind | None:
    """What a value is; None for what has no place in one cell."""
    kinds = schema.get("type", [])
    kinds = set(kinds if isinstance(kinds, list) else [kinds]) - {"null"}
    if "array" in kinds:
        return FieldKind.LIST
    if kinds == {"boolean"}:
        return FieldKind.YES_NO
    if schema.get("format") == "date":
        return FieldKind.DATE
    if kinds == {"integer"}:
        return FieldKind.WHOLE
    if kinds and kinds <= {"integer", "number"}:
        return FieldKind.NUMBER
    if kinds == {"string"}:
        return FieldKind.TEXT
    if "object" in kinds:
        return None
    if "enum" in schema:
        texts = all(isinstance(each, str) for each in schema["enum"] if each is not None)
        return FieldKind.TEXT if texts else FieldKind.ANY
    forms = [each for each in schema.get("anyOf", ()) if each.get("type") != "null"]
    found = {_kind(each) for each in forms} - {None}
    return found.pop() if len(found) == 1 else FieldKind.ANY
