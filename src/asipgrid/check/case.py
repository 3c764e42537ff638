"""One call: its documents as read, what they are checked against, and what of it can be scored."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from pathlib import PurePosixPath
from typing import Any, Final

from msgspec import Struct
from msgspec.structs import replace

from asipgrid.check.call_schemas import consensus_schema, kind_schema, progress_schema, request_schema
from asipgrid.check.request import Paths
from asipgrid.model.calls import Call, Grid
from asipgrid.model.places import KINDS, Finding, Gravity, Id, Record
from asipgrid.model.requests import Amendment, CommitteeDecision, Ledger, RatingSheet, Report, Request, Unfilled
from asipgrid.model.stages import StageBefore
from asipgrid.schema import dialect

Data = dict[str, Any]
REQUEST_KINDS: Final = ("request", "rating", "decision", "progress", "review", "payment", "amendment")
"""What a document about a request can be; a review is a rating sheet on a progress report."""

RecordsByKind = Mapping[str, Sequence[Record]]
"""Documents about requests by what they are, in the order of their names."""
Documents = list[tuple[Record, Data]]
"""Documents of a kind, each with what it states."""


class DocumentSet(Struct, frozen=True, kw_only=True):
    """The records of one call, as read (`call` is None when its text cannot be read).

    `sent` are the ids (file stems) of every request file found, readable or not; `all_grids` is false when a grid's
    file could not be read; `neighbours` are the names of the other calls beside this one, None when nobody looked.
    """

    call: Record | None
    grids: tuple[Record, ...]
    about_requests: RecordsByKind = {}
    sent: frozenset[str] = frozenset()
    all_grids: bool = True
    neighbours: frozenset[str] | None = None


def conflicts_in(records: RecordsByKind) -> dict[tuple[str, str], str]:
    """The sheets in which a conflict of interest is declared, on a request or its reports, by request and assessor."""
    found: dict[tuple[str, str], str] = {}
    for record in (*records.get("rating", ()), *records.get("review", ())):
        path = PurePosixPath(record.name)
        key = (path.stem, path.parent.name)
        # A sheet that lies elsewhere than it says is an error of its own: nobody knows whose it is.
        if record.data.get("conflict") is True and (record.data.get("rating"), record.data.get("assessor")) == key:
            found.setdefault(key, record.name)
    return found


def kind_of(record: Record) -> str | None:
    """What a document says it is: its first key."""
    first = next(iter(record.data), None)
    return first if first in KINDS else None


def period_of(record: Record) -> str:
    """The period of a rating sheet on a progress report: progress/PERIOD/ratings/ASSESSOR/ID.yaml."""
    return PurePosixPath(record.name).parents[2].name


class Rules:
    """What the documents about requests are checked against in one call, made ready once: shapes, call and grids."""

    def __init__(self, call: Data, grids: dict[str, Data]) -> None:
        """`call` and `grids` (by id, in the call's order) are sound."""
        self.call, self.grids = call, grids
        self.criteria = {each["id"]: (grid, each) for grid in grids.values() for each in grid["criteria"]}
        self.schema = request_schema(grids.values(), call)
        self.paths = Paths(self.schema)
        owned = [grid["block"] for grid in grids.values() if "block" in grid]
        blocks = {name: self.schema["properties"][name] for name in owned}
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
    the documents that are not in it because they are not yet filled in, `before` is what became of requests in the
    stage before.
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
    before: StageBefore | None = None

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
