"""What each field of the eight documents holds, in English and French: one source for editors and for skeletons.

Keys are `kind.path`, `[]` for the items of a list and `*` for keys that the document chooses. A test holds that every
field of the shipped schemas has its words, and that every word has its field.
"""

from __future__ import annotations

from typing import Final

from asipgrid.model.values import Text

COLON: Final = Text(": ", " : ")

_EVIDENCE: Final = {
    "evidence": ("Documents behind the facts", "Pièces justificatives des faits"),
    "evidence[].id": ("Id of the document, such as E1", "Identifiant de la pièce, par exemple E1"),
    "evidence[].title": ("Title of the document", "Titre de la pièce"),
    "evidence[].date": ("Day of the document", "Date de la pièce"),
    "evidence[].as_of": (
        "Day its figures describe, if it is another day",
        "Date à laquelle se rapportent ses chiffres, si elle diffère",
    ),
    "evidence[].file": ("File that comes with the request", "Fichier joint à la demande"),
    "evidence[].source": ("Where the document comes from", "Origine de la pièce"),
    "evidence[].passage": (
        "Where in the source: paragraph, page or line, such as § 8",
        "Endroit de la source : alinéa, page ou ligne, par exemple § 8",
    ),
    "evidence[].passage.en": ("In English", "En anglais"),
    "evidence[].passage.fr": ("In French", "En français"),
    "evidence[].precision": (
        "How exact the source is about the figure; if empty, exact",
        "Précision de la source sur le chiffre ; à défaut, exact",
    ),
    "evidence[].supports": (
        "Fields that the document supports, such as ins.records_active",
        "Champs que la pièce justifie, par exemple ins.records_active",
    ),
}

_REQUEST: Final = {
    "request": ("Id of the request, the name of its file", "Identifiant de la demande, nom de son fichier"),
    "call": ("Id of the call, the name of its folder", "Identifiant de l'appel, nom de son dossier"),
    "title": ("Title of the project", "Titre du projet"),
    "title.en": ("In English", "En anglais"),
    "title.fr": ("In French", "En français"),
    "applicant": ("Structure that applies", "Porteur de projet"),
    "applicant.name": ("Name of the structure", "Nom de la structure"),
    "applicant.legal_form": ("Legal form", "Forme juridique"),
    "applicant.scope": ("Is the project regional or national?", "Le projet est-il régional ou national ?"),
    "applicant.region": ("Region", "Région"),
    "agreement": ("Agreement in force with the authority", "Convention en cours avec l'autorité"),
    "agreement.reference": ("Reference of the agreement", "Référence de la convention"),
    "agreement.signed_on": ("Day it was signed", "Date de signature"),
    "agreement.ends_on": ("Day it ends", "Date de fin"),
    "agreement.amount": ("Amount granted so far", "Montant accordé jusqu'ici"),
    "submitted_on": ("Day the request is submitted", "Date de dépôt de la demande"),
    "funding": ("Money", "Financement"),
    "funding.requested": ("Amount requested", "Montant demandé"),
    "funding.minimum": (
        "Amount below which the project cannot run; if empty, the amount requested",
        "Montant en dessous duquel le projet ne peut pas se faire ; à défaut, le montant demandé",
    ),
    "funding.total_cost": ("Total cost of the project", "Coût total du projet"),
    "funding.lines": (
        "Budget of the amount requested; its lines sum to it",
        "Budget du montant demandé ; ses lignes en donnent la somme",
    ),
    "funding.lines[].item": ("What is paid for", "Objet de la dépense"),
    "funding.lines[].amount": ("Amount", "Montant"),
    "funding.other_funders": ("Other funders of the project", "Autres financeurs du projet"),
    "funding.other_funders[].name": ("Name of the funder", "Nom du financeur"),
    "funding.other_funders[].amount": ("Amount", "Montant"),
    "commitments": (
        "The applicant's own targets; a target is never a result",
        "Cibles que se fixe le porteur de projet ; une cible n'est jamais un résultat",
    ),
    "commitments[].path": (
        "Field the target is for, such as ins.records_with_ins",
        "Champ visé, par exemple ins.records_with_ins",
    ),
    "commitments[].target": ("Number or day to reach", "Nombre ou date à atteindre"),
    "commitments[].by": ("Day by which it is reached", "Date d'échéance"),
    "commitments[].until": (
        "Time by which it is reached, where no day was given",
        "Moment de l'échéance, quand aucune date n'a été donnée",
    ),
    "commitments[].until.en": ("In English", "En anglais"),
    "commitments[].until.fr": ("In French", "En français"),
    "commitments[].source": ("Where the target is stated", "Origine de la cible"),
    "commitments[].passage": (
        "Where in the source: paragraph, page or line, such as § 8",
        "Endroit de la source : alinéa, page ou ligne, par exemple § 8",
    ),
    "commitments[].passage.en": ("In English", "En anglais"),
    "commitments[].passage.fr": ("In French", "En français"),
    "chart": (
        "What the chart of projects says of this one, theme by theme",
        "Ce que le tableau des projets dit de celui-ci, thème par thème",
    ),
    "chart.*.en": ("In English", "En anglais"),
    "chart.*.fr": ("In French", "En français"),
    **_EVIDENCE,
}

