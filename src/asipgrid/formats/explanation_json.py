"""Explanations as JSON: one request with all that can be asked of it, or criteria across requests."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from msgspec import structs

from asipgrid.formats import Look
from asipgrid.formats.as_json import criterion, fact, plain_value, requests
from asipgrid.formats.figures import level_of, score_of
from asipgrid.formats.statistics import plain_statistics
from asipgrid.model.act import partners
from asipgrid.model.calls import ByCurve, ByLevels, ByMark, ByThresholds, Criterion, Judging
from asipgrid.model.judged import Uncounted
from asipgrid.model.places import Place
from asipgrid.model.requests import Commitment, Evidence
from asipgrid.model.results import CriterionAnswer, Explanation, Ranked
from asipgrid.model.values import Text
from asipgrid.review.across import CriterionAcross
from asipgrid.text import jsons
from asipgrid.text.numbers import as_written, number
from asipgrid.text.phrases import Speaker


def explanation(report: Explanation, _look: Look) -> str:
    """The request of the result, and for each criterion where its facts stand, its worth and the next level."""
    speaker = Speaker(currency=report.result.call.currency)
    [data] = requests(report.result, [report.ranked])
    data["criteria"] = {
        each.id: _explained(report.answer(each), report.places[each.id], speaker)
        for each in report.ranked.card.criteria
    }
    data["left_out"] = _left_out(report.uncounted, speaker)
    data["stated"] = [fact(each) for each in report.unread]
    data["commitments"] = [{**_plain(each), "target": plain_value(each.target)} for each in report.commitments]
    data["evidence"] = [_plain(each) for each in report.evidence]
    if shared := partners(report.ranked.request.data):
        data["partners"] = [{"name": name, "share": None if each is None else number(each, 6)} for name, each in shared]
    standing = [speaker.say(reason) for reason in report.standing]
    figures = plain_statistics(report.result.statistics)
    return jsons.document(
        {"asipgrid": "explanation/1", "call": report.result.call.id, **figures, "standing": standing, "request": data}
    )


def _plain(noun: Commitment | Evidence) -> dict[str, Any]:
    return structs.asdict(noun)


def _where(place: Place | None) -> str | None:
    return None if place is None else place.spot


def _left_out(marks: Iterable[Uncounted], speaker: Speaker) -> list[dict[str, Any]]:
    """The marks that no figure holds: whose, of which criterion (null: of all), why, where that is declared."""
    return [
        {
            "assessors": list(each.assessors),
            "criterion": each.criterion,
            "why": speaker.say(each.reason),
            "place": _where(each.place),
        }
        for each in marks
    ]


def _explained(answer: CriterionAnswer, place: Place, speaker: Speaker) -> dict[str, Any]:
    """A criterion with all that can be asked of it."""
    each = answer.judged
    detail = criterion(each, speaker)
    detail["value"] = None if each.value is None else number(each.value, 6)
    detail["worth"] = score_of(answer.share)
    detail["gives"] = score_of(answer.gives)
    detail["facts"] = [fact(one) for one in answer.facts]
    if answer.worked:
        detail["worked"] = [speaker.say(reason) for reason in answer.worked]
    detail["marks"] = [
        {"assessor": who, "level": as_written(mark.level), "why": mark.why, "place": _where(mark.place)}
        for who, mark in each.marks
    ]
    agreed = each.consensus
    detail["consensus"] = None if agreed is None else {"level": level_of(agreed.level), "why": agreed.why or None}
    detail["next"] = None if answer.step is None else speaker.say(answer.step)
    detail["grid"] = _where(place)
    return detail


def across(reports: Sequence[CriterionAcross], _look: Look) -> str:
    """Criteria of a call, each with its scale and its requests in the order of the result."""
    return jsons.document(
        {"asipgrid": "criteria/1", "call": reports[0].call.id, "criteria": [_across(each) for each in reports]}
    )


def _across(report: CriterionAcross) -> dict[str, Any]:
    asked, speaker = report.criterion, Speaker(currency=report.call.currency)
    data = {
        "id": asked.id,
        "grid": report.grid.id,
        "question": _text(asked.question),
        "weight": as_written(asked.weight),
        "max": asked.max,
        "gate": asked.gate,
        "measure": None if report.measure is None else report.measure.name,
        "scale": _scale(asked.judging),
        "requests": [_request(ranked, answer, asked, speaker) for ranked, answer in report.answers],
    }
    return {**data, "distribution": _distribution(report)} if report.every else data


def _text(text: Text) -> dict[str, str]:
    return {"en": text.en, "fr": text.fr}


def _scale(judging: Judging | None) -> list[dict[str, Any]]:
    """What the levels mean, the highest first; of a curve its points."""
    match judging:
        case ByMark():
            return [{"level": as_written(level), "is": _text(text)} for level, text in reversed(judging.texts)]
        case ByLevels():
            return [{"level": as_written(each.level), "is": _text(each.words)} for each in judging.rules]
        case ByThresholds():
            name = "at_most" if judging.at_most else "at_least"
            pairs = zip(judging.levels, judging.thresholds, strict=True)
            return [{"level": as_written(level), name: as_written(limit)} for level, limit in reversed(list(pairs))]
        case ByCurve():
            return [{"level": as_written(level), "at": as_written(figure)} for figure, level in judging.points]
        case None:
            return []


def _request(ranked: Ranked, answer: CriterionAnswer, asked: Criterion, speaker: Speaker) -> dict[str, Any]:
    return {
        "id": ranked.request.id,
        "rank": ranked.rank,
        "outcome": ranked.outcome.value,
        "status": ranked.award.status.value,
        **_explained(answer, asked.place, speaker),
        "left_out": _left_out(answer.uncounted, speaker),
    }


def _distribution(report: CriterionAcross) -> dict[str, Any]:
    """How many requests have which level, of those in which it is known; how many others, and why; what the gate says."""
    gates = {True: "true", False: "false", None: "null"}
    return {
        "levels": {as_written(level): count for level, count in report.levels.items()},
        "states": {state.value: count for state, count in report.states.items()},
        "gates": {gates[truth]: count for truth, count in report.gates.items()},
    }
