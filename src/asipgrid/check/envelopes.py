"""The envelopes and quotas of a call: made of what it writes, and what no schema can say of them."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from fractions import Fraction
from typing import Any, Final

from asipgrid.check.conditions import condition_findings, path_fault
from asipgrid.check.wording import Data, error, near_words, percent
from asipgrid.check.wording import money as money_words
from asipgrid.engine.paths import NoPathError, PathExpression, path_expression
from asipgrid.model.envelopes import Envelope, Quota
from asipgrid.model.places import Finding, Id, Record
from asipgrid.model.said import SaidText, row, said
from asipgrid.model.values import Text, exact, in_cents
from asipgrid.text.numbers import money_text

# What sets requests apart that a quota counts apart.
_VALUES: Final = ("string", "integer", "boolean")
_BOUNDS: Final = ("most", "least", "at_most", "at_least")


def envelope_of(data: Data, currency: str) -> Envelope:
    """The envelope of a checked document."""
    return Envelope(
        id=Id(data["id"]),
        title=Text.of(data.get("title", data["id"])),
        amount=in_cents(data["amount"], currency) or 0,
        when=data.get("for"),
        left_to=None if "left_to" not in data else Id(data["left_to"]),
    )


def quota_of(data: Data, call: Data) -> Quota:
    """The quota of a checked document; shares are of the envelope of the call, in whole cents on the safe side."""
    per = data.get("per")
    return Quota(
        id=Id(data["id"]),
        title=Text.of(data.get("title", data["id"])),
        when=data.get("for"),
        per=None if per is None else in_request(per),
        most=data.get("most"),
        limit=None if "at_most" not in data else math.floor(_part(data["at_most"], call)),
        least=None if "at_least" not in data else math.ceil(_part(data["at_least"], call)),
        fewest=data.get("least"),
    )


def in_request(path: str) -> str:
    """A path as rules read it: what a request states is behind `request.`, also where that is not written."""
    found: PathExpression = path_expression(path)
    return f"request.{path}" if found.parts is not None and found.parts[0] not in _ROOTS else path


_ROOTS: Final = frozenset({"request", "call", "grids", "criteria", "eligible"})


def _part(written: Any, call: Data) -> Fraction:
    """An amount in cents, or a share of the envelope, exactly."""
    currency = call["currency"]
    if isinstance(written, Mapping):
        return Fraction(in_cents(written["amount"], currency) or 0)
    return exact(written) * (in_cents(call["envelope"], currency) or 0)


def envelope_findings(record: Record, call: Data, scope: Data) -> Iterator[Finding]:
    """Envelopes and quotas against their call; `scope` is what its rules may read."""
    for key in ("envelopes", "quotas"):
        seen: set[str] = set()
        for index, each in enumerate(call.get(key, ())):
            if each["id"] in seen:
                says = said("{id} names two of the {key}; give each its own id", each["id"], key)
                yield error(record, (key, index, "id"), "C242", says)
            seen.add(each["id"])
            if "for" in each:
                yield from condition_findings(record, (key, index, "for"), "C207", each["for"], scope)
    if "envelopes" in call:
        yield from _sum(record, call)
        yield from _left_to(record, call["envelopes"])
    for index, quota in enumerate(call.get("quotas", ())):
        yield from _quota(record, call, index, quota, scope)
    yield from _first(record, call)


def _sum(record: Record, call: Data) -> Iterator[Finding]:
    currency = call["currency"]
    amounts = [in_cents(each["amount"], currency) or 0 for each in call["envelopes"]]
    if sum(amounts) != in_cents(call["envelope"], currency):
        total, whole = money_text(sum(amounts), currency), money_words(call["envelope"], currency)
        says = said("the envelopes sum to {total}, but `envelope` is {whole}; make the two equal", total, whole)
        yield error(record, ("envelopes",), "C243", says)


def _left_to(record: Record, envelopes: list[Data]) -> Iterator[Finding]:
    """What is left is passed on to an envelope that there is, and never comes back."""
    onward = {each["id"]: each.get("left_to") for each in envelopes}
    for index, each in enumerate(envelopes):
        target = each.get("left_to")
        if target is None:
            continue
        at = ("envelopes", index, "left_to")
        if target not in onward:
            yield error(
                record,
                at,
                "C242",
                said("{target} is no envelope of this call; {near}", target, near_words(target, onward)),
            )
            continue
        steps = [each["id"]]
        while target is not None and target not in steps:
            steps.append(target)
            target = onward.get(target)
        if target == each["id"]:
            says = said(
                "what is left would come back: {steps}; leave `left_to` out of one of them, or pass all on to a pool",
                row([*steps, target], " to "),
            )
            yield error(record, at, "C242", says)
            return


def _quota(record: Record, call: Data, index: int, quota: Data, scope: Data) -> Iterator[Finding]:
    at = ("quotas", index)
    if not any(key in quota for key in _BOUNDS):
        says = said("{id} limits nothing; write `most: 2`, `at_most: 0.5` or `at_least: 0.3`", quota["id"])
        yield error(record, at, "C244", says)
    if "per" in quota:
        wrong = _path_fault(quota["per"], scope)
        if wrong:
            yield error(record, (*at, "per"), "C244", wrong)
    if quota.get("least", 0) > quota.get("most", math.inf):
        says = said("of {id} more requests are to be funded at least than at most; exchange the two", quota["id"])
        yield error(record, (*at, "least"), "C245", says)
    if {"at_least", "at_most"} <= quota.keys():
        least, most = (_part(quota[key], call) for key in ("at_least", "at_most"))
        if least > most:
            says = said("{id} is to be given more at least than at most; exchange the two", quota["id"])
            yield error(record, (*at, "at_least"), "C245", says)
    for key in ("at_least", "at_most"):
        whole = in_cents(call["envelope"], call["currency"]) or 0
        if isinstance(quota.get(key), Mapping) and _part(quota[key], call) > whole:
            says = said("{amount} is more than the whole envelope", money_words(quota[key]["amount"], call["currency"]))
            yield error(record, (*at, key, "amount"), "C245", says)


def _path_fault(path: str, scope: Data) -> SaidText | None:
    try:
        return path_fault(in_request(path), scope, _VALUES)
    except NoPathError as wrong:
        return wrong.says


def _first(record: Record, call: Data) -> Iterator[Finding]:
    """What goes to some first must leave room for what goes to others first."""
    quotas = call.get("quotas", ())
    whole = in_cents(call["envelope"], call["currency"]) or 0
    shares = [
        (index, _part(each["at_least"], call))
        for index, each in enumerate(quotas)
        if "at_least" in each and "per" not in each
    ]
    total = sum((share for _, share in shares), Fraction(0))
    # Of requests that two quotas count, one grant serves both; only where no two can be met together is it wrong.
    if total > whole > 0 and _apart([quotas[index] for index, _ in shares]):
        says = said(
            "what goes to the quotas first is {share} of the envelope; lower one `at_least`", percent(total / whole)
        )
        yield error(record, ("quotas", shares[-1][0], "at_least"), "C245", says)


def _apart(quotas: list[Data]) -> bool:
    """Whether no request counts in two of some quotas: each asks one and the same path for another value."""
    asked = [each.get("for", {}) for each in quotas]
    if not all(len(each) == 1 for each in asked):
        return False
    paths = {path for each in asked for path in each}
    values = [value for each in asked for value in each.values()]
    plain = all(isinstance(value, str | bool | int) for value in values)
    return len(paths) == 1 and plain and len(set(map(str, values))) == len(values)