_RATING: Final = {
    "rating": ("Id of the request that is rated", "Identifiant de la demande évaluée"),
    "assessor": ("Id of the assessor, the name of the folder", "Identifiant de l'évaluateur, nom du dossier"),
    "rated_on": ("Day of the rating", "Date de l'évaluation"),
    "conflict": (
        "true declares a conflict of interest; the sheet then carries no marks",
        "true déclare un conflit d'intérêts ; la fiche ne porte alors aucune note",
    ),
    "marks": ("One mark a criterion", "Une note par critère"),
    "marks.*": ("Mark of one criterion", "Note d'un critère"),
    "marks.*.level": ("Level given", "Niveau attribué"),
    "marks.*.why": ("Reason for this level", "Motif de ce niveau"),
}

_DECISION: Final = {
    "decision": ("Id of the request that is decided", "Identifiant de la demande décidée"),
    "outcome": ("What the committee decided", "Décision du comité"),
    "amount": ("Amount awarded, with the outcome fund", "Montant attribué, avec la décision fund"),
    "decided_by": ("Who decided", "Instance qui a décidé"),
    "decided_on": ("Day of the decision", "Date de la décision"),
    "why": ("Reason for the decision", "Motif de la décision"),
    "source": ("Where the decision is published", "Publication de la décision"),
}

_PROGRESS: Final = {
    "progress": ("Id of the request that is reported on", "Identifiant de la demande suivie"),
    "period": ("Period of the report, the name of the folder", "Période du rapport, nom du dossier"),
    "as_of": ("Day the facts describe", "Date à laquelle se rapportent les faits"),
    "facts": ("Facts that have changed since the request", "Faits qui ont changé depuis la demande"),
    "spent": ("Amount spent so far", "Montant dépensé à ce jour"),
    "difficulties": ("What went wrong, in a few words", "Difficultés rencontrées, en quelques mots"),
    **_EVIDENCE,
}

_PAYMENT: Final = {
    "payment": ("Id of the request that is paid", "Identifiant de la demande payée"),
    "signed_on": ("Day the addendum was signed", "Date de signature de l'avenant"),
    "paid": ("Payments that were made", "Versements effectués"),
    "paid[].number": ("Number of the payment in the addendum", "Numéro du versement dans l'avenant"),
    "paid[].amount": ("Amount paid", "Montant versé"),
    "paid[].paid_on": ("Day of the payment", "Date du versement"),
    "paid[].reference": ("Reference in the accounts", "Référence comptable"),
}

