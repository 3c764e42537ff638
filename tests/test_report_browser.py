"""The report in a real browser: sorting, searching, opening a request, paper, the keyboard, and what axe-core finds.

A browser is Chromium or Chrome of this machine, else the one that playwright has brought; without any, these tests are skipped.
"""

from __future__ import annotations

import shutil
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, Final

import pytest

from conftest import ROOT, Command, small, small_rating, small_request
from test_hostile import OUTPUTS, hostile_call
from test_report import BAD
from test_report_monitoring import hostile as hostile_project
from test_report_monitoring import many_projects

sync_api = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
axe = pytest.importorskip("axe_playwright_python.sync_playwright", reason="axe-playwright-python is not installed")

pytestmark = pytest.mark.slow
WIDTHS: Final = (390, 1024, 1440)
EXAMPLE, RELAUNCH = "requests/example-2010", "requests/relaunch-2009"
PATIENCE: Final = 120_000

Opened = Callable[..., Any]


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    """A browser without a window."""
    with sync_api.sync_playwright() as play:
        found = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
        try:
            made = play.chromium.launch(executable_path=found)
        except sync_api.Error as error:
            pytest.skip(f"no browser: {str(error).splitlines()[0]}")
        yield made
        made.close()


@pytest.fixture
def opened(asipgrid: Command, browser: Any, tmp_path: Path) -> Iterator[Opened]:
    """Opens the report of a call; at the end the console must be without a word, and nothing may have been asked for."""
    said: list[str] = []
    asked: list[str] = []

    def dismissed(dialog: Any) -> None:
        said.append(f"dialog {dialog.message}")
        dialog.dismiss()

    def open_(root: Path, call: str, *options: str, width: int = 1440, scheme: Any = "light", at: str = "") -> Any:
        file = tmp_path / f"report-{time.monotonic_ns()}.html"
        made = asipgrid("report", call, "-q", "-o", str(file), *options, cwd=root)
        assert made.code == 0, made.err
        page = browser.new_page(viewport={"width": width, "height": 900}, color_scheme=scheme)
        page.set_default_timeout(PATIENCE)
        page.on("console", lambda message: said.append(message.text))
        page.on("pageerror", lambda error: said.append(str(error)))
        page.on("request", lambda request: asked.append(request.url))
        page.on("dialog", dismissed)
        page.goto(f"{file.as_uri()}{at}")
        return page

    yield open_
    assert said == []
    assert all(url.startswith("file:") for url in asked)


def column(page: Any, name: str) -> list[str]:
    """What the rows of the ranking that can be seen hold in a column."""
    cells: list[str] = page.eval_on_selector_all(
        f"#table tbody tr:not(.line) .{name}",
        "found => found.filter(e => e.offsetParent).map(e => e.textContent.trim())",
    )
    return cells


def test_the_ranking_is_sorted_up_down_and_as_it_was(opened: Opened) -> None:
    page = opened(ROOT, EXAMPLE)
    before = column(page, "asked")
    head = page.locator("#table th.asked")
    states = [head.get_attribute("aria-sort")]
    orders = []
    for _ in range(3):
        head.get_by_role("button").click()
        states.append(head.get_attribute("aria-sort"))
        orders.append(column(page, "asked"))
    assert states == ["none", "descending", "ascending", "none"]
    figures = [[int(each.replace(",", "")) for each in order if each != "–"] for order in orders]
    assert figures[0] == sorted(figures[0], reverse=True)
    assert figures[1] == sorted(figures[1])
    assert [order[-1] for order in orders[:2]] == ["–", "–"]
    assert orders[2] == before
    assert page.locator("tr.line").is_visible()


def test_a_column_is_sorted_with_the_keyboard_alone(opened: Opened) -> None:
    page = opened(ROOT, EXAMPLE)
    page.locator("#table th.who button").focus()
    page.keyboard.press("Enter")
    names = column(page, "who")[1:] if column(page, "who")[0] == "Applicant" else column(page, "who")
    assert names == sorted(names)
    assert page.locator("tr.line").is_hidden()


def test_the_ranking_is_searched_without_regard_to_accents_and_capitals(opened: Opened) -> None:
    page = opened(ROOT, EXAMPLE)
    page.get_by_role("searchbox").fill("E-SANTE gip")
    assert page.locator("#found").text_content() == "4 of 16 shown"
    assert column(page, "who") == [
        "GIP e-santé Region B",
        "GIP e-santé Region G",
        "GIP e-santé Region N",
        "GIP e-santé Region L",
    ]
    page.get_by_role("searchbox").fill("")
    assert len(column(page, "who")) == 16


