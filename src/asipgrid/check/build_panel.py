"""The panel of a checked call as a value."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from asipgrid.model import panels
from asipgrid.model.values import exact, exact_or_none

# Below so many criteria marked by several assessors no agreement is computed, unless the call says another number.
FEWEST_SUBJECTS: Final = 20


def panel(data: Mapping[str, Any] | None) -> panels.Panel | None:
    """The panel a call writes; None where it has none."""
    if data is None:
        return None
    veto, further = data.get("veto"), data.get("further")
    return panels.Panel(
        assessors=data["assessors"],
        aggregate=data["aggregate"],
        disagreement=exact_or_none(data.get("disagreement")),
        blind=data.get("blind", False),
        subjects=data.get("subjects", FEWEST_SUBJECTS),
        per=data.get("per", {}),
        of_grids={name: _of_grid(each) for name, each in data.get("grids", {}).items()},
        weights={name: exact(weight) for name, weight in data.get("weights", {}).items()},
        totals=data.get("totals"),
        veto=panels.Veto(veto["assessors"], exact(veto["below"]), _of(veto)) if veto else None,
        further=panels.Further(exact(further["difference"]), _of(further)) if further else None,
        outliers=exact_or_none(data.get("outliers")),
    )


def _of_grid(each: Mapping[str, Any]) -> panels.GridPanel:
    return panels.GridPanel(
        assessors=each.get("assessors"), aggregate=each.get("aggregate"), by=tuple(each.get("by", ()))
    )


def _of(rule: Mapping[str, Any]) -> panels.Of:
    return panels.Of(rule.get("of", panels.Of.CRITERION))
