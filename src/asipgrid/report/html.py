"""The report as one HTML file: its policy lets run the one script and the one style sheet in it, and fetches nothing."""

from __future__ import annotations

import base64
import functools
import hashlib

from jinja2 import Environment, PackageLoader, StrictUndefined

from asipgrid.report.page import ReportPage
from asipgrid.text.escape import clean


def as_html(page: ReportPage) -> str:
    """The file. Every text in it is escaped as it is put in; what cannot be seen is shown by its number."""
    style, script = (_templates().get_template(f"report.{kind}").render() for kind in ("css", "js"))
    template = _templates().get_template("report.html")
    return template.render(
        page=page, t=page.labels, style=style, script=script, style_digest=digest(style), script_digest=digest(script)
    )


def digest(text: str) -> str:
    """How a policy names a style sheet or a script that stands in the file."""
    return f"sha256-{base64.b64encode(hashlib.sha256(text.encode('utf-8')).digest()).decode('ascii')}"


@functools.cache
def _templates() -> Environment:
    made = Environment(
        loader=PackageLoader("asipgrid.report"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
        # What is put in is text from documents or of ours: none of it may hold what acts, or what nobody sees.
        finalize=_shown,
    )
    made.filters["cut"] = cut
    return made


MOST_OF_A_TITLE = 200
"""How much of a title stands in tables; its own part has all of it."""


def cut(text: str) -> str:
    """A title short enough for a table."""
    return text if len(text) <= MOST_OF_A_TITLE else f"{text[: MOST_OF_A_TITLE - 1]}…"


def _shown(value: object) -> object:
    return clean(value) if type(value) is str else value
