"""A document's JSON Schema for editors and other programs: self-contained, with titles, descriptions and examples.

The rules are those that documents are checked against, the words those of `fields` and of the grids. What may be left out may also
be written without a value (`key:`), which means not stated.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from fractions import Fraction
from typing import Any, Final

from asipgrid.authoring.fields import COLON, FIELDS
from asipgrid.check.call_schemas import kind_schema, open_schema, progress_schema, request_schema
from asipgrid.engine.plan import Plan, PlannedCriterion
from asipgrid.model.calls import ByMark, Criterion, Grid
from asipgrid.model.places import Language
from asipgrid.model.values import Text
from asipgrid.text.numbers import number

Schema = Mapping[str, Any] | bool
# Draft 7 is what editors know best; only a grid that uses newer keywords needs the newer dialect.
_DRAFT_7: Final = "http://json-schema.org/draft-07/schema#"
_DRAFT_2020: Final = "https://json-schema.org/draft/2020-12/schema"
_NEWER: Final = frozenset(["prefixItems", "dependentRequired", "dependentSchemas", "minContains", "maxContains"])
# The version of the documents' formats; another one when a document that was right becomes wrong.
_VERSION: Final = "1"
_DOCUMENTS: Final = Text("Documents: ", "Pièces : ")
# So many levels of a scale are offered one by one.
_MOST_OFFERED: Final = 101
_TITLES: Final = {
    "request": Text("Request", "Demande"),
    "rating": Text("Rating sheet", "Fiche d'évaluation"),
    "decision": Text("Decision of the committee", "Décision du comité"),
    "progress": Text("Progress report", "Rapport d'avancement"),
    "payment": Text("Payments", "Versements"),
    "amendment": Text("Amendment of an addendum", "Modification d'un avenant"),
    "call": Text("Call", "Appel à projets"),
    "grid": Text("Analysis grid", "Grille d'analyse"),
}


def editor_schema(
    kind: str, language: Language, plan: Plan | None = None, requests: Sequence[str] = ()
) -> dict[str, Any]:
    """The schema of a kind of document; in a call (`plan`) with its grids' facts and criteria and its requests' ids."""
    words = _SchemaWords(kind, language, plan)
    schema = words.described(_base(kind, plan, language), "", needed=True)
    properties = schema["properties"]
    if plan is not None and kind == "request":
        properties["call"]["const"] = plan.call.id
    if plan is not None and kind == "call":
        properties["facts"] = _call_facts(plan, language, properties["facts"])
    if plan is not None and kind == "rating":
        properties["marks"] = _marks(plan, language, properties["marks"])
    if plan is not None and kind in {"rating", "decision", "progress", "payment", "amendment"} and requests:
        properties[kind]["enum"] = list(requests)
    meta = _DRAFT_2020 if _NEWER & set(_keywords(schema)) else _DRAFT_7
    own = schema_id(kind, _VERSION, "" if plan is None else plan.call.id)
    return {"$schema": meta, "$id": own, **schema, "title": _TITLES[kind].to(language)}


def schema_id(kind: str, version: str, call: str = "") -> str:
    """The `$id` of a schema: it stays while the format does, in every language; in a call it is that call's own."""
    return ":".join(["urn:asipgrid:schema", kind, version, *([call] if call else [])])


def _base(kind: str, plan: Plan | None, language: Language) -> dict[str, Any]:
    if plan is None:
        schema = open_schema(kind)
        # Which blocks a request has is the call's to say.
        return {**schema, "additionalProperties": True} if kind == "request" else schema
    blocks: list[dict[str, Any]] = [
        {
            "block": planned.grid.block,
            "facts": {"title": planned.grid.title.to(language), **_in_language(planned.grid.facts, language)},
        }
        for planned in plan.grids
        if planned.grid.block
    ]
    if kind == "request":
        return _in_order(_themed(request_schema(blocks, plan.call.data), plan, language))
    if kind == "progress":
        return progress_schema({str(each["block"]): each["facts"] for each in blocks}, plan.call.data)
    return kind_schema(kind, plan.call.data)


