"""Letters on the pages of requests: the draft that `asipgrid draft` writes, as text of which nothing acts."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest

from asipgrid.letters import files
from asipgrid.letters.rendering import MOST_OF_A_LETTER
from asipgrid.model.places import Language
from asipgrid.report import letters
from asipgrid.report.letter_page import LetterBlock, LetterRun
from asipgrid.report.letter_text import letter_blocks
from conftest import ROOT, Command, small, small_rating, small_request
from test_report import BAD, TAGS, Page, report, two
from test_report_paper import words as printed

EXAMPLE = "requests/example-2010"


def told(blocks: tuple[LetterBlock, ...]) -> str:
    """The words of blocks, without the gaps between them."""
    words = ""
    for each in blocks:
        words += "".join(run.text for row in ((each.runs,), *each.rows) for cell in row for run in cell)
        words += told(each.blocks)
    return re.sub(r"\s+", "", words)


def blanks(blocks: tuple[LetterBlock, ...]) -> list[str]:
    """What is marked as to be completed."""
    found = []
    for each in blocks:
        runs = [run for row in ((each.runs,), *each.rows) for cell in row for run in cell]
        found += [run.text for run in runs if run.blank] + blanks(each.blocks)
    return found


def test_markdown_becomes_words_and_blocks() -> None:
    text = "# *A* `b`\nc\\*\n\n- one\n- two **bold _both_**\n\n1. first\n\n> said\n\n---\n\n| h | k |\n| --- | --- |\n| 1 | (to be completed: x (y)) z |\n"
    heading, paragraph, bullets, numbered, quote, rule, table = letter_blocks(text)
    assert heading.runs == (LetterRun("A", emph=True), LetterRun(" "), LetterRun("b", code=True))
    assert (heading.level, paragraph.runs) == (1, (LetterRun("c*"),))
    assert [each.blocks[0].runs for each in bullets.blocks] == [
        (LetterRun("one"),),
        (LetterRun("two "), LetterRun("bold ", strong=True), LetterRun("both", strong=True, emph=True)),
    ]
    assert (numbered.start, numbered.blocks[0].blocks[0].kind, quote.blocks[0].kind) == (1, "plain", "paragraph")
    assert rule.kind == "rule"
    assert table.rows[1] == ((LetterRun("1"),), (LetterRun("(to be completed: x (y))", blank=True), LetterRun(" z")))
    assert sum(map(float, table.widths)) == pytest.approx(100, abs=0.1)


@pytest.mark.parametrize(
    ("written", "shown"),
    [
        ("<script>alert(1)</script>", "<script>alert(1)</script>"),
        ("<img src=x onerror=alert(1)>", "<img src=x onerror=alert(1)>"),
        ("[words](https://x.example/?a=1 'title')", "words (https://x.example/?a=1)"),
        ("[words](javascript:alert(1))", "[words](javascript:alert(1))"),
        ("![words](//x.example/p.png)", "words (//x.example/p.png)"),
        ("<https://x.example>", "https://x.example"),
        ("<!-- a comment -->", "<!-- a comment -->"),
        ("<details open ontoggle=alert(1)>", "<details open ontoggle=alert(1)>"),
        ("&lt;b&gt; &amp;", "<b> &"),
        ("```html\n<script>\n```", "<script>"),
        ("a  \nb", "a b"),
    ],
)
def test_what_would_act_is_words(written: str, shown: str) -> None:
    (block,) = letter_blocks(written)
    assert "".join(run.text + " " * run.breaks for run in block.runs) == shown


def test_a_heading_without_words_is_no_heading() -> None:
    assert [each.kind for each in letter_blocks("#\n\n## a\n\n### ![](x)\n\n#  \u00a0\n")] == [
        "plain",
        "heading",
        "heading",
        "plain",
    ]


def test_a_word_wider_than_the_page_stands_in_the_heading_of_a_letter_on_paper(
    asipgrid: Command, tmp_path: Path
) -> None:
    root = own_template(two(tmp_path), "addendum.en.md", "# {{ title }}\n\n#\n\n| {{ title }} |\n| --- |\n| a |\n")
    path = root / "requests/small/region-a.yaml"
    path.write_text(path.read_text(encoding="utf-8").replace("Project region-a", "Q" * 300), encoding="utf-8")
    ran = asipgrid("report", "requests/small", "-o", "r.pdf", "-q", cwd=root)
    assert (ran.code, ran.err) == (0, "")
    assert printed((root / "r.pdf").read_bytes()).count("Q" * 300) >= 3


def test_what_is_nested_deeper_than_anybody_reads_is_shown_as_it_is_written() -> None:
    deep = "> " * 300 + "inmost\n\nafter\n"
    (block,) = letter_blocks(deep)
    assert block.kind == "code"
    assert [run.text for run in block.runs] == [deep.splitlines()[0], "", "after"]


@pytest.mark.parametrize("text", ["(" * 50_000, "(to be completed" * 20_000, "*a **b " * 20_000, "[" * 50_000])
def test_a_text_of_any_size_is_read_in_time(text: str) -> None:
    assert len(text) < MOST_OF_A_LETTER
    assert letter_blocks(text)


@pytest.fixture(params=Language)
def drafts(request: pytest.FixtureRequest, asipgrid: Command, tmp_path: Path) -> Path:
    """The letters of the example as files, with their list, in one language."""
    ran = asipgrid("draft", EXAMPLE, "-o", str(tmp_path / "d"), "--lang", request.param.value, "-q", cwd=ROOT)
    assert ran.code == 0, ran.err
    return tmp_path / "d"


def test_blocks_say_what_the_file_of_a_letter_says(drafts: Path) -> None:
    """The words of a letter are those that its Word, OpenDocument and PDF files are made of, by another parser."""
    for each in sorted(drafts.glob("*.md"))[::5]:
        text = each.read_text(encoding="utf-8")
        tree: dict[str, Any] = json.loads(files._pandoc(["-f", files._MARKDOWN, "-t", "json"], text.encode()))
        assert told(letter_blocks(text)) == re.sub(r"\s+", "", files._plain(tree["blocks"]))


def test_every_blank_of_a_letter_is_marked(drafts: Path) -> None:
    listed = json.loads((drafts / "drafts.json").read_text(encoding="utf-8"))
    lacking = listed["to_complete"]
    assert len(lacking) == 7
    for each in sorted(drafts.glob("*.md")):
        marked = blanks(letter_blocks(each.read_text(encoding="utf-8")))
        assert len(set(marked)) == len(lacking.get(each.name, ())), each.name


def test_the_page_of_a_request_holds_the_letter_that_draft_writes(asipgrid: Command) -> None:
    made = report(asipgrid, ROOT, call=EXAMPLE)
    letter = asipgrid("draft", EXAMPLE, "region-f", "-q", cwd=ROOT).out
    page = made.partition('id="r-region-f"')[2].partition("</article>")[0]
    shown = re.sub(r"\s+", "", Page(page.partition('class="sheet"')[2].partition(">")[2]).text)
    assert shown == told(letter_blocks(letter))
    summary = Page(page.partition("<summary>")[2].partition("</summary>")[0]).text
    assert summary.split() == ["Addendum", "(draft)", "blanks", "to", "fill", "in:", "7"]
    assert "It rests on 8 documents, of the digest sha256:" in page
    assert made.count('<details class="letter">') == 16


def test_the_letter_of_a_french_report_is_french(asipgrid: Command) -> None:
    made = report(asipgrid, ROOT, "--lang", "fr", call=EXAMPLE)
    page = Page(made.partition('id="r-region-f"')[2].partition("</article>")[0]).text
    for words in (
        "Avenant (projet) mentions à compléter : 7",
        "Un projet, à relire avant signature.",
        "(à compléter : siège du bénéficiaire)",
        "Article 1er : Objet",
    ):
        assert words in page, words


def own_template(root: Path, name: str, text: str) -> Path:
    folder = root / "requests/small/templates"
    folder.mkdir()
    (folder / name).write_text(text, encoding="utf-8")
    return root


def test_a_template_of_the_call_writes_the_letter_and_nothing_in_it_acts(asipgrid: Command, tmp_path: Path) -> None:
    text = (
        "# Our own letter for {{ request }}\n\n<script>alert(1)</script> [here](javascript:alert(1)) [there](https://x.example)\n\n"
        '<img src=x onerror=alert(1)> <a href="https://x.example" style="color:red">a</a> ![p](https://x.example/p.png)\n\n{{ title }}\n'
    )
    root = own_template(two(tmp_path), "addendum.en.md", text)
    path = root / "requests/small/region-a.yaml"
    evil = BAD.replace("'", "’")
    path.write_text(path.read_text(encoding="utf-8").replace("Project region-a", f'"{evil}"'), encoding="utf-8")
    made = report(asipgrid, root)
    page = Page(made)
    assert set(page.tags) <= TAGS
    assert page.tags.count("script") == 1
    assert all(link.startswith("#") for link in page.links)
    assert not [name for name in page.names if name.startswith("on") or name == "style"]
    for words in (
        "Our own letter for region-a",
        "<script>alert(1)</script> [here]",
        "there (https://x.example)",
        "p (https",
    ):
        assert words in page.text
    assert page.text.count("<U+202E><U+2066> {{ 7*7 }}") > 2


def test_a_template_that_cannot_be_used_is_told_and_letters_can_be_left_out(asipgrid: Command, tmp_path: Path) -> None:
    root = own_template(two(tmp_path), "addendum.en.md", "{{ nobody_fills_this }}\n")
    ran = asipgrid("report", "requests/small", cwd=root)
    assert ran.code == 1
    assert "T502 nobody_fills_this is no name a letter fills" in ran.err
    assert ran.out == ""
    assert asipgrid("report", "requests/small", "--no-letters", cwd=root).code == 0


def test_where_letters_are_left_out_the_page_says_so_and_why(
    asipgrid: Command, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    root = two(tmp_path)
    assert "stands folded on the page of each request" in Page(report(asipgrid, root)).text
    page = Page(report(asipgrid, root, "--no-letters"))
    assert "The letters of these requests (2) were not asked for here; --letters puts them in." in page.text
    assert not {"letters", "mark"} & {*page.ids, *page.tags}
    for module in ("asipgrid.cli.report", "asipgrid.report.builder"):
        monkeypatch.setattr(f"{module}.MOST_WITH_LETTERS", 1)
    page = Page(report(asipgrid, root))
    assert "with those of 2 requests the file would grow too large; --letters puts them in." in page.text
    assert 'class="letter"' in report(asipgrid, root, "--letters")
    assert letters.MOST_WITH_LETTERS == 200


def test_a_request_that_calls_for_no_letter_has_none(asipgrid: Command, tmp_path: Path) -> None:
    files = {
        "requests/small/region-a.yaml": small_request("region-a", requested="0"),
        "requests/small/ratings/one/region-a.yaml": small_rating("region-a"),
    }
    made = report(asipgrid, small(tmp_path, files))
    assert "Letter none, for nothing is granted" in Page(made).text
    assert "<details" not in made.partition('id="r-region-a"')[2]
