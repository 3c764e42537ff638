"""The places for data that a clause may hold, each with the words of the blank that stands there when it is not stated."""

from __future__ import annotations

from typing import Final

from asipgrid.model.values import Text

PLACES: Final = {
    "amount": Text("amount of the funding", "montant du financement"),
    "amount_words": Text("amount of the funding in words", "montant du financement en toutes lettres"),
    "applicant": Text("name of the beneficiary", "nom du bénéficiaire"),
    "applicant_capacity": Text("capacity of the beneficiary's signatory", "qualité du signataire du bénéficiaire"),
    "applicant_legal_form": Text("legal form of the beneficiary", "forme juridique du bénéficiaire"),
    "applicant_registration": Text(
        "registration number of the beneficiary", "numéro d'immatriculation du bénéficiaire"
    ),
    "applicant_seat": Text("seat of the beneficiary", "siège du bénéficiaire"),
    "applicant_signatory": Text("name of the beneficiary's signatory", "nom du signataire du bénéficiaire"),
    "authority": Text("name of the funder", "nom du financeur"),
    "authority_capacity": Text("capacity of the funder's signatory", "qualité du signataire du financeur"),
    "authority_legal_form": Text("legal form of the funder", "forme juridique du financeur"),
    "authority_registration": Text("registration number of the funder", "numéro d'immatriculation du financeur"),
    "authority_seat": Text("seat of the funder", "siège du financeur"),
    "authority_signatory": Text("name of the funder's signatory", "nom du signataire du financeur"),
    "call": Text("title of the call", "intitulé de l'appel"),
    "conditions_due": Text("last day to settle the conditions", "date limite pour remplir les conditions"),
    "decided_by": Text("body that decided", "instance qui a décidé"),
    "decided_on": Text("day of the decision", "date de la décision"),
    "due": Text("last day to reach the goals", "échéance des objectifs"),
    "effective_on": Text("day of effect", "date d'effet"),
    "ends_on": Text("last day of the agreement", "date de fin de la convention"),
    "number": Text("number of the addendum", "numéro de l'avenant"),
    "purpose": Text("purpose of the funding", "objet du financement"),
    "reference": Text("reference of the agreement", "référence de la convention"),
    "region": Text("region", "région"),
    "request": Text("id of the request", "identifiant de la demande"),
    "requested": Text("amount requested", "montant demandé"),
    "signed_on": Text("day of signature of the agreement", "date de signature de la convention"),
    "submitted_on": Text("day of submission of the request", "date de dépôt de la demande"),
    "title": Text("title of the project", "intitulé du projet"),
    "total_cost": Text("total cost of the project", "coût total du projet"),
}
