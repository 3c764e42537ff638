"""Reasons and numbers in words: one catalogue for results, tables and letters, in English and French.

A reason is data; here it becomes a sentence. Two numbers that differ never print the same in one sentence: the digits
grow until they are apart, so nobody reads "70 % is under 70 %". What somebody wrote, such as a threshold or a share,
prints with all its decimals; only what is computed is rounded.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from decimal import Decimal
from fractions import Fraction
from typing import Any, Final

from asipgrid.conditions import shown
from asipgrid.model import Commitment, Evidence, Language, Quantity, Reason, Text, Truth, decimals_of, exact, is_number

EN: Final = Language.EN
FR: Final = Language.FR

# Key: (English, French). `{name}` is a value of the reason, already in words; `{name:one|several}` the form for how
# many it is, or names.
PHRASES: Final[dict[str, tuple[str, str]]] = {
    "not_stated": ("{paths}: not stated", "{paths} : non renseigné"),
    "no_denominator": ("{path} is 0, so there is no share", "{path} vaut 0 : il n'y a pas de taux"),
    "at_least": ("{figure} is at least {met}, under {missed}", "{figure} : au moins {met}, moins de {missed}"),
    "at_least_top": ("{figure} is at least {met}", "{figure} : au moins {met}"),
    "at_least_none": ("{figure} is under {missed}", "{figure} : moins de {missed}"),
    "at_most": ("{figure} is at most {met}, over {missed}", "{figure} : au plus {met}, plus de {missed}"),
    "at_most_top": ("{figure} is at most {met}", "{figure} : au plus {met}"),
    "at_most_none": ("{figure} is over {missed}", "{figure} : plus de {missed}"),
    "on_curve": ("{figure} stands at {level} on the curve", "{figure} : {level} sur la courbe"),
    "level_holds": ("{words}", "{words}"),
    "level_none": ("no level's condition holds", "aucune condition de niveau n'est remplie"),
    "level_open": (
        "at least level {level}; level {ceiling} is still possible, for {paths}: not stated",
        "au moins le niveau {level} ; le niveau {ceiling} reste possible, car {paths} : non renseigné",
    ),
    "marks": ("marks {levels} give {level}", "les notes {levels} donnent {level}"),
    "marks_agreed": (
        "marks {levels}; agreed on {level} after discussion",
        "notes {levels} ; accord sur {level} après discussion",
    ),
    "unrated": (
        "{have} of {need} {need:assessor has|assessors have} marked it",
        "noté par {have} {have:évaluateur|évaluateurs} sur {need}",
    ),
    "unsupported": ("no document supports {paths}", "aucune pièce ne justifie {paths}"),
    "unsupported_level": (
        "no document supports {paths}; with one, level {level}",
        "aucune pièce ne justifie {paths} ; avec une pièce, niveau {level}",
    ),
    "not_applicable": ("does not apply: {lines}", "sans objet : {lines}"),
    "applies_unknown": (
        "whether it applies is not known: {paths} not stated",
        "applicabilité inconnue : {paths} non renseigné",
    ),
    "gate_only": ("a condition, not scored", "condition, non notée"),
    "gate_passes": ("{lines}", "{lines}"),
    "gate_fails": ("{lines}", "{lines}"),
    "gate": ("{id} ({kind}) {passes}: {reasons}", "{id} ({kind}) {passes} : {reasons}"),
    "disagree_range": ("assessors disagree: from {low} to {high}", "désaccord entre évaluateurs : de {low} à {high}"),
    "disagree_minimum": (
        "assessors disagree: {low} and {high} lie on both sides of the minimum, {minimum}",
        "désaccord entre évaluateurs : {low} et {high} de part et d'autre du minimum, {minimum}",
    ),
    "next_text": ("level {level}: {words}", "niveau {level} : {words}"),
    "next_text_lines": ("level {level}: {words} ({lines})", "niveau {level} : {words} ({lines})"),
    "next_figure": ("level {level} at {threshold}", "niveau {level} à {threshold}"),
    "next_figure_more": (
        "level {level} at {threshold}: {path} {count} ({more} more)",
        "niveau {level} à {threshold} : {path} {count} ({more} de plus)",
    ),
    "next_figure_less": (
        "level {level} at {threshold}: {path} {count} ({more} less)",
        "niveau {level} à {threshold} : {path} {count} ({more} de moins)",
    ),
    # lines of conditions
    "line": ("{path} is {value}, {wanted}", "{path} : {value}, {wanted}"),
    "line_margin": ("{path} is {value}, {wanted} (by {margin})", "{path} : {value}, {wanted} (écart {margin})"),
    "line_unknown": ("{path} is not stated, {wanted}", "{path} : non renseigné, {wanted}"),
    "either": ("one of these {count}: {lines}", "l'un de ces {count} points : {lines}"),
    "either_holds": (
        "each of these {count} is enough: {lines}",
        "chacun de ces {count} points suffit : {lines}",
    ),
    "together": ("{lines}", "{lines}"),
    # decisions
    "rule_holds": ("rule {rule} ({outcome}) holds: {lines}", "la règle {rule} ({outcome}) s'applique : {lines}"),
    "rule_holds_last": (
        "rule {rule} ({outcome}) takes what is left",
        "la règle {rule} ({outcome}) s'applique au reste",
    ),
    "rule_missed": (
        "rule {rule} ({outcome}) does not hold: {lines}",
        "la règle {rule} ({outcome}) ne s'applique pas : {lines}",
    ),
    "passed_over": (
        "rule {rule} (fund) would hold but is passed over: eligible is {eligible}, and only an eligible request is funded",
        "la règle {rule} (fund) s'appliquerait mais est écartée : recevabilité {eligible}, et seule une demande recevable est financée",
    ),
    "amount_not_stated": (
        "the amount requested is not stated, so nothing can be awarded",
        "le montant demandé n'est pas renseigné : rien ne peut être attribué",
    ),
    "cost_not_stated": (
        "at most {rate} of the total cost can be awarded, and the total cost is not stated",
        "l'aide est limitée à {rate} du coût total, qui n'est pas renseigné",
    ),
    "cap_below_minimum": (
        "at most {ask} can be awarded, under the {minimum} the project needs to run",
        "l'aide est limitée à {ask}, moins que les {minimum} nécessaires au projet",
    ),
    "capped": ("{requested} requested, capped at {ask}", "{requested} demandés, plafonnés à {ask}"),
    "ex_aequo": (
        "ex aequo with {requests}: the tie-break chain is exhausted",
        "ex aequo avec {requests} : critères de départage épuisés",
    ),
    "ex_aequo_no_score": (
        "ex aequo with {requests}: {lacking} has no score of {by}, and what is not there puts nobody apart",
        "ex aequo avec {requests} : {lacking} n'a pas de note {by}, et ce qui n'existe pas ne départage personne",
    ),
    "ex_aequo_not_stated": (
        "ex aequo with {requests}: {by} is not stated by {lacking}, and what is not stated puts nobody apart",
        "ex aequo avec {requests} : {by} n'est pas renseigné par {lacking}, et ce qui ne l'est pas ne départage personne",
    ),
    "listed": ("{requests}", "{requests}"),
    "tie_broken": ("same figure as {requests}; put apart by {by}", "à égalité avec {requests} ; départage par {by}"),
    "payment_gate": (
        "before any payment, {id}: {reasons}; supply: {documents}",
        "avant tout versement, {id} : {reasons} ; fournir : {documents}",
    ),
    "payment_gate_bare": ("before any payment, {id}: {reasons}", "avant tout versement, {id} : {reasons}"),
    # money
    "tied": (
        "{of} requests ex aequo at the line, and {left} left for them: the order among them would decide, so nobody is awarded",
        "{of} demandes ex aequo à la limite, et {left} restants : leur ordre déciderait, donc aucune n'est servie",
    ),
    "below_tie": (
        "in reserve: the allocation stopped at the tie of {requests}",
        "en réserve : l'attribution s'est arrêtée à l'égalité de {requests}",
    ),
    "lot": ("drawn {place} of {of} by lot (seed {seed})", "tirage au sort : {place} sur {of} (graine {seed})"),
    "partial": (
        "{left} left of the {ask} asked, not under the minimum of {minimum}: awarded what is left",
        "{left} restants sur {ask} demandés, pas moins que le minimum de {minimum} : le reste est attribué",
    ),
    "no_money": ("in reserve: nothing left of the envelope", "en réserve : enveloppe épuisée"),
    "too_little": (
        "in reserve: {left} left, under the {minimum} the project needs to run",
        "en réserve : {left} restants, moins que les {minimum} nécessaires au projet",
    ),
    "does_not_fit": ("in reserve: {left} left, {ask} asked", "en réserve : {left} restants, {ask} demandés"),
    "stopped": (
        "in reserve: the allocation stopped at {request}",
        "en réserve : l'attribution s'est arrêtée à {request}",
    ),
    "decided": (
        "{by} decided {outcome} on {on}: {why}",
        "décision {outcome} de {by} le {on} : {why}",
    ),
    "decided_undated": (
        "{by} decided {outcome}, on a day not stated: {why}",
        "décision {outcome} de {by}, date non renseignée : {why}",
    ),
    "decided_not_eligible": (
        "{by} funds it although eligible is {eligible}",
        "{by} la finance bien que la recevabilité soit {eligible}",
    ),
    "decided_amount_unknown": (
        "funded with an amount that is not stated",
        "financée, montant non renseigné",
    ),
    "left_unknown": (
        "in reserve: what is left of the envelope is not known, for no amount is stated of what is funded: {requests}",
        "en réserve : le reste de l'enveloppe est inconnu, le montant de demandes financées n'est pas renseigné : {requests}",
    ),
    # questions
    "ask_fact": ("{id}: state {paths}", "{id} : indiquer {paths}"),
    "ask_document": ("{id}: supply a document that supports {paths}", "{id} : fournir une pièce justifiant {paths}"),
    "ask_text": (
        "{id}: state {paths}; {have} of {need} {need:assessor has|assessors have} marked it",
        "{id} : indiquer {paths} ; noté par {have} {have:évaluateur|évaluateurs} sur {need}",
    ),
    "ask_marks": (
        "{id}: {have} of {need} {need:assessor has|assessors have} marked it",
        "{id} : noté par {have} {have:évaluateur|évaluateurs} sur {need}",
    ),
    "ask_tie": (
        "state {paths}: it is not stated, and it decides between this request and {requests}",
        "indiquer {paths} : ce n'est pas renseigné, et cela départage cette demande et {requests}",
    ),
    "ask_amount": ("{reason}; state what would let it be decided", "{reason} ; indiquer de quoi décider"),
    # standing
    "rank": (
        "rank {rank} of {of} fundable {of:request|requests}, by {by}",
        "rang {rank} sur {of} {of:demande finançable|demandes finançables}, selon {by}",
    ),
    "next_unpaid": (
        "{side} {request} (rank {rank}), the next without money: {step}",
        "{side} {request} (rang {rank}), la prochaine non servie : {step}",
    ),
    "last_paid": (
        "{side} {request} (rank {rank}), the last with money: {step}",
        "{side} {request} (rang {rank}), la dernière servie : {step}",
    ),
    "last_paid_skipped": (
        "{side} {request} (rank {rank}), the last with money: {step}; {why}",
        "{side} {request} (rang {rank}), la dernière servie : {step} ; {why}",
    ),
    "first_skipped": (
        "{side} {request} (rank {rank}), which was passed over: {step}",
        "{side} {request} (rang {rank}), qui n'a pas été servie à son tour : {step}",
    ),
    "figure": ("{of}", "{of}"),
    "figure_score": ("score", "note"),
    "figure_grid": ("score of {of}", "note de {of}"),
    "step": ("{by} {gap} against its {figure}", "{by} {gap} par rapport à {figure}"),
    "step_same": (
        "the same in {same}; {by} {gap} against its {figure}{lower}",
        "à égalité pour {same} ; {by} {gap} par rapport à {figure}{lower}",
    ),
    "step_drawn": ("ex aequo, and put apart by the draw", "ex aequo, départagées par le tirage au sort"),
    "step_none": ("ex aequo", "ex aequo"),
    "skipped_too_little": (
        "passed over, for {left} were left, under the {minimum} the project needs to run, and the call goes on to the next (skip)",
        "non servie à son tour : il restait {left}, moins que les {minimum} nécessaires au projet, et l'appel passe à la suivante (skip)",
    ),
    "skipped_does_not_fit": (
        "passed over, for {left} were left of the {ask} asked, the call awards no part, and it goes on to the next (skip)",
        "non servie à son tour : il restait {left} sur {ask} demandés, et l'appel, sans montant partiel, passe à la suivante (skip)",
    ),
    "decided_first": (
        "decided by the committee, so taken out of the envelope before the others",
        "décidée par le comité, donc prélevée sur l'enveloppe avant les autres",
    ),
    "left_then": ("money left when its turn came: {left}", "restant disponible à son tour : {left}"),
    # notes of a whole result
    "unstated_tie": (
        "{requests} are ex aequo at the line, for {lacking} does not state {by}: once it is stated, it may decide",
        "{requests} sont ex aequo à la limite, car {lacking} n'indique pas {by} : une fois renseigné, cela peut décider",
    ),
    "unresolved_tie": (
        "{requests} are ex aequo at the line: the call must say how to decide",
        "{requests} sont ex aequo à la limite : l'appel doit dire comment décider",
    ),
    "unknown_awards": (
        "{requests}: funded with an amount not stated, so what is awarded and what is left are not known",
        "{requests} : {requests:financée|financées} sans montant renseigné, le total attribué et le reste sont inconnus",
    ),
    "unknown_awards_many": (
        "{count} requests are funded with an amount not stated, so what is awarded and what is left are not known",
        "{count} demandes sont financées sans montant renseigné, le total attribué et le reste sont inconnus",
    ),
    "published_facts": (
        "compiled from published facts: the figures show how far these facts go, and judge no project",
        "établi à partir de faits publiés : les chiffres disent jusqu'où vont ces faits et ne jugent aucun projet",
    ),
    "departures": (
        "decisions that depart from the proposal: {count} of {of}",
        "décisions qui s'écartent de la proposition : {count} sur {of}",
    ),
    "decisions_unchanged": (
        "{requests}: the decision changes nothing, for the rules propose the same",
        "{requests} : la décision ne change rien, les règles proposent la même chose",
    ),
    "too_few_subjects": (
        "not available: {have} {have:criterion|criteria} marked by several assessors, {need} needed",
        "non disponible : {have} {have:critère noté|critères notés} par plusieurs évaluateurs, {need} {need:nécessaire|nécessaires}",
    ),
    "nothing_varies": (
        "not available: all marks are the same, or no criterion has several",
        "non disponible : toutes les notes sont égales, ou aucun critère n'en a plusieurs",
    ),
    "severity_thin": (
        "not available: {assessors} {assessors:shares|share} fewer than {need} requests with others",
        "non disponible : {assessors} {assessors:partage|partagent} moins de {need} demandes avec d'autres",
    ),
    "no_marks": ("not available: no marks yet", "non disponible : aucune note pour l'instant"),
    "severity_apart": (
        "not available: no marks in common join these groups: {groups}",
        "non disponible : aucune note commune ne relie ces groupes : {groups}",
    ),
    "amounts_not_stated": (
        "{requests}: the amount requested is not stated, so no award can be proposed",
        "{requests} : le montant demandé n'est pas renseigné, aucune aide ne peut donc être proposée",
    ),
    "amounts_not_stated_anywhere": (
        "no request states the amount it asks for, so no award can be proposed",
        "aucune demande n'indique le montant demandé, aucune aide ne peut donc être proposée",
    ),
    "left_out": (
        "{requests}: not scored, the document has errors",
        "{requests} : {requests:non évaluée|non évaluées}, le document comporte des erreurs",
    ),
    "not_filled_in": (
        "{requests}: not scored, not yet filled in",
        "{requests} : {requests:non évaluée, pas encore remplie|non évaluées, pas encore remplies}",
    ),
    "papers_not_filled_in": (
        "{requests}: not counted, not yet filled in",
        "{requests} : non pris en compte, pas encore {requests:rempli|remplis}",
    ),
    "goal_no_value": ("no report gives a value yet", "aucun rapport ne donne encore de valeur"),
    "goal_no_value_late": (
        "no report gives a value, and it was due on {due}",
        "aucun rapport ne donne de valeur, et l'échéance était le {due}",
    ),
    "goal_missed": ("not reached by {due}", "non atteint au {due}"),
    "goal_day_after": ("announced for {day}, after {target}", "annoncé pour le {day}, après le {target}"),
    "goal_no_baseline": (
        "no baseline is known, so how much of the way is done is not known",
        "aucune valeur de départ n'est connue : la part du chemin parcouru ne l'est pas",
    ),
    "goal_no_way": (
        "the target is the baseline: it is reached when the value meets it",
        "la cible est la valeur de départ : elle est atteinte quand la valeur la tient",
    ),
    "goal_no_due": ("no due day is set", "aucune échéance n'est fixée"),
    "goal_no_start": (
        "no start is known (no signature, no start in the call, no day of a decision), so what is expected by now is not known",
        "aucun début n'est connu (ni signature, ni début dans l'appel, ni date de décision) : l'attendu à ce jour ne l'est pas",
    ),
    "goal_nothing_expected": ("nothing is expected yet", "rien n'est encore attendu"),
    "payment_no_goals": (
        "the addendum sets no goal, so none is left to reach",
        "l'avenant ne fixe aucun objectif : il n'en reste aucun à atteindre",
    ),
    "payment_goals": (
        "{reached} of {total} {total:goal|goals} reached, {open} without a value; at least {wanted} of them are needed",
        "{reached} {reached:objectif atteint|objectifs atteints} sur {total}, {open} sans valeur ; il en faut au moins {wanted}",
    ),
    "payment_goals_bare": (
        "{reached} of {total} {total:goal|goals} reached, {open} without a value",
        "{reached} {reached:objectif atteint|objectifs atteints} sur {total}, {open} sans valeur",
    ),
    "payment_no_report": ("no progress report has been received", "aucun rapport d'avancement n'a été remis"),
    "payment_reports": ("progress reports received: {periods}", "rapports d'avancement remis : {periods}"),
    "payment_report_missing": (
        "progress reports received: {periods}; due and missing: {missing}",
        "rapports d'avancement remis : {periods} ; dus et manquants : {missing}",
    ),
    # what an addendum promises of the condition of a payment
    "asks_all": ("{lines}", "{lines}"),
    "asks_line": ("{line}", "{line}"),
    "asks_minimum": ("{title}: at least {wanted}", "{title} : au moins {wanted}"),
    "asks_maximum": ("{title}: at most {wanted}", "{title} : au plus {wanted}"),
    "asks_progress": ("a progress report has been received", "un rapport d'avancement a été remis"),
    "asks_progress_by_calendar": (
        "a progress report has been received, and none that was due by then is missing",
        "un rapport d'avancement a été remis, et aucun de ceux qui étaient dus à cette date ne manque",
    ),
    "asks_no_progress": ("no progress report has been received", "aucun rapport d'avancement n'a été remis"),
    "asks_no_progress_by_calendar": (
        "no progress report has been received, or one that was due by then is missing",
        "aucun rapport d'avancement n'a été remis, ou l'un de ceux qui étaient dus à cette date manque",
    ),
    "asks_goals": (
        "at least {wanted} of the goals of annex 1 are reached",
        "au moins {wanted} des objectifs de l'annexe 1 sont atteints",
    ),
    "asks_units": (
        "released in parts, up to its amount: {price} for each unit more than the request stated ({path})",
        "libéré par parts, dans la limite de son montant : {price} par unité de plus que dans la demande ({path})",
    ),
    "payment_signed": ("the addendum was signed on {day}", "l'avenant a été signé le {day}"),
    "payment_unsigned": (
        "no signature of the addendum is recorded",
        "aucune signature de l'avenant n'est enregistrée",
    ),
    "payment_in_time": (
        "its conditions held on {day}, when the agreement ended",
        "ses conditions étaient remplies le {day}, à la fin de la convention",
    ),
    "payment_ended": (
        "the agreement ended on {day}, and nothing becomes payable after it unless an addendum moves the end",
        "la convention a pris fin le {day} : rien ne devient exigible ensuite, sauf avenant qui reporte cette fin",
    ),
    "payment_units": (
        "{path}: {count} more than the request stated, at {price} each: {worth}",
        "{path} : {count} de plus que dans la demande, à {price} l'unité : {worth}",
    ),
    "payment_units_unknown": (
        "{path}: not stated in the request or since, so no unit can be counted",
        "{path} : non renseigné dans la demande ou depuis, aucune unité ne peut être comptée",
    ),
    "monitor_not_funded": (
        "reports that nobody follows, for their {requests:request is|requests are} not funded: {requests}",
        "rapports sans suivi, car leurs demandes ne sont pas financées : {requests}",
    ),
}

_GAIN: Final = (" (worth up to {gain} points of the score)", " (jusqu'à {gain} points du score)")
_MONTHS: Final = (
    "; every month begun counts: 3 months and 13 days are 4",
    " ; tout mois commencé compte : 3 mois et 13 jours en font 4",
)
_DOCUMENTS: Final = ("; documents: {documents}", " ; pièces : {documents}")

_LETTERS: Final = 26
_SMALL: Final = (
    "no one two three four five six seven eight nine ten",
    "zéro un deux trois quatre cinq six sept huit neuf dix",
)

_AMOUNTS: Final = frozenset({"requested", "minimum", "total_cost"})
# The choices of the request itself, as letters write them; those of a grid's facts stand as the grid writes them.
_CHOICES: Final = {
    "regional": Text("regional", "régional"),
    "national": Text("national", "national"),
    "gcs": Text("GCS", "GCS"),
    "gip": Text("GIP", "GIP"),
    "association": Text("association", "association"),
    "public-body": Text("public body", "organisme public"),
    "company": Text("company", "société"),
    "other": Text("other", "autre"),
}
_SCORES: Final = frozenset({"score", "ceiling", "weakest_grid", "weakest_ceiling"})

_WANTED: Final[dict[str, tuple[str, str]]] = {
    "equals": ("must be {w}", "doit être {w}"),
    "const": ("must be {w}", "doit être {w}"),
    "one_of": ("must be one of {w}", "doit être l'un de {w}"),
    "enum": ("must be one of {w}", "doit être l'un de {w}"),
    "minimum": ("must be at least {w}", "doit être au moins {w}"),
    "maximum": ("must be at most {w}", "doit être au plus {w}"),
    "exclusiveMinimum": ("must be more than {w}", "doit dépasser {w}"),
    "exclusiveMaximum": ("must be less than {w}", "doit être inférieur à {w}"),
    "formatMinimum": ("must be {w} or later", "doit être le {w} ou après"),
    "formatMaximum": ("must be {w} or earlier", "doit être le {w} ou avant"),
    "minLength": ("must be given", "doit être renseigné"),
    "format": ("must be a date", "doit être une date"),
    "minItems": ("must have at least {w}", "doit en compter au moins {w}"),
    "maxItems": ("must have at most {w}", "doit en compter au plus {w}"),
}
_MET: Final[dict[str, tuple[str, str]]] = {
    "minimum": ("at least {w}", "au moins {w}"),
    "maximum": ("at most {w}", "au plus {w}"),
    "exclusiveMinimum": ("more than {w}", "plus de {w}"),
    "exclusiveMaximum": ("less than {w}", "moins de {w}"),
    "formatMinimum": ("{w} or later", "le {w} ou après"),
    "formatMaximum": ("{w} or earlier", "le {w} ou avant"),
}
_MISSED: Final[dict[str, tuple[str, str]]] = {
    "minimum": ("under {w}", "moins de {w}"),
    "maximum": ("over {w}", "plus de {w}"),
    "exclusiveMinimum": ("not more than {w}", "pas plus de {w}"),
    "exclusiveMaximum": ("not less than {w}", "pas moins de {w}"),
    "formatMinimum": ("earlier than {w}", "avant le {w}"),
    "formatMaximum": ("later than {w}", "après le {w}"),
}

# So many decimals show whatever an author wrote: a limit is never rounded.
# A sentence names at most so many requests; of more it gives the number.
_MOST_LISTED: Final = 5

_DATE: Final = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")

Numbers = Callable[[Quantity, int], str]


def say(reason: Reason, language: Language = EN, currency: str = "", numbers: Numbers | None = None) -> str:
    """The reason as a sentence without its full stop. `numbers` writes a quantity with so many decimals (letters)."""
    return Speaker(language, currency, numbers).say(reason)


class Speaker:
    """Says reasons in one language, with one way of writing numbers."""

    def __init__(
        self,
        language: Language = EN,
        currency: str = "",
        numbers: Numbers | None = None,
        names: Mapping[str, Text] | None = None,
        days: Callable[[str], str] | None = None,
    ) -> None:
        """`currency` is the code written after amounts.

        In letters, `names` are the words for paths (else the path) and `days` writes an ISO date (else as it is).
        """
        self.language, self.currency, self.names, self.days = language, currency, names, days
        self.numbers: Numbers = numbers or (lambda quantity, digits: plain(quantity, digits, currency))
        self.is_plain = numbers is None

    def pick(self, pair: tuple[str, str]) -> str:
        """The phrase of this language."""
        return pair[self.language is FR]

    def say(self, reason: Reason) -> str:
        """The reason as a sentence without its full stop."""
        values = dict(reason.values)
        if reason.key == "line":
            return self._line(values)
        key = _variant(reason)
        digits = digits_apart(value for value in values.values() if isinstance(value, Quantity))
        words = {name: self.value(value, digits) for name, value in values.items()}
        if "paths" in values:
            words["paths"] = ", ".join(map(self.path, values["paths"]))
        if "path" in values:
            words["path"] = self.path(values["path"])
        if values.get("others"):
            words["requests"] += self.pick((f" and {values['others']} more", f" et {values['others']} autres"))
        words.update(self._special(reason.key, values))
        phrase = self.pick(PHRASES[key])
        text = (_numbered(phrase, values, self.language) if "|" in phrase else phrase).format_map(words)
        if values.get("months"):
            text += self.months
        if values.get("gain"):
            text += self.pick(_GAIN).format(gain=self.numbers(Quantity(values["gain"], "score"), 2))
        if key in {"ask_fact", "ask_document", "ask_text"} and values.get("documents"):
            text += self.pick(_DOCUMENTS).format(documents=words["documents"])
        return text

    def _special(self, key: str, values: Mapping[str, Any]) -> dict[str, str]:
        words: dict[str, str] = {}
        if "eligible" in values or "passes" in values:
            truth = values.get("eligible", values.get("passes"))
            states = {
                True: ("passes", "satisfaite"),
                False: ("fails", "non satisfaite"),
                None: ("is not stated", "non renseignée"),
            }
            words["passes"] = self.pick(states[truth])
            plain_states = {True: ("true", "oui"), False: ("false", "non"), None: ("not stated", "non renseignée")}
            words["eligible"] = self.pick(plain_states[truth])
        if key == "asks_line":
            words["line"] = self.required(
                values["path"], values["keyword"], values["wanted"], negated=values["negated"]
            )
        if key == "asks_all":
            words["lines"] = self.pick((" and ", " et ")).join(map(self.say, values["lines"]))
        if key == "together":
            words["lines"] = self.pick((", and ", ", et ")).join(map(self.say, values["lines"]))
        if key == "either":
            branches = [self.say(each) for each in values["lines"]]
            words["count"] = self.counted(len(branches))
            words["lines"] = self.listed(branches, inside=values["inside"])
        if "side" in values:
            sides = {1: ("above", "avant"), 0: ("level with", "à égalité avec"), -1: ("below", "après")}
            words["side"] = self.pick(sides[values["side"]])
        if key == "step":
            words.update(self._step(values))
        if key in {"marks", "marks_agreed"}:
            words["levels"] = ", ".join(self.value(level) for level in values["levels"])
        if key == "cost_not_stated":
            words["rate"] = self.numbers(Quantity(values["rate"], "percent", in_full=True), 2)
        return words

    def _step(self, values: Mapping[str, Any]) -> dict[str, str]:
        """How far a request is from another one in a figure, with the sign; what is no number is told beside its own."""
        own, other = values["own"], values["figure"]
        same = ", ".join(map(self.say, values["same"]))
        lower = self.pick((" (the lower comes first)", " (le plus bas d'abord)")) if values["lower"] else ""
        if not (isinstance(own, Quantity) and isinstance(other, Quantity)):
            none = self.pick(("none", "aucune"))
            told = [none if each is None else self.value(each) for each in (own, other)]
            return {"gap": told[0], "figure": told[1], "lower": lower, "same": same}
        gap = Quantity(abs(own.value - other.value), own.unit)
        said = self.numbers(gap, apart((gap.value, Fraction(0))))
        sign = "+" if own.value > other.value else "−"
        return {"gap": f"{sign}{said}", "figure": self.numbers(other, 2), "lower": lower, "same": same}

    def value(self, value: Any, digits: int = 2) -> str:
        """Any value a reason may hold, in words."""
        if isinstance(value, str):
            told = self.names is not None and (_DATE.fullmatch(value) or value in _CHOICES)
            return self.shown(value) if told else value
        if isinstance(value, Quantity):
            return self.numbers(value, digits)
        if isinstance(value, Text):
            return value.to(self.language)
        if isinstance(value, Reason):
            return self.say(value)
        if isinstance(value, tuple | list):
            return self._several(value, digits)
        if is_number(value):
            # Decimals stand in documents alone: somebody wrote this number.
            return self.numbers(Quantity(exact(value), in_full=type(value) is Decimal), digits)
        return "" if value is None else self.shown(value)

    def path(self, path: str) -> str:
        """A path in the words of its grid where there are some, else as it is written."""
        return self.names[path].to(self.language) if self.names and path in self.names else path

    def _several(self, values: Iterable[Any], digits: int) -> str:
        listed = list(values)
        separator = "; " if any(isinstance(value, Reason) for value in listed) else ", "
        return separator.join(self.value(value, digits) for value in listed)

    def _line(self, values: Mapping[str, Any]) -> str:
        line = Line(self, values["path"], values["keyword"], values["wanted"], negated=values.get("negated", False))
        return line.of(values["value"], values["holds"], margin=values["margin"])

    @property
    def months(self) -> str:
        """How months are counted from one day to another, to be said where such a figure is asked for."""
        return self.pick(_MONTHS)

    def listed(self, branches: Sequence[str], *, inside: bool = False) -> str:
        """Branches, each with its letter, so that what is needed together stays together; numbers `inside` of a branch."""
        letters = "abcdefghijklmnopqrstuvwxyz" if len(branches) <= _LETTERS and not inside else ""
        marks = letters or map(str, itertools.count(1))
        pair = ("({}) {}", "{}) {}")
        return self.pick(("; ", " ; ")).join(
            self.pick(pair).format(mark, said) for mark, said in zip(marks, branches, strict=False)
        )

    def counted(self, count: int) -> str:
        """A small number in words."""
        words = self.pick(_SMALL).split()
        return words[count] if count < len(words) else str(count)

    def unit(self, last: str) -> str:
        """The unit of a figure by the last word of its path; letters write amounts with their currency."""
        if last in _SCORES:
            return "score"
        return "currency" if self.names is not None and last in _AMOUNTS else "number"

    def shown(self, value: Any) -> str:
        """A value of a document, in words."""
        if isinstance(value, list):
            return ", ".join(map(self.shown, value)) or self.pick(("an empty list", "une liste vide"))
        if self.names is not None and isinstance(value, bool):
            return self.pick(("yes", "oui") if value else ("no", "non"))
        if self.days and isinstance(value, str) and _DATE.fullmatch(value):
            return self.days(value)
        if self.names is not None and isinstance(value, str) and value in _CHOICES:
            return _CHOICES[value].to(self.language)
        text = shown(value)
        return text if len(text) <= 60 else f"{text[:57]}…"

    def required(self, path: str, keyword: str, wanted: Any, *, negated: bool = False) -> str:
        """What a line of a condition asks for, whatever was found: doc.valid must be at least 9."""
        return f"{self.path(path)} {self.wanted(keyword, wanted, holds=None, negated=negated)}"

    def _not(self, wanted: str) -> str:
        return self.pick((wanted.replace("must ", "must not ", 1), wanted.replace("doit ", "ne doit pas ", 1)))

    def wanted(self, keyword: str, wanted: Any, *, holds: bool | None, negated: bool) -> str:
        """What a value must be, or must not be when `negated`; shorter where it is known whether it is."""
        known = None if negated else holds
        if known and keyword not in _MET:
            return ""
        table = _MET if known else _MISSED if known is False and keyword in _MISSED else _WANTED
        pair = table.get(keyword, (f"must meet {keyword} {{w}}", f"doit respecter {keyword} {{w}}"))
        limit = Quantity(exact(wanted), in_full=True) if is_number(wanted) else wanted
        words = self.pick(pair).format(w=self.value(limit))
        return self._not(words) if negated else words


class Line:
    """A line of a condition in the words of a speaker, made once; the values that are found are put in."""

    def __init__(self, speaker: Speaker, path: str, keyword: str, wanted: Any, *, negated: bool) -> None:
        """`negated`: the line must not hold."""
        self._speaker, self._keyword, self._wanted, self._negated = speaker, keyword, wanted, negated
        self._path = speaker.path(path)
        self._unit = speaker.unit(path.rpartition(".")[2])
        self._is_plain = speaker.is_plain and self._unit != "currency"
        self._limit = exact(wanted) if is_number(wanted) else None
        # A distance has no fewer decimals than the limit it is measured from.
        self._most = max(
            4 if speaker.names is None else 2,
            0 if self._limit is None else places(Quantity(self._limit, in_full=True), 2),
        )
        # Elsewhere two digits show on which side of the limit a number lies.
        self._near = None if self._limit is None else scaled(self._limit, 2)
        self._frames: dict[tuple[Truth, bool], tuple[str, str, str]] = {}

    def of(self, value: Any, holds: Truth, *, margin: bool) -> str:
        """The line where it found that value; with `margin`, by how much a number misses what it must be."""
        if value is None:
            return self._unknown(holds)
        if not is_number(value):
            before, _, behind = self._frame(holds, margin=False)
            return f"{before}{self._speaker.shown(value)}{behind}"
        top, bottom = value.as_integer_ratio()
        digits, whole = 2, scaled_ratio(top, bottom, 2)
        if whole == self._near or type(value) is Decimal:
            digits = self._digits(value)
            whole = scaled_ratio(top, bottom, digits)
        before, between, behind = self._frame(holds, margin=margin)
        figure = self._figure(whole, digits, top, bottom, self._unit)
        if not margin or self._limit is None:
            return f"{before}{figure}{behind}"
        return f"{before}{figure}{between}{self._margin(top, bottom, self._limit, digits)}{behind}"

    def _digits(self, value: int | Decimal | Fraction) -> int:
        """How many decimals a number takes that somebody wrote, or that lies near the limit."""
        found = Quantity(exact(value), in_full=type(value) is Decimal)
        limits = () if self._limit is None else (Quantity(self._limit, in_full=True),)
        return places(found, digits_apart((found, *limits)))

    def _unknown(self, holds: Truth) -> str:
        wanted = self._speaker.wanted(self._keyword, self._wanted, holds=holds, negated=self._negated)
        return self._speaker.pick(PHRASES["line_unknown"]).format(path=self._path, wanted=wanted)

    def _frame(self, holds: Truth, *, margin: bool) -> tuple[str, str, str]:
        """What stands before the value, between it and the margin (if there is one), and behind."""
        key = (holds, margin)
        known = self._frames.get(key)
        if known is None:
            wanted = self._speaker.wanted(self._keyword, self._wanted, holds=holds, negated=self._negated)
            parts = self._speaker.pick(PHRASES["line_margin" if margin else "line"]).partition("{value}")
            between, _, behind = parts[2].rpartition("{margin}")
            before, between, behind = (
                part.format(path=self._path, wanted=wanted) for part in (parts[0], between, behind)
            )
            known = self._frames[key] = (before, between, behind.removesuffix(", "))
        return known

    def _figure(self, whole: int, digits: int, top: int, bottom: int, unit: str) -> str:
        """The number top / bottom, which is `whole` when it is rounded to so many digits."""
        if self._is_plain:
            return decimals(whole, digits, fixed=unit == "score")
        return self._speaker.numbers(Quantity(Fraction(top, bottom), unit), digits)

    def _margin(self, top: int, bottom: int, limit: Fraction, digits: int) -> str:
        over, under = abs(top * limit.denominator - limit.numerator * bottom), bottom * limit.denominator
        digits = max(self._most, digits, _written(limit) or 0)
        whole = scaled_ratio(over, under, digits)
        if over and not whole:
            digits = apart((Fraction(over, under), Fraction(0)))
            whole = scaled_ratio(over, under, digits)
        return self._figure(whole, digits, over, under, "number")


_FORMS: Final = re.compile(r"\{(?P<name>\w+):(?P<one>[^|{}]+)\|(?P<several>[^|{}]+)\}")


def _numbered(phrase: str, values: Mapping[str, Any], language: Language) -> str:
    """A phrase with the form that each of its counts asks for; in French, nothing is one too."""

    def form(found: re.Match[str]) -> str:
        value = values[found["name"]]
        count = len(value) + values.get("others", 0) if isinstance(value, tuple | list) else value
        return found["one"] if count == 1 or (language is FR and count < 2) else found["several"]

    return _FORMS.sub(form, phrase)


def _variant(reason: Reason) -> str:
    """The phrase for a reason whose optional values are there or not."""
    values, key = reason.values, reason.key
    if key in {"at_least", "at_most"}:
        return key + ("_none" if values["met"] is None else "_top" if values["missed"] is None else "")
    if key == "step" and values["same"]:
        return "step_same"
    if key == "either" and values["holds"]:
        return "either_holds"
    if key == "next_figure" and "count" in values:
        return "next_figure_less" if values["at_most"] else "next_figure_more"
    if key == "next_text" and values.get("lines"):
        return "next_text_lines"
    if key == "rule_holds" and not values["lines"]:
        return "rule_holds_last"
    if key == "unknown_awards" and values["count"] > _MOST_LISTED:
        return "unknown_awards_many"
    if key == "decided" and values["on"] is None:
        return "decided_undated"
    if key == "amounts_not_stated" and "requests" not in values:
        return "amounts_not_stated_anywhere"
    if key == "unsupported" and values.get("level") is not None:
        return "unsupported_level"
    if key == "payment_gate" and values.get("documents") is None:
        return "payment_gate_bare"
    return key


# What is said of everything that rests on published facts alone.
PUBLISHED: Final = Reason("published_facts")


def target_text(target: Commitment) -> str:
    """An applicant's own target on one line."""
    wanted = as_written(exact(target.target)) if is_number(target.target) else target.target
    by = "" if target.by is None else f" by {target.by}"
    return f"{target.path}: {wanted}{by}{_from(target.source)}"


