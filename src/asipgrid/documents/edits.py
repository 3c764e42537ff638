"""A document's text with another value at one place: what stands around it, comments too, stays as it is.

Nothing is written to the disk: the text stands in a tree whose other files are those of another one.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import yaml
from msgspec import Struct

from asipgrid.documents.workspace import Entry, Tree
from asipgrid.model.places import KeyPath
from asipgrid.text.values import written


class EditedTree(Struct, frozen=True, kw_only=True):
    """The files of another tree, some of them with other bytes, and some of them gone."""

    base: Tree
    changed: Mapping[Path, bytes]
    gone: frozenset[Path] = frozenset()

    def real(self, path: Path) -> Path:
        """As `Tree` has it."""
        self._there(path)
        return self.base.real(path)

    def entries(self, folder: Path) -> list[Entry]:
        """As `Tree` has it."""
        return [each for each in self.base.entries(folder) if folder / each.name not in self.gone]

    def is_folder(self, path: Path) -> bool:
        """As `Tree` has it."""
        return self.base.is_folder(path)

    def is_file(self, path: Path) -> bool:
        """As `Tree` has it."""
        return path not in self.gone and self.base.is_file(path)

    def size(self, path: Path) -> int | None:
        """As `Tree` has it."""
        self._there(path)
        return len(self.changed[path]) if path in self.changed else self.base.size(path)

    def data(self, path: Path, most: int) -> bytes:
        """As `Tree` has it."""
        self._there(path)
        return self.changed[path][:most] if path in self.changed else self.base.data(path, most)

    def _there(self, path: Path) -> None:
        if path in self.gone:
            raise FileNotFoundError(2, "no such file or directory")


def with_value(text: str, path: KeyPath, value: Any) -> str:
    """The text of a sound document (LF line ends, no byte-order mark) with a value at a path.

    Keys of the path that are not written are added; steps into a list name an entry that is there.
    """
    node: Any = yaml.compose(text, Loader=yaml.CSafeLoader)
    for depth, step in enumerate(path):
        inner = _inner(node, step)
        if inner is None:
            for key in reversed(path[depth + 1 :]):
                value = {key: value}
            if isinstance(node, yaml.MappingNode):
                return _with_key(text, node, str(step), value)
            return _replaced(text, node, {step: value})
        node = inner
    return _replaced(text, node, value)


def _inner(node: Any, step: str | int) -> Any:
    """The node behind a step; None where a mapping has no such key, or where there is no mapping."""
    if isinstance(node, yaml.SequenceNode):
        return node.value[int(step)]
    if isinstance(node, yaml.MappingNode):
        return next((inner for key, inner in node.value if key.value == step), None)
    return None


def _replaced(text: str, node: Any, value: Any) -> str:
    begin, end = node.start_mark.index, _end(text, node)
    # A space is missing behind the colon of a key without a value; and a list may stand right below its key.
    below = isinstance(node, yaml.SequenceNode) and not node.flow_style
    blank = "" if text[begin - 1 : begin] in {" ", "[", "{"} and not below else " "
    return f"{text[:begin]}{blank}{written(value)}{text[end:]}"


def _end(text: str, node: Any) -> int:
    """Where a value ends: before the blanks and comments behind it, which libyaml takes for a part of what is a block."""
    if isinstance(node, yaml.ScalarNode):
        whole = text[node.start_mark.index : node.end_mark.index]
        return int(node.start_mark.index) + len(whole.rstrip() if node.style in {"|", ">"} else whole)
    if node.flow_style:
        return int(node.end_mark.index)
    last = node.value[-1]
    return _end(text, last[1] if isinstance(last, tuple) else last)


def _with_key(text: str, node: Any, key: str, value: Any) -> str:
    """A mapping with one more key: before the last one of a block, for the first says what a document is."""
    entry = written({key: value})[1:-1]
    if node.flow_style:
        begin = _end(text, node.value[-1][1]) if node.value else node.end_mark.index - 1
        return f"{text[:begin]}{', ' if node.value else ''}{entry}{text[begin:]}"
    mark = node.value[-1][0].start_mark
    return f"{text[: mark.index]}{entry}\n{' ' * mark.column}{text[mark.index :]}"
