"""The letter of a request that may be funded and is not: its place on the reserve list, without a word on who else applied."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from asipgrid.letters.builder import LetterBuilder
from asipgrid.letters.fields import ReserveLetter
from asipgrid.model.results import Ranked, Status
from asipgrid.model.values import Text
from asipgrid.review.explain import PAID


class ReserveBuilder(LetterBuilder):
    """Says where a request stands on the reserve list, and why."""

    def letter(self) -> ReserveLetter:
        """The place on the list, and why the request was not served."""
        ranked, award = self.ranked, self.ranked.award
        fundable = [each for each in self.result.requests if each.rank is not None]
        waiting = [each for each in fundable if each.award.status not in PAID]
        # Who stands at the same rank waits at the same place.
        place = 1 + sum(_before(each, ranked) for each in waiting)
        minimum = ranked.proposal.minimum
        ties = [reason for reason in ranked.reasons if reason.key == "ex_aequo_not_stated"]
        return ReserveLetter(
            **self.head(),
            rank="" if ranked.rank is None else self._place(ranked.rank),
            fundable=str(len(fundable)),
            place=self._place(place),
            waiting=str(len(waiting)),
            asked=self.money(ranked.proposal.ask),
            left=self.money(award.left_before),
            minimum=self.money(minimum) if minimum != ranked.proposal.ask else "",
            because=self._unserved(),
            tied=award.status is Status.TIED,
            unknown=award.left_before is None,
            unstated="".join(self.speaker.path(tie.values["by"]) for tie in ties),
            asks=any(reason.key == "ask_tie" for reason in ranked.questions),
            until=self.day(self.call.letters.reserve_until),
        )

    def _unserved(self) -> str:
        """Why a request that may be funded is not, without a word on who else applied."""
        award, proposal = self.ranked.award, self.ranked.proposal
        key = award.reason.key if award.reason else ""
        then = _AND_THEN[self.call.allocation.overflow == "stop"] if key in _NOT_ENOUGH else None
        left, needs, asks = map(self.money, (award.left_before, proposal.minimum, proposal.ask))
        why = self.words(_UNSERVED.get(key, _NOTHING_LEFT)).format(left=left, needs=needs, asks=asks)
        return why + self.words(then)

    def _place(self, place: int) -> str:
        """A place on a list."""
        return self.pick(str(place), "1er" if place == 1 else f"{place}e")


_UNSERVED: Final[Mapping[str, Text]] = {
    "tied": Text(
        "others stand at the same rank, and the envelope does not suffice for all of them",
        "d'autres sont au même rang, et l'enveloppe ne suffit pas à toutes",
    ),
    "left_unknown": Text(
        "it is not known whether the envelope suffices for it",
        "on ne sait pas si l'enveloppe suffit à la financer",
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


def _before(other: Ranked, ranked: Ranked) -> bool:
    return other.rank is not None and ranked.rank is not None and other.rank < ranked.rank
