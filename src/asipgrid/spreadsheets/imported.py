"""What files of cells gave: the values of each document, the cell behind each, and the cells that gave none."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any, Final

from msgspec import Struct

from asipgrid.authoring.skeletons import flow
from asipgrid.model.said import SaidText
from asipgrid.text.escape import clean, yaml_text

Steps = tuple[str | int, ...]
_STEP: Final = re.compile(r"([^.\[\]]+)|\[(\d+)\]")


class Origin(Struct, frozen=True, kw_only=True):
    """A cell: its file, its sheet ("" in CSV), its name, and the formula behind its value."""

    file: str
    sheet: str
    cell: str
    formula: str = ""

    def __str__(self) -> str:
        where = f"{self.sheet}!{self.cell}" if self.sheet else self.cell
        return f"{self.file}, {where}"


class ImportedValue(Struct, frozen=True, kw_only=True):
    """A value, where it stands in its document, and the cell it came from; `wrong` says why a cell gave none."""

    path: str
    origin: Origin
    value: Any = None
    wrong: str = ""


class ImportedDocument(Struct, frozen=True, kw_only=True):
    """A document as files give it: its kind, the request it is about, who rated it, and its values in order.

    `of` is the file, and the sheet and row where it has many documents, that it stands in.
    """

    kind: str
    request: str
    of: SaidText
    values: tuple[ImportedValue, ...]
    assessor: str = ""


class BadCell(Struct, frozen=True, kw_only=True):
    """A cell that is told: where it is, what is wrong, and what would be right."""

    origin: Origin
    says: SaidText


class ReadFile(Struct, frozen=True, kw_only=True):
    """What one file gave: its documents, the cells that are told, and notes about the file, which is named as typed."""

    file: str
    documents: tuple[ImportedDocument, ...]
    bad: tuple[BadCell, ...] = ()
    notes: tuple[SaidText, ...] = ()


class YamlDocument(Struct, frozen=True, kw_only=True):
    """A document as YAML, and of which of its lines (from 1) came from which cell."""

    text: str
    origins: Mapping[int, Origin]


def steps(path: str) -> Steps:
    """The keys and positions of a dotted path: funding.lines[0].amount."""
    return tuple(name or int(index) for name, index in _STEP.findall(path))


def yaml_document(document: ImportedDocument, head: Mapping[str, str]) -> YamlDocument:
    """The document: `head` first, then its values, each with the cell it came from as a comment.

    A cell that gave no value stands as a comment in its place: what it holds is not stated.
    """
    tree: dict[Any, Any] = {}
    for each in document.values:
        if each.path not in head:
            _put(tree, steps(each.path), each)
    writer = _Writer()
    writer.line(f"# Imported from {clean(document.of)}.")
    for key, value in head.items():
        writer.line(f"{key}: {yaml_text(value)}")
    writer.mapping(tree, "")
    return YamlDocument(text="\n".join(writer.lines) + "\n", origins=writer.origins)


def _put(tree: dict[Any, Any], path: Steps, value: ImportedValue) -> None:
    for step in path[:-1]:
        tree = tree.setdefault(step, {})
    tree[path[-1]] = value


class _Writer:
    """Writes values one below the other. Positions of lists are keys that are numbers: gaps between them close."""

    def __init__(self) -> None:
        self.lines: list[str] = []
        self.origins: dict[int, Origin] = {}

    def line(self, text: str) -> None:
        self.lines.append(text)

    def mapping(self, tree: Mapping[Any, Any], indent: str, dash: str = "") -> None:
        """The members of an object; the first that is written of an item of a list begins with its `dash`."""
        for name, value in tree.items():
            if _is_empty(value):
                for each in _values(value):
                    self.left_out(each, indent)
                continue
            key, dash = f"{dash or indent}{yaml_text(str(name))}:", ""
            if isinstance(value, ImportedValue):
                self.origins[len(self.lines) + 1] = value.origin
                formula = f" ({clean(value.origin.formula)})" if value.origin.formula else ""
                self.line(f"{key} {flow(value.value)}  # {clean(str(value.origin))}{formula}")
            elif all(isinstance(each, int) for each in value):
                self.line(key)
                for item in value.values():
                    self.item(item, f"{indent}  ")
            else:
                self.line(key)
                self.mapping(value, f"{indent}  ")

    def item(self, value: Any, indent: str) -> None:
        """An item of a list."""
        if _is_empty(value):
            for each in _values(value):
                self.left_out(each, indent)
        else:
            self.mapping(value, f"{indent}  ", f"{indent}- ")

    def left_out(self, value: ImportedValue, indent: str) -> None:
        """The cell that gave no value, in its place."""
        self.line(f"{indent}# {value.path}: not imported: {clean(str(value.origin))}: {clean(value.wrong)}")


def _values(tree: Any) -> Iterator[ImportedValue]:
    if isinstance(tree, ImportedValue):
        yield tree
    else:
        for each in tree.values():
            yield from _values(each)


def _is_empty(tree: Any) -> bool:
    """Whether no cell below gave a value: an object or an item without any is not written."""
    return all(each.wrong for each in _values(tree))
