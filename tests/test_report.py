"""The report for the committee: whole documents in, the whole page out. What a browser makes of it is in test_report_browser.py."""

from __future__ import annotations

import base64
import hashlib
import re
from html.parser import HTMLParser
from pathlib import Path

import pytest

from asipgrid.model.places import Language
from asipgrid.report.labels import LABELS
from conftest import ROOT, SMALL_CALL, SMALL_GRID, Command, small, small_rating, small_request
from examples import examples
from test_hostile import OUTPUTS, hostile_call
from test_robustness import two as alternatives

EXAMPLE, RELAUNCH = "requests/example-2010", "requests/relaunch-2009"
BAD = "'</script></title><script>alert(1)</script><img src=//x.example onerror=alert(1)> javascript:alert(1) \u202e\u2066 {{ 7*7 }}"
# What a page is made of. Anything else would be a text that became an element.
TAGS = {
    "html",
    "head",
    "meta",
    "title",
    "style",
    "script",
    "body",
    "a",
    "header",
    "p",
    "h1",
    "h2",
    "h3",
    "dl",
    "div",
    "dt",
    "dd",
    "ul",
    "li",
    "nav",
    "main",
    "section",
    "table",
    "caption",
    "thead",
    "tbody",
    "tr",
    "th",
    "td",
    "svg",
    "rect",
    "path",
    "span",
    "small",
    "b",
    "br",
    "code",
    "details",
    "summary",
    "input",
    "label",
    "output",
    "article",
    # letters
    "h4",
    "h5",
    "h6",
    "i",
    "mark",
    "ol",
    "hr",
    "blockquote",
    "colgroup",
    "col",
}


