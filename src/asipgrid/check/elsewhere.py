"""Where what a path names stands, when it is not where the path looks for it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any, Final

from asipgrid.engine.paths import NoPathError, path_expression

Schema = Mapping[str, Any]

# An id with a hyphen that stands in no quotes, and the names that need none.
_BARE: Final = re.compile(r"(?<![\w\"'`-])([A-Za-z]\w*(?:-[A-Za-z0-9]+)+)(?![\w\"'`-])")
_NAME: Final = re.compile(r"[A-Za-z_]\w*", re.ASCII)
# What results have by their ids.
_BY_ID: Final = {("criteria",), ("grids",), ("sections",)}
# What a criterion, then a grid or a section, is read for when nothing else is said.
_USUAL: Final = ("level", "score")


def quoted_ids(path: str) -> str:
    """A text with its ids that have a hyphen in quotes, as paths write them."""
    return _BARE.sub(r'"\1"', path)


def elsewhere(path: str, scope: Schema) -> str | None:
    """The one place in documents of a schema at which stands what a path names; None where there is none, or several."""
    try:
        parts = path_expression(path).parts
    except NoPathError:
        return None
    ends = [] if parts is None else [_ends(scope, (*above, *parts)) for above in _places(scope, ())]
    found = list(filter(None, ends))
    return _written(found[0]) if len(found) == 1 else None


def _places(schema: Schema, above: tuple[str, ...]) -> Iterator[tuple[str, ...]]:
    """Every part of documents of a schema that has fields of its own; of results, no part of a grid or a criterion."""
    yield above
    if above in _BY_ID:
        return
    for name, each in schema.get("properties", {}).items():
        if isinstance(each, Mapping) and "properties" in each:
            yield from _places(each, (*above, name))


def _ends(scope: Schema, parts: tuple[str, ...]) -> tuple[str, ...]:
    """A path that is there, down to a value; empty where it is not."""
    schema: Any = scope
    for name in parts:
        schema = schema.get("properties", {}).get(name) if isinstance(schema, Mapping) else None
    if not isinstance(schema, Mapping):
        return ()
    usual = [name for name in _USUAL if name in schema.get("properties", {})]
    return (*parts, *usual[:1]) if usual or "properties" not in schema else ()


def _written(parts: tuple[str, ...]) -> str:
    return ".".join(name if _NAME.fullmatch(name) else f'"{name}"' for name in parts)