def test_a_request_opens_on_a_page_of_its_own_and_the_way_back_leads_to_its_row(opened: Opened) -> None:
    page = opened(ROOT, EXAMPLE)
    link = page.locator("#k-region-j a")
    link.click()
    assert page.get_by_role("heading", level=2).all_text_contents() == [
        "Care of older people across hospital, nursing home and home in Region J, prepared for the DMP region-j"
    ]
    assert page.evaluate("document.activeElement.id") == "r-region-j"
    page.get_by_role("link", name="Next: region-p").click()
    assert page.locator("#r-region-p").is_visible()
    assert page.locator("#r-region-j").is_hidden()
    page.get_by_role("link", name="Back to the overview").click()
    assert page.locator("#k-region-p").is_visible()
    assert page.locator("#k-region-p").evaluate(
        "e => { const b = e.getBoundingClientRect(); return b.top >= 0 && b.bottom <= innerHeight }"
    )
    page.go_back()
    assert page.locator("#r-region-p").is_visible()


def test_a_link_to_a_request_in_a_mail_opens_it(opened: Opened) -> None:
    page = opened(ROOT, EXAMPLE, at="#r-region-d")
    assert page.locator("#r-region-d").is_visible()
    assert page.locator("#ranking").is_hidden()


def test_all_requests_are_shown_and_printed_when_asked_for(opened: Opened) -> None:
    page = opened(ROOT, EXAMPLE)
    page.get_by_label("Show and print all requests here").check()
    assert page.locator("article:visible").count() == 16
    page.emulate_media(media="print")
    assert page.locator("article:visible").count() == 16


@pytest.mark.parametrize(
    ("language", "width", "scheme"), [("en", 1440, "light"), ("fr", 390, "dark"), ("fr", 1024, "light")]
)
def test_a_letter_opens_on_every_width_and_axe_finds_nothing(
    opened: Opened, language: str, width: int, scheme: str
) -> None:
    page = opened(ROOT, EXAMPLE, "--lang", language, width=width, scheme=scheme, at="#r-region-f")
    letter = page.locator("#r-region-f details.letter")
    sheet = letter.locator(".sheet")
    assert not sheet.is_visible()
    letter.locator("summary").click()
    assert sheet.is_visible()
    assert sheet.locator("mark").count() == 9
    assert sheet.locator("h5").nth(1).text_content() in {
        "Article 2: What changes",
        "Article 2\N{NO-BREAK SPACE}: Modifications",
    }
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    found = axe.Axe().run(page, options={"resultTypes": ["violations"]})
    told = [(each["id"], [node["target"] for node in each["nodes"][:3]]) for each in found.response["violations"]]
    assert told == []


def test_a_letter_is_printed_where_it_is_open_and_all_of_them_when_asked_for(opened: Opened) -> None:
    import io

    import pypdf

    def paper(page: Any) -> str:
        made = page.pdf(prefer_css_page_size=True)
        return " ".join(each.extract_text() for each in pypdf.PdfReader(io.BytesIO(made)).pages)

    page = opened(ROOT, EXAMPLE, at="#r-region-o")
    folded = paper(page)
    assert "Facts and documents asked for (draft)" in folded
    assert "Dear Sir or Madam" not in folded
    page.locator("#r-region-o summary").click()
    assert "Dear Sir or Madam" in paper(page)
    page.get_by_role("link", name="Back to the overview").click()
    page.get_by_label("Open and print every letter").check()
    page.get_by_label("Show and print all requests here").check()
    assert page.locator("details.letter .sheet:visible").count() == 16
    page.get_by_label("Open and print every letter").uncheck()
    assert page.locator("details.letter .sheet:visible").count() == 0


def test_without_a_script_everything_is_there(asipgrid: Command, browser: Any, tmp_path: Path) -> None:
    file = tmp_path / "report.html"
    asipgrid("report", EXAMPLE, "-q", "-o", str(file))
    page = browser.new_context(java_script_enabled=False).new_page()
    page.goto(file.as_uri())
    assert page.locator("article:visible").count() == 16
    assert page.locator("button:visible, input:visible").count() == 0


