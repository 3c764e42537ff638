"""What a sound grid or call may not have been meant to say: warnings and notes, never errors. One function a rule.

Only `asipgrid check` asks. The grid or call has passed every rule of shape and sense before.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping

from msgspec import Struct

from asipgrid.check.call_schemas import decision_scope, payment_scope
from asipgrid.check.case import Documents
from asipgrid.check.changes import version_findings
from asipgrid.check.lint import act, criteria, envelopes, holes, levels, payments, ranking, statistics, texts
from asipgrid.check.lint.implied import Logic
from asipgrid.check.wording import Data
from asipgrid.model.places import Finding, Record


class LintOptions(Struct, frozen=True, kw_only=True):
    """What an author is told of sound documents: with notes or without; `committed` gives a grid as last committed.

    `committed` takes the name of a file in the workspace and gives None where there is nothing to compare with. `read`
    gives the facts and measures that the calls of the workspace read themselves of a grid, by its id.
    """

    notes: bool
    committed: Callable[[str], Data | None]
    read: criteria.Read = lambda _grid: frozenset()

    def of_grid(self, record: Record, grid: Data, scope: Data) -> Iterator[Finding]:
        """Everything odd in a sound grid; `scope` is the schema of what its conditions may read."""
        logic = Logic(scope=scope)
        yield from levels.idle_levels(record, grid, logic)
        yield from levels.impossible_conditions(record, grid, logic)
        yield from levels.large_limits(record, grid, scope)
        yield from levels.hundredfold_measures(record, grid, scope)
        yield from holes.holes_between_levels(record, grid, logic)
        yield from levels.idle_thresholds(record, grid, scope)
        yield from levels.tops_out_of_reach(record, grid, logic)
        yield from criteria.deciding_alone(record, grid)
        yield from criteria.unused_measures(record, grid, self.read)
        if self.notes:
            yield from criteria.rank_reversal(record, ("relative",), grid)
            yield from criteria.unread_facts(record, grid, self.read)
        yield from texts.languages(record, grid)
        yield from criteria.goals_never_set(record, grid)
        yield from criteria.goals_no_report_can_tell(record, grid, scope)
        yield from criteria.bare_criteria(record, grid, scope)
        yield from levels.idle_minimums(record, grid, logic)

    def of_texts(self, record: Record, data: Data) -> Iterator[Finding]:
        """Everything odd in the texts of a document of the right shape, of whatever kind."""
        return texts.unseen_characters(record, data)

    def of_version(self, record: Record, grid: Data, before: Data) -> Iterator[Finding]:
        """What is odd in a sound grid beside the same grid as it was committed."""
        return version_findings(record, grid, before)

    def of_call(self, record: Record, call: Data, grids: Mapping[str, Data], request: Data) -> Iterator[Finding]:
        """Everything odd in a sound call of sound grids (by id, in its order); `request` is the schema of its requests."""
        rules = decision_scope(grids.values(), request, call)
        yield from criteria.deciding_the_call(record, call, grids)
        yield from payments.payments_without_a_day(record, call)
        yield from act.one_language(record, call, "call", call)
        yield from act.goals_that_are_never_set(record, call, grids)
        yield from act.conditions_without_a_day(record, call, grids)
        yield from levels.call_limits(record, call, grids, rules, payment_scope(grids.values(), request, call))
        yield from holes.holes_between_rules(record, call, rules)
        yield from ranking.texts_in_order(record, call, rules)
        yield from envelopes.idle_envelopes(record, call, Logic(scope=rules))
        yield from statistics.unread_call_facts(record, call, grids)
        yield from statistics.gates_judged_after(record, call, grids)

    def of_relative(self, record: Record, grids: Mapping[str, Data]) -> Iterator[Finding]:
        """What whoever uses grids that score by figures of all requests must know, at their names in the call."""
        for name, grid in grids.items():
            yield from criteria.rank_reversal(record, ("grids", name), grid)

    def of_requests(self, record: Record, call: Data, about: Mapping[str, Documents]) -> Iterator[Finding]:
        """What is odd in a sound call beside its requests, and in what is told of them (`about`, by kind of document)."""
        yield from payments.days_after_the_end(record, call, about)
        yield from payments.paid_before_the_signature(about)
        yield from act.one_language_of_all(call, about)
