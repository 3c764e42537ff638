"""The checking rooms: documents against their shapes (`shape`), against sense (`sense`), then into nouns (`build`)."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from pathlib import PurePosixPath
from typing import TYPE_CHECKING, Any, Final

from msgspec import Struct
from msgspec.structs import replace

from asipgrid.check import build, sense
from asipgrid.check.shape import shape, stated
from asipgrid.model.calls import Call, Grid
from asipgrid.model.places import KINDS, MOST_FINDINGS, UNFILLED, Finding, Gravity, Id, Record
from asipgrid.model.requests import (
    CONSENSUS,
    Amendment,
    CommitteeDecision,
    Ledger,
    RatingSheet,
    Report,
    Request,
    Unfilled,
)
from asipgrid.schema import dialect

if TYPE_CHECKING:
    from asipgrid.check.lint import Care

Data = dict[str, Any]


ABOUT: Final = ("request", "rating", "decision", "progress", "review", "payment", "amendment")
"""What a document about a request can be; a review is a rating sheet on a progress report."""


_UNTIL: Final = {
    "request": "until then this request is not scored",
    "rating": "until then this sheet counts for nothing",
    "decision": "until then this decision counts for nothing",
    "progress": "until then this report counts for nothing",
    "amendment": "until then this amendment counts for nothing",
}
"""What holds until the required fields are given that a document has and that stand empty, by its kind."""


class Papers(Struct, frozen=True, kw_only=True):
    """The records of one call, as read (`call` is None when its text cannot be read), in the order of their names.

    `sent` are the ids (file stems) of every request file found, readable or not; `all_grids` is false when a grid's
    file could not be read; `reviews` are rating sheets on progress reports; `neighbours` are the names of the other
    calls beside this one, None when nobody looked.
    """

    call: Record | None
    grids: tuple[Record, ...]
    requests: tuple[Record, ...]
    ratings: tuple[Record, ...] = ()
    decisions: tuple[Record, ...] = ()
    progress: tuple[Record, ...] = ()
    reviews: tuple[Record, ...] = ()
    payments: tuple[Record, ...] = ()
    amendments: tuple[Record, ...] = ()
    sent: frozenset[str] = frozenset()
    all_grids: bool = True
    neighbours: frozenset[str] | None = None

    @property
    def more(self) -> bool:
        """Whether there is anything about requests besides themselves."""
        others = (self.ratings, self.decisions, self.progress, self.reviews, self.payments, self.amendments)
        return any(others)


class Rules:
    """What the documents about requests are checked against in one call, made ready once: shapes, call and grids."""

    __slots__ = (
        "amendment",
        "call",
        "consensus",
        "decision",
        "grids",
        "paths",
        "payment",
        "progress",
        "rating",
        "request",
        "schema",
    )

    def __init__(self, call: Data, grids: dict[str, Data]) -> None:
        """`call` and `grids` (by id, in the call's order) are sound."""
        self.call, self.grids = call, grids
        self.schema = sense.request_schema(grids.values(), call)
        self.paths = sense.Paths(self.schema)
        blocks = {grid["block"]: self.schema["properties"][grid["block"]] for grid in grids.values()}
        self.request = dialect.validator(self.schema)
        # Most calls have documents of few kinds: the schemas of the others are never read.
        self.rating = dialect.Validator(lambda: dialect.shipped("rating"))
        self.consensus = dialect.Validator(sense.consensus_schema)
        self.decision = dialect.Validator(lambda: sense.kind_schema("decision", call))
        self.progress = dialect.Validator(lambda: sense.progress_schema(blocks, call))
        self.payment = dialect.Validator(lambda: sense.kind_schema("payment", call))
        self.amendment = dialect.Validator(lambda: sense.kind_schema("amendment", call))


class About(Struct, frozen=True, kw_only=True):
    """What was found about requests: sound ones with their sheets and decisions, what is unfilled, and every finding."""

    requests: tuple[Request, ...]
    sheets: tuple[RatingSheet, ...]
    decisions: tuple[CommitteeDecision, ...]
    unfilled: tuple[Unfilled, ...]
    findings: tuple[Finding, ...]


def check_about(papers: Papers, rules: Rules, *, places: bool = False) -> About:
    """Documents about requests, in a call that is sound; `papers.sent` are the requests that count as known.

    The requests and sheets know no places: those of their findings are found already, and nobody asks for others. With
    `places` the decisions do: what is wrong with them together is told at the place of their amounts.
    """
    desk = _Desk(None, places=places)
    about, currency = desk.about(papers, rules), rules.call["currency"]
    return About(
        requests=tuple(build.request(_placeless(record), data, currency) for record, data in about["request"]),
        sheets=tuple(build.rating(_placeless(record), data) for record, data in about["rating"]),
        decisions=tuple(build.decision(desk.placed(record), data, currency) for record, data in about["decision"]),
        unfilled=tuple(desk.unfilled),
        findings=desk.in_reading_order(),
    )


def _placeless(record: Record) -> Record:
    return Record(name=record.name, data=record.data, keys={}, values={}, digest=record.digest)


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
        return replace(
            self,
            requests=tuple(each for each in self.requests if each.id not in names),
            sheets=tuple(each for each in self.sheets if each.request not in names),
            decisions=tuple(each for each in self.decisions if each.request not in names),
            reports=tuple(each for each in self.reports if each.request not in names),
            reviews=tuple(each for each in self.reviews if each.request not in names),
            ledgers=tuple(each for each in self.ledgers if each.request not in names),
            amendments=tuple(each for each in self.amendments if each.request not in names),
        )


class Checked(Struct, frozen=True, kw_only=True):
    """What checking a call gave: the case (None when the call or a grid has an error) and every finding."""

    case: Case | None
    findings: tuple[Finding, ...]


def kind_of(record: Record) -> str | None:
    """What a document says it is: its first key."""
    first = next(iter(record.data), None)
    return first if first in KINDS else None


def is_wrong(findings: Iterable[Finding]) -> bool:
    """Whether any of them is an error."""
    return any(finding.gravity is Gravity.ERROR for finding in findings)


def check_grids(records: Iterable[Record], care: Care | None = None) -> tuple[Finding, ...]:
    """Grids on their own, each against the requests that all of them together describe; with care, sound ones too."""
    desk = _Desk(care)
    desk.take_grids(records)
    return desk.in_reading_order()


def check_call(papers: Papers, care: Care | None = None, *, places: bool = True) -> Checked:
    """Everything wrong in a call's documents, and what can be scored; with care, what is odd in sound ones too.

    Without `places`, the nouns of the case do not know where they stand: nobody will ask.
    """
    desk = _Desk(care, places=places)
    return Checked(case=desk.case(papers), findings=desk.in_reading_order())


def _conflicts(papers: Papers) -> dict[tuple[str, str], str]:
    """Who declared a conflict of interest on which request, in whichever sheet on it or on its reports, and in which."""
    found: dict[tuple[str, str], str] = {}
    for record in (*papers.ratings, *papers.reviews):
        path = PurePosixPath(record.name)
        key = (path.stem, path.parent.name)
        # A sheet that lies elsewhere than it says is an error of its own: nobody knows whose it is.
        if record.data.get("conflict") is True and (record.data.get("rating"), record.data.get("assessor")) == key:
            found.setdefault(key, record.name)
    return found


def _until(kind: str, data: Data) -> str:
    """What holds until a document is filled in; nothing where an empty field is an error.

    What was declared or agreed is never passed over for an empty field: a conflict of interest, what an amendment moves.
    """
    return "" if data.get("conflict") is True or data.get("moves") or data.get("returns") else _UNTIL.get(kind, "")


def _period(record: Record) -> str:
    """The period of a rating sheet on a progress report: progress/PERIOD/ratings/ASSESSOR/ID.yaml."""
    return PurePosixPath(record.name).parents[2].name


class _Desk:
    """One check in progress: findings pile up, sound data is kept by id."""

    def __init__(self, care: Care | None, *, places: bool = True) -> None:
        self.findings: list[Finding] = []
        self.unfilled: list[Unfilled] = []
        self.care = care
        self.placed: Callable[[Record], Record] = (lambda record: record) if places else _placeless

    def in_reading_order(self) -> tuple[Finding, ...]:
        return tuple(sorted(self.findings, key=Finding.reading_order))

    def take(self, findings: Iterable[Finding]) -> bool:
        """Keep the findings, as many errors and as many others as bear reading; whether none is an error."""
        errors = others = 0
        for finding in findings:
            if finding.gravity is not Gravity.ERROR:
                others += 1
                if others <= MOST_FINDINGS:
                    self.findings.append(finding)
                continue
            errors += 1
            if errors > MOST_FINDINGS:
                says = f"more than {MOST_FINDINGS} faults; mend these first"
                self.findings.append(replace(finding, code="S012", says=says))
                break
            self.findings.append(finding)
        return not errors

    def shaped(self, record: Record, kind: str, validator: dialect.Validator) -> Data | None:
        """The stated data of a document of that kind, or None when its shape is wrong or it is not yet filled in."""
        if kind_of(record) != kind:
            first = next(iter(record.data), "")
            says = f"the first key is {first or 'missing'}; a document here begins with `{kind}: …`"
            self.findings.append(Finding(code="S011", place=record.place((first,) if first else ()), says=says))
            return None
        if not record.plain and not self.take(sense.null_conditions(record)):
            return None
        data: Data = record.data if record.plain else stated(record.data)
        before = len(self.findings)
        if not self.take(shape(record, data, validator, _until(kind, data))):
            return None
        if self.care is not None:
            self.look(self.care.of_texts(record, data), self.care)
        if any(each.code == UNFILLED for each in self.findings[before:]):
            name = Id(PurePosixPath(record.name).stem)
            self.unfilled.append(Unfilled(kind=kind, request=name, file=record.name))
            return None
        return data

    def take_grids(self, records: Iterable[Record]) -> dict[str, tuple[Record, Data]]:
        """The grids that have the right shape, by id; what is wrong with their sense is a finding."""
        validator = dialect.validator(dialect.shipped("grid"))
        shaped: dict[str, tuple[Record, Data]] = {}
        for record in records:
            data = self.shaped(record, "grid", validator)
            if data is None:
                self.take(sense.criteria_that_lack(record))
                continue
            if not self.take(sense.facts_findings(record, data)):
                continue
            if data["grid"] in shaped:
                says = f"the grid {data['grid']} is also in {shaped[data['grid']][0].name}; a grid's id is used once"
                self.findings.append(Finding(code="G101", place=record.value_place(("grid",)), says=says))
            shaped.setdefault(data["grid"], (record, data))
        schema = sense.request_schema(data for _, data in shaped.values())
        for record, data in shaped.values():
            if self.take(sense.grid_findings(record, data, schema)) and self.care is not None:
                self.look(self.care.of_grid(record, data, sense.grid_scope(data, schema)), self.care)
                before = stated(self.care.committed(record.name))
                if before is not None and validator.is_valid(before):
                    self.look(self.care.of_version(record, data, before), self.care)
        return shaped

    def look(self, findings: Iterable[Finding], care: Care) -> None:
        """Keep what is odd in a sound document: notes only when they are asked for."""
        self.take(finding for finding in findings if care.notes or finding.gravity is not Gravity.NOTE)

    def case(self, papers: Papers) -> Case | None:
        """The case when call and grids are sound; as much as can be said of the other documents in any event."""
        paper = papers.call
        call = (
            None
            if paper is None
            else self.shaped(paper, "call", dialect.validator(sense.kind_schema("call", paper.data)))
        )
        wanted = None if call is None else set(call["grids"])
        named = {
            record.name: record.data["grid"] for record in papers.grids if isinstance(record.data.get("grid"), str)
        }
        records = [record for record in papers.grids if wanted is None or named.get(record.name) in wanted]
        before = len(self.findings)
        shaped = self.take_grids(records)
        sound = not is_wrong(self.findings[before:])
        if call is None or paper is None:
            if len(shaped) == len(records):
                as_far = None if paper is None else paper.data
                self.shapes_only(papers, sense.request_schema((data for _, data in shaped.values()), as_far), as_far)
            return None
        if papers.all_grids:
            self.take(sense.missing_grids(paper, call, set(named.values())))
        if len(shaped) != len(call["grids"]):
            return None
        grids = {name: shaped[name][1] for name in call["grids"]}
        folder = paper.name.split("/")[-2] if "/" in paper.name else call["call"]
        sound = self.take(sense.call_findings(paper, call, folder, grids)) and sound
        if papers.neighbours is not None:
            sound = self.take(sense.unknown_calls(paper, call, papers.neighbours)) and sound
        if sound and self.care is not None:
            request = sense.request_schema(grids.values(), call)
            scopes = (sense.decision_scope(grids.values(), request), sense.payment_scope(grids.values(), request))
            self.look(self.care.of_call(paper, call, grids, *scopes), self.care)
        rules = Rules(call, grids)
        about = self.about(papers, rules)
        if not sound:
            return None
        if self.care is not None:
            self.look(self.care.of_requests(paper, call, about), self.care)
        return Case(
            rules=rules,
            call=build.call(self.placed(paper), call),
            grids=tuple(build.grid(self.placed(shaped[name][0]), shaped[name][1]) for name in call["grids"]),
            requests=tuple(build.request(*each, call["currency"]) for each in about["request"]),
            sheets=tuple(build.rating(*each) for each in about["rating"]),
            decisions=tuple(build.decision(*each, call["currency"]) for each in about["decision"]),
            reports=tuple(build.report(*each, call["currency"]) for each in about["progress"]),
            reviews=tuple(
                replace(build.rating(record, data), period=_period(record)) for record, data in about["review"]
            ),
            ledgers=tuple(build.ledger(*each, call["currency"]) for each in about["payment"]),
            amendments=tuple(build.amendment(*each, call["currency"]) for each in about["amendment"]),
            conflicts=_conflicts(papers),
            unfilled=tuple(sorted(self.unfilled, key=lambda each: each.file)),
        )

    def shapes_only(self, papers: Papers, schema: Data, call: Data | None) -> None:
        """Requests and what is about them, when the call itself cannot be read."""
        none: Iterator[Finding] = iter(())
        self.sound(papers.requests, "request", dialect.validator(schema), lambda _r, _d: none)
        for kind, records in (
            ("rating", papers.ratings),
            ("decision", papers.decisions),
            ("rating", papers.reviews),
            ("payment", papers.payments),
            ("amendment", papers.amendments),
        ):
            self.sound(records, kind, dialect.validator(sense.kind_schema(kind, call)), lambda _r, _d: none)

    def about(self, papers: Papers, rules: Rules) -> dict[str, list[tuple[Record, Data]]]:
        """The sound requests, and the sound sheets and decisions about them."""
        call, grids, paths = rules.call, rules.grids, rules.paths
        requests = self.sound(
            papers.requests, "request", rules.request, lambda r, d: sense.request_findings(r, d, call, paths)
        )
        kept: dict[str, list[tuple[Record, Data]]] = {**{kind: [] for kind in ABOUT}, "request": requests}
        if not papers.more:
            return kept
        # A sheet about a request that is refused is not itself wrong: every request that was sent is known here.
        sound = {data["request"]: data for _, data in requests}
        present: dict[str, Data] = {**{name: {} for name in papers.sent}, **sound}
        conflicts = _conflicts(papers)

        def ask_sheet(record: Record, data: Data) -> Iterator[Finding]:
            yield from sense.rating_findings(record, data, present, grids, conflicts)

        kept |= {
            "rating": self.sheets(papers.ratings, rules, ask_sheet, conflicts),
            "decision": self.sound(
                papers.decisions, "decision", rules.decision, lambda r, d: sense.decision_findings(r, d, present, call)
            ),
            "progress": self.sound(
                papers.progress,
                "progress",
                rules.progress,
                lambda r, d: sense.progress_findings(r, d, present, call, paths),
            ),
            "review": self.reviews(papers.reviews, rules, ask_sheet, conflicts),
            "payment": self.sound(
                papers.payments, "payment", rules.payment, lambda r, d: sense.payment_findings(r, d, present, call)
            ),
            "amendment": self.sound(
                papers.amendments,
                "amendment",
                rules.amendment,
                lambda r, d: sense.amendment_findings(r, d, present, grids),
            ),
        }
        self.take(self.before_its_request(kept))
        return {kind: [each for each in found if next(iter(each[1].values())) in sound] for kind, found in kept.items()}

    def before_its_request(self, kept: Mapping[str, list[tuple[Record, Data]]]) -> Iterator[Finding]:
        """What was decided, told or paid of a request that is not yet filled in: to leave it out would lose it."""
        blank = {each.request: each.file for each in self.unfilled if each.kind == "request"}
        for kind in ("decision", "progress", "payment", "amendment") if blank else ():
            for record, data in kept[kind]:
                if data[kind] in blank:
                    says = f"the request {data[kind]} is not yet filled in ({blank[data[kind]]}); fill it in first"
                    yield Finding(code="R033", place=record.value_place((kind,)), says=says)

    def reviews(
        self,
        records: Iterable[Record],
        rules: Rules,
        ask: Callable[[Record, Data], Iterator[Finding]],
        conflicts: Collection[tuple[str, str]],
    ) -> list[tuple[Record, Data]]:
        """The sound rating sheets on progress reports, period by period."""
        periods: dict[str, list[Record]] = {}
        for record in records:
            periods.setdefault(_period(record), []).append(record)
        return [each for name in sorted(periods) for each in self.sheets(periods[name], rules, ask, conflicts)]

    def sheets(
        self,
        records: Iterable[Record],
        rules: Rules,
        ask: Callable[[Record, Data], Iterator[Finding]],
        conflicts: Collection[tuple[str, str]],
    ) -> list[tuple[Record, Data]]:
        """The sound rating sheets: those of assessors, then what they agreed on; none carries marks of a conflict."""
        listed = list(records)
        agreed = [record for record in listed if PurePosixPath(record.name).parent.name == CONSENSUS]
        names = {record.name for record in agreed}
        own = [
            (
                record,
                {**data, "conflict": True, "marks": {}} if (data["rating"], data["assessor"]) in conflicts else data,
            )
            for record, data in self.sound(
                [record for record in listed if record.name not in names], "rating", rules.rating, ask
            )
        ]
        need = rules.call.get("panel", {}).get("assessors", 1)

        def ask_agreed(record: Record, data: Data) -> Iterator[Finding]:
            yield from ask(record, data)
            yield from sense.consensus_findings(record, data, [each for _, each in own], need)

        return [*own, *self.sound(agreed, "rating", rules.consensus, ask_agreed)]

    def sound(
        self,
        records: Iterable[Record],
        kind: str,
        validator: dialect.Validator,
        ask: Callable[[Record, Data], Iterator[Finding]],
    ) -> list[tuple[Record, Data]]:
        """The documents of a kind that have neither a wrong shape nor an error of sense."""
        kept: list[tuple[Record, Data]] = []
        for record in records:
            data = self.shaped(record, kind, validator)
            if data is not None and self.take(ask(record, data)):
                kept.append((record, data))
        return kept
