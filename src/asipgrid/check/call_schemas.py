"""The schemas of a call's documents, and of what its conditions may read."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Any, Final

from asipgrid.model.places import KeyPath
from asipgrid.model.said import said
from asipgrid.model.values import decimals_of
from asipgrid.schema import dialect
from asipgrid.schema.keywords import is_date

Data = Mapping[str, Any]

# What nobody may have published: asked of documents that applicants and committees hand in, not of published facts.
_RARELY_PUBLISHED: Final[Mapping[str, tuple[KeyPath, ...]]] = {
    "request": (("submitted_on",), ("applicant", "name"), ("applicant", "legal_form")),
    "decision": (("decided_on",),),
}


def consensus_schema() -> dict[str, Any]:
    """The schema of a consensus: a sheet whose levels need no reason while they stay within the marks."""
    schema = dialect.shipped("rating")
    marks = schema["properties"]["marks"]
    mark = _not_required(marks["additionalProperties"], ("why",))
    return {**schema, "properties": {**schema["properties"], "marks": {**marks, "additionalProperties": mark}}}


def kind_schema(kind: str, call: Data | None) -> dict[str, Any]:
    """The schema of a kind of document in a call: amounts have the decimals of its currency.

    A document of published facts may leave out what nobody published.
    """
    currency = "" if call is None else call.get("currency")
    schema: dict[str, Any] = _in_currency(dialect.shipped(kind), currency if isinstance(currency, str) else "")
    if call is not None and "stage" in call and kind in {"call", "decision"}:
        schema = _of_stage(kind, schema)
    if call is not None and call.get("basis") == "published":
        for path in _RARELY_PUBLISHED.get(kind, ()):
            schema = _not_required(schema, path)
    return schema


def _of_stage(kind: str, schema: Data) -> dict[str, Any]:
    """The schema of a call that is a stage, or of a decision in one: a request passes, and nothing is awarded."""
    if kind == "decision":
        return _passing(schema)
    decisions = schema["properties"]["decisions"]
    made = {**decisions, "items": _passing(decisions["items"])}
    return _not_required({**schema, "properties": {**schema["properties"], "decisions": made}}, ("allocation",))


def open_schema(kind: str) -> dict[str, Any]:
    """The shipped schema of a kind of document as both a stage and any other call meet it, where nobody knows which it is."""
    schema = dialect.shipped(kind)
    if kind not in {"call", "decision"}:
        return schema
    of_stage = _of_stage(kind, schema)
    if kind == "decision":
        return _either(of_stage)
    decisions = of_stage["properties"]["decisions"]
    made = {**decisions, "items": _either(decisions["items"])}
    return {**of_stage, "properties": {**of_stage["properties"], "decisions": made}}


def _either(schema: Data) -> dict[str, Any]:
    """A schema with the outcome `pass` open to `fund` as well, which comes first."""
    properties = schema["properties"]
    outcome = {**properties["outcome"], "enum": ["fund", *properties["outcome"]["enum"]]}
    return {**schema, "properties": {**properties, "outcome": outcome}}


def _passing(schema: Data) -> dict[str, Any]:
    """The schema with the outcome `pass` in the place of `fund`."""
    properties = schema["properties"]
    outcomes = ["pass" if name == "fund" else name for name in properties["outcome"]["enum"]]
    return {**schema, "properties": {**properties, "outcome": {**properties["outcome"], "enum": outcomes}}}


_CENT: Final = Decimal("0.01")
_AMOUNT: Final = "Amount in {}, {}"
_MOST_DECIMALS: Final = {
    0: said("no decimals: this currency has no cents"),
    3: said("at most three decimals"),
    4: said("at most four decimals"),
}


def _in_currency(schema: Any, currency: str) -> Any:
    """A schema of ours in whose amounts a cent is the smallest unit of a currency."""
    digits = decimals_of(currency)
    if digits == 2:
        return schema
    if isinstance(schema, list):
        return [_in_currency(each, currency) for each in schema]
    if not isinstance(schema, dict):
        return schema
    made = {key: _in_currency(each, currency) for key, each in schema.items()}
    if schema.get("multipleOf") == _CENT:
        made |= {"multipleOf": Decimal(1).scaleb(-digits), "title": _AMOUNT.format(currency, _MOST_DECIMALS[digits])}
    return made


def _not_required(schema: Data, path: KeyPath) -> dict[str, Any]:
    head, *rest = path
    if not rest:
        return {**schema, "required": [name for name in schema["required"] if name != head]}
    inner = _not_required(schema["properties"][head], tuple(rest))
    return {**schema, "properties": {**schema["properties"], head: inner}}


def request_schema(grids: Iterable[Data], call: Data | None = None) -> dict[str, Any]:
    """The schema of a request in a call of these grids: the common part and one block a grid."""
    base = _of_call(kind_schema("request", call), call)
    blocks = {grid["block"]: dialect.plain(grid["facts"]) for grid in grids if "block" in grid}
    return {**base, "properties": {**_worded(base["properties"], call), **blocks}}


# What a call may list for itself: the key of its list, and of the applicant's choice.
LISTS: Final = (("legal_forms", "legal_form"), ("scopes", "scope"))


def _of_call(schema: dict[str, Any], call: Data | None) -> dict[str, Any]:
    """The schema with the legal forms and scopes that a call lists; without a call they may be any text."""
    applicant = schema["properties"]["applicant"]
    choices: dict[str, Any] = {}
    for listed, name in LISTS:
        if call is None:
            choices[name] = {"type": "string"}
        elif isinstance(call.get(listed), list):
            choices[name] = {
                "enum": [each["id"] for each in call[listed] if isinstance(each, Mapping) and "id" in each]
            }
    if not choices:
        return schema
    applicant = {**applicant, "properties": {**applicant["properties"], **choices}}
    return {**schema, "properties": {**schema["properties"], "applicant": applicant}}


def _worded(properties: Data, call: Data | None) -> dict[str, Any]:
    """The common parts, with what a request says on the chart: how its project is called, and of each theme of its call."""
    if call is None:
        return dict(properties)
    common = {name: each for name, each in properties.items() if name != "chart"}
    if "chart" not in call:
        return common
    chart = call["chart"]
    themes = chart.get("themes") if isinstance(chart, Mapping) else None
    listed = themes if isinstance(themes, list) else []
    ids: list[Any] = [each.get("id") if isinstance(each, Mapping) else None for each in listed]
    if not ids or not all(isinstance(name, str) for name in ids):
        # The call is wrong there, and says so: which themes a request may word is not known.
        return dict(properties)
    text = properties["chart"]["additionalProperties"]
    return {**common, "chart": _object(dict.fromkeys(("name", *ids), text))}


def progress_schema(blocks: Data, call: Data) -> dict[str, Any]:
    """The schema of a progress report: its `facts` are blocks of the request."""
    base = kind_schema("progress", call)
    facts = _object({name: _without_required(block) for name, block in blocks.items()})
    return {**base, "properties": {**base["properties"], "facts": facts}}


def _without_required(schema: Any) -> Any:
    """A block's schema for a report, which gives the facts that changed and no others."""
    if not isinstance(schema, Mapping):
        return schema
    properties = {name: _without_required(inner) for name, inner in schema.get("properties", {}).items()}
    rest = {key: value for key, value in schema.items() if key != "required"}
    return {**rest, "properties": properties} if properties else rest


