"""The report on funded projects: whole documents in, the whole page out. What a browser makes of it is in test_report_browser.py."""

from __future__ import annotations

import re
from fractions import Fraction
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from asipgrid import pipeline
from asipgrid.documents import workspace
from asipgrid.model.calls import Milestone, MonitoringTerms
from asipgrid.model.places import Language, Place
from asipgrid.model.results import Result
from asipgrid.model.values import Quantity, Text
from asipgrid.monitoring.goal_progress import Day, GoalTerms, expected_by, planned
from asipgrid.monitoring.projects import Monitoring
from asipgrid.report.html import as_html
from asipgrid.report.labels import LABELS
from asipgrid.report.monitoring_builder import monitoring_page
from asipgrid.report.monitoring_page import GoalPart, MonitoringPage
from conftest import ROOT, Command, small, small_rating
from examples import examples
from test_monitor import AMENDMENT, CALL, PAYMENTS, REPORT, REQUEST, SIGNED, TERMS, project, report
from test_report import BAD, TAGS, Page

EXAMPLE, AS_OF = "requests/example-2010", "2010-10-31"
SECOND = "requests/small/progress/2010-09/region-a.yaml"
REPORTED = {REPORT: report("{valid: 6}"), SECOND: report("{valid: 8}", "2010-09-30", "spent: 120.5", "2010-09")}
PLANNED = CALL.replace(
    "monitoring:\n  start: 2010-05-01\n",
    "monitoring:\n  start: 2010-05-01\n  milestones: [{by: 2010-08-01, share: 0.25}]\n",
)


def page_of(root: Path, call: str, as_of: str, language: Language = Language.EN) -> MonitoringPage:
    """The page before it is written."""
    case = pipeline.load(workspace.find_call(call, root)).checked.case
    assert case is not None
    result = pipeline.evaluate(case)
    assert isinstance(result, Result)
    found = pipeline.follow(case, result, as_of)
    assert isinstance(found, Monitoring)
    return monitoring_page(pipeline.plan_behind(case, result), found, pipeline.readings(case, found), language)


def made(asipgrid: Command, root: Path, *options: str, call: str = "requests/small", as_of: str = AS_OF) -> str:
    told = asipgrid("report", call, "--monitoring", "--as-of", as_of, *options, cwd=root)
    assert told.code == 0, told.err
    return told.out


def goal(page: MonitoringPage, name: str) -> GoalPart:
    return next(each for part in page.parts[0].goals for each in part.goals if each.id == name)


@pytest.fixture(scope="module")
def example() -> MonitoringPage:
    return page_of(ROOT, EXAMPLE, AS_OF)


def cents(text: str) -> int:
    """An amount of a column in cents; nothing where it is empty."""
    return int(Fraction(text.replace(",", "") or "0") * 100)


def test_the_projects_are_listed_the_worst_first_with_their_lights_in_words(example: MonitoringPage) -> None:
    assert [(each.id, each.light.sign, each.light.word, each.reached) for each in example.projects] == [
        ("region-b", "✘", "late", "1 of 11"),
        ("region-c", "✘", "late", "0 of 12"),
        ("region-f", "✘", "late", "0 of 11"),
        ("region-h", "?", "no report", "0 of 11"),
        ("region-a", "!", "at risk", "2 of 12"),
        ("region-d", "!", "at risk", "0 of 11"),
        ("region-e", "·", "not due", "1 of 11"),
    ]
    head = {each.name: each.text for each in example.lines}
    assert head["Lights"] == "✘ 3 late, ? 1 no report, ! 2 at risk, · 1 not due"
    assert (head["Paid"], head["Payable"], head["Suspended"]) == ("€3,600,000.00", "€750,000.00", "€970,000.00")


def test_every_award_is_what_was_paid_is_due_and_is_to_come_to_the_cent(example: MonitoringPage) -> None:
    assert example.money_heads == ("Awarded", "Paid", "Payable", "Suspended", "Not due yet")
    rows = [[int(cell.order) for cell in each.cells] for each in example.money]
    assert all(award == sum(parts) for award, *parts in rows)
    assert [sum(column) for column in zip(*rows, strict=True)] == [cents(each) for each in example.money_sums]
    for part in example.parts:
        assert part.payments is not None
        award, paid, _ = map(cents, part.payments.sums)
        assert sum(cents(each.amount) for each in part.payments.payments) == award
        assert paid + sum(cents(each.amount) for each in part.calendar) == award


