"""Monitoring as Markdown for a forge: one line a project, goal and payment."""

from __future__ import annotations

from collections.abc import Iterator

from asipgrid.formats import Look
from asipgrid.formats.monitoring_words import (
    goal_line,
    head_lines,
    interval,
    level_changes,
    light,
    money_line,
    payment_line,
    sentence,
    sums_line,
)
from asipgrid.monitoring.payment_schedule import PaymentState
from asipgrid.monitoring.projects import Monitoring
from asipgrid.text.escape import forge
from asipgrid.text.phrases import PUBLISHED, Speaker


def as_markdown(report: Monitoring, _look: Look) -> str:
    """All projects, ordered by id, so that a changed light is one changed line."""
    return "\n".join(_markdown(report)) + "\n"


def _markdown(report: Monitoring) -> Iterator[str]:
    speaker = Speaker(currency=report.call.currency)
    yield f"# {forge(report.call.title.en)}, as of {report.as_of}"
    yield ""
    if report.call.about is not None:
        yield forge(report.call.about.en)
    if report.call.published:
        yield forge(sentence(speaker.say(PUBLISHED)))
    for note in report.notes:
        yield forge(sentence(speaker.say(note)))
    if any(each.instalments for each in report.requests):
        yield f"{forge(money_line(report))}."
    for each in report.requests:
        yield ""
        yield f"## {forge(each.id)}: {forge(light(each.light))}"
        yield ""
        yield forge(f"{each.ranked.request.title.en}.")
        for line in head_lines(each, report):
            yield forge(sentence(line))
        yield f"Score at the decision {interval(each, now=False)}, now {interval(each, now=True)}."
        for heading, lines in level_changes([one for one in each.level_changes if one.moved]):
            yield forge(f"{heading}: {', '.join(lines)}.")
        yield ""
        for one in each.progress:
            yield f"- {forge(goal_line(one, speaker))}."
        for instalment in each.instalments:
            held = [speaker.say(one.reason) for one in instalment.conditions if one.holds is not True]
            why = (
                f": {'; '.join(held)}"
                if held and instalment.state not in {PaymentState.PAID, PaymentState.NOTHING}
                else ""
            )
            yield f"- Payment {forge(payment_line(instalment, speaker))}{forge(why)}."
        if each.instalments:
            yield ""
            yield f"{forge(sums_line(each, report.call.currency))}."
