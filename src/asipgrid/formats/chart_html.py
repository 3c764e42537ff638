"""A chart as one HTML file: nothing is fetched or run, and it reads on paper, on a phone, by day and by night."""

from __future__ import annotations

import functools
from typing import Final

from asipgrid.formats import Look
from asipgrid.formats.chart_words import ChartPage
from asipgrid.formats.html_page import digest, environment
from asipgrid.text.escape import clean


def as_html(page: ChartPage, _look: Look) -> str:
    """The file. Its policy allows the one style sheet in it, by its digest, and nothing else."""
    style = _templates().get_template("chart.css").render()
    return _templates().get_template("chart.html").render(page=page, style=style, digest=digest(style))


_templates: Final = functools.cache(functools.partial(environment, "asipgrid.formats", clean=clean))