_AMENDMENT: Final = {
    "amendment": (
        "Id of the request whose addendum is amended",
        "Identifiant de la demande dont l'avenant est modifié",
    ),
    "decided_by": ("Who decided", "Instance qui a décidé"),
    "moves": ("Goals that are moved", "Objectifs déplacés"),
    "moves[].goal": ("Id of the goal, such as INS-03", "Identifiant de l'objectif, par exemple INS-03"),
    "moves[].target": (
        "New target of a figure, in the unit of its measure (0.45 is 45 %)",
        "Nouvelle cible d'une valeur, dans l'unité de sa mesure (0.45 vaut 45 %)",
    ),
    "moves[].level": ("New level of a goal that is judged by levels", "Nouveau niveau d'un objectif jugé par niveaux"),
    "moves[].due": ("New due day", "Nouvelle échéance"),
    "moves[].decided_on": ("Day of the decision", "Date de la décision"),
    "moves[].why": ("Reason for the move", "Motif du déplacement"),
    "ends": ("Moves of the end of the agreement", "Reports de la fin de la convention"),
    "ends[].ends_on": ("New last day of the agreement", "Nouveau dernier jour de la convention"),
    "ends[].decided_on": ("Day of the decision", "Date de la décision"),
    "ends[].why": ("Reason for the move", "Motif du report"),
    "returns": ("Money that goes back", "Sommes restituées"),
    "returns[].amount": ("Amount that goes back", "Montant restitué"),
    "returns[].decided_on": ("Day of the decision", "Date de la décision"),
    "returns[].why": ("Reason", "Motif"),
}

