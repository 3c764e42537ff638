"""The documents to begin with, as text: request, rating sheet, decision, what is told of funded projects, call and grid.

All but the last two are made from the editor schema of their call; calls and grids from templates,
since their authors need a whole example to change rather than a form to fill in.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Collection, Mapping, Sequence
from typing import Any, Final

from jinja2 import PackageLoader, StrictUndefined
from jinja2.sandbox import SandboxedEnvironment

from asipgrid.authoring.editor_schemas import criteria_by_field, editor_schema
from asipgrid.authoring.skeletons import flow, skeleton
from asipgrid.engine.plan import Plan
from asipgrid.letters.addendum import addendum
from asipgrid.letters.builder import LetterBuilder
from asipgrid.model.calls import Outcome
from asipgrid.model.places import Language
from asipgrid.model.requests import GoalMove
from asipgrid.model.results import Ranked, Result
from asipgrid.model.values import Text
from asipgrid.monitoring.goals import addendum_goals, moved
from asipgrid.text import jsons
from asipgrid.text.numbers import money_text

_REQUEST: Final = Text(
    'Request for the call "{title}"{closes}.\n'
    "Fill in what you know and leave the rest empty: empty means not stated, never zero and never no.",
    "Demande pour l'appel « {title} »{closes}.\n"
    "Remplissez ce que vous savez et laissez le reste vide : vide veut dire non renseigné, jamais zéro ni non.",
)
_CLOSES: Final = Text(", open until {day}", ", ouvert jusqu'au {day}")
_RATING: Final = Text(
    'Rating of the request "{title}".\nGive each criterion a level and the reason for it; an empty mark is no mark.',
    "Évaluation de la demande « {title} ».\n"
    "Donnez à chaque critère un niveau et son motif ; une note vide n'est pas une note.",
)
_DECISION: Final = Text(
    'Decision on the request "{title}".\nProposed by the rules: {outcome}{amount}.',
    "Décision sur la demande « {title} ».\nProposition des règles : {outcome}{amount}.",
)
_PROGRESS: Final = Text(
    'Progress report on the request "{title}".\n'
    "Give what has changed since the request, with a document for each figure; empty means not stated.",
    "Rapport d'avancement de la demande « {title} ».\n"
    "Donnez ce qui a changé depuis la demande, avec une pièce pour chaque chiffre ; vide veut dire non renseigné.",
)
_PAYMENT: Final = Text(
    'Payments to the request "{title}".\nRecord each payment once, when it was made.',
    "Versements à la demande « {title} ».\nEnregistrez chaque versement une fois, quand il a été effectué.",
)
_INSTALMENT: Final = Text(
    "{number}: {amount}, {at}; condition: {condition}", "{number} : {amount}, {at} ; condition : {condition}"
)
_NO_CONDITION: Final = Text("none", "aucune")
_AMENDMENT: Final = Text(
    'Decisions on the addendum of the request "{title}" since its signature.\n'
    "Give each goal that is moved its new target, level or day, and the reason.",
    "Décisions sur l'avenant de la demande « {title} » depuis sa signature.\n"
    "Donnez à chaque objectif déplacé sa nouvelle cible, son nouveau niveau ou sa nouvelle date, et le motif.",
)
_GOAL: Final = Text(
    "{id}: {goal}; present value {present}; target {target}; due {due}",
    "{id} : {goal} ; valeur actuelle {present} ; cible {target} ; échéance {due}",
)
# What is asked where the call works out what a request may be given.
_WORKED_OUT: Final = {
    "requested": Text(
        "Only to ask for less than this call works out",
        "Seulement pour demander moins que ce que calcule cet appel",
    ),
    "minimum": Text(
        "Amount below which the project cannot run; if empty, all that is worked out",
        "Montant en dessous duquel le projet ne peut pas se faire ; à défaut, tout ce qui est calculé",
    ),
}
_OPEN: Final = Text("to be set", "à fixer")


def request(
    plan: Plan, name: str, language: Language, *, editor: str = "", values: Mapping[str, Any] | None = None
) -> str:
    """A request of a call, every field with its meaning, filled in with `values` where there are any."""
    closes = plan.call.data["calendar"].get("closes")
    until = "" if closes is None else _CLOSES.to(language).format(day=closes)
    head = _REQUEST.to(language).format(title=plan.call.title.to(language), closes=until)
    given = {**(values or {}), "request": name, "call": plan.call.id}
    schema = schema_to_fill(plan, language, given)
    return skeleton(schema, language, given, head=head, editor=editor)


def schema_to_fill(plan: Plan, language: Language, given: Collection[str] = ()) -> dict[str, Any]:
    """The editor schema of a request, with what an applicant is asked for in this call or has `given` already."""
    schema = editor_schema("request", language, plan)
    if "submitted_at" not in given and not any("submitted_at" in link.reads for link in plan.links):
        # A time of day matters where the call ranks by it.
        del schema["properties"]["submitted_at"]
    if plan.amount is not None and not plan.amount.of_requested:
        money = schema["properties"]["funding"]["properties"]
        for name, title in _WORKED_OUT.items():
            money[name] = {**money[name], "title": f"{title.to(language)} ({plan.call.currency})"}
    return schema


def rating(result: Result, plan: Plan, name: str, assessor: str, language: Language, *, editor: str = "") -> str:
    """One assessor's sheet on a request: each criterion with its question and what its levels mean."""
    head = _head(_RATING, _ranked(result, name), language)
    values = {"rating": name, "assessor": assessor}
    schema, panel = editor_schema("rating", language, plan), plan.call.panel
    others = {
        each.id
        for planned in plan.grids
        for each in planned.grid.criteria
        if panel is not None and not panel.asks(assessor, planned.grid.id)
    }
    marks = schema["properties"]["marks"]
    marks["properties"] = {each: mark for each, mark in marks["properties"].items() if each not in others}
    return skeleton(schema, language, values, head=head, editor=editor)


