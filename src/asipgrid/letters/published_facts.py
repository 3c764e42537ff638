"""What an addendum tells where a call rests on published facts: the project and its goals, as the sources state them.

Nothing is said that no source says: of the grids, which are reconstructions, no goal and no condition is taken.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

from asipgrid.engine.paths import path_expression
from asipgrid.letters.act import ActWords
from asipgrid.letters.builder import shares
from asipgrid.letters.kinds import Fields
from asipgrid.model import act
from asipgrid.model.act_places import PLACES
from asipgrid.model.values import Quantity, Text, exact, is_number
from asipgrid.review.chart import KIND, PRECISION, Statement, chart

NOT_PUBLISHED: Final[Fields] = {"described": (), "sources": (), "published_goals": (), "goals_blank": ""}
"""What an addendum that does not rest on published facts tells of them."""

_GOALS: Final = Text("goals to be reached", "objectifs à atteindre")


class PublishedFacts:
    """Puts what was published of one project into the words of its addendum."""

    def __init__(self, made: ActWords) -> None:
        """`made` keeps the blanks of the addendum."""
        self.made, self.letter = made, made.letter
        self.listed = self.letter.request.data.get("commitments", ())

    def told(self) -> Fields:
        """All of it, by the names of the template."""
        return self.described() | self.goals()

    def goals(self) -> Fields:
        """The targets that the sources state, as the goals of the addendum; a blank where they state none.

        Each has its starting value, its target, when it is due, and where in which source it stands.
        """
        goals = tuple(map(self.goal, self.listed))
        return {"published_goals": goals, "goals_blank": "" if goals else self.made.blank(_GOALS)}

    def goal(self, item: Mapping[str, Any]) -> Fields:
        """One target that a source states."""
        letter, path = self.letter, item["path"]
        until = letter.words(Text.of(item["until"])) if "until" in item else ""
        return {
            "goal": letter.target_name(item),
            "present": self.stated_at(path, path_expression(path).get(letter.request.data))
            or letter.pick("not published", "non publiée"),
            "target": self.stated_at(path, item["target"]),
            "due": letter.day(item.get("by")) or until or self.made.blank(PLACES["due"]),
            "source": self.source(item),
        }

    def stated_at(self, path: str, value: Any) -> str:
        """A number or a day that is stated of a fact; a share in percent."""
        if not is_number(value):
            return self.letter.day(value) if isinstance(value, str) else ""
        share = path in {name for grid in self.letter.result.grids for name in shares(grid)}
        return self.letter.writer.quantity(Quantity(exact(value), "percent" if share else "number", in_full=True))

    def source(self, item: Mapping[str, Any]) -> str:
        """Where something was published: the source and the passage."""
        name = self.letter.words(act.source(self.letter.call.data, item["source"]))
        return name if "passage" not in item else f"{name}, {self.letter.words(Text.of(item['passage']))}"

    def described(self) -> Fields:
        """What the sources say of the project, theme by theme of the call's chart, with the passages; and those sources.

        Targets are left out: they are the goals.
        """
        call, request = self.letter.call, self.letter.request
        page = chart(call, self.letter.result.grids, (request,))
        cells = zip(page.themes, page.projects[0].cells, strict=True)
        said = [(theme, [each for each in cell if not each.target]) for theme, cell in cells]
        return {
            "described": tuple(
                (self.letter.words(theme.title), ". ".join(map(self.statement, cell)), self.where(cell))
                for theme, cell in said
                if cell
            ),
            "sources": tuple((key, self.letter.words(text)) for key, text in page.sources.items()),
        }

    def statement(self, one: Statement) -> str:
        """What is said of a theme: the request's own words, or a figure with the day it describes."""
        letter = self.letter
        if one.label is None:
            return letter.words(one.value)
        name, day = KIND.sub("", letter.words(one.label)), letter.day(one.day)
        number = (
            letter.amount if one.money else lambda value: letter.writer.quantity(Quantity(exact(value), in_full=True))
        )
        value = number(one.value) if is_number(one.value) else letter.speaker.shown(one.value)
        text = letter.words(PRECISION.get(one.precision)) + value
        return letter.pick(f"{name}: {text}", f"{name} : {text}") + letter.pick(f", as of {day}", f", au {day}") * bool(
            day
        )

    def where(self, cell: Sequence[Statement]) -> str:
        """The sources of statements, by their keys, with the passages."""
        named = (f"{each.source} {self.letter.words(each.passage)}" for one in cell for each in one.references)
        return ", ".join(dict.fromkeys(each.rstrip() for each in named))

    def change(self) -> Iterator[Fields]:
        """What the addendum changes beside the money: the goals that the sources state."""
        if self.listed:
            count, letter = len(self.listed), self.letter
            one = letter.pick("the goal of annex 1", "l'objectif de l'annexe 1")
            several = letter.pick(f"the {count} goals of annex 1", f"les {count} objectifs de l'annexe 1")
            yield {
                "point": letter.pick("Goals", "Objectifs"),
                "goal": "",
                "before": letter.pick("not published", "non publié"),
                "now": one if count == 1 else several,
                "why": letter.pick(
                    "stated by the published sources",
                    "énoncé par les sources publiées" if count == 1 else "énoncés par les sources publiées",
                ),
            }
