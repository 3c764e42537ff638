"""Letters as files: Word, OpenDocument and PDF hold what the text says, as text, page by page, the same bytes each time."""

from __future__ import annotations

import io
import re
import sys
import unicodedata
import zipfile
from functools import partial
from pathlib import Path
from typing import Any

import docx
import odfdo
import pypdf
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from asipgrid.letters import files
from asipgrid.letters.files import FILE_FORMATS, FinishedLetter
from asipgrid.model.places import Language
from asipgrid.text.escape import markdown
from conftest import Command, small
from test_hostile import OUTPUTS, _read, hostile_call, restored, squeezed, texts_of

EXAMPLE = "requests/example-2010"
FORMS = [*FILE_FORMATS]
LETTER = """\
**PROJET**, à relire avant signature : cœur, 1er, « l'été », 1 200 000,00 €.

# Avenant à la convention 2007-011

## Article 1 : Objet

Le bénéficiaire s'engage.

| objectif | cible |
| --- | --- |
| INS-03 | au moins 30 % |

- un point
- un autre
"""


def sheet(text: str = LETTER, *, authority: str = "ASIP Santé", language: Language = Language.FR) -> FinishedLetter:
    return FinishedLetter(text=text, title="Avenant, region-a", authority=authority, language=language)


def text_of(form: str, data: bytes) -> str:
    """The words of a letter as a file, headers and footers included."""
    if form == "pdf":
        return "\n".join(page.extract_text() for page in pypdf.PdfReader(io.BytesIO(data)).pages)
    with zipfile.ZipFile(io.BytesIO(data)) as parts:
        names = {"docx": r"word/(document|header\d*|footer\d*)\.xml", "odt": r"(content|styles)\.xml"}[form]
        return "\n".join(_words(parts.read(name)) for name in parts.namelist() if re.fullmatch(names, name))


def comparable(form: str, text: str) -> str:
    """The text as one row of letters: pandoc composes accents; the hyphens of PDF may be the typesetter's."""
    row = unicodedata.normalize("NFC", restored(text))
    return row.replace("-", "") if form == "pdf" else row


def _words(part: bytes) -> str:
    from xml.etree import ElementTree

    return " ".join(ElementTree.fromstring(part).itertext())


@pytest.mark.parametrize("form", FORMS)
def test_a_letter_on_paper_says_what_its_text_says(form: str) -> None:
    shown = squeezed(text_of(form, FILE_FORMATS[form](sheet())))
    for words in (
        "PROJET",
        "cœur,1er,«l'été»,1200000,00€.",
        "Article1:Objet",
        "INS-03",
        "aumoins30%",
        "unautre",
        "ASIPSanté",
    ):
        assert squeezed(words) in shown


@pytest.mark.parametrize("form", FORMS)
def test_the_same_letter_is_the_same_bytes(form: str) -> None:
    first = FILE_FORMATS[form](sheet())
    files._original.cache_clear()
    assert FILE_FORMATS[form](sheet()) == first


def test_word_has_headings_a_table_the_authority_at_the_head_and_numbered_pages() -> None:
    document = docx.Document(io.BytesIO(FILE_FORMATS["docx"](sheet())))
    assert [p.text for p in document.paragraphs if p.style and p.style.name == "Heading 1"] == [
        "Avenant à la convention 2007-011"
    ]
    assert [[cell.text for cell in row.cells] for row in document.tables[0].rows] == [
        ["objectif", "cible"],
        ["INS-03", "au moins 30 %"],
    ]
    section = document.sections[0]
    assert section.header.paragraphs[0].text == "ASIP Santé"
    fields = re.findall(r'w:instr="(\w+)"', section.footer.paragraphs[0]._p.xml)
    assert fields == ["PAGE", "NUMPAGES"]
    core = document.core_properties
    assert (core.language, str(core.created)) == ("fr-FR", "1970-01-01 00:00:00+00:00")


