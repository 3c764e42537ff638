"""Which change of the rules moved which figures of a request: each is undone on its own, and what differs then it moved."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from msgspec import Struct

from asipgrid.review.changed_rules import rule_changes
from asipgrid.review.figures import figures, moved
from asipgrid.review.sides import Cause, Data, Side

_MOST_TRIED: Final = 5000
"""So many requests are judged once more to find out which change of the rules moved which of them."""


class RuleCauses(Struct, frozen=True, kw_only=True):
    """Which changes of the rules moved which figures of a request, by its id: without it they would be others.

    `together` is what all of them together moved; None when nobody could try, and they may have moved anything.
    """

    each: Mapping[str, list[tuple[Cause, frozenset[str]]]]
    together: Mapping[str, frozenset[str]] | None

    def causes(self, request: str, names: frozenset[str]) -> tuple[Cause, ...]:
        """What moved any of these figures."""
        return tuple(cause for cause, moves in self.each.get(request, ()) if moves & names)

    def rest(self, request: str, names: frozenset[str]) -> Cause:
        """What moved a request on which neither a document nor a single rule has changed."""
        by_rules = self.together is None or bool(self.together.get(request, frozenset()) & names)
        return Cause(kind="rules" if by_rules else "others", where="")


NO_RULE: Final = RuleCauses(each={}, together={})
_UNKNOWN: Final = RuleCauses(each={}, together=None)


def rule_causes(old: Side, new: Side) -> RuleCauses:
    """Which changes of the rules between two sides moved which figures; unknown where it would take too long to try."""
    if old.documents is None or new.documents is None or new.recomputed is None:
        return _UNKNOWN
    tried = list(rule_changes(old.documents, new.documents))
    if len(tried) * len(new.result["requests"]) > _MOST_TRIED:
        return _UNKNOWN
    grids, again = {**old.documents.grids, **new.documents.grids}, new.recomputed
    before = again.under(old.documents.call, {**grids, **old.documents.grids})
    found: dict[str, list[tuple[Cause, frozenset[str]]]] = {}
    for change in tried:
        for name, moves in _moved(again.under(change.call, {**grids, **change.grids}), again.now).items():
            found.setdefault(name, []).append((change.cause, moves))
    return RuleCauses(each=found, together=None if before is None else _moved(before, again.now))


def _moved(before: Mapping[str, Data] | None, now: Mapping[str, Data]) -> dict[str, frozenset[str]]:
    """The figures of each request that differ."""
    if before is None:
        return {}
    return {name: moved(figures(before.get(name), each)) for name, each in now.items()}
