"""One check in progress: findings pile up, and documents are kept that are sound."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from pathlib import PurePosixPath
from typing import TYPE_CHECKING, Any, Final

from msgspec.structs import replace

from asipgrid.check.case import Documents, kind_of
from asipgrid.check.conditions import null_conditions
from asipgrid.check.shape import shape, stated
from asipgrid.model.places import MOST_FINDINGS, UNFILLED, Finding, Gravity, Id, Record
from asipgrid.model.requests import Unfilled
from asipgrid.model.said import SaidText, said
from asipgrid.schema.dialect import Validator

if TYPE_CHECKING:
    from asipgrid.check.lint.options import LintOptions

Data = dict[str, Any]


_UNTIL: Final = {
    "request": said("until then this request is not scored"),
    "rating": said("until then this sheet counts for nothing"),
    "decision": said("until then this decision counts for nothing"),
    "progress": said("until then this report counts for nothing"),
    "amendment": said("until then this amendment counts for nothing"),
}
"""What holds until the required fields are given that a document has and that stand empty, by its kind."""


def _until(kind: str, data: Data) -> SaidText | None:
    """What holds until a document is filled in; nothing where an empty field is an error.

    What was declared or agreed is never passed over for an empty field: a conflict of interest, what an amendment moves.
    """
    return None if data.get("conflict") is True or data.get("moves") or data.get("returns") else _UNTIL.get(kind)


class Collector:
    """The findings of a check so far and the documents that are not yet filled in."""

    def __init__(self, lint: LintOptions | None = None) -> None:
        """With `lint`, what is odd in sound documents is found too."""
        self.findings: list[Finding] = []
        self.unfilled: list[Unfilled] = []
        self._lint = lint

    def in_reading_order(self) -> tuple[Finding, ...]:
        """Every finding so far."""
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
                says = said("more than {most} faults; mend these first", MOST_FINDINGS)
                self.findings.append(replace(finding, code="S012", says=says))
                break
            self.findings.append(finding)
        return not errors

    def take_odd(self, odd: Callable[[LintOptions], Iterator[Finding]], *, notes: bool = False) -> None:
        """Keep what is odd in a sound document, if that is asked for: notes only when they are, or must be told."""
        if self._lint is not None:
            notes = notes or self._lint.notes
            self.take(finding for finding in odd(self._lint) if notes or finding.gravity is not Gravity.NOTE)

    def shaped(self, record: Record, kind: str, validator: Validator) -> Data | None:
        """The stated data of a document of that kind, or None when its shape is wrong or it is not yet filled in."""
        if kind_of(record) != kind:
            first = next(iter(record.data), "")
            says = said(
                "the first key is {first}; a document here begins with `{kind}: …`", first or said("missing"), kind
            )
            self.findings.append(Finding(code="S011", place=record.place((first,) if first else ()), says=says))
            return None
        if not record.plain and not self.take(null_conditions(record)):
            return None
        data: Data = record.data if record.plain else stated(record.data)
        before = len(self.findings)
        if not self.take(shape(record, data, validator, _until(kind, data))):
            return None
        self.take_odd(lambda lint: lint.of_texts(record, data))
        if any(each.code == UNFILLED for each in self.findings[before:]):
            name = Id(PurePosixPath(record.name).stem)
            self.unfilled.append(Unfilled(kind=kind, request=name, file=record.name))
            return None
        return data

    def sound(
        self,
        records: Iterable[Record],
        kind: str,
        validator: Validator,
        ask: Callable[[Record, Data], Iterable[Finding]] = lambda _record, _data: (),
    ) -> Documents:
        """The documents of a kind that have neither a wrong shape nor an error of sense, which `ask` finds."""
        kept: Documents = []
        for record in records:
            data = self.shaped(record, kind, validator)
            if data is not None and self.take(ask(record, data)):
                kept.append((record, data))
        return kept
