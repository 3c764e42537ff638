"""The report on paper: what the page says, as PDF/A that is tagged, the same bytes each time, and texts that stay texts."""

from __future__ import annotations

import io
import re
import sys
import unicodedata
from collections.abc import Iterator, Mapping
from importlib import resources
from pathlib import Path
from typing import Any

import pypdf
import pytest
import typst

from asipgrid.formats import words as formats_words
from asipgrid.monitoring.goal_progress import Light
from asipgrid.monitoring.payment_schedule import PaymentState
from asipgrid.report import paper
from asipgrid.report.heat import GATES, SIGNS
from asipgrid.report.labels import LABELS
from conftest import ROOT, Command, small
from examples import examples
from test_hostile import OUTPUTS, hostile_call, restored, squeezed
from test_report import BAD, two

EXAMPLE = "requests/example-2010"
# What places and figures of pictures are told by, and what another part says.
DRAWN = {
    "word",
    "kind",
    "bar",
    "width",
    "start",
    "heights",
    "day",
    "labels",
    "language",
    "before",
    "after",
    "left_out",
    "letters_note",
    "widths",
    "digest",
    "document_title",
    "report_name",
}
HEADS = re.compile(
    r"(?m)^(?:[^\n]*Report for the committee|[^\n]*Rapport au comité|[^\n]*Report on funded projects|[^\n]*Rapport sur les projets financés|sha256:[0-9a-f]{64}(?: ?Page[^\n]*)?|Page \d+ (?:of|sur) \d+)$"
)


def pdf(asipgrid: Command, root: Path, *options: str, call: str = "requests/small") -> bytes:
    made = asipgrid("report", call, "-o", "r.pdf", "--force", "-q", *options, cwd=root)
    assert (made.code, made.out) == (0, ""), made.err
    return (root / "r.pdf").read_bytes()


def read(data: bytes) -> pypdf.PdfReader:
    return pypdf.PdfReader(io.BytesIO(data))


def archived(data: bytes, title: str, day: str) -> pypdf.PdfReader:
    """A French report that is an archive, tagged, of a title and a day; at the foot of each page stand its number and the digest."""
    made = read(data)
    root: Any = made.trailer["/Root"]
    assert (root["/Lang"], root["/MarkInfo"]["/Marked"]) == ("fr", True)
    for mark in (b"pdfaid:part>2<", b"pdfaid:conformance>A<", b"pdfuaid:part>1<"):
        assert mark in data
    assert made.metadata is not None
    assert made.metadata.title == title
    assert str(made.metadata["/CreationDate"]).startswith(f"D:{day}")
    for number, page in enumerate(made.pages, 1):
        text = page.extract_text()
        assert f"Page {number} sur {len(made.pages)}" in text
        assert "sha256:" in text
    return made


def bookmarks(made: pypdf.PdfReader) -> tuple[list[str], list[str]]:
    """The bookmarks of the parts, and those in the last part."""
    marks: Any = made.outline
    parts, last = ([each.title.strip() for each in level if not isinstance(each, list)] for level in (marks, marks[-1]))
    return parts, last


def words(data: bytes) -> str:
    """The words of all pages as one row of letters; a hyphen may be the typesetter's."""
    text = "\n".join(HEADS.sub("", page.extract_text()) for page in read(data).pages)
    return comparable(text)


def comparable(text: str) -> str:
    return (
        unicodedata.normalize("NFKC", restored(squeezed(text)))
        .replace("-", "")
        .replace("\u2010", "")
        .replace("\u00ad", "")
    )


def said(value: Any) -> Iterator[str]:
    """Every text that the page says; how many findings are listed stands above findings alone.

    Where money is shared out, the ranking shows the outcome in place of proposal and decision.
    """
    if isinstance(value, str):
        yield value
    elif isinstance(value, Mapping):
        for key, each in value.items():
            if key in {"proposed", "decided", "known"} and "ranked" in value:
                continue
            if key == "says" and "kind" in value:  # a cell of the map, whose sign is told above it
                continue
            if key not in DRAWN and not key.endswith("_order") and (key != "findings_note" or value["findings"]):
                yield from said(each)
    elif isinstance(value, list):
        for each in value:
            yield from said(each)


