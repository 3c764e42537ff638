"""What libyaml stopped at when a text cannot be read as YAML, in our words and at the place where the mistake is."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    import yaml

# What may make a comment of a closing bracket.
_HIDES: Final = re.compile(r"(?:^|[:,\[{] *|- +)#[^\s#]")
# What libyaml says, in our words. Looked up by a part of its message; the rest of the sentence names the place.
_NOT_CLOSED: Final = {
    False: "the list that begins here is not closed; a comma or ] is missing {before}",
    True: "the brace that begins here is not closed; a comma or a closing brace is missing {before}",
}
_FURTHER_RIGHT: Final = (
    "this line begins further right than the lines above; line it up with them, or put the text in quotes"
)
_SYNTAX: Final[tuple[tuple[str, str], ...]] = (
    ("scanning an alias", "text in plain writing cannot begin with *; put it in quotes"),
    ("scanning an anchor", "text in plain writing cannot begin with &; put it in quotes"),
    ("scanning a directive", "directives (% lines) are not read; remove them"),
    ("mapping values are not allowed", "this text contains a colon and a space; put the whole text in quotes"),
    ("could not find expected ':'", "this line has no key; a key ends with a colon and a space"),
    ("did not find expected key", "this line does not line up with the lines above; check its indentation and quotes"),
    ("did not find expected '-' indicator", "this line does not line up with the list above; check its indentation"),
    ("did not find expected ',' or ']'", _NOT_CLOSED[False]),
    ("did not find expected ',' or '}'", _NOT_CLOSED[True]),
    (
        "found unexpected end of stream",
        "the text in quotes that begins here is not closed; a closing {quote} is missing",
    ),
    ("found character that cannot start", "a value cannot begin with this character; put it in quotes"),
    ("found unknown escape character", 'a backslash in "…" begins an escape; write \\\\ or use single quotes'),
    ("block sequence entries are not allowed", "a list cannot begin here; put it on its own lines below the key"),
    ("found invalid Unicode character escape", "this escape is not a character"),
    ("found undefined tag handle", "tags (!…) are not used here; remove it"),
    ("found incompatible YAML document", "only YAML 1.2 without directives is read; remove the % line"),
    ("did not find expected node content", "a value is missing before this character"),
    ("did not find expected <document start>", "only one document a file is read; remove what follows the first"),
    ("block mapping", "this line does not line up with the lines above; check its indentation"),
)


# Where what is wrong stands at the beginning of what libyaml was reading.
_BEGINS_WRONG: Final = ("could not find expected ':'", "scanning an alias", "scanning an anchor")


def told(error: yaml.MarkedYAMLError, text: str, stack: Sequence[Any], last: Any, cut: int) -> tuple[int, int, str]:
    """What libyaml stopped at, in our words: line, column, and what to say.

    Told where it began when that is where the mistake is. `stack` are the lists and mappings that are open there, `last`
    is the last event, `cut` the last line whose text a # cuts short, or 0.
    """
    message = f"{error.problem or ''} {error.context or ''}"
    says = next((ours for theirs, ours in _SYNTAX if theirs in message), "the text cannot be read as YAML from here")
    stopped = error.problem_mark or error.context_mark
    line, column = (stopped.line + 1, stopped.column + 1) if stopped else (1, 1)
    begun: Any = None
    if "did not find expected node content" in message and stack and not _rest(text, line, column).strip():
        begun, says = stack[-1].mark, _NOT_CLOSED[isinstance(stack[-1].container, dict)]
    elif any(part in message for part in _BEGINS_WRONG) or "that begins here" in says:
        begun = error.context_mark
    if (quote := _ended_quote(last, line, column, text)) is not None:
        begun, says = quote
    elif "line up" in says and _before(text, line, column).strip(" -"):
        says = "this is left over after a value; put the whole value in quotes, or remove what follows it"
    elif "mapping values are not allowed" in message:
        before = _before(text, line, column)
        if before.startswith(" ") and ": " not in before:
            # The text of the line above goes on here, for this line begins further right.
            says, column = _FURTHER_RIGHT, len(before) - len(before.lstrip()) + 1
    before = f"before line {line}, column {column}" if _rest(text, line, column).strip() else "before the end"
    end = line
    if begun is not None:
        line, column = begun.line + 1, begun.column + 1
    says = says.format(before=before, quote=_line(text, line)[column - 1 : column])
    open_ = "not closed" in says
    if cut < (line if open_ else end - 1):
        cut = _hiding(text, line, end) if open_ else 0
    if cut:
        says += f"; or put the text of line {cut} in quotes, where # makes a comment of the rest"
    return line, column, says


def _ended_quote(last: Any, line: int, column: int, text: str) -> tuple[Any, str] | None:
    """Where a text in quotes began that ends right before this spot, and what is wrong with it."""
    style = getattr(last, "style", None)
    if style not in {"'", '"'}:  # of the events, scalars alone have a style
        return None
    begin, end = last.start_mark, last.end_mark
    if end.line != line - 1 or _before(text, line, column)[end.column :].strip(" "):
        return None
    inside = "an apostrophe is written ''" if style == "'" else 'a " is written \\"'
    if begin.line == end.line:
        return end, f"the text in quotes ends before this; put the whole text in quotes, in which {inside}"
    ends = f"the text in quotes that begins here ends on line {line} only"
    return begin, f"{ends}; a closing {style} is missing, or, inside the text, {inside}"


def _hiding(text: str, first: int, last: int) -> int:
    """The line, from 1, on which a comment may hide what closes a bracket, or 0."""
    lines = text.split("\n")[first - 1 : last]
    return next((number for number, line in enumerate(lines, first) if _HIDES.search(line)), 0)


def _before(text: str, line: int, column: int) -> str:
    return _line(text, line)[: column - 1]


def _rest(text: str, line: int, column: int) -> str:
    return "\n".join(text.split("\n")[line - 1 :])[column - 1 :]


def _line(text: str, line: int) -> str:
    lines = text.split("\n")
    return lines[line - 1] if line <= len(lines) else ""


def spot(text: str, index: int) -> tuple[int, int]:
    """Line and column, from 1, of a position in the text."""
    return text.count("\n", 0, index) + 1, index - text.rfind("\n", 0, index)


def index_of(text: str, line: int, column: int) -> int:
    """The position of a line and column, from 1, in the text."""
    return sum(len(each) + 1 for each in text.split("\n", line - 1)[: line - 1]) + column - 1