def _themed(request: dict[str, Any], plan: Plan, language: Language) -> dict[str, Any]:
    """The request with the themes of the chart under their own titles."""
    titles = {each["id"]: each["title"] for each in plan.call.data.get("chart", {}).get("themes", ())}
    words = request["properties"].get("chart", {}).get("properties", {})
    for name, title in titles.items():
        if name in words:
            words[name] = {**words[name], "title": Text.of(title).to(language)}
    return request


def _in_order(request: dict[str, Any]) -> dict[str, Any]:
    """The parts of a request as people fill them in: who, money, the grids' blocks, then targets and documents."""
    first, last = (
        ("request", "call", "title", "summary", "submitted_on", "submitted_at", "applicant", "agreement", "funding"),
        ("commitments", "chart", "evidence"),
    )
    given = request["properties"]
    blocks = [name for name in given if name not in {*first, *last}]
    return {**request, "properties": {name: given[name] for name in (*first, *blocks, *last) if name in given}}


def _in_language(schema: Any, language: Language) -> Any:
    """A grid's facts with the words of one language."""
    if isinstance(schema, list):
        return [_in_language(each, language) for each in schema]
    if not isinstance(schema, Mapping):
        return schema
    words = {
        key: Text.of(value).to(language)
        for key, value in schema.items()
        if key in {"title", "description"} and isinstance(value, Mapping) and ("en" in value or "fr" in value)
    }
    return {key: words.get(key) or _in_language(value, language) for key, value in schema.items()}


class _SchemaWords:
    """Adds words to a schema, field by field."""

    def __init__(self, kind: str, language: Language, plan: Plan | None) -> None:
        self.kind, self.language = kind, language
        self.currency = plan.call.currency if plan else ""
        self.criteria = criteria_by_field(plan) if plan else {}

    def described(self, schema: Schema, path: str, *, needed: bool) -> dict[str, Any]:
        """The schema at a path with its title, description and examples; open to null unless it is needed."""
        if isinstance(schema, bool):
            # What a schema of true or false stands for.
            schema = {} if schema else {"not": {}}
        made: dict[str, Any] = {key: _number(value) for key, value in schema.items() if key != "$schema"}
        if isinstance(schema.get("multipleOf"), Decimal):
            # Editors divide in floating point: 0.35 would be no multiple of 0.01.
            del made["multipleOf"]
        inside = schema.get("properties", {})
        required = schema.get("required", ())
        if inside:
            made["properties"] = {
                name: self.described(each, f"{path}.{name}" if path else name, needed=name in required)
                for name, each in inside.items()
            }
        for key, mark in (("items", "[]"), ("additionalProperties", ".*")):
            if isinstance(schema.get(key), Mapping) or (key == "items" and key in schema):
                made[key] = self.described(schema[key], f"{path}{mark}", needed=True)
        if "anyOf" in schema:
            made["anyOf"] = [self.described(each, path, needed=True) for each in schema["anyOf"]]
        made |= self.words(schema, path)
        return made if needed else _or_null(made)

    def words(self, schema: Mapping[str, Any], path: str) -> dict[str, Any]:
        """Title, description and examples of a field."""
        own = FIELDS.get(f"{self.kind}.{path}")
        words: dict[str, Any] = {} if own is None else {"title": own.to(self.language)}
        form = schema.get("title", "")
        if own is not None and form.startswith("Amount"):
            words["title"] += f" ({self.currency})" if self.currency else ""
            words["examples"] = [1200000]
        elif schema.get("format") == "date":
            words["examples"] = ["2010-06-30"]
        criteria = self.criteria.get(path.removeprefix("facts.") if self.kind == "progress" else path, ())
        if criteria:
            words["description"] = "\n".join(self.question(each) for each in criteria)
        return words

    def question(self, criterion: Criterion) -> str:
        """A criterion as the applicant reads it: what is asked, and the documents to supply."""
        text = f"{criterion.id}{COLON.to(self.language)}{criterion.question.to(self.language)}"
        if criterion.documents is None:
            return text
        return f"{text} {_DOCUMENTS.to(self.language)}{criterion.documents.to(self.language)}."