def decision(result: Result, plan: Plan, name: str, language: Language, *, editor: str = "") -> str:
    """The committee's decision on a request, with what the rules propose beside it."""
    ranked = _ranked(result, name)
    proposed = ranked.proposed_award.amount if ranked.proposal.outcome is Outcome.FUND else None
    amount = f", {money_text(proposed, plan.call.currency)}" if proposed is not None else ""
    head = _head(_DECISION, ranked, language, outcome=ranked.proposal.outcome.value, amount=amount)
    return skeleton(editor_schema("decision", language, plan), language, {"decision": name}, head=head, editor=editor)


def progress(
    result: Result,
    plan: Plan,
    name: str,
    period: str,
    language: Language,
    *,
    editor: str = "",
    moves: Sequence[GoalMove] = (),
) -> str:
    """A report on a request: the facts behind the goals of its addendum, as they were moved, and its own targets."""
    ranked = _ranked(result, name)
    schema = editor_schema("progress", language, plan)
    builder = LetterBuilder(result, ranked, language)
    goals = {goal.id: builder.goal(moved(goal, moves)) for goal in addendum_goals(result, ranked)}
    told: dict[str, list[str]] = {
        path: [_goal(goals[each.id], language) for each in criteria if each.id in goals]
        for path, criteria in criteria_by_field(plan).items()
    }
    wanted = {path for path, lines in told.items() if lines}
    wanted |= {item["path"] for item in ranked.request.data.get("commitments", ())}
    if wanted:
        schema["properties"]["facts"] = _kept(schema["properties"]["facts"], "", wanted, told)
    values = {"progress": name, "period": period}
    return skeleton(schema, language, values, head=_head(_PROGRESS, ranked, language), editor=editor)


