"""Points on top of the criteria: their ids, their conditions, their limits."""

from __future__ import annotations

from collections.abc import Iterator

from asipgrid.check.conditions import NUMBERS, condition_findings, path_fault
from asipgrid.check.wording import Data, error
from asipgrid.model.places import Finding, Record
from asipgrid.model.said import said


def bonus_findings(record: Record, call: Data, scope: Data) -> Iterator[Finding]:
    """What is wrong with the bonus of a call; `scope` is what its decision rules may read."""
    if "bonus_limits" in call and "bonus" not in call:
        says = said("there are limits and no bonus; add `bonus:`, or remove `bonus_limits`")
        yield error(record, ("bonus_limits",), "C257", says)
    # A bonus rests on what the criteria give, never on itself.
    read = {name: each for name, each in scope["properties"].items() if name not in OF_BONUS and name not in _WITH}
    own = {
        **scope,
        "properties": read,
        "$comment": said("nothing that a bonus can read; it rests on the request and its criteria"),
    }
    seen: dict[str, int] = {}
    for index, each in enumerate(call.get("bonus", ())):
        if each["id"] in seen:
            says = said(
                "{id} is used twice; give each bonus an id of its own, such as {id}-{next}", each["id"], index + 1
            )
            yield error(record, ("bonus", index, "id"), "C256", says)
        seen.setdefault(each["id"], index)
        at = ("bonus", index)
        if "when" in each:
            yield from condition_findings(record, (*at, "when"), "C207", each["when"], own)
        wrong = path_fault(each["of"]["path"], own, NUMBERS) if "of" in each else None
        if wrong:
            yield error(record, (*at, "of", "path"), "C207", wrong)


OF_BONUS = ("base_score", "base_ceiling", "bonus", "bonus_ceiling")
"""What rules read of it beside the score."""
_WITH = frozenset(
    {
        *("score", "ceiling", "points", "points_ceiling", "points_of"),
        *("weakest_grid", "weakest_ceiling", "completeness", "below_minimum_ceiling"),
    }
)
