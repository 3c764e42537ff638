"""What every HTML file of ours is made with: templates whose texts are escaped as they are put in, and digests for its policy."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Callable
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined


def environment(package: str, finalize: Callable[..., Any] | None = None, **filters: Callable[..., Any]) -> Environment:
    """The templates of a package and their filters; `finalize` is asked for whatever is put in."""
    made = Environment(
        loader=PackageLoader(package),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
        finalize=finalize,
    )
    made.filters.update(filters)
    return made


def digest(text: str) -> str:
    """How a policy names a style sheet or a script that stands in the file."""
    return f"sha256-{base64.b64encode(hashlib.sha256(text.encode('utf-8')).digest()).decode('ascii')}"
