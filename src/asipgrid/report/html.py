"""The report as one HTML file: its policy lets run the one script and the one style sheet in it, and fetches nothing."""

from __future__ import annotations

import functools
from typing import Final

from asipgrid.formats.html_page import digest, environment
from asipgrid.report.monitoring_page import MonitoringPage
from asipgrid.report.page import ReportPage
from asipgrid.text.escape import clean


def as_html(page: ReportPage | MonitoringPage) -> str:
    """The file. Every text in it is escaped as it is put in; what cannot be seen is shown by its number."""
    followed = isinstance(page, MonitoringPage)
    style, also, script = (
        _templates().get_template(each).render() for each in ("report.css", "monitoring.css", "report.js")
    )
    style += also if followed else ""
    template = _templates().get_template("monitoring.html" if followed else "report.html")
    return template.render(
        page=page, t=page.labels, style=style, script=script, style_digest=digest(style), script_digest=digest(script)
    )


MOST_OF_A_TITLE = 200
"""How much of a title stands in tables; its own part has all of it."""


def cut(text: str) -> str:
    """A title short enough for a table."""
    return text if len(text) <= MOST_OF_A_TITLE else f"{text[: MOST_OF_A_TITLE - 1]}…"


def _shown(value: object) -> object:
    return clean(value) if type(value) is str else value


# What is put in is text from documents or of ours: none of it may hold what acts, or what nobody sees.
_templates: Final = functools.cache(functools.partial(environment, "asipgrid.report", _shown, cut=cut))
