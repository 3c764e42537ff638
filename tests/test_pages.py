"""The pages of the example's letters, as PDF and as Word and OpenDocument texts lay them out: whole, numbered, inside their margins."""

from __future__ import annotations

import re
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pypdf
import pytest

from conftest import ROOT, Command

EXAMPLE = str(ROOT / "requests/example-2010")
MILLIMETRE = 72 / 25.4
# Those of all three forms are 20 or 22 mm; the number of the page and the digest stand below.
MARGIN = 19 * MILLIMETRE
# Acts a director reads: articles, and annexes behind them.
MOST = {"addendum": 14, "follow-up": 3}
OFFICE = pytest.mark.skipif(shutil.which("soffice") is None, reason="LibreOffice is not installed")

pytestmark = pytest.mark.slow


def letters(asipgrid: Command, folder: Path, form: str, language: str) -> list[Path]:
    """Every letter of the example as PDF, by way of LibreOffice where it is none."""
    asked = ("draft", EXAMPLE, "--lang", language, "--to", form, "-q", "-o")
    assert asipgrid(*asked, str(folder)).code == 0
    later = ("--letter", "follow-up", "--as-of", "2010-10-31")
    assert asipgrid(*asked, str(folder / "later"), "region-c", *later).code == 0
    found = sorted(folder.rglob(f"*.{form}"))
    if form != "pdf":
        profile = f"-env:UserInstallation={(folder / 'profile').as_uri()}"
        command = ["soffice", profile, "--headless", "--convert-to", "pdf", "--outdir", str(folder / "pages")]
        subprocess.run([*command, *map(str, found)], check=True, capture_output=True, timeout=500)
        found = sorted((folder / "pages").glob("*.pdf"))
    assert len(found) == 17
    return found


def starts(page: pypdf.PageObject) -> Iterator[tuple[float, float, str]]:
    """Where each piece of text on a page begins, from its left and its lower edge, in points."""
    seen: list[tuple[float, float, str]] = []

    def take(text: str, outer: list[float], inner: list[float], *_font: object) -> None:
        if text.strip():
            x, y = inner[4], inner[5]
            seen.append((x * outer[0] + y * outer[2] + outer[4], x * outer[1] + y * outer[3] + outer[5], text))

    page.extract_text(visitor_text=take)
    return iter(seen)


@pytest.mark.parametrize("language", ["en", "fr"])
@pytest.mark.parametrize("form", ["pdf", pytest.param("docx", marks=OFFICE), pytest.param("odt", marks=OFFICE)])
def test_every_page_of_every_letter_is_whole(asipgrid: Command, tmp_path: Path, form: str, language: str) -> None:
    of = {"en": "of", "fr": "sur"}[language]
    for path in letters(asipgrid, tmp_path, form, language):
        pages = pypdf.PdfReader(path).pages
        texts = [re.sub(r"\s+", " ", page.extract_text()) for page in pages]
        assert "ASIP Santé" in texts[0], path.name
        kind = next((kind for kind in MOST if path.name.startswith(kind)), "")
        assert len(pages) <= MOST.get(kind, 8), path.name
        for number, (page, text) in enumerate(zip(pages, texts, strict=True), start=1):
            where = f"{path.name}, page {number}"
            assert f"Page {number} {of} {len(pages)}" in text, where
            assert text.count("sha256:") == 1, where
            width, height = page.mediabox.width, page.mediabox.height
            for x, y, words in starts(page):
                assert MARGIN <= x <= width - MARGIN, (where, words)
                assert 0 < y < height, (where, words)
        # Whoever signs has all of the block before their eyes.
        signed = [text for text in texts if "(signature)" in text]
        assert len(signed) == 1, path.name
        heads = {"en": ["For the funder", "For the beneficiary"], "fr": ["Pour le financeur", "Pour le bénéficiaire"]}
        for head in heads[language] if kind else [{"en": "For ASIP Santé", "fr": "Pour ASIP Santé"}[language]]:
            assert head in signed[0], path.name
        # A table that goes on has its head again.
        rows = {"en": "criterion question", "fr": "critère question"}[language]
        for text in texts[1:]:
            if re.search(r"\b(?:RFR|INS|IOP|CHG)-\d\d [A-ZÀ-Ý]", text) and re.search(r"\?", text):
                assert rows in text.lower() or "recomm" in text.lower(), path.name