def test_open_document_has_the_same() -> None:
    document = odfdo.Document(io.BytesIO(FILE_FORMATS["odt"](sheet())))
    table = document.body.get_tables()[0]
    assert [[cell.strip() for cell in row] for row in table.get_values()] == [
        ["objectif", "cible"],
        ["INS-03", "au moins 30 %"],
    ]
    with zipfile.ZipFile(io.BytesIO(FILE_FORMATS["odt"](sheet()))) as parts:
        master = parts.read("styles.xml").decode().partition("<style:master-page ")[2]
        assert "ASIP Santé" in master
        assert master.index("text:page-number") < master.index("text:page-count")
        assert parts.namelist()[0] == "mimetype"
        assert {info.date_time for info in parts.infolist()} == {(1980, 1, 1, 0, 0, 0)}


def test_pdf_is_tagged_and_says_its_language_and_title() -> None:
    read = pypdf.PdfReader(io.BytesIO(FILE_FORMATS["pdf"](sheet())))
    root: Any = read.trailer["/Root"]
    assert root["/Lang"] == "fr"
    assert root["/MarkInfo"]["/Marked"]
    assert read.metadata is not None
    assert read.metadata.title == "Avenant, region-a"
    assert "/CreationDate" not in read.metadata
    assert "Page 1 sur 1" in read.pages[0].extract_text()
    assert b"pdfuaid:part>1<" in FILE_FORMATS["pdf"](sheet())


def test_what_no_font_can_print_is_shown_by_its_number() -> None:
    unassigned_script = "\U0001e2c0"  # Wancho, which fonts rarely hold
    shown = text_of("pdf", FILE_FORMATS["pdf"](sheet(LETTER + f"\nRegion {unassigned_script}\n")))
    assert unassigned_script in shown or "<U+1E2C0>" in shown


@pytest.mark.slow
@pytest.mark.parametrize("form", FORMS)
def test_hostile_texts_come_out_as_they_went_in(form: str) -> None:
    texts = [text.replace("\N{SOFT HYPHEN}", "") for document in OUTPUTS for text in texts_of(_read(document))]
    lines = "".join(f"{markdown(text)}\n\n| {markdown(text)} |\n| --- |\n\n" for text in texts)
    shown = text_of(form, FILE_FORMATS[form](sheet(f"# Titre\n\n{lines}", authority="Head")))
    words = comparable(form, re.sub(r"Page \d+ sur \d+\nHead\n", "", shown))  # a text may go on over the page
    assert [text for text in texts if words.count(comparable(form, text)) < 2] == []


@pytest.mark.slow
@pytest.mark.parametrize("form", FORMS)
def test_hostile_texts_of_applicants_stay_texts_on_paper(form: str, tmp_path: Path, asipgrid: Command) -> None:
    root = hostile_call(tmp_path, OUTPUTS)
    ran = asipgrid("draft", "requests/small", "--to", form, "-o", "letters", cwd=root)
    assert (ran.code, ran.out) == (0, "")
    shown = {
        path.name.removeprefix("addendum-").partition(".")[0]: path for path in (root / "letters").glob(f"*.{form}")
    }
    for document in OUTPUTS:
        name = Path(document.name).stem.removeprefix("output-")
        page = re.sub(
            r"Page \d+ of \d+\n(?:[^\n]*sha256:[^\n]*\n)?Agency\n", "", text_of(form, shown[name].read_bytes())
        )
        words = comparable(form, page)
        texts = [text.replace("\N{SOFT HYPHEN}", "") for text in texts_of(_read(document))[:6]]
        assert [text for text in texts if comparable(form, text) not in words] == []


@pytest.mark.slow
@pytest.mark.parametrize("form", FORMS)
def test_hostile_texts_make_no_part_of_a_page(form: str, tmp_path: Path, asipgrid: Command) -> None:
    """As many paragraphs, tables, links and fields as with harmless words in place of every text."""
    counts = []
    for plain in (False, True):
        root = hostile_call(tmp_path / str(plain), OUTPUTS, plain=plain)
        assert asipgrid("draft", "requests/small", "--to", form, "-o", "letters", cwd=root).code == 0
        counts.append({path.name: _parts(form, path.read_bytes()) for path in (root / "letters").glob(f"*.{form}")})
    assert counts[0] == counts[1]


