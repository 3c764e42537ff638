"""How a call shares its envelope: what no schema can say of it, and its noun of a sound document."""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Mapping
from fractions import Fraction
from typing import Any, Final, NamedTuple

from asipgrid.check.build_measures import unit_kind
from asipgrid.check.conditions import NUMBERS, condition_findings, path_fault
from asipgrid.check.wording import Data, error, listed, near_words
from asipgrid.model import amounts
from asipgrid.model.places import Finding, KeyPath, Record
from asipgrid.model.said import SaidText, row, said
from asipgrid.model.values import exact, in_cents
from asipgrid.text.numbers import as_written

_AMOUNT: Final[KeyPath] = ("allocation", "amount")
_WAYS: Final = ("amount", "units", "tiers", "by_score", "measure")
# What each method has no use for.
_USELESS: Final = {"pro-rata": ("overflow", "partial"), "minimum-first": ("partial",)}


def allocation_findings(record: Record, call: Data, grids: Mapping[str, Data], scope: Data) -> Iterator[Finding]:
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
    if "amount" in terms:
        yield from _way(record, terms["amount"], _AMOUNT, _Scope(scope, grids))


class _Scope(NamedTuple):
    """What conditions and paths may read, and the grids whose measures may be named."""

    read: Data
    grids: Mapping[str, Data]


def _way(record: Record, written: Data, at: KeyPath, scope: _Scope) -> Iterator[Finding]:
    """What is wrong with one way of working out an amount."""
    for kind, rule in written.items():
        here = (*at, kind)
        match kind:
            case "flat" | "brackets":
                yield from _brackets(record, rule, here, scope)
            case "by_score":
                scores = [exact(each["score"]) for each in rule]
                first = said("the highest score comes first")
                yield from _in_order(record, [-score for score in scores], here, "score", first)
            case "measure":
                yield from _measure(record, rule, here, scope.grids)
            case "units" | "tiers":
                yield from _parts(record, rule, here, scope.read)


def _measure(record: Record, name: str, at: KeyPath, grids: Mapping[str, Data]) -> Iterator[Finding]:
    """An amount is a measure of the call's grids, in its currency."""
    known = {f"{grid}.{each}": made for grid, data in grids.items() for each, made in data.get("measures", {}).items()}
    if name not in known:
        says = said("{measure} is no measure of a grid of this call; {near}", name, near_words(name, known))
        yield error(record, at, "C270", says)
    elif unit_kind(known[name].get("unit")) != "currency":
        says = said("{measure} is no amount of money; give it `unit: currency` in its grid", name)
        yield error(record, at, "C270", says)


def _brackets(record: Record, brackets: Any, at: KeyPath, scope: _Scope) -> Iterator[Finding]:
    for index, each in enumerate(brackets):
        here = (*at, index)
        ways = [key for key in each if key != "when"]
        if len(ways) != 1:
            given = said("this one has {kinds}", listed(ways)) if ways else said("this one has none")
            yield error(record, here, "C270", said("a bracket has one of {kinds}; {given}", row(_WAYS), given))
        else:
            yield from _way(record, each, here, scope)
        if "when" in each:
            yield from condition_findings(record, (*here, "when"), "C207", each["when"], scope.read)
        elif index < len(brackets) - 1:
            says = said("a bracket without `when` always holds, so those below it never apply; put it last")
            yield error(record, here, "C270", says)
    if "when" in brackets[-1]:
        says = said(
            "the last bracket must have no `when`, so that every request has an amount (0 where nothing is given)"
        )
        yield error(record, (*at, len(brackets) - 1), "C270", says)


def _parts(record: Record, rule: Data, at: KeyPath, scope: Data) -> Iterator[Finding]:
    """A number at a price or a rate: one for all of it, or one for each part."""
    wrong = path_fault(rule["path"], scope, NUMBERS)
    if wrong:
        yield error(record, (*at, "path"), "C270", wrong)
    if ("price" in rule) == ("prices" in rule) and at[-1] == "units":
        yield error(record, at, "C270", said("units have either one `price` or `prices` by tier"))
    for key in ("prices", "rates"):
        yield from _tiers(record, rule.get(key, ()), (*at, key))


def _tiers(record: Record, rates: Any, at: KeyPath) -> Iterator[Finding]:
    for index, each in enumerate(rates[:-1]):
        if "up_to" not in each:
            says = said("a tier without `up_to` goes on for ever, so those below it never apply; put it last")
            yield error(record, (*at, index), "C270", says)
            return
    limits = [exact(each["up_to"]) for each in rates if "up_to" in each]
    yield from _in_order(record, limits, at, "up_to", said("each tier ends above the one before"))


def _in_order(record: Record, values: list[Any], at: KeyPath, key: str, rule: SaidText) -> Iterator[Finding]:
    for index, (before, after) in enumerate(itertools.pairwise(values), 1):
        if after <= before:
            says = said(
                "{key} {after} comes after {before}; {rule}", key, as_written(abs(after)), as_written(abs(before)), rule
            )
            yield error(record, (*at, index, key), "C270", says)


def amount_paths(terms: Any) -> Iterator[Any]:
    """The paths and measures that amounts are worked out from, as written, but for those of conditions."""
    for way in _ways(terms):
        for each in way.values():
            if isinstance(each, Mapping) and "path" in each:
                yield each["path"]
        yield str(way.get("measure", "")).rpartition(".")[2]


def amount_conditions(terms: Any) -> Iterator[Any]:
    """The conditions of the brackets of amounts, as written."""
    return (each.get("when") for each in _ways(terms))


def _ways(terms: Any) -> Iterator[Data]:
    """The ways of working out amounts, as written: that of the call, and those of its brackets."""
    amount = terms.get("amount") if isinstance(terms, Mapping) else None
    if isinstance(amount, Mapping):
        yield amount
        for brackets in (amount.get("flat"), amount.get("brackets")):
            yield from (
                (each for each in brackets or () if isinstance(each, Mapping)) if isinstance(brackets, list) else ()
            )


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
    """The one way that a call, or a bracket, works out amounts in."""
    match data:
        case None:
            return None
        case {"flat": brackets} | {"brackets": brackets}:
            made = tuple((each.get("when"), _rule(each, currency)) for each in brackets)
            return amounts.Brackets(brackets=tuple((when, rule) for when, rule in made if rule is not None))
        case {"amount": amount}:
            return amounts.FixedAmount(amount=in_cents(amount, currency) or 0)
        case {"measure": measure}:
            return amounts.MeasuredAmount(measure=measure)
        case {"by_score": steps}:
            shares = tuple((exact(each["score"]), exact(each["share"])) for each in steps)
            return amounts.SharesByScore(steps=shares)
        case {"units": units}:
            tiers = units.get("prices") or [units]
            prices = [(each.get("up_to"), in_cents(each["price"], currency) or 0) for each in tiers]
            return amounts.PricedUnits(path=units["path"], tiers=_limited(prices))
    rates = [(each.get("up_to"), exact(each["rate"])) for each in data["tiers"]["rates"]]
    return amounts.TieredRates(path=data["tiers"]["path"], tiers=_limited(rates))


def _limited(tiers: list[tuple[Any, Any]]) -> tuple[tuple[Fraction | None, Fraction], ...]:
    return tuple((None if limit is None else exact(limit), exact(each)) for limit, each in tiers)
