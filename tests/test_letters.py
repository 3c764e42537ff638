"""The letters: what each outcome is told, in both languages, what no letter says, and what a draft rests on."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path

import pytest
import yaml
from babel.numbers import get_currency_precision, list_currencies

from asipgrid.letters.kinds import FOLLOWING, HEAD, LETTERS, Template
from asipgrid.letters.numbers import Writer
from asipgrid.letters.rendering import LetterRenderer
from asipgrid.model.places import Language
from asipgrid.model.values import decimals_of
from asipgrid.text.escape import cell, clean, markdown
from conftest import ROOT, SMALL_CALL, SMALL_GRID, Command, small, small_rating, small_request, typed

TERMS = """
addendum:
  goal_level: {level}
  goals_due: 2010-12-31
  payments:
    - {{share: 0.335, at: Signature}}
    - {{share: 0.335, at: Report, when: {{progress: true}}}}
    - {{share: 0.33, at: Balance, when: {{goals_reached: {{minimum: 0.8}}}}}}
"""
PDF = "{signed: true, format: pdf, total: 9, valid: 6}"


def letter(
    tmp_path: Path, asipgrid: Command, level: str, *, grid: str = SMALL_GRID, language: str = "en", request: str = ""
) -> str:
    call = SMALL_CALL.replace("minimum: 60}}}\n  - {outcome: ask", "minimum: 1}}}\n  - {outcome: ask")
    files: Mapping[str, str] = {
        "requests/small/a.yaml": request or small_request("a", doc=PDF, requested="400.01"),
        "requests/small/ratings/one/a.yaml": small_rating("a", "2"),
    }
    root = small(tmp_path, files, grid=grid, call=call + TERMS.format(level=level))
    ran = asipgrid("draft", "requests/small", "--lang", language, "--quiet", cwd=root)
    assert (ran.code, ran.err) == (0, "")
    return ran.out


def goals(text: str) -> dict[str, str]:
    """The target of each goal of annex 1, by criterion."""
    annex = text.partition("## Annex 1")[2].partition("## Annex 2")[0]
    rows = [line.strip("| ").split(" | ") for line in annex.splitlines() if line.startswith("| DOC-")]
    return {row[0]: row[3] for row in rows}


@pytest.mark.parametrize(
    ("level", "targets"),
    [
        ("next", ["Structured", "at least 80 %", "level 3"]),
        ("max", ["Structured", "at least 80 %", "level 4"]),
        ("3", ["Structured", "level 3"]),
        ("2", []),
    ],
)
def test_a_goal_asks_for_the_level_aimed_at(tmp_path: Path, asipgrid: Command, level: str, targets: list[str]) -> None:
    assert [*goals(letter(tmp_path, asipgrid, level)).values()] == targets


def test_a_goal_on_a_curve_is_the_figure_where_the_curve_stands_at_the_level(tmp_path: Path, asipgrid: Command) -> None:
    grid = SMALL_GRID.replace("at_least: [0.20, 0.40, 0.60, 0.80]", "linear: [[0, 0], [0.90, 4]]")
    assert goals(letter(tmp_path, asipgrid, "max", grid=grid))["DOC-03"] == "at least 90 %"


def test_a_figure_not_stated_is_a_goal_without_a_present_value(tmp_path: Path, asipgrid: Command) -> None:
    request = small_request("a", doc="{signed: true, format: cda}")
    text = letter(tmp_path, asipgrid, "next", request=request)
    assert "| DOC-03 | not stated | – | at least 20 % | 31 December 2010 |" in text


def test_instalments_sum_to_the_award_and_name_their_condition(tmp_path: Path, asipgrid: Command) -> None:
    text = letter(tmp_path, asipgrid, "next")
    assert "| 1 | 33.5 % | €134.00 | Signature | none |" in text
    assert "| 2 | 33.5 % | €134.00 | Report | a progress report has been received |" in text
    assert "| 3 | 33 % | €132.01 | Balance | at least 80 % of the goals of annex 1 are reached |" in text


def test_french_writes_numbers_and_dates_as_french_does(tmp_path: Path, asipgrid: Command) -> None:
    text = typed(letter(tmp_path, asipgrid, "next", language="fr"))
    assert "| 3 | 33 % | 132,01 € | Balance | au moins 80 % des objectifs de l'annexe 1 sont atteints |" in text
    assert "66,67 %" in text
    assert "31 décembre 2010" in text


def test_a_present_value_is_of_the_day_its_document_counts(tmp_path: Path, asipgrid: Command) -> None:
    evidence = (
        "evidence: [{id: E1, title: Count, date: 2010-01-31, as_of: 2009-12-01, supports: [doc.total, doc.valid]}]\n"
    )
    request = small_request("a", doc=PDF, requested="400.01") + evidence
    assert "| 66.67 % | 1 December 2009 |" in letter(tmp_path / "en", asipgrid, "next", request=request)
    french = typed(letter(tmp_path / "fr", asipgrid, "next", request=request, language="fr"))
    assert "| 66,67 % | 1er décembre 2009 |" in french


def test_foreign_text_is_shown_and_inert() -> None:
    assert clean("a\x1b[2J\u202eb\nc") == "a<U+001B>[2J<U+202E>b c"
    assert markdown("# 1. *bold* [x](y) <b> | `c` ~ $x$") == r"\# 1. \*bold\* \[x\](y) \<b\> \| \`c\` \~ \$x\$"
    assert markdown("1. a list") == r"1\. a list"
    assert markdown("![x](http://a.b) me@c.d") == r"\!\[x\](http\://a.b) me\@c.d"
    assert cell("=1+1") == "'=1+1"
    assert cell("-5") == "'-5"
    assert cell("plain") == "plain"


# ── what no letter says, and what each one does ────────────────────────────────────────────────────

EXAMPLE = "requests/example-2010"


def one(tmp_path: Path, extra: Mapping[str, str] | None = None, *, call: str = SMALL_CALL) -> Path:
    """The small workspace with its one rated request, and these documents besides or in their place."""
    files = {
        "requests/small/region-a.yaml": small_request("region-a"),
        "requests/small/ratings/one/region-a.yaml": small_rating("region-a"),
    }
    return small(tmp_path, {**files, **(extra or {})}, call=call)


@pytest.fixture(scope="module")
def folder() -> Path:
    return ROOT / EXAMPLE


def by_request(text: str) -> dict[str, str]:
    """The letters printed one after the other, by the id of their request."""
    return {re.findall(r"`(region-\w)`", each)[0]: each for each in text.split("\n---\n\n")}


@pytest.mark.slow
@pytest.mark.parametrize("language", ["en", "fr"])
def test_a_letter_tells_an_applicant_neither_who_else_applied_nor_what_assessors_wrote(
    asipgrid: Command, folder: Path, language: str
) -> None:
    letters = by_request(asipgrid("draft", EXAMPLE, "--lang", language).out)
    names = {
        path.stem: yaml.safe_load(path.read_text("utf-8"))["applicant"]["name"] for path in folder.glob("region-*")
    }
    whys = {
        mark["why"]
        for sheet in folder.glob("ratings/*/*.yaml")
        for mark in yaml.safe_load(sheet.read_text("utf-8")).get("marks", {}).values()
    }
    assert len(letters) == len(names) == 16
    for request, text in letters.items():
        assert not [name for other, name in names.items() if other != request and name in text]
        assert not [other for other in names if other != request and other in text]
        assert not [why for why in whys if markdown(why) in text]
        assert "assessor-" not in text


def test_an_applicant_reads_the_reasons_of_assessors_where_the_call_says_so_but_not_whose_they_are(
    tmp_path: Path, asipgrid: Command
) -> None:
    files = {"requests/small/ratings/one/region-a.yaml": small_rating("region-a", "0")}
    request = small_request("region-a", doc="{signed: true, format: paper, total: 10, valid: 1}")
    root = small(
        tmp_path, {**files, "requests/small/region-a.yaml": request}, call=SMALL_CALL + "letters: {whys: true}\n"
    )
    text = asipgrid("draft", "requests/small", cwd=root).out
    assert "| DOC-04 | Is there a plan? | judged by the assessors; Seen in the plan | 0 of 4 | 0.00 of 20.00 |" in text
    assert "one" not in re.findall(r"\w+", text.replace("this one", ""))


def test_a_refusal_gives_the_figures_the_limits_and_the_margins(tmp_path: Path, asipgrid: Command) -> None:
    call = SMALL_CALL.replace(
        "minimum: 60}}}\n  - {outcome: ask", "minimum: 60}, weakest_grid: {minimum: 70}}}\n  - {outcome: ask"
    )
    request = small_request("region-a", doc="{signed: true, format: pdf, total: 9, valid: 1}")
    text = asipgrid(
        "draft", "requests/small", cwd=one(tmp_path, {"requests/small/region-a.yaml": request}, call=call)
    ).out
    assert re.findall(r"^- (.*)$", text, re.MULTILINE) == [
        "Score is 40.00, under 60 (by 20)",
        'Score of the weakest grid, "Documents", is 40.00, under 70 (by 30)',
    ]
    assert "(to be completed by the authority: before which body" in text


@pytest.mark.parametrize(
    ("rule", "english", "french"),
    [
        (
            "decline, when: {request.doc.format: [pdf, paper]}",
            "a request is declined when the following is found, and it is found of yours:\n\n- Format is pdf\n",
            "une demande est rejetée lorsque ce qui suit est constaté, et c'est le cas de la vôtre :\n\n- Format : pdf\n",
        ),
        (
            "ineligible, when: {request.applicant.scope: regional, score: {maximum: 60}}",
            (
                "a request is not eligible when the following is found, and it is found of yours:\n\n"
                "- Scope of the project is regional\n- Score is 55.00, at most 60 (by 5)\n"
            ),
            (
                "une demande est irrecevable lorsque ce qui suit est constaté, et c'est le cas de la vôtre :\n\n"
                "- Périmètre du projet : régional\n- Note : 55,00, au plus 60 (écart 5)\n"
            ),
        ),
        (
            "decline, when: {any: [{score: {maximum: 60}, request.doc.format: pdf}, {points: 1}, {points: 7}]}",
            "- each of these two is enough: (a) Score is 55.00, at most 60 (by 5), and Format is pdf; (b) Sum of the points is 7\n",
            "- chacun de ces deux points suffit : a) Note : 55,00, au plus 60 (écart 5), et Format : pdf ; b) Somme des points : 7\n",
        ),
        (
            "fund, when: {any: [{score: {minimum: 60}, points: {minimum: 8}}, {points: {minimum: 9}}, {score: 99}]}",
            (
                "- one of these three: (a) Score is 55.00, under 60 (by 5), and Sum of the points is 7, under 8 (by 1); "
                "(b) Sum of the points is 7, under 9 (by 2); (c) Score is 55.00, must be 99\n"
            ),
            (
                "- l'un de ces trois points : a) Note : 55,00, moins de 60 (écart 5), et Somme des points : 7, moins de 8 (écart 1) ; "
                "b) Somme des points : 7, moins de 9 (écart 2) ; c) Note : 55,00, doit être 99\n"
            ),
        ),
    ],
)
def test_a_refusal_says_what_decided_it_and_keeps_together_what_belongs_together(
    tmp_path: Path, asipgrid: Command, rule: str, english: str, french: str
) -> None:
    rules = f"decisions:\n  - {{outcome: {rule}}}\n  - {{outcome: decline}}\n"
    call = re.sub(r"decisions:\n(  .*\n)+", rules, SMALL_CALL)
    grid = SMALL_GRID.replace("format: {enum", "format: {title: Format, enum")
    request = small_request("region-a", doc="{signed: true, format: pdf, total: 10, valid: 5}")
    files = {
        "requests/small/region-a.yaml": request,
        "requests/small/ratings/one/region-a.yaml": small_rating("region-a"),
    }
    root = small(tmp_path, files, call=call, grid=grid)
    for language, expected in (("en", english), ("fr", french)):
        text = typed(asipgrid("draft", "requests/small", "--lang", language, cwd=root).out)
        assert expected in text
    explained = " ".join(asipgrid("explain", "requests/small", "region-a", cwd=root).out.split())
    held = rule.startswith(("decline", "ineligible"))
    assert ("takes what is left" in explained) is not held


def test_eligibility_is_told_by_its_conditions_even_where_a_rule_asks_for_more(
    tmp_path: Path, asipgrid: Command
) -> None:
    call = SMALL_CALL.replace("{eligible: false}", "{any: [{eligible: false}, {request.applicant.scope: regional}]}")
    request = small_request("region-a", doc="{signed: false, format: pdf, total: 10, valid: 5}")
    root = one(tmp_path, {"requests/small/region-a.yaml": request}, call=call)
    text = asipgrid("draft", "requests/small", cwd=root).out
    assert re.findall(r"^- (.*)$", text, re.MULTILINE) == [
        "Scope of the project is regional",
        "DOC-01: Is the undertaking signed? Found: doc.signed is no, must be yes.",
    ]


def test_a_call_that_funds_nobody_says_so_in_its_refusals(tmp_path: Path, asipgrid: Command) -> None:
    call = re.sub(r"decisions:\n(  .*\n)+", "decisions:\n  - {outcome: decline}\n", SMALL_CALL)
    text = asipgrid("draft", "requests/small", cwd=one(tmp_path, call=call)).out
    assert "\nNo rule of the call provides for funding it.\n" in text


def test_a_deferral_says_what_the_next_levels_would_take_and_whether_they_would_do(
    tmp_path: Path, asipgrid: Command
) -> None:
    call = SMALL_CALL.replace("  - {outcome: decline}", "  - {outcome: defer}")
    request = small_request("region-a", doc="{signed: true, format: pdf, total: 10, valid: 5}")
    rated = small_rating("region-a", "1")
    files = {"requests/small/region-a.yaml": request, "requests/small/ratings/one/region-a.yaml": rated}
    text = asipgrid("draft", "requests/small", cwd=small(tmp_path, files, call=call)).out
    # 50 × 2/4 + 30 × 2/4 + 20 × 1/4 = 45; one level more of each: 50 + 22.5 + 10.
    assert "Its score is 45.00 out of 100." in text
    assert [line.split(" | ")[2:] for line in text.splitlines() if line.startswith("| DOC-")][:3] == [
        ["Structured (level 4)", "25.00 |"],
        ["at least 60 % (level 3)", "7.50 |"],
        ["fair (level 2)", "5.00 |"],
    ]
    assert "With all of these steps the score would be 82.50.\nNo limit would then be missed any more." in text
    higher = call.replace("minimum: 60}}}\n  - {outcome: ask", "minimum: 90}}}\n  - {outcome: ask")
    text = asipgrid("draft", "requests/small", cwd=small(tmp_path, files, call=higher)).out
    assert "These limits would still be missed:\n\n- Score is 82.50, must be at least 90" in text


def test_a_deferral_names_the_weakest_grid_and_lists_first_what_bears_on_it(tmp_path: Path, asipgrid: Command) -> None:
    """The second grid is the weakest: its steps are told in full, those of the first only by what they would add."""
    other = SMALL_GRID.replace("grid: DOC", "grid: REG").replace("block: doc", "block: reg").replace("doc.", "reg.")
    other = other.replace("DOC-", "REG-").replace("title: Documents", "title: {en: Registers, fr: Registres}")
    call = SMALL_CALL.replace("grids: {DOC: 1}", "grids: {DOC: 1, REG: 1}").replace(
        "{score: {minimum: 60}}}\n  - {outcome: ask", "{weakest_grid: {minimum: 50}}}\n  - {outcome: ask"
    )
    call = re.sub(r"  - {outcome: ask.*\n  - {outcome: decline}", "  - {outcome: defer}", call)
    request = small_request("region-a", doc="{signed: true, format: pdf, total: 10, valid: 8}")
    request += "reg: {signed: true, format: pdf, total: 10, valid: 1}\n"
    rated = small_rating("region-a", "3").replace("marks: {", "marks: {REG-04: {level: 0, why: None}, ")
    files = {
        "grids/reg.yaml": other,
        "requests/small/region-a.yaml": request,
        "requests/small/ratings/one/region-a.yaml": rated,
    }
    root = small(tmp_path, files, call=call)
    text = asipgrid("draft", "requests/small", cwd=root).out
    assert '- Score of the weakest grid, "Registers", is 25.00, under 50 (by 25)\n' in text
    steps = text.partition("## What would have to be reached")[2].partition("## Ways of appeal")[0]
    assert re.findall(r"^\| ([A-Z]+-[0-9]+)", steps, re.MULTILINE) == ["REG-02", "REG-03", "REG-04"]
    assert "add to the score all the same: DOC-02 (+12.50), DOC-04 (+2.50).\n\nWith all of these steps" in steps
    french = typed(asipgrid("draft", "requests/small", "--lang", "fr", cwd=root).out)
    assert "- Note de la grille la plus faible « Registres » : 25,00, moins de 50 (écart 25)\n" in french


def test_what_is_true_or_not_is_asked_and_never_told(tmp_path: Path, asipgrid: Command) -> None:
    """The title of such a fact says one of the two answers."""
    title = "{type: boolean, title: {en: The consent is given, fr: Le consentement est donné}}"
    grid = SMALL_GRID.replace("{type: boolean}", title).replace(
        "requires: {doc.signed: true}", "requires: {doc.signed: true, doc.total: {minimum: 1}}"
    )
    request = small_request("region-a", doc="{format: cda}")
    root = one(tmp_path, {"requests/small/region-a.yaml": request})
    (root / "grids/doc.yaml").write_text(grid.lstrip(), "utf-8")
    text = asipgrid("draft", "requests/small", cwd=root).out
    assert "| state: doc.total; state whether this is so, yes or no: the consent is given |" in text
    text = typed(asipgrid("draft", "requests/small", "--lang", "fr", cwd=root).out)
    assert "| indiquer : doc.total ; indiquer si ceci est exact, oui ou non : le consentement est donné |" in text


MONTHS = (
    SMALL_GRID.replace("valid: {type: integer, minimum: 0}", "live: {type: string, format: date}")
    .replace(
        "share: {ratio: [doc.valid, doc.total], unit: percent}", "share: {months: [call.calendar.closes, doc.live]}"
    )
    .replace("at_least: [0.20, 0.40, 0.60, 0.80]", "at_most: [9, 6, 3, 0]")
)


def test_it_is_said_how_months_are_counted_wherever_they_are_asked_for(tmp_path: Path, asipgrid: Command) -> None:
    """From 1 March to 14 June are 3 months and 13 days: they count as 4."""
    english, french = (
        "every month begun counts: 3 months and 13 days are 4",
        "tout mois commencé compte : 3 mois et 13 jours en font 4",
    )
    call = re.sub(r"  - {outcome: ask.*\n  - {outcome: decline}", "  - {outcome: defer}", SMALL_CALL).replace(
        "60", "99"
    )
    request = small_request("region-a", doc="{signed: true, format: cda, live: 2010-06-14}")
    root = small(tmp_path, {"requests/small/region-a.yaml": request}, grid=MONTHS, call=call)
    explained = " ".join(asipgrid("explain", "requests/small", "region-a", "--full", cwd=root).out.split())
    assert "4 months is at most 6 months, over 3 months" in explained
    assert f"next: level 3 at 3 months; {english}" in explained
    assert f"| at most 3 months (level 3); {english} |" in asipgrid("draft", "requests/small", cwd=root).out
    request = small_request("region-a", doc="{signed: true, format: cda}")
    root = small(tmp_path / "unknown", {"requests/small/region-a.yaml": request}, grid=MONTHS)
    explained = " ".join(asipgrid("explain", "requests/small", "region-a", cwd=root).out.split())
    assert f"DOC-03: state doc.live; {english} (worth up to 30.00 points of the score)" in explained
    for language, supply in (("en", f"| state: doc.live; {english} |"), ("fr", f"| indiquer : doc.live ; {french} |")):
        text = asipgrid("draft", "requests/small", "--lang", language, cwd=root).out
        assert supply in typed(text)


def test_a_request_for_facts_says_why_each_is_asked_what_it_could_change_and_by_when(
    tmp_path: Path, asipgrid: Command
) -> None:
    call = SMALL_CALL + "letters: {answer_by: 2010-04-15, appeal: Write to the court.}\n"
    request = small_request("region-a", doc="{signed: true, format: pdf, total: 10}")
    text = asipgrid(
        "draft", "requests/small", cwd=one(tmp_path, {"requests/small/region-a.yaml": request}, call=call)
    ).out
    assert "Please supply what the table below lists, by 15 April 2010." in text
    row = "| 1 | DOC-03: Which share is valid? | state: doc.valid | not stated in the request | up to 30.00 points of the score |"
    assert row in text
    assert "Write to the court." not in text, "a question is no decision to appeal against"


def test_a_request_that_waits_for_assessors_alone_is_asked_nothing(tmp_path: Path, asipgrid: Command) -> None:
    request = small_request("region-b", doc="{signed: true, format: pdf, total: 10, valid: 8}")
    text = asipgrid(
        "draft", "requests/small", "region-b", cwd=small(tmp_path, {"requests/small/region-b.yaml": request})
    ).out
    assert "Your request cannot be decided yet, and nothing is asked of you now." in text
    assert "1 criterion waits for the marks of our assessors" in text


def test_a_place_on_the_reserve_list_is_told_without_naming_anybody(tmp_path: Path, asipgrid: Command) -> None:
    files = {f"requests/small/{name}.yaml": small_request(name, requested="700") for name in ("a", "b", "c")}
    files |= {
        f"requests/small/ratings/one/{name}.yaml": small_rating(name, level)
        for name, level in zip("abc", "432", strict=True)
    }
    call = (
        SMALL_CALL
        + "letters: {reserve_until: 2010-12-31, appeal: {en: Write to the court., fr: Saisir le tribunal.}}\n"
    )
    root = small(tmp_path, files, call=call)
    text = asipgrid("draft", "requests/small", "c", cwd=root).out
    assert (
        re.findall(r"^- (.*)$", text, re.MULTILINE)
        == [
            "Rank among the requests that may be funded: 4 of 4",
            "Place on the reserve list: 3 of 3",
            "Amount your request could be given: €700.00",
            "Left of the envelope at your rank: €300.00",
        ]
        or "Rank" in text
    )
    assert "If money comes back to the envelope by 31 December 2010" in text
    assert "Write to the court." in text
    assert "Saisir le tribunal." in asipgrid("draft", "requests/small", "c", "--lang", "fr", cwd=root).out


def test_the_committees_reason_is_told_where_it_departs_from_the_rules(tmp_path: Path, asipgrid: Command) -> None:
    decision = """
        decision: region-a
        outcome: decline
        decided_by: Committee
        decided_on: 2010-04-01
        why: The applicant withdrew its partner
    """
    root = one(tmp_path, {"requests/small/decisions/region-a.yaml": decision})
    text = asipgrid("draft", "requests/small", cwd=root).out
    assert "The committee gives this reason: The applicant withdrew its partner" in text
    assert "Decision: Committee, 1 April 2010" in text


# ── numbers and amounts in words ───────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("cents", "currency", "english", "french"),
    [
        (120000000, "EUR", "one million, two hundred thousand euros", "un million deux cent mille euros"),
        (100000000, "EUR", "one million euros", "un million d'euros"),
        (8000000000, "EUR", "eighty million euros", "quatre-vingts millions d'euros"),
        (100, "EUR", "one euro", "un euro"),
        (0, "EUR", "zero euros", "zéro euro"),
        (40001, "EUR", "four hundred euros and one cent", "quatre cents euros et un centime"),
        (
            7150,
            "CHF",
            "seventy-one Swiss francs and fifty centimes",
            "soixante et onze francs suisses et cinquante centimes",
        ),
        (1000000, "JPY", "one million Japanese yen", "un million de yens japonais"),
        (
            33330,
            "XPF",
            "thirty-three thousand, three hundred and thirty CFP francs",
            "trente-trois mille trois cent trente francs CFP",
        ),
        (
            50000125,
            "TND",
            "fifty thousand Tunisian dinars and one hundred and twenty-five millimes",
            "cinquante mille dinars tunisiens et cent vingt-cinq millimes",
        ),
        (1001, "TND", "one Tunisian dinar and one millime", "un dinar tunisien et un millime"),
        (1500, "KWD", "one Kuwaiti dinar and 500/1000", "un dinar koweïtien et 500/1000"),
        (200000050, "SEK", "two million Swedish kronor and 50/100", "deux millions de couronnes suédoises et 50/100"),
    ],
)
def test_an_amount_in_words(cents: int, currency: str, english: str, french: str) -> None:
    assert Writer(Language.EN, currency).in_words(cents) == english
    assert Writer(Language.FR, currency).in_words(cents) == french


# Where coins are out of use, Babel writes no decimals although the currency has them in accounts (ISO 4217).
WITHOUT_COINS = (
    "ADP AFN ALL BYR COP ESP HUF IDR IQD IRR ITL KPW LAK LBP LUF MGA MGF MMK MRO SLL SOS STD SYP TMM TRL YER ZMK ZWD"
)


def test_a_currency_has_the_decimals_that_babel_knows() -> None:
    known = {currency: get_currency_precision(currency) for currency in list_currencies()}
    other = {currency for currency, digits in known.items() if digits != decimals_of(currency)}
    assert other == set(WITHOUT_COINS.split()) & set(known)
    assert {known[currency] for currency in other} == {0}


@pytest.mark.parametrize(
    ("currency", "requested", "english", "french"),
    [
        (
            "XPF",
            "401",
            [
                "CFPF401 (four hundred and one CFP francs)",
                "| 1 | 33.5 % | CFPF134 |",
                "| 2 | 33.5 % | CFPF134 |",
                "| 3 | 33 % | CFPF133 |",
            ],
            ["401 FCFP (quatre cent un francs CFP)", "| 1 | 33,5 % | 134 FCFP |", "| 3 | 33 % | 133 FCFP |"],
        ),
        (
            "TND",
            "400.125",
            [
                "TND400.125 (four hundred",
                "| 1 | 33.5 % | TND134.042 |",
                "| 2 | 33.5 % | TND134.042 |",
                "| 3 | 33 % | TND132.041 |",
            ],
            ["400,125 TND (quatre cents dinars tunisiens et cent vingt-cinq millimes)", "| 1 | 33,5 % | 134,042 TND |"],
        ),
    ],
)
def test_money_has_the_digits_of_its_currency_in_words_figures_and_instalments(
    tmp_path: Path, asipgrid: Command, currency: str, requested: str, english: list[str], french: list[str]
) -> None:
    call = SMALL_CALL.replace("currency: EUR", f"currency: {currency}") + TERMS.format(level="next")
    root = one(tmp_path, {"requests/small/region-a.yaml": small_request("region-a", requested=requested)}, call=call)
    for language, expected in (("en", english), ("fr", french)):
        text = re.sub(
            "[\N{NO-BREAK SPACE}\N{NARROW NO-BREAK SPACE}]",
            " ",
            asipgrid("draft", "small", "--lang", language, cwd=root).out,
        )
        assert [words for words in expected if words not in text] == []


# ── a second addendum ──────────────────────────────────────────────────────────────────────────────


def two_calls(tmp_path: Path) -> Path:
    """The small call, and an earlier one under the same agreement with lower figures and an earlier due day."""
    terms = "addendum:\n  {}goals_due: {}\n  payments: [{{share: 1, at: Signature}}]\n"
    eager = SMALL_CALL.replace("minimum: 60}}}\n  - {outcome: ask", "minimum: 1}}}\n  - {outcome: ask")
    agreed = "agreement: {{reference: 2008-001, ends_on: {}, amount: {}}}\n"
    call = eager + terms.format("builds_on: [small-2009]\n  ", "2010-12-31")
    earlier = eager.replace("call: small", "call: small-2009").replace("A small call", "An earlier call")
    first = small_request("a", doc="{signed: true, format: pdf, total: 10, valid: 3}").replace(
        "call: small", "call: small-2009"
    )
    targets = "commitments: [{{path: doc.valid, target: {}, by: 2010-12-31}}]\n"
    files = {
        "requests/small-2009/call.yaml": earlier + terms.format("", "2009-12-31"),
        "requests/small-2009/old.yaml": first.replace("request: a", "request: old")
        + agreed.format("2009-12-31", 1000)
        + targets.format(7),
        "requests/small-2009/ratings/one/old.yaml": small_rating("old", "3"),
        "requests/small/region-a.yaml": small_request(
            "region-a", doc="{signed: true, format: pdf, total: 10, valid: 5}"
        )
        + "agreement: {reference: 2008-001, ends_on: 2010-12-31}\n"
        + targets.format(9),
        "requests/small/ratings/one/region-a.yaml": small_rating("region-a", "4"),
    }
    return small(tmp_path, files, call=call)


def test_a_second_addendum_is_the_difference_to_the_first(tmp_path: Path, asipgrid: Command) -> None:
    text = asipgrid("draft", "requests/small", cwd=two_calls(tmp_path)).out
    assert text.startswith("# Addendum no. 2 to agreement 2008-001\n")
    assert 'Having regard to addendum no. 1 to it, of the call "An earlier call";' in text
    table = text.partition("| point | before | now | why |\n| --- | --- | --- | --- |\n")[2].partition("\n\n")[0]
    assert table.splitlines() == [
        "| Funding | €1,400.00 | €400.00 more, in all €1,800.00 | Score is 60.00, at least 1 |",
        "| End of the agreement | 31 December 2009 | 31 December 2010 | stated in the request |",
        (
            "| DOC-02: In which form are documents kept? | Structured by 31 December 2009 "
            "| Structured by 31 December 2010 | Readable (level 2 of 4) |"
        ),
        (
            "| DOC-03: Which share is valid? | at least 40 % by 31 December 2009 | at least 60 % by 31 December 2010 "
            "| 50 % is at least 40 %, under 60 % (level 2 of 4) |"
        ),
        '| DOC-04: Is there a plan? | level 4 ("full") by 31 December 2009 | no goal | judged by the assessors (level 4 of 4) |',
        "| doc.valid | doc.valid: 7 by 31 December 2010 | doc.valid: 9 by 31 December 2010 | the applicant's own target |",
    ]
    assert "With the €1,400.00 granted before, the beneficiary is granted €1,800.00 in all." in text
    assert "All other clauses of the agreement and of its earlier addenda stay unchanged." in text


def test_a_follow_up_after_addenda_of_earlier_calls_leaves_its_number_to_be_completed(
    tmp_path: Path, asipgrid: Command
) -> None:
    root = two_calls(tmp_path)
    path = root / "requests/small/amendments/region-a.yaml"
    path.parent.mkdir()
    path.write_text(
        "amendment: region-a\ndecided_by: Board\n"
        "ends: [{ends_on: 2011-06-30, decided_on: 2010-06-20, why: The host was late}]\n"
    )
    ran = asipgrid("draft", "requests/small", "--letter", "follow-up", "--as-of", "2010-07-01", cwd=root)
    assert ran.out.startswith(
        "# Addendum no. (to be completed: number of the addendum) (follow-up) to agreement 2008-001\n"
    )
    assert "number of the addendum" in ran.err


def test_an_addendum_to_another_agreement_builds_on_nothing(tmp_path: Path, asipgrid: Command) -> None:
    root = two_calls(tmp_path)
    path = root / "requests/small/region-a.yaml"
    path.write_text(path.read_text("utf-8").replace("2008-001", "2008-002"), "utf-8")
    text = asipgrid("draft", "requests/small", cwd=root).out
    assert text.startswith("# Addendum to agreement 2008-002\n")
    assert "| Funding | not stated in the request | €400.00 more |" in text


def test_an_earlier_call_with_errors_stops_the_draft(tmp_path: Path, asipgrid: Command) -> None:
    root = two_calls(tmp_path)
    (root / "requests/small-2009/old.yaml").write_text("request: old\n", "utf-8")
    ran = asipgrid("draft", "requests/small", cwd=root)
    says = "the earlier call that `addendum.builds_on` names has errors"
    words = f"small-2009: {says}; `asipgrid check requests/small-2009` lists them"
    assert (ran.code, ran.out, ran.err) == (2, "", f"asipgrid: {words}\n")


# ── drafts and what they were drafted from ─────────────────────────────────────────────────────────


def test_line_ends_are_no_edit_of_a_draft(tmp_path: Path, asipgrid: Command) -> None:
    """Every file as a checkout with `core.autocrlf=true` writes it."""
    root = small(tmp_path)
    draft = ("draft", "requests/small", "-o", "letters")
    assert asipgrid(*draft, cwd=root).code == 0
    for path in root.rglob("*"):
        if path.is_file():
            path.write_bytes(path.read_bytes().replace(b"\n", b"\r\n"))
    checked = asipgrid(*draft, "--check", cwd=root)
    assert (checked.code, checked.out) == (0, "1 draft of 1 up to date\n")
    sheet = root / "requests/small/ratings/one/region-a.yaml"
    sheet.write_bytes(sheet.read_bytes().replace(b"level: 3", b"level: 4"))
    assert asipgrid(*draft, cwd=root).code == 0
    assert b"\r" not in (root / "letters/addendum-region-a.en.md").read_bytes()
    edited = root / "letters/addendum-region-a.en.md"
    edited.write_bytes(edited.read_bytes().replace(b"\n", b"\r\n") + b"One more line.\r\n")
    assert "edited since it was drafted" in asipgrid(*draft, "--check", cwd=root).out
    assert asipgrid(*draft, cwd=root).code == 2


def test_a_draft_whose_inputs_have_changed_is_stale_and_says_what_has(tmp_path: Path, asipgrid: Command) -> None:
    root = small(tmp_path)
    draft = ("draft", "requests/small", "-o", "letters")
    assert asipgrid(*draft, cwd=root).code == 0
    ran = asipgrid(*draft, "--check", cwd=root)
    assert (ran.code, ran.out) == (0, "1 draft of 1 up to date\n")
    sheet = root / "requests/small/ratings/one/region-a.yaml"
    sheet.write_text(sheet.read_text("utf-8") + "# looked at again\n", "utf-8")
    ran = asipgrid(*draft, "--check", cwd=root)
    stale = "letters/addendum-region-a.en.md: stale: requests/small/ratings/one/region-a.yaml has changed\n"
    assert (ran.code, ran.out) == (1, stale + "0 drafts of 1 up to date\n")
    assert asipgrid(*draft, cwd=root).code == 0, "nobody edited the draft, so it is replaced"
    assert asipgrid(*draft, "--check", cwd=root).code == 0


def test_a_draft_edited_by_hand_is_not_stale_while_its_inputs_hold(tmp_path: Path, asipgrid: Command) -> None:
    root = small(tmp_path)
    draft = ("draft", "requests/small", "-o", "letters")
    asipgrid(*draft, cwd=root)
    path = root / "letters/addendum-region-a.en.md"
    path.write_text(path.read_text("utf-8").replace("(date)", "1 May 2010"), "utf-8")
    ran = asipgrid(*draft, "--check", cwd=root)
    edited = "letters/addendum-region-a.en.md: edited since it was drafted, from inputs that still hold\n"
    assert (ran.code, ran.out) == (0, edited + "1 draft of 1 up to date\n")


def test_another_letter_takes_the_place_of_one_that_is_not_called_for_any_more(
    tmp_path: Path, asipgrid: Command
) -> None:
    root = small(tmp_path)
    draft = ("draft", "requests/small", "-o", "letters")
    asipgrid(*draft, cwd=root)
    request = small_request("region-a", doc="{signed: false, format: pdf, total: 10, valid: 5}")
    (root / "requests/small/region-a.yaml").write_text(request.lstrip(), "utf-8")
    ran = asipgrid(*draft, "--check", cwd=root)
    assert ran.code == 1
    assert "stale: the decision calls for ineligible now; requests/small/region-a.yaml has changed" in ran.out
    ran = asipgrid(*draft, cwd=root)
    assert "letters/addendum-region-a.en.md removed: the decision calls for another letter now" in ran.err
    assert sorted(path.name for path in (root / "letters").iterdir()) == ["drafts.json", "ineligible-region-a.en.md"]


def test_a_place_on_the_list_that_others_moved_makes_a_draft_stale(tmp_path: Path, asipgrid: Command) -> None:
    files = {f"requests/small/{name}.yaml": small_request(name, requested="700") for name in "ab"}
    files |= {
        f"requests/small/ratings/one/{name}.yaml": small_rating(name, level)
        for name, level in zip("ab", "43", strict=True)
    }
    root = small(tmp_path, files)
    draft = ("draft", "requests/small", "-o", "letters")
    asipgrid(*draft, cwd=root)
    (root / "requests/small/a.yaml").write_text(small_request("a", requested="650").lstrip(), "utf-8")
    ran = asipgrid(*draft, "--check", cwd=root)
    assert "letters/reserve-b.en.md: stale: it would say something else now" in ran.out


@pytest.mark.parametrize("edit", ['"fr"', '"letter": "essay"', "[]", "{", '"drafts": []'])
def test_a_list_of_drafts_that_is_none_of_ours_stops_the_draft(tmp_path: Path, asipgrid: Command, edit: str) -> None:
    root = small(tmp_path)
    draft = ("draft", "requests/small", "-o", "letters")
    asipgrid(*draft, cwd=root)
    path = root / "letters/drafts.json"
    whole = path.read_text("utf-8")
    spoilt = {'"fr"': whole.replace('"en"', '"xx"'), '"letter": "essay"': whole.replace('"addendum"', '"essay"')}
    path.write_text(spoilt.get(edit, edit if not edit.startswith('"') else "{" + edit + "}"), "utf-8")
    for options in ((), ("--check",)):
        ran = asipgrid(*draft, *options, cwd=root)
        assert (ran.code, ran.err) == (
            2,
            "asipgrid: letters/drafts.json: is not the list of drafts that asipgrid writes; remove it\n",
        )


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("--to", "docx"), "--to docx writes files; say where with -o DIR"),
        (("--check",), "--check looks at drafts; say where they are with -o DIR"),
        (("--check", "-o", "letters"), "letters: no drafts of small are listed here; `asipgrid draft -o` writes them"),
    ],
)
def test_what_cannot_be_done_is_said_in_one_line(
    tmp_path: Path, asipgrid: Command, arguments: tuple[str, ...], words: str
) -> None:
    ran = asipgrid("draft", "requests/small", *arguments, cwd=small(tmp_path))
    assert (ran.code, ran.out, ran.err) == (2, "", f"asipgrid: {words}\n")


# ── templates of a call ────────────────────────────────────────────────────────────────────────────


def with_template(tmp_path: Path, text: str, name: str = "addendum.en.md") -> Path:
    return one(tmp_path, {f"requests/small/templates/{name}": text})


def test_a_template_of_the_call_takes_the_place_of_the_shipped_one_and_may_build_on_it(
    tmp_path: Path, asipgrid: Command
) -> None:
    own = '{% include "asipgrid/addendum.en.md" %}\n\nFile no. 7 for {{ applicant }}, {{ amount_words }}.\n'
    text = asipgrid("draft", "requests/small", cwd=with_template(tmp_path, own)).out
    assert text.startswith("# Addendum\n")
    assert text.endswith("File no. 7 for Applicant region-a, four hundred euros.\n")


@pytest.mark.parametrize(
    ("text", "line", "says"),
    [
        ("one\ntwo\n{% for goal in goals %}{{ goal.aim }}{% endfor %}\n", 3, "has no attribute 'aim'"),
        ('one\n{% include "../call.yaml" %}\n', 2, "there is no template named ../call.yaml"),
        ('{% include "/etc/passwd" %}\n', 1, "there is no template named /etc/passwd"),
        ("one\n{{ ().__class__.__mro__ }}\n", 2, "a template may not do this"),
        ("one\n{{ article.__globals__ }}\n", 2, "a template may not do this"),
        ("{% for a in range(1000000) %}{% endfor %}\n", 1, "Range too big"),
    ],
)
def test_a_template_that_fails_is_refused_with_its_line(
    tmp_path: Path, asipgrid: Command, text: str, line: int, says: str
) -> None:
    ran = asipgrid("draft", "requests/small", cwd=with_template(tmp_path, text))
    assert (ran.code, ran.out) == (1, "")
    assert ran.err.startswith(f"requests/small/templates/addendum.en.md:{line}:1: T50")
    assert says in ran.err


@pytest.mark.slow
@pytest.mark.parametrize(
    "text",
    [
        "{% for a in range(99999) %}{% for b in range(99999) %}{% endfor %}{% endfor %}",
        "{{ 'a' * 10 ** 10 }}",
        "{{ 10 ** (10 ** 10) }}",
        "{% set x = 'a' * 1000 %}" + "{% set x = x ~ x %}" * 40 + "{{ x }}",
        "{% macro f(n) %}{{ f(n) }}{{ f(n) }}{% endmacro %}{{ f(1) }}",
    ],
)
def test_a_template_that_would_run_for_ever_or_fill_the_memory_is_stopped(
    tmp_path: Path, process: Command, text: str
) -> None:
    ran = process("draft", "requests/small", cwd=with_template(tmp_path, text + "\n"))
    assert (ran.code, ran.out) == (1, "")
    assert ran.err.startswith("requests/small/templates/addendum.en.md:1:1: T501")


def test_values_are_put_into_a_template_of_the_call_as_text(tmp_path: Path, asipgrid: Command) -> None:
    macro = "{% macro told(text) %}*{{ text }}*{% endmacro %}"
    root = with_template(tmp_path, macro + "{{ title }} {{ title | safe }} {{ title | upper }} {{ told(title) }}\n")
    request = small_request("region-a").replace("Project region-a", "'<b>{{ 7*7 }}</b>'")
    (root / "requests/small/region-a.yaml").write_text(request.lstrip(), "utf-8")
    shown = r"\<b\>\{\{ 7\*7 \}\}\</b\>"
    assert asipgrid("draft", "requests/small", cwd=root).out == f"{shown} {shown} {shown.upper()} *{shown}*\n"


# ── docs/letters.md ────────────────────────────────────────────────────────────────────────────────

PAGE = (ROOT / "docs/letters.md").read_text("utf-8")


def test_the_page_shows_what_the_command_prints(asipgrid: Command) -> None:
    (shown,) = re.findall(r"```text\n(.*?)```", PAGE, re.DOTALL)
    assert shown in asipgrid("draft", EXAMPLE, "region-i").out


def test_the_template_of_the_page_does_what_the_page_says(tmp_path: Path, asipgrid: Command) -> None:
    _, shown = re.findall(r"```jinja\n(.*?)```", PAGE, re.DOTALL)
    request = small_request("region-a", doc="{signed: true, format: pdf, total: 10}")
    root = one(tmp_path, {"requests/small/templates/ask.en.md": shown, "requests/small/region-a.yaml": request})
    text = asipgrid("draft", "requests/small", cwd=root).out
    assert "\nQuestions: the projects desk, reference region-a.\n\nYours faithfully,\n" in text


def test_the_page_names_every_value_a_template_may_use() -> None:
    common, _, table = PAGE.partition("Every letter fills:")[2].partition("| letter | also fills |")
    head = set(HEAD.split())
    assert set(re.findall(r"`(\w+)`", common)) == head
    following = set(re.findall(r"`(\w+)`", (ROOT / "docs/monitoring.md").read_text("utf-8")))
    for kind, letter in LETTERS.items():
        if kind in FOLLOWING:
            assert letter.names - head <= following, kind
            continue
        (row,) = re.findall(rf"^\| `{kind}` \| (.*) \|$", table, re.MULTILINE)
        assert letter.names - head <= set(re.findall(r"`(\w+)`", row)), kind


@pytest.mark.slow
def test_a_letter_tells_what_its_row_says_and_no_more(asipgrid: Command) -> None:
    told: dict[str, set[frozenset[str]]] = {}

    def text(_renderer: LetterRenderer, kind: str, data: Mapping[str, object], _language: Language) -> str:
        told.setdefault(kind, set()).add(frozenset(data))
        return ""

    for letter in ((), *(("--letter", kind.value, "--as-of", "2010-10-31") for kind in FOLLOWING)):
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(LetterRenderer, "text", text)
            assert asipgrid("draft", EXAMPLE, *letter).code == 0
    of_stages = {"invitation", "not-passed"}  # see tests/test_stages.py
    assert told == {kind.value: {letter.names} for kind, letter in LETTERS.items() if kind not in of_stages}


def test_the_calls_letters_say_what_the_page_says_they_do(tmp_path: Path, asipgrid: Command) -> None:
    (terms,) = re.findall(r"```yaml\n(letters:.*?)addendum:", PAGE, re.DOTALL)
    root = one(tmp_path, {}, call=SMALL_CALL + terms)
    assert asipgrid("check", "requests/small", cwd=root).code == 0


# ── conditions in words ────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("when", "english", "french"),
    [
        ("{not: {doc.format: paper}}", "doc.format must not be paper", "doc.format ne doit pas être paper"),
        (
            "{any: [{progress: true}, {goals_reached: {minimum: 0.5}}]}",
            "one of these two: (a) a progress report has been received; (b) at least 50 % of the goals of annex 1 are reached",
            "l'un de ces deux points : a) un rapport d'avancement a été remis ; b) au moins 50 % des objectifs de l'annexe 1 sont atteints",
        ),
        ("{doc.valid: {minimum: 9}}", "doc.valid must be at least 9", "doc.valid doit être au moins 9"),
        (
            "{not: {all: [{doc.valid: 1}, {doc.total: 2}]}}",
            "one of these two: (a) doc.valid must not be 1; (b) doc.total must not be 2",
            "l'un de ces deux points : a) doc.valid ne doit pas être 1 ; b) doc.total ne doit pas être 2",
        ),
        ("{progress: false}", "no progress report has been received", "aucun rapport d'avancement n'a été remis"),
        (
            "{goals_reached: {exclusiveMinimum: 0.5}}",
            "Share of the goals of annex 1 that are reached must be more than 50 %",
            "Part des objectifs de l'annexe 1 atteints doit dépasser 50 %",
        ),
        ("{share: {minimum: 0.99995}}", "share: at least 99.995 %", "share : au moins 99,995 %"),
    ],
)
def test_the_condition_of_a_payment_is_told_as_it_is_written(
    tmp_path: Path, asipgrid: Command, when: str, english: str, french: str
) -> None:
    call = SMALL_CALL + f"addendum: {{payments: [{{share: 1, at: Then, when: {when}}}]}}\n"
    root = one(tmp_path, call=call)
    for language, words in (("en", english), ("fr", french)):
        text = asipgrid("draft", "requests/small", "--lang", language, cwd=root).out
        assert f"| Then | {markdown(words)} |" in typed(text)


def test_a_gate_that_something_must_not_be_says_what_was_found(tmp_path: Path, asipgrid: Command) -> None:
    grid = SMALL_GRID.replace("requires: {doc.signed: true}", "requires: {not: {doc.format: pdf}}")
    request = small_request("region-a", doc="{signed: true, format: pdf}")
    root = one(tmp_path, {"requests/small/region-a.yaml": request})
    (root / "grids/doc.yaml").write_text(grid.lstrip(), "utf-8")
    text = asipgrid("draft", "requests/small", cwd=root).out
    assert "- DOC-01: Is the undertaking signed? Found: doc.format is pdf, must not be pdf." in text


TWO_WAYS = SMALL_CALL.replace(
    "  - {outcome: fund, when: {score: {minimum: 60}}}\n  - {outcome: ask, when: {ceiling: {minimum: 60}}}\n  - {outcome: decline}",
    "  - {outcome: fund, when: {score: {minimum: 95}}}\n  - {outcome: fund, when: {score: {minimum: 60}, points: {minimum: 7}}}\n  - {outcome: defer}",
)


def test_where_several_rules_fund_each_is_told_as_a_way_of_its_own(tmp_path: Path, asipgrid: Command) -> None:
    request = small_request("region-a", doc="{signed: true, format: pdf, total: 10, valid: 5}")
    text = asipgrid(
        "draft", "requests/small", cwd=one(tmp_path, {"requests/small/region-a.yaml": request}, call=TWO_WAYS)
    ).out
    assert "A request is funded when it meets every limit of one of the ways below." in text
    assert re.findall(r"^- (.*)$", text, re.MULTILINE) == [
        "Score is 55.00, under 95 (by 40)",
        "Score is 55.00, under 60 (by 5)",
    ]
    assert "These limits would still be missed" not in text


def test_a_deferral_promises_nothing_while_eligibility_is_not_established(tmp_path: Path, asipgrid: Command) -> None:
    rules = "  - {outcome: ask, when: {ceiling: {minimum: 60}}}\n  - {outcome: decline}"
    call = SMALL_CALL.replace(rules, "  - {outcome: defer}")
    request = small_request("region-a", doc="{format: pdf, total: 10, valid: 5}")
    text = asipgrid(
        "draft", "requests/small", cwd=one(tmp_path, {"requests/small/region-a.yaml": request}, call=call)
    ).out
    assert "With all of these steps the score would be 92.50.\n" in text
    assert "No limit would then be missed any more." not in text
    assert "Conditions of eligibility that are not shown to be met:\n\n- DOC-01" in text


def test_a_goal_between_two_levels_asks_for_the_higher_one(tmp_path: Path, asipgrid: Command) -> None:
    found = goals(letter(tmp_path, asipgrid, "3.5"))
    assert found == {"DOC-02": "Structured", "DOC-03": "at least 80 %", "DOC-04": "level 4"}


def test_a_target_is_never_rounded(tmp_path: Path, asipgrid: Command) -> None:
    grid = SMALL_GRID.replace("0.60, 0.80]", "0.60, 0.99995]")
    assert goals(letter(tmp_path, asipgrid, "max", grid=grid))["DOC-03"] == "at least 99.995 %"


def test_shares_are_told_as_the_call_gives_them_and_a_value_near_its_target_with_as_many_decimals(
    tmp_path: Path, asipgrid: Command
) -> None:
    """Of shares told as 33.33 % three times, nobody could see why the amounts differ."""
    grid = SMALL_GRID.replace("0.60, 0.80]", "0.60, 0.99999]")
    call = SMALL_CALL.replace("minimum: 60", "minimum: 1") + (
        "addendum:\n  goal_level: max\n  payments: "
        "[{share: 0.33334, at: A, when: {goals_reached: {minimum: 0.66667}}}, {share: 0.33333, at: B}, {share: 0.33333, at: C}]\n"
    )
    request = small_request("region-a", doc="{signed: true, format: pdf, total: 100000, valid: 99998}")
    root = one(tmp_path, {"requests/small/region-a.yaml": request, "grids/doc.yaml": grid}, call=call)
    text = asipgrid("draft", "small", cwd=root).out
    assert "| 1 | 33.334 % | €133.34 | A | at least 66.667 % of the goals of annex 1 are reached |" in text
    assert "| 2 | 33.333 % | €133.33 | B | none |" in text
    assert "| 99.998 % | 1 February 2010 | at least 99.999 % |" in text
    assert "| DOC-03 | Which share is valid? | 99.998 % is at least 60 %, under 99.999 % | 3 of 4 |" in text
    french = typed(asipgrid("draft", "small", "--lang", "fr", cwd=root).out)
    assert "| 1 | 33,334 % | 133,34 € |" in french
    assert "| 99,998 % | 1er février 2010 | au moins 99,999 % |" in french


def test_a_limit_of_the_call_is_told_as_it_is_written(tmp_path: Path, asipgrid: Command) -> None:
    call = SMALL_CALL.replace("minimum: 60", "minimum: 95.0004")
    text = asipgrid("draft", "small", cwd=one(tmp_path, call=call)).out
    assert "Score is 95.0000, under 95.0004 (by 0.0004)" in text


def test_a_request_to_which_nothing_applies_has_no_score_and_the_letter_says_so(
    tmp_path: Path, asipgrid: Command
) -> None:
    grid = SMALL_GRID.replace("    weight:", "    applies_when: {doc.signed: false}\n    weight:")
    for outcome, words in (
        ("defer", "It has no score, for no criterion applies to it."),
        ("decline", "Score: none, for no criterion applies."),
        ("fund", "No criterion applies, so no goal is set."),
    ):
        rule = f"decisions:\n  - {{outcome: ineligible, when: {{eligible: false}}}}\n  - {{outcome: {outcome}}}\n"
        call = re.sub(r"decisions:\n(  .*\n)+", rule, SMALL_CALL)
        root = small(
            tmp_path / outcome, {"requests/small/region-a.yaml": small_request("region-a")}, grid=grid, call=call
        )
        text = asipgrid("draft", "requests/small", cwd=root).out
        assert words in text, outcome
        assert "is  of" not in text


def test_tied_requests_are_told_that_the_envelope_does_not_suffice_for_all(tmp_path: Path, asipgrid: Command) -> None:
    files = {f"requests/small/{name}.yaml": small_request(name, requested="700") for name in "abc"}
    files |= {f"requests/small/ratings/one/{name}.yaml": small_rating(name) for name in "abc"}
    text = asipgrid("draft", "requests/small", "a", cwd=small(tmp_path, files)).out
    assert "but others stand at the same rank, and the envelope does not suffice for all of them." in text


@pytest.mark.parametrize(
    ("terms", "first", "english", "french"),
    [
        (
            "overflow: skip, partial: none",
            "a 700, b 600",
            (
                "what was left of the envelope when its turn came, €300.00, is less than the €600.00 it could be given, and the "
                "call awards no part of an amount; by the rules of the call it is offered to the requests that follow."
            ),
            (
                "ce qui restait de l'enveloppe à son tour, 300,00 €, est inférieur aux 600,00 € qui pourraient être attribués, et "
                "l'appel n'attribue pas de montant partiel ; selon les règles de l'appel, il est proposé aux demandes suivantes."
            ),
        ),
        (
            "overflow: skip, partial: remainder",
            "a 700, b 600",
            (
                "what was left of the envelope when its turn came, €300.00, is less than the €600.00 that the project needs; "
                "by the rules of the call it is offered to the requests that follow."
            ),
            (
                "ce qui restait de l'enveloppe à son tour, 300,00 €, est inférieur aux 600,00 € nécessaires au projet ; "
                "selon les règles de l'appel, il est proposé aux demandes suivantes."
            ),
        ),
        (
            "overflow: stop, partial: remainder",
            "a 700, b 600",
            (
                "what was left of the envelope when its turn came, €300.00, is less than the €600.00 that the project needs, "
                "and by the rules of the call nothing is awarded after that."
            ),
            (
                "ce qui restait de l'enveloppe à son tour, 300,00 €, est inférieur aux 600,00 € nécessaires au projet, "
                "et selon les règles de l'appel plus rien n'est attribué ensuite."
            ),
        ),
        (
            "overflow: stop, partial: none",
            "a 1100, b 100",
            "the allocation ended at a request of a better rank, for which the envelope did not suffice.",
            "l'attribution s'est arrêtée à une demande mieux classée, que l'enveloppe ne suffisait pas à financer.",
        ),
        (
            "overflow: skip, partial: none",
            "a 1000, b 100",
            "nothing was left of the envelope when its turn came.",
            "il ne restait rien de l'enveloppe à son tour.",
        ),
    ],
)
def test_a_place_on_the_reserve_list_says_why_the_request_was_not_served(
    tmp_path: Path, asipgrid: Command, terms: str, first: str, english: str, french: str
) -> None:
    call = SMALL_CALL.replace("overflow: skip, partial: none", terms)
    asked = dict(each.split() for each in first.split(", "))
    files = {f"requests/small/{name}.yaml": small_request(name, requested=amount) for name, amount in asked.items()}
    files |= {f"requests/small/ratings/one/{n}.yaml": small_rating(n, m) for n, m in (("a", "4"), ("b", "2"))}
    root = small(tmp_path, files, call=call)
    for language, because in (("en", f", but {english}"), ("fr", f", mais {french}")):
        text = asipgrid("draft", "requests/small", "b", "--lang", language, cwd=root).out
        assert because in typed(text)


def test_every_member_of_a_draw_is_told_its_place_the_loser_too(tmp_path: Path, asipgrid: Command) -> None:
    call = SMALL_CALL.replace("{by: score}", "{by: score, unresolved: {lot: x}}").replace(
        "partial: none", "partial: remainder"
    )
    asked = {"a": "600", "b": "500, minimum: 200", "c": "400", "z": "0"}
    files = {f"requests/small/{name}.yaml": small_request(name, requested=amount) for name, amount in asked.items()}
    files |= {f"requests/small/ratings/one/{name}.yaml": small_rating(name) for name in asked}
    root = small(tmp_path, files, call=call)
    table = asipgrid("score", "requests/small", cwd=root).out
    whole = asipgrid("score", "requests/small", "--format", "json", cwd=root).out
    for place, name in enumerate("abc", 1):
        drawn = f"drawn {place} of 3 by lot (seed x)"
        assert f"  {name}: {drawn}\n" in table
        assert f'"{drawn}"' in whole
        assert drawn in asipgrid("explain", "requests/small", name, cwd=root).out
        text = asipgrid("draft", "requests/small", name, cwd=root).out
        assert f'place {place} of 3, seed "x"' in text
        text = asipgrid("draft", "requests/small", name, "--lang", "fr", cwd=root).out.replace(
            "\N{NO-BREAK SPACE}", " "
        )
        assert f"{place}{'re' if place == 1 else 'e'} place sur 3, graine « x »" in text
    assert "by lot" not in asipgrid("explain", "requests/small", "z", cwd=root).out
    # Who is awarded the 0 it asked for is not told that its amount is not stated.
    assert asipgrid("draft", "requests/small", "z", cwd=root).err == (
        "asipgrid: z: no addendum to draft, for what it is awarded is 0\n"
    )


def test_what_would_put_a_request_apart_is_asked_of_who_does_not_state_it(tmp_path: Path, asipgrid: Command) -> None:
    call = SMALL_CALL.replace("{by: score}", "{by: score, tie_break: [{path: request.funding.total_cost}]}")
    asked = {"a": "1000", "b": "1000, total_cost: 2000"}
    files = {f"requests/small/{name}.yaml": small_request(name, requested=amount) for name, amount in asked.items()}
    files |= {f"requests/small/ratings/one/{name}.yaml": small_rating(name) for name in asked}
    root = small(tmp_path, files, call=call)
    told = "is not stated by all of them: Total cost. What is not stated puts nobody apart, so nobody among them is funded until it is."
    mine, other = (asipgrid("draft", "requests/small", name, cwd=root).out for name in "ab")
    assert f"{told} Your request does not state it; please do.\n\nA place on this list" in mine
    assert f"{told}\n\nA place on this list" in other


def test_earlier_amounts_in_another_currency_are_never_added(tmp_path: Path, asipgrid: Command) -> None:
    root = two_calls(tmp_path)
    path = root / "requests/small-2009/call.yaml"
    path.write_text(path.read_text("utf-8").replace("currency: EUR", "currency: CHF"), "utf-8")
    text = asipgrid("draft", "requests/small", cwd=root).out
    assert re.search(r"\| Funding \| CHF\s?400\.00 \(An earlier call\) \| €400\.00 more \|", text)
    assert "in all" not in text


def test_an_earlier_goal_is_taken_as_amendments_have_moved_it(tmp_path: Path, asipgrid: Command) -> None:
    root = two_calls(tmp_path)
    path = root / "requests/small-2009/amendments/old.yaml"
    path.parent.mkdir()
    move = "{goal: DOC-03, due: 2010-06-30, decided_on: 2009-10-01, why: Late}"
    back = "{amount: 100, decided_on: 2009-10-01, why: Not spent}"
    path.write_text(f"amendment: old\ndecided_by: Committee\nmoves: [{move}]\nreturns: [{back}]\n", "utf-8")
    text = asipgrid("draft", "requests/small", cwd=root).out
    assert "| DOC-03: Which share is valid? | at least 40 % by 30 June 2010 |" in text
    assert "| Funding | €1,300.00 | €400.00 more, in all €1,700.00 |" in text


# ── how French is set ──────────────────────────────────────────────────────────────────────────────


@pytest.mark.slow
def test_no_french_letter_begins_a_line_with_a_colon_or_ends_one_with_a_quotation_mark(
    tmp_path: Path, asipgrid: Command
) -> None:
    out = tmp_path / "letters"
    assert asipgrid("draft", EXAMPLE, "--lang", "fr", "-o", str(out)).code == 0
    texts = [each.read_text(encoding="utf-8") for each in sorted(out.glob("*.fr.md"))]
    assert len(texts) == 16
    assert [found for text in texts for found in re.findall(r".* [:;?!»]|« .*|n° \w.*", text)] == []
    assert all("Objet\N{NO-BREAK SPACE}: " in text or "# Avenant" in text for text in texts)


def test_in_english_blanks_stay_as_they_are_written(tmp_path: Path, asipgrid: Command) -> None:
    request = small_request("a", doc=PDF).replace("Project a", '"Why ? Because : « it » ; n° 2 !"')
    assert "Why ? Because : « it » ; n° 2 !" in letter(tmp_path, asipgrid, "next", request=request)


FRENCH_PAGE = """\
# Titre : « un essai »

| a | b |
| :--- | :---: |
| : | ; c ? |

- : un point
- ! `code : « x » ?` et \\` : x
- ``a ` : b`` n° 2 ! ![image](x.png)
"""


def test_french_blanks_leave_code_and_what_makes_markdown(tmp_path: Path) -> None:
    page = LetterRenderer({"ask.fr.md": Template(file="ask.fr.md", text=FRENCH_PAGE)}).text("ask", {}, Language.FR)
    assert (
        page.replace("\N{NO-BREAK SPACE}", "_").replace("\N{NARROW NO-BREAK SPACE}", "~")
        == """\
# Titre_: «_un essai_»

| a | b |
| :--- | :---: |
| : | ; c~? |

- : un point
- ! `code : « x » ?` et \\`_: x
- ``a ` : b`` n°_2~! ![image](x.png)
"""
    )