STATISTICS: Final = "statistics"
"""The part of every request's surroundings in which the statistics of its call are read by their names."""
_NUMBER: Final[Mapping[str, Any]] = {"type": "number"}
_ABSOLUTE: Final[Mapping[str, Any]] = {
    "type": "object",
    "additionalProperties": False,
    "$hint": said("say `relative: true` in the grid, for one request then moves others"),
}


def measure_scope(grid: Data, request: Data) -> dict[str, Any]:
    """What a grid's measures may read: the request, the call with the facts that the grid asks of it, any statistic."""
    facts = {name: dialect.plain(schema) for name, schema in grid.get("call_facts", {}).items()}
    asks = said("the grid asks for it in `call_facts`, such as `call_facts: {stake: {type: number}}`")
    figures = {"type": "object", "additionalProperties": _NUMBER} if grid.get("relative") else _ABSOLUTE
    # A block of that name was there before statistics were.
    known = {STATISTICS: figures, **request["properties"], "call": _call_of(facts, asks)}
    return {**request, "properties": known}


def grid_scope(grid: Data, request: Data) -> dict[str, Any]:
    """What a grid's conditions may read: the same, and the grid's own measures."""
    scope = measure_scope(grid, request)
    return {**scope, "properties": {**scope["properties"], **dict.fromkeys(grid.get("measures", {}), _NUMBER)}}