@pytest.mark.parametrize("language", ["en", "fr"])
def test_paper_says_every_text_of_the_page(asipgrid: Command, tmp_path: Path, given: list[Any], language: str) -> None:
    shown = words(pdf(asipgrid, two(tmp_path), "--lang", language))
    (data,) = given
    assert len([*said(data)]) > 100
    assert [text for text in said(data) if comparable(text) not in shown] == []


@pytest.mark.slow
def test_paper_says_every_text_of_the_example(asipgrid: Command, tmp_path: Path, given: list[Any]) -> None:
    out = tmp_path / "r.pdf"
    assert asipgrid("report", EXAMPLE, "-o", str(out), "--lang", "fr", "-q", cwd=ROOT).code == 0
    shown = words(out.read_bytes())
    assert {text for text in said(given[0]) if comparable(text) not in shown} == set()


def test_the_file_is_an_archive_that_is_tagged_and_bears_the_newest_day(asipgrid: Command, tmp_path: Path) -> None:
    data = pdf(asipgrid, two(tmp_path), "--lang", "fr")
    made = archived(data, "A small call · Rapport au comité", "20100304")
    parts, requests = bookmarks(made)
    assert parts == [
        "Décisions à consigner",
        "Classement",
        "L’enveloppe, aide par aide",
        "Demandes et critères",
        "Ce qui n’est pas connu, et ce que cela peut changer",
        "Notes, et où les évaluateurs divergent",
        "Chaque demande",
    ]
    assert requests == ["Project region-a region-a", "Project region-b region-b"]
    for page in made.pages:
        assert "A small call" in page.extract_text()


def test_the_same_documents_give_the_same_bytes(asipgrid: Command, tmp_path: Path) -> None:
    root = two(tmp_path)
    assert pdf(asipgrid, root) == pdf(asipgrid, root)


def test_without_a_sound_request_there_is_a_file_of_no_day(asipgrid: Command, tmp_path: Path) -> None:
    root = small(tmp_path, {"requests/small/region-b.yaml": "request: region-b\n"})
    assert asipgrid("report", "requests/small", "-o", "r.pdf", "--keep-going", cwd=root).code == 1
    made = read((root / "r.pdf").read_bytes())
    assert made.metadata is not None
    assert str(made.metadata["/CreationDate"]).startswith("D:1970")


@pytest.mark.parametrize(
    "name", ["envelopes-by-theme-with-a-common-pool", "thirty-percent-for-newcomers-and-two-a-region"]
)
def test_several_envelopes_and_quotas_have_tables_of_their_own(
    asipgrid: Command, tmp_path: Path, given: list[Any], name: str
) -> None:
    good = {each.name: each for each in examples("good")}
    shown = words(pdf(asipgrid, good[name].lay_out(tmp_path)))
    (data,) = given
    assert data["envelopes"] or data["quotas"]
    assert [text for text in said(data) if comparable(text) not in shown] == []


