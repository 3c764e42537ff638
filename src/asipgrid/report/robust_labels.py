"""What the report says of how sure decisions are: by draws, by moving numbers, beside an optimum; in English and French."""

from __future__ import annotations

from typing import Final

from asipgrid.model.values import Text

ROBUST_LABELS: Final = {
    # draws
    "drawn": Text("How sure each line is", "Solidité de chaque ligne"),
    "drawn_says": Text(
        "Estimates by chance, which decide nothing: {count} draws (seed {seed}), {what}. The bar is full to the lower end of "
        "the interval in which the true share lies 95 times in 100, light to its upper end.",
        "Estimations par tirage au sort, qui ne décident de rien : {count} tirages (graine {seed}), {what}. La barre est pleine "
        "jusqu'à la borne basse de l'intervalle où la part vraie se trouve 95 fois sur 100, claire jusqu'à sa borne haute.",
    ),
    "drawn_grids": Text("weights of the grids", "poids des grilles"),
    "drawn_criteria": Text("weights of the criteria", "poids des critères"),
    "drawn_and": Text(" and ", " et "),
    "drawn_all": Text("{weights} over all that there are", "{weights} pris parmi tous ceux possibles"),
    "drawn_within": Text(
        "{weights}, each within {most} of the one declared", "{weights}, chacun à {most} au plus du poids déclaré"
    ),
    "drawn_marks": Text(
        "assessors drawn again from the panel of each request",
        "évaluateurs tirés à nouveau parmi ceux de chaque demande",
    ),
    "drawn_same": Text("In every draw as it is decided: {requests}.", "Dans chaque tirage comme décidé : {requests}."),
    "drawn_never": Text(
        "Given no money in any draw: {requests}.", "Aucune aide, quel que soit le tirage : {requests}."
    ),
    "drawn_given": Text("Given money", "Reçoit une aide"),
    "drawn_between": Text("Between", "Entre"),
    "drawn_otherwise": Text("Otherwise", "Sinon"),
    "drawn_ranks": Text("Rank in 5 · 50 · 95 of 100 draws", "Rang dans 5 · 50 · 95 tirages sur 100"),
    # how far each number may move
    "ranges": Text("How far each number may move", "Jusqu'où chaque chiffre peut bouger"),
    "ranges_says": Text(
        "Each number is moved alone, and exactly, until something else becomes of a request; nothing here decides.",
        "Chaque chiffre est déplacé seul, par calcul exact, jusqu'à ce qu'une demande change de sort ; rien ici ne décide.",
    ),
    "tried_mark": Text(
        "Marks tried one step lower and one higher: {count}, of which move a decision: {moves}.",
        "Notes essayées un cran plus bas et un cran plus haut : {count}, dont changent une décision : {moves}.",
    ),
    "untried_mark": Text(
        "What single marks would change was not tried, for statistics over all requests decide.",
        "Ce que changerait une seule note n'a pas été essayé, car des statistiques sur toutes les demandes décident.",
    ),
    "tried_unknown": Text(
        "Things not known, each tried as it may come out: {count}, of which move a decision: {moves}.",
        "Éléments non connus, essayés dans chaque issue possible : {count}, dont changent une décision : {moves}.",
    ),
    "untried_unknown": Text(
        "What is not known was not tried, for totals or vetoes of single assessors decide, or statistics over all requests.",
        "Ce qui n'est pas connu n'a pas été essayé, car les totaux ou vetos d'un évaluateur décident, "
        "ou des statistiques sur toutes les demandes.",
    ),
    "grey": Text(
        "In the grey zone, where one of these is enough: {requests}.",
        "Dans la zone grise, où un seul de ces changements suffit : {requests}.",
    ),
    "grey_nobody": Text("In the grey zone: nobody.", "Dans la zone grise : aucune demande."),
    "close": Text("Who is close, and what would change it", "Qui est proche, et ce qui changerait son sort"),
    "close_caption": Text(
        "Requests of which something else becomes when one mark is a step lower or higher, when one thing not known comes out, "
        "or when one number of the call passes the end of its range.",
        "Demandes dont le sort change quand une note est un cran plus bas ou plus haut, quand un élément non connu se révèle, "
        "ou quand un chiffre de l'appel passe la borne de son intervalle.",
    ),
    "close_singles": Text("One mark, or one thing not known", "Une note, ou un élément non connu"),
    "close_numbers": Text("One number of the call", "Un chiffre de l'appel"),
    "close_nobody": Text("Nothing moves anybody alone.", "Rien ne change à soi seul le sort d'une demande."),
    "mark_moved": Text("{criterion} by {assessor} {old} → {new}", "{criterion} par {assessor} {old} → {new}"),
    "unknown_level": Text("{criterion} not known → level {level}", "{criterion} non connu → niveau {level}"),
    "unknown_is": Text("{criterion} not known → {value}", "{criterion} non connu → {value}"),
    "then": Text("{told}: {word}", "{told} : {word}"),
    "weight_of": Text("Weight of {name}", "Poids de {name}"),
    "beyond_below": Text("{what} → below {at}", "{what} → au-dessous de {at}"),
    "beyond_above": Text("{what} → above {at}", "{what} → au-dessus de {at}"),
    "beyond_weights": Text("Weights of single criteria: {count}", "Poids de critères, un par un : {count}"),
    "range_bound": Text("Numbers of the decision rules", "Chiffres des règles de décision"),
    "range_envelope": Text("The envelope", "L'enveloppe"),
    "range_grid": Text(
        "Weights of the grids, as shares of all, the others in proportion",
        "Poids des grilles, en parts du total, les autres en proportion",
    ),
    "range_criterion": Text(
        "Weights of criteria, as shares of their grid, the others in proportion",
        "Poids des critères, en parts de leur grille, les autres en proportion",
    ),
    "range_says": Text(
        "The bar is the range in which every decision stays, the upright stroke the number now.",
        "La barre est l'intervalle où toutes les décisions tiennent, le trait vertical le chiffre actuel.",
    ),
    "range_number": Text("Number", "Chiffre"),
    "range_now": Text("Now", "Actuel"),
    "range_stays": Text("Every decision stays", "Toutes les décisions tiennent"),
    "range_below": Text("Just below", "Juste au-dessous"),
    "range_above": Text("Just above", "Juste au-dessus"),
    "range_low_high": Text("{low} to {high}", "de {low} à {high}"),
    "range_low": Text("from {low}", "à partir de {low}"),
    "range_high": Text("up to {high}", "jusqu'à {high}"),
    "range_free": Text(
        "At any value, every decision stays: {names}.", "À toute valeur, toutes les décisions tiennent : {names}."
    ),
    "range_open_grid": Text(
        "Not found out, for it stands alone, or decisions do not follow from it by weighted means and ranks: {names}.",
        "Non établi, car il est seul, ou les décisions n'en découlent pas par moyennes pondérées et rangs : {names}.",
    ),
    "range_open_criterion": Text(
        "Not found out, for it stands alone, or decisions do not follow from it by weighted means and ranks: {names}.",
        "Non établi, car il est seul, ou les décisions n'en découlent pas par moyennes pondérées et rangs : {names}.",
    ),
    "range_open_bound": Text(
        "Not found out, for no figure is compared with it: {names}.",
        "Non établi, car aucune valeur ne lui est comparée : {names}.",
    ),
    "range_open_envelope": Text(
        "Not found out, for it is not paid out in the order of ranks alone: {names}.",
        "Non établi, car elle n'est pas versée dans le seul ordre des rangs : {names}.",
    ),
    # an optimum
    "best": Text("An optimum by score, as information only", "Un optimum par la note, à titre d'information"),
    "best_says": Text(
        "Of all sets of requests that the rules fund and {money} pay in full, one with the greatest sum of scores. It decides "
        "nothing: it puts cheap requests before dear ones of nearly the same score. What is given in part counts whole.",
        "De tous les ensembles de demandes que les règles financent et que {money} paient en entier, l'un de ceux dont la somme "
        "des notes est la plus grande. Il ne décide de rien : il fait passer des demandes peu coûteuses avant de plus chères "
        "de note presque égale. Ce qui est financé en partie compte en entier.",
    ),
    "best_sums": Text(
        "Requests funded as decided: {now} (in part: {parts}), their scores together {score}; by the optimum: {best}, {most}.",
        "Demandes financées par la décision : {now} (en partie : {parts}), leurs notes ensemble {score} ; "
        "par l'optimum : {best}, {most}.",
    ),
    "best_same": Text("Both fund the same requests.", "Les deux financent les mêmes demandes."),
    "best_optimum": Text("Optimum", "Optimum"),
    "best_funds": Text("funds", "finance"),
    "best_not": Text("does not fund", "ne finance pas"),
}