@pytest.mark.parametrize("at", ["", "#r-region-j"])
@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("language", ["en", "fr"])
def test_no_page_is_wider_than_its_window(opened: Opened, language: str, width: int, at: str) -> None:
    page = opened(ROOT, EXAMPLE, "--lang", language, width=width, at=at)
    assert page.evaluate("document.documentElement.scrollWidth") <= width


@pytest.mark.parametrize(
    ("call", "at"), [(EXAMPLE, ""), (EXAMPLE, "#r-region-j"), (RELAUNCH, ""), (RELAUNCH, "#r-picardy")]
)
@pytest.mark.parametrize(("width", "scheme"), [(390, "light"), (1440, "light"), (1440, "dark")])
def test_axe_finds_nothing(opened: Opened, call: str, at: str, width: int, scheme: str) -> None:
    page = opened(ROOT, call, width=width, scheme=scheme, at=at)
    found = axe.Axe().run(page, options={"resultTypes": ["violations"]})
    told = [(each["id"], [node["target"] for node in each["nodes"][:3]]) for each in found.response["violations"]]
    assert told == []


@pytest.mark.parametrize(
    ("language", "width", "scheme"), [("en", 1440, "light"), ("fr", 390, "light"), ("en", 390, "dark")]
)
def test_how_sure_the_decisions_are_is_shown_without_a_violation(
    opened: Opened, language: str, width: int, scheme: str
) -> None:
    options = ["--lang", language, "--robustness", "--draws", "1000", "--optimum"]
    page = opened(ROOT, EXAMPLE, *options, width=width, scheme=scheme)
    parts = [page.locator(f"section[aria-labelledby={name}]") for name in ("ranges", "drawn", "best")]
    folded = parts[0].locator("details")
    assert not folded.locator("table").is_visible()
    folded.locator("summary").click()
    assert folded.locator("tbody tr").count() == 34
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    found = axe.Axe().run(page, options={"resultTypes": ["violations"]})
    told = [(each["id"], [node["target"] for node in each["nodes"][:3]]) for each in found.response["violations"]]
    assert told == []
    parts[0].locator(".close tbody a").nth(3).click()
    assert page.locator("#r-region-h").is_visible()
    assert not any(each.is_visible() for each in parts)


def test_dark_is_dark(opened: Opened) -> None:
    page = opened(ROOT, EXAMPLE, scheme="dark")
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(20, 23, 27)"


def test_hostile_documents_do_nothing_in_a_browser(opened: Opened, tmp_path: Path) -> None:
    root = hostile_call(tmp_path / "call", OUTPUTS)
    request = small_request("region-a").replace("Project region-a", f'"{BAD}"'.replace("'", "’"))
    (root / "requests/small/region-a.yaml").write_text(request, encoding="utf-8")
    page = opened(root, "requests/small", width=390)
    assert page.locator("img, iframe, form").count() == 0
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    for link in page.locator("#table tbody a").all()[:3]:
        assert (link.get_attribute("href") or "").startswith("#r-")


def test_a_title_of_a_megabyte_leaves_the_page_usable(opened: Opened, tmp_path: Path) -> None:
    root = small(tmp_path / "call")
    path = root / "requests/small/region-a.yaml"
    path.write_text(path.read_text(encoding="utf-8").replace("Project region-a", "Q" * 1_000_000), encoding="utf-8")
    page = opened(root, "requests/small", width=390)
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    page.locator("#k-region-a a").click()
    assert page.locator("#r-region-a").is_visible()


def test_paper_holds_the_overview_alone_or_the_request_that_is_open(opened: Opened) -> None:
    import io

    import pypdf

    def pages(page: Any) -> list[str]:
        made = page.pdf(prefer_css_page_size=True)
        return [each.extract_text() for each in pypdf.PdfReader(io.BytesIO(made)).pages]

    overview = pages(opened(ROOT, EXAMPLE))
    assert 6 <= len(overview) <= 14
    assert "What each criterion asks" in " ".join(overview)
    alone = pages(opened(ROOT, EXAMPLE, at="#r-region-j"))
    assert "Ranking" not in " ".join(alone)
    assert "Care of older people" in alone[0]