def evidence_text(document: Evidence) -> str:
    """A document behind facts on one line."""
    as_of = "" if document.as_of is None else f", as of {document.as_of}"
    date = "" if document.date is None else f", {document.date}"
    file = "" if document.file is None else f", {document.file}"
    supports = f" supports {', '.join(document.supports)}" if document.supports else ""
    return (
        f"{document.id} {document.title}{as_of}{date}{file}{_from(document.source)}{':' if supports else ''}{supports}"
    )


def _from(source: str | None) -> str:
    return "" if source is None else f" ({source})"


# ── numbers ────────────────────────────────────────────────────────────────────────────────────────


def scaled(value: Fraction, digits: int) -> int:
    """The one rounding of the project: the value times 10 to the power `digits`, half up (away from zero)."""
    top, bottom = value.as_integer_ratio()
    return scaled_ratio(top, bottom, digits)


def scaled_ratio(top: int, bottom: int, digits: int) -> int:
    """The same of a number given as top / bottom, which need not be in lowest terms."""
    if top < 0:
        return -scaled_ratio(-top, bottom, digits)
    whole: int = (2 * top * 10**digits + bottom) // (2 * bottom)
    return whole


def rounded(value: Fraction, digits: int) -> Decimal:
    """The value rounded to so many decimals, as a decimal number."""
    return Decimal(number(value, digits, fixed=True))


