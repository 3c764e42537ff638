"""The letter that asks an applicant for what is missing: each question, what to supply, what it could change."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from fractions import Fraction

from asipgrid.letters.builder import LetterBuilder, yes_or_no
from asipgrid.letters.fields import ApplicantQuestion, AskLetter
from asipgrid.model.judged import State
from asipgrid.model.places import Language
from asipgrid.model.results import Ranked, Result
from asipgrid.model.values import Reason


class QuestionBuilder(LetterBuilder):
    """Puts the questions to one applicant into words."""

    def __init__(self, result: Result, ranked: Ranked, language: Language) -> None:
        """One request of a result, in one language."""
        super().__init__(result, ranked, language)
        self.choices = {path for grid in result.grids for path in yes_or_no(grid)}

    def letter(self) -> AskLetter:
        """The request for missing facts and documents."""
        own = [reason for reason in self.ranked.questions if reason.key != "ask_marks"]
        return AskLetter(
            **self.head(),
            questions=tuple(map(self._question, own)),
            unmarked=sum(each.state is State.UNRATED for each in self.card.criteria),
            answer_by=self.day(self.call.letters.answer_by),
            possible=self.beside_limits(self.card.ceiling),
        )

    def _question(self, reason: Reason) -> ApplicantQuestion:
        values = reason.values
        if reason.key == "ask_amount":
            return ApplicantQuestion(
                id="",
                question=self.pick("Amount of the request", "Montant de la demande"),
                supply=self._amount_wanted(values["reason"]),
                why=self.speaker.say(values["reason"]),
                change=self.pick("without it nothing can be awarded", "sans lui, rien ne peut être attribué"),
            )
        documents = self.words(values["documents"])
        if reason.key == "ask_document":
            paths = ", ".join(map(self.speaker.path, values["paths"]))
            supply = self.pick(f"a document that supports: {paths}", f"une pièce justifiant : {paths}")
            why = self.pick("stated, with no document that supports it", "renseigné, sans pièce justificative")
        else:
            supply = self._stated(values["paths"])
            why = self.pick("not stated in the request", "non renseigné dans la demande")
        if values.get("months"):
            supply += self.speaker.months
        if documents:
            supply += self.pick(f"; documents: {documents}", f" ; pièces : {documents}")
        return ApplicantQuestion(
            id=values["id"],
            question=self.words(values["question"]),
            supply=supply,
            why=why,
            change=self._change(values),
        )

    def _stated(self, paths: Iterable[str]) -> str:
        """That some facts are to be stated. What is true or not is asked, for its title says one of the two answers."""
        asked = [path for path in paths if path in self.choices]
        said = [self.speaker.path(path) for path in paths if path not in asked]
        parts = [self.pick("state: ", "indiquer : ") + ", ".join(said)] if said else []
        if asked:
            listed = self.pick("; ", " ; ").join(map(self.speaker.path, asked))
            each = self.pick("this is so", "ceci est exact")
            if len(asked) > 1:
                each = self.pick("each of these is so", "chacun de ces points est exact")
            parts.append(self.pick(f"state whether {each}, yes or no: ", f"indiquer si {each}, oui ou non : ") + listed)
        return self.pick("; ", " ; ").join(parts)

    def _amount_wanted(self, reason: Reason) -> str:
        match reason.key:
            case "cost_not_stated":
                return self.pick("state the total cost of the project", "indiquer le coût total du projet")
            case "cap_below_minimum":
                return self.pick(
                    "say whether the project can run on that amount", "indiquer si ce montant suffit au projet"
                )
            case _:
                return self.pick("state the amount requested", "indiquer le montant demandé")

    def _change(self, values: Mapping[str, object]) -> str:
        gain = values.get("gain")
        if isinstance(gain, Fraction) and gain:
            return self.pick(
                f"up to {self.score(gain)} points of the score", f"jusqu'à {self.score(gain)} points de la note"
            )
        if values.get("gate") == "eligibility":
            return self.pick("a condition of eligibility", "condition de recevabilité")
        if values.get("gate") == "payment":
            return self.pick("a condition of payment", "condition de versement")
        return self.pick("no points of the score", "aucun point de la note")
