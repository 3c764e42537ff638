"""The chart of the projects: whole documents in, whole pages out."""

from __future__ import annotations

import base64
import hashlib
import re
from pathlib import Path
from typing import Final
from xml.etree import ElementTree as ET

import pytest

from asipgrid import formats, pipeline
from asipgrid.documents import workspace
from asipgrid.formats import Look
from asipgrid.formats.chart_words import ChartPage, worded
from asipgrid.model.places import Language
from asipgrid.review.chart import chart
from conftest import ROOT, Command, small

RELAUNCH: Final = "requests/relaunch-2009"
SOURCE_A: Final = ROOT.parent / "shared" / "domain" / "source-A.txt"
THEMES: Final = """
chart:
  themes:
    - {id: what, title: {en: What it does, fr: Ce qu'il fait}}
    - id: size
      title: {en: Size, fr: Taille}
      reads: [{path: doc.total, title: {en: Documents, fr: Documents}}, {path: doc.valid, title: {en: Valid, fr: Valides}}]
"""
WORDS: Final = """
chart:
  name: Region A
  what: {en: Keeps documents, fr: Conserve des documents}
evidence:
  - {id: A1, title: What was written, source: A, passage: § 2, precision: over, supports: [doc.total, chart.what]}
"""


def a_call(root: Path, *, themes: str = THEMES, words: str = WORDS) -> Path:
    """The small workspace, its call with themes, its request with words for them."""
    home = small(root)
    for name, more in (("call", themes), ("region-a", words)):
        path = home / f"requests/small/{name}.yaml"
        path.write_text(path.read_text(encoding="utf-8") + more.lstrip(), encoding="utf-8")
    return home


def page(call: Path, language: Language = Language.EN) -> ChartPage:
    """The chart of a call in words."""
    case = pipeline.load(workspace.find_call(str(call), call)).checked.case
    assert case is not None
    return worded(chart(case.call, case.grids, case.requests), language)


def test_the_documents_of_the_page_give_the_chart_of_the_page(asipgrid: Command, tmp_path: Path) -> None:
    docs = (ROOT / "docs/documents.md").read_text(encoding="utf-8")
    made = asipgrid("chart", "requests/small", columns=0, cwd=a_call(tmp_path))
    (table,) = re.findall(r"```text\n(\| Project.*?)```", docs, re.DOTALL)
    assert table in made.out
    for shown in (THEMES, WORDS):
        assert shown.strip() in docs
    assert (made.code, made.err) == (0, "")


def test_a_chart_as_markdown(asipgrid: Command, tmp_path: Path) -> None:
    words = WORDS.replace("chart:\n", "commitments:\n  - {path: doc.total, target: 1500, by: 2010-12-31}\nchart:\n", 1)
    root = a_call(tmp_path, words=words)
    assert asipgrid("chart", "requests/small", "--lang", "fr", columns=0, cwd=root).out == (
        "# A small call\u00a0: tableau des projets\n\n"
        "| Projet | Ce qu’il fait | Taille |\n| --- | --- | --- |\n"
        "| **Region A**<br>Project region-a | Conserve des documents (A §\u00a02) "
        "| Documents\u00a0: plus de 10 (A §\u00a02)"
        "<br>Documents, cible\u00a0: 1\u202f500 d’ici au 31 décembre 2010<br>Valides\u00a0: 8 |\n\n"
        "Non indiqué\u00a0: la demande ne le dit pas, ce qui n’est ni zéro ni non.\n"
        "Une cible n’est pas un résultat.\n"
        "Entre parenthèses\u00a0: la source d’un énoncé et, si elle est précisée, l’alinéa (§).\n"
    )


def test_what_nobody_stated_is_neither_zero_nor_no(asipgrid: Command, tmp_path: Path) -> None:
    root = a_call(tmp_path, words="")
    assert "| **Project region-a** | *not stated* |" in asipgrid("chart", "requests/small", columns=0, cwd=root).out


def test_words_of_one_language_are_marked_in_the_other(asipgrid: Command, tmp_path: Path) -> None:
    root = a_call(tmp_path, words="chart: {what: {en: Keeps documents}}\n")
    assert "| Keeps documents (en) |" in asipgrid("chart", "requests/small", "--lang", "fr", columns=0, cwd=root).out