def number(value: Fraction, digits: int = 2, *, fixed: bool = False) -> str:
    """A number with at most so many decimals (exactly so many when `fixed`), a point, no grouping: 72.50, 3, 0.125."""
    return decimals(scaled(value, digits), digits, fixed=fixed)


def decimals(whole: int, digits: int, *, fixed: bool = False) -> str:
    """A whole number of tenths, hundredths, … as `number` writes it: 7250 with two digits is 72.5, or 72.50."""
    text = str(whole).zfill(digits + 1 + (whole < 0))
    if digits == 0:
        return text
    text = f"{text[:-digits]}.{text[-digits:]}"
    return text if fixed else text.rstrip("0").rstrip(".")


def score_text(value: Fraction | None) -> str:
    """A score as results print it: two decimals, or a dash when there is none."""
    return "–" if value is None else number(value, 2, fixed=True)


def money_text(amount: int | None, currency: str) -> str:
    """An amount in cents as tables and findings print it: 1 200 000.00 EUR; a dash when it is not stated."""
    return "–" if amount is None else f"{bare_money(amount, currency)} {currency}".rstrip()


def bare_money(amount: int | None, currency: str) -> str:
    """The same without the code of the currency: 1 200 000.00, or 1 200 000 where the currency has no cents."""
    if amount is None:
        return "–"
    digits = decimals_of(currency)
    units, rest = divmod(abs(amount), 10**digits)
    cents = f".{rest:0{digits}d}" if digits else ""
    return f"{'-' if amount < 0 else ''}{units:,}{cents}".replace(",", " ")