def payment(result: Result, plan: Plan, name: str, language: Language, *, editor: str = "") -> str:
    """What was paid to a request: the payments of its addendum, to record each as it is made."""
    ranked = _ranked(result, name)
    lines = [_head(_PAYMENT, ranked, language)]
    listed = addendum(result, ranked, language)["instalments"] if ranked.award.amount else ()
    for number, each in enumerate(listed, start=1):
        words = {**each, "number": number, "condition": each["condition"] or _NO_CONDITION.to(language)}
        lines.append(_INSTALMENT.to(language).format(**words))
    schema = editor_schema("payment", language, plan)
    return skeleton(schema, language, {"payment": name}, head="\n".join(lines), editor=editor)


def amendment(result: Result, plan: Plan, name: str, language: Language, *, editor: str = "") -> str:
    """What is decided of an addendum after its signature, with the goals it sets."""
    ranked = _ranked(result, name)
    builder = LetterBuilder(result, ranked, language)
    goals = [_goal(builder.goal(goal), language) for goal in addendum_goals(result, ranked)]
    head = "\n".join([_head(_AMENDMENT, ranked, language), *goals])
    return skeleton(editor_schema("amendment", language, plan), language, {"amendment": name}, head=head, editor=editor)


def _head(text: Text, ranked: Ranked, language: Language, **words: str) -> str:
    """What stands above a document about a request."""
    return text.to(language).format(title=ranked.request.title.to(language), **words)


def _goal(goal: Mapping[str, str], language: Language) -> str:
    present = f"{goal['present']} ({goal['dated']})" if goal["dated"] else goal["present"]
    return _GOAL.to(language).format(**{**goal, "present": present, "due": goal["due"] or _OPEN.to(language)})


def _kept(schema: Mapping[str, Any], path: str, wanted: set[str], told: Mapping[str, Sequence[str]]) -> dict[str, Any]:
    """The schema of facts with only those that are wanted, and what the addendum says of each."""
    properties = {}
    for name, each in schema.get("properties", {}).items():
        here = f"{path}.{name}" if path else name
        if any(one == here or one.startswith(f"{here}.") for one in wanted):
            inner = _kept(each, here, wanted, told) if "properties" in each else dict(each)
            lines = told.get(here, ())
            properties[name] = {**inner, "description": "\n".join(lines)} if lines else inner
    return {**schema, "properties": properties}


def _ranked(result: Result, name: str) -> Ranked:
    return next(each for each in result.requests if each.request.id == name)


_BLANK_CALL: Final = {
    "title_en": "Title of the call",
    "title_fr": "Titre de l'appel",
    "about_en": "What readers of a result must know",
    "about_fr": "Ce que le lecteur d'un résultat doit savoir",
    "authority": "Name of the authority",
    "opens": None,
    "closes": None,
    "envelope": None,
    "due": None,
    "report": None,
    "report_due": None,
}


def call(name: str, grids: Sequence[str], language: Language, *, editor: str = "", **given: str | int) -> str:
    """A call to change: rules, ranking and allocation as in the example; `given` fills what is empty."""
    values = {**_BLANK_CALL, **given, "id": name, "grids": dict.fromkeys(grids, 1)}
    return _template(f"call.{language.value}.yaml", editor, values)


def grid(name: str, language: Language, *, editor: str = "") -> str:
    """A grid to change: one criterion of each kind."""
    return _template(f"grid.{language.value}.yaml", editor, {"id": name, "block": name.casefold()})


def _template(name: str, editor: str, values: Mapping[str, Any]) -> str:
    modeline = f"# yaml-language-server: $schema={editor}\n" if editor else ""
    filled = _templates().get_template(name).render(values)
    return modeline + re.sub("(?m) +$", "", filled)  # what is left empty leaves no space behind its colon


@functools.cache
def _templates() -> SandboxedEnvironment:
    """The templates; whatever is put into one is written as YAML reads it back."""
    return SandboxedEnvironment(
        loader=PackageLoader("asipgrid", "authoring/templates"),
        undefined=StrictUndefined,
        trim_blocks=True,
        keep_trailing_newline=True,
        autoescape=False,
        finalize=flow,
    )


def schema_text(schema: Mapping[str, Any]) -> str:
    """A schema as the text of a file."""
    return jsons.document(schema, " ")
