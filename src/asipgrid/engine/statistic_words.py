"""A figure of all requests in words."""

from __future__ import annotations

from asipgrid.model.statistics import StatisticKind, StatisticValue
from asipgrid.model.values import Quantity, Reason, named
from asipgrid.text.catalogue import STATISTICS


def statistic_reason(each: StatisticValue) -> Reason:
    """A statistic in words: its figure and the requests that set it, or those that keep it from being known."""
    # A name without a title is an id, and stays as it is written.
    values = {
        "name": each.title or each.name,
        "id": each.name,
        "kind": STATISTICS[each.kind],
        "path": each.path,
        "count": each.count,
    }
    if each.unsure:
        return Reason("statistic_unknown", {**values, **named(each.unsure)})
    if each.value is None:
        return Reason("statistic_none", values)
    if each.kind is StatisticKind.COUNT:
        return Reason("statistic_count", values)
    found = {**values, "value": Quantity(each.value, each.unit)}
    return Reason("statistic_set" if each.set_by else "statistic", {**found, **named(each.set_by)})
