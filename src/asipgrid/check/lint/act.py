"""Texts in one language only, goals that no addendum sets, conditions without a last day: what an act would stumble on."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Final

from asipgrid.check.case import Documents
from asipgrid.check.lint.criteria import criteria_in
from asipgrid.check.lint.texts import LANGUAGES
from asipgrid.check.wording import Data, listed, note, warning
from asipgrid.model.calls import NO_GOAL
from asipgrid.model.places import Finding, KeyPath, Record
from asipgrid.model.said import said

# The texts that letters print, by kind of document; `*` stands for each entry of a list. Names are none: they stay as they are.
_PRINTED: Final[Mapping[str, tuple[KeyPath, ...]]] = {
    "call": (
        ("authority", "legal_form"),
        ("authority", "signatory"),
        ("authority", "signatory", "capacity"),
        ("legal_basis", "*"),
        ("legal_basis", "*", "act"),
        ("legal_basis", "*", "about"),
        ("purpose",),
        ("recitals", "*"),
        ("addendum", "payments", "*", "at"),
        ("clauses", "*", "title"),
        ("clauses", "*", "text"),
        ("letters", "appeal"),
        ("letters", "remedies", "*", "remedy"),
        ("letters", "remedies", "*", "before"),
    ),
    "request": (
        ("applicant", "signatory", "capacity"),
        ("funding", "lines", "*", "item"),
        ("funding", "other_funders", "*", "role"),
        ("agreement", "until"),
        ("commitments", "*", "goal"),
        ("commitments", "*", "until"),
    ),
    "decision": (("decided_by",), ("why",)),
    "amendment": (("decided_by",), ("moves", "*", "why"), ("ends", "*", "why"), ("returns", "*", "why")),
}
# Of these a plain text may be a name; one that says its language is none.
_NAMED: Final[Mapping[str, tuple[KeyPath, ...]]] = {
    "call": (("title",), ("authority", "name"), ("authority", "seat"), ("authority", "registration")),
    "request": (
        ("title",),
        ("applicant", "seat"),
        ("applicant", "registration"),
        ("funding", "other_funders", "*", "name"),
    ),
}


def one_language(record: Record, call: Data, kind: str, data: Data) -> Iterator[Finding]:
    """A printed text that is not given in a language of the call's letters: the letter marks which it is in."""
    languages = call.get("letters", {}).get("languages", ())
    if len(languages) < 2:
        return
    plain = [(path, True) for path in _PRINTED[kind]]
    for path, prose in (*plain, *((path, False) for path in _NAMED.get(kind, ()))):
        for at, text in _texts(data, path, ()):
            given = text.keys() if isinstance(text, Mapping) else languages[:1] if prose else languages
            missing = [LANGUAGES[each] for each in languages if each not in given]
            if missing and not (isinstance(text, Mapping) and not text.keys() & LANGUAGES.keys()):
                says = said(
                    "this text is not given in {missing}, and letters come in it too; write {en: …, fr: …}",
                    listed(missing),
                )
                yield warning(record, at, "S022", says)


def _texts(data: Any, path: KeyPath, at: KeyPath) -> Iterator[tuple[KeyPath, Any]]:
    """The values at a path, each with its place."""
    if not path:
        yield at, data
    elif path[0] == "*":
        for index, each in enumerate(data if isinstance(data, list) else ()):
            # A clause that is a text is the id of one that is proposed.
            yield from _texts(each, path[1:], (*at, index))
    elif isinstance(data, Mapping) and path[0] in data:
        yield from _texts(data[path[0]], path[1:], (*at, path[0]))


def one_language_of_all(call: Data, about: Mapping[str, Documents]) -> Iterator[Finding]:
    """The same, of what is told of requests."""
    for kind in ("request", "decision", "amendment"):
        for record, data in about.get(kind, ()):
            yield from one_language(record, call, kind, data)


def goals_that_are_never_set(record: Record, call: Data, grids: Mapping[str, Data]) -> Iterator[Finding]:
    """A criterion among the goals of a call that can give none."""
    criteria = {each["id"]: each for grid in grids.values() for _, each in criteria_in(grid)}
    for index, name in enumerate(call.get("addendum", {}).get("goals", {}).get("criteria", ())):
        each = criteria.get(name, {})
        why = (
            said("its grid says that none is")
            if each.get("goal") == NO_GOAL
            else said("it has no weight")
            if "weight" not in each or each.get("info")
            else ""
        )
        if why:
            says = said("no addendum sets a goal for {name}: {why}; leave it out", name, why)
            yield warning(record, ("addendum", "goals", "criteria", index), "C231", says)


def conditions_without_a_day(record: Record, call: Data, grids: Mapping[str, Data]) -> Iterator[Finding]:
    """Conditions that come before any payment, and no last day to settle them."""
    terms = call.get("addendum", {})
    gates = [each["id"] for grid in grids.values() for _, each in criteria_in(grid) if each.get("gate") == "payment"]
    if gates and terms.get("payments") and "conditions_due" not in terms:
        says = said(
            "payments wait for {gates}, and no day is set by which that is settled; add `conditions_due`", listed(gates)
        )
        yield note(record, ("addendum",), "C232", says)
