"""Letters as files: from Markdown to Word, OpenDocument or PDF, by pandoc and typst (extra `asipgrid[letters]`).

The letter is parsed once; from then on its words travel as data, and nothing in them can become markup again. What no
font can print, and what XML forbids, is shown as <U+001B>. No day of the run is written into a file.
"""

from __future__ import annotations

import io
import json
import subprocess
import tempfile
import zipfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import cache, partial
from importlib import resources
from pathlib import Path
from typing import Any, Final

from msgspec import Struct

from asipgrid.letters import open_document
from asipgrid.letters.columns import column_shares
from asipgrid.letters.open_document import HEADING_SIZES, SHORT, SIGNATURE, TEXT_SIZE
from asipgrid.model.places import Language
from asipgrid.text.typeset import library, typeset

# CommonMark with tables, and nothing that could let HTML or another language through.
_MARKDOWN: Final = "commonmark-raw_html+pipe_tables"
_LOCALES: Final = {Language.EN: "en-GB", Language.FR: "fr-FR"}
# How long pandoc may work on one letter.
_SECONDS: Final = 120
# A digest of the sources stands at the foot of each page; what is longer than this stays where it is.
_DIGEST: Final = "sha256:"
_FOOT: Final = 150


class LetterFileError(Exception):
    """pandoc refused the letter, or its parts lie too deep in each other; the words say which."""


class FinishedLetter(Struct, frozen=True, kw_only=True):
    """One letter to be made a file: its text, its title, whose name stands at the head of each page, its language."""

    text: str
    title: str
    authority: str
    language: Language


def _pdf(letter: FinishedLetter) -> bytes:
    """The letter as tagged PDF (PDF/UA-1), with text that can be searched and read aloud."""
    source = resources.files("asipgrid.letters").joinpath("templates/letter.typ").read_bytes()
    about = {"title": letter.title, "authority": letter.authority, "lang": letter.language.value}
    tree, digest = _tree(letter)
    meta = json.dumps(about | {"digest": digest}, ensure_ascii=False)
    return typeset(source, {"tree": tree, "meta": meta}, ["ua-1"], "this letter")


def _office(letter: FinishedLetter, form: str) -> bytes:
    """The letter for Word, or as OpenDocument text."""
    with tempfile.TemporaryDirectory(prefix="asipgrid-") as folder:
        reference, made = Path(folder) / f"reference.{form}", Path(folder) / f"letter.{form}"
        tree, digest = _tree(letter)
        reference.write_bytes(_reference(form, letter.authority, letter.language, digest))
        options = ["-f", "json", "-t", form, "-o", str(made), "--reference-doc", str(reference)]
        options += ["-M", f"lang={_LOCALES[letter.language]}"]
        _pandoc(options, tree.encode())
        if form == "docx":
            _keep_together(made)
        return _settled(made.read_bytes())


FILE_FORMATS: Final[Mapping[str, Callable[[FinishedLetter], bytes]]] = {
    "docx": partial(_office, form="docx"),
    "odt": partial(_office, form="odt"),
    "pdf": _pdf,
}


def _tree(letter: FinishedLetter) -> tuple[str, str]:
    """The letter as pandoc's tree, in JSON, its tables with widths that fit what stands in them; and what its foot says."""
    try:
        tree: dict[str, Any] = json.loads(_pandoc(["-f", _MARKDOWN, "-t", "json"], letter.text.encode()))
        for table in _tables(tree["blocks"]):
            _fit(table)
        foot = _foot(tree["blocks"])
        return json.dumps(tree, ensure_ascii=False), foot
    except RecursionError as error:
        # A letter by a template of a call may be nested as deep as it likes; Python goes down some hundred levels.
        raise LetterFileError("quotes, lists or emphasis of this letter lie too deep in each other") from error


def _foot(blocks: list[Any]) -> str:
    """Take the digest of the sources, where it is the last paragraph, out of the letter: it stands at the foot of pages."""
    if not blocks or blocks[-1]["t"] != "Para":
        return ""
    codes = [node["c"][1] for node in blocks[-1]["c"] if node["t"] == "Code"]
    words = _plain(blocks[-1]["c"])
    if len(codes) != 1 or not codes[0].startswith(_DIGEST) or len(words) > _FOOT:
        return ""
    blocks.pop()
    return words


def _pandoc(options: Sequence[str], text: bytes) -> bytes:
    # In its sandbox pandoc reads no clock and no other file than those named.
    path = library("pypandoc").get_pandoc_path()
    try:
        ran = subprocess.run(  # noqa: S603 - the program that the library brings, with options of ours
            [path, "--sandbox", *options], input=text, capture_output=True, check=False, timeout=_SECONDS
        )
    except subprocess.TimeoutExpired as error:
        raise LetterFileError(f"pandoc has not written this letter within {_SECONDS} s") from error
    if ran.returncode:
        raise LetterFileError(f"pandoc cannot write this letter: {ran.stderr.decode(errors='replace').strip()}")
    return ran.stdout


def _tables(blocks: Sequence[Any]) -> Iterator[list[Any]]:
    for block in blocks:
        if block["t"] == "Table":
            yield block["c"]
        elif block["t"] in {"BlockQuote", "Div"}:
            yield from _tables(block["c"] if block["t"] == "BlockQuote" else block["c"][1])


def _fit(table: list[Any]) -> None:
    """Give each column its share of the line."""
    _, _, columns, head, bodies, foot = table
    rows = [*head[1], *(row for body in bodies for row in (*body[2], *body[3])), *foot[1]]
    texts: list[list[str]] = [[_plain(row[1][index][4]) for row in rows] for index in range(len(columns))]
    for column, share in zip(columns, column_shares(texts), strict=True):
        column[1] = {"t": "ColWidth", "c": share}


