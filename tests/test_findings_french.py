"""Findings in French: every template has its French, with the same holes, and nothing English is left in what is told."""

from __future__ import annotations

import ast
import json
import os
import pickle
import re
from collections.abc import Iterator
from errno import EACCES, EIO, ELOOP, ENOENT
from pathlib import Path
from typing import Any, Final

import pytest

from asipgrid.model.places import Finding
from asipgrid.model.said import Row, SaidText, as_data, holes, of_data, of_text, row, said
from asipgrid.schema import dialect
from asipgrid.text.findings_french import in_french
from conftest import ROOT, SMALL_CALL, Command, small, small_rating, small_request, write
from examples import Example, examples
from findings_page import findings_of, refused, shown_examples
from test_letters import with_template
from test_monitor import REPORT, project, report

SOURCE: Final = ROOT / "src/asipgrid"
FRENCH: Final[dict[str, str]] = json.loads((SOURCE / "text/findings.fr.json").read_text(encoding="utf-8"))
KINDS: Final = ("amendment", "call", "decision", "grid", "payment", "progress", "rating", "request")


# ── every template ─────────────────────────────────────────────────────────────────────────────────


def templates() -> Iterator[tuple[str, str]]:
    """Where a template stands, and its text."""
    for path in sorted(SOURCE.rglob("*.py")):
        text = path.read_text(encoding="utf-8")
        if "asipgrid.model.said import" not in text:
            continue
        for node in ast.walk(ast.parse(text)):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
                given = {"said": node.args[:1], "row": node.args[1:2]}.get(node.func.id, [])
                for each in given:
                    place = f"{path.relative_to(SOURCE)}:{node.lineno}"
                    text_of = getattr(each, "value", None)
                    assert isinstance(text_of, str), f"{place}: a template stands in the code as one text"
                    yield place, text_of


def forms(schema: Any) -> Iterator[str]:
    """What the titles of our schemas say of a form: findings repeat it."""
    if isinstance(schema, dict):
        if "pattern" in schema or "format" in schema:
            title = schema.get("title", "")
            yield title.partition(": ")[2] or title
        for each in schema.values():
            yield from forms(each)
    elif isinstance(schema, list):
        for each in schema:
            yield from forms(each)


def test_every_template_has_its_french_and_no_french_is_left_over() -> None:
    known = {text for _, text in templates()} | {", "}
    known |= {form for kind in KINDS for form in forms(dialect.shipped(kind)) if form}
    known |= {os.strerror(number).lower() for number in (EACCES, EIO, ELOOP, ENOENT)}
    assert known - FRENCH.keys() == {", "}
    assert FRENCH.keys() - known == set()


def test_the_french_of_a_template_has_the_same_holes() -> None:
    assert [each for each in FRENCH if set(holes(FRENCH[each])) != set(holes(each))] == []


# ── a sentence ─────────────────────────────────────────────────────────────────────────────────────

TOLD: Final = said(
    "{id} has {count} thresholds; a scale of 0 to {top} needs {top}, for levels 1 to {top}", "DOC-03", 1, 4
)
NESTED: Final = said(
    "{path} lacks {named}; each must be given", "funding", said("{names} and {last}", row(["a", "b"]), "c")
)


def test_a_sentence_is_its_english_words_and_says_itself_in_french() -> None:
    assert TOLD == "DOC-03 has 1 thresholds; a scale of 0 to 4 needs 4, for levels 1 to 4"
    # One is one; the blank before a semicolon does not break.
    assert in_french(TOLD) == "DOC-03 a 1 seuil\u202f; une échelle de 0 à 4 en demande 4, pour les niveaux 1 à 4"
    assert in_french(NESTED) == "funding n’a pas a, b et c\u202f; chacun doit être donné"


