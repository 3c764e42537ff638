"""One call ready to be scored, and what its documents were checked against."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from typing import Any

from msgspec import Struct
from msgspec.structs import replace

from asipgrid.check.call_schemas import consensus_schema, kind_schema, progress_schema, request_schema
from asipgrid.check.references import criteria_of
from asipgrid.check.request import Paths
from asipgrid.model.calls import Call, Grid
from asipgrid.model.places import Finding, Gravity, Id
from asipgrid.model.requests import Amendment, CommitteeDecision, Ledger, RatingSheet, Report, Request, Unfilled
from asipgrid.schema import dialect

Data = dict[str, Any]


class Rules:
    """What the documents about requests are checked against in one call, made ready once: shapes, call and grids."""

    def __init__(self, call: Data, grids: dict[str, Data]) -> None:
        """`call` and `grids` (by id, in the call's order) are sound."""
        self.call, self.grids = call, grids
        self.criteria = criteria_of(grids)
        self.schema = request_schema(grids.values(), call)
        self.paths = Paths(self.schema)
        blocks = {grid["block"]: self.schema["properties"][grid["block"]] for grid in grids.values()}
        # Most calls have documents of few kinds: the schemas of the others are never read.
        self.shapes: dict[str, dialect.Validator] = {
            "request": dialect.validator(self.schema),
            "rating": dialect.Validator(lambda: dialect.shipped("rating")),
            "consensus": dialect.Validator(consensus_schema),
            "decision": dialect.Validator(lambda: kind_schema("decision", call)),
            "progress": dialect.Validator(lambda: progress_schema(blocks, call)),
            "payment": dialect.Validator(lambda: kind_schema("payment", call)),
            "amendment": dialect.Validator(lambda: kind_schema("amendment", call)),
        }


class Case(Struct, frozen=True, kw_only=True):
    """One call ready to be scored: only sound documents are in it, and what they were checked against.

    `reviews` are the rating sheets on progress reports. `conflicts` names the sheet in which an assessor declared a
    conflict of interest, by request and assessor: all other sheets of theirs on it count as if they did too. `unfilled` are
    the documents that are not in it because they are not yet filled in.
    """

    rules: Rules
    call: Call
    grids: tuple[Grid, ...]
    requests: tuple[Request, ...]
    sheets: tuple[RatingSheet, ...]
    decisions: tuple[CommitteeDecision, ...]
    reports: tuple[Report, ...] = ()
    reviews: tuple[RatingSheet, ...] = ()
    ledgers: tuple[Ledger, ...] = ()
    amendments: tuple[Amendment, ...] = ()
    conflicts: Mapping[tuple[str, str], str] = {}
    unfilled: tuple[Unfilled, ...] = ()

    @property
    def blank(self) -> frozenset[Id]:
        """The requests that are not yet filled in."""
        return frozenset(each.request for each in self.unfilled if each.kind == "request")

    def without(self, names: Collection[str]) -> Case:
        """The case without these requests and all that is about them."""
        about = ("sheets", "decisions", "reports", "reviews", "ledgers", "amendments")
        left = {kind: tuple(each for each in getattr(self, kind) if each.request not in names) for kind in about}
        return replace(self, requests=tuple(each for each in self.requests if each.id not in names), **left)


class Checked(Struct, frozen=True, kw_only=True):
    """What checking a call gave: the case (None when the call or a grid has an error) and every finding."""

    case: Case | None
    findings: tuple[Finding, ...]


def is_wrong(findings: Iterable[Finding]) -> bool:
    """Whether any of them is an error."""
    return any(finding.gravity is Gravity.ERROR for finding in findings)
