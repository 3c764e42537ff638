"""Letters as OpenDocument texts: the page and its styles, rows that do not split, short tables and signatures kept whole."""

from __future__ import annotations

import io
import re
from types import ModuleType
from typing import Any, Final

# A table of so few rows, its head among them, stays on one page; in a row with these words there is room to sign.
SHORT: Final = 7
SIGNATURE: Final = "(signature)"
# Sizes in points, in Word files too.
TEXT_SIZE: Final = 10.5
HEADING_SIZES: Final = {"Heading 1": 15, "Heading 2": 12.5, "Heading 3": 11}
# Rows of an OpenDocument text that do not split, those with room to sign in, and a paragraph that stays with its table.
_STYLES: Final = (
    b'<style:style style:name="WholeRow" style:family="table-row">'
    b'<style:table-row-properties fo:keep-together="always"/></style:style>'
    b'<style:style style:name="SigningRow" style:family="table-row">'
    b'<style:table-row-properties fo:keep-together="always" style:min-row-height="22mm"/></style:style>'
    b'<style:style style:name="BeforeTable" style:family="paragraph" style:parent-style-name="Text_20_body">'
    b'<style:paragraph-properties fo:keep-with-next="always"/></style:style>'
)
_TABLE: Final = re.compile(rb'<table:table table:name="(\w+)".*?</table:table>', re.DOTALL)
_ROW: Final = re.compile(rb"<table:table-row>.*?</table:table-row>", re.DOTALL)
_BEFORE: Final = re.compile(
    rb'<text:p text:style-name="(?:Text_20_body|First_20_paragraph)">(?=(?:(?!</?text:p\b).)*</text:p>\s*\Z)', re.DOTALL
)
_DIGEST_STYLE: Final = (
    '<style:style style:name="Digest" style:family="paragraph">'
    '<style:paragraph-properties fo:text-align="center"/><style:text-properties fo:font-size="7pt"/></style:style>'
)


def reference(odfdo: ModuleType, original: bytes, authority: str, page: tuple[str, str], digest: str) -> bytes:
    """The document whose styles a letter takes: who writes at the head of each page, its number and a digest at the foot."""
    document = odfdo.Document(io.BytesIO(original))
    styles = document.get_part("styles.xml")
    master = styles.get_element("//style:master-page")
    for each in master.children:
        master.delete(each)
    head, foot = (odfdo.Element.from_tag(f"style:{name}") for name in ("header", "footer"))
    head.append(odfdo.Paragraph(authority, style="Header"))
    numbers = odfdo.Paragraph(page[0], style="MP1")
    numbers.append(odfdo.VarPageNumber())
    numbers.append(page[1])
    numbers.append(odfdo.VarPageCount())
    foot.append(numbers)
    if digest:
        styles.get_element("//office:styles").append(odfdo.Element.from_tag(_DIGEST_STYLE))
        foot.append(odfdo.Paragraph(digest, style="Digest"))
    master.append(head)
    master.append(foot)
    _sheet(odfdo, styles)
    _faces(odfdo, document)
    written = io.BytesIO()
    document.save(written)
    return written.getvalue()


def _sheet(odfdo: ModuleType, styles: Any) -> None:
    """A4, with its margins."""
    layout = styles.get_element("//style:page-layout")
    size = layout.get_element("style:page-layout-properties")
    for name, value in (("page-width", "210mm"), ("page-height", "297mm")):
        size.set_attribute(f"fo:{name}", value)
    for side in ("top", "bottom", "left", "right"):
        size.set_attribute(f"fo:margin-{side}", "20mm")
    gap = odfdo.Element.from_tag("style:header-footer-properties")
    gap.set_attribute("fo:margin-bottom", "5mm")
    layout.get_element("style:header-style").append(gap)


def _faces(odfdo: ModuleType, document: Any) -> None:
    """The typeface of text, headings and tables, as in Word files."""
    tables = {"Table Contents": {}, "Table Heading": {"fo:font-weight": "bold"}}
    wanted = {name: {"fo:font-size": "8.5pt", **more} for name, more in tables.items()}
    for name, size in {"Standard": TEXT_SIZE, **HEADING_SIZES}.items():
        wanted[name] = {"style:font-name": "Times New Roman", "fo:font-size": f"{size}pt", "fo:font-style": "normal"}
    for name, properties in wanted.items():
        style = document.get_style("paragraph", name.replace(" ", "_20_"))
        former = style.get_element("style:text-properties")
        face = odfdo.Element.from_tag("style:text-properties") if former is None else former
        for key, value in properties.items():
            face.set_attribute(key, value)
        if former is None:
            style.append(face)


def whole_tables(styles: bytes, words: bytes) -> bytes:
    """An OpenDocument text whose rows do not split, whose short tables stay whole, with the paragraph before, and with room to sign."""
    parts, last = [], 0
    for table in _TABLE.finditer(words):
        before, text = words[last : table.start()], table[0]
        if len(_ROW.findall(text)) <= SHORT:
            name = b'<style:style style:name="%s" style:family="table">' % table[1]
            head, own, rest = styles.partition(name)
            rest = rest.replace(
                b"<style:table-properties ", b'<style:table-properties style:may-break-between-rows="false" ', 1
            )
            styles = head + own + rest
            before = _BEFORE.sub(b'<text:p text:style-name="BeforeTable">', before)
        parts += [before, _ROW.sub(_row, text)]
        last = table.end()
    styles = styles.replace(b"</office:automatic-styles>", _STYLES + b"</office:automatic-styles>")
    return styles + b"".join(parts) + words[last:]


def _row(found: re.Match[bytes]) -> bytes:
    name = b"SigningRow" if SIGNATURE.encode() in found[0] else b"WholeRow"
    return found[0].replace(b"<table:table-row>", b'<table:table-row table:style-name="%s">' % name, 1)
