"""Values as messages show them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from fractions import Fraction
from typing import Any

from asipgrid.model.said import said
from asipgrid.text.numbers import as_written


def shown(value: Any) -> str:
    """A value as the document writes it; a list or mapping by its kind."""
    if value is None or isinstance(value, bool):
        return {True: "true", False: "false", None: "null"}[value]
    if isinstance(value, list | Mapping):
        return said("a list") if isinstance(value, list) else said("a part with fields of its own")
    if isinstance(value, Fraction):
        return as_written(value)
    return format(value, "f") if isinstance(value, Decimal) else str(value)


def quoted(value: Any) -> str:
    """A value as a message shows it: text in quotes."""
    return f'"{value}"' if isinstance(value, str) else shown(value)


def written(value: Any) -> str:
    """A value as YAML holds it on one line, a mapping or a list in its brackets."""
    from asipgrid.text.escape import yaml_text  # noqa: PLC0415 - few commands write YAML

    if isinstance(value, Mapping):
        return f"{{{', '.join(f'{yaml_text(str(key))}: {written(each)}' for key, each in value.items())}}}"
    if isinstance(value, Sequence) and not isinstance(value, str):
        return f"[{', '.join(map(written, value))}]"
    return yaml_text(value) if isinstance(value, str) else shown(value)