def short_money(amount: int | None, currency: str) -> str:
    """The same without its cents where there are none, to fit a column."""
    digits = decimals_of(currency)
    return bare_money(amount, currency).removesuffix(f".{'0' * digits}")


def plain(quantity: Quantity, digits: int, currency: str = "") -> str:
    """A quantity as results print it: 35 %, 4 months, 1 200 000.00 EUR, 12.5."""
    value, unit, digits = quantity.value, quantity.unit, places(quantity, digits)
    if unit == "percent":
        return f"{number(value * 100, digits)} %"
    if unit == "cents":
        return money_text(int(value), currency)
    if unit == "currency" and (cents := value * 10 ** decimals_of(currency)).denominator == 1:
        return money_text(int(cents), currency)
    if unit == "currency":
        return f"{number(value, digits)} {currency}".rstrip()
    if unit == "score":
        return number(value, digits, fixed=True)
    text = number(value, digits)
    if unit in {"days", "months"}:
        return f"{text} {unit[:-1] if abs(value) == 1 else unit}"
    return text


def apart(values: Iterable[Fraction]) -> int:
    """How many decimals keep different numbers different when printed: at least 2, at most 12."""
    listed = list(values)
    if len({scaled(value, 2) for value in listed}) == len(listed):
        return 2
    distinct = set(listed)
    for digits in range(2, 12):
        if len({scaled(value, digits) for value in distinct}) == len(distinct):
            return digits
    return 12


