"""Every French letter of the example and of the relaunch, read for the rules of French as an administration writes it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Final

import pytest

from conftest import ROOT, SMALL_CALL, Command, small, small_rating, small_request

# What a wrong place looks like; and a sentence that is wrong so.
RULES: Final = {
    "no narrow no-break space before ; ! ?": (r"(?:[^\u202f\s]|[ \u00a0])[;!?](?=\s|$)", "Vu le code ;"),
    "no no-break space before :": (r"(?:[^\u00a0\s]|[ \u202f]):(?=\s|$)", "Objet : oui"),
    "no no-break space inside « »": (r"«[^\u00a0]|[^\u00a0]»", "l’« appel »"),
    "no no-break space between a number and its unit": (r"\d ?(?:%|€)|\d (?:points?|jours?|mois|euros?)\b", "50 %"),
    "a number whose groups may part": (r"(?<!\d)\d{1,3} \d{3}(?!\d)", "1 400 dossiers"),
    "no no-break space after n° or §": (r"[nN]°(?!\u00a0| \|)|§(?!\u00a0)", "n° 3"),
    "a typewriter's apostrophe": (r"[^\W\d_]'\w", "l'appel"),
    "an ordinal as French does not write it": (
        r"\b1(?:ère|ere|ème|er place)\b|\b\d+(?:ème|eme)\b|[Pp]lace\b[^|\n.;]{0,40}\b1er\b",
        "la 1ère place",
    ),
    "the first of a month without er": (
        r"\b(?:le|au|du) 1[ \u00a0](?:janvier|mars|mai|juin|juillet|octobre)",
        "le 1 juin 2010",
    ),
    "a plural below two": (
        r"(?<![\d,.\u202f\u00a0])(?:[01](?:,\d+)?)[ \u00a0](?:points|jours|objectifs|rapports|critères|demandes|pièces)\b",
        "jusqu’à 1,75\u00a0points",
    ),
    "a singular from two on": (
        r"(?<![\d,.§])(?:[2-9]|\d{2,3})[ \u00a0](?:point|jour|objectif|rapport|critère|recommandation)\b",
        "les 8\u00a0objectif",
    ),
    "a capital after ; inside a sentence": (
        r"\u202f; (?:Note|Part|Niveau|Points|Le |La |Les |Un |Une )",
        "oui\u202f; Note de 12",
    ),
    "a blank before a comma or a full stop": (r"[^\s|][ \u00a0\u202f][,.](?=\s|$)", "le projet ."),
    "a sign twice": (r"[,;:]{2}|(?<!\.)\.\.(?!\.)|\?\.|[ \u00a0\u202f]{2,}(?=\w)", "Pièces : a.."),
    "an article that should be contracted": (
        r"\b(?:de le|de les|à le|à les) (?![a-zé]+(?:er|ir|re)\b)",
        "la fin de le projet",
    ),
    "que, de or le not elided": (
        r"\b(?:que|de|le|la|ne|se) (?=(?:il|elle|on|un|une|est|autre|objet|appel|avenant|annexe)s?\b)(?!le un)",
        "avant que il soit",
    ),
    "English words": (r"\b(?:the|and|of the|level|by 31|to be completed)\b", "the goals"),
    "a word that the field does not use": (r"\bdéplacés?\b", "objectifs déplacés"),
    "a sentence twice": (r"(?m)^(?P<line>(?!- )[^|\n#]{60,}[^:\n])$(?=(?s:.*)^(?P=line)$)", "a" * 70 + "\n" + "a" * 70),
}
_LEFT_OUT: Final = re.compile(r"`[^`]*`|^[ |:-]+$", re.MULTILINE)


def faults(text: str) -> Iterator[tuple[str, str]]:
    """What is wrong in a French letter: the rule, and the place with what stands around it."""
    prose = _LEFT_OUT.sub("…", text)
    for name, (pattern, _) in RULES.items():
        for found in re.finditer(pattern, prose):
            yield name, prose[max(0, found.start() - 25) : found.end() + 15]


@pytest.mark.parametrize("rule", RULES)
def test_each_rule_finds_a_wrong_sentence(rule: str) -> None:
    assert rule in [name for name, _ in faults(RULES[rule][1])]


@pytest.mark.slow
@pytest.mark.parametrize(
    ("call", "letters", "count"),
    [
        ("example-2010", (), 16),
        ("example-2010", ("--letter", "payment"), None),
        ("example-2010", ("--letter", "reminder"), None),
        ("example-2010", ("--letter", "follow-up", "--as-of", "2010-12-31"), None),
        ("relaunch-2009", (), 13),
    ],
)
def test_every_french_letter_is_written_as_french_is(
    asipgrid: Command, tmp_path: Path, call: str, letters: tuple[str, ...], count: int | None
) -> None:
    out = str(tmp_path)
    assert asipgrid("draft", str(ROOT / "requests" / call), "--lang", "fr", *letters, "-o", out).code == 0
    texts = {each.name: each.read_text("utf-8") for each in sorted((ROOT / out).glob("*.fr.md"))}
    assert texts
    assert count is None or len(texts) == count
    assert {name: list(faults(text)) for name, text in texts.items() if any(faults(text))} == {}


# One decision each of the small call: its rules, what the request says, its mark, the letter.
FUNDED: Final = SMALL_CALL.replace("score: {minimum: 60}", "score: {minimum: 1}")
SMALL: Final = {
    "one goal": (FUNDED + "addendum: {goal_level: next, goals: {most: 1}}\n", "{signed: true, format: pdf, total: 9, valid: 6}", "2"),
    "two goals": (FUNDED + "addendum: {goal_level: next, goals: {most: 2}}\n", "{signed: true, format: pdf, total: 9, valid: 6}", "2"),
    "no goal": (FUNDED + "addendum: {goal_level: 1}\n", "{signed: true, format: cda, total: 9, valid: 9}", "4"),
    "not funded": (SMALL_CALL, "{signed: true, format: pdf, total: 9, valid: 1}", "1"),
    "deferred": (SMALL_CALL.replace("outcome: decline", "outcome: defer"), "{signed: true, format: pdf, total: 9, valid: 1}", "1"),
    "not eligible": (SMALL_CALL, "{signed: false, format: pdf, total: 9, valid: 1}", "1"),
    "asked": (SMALL_CALL, "{signed: true, format: pdf}", "3"),
    "in reserve": (SMALL_CALL.replace("envelope: 1000", "envelope: 10"), "{signed: true, format: cda, total: 9, valid: 9}", "4"),
    "drawn": (
        SMALL_CALL.replace("envelope: 1000", "envelope: 500").replace("{by: score}", "{by: score, unresolved: {lot: x}}"),
        "{signed: true, format: cda, total: 9, valid: 9}",
        "4",
    ),
}  # fmt: skip


@pytest.mark.parametrize("case", SMALL)
def test_every_kind_of_letter_of_a_small_call_is_too(tmp_path: Path, asipgrid: Command, case: str) -> None:
    call, doc, mark = SMALL[case]
    files = {}
    for name in ("a", "b"):
        files[f"requests/small/{name}.yaml"] = small_request(name, doc=doc)
        files[f"requests/small/ratings/one/{name}.yaml"] = small_rating(name, mark)
    root = small(tmp_path, files, call=call)
    ran = asipgrid("draft", "requests/small", "--lang", "fr", "--quiet", cwd=root)
    assert (ran.code, ran.err) == (0, "")
    letters = ran.out.split("\n---\n")
    assert len(letters) == 2
    # The words of this call and its grid are English, and so are the signs in them.
    read = [re.sub(r"(?<=[a-z])\?", "\u202f?", letter) for letter in letters]
    wrong = [each for letter in read for each in faults(letter) if each[0] != "English words"]
    assert wrong == []
