"""What paths are called in letters: the facts of grids by their titles, the figures that rules name; and which facts are of a kind."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Final

from asipgrid.model.calls import Grid
from asipgrid.model.values import Text

COMMON: Final = {
    "applicant.scope": Text("Scope of the project", "Périmètre du projet"),
    "applicant.legal_form": Text("Legal form of the applicant", "Forme juridique du porteur"),
    "applicant.region": Text("Region of the applicant", "Région du porteur"),
    "applicant.partners": Text("Partners and their shares", "Partenaires et leurs parts"),
    "applicant.identifiers": Text("Identifiers of the applicant", "Identifiants du porteur"),
    "applicant.identifiers.siren": Text("SIREN of the applicant", "SIREN du porteur"),
    "applicant.identifiers.siret": Text("SIRET of the applicant", "SIRET du porteur"),
    "applicant.identifiers.uei": Text("UEI of the applicant", "UEI du porteur"),
    "applicant.identifiers.orcid": Text("ORCID of the applicant", "ORCID du porteur"),
    "applicant.identifiers.ror": Text("ROR of the applicant", "ROR du porteur"),
    "applicant.identifiers.org_id": Text(
        "Identifier of the applicant in a register", "Identifiant du porteur dans un registre"
    ),
    "agreement.amount": Text("Amount granted so far", "Montant attribué à ce jour"),
    "agreement.signed_on": Text("Day of signature of the agreement", "Date de signature de la convention"),
    "agreement.ends_on": Text("Last day of the agreement", "Date de fin de la convention"),
    "funding.requested": Text("Amount requested", "Montant demandé"),
    "funding.minimum": Text("Least amount the project can run on", "Montant minimal nécessaire au projet"),
    "funding.total_cost": Text("Total cost", "Coût total"),
    "funding.lines": Text("Lines of the budget", "Postes de dépense"),
    "funding.other_funders": Text("Other funders", "Autres financeurs"),
    "submitted_on": Text("Day of submission", "Date de dépôt"),
    "submitted_at": Text("Time of submission", "Heure de dépôt"),
}
FIGURES: Final = {
    "score": Text("Score", "Note"),
    "ceiling": Text("Score that is still possible", "Note encore possible"),
    "points": Text("Sum of the points", "Somme des points"),
    "points_ceiling": Text("Sum of the points that is still possible", "Somme des points encore possible"),
    "base_score": Text("Score without points on top", "Note hors points ajoutés ou retirés"),
    "base_ceiling": Text(
        "Score without points on top that is still possible", "Note encore possible, hors points ajoutés ou retirés"
    ),
    "bonus": Text("Sum of the points on top of the criteria", "Somme des points ajoutés aux critères ou retirés"),
    "bonus_ceiling": Text(
        "Sum of the points on top that is still possible", "Somme encore possible des points ajoutés ou retirés"
    ),
    "points_of": Text("Highest sum of the points", "Somme maximale des points"),
    "vetoed": Text("Veto of assessors", "Veto d'évaluateurs"),
    "completeness": Text("Share of the weights that is known", "Part des poids connue"),
    "weakest_grid": Text("Score of the weakest grid", "Note de la grille la plus faible"),
    "weakest_ceiling": Text("Possible score of the weakest grid", "Note possible de la grille la plus faible"),
    "below_minimum": Text("Criteria below their own threshold", "Critères sous leur propre seuil"),
    "below_minimum_ceiling": Text(
        "Criteria that can no longer reach their own threshold",
        "Critères qui ne peuvent plus atteindre leur propre seuil",
    ),
    "eligible": Text("Eligibility", "Recevabilité"),
    "goals_reached": Text(
        "Share of the goals of annex 1 that are reached", "Part des objectifs de l'annexe 1 atteints"
    ),
    "progress": Text("Progress report received", "Rapport d'avancement remis"),
}
TOTALS: Final = {
    "mean": Text("mean", "moyenne"),
    "median": Text("median", "médiane"),
    "trimmed": Text("mean, without the highest and the lowest,", "moyenne, sans la plus haute ni la plus basse,"),
    "min": Text("lowest", "plus basse"),
}
"""How the scores that single assessors give make that of the request."""


def grid_names(grids: Iterable[Grid]) -> Iterator[tuple[str, Text]]:
    """Words for grids, and for their figures as rules and rankings name them: grids.INS.score, criteria."INS-03".level, INS.coverage."""
    listed = list(grids)
    if any(grid.sections for grid in listed):
        words = Text("Criteria and sections below their own threshold", "Critères et sections sous leur propre seuil")
        yield "below_minimum", words
        words = Text(
            "Criteria and sections that can no longer reach their own threshold",
            "Critères et sections qui ne peuvent plus atteindre leur propre seuil",
        )
        yield "below_minimum_ceiling", words
    figures = [each.name for grid in listed for each in grid.measures]
    for grid in listed:
        yield f"grids.{grid.id}", grid.title
        yield from _figures(f"grids.{grid.id}", grid.title)
        for each in grid.measures:
            if each.title is not None:
                yield f"{grid.id}.{each.name}", each.title
                # A condition names it alone; one that two grids name would be either of them.
                if figures.count(each.name) == 1:
                    yield each.name, each.title
        for section in grid.sections:
            for name in (f'"{section.id}"', section.id):
                yield from _figures(f"sections.{name}", section.title)
        for criterion in grid.criteria:
            for name in (f'"{criterion.id}"', criterion.id):
                yield f"criteria.{name}.level", Text(f"Level of {criterion.id}", f"Niveau de {criterion.id}")
                possible = Text(f"Possible level of {criterion.id}", f"Niveau possible de {criterion.id}")
                yield f"criteria.{name}.ceiling", possible


def _figures(path: str, title: Text) -> Iterator[tuple[str, Text]]:
    """Words for the figures of a grid or a section."""
    yield f"{path}.score", Text(f"Score of {title.en}", f"Note de {title.fr}")
    yield f"{path}.ceiling", Text(f"Possible score of {title.en}", f"Note possible de {title.fr}")
    yield f"{path}.points", Text(f"Sum of the points of {title.en}", f"Somme des points de {title.fr}")
    yield (
        f"{path}.points_ceiling",
        Text(
            f"Sum of the points of {title.en} that is still possible", f"Somme des points encore possible de {title.fr}"
        ),
    )
    yield (
        f"{path}.points_of",
        Text(f"Highest sum of the points of {title.en}", f"Somme maximale des points de {title.fr}"),
    )


def yes_or_no(grid: Grid) -> Iterator[str]:
    """The paths of the facts of a grid that are true or false."""
    return (path for path, schema in _facts(grid.facts, grid.block) if schema.get("type") == "boolean")


def shares(grid: Grid) -> Iterator[str]:
    """The paths of the facts of a grid that are a share, from 0 to 1."""
    bounds = {"type": "number", "minimum": 0, "maximum": 1}
    return (path for path, schema in _facts(grid.facts, grid.block) if bounds.items() <= schema.items())


def fact_titles(grid: Grid) -> Iterator[tuple[str, Text]]:
    """The path and title of every fact of a grid, nested ones included, and of what it asks of the call."""
    of_call = ((f"call.facts.{name}", schema) for name, schema in grid.call_facts.items())
    for path, schema in (*_facts(grid.facts, grid.block), *of_call):
        if schema.get("title") is not None:
            yield path, Text.of(schema["title"])


def _facts(schema: Any, path: str) -> Iterator[tuple[str, Mapping[str, Any]]]:
    if isinstance(schema, Mapping):
        yield path, schema
        for name, inner in schema.get("properties", {}).items():
            yield from _facts(inner, f"{path}.{name}")
