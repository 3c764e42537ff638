"""PDF by typst (extra `asipgrid[letters]`): a source of ours, whose texts arrive as data, and fonts that are the same everywhere.

A character that no font can print is shown by its number, <U+1E2C0>.
"""

from __future__ import annotations

import importlib
import re
import unicodedata
from collections.abc import Mapping, Sequence
from types import ModuleType
from typing import Final

_MISSING: Final = re.compile(r'the text `"(.+?)"` could not be displayed', re.DOTALL)


class TypesetError(Exception):
    """A library that makes such files is not installed, or refused what it was given; the words say which."""


def not_installed(name: str, need: str, extra: str) -> str:
    """What is said of a library that is missing: what needs it, and the extra of asipgrid that brings it."""
    return f"{name} is not installed; {need}: pip install 'asipgrid[{extra}]'"


def library(name: str) -> ModuleType:
    """A library of the extra; TypesetError says how it is installed."""
    try:
        return importlib.import_module(name)
    except ImportError as error:
        raise TypesetError(
            not_installed(name.partition(".")[0], "Word, OpenDocument and PDF need", "letters")
        ) from error


def typeset(source: bytes, inputs: Mapping[str, str], standards: Sequence[str], what: str) -> bytes:
    """The PDF of a source that finds its `inputs` as `sys.inputs`, true to the standards; `what` is its name in errors."""
    typst = library("typst")
    # Each turn shows one more character by its number: first try the fonts of the library, then those of the machine.
    for _turn in range(len(set("".join(inputs.values()))) + 1):
        try:
            return _set(typst, source, inputs, standards)
        except typst.TypstError as error:
            missing = _MISSING.search(str(error))
            if missing is None:
                raise TypesetError(f"typst cannot set {what}: {error}") from error
            inputs = {key: _named(text, missing[1]) for key, text in inputs.items()}
    raise TypesetError(f"typst cannot set {what}")


def _set(typst: ModuleType, source: bytes, inputs: Mapping[str, str], standards: Sequence[str]) -> bytes:
    for only_ours in (True, False):
        try:
            made: bytes = typst.compile(
                source, format="pdf", sys_inputs=inputs, ignore_system_fonts=only_ours, pdf_standards=[*standards]
            )
        except typst.TypstError as error:
            if not only_ours or _MISSING.search(str(error)) is None:
                raise
        else:
            return made
    raise AssertionError


def _named(text: str, missing: str) -> str:
    """The text with the characters of a word that no font can print shown by their number.

    Where they are all plain letters, it is the accents upon them that cannot be printed.
    """
    marks = {each for each in text if unicodedata.category(each).startswith("M")}
    strange = {each for each in missing if not each.isascii()} or marks
    return "".join(f"<U+{ord(each):04X}>" if each in strange else each for each in text)
