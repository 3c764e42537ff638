"""What the report on funded projects says itself, in English and French; a light and a state go by its value in the code."""

from __future__ import annotations

from typing import Final

from asipgrid.model.values import Text

MONITORING_LABELS: Final = {
    # the page
    "followed": Text("Report on funded projects", "Rapport sur les projets financés"),
    "skip_projects": Text("Skip to the projects", "Aller aux projets"),
    "on_day": Text("As of", "Situation au"),
    "projects": Text("Funded projects", "Projets financés"),
    "project": Text("Project", "Projet"),
    "each_project": Text("Project by project", "Projet par projet"),
    "no_project": Text(
        "No request of this call is funded, so there is nothing to follow.",
        "Aucune demande de cet appel n'est financée : il n'y a rien à suivre.",
    ),
    "show_projects": Text("Show and print all projects here", "Afficher et imprimer ici tous les projets"),
    "each_project_hint": Text(
        "A title in any table opens the project on a page of its own, which prints alone.",
        "Un titre, dans chaque tableau, ouvre le projet sur sa propre page, qui s'imprime seule.",
    ),
    "each_project_left_out": Text(
        "The pages of {count} projects are left out here. The report as HTML has them all; --each puts them here.",
        "Les pages de {count} projets ne figurent pas ici. Le rapport en HTML les a toutes ; --each les met ici.",
    ),
    "projects_caption": Text(
        "The worst first. The light of a project is that of its worst goal or target of its own.",
        "Le plus préoccupant d'abord. La situation d'un projet est celle de son objectif ou engagement le plus en difficulté.",
    ),
    "search_projects": Text("Search the projects", "Chercher dans les projets"),
    "search_projects_hint": Text(
        "Title, beneficiary, id, light or goal", "Titre, bénéficiaire, identifiant, situation ou objectif"
    ),
    "light": Text("Light", "Situation"),
    "lights": Text("Lights", "Situations"),
    "worst_goals": Text("Goals at this light", "Objectifs dans cette situation"),
    "reached_count": Text("Goals reached", "Objectifs atteints"),
    "out_of": Text("{have} of {of}", "{have} sur {of}"),
    "score_then_now": Text("Score then and now", "Note alors et aujourd'hui"),
    "envelope_of": Text("Envelope", "Enveloppe"),
    "beneficiary": Text("Beneficiary", "Bénéficiaire"),
    # lights
    "late": Text("late", "en retard"),
    "no-report": Text("no report", "sans rapport"),
    "at-risk": Text("at risk", "à surveiller"),
    "light_not-due": Text("not due", "pas encore dû"),
    "on-track": Text("on track", "en bonne voie"),
    "reached": Text("reached", "atteint"),
    "no_goal": Text("no goal", "sans objectif"),
    # money
    "money": Text("Payments", "Versements"),
    "paid": Text("Paid", "Versé"),
    "payable": Text("Payable", "À verser"),
    "suspended": Text("Suspended", "Suspendu"),
    "not-due": Text("Not due yet", "Pas encore dû"),
    "ended": Text("Not payable any more", "N'est plus dû"),
    "nothing-due": Text("Nothing due", "Sans objet"),
    "gone_back": Text("Gone back", "Reversé"),
    "money_caption": Text(
        "What became of each award by this day. Paid, payable, suspended, not due yet and not payable any more make up the award.",
        "Ce qu'est devenue chaque aide à cette date. Versé, à verser, suspendu, pas encore dû et n'est plus dû font l'aide attribuée.",
    ),
    "all_projects": Text("All projects", "Ensemble des projets"),
    "bar_caption": Text(
        "The bar: full is paid, light is payable, outlined is suspended.",
        "La barre : en plein ce qui est versé, en clair ce qui est à verser, en contour ce qui est suspendu.",
    ),
    "share_of_award": Text("Share of the award", "Part de l'aide"),
    # calendar
    "calendar": Text("Calendar", "Calendrier"),
    "calendar_caption": Text(
        "What is open, by day: of one day reports, then payments, goals, targets of its own, the end of the agreement, "
        "each by project. What is received, paid or reached is left out. What may be paid now or is held back stands at this day, "
        "and what no day is stated for at the end.",
        "Ce qui reste à faire, par date : pour une même date les rapports, puis les versements, les objectifs, les engagements "
        "du porteur, la fin de la convention, chacun par projet. Ce qui est reçu, versé ou atteint n'y figure pas. "
        "Ce qui peut être versé ou reste suspendu figure à la date du rapport, et ce qui n'a pas de date à la fin.",
    ),
    "due_day": Text("Day", "Date"),
    "what": Text("What", "Quoi"),
    "stands": Text("Stands", "État"),
    "no_day": Text("no day stated", "sans date"),
    "overdue": Text("overdue", "en retard"),
    "to_come": Text("to come", "à venir"),
    "today": Text("on this day", "à cette date"),
    "report_of": Text("Report of {period}", "Rapport de {period}"),
    "payment_number": Text("Payment {number}", "Versement {number}"),
    "goals_of": Text("Goals: {names}", "Objectifs : {names}"),
    "targets_of": Text("Targets of its own: {names}", "Engagements du porteur : {names}"),
    "end_of_agreement": Text("End of the agreement", "Fin de la convention"),
    # what is overdue and not known
    "open_matters": Text("Overdue, not known, and to ask", "En retard, non connu, et à demander"),
    "open_caption": Text(
        "What keeps goals and payments of each project, and what is not known on this day.",
        "Ce qui retient les objectifs et les versements de chaque projet, et ce qui n'est pas connu à cette date.",
    ),
    "overdue_title": Text("Overdue", "En retard"),
    "unknown_title": Text("Not known", "Non connu"),
    "withheld_title": Text("Payments held back", "Versements retenus"),
    "ask_title": Text("Questions, on the facts of this day", "Questions, d'après les faits à cette date"),
    "report_was_due": Text(
        "The report of {period} was due on {day}", "Le rapport de {period} était attendu pour le {day}"
    ),
    "goal_says": Text("{names}: {reason}", "{names} : {reason}"),
    "payment_held": Text("Payment {number}, {amount}: {why}", "Versement {number}, {amount} : {why}"),
    "unsigned_says": Text("{reason}, so nothing is payable", "{reason} : rien ne peut être versé"),
    # a project
    "start_day": Text("Progress is expected from", "Progrès attendus à partir du"),
    "start_signed": Text("{day}, the day the addendum was signed", "{day}, date de signature de l'avenant"),
    "start_call": Text("{day}, the start that the call sets", "{day}, début fixé par l'appel"),
    "start_decided": Text("{day}, the day of the committee's decision", "{day}, date de la décision du comité"),
    "start_unknown": Text(
        "not known: no signature recorded, no start in the call, no day of a decision",
        "non connu : ni signature consignée, ni début dans l'appel, ni date de décision",
    ),
    "signed": Text("Addendum signed on", "Avenant signé le"),
    "not_signed": Text("no signature recorded", "aucune signature consignée"),
    "agreement_ends": Text("The agreement ends on", "La convention prend fin le"),
    "agreement_ended": Text("The agreement ended on", "La convention a pris fin le"),
    "moved_end": Text("{day}, moved on {decided}: {why}", "{day}, déplacée le {decided} : {why}"),
    "reports_received": Text("Reports received", "Rapports reçus"),
    "period_as_of": Text("{period} (as of {day})", "{period} (au {day})"),
    "spent_by": Text("Spent by {day}", "Dépensé au {day}"),
    "difficulties": Text("Difficulties reported", "Difficultés signalées"),
    "difficulty": Text("{period}: {says}", "{period} : {says}"),
    "levels_moved": Text("Criteria that moved since the decision", "Critères qui ont changé depuis la décision"),
    "level_moved": Text("{id}: {then} → {now}", "{id} : {then} → {now}"),
    "nothing_moved": Text("No level has moved.", "Aucun niveau n'a changé."),
    "money_back": Text("Money gone back", "Sommes reversées"),
    "back_on": Text("{amount}, decided on {day}: {why}", "{amount}, décidé le {day} : {why}"),
    # goals
    "goals": Text("Goals", "Objectifs"),
    "own_targets": Text("Targets of its own", "Engagements du porteur"),
    "baseline": Text("Baseline", "Départ"),
    "goal_target": Text("Target", "Cible"),
    "by_day": Text("{value} by {day}", "{value} au {day}"),
    "on_a_day": Text("{value} on {day}", "{value} le {day}"),
    "latest": Text("Latest value", "Dernière valeur"),
    "no_value": Text("none reported", "aucune"),
    "way_done": Text("Way done", "Chemin parcouru"),
    "of_the_target": Text("{share} of the target", "{share} de la cible"),
    "way_expected": Text("Expected by now", "Attendu à cette date"),
    "index": Text("Done of what is expected", "Parcouru sur attendu"),
    "asks_level": Text("The level asks for", "Ce niveau demande"),
    "goal_moved": Text("Moved on {day}: {why}", "Déplacé le {day} : {why}"),
    "seen_in": Text("Seen in", "Constaté dans"),
    "level_value": Text("level {level}", "niveau {level}"),
    "picture_key": Text(
        "Dashed: the planned path. Full with points: what was reported. Level stroke: the target. Upright stroke: this day.",
        "En tirets : le chemin prévu. En plein avec des points : les valeurs rapportées. "
        "Trait horizontal : la cible. Trait vertical : cette date.",
    ),
    "behind_picture": Text("Figures behind the picture", "Chiffres de la figure"),
    "planned": Text("Planned", "Prévu"),
    "reported": Text("Reported", "Rapporté"),
    "day": Text("Day", "Date"),
    # payments
    "payments": Text("Payments", "Versements"),
    "payment": Text("Payment", "Versement"),
    "payments_caption": Text(
        "The payments of the addendum, in its order, in {currency}.",
        "Les versements de l'avenant, dans son ordre, en {currency}.",
    ),
    "no_payments": Text(
        "No payment is followed: the addendum has none, or the amount of the award is not stated.",
        "Aucun versement n'est suivi : l'avenant n'en a pas, ou le montant de l'aide n'est pas renseigné.",
    ),
    "from_day": Text("from {day}", "à partir du {day}"),
    "asks_payment": Text("The addendum asks: {reason}", "L'avenant demande : {reason}"),
    "paid_on": Text("{amount} on {day}", "{amount} le {day}"),
    "paid_reference": Text("{amount} on {day} ({reference})", "{amount} le {day} ({reference})"),
    "sum": Text("Sum: the award", "Total : l'aide attribuée"),
    "common_conditions": Text("Before any payment", "Avant tout versement"),
    "holds_yes": Text("holds: {reason}", "remplie : {reason}"),
    "holds_no": Text("does not hold: {reason}", "non remplie : {reason}"),
    "holds_open": Text("not known: {reason}", "non connue : {reason}"),
}
"""Not due is a light of goals and a state of payments: of goals it goes by `light_not-due`."""
