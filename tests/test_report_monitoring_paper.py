"""The report on funded projects on paper: what its page says, as PDF/A that is tagged, the same bytes each time."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest

from conftest import ROOT, Command
from test_monitor import CALL, project
from test_report import BAD
from test_report_monitoring import AS_OF, EXAMPLE, REPORTED, hostile
from test_report_paper import archived, bookmarks, comparable, read, said, words

FOLLOWED = ("--monitoring", "--as-of", AS_OF)
# What pictures are drawn by.
PICTURE = {"planned", "reported", "points", "target", "today"}


def pdf(asipgrid: Command, root: Path, *options: str) -> bytes:
    made = asipgrid("report", "requests/small", *FOLLOWED, "-o", "r.pdf", "--force", "-q", *options, cwd=root)
    assert (made.code, made.out) == (0, ""), made.err
    return (root / "r.pdf").read_bytes()


def printed(value: Any) -> Any:
    """What is printed of a page: without what pictures are drawn by, and the keys of its places."""
    if isinstance(value, Mapping):
        if "planned" in value and "points" in value:
            value = {key: each for key, each in value.items() if key not in PICTURE}
        return {key: printed(each) for key, each in value.items() if key not in {"key", "order"}}
    return [printed(each) for each in value] if isinstance(value, list) else value


def missing(data: Any, shown: str) -> list[str]:
    """The texts of a page that paper does not say."""
    return [text for text in said(printed(data)) if comparable(text) not in shown]


@pytest.mark.parametrize("language", ["en", "fr"])
def test_paper_says_every_text_of_the_page(asipgrid: Command, tmp_path: Path, given: list[Any], language: str) -> None:
    shown = words(pdf(asipgrid, project(tmp_path, REPORTED), "--lang", language))
    (data,) = given
    assert len([*said(printed(data))]) > 80
    assert missing(data, shown) == []


@pytest.mark.slow
@pytest.mark.parametrize("language", ["en", "fr"])
def test_paper_says_every_text_of_the_example(
    asipgrid: Command, tmp_path: Path, given: list[Any], language: str
) -> None:
    out = tmp_path / "r.pdf"
    asked = ("report", EXAMPLE, *FOLLOWED, "-o", str(out), "--lang", language, "-q")
    assert asipgrid(*asked, cwd=ROOT).code == 0
    assert missing(given[0], words(out.read_bytes())) == []


def test_the_file_is_an_archive_that_is_tagged_and_bears_the_day_looked_at(asipgrid: Command, tmp_path: Path) -> None:
    root = project(tmp_path, REPORTED)
    data = pdf(asipgrid, root, "--lang", "fr")
    assert data == pdf(asipgrid, root, "--lang", "fr")
    made = archived(data, "A small call · Rapport sur les projets financés", "20101031")
    parts, projects = bookmarks(made)
    assert parts == [
        "Projets financés",
        "Versements",
        "Calendrier",
        "En retard, non connu, et à demander",
        "Projet par projet",
    ]
    assert projects == ["Project region-a region-a"]
    for page in made.pages:
        assert "Rapport sur les projets financés" in page.extract_text()


def test_pages_of_projects_are_left_out_on_demand(asipgrid: Command, tmp_path: Path) -> None:
    root, note = project(tmp_path, REPORTED), "Thepagesof1projectsareleftouthere."
    assert note not in words(pdf(asipgrid, root))
    short = pdf(asipgrid, root, "--no-each")
    assert note in words(short)
    assert "Figuresbehindthepicture" not in words(short)


def test_a_call_that_funds_nobody_has_a_file_that_says_so(asipgrid: Command, tmp_path: Path) -> None:
    none = CALL.replace("score: {minimum: 1}", "score: {minimum: 101}")
    assert "Norequestofthiscallisfunded" in words(pdf(asipgrid, project(tmp_path, call=none)))


def _marks(found: Any) -> Iterator[Any]:
    for each in found:
        if isinstance(each, list):
            yield from _marks(each)
        else:
            yield each


def test_hostile_documents_make_no_part_of_the_file(asipgrid: Command, tmp_path: Path) -> None:
    evil = BAD.replace("'", "’") + " #panic(1) $x$ = T <a> @b `c` *d* _e_ " + "Q" * 400
    headings = []
    for name, text in (("bad", evil), ("plain", "A text")):
        data = pdf(asipgrid, hostile(tmp_path / name, text))
        made = read(data)
        links = [each.get_object() for page in made.pages for each in page.get("/Annots", ())]
        assert not [each for each in links if "/A" in each and each["/A"]["/S"] != "/GoTo"]
        assert not made.attachments
        headings.append(sum(1 for _ in _marks(made.outline)))
        shown = words(data)
        assert (shown.count("#panic(1)$x$=T<a>@b`c`*d*_e_") >= 6) == (name == "bad")
    assert headings[0] == headings[1]