def test_a_thousand_requests_are_sorted_searched_and_opened(opened: Opened, tmp_path: Path) -> None:
    files = {}
    for number in range(1000):
        name = f"region-{number:04d}"
        files[f"requests/small/{name}.yaml"] = small_request(name, requested=str(1 + number % 97))
        files[f"requests/small/ratings/one/{name}.yaml"] = small_rating(name, str(number % 5))
    page = opened(small(tmp_path / "call", files), "requests/small")
    begun = time.monotonic()
    page.locator("#table th.asked button").click()
    assert column(page, "asked")[:10] == ["97"] * 10
    page.get_by_role("searchbox").fill("0777")
    assert page.locator("#found").text_content() == "1 of 1000 shown"
    page.locator("#k-region-0777 a").click()
    assert page.locator("#r-region-0777").is_visible()
    # A third of a second each on a quiet machine.
    assert time.monotonic() - begun < 30


FOLLOWED: Final = ("--monitoring", "--as-of", "2010-10-31")


@pytest.mark.parametrize(("width", "scheme"), [(390, "light"), (1024, "dark"), (1440, "light")])
@pytest.mark.parametrize("language", ["en", "fr"])
def test_funded_projects_are_read_on_every_width_and_axe_finds_nothing(
    opened: Opened, language: str, width: int, scheme: str
) -> None:
    page = opened(ROOT, EXAMPLE, *FOLLOWED, "--lang", language, width=width, scheme=scheme)
    for at in ("", "#r-region-b"):
        page.evaluate(f"location.hash = '{at}'")
        if at:
            page.locator("#r-region-b").wait_for(state="visible")
            page.locator("#r-region-b summary").first.click()
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        found = axe.Axe().run(page, options={"resultTypes": ["violations"]})
        told = [(each["id"], [node["target"] for node in each["nodes"][:3]]) for each in found.response["violations"]]
        assert told == []


def test_funded_projects_are_sorted_searched_and_opened(opened: Opened) -> None:
    page = opened(ROOT, EXAMPLE, *FOLLOWED)
    page.locator("#table th.light button").click()
    assert column(page, "light")[0] == "✘ late"
    page.locator("#table th.light button").click()
    assert column(page, "light")[:2] == ["· not due", "! at risk"]
    page.locator("table.money thead th").nth(4).get_by_role("button").click()
    names = page.locator("table.money tbody tr").evaluate_all("rows => rows.map(row => row.cells[4].textContent)")
    assert names[:2] == ["700,000", "270,000"]
    page.get_by_role("searchbox").fill("no report")
    assert page.locator("#found").text_content() == "1 of 7 shown"
    page.locator("#k-region-h a").click()
    assert page.locator("#r-region-h").is_visible()
    page.get_by_role("link", name="Next: region-a").click()
    assert page.locator("#r-region-a .goal").count() == 12
    assert page.locator("#r-region-a .goal svg:visible").count() == 12


def test_paper_holds_the_overview_of_funded_projects_or_the_one_that_is_open(opened: Opened) -> None:
    import io

    import pypdf

    def pages(page: Any) -> list[str]:
        made = page.pdf(prefer_css_page_size=True)
        return [each.extract_text() for each in pypdf.PdfReader(io.BytesIO(made)).pages]

    overview = pages(opened(ROOT, EXAMPLE, *FOLLOWED))
    assert 4 <= len(overview) <= 8
    alone = pages(opened(ROOT, EXAMPLE, *FOLLOWED, at="#r-region-d"))
    assert 2 <= len(alone) <= 6
    assert "Shared record for home care" in alone[0]
    # What is folded on a screen is printed.
    assert "Planned" in " ".join(alone)


def test_hostile_documents_of_funded_projects_do_nothing_in_a_browser(opened: Opened, tmp_path: Path) -> None:
    page = opened(hostile_project(tmp_path / "call", BAD), "requests/small", *FOLLOWED, width=390)
    page.locator("#k-region-a a").click()
    assert page.locator("img, iframe, form").count() == 0
    assert page.evaluate("document.documentElement.scrollWidth") <= 390


def test_two_hundred_funded_projects_are_sorted_and_opened(opened: Opened, tmp_path: Path) -> None:
    page = opened(many_projects(tmp_path / "call", 200), "requests/small", *FOLLOWED)
    begun = time.monotonic()
    page.locator("#table th.who button").click()
    page.get_by_role("searchbox").fill("0077")
    assert page.locator("#found").text_content() == "1 of 200 shown"
    page.locator("#k-region-0077 a").click()
    assert page.locator("#r-region-0077 .goal").count() == 3
    assert time.monotonic() - begun < 15
