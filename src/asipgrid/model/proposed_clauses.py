"""The clauses that asipgrid proposes for an addendum: to be reviewed by the funder's lawyers, not a model of any authority.

No source gives the clauses of the addenda of 2009 and 2010. These say what such acts usually settle, in as few words as
that takes; a call names the ones it wants, and puts its own in the place of any.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from msgspec.structs import replace

from asipgrid.model.act import Clause, Data, clauses
from asipgrid.model.values import Text

ALL: Final = "proposed"
"""Written in a call for every proposed clause, in this order."""


def _clause(name: str, title: tuple[str, str], english: str, french: str) -> Clause:
    return Clause(id=name, title=Text(*title), text=Text(english, french), proposed=True)


PROPOSED: Final = (
    _clause(
        "eligible-costs",
        ("Eligible costs and period", "Dépenses éligibles et période d'éligibilité"),
        "The funding covers only expenditure that is necessary to the project, is set out in annex 2, is incurred and paid by "
        "the beneficiary between the date on which this addendum takes effect and {{ ends_on }}, and is evidenced by "
        "supporting documents.\n\n"
        "Expenditure already met by another funder is not eligible. Recoverable value added tax is not eligible.\n\n"
        "Any transfer between lines of the budget that alters its balance requires the prior written consent of the funder.",
        "Le financement ne couvre que les dépenses nécessaires au projet, prévues à l'annexe 2, engagées et payées par le "
        "bénéficiaire entre la date d'effet du présent avenant et le {{ ends_on }}, et justifiées par des pièces "
        "probantes.\n\n"
        "Les dépenses déjà prises en charge par un autre financeur ne sont pas éligibles. La taxe sur la valeur ajoutée "
        "récupérable n'est pas éligible.\n\n"
        "Tout virement entre postes qui modifie l'équilibre du budget est soumis à l'accord préalable et écrit du financeur.",
    ),
    _clause(
        "bank-details",
        ("Payment and bank details", "Modalités de paiement et coordonnées bancaires"),
        "Payments are made by bank transfer to the account held in the name of the beneficiary, whose details it supplies "
        "with the signed addendum.\n\n"
        "The beneficiary gives notice in writing of any change of account, enclosing the new bank details. Payments made "
        "before that notice is received discharge the funder.",
        "Les versements sont effectués par virement sur le compte ouvert au nom du bénéficiaire, qui joint à l'avenant signé "
        "un relevé d'identité bancaire.\n\n"
        "Le bénéficiaire notifie par écrit tout changement de compte en joignant le nouveau relevé. Les versements effectués "
        "avant réception de cette notification sont libératoires pour le financeur.",
    ),
    _clause(
        "records-and-control",
        ("Supporting documents, control and audit", "Justificatifs, contrôle et audit"),
        "The beneficiary keeps separate accounts of the income and expenditure of the project. It keeps the supporting "
        "documents of its expenditure and of its goals for as long as the law requires it to keep its accounting records.\n\n"
        "The funder, and any person whom it appoints for that purpose, may at any time inspect documents and premises to "
        "verify the use of the funding and the results reported. The beneficiary gives them access to every document and "
        "every item of information that is needed for it, subject to medical secrecy.\n\n"
        "The findings of an inspection are sent to the beneficiary, which may submit its observations before any "
        "consequence is drawn from them.",
        "Le bénéficiaire tient une comptabilité distincte des recettes et des dépenses du projet. Il conserve les pièces "
        "justificatives de ses dépenses et de ses objectifs pendant la durée légale de conservation des pièces "
        "comptables.\n\n"
        "Le financeur, ou toute personne qu'il désigne à cet effet, peut à tout moment procéder à un contrôle sur pièces et "
        "sur place de l'emploi du financement et des résultats déclarés. Le bénéficiaire lui donne accès à tout document et à "
        "toute information utiles, dans le respect du secret médical.\n\n"
        "Les constats du contrôle sont communiqués au bénéficiaire, qui peut présenter ses observations avant qu'il en soit "
        "tiré quelque conséquence que ce soit.",
    ),
    _clause(
        "recovery",
        ("Recovery", "Reversement"),
        "The beneficiary repays any sum that was not used for the project, was used for costs that are not eligible, or was "
        "paid in excess of the costs evidenced.\n\n"
        "Where the goals of annex 1 are not reached by their due date, the payments conditional on them are not made. "
        "Where such a payment was made on the strength of results that prove to be wrong, the beneficiary repays it.\n\n"
        "The funder claims repayment in writing, giving its reasons, after the beneficiary has been invited to submit its "
        "observations.",
        "Le bénéficiaire reverse toute somme qui n'a pas été employée au projet, qui l'a été à des dépenses non éligibles, ou "
        "qui excède les dépenses justifiées.\n\n"
        "Lorsque les objectifs de l'annexe 1 ne sont pas atteints à leur échéance, les versements qui en dépendent ne sont "
        "pas effectués. Lorsqu'un tel versement a été effectué sur la foi de résultats qui se révèlent inexacts, le "
        "bénéficiaire le reverse.\n\n"
        "Le financeur demande le reversement par une décision écrite et motivée, après avoir invité le bénéficiaire à "
        "présenter ses observations.",
    ),
    _clause(
        "suspension",
        ("Suspension of payments", "Suspension des versements"),
        "The funder may suspend payments, by a written notice that states its reasons, where a report that is due is missing, "
        "where a condition precedent has ceased to be met, where an inspection is obstructed, or where the beneficiary "
        "fails to perform one of its undertakings.\n\n"
        "Payments resume when the cause of the suspension has ceased. Suspension gives rise to no compensation and no "
        "interest.",
        "Le financeur peut suspendre les versements, par notification écrite et motivée, lorsqu'un rapport échu n'est pas "
        "remis, lorsqu'une condition suspensive cesse d'être remplie, lorsqu'il est fait obstacle à un contrôle ou lorsque le "
        "bénéficiaire manque à l'un de ses engagements.\n\n"
        "Les versements reprennent lorsque la cause de la suspension a cessé. La suspension n'ouvre droit ni à indemnité ni à "
        "intérêts.",
    ),
    _clause(
        "termination",
        ("Termination", "Résiliation"),
        "Where the beneficiary fails to perform an undertaking and does not remedy the failure within the period set by a "
        "formal notice, which may not be shorter than one month, the funder may terminate this addendum by a reasoned "
        "decision, after the beneficiary has been invited to submit its observations.\n\n"
        "The beneficiary may waive the funding at any time, in writing.\n\n"
        "On termination or waiver, costs properly incurred until that date remain eligible; sums paid in excess of them are "
        "repaid.",
        "Lorsque le bénéficiaire manque à un engagement et n'y remédie pas dans le délai fixé par une mise en demeure, qui ne "
        "peut être inférieur à un mois, le financeur peut résilier le présent avenant par une décision motivée, après avoir "
        "invité le bénéficiaire à présenter ses observations.\n\n"
        "Le bénéficiaire peut à tout moment renoncer au financement, par écrit.\n\n"
        "En cas de résiliation ou de renonciation, les dépenses régulièrement engagées jusqu'à cette date demeurent "
        "éligibles ; les sommes versées qui les excèdent sont reversées.",
    ),
    _clause(
        "personal-data",
        ("Personal data", "Données à caractère personnel"),
        "The beneficiary is responsible for the processing of personal data carried out within the project. It "
        "completes the formalities required, informs the persons concerned, obtains the consents that the law requires and "
        "protects the data.\n\n"
        "Reports and supporting documents sent to the funder contain no health data on an identifiable person.",
        "Le bénéficiaire est responsable des traitements de données à caractère personnel mis en œuvre dans le cadre du "
        "projet. Il accomplit les formalités requises, informe les personnes concernées, recueille les consentements exigés "
        "par la loi et assure la protection des données.\n\n"
        "Les rapports et les justificatifs transmis au financeur ne comportent aucune donnée de santé relative à une "
        "personne identifiable.",
    ),
    _clause(
        "intellectual-property",
        ("Intellectual property", "Propriété intellectuelle"),
        "The results of the project belong to the beneficiary, subject to the rights of third parties.\n\n"
        "The beneficiary grants the funder, free of charge and for the term of the rights, a non-exclusive right to use, "
        "reproduce, adapt and distribute the specifications, studies and other documents produced with the funding, and to "
        "make them available to other publicly funded projects. It sees to it that its contracts with its suppliers "
        "permit this.",
        "Les résultats du projet appartiennent au bénéficiaire, sous réserve des droits des tiers.\n\n"
        "Le bénéficiaire concède au financeur, à titre gratuit et pour la durée des droits, un droit non exclusif "
        "d'utilisation, de reproduction, d'adaptation et de diffusion des spécifications, études et autres documents produits "
        "grâce au financement, ainsi que de mise à disposition d'autres projets bénéficiant d'un financement public. Il veille "
        "à ce que ses contrats avec ses fournisseurs le permettent.",
    ),
    _clause(
        "publicity",
        ("Publicity", "Publicité"),
        "The beneficiary mentions the support of the funder in every publication and communication on the project.\n\n"
        "The funder may publish the name of the beneficiary, the title and the purpose of the project, the amount of the "
        "funding and the results obtained.",
        "Le bénéficiaire fait mention du soutien du financeur dans toute publication et toute communication relatives au "
        "projet.\n\n"
        "Le financeur peut rendre publics le nom du bénéficiaire, l'intitulé et l'objet du projet, le montant du financement et "
        "les résultats obtenus.",
    ),
    _clause(
        "amendments",
        ("Amendments and unchanged provisions", "Modifications et dispositions inchangées"),
        "This addendum may be amended only by a further addendum signed by both parties.\n\n"
        "All provisions of the agreement and of its earlier addenda that this addendum does not amend remain in force. In "
        "the event of conflict, this addendum prevails.",
        "Le présent avenant ne peut être modifié que par un nouvel avenant signé des deux parties.\n\n"
        "Toutes les stipulations de la convention et de ses avenants antérieurs que le présent avenant ne modifie pas "
        "demeurent en vigueur. En cas de contradiction, le présent avenant prévaut.",
    ),
    _clause(
        "disputes",
        ("Disputes", "Règlement des litiges"),
        "The parties shall endeavour to settle amicably any dispute on the interpretation or the performance of this "
        "addendum. Failing agreement, the dispute is brought before the court that has jurisdiction.",
        "Les parties s'efforcent de régler à l'amiable tout différend relatif à l'interprétation ou à l'exécution du présent "
        "avenant. À défaut d'accord, le litige est porté devant la juridiction compétente.",
    ),
    _clause(
        "entry-into-force",
        ("Entry into force and duration", "Entrée en vigueur et durée"),
        "This addendum takes effect on the date on which the last of the parties signs it, unless it sets another date of "
        "effect. It expires with the agreement, on {{ ends_on }}.\n\n"
        "Its provisions on supporting documents, control, recovery, personal data and intellectual property continue to "
        "bind the parties after that date.",
        "Le présent avenant prend effet à la date de sa signature par la dernière des parties, à moins qu'il ne fixe une autre "
        "date d'effet. Il prend fin avec la convention, le {{ ends_on }}.\n\n"
        "Ses stipulations relatives aux justificatifs, au contrôle, au reversement, aux données à caractère personnel et à la "
        "propriété intellectuelle continuent de lier les parties après cette date.",
    ),
    _clause(
        "annexes",
        ("Annexes", "Annexes"),
        "The annexes form an integral part of this addendum: annex 1 (goals), annex 2 (budget) and annex 3 (completed "
        "analysis grid). In the event of conflict, the articles of this addendum prevail over its annexes.",
        "Les annexes font partie intégrante du présent avenant : annexe 1 (objectifs), annexe 2 (budget) et annexe 3 (grille "
        "d'analyse renseignée). En cas de contradiction, les articles du présent avenant prévalent sur ses annexes.",
    ),
)


def clauses_of(call: Data) -> tuple[Clause, ...] | None:
    """The clauses of the addenda of a call, in its order; None when it does not say.

    Its own clause with the id of a proposed one stands where that would, once all of them are listed.
    """
    listed = clauses(call)
    if listed is None:
        return None
    own = {each.id: each for each in listed if isinstance(each, Clause)}
    first = call.get("addendum", {}).get("kind") == "agreement"
    return tuple(_in_order(listed, own, {each.id: of_first_grant(each) if first else each for each in PROPOSED}))


# A first grant is no addendum: what its clauses say instead, longest first.
_FIRST_EN: Final = (
    (
        (
            "\n\nAll provisions of the agreement and of its earlier addenda that this addendum does not amend remain in force. In "
            "the event of conflict, this addendum prevails."
        ),
        "",
    ),
    ("only by a further addendum", "only by an addendum"),
    ("the signed addendum", "the signed agreement"),
    ("It expires with the agreement, on", "It expires on"),
    ("his addendum", "his agreement"),
)
_FIRST_FR: Final = (
    (
        (
            "\n\nToutes les stipulations de la convention et de ses avenants antérieurs que le présent avenant ne modifie pas "
            "demeurent en vigueur. En cas de contradiction, le présent avenant prévaut."
        ),
        "",
    ),
    (
        "Le présent avenant ne peut être modifié que par un nouvel avenant signé",
        "La présente convention ne peut être modifiée que par un avenant signé",
    ),
    ("à l'avenant signé", "à la convention signée"),
    ("à moins qu'il ne fixe", "à moins qu'elle ne fixe"),
    ("Il prend fin avec la convention, le", "Elle prend fin le"),
    ("du présent avenant", "de la présente convention"),
    ("le présent avenant", "la présente convention"),
    ("Le présent avenant", "La présente convention"),
)


def of_first_grant(clause: Clause) -> Clause:
    """A proposed clause as it stands in the agreement of a first grant."""
    english, french = clause.text.en, clause.text.fr
    for old, new in _FIRST_EN:
        english = english.replace(old, new)
    for old, new in _FIRST_FR:
        french = french.replace(old, new)
    title = Text("Amendments", "Modifications") if clause.id == "amendments" else clause.title
    return replace(clause, title=title, text=Text(english, french))


def _in_order(
    listed: tuple[str | Clause, ...], own: dict[str, Clause], proposed: dict[str, Clause]
) -> Iterator[Clause]:
    everywhere = ALL in listed
    # What is named beside all of them stands once: where it is listed, or, the call's own, in the place of the proposed.
    named = {each for each in listed if isinstance(each, str)}
    for each in listed:
        if each == ALL:
            yield from (own.get(name, clause) for name, clause in proposed.items() if name not in named)
        elif isinstance(each, str):
            yield proposed[each]
        elif not (everywhere and each.id in proposed):
            yield each
