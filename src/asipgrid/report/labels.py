"""Every word that the report says itself, in English and French."""

from __future__ import annotations

from typing import Final

from asipgrid.model.values import Text
from asipgrid.report.monitoring_labels import MONITORING_LABELS
from asipgrid.report.robust_labels import ROBUST_LABELS
from asipgrid.text.catalogue import OUTCOMES

# Outcomes that English has a word for, where a document has a name.
_IN_FULL: Final = {
    "partial": "funded in part",
    "reserve": "in reserve",
    "tied": "tied at the line",
    "not-funded": "not funded",
    "passed": "passes",
    "waiting": "waits for the threshold",
    "below-threshold": "under the threshold",
}

LABELS: Final = {
    # the page
    "report": Text("Report for the committee", "Rapport au comité"),
    "skip": Text("Skip to the ranking", "Aller au classement"),
    "contents": Text("Contents", "Sommaire"),
    "authority": Text("Authority", "Autorité"),
    "call": Text("Call", "Appel"),
    "newest_day": Text("Newest day in the documents", "Date la plus récente dans les documents"),
    "grids": Text("Grids", "Grilles"),
    "weight": Text("weight", "poids"),
    "envelope": Text("Envelope", "Enveloppe"),
    "awarded": Text("Awarded", "Attribué"),
    "left": Text("Left", "Reste"),
    "requests": Text("Requests", "Demandes"),
    "digest": Text("Digest of the documents", "Empreinte des documents"),
    "engine": Text("Made by", "Établi par"),
    "not_stated": Text("not stated", "non renseigné"),
    "amount_not_stated": Text("amount not stated", "montant non renseigné"),
    "reconstruction": Text(
        "These grids are reconstructions, which nobody published as such: {grids}.",
        "Ces grilles sont des reconstitutions, que personne n'a publiées telles quelles : {grids}.",
    ),
    "none": Text("None.", "Aucun."),
    "colon": Text(": ", "\N{NO-BREAK SPACE}: "),
    "page_of": Text("Page {page} of {of}", "Page {page} sur {of}"),
    "page_column": Text("Page", "Page"),
    "top": Text("Back to the overview", "Retour à la vue d'ensemble"),
    "before": Text("Previous: {request}", "Précédente : {request}"),
    "after": Text("Next: {request}", "Suivante : {request}"),
    # outcomes and statuses
    **{key: Text(_IN_FULL.get(key, each.en), each.fr) for key, each in OUTCOMES.items()},
    # decisions to record
    "decisions": Text("Decisions to record", "Décisions à consigner"),
    "decisions_count": Text(
        "Recorded: {have} of {of}. What the rules propose stands until the committee's decision is recorded.",
        "Consignées : {have} sur {of}. La proposition des règles vaut jusqu'à ce que la décision du comité soit consignée.",
    ),
    "decisions_command": Text(
        "Each is recorded in a document of its own, which {command} writes to fill in.",
        "Chacune est consignée dans un document, que {command} prépare.",
    ),
    "proposed": Text("Proposed", "Proposition"),
    "decided": Text("Decided", "Décision"),
    "to_record": Text("to record", "à consigner"),
    "departs": Text("Departs from the proposal", "S'écarte de la proposition"),
    "look_at": Text("To look at first", "À regarder d'abord"),
    "by_on": Text("{body}, {day}", "{body}, {day}"),
    "disagree_on": Text("Assessors disagree on {criteria}", "Désaccord entre évaluateurs sur {criteria}"),
    "agreed_on": Text("Agreed after discussion: {criteria}", "Accord après discussion : {criteria}"),
    "marks_missing": Text("Marks missing: {count}", "Notes manquantes : {count}"),
    "questions_open": Text("Open questions: {count}", "Questions ouvertes : {count}"),
    "conditions_open": Text("Conditions before any payment: {count}", "Conditions avant tout versement : {count}"),
    # ranking
    "ranking": Text("Ranking", "Classement"),
    "ranking_caption": Text(
        "Requests, best first. The bar runs from 0 to 100: full to the score that is sure, light to the score still possible.",
        "Demandes, la meilleure d'abord. La barre va de 0 à 100 : pleine jusqu'à la note acquise, claire jusqu'à la note encore possible.",
    ),
    "knowledge_caption": Text(
        "Requests with how much is known of each. "
        "The bar runs from 0 to 100: full to the score that is sure, light to the score still possible.",
        "Demandes, avec la part connue de chacune. "
        "La barre va de 0 à 100 : pleine jusqu'à la note acquise, claire jusqu'à la note encore possible.",
    ),
    "line_tick": Text(
        "The upright stroke is the score of the last request paid, {score}.",
        "Le trait vertical est la note de la dernière demande payée, {score}.",
    ),
    "line_row": Text(
        "The line: no request below is paid. Left of the envelope: {left}",
        "La limite : aucune demande au-dessous n'est payée. Reste de l'enveloppe : {left}",
    ),
    "rank": Text("Rank", "Rang"),
    "request": Text("Request", "Demande"),
    "applicant": Text("Applicant", "Porteur"),
    "partners": Text("Shared by", "Partagée entre"),
    "score": Text("Score", "Note"),
    "outcome": Text("Outcome", "Suite"),
    "asked": Text("Asked", "Demandé"),
    "worked_out": Text("Worked out", "Calculé"),
    "known": Text("Known", "Connu"),
    "questions_number": Text("Questions", "Questions"),
    "search": Text("Search the ranking", "Chercher dans le classement"),
    "search_hint": Text("Title, applicant, id or outcome", "Titre, porteur, identifiant ou suite"),
    "shown": Text("{shown} of {of} shown", "{shown} sur {of} affichées"),
    "sort_by": Text("Sort by {column}", "Trier par {column}"),
    # envelope
    "waterfall": Text("The envelope, award by award", "L'enveloppe, aide par aide"),
    "waterfall_caption": Text(
        "What each award takes of the envelope of {envelope}, in the order in which they are paid. "
        "An outline is what a request in reserve would have taken.",
        "Ce que chaque aide prend sur l'enveloppe de {envelope}, dans l'ordre des paiements. "
        "Un contour montre ce qu'une demande en réserve aurait pris.",
    ),
    "waterfall_caption_several": Text(
        "What each award takes of all envelopes together, {envelope}, in the order of the ranking. "
        "An outline is what a request in reserve would have taken.",
        "Ce que chaque aide prend sur l'ensemble des enveloppes, {envelope}, dans l'ordre du classement. "
        "Un contour montre ce qu'une demande en réserve aurait pris.",
    ),
    "takes": Text("Takes", "Prend"),
    "left_after": Text("Left after", "Reste après"),
    "share_of_envelope": Text("Share of the envelope", "Part de l'enveloppe"),
    "waterfall_unknown": Text(
        "Awards of an amount that is not stated take nothing here.",
        "Les aides dont le montant n'est pas renseigné ne prennent rien ici.",
    ),
    "envelopes": Text("Envelopes", "Enveloppes"),
    "amount": Text("Amount", "Montant"),
    "received": Text("Received", "Reçu"),
    "passed_on": Text("Passed on", "Transmis"),
    "requests_paid": Text("Requests paid", "Demandes financées"),
    "from_it": Text("From this envelope", "Sur cette enveloppe"),
    "envelope_why": Text("Why nothing", "Pourquoi rien"),
    "quotas": Text("Quotas", "Quotas"),
    "limits": Text("Limits", "Limites"),
    "at_most_requests": Text("requests: at most {count}", "demandes : au plus {count}"),
    "at_least_requests": Text("requests: at least {count}", "demandes : au moins {count}"),
    "at_least_money": Text("at least {amount}", "au moins {amount}"),
    "at_most_money": Text("at most {amount}", "au plus {amount}"),
    "committee_first": Text("decided by the committee, paid first", "décidée par le comité, payée d'abord"),
    # heat map
    "heat": Text("Requests and criteria", "Demandes et critères"),
    "heat_caption": Text(
        "The level of each criterion, darker where it is worth more of its scale.",
        "Le niveau de chaque critère, plus foncé quand il vaut davantage sur son échelle.",
    ),
    "heat_key": Text("Signs", "Signes"),
    "state_unknown": Text("not stated", "non renseigné"),
    "state_unsupported": Text("no document supports it", "aucune pièce ne le justifie"),
    "state_unrated": Text("not yet marked", "pas encore noté"),
    "state_not-applicable": Text("does not apply", "sans objet"),
    "state_info": Text("not scored", "non noté"),
    "state_scored": Text("scored", "noté"),
    "gate_yes": Text("condition met", "condition remplie"),
    "gate_no": Text("condition not met", "condition non remplie"),
    "gate_open": Text("condition: not stated", "condition : non renseignée"),
    "criteria_list": Text("What each criterion asks", "Ce que demande chaque critère"),
    "scroll": Text(
        "Table wider than the page: it scrolls sideways", "Tableau plus large que la page : il défile de côté"
    ),
    # unknown
    "unknown": Text(
        "What is not known, and what it could change", "Ce qui n'est pas connu, et ce que cela peut changer"
    ),
    "unknown_caption": Text(
        "Requests of which facts, documents or marks are missing. A possible rank takes the other requests as they stand.",
        "Demandes dont il manque des informations, des pièces ou des notes. Un rang possible suppose les autres demandes inchangées.",
    ),
    "could_change": Text("What it could change", "Ce que cela peut changer"),
    "asks": Text("What is asked", "Ce qui est demandé"),
    "may_pass_line": Text(
        "The score may come to stand above {score}, the last one paid",
        "La note peut passer au-dessus de {score}, la dernière payée",
    ),
    "may_not_pass_line": Text(
        "The score stays below {score}, the last one paid", "La note reste au-dessous de {score}, la dernière payée"
    ),
    "may_rank": Text("Rank {rank} at best, {now} now", "Au mieux rang {rank}, aujourd'hui {now}"),
    "may_rank_if": Text("Rank {rank} at best, once it is fundable", "Au mieux rang {rank}, une fois finançable"),
    "eligible_open": Text("Whether it is eligible is not known", "La recevabilité n'est pas connue"),
    "eligible_not": Text("It is not eligible, whatever the score", "Elle n'est pas recevable, quelle que soit la note"),
    "score_may_rise": Text("The score may rise to {score}", "La note peut monter à {score}"),
    "amount_open_worked": Text(
        "No award can be proposed until what the amount is worked out from is stated",
        "Aucune aide ne peut être proposée tant qu'il manque de quoi calculer le montant",
    ),
    "amount_open": Text(
        "No award can be proposed until the amount is stated",
        "Aucune aide ne peut être proposée tant que le montant n'est pas renseigné",
    ),
    # marks
    "marks": Text("Marks, and where assessors differ", "Notes, et où les évaluateurs divergent"),
    "marks_caption": Text(
        "How each assessor's marks spread over the scale, from its lowest fifth to its highest.",
        "Comment les notes de chaque évaluateur se répartissent sur l'échelle, de son cinquième le plus bas au plus haut.",
    ),
    "assessor": Text("Assessor", "Évaluateur"),
    "marks_given": Text("Marks", "Notes"),
    "conflicts": Text("Conflicts of interest", "Conflits d'intérêts"),
    "spread": Text("From low to high", "Du bas au haut"),
    "mean": Text("Mean", "Moyenne"),
    "severity": Text("Against the others", "Par rapport aux autres"),
    "severity_note": Text(
        "Against the others: how much of the scale higher (+) or lower (−) the assessor marks the same criteria. "
        "Shown only: no score uses it.",
        "Par rapport aux autres : de quelle part de l'échelle l'évaluateur "
        "note plus haut (+) ou plus bas (−) les mêmes critères. "
        "Simple indication : aucune note n'en tient compte.",
    ),
    "alpha": Text("Krippendorff's alpha (ordinal)", "Alpha de Krippendorff (ordinal)"),
    "icc": Text("ICC(1,k)", "CCI(1,k)"),
    "on_subjects": Text("{value}, on {count} criteria of requests", "{value}, sur {count} critères de demandes"),
    "differ": Text("Where assessors differ", "Où les évaluateurs divergent"),
    "differ_caption": Text(
        "Criteria on which the assessors disagree, by the rule of the call.",
        "Critères sur lesquels les évaluateurs sont en désaccord, selon la règle de l'appel.",
    ),
    "criterion": Text("Criterion", "Critère"),
    "consensus": Text("After discussion", "Après discussion"),
    "apart": Text("Criteria marked furthest apart", "Critères notés avec le plus d'écart"),
    "apart_caption": Text(
        "The mean distance between the highest and the lowest mark, over requests that several assessors marked.",
        "L'écart moyen entre la note la plus haute et la plus basse, sur les demandes que plusieurs évaluateurs ont notées.",
    ),
    "distance": Text("Mean distance", "Écart moyen"),
    **ROBUST_LABELS,
    # a request
    "each": Text("Each request", "Chaque demande"),
    "each_hint": Text(
        "A request opens from its title above. Printed with one open, the page is that request alone.",
        "Une demande s'ouvre par son titre, plus haut. Imprimée quand une demande est ouverte, la page est cette seule demande.",
    ),
    "each_left_out": Text(
        "The pages of {count} requests are left out here. The report as HTML has them all; --each puts them here.",
        "Les pages de {count} demandes ne figurent pas ici. Le rapport en HTML les a toutes ; --each les met ici.",
    ),
    "show_all": Text("Show and print all requests here", "Afficher et imprimer ici toutes les demandes"),
    "vetoes": Text("Vetoes", "Vetos"),
    "totals": Text("Scores by single assessors", "Notes données par chaque évaluateur"),
    "totals_mean": Text("The mean of these is the score.", "La note est leur moyenne."),
    "totals_median": Text("The median of these is the score.", "La note est leur médiane."),
    "totals_min": Text("The lowest of these is the score.", "La note est la plus basse d'entre elles."),
    "totals_trimmed": Text(
        "The mean of these, without the highest and the lowest, is the score.",
        "La note est leur moyenne, sans la plus haute ni la plus basse.",
    ),
    "ranked_on": Text("Ranked on", "Classé sur"),
    "standing": Text("Standing", "Position"),
    "why": Text("Why", "Pourquoi"),
    "questions": Text("Questions", "Questions"),
    "conditions": Text("Before any payment", "Avant tout versement"),
    "letter": Text("Letter", "Lettre"),
    "no_letter": Text("none, for nothing is granted", "aucune, car rien n'est accordé"),
    "letter_draft": Text("{title} (draft)", "{title} (projet)"),
    "blanks_count": Text("blanks to fill in: {count}", "mentions à compléter : {count}"),
    "letter_says": Text(
        "A draft, to be reviewed before it is signed. It rests on {count} documents, of the digest {digest}.",
        "Un projet, à relire avant signature. Il repose sur {count} documents, d'empreinte {digest}.",
    ),
    "letter_blanks": Text("To be completed before signature", "À compléter avant signature"),
    "letters_folded": Text(
        "The letter that its outcome calls for stands folded on the page of each request, and is printed where it is open.",
        "La lettre que la suite appelle est repliée sur la page de chaque demande ; elle s'imprime là où elle est ouverte.",
    ),
    "letters_many": Text(
        "The letters are left out, for with those of {count} requests the file would grow too large; --letters puts them in.",
        "Les lettres ne figurent pas ici : avec celles de {count} demandes le fichier serait trop lourd ; --letters les y met.",
    ),
    "letters_not_asked": Text(
        "The letters of these requests ({count}) were not asked for here; --letters puts them in.",
        "Les lettres de ces demandes ({count}) n'ont pas été demandées ici ; --letters les y met.",
    ),
    "open_letters": Text("Open and print every letter", "Ouvrir et imprimer toutes les lettres"),
    "eligible": Text("Eligible", "Recevable"),
    "yes": Text("yes", "oui"),
    "no": Text("no", "non"),
    "at_most": Text("at most {score}", "au plus {score}"),
    "points": Text("Points", "Points"),
    "document": Text("Document", "Document"),
    "level": Text("Level", "Niveau"),
    "sections": Text("Sections", "Sections"),
    "on_top": Text("Points on top", "Points en plus"),
    "base_score": Text("Score without points on top", "Note sans les points en plus"),
    "of_scale": Text("{level} of {top}", "{level} sur {top}"),
    "gives": Text("Points of the score", "Points de la note"),
    "gives_of": Text("{gives} of {share}", "{gives} sur {share}"),
    "how": Text("How it came about", "D'où cela vient"),
    "grid_caption": Text("{title}: {score} of 100", "{title} : {score} sur 100"),
    "says": Text("The request says", "La demande indique"),
    "next": Text("Next", "Ensuite"),
    "evidence": Text("Evidence", "Pièces"),
    "as_of": Text("as of {day}", "au {day}"),
    "supports": Text("supports {paths}", "justifie {paths}"),
    "targets": Text("Targets, which are not results", "Cibles, qui ne sont pas des résultats"),
    "target_by": Text("{path}: {target}, by {day}", "{path} : {target}, d'ici au {day}"),
    "target": Text("{path}: {target}", "{path} : {target}"),
    "unread": Text("Stated, and shown by no criterion", "Indiqué, et montré par aucun critère"),
    "decision": Text("The committee's decision", "Décision du comité"),
    "decision_text": Text("{outcome}, {amount}", "{outcome}, {amount}"),
    # findings
    "findings": Text("Found in the documents", "Relevé dans les documents"),
    "findings_note": Text(
        "{count} findings; the first {shown} are listed.", "{count} constats ; les {shown} premiers sont listés."
    ),
    **MONITORING_LABELS,
}
