"""The list of drafts in a folder: what each was drafted from, and so whether it is still what the documents give."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Final

from msgspec import Struct

from asipgrid.letters.kinds import FOLLOWING, LetterKind
from asipgrid.model.places import Id, Language
from asipgrid.text import jsons

LIST: Final = "drafts.json"
"""The file beside drafts that says what each was drafted from."""

_KEYS: Final = {"call", "request", "letter", "language", "form", "digest", "says", "inputs"}


class Drafted(Struct, frozen=True, kw_only=True):
    """One letter: whose, which, its text, the digest of what it says, the documents it rests on with their digests.

    `as_of` is the day of a letter that follows a funded project; `blanks` are to be completed before it is signed.
    """

    request: str
    kind: LetterKind
    language: Language
    text: str
    says: str
    inputs: Mapping[str, str]
    as_of: str | None = None
    blanks: tuple[str, ...] = ()

    def name(self, form: str) -> str:
        """The name of its file."""
        on = "" if self.as_of is None else f"-{self.as_of}"
        return f"{self.kind.value}-{self.request}{on}.{self.language.value}.{form}"


def digest(data: bytes) -> str:
    """The digest of a file."""
    return f"sha256:{hashlib.sha256(data).hexdigest()}"


def replaced(entry: Mapping[str, Any], drafted: Iterable[Drafted], form: str) -> bool:
    """Whether another letter to the same applicant, in the same language and form, takes the place of one listed.

    Of the letters that follow a project each day has its own, and none takes the place of a decision's.
    """
    if entry["letter"] in FOLLOWING:
        return False
    return any(
        each.kind not in FOLLOWING
        and (entry["request"], entry["language"], entry["form"]) == (each.request, each.language.value, form)
        for each in drafted
    )


def entry(call: Id, each: Drafted, form: str, data: bytes) -> dict[str, Any]:
    """What the list says of a draft."""
    return {
        "call": call,
        "request": each.request,
        "letter": each.kind.value,
        "language": each.language.value,
        "form": form,
        **({} if each.as_of is None else {"as_of": each.as_of}),
        **({"to_complete": list(each.blanks)} if each.blanks else {}),
        "digest": digest(data),
        "says": each.says,
        "inputs": dict(each.inputs),
    }


def text(listed: Mapping[str, Mapping[str, Any]]) -> str:
    """The list as its file holds it, by the names of the drafts; what is to be completed in them comes first."""
    blanks = {name: listed[name]["to_complete"] for name in sorted(listed) if "to_complete" in listed[name]}
    drafts = {
        name: {key: value for key, value in listed[name].items() if key != "to_complete"} for name in sorted(listed)
    }
    body = {"asipgrid": "drafts/1", **({"to_complete": blanks} if blanks else {}), "drafts": drafts}
    return jsons.document(body)


def entries(data: bytes) -> dict[str, dict[str, Any]]:
    """What a list says of its drafts, by their names; ValueError when it is none of ours."""
    try:
        written = json.loads(data)
        listed: dict[str, dict[str, Any]] = written["drafts"]
        for name, blanks in written.get("to_complete", {}).items():
            if name in listed:
                listed[name]["to_complete"] = blanks
        sound = all(set(each) >= _KEYS and _is_ours(each) for each in listed.values())
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        raise ValueError from error
    if not sound:
        raise ValueError
    return listed


def _is_ours(entry: Mapping[str, Any]) -> bool:
    return (
        entry["letter"] in list(LetterKind)
        and entry["language"] in list(Language)
        and isinstance(entry["inputs"], dict)
        and all(isinstance(entry[key], str) for key in _KEYS - {"inputs"})
    )


def sort(entry: Mapping[str, Any]) -> tuple[str, str, str]:
    """What a draft is made again with: the kind and day of one that follows a project (else nothing), its language."""
    follows = entry["letter"] in FOLLOWING
    return (entry["letter"], entry.get("as_of", ""), entry["language"]) if follows else ("", "", entry["language"])


def stale(entry: Mapping[str, Any], now: Drafted | None) -> Iterator[str]:
    """Why a draft is not what the documents give any more."""
    if now is None:
        yield "no letter is called for any more"
        return
    if now.kind.value != entry["letter"]:
        yield f"the decision calls for {now.kind.value} now"
    old, new = entry["inputs"], now.inputs
    yield from (f"{name} has changed" for name in new if name in old and old[name] != new[name])
    yield from (f"{name} is new" for name in new if name not in old)
    yield from (f"{name} is gone" for name in old if name not in new)
    if old == new and now.kind.value == entry["letter"] and now.says != entry["says"]:
        yield "it would say something else now, for other documents of the call, its templates or asipgrid have changed"
