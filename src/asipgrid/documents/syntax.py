"""What libyaml stopped at when a text cannot be read as YAML, in our words and at the place where the mistake is."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, Final

from asipgrid.model.said import SaidText, said

if TYPE_CHECKING:
    import yaml

# What may make a comment of a closing bracket.
_HIDES: Final = re.compile(r"(?:^|[:,\[{] *|- +)#[^\s#]")
# What is open where libyaml stopped, by a part of its message.
_OPEN: Final[tuple[tuple[str, str], ...]] = (
    ("did not find expected ',' or ']'", "list"),
    ("did not find expected ',' or '}'", "brace"),
    ("found unexpected end of stream", "quote"),
)
# What else libyaml says, in our words. Looked up by a part of its message; the rest of the sentence names the place.
_FURTHER_RIGHT: Final = said(
    "this line begins further right than the lines above; line it up with them, or put the text in quotes"
)
_NOT_READ: Final = said("the text cannot be read as YAML from here")
_SYNTAX: Final[tuple[tuple[str, SaidText], ...]] = (
    ("scanning an alias", said("text in plain writing cannot begin with *; put it in quotes")),
    ("scanning an anchor", said("text in plain writing cannot begin with &; put it in quotes")),
    ("scanning a directive", said("directives (% lines) are not read; remove them")),
    ("mapping values are not allowed", said("this text contains a colon and a space; put the whole text in quotes")),
    ("could not find expected ':'", said("this line has no key; a key ends with a colon and a space")),
    (
        "did not find expected key",
        said("this line does not line up with the lines above; check its indentation and quotes"),
    ),
    (
        "did not find expected '-' indicator",
        said("this line does not line up with the list above; check its indentation"),
    ),
    ("found character that cannot start", said("a value cannot begin with this character; put it in quotes")),
    ("found unknown escape character", said('a backslash in "…" begins an escape; write \\\\ or use single quotes')),
    ("block sequence entries are not allowed", said("a list cannot begin here; put it on its own lines below the key")),
    ("found invalid Unicode character escape", said("this escape is not a character")),
    ("found undefined tag handle", said("tags (!…) are not used here; remove it")),
    ("found incompatible YAML document", said("only YAML 1.2 without directives is read; remove the % line")),
    ("did not find expected node content", said("a value is missing before this character")),
    ("did not find expected <document start>", said("only one document a file is read; remove what follows the first")),
    ("block mapping", said("this line does not line up with the lines above; check its indentation")),
)


# Where what is wrong stands at the beginning of what libyaml was reading.
_BEGINS_WRONG: Final = ("could not find expected ':'", "scanning an alias", "scanning an anchor")


def told(
    error: yaml.MarkedYAMLError, text: str, stack: Sequence[Any], last: Any, cut: int
) -> tuple[int, int, SaidText]:
    """What libyaml stopped at, in our words: line, column, and what to say.

    Told where it began when that is where the mistake is. `stack` are the lists and mappings that are open there, `last`
    is the last event, `cut` the last line whose text a # cuts short, or 0.
    """
    message = f"{error.problem or ''} {error.context or ''}"
    says = next((ours for theirs, ours in _SYNTAX if theirs in message), _NOT_READ)
    open_ = next((kind for theirs, kind in _OPEN if theirs in message), "")
    stopped = error.problem_mark or error.context_mark
    line, column = (stopped.line + 1, stopped.column + 1) if stopped else (1, 1)
    begun: Any = None
    if "did not find expected node content" in message and stack and not _rest(text, line, column).strip():
        begun, open_ = stack[-1].mark, "brace" if isinstance(stack[-1].container, dict) else "list"
    elif open_ or any(part in message for part in _BEGINS_WRONG):
        begun = error.context_mark
    if (quote := _ended_quote(last, line, column, text)) is not None:
        (begun, says), open_ = quote, ""
    elif not open_ and "line up" in says and _before(text, line, column).strip(" -"):
        says = said("this is left over after a value; put the whole value in quotes, or remove what follows it")
    elif "mapping values are not allowed" in message:
        before = _before(text, line, column)
        if before.startswith(" ") and ": " not in before:
            # The text of the line above goes on here, for this line begins further right.
            says, column = _FURTHER_RIGHT, len(before) - len(before.lstrip()) + 1
    before = said("before the end")
    if _rest(text, line, column).strip():
        before = said("before line {line}, column {column}", line, column)
    end = line
    if begun is not None:
        line, column = begun.line + 1, begun.column + 1
    if open_:
        says = _not_closed(open_, before, _line(text, line)[column - 1 : column])
    if cut < (line if open_ else end - 1):
        cut = _hiding(text, line, end) if open_ else 0
    if cut:
        says = said("{says}; or put the text of line {line} in quotes, where # makes a comment of the rest", says, cut)
    return line, column, says


def _not_closed(open_: str, before: SaidText, quote: str) -> SaidText:
    """What is missing of a list, a brace or a text in quotes; `before` is where it is missing at the latest."""
    if open_ == "list":
        return said("the list that begins here is not closed; a comma or ] is missing {before}", before)
    if open_ == "brace":
        return said("the brace that begins here is not closed; a comma or a closing brace is missing {before}", before)
    return said("the text in quotes that begins here is not closed; a closing {quote} is missing", quote)


def _ended_quote(last: Any, line: int, column: int, text: str) -> tuple[Any, SaidText] | None:
    """Where a text in quotes began that ends right before this spot, and what is wrong with it."""
    style = getattr(last, "style", None)
    if style not in {"'", '"'}:  # of the events, scalars alone have a style
        return None
    begin, end = last.start_mark, last.end_mark
    if end.line != line - 1 or _before(text, line, column)[end.column :].strip(" "):
        return None
    inside = said("an apostrophe is written ''") if style == "'" else said('a " is written \\"')
    if begin.line == end.line:
        return end, said("the text in quotes ends before this; put the whole text in quotes, in which {inside}", inside)
    return begin, said(
        "the text in quotes that begins here ends on line {line} only; a closing {quote} is missing, or, inside the "
        "text, {inside}",
        line,
        style,
        inside,
    )


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