def test_a_text_without_french_and_a_value_with_braces_stay_as_they_are() -> None:
    assert in_french(of_text("three {words} of a grid")) == "three {words} of a grid"
    assert (
        in_french(said("{name} is named twice; keep one", "{name}"))
        == "{name} est nommé deux fois\u202f; ne le garder qu’une fois"
    )


@pytest.mark.parametrize("sentence", [TOLD, NESTED, of_text("{kept}"), row([said("a date"), "x"], " or ")])
def test_a_sentence_survives_its_way_to_another_process(sentence: SaidText) -> None:
    for again in (pickle.loads(pickle.dumps(sentence)), of_data(json.loads(json.dumps(as_data(sentence))))):
        assert (type(again), again, in_french(again)) == (type(sentence), sentence, in_french(sentence))


def test_a_template_and_its_values_are_as_many() -> None:
    with pytest.raises(ValueError, match="2 values for 1 places"):
        said("{name} is named twice; keep one", "a", "b")


# ── every finding ──────────────────────────────────────────────────────────────────────────────────


def english(says: Any, documents: str) -> Iterator[str]:
    """What is left of English in a sentence: templates without French, and words of ours that are no template."""
    if isinstance(says, Row):
        for part in says.given:
            yield from english(part, documents)
    elif isinstance(says, SaidText) and says.given:
        if says.template not in FRENCH:
            yield says.template
        for value in says.given:
            yield from english(value, documents)
    elif isinstance(says, SaidText):
        if says not in FRENCH and says not in documents:
            yield says
    elif (
        isinstance(says, str)
        and (says in FRENCH or re.search(r"[a-z] [a-z]", says))
        and says.strip('"…') not in documents
    ):
        yield says


# What is quoted of libraries, and of Unicode, is in their words.
QUOTED: Final = re.compile(
    r"Jinja|no-break space|No filter|Error|expected|unexpected|too deep|stack level", re.IGNORECASE
)


def assert_french(example: Example, findings: tuple[Finding, ...]) -> None:
    documents = "\n".join(text if isinstance(text, str) else repr(text) for text in example.files.values())
    for finding in findings:
        assert isinstance(finding.says, SaidText)
        left = [words for words in english(finding.says, documents) if not QUOTED.search(words)]
        assert not left, f"{example.name}: {finding.code} {finding.says}"


@pytest.mark.parametrize("code", shown_examples())
def test_nothing_english_is_left_in_a_finding(code: str) -> None:
    assert_french(shown_examples()[code], refused(code))


@pytest.mark.slow
@pytest.mark.parametrize("folder", ["bad", "bad/apart"])
def test_nothing_english_is_left_in_any_finding(folder: str) -> None:
    for example in examples(folder):
        assert_french(example, findings_of(example))


# ── the command ────────────────────────────────────────────────────────────────────────────────────


def wrong(root: Path) -> Path:
    """A workspace with three errors, one of them about a blank that does not break."""
    request = small_request("region-a", requested="12 500")
    rating = small_rating("region-a").replace("region-a", "region\u00a0a", 1)
    files = {"requests/small/region-a.yaml": request, "requests/small/ratings/one/region-a.yaml": rating}
    return small(root, {**files, "requests/small/ratings/two/region-a.yaml": small_rating("region-a", assessor="tow")})


TOLD_IN_FRENCH: Final = """\
requests/small/ratings/one/region-a.yaml:1:9: S005 rating vaut "region<U+00A0>a" ; il faut des mots en minuscules joints par des traits d’union ; vouliez-vous dire region-a ?
    1 | rating: region<U+00A0>a
      |         ^^^^^^^^^^^^^^^
requests/small/ratings/two/region-a.yaml:2:1: M302 cette fiche est de tow, mais se trouve dans le dossier de two ; rendre les deux égaux
    2 | assessor: tow
      | ^^^^^^^^
requests/small/region-a.yaml:6:22: S003 funding.requested doit être un nombre, mais c’est "12 500" ; écrire 12500
    6 | funding: {requested: 12 500}
      |                      ^^^^^^
"""