def criteria_by_field(plan: Plan) -> dict[str, tuple[Criterion, ...]]:
    """The criteria that read each field of the request, by its dotted path, in the order of the grids."""
    found: dict[str, dict[str, Criterion]] = {}
    for planned in plan.grids:
        for each in planned.criteria:
            for path in reads(each, planned.figures):
                found.setdefault(path, {})[each.criterion.id] = each.criterion
    return {path: tuple(criteria.values()) for path, criteria in found.items()}


def reads(each: PlannedCriterion, figures: Mapping[str, Any]) -> Iterator[str]:
    """The fields of the request that a criterion reads, measures resolved into theirs."""
    conditions = [each.requires, each.applies, *(condition for _, condition in each.levels)]
    names = [name for condition in conditions if condition is not None for name in condition.reads]
    for name in [*names, *(each.figure.reads if each.figure else ()), *each.criterion.reads]:
        yield from figures[name].reads if name in figures else (name,)


def _call_facts(plan: Plan, language: Language, schema: Mapping[str, Any]) -> dict[str, Any]:
    """The facts that the grids of a call ask of it, each with its title and what it may be."""
    asked = {
        name: _number(_in_language(each, language))
        for planned in plan.grids
        for name, each in planned.grid.call_facts.items()
    }
    return {**schema, **({"properties": asked, "required": list(asked)} if asked else {})}


def _marks(plan: Plan, language: Language, schema: Mapping[str, Any]) -> dict[str, Any]:
    """One mark a criterion that assessors judge, with its question and what each level means."""
    mark = schema["additionalProperties"]
    properties = {
        criterion.id: _mark(grid, criterion, criterion.judging, mark, language)
        for grid in (planned.grid for planned in plan.grids)
        for criterion in grid.criteria
        if isinstance(criterion.judging, ByMark)
    }
    return {**schema, "properties": properties, "additionalProperties": False}


def _mark(
    grid: Grid, criterion: Criterion, judging: ByMark, mark: Mapping[str, Any], language: Language
) -> dict[str, Any]:
    levels = [f"{number(level)}{COLON.to(language)}{text.to(language)}" for level, text in judging.texts]
    told = "\n".join([f"{criterion.id}{COLON.to(language)}{criterion.question.to(language)}", *levels])
    level = {**mark["properties"]["level"], **_allowed(criterion.max, grid.step), "description": told}
    parts = {**mark["properties"], "level": level}
    made = {
        **mark,
        "type": ["object", "null"],
        "description": told,
        # A mark that is not given yet is no mark.
        "properties": {name: _or_null(part) for name, part in parts.items()},
        "required": [],
    }
    del made["title"]
    return made


def _allowed(top: int, step: Fraction) -> dict[str, Any]:
    """The levels of a scale: each of them, where an editor has room to offer them all."""
    count = int(top / step) + 1
    decimal = Decimal(step.numerator) / step.denominator
    if count <= _MOST_OFFERED:
        return {"enum": [_number((n * decimal).normalize()) for n in range(count)]}
    return {"minimum": 0, "maximum": top, "multipleOf": _number(decimal)}


def _or_null(schema: Mapping[str, Any]) -> dict[str, Any]:
    """The schema, open to a value that is not given."""
    made = dict(schema)
    if "enum" in made:
        made["enum"] = [*made["enum"], None]
    if "anyOf" in made:
        made["anyOf"] = [*made["anyOf"], {"type": "null"}]
    if "type" in made:
        made["type"] = [*(made["type"] if isinstance(made["type"], list) else [made["type"]]), "null"]
    return made


def _number(value: Any) -> Any:
    """Exact numbers as the JSON that editors read; lists and schemas with them."""
    if isinstance(value, Decimal):
        return json.loads(format(value, "f"))
    if isinstance(value, list):
        return [_number(each) for each in value]
    if isinstance(value, dict):
        return {key: _number(each) for key, each in value.items()}
    return value


def _keywords(schema: Any) -> Iterator[str]:
    if isinstance(schema, list):
        for each in schema:
            yield from _keywords(each)
    elif isinstance(schema, Mapping):
        for key, each in schema.items():
            yield key
            yield from _keywords(each)
