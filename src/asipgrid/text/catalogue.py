"""The sentences of every reason, in English and French."""

from __future__ import annotations

from typing import Final

from asipgrid.model.values import Text

# Key: (English, French). `{name}` is a value of the reason, already in words; `{name:one|several}` the form for how
# many it is, or names.
PHRASES: Final[dict[str, tuple[str, str]]] = {
    "not_stated": ("{paths}: not stated", "{paths} : non renseigné"),
    "no_denominator": ("{path} is 0, so there is no share", "{path} vaut 0 : il n'y a pas de taux"),
    "worked_out": ("{measure} = {sum} = {terms} = {figure}", "{measure} = {sum} = {terms} = {figure}"),
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
    "unrated_further": (
        "{have} of {need} {need:assessor has|assessors have} marked it: {why}",
        "noté par {have} {have:évaluateur|évaluateurs} sur {need} : {why}",
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
    "outliers": (
        "{names} more than {difference} from the middle, {middle}",
        "{names} à plus de {difference} du milieu, {middle}",
    ),
    "called": (
        "marks from {low} to {high} lie more than {difference} apart",
        "les notes de {low} à {high} s'écartent de plus de {difference}",
    ),
    "called_totals": (
        "assessors' scores from {low} to {high} lie more than {difference} apart",
        "les totaux des évaluateurs, de {low} à {high}, s'écartent de plus de {difference}",
    ),
    "split": (
        "no level has more than half of {count} {count:vote|votes}",
        "aucun niveau ne réunit plus de la moitié {count:de la voix|des voix} ({count})",
    ),
    "veto": (
        "veto: {count} {count:assessor gives|assessors give} {id} less than {below}",
        "veto : {count} {count:évaluateur donne|évaluateurs donnent} moins de {below} à {id}",
    ),
    "veto_total": (
        "veto: {count} {count:assessor gives|assessors give} less than {below} in total",
        "veto : {count} {count:évaluateur donne|évaluateurs donnent} moins de {below} au total",
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
    "passed_over_stage": (
        "rule {rule} (pass) would hold but is passed over: eligible is {eligible}, and only an eligible request passes",
        "la règle {rule} (pass) s'appliquerait mais est écartée : recevabilité {eligible}, et seule une demande recevable est retenue",
    ),
    "stage_before_refused": (
        "it did not pass the stage before, {stage} ({call})",
        "elle n'a pas été retenue à l'étape précédente, {stage} ({call})",
    ),
    "stage_before_absent": (
        "nothing was submitted under its id to the stage before, {stage} ({call})",
        "rien n'a été déposé sous son identifiant à l'étape précédente, {stage} ({call})",
    ),
    "stage_before_waiting": (
        "whether it passes the stage before, {stage} ({call}), is not decided yet",
        "l'étape précédente, {stage} ({call}), n'est pas encore tranchée pour elle",
    ),
    "amount_not_stated_stage": (
        "the amount requested is not stated, and the threshold of the stage rests on what is requested",
        "le montant demandé n'est pas renseigné, et le seuil de l'étape dépend de ce qui est demandé",
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
    "capped_worked": (
        "capped at {ask}, under the {requested} worked out",
        "plafonné à {ask}, sous les {requested} calculés",
    ),
    "amount_flat": (
        "amount by bracket {number} of {of}: {ask} ({lines})",
        "montant par tranche, {number} sur {of} : {ask} ({lines})",
    ),
    "amount_flat_last": (
        "amount by bracket {number} of {of}, which holds for all others: {ask}",
        "montant par tranche, {number} sur {of}, valable pour toutes les autres : {ask}",
    ),
    "amount_flat_alone": ("amount, the same for all: {ask}", "montant, le même pour toutes : {ask}"),
    "amount_units": ("amount: {count} × {price} = {ask} ({path})", "montant : {count} × {price} = {ask} ({path})"),
    "amount_tiers": ("amount by tiers of {path}: {parts} = {ask}", "montant par tranches de {path} : {parts} = {ask}"),
    "amount_plus": ("{left} + {right}", "{left} + {right}"),
    "amount_tier": ("{part} × {rate}", "{part} × {rate}"),
    "amount_by_score": (
        "amount by score: {share} of {requested}, for a score of {score}, at least {from}: {ask}",
        "montant selon la note : {share} de {requested}, pour une note de {score}, au moins {from} : {ask}",
    ),
    "amount_by_score_none": (
        "amount by score: nothing of {requested}, for a score of {score}, under {from}: {ask}",
        "montant selon la note : rien de {requested}, pour une note de {score}, sous {from} : {ask}",
    ),
    "amount_open": (
        "the amount is worked out from {paths}: not stated",
        "le montant se calcule selon {paths} : non renseigné",
    ),
    "amount_open_score": (
        "the amount depends on the score: {share} of {requested} at {score}, {most} at {figure}, which is still possible",
        "le montant dépend de la note : {share} de {requested} à {score}, {most} à {figure}, encore possible",
    ),
    "amount_no_score": (
        "the amount depends on the score, and there is none",
        "le montant dépend de la note, et il n'y en a pas",
    ),
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
    # the threshold of a stage
    "stage_reached": (
        "passes: {figure} reaches the threshold of {threshold}; what passes asks for {asked}, {share} times the budget",
        "retenue : {figure} atteint le seuil de {threshold} ; les demandes retenues portent sur {asked}, {share} fois le budget",
    ),
    "stage_reached_open": (
        "passes: {figure} reaches the threshold, which is at most {at_most} whatever is still decided",
        "retenue : {figure} atteint le seuil, d'au plus {at_most} quoi qu'il soit encore décidé",
    ),
    "stage_missed": (
        "does not pass: {figure} is under the threshold of {threshold}; what passes asks for {asked}, {share} times the budget",
        "non retenue : {figure} est sous le seuil de {threshold} ; les demandes retenues portent sur {asked}, {share} fois le budget",
    ),
    "stage_missed_open": (
        "does not pass: {figure} is under the threshold, which is above {above} whatever is still decided",
        "non retenue : {figure} est sous le seuil, de plus de {above} quoi qu'il soit encore décidé",
    ),
    "stage_missed_unscored": (
        "does not pass: it has no figure to set against the threshold of the stage",
        "non retenue : elle n'a pas de note à comparer au seuil de l'étape",
    ),
    "stage_waits": (
        "waits: at {figure} the threshold decides, above {above} and at most {at_most} while {requests} {requests:is|are} open",
        "en attente : à {figure}, le seuil décidera (plus de {above}, au plus {at_most} tant que {requests} {requests:est|sont} en cours)",
    ),
    "stage_waits_below": (
        "waits: at {figure} the threshold decides, which is at most {at_most} while {requests} {requests:is|are} open",
        "en attente : à {figure}, le seuil décidera (au plus {at_most} tant que {requests} {requests:est|sont} en cours)",
    ),
    "stage_short": (
        "passes: no threshold is set, for all that may pass ask for less than {least} times the budget of {budget}",
        "retenue : aucun seuil n'est fixé, l'ensemble des demandes portant sur moins de {least} fois le budget de {budget}",
    ),
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
    "paid_from": ("{amount} paid from {envelope}", "{amount} versés sur {envelope}"),
    "paid_outside": (
        "the committee's amount is taken from {envelope} too, of which the request is not or not known to be",
        "le montant décidé est pris aussi sur {envelope}, dont la demande ne relève pas ou n'est pas connue relever",
    ),
    "passed_no_money": (
        "{envelope} passed it over: nothing left",
        "{envelope} ne l'a pas servie : enveloppe épuisée",
    ),
    "passed_too_little": (
        "{envelope} passed it over: {left} left of the {ask} asked, under the {minimum} the project needs to run",
        "{envelope} ne l'a pas servie : {left} restants sur {ask} demandés, moins que les {minimum} nécessaires au projet",
    ),
    "passed_does_not_fit": (
        "{envelope} passed it over: {left} left, {ask} asked",
        "{envelope} ne l'a pas servie : {left} restants, {ask} demandés",
    ),
    "passed_stopped": (
        "{envelope} passed it over: its allocation stopped at {request}",
        "{envelope} ne l'a pas servie : son attribution s'est arrêtée à {request}",
    ),
    "passed_below_tie": (
        "{envelope} passed it over: its allocation stopped at the tie of {requests}",
        "{envelope} ne l'a pas servie : son attribution s'est arrêtée à l'égalité de {requests}",
    ),
    "passed_unknown": (
        "not known whether it is of {envelope}: {paths} not stated",
        "on ne sait pas si elle relève de {envelope} : {paths} non renseigné",
    ),
    "passed_unknown_bare": (
        "not known whether it is of {envelope}",
        "on ne sait pas si elle relève de {envelope}",
    ),
    "envelope_unknown": (
        "in reserve: not known whether it is of {envelope}",
        "en réserve : on ne sait pas si elle relève de {envelope}",
    ),
    "no_envelope": ("in reserve: it is of no envelope of the call", "en réserve : elle ne relève d'aucune enveloppe"),
    "quota_full": (
        "held back by {quota}: {most} {most:request is|requests are} funded already",
        "retenue par {quota} : {most} {most:demande est déjà financée|demandes sont déjà financées}",
    ),
    "quota_full_of": (
        "held back by {quota}: {most} {most:request|requests} of {value} {most:is|are} funded already",
        "retenue par {quota} : {most} {most:demande est déjà financée|demandes sont déjà financées} pour {value}",
    ),
    "quota_tie": (
        "held back by {quota}: a request ex aequo may take the last place",
        "retenue par {quota} : une demande ex aequo peut prendre la dernière place",
    ),
    "quota_room": (
        "held back by {quota}: {left} left under it, {ask} asked",
        "retenue par {quota} : {left} restants, {ask} demandés",
    ),
    "quota_unknown": (
        "held back by {quota}: not known how it counts, {paths} not stated",
        "retenue par {quota} : on ne sait pas comment la compter, {paths} non renseigné",
    ),
    "quota_unknown_bare": (
        "held back by {quota}: not known how it counts",
        "retenue par {quota} : on ne sait pas comment la compter",
    ),
    "served_first": ("served first, for {quota}", "servie d'abord, pour {quota}"),
    "kept_for": ("its money is kept for {quotas}", "son montant est réservé à {quotas}"),
    "ask_envelope": (
        "state {paths}: it decides from which envelope the request is paid, or how it counts",
        "indiquer {paths} : cela décide sur quelle enveloppe la demande est payée, ou comment elle compte",
    ),
    "quota_unmet": (
        "{quota}: {awarded} awarded, less than the {least} that go to it first: no other request of it can be paid",
        "{quota} : {awarded} attribués, moins que les {least} qui lui reviennent : aucune autre demande ne peut être payée",
    ),
    "quota_passed": (
        "{quota}{value}: {count} requests are funded, more than {most}, by the committee's decisions",
        "{quota}{value} : {count} demandes financées, plus que {most}, par décision du comité",
    ),
    "quota_overspent": (
        "{quota}{value}: {awarded} awarded, more than {limit}, by the committee's decisions",
        "{quota}{value} : {awarded} attribués, plus que {limit}, par décision du comité",
    ),
    "pro_rata": (
        "{total} asked in all, {left} to share: {ask} × {left} ÷ {total} = {share}",
        "{total} demandés en tout, {left} à répartir : {ask} × {left} ÷ {total} = {share}",
    ),
    "share_too_little": (
        "in reserve: its share of the envelope, {share}, is under the {minimum} the project needs to run",
        "en réserve : sa part de l'enveloppe, {share}, est inférieure aux {minimum} nécessaires au projet",
    ),
    "minimum_first": (
        "{minimum} first, the least it can run on, then {more} by rank, of the {ask} it may be given",
        "{minimum} d'abord, le minimum nécessaire, puis {more} selon le rang, sur {ask} possibles",
    ),
    "minimum_alone": (
        "{minimum}, the least it can run on, of the {ask} it may be given; nothing was left for more at its rank",
        "{minimum}, le minimum nécessaire, sur {ask} possibles ; il ne restait rien de plus à son rang",
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
    "decided_not_eligible_stage": (
        "{by} lets it pass although eligible is {eligible}",
        "{by} la retient bien que la recevabilité soit {eligible}",
    ),
    # questions
    "ask_stage": (
        "nothing to supply: the stage before, {stage} ({call}), is not decided yet",
        "rien à fournir : l'étape précédente, {stage} ({call}), n'est pas encore tranchée",
    ),
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
    "ask_marks_further": (
        "{id}: {have} of {need} {need:assessor has|assessors have} marked it: {why}; a further one is called in, other than {known}",
        "{id} : noté par {have} {have:évaluateur|évaluateurs} sur {need} : {why} ; appeler un évaluateur de plus, autre que {known}",
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
    "rank_figure": (
        "rank {rank} of {of} fundable {of:request|requests}, by {by}: {figure}",
        "rang {rank} sur {of} {of:demande finançable|demandes finançables}, selon {by} : {figure}",
    ),
    "rank_rounded": (
        "rank {rank} of {of} fundable {of:request|requests}, by {by}: {figure}, exactly {exact}",
        "rang {rank} sur {of} {of:demande finançable|demandes finançables}, selon {by} : {figure}, exactement {exact}",
    ),
    "rank_not_stated": (
        "rank {rank} of {of} fundable {of:request|requests}, by {by}, which is not stated",
        "rang {rank} sur {of} {of:demande finançable|demandes finançables}, selon {by}, non renseigné",
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
    "figure_path": ("{path}", "{path}"),
    "figure_level": ("level of {id}", "niveau de {id}"),
    "figure_ascending": ("{of}, ascending", "{of}, par ordre croissant"),
    "figure_rounded": ("{of} (rounded {how} to {to})", "{of} (arrondi {how} à {to})"),
    "round_half_up": ("half up", "au plus proche"),
    "round_up": ("up", "par excès"),
    "round_down": ("down", "par défaut"),
    "rounded_tie": (
        "ranked on {figure}, which is {own} rounded {how} to {to}; rounding alone makes it the same as {exact}",
        "classée sur {figure}, soit {own} arrondi {how} à {to} ; seul l'arrondi l'égale à {exact}",
    ),
    "rounded_tie_many": (
        "ranked on {figure}, which is {own} rounded {how} to {to}; rounding alone makes it the same as {exact} and {more} more",
        "classée sur {figure}, soit {own} arrondi {how} à {to} ; seul l'arrondi l'égale à {exact} et {more} autres",
    ),
    "rounded_other": ("{request} ({other})", "{request} ({other})"),
    "rounded_ties": (
        "rounding before ranking makes figures equal that are not: {requests}",
        "l'arrondi avant classement rend égales des valeurs qui ne le sont pas : {requests}",
    ),
    "ask_rank": (
        "state {paths}: it is not stated, and the call ranks by it, so this request comes last",
        "indiquer {paths} : ce n'est pas renseigné, et l'appel classe selon cela ; cette demande vient donc en dernier",
    ),
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
    "stage_threshold": (
        "the threshold of the stage is {threshold}: what passes asks for {share} times the budget ({times} wanted, at least {least})",
        "le seuil de l'étape est de {threshold} : ce qui est retenu porte sur {share} fois le budget ({times} visé, au moins {least})",
    ),
    "stage_threshold_bare": (
        "the threshold of the stage is {threshold}, so that what passes asks for {share} times the budget ({times} wanted)",
        "le seuil de l'étape est de {threshold} : ce qui est retenu porte sur {share} fois le budget ({times} visé)",
    ),
    "stage_threshold_short": (
        "no threshold is set: all that may pass ask for less than {least} times the budget of {budget}",
        "aucun seuil n'est fixé : l'ensemble des demandes porte sur moins de {least} fois le budget de {budget}",
    ),
    "stage_threshold_open": (
        "the threshold of the stage lies above {above} and at most at {at_most} until every request is decided",
        "le seuil de l'étape est supérieur à {above} et d'au plus {at_most} tant que toutes les demandes ne sont pas tranchées",
    ),
    "stage_threshold_open_below": (
        "the threshold of the stage is at most {at_most}, and there may be none, until every request is decided",
        "le seuil de l'étape est d'au plus {at_most}, et il peut n'y en avoir aucun, tant que toutes les demandes ne sont pas tranchées",
    ),
    "stage_passes": (
        "{stage}: {count} {count:passes|pass} to {next} and {count:asks|ask} for {asked} (budget {budget}), {waiting} {waiting:waits|wait}",
        "{stage} : {count} {count:retenue|retenues} pour {next}, {asked} demandés (budget {budget}), {waiting} en attente",
    ),
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
    "statistic": (
        "{name}: {value}, {kind} {path} of {count} {count:request|requests}",
        "{name} : {value}, {kind} ({path}, {count} {count:demande|demandes})",
    ),
    "statistic_set": (
        "{name}: {value}, {kind} {path} of {count} {count:request|requests}, set by {requests}",
        "{name} : {value}, {kind} ({path}, {count} {count:demande|demandes}), donnée par {requests}",
    ),
    "statistic_count": (
        "{name}: {count} {count:request counts|requests count}",
        "{name} : {count} {count:demande compte|demandes comptent}",
    ),
    "statistic_unknown": (
        "{name}: not known, for of {requests} it is not known whether {requests:it counts|they count}, or its {path}",
        "{name} : valeur inconnue, car on ignore si {requests} {requests:compte|comptent}, ou ce que vaut {path}",
    ),
    "statistic_open": (
        "{name}: not known yet",
        "{name} : pas encore connue",
    ),
    "statistic_none": (
        "{name}: there is none, for no request counts",
        "{name} : aucune valeur, car aucune demande ne compte",
    ),
    "ask_statistic": (
        "{id}: nothing to state; it waits for figures of all requests that are not known ({paths})",
        "{id} : rien à indiquer ; en attente de chiffres de toutes les demandes qui sont inconnus ({paths})",
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
    "amounts_open": (
        "{requests}: the amount is not worked out, for something it rests on is not stated",
        "{requests} : le montant n'est pas calculé, car il manque de quoi le faire",
    ),
    "amounts_open_anywhere": (
        "no amount is worked out, for no request states what it rests on",
        "aucun montant n'est calculé, car aucune demande n'indique de quoi le faire",
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
    "payment_goals_weighted": (
        "goals reached: {reached} of {total}, {open} without a value, weight {weight} of {weights}; {wanted} is needed",
        "objectifs atteints : {reached} sur {total}, {open} sans valeur, poids {weight} sur {weights} ; il en faut {wanted}",
    ),
    "payment_goals_bare_weighted": (
        "{reached} of {total} {total:goal|goals} reached, {open} without a value: weight {weight} of {weights}",
        "{reached} {reached:objectif atteint|objectifs atteints} sur {total}, {open} sans valeur : poids {weight} sur {weights}",
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
    "payment_signed_first": ("the agreement was signed on {day}", "la convention a été signée le {day}"),
    "payment_unsigned_first": (
        "no signature of the agreement is recorded",
        "aucune signature de la convention n'est enregistrée",
    ),
    "payment_no_goals_first": (
        "the agreement sets no goal, so none is left to reach",
        "la convention ne fixe aucun objectif : il n'en reste aucun à atteindre",
    ),
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

STATISTICS: Final = {
    "lowest": Text("the lowest", "valeur la plus basse"),
    "highest": Text("the highest", "valeur la plus haute"),
    "median": Text("the median of", "médiane"),
    "mean": Text("the mean of", "moyenne"),
    "sum": Text("the sum of", "somme"),
    "count": Text("the count of", "nombre"),
}
"""What a statistic is, before the name of the figure it is made of."""

GAIN: Final = (" (worth up to {gain} points of the score)", " (jusqu'à {gain} {gain:point|points} du score)")

MORE: Final = (" and {others} more", " et {others} {others:autre|autres}")

MONTHS: Final = (
    "; every month begun counts: 3 months and 13 days are 4",
    " ; tout mois commencé compte : 3 mois et 13 jours en font 4",
)

DOCUMENTS: Final = ("; documents: {documents}", " ; pièces : {documents}")

SMALL: Final = (
    "no one two three four five six seven eight nine ten",
    "zéro un deux trois quatre cinq six sept huit neuf dix",
)

# The choices of the request itself, as letters write them; those of a grid's facts stand as the grid writes them.
CHOICES: Final = {
    "regional": Text("regional", "régional"),
    "national": Text("national", "national"),
    "gcs": Text("GCS", "GCS"),
    "gip": Text("GIP", "GIP"),
    "association": Text("association", "association"),
    "public-body": Text("public body", "organisme public"),
    "company": Text("company", "société"),
    "other": Text("other", "autre"),
}

WANTED: Final[dict[str, tuple[str, str]]] = {
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

MET: Final[dict[str, tuple[str, str]]] = {
    "minimum": ("at least {w}", "au moins {w}"),
    "maximum": ("at most {w}", "au plus {w}"),
    "exclusiveMinimum": ("more than {w}", "plus de {w}"),
    "exclusiveMaximum": ("less than {w}", "moins de {w}"),
    "formatMinimum": ("{w} or later", "le {w} ou après"),
    "formatMaximum": ("{w} or earlier", "le {w} ou avant"),
}

MISSED: Final[dict[str, tuple[str, str]]] = {
    "minimum": ("under {w}", "moins de {w}"),
    "maximum": ("over {w}", "plus de {w}"),
    "exclusiveMinimum": ("not more than {w}", "pas plus de {w}"),
    "exclusiveMaximum": ("not less than {w}", "pas moins de {w}"),
    "formatMinimum": ("earlier than {w}", "avant le {w}"),
    "formatMaximum": ("later than {w}", "après le {w}"),
}
