"""Reads the condition of `--where`: columns compared with values, joined by `and`, `or` and `not`, in parentheses."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from fractions import Fraction
from typing import Any, Final, NoReturn

from asipgrid.documents.workspace import CannotError
from asipgrid.selection.columns import RANKED, TEXT, TRUTH, WORD, Column
from asipgrid.selection.comparing import ORDERED, Test, all_of, any_of, denied, equals, ordered
from asipgrid.text.suggestions import few, nearest

_PIECE: Final = re.compile(
    r"\s*(?:(?P<sign><=|>=|!=|==?|[<>(),])|\"(?P<double>[^\"]*)\"|'(?P<single>[^']*)'|(?P<word>[^\s<>=!(),'\"]+))"
)
_DEEPEST: Final = 50
_NUMBER: Final = re.compile(r"-?[0-9]+(?:\.[0-9]+)?")


# What heads a column in tables, where it has another name here.
_HEADS: Final = {"request": "id"}


def condition(text: str, columns: Mapping[str, Column]) -> Test:
    """What a condition says of the values of a request; CannotError, with the place, where it is none."""
    reader = _Reader(text, columns)
    test = reader.any_of()
    if reader.text:
        reader.refuse(f"{reader.text} follows a whole comparison; join two by `and` or `or`")
    return test


def no_such_column(name: str, known: Iterable[str]) -> str:
    """What is said of a name that no column has."""
    near = _HEADS.get(name) or nearest(name, known)
    return f"no column is called {name}; {f'did you mean {near}?' if near else f'there are {few(tuple(known))}'}"


class _Reader:
    """Reads from left to right, a piece at a time: `not` binds closest, then `and`, then `or`."""

    def __init__(self, text: str, columns: Mapping[str, Column]) -> None:
        self._whole, self._columns, self._end, self._depth = text, columns, 0, 0
        self._step()

    def _step(self) -> None:
        """Go on to the next piece: its text (empty at the end), what kind it is, at which character."""
        found = _PIECE.match(self._whole, self._end)
        rest = self._whole[self._end :].lstrip()
        self._at = len(self._whole) - len(rest) + 1
        self.kind, self.text = (str(found.lastgroup), found[str(found.lastgroup)]) if found else ("", "")
        if found is None and rest:
            self.refuse(f"{rest[:20]} has no meaning here; a text in quotes ends with the quote it begins with")
        self._end = found.end() if found else len(self._whole)

    def refuse(self, says: str) -> NoReturn:
        raise CannotError(f"--where, character {self._at}: {says}")

    def _takes(self, *expected: str) -> str:
        """The next piece, when it is one of these signs or words; else nothing is taken."""
        text = self.text.lower() if self.kind in {"sign", "word"} else ""
        if text not in expected:
            return ""
        self._step()
        return text

    def _needs(self, sign: str) -> None:
        if not self._takes(sign):
            self.refuse(f"{sign} is missing here")

    def any_of(self) -> Test:
        tests = [self._all_of()]
        while self._takes("or"):
            tests.append(self._all_of())
        return any_of(tests)

    def _all_of(self) -> Test:
        tests = [self._one()]
        while self._takes("and"):
            tests.append(self._one())
        return all_of(tests)

    def _one(self) -> Test:
        self._depth += 1
        if self._depth > _DEEPEST:
            self.refuse("this is nested too deep")
        test = self._inner()
        self._depth -= 1
        return test

    def _inner(self) -> Test:
        if self._takes("not"):
            return denied(self._one())
        if self._takes("("):
            test = self.any_of()
            self._needs(")")
            return test
        if self.kind != "word":
            self.refuse(f"a comparison begins with a column, such as score<65; there are {few(tuple(self._columns))}")
        column = self._columns.get(self.text) or self.refuse(no_such_column(self.text, self._columns))
        self._step()
        return self._compared(column)

    def _compared(self, column: Column) -> Test:
        if self._takes("not"):
            self._needs("in")
            return denied(self._listed(column))
        if self._takes("in"):
            return self._listed(column)
        if column.kind in {TEXT, WORD, TRUTH} and self.kind == "sign" and self.text in ORDERED:
            self.refuse(f"{column.name} is no number; compare it with =, != or in (…)")
        sign = self._takes("=", "==", "!=", *ORDERED)
        if not sign:
            self.refuse(f"{column.name} is compared with =, !=, <, <=, >, >= or in (…)")
        if sign in ORDERED:
            return ordered(column, sign, self._value(column, stated=True))
        test = equals(column, self._value(column))
        return denied(test) if sign == "!=" else test

    def _listed(self, column: Column) -> Test:
        self._needs("(")
        tests = [equals(column, self._value(column))]
        while self._takes(","):
            tests.append(equals(column, self._value(column)))
        self._needs(")")
        return any_of(tests)

    def _value(self, column: Column, *, stated: bool = False) -> Any:
        """A value as cells of a column have it; None for `null`."""
        text, kind = self.text, self.kind
        if kind in {"", "sign"}:
            self.refuse(f"a value for {column.name} is missing here")
        value: Any = None
        if (kind, text) != ("word", "null"):
            value = self._meant(column, text)
        elif stated:
            self.refuse("null is neither less nor more than anything; compare it with = or !=")
        self._step()
        return value

    def _meant(self, column: Column, text: str) -> Any:
        if column.kind == TEXT:
            return text
        if column.kind == TRUTH:
            return text == "true" or (text != "false" and self.refuse(f"{column.name} is true or false"))
        if column.kind == WORD:
            near = nearest(text, column.words)
            hint = f"did you mean {near}?" if near else f"it can be {few(column.words)}"
            return text if text in column.words else self.refuse(f"{column.name} is never {text}; {hint}")
        if _NUMBER.fullmatch(text):
            return Fraction(text)
        return (
            text if column.kind == RANKED else self.refuse(f"{text} is no number; write it plainly, such as 65 or 62.5")
        )