_CALL: Final = {
    "call": ("Id of the call, the name of its folder", "Identifiant de l'appel, nom de son dossier"),
    "title": ("Title of the call", "Titre de l'appel"),
    "title.en": ("In English", "En anglais"),
    "title.fr": ("In French", "En français"),
    "about": ("What readers of a result must know", "Ce que le lecteur d'un résultat doit savoir"),
    "about.en": ("In English", "En anglais"),
    "about.fr": ("In French", "En français"),
    "basis": (
        "submitted: documents handed in by applicants; published: facts compiled from publications",
        "submitted : documents déposés par les porteurs ; published : faits tirés de publications",
    ),
    "sources": ("Sources, by a key such as A or S4", "Sources, par une clé comme A ou S4"),
    "authority": ("Who funds", "Financeur"),
    "authority.name": ("Name of the authority", "Nom de l'autorité"),
    "authority.name.en": ("In English", "En anglais"),
    "authority.name.fr": ("In French", "En français"),
    "authority.signatory": ("Who signs", "Signataire"),
    "authority.signatory.en": ("In English", "En anglais"),
    "authority.signatory.fr": ("In French", "En français"),
    "legal_basis": ("Texts the call rests on", "Textes qui fondent l'appel"),
    "legal_basis[].en": ("In English", "En anglais"),
    "legal_basis[].fr": ("In French", "En français"),
    "calendar": ("Days of the call", "Calendrier de l'appel"),
    "calendar.announced": ("Day the call was announced", "Date d'annonce de l'appel"),
    "calendar.terms_set": ("Day its terms were set", "Date de fixation des modalités"),
    "calendar.opens": ("First day of submission", "Premier jour de dépôt"),
    "calendar.closes": ("Last day of submission", "Dernier jour de dépôt"),
    "currency": ("Currency of every amount, three letters", "Monnaie de tous les montants, trois lettres"),
    "envelope": ("Money to share out", "Enveloppe à répartir"),
    "grids": ("Analysis grids and their weights", "Grilles d'analyse et leurs poids"),
    "aggregate": (
        "hierarchical: grid scores are weighted; flat: all criteria in one sum",
        "hierarchical : notes de grille pondérées ; flat : tous les critères en une somme",
    ),
    "panel": ("Assessors of each request", "Évaluateurs de chaque demande"),
    "panel.assessors": ("Marks needed for a criterion", "Notes nécessaires par critère"),
    "panel.aggregate": ("How several marks become one", "Passage de plusieurs notes à une seule"),
    "panel.disagreement": (
        "Levels between two marks from which they disagree",
        "Écart de niveaux à partir duquel il y a désaccord",
    ),
    "panel.blind": (
        "true: nobody sees the marks of others before giving all of their own",
        "true : nul ne voit les notes des autres avant d'avoir donné toutes les siennes",
    ),
    "panel.subjects": (
        "Marked criteria below which no agreement is computed; if empty, 20",
        "Critères notés en dessous desquels aucun accord n'est calculé ; à défaut, 20",
    ),
    "decisions": (
        "Rules, tried in this order; the first that holds decides, the last has no `when`",
        "Règles, essayées dans cet ordre ; la première qui s'applique décide, la dernière est sans `when`",
    ),
    "decisions[].outcome": ("What is proposed", "Proposition"),
    "decisions[].when": ("Condition", "Condition"),
    "ranking": ("Order of the requests to fund", "Classement des demandes à financer"),
    "ranking.by": ("score, points, or a grid's id", "score, points, ou l'identifiant d'une grille"),
    "ranking.tie_break": ("What puts ties apart, in this order", "Départage des ex aequo, dans cet ordre"),
    "ranking.tie_break[].path": ("Figure that puts ties apart", "Valeur qui départage"),
    "ranking.tie_break[].order": ("Which comes first", "Sens du classement"),
    "ranking.unresolved": (
        "stop, or a lot drawn from a seed that is named before the call closes",
        "stop, ou un tirage au sort dont la graine est nommée avant la clôture",
    ),
    "ranking.unresolved.lot": ("Seed of the lot", "Graine du tirage"),
    "allocation": ("Sharing of the envelope", "Répartition de l'enveloppe"),
    "allocation.overflow": (
        "When a request does not fit: skip it, or stop there",
        "Quand une demande ne tient pas : la passer (skip) ou s'arrêter (stop)",
    ),
    "allocation.partial": (
        "remainder: it may get what is left, never below its minimum; none: all or nothing",
        "remainder : elle peut recevoir le reste, jamais moins que son minimum ; none : tout ou rien",
    ),
    "allocation.ceiling": ("Most that one request may get", "Plafond par demande"),
    "allocation.rate": (
        "Largest share of the total cost, from 0 to 1",
        "Part maximale du coût total, de 0 à 1",
    ),
    "addendum": ("Terms of the addendum", "Clauses de l'avenant"),
    "addendum.builds_on": (
        "Ids of earlier calls whose addenda these follow, oldest first",
        "Ids des appels antérieurs dont ces avenants prennent la suite, du plus ancien au plus récent",
    ),
    "addendum.goal_level": ("Level that goals ask for: next, max or a level", "Niveau visé : next, max ou un niveau"),
    "addendum.goals_due": ("Day the goals are due", "Échéance des objectifs"),
    "addendum.payments": ("Payments; their shares sum to 1", "Versements ; leurs parts font 1"),
    "addendum.payments[].share": ("Share of the award, from 0 to 1", "Part du montant attribué, de 0 à 1"),
    "addendum.payments[].at": ("When it is paid", "Moment du versement"),
    "addendum.payments[].at.en": ("In English", "En anglais"),
    "addendum.payments[].at.fr": ("In French", "En français"),
    "addendum.payments[].from": ("First day of the payment", "Premier jour du versement"),
    "addendum.payments[].when": ("Condition of the payment", "Condition du versement"),
    "addendum.payments[].units": (
        "Released in parts: each unit beyond what the request stated, at a price",
        "Libéré par parts : chaque unité au-delà de ce qu'indiquait la demande, à un prix",
    ),
    "addendum.payments[].units.path": ("Number that is counted", "Nombre compté"),
    "addendum.payments[].units.price": ("Amount for one unit", "Montant par unité"),
    "monitoring": ("Terms of monitoring", "Clauses du suivi"),
    "monitoring.start": (
        "Day from which progress is expected, where no signature is recorded",
        "Date à partir de laquelle un avancement est attendu, à défaut de signature enregistrée",
    ),
    "monitoring.on_track": (
        "Share of what is expected by now from which a goal is on track; if empty, 0.9",
        "Part de l'attendu à ce jour à partir de laquelle un objectif est en bonne voie ; à défaut, 0.9",
    ),
    "monitoring.at_risk": (
        "Share from which it is at risk rather than late; if empty, 0.8",
        "Part à partir de laquelle il est en risque plutôt qu'en retard ; à défaut, 0.8",
    ),
    "monitoring.reports": ("Reports that funded projects owe", "Rapports dus par les projets financés"),
    "monitoring.reports[].period": ("Period of the report", "Période du rapport"),
    "monitoring.reports[].due": ("Last day to deliver it", "Dernier jour de remise"),
    "monitoring.milestones": (
        "What is expected on the way, in the place of a straight line",
        "Ce qui est attendu en chemin, au lieu d'une ligne droite",
    ),
    "monitoring.milestones[].by": ("Day of the milestone", "Date du jalon"),
    "monitoring.milestones[].share": (
        "Share of the way from the present value to the target, from 0 to 1",
        "Part du chemin de la valeur actuelle à la cible, de 0 à 1",
    ),
    "monitoring.milestones[].goals": (
        "Ids of the goals it is for; if empty, every goal without its own",
        "Ids des objectifs concernés ; à défaut, tous ceux qui n'en ont pas en propre",
    ),
    "chart": ("Chart of the projects", "Tableau des projets"),
    "chart.themes": ("Themes of the chart, one a column", "Thèmes du tableau, un par colonne"),
    "chart.themes[].id": (
        "Id by which requests word the theme",
        "Identifiant sous lequel les demandes décrivent le thème",
    ),
    "chart.themes[].title": ("Heading of the column", "Titre de la colonne"),
    "chart.themes[].title.en": ("In English", "En anglais"),
    "chart.themes[].title.fr": ("In French", "En français"),
    "chart.themes[].reads": (
        "Facts shown too, such as change_support.records_opened",
        "Faits montrés aussi, par exemple change_support.records_opened",
    ),
    "chart.themes[].reads[].path": ("Field of the request", "Champ de la demande"),
    "chart.themes[].reads[].title": ("What it is called on the chart", "Son nom dans le tableau"),
    "chart.themes[].reads[].title.en": ("In English", "En anglais"),
    "chart.themes[].reads[].title.fr": ("In French", "En français"),
    "letters": ("Terms of the letters", "Clauses des courriers"),
    "letters.answer_by": ("Last day to answer what is asked", "Dernier jour pour répondre aux questions"),
    "letters.reserve_until": ("Last day of the reserve list", "Dernier jour de la liste de réserve"),
    "letters.appeal": ("Ways and time limits of appeal", "Voies et délais de recours"),
    "letters.appeal.en": ("In English", "En anglais"),
    "letters.appeal.fr": ("In French", "En français"),
    "letters.whys": (
        "true: applicants read the reasons that assessors gave; if empty, false",
        "true : le porteur lit les motifs donnés par les évaluateurs ; si vide, false",
    ),
}

