"""The words of a workbook of results in English and French: its own, beside those of the report for the committee."""

from __future__ import annotations

import functools
import re
from fractions import Fraction
from typing import Any, Final

from asipgrid.model.places import Language, Truth
from asipgrid.model.results import Result
from asipgrid.model.values import Quantity, Reason, Text, decimals_of
from asipgrid.report.words import ReportWords
from asipgrid.text.escape import clean

_WORDS: Final = {
    # sheets
    "result_sheet": Text("Result", "Résultat"),
    "ranking_sheet": Text("Ranking", "Classement"),
    "criteria_sheet": Text("Criteria", "Critères"),
    "marks_sheet": Text("Marks", "Notes"),
    "questions_sheet": Text("Questions", "Questions"),
    "goals_sheet": Text("Goals", "Objectifs"),
    "payments_sheet": Text("Payments", "Versements"),
    "weights": Text("Weights", "Poids"),
    # weights
    "weights_title": Text("What everything weighs", "Ce que pèse chaque chose"),
    "weights_note": Text(
        "The formulas of the other sheets point here: change a number in the column Value, and the scores follow.",
        "Les formules des autres feuilles renvoient ici : changez un nombre de la colonne Valeur, et les notes suivent.",
    ),
    "changed_note": Text(
        "What was decided does not follow: levels, outcomes, awards and the digest on the first sheet are those of the result. "
        "Once a number is changed, this workbook tells something else than the result.",
        "Ce qui a été décidé ne suit pas : les niveaux, les suites, les aides et l'empreinte de la première feuille sont ceux du "
        "résultat. Dès qu'un nombre est changé, ce classeur dit autre chose que le résultat.",
    ),
    "kind": Text("What it is", "Nature"),
    "grid": Text("Grid", "Grille"),
    "section": Text("Section", "Section"),
    "id": Text("Id", "Identifiant"),
    "title": Text("Title", "Intitulé"),
    "value": Text("Value", "Valeur"),
    "of": Text("Highest level", "Niveau le plus haut"),
    "worth_of_level": Text("Level {level} is worth", "Le niveau {level} vaut"),
    "panel_assessor": Text("Assessor", "Évaluateur"),
    "assessor_weight": Text("What a mark counts", "Ce que compte une note"),
    "bonus": Text("Points on top", "Points en plus"),
    "bonus_most": Text("Points on top, at most", "Points en plus, au plus"),
    "bonus_least": Text("Points on top, at least", "Points en plus, au moins"),
    "ceiling": Text("Highest amount", "Montant le plus haut"),
    "rate": Text("Share of the total cost", "Part du coût total"),
    # criteria
    "criteria_title": Text("One row a request and criterion", "Une ligne par demande et critère"),
    "criteria_note": Text(
        "Points given = points of 100 × worth of the level. The points given of a request add up to its score on the sheet Ranking.",
        "Points donnés = points sur 100 × valeur du niveau. Les points donnés d'une demande font sa note de la feuille Classement.",
    ),
    "criteria_open": Text(
        "Where something is not stated, the level is the one that holds whatever is missing; at most is the best still possible.",
        "Quand une information manque, le niveau est celui qui vaut quoi qu'elle soit ; au plus est le meilleur encore possible.",
    ),
    "no_count": Text(
        "A row without a weight does not count for that request: it does not apply, is only shown, or only opens a way.",
        "Une ligne sans poids ne compte pas pour cette demande : sans objet, simple indication, ou simple condition.",
    ),
    "question": Text("Question", "Question"),
    "state": Text("State", "État"),
    "at_most_head": Text("At most", "Au plus"),
    "worth": Text("Worth, 0 to 1", "Valeur, de 0 à 1"),
    "worth_most": Text("Worth at most", "Valeur au plus"),
    "weight_head": Text("Weight", "Poids"),
    "weight_in_grid": Text("Weight in its grid", "Poids dans sa grille"),
    "weight_in_call": Text("Weight in the call", "Poids dans l'appel"),
    "share_head": Text("Points of 100", "Points sur 100"),
    "gives_head": Text("Points given", "Points donnés"),
    "gives_most": Text("Points given at most", "Points donnés au plus"),
    "marks_count": Text("Marks", "Notes d'évaluateurs"),
    "gate": Text("Condition", "Condition"),
    "gate_holds": Text("Met", "Remplie"),
    "figure": Text("Figure", "Mesure"),
    "unit": Text("Unit", "Unité"),
    "note": Text("Note", "Remarque"),
    "level_by_panel": Text(
        "The level is the panel's ({how}); it is worked out by asipgrid, not by a formula here.",
        "Le niveau est celui du collège ({how}) ; il est calculé par asipgrid, pas par une formule ici.",
    ),
    # ranking
    "ranking_title": Text("The requests, best first", "Les demandes, la meilleure d'abord"),
    "ranking_note": Text(
        "Score, at most and points are formulas over the sheet Criteria. Outcome, status and award are what was decided: values.",
        "Note, au plus et points sont des formules sur la feuille Critères. Suite, état et aide sont ce qui a été décidé : des valeurs.",
    ),
    "rank_formula": Text(
        "The rank is a formula: one more than how many requests of the same outcome have a higher score.",
        "Le rang est une formule : un de plus que le nombre de demandes de même suite dont la note est plus haute.",
    ),
    "rank_value": Text(
        "The rank is a value, not a formula; the call ranks by: {by}.",
        "Le rang est une valeur, pas une formule ; l'appel classe selon : {by}.",
    ),
    "project": Text("Project", "Projet"),
    "status": Text("Status", "État"),
    "score_of_result": Text("Score of the result", "Note du résultat"),
    "base_score": Text("Score without points on top", "Note sans les points en plus"),
    "base_most": Text("At most, without points on top", "Au plus, sans les points en plus"),
    "bonus_points": Text("Points on top", "Points en plus"),
    "bonus_points_most": Text("Points on top at most", "Points en plus au plus"),
    "points_of": Text("Points of", "Points sur"),
    "known_head": Text("Known", "Connu"),
    "stage_before": Text("In the stage before", "À l'étape précédente"),
    "grid_score": Text("{grid}", "{grid}"),
    "grid_most": Text("{grid} at most", "{grid} au plus"),
    "total_cost": Text("Total cost", "Coût total"),
    "payable": Text("May be given in full", "Peut être donné en entier"),
    "award": Text("Awarded", "Attribué"),
    "from": Text("From {envelope}", "De {envelope}"),
    "proposal": Text("Proposed outcome", "Suite proposée"),
    "proposal_award": Text("Proposed award", "Aide proposée"),
    "decided_by": Text("Decided by", "Décidé par"),
    "digest_head": Text("Digest of the request", "Empreinte de la demande"),
    "by_totals": Text(
        "The score is made of the scores that single assessors give in total ({how}): {totals}; it is worked out by asipgrid.",
        "La note est faite des notes que donne chaque évaluateur en tout ({how}) : {totals} ; elle est calculée par asipgrid.",
    ),
    "payable_worked": Text(
        "What may be given in full is worked out by asipgrid, by the rule of the call.",
        "Ce qui peut être donné en entier est calculé par asipgrid, selon la règle de l'appel.",
    ),
    "by_asipgrid": Text("{what}: worked out by asipgrid.", "{what} : calculé par asipgrid."),
    # marks
    "marks_title": Text("The marks, by request, criterion and assessor", "Les notes, par demande, critère et évaluateur"),
    "marks_note": Text(
        "Levels of marked criteria are formulas over these rows. An assessor with a conflict of interest gives none.",
        "Les niveaux des critères notés sont des formules sur ces lignes. Un évaluateur en conflit d'intérêts n'en donne pas.",
    ),
    "reason": Text("Reason", "Motif"),
    "rated_on": Text("Rated on", "Notée le"),
    "counts_as": Text("Counts", "Compte pour"),
    "conflict": Text("Conflict of interest", "Conflit d'intérêts"),
    # questions
    "questions_title": Text(
        "What is asked, and what is to be met before any payment",
        "Ce qui est demandé, et ce qu'il faut avant tout versement",
    ),
    "ask_kind": Text("question", "question"),
    "condition_kind": Text("before any payment", "avant tout versement"),
    # goals
    "goals_title": Text("The goals of the addenda", "Les objectifs des avenants"),
    "goals_then": Text("As they are agreed; no report is looked at.", "Tels que convenus ; aucun rapport n'est pris en compte."),
    "goals_on": Text("As reported by {day}.", "Tels que rapportés au {day}."),
    "goals_note": Text(
        "Way = (value − baseline) / (target − baseline); index = way / expected.",
        "Chemin = (valeur − départ) / (cible − départ) ; indice = chemin / attendu.",
    ),
    "goal": Text("Goal", "Objectif"),
    "own": Text("Set by", "Fixé par"),
    "by_applicant": Text("the applicant", "le porteur"),
    "by_addendum": Text("the addendum", "l'avenant"),
    "light": Text("Light", "Feu"),
    "baseline": Text("Baseline", "Départ"),
    "baseline_on": Text("Baseline on", "Départ au"),
    "target_head": Text("Target", "Cible"),
    "means": Text("What it means", "Ce que cela veut dire"),
    "due": Text("Due", "Échéance"),
    "value_on": Text("Value on", "Valeur au"),
    "way": Text("Way", "Chemin"),
    "of_target": Text("Of the target", "De la cible"),
    "expected": Text("Expected", "Attendu"),
    "index": Text("Index", "Indice"),
    "at_most_target": Text("Less is better", "Le moins est le mieux"),
    # payments
    "payments_title": Text("The payments of the addenda", "Les versements des avenants"),
    "payments_note": Text(
        "Amount = share × award, in whole cents; the last payment is what is left of the award. Left = amount − paid.",
        "Montant = part × aide, au centime entier ; le dernier versement est ce qui reste de l'aide. Reste = montant − payé.",
    ),
    "number": Text("Payment", "Versement"),
    "when": Text("When", "Quand"),
    "opens": Text("Not before", "Pas avant"),
    "share_of_award": Text("Share", "Part"),
    "amount_head": Text("Amount", "Montant"),
    "paid": Text("Paid", "Payé"),
    "left_head": Text("Left", "Reste"),
    "condition_head": Text("Its condition", "Sa condition"),
    "payable_now": Text("Payable", "À payer"),
    "open_conditions": Text("What is not met", "Ce qui n'est pas rempli"),
    # first sheet
    "digest_result": Text("Digest of the result", "Empreinte du résultat"),
    "digest_how": Text(
        "SHA-256 of what `asipgrid score {call} --format json` prints; whoever has the documents gets the same.",
        "SHA-256 de ce qu'affiche `asipgrid score {call} --format json` ; qui a les documents obtient la même.",
    ),
    "holds": Text("Scores of the formulas are those of the result", "Les notes des formules sont celles du résultat"),
    "holds_yes": Text("yes", "oui"),
    "holds_no": Text(
        "no: a cell was changed, and the digest tells of something else",
        "non : une cellule a été changée, et l'empreinte parle d'autre chose",
    ),
    "call_id": Text("Call", "Appel"),
    "authority_head": Text("Authority", "Autorité"),
    "call_digest": Text("Digest of the call", "Empreinte de l'appel"),
    "currency": Text("Currency", "Monnaie"),
    "basis": Text("Basis", "Base"),
    "basis_submitted": Text("what applicants submitted", "ce que les porteurs ont déposé"),
    "basis_published": Text("what was published", "ce qui a été publié"),
    "requested_all": Text("Requested, all requests", "Demandé, toutes les demandes"),
    "requested_eligible": Text("Requested, eligible requests", "Demandé, demandes recevables"),
    "payable_eligible": Text("May be given in full, eligible requests", "Peut être donné en entier, demandes recevables"),
    "awarded_unknown": Text("not known: an amount is not stated", "inconnu : un montant n'est pas renseigné"),
    "envelope_of": Text("Envelope {envelope}", "Enveloppe {envelope}"),
    "envelope_awarded": Text("awarded of {envelope}", "attribué sur {envelope}"),
    "envelope_left": Text("left of {envelope}", "reste de {envelope}"),
    "quota_of": Text("Quota {quota}", "Quota {quota}"),
    "quota_given": Text("{count} funded, {amount}", "{count} financées, {amount}"),
    "statistic": Text("Statistic {name}", "Statistique {name}"),
    "grid_line": Text("Grid {grid}", "Grille {grid}"),
    "note_line": Text("To note", "À noter"),
    "findings_count": Text("Findings in the documents", "Constats dans les documents"),
    "progress_day": Text("Goals and payments as of", "Objectifs et versements au"),
    "how_to_read": Text("How to read it", "Comment le lire"),
    "read_ranking": Text(
        "Ranking: one row a request, with score, money and outcome.",
        "Classement : une ligne par demande, avec la note, l'argent et la suite.",
    ),
    "read_criteria": Text(
        "Criteria: how each score comes about, by formulas to follow from cell to cell.",
        "Critères : d'où vient chaque note, par des formules à suivre de cellule en cellule.",
    ),
    "read_marks": Text("Marks: what each assessor gave, and why.", "Notes : ce que chaque évaluateur a donné, et pourquoi."),
    "read_questions": Text(
        "Questions: what is asked of whom.", "Questions : ce qui est demandé, et à qui."
    ),
    "read_goals": Text(
        "Goals and Payments: of the requests that are funded.", "Objectifs et Versements : des demandes financées."
    ),
    "read_weights": Text(
        "Weights: the only numbers to change. What was decided does not follow, and the digest then no longer holds.",
        "Poids : les seuls nombres à changer. Ce qui a été décidé ne suit pas, et l'empreinte ne vaut alors plus.",
    ),
    "aggregate_nested": Text(
        "Score = mean of the grids' scores by the weights of the grids; score of a grid = 100 × mean of what its levels are worth.",
        "Note = moyenne des notes des grilles selon leurs poids ; note d'une grille = 100 × moyenne de ce que valent ses niveaux.",
    ),
    "aggregate_flat": Text(
        "Score = 100 × mean of what all levels are worth, each by its weight times that of its grid.",
        "Note = 100 × moyenne de ce que valent tous les niveaux, chacun selon son poids fois celui de sa grille.",
    ),
}  # fmt: skip
_AGGREGATES: Final = {
    "mean": Text("mean", "moyenne"),
    "median": Text("median", "médiane"),
    "trimmed": Text("mean without the highest and the lowest", "moyenne sans la plus haute ni la plus basse"),
    "min": Text("lowest", "la plus basse"),
    "majority": Text("majority", "majorité"),
}
_STATES: Final = {
    "reached": Text("reached", "atteint"),
    "on-track": Text("on track", "en bonne voie"),
    "at-risk": Text("at risk", "à risque"),
    "late": Text("late", "en retard"),
    "not-due": Text("not due", "pas encore dû"),
    "no-report": Text("no report", "pas de rapport"),
    "paid": Text("paid", "payé"),
    "payable": Text("payable", "à payer"),
    "suspended": Text("suspended", "suspendu"),
    "ended": Text("ended", "éteint"),
    "nothing-due": Text("nothing due", "rien à payer"),
}