def test_check_tells_in_french_what_it_finds_and_how_much(tmp_path: Path, asipgrid: Command) -> None:
    ran = asipgrid("check", "requests/small", "--lang", "fr", cwd=wrong(tmp_path))
    assert (ran.code, ran.out.replace("\u202f", " "), ran.err) == (1, TOLD_IN_FRENCH, "5 documents\u00a0: 3 erreurs\n")


def test_levels_and_what_is_passed_over_are_told_in_french(tmp_path: Path, asipgrid: Command) -> None:
    root = small(tmp_path)
    write(root, {"requests/small/notes.txt": "", "requests/small/decision/a.yaml": "a: b\n"})
    ran = asipgrid("check", "requests/small", "-q", cwd=root, env={"ASIPGRID_LANG": "fr"})
    assert "requests/small/decision/a.yaml:1:1: F006 avertissement\u00a0: aucun document n’est lu" in ran.out
    ran = asipgrid("check", "grids", "requests/small", cwd=root, env={"LC_ALL": "fr_FR.UTF-8"})
    assert "G147 remarque\u00a0: cette grille parle une seule langue" in ran.out
    assert ran.err.splitlines()[1:] == ["1 autre fichier ignoré (-v les nomme)"]


def test_many_of_a_kind_are_counted_in_french(tmp_path: Path, asipgrid: Command) -> None:
    lines = "".join(f"  - {{id: E{number}}}\n" for number in range(30))
    root = small(tmp_path, {"requests/small/region-a.yaml": f"{small_request('region-a')}evidence:\n{lines}"})
    ran = asipgrid("check", "requests/small", "--lang", "fr", cwd=root)
    assert "requests/small/region-a.yaml: S002 10 de plus du même genre\n" in ran.out


@pytest.mark.parametrize("form", ["json", "sarif", "junit", "github"])
def test_what_programs_read_stays_english(tmp_path: Path, asipgrid: Command, form: str) -> None:
    check = ("check", "requests/small", "-q", "--format", form)
    plain = asipgrid(*check, cwd=wrong(tmp_path))
    assert asipgrid(*check, cwd=tmp_path, env={"ASIPGRID_LANG": "fr", "LC_ALL": "fr_FR.UTF-8"}) == plain
    assert "funding.requested must be a number" in plain.out
    assert asipgrid(*check, "--lang", "fr", cwd=tmp_path).code == 2


@pytest.mark.parametrize(
    "command", ["score", "robustness", "panel", "draft", "report", "monitor", "chart", "verify", "update"]
)
def test_what_is_wrong_is_told_in_the_language_of_the_answer(tmp_path: Path, asipgrid: Command, command: str) -> None:
    root = wrong(tmp_path)
    ran = asipgrid(command, "requests/small", "-q", "--lang", "fr", cwd=root)
    assert "S003 funding.requested doit être un nombre" in ran.err
    ran = asipgrid(command, "requests/small", "-q", "--lang", "en", cwd=root, env={"ASIPGRID_LANG": "fr"})
    assert "S003 funding.requested must be a number" in ran.err


@pytest.mark.parametrize("asked", [("compare", "small"), ("whatif", "--set", "envelope=600")])
def test_a_call_that_cannot_be_compared_is_told_in_the_language_of_the_answer(
    tmp_path: Path, asipgrid: Command, asked: tuple[str, ...]
) -> None:
    root = small(tmp_path, call=SMALL_CALL.replace("envelope: 1000", "envelope: 1 000"))
    command, *options = asked
    ran = asipgrid(command, "small", *options, "--lang", "fr", cwd=root)
    assert "S003 envelope doit être un nombre" in ran.err
    ran = asipgrid(command, "small", *options, "--lang", "en", cwd=root, env={"ASIPGRID_LANG": "fr"})
    assert "S003 envelope must be a number" in ran.err