class Page(HTMLParser):
    """The elements of a page, the texts they hold, and where its links lead."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.links: list[str] = []
        self.names: set[str] = set()
        self.ids: list[str] = []
        self.texts: list[str] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        for name, value in attrs:
            self.names.add(name)
            if name in {"href", "src"}:
                self.links.append(value or "")
            if name == "id":
                self.ids.append(value or "")

    def handle_data(self, data: str) -> None:
        self.texts.append(data)

    @property
    def text(self) -> str:
        return re.sub(r"\s+", " ", " ".join(self.texts))


def report(asipgrid: Command, root: Path, *options: str, call: str = "requests/small") -> str:
    made = asipgrid("report", call, *options, cwd=root)
    assert made.code == 0, made.err
    return made.out


def two(tmp_path: Path) -> Path:
    """A workspace of two requests, one of which lacks a mark."""
    return small(
        tmp_path,
        {
            "requests/small/region-a.yaml": small_request("region-a"),
            "requests/small/region-b.yaml": small_request("region-b", requested="800"),
            "requests/small/ratings/one/region-a.yaml": small_rating("region-a"),
        },
    )


def test_the_page_says_who_was_asked_what_they_get_and_what_is_missing(asipgrid: Command, tmp_path: Path) -> None:
    page = Page(report(asipgrid, two(tmp_path)))
    for words in (
        "A small call",
        "Authority Agency",
        "Requests 2",
        "Newest day in the documents 4 March 2010",
        "Envelope €1,000.00",
        "Recorded: 0 of 2.",
        "asipgrid new decision requests/small REQUEST",
        "The line: no request below is paid. Left of the envelope: €600.00",
        "Project region-b region-b",
        "one 3, Seen in the plan",
    ):
        assert words in page.text
    assert [each for each in page.ids if each.startswith("r-")] == ["r-region-a", "r-region-b"]


def test_the_figures_of_the_example_stand_on_its_page(asipgrid: Command) -> None:
    text = Page(report(asipgrid, ROOT, call=EXAMPLE)).text
    for words in (
        "These grids are reconstructions, which nobody published as such: RFR, INS, IOP, CHG.",
        "The upright stroke is the score of the last request paid, 65.12.",
        "region-b funded in part decided by the committee, paid first 1,400,000 7,100,000",
        "Assessors disagree on CHG-04",
        "Rank 8 at best, once it is fundable",
        "0.671, on 279 criteria of requests",
        "The committee withdraws the line of EUR 100,000",
    ):
        assert words in text, words


def test_published_facts_are_told_before_any_figure_and_rank_nobody(asipgrid: Command) -> None:
    text = Page(report(asipgrid, ROOT, call=RELAUNCH)).text
    said = "Compiled from published facts: the figures show how far these facts go, and judge no project."
    assert said in text
    assert text.index(said) < text.index("Decisions to record")
    assert "The envelope, award by award" not in text


@pytest.mark.slow
@pytest.mark.parametrize("call", [EXAMPLE, RELAUNCH])
def test_the_same_documents_give_the_same_bytes(asipgrid: Command, call: str) -> None:
    assert report(asipgrid, ROOT, call=call) == report(asipgrid, ROOT, call=call)


def test_the_file_lets_run_what_is_in_it_and_fetches_nothing(asipgrid: Command) -> None:
    text = report(asipgrid, ROOT, call=EXAMPLE)
    policy = "default-src 'none'"
    for kind, tag in (("style", "style"), ("script", "script")):
        (inside,) = re.findall(rf"<{tag}>(.*?)</{tag}>", text, re.DOTALL)
        digest = base64.b64encode(hashlib.sha256(inside.encode()).digest()).decode()
        policy += f"; {kind}-src 'sha256-{digest}'"
        assert not re.search(r"https?:|url\(|@import|\beval\(|new Function|innerHTML|fetch\(|XMLHttpRequest", inside)
    assert f"content=\"{policy}; base-uri 'none'; form-action 'none'\"" in text
    page = Page(text)
    assert set(page.tags) <= TAGS
    assert all(link.startswith("#") for link in page.links)
    assert not [name for name in page.names if name.startswith("on") or name == "style"]


def test_every_link_leads_to_a_place_that_is_there_once(asipgrid: Command) -> None:
    page = Page(report(asipgrid, ROOT, call=EXAMPLE))
    assert len(page.ids) == len(set(page.ids))
    assert {link[1:] for link in page.links} <= set(page.ids)


@pytest.mark.slow
@pytest.mark.parametrize("language", Language)
def test_draws_have_a_part_of_their_own_where_they_were_asked_for(asipgrid: Command, language: Language) -> None:
    options = ["--draws", "1000", "--seed", "1", "--lang", language.value]
    made = report(asipgrid, ROOT, *options, call=EXAMPLE)
    assert made == report(asipgrid, ROOT, *options, call=EXAMPLE)
    page = Page(made)
    assert "drawn" in page.ids
    assert "#drawn" in page.links
    assert {link[1:] for link in page.links} <= set(page.ids)
    assert set(page.tags) <= TAGS
    says = {
        Language.EN: "1,000 draws (seed 1), weights of the grids over all that there are.",
        Language.FR: "1 000 tirages (graine 1), poids des grilles pris parmi tous ceux possibles.",
    }
    assert says[language] in page.text
    assert "drawn" not in Page(report(asipgrid, ROOT, "--lang", language.value, call=EXAMPLE)).ids


@pytest.mark.slow
@pytest.mark.parametrize("language", Language)
def test_who_is_close_and_how_far_each_number_may_move_stands_on_the_page(
    asipgrid: Command, language: Language
) -> None:
    options = ["--robustness", "--optimum", "--lang", language.value]
    made = report(asipgrid, ROOT, *options, call=EXAMPLE)
    assert made == report(asipgrid, ROOT, *options, call=EXAMPLE)
    page = Page(made)
    assert {link[1:] for link in page.links} <= set(page.ids)
    assert {"ranges", "close", "best"} <= set(page.ids)
    assert "drawn" not in page.ids
    assert set(page.tags) <= TAGS
    says = {
        Language.EN: (
            "Marks tried one step lower and one higher: 578, of which move a decision: 0.",
            "In the grey zone, where one of these is enough: region-j.",
            "RFR-04 not known → condition not met: ineligible",
            "Envelope → below €8,200,000.00: in reserve",
            "Weight of CHG → above 59.35 %: funded in part",
            "fund: Score must be at least 60 decisions[2].score.minimum 60 54.82 to 62.44 region-k defer → in reserve",
            "INS National health identifier (INS) 15 % up to 33.55 % region-i in reserve → defer",
            "At any value, every decision stays: RFR-02; RFR-09; RFR-11; RFR-13;",
            "their scores together 444.99; by the optimum: 6, 442.32.",
        ),
        Language.FR: (
            "Notes essayées un cran plus bas et un cran plus haut\N{NO-BREAK SPACE}: 578, dont changent une décision",
            "RFR-04 non connu → condition non remplie\N{NO-BREAK SPACE}: irrecevable",
            "Poids de CHG → au-dessus de 59,35\N{NO-BREAK SPACE}%\N{NO-BREAK SPACE}: financée en partie",
            "financer\N{NO-BREAK SPACE}: Note doit être au moins 60 decisions[2].score.minimum 60 de 54,82 à 62,44",
        ),
    }
    text = re.sub(r"\s+", " ", " ".join(page.texts).replace("\N{NARROW NO-BREAK SPACE}", " "))
    for each in says[language]:
        assert re.sub(r"\s+", " ", each) in text, each


def test_a_mark_that_moves_a_decision_is_told_with_the_request_it_moves(asipgrid: Command, tmp_path: Path) -> None:
    """A has 68, B 67.9 by 70 and 63: a step of one is worth 0.7 or 0.3, more than lies between them."""
    root = alternatives(tmp_path, a=(80, 40), b=(70, 63))
    text = Page(report(asipgrid, root, "--robustness")).text
    assert "Marks tried one step lower and one higher: 4, of which move a decision: 4." in text
    assert "In the grey zone, where one of these is enough: a, b." in text
    assert "one by one 80 → 79: in reserve" in text
    assert "b, two by one 63 → 64: in reserve" in text


def test_hostile_documents_are_text_on_the_page(asipgrid: Command, tmp_path: Path) -> None:
    made = [
        Page(report(asipgrid, hostile_call(tmp_path / name, OUTPUTS, plain=name == "plain")))
        for name in ("hostile", "plain")
    ]
    hostile, plain = made
    assert hostile.tags == plain.tags
    assert set(hostile.tags) <= TAGS
    assert hostile.links == plain.links


def test_a_text_that_would_end_the_script_is_text(asipgrid: Command, tmp_path: Path) -> None:
    root = two(tmp_path)
    path = root / "requests/small/region-a.yaml"
    text = path.read_text(encoding="utf-8").replace("Project region-a", f'"{BAD}"'.replace("'", "’"))
    path.write_text(text, encoding="utf-8")
    made = report(asipgrid, root)
    page = Page(made)
    assert page.tags.count("script") == 1
    assert "img" not in page.tags
    assert "\u202e" not in made
    assert "<U+202E><U+2066> {{ 7*7 }}" in page.text


def test_a_title_of_a_megabyte_stands_whole_in_one_place_alone(asipgrid: Command, tmp_path: Path) -> None:
    root = two(tmp_path)
    path = root / "requests/small/region-a.yaml"
    path.write_text(path.read_text(encoding="utf-8").replace("Project region-a", "Q" * 1_000_000), encoding="utf-8")
    made = report(asipgrid, root, "--no-letters")
    assert made.count("Q" * 1_000_000) == 1
    assert len(made) < 1_200_000


def test_each_word_of_the_page_is_there_in_both_languages() -> None:
    same = {key for key, text in LABELS.items() if text.en == text.fr}
    assert same <= {
        "by_on",
        "decision_text",
        "target",
        "document",
        "questions",
        "questions_number",
        "points",
        "sections",
        "quotas",
        "best_optimum",
        "page_column",
    }
    for text in LABELS.values():
        assert sorted(re.findall(r"\{\w+\}", text.en)) == sorted(re.findall(r"\{\w+\}", text.fr))


@pytest.mark.slow
def test_a_french_page_is_set_as_french(asipgrid: Command) -> None:
    text = report(asipgrid, ROOT, "--lang", "fr", call=EXAMPLE)
    assert '<html lang="fr">' in text
    assert "8\u202f500\u202f000,00\u00a0€" in text
    assert "Ce qui n’est pas connu, et ce que cela peut changer" in text
    page = Page(text).text
    assert "Décision du 15 avril 2010 (Comité de sélection), financer : Le comité retire le poste" in page
    assert "Selection committee" not in page
    english = [each.en for each in LABELS.values() if each.en != each.fr and len(each.en) > 12 and "{" not in each.en]
    assert not [words for words in english if words in page]


@pytest.mark.parametrize("language", Language)
def test_a_call_without_panel_or_money_has_a_page(asipgrid: Command, tmp_path: Path, language: Language) -> None:
    grid = re.sub(r"  - id: DOC-04.*", "", SMALL_GRID, flags=re.DOTALL)
    call = SMALL_CALL.replace("panel: {assessors: 1, aggregate: median}\n", "")
    alone = {"requests/small/region-a.yaml": small_request("region-a", requested="null")}
    page = Page(report(asipgrid, small(tmp_path, alone, grid=grid, call=call), "--lang", language.value))
    assert "r-region-a" in page.ids
    assert not {"marks", "envelope"} & set(page.ids)


def test_several_envelopes_and_quotas_have_tables_of_their_own(asipgrid: Command, tmp_path: Path) -> None:
    good = {each.name: each for each in examples("good")}
    shared = good["envelopes-by-theme-with-a-common-pool"].lay_out(tmp_path)
    page = Page(report(asipgrid, shared, "--lang", "fr")).text
    assert "Énergie 400 300 1 100 → la réserve commune 0 la réserve commune 200 100 300 2 0" in page
    assert "Ce que chaque aide prend sur l’ensemble des enveloppes, 1 000,00 €, dans l’ordre du classement." in page
    page = Page(report(asipgrid, shared)).text
    assert (
        "Energy Rank Request From this envelope (EUR) Why nothing 3 Project C region-c funded 300 5 Project E" in page
    )
    assert "the common pool Rank Request From this envelope (EUR) Why nothing 2 Project B region-b funded 250 4" in page
    assert "5 Project E region-e in reserve The common pool passed it over: nothing left" in page
    kept = good["thirty-percent-for-newcomers-and-two-a-region"].lay_out(tmp_path / "kept")
    page = Page(report(asipgrid, kept)).text
    assert "first-time applicants at least €300.00 2 350" in page
    assert "(North) requests: at most 2 2 600" in page


def test_a_report_is_written_once_and_not_over_another(asipgrid: Command, tmp_path: Path) -> None:
    root = two(tmp_path)
    assert asipgrid("report", "requests/small", "-o", "r.html", cwd=root).err.endswith("2 requests in r.html\n")
    assert asipgrid("report", "requests/small", "-o", "r.html", "-q", cwd=root).code == 0
    again = asipgrid("report", "requests/small", "-o", "r.html", "--lang", "fr", cwd=root)
    assert (again.code, "differs" in again.err) == (2, True)
    assert asipgrid("report", "requests/small", "-o", "r.html", "--lang", "fr", "--force", "-q", cwd=root).code == 0


def test_documents_with_errors_give_no_report_unless_it_is_to_go_on(asipgrid: Command, tmp_path: Path) -> None:
    root = two(tmp_path)
    (root / "requests/small/region-b.yaml").write_text("request: region-b\n", encoding="utf-8")
    assert asipgrid("report", "requests/small", cwd=root).out == ""
    made = asipgrid("report", "requests/small", "--keep-going", cwd=root)
    assert made.code == 1
    assert "region-b: not scored, the document has errors" in Page(made.out).text
