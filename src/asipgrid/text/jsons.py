"""JSON as it leaves the tool: quick to write, and with no character in it that nobody can see. There is no other place."""

from __future__ import annotations

import json
from typing import Any

from asipgrid.text.escape import json_text

# `json.dumps` would make an encoder for every value.
_quoted = json.encoder.encode_basestring
_encoded = json.JSONEncoder(ensure_ascii=False).encode
_compact = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode


def document(value: Any, step: str = "  ") -> str:
    """A document as its file holds it."""
    return indented(value, "\n", step) + "\n"


def quoted(text: str) -> str:
    """A text as JSON."""
    return json_text(_quoted(text))


def compact(value: Any) -> str:
    """Any value on one line, without a space."""
    return json_text(_compact(value))


def inline(value: Any) -> str:
    """Any value inside a line of words."""
    return json_text(_encoded(value))


def indented(value: Any, line: str, step: str = "  ") -> str:
    """Any value on lines of its own; `line` begins a line where it stands."""
    return json_text(_indented(value, line, step))


def _indented(value: Any, line: str, step: str) -> str:
    """What `json.dumps(value, indent=step, ensure_ascii=False)` gives, several times as fast.

    With an indent the library writes with Python code, token by token; here each text goes through its C function.
    """
    if type(value) is str:
        return _quoted(value)
    inner = line + step
    if isinstance(value, dict) and value:
        parts = [f"{_quoted(key)}: {_indented(one, inner, step)}" for key, one in value.items()]
        return f"{{{inner}{f',{inner}'.join(parts)}{line}}}"
    if isinstance(value, list | tuple) and value:
        return f"[{inner}{f',{inner}'.join([_indented(one, inner, step) for one in value])}{line}]"
    return _encoded(value)