_GRID: Final = {
    "grid": ("Id of the grid, capital letters", "Identifiant de la grille, en majuscules"),
    "version": ("Version, major.minor.patch", "Version, majeure.mineure.correction"),
    "title": ("Title of the grid", "Titre de la grille"),
    "title.en": ("In English", "En anglais"),
    "title.fr": ("In French", "En français"),
    "status": ("Where the grid comes from", "Origine de la grille"),
    "about": ("What users of the grid must know", "Ce que l'utilisateur de la grille doit savoir"),
    "about.en": ("In English", "En anglais"),
    "about.fr": ("In French", "En français"),
    "sources": ("Sources, by a key such as A or S4", "Sources, par une clé comme A ou S4"),
    "scale": ("Levels run from 0 to max", "Les niveaux vont de 0 à max"),
    "scale.max": ("Highest level", "Niveau le plus haut"),
    "scale.step": ("1, or 0.5 for half levels", "1, ou 0.5 pour des demi-niveaux"),
    "values": ("Worth of each level, from 0 to 1", "Valeur de chaque niveau, de 0 à 1"),
    "anchors": ("What the levels mean, from 0 to max", "Sens des niveaux, de 0 à max"),
    "anchors[].en": ("In English", "En anglais"),
    "anchors[].fr": ("In French", "En français"),
    "block": ("Key of a request that holds this grid's facts", "Clé de la demande qui porte les faits de la grille"),
    "facts": ("JSON Schema of that block", "JSON Schema de ce bloc"),
    "measures": ("Figures computed from the facts", "Valeurs calculées à partir des faits"),
    "measures.*": ("One figure", "Une valeur"),
    "measures.*.title": ("Words for letters", "Intitulé pour les courriers"),
    "measures.*.title.en": ("In English", "En anglais"),
    "measures.*.title.fr": ("In French", "En français"),
    "measures.*.value": ("One number of the request", "Un nombre de la demande"),
    "measures.*.ratio": ("First number divided by the second", "Premier nombre divisé par le second"),
    "measures.*.difference": ("First number less the second", "Premier nombre moins le second"),
    "measures.*.days": ("Days from the first day to the second", "Jours de la première date à la seconde"),
    "measures.*.months": ("Months from the first day to the second", "Mois de la première date à la seconde"),
    "measures.*.unit": ("Unit in which it is shown", "Unité d'affichage"),
    "criteria": ("What is asked and how it is judged", "Ce qui est demandé et comment c'est jugé"),
    "criteria[].id": ("The grid's id, a hyphen, two digits", "Identifiant de la grille, tiret, deux chiffres"),
    "criteria[].question": ("Question the criterion answers", "Question à laquelle répond le critère"),
    "criteria[].question.en": ("In English", "En anglais"),
    "criteria[].question.fr": ("In French", "En français"),
    "criteria[].gate": (
        "eligibility: else refused; payment: else nothing is paid",
        "eligibility : sinon irrecevable ; payment : sinon aucun versement",
    ),
    "criteria[].requires": ("Condition of the gate", "Condition à remplir"),
    "criteria[].applies_when": ("The criterion applies only if", "Le critère ne s'applique que si"),
    "criteria[].weight": ("Weight in the grid", "Poids dans la grille"),
    "criteria[].info": ("true: shown, never scored", "true : affiché, jamais noté"),
    "criteria[].minimum": ("Least level asked for", "Niveau minimal exigé"),
    "criteria[].levels": ("Levels given by facts, the highest that holds", "Niveaux selon les faits, le plus haut"),
    "criteria[].levels[].level": ("Level", "Niveau"),
    "criteria[].levels[].is": ("What it means", "Ce qu'il signifie"),
    "criteria[].levels[].is.en": ("In English", "En anglais"),
    "criteria[].levels[].is.fr": ("In French", "En français"),
    "criteria[].levels[].when": ("Condition", "Condition"),
    "criteria[].measure": ("Name of the measure that is judged", "Nom de la mesure jugée"),
    "criteria[].at_least": ("Thresholds of levels 1 to max, rising", "Seuils des niveaux 1 à max, croissants"),
    "criteria[].at_most": ("Thresholds of levels 1 to max, falling", "Seuils des niveaux 1 à max, décroissants"),
    "criteria[].linear": ("Points of a curve: figure, level", "Points d'une courbe : valeur, niveau"),
    "criteria[].mark": ("anchors, or the texts of levels 0 to max", "anchors, ou les textes des niveaux 0 à max"),
    "criteria[].mark[].en": ("In English", "En anglais"),
    "criteria[].mark[].fr": ("In French", "En français"),
    "criteria[].reads": ("Texts that assessors judge by", "Textes sur lesquels jugent les évaluateurs"),
    "criteria[].evidence": (
        "asked: a document is asked for; required: without one the fact counts as not stated",
        "asked : pièce demandée ; required : sans pièce, le fait compte comme non renseigné",
    ),
    "criteria[].documents": ("Documents to supply", "Pièces à fournir"),
    "criteria[].documents.en": ("In English", "En anglais"),
    "criteria[].documents.fr": ("In French", "En français"),
    "criteria[].goal": (
        "Goal set in an addendum; never: no addendum sets one",
        "Objectif fixé dans un avenant ; never : aucun avenant n'en fixe",
    ),
    "criteria[].goal.en": ("In English", "En anglais"),
    "criteria[].goal.fr": ("In French", "En français"),
    "criteria[].source": ("Keys of the sources", "Clés des sources"),
}

_ALL: Final = {
    "request": _REQUEST,
    "rating": _RATING,
    "decision": _DECISION,
    "progress": _PROGRESS,
    "call": _CALL,
    "grid": _GRID,
    "payment": _PAYMENT,
    "amendment": _AMENDMENT,
}
FIELDS: Final[dict[str, Text]] = {
    f"{kind}.{path}": Text(en, fr) for kind, fields in _ALL.items() for path, (en, fr) in fields.items()
}
