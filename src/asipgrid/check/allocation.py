"""How a call shares its envelope: what no schema can say of it, and its noun of a sound document."""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Mapping
from typing import Any, Final

from asipgrid.check.conditions import NUMBERS, condition_findings, path_fault
from asipgrid.check.wording import Data, error
from asipgrid.model import amounts
from asipgrid.model.places import Finding, KeyPath, Record
from asipgrid.model.said import Said, said
from asipgrid.model.values import exact, in_cents
from asipgrid.text.numbers import as_written

_AMOUNT: Final[KeyPath] = ("allocation", "amount")
# What each method has no use for.
_USELESS: Final = {"pro-rata": ("overflow", "partial"), "minimum-first": ("partial",)}


def allocation_findings(record: Record, call: Data, scope: Data) -> Iterator[Finding]:
    """What is wrong with the method, and with how amounts are worked out; `scope` is what rules may read."""
    terms = call["allocation"]
    method = terms.get("method", "rank")
    for key in _USELESS.get(method, ()):
        if key in terms:
            yield error(
                record,
                ("allocation", key),
                "C271",
                said("{key} means nothing with the method {method}; take it out", key, method),
            )
    shared = [key for key in ("envelopes", "quotas") if key in call]
    if shared and method != "rank":
        says = said("the method {method} shares one envelope; with {shared}, take `method` out", method, shared[0])
        yield error(record, ("allocation", "method"), "C271", says)
    for kind, written in terms.get("amount", {}).items():
        at = (*_AMOUNT, kind)
        match kind:
            case "flat":
                yield from _flat(record, written, at, scope)
            case "by_score":
                scores = [exact(each["score"]) for each in written]
                yield from _in_order(
                    record, [-score for score in scores], at, "score", said("the highest score comes first")
                )
            case _:
                wrong = path_fault(written["path"], scope, NUMBERS)
                if wrong:
                    yield error(record, (*at, "path"), "C270", wrong)
                yield from _tiers(record, written.get("rates", ()), (*at, "rates"))


def _flat(record: Record, brackets: Any, at: KeyPath, scope: Data) -> Iterator[Finding]:
    for index, each in enumerate(brackets):
        if "when" in each:
            yield from condition_findings(record, (*at, index, "when"), "C207", each["when"], scope)
        elif index < len(brackets) - 1:
            says = said("a bracket without `when` always holds, so those below it never apply; put it last")
            yield error(record, (*at, index), "C270", says)
    if "when" in brackets[-1]:
        says = said(
            "the last bracket must have no `when`, so that every request has an amount (0 where nothing is given)"
        )
        yield error(record, (*at, len(brackets) - 1), "C270", says)


def _tiers(record: Record, rates: Any, at: KeyPath) -> Iterator[Finding]:
    for index, each in enumerate(rates[:-1]):
        if "up_to" not in each:
            says = said("a rate without `up_to` goes on for ever, so those below it never apply; put it last")
            yield error(record, (*at, index), "C270", says)
            return
    limits = [exact(each["up_to"]) for each in rates if "up_to" in each]
    yield from _in_order(record, limits, at, "up_to", said("each tier ends above the one before"))


def _in_order(record: Record, values: list[Any], at: KeyPath, key: str, rule: Said) -> Iterator[Finding]:
    for index, (before, after) in enumerate(itertools.pairwise(values), 1):
        if after <= before:
            says = said(
                "{key} {after} comes after {before}; {rule}", key, as_written(abs(after)), as_written(abs(before)), rule
            )
            yield error(record, (*at, index, key), "C270", says)


def amount_paths(terms: Any) -> Iterator[Any]:
    """The paths that amounts are worked out from, as written, but for those of conditions."""
    amount = terms.get("amount") if isinstance(terms, Mapping) else None
    for each in amount.values() if isinstance(amount, Mapping) else ():
        if isinstance(each, Mapping) and "path" in each:
            yield each["path"]


def amount_conditions(terms: Any) -> Iterator[Any]:
    """The conditions of the brackets of amounts, as written."""
    amount = terms.get("amount") if isinstance(terms, Mapping) else None
    flat = amount.get("flat") if isinstance(amount, Mapping) else None
    for each in flat if isinstance(flat, list) else ():
        if isinstance(each, Mapping):
            yield each.get("when")


def allocation(data: Data, currency: str) -> amounts.Allocation:
    """The allocation of a sound call."""
    return amounts.Allocation(
        overflow=data.get("overflow", "skip"),
        partial=data.get("partial", "none"),
        ceiling=in_cents(data.get("ceiling"), currency),
        rate=None if data.get("rate") is None else exact(data["rate"]),
        amount=_rule(data.get("amount"), currency),
        method=data.get("method", "rank"),
    )


def _rule(data: Data | None, currency: str) -> amounts.AmountRule | None:
    if data is None:
        return None
    if "flat" in data:
        brackets = ((each.get("when"), in_cents(each["amount"], currency) or 0) for each in data["flat"])
        return amounts.FlatAmounts(brackets=tuple(brackets))
    if "by_score" in data:
        steps = tuple((exact(each["score"]), exact(each["share"])) for each in data["by_score"])
        return amounts.SharesByScore(steps=steps)
    if "units" in data:
        units = data["units"]
        return amounts.PricedUnits(path=units["path"], price=in_cents(units["price"], currency) or 0)
    limits = ((each.get("up_to"), exact(each["rate"])) for each in data["tiers"]["rates"])
    rates = tuple((None if limit is None else exact(limit), rate) for limit, rate in limits)
    return amounts.TieredRates(path=data["tiers"]["path"], rates=rates)