def test_pages_of_requests_are_left_out_on_demand_and_of_a_large_call(
    asipgrid: Command, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    root = two(tmp_path)
    short, note = pdf(asipgrid, root, "--no-each"), "Thepagesof2requestsareleftouthere."
    assert note in words(short)
    assert not [page for page in read(short).pages if "/Annots" in page and "region-a" in str(page["/Annots"])]
    monkeypatch.setattr(paper, "MOST_WITH_PAGES", 1)
    assert pdf(asipgrid, root) == short
    assert note not in words(pdf(asipgrid, root, "--each"))


@pytest.mark.slow
def test_hostile_documents_make_no_part_of_the_file(asipgrid: Command, tmp_path: Path) -> None:
    """No link leads out of the file, nothing acts or is attached; and as many headings as with harmless words."""
    headings = []
    for name in ("hostile", "plain"):
        made = read(pdf(asipgrid, hostile_call(tmp_path / name, OUTPUTS, plain=name == "plain")))
        links = [each.get_object() for page in made.pages for each in page.get("/Annots", ())]
        assert links
        assert not [each for each in links if "/A" in each and each["/A"]["/S"] != "/GoTo"]
        root: Any = made.trailer["/Root"]
        assert not {"/AcroForm", "/OpenAction", "/AA"} & set(root)
        assert not made.attachments
        headings.append(sum(1 for _ in _marks(made.outline)))
    assert headings[0] == headings[1]


def _marks(found: Any) -> Iterator[Any]:
    for each in found:
        if isinstance(each, list):
            yield from _marks(each)
        else:
            yield each


def test_a_text_that_would_be_markup_is_text(asipgrid: Command, tmp_path: Path) -> None:
    root = two(tmp_path)
    path = root / "requests/small/region-a.yaml"
    evil = BAD.replace("'", "’") + ' #panic(1) $x$ = T <a> @b `c` *d* _e_ \\\\u{41} #read(\\"/etc/passwd\\")'
    path.write_text(path.read_text(encoding="utf-8").replace("Project region-a", f'"{evil}"'), encoding="utf-8")
    shown = words(pdf(asipgrid, root))
    for text in ("{{7*7}}", "#panic(1)$x$=T<a>@b`c`*d*_e_", '#read("/etc/passwd")', "\u202e\u2066"):
        assert text in shown


def test_a_title_of_ten_thousand_letters_stands_whole_once(asipgrid: Command, tmp_path: Path) -> None:
    root = two(tmp_path)
    path = root / "requests/small/region-a.yaml"
    path.write_text(path.read_text(encoding="utf-8").replace("Project region-a", "Q" * 10_000), encoding="utf-8")
    shown = words(pdf(asipgrid, root, "--no-letters"))
    assert 10_000 <= shown.count("Q") < 11_000
    # The letter says it whole, too.
    assert words(pdf(asipgrid, root)).count("Q") > 20_000


def test_every_sign_of_ours_is_in_the_fonts_that_come_along() -> None:
    folder = resources.files("asipgrid.report") / "templates"
    source = "".join(each.read_text(encoding="utf-8") for each in folder.iterdir() if each.name.endswith(".typ"))
    ours = source + "".join(each.en + each.fr for each in LABELS.values()) + "".join(SIGNS.values())
    ours += "".join(sign for sign, _ in GATES.values()) + "".join(
        formats_words.LABELS[key][0]
        for key in (*(f"light_{each}" for each in Light), *(f"payment_{each}" for each in PaymentState))
    )
    signs = "".join(sorted({each for each in ours if not each.isascii()}))
    typst.compile(
        b'#set document(title: "signs")\n#set text(font: "Libertinus Serif")\n#sys.inputs.signs',
        format="pdf",
        sys_inputs={"signs": signs},
        ignore_system_fonts=True,
        pdf_standards=["ua-1"],
    )


def test_what_is_asked_for_amiss_is_said_in_one_line(asipgrid: Command, tmp_path: Path) -> None:
    root = two(tmp_path)
    for options, says in (
        (("--pdf",), "--pdf writes a file; say where with -o FILE.pdf"),
        (("--pdf", "-o", "-"), "--pdf writes a file; say where with -o FILE.pdf"),
        (("--each",), "--each is of the PDF, and HTML has every request; say -o FILE.pdf"),
        (("--monitoring", "--letters"), "--letters goes without --monitoring: the letters are those of the decisions"),
        (
            ("--letters", "--no-each", "-o", "r.pdf"),
            "--letters puts letters on the pages of requests, which are left out; say --each",
        ),
    ):
        ran = asipgrid("report", "requests/small", *options, cwd=root)
        assert (ran.code, ran.out, ran.err) == (2, "", f"asipgrid: {says}\n")


def test_without_the_library_one_line_says_what_to_install(
    tmp_path: Path, asipgrid: Command, monkeypatch: pytest.MonkeyPatch
) -> None:
    root = two(tmp_path)
    monkeypatch.setitem(sys.modules, "typst", None)
    with monkeypatch.context() as kept:
        kept.setattr(monkeypatch, "undo", lambda: None)
        ran = asipgrid("report", "requests/small", "-o", "r.PDF", cwd=root)
    assert ran.code == 2
    assert ran.err.endswith(
        "typst is not installed; Word, OpenDocument and PDF need: pip install 'asipgrid[letters]'\n"
    )
    assert not (root / "r.PDF").exists()
