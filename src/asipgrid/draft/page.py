"""Structure to text: templates see data, never the other way round. Every value is escaped as it is put in."""

from __future__ import annotations

import dataclasses
import itertools
from functools import cache
from typing import Any

from jinja2 import PackageLoader, StrictUndefined
from jinja2.sandbox import SandboxedEnvironment

from asipgrid.draft.addendum import Addendum
from asipgrid.escape import markdown
from asipgrid.model import Language


@cache
def _templates() -> SandboxedEnvironment:
    return SandboxedEnvironment(
        loader=PackageLoader("asipgrid.draft"),
        undefined=StrictUndefined,
        finalize=_put,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
        autoescape=False,
    )


def _put(value: Any) -> Any:
    return markdown(value) if isinstance(value, str) else value


def page(letter: Addendum, language: Language) -> str:
    """The addendum as Markdown, one sentence a line."""
    data = {field.name: getattr(letter, field.name) for field in dataclasses.fields(letter)}
    numbers = itertools.count(1)
    return _templates().get_template(f"addendum.{language.value}.md").render(data, article=lambda: next(numbers))
