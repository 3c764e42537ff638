"""A chart as one HTML file: nothing is fetched or run, and it reads on paper, on a phone, by day and by night."""

from __future__ import annotations

import base64
import functools
import hashlib

from jinja2 import Environment, PackageLoader, StrictUndefined

from asipgrid.formats import Look
from asipgrid.formats.chart_words import ChartPage
from asipgrid.text.escape import clean


def as_html(page: ChartPage, _look: Look) -> str:
    """The file. Its policy allows the one style sheet in it, by its digest, and nothing else."""
    style = _templates().get_template("chart.css").render()
    digest = base64.b64encode(hashlib.sha256(style.encode("utf-8")).digest()).decode("ascii")
    return _templates().get_template("chart.html").render(page=page, style=style, digest=digest)


@functools.cache
def _templates() -> Environment:
    made = Environment(
        loader=PackageLoader("asipgrid.formats"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    made.filters["clean"] = clean
    return made
