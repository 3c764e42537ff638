"""What files in OpenDocument are made of, whatever stands in them: the document around the sheets, and texts."""

from __future__ import annotations

import datetime
import io
import re
import zipfile
from collections.abc import Iterable, Iterator
from typing import Any, Final
from xml.sax.saxutils import escape

from asipgrid.documents.libraries import for_spreadsheets
from asipgrid.model.places import Language
from asipgrid.text.escape import clean

WORDS: Final = '<number:text-style style:name="words"><number:text-content/></number:text-style>'
"""A style of cells whose texts stay texts, whatever somebody writes there."""

DAY: Final = (
    '<number:date-style style:name="day"><number:year number:style="long"/><number:text>-</number:text>'
    '<number:month number:style="long"/><number:text>-</number:text><number:day number:style="long"/></number:date-style>'
)
_LOCALES: Final = {Language.EN: "en-GB", Language.FR: "fr-FR"}
# No day of the run is written into a file.
_MADE: Final = datetime.datetime(2000, 1, 1)  # noqa: DTZ001
_SHEETS: Final = "<table:table/>"
# Spaces that the format would take for one, or for none.
_SPACES: Final = re.compile(r"^ +|(?<= ) +| +$")


def written(
    title: str, language: Language, styles: Iterable[str], body: Iterable[str], parts: dict[str, bytes] | None = None
) -> bytes:
    """A spreadsheet with these styles and sheets, the same bytes each time; `parts` take the place of files in it."""
    odfdo = for_spreadsheets("odfdo")
    document: Any = odfdo.Document("spreadsheet")
    for one in ("creation_date", "modification_date"):
        getattr(document.meta, f"set_{one}")(_MADE)
    document.meta.set_title(title)
    document.meta.set_language(_LOCALES[language])
    document.body.clear()
    automatic = document.get_part("content.xml").get_element("//office:automatic-styles")
    for text in styles:
        automatic.append(odfdo.Element.from_tag(text))
    # The library takes minutes for large sheets: these are put in behind it.
    document.body.append(odfdo.Element.from_tag(_SHEETS))
    for name, data in (parts or {}).items():
        document.container.set_part(name, data)
    made = io.BytesIO()
    document.save(made)
    return _settled(made.getvalue(), "".join(body).encode())


def _settled(made: bytes, sheets: bytes) -> bytes:
    """The file with its sheets, and one and the same day on all its parts."""
    settled = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(made)) as old, zipfile.ZipFile(settled, "w") as new:
        for each in old.infolist():
            data = old.read(each)
            if each.filename == "content.xml":
                before, _, behind = data.partition(_SHEETS.encode())
                data = before + sheets + behind
            new.writestr(zipfile.ZipInfo(each.filename), data, compress_type=each.compress_type)
    return settled.getvalue()


def column_styles(widths: Iterable[int]) -> Iterator[str]:
    """A style of columns for each width, in characters."""
    for width in sorted(set(widths)):
        wide = f'<style:table-column-properties style:column-width="{width * 0.2:.1f}cm"/>'
        yield f'<style:style style:name="wide-{width}" style:family="table-column">{wide}</style:style>'


def columns(widths: Iterable[int]) -> str:
    """The columns of a sheet, by those styles."""
    return "".join(f'<table:table-column table:style-name="wide-{width}"/>' for width in widths)


def text_cell(text: str, style: str = "") -> str:
    """A cell with a text, in a style of cells where one is named."""
    styled = f' table:style-name="{style}"' if style else ""
    return f'<table:table-cell{styled} office:value-type="string">{paragraphs(text)}</table:table-cell>'


def paragraphs(text: str) -> str:
    """A text, a paragraph a line, with all its spaces."""
    return "".join(f"<text:p>{_spaced(line)}</text:p>" for line in clean(text).split("\n"))


def _spaced(line: str) -> str:
    shown = _SPACES.sub(lambda found: f'<text:s text:c="{len(found[0])}"/>', escape(line))
    return shown.replace("\t", "<text:tab/>")