def _plain(node: Any) -> str:
    """The words of a part of the tree."""
    if isinstance(node, list):
        return "".join(map(_plain, node))
    if not isinstance(node, Mapping):
        return ""
    if node.get("t") == "Str":
        return str(node["c"])
    if node.get("t") in {"Space", "SoftBreak", "LineBreak"}:
        return " "
    if node.get("t") == "Code":
        return str(node["c"][1])
    return _plain(node.get("c", []))


@cache
def _original(form: str) -> bytes:
    return _pandoc(["--print-default-data-file", f"reference.{form}"], b"")


def _reference(form: str, authority: str, language: Language, digest: str) -> bytes:
    """Pandoc's own reference document, with the authority's name at the head, page numbers and digest at the foot."""
    page = {Language.EN: ("Page ", " of "), Language.FR: ("Page ", " sur ")}[language]
    if form == "docx":
        return _word(_original(form), authority, page, digest)
    return open_document.reference(library("odfdo"), _original(form), authority, page, digest)


def _word(original: bytes, authority: str, page: tuple[str, str], digest: str) -> bytes:
    document = library("docx").Document(io.BytesIO(original))
    shared = library("docx.shared")
    section = document.sections[0]
    section.page_width, section.page_height = shared.Mm(210), shared.Mm(297)
    section.left_margin = section.right_margin = section.top_margin = section.bottom_margin = shared.Mm(22)
    section.header.paragraphs[0].text = authority
    foot = section.footer.paragraphs[0]
    foot.alignment = library("docx.enum.text").WD_ALIGN_PARAGRAPH.CENTER
    for words, field in zip(page, ("PAGE", "NUMPAGES"), strict=True):
        foot.add_run(words)
        _field(foot, field)
    if digest:
        small = section.footer.add_paragraph(digest)
        small.alignment = foot.alignment
        small.runs[0].font.size = shared.Pt(7)
    for style in document.styles:
        if style.name.startswith("Heading"):
            style.font.color.rgb = shared.RGBColor(0, 0, 0)
            style.font.bold = True
        if style.name == "Normal" or style.name.startswith("Heading"):
            _typeface(style)
    for name, size in {"Normal": TEXT_SIZE, "Compact": 9, **HEADING_SIZES}.items():
        document.styles[name].font.size = shared.Pt(size)
    _borders(document.styles["Table"].element)
    written = io.BytesIO()
    document.save(written)
    return written.getvalue()


def _keep_together(path: Path) -> None:
    """Rows that do not split, bold heads; a short table whole, with the paragraph before it, and room to sign in."""
    document, shared = library("docx").Document(str(path)), library("docx.shared")
    element = library("docx.oxml").OxmlElement
    for table in document.tables:
        whole = len(table.rows) <= SHORT
        for at, row in enumerate(table.rows):
            row._tr.get_or_add_trPr().append(element("w:cantSplit"))  # noqa: SLF001 - the library has no word for it
            lines = [line for cell in row.cells for line in cell.paragraphs]
            for run in (run for line in lines for run in line.runs if at == 0):
                run.bold = True
            for line in lines:
                line.paragraph_format.keep_with_next = whole and at < len(table.rows) - 1
            if any(line.text == SIGNATURE for line in lines):
                row.height = shared.Mm(22)
        before = table._tbl.getprevious() if whole else None  # noqa: SLF001 - as above
        for paragraph in document.paragraphs if before is not None else ():
            if paragraph._p is before:  # noqa: SLF001 - as above
                paragraph.paragraph_format.keep_with_next = True
    document.save(str(path))


def _typeface(style: Any) -> None:
    """One typeface that office programs have, or have the like of, in place of that of a theme."""
    qn = library("docx.oxml.ns").qn
    style.font.name = "Times New Roman"
    fonts = style.element.rPr.rFonts
    for name in [name for name in fonts.attrib if name.endswith("Theme")]:
        del fonts.attrib[name]
    fonts.set(qn("w:cs"), "Times New Roman")


def _field(paragraph: Any, name: str) -> None:
    """A number that the office program counts."""
    element = library("docx.oxml").OxmlElement("w:fldSimple")
    element.set(library("docx.oxml.ns").qn("w:instr"), name)
    paragraph._p.append(element)  # noqa: SLF001 - the library has no word for fields


def _borders(style: Any) -> None:
    oxml, qn = library("docx.oxml"), library("docx.oxml.ns").qn
    borders = oxml.OxmlElement("w:tblBorders")
    for side in ("top", "left", "bottom", "right", "insideH", "insideV"):
        line = oxml.OxmlElement(f"w:{side}")
        for key, value in (("val", "single"), ("sz", "4"), ("space", "0"), ("color", "808080")):
            line.set(qn(f"w:{key}"), value)
        borders.append(line)
    properties = style.find(qn("w:tblPr"))
    properties.insert(list(properties).index(properties.find(qn("w:tblInd"))) + 1, borders)


def _settled(written: bytes) -> bytes:
    """The file with one and the same day on all its parts, and with lines in the tables of an OpenDocument text.

    pandoc gives cells of OpenDocument no lines, and its reference document has no say in it.
    """
    made = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(written)) as old, zipfile.ZipFile(made, "w") as new:
        for each in old.infolist():
            data = old.read(each)
            if each.filename == "content.xml":
                styles, body, words = data.partition(b"<office:body")
                styles = styles.replace(b'fo:border="none"', b'fo:border="0.5pt solid #808080" fo:padding="1mm"')
                data = open_document.whole_tables(styles, body + words)
            new.writestr(zipfile.ZipInfo(each.filename), data, compress_type=each.compress_type)
    return made.getvalue()
