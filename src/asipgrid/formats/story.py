"""A committed result as its story: plain sentences, one a line, so that a change of the result is a change of a line.

What the story has no words for it says as JSON: a review must not miss a change because a line is not known here.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any, Final

from asipgrid.text import jsons
from asipgrid.text.escape import clean
from asipgrid.text.phrases import ended

Data = Mapping[str, Any]

_STATUS: Final = {
    "funded": "is funded",
    "partial": "is funded in part",
    "reserve": "is in reserve",
    "tied": "stands in a tie at the line",
    "not-funded": "is not funded",
    "passed": "passes the stage",
    "waiting": "waits for the threshold of the stage",
    "below-threshold": "is under the threshold of the stage",
}
_KINDS: Final = ("lowest", "highest", "median", "mean", "sum", "count")
_STATE: Final = {"scored": "", "info": "not scored"}
_TRUTH: Final = {True: "yes", False: "no", None: "not known"}
_GATE: Final = {True: "met", False: "not met", None: "not known"}
_THOUSANDS: Final = re.compile(r"(?<=[0-9])(?=(?:[0-9]{3})+(?![0-9]))")


class _NotAResultError(Exception):
    """The data are not shaped like a result."""


def story(data: Any) -> str | None:
    """The story of a result: of a whole one, of a call, or of one request. None when the data are something else."""
    if not isinstance(data, dict) or not str(data.get("asipgrid")).startswith(("result/", "selection/")):
        return None
    try:
        told = [*_request(data)] if "criteria" in data else [*_call(data)]
    except _NotAResultError:
        return None
    return "".join(f"{clean(line)}\n" for line in told)


# ── the call ───────────────────────────────────────────────────────────────────────────────────────


def _call(data: Data) -> Iterator[str]:
    if "selection" in data:
        yield from _selection(_map(data["selection"]))
    call = _map(data.get("call"))
    currency = f" {_text(call.get('currency'))}" if call.get("currency") else ""
    yield f"Call {_text(call.get('id'))}, scored on its {_text(call.get('basis'))} facts."
    yield f"Envelope {_money(call.get('envelope'))}{currency}."
    yield f"Awarded {_money(call.get('awarded'))}{currency}."
    yield f"Left {_money(call.get('left'))}{currency}."
    yield f"Text of the call: {_text(call.get('digest'))}."
    yield from _stage(call)
    for name, each in _map(call.get("envelopes", {})).items():
        yield from _envelope(f"Envelope {name}", _map(each))
    for name, each in _map(call.get("quotas", {})).items():
        yield from _quota(f"Quota {name}", _map(each))
    known = "id basis currency envelope awarded left digest stage stage_before envelopes quotas"
    yield from _also("Call", call, known)
    for name, grid in _map(data.get("grids", {})).items():
        yield f"Grid {name}: version {_text(_map(grid).get('version'))}, text {_text(grid.get('digest'))}."
        yield from _also(f"Grid {name}", grid, "version digest")
    for name, statistic in _map(data.get("statistics", {})).items():
        yield from _statistic(name, _map(statistic))
    yield from _each("Note", data.get("notes", []), _text)
    yield from _each("Finding", data.get("findings", []), _finding)
    if "engine" in data:
        yield f"Computed by asipgrid {_text(data['engine'])}."
    yield from _also("Result", data, "asipgrid selection engine call grids statistics requests notes findings")
    for request in _list(data.get("requests", [])):
        yield ""
        yield from _request(_map(request))


def _envelope(heading: str, data: Data) -> Iterator[str]:
    """What became of one of several envelopes."""
    yield f"{heading}: {ended(_text(data.get('title')))}"
    yield f"{heading} has {_money(data.get('amount'))}, received {_money(data.get('received'))}."
    yield f"{heading} awarded {_money(data.get('awarded'))}, requests {_text(data.get('requests'))}."
    yield f"{heading} passed on {_money(data.get('passed_on'))}, left {_money(data.get('left'))}."
    yield from _also(heading, data, "title amount received awarded requests passed_on left")


def _quota(heading: str, data: Data) -> Iterator[str]:
    """What a quota sets, and what those were given that it counts, value by value."""
    yield f"{heading}: {ended(_text(data.get('title')))}"
    for key, what in (("most", "at most {} requests"), ("least", "at least {} requests")):
        if data.get(key) is not None:
            yield f"{heading} sets {what.format(_text(data[key]))}."
    for key, what in (("at_most", "at most"), ("at_least", "at least")):
        if data.get(key) is not None:
            yield f"{heading} sets {what} {_money(data[key])}."
    counted = {f", {value}": each for value, each in _map(data["of"]).items()} if "of" in data else {"": data}
    for value, each in counted.items():
        found = _map(each)
        yield f"{heading}{value}: awarded {_money(found.get('awarded'))}, requests {_text(found.get('requests'))}."
        yield from _also(f"{heading}{value}", found if value else {}, "awarded requests")
    yield from _also(heading, data, "title most least at_most at_least of awarded requests")


def _stage(call: Data) -> Iterator[str]:
    """Of a stage what passes, and its thresholds; of a call that comes after one, its id."""
    if "stage_before" in call:
        yield f"Stage before: {_text(call['stage_before'])}."
    if "stage" not in call:
        return
    stage = _map(call["stage"])
    yield f"Stage: {ended(_text(stage.get('title')))}"
    yield f"It passes to {ended(_text(stage.get('passes_to')))}"
    if "submit_by" in stage:
        yield f"To be submitted by {_text(stage['submit_by'])}."
    yield from _passage("Stage", stage)
    if "demand" in stage:
        demand = _map(stage["demand"])
        least = _text(demand.get("least"))
        if "requests" in demand:
            yield f"Demand wanted: {_text(demand['requests'])} requests, at least {least}."
        else:
            yield f"Demand wanted: {_text(demand.get('times'))} times the budget, at least {least} times."
            yield f"Budget {_money(demand.get('budget'))}."
        yield from _threshold("Threshold", demand) if "envelopes" not in stage else ()
        yield from _also("Demand", demand, "times requests least budget threshold above at_most")
    for name, each in _map(stage.get("envelopes", {})).items():
        heading, found = f"Envelope {name}", _map(each)
        yield f"{heading}: {ended(_text(found.get('title')))}"
        yield f"{heading} has a budget of {_money(found.get('budget'))}."
        yield from _passage(heading, found)
        yield from _threshold(f"{heading}, threshold", found)
        yield from _also(heading, found, "title budget passed waiting asked threshold above at_most")
    yield from _also("Stage", stage, "title passes_to submit_by passed waiting asked demand envelopes")


def _passage(heading: str, data: Data) -> Iterator[str]:
    yield f"{heading}: passed {_text(data.get('passed'))}, waiting {_text(data.get('waiting'))}."
    yield f"{heading}: what passes asks for {_money(data.get('asked'))}."


def _threshold(heading: str, data: Data) -> Iterator[str]:
    """A threshold that is set, or between what it lies."""
    if data.get("at_most") is not None:
        above = "" if data.get("above") is None else f"above {_text(data['above'])}, "
        yield f"{heading} {above}at most {_text(data['at_most'])}."
    else:
        yield f"{heading} {'none' if data.get('threshold') is None else _text(data['threshold'])}."


def _selection(data: Data) -> Iterator[str]:
    """What tells that a result is not whole."""
    yield f"A selection: {_text(data.get('shown'))} of {_text(data.get('of'))} requests are shown."
    if data.get("where") is not None:
        yield f"Shown where: {_text(data['where'])}."
    yield from _each("Shown alone", data.get("only", []), _text)
    yield from _each("Sorted by", data.get("sort", []), _text)
    yield from _each("Not shown, since it is not known whether that holds", data.get("not_known", []), _text)
    yield from _also("Selection", data, "shown of only where not_known sort")


def _statistic(name: str, data: Data) -> Iterator[str]:
    kind = next((each for each in _KINDS if each in data), "")
    what = f"{kind} {_text(data[kind])}" if kind else "figure"
    yield f"Statistic {name}: {what} of all requests, {_text(data.get('value'))}, {_text(data.get('requests'))} counted."
    yield from _each(f"Statistic {name} is set by", data.get("set_by", []), _text)
    yield from _each(f"Statistic {name} is not known for", data.get("unsure", []), _text)
    yield from _also(f"Statistic {name}", data, f"{kind} value requests set_by unsure")


def _finding(value: Any) -> str:
    found = _map(value)
    place = ":".join(_text(found.get(key)) for key in ("file", "line", "column"))
    return f"{place}: {_text(found.get('code'))} {_text(found.get('level'))}: {_text(found.get('message'))}"


# ── a request ──────────────────────────────────────────────────────────────────────────────────────

_REQUEST: Final = (
    "asipgrid call id title applicant digest rank outcome status requested worked_out awarded paid envelopes stage_before "
    "proposal decision score ceiling points points_ceiling completeness eligible grids criteria reasons questions conditions "
    "sheets"
)


def _request(data: Data) -> Iterator[str]:
    status = _text(data.get("status"))
    yield f"Request {_text(data.get('id'))} {_STATUS.get(status, status)}."
    if "call" in data:
        yield f"Call {_text(data['call'])}."
    yield from _named(data)
    yield f"Outcome: {_text(data.get('outcome'))}."
    yield f"Awarded {_money(data.get('awarded'))} of {_money(data.get('requested'))} requested."
    if "worked_out" in data:
        yield f"Worked out: {_money(data['worked_out'])}."
    for name, amount in _map(data.get("paid", {})).items():
        yield f"Paid from {name}: {_money(amount)}."
    for name, truth in _map(data.get("envelopes", {})).items():
        yield f"Of {name}: {_truth(truth, _TRUTH)}."
    if "stage_before" in data:
        yield f"Stage before: {_text(data['stage_before'])}."
    yield "No rank." if data.get("rank") is None else f"Rank {_text(data['rank'])}."
    yield f"{_span('Score', data.get('score'), data.get('ceiling'))}."
    yield f"{_span('Points', data.get('points'), data.get('points_ceiling'))}."
    yield f"Completeness: {_text(data.get('completeness'))}."
    yield f"Eligible: {_truth(data.get('eligible'), _TRUTH)}."
    yield from _proposal(data)
    for name, grid in _map(data.get("grids", {})).items():
        span = _span("score", _map(grid).get("score"), grid.get("ceiling"))
        yield f"Grid {name}: {span}, points {_text(grid.get('points'))}."
        yield from _also(f"Grid {name}", grid, "score ceiling points")
    for name, criterion in _map(data.get("criteria")).items():
        yield from _criterion(name, _map(criterion))
    yield from _each("Reason", data.get("reasons", []), _text)
    yield from _each("Question", data.get("questions", []), _text)
    yield from _each("Condition", data.get("conditions", []), _text)
    yield f"Text of the request: {_text(data.get('digest'))}."
    for name, digest in _map(data.get("sheets", {})).items():
        yield f"Rating sheet of {name}: {_text(digest)}."
    yield from _also("Request", data, _REQUEST)


def _named(data: Data) -> Iterator[str]:
    """Its title, language by language where there are two, and who applies; older results say neither."""
    title = data.get("title")
    if isinstance(title, dict):
        yield from (f"Title ({language}): {ended(_text(words))}" for language, words in title.items())
    elif title is not None:
        yield f"Title: {ended(_text(title))}"
    if "applicant" in data:
        yield f"Applicant: {_text(data['applicant'])}."


def _proposal(data: Data) -> Iterator[str]:
    proposal = _map(data.get("proposal"))
    yield f"Proposed: {_text(proposal.get('outcome'))}, {_money(proposal.get('awarded'))} awarded."
    yield from _also("Proposed", proposal, "outcome awarded")
    if data.get("decision") is None:
        return
    decision = _map(data["decision"])
    who, day = _text(decision.get("decided_by")), decision.get("decided_on")
    on = "on a day not stated" if day is None else f"on {_text(day)}"
    yield f"Decided by {who} {on}: {_text(decision.get('outcome'))}, {_money(decision.get('amount'))}."
    yield f"Why it was so decided: {ended(_text(decision.get('why')))}"
    if decision.get("source") is not None:
        yield f"Source of the decision: {ended(_text(decision['source']))}"
    for name, kept in _map(decision.get("lines", {})).items():
        yield f"Kept of {name}: {_money(kept)}."
    yield f"Text of the decision: {_text(decision.get('digest'))}."
    yield from _also("Decided", decision, "outcome amount decided_by decided_on why source digest lines")


def _criterion(name: str, data: Data) -> Iterator[str]:
    state = _text(data.get("state"))
    level = _span("level", data.get("level"), data.get("ceiling"))
    gate = _gate(_map(data["gate"])) if "gate" in data else ""
    told = [_STATE.get(state, state), level.removesuffix("level none"), f"weight {_text(data.get('weight'))}", gate]
    yield f"{name}: {', '.join(filter(None, told))}: {ended(_text(data.get('reason')))}"
    if data.get("disagreement") is not None:
        yield f"{name}: {ended(_text(data['disagreement']))}"
    for path, value in _map(data.get("found", {})).items():
        yield f"{name} found {path}: {_text(value)}."
    yield from _also(name, data, "state level ceiling weight found reason gate disagreement")


def _gate(gate: Data) -> str:
    return f"{_text(gate.get('kind'))} condition {_truth(gate.get('passes'), _GATE)}"


# ── words ──────────────────────────────────────────────────────────────────────────────────────────


def _each(heading: str, values: Any, words: Callable[[Any], str]) -> Iterator[str]:
    for value in _list(values):
        yield f"{heading}: {ended(words(value))}"


def _also(heading: str, data: Data, known: str) -> Iterator[str]:
    """What the story has no words for, as it stands."""
    for key in data:
        if key not in known.split():
            yield f"{heading}, {key}: {_text(data[key])}."


def _map(value: Any) -> dict[str, Any]:
    if not isinstance(value, dict):
        raise _NotAResultError
    return value


def _list(value: Any) -> Iterable[Any]:
    if not isinstance(value, list):
        raise _NotAResultError
    return value


def _text(value: Any) -> str:
    if isinstance(value, str):
        return value
    return "not stated" if value is None else jsons.inline(value)


def _truth(value: Any, words: Mapping[bool | None, str]) -> str:
    return words[value] if value is None or isinstance(value, bool) else _text(value)


def _money(value: Any) -> str:
    if not isinstance(value, str):
        return _text(value)
    units, point, cents = value.partition(".")
    return f"{_THOUSANDS.sub(' ', units)}{point}{cents}"


def _span(what: str, low: Any, high: Any) -> str:
    """A number, or the interval it lies in."""
    if low is None and high is None:
        return f"{what} none"
    return f"{what} {_text(low)}" if low == high else f"{what} from {_text(low)} to {_text(high)}"