def test_a_call_without_themes_has_one_a_grid_and_says_so(asipgrid: Command) -> None:
    made = asipgrid("chart", "requests/example-2010", columns=0)
    assert made.err == "this call names no themes (`chart` in call.yaml): there is one a grid, with its figures\n"
    assert "Active records that carry the national identifier: 19,320 (E8)" in made.out
    assert made.out.count("\n| **Region ") == 16


def test_documents_with_errors_give_no_chart(asipgrid: Command, tmp_path: Path) -> None:
    made = asipgrid("chart", "requests/small", columns=0, cwd=a_call(tmp_path, words="chart: {sise: Ten}\n"))
    assert (made.code, made.out) == (1, "")
    assert "chart.sise is not a field; did you mean size?" in made.err


def test_a_chart_can_go_on_without_a_request_that_is_wrong(asipgrid: Command, tmp_path: Path) -> None:
    root = a_call(tmp_path)
    (root / "requests/small/region-b.yaml").write_text("request: region-b\n", encoding="utf-8")
    assert asipgrid("chart", "requests/small", cwd=root).out == ""
    made = asipgrid("chart", "requests/small", "--keep-going", columns=0, cwd=root)
    assert (made.code, made.out.count("| **")) == (1, 1)
    assert "region-b.yaml" in made.err


def test_a_file_says_its_form_by_its_ending_and_is_not_replaced_unasked(asipgrid: Command, tmp_path: Path) -> None:
    root = a_call(tmp_path)
    assert asipgrid("chart", "requests/small", "-o", "c.svg", columns=0, cwd=root).err == "1 project in c.svg\n"
    assert (root / "c.svg").read_text(encoding="utf-8").startswith("<svg ")
    assert (
        "--force replaces it"
        in asipgrid("chart", "requests/small", "-o", "c.svg", "--lang", "fr", columns=0, cwd=root).err
    )
    assert asipgrid("chart", "requests/small", "--format", "html", columns=0, cwd=root).out.startswith(
        "<!DOCTYPE html>"
    )


@pytest.mark.parametrize("form", ["html", "svg", "markdown"])
def test_what_applicants_write_does_nothing(asipgrid: Command, tmp_path: Path, form: str) -> None:
    bad = "'<script>alert(1)</script><img src=//x.example> \u202e]]>'"
    words = WORDS.replace("Region A", bad).replace("Keeps documents", bad)
    made = asipgrid("chart", "requests/small", "--format", form, columns=0, cwd=a_call(tmp_path, words=words))
    assert made.code == 0
    for live in (r"(?<!\\)<script", r"(?<!\\)<img", "\u202e"):
        assert not re.search(live, made.out)
    assert "U+202E" in made.out


def test_a_text_that_looks_like_a_day_and_is_none_stands_as_it_is(asipgrid: Command, tmp_path: Path) -> None:
    root = a_call(tmp_path, themes=THEMES.replace("path: doc.total,", "path: doc.kept,"))
    for name, before, after in (
        ("grids/doc.yaml", "    signed: {type: boolean}", "    kept: {type: string}\n    signed: {type: boolean}"),
        ("requests/small/region-a.yaml", "doc: {", "doc: {kept: '2010-13-45', "),
    ):
        path = root / name
        changed = path.read_text(encoding="utf-8").replace(before, after, 1)
        path.write_text(changed, encoding="utf-8")
    made = asipgrid("chart", "requests/small", columns=0, cwd=root)
    assert "Documents: 2010-13-45" in made.out
    assert made.code == 0


def test_a_letter_takes_a_text_for_a_day_only_where_it_is_one(asipgrid: Command, tmp_path: Path) -> None:
    root = small(tmp_path)
    for name, before, after in (
        ("grids/doc.yaml", "    signed: {type: boolean}", "    kept: {type: string}\n    signed: {type: boolean}"),
        ("grids/doc.yaml", "requires: {doc.signed: true}", "requires: {doc.kept: {minLength: 20}}"),
        ("requests/small/region-a.yaml", "doc: {", "doc: {kept: '2010-13-45', "),
    ):
        path = root / name
        path.write_text(path.read_text(encoding="utf-8").replace(before, after, 1), encoding="utf-8")
    made = asipgrid("draft", "requests/small", "region-a", cwd=root)
    assert "2010-13-45" in made.out
    assert made.code == 0


