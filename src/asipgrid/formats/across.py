"""One criterion across the requests of a call: how it is judged, what each request has of it, how many have what."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from asipgrid.formats import Look
from asipgrid.formats import as_markdown as markdown
from asipgrid.formats.explanation import criterion_lines, listed, uncounted_text
from asipgrid.formats.page import Page
from asipgrid.formats.words import NONE, Words
from asipgrid.model.calls import ByCurve, ByLevels, ByMark, ByThresholds, Measure
from asipgrid.model.results import CriterionAnswer, Ranked
from asipgrid.model.values import Quantity
from asipgrid.review.across import CriterionAcross
from asipgrid.text.catalogue import GATES
from asipgrid.text.escape import forge
from asipgrid.text.sentences import worked


def table(reports: Sequence[CriterionAcross], look: Look) -> str:
    """Each criterion with its requests, in the order of the result."""
    page = Page(look)
    for n, report in enumerate(reports):
        if n:
            page.line()
        _criterion(page, report, look)
    return page.text()


def _criterion(page: Page, report: CriterionAcross, look: Look) -> None:
    words, asked = _words(report, look), report.criterion
    page.line(f"{asked.id}  {words.text(asked.question)}", style="bold", hang=len(asked.id) + 2)
    for text in about(report, words, look.prefix):
        page.line(text, indent=2)
    for level, text in scale(report, words):
        page.line(f"{level}  {text}", indent=4, hang=len(level) + 2)
    for ranked, answer in report.answers:
        page.heading(_request(ranked, words))
        _answer(page, report, answer, look, words)
    if report.every:
        listed(page, _distributed(report, words), distribution(report, words))


def _answer(page: Page, report: CriterionAcross, answer: CriterionAnswer, look: Look, words: Words) -> None:
    if answer.gives is not None:
        page.line(_gives(answer, words), indent=2)
    for text in criterion_lines(answer, report.criterion.max, words):
        page.line(text, indent=2)
    for each in answer.uncounted:
        if each.criterion is None:
            page.line(uncounted_text(each, look, words), indent=2)


def _words(report: CriterionAcross, look: Look) -> Words:
    return Words(look.language, report.call.currency, [report.grid])


def _request(ranked: Ranked, words: Words) -> str:
    """A request by its rank, with what became of it."""
    rank = NONE if ranked.rank is None else str(ranked.rank)
    return words.named(f"{rank} {ranked.request.id} ({words.outcome(ranked.word)})", words.text(ranked.request.title))


def _gives(answer: CriterionAnswer, words: Words) -> str:
    return words("points_given", gives=words.score(answer.gives), share=words.score(answer.share))


def about(report: CriterionAcross, words: Words, prefix: str = "") -> Iterator[str]:
    """Where a criterion stands, what it weighs, how it is judged and what is asked for."""
    grid, asked = report.grid, report.criterion
    yield f"{grid.id} {words.text(grid.title)} ({grid.version}), {prefix}{asked.place.spot}"
    if asked.judging is not None:
        least = "" if asked.minimum is None else words("needed", least=words.written(asked.minimum))
        weight = words("weight", weight=words.written(asked.weight))
        yield words.parts((weight, f"{words('levels_to', top=asked.max)}{least}"))
    yield from _judged(report, words)
    if asked.gate is not None:
        yield words("is_gate", kind=GATES[asked.gate].to(words.language))
    if asked.reads:
        yield words("assessors_read", paths=", ".join(asked.reads))
    if asked.documents is not None:
        yield words("documents_asked", documents=words.text(asked.documents))


def _judged(report: CriterionAcross, words: Words) -> Iterator[str]:
    match report.criterion.judging:
        case ByMark():
            panel = report.call.panel
            if panel is not None:
                how = words(f"aggregate_{panel.how(report.criterion.id, report.grid.id)}")
                yield words("by_marks", count=panel.need(report.grid.id), how=how)
        case ByLevels():
            yield words("by_levels")
        case ByThresholds() | ByCurve() as judging:
            key = "by_curve" if isinstance(judging, ByCurve) else "by_most" if judging.at_most else "by_least"
            assert report.measure is not None
            yield words(key, measure=_measured(report.measure, words))
        case None:
            pass


def _measured(measure: Measure, words: Words) -> str:
    """A figure by its title, with the paths it is made of."""
    name = measure.name if measure.title is None else words.text(measure.title)
    return name if measure.parts else f"{name} = {worked(measure.kind, measure.paths)}"


def scale(report: CriterionAcross, words: Words) -> Iterator[tuple[str, str]]:
    """The levels and what they mean, the highest first."""
    judging = report.criterion.judging
    match judging:
        case ByMark():
            yield from ((words.written(level), words.text(text)) for level, text in reversed(judging.texts))
        case ByLevels():
            yield from ((words.written(each.level), words.text(each.words)) for each in judging.rules)
        case ByThresholds() | ByCurve():
            assert report.measure is not None
            pairs = (
                judging.points if isinstance(judging, ByCurve) else zip(judging.thresholds, judging.levels, strict=True)
            )
            for figure, level in sorted(pairs, key=lambda pair: -pair[1]):
                yield words.written(level), words.quantity(Quantity(figure, report.measure.unit, in_full=True), 2)
        case None:
            pass


def _distributed(report: CriterionAcross, words: Words) -> str:
    return words("distribution", count=len(report.answers))


def distribution(report: CriterionAcross, words: Words) -> Iterator[str]:
    """How many requests have what: the levels, the highest first, then what is not known, then what its gate says."""
    for level, count in report.levels.items():
        yield words.named(words("level_of", level=words.number(level, 4), top=report.criterion.max), str(count))
    for state, count in report.states.items():
        yield words.named(words(f"state_{state}"), str(count))
    for truth, count in report.gates.items():
        name = words(
            f"gate_{str(truth).lower()}", kind=GATES[report.criterion.gate or "eligibility"].to(words.language)
        )
        yield words.named(name, str(count))


def as_markdown(reports: Sequence[CriterionAcross], look: Look) -> str:
    """The same as a text to keep."""
    return (
        "\n".join(line for n, report in enumerate(reports) for line in ([""] * bool(n) + list(_text(report, look))))
        + "\n"
    )


def _text(report: CriterionAcross, look: Look) -> Iterator[str]:
    words, asked = _words(report, look), report.criterion
    yield f"# {forge(asked.id)} {forge(words.text(asked.question))}"
    yield ""
    yield from (f"- {forge(text)}" for text in about(report, words))
    yield from (f"- {forge(words.named(level, text))}" for level, text in scale(report, words))
    for ranked, answer in report.answers:
        yield from ("", f"## {forge(_request(ranked, words))}", "")
        if answer.gives is not None:
            yield f"- {_gives(answer, words)}"
        yield from markdown.criterion_lines(answer, asked.max, words)
        yield from (f"- {markdown.uncounted_text(each, words)}" for each in answer.uncounted if each.criterion is None)
    if report.every:
        yield from ("", f"## {_distributed(report, words)}", "")
        yield from (f"- {forge(text)}" for text in distribution(report, words))