@pytest.mark.parametrize(
    "asked",
    [
        ("monitor",),
        ("report", "--monitoring", "-o", "-"),
        ("draft", "--letter", "payment"),
        ("export", "-o", "results.xlsx"),
    ],
)
def test_what_cannot_be_so_in_payments_is_told_in_the_language_of_the_answer(
    tmp_path: Path, asipgrid: Command, asked: tuple[str, ...]
) -> None:
    back = "  - {amount: 1, decided_on: 2010-05-19, why: So decided}\n"
    amendment = f"amendment: region-a\ndecided_by: Board\nreturns:\n{back}"
    root = project(tmp_path, {REPORT: report(), "requests/small/amendments/region-a.yaml": amendment})
    command, *options = asked
    ran = asipgrid(command, "small", *options, "-q", "--lang", "fr", cwd=root)
    assert "P705 1.00 EUR reviennent de region-a, plus que les 0.00 EUR versés au 2010-05-19" in ran.err
    ran = asipgrid(command, "small", *options, "-q", "--lang", "en", cwd=root, env={"ASIPGRID_LANG": "fr"})
    assert "P705 1.00 EUR go back from region-a, more than the 0.00 EUR paid by 2010-05-19" in ran.err


@pytest.mark.parametrize(
    "asked", [("draft",), ("report", "--letters", "-o", "-"), ("status",), ("update", "--letters")]
)
def test_what_is_wrong_with_a_template_is_told_in_the_language_of_the_letters(
    tmp_path: Path, asipgrid: Command, asked: tuple[str, ...]
) -> None:
    root = with_template(tmp_path, "{{ title }}\n")
    assert asipgrid("draft", "small", "-q", "-o", "letters", cwd=root).code == 0
    unknown = '{% include "nowhere.md" %}\n'
    write(root, {f"requests/small/templates/addendum.{language}.md": unknown for language in ("en", "fr")})
    command, *options = asked
    ran = asipgrid(command, "small", *options, "--lang", "fr", cwd=root)
    assert "il n’y a pas de modèle nommé nowhere.md" in ran.err
    ran = asipgrid(command, "small", *options, "--lang", "en", cwd=root, env={"ASIPGRID_LANG": "fr"})
    assert "there is no template named nowhere.md" in ran.err


def test_what_is_wrong_with_a_sheet_is_told_in_the_language_of_the_prompt(tmp_path: Path, asipgrid: Command) -> None:
    sheet = small_rating("region-a").replace("rated_on: 2010-03-04", "rated_on: 4/3/2010")
    files = {
        "requests/small/region-a.yaml": small_request("region-a"),
        "requests/small/ratings/one/region-a.yaml": sheet,
    }
    root = small(tmp_path, files)
    ran = asipgrid("rate", "requests/small", "region-a", "--as", "one", "--lang", "fr", cwd=root)
    assert "qui n’est pas une date du calendrier" in ran.err


ODD: Final = small_request("region-a").replace(
    "{requested: 400}", "{requested: 400, total_cost: 900, other_funders: [{name: Fund B, amount: 100}]}"
)
TOLD_ODD: Final = (
    "R013 avertissement le montant demandé et les autres financeurs font 500.00 EUR, "
    "le coût total est 900.00 EUR\u202f; les vérifier"
)


@pytest.mark.parametrize("answer", [("score", "--format", "markdown"), ("report", "--output", "-")])
def test_findings_in_a_french_answer_are_french(tmp_path: Path, asipgrid: Command, answer: tuple[str, ...]) -> None:
    files = {"requests/small/region-a.yaml": ODD, "requests/small/ratings/one/region-a.yaml": small_rating("region-a")}
    root = small(tmp_path, files)
    command, *options = answer
    assert TOLD_ODD in asipgrid(command, "requests/small", "-q", "--lang", "fr", *options, cwd=root).out
    assert (
        "R013 warning requested and other funders sum to"
        in asipgrid(command, "requests/small", "-q", *options, cwd=root).out
    )