def digits_apart(quantities: Iterable[Quantity]) -> int:
    """How many decimals keep different quantities apart that stand side by side: 99.998 % beside a target of 99.999 %.

    A figure that meets a limit exactly takes the decimals that the limit is written with.
    """
    listed = list(quantities)
    scale = 100 if any(quantity.unit == "percent" for quantity in listed) else 1
    least = apart(quantity.value * scale for quantity in listed)
    met = [
        limit
        for limit in listed
        if limit.in_full and any(each.value == limit.value and not each.in_full for each in listed)
    ]
    return max((least, *(places(limit, least) for limit in met)))


def places(quantity: Quantity, digits: int) -> int:
    """How many decimals a quantity prints with: all that it has where it is to be read in full, else so many.

    A number without end, such as the figure at which a curve reaches a level, has four.
    """
    if not quantity.in_full:
        return digits
    decimals_ = _written(quantity.value * 100 if quantity.unit == "percent" else quantity.value)
    return max(digits, 4 if decimals_ is None else decimals_)


def as_written(value: Fraction) -> str:
    """A number that somebody wrote, with all its decimals: 33.334, 0.125, 3."""
    return plain(Quantity(value, in_full=True), 0)


def _written(value: Fraction) -> int | None:
    """How many decimals write a number exactly; None when it has no end."""
    rest, counts = value.denominator, []
    for prime in (2, 5):
        count = 0
        while rest % prime == 0:
            rest, count = rest // prime, count + 1
        counts.append(count)
    return max(counts) if rest == 1 else None


def limits_of(reasons: Iterable[Reason]) -> Iterator[Fraction]:
    """The limits that the lines of some reasons set to the score, or to what it can still be."""
    for reason in reasons:
        if (
            reason.key == "line"
            and reason.values["path"] in {"score", "ceiling"}
            and is_number(reason.values["wanted"])
        ):
            yield exact(reason.values["wanted"])
        yield from limits_of(each for each in reason.values.get("lines", ()) if isinstance(each, Reason))


def beside(value: Fraction, limits: Iterable[Fraction]) -> int:
    """How many decimals show on which side of some limits, printed as they were written, a number lies."""
    return digits_apart((Quantity(value), *(Quantity(limit, in_full=True) for limit in limits)))
