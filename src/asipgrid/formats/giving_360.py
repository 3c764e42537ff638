"""Decided awards by the 360Giving Data Standard, version 1.4 (schema 1.4.3): a package of grants as JSON, or rows as CSV.

Every field is one of `360-giving-schema.json` (ThreeSixtyGiving/standard); the headings of CSV are the schema's titles,
with those of single organisations and programmes rolled up, as its own template for spreadsheets has them.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Final

from asipgrid.formats import cells
from asipgrid.model.calls import Call
from asipgrid.model.places import Language
from asipgrid.review.awards import DecidedAward, NamedOrganisation
from asipgrid.text import jsons
from asipgrid.text.escape import cell
from asipgrid.text.numbers import plain_money

VERSION: Final = "1.4"
MOST_OF_TITLE: Final = 140
"""Titles are to be shorter, says the schema."""
# The title of each field in the schema, by its path.
_TITLES: Final = {
    "id": "Identifier",
    "title": "Title",
    "description": "Description",
    "currency": "Currency",
    "amountAppliedFor": "Amount Applied For",
    "amountAwarded": "Amount Awarded",
    "amountDisbursed": "Amount Disbursed",
    "awardDate": "Award Date",
    "recipientOrganization.id": "Recipient Org:Identifier",
    "recipientOrganization.name": "Recipient Org:Name",
    "fundingOrganization.id": "Funding Org:Identifier",
    "fundingOrganization.name": "Funding Org:Name",
    "grantProgramme.code": "Grant Programme:Code",
    "grantProgramme.title": "Grant Programme:Title",
}
_AMOUNTS: Final = frozenset(title for path, title in _TITLES.items() if path.startswith("amount"))


def as_json(call: Call, awards: Iterable[DecidedAward], language: Language) -> str:
    """A package of grants, by request."""
    grants = [_grant(call, each, language) for each in awards]
    return jsons.document({"version": VERSION, "title": call.title.to(language), "grants": grants})


def as_csv(call: Call, awards: Iterable[DecidedAward], language: Language) -> str:
    """A heading, then a row a grant: plain numbers, texts that no spreadsheet takes for a formula."""
    found = (list(_row(_grant(call, each, language))) for each in awards)
    headings = list(_TITLES.values())
    return "".join(cells.rows(headings, found, dialect="standard", figures=_AMOUNTS, dates=("Award Date",)))


def _grant(call: Call, award: DecidedAward, language: Language) -> dict[str, Any]:
    def number(amount: int | None) -> jsons.JsonText | None:
        plain = plain_money(amount, call.currency)
        return None if plain is None else jsons.JsonText(plain)

    fields = {
        "id": award.grant,
        "title": award.title.to(language),
        "description": award.description.to(language),
        "currency": call.currency,
        "amountAppliedFor": number(award.requested),
        "amountAwarded": number(award.awarded),
        "amountDisbursed": number(award.paid),
        "awardDate": award.decided_on,
        "recipientOrganization": [_organisation(award.recipient, language)],
        "fundingOrganization": [_organisation(award.funder, language)],
        "grantProgramme": [{"code": call.id, "title": call.title.to(language)}],
    }
    return {name: value for name, value in fields.items() if value is not None}


def _organisation(of: NamedOrganisation, language: Language) -> dict[str, str]:
    return {"id": of.org_id, "name": of.name.to(language)}


def _row(grant: Mapping[str, Any]) -> Iterator[str | None]:
    for path in _TITLES:
        name, _, inner = path.partition(".")
        value = grant[name][0][inner] if inner else grant.get(name)
        yield value if value is None or isinstance(value, jsons.JsonText) else cell(value)
