"""The awards of a call that are decided, each with what its documents state for a register of grants.

An award is decided when a decision is recorded (`decisions/`) that funds the request, and money is given by it: what the
rules propose is none yet. Nothing is made up: what a register needs and no document states is told with the document
and the key.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

from msgspec import Struct

from asipgrid.check.identifiers import bare
from asipgrid.model import act
from asipgrid.model.calls import Outcome
from asipgrid.model.places import Id
from asipgrid.model.requests import Ledger
from asipgrid.model.results import Ranked, Result
from asipgrid.model.values import Text

# The list of org-id.guide that an identifier is of, after its register (org-id/register, 31 July 2026): the SIREN
# stands under FR-RCS since FR-INSEE was given up for it, a UEI under US-SAM. An ORCID is of a person.
_LISTS: Final = {"siren": "FR-RCS", "siret": "FR-RCS", "uei": "US-SAM", "ror": "XI-ROR"}
# Codes of ISO 4217 that the standard's list of currencies does not have yet.
_NO_CURRENCIES: Final = frozenset(["SLE", "UYW", "VED", "XCG", "ZWG"])
_SIREN_DIGITS: Final = 9
_ROR_CHARACTERS: Final = 9


class NamedOrganisation(Struct, frozen=True, kw_only=True):
    """An organisation with its identifier of org-id.guide: FR-RCS-120027016."""

    org_id: str
    name: Text


class DecidedAward(Struct, frozen=True, kw_only=True):
    """One award: amounts in cents (None: not stated), the day (ISO) it was decided, who gives and who gets."""

    request: Id
    grant: str
    title: Text
    description: Text
    requested: int | None
    awarded: int
    paid: int | None
    decided_on: str
    recipient: NamedOrganisation
    funder: NamedOrganisation


class DecidedAwards(Struct, frozen=True, kw_only=True):
    """The awards by request, what is lacking in documents for others, and the requests funded without a decision."""

    awards: tuple[DecidedAward, ...]
    lacking: tuple[str, ...]
    undecided: tuple[Id, ...]


def org_id(identifiers: Mapping[str, str]) -> str | None:
    """The identifier of org-id.guide for what is stated of an organisation; None where nothing stated gives one."""
    if "org_id" in identifiers:
        return identifiers["org_id"]
    for kind, listed in _LISTS.items():
        if kind in identifiers:
            return f"{listed}-{_in_list(kind, identifiers[kind])}"
    return None


def _in_list(kind: str, written: str) -> str:
    match kind:
        case "siren" | "siret":
            return bare(written)[:_SIREN_DIGITS]
        case "ror":
            return written.strip().lower()[-_ROR_CHARACTERS:]
    return bare(written).upper()


def decided_awards(result: Result, ledgers: Sequence[Ledger]) -> DecidedAwards:
    """The awards of a result that are decided, with what was paid of them."""
    paid = {each.request: sum(one.amount for one in each.paid) for each in ledgers}
    granted = [each for each in result.by_id() if each.outcome is Outcome.FUND and each.award.grants]
    decided = [each for each in granted if each.decision is not None]
    lacking = list(_call_lacks(result)) if decided else []
    for each in decided:
        lacking += _lacks(result, each)
    awards = () if lacking else tuple(_award(result, each, paid.get(each.request.id)) for each in decided)
    undecided = tuple(each.request.id for each in granted if each.decision is None)
    return DecidedAwards(awards=awards, lacking=tuple(lacking), undecided=undecided)


def _call_lacks(result: Result) -> Iterator[str]:
    authority, file = result.call.data["authority"], result.call.file
    if "org_id" not in authority:
        yield f"{file}: add authority.org_id, the funder's identifier of org-id.guide, such as GB-CHC-1164883"
    if "grant_prefix" not in authority:
        yield f"{file}: add authority.grant_prefix, the prefix that 360Giving gave the funder, such as 360G-xyztrust"
    if result.call.currency in _NO_CURRENCIES:
        yield f"{file}: currency {result.call.currency} is not in 360Giving's list (schema 1.4.3), which takes no other"


def _lacks(result: Result, ranked: Ranked) -> Iterator[str]:
    file, decision = ranked.request.record.name, ranked.decision
    assert decision is not None
    if ranked.award.amount is None:
        yield f"{decision.place.file}: add amount, what is awarded to {ranked.request.id}"
    if decision.decided_on is None:
        yield f"{decision.place.file}: add decided_on, the day it was decided"
    if org_id(ranked.request.data["applicant"].get("identifiers", {})) is None:
        yield f"{file}: add applicant.identifiers with siren, siret, uei, ror, or org_id for one of another register"
    if _description(result, ranked) is None:
        yield f"{file}: add summary, what is done with the money (or add purpose to {result.call.file})"


def _description(result: Result, ranked: Ranked) -> Text | None:
    """What the money is for: as the request says it, else as its call does."""
    stated: Any = ranked.request.data.get("summary")
    return act.purpose(result.call.data) if stated is None else Text.of(stated)


def _award(result: Result, ranked: Ranked, paid: int | None) -> DecidedAward:
    request, decision, call = ranked.request, ranked.decision, result.call
    description, authority = _description(result, ranked), call.data["authority"]
    recipient = org_id(request.data["applicant"].get("identifiers", {}))
    name, amount = act.applicant(request.data, call.data).name, ranked.award.amount
    assert decision is not None, request.id
    assert decision.decided_on is not None, request.id
    assert description is not None, request.id
    assert recipient is not None, request.id
    assert name is not None, request.id
    assert amount is not None, request.id
    return DecidedAward(
        request=request.id,
        grant=f"{authority['grant_prefix']}-{call.id}-{request.id}",
        title=request.title,
        description=description,
        requested=request.requested,
        awarded=amount,
        paid=paid,
        decided_on=decision.decided_on,
        recipient=NamedOrganisation(org_id=recipient, name=name),
        funder=NamedOrganisation(org_id=authority["org_id"], name=call.authority),
    )