def test_the_calendar_is_ordered_by_day_then_kind_then_project(example: MonitoringPage) -> None:
    lines = [(each.day, each.id, each.what, each.standing.word) for each in example.calendar]
    assert lines[:5] == [
        ("31 July 2010", "region-h", "Report of 2010-06", "overdue"),
        ("15 October 2010", "region-f", "Report of 2010-09", "overdue"),
        ("15 October 2010", "region-h", "Report of 2010-09", "overdue"),
        ("31 October 2010", "region-b", "Payment 2, On delivery of the half-yearly report", "Payable"),
        ("31 October 2010", "region-d", "Payment 1, On signature of the addendum", "Suspended"),
    ]
    assert lines[-1][0] == "no day stated"
    stated = [each.order for each in example.calendar if each.order]
    assert stated == sorted(stated)
    assert [each.order for each in example.calendar[len(stated) :]] == [""] * (len(example.calendar) - len(stated))


def test_a_goal_stands_on_its_line_with_the_figures_behind_it(tmp_path: Path) -> None:
    page = page_of(project(tmp_path, REPORTED, call=PLANNED), "requests/small", "2010-10-31")
    found = goal(page, "DOC-03")
    assert [(each.name, each.text) for each in found.lines] == [
        ("Baseline", "50 % on 1 February 2010"),
        ("Target", "≥ 60 % by 31 December 2010"),
        ("Latest value", "80 % on 30 September 2010"),
        ("Way done", "300 %"),
        ("Expected by now", "69.9 %"),
        ("Done of what is expected", "4.29"),
    ]
    assert [(each.day, each.planned, each.reported) for each in found.series] == [
        ("1 February 2010", "50 %", "50 % (Baseline)"),
        ("1 May 2010", "50 %", ""),
        ("30 June 2010", "51.63 %", "60 %"),
        ("1 August 2010", "52.5 %", ""),
        ("30 September 2010", "55.46 %", "80 %"),
        ("31 October 2010", "56.99 %", ""),
        ("31 December 2010", "60 %", ""),
    ]
    assert found.picture is not None
    assert (found.picture.top, found.picture.bottom) == ("80 %", "50 %")
    # The path leads over the milestone; all values lie between the edges.
    assert found.picture.planned.count("L") == 2
    assert found.picture.points.count("h0") == 2
    assert found.picture.target == "25.3333"


def test_a_payment_tells_what_was_paid_when_and_what_it_waits_for(tmp_path: Path) -> None:
    paid = SIGNED + "paid:\n  - {number: 1, amount: 160, paid_on: 2010-05-20, reference: 2010-117}\n"
    page = page_of(project(tmp_path, {**REPORTED, PAYMENTS: paid}), "requests/small", "2010-10-31")
    (part,) = page.parts
    assert part.payments is not None
    assert [
        (each.number, each.amount, each.paid, each.payable, each.standing.word) for each in part.payments.payments
    ] == [
        ("1", "160", "160", "", "Paid"),
        ("2", "120", "", "120", "Payable"),
        ("3", "120", "", "", "Not due yet"),
    ]
    assert part.payments.payments[0].made == ("€160.00 on 20 May 2010 (2010-117)",)
    assert part.payments.sums == ("400", "160", "120")
    spent = {each.name: each.text for each in part.lines}
    assert spent["Spent by 30 September 2010"] == "€120.50"


def test_what_is_overdue_held_back_and_not_known_is_listed(example: MonitoringPage) -> None:
    matters = {each.id: each for each in example.open}
    assert matters["region-h"].overdue == (
        "The report of 2010-06 was due on 31 July 2010",
        "The report of 2010-09 was due on 15 October 2010",
    )
    assert matters["region-h"].withheld == ("No signature of the addendum is recorded, so nothing is payable",)
    assert matters["region-d"].withheld[0].startswith("Payment 1, €400,000.00: RFR-05 (payment) fails")
    assert matters["region-d"].unknown == (
        "RFR-02, RFR-03, IOP-02, CHG-02, CHG-04, CHG-07, CHG-10: No report gives a value yet",
    )