def _call_of(facts: Data, hint: str) -> dict[str, Any]:
    """The schema of a call whose facts are of these schemas; `hint` says where others come from."""
    shipped = dialect.shipped("call")
    return {**shipped, "properties": {**shipped["properties"], "facts": {**_object(facts), "$hint": hint}}}


def _shared_by_all(call: Data) -> dict[str, Any]:
    """What all requests of a call read alike: the call, whose facts are of the kind they are, and its statistics."""
    facts = {name: _kind_of(value) for name, value in call.get("facts", {}).items()}
    figures = {STATISTICS: _object(dict.fromkeys(call[STATISTICS], _NUMBER))} if STATISTICS in call else {}
    return {"call": _call_of(facts, said("the call states it in `facts`")), **figures}


def _kind_of(value: Any) -> Data:
    if isinstance(value, bool):
        return {"type": "boolean"}
    if is_date(value):
        return {"type": "string", "format": "date"}
    return {"type": "string" if isinstance(value, str) else "number"}


def statistic_scope(grids: Iterable[Data], request: Data, call: Data) -> dict[str, Any]:
    """What a statistic may read: facts and measures by their names, and of decision rules what grids before it give."""
    before = [grid for grid in grids if not grid.get("relative")]
    rules = decision_scope(before, request, call)["properties"]
    # A sum over some of the grids is not the score of a request.
    known = ("eligible", "below_minimum", "grids", "sections", "criteria", "request", "call")
    read = {name: rules[name] for name in known if name in rules}
    for name in ("grids", "sections"):
        parts = read.get(name, {}).get("properties", {})
        # What points are out of is not known while a criterion may not apply.
        read[name] = _object(dict.fromkeys(parts, _object(dict.fromkeys(("score", "ceiling", "points"), _NUMBER))))
    scope = _object({**request["properties"], **_measures(before), **read})
    return {
        **scope,
        "$comment": said("nothing that a statistic can read before grids with `relative: true` are judged"),
    }


def _measures(grids: Iterable[Data]) -> dict[str, Any]:
    """The measures of grids by their names: one that two grids name would be either of them."""
    names = [name for grid in grids for name in grid.get("measures", {})]
    return {name: _NUMBER for name in names if names.count(name) == 1}


def decision_scope(grids: Iterable[Data], request: Data, call: Data) -> dict[str, Any]:
    """What decision rules may read (documents, 1.4)."""
    number = {"type": "number"}
    grids = list(grids)
    of_part = _object(
        {"score": number, "ceiling": number, "points": number, "points_ceiling": number, "points_of": number}
    )
    sections = [each["id"] for grid in grids for each in grid.get("sections", ())]
    ids = {"type": "array", "items": {"type": "string"}}
    of_criterion = _object({"level": number, "ceiling": number, "state": {"type": "string"}})
    return _object(
        {
            "eligible": {"type": "boolean"},
            "score": number,
            "ceiling": number,
            "points": number,
            "points_ceiling": number,
            "points_of": number,
            "completeness": number,
            "weakest_grid": number,
            "weakest_ceiling": number,
            "vetoed": {"type": "boolean"},
            "below_minimum": ids,
            "below_minimum_ceiling": ids,
            "grids": _object({grid["grid"]: of_part for grid in grids}),
            **(
                dict.fromkeys(("base_score", "base_ceiling", "bonus", "bonus_ceiling"), number)
                if "bonus" in call
                else {}
            ),
            **({"sections": _object(dict.fromkeys(sections, of_part))} if sections else {}),
            "criteria": _object({each["id"]: of_criterion for grid in grids for each in grid["criteria"]}),
            "request": request,
            **_shared_by_all(call),
        }
    ) | {"$comment": said("nothing that a rule can read")}


def _object(properties: Mapping[str, Any]) -> dict[str, Any]:
    return {"type": "object", "additionalProperties": False, "properties": dict(properties)}


def payment_scope(grids: Iterable[Data], request: Data, call: Data) -> dict[str, Any]:
    """What the condition of a payment may read: the facts and measures at that time, and how the project stands."""
    standing = {"progress": {"type": "boolean"}, "goals_reached": {"type": "number"}}
    scope = _object({**request["properties"], **_shared_by_all(call), **_measures(grids), **standing})
    return {**scope, "$comment": said("nothing that the condition of a payment can read")}