def test_the_html_file_allows_its_own_style_and_nothing_else(asipgrid: Command) -> None:
    text = asipgrid("chart", RELAUNCH, "--format", "html").out
    (style,) = re.findall(r"<style>(.*?)</style>", text, re.DOTALL)
    digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    policy = f"default-src 'none'; style-src 'sha256-{digest}'; base-uri 'none'; form-action 'none'"
    assert f'<meta http-equiv="Content-Security-Policy" content="{policy}">' in text
    assert not re.search(r"https?:|url\(|@import|<script|<link|<img| style=| on\w+=", text)
    assert "size: A4 landscape" in style
    assert "prefers-color-scheme: dark" in style


@pytest.mark.parametrize("language", Language)
def test_every_text_of_the_picture_stays_in_its_column(language: Language) -> None:
    text = formats.renderer(formats.CHART, "svg")(page(ROOT / RELAUNCH, language), Look())
    drawing = ET.fromstring(text)
    texts = [each for each in drawing.iter() if each.tag.endswith("text")]
    starts = sorted({int(each.attrib["x"]) for each in texts})
    for each in texts:
        x, wide = int(each.attrib["x"]), float(each.attrib["textLength"])
        after = [start for start in starts if start > x]
        assert x + wide <= (after[0] if after and x > starts[0] else 1640 - 24), each.text
    assert int(drawing.attrib["height"]) < 1640


def test_a_word_wider_than_its_column_is_parted(tmp_path: Path) -> None:
    root = a_call(tmp_path, words=WORDS.replace("Keeps documents", "Q" * 300))
    text = formats.renderer(formats.CHART, "svg")(page(root / "requests/small"), Look())
    assert "Q" * 300 not in text
    assert text.count("Q") == 300


@pytest.mark.parametrize("language", Language)
def test_a_terminal_of_80_columns_holds_every_line(language: Language) -> None:
    text = formats.renderer(formats.CHART, "markdown")(page(ROOT / RELAUNCH, language), Look(width=80))
    assert max(map(len, text.splitlines())) <= 80
    assert text.count("\n## ") == 13


# ── the relaunch ───────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    "name", ["chart.md", "chart.svg", "chart.html", "chart.fr.md", "chart.fr.svg", "chart.fr.html"]
)
def test_the_committed_charts_are_what_the_command_makes(asipgrid: Command, tmp_path: Path, name: str) -> None:
    language = "fr" if ".fr." in name else "en"
    made = asipgrid("chart", RELAUNCH, "--lang", language, "-q", "-o", str(tmp_path / name))
    assert made.code == 0
    assert (ROOT / RELAUNCH / "chart" / name).read_bytes() == (tmp_path / name).read_bytes()


def test_the_committed_charts_are_no_documents_and_are_linked(asipgrid: Command) -> None:
    assert asipgrid("check", RELAUNCH).err == "34 documents: nothing wrong\n"
    readme = (ROOT / "requests/README.md").read_text(encoding="utf-8")
    for path in (ROOT / RELAUNCH / "chart").iterdir():
        assert f"(relaunch-2009/chart/{path.name})" in readme


def test_every_statement_about_the_relaunch_has_its_source() -> None:
    rows = page(ROOT / RELAUNCH).rows
    assert len(rows) == 13
    statements = [one for row in rows for cell in row.cells for one in cell]
    assert len(statements) > 60
    assert all(re.fullmatch(r"A § \d+(, \d+| to \d+)?|S108", one.references) for one in statements)


def test_every_figure_on_the_chart_stands_in_the_paragraph_it_names() -> None:
    if not SOURCE_A.is_file():
        pytest.skip("the source is not beside this clone")
    _, text = SOURCE_A.read_text(encoding="utf-8").split("06 Sep 2010\n")
    paragraphs = [line for line in text.splitlines() if line.strip()]
    words = {"2": "two", "6": "six"}
    checked = 0
    for one in (one for row in page(ROOT / RELAUNCH).rows for cell in row.cells for one in cell):
        if one.references == "S108":
            continue
        first, *more = map(int, re.findall(r"\d+", one.references))
        numbers = range(first, more[0] + 1) if " to " in one.references else (first, *more)
        there = " ".join(paragraphs[number - 1] for number in numbers)
        said = re.sub(r"as of 31 December (\d+)", r"\1", one.text).replace("by 31 December 2010", "2010")
        for figure in re.findall(r"\d+(?:,\d{3})*", said):
            assert re.search(rf"\b(?:{figure}|{words.get(figure, figure)})\b", there), (figure, one)
            checked += 1
    assert checked > 25