def test_a_project_says_which_envelopes_pay_it_where_there_are_several(asipgrid: Command, tmp_path: Path) -> None:
    root = {each.name: each for each in examples("good")}["envelopes-by-theme-with-a-common-pool"].lay_out(tmp_path)
    call = root / "requests/small/call.yaml"
    call.write_text(call.read_text(encoding="utf-8") + TERMS, encoding="utf-8")
    page = page_of(root, "requests/small", AS_OF, Language.FR)
    assert page.has_envelopes
    told = {each.id: [(one.name, one.text) for one in each.envelopes] for each in page.projects}
    assert told == {
        "region-a": [("Eau", "")],
        "region-b": [("la réserve commune", "")],
        "region-c": [("Énergie", "")],
        "region-d": [("la réserve commune", "")],
    }
    text = Page(made(asipgrid, root)).text
    assert "Envelope Water" in text
    asked = ("monitor", "small", "--as-of", AS_OF)
    table = asipgrid(*asked, cwd=root).out
    for line in ("from energy: region-c", "from pool: region-b, region-d", "from water: region-a"):
        assert f"awarded {line}\n" in table
    assert "Awarded from water 400.00 EUR\n" in asipgrid(*asked[:2], "region-a", *asked[2:], cwd=root).out
    head, *rows = asipgrid(*asked, "--format", "csv", cwd=root).out.splitlines()
    assert head.endswith(",reasons,envelopes")
    assert {row.rpartition(",")[2] for row in rows if row.startswith("region-a")} == {"water"}


def test_without_a_day_the_newest_that_a_report_describes_is_taken_and_said(asipgrid: Command, tmp_path: Path) -> None:
    root = project(tmp_path, REPORTED)
    told = asipgrid("report", "requests/small", "--monitoring", "-o", "m.html", cwd=root)
    assert told.code == 0
    assert told.err.splitlines() == [
        "as of 2010-09-30, the newest day that a report describes (--as-of names another)",
        "1 funded project in m.html",
    ]
    assert asipgrid("report", "requests/small", "--monitoring", "-o", "m.html", "-q", cwd=root).err == ""


def test_a_day_without_monitoring_or_out_of_the_calendar_is_refused(asipgrid: Command, tmp_path: Path) -> None:
    root = project(tmp_path, REPORTED)
    told = asipgrid("report", "requests/small", "--as-of", AS_OF, cwd=root)
    assert (told.code, told.out) == (2, "")
    assert "--as-of goes with --monitoring" in told.err
    told = asipgrid("report", "requests/small", "--monitoring", "--robustness", cwd=root)
    assert (told.code, told.out) == (2, "")
    assert "--robustness, --draws and --optimum go without --monitoring" in told.err
    told = asipgrid("report", "requests/small", "--monitoring", "--as-of", "2010-02-30", cwd=root)
    assert (told.code, told.out) == (2, "")
    assert "2010-02-30: no day of the calendar" in told.err


def test_a_call_that_funds_nobody_has_a_page_that_says_so(asipgrid: Command, tmp_path: Path) -> None:
    none = CALL.replace("score: {minimum: 1}", "score: {minimum: 101}")
    page = Page(made(asipgrid, project(tmp_path, call=none)))
    assert "No request of this call is funded" in page.text
    assert "money" not in page.ids


@pytest.mark.parametrize("language", Language)
def test_the_same_documents_and_day_give_the_same_bytes(language: Language) -> None:
    one, other = (as_html(page_of(ROOT, EXAMPLE, AS_OF, language)) for _ in range(2))
    assert one == other


def test_the_file_holds_its_own_style_and_script_and_links_to_itself(example: MonitoringPage) -> None:
    text = as_html(example)
    page = Page(text)
    assert set(page.tags) <= TAGS
    assert all(link.startswith("#") for link in page.links)
    assert len(page.ids) == len(set(page.ids))
    assert {link[1:] for link in page.links} <= set(page.ids)
    assert not [name for name in page.names if name.startswith("on") or name == "style"]
    assert text.count("default-src 'none'; style-src 'sha256-") == 1


