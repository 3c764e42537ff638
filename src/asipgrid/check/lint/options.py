"""What a sound grid or call may not have been meant to say: warnings and notes, never errors. One function a rule.

Only `asipgrid check` asks. The grid or call has passed every rule of shape and sense before.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping

from msgspec import Struct

from asipgrid.check.call_schemas import decision_scope, payment_scope
from asipgrid.check.case import Documents
from asipgrid.check.changes import version_findings
from asipgrid.check.lint.criteria import (
    Read,
    bare_criteria,
    deciding_alone,
    deciding_the_call,
    goals_never_set,
    goals_no_report_can_tell,
    unread_facts,
    unused_measures,
)
from asipgrid.check.lint.holes import holes_between_levels, holes_between_rules
from asipgrid.check.lint.implied import Logic
from asipgrid.check.lint.levels import (
    call_limits,
    idle_levels,
    idle_minimums,
    idle_thresholds,
    impossible_conditions,
    large_and_odd_limits,
    tops_out_of_reach,
)
from asipgrid.check.lint.payments import days_after_the_end, paid_before_the_signature, payments_without_a_day
from asipgrid.check.lint.texts import languages, unseen_characters
from asipgrid.check.wording import Data, warning
from asipgrid.model.places import Finding, Record


class LintOptions(Struct, frozen=True, kw_only=True):
    """What an author is told of sound documents: with notes or without; `committed` gives a grid as last committed.

    `committed` takes the name of a file in the workspace and gives None where there is nothing to compare with. `read`
    gives the facts and measures that the calls of the workspace read themselves of a grid, by its id.
    """

    notes: bool
    committed: Callable[[str], Data | None]
    read: Read = lambda _grid: frozenset()

    def of_grid(self, record: Record, grid: Data, scope: Data) -> Iterator[Finding]:
        """Everything odd in a sound grid; `scope` is the schema of what its conditions may read."""
        logic = Logic(scope=scope)
        yield from idle_levels(record, grid, logic)
        yield from impossible_conditions(record, grid, logic)
        yield from large_and_odd_limits(record, grid, scope)
        yield from holes_between_levels(record, grid, logic)
        yield from idle_thresholds(record, grid, scope)
        yield from tops_out_of_reach(record, grid, logic)
        yield from deciding_alone(record, grid)
        yield from unused_measures(record, grid, self.read)
        if self.notes:
            yield from unread_facts(record, grid, self.read)
        yield from languages(record, grid)
        yield from goals_never_set(record, grid)
        yield from goals_no_report_can_tell(record, grid, scope)
        yield from bare_criteria(record, grid, scope)
        yield from idle_minimums(record, grid, logic)

    def of_texts(self, record: Record, data: Data) -> Iterator[Finding]:
        """Everything odd in the texts of a document of the right shape, of whatever kind."""
        return unseen_characters(record, data)

    def of_version(self, record: Record, grid: Data, before: Data) -> Iterator[Finding]:
        """What is odd in a sound grid beside the same grid as it was committed."""
        return version_findings(record, grid, before)

    def of_call(self, record: Record, call: Data, grids: Mapping[str, Data], request: Data) -> Iterator[Finding]:
        """Everything odd in a sound call of sound grids (by id, in its order); `request` is the schema of its requests."""
        rules = decision_scope(grids.values(), request)
        yield from deciding_the_call(record, call, grids)
        yield from payments_without_a_day(record, call)
        for path, says in call_limits(call, grids, rules, payment_scope(grids.values(), request)):
            yield warning(record, path, "C225", says)
        yield from holes_between_rules(record, call, rules)

    def of_requests(self, record: Record, call: Data, about: Mapping[str, Documents]) -> Iterator[Finding]:
        """What is odd in a sound call beside its requests, and in what is told of them (`about`, by kind of document)."""
        yield from days_after_the_end(record, call, about)
        yield from paid_before_the_signature(about)
