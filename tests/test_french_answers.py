"""Answers in French: whole, in the words a committee reads, with the numbers, money and days of the language."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from asipgrid.formats.words import LABELS, Words
from asipgrid.model.places import Language
from asipgrid.text.catalogue import GATES, OUTCOMES, PHRASES
from conftest import Command, Golden, typed, write
from test_language import CALL

# A call that is written in French: whatever is English in an answer about it is ours.
FRENCH: dict[str, str] = {
    "grids/doc.yaml": """
        grid: DOC
        version: 1.0.0
        title: {fr: Pièces}
        status: example
        scale: {max: 4}
        anchors: [rien, faible, moyen, bon, complet]
        block: doc
        facts:
          type: object
          additionalProperties: false
          properties:
            signe: {type: boolean}
            forme: {enum: [cda, pdf, papier]}
            nombre: {type: integer, minimum: 0}
            valides: {type: integer, minimum: 0}
            depuis: {type: string, format: date}
            notice: {type: string}
        measures:
          part: {ratio: [doc.valides, doc.nombre], unit: percent}
        criteria:
          - {id: DOC-01, question: {fr: L'engagement est-il signé ?}, gate: eligibility, requires: {doc.signe: true}}
          - id: DOC-02
            question: {fr: Sous quelle forme ?}
            weight: 50
            levels:
              - {level: 4, is: {fr: Structurée}, when: {doc.forme: cda}}
              - {level: 2, is: {fr: Lisible}, when: {doc.forme: pdf}}
          - {id: DOC-03, question: {fr: Quelle part ?}, weight: 30, measure: part, at_least: [0.20, 0.40, 0.60, 0.80]}
          - {id: DOC-04, question: {fr: Un plan ?}, weight: 20, mark: anchors}
          - {id: DOC-05, question: {fr: La déclaration est-elle faite ?}, gate: payment, requires: {doc.forme: cda}}
        """,
    "requests/petit/call.yaml": """
        call: petit
        title: {fr: Petit appel}
        authority: {name: Agence}
        calendar: {opens: 2010-01-01, closes: 2010-03-01}
        currency: EUR
        envelope: 1000
        grids: {DOC: 1}
        panel: {assessors: 2, aggregate: median, disagreement: 2}
        decisions:
          - {outcome: ineligible, when: {eligible: false}}
          - {outcome: fund, when: {score: {minimum: 60}}}
          - {outcome: ask, when: {ceiling: {minimum: 60}}}
          - {outcome: decline}
        ranking: {by: score, tie_break: [DOC]}
        allocation: {overflow: skip, partial: remainder}
        addendum: {goals_due: 2010-12-31}
        """,
}


def french_request(name: str, doc: str, requested: str = "400") -> str:
    """A request in French words."""
    return f"""
        request: {name}
        call: petit
        title: {{fr: Projet {name[-1]}}}
        applicant: {{name: Porteur {name[-1]}, legal_form: association, scope: regional}}
        submitted_on: 2010-02-01
        funding: {{requested: {requested}, minimum: 100, total_cost: 900}}
        doc: {doc}
        evidence:
          - {{id: P1, title: Relevé, date: 2010-01-31, supports: [doc.signe]}}
        commitments:
          - {{path: doc.valides, target: 10, by: 2010-12-31}}
        """


def french_call(root: Path) -> Path:
    """A call in French, of which each request has another end."""
    full = "{signe: true, forme: cda, nombre: 10, valides: 8, depuis: 2009-03-02}"
    texts = {
        **FRENCH,
        "requests/petit/ra.yaml": french_request("ra", full, "600"),
        "requests/petit/rb.yaml": french_request("rb", full, "700"),
        "requests/petit/rc.yaml": french_request("rc", "{signe: true, nombre: 10, valides: 8}"),
        "requests/petit/rd.yaml": french_request("rd", "{signe: false, forme: pdf}"),
        "requests/petit/re.yaml": french_request("re", "{signe: true, forme: papier, nombre: 10, valides: 1}"),
        "requests/petit/rf.yaml": french_request("rf", full),
        "requests/petit/rg.yaml": french_request("rg", full.replace("cda", "pdf")).replace("requested: 400, ", ""),
        "requests/petit/decisions/rf.yaml": """
            decision: rf
            outcome: decline
            decided_by: Comité
            decided_on: 2010-04-01
            why: Hors sujet
            """,
    }
    for name, levels in {"ra": (3, 4), "rb": (1, 4), "rf": (2, 2), "rg": (4, 4)}.items():
        for assessor, level in zip(("x1", "x2"), levels, strict=True):
            texts[f"requests/petit/ratings/{assessor}/{name}.yaml"] = f"""
                rating: {name}
                assessor: {assessor}
                rated_on: 2010-03-04
                marks: {{DOC-04: {{level: {level}, why: Vu}}}}
                """
    return write(root, texts)


# ── every word of ours has two languages ───────────────────────────────────────────────────────────

# Words that are the same in both.
SAME = frozenset(
    ["rank", "question", "head_optimum", "points", "points_head", "questions", "sections", "head_points", "bonus"]
)


@pytest.mark.parametrize("key", LABELS)
def test_a_label_is_in_both_languages_with_the_same_values(key: str) -> None:
    english, french = LABELS[key]
    named = [set(re.findall(r"\{(\w+)", text)) for text in (english, french)]
    assert named[0] >= named[1] or named[0] == named[1], key
    assert named[0] - named[1] <= {"of"}, key
    assert french.strip()
    assert (english == french) == (key in SAME), key


def test_what_becomes_of_a_request_has_its_word_in_both_languages() -> None:
    for name, text in {**OUTCOMES, **GATES}.items():
        assert text.en == name
        assert text.fr not in {"", name}


def test_english_words_of_the_formats_are_written_as_results_write_them() -> None:
    words = Words(Language.EN, "EUR")
    assert words.outcome("below-threshold") == "below-threshold"
    assert words.money(123456789) == "1 234 567.89 EUR"
    assert words.short(120000000) == "1 200 000"


def test_french_numbers_money_and_days_are_set_as_french_sets_them() -> None:
    words = Words(Language.FR, "EUR")
    assert words.money(123456789) == "1\u202f234\u202f567,89\xa0€"
    assert words.short(120000000) == "1\u202f200\u202f000"
    assert words.short(120000050) == "1\u202f200\u202f000,50"
    assert words.day("2010-06-01") == "1er juin 2010"
    assert words.day("June") == "June"


# ── no English in French answers ───────────────────────────────────────────────────────────────────


def _words(text: str) -> set[str]:
    return {word.lower() for word in re.findall(r"[^\W\d_]{2,}", re.sub(r"\{\w+", "", text))}


def _vocabulary() -> frozenset[str]:
    """The English words of ours that are not French words as well."""
    pairs = [*LABELS.values(), *PHRASES.values(), *((text.en, text.fr) for text in {**OUTCOMES, **GATES}.values())]
    english = {word for pair in pairs for word in _words(pair[0])}
    return frozenset(english - {word for pair in pairs for word in _words(pair[1])})


# What a person types or a document names stands as it is.
TYPED = re.compile(
    r"`[^`]*`|requests/\S+|[\w\[\]\\-]+(?:\.[\w\\-]+)+|\basipgrid\b.*|\b(?:envelope|weight)\b|^(?:\| )?envelope\b",
    re.MULTILINE,
)


COMMANDS = (
    "score petit",
    *(f"explain petit r{letter}" for letter in "abcdefg"),
    "robustness petit",
    "robustness petit --draws 50 --within 10 --vary criteria --optimum",
    "robustness petit --draws 50 --vary marks",
    "monitor petit --as-of 2010-09-30",
    "monitor petit ra --as-of 2010-09-30",
    "whatif petit --set envelope=2000",
    "status petit",
    "status",
    "whatif petit --without ra",
)


@pytest.mark.parametrize(
    "command",
    [
        *(f"{command} --format {form}" for command in COMMANDS for form in ("table", "markdown")),
        "panel petit",
    ],
)
def test_no_english_word_stands_in_a_french_answer(tmp_path: Path, asipgrid: Command, command: str) -> None:
    ran = asipgrid(*command.split(), "--lang", "fr", cwd=french_call(tmp_path), columns=None)
    assert ran.code == 0
    assert _words(TYPED.sub("", ran.out)) & _vocabulary() == set()


def _changed_call(root: Path) -> Path:
    """The same call of which much is otherwise."""
    changed = french_call(root)
    home = changed / "requests/petit"
    for name, old, new in (
        ("call.yaml", "envelope: 1000", "envelope: 2000"),
        ("ra.yaml", "nombre: 10", "nombre: 20"),
        ("rb.yaml", "forme: cda", "forme: inconnue"),
        ("decisions/rf.yaml", "outcome: decline", "outcome: fund\namount: 300"),
        ("ratings/x1/rg.yaml", "level: 4", "level: 1"),
        ("../../grids/doc.yaml", "weight: 50", "weight: 40"),
    ):
        path = home / name
        path.write_text(path.read_text("utf-8").replace(old, new), "utf-8")
    (home / "ratings/x2/rg.yaml").write_text(
        "rating: rg\nassessor: x2\nrated_on: 2010-03-04\nconflict: true\n", "utf-8"
    )
    (home / "re.yaml").rename(home / "rh.yaml")
    (home / "rh.yaml").write_text((home / "rh.yaml").read_text("utf-8").replace("request: re", "request: rh"), "utf-8")
    (home / "rd.yaml").unlink()
    return changed


@pytest.mark.parametrize("form", ["table", "markdown"])
def test_no_english_word_stands_in_what_moved_between_two_calls(tmp_path: Path, asipgrid: Command, form: str) -> None:
    for name, made in (("avant", french_call), ("depuis", _changed_call)):
        root = made(tmp_path / name)
        assert asipgrid("monitor", "petit", "--as-of", f"2010-0{len(name)}-30", "--write", cwd=root).code in {0, 1}
        assert asipgrid("score", "petit", "--write", "--keep-going", cwd=root).code in {0, 1}
    sides = (f"{name}/requests/petit" for name in ("avant", "depuis"))
    ran = asipgrid("compare", *sides, "--format", form, "--lang", "fr", cwd=tmp_path, columns=None)
    assert _words(TYPED.sub("", ran.out)) & _vocabulary() == set(), ran.out
    assert "Nothing" not in ran.out


# ── whole answers ──────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("name", "command"),
    [
        ("score.txt", ["score", CALL]),
        ("score.md", ["score", CALL, "--format", "markdown"]),
        ("explain-region-j.txt", ["explain", CALL, "region-j", "--full"]),
        ("explain-short-region-j.txt", ["explain", CALL, "region-j"]),
        ("criterion-CHG-04.txt", ["explain", CALL, "--criterion", "CHG-04"]),
        ("explain-region-d.md", ["explain", CALL, "region-d", "--format", "markdown"]),
        ("panel.txt", ["panel", CALL]),
        ("status.txt", ["status", CALL]),
        (
            "whatif.txt",
            ["whatif", CALL, "--set", "envelope=9000000", "--set", "CHG-04.weight=20", "--without", "region-a"],
        ),
        ("compare.md", ["compare", CALL, "requests/emergence-2010", "--format", "markdown"]),
        ("monitor.md", ["monitor", CALL, "--format", "markdown"]),
        ("monitor-region-c.txt", ["monitor", CALL, "region-c"]),
        ("robustness.txt", ["robustness", CALL, "--draws", "200", "--optimum"]),
    ],
)
def test_the_answer_about_the_example_is_french_as_a_whole(
    name: str, command: list[str], asipgrid: Command, golden: Golden
) -> None:
    golden(f"french/{name}", asipgrid(*command, "--lang", "fr").out)


@pytest.mark.parametrize("form", ["json", "jsonl", "csv"])
def test_what_programs_read_is_the_same_whatever_the_environment_says(asipgrid: Command, form: str) -> None:
    plain = asipgrid("score", CALL, "--format", form).out
    french = {"ASIPGRID_LANG": "fr", "LC_ALL": "fr_FR.UTF-8"}
    assert asipgrid("score", CALL, "--format", form, env=french).out == plain
    ran = asipgrid("score", CALL, "--format", form, "--lang", "fr")
    assert (ran.code, ran.out) == (2, "")
    assert ran.err == f"asipgrid: --lang goes with words; --format {form} is the same in every language\n"


def test_what_is_written_beside_the_documents_is_english_whatever_is_asked(tmp_path: Path, asipgrid: Command) -> None:
    root = french_call(tmp_path)
    assert asipgrid("score", "petit", "--write", cwd=root).code == 0
    folder = root / "requests/petit/results"
    plain = {path.name: path.read_bytes() for path in folder.iterdir()}
    for path in folder.iterdir():
        path.unlink()
    ran = asipgrid("score", "petit", "--write", "--lang", "fr", cwd=root, env={"LC_ALL": "fr_FR.UTF-8"})
    assert ran.out.startswith("Petit appel")
    assert {path.name: path.read_bytes() for path in folder.iterdir()} == plain
    assert asipgrid("verify", "petit", cwd=root, env={"ASIPGRID_LANG": "fr"}).code == 0


# ── the prompt ─────────────────────────────────────────────────────────────────────────────────────


def test_marks_are_asked_for_in_french(tmp_path: Path, asipgrid: Command) -> None:
    root = french_call(tmp_path)
    for assessor in ("x1", "x2"):
        (root / f"requests/petit/ratings/{assessor}/ra.yaml").unlink()
    ran = asipgrid("rate", "petit", "ra", "--as", "x1", typed="\n?\n9\n3\n\nVu\n\n", cwd=root, env={"LANG": "fr_FR"})
    level = "Niveau (de 0 à 4, ? pour l'aide) : "
    assert typed(ran.out) == (
        "Jour de la notation (AAAA-MM-JJ, Entrée pour le 4 mars 2010) : \n"
        "ra  Projet a\n"
        "  Porteur a, 600,00 € demandés\n\n"
        "DOC-04  Un plan ?\n"
        "  critère 1 sur 1, 0 noté\n"
        "  0  rien\n  1  faible\n  2  moyen\n  3  bon\n  4  complet\n"
        f"{level}{level}{level}Pourquoi : Pourquoi : "
        "Entrée termine ; b revient, l'identifiant d'un critère y va : "
    )
    assert typed(ran.err) == (
        "un niveau, ou un niveau et sa raison sur une ligne (3 Plan daté et chiffré) ; Entrée garde votre note ; "
        "s passe, b revient, l'identifiant d'un critère y va, q arrête (ce qui est noté est enregistré)\n"
        "9 n'est pas sur l'échelle, de 0 à 4 par pas de 1 ; ? pour l'aide\n"
        "une note demande sa raison, en quelques mots\n"
        "ra : 1 critère noté sur 1\n"
    )


def test_a_folder_that_is_stale_is_told_with_its_cause_in_french(tmp_path: Path, asipgrid: Command) -> None:
    root = french_call(tmp_path)
    assert asipgrid("score", "petit", "--write", "-q", cwd=root).code == 0
    path = root / "requests/petit/ra.yaml"
    path.write_text(path.read_text("utf-8").replace("nombre: 10", "nombre: 20"), "utf-8")
    told = typed(asipgrid("status", "petit", "--lang", "fr", cwd=root, columns=None).out)
    cause = "requests/petit/ra.yaml a changé depuis l'écriture des résultats"
    assert f"  ○ à faire : requests/petit/results n'est plus à jour : {cause}\n" in told
