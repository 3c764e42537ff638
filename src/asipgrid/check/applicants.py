"""What no schema can say of applicants: identifiers by their public rules, and partners whose shares make a whole."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from asipgrid.check.identifiers import bare, identifier_fault
from asipgrid.check.wording import Data, error, money
from asipgrid.model.places import Finding, KeyPath, Record
from asipgrid.model.said import said
from asipgrid.text.values import shown


def applicant_findings(record: Record, applicant: Data, requested: Any, currency: str) -> Iterator[Finding]:
    """An applicant and its partners; `requested` is the amount, where it is stated."""
    partners = applicant.get("partners", ())
    if "identifiers" in applicant:
        yield from _identifiers(record, ("applicant",), applicant["identifiers"])
    for index, each in enumerate(partners):
        yield from _identifiers(record, ("applicant", "partners", index), each.get("identifiers", {}))
    if partners:
        yield from _shares(record, partners, requested, currency)


def _identifiers(record: Record, at: KeyPath, identifiers: Data) -> Iterator[Finding]:
    for kind, written in identifiers.items():
        wrong = identifier_fault(kind, written)
        if wrong:
            yield error(record, (*at, "identifiers", kind), "R040", wrong)
    if {"siren", "siret"} <= identifiers.keys():
        siren, siret = bare(identifiers["siren"]), bare(identifiers["siret"])
        if not siret.startswith(siren):
            says = said(
                "the SIRET {siret} is not of the SIREN {siren}, with which it would begin",
                identifiers["siret"],
                identifiers["siren"],
            )
            yield error(record, (*at, "identifiers", "siret"), "R041", says)


def _shares(record: Record, partners: Any, requested: Any, currency: str) -> Iterator[Finding]:
    at: KeyPath = ("applicant", "partners")
    stated = [key for key in ("share", "amount") if any(key in each for each in partners)]
    if len(stated) > 1 or any(stated[0] not in each for each in partners if stated):
        yield error(
            record,
            at,
            "R042",
            said("every partner has a share, or every partner has an amount; write one of them for each"),
        )
    elif stated == ["share"]:
        whole = sum(each["share"] for each in partners)
        if whole != 1:
            yield error(
                record, at, "R042", said("the partners' shares sum to {whole}; together they are 1", shown(whole))
            )
    elif stated and requested is not None:
        whole = sum(each["amount"] for each in partners)
        if whole != requested:
            says = said(
                "the partners' amounts sum to {whole}, but {requested} is requested",
                money(whole, currency),
                money(requested, currency),
            )
            yield error(record, at, "R042", says)
