"""Checked documents about requests as values that are what they say. Only documents without errors come in."""

from __future__ import annotations

import functools
import re
from collections.abc import Iterator, Mapping
from typing import Any

from asipgrid.check.amounts import in_cents
from asipgrid.engine.paths import path_expression
from asipgrid.model import requests
from asipgrid.model.calls import Outcome
from asipgrid.model.places import Id, Language, Place, Record
from asipgrid.model.values import Text, exact


def request(record: Record, data: Mapping[str, Any], currency: str) -> requests.Request:
    """The request of a checked document; `minimum` defaults to what is requested."""
    funding = data.get("funding", {})
    requested = in_cents(funding.get("requested"), currency)
    return requests.Request(
        id=Id(data["request"]),
        title=Text.of(data["title"]),
        applicant=data["applicant"]["name"],
        data=data,
        record=record,
        requested=requested,
        minimum=in_cents(funding["minimum"], currency) if "minimum" in funding else requested,
        total_cost=in_cents(funding.get("total_cost"), currency),
        supported=frozenset(_supported(data)),
    )


def _supported(data: Mapping[str, Any]) -> Iterator[str]:
    """The dotted paths that documents support: `funding.lines` for `funding.lines[].amount`."""
    for item in data.get("evidence", ()):
        for path in item.get("supports", ()):
            yield from _supports(path)


@functools.lru_cache(maxsize=4096)
def _supports(path: str) -> tuple[str, ...]:
    # A document about one item of a list, or some, says nothing of the others.
    return () if re.search(r"\[[^\]]", path) else tuple(path_expression(path).reads)


def rating(record: Record, data: Mapping[str, Any]) -> requests.RatingSheet:
    """The rating sheet of a checked document."""
    marks = {
        name: requests.Mark(level=exact(mark["level"]), why=mark.get("why", ""), place=record.place(("marks", name)))
        for name, mark in data.get("marks", {}).items()
    }
    return requests.RatingSheet(
        request=Id(data["rating"]),
        assessor=Id(data["assessor"]),
        rated_on=data.get("rated_on"),
        conflict=data.get("conflict", False),
        marks=marks,
        digest=record.digest,
        file=record.name,
    )


def decision(
    record: Record, data: Mapping[str, Any], currency: str, plain: Language | None = None
) -> requests.CommitteeDecision:
    """The committee's decision of a checked document; `plain` is the language of plain texts, where the call says it."""
    return requests.CommitteeDecision(
        request=Id(data["decision"]),
        outcome=Outcome(data["outcome"]),
        amount=in_cents(data.get("amount"), currency),
        body=Text.of(data["decided_by"], plain),
        decided_on=data.get("decided_on"),
        grounds=Text.of(data["why"], plain),
        source=data.get("source"),
        digest=record.digest,
        place=record.place(("amount",) if "amount" in data else ()),
    )


def report(record: Record, data: Mapping[str, Any], currency: str) -> requests.Report:
    """The progress report of a checked document."""
    return requests.Report(
        request=Id(data["progress"]),
        period=data["period"],
        as_of=data["as_of"],
        facts=data.get("facts", {}),
        spent=in_cents(data.get("spent"), currency),
        difficulties=data.get("difficulties"),
        evidence=tuple(data.get("evidence", ())),
        supported=frozenset(_supported(data)),
        record=record,
    )


def ledger(record: Record, data: Mapping[str, Any], currency: str) -> requests.Ledger:
    """What was paid, of a checked document."""
    paid = [
        requests.Paid(
            number=each["number"],
            amount=in_cents(each["amount"], currency) or 0,
            paid_on=each["paid_on"],
            reference=each.get("reference"),
            place=record.value_place(("paid", index, "amount")),
        )
        for index, each in enumerate(data.get("paid", ()))
    ]
    return requests.Ledger(
        request=Id(data["payment"]),
        signed_on=data.get("signed_on"),
        paid=tuple(sorted(paid, key=lambda each: (each.number, each.paid_on, each.place))),
        digest=record.digest,
        file=record.name,
    )


def amendment(
    record: Record, data: Mapping[str, Any], currency: str, plain: Language | None = None
) -> requests.Amendment:
    """What was decided of an addendum, of a checked document; `plain` as in `decision`."""
    return requests.Amendment(
        request=Id(data["amendment"]),
        body=Text.of(data["decided_by"], plain),
        ends=tuple(sorted(_ends(record, data, plain), key=_decided)),
        moves=tuple(sorted(_moves(record, data, plain), key=_decided)),
        returns=tuple(sorted(_returns(record, data, currency, plain), key=_decided)),
        digest=record.digest,
        file=record.name,
    )


def _decided(each: requests.EndMove | requests.GoalMove | requests.MoneyBack) -> tuple[str, Place]:
    return each.decided_on, each.place


def _ends(record: Record, data: Mapping[str, Any], plain: Language | None) -> Iterator[requests.EndMove]:
    for index, each in enumerate(data.get("ends", ())):
        place = record.place(("ends", index))
        yield requests.EndMove(
            ends_on=each["ends_on"], decided_on=each["decided_on"], grounds=Text.of(each["why"], plain), place=place
        )


def _moves(record: Record, data: Mapping[str, Any], plain: Language | None) -> Iterator[requests.GoalMove]:
    for index, each in enumerate(data.get("moves", ())):
        yield requests.GoalMove(
            goal=each["goal"],
            target=exact(each["target"]) if "target" in each else None,
            level=exact(each["level"]) if "level" in each else None,
            due=each.get("due"),
            decided_on=each["decided_on"],
            grounds=Text.of(each["why"], plain),
            place=record.place(("moves", index)),
        )


def _returns(
    record: Record, data: Mapping[str, Any], currency: str, plain: Language | None
) -> Iterator[requests.MoneyBack]:
    for index, each in enumerate(data.get("returns", ())):
        yield requests.MoneyBack(
            amount=in_cents(each["amount"], currency) or 0,
            decided_on=each["decided_on"],
            grounds=Text.of(each["why"], plain),
            place=record.value_place(("returns", index, "amount")),
        )
