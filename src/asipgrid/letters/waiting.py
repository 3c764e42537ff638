"""The letters of requests that wait: for facts and documents that are asked for, or on the reserve list for money."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Final

from asipgrid.engine.rank_figures import open_figure, ranked_by
from asipgrid.letters.act import open_appeal
from asipgrid.letters.builder import LetterBuilder
from asipgrid.letters.kinds import Fields
from asipgrid.letters.path_names import yes_or_no
from asipgrid.model.results import GRANTED, Status
from asipgrid.model.values import Quantity, Reason, Text
from asipgrid.text.phrases import inside


class WaitingBuilder(LetterBuilder):
    """Says what one request waits for, without a word on who else applied."""

    def ask(self) -> Fields:
        """The request for missing facts and documents; `unmarked` criteria wait for assessors, not for the applicant.

        `awaits`: others wait for figures of all requests, which no applicant can state. `stage_before` is what
        the stage is called that is not decided yet.
        """
        return self.head() | {
            "questions": tuple(map(self._question, self.ranked.to_supply)),
            "awaits": any(each.key == "ask_statistic" for each in self.ranked.questions),
            "unmarked": sum(each.question is not None and each.reason.key == "unrated" for each in self.card.criteria),
            "answer_by": self.day(self.call.letters.answer_by),
            "score": self.beside_limits(self.card.score),
            "possible": self.beside_limits(self.card.ceiling),
            "stage_before": "".join(
                self.words(each.values["stage"]) for each in self.ranked.questions if each.key == "ask_stage"
            ),
        }

    def reserve(self) -> Fields:
        """The `place` of `waiting` on the list, the `rank` of `fundable`, and why the request was not served (`because`).

        `tied`: others stand at the same place, so nobody was served. `unstated` is the figure that would put them apart,
        were it stated by all; `asks`: this request does not state it.
        """
        ranked, award = self.ranked, self.ranked.award
        ranks = [(each.rank, each.award.status) for each in self.result.requests if each.rank is not None]
        waiting = [rank for rank, status in ranks if status not in GRANTED]
        # Who stands at the same rank waits at the same place.
        place = 1 + sum(ranked.rank is not None and rank < ranked.rank for rank in waiting)
        minimum = ranked.proposal.minimum
        ties = [reason for reason in ranked.reasons if reason.key == "ex_aequo_not_stated"]
        return self.head() | {
            "blanks": open_appeal(self),
            "rank": "" if ranked.rank is None else self.writer.ordinal(ranked.rank),
            "fundable": str(len(ranks)),
            **self._ranked_on(),
            "place": self.writer.ordinal(place, feminine=True),
            "waiting": str(len(waiting)),
            "asked": self.money(ranked.proposal.ask),
            "worked": self.worked_out(),
            "left": self.money(award.left_before),
            "minimum": self.money(minimum) if minimum and minimum != ranked.proposal.ask else "",
            "because": self._because(),
            "tied": award.status is Status.TIED,
            "unknown": award.left_before is None,
            "unstated": "".join(self.speaker.path(tie.values["by"]) for tie in ties),
            "asks": any(reason.key.startswith("ask_tie") for reason in ranked.questions),
            "until": self.day(self.call.letters.reserve_until),
            **self._shared(),
        }

    def _shared(self) -> Fields:
        """In a call of several envelopes or quotas: the envelopes of the request, for whom money is kept, what to state."""
        award = self.ranked.award
        kept = [title for each in award.told if each.key in _SERVED_FIRST for title in each.values["quotas"]]
        return {
            "envelopes": tuple(self._own_envelopes()),
            "kept_for": tuple(map(self.words, kept)),
            "to_state": "" if award.asks is None else self._stated(award.asks.values["paths"]),
        }

    def _own_envelopes(self) -> Iterator[str]:
        """The envelopes that the request is or may be of, each with what kept it from paying, where that is the envelope."""
        told = {each.values["envelope"]: each for each in self.ranked.award.told if each.key in _AT_ENVELOPE}
        known = self.ranked.assessment.alone.belongings
        for envelope, belonging in zip(self.call.envelopes, known.envelopes if known else (), strict=False):
            if belonging.truth is False:
                continue
            title, each = self.words(envelope.title), told.get(envelope.title)
            if each is None and belonging.truth is None:
                yield f"{title} ({self.words(_MAY_BE)})"
            elif each is None:
                yield title
            else:
                amounts = {name: self.money(int(each.values[name].value)) for name in _AMOUNTS & each.values.keys()}
                yield f"{title} ({self.words(_AT_ENVELOPE[each.key]).format(**amounts)})"

    def _ranked_on(self) -> Fields:
        """What the call ranks by, and the figure of this request, where that is not its score.

        `ranked_levels` are the levels it is made of; `rounded_same`: rounding alone makes it that of others.
        """
        on = self.ranked.assessment.ranked_on
        if on is None:
            return {"ranked_by": "", "ranked_on": "", "ranked_levels": (), "rounded_same": False}
        told = self.pick("not stated", "non renseigné") if on.value is None else self._figure_of_rank(on.value)
        if isinstance(on.exact, Quantity):
            told += self.pick(", exactly ", ", exactement ") + self._figure_of_rank(on.exact)
        if on.between:
            told = self.speaker.joined([told, self.speaker.say(open_figure(on))])
        levels = {each.id: each.level for each in self.card.criteria if each.id in self.call.rank_by.factors}
        return {
            "ranked_by": inside(self.speaker.say(ranked_by(self.call, self.result.grids))),
            "ranked_on": told,
            "ranked_levels": tuple(
                {"id": name, "question": self.words(self.criteria[name].question), "level": self.level(level)}
                for name, level in levels.items()
                if level is not None
            ),
            "rounded_same": any(each.key == "rounded_tie" for each in self.ranked.reasons),
        }

    def _figure_of_rank(self, value: Any) -> str:
        """A figure that ranks; that of a path in the unit of what it reads."""
        by = self.call.rank_by
        if by.kind == "path" and isinstance(value, Quantity):
            value = Quantity(value.value, self.speaker.unit(by.name.rpartition(".")[2]), in_full=True)
        return self.speaker.value(value)

    # what is asked

    def _question(self, reason: Reason) -> Fields:
        """What to supply, for which question of which grid, why it is asked, what it could change."""
        values = reason.values
        if reason.key == "ask_amount":
            wanted = values["reason"]
            return {
                "id": "",
                "question": self.pick("Amount of the request", "Montant de la demande"),
                "supply": self._stated(wanted.values["paths"])
                if wanted.key == "amount_open"
                else self.words(_AMOUNT_WANTED.get(wanted.key, _AMOUNT)),
                "why": self.speaker.say(wanted),
                "change": self.words(_AWARD if self.call.stage is None else _PASSING),
            }
        if reason.key == "ask_envelope_stage":
            return {
                "id": "",
                "question": self.pick("Envelopes of the request", "Enveloppes de la demande"),
                "supply": self._stated(values["paths"]),
                "why": self.pick("not stated in the request", "non renseigné dans la demande"),
                "change": self.words(_WHICH_THRESHOLD),
            }
        supply, why = (
            self._stated(values["paths"]),
            self.pick("not stated in the request", "non renseigné dans la demande"),
        )
        paths = ", ".join(inside(self.speaker.path(path)) for path in values["paths"])
        if reason.key == "ask_divisor":
            supply = self.pick(f"check: {paths}", f"vérifier : {paths}")
            why = self.words(_DIVIDED)
        if reason.key == "ask_document":
            supply = self.pick(f"a document that supports: {paths}", f"une pièce justifiant : {paths}")
            why = self.pick("stated, with no document that supports it", "renseigné, sans pièce justificative")
        if values.get("months"):
            supply += self.speaker.months
        if documents := self.words(values["documents"]):
            supply += self.pick(f"; documents: {inside(documents)}", f" ; pièces : {inside(documents)}")
        question, change = self.words(values["question"]), self._change(values)
        return {"id": values["id"], "question": question, "supply": supply, "why": why, "change": change}

    def _stated(self, paths: Iterable[str]) -> str:
        """That some facts are to be stated. What is true or not is asked, for its title says one of the two answers."""
        choices = {path for grid in self.result.grids for path in yes_or_no(grid)}
        asked = [inside(self.speaker.path(path)) for path in paths if path in choices]
        said = [inside(self.speaker.path(path)) for path in paths if path not in choices]
        parts = [self.pick("state: ", "indiquer : ") + ", ".join(said)] if said else []
        if asked:
            each = self.pick("this is so", "ceci est exact")
            if len(asked) > 1:
                each = self.pick("each of these is so", "chacun de ces points est exact")
            whether = self.pick(f"state whether {each}, yes or no: ", f"indiquer si {each}, oui ou non : ")
            parts.append(whether + self.pick("; ", " ; ").join(asked))
        return self.pick("; ", " ; ").join(parts)

    def _change(self, values: Mapping[str, Any]) -> str:
        if values.get("gain"):
            gain = self.score(values["gain"])
            many = self.pick("s" * (values["gain"] != 1), "s" * (values["gain"] >= 2))
            return self.pick(f"up to {gain} point{many} of the score", f"jusqu'à {gain} point{many} de la note")
        return self.words(_CHANGE.get(values.get("gate", ""), _NO_POINTS))

    # the reserve list

    def _because(self) -> str:
        """Why a request that may be funded is not, without a word on who else applied."""
        award, proposal = self.ranked.award, self.ranked.proposal
        key = award.reason.key if award.reason else ""
        if self.call.envelopes and f"passed_{key}" in _AT_ENVELOPE:
            return self.words(_NO_ENVELOPE_PAYS)
        then = _AND_THEN[self.call.allocation.overflow == "stop"] if key in _NOT_ENOUGH else None
        left, needs, asks = map(self.money, (award.left_before, proposal.minimum, proposal.ask))
        values = award.reason.values if award.reason else {}
        by = self.words(values.get("quota") or values.get("envelope"))
        room = self.money(int(values["left"].value)) if key == "quota_room" else ""
        why = self.words(_UNSERVED.get(key, _NOTHING_LEFT)).format(left=left, needs=needs, asks=asks, by=by, room=room)
        return why + self.words(then)


_DIVIDED: Final = Text(
    "with what is stated, the figure asked for would be divided by 0",
    "avec ce qui est renseigné, le chiffre demandé serait divisé par 0",
)
_MAY_BE: Final = Text("not known whether your request is of it", "on ne sait pas si votre demande en relève")
# How each envelope is told to have passed over a request that is or may be of it.
_AT_ENVELOPE: Final[Mapping[str, Text]] = {
    "passed_no_money": Text("nothing was left when its turn came", "plus rien à son tour"),
    "passed_too_little": Text(
        "{left} left when its turn came, less than the {minimum} that the project needs",
        "{left} restants à son tour, moins que les {minimum} nécessaires au projet",
    ),
    "passed_does_not_fit": Text(
        "{left} left when its turn came, less than the {ask} it could be given, and the call awards no part of an amount",
        "{left} restants à son tour, moins que les {ask} qui pourraient être attribués, "
        "et l'appel n'attribue pas de montant partiel",
    ),
    "passed_stopped": Text(
        "its allocation ended at a request of a better rank, for which it did not suffice",
        "son attribution s'est arrêtée à une demande mieux classée, qu'elle ne suffisait pas à financer",
    ),
    "passed_below_tie": Text(
        "its allocation ended at requests of a better rank, which nothing puts apart and for all of which it does not suffice",
        "son attribution s'est arrêtée à des demandes mieux classées, que rien ne départage "
        "et qu'elle ne suffit pas à financer toutes",
    ),
    "passed_unknown": _MAY_BE,
}
_AMOUNTS: Final = {"left", "minimum", "ask"}
_NO_ENVELOPE_PAYS: Final = Text("none of its envelopes can pay it", "aucune de ses enveloppes ne peut la financer")
_SERVED_FIRST: Final = {"kept_for", "less_left"}
_AWARD: Final = Text("the amount that can be awarded", "le montant qui peut être attribué")
_PASSING: Final = Text("whether it passes to the next stage", "si elle est retenue pour l'étape suivante")
_WHICH_THRESHOLD: Final = Text("the threshold it has to reach", "le seuil qu'elle doit atteindre")
_AMOUNT: Final = Text("state the amount requested", "indiquer le montant demandé")
_AMOUNT_WANTED: Final = {
    "cost_not_stated": Text("state the total cost of the project", "indiquer le coût total du projet"),
    "amount_open_score": Text(
        "state what the score still depends on, as asked above",
        "indiquer ce dont dépend encore la note, demandé ci-dessus",
    ),
    "amount_open_figures": Text(
        "state what this still depends on, as asked above",
        "indiquer ce dont cela dépend encore, demandé ci-dessus",
    ),
    "amount_divided": Text(
        "state a figure that is not 0 where the amount is divided by it",
        "indiquer un chiffre différent de 0 là où le montant est divisé par lui",
    ),
    "amount_no_score": Text("state what the score depends on", "indiquer ce dont dépend la note"),
    "cap_below_minimum": Text(
        "say whether the project can run on that amount", "indiquer si ce montant suffit au projet"
    ),
}
# What an answer could change, by the kind of gate that it is asked for.
_CHANGE: Final = {
    "eligibility": Text("a condition of eligibility", "condition de recevabilité"),
    "payment": Text("a condition of payment", "condition de versement"),
}
_NO_POINTS: Final = Text("no points of the score", "aucun point de la note")
_UNSERVED: Final[Mapping[str, Text]] = {
    "tied": Text(
        "others stand at the same rank, and the envelope does not suffice for all of them",
        "d'autres sont au même rang, et l'enveloppe ne suffit pas à toutes",
    ),
    "left_unknown": Text(
        "it is not known whether the envelope suffices for it",
        "on ne sait pas si l'enveloppe suffit à la financer",
    ),
    "share_too_little": Text(
        "its share of the envelope, in proportion to what is asked, is less than the {needs} that the project needs",
        "sa part de l'enveloppe, à proportion de ce qui est demandé, est inférieure aux {needs} nécessaires au projet",
    ),
    "too_little": Text(
        "what was left of the envelope when its turn came, {left}, is less than the {needs} that the project needs",
        "ce qui restait de l'enveloppe à son tour, {left}, est inférieur aux {needs} nécessaires au projet",
    ),
    "does_not_fit": Text(
        "what was left of the envelope when its turn came, {left}, is less than the {asks} it could be given, "
        "and the call awards no part of an amount",
        "ce qui restait de l'enveloppe à son tour, {left}, est inférieur aux {asks} qui pourraient être attribués, "
        "et l'appel n'attribue pas de montant partiel",
    ),
    "stopped": Text(
        "the allocation ended at a request of a better rank, for which the envelope did not suffice",
        "l'attribution s'est arrêtée à une demande mieux classée, que l'enveloppe ne suffisait pas à financer",
    ),
    "below_tie": Text(
        "the allocation ended at requests of a better rank, which nothing puts apart "
        "and for all of which the envelope does not suffice",
        "l'attribution s'est arrêtée à des demandes mieux classées, que rien ne départage "
        "et que l'enveloppe ne suffit pas à financer toutes",
    ),
    "no_envelope": Text("it is of none of the envelopes of the call", "elle ne relève d'aucune enveloppe de l'appel"),
    "quota_room": Text(
        "by the rules of the call {room} were left for requests like it ({by}), less than it could be given",
        "selon les règles de l'appel il restait {room} pour les demandes comme la vôtre ({by}), moins que ce qui pourrait "
        "être attribué",
    ),
    "quota_unknown": Text(
        "it is not known how it counts by the rules of the call ({by})",
        "on ne sait pas comment la compter selon les règles de l'appel ({by})",
    ),
    **dict.fromkeys(
        ("quota_full", "quota_full_of"),
        Text(
            "as many requests like it are funded already as the call allows ({by})",
            "l'appel ne finance pas davantage de demandes comme la vôtre ({by})",
        ),
    ),
    "quota_tie": Text(
        "as many requests like it may be funded already as the call allows ({by})",
        "l'appel ne finance peut-être pas davantage de demandes comme la vôtre ({by})",
    ),
}
_NOTHING_LEFT: Final = Text(
    "nothing was left of the envelope when its turn came", "il ne restait rien de l'enveloppe à son tour"
)
_NOT_ENOUGH: Final = {"too_little", "does_not_fit"}
# What becomes of what is left, by whether the allocation stops there.
_AND_THEN: Final = {
    True: Text(
        ", and by the rules of the call nothing is awarded after that",
        ", et selon les règles de l'appel plus rien n'est attribué ensuite",
    ),
    False: Text(
        "; by the rules of the call it is offered to the requests that follow",
        " ; selon les règles de l'appel, il est proposé aux demandes suivantes",
    ),
}