_UNIT: Final = re.compile(r"[^\W\d].*|$")
"""What stands behind a figure."""


class ExportWords:
    """Says a result in one language for cells: its own words by their keys, then those of the report."""

    def __init__(self, result: Result, language: Language) -> None:
        """`language` is that of every word that is not an applicant's."""
        self.report = ReportWords(result, language)
        self.language = language
        self.currency = result.call.currency
        self.said = functools.cache(self._said)
        self._units = 10 ** decimals_of(self.currency)

    def __getitem__(self, key: str) -> str:
        return self(key)

    def __call__(self, key: str, **values: str) -> str:
        """A word or sentence; `values` stand in its braces."""
        if key not in _WORDS:
            return self.report.label(key, **values)
        text = _WORDS[key].to(self.language)
        return self.report.set(text.format(**values) if values else text)

    def _said(self, text: Text) -> str:
        """A text of a document."""
        return clean(self.report.said(text))

    def aggregate(self, how: str) -> str:
        """How a panel makes one level of several."""
        return self.report.said(_AGGREGATES[how])

    def stand(self, state: str) -> str:
        """How a goal or a payment stands."""
        return self.report.said(_STATES[state])

    def reason(self, reason: Reason) -> str:
        """A reason as a sentence."""
        return clean(self.report.reason(reason))

    def truth(self, value: Truth) -> str:
        """Yes, no, or not stated."""
        return self[{True: "yes", False: "no", None: "not_stated"}[value]]

    def money(self, amount: int | None) -> Fraction | None:
        """An amount in cents as a number of the currency."""
        return None if amount is None else Fraction(amount, self._units)

    def unit(self, quantity: Quantity) -> str:
        """The unit of a figure: what stands behind it in a sentence."""
        return "".join(_UNIT.findall(self.report.speaker.value(quantity)))

    def values(self, value: Any) -> str:
        """A value of a document in words."""
        return clean(self.report.value(value))