def test_a_french_page_says_nothing_of_ours_in_english() -> None:
    text = as_html(page_of(ROOT, EXAMPLE, AS_OF, Language.FR))
    page = Page(text).text
    english = [each.en for each in LABELS.values() if each.en != each.fr and len(each.en) > 12 and "{" not in each.en]
    assert not [words for words in english if words in page]
    assert "8\u202f500\u202f000,00\u00a0€" in text


def hostile(root: Path, text: str) -> Path:
    """A project whose every text is this one, where a text can stand."""
    quoted = f"'{text.replace(chr(39), chr(39) * 2)}'"
    paid = f"{SIGNED}paid:\n  - {{number: 1, amount: 160, paid_on: 2010-05-20, reference: {quoted}}}\n"
    moves = (
        f"amendment: region-a\ndecided_by: {quoted}\n"
        f"moves:\n  - {{goal: DOC-03, due: 2011-03-31, decided_on: 2010-09-01, why: {quoted}}}\n"
        f"ends:\n  - {{ends_on: 2011-12-31, decided_on: 2010-09-01, why: {quoted}}}\n"
        f"returns:\n  - {{amount: 10, decided_on: 2010-09-02, why: {quoted}}}\n"
    )
    told = {
        REPORT: report("{valid: 6}", more=f"difficulties: {quoted}"),
        PAYMENTS: paid,
        AMENDMENT: moves,
    }
    request = REQUEST.replace("Project region-a", quoted)
    call = CALL.replace("at: Signature", f"at: {quoted}")
    return project(root, told, request=request, call=call)


def many_projects(root: Path, count: int) -> Path:
    """So many funded projects, each with two reports."""
    files: dict[str, str] = {}
    for number in range(count):
        name = f"region-{number:04d}"
        pairs = {
            f"requests/small/{name}.yaml": REQUEST,
            f"requests/small/ratings/one/{name}.yaml": small_rating("region-a", "2"),
            f"requests/small/payments/{name}.yaml": SIGNED,
            REPORT.replace("region-a", name): REPORTED[REPORT],
            SECOND.replace("region-a", name): REPORTED[SECOND],
        }
        files |= {path: text.replace("region-a", name) for path, text in pairs.items()}
    return small(root, files, call=CALL.replace("envelope: 1000", "envelope: 1000000"))


def test_what_is_written_in_documents_is_text_on_the_page(asipgrid: Command, tmp_path: Path) -> None:
    bad, plain = (
        Page(made(asipgrid, hostile(tmp_path / name, text))) for name, text in (("bad", BAD), ("plain", "A text"))
    )
    assert bad.tags == plain.tags
    assert bad.links == plain.links
    assert bad.names == plain.names
    assert bad.text.count("<U+202E><U+2066> {{ 7*7 }}") >= 6


def test_a_payment_released_in_parts_is_due_in_part_and_to_come_in_part(tmp_path: Path) -> None:
    units = re.sub(
        r"    - \{share: 0.30, at: Report.*",
        "    - {share: 0.30, at: Units, units: {path: doc.valid, price: 20}}",
        CALL,
    )
    page = page_of(project(tmp_path, REPORTED, call=units), "requests/small", AS_OF)
    told = [(each.what, each.amount, each.day, each.standing.word) for each in page.calendar if each.amount]
    assert ("Payment 2, Units", "60", "31 October 2010", "Payable") in told
    assert ("Payment 2, Units", "60", "no day stated", "Not due yet") in told


@given(
    st.lists(st.tuples(st.dates().map(str), st.fractions(0, 1)), max_size=4),
    st.dates().map(str),
    st.dates().map(str),
)
def test_what_is_expected_lies_on_the_planned_path(listed: list[tuple[str, Fraction]], start: str, due: str) -> None:
    terms = MonitoringTerms(milestones=tuple(Milestone(by=day, share=share) for day, share in dict(listed).items()))
    asked = GoalTerms(
        id="DOC-03",
        own=False,
        name=Text("", ""),
        baseline=None,
        target=Quantity(Fraction(1)),
        at_most=False,
        words=None,
        start=start,
        due=due,
        moved=None,
        place=Place(file="call.yaml"),
    )
    path = planned(asked, terms)
    assert bool(path) == (start < due)
    for day, share in path:
        assert expected_by(asked, Day(as_of=day, terms=terms, reported=True)) == share