def _parts(form: str, data: bytes) -> list[int]:
    if form == "pdf":
        read = pypdf.PdfReader(io.BytesIO(data))
        return [sum("/Annots" in page for page in read.pages), len(read.attachments)]
    with zipfile.ZipFile(io.BytesIO(data)) as parts:
        body = parts.read("word/document.xml" if form == "docx" else "content.xml").decode()
        names = sorted(name for name in parts.namelist() if "media" in name or "Pictures" in name)
    elements = {
        "docx": ("<w:p>", "<w:tbl>", "<w:hyperlink", "<w:fldSimple", "<w:br"),
        "odt": ("<text:p", "<text:h", "<table:table ", "<text:a ", "<draw:"),
    }
    return [*(body.count(element) for element in elements[form]), len(names)]


@pytest.mark.slow
@settings(max_examples=25, deadline=None)
@given(text=st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=40))
def test_any_text_comes_out_of_every_form_as_it_went_in(text: str) -> None:
    # Pandoc composes: accents, and forms of ideographs that Unicode holds to be one with another.
    composed = partial(unicodedata.normalize, "NFC")
    wanted = composed(restored(squeezed(markdown_shown(text))))
    for form in ("docx", "odt"):
        written = FILE_FORMATS[form](sheet(f"# Titre\n\nZQ{markdown(text)}QZ\n"))
        assert wanted in composed(restored(text_of(form, written)))
    FILE_FORMATS["pdf"](sheet(f"# Titre\n\nZQ{markdown(text)}QZ\n"))


def markdown_shown(text: str) -> str:
    """What a reader of the Markdown sees of a text."""
    from markdown_it import MarkdownIt

    return "".join(
        token.content for each in MarkdownIt("commonmark").parse(markdown(text)) for token in each.children or []
    )


PATH = "/srv/" + "Lot_RESEAU_REGIONAL/" * 12 + "fin"
WORDY = f"""\
# A call named {PATH}

See {PATH}, **{PATH}** and `{PATH}`.

- an item: {PATH}

> as they said: {PATH}

| item | a column | a column | a column | amount |
| --- | --- | --- | --- | --- |
| {PATH} | a word | a word | a word | 12 300 000,00 € |
"""


def test_a_word_wider_than_its_place_is_broken_there_and_adds_nothing() -> None:
    pages = pypdf.PdfReader(io.BytesIO(FILE_FORMATS["pdf"](sheet(WORDY, authority=PATH)))).pages
    lines = [line for page in pages for line in page.extract_text().splitlines()]
    assert max(map(len, lines)) < 100
    assert "".join(lines).count(PATH) == 8
    assert any("12 300 000,00 €" in line for line in lines)


def test_a_word_that_has_room_on_the_next_line_stays_whole() -> None:
    word = "anticonstitutionnellement"
    pages = pypdf.PdfReader(io.BytesIO(FILE_FORMATS["pdf"](sheet("# Titre\n\n" + f"{word}, " * 20)))).pages
    assert pages[0].extract_text().count(word) == 20


@pytest.mark.parametrize("form", FORMS)
def test_without_the_libraries_one_line_says_what_to_install(
    form: str, tmp_path: Path, asipgrid: Command, monkeypatch: pytest.MonkeyPatch
) -> None:
    root = small(tmp_path)
    files._original.cache_clear()
    monkeypatch.setitem(sys.modules, "typst" if form == "pdf" else "pypandoc", None)
    with monkeypatch.context() as kept:
        kept.setattr(monkeypatch, "undo", lambda: None)
        ran = asipgrid("draft", "requests/small", "--to", form, "-o", "letters", cwd=root)
    name = "typst" if form == "pdf" else "pypandoc"
    assert (ran.code, ran.err) == (
        2,
        f"asipgrid: {name} is not installed; Word, OpenDocument and PDF need: pip install 'asipgrid[letters]'\n",
    )
    assert not (root / "letters").exists()
