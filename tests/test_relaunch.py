"""The thirteen letters of the relaunch: twelve addenda and the agreement of ADPIM, from published facts alone."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

import pytest

from conftest import ROOT, SMALL_CALL, SMALL_GRID, Command, Golden, small, small_rating, small_request, typed

RELAUNCH: Final = str(ROOT / "requests/relaunch-2009")
TWELVE: Final = sorted(
    path.stem for path in (ROOT / "requests/relaunch-2009").glob("*.yaml") if path.stem not in {"call", "adpim"}
)
SOURCE: Final = {
    "en": "ASIP Santé, The relaunch of the regional projects, 6 September 2010",
    "fr": "ASIP Santé, texte en anglais sur la relance des projets régionaux, 6 septembre 2010",
}
UNDATED: Final = {
    "en": "(to be completed: last day to reach the goals)",
    "fr": "(à compléter : échéance des objectifs)",
}
END: Final = {"en": "31 December 2010", "fr": "31 décembre 2010"}
# What is to be reached in both languages, how much of it, by when, the paragraph of source A.
GOALS: Final[Mapping[str, list[tuple[str, str, str, Mapping[str, str], int]]]] = {
    "picardy": [
        (
            "Health records (DMP) in the project",
            "Dossiers médicaux personnels (DMP) intégrés au projet",
            "143,000",
            END,
            15,
        ),
        ("General practitioners involved", "Médecins généralistes participants", "530", END, 15),
        ("Health institutions involved", "Établissements de santé participants", "27", END, 15),
    ],
    "franche-comte": [
        (
            "Healthcare professionals whose connections the project manages",
            "Professionnels de santé dont le projet gère les connexions",
            "2,000",
            UNDATED,
            12,
        ),
        (
            "Health institutions whose connections the project manages",
            "Établissements de santé dont le projet gère les connexions",
            "19",
            UNDATED,
            12,
        ),
    ],
    "languedoc-roussillon": [
        (
            "Healthcare professionals in the project",
            "Professionnels de santé participant au projet",
            "3,500",
            UNDATED,
            14,
        )
    ],
    "rhone-alpes": [
        (
            "Technical convergence with all the national frameworks of ASIP Santé (interoperability, INS and others)",
            "Convergence technique avec tous les référentiels nationaux de l'ASIP Santé (interopérabilité, INS et autres)",
            "100 %",
            {"en": "the summer of 2010", "fr": "l'été 2010"},
            16,
        )
    ],
}
BLANK: Final = {
    "en": re.compile(r"\(to be completed: ([^()]*)\)"),
    "fr": re.compile(r"\(à compléter : ([^()]*)\)"),
}


@pytest.fixture(scope="module", params=["en", "fr"])
def language(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
def folder(tmp_path: Path, asipgrid: Command, language: str) -> Path:
    ran = asipgrid("draft", RELAUNCH, "--lang", language, "-o", str(tmp_path))
    assert ran.code == 0
    assert "no addendum" not in ran.err
    return tmp_path


def letter(folder: Path, name: str, language: str) -> str:
    return typed((folder / f"{name}.{language}.md").read_text("utf-8"))


def goal_rows(name: str, language: str) -> list[str]:
    """The goals of an addendum as annex 1 has them."""
    french = language == "fr"
    rows = []
    for number, (en, fr, target, due, passage) in enumerate(GOALS.get(name, ()), 1):
        value = target.replace(",", " ") if french else target
        unknown = "non publiée" if french else "not published"
        cells = (str(number), fr if french else en, unknown, value, due[language], f"{SOURCE[language]}, § {passage}")
        rows.append(f"| {' | '.join(cells)} |")
    return rows


def listed(folder: Path) -> dict[str, Any]:
    data: dict[str, Any] = json.loads((folder / "drafts.json").read_text("utf-8"))
    return data


def test_twelve_addenda_and_one_agreement_that_stays(folder: Path, language: str) -> None:
    names = {f"addendum-{name}.{language}.md" for name in TWELVE} | {f"maintain-adpim.{language}.md"}
    assert {path.name for path in folder.glob("*.md")} == names
    assert set(listed(folder)["drafts"]) == set(listed(folder)["to_complete"]) == names


def test_goals_are_those_that_the_sources_state_with_their_line(folder: Path, language: str) -> None:
    for name in TWELVE:
        text = letter(folder, f"addendum-{name}", language)
        annex = re.split(r"^## Annex[e]? \d ?: .*$", text, flags=re.MULTILINE)[1]
        rows = re.findall(r"^\| \d+ \|.*$", annex, re.MULTILINE)
        wanted = goal_rows(name, language)
        assert rows == wanted, name
        blank = (
            "(to be completed: goals to be reached)" if language == "en" else "(à compléter : objectifs à atteindre)"
        )
        assert (blank in text) is not bool(wanted)


def test_no_amount_is_invented_and_every_blank_is_listed(folder: Path, language: str) -> None:
    for name, blanks in listed(folder)["to_complete"].items():
        text = typed((folder / name).read_text("utf-8"))
        assert not re.search(r"[€%$]|EUR|euro", text.replace("100 %", "")), name
        found = dict.fromkeys(BLANK[language].findall(text))
        # The number and the day of a text, and the ways of appeal, have blanks with words of their own.
        rest = [each for each in map(typed, blanks) if each not in found]
        assert set(found) <= set(map(typed, blanks)), name
        own = {
            "en": ["number and day: the decree", "ways of appeal"],
            "fr": ["n° et date : le décret", "voies et délais de recours"],
        }[language]
        assert rest == (own[:1] if name.startswith("addendum") else own[1:]), name
        assert ("amount of the funding" in found or "montant du financement" in found) is name.startswith("addendum")


def test_nothing_of_the_grids_binds(folder: Path, language: str) -> None:
    """The grids are reconstructions, and nobody judged a criterion: no goal, condition, level or score is drawn from them."""
    for name in TWELVE:
        text = letter(folder, f"addendum-{name}", language)
        assert not re.search(r"\b(RFR|INS|IOP|CHG)-\d\d\b", text), name
        assert not re.search(r"\bscore\b|\bniveau \d|\blevel \d|\b0[.,]00\b", text), name


def test_the_letters_can_be_read_aloud(folder: Path, language: str) -> None:
    english = r"\b(the|of|and|which|with|until|funding|health)\b"
    french = r"\b(le|des|et|qui|avec|financement|santé)\b"
    for path in folder.glob("*.md"):
        text = typed(path.read_text("utf-8"))
        assert not re.search(r"\S  +\S|None|\(\)|: *\.|, *[.,;]| \. |\( |\.\.", text), path.name
        assert "(in French)" not in text
        assert "(en anglais)" not in text
        assert not re.search(r"\S\n#", text), path.name
        told = re.sub(r"`[^`]*`|ASIP Santé|e-santé", "", text)
        if language == "fr":
            assert not re.search(english, told), (path.name, re.findall(english, told))
        else:
            assert not re.search(french, told, re.IGNORECASE), (path.name, re.findall(french, told))


def test_the_agreement_of_adpim_stays_in_force_and_no_request_is_spoken_of(folder: Path, language: str) -> None:
    text = letter(folder, "maintain-adpim", language)
    if language == "en":
        assert "remains in force: its clauses stay as they are, until October 2010." in text
        assert "request" not in text
    else:
        assert "demeure en vigueur : ses clauses restent telles quelles, jusqu'en octobre 2010." in text
        assert "demande" not in text


def test_the_addendum_of_picardy_is_the_reviewed_one(asipgrid: Command, golden: Golden) -> None:
    golden("addendum-picardy.fr.md", asipgrid("draft", RELAUNCH, "picardy", "--lang", "fr").out)


@pytest.mark.parametrize("lang", ["en", "fr"])
def test_the_letter_to_adpim_is_the_reviewed_one(asipgrid: Command, golden: Golden, lang: str) -> None:
    golden(f"maintain-adpim.{lang}.md", asipgrid("draft", RELAUNCH, "adpim", "--lang", lang).out)


def test_monitor_follows_the_goals_of_the_addendum(asipgrid: Command) -> None:
    """The same targets, by the same days, and no other."""
    data = json.loads(asipgrid("monitor", RELAUNCH, "--as-of", "2010-07-01", "--format", "json").out)
    followed = {each["id"]: each for each in data["requests"]}
    assert sorted(followed) == TWELVE
    assert {name: len(each["targets"]) for name, each in followed.items() if each["targets"]} == {
        name: len(rows) for name, rows in GOALS.items()
    }
    assert not any(each["goals"] for each in followed.values())


# ── any call: an amount that is not stated is a blank of the act ───────────────────────────────────

FUNDED: Final = SMALL_CALL.replace("score: {minimum: 60}", "score: {minimum: 1}")
DOC: Final = "{signed: true, format: pdf, total: 9, valid: 6}"
PAYMENTS: Final = """addendum:
  goals_due: 2010-12-31
  payments:
    - {share: 0.3, at: {en: at signature, fr: à la signature}}
    - {share: 0.7, at: {en: with the last report, fr: avec le dernier rapport}, when: {goals_reached: {minimum: 0.5}}}
"""
OPEN: Final = "decision: a\noutcome: fund\ndecided_by: Board\ndecided_on: 2010-04-01\nwhy: The amount comes later.\n"


def open_amount(tmp_path: Path, *, call: str = FUNDED, rated: bool = True) -> Path:
    """A workspace whose committee funds a request that states no amount."""
    request = re.sub(r"^funding:.*(\n .*)*\n?", "", small_request("a", doc=DOC), flags=re.MULTILINE)
    files = {"requests/small/a.yaml": request, "requests/small/decisions/a.yaml": OPEN}
    if rated:
        files["requests/small/ratings/one/a.yaml"] = small_rating("a", "2")
    return small(tmp_path, files, call=call + PAYMENTS)


def test_an_amount_that_is_not_stated_is_a_blank_of_the_act(tmp_path: Path, asipgrid: Command) -> None:
    root = open_amount(tmp_path)
    ran = asipgrid("draft", "requests/small", "a", cwd=root)
    assert ran.code == 0, ran.err
    text = typed(ran.out)
    assert "The funding granted by this addendum is (to be completed: amount of the funding).\n" in text
    assert "| Funding | not stated in the request | further funding: (to be completed: amount of the funding) |" in text
    assert (
        "| payment | share | when | condition |\n| --- | --- | --- | --- |\n| 1 | 30 % | at signature | none |\n"
        in text
    )
    assert "## Annex 2: budget\n\n(to be completed: budget of the project, line by line)\n" in text
    assert "amount of the funding" in ran.err
    # The goals are those that it would have with an amount, and monitoring follows them.
    goals = re.findall(r"^\| (DOC-\d\d) \| .* \| 31 December 2010 \|", text, re.MULTILINE)
    data = json.loads(asipgrid("monitor", "requests/small", "--as-of", "2010-06-01", "--format", "json", cwd=root).out)
    assert goals
    assert [each["id"] for each in data["requests"][0]["goals"]] == goals


def test_a_criterion_that_nobody_marked_gives_no_goal(tmp_path: Path, asipgrid: Command) -> None:
    marked, unmarked = (
        asipgrid("draft", "requests/small", "a", "--quiet", cwd=open_amount(tmp_path / str(rated), rated=rated)).out
        for rated in (True, False)
    )
    assert "| DOC-04 |" in marked.split("## Annex 2")[0]
    assert "| DOC-04 |" not in unmarked.split("## Annex 2")[0]


# ── any call of published facts ────────────────────────────────────────────────────────────────────

PUBLISHED: Final = FUNDED.replace(
    "call: small\n", "call: small\nbasis: published\nsources: {A: {en: The report, fr: Le rapport}}\n"
)
FACTS: Final = """
request: a
call: small
title: {en: Project A, fr: Projet A}
applicant: {scope: regional, region: Region A, region_in: {fr: Région A}}
doc: {total: 10}
commitments:
  - {path: doc.valid, target: 8, by: 2010-12-31, source: A, passage: § 2, goal: {en: Valid documents, fr: Documents valides}}
evidence:
  - {id: A1, title: The report, date: 2010-01-02, source: A, supports: [applicant, doc.total]}
"""
STATED: Final = "decision: a\noutcome: fund\namount: 100\ndecided_by: Agency\nwhy: {en: It was granted., fr: Il est accordé.}\nsource: A\n"
REPORT: Final = """
progress: a
period: 2010-06
as_of: 2010-06-30
facts: {doc: {valid: VALID}}
evidence: [{id: B1, title: The report, date: 2010-06-30, source: A, supports: [doc.valid]}]
"""


def published(tmp_path: Path, *, status: str = "reconstruction", valid: int = 8) -> Path:
    """A workspace whose call rests on published facts, with a payment that waits for the goals and a gate before payments."""
    grid = SMALL_GRID.replace("status: example", f"status: {status}").replace("gate: eligibility", "gate: payment")
    files = {
        "requests/small/a.yaml": FACTS,
        "requests/small/decisions/a.yaml": STATED,
        "requests/small/progress/2010-06/a.yaml": REPORT.replace("VALID", str(valid)),
        "requests/small/payments/a.yaml": "payment: a\nsigned_on: 2010-02-01\n",
    }
    return small(tmp_path, files, call=PUBLISHED + PAYMENTS, grid=grid)


def test_payments_of_published_facts_wait_for_the_published_goals(tmp_path: Path, asipgrid: Command) -> None:
    """The share of the goals of annex 1 that addendum and monitoring speak of is of the same goals; no gate stands before it."""
    for valid, state in ((8, "payable"), (7, "not-due")):
        root = published(tmp_path / str(valid), valid=valid)
        text = typed(asipgrid("draft", "requests/small", "--quiet", cwd=root).out)
        assert "| 1 | Valid documents | not published | 8 | 31 December 2010 | The report, § 2 |" in text
        assert (
            "| 2 | 70 % | €70.00 | with the last report | at least 50 % of the goals of annex 1 are reached |" in text
        )
        assert "## Annex 2: budget\n\n(to be completed: budget of the project, line by line)\n\nDocument digest" in text
        assert "The published sources state no condition that precedes a payment." in text
        day = ("--as-of", "2010-07-01", "--format", "json")
        (followed,) = json.loads(asipgrid("monitor", "requests/small", *day, cwd=root).out)["requests"]
        assert [each["state"] for each in followed["payments"]] == ["payable", state]


def test_a_grid_that_was_published_itself_binds(tmp_path: Path, asipgrid: Command) -> None:
    text = typed(asipgrid("draft", "requests/small", "--quiet", cwd=published(tmp_path, status="published")).out)
    assert "No payment shall be made until each of the following requirements is met" in text
    assert "## Annex 3: completed grid" in text


# ── what rests on an amount that is not stated ─────────────────────────────────────────────────────


def test_an_earlier_addendum_without_an_amount_counts_and_makes_no_sum(tmp_path: Path, asipgrid: Command) -> None:
    root = open_amount(tmp_path)
    first = root / "requests/small/a.yaml"
    agreement = "agreement: {reference: R-1, signed_on: 2008-01-01, ends_on: 2011-12-31}\n"
    first.write_text(first.read_text("utf-8") + agreement, encoding="utf-8")
    second = FUNDED.replace("call: small", "call: second").replace("A small call", "A second call")
    files = {
        "requests/second/call.yaml": second + "addendum: {builds_on: [small]}\n",
        "requests/second/a.yaml": small_request("a", doc=DOC).replace("call: small", "call: second") + agreement,
        "requests/second/ratings/one/a.yaml": small_rating("a", "2"),
    }
    for name, text in files.items():
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_text(text, encoding="utf-8")
    text = typed(asipgrid("draft", "requests/second", "--quiet", cwd=root).out)
    assert "# Addendum no. 2 to agreement R-1" in text
    assert "| Funding | amount not stated (A small call) | €400.00 more |" in text
    assert "in all" not in text


def test_a_payment_of_an_amount_that_is_not_stated_is_found(tmp_path: Path, asipgrid: Command) -> None:
    root = open_amount(tmp_path)
    paid = "payment: a\nsigned_on: 2010-04-02\npaid: [{number: 1, amount: 30, paid_on: 2010-04-03}]\n"
    (root / "requests/small/payments").mkdir()
    (root / "requests/small/payments/a.yaml").write_text(paid, encoding="utf-8")
    ran = asipgrid("monitor", "requests/small", "--as-of", "2010-06-01", cwd=root)
    assert (
        "P606 what a is awarded is not stated, but 30.00 EUR are recorded as paid; state it in its decision" in ran.err
    )


def test_a_reminder_names_the_goals_as_their_addendum_does(asipgrid: Command) -> None:
    day = ("--letter", "reminder", "--as-of", "2011-03-09", "--lang", "fr")
    text = typed(asipgrid("draft", RELAUNCH, "picardy", *day).out)
    assert "| 2 | Médecins généralistes participants | au moins 530 | 31 décembre 2010 | – |" in text
    assert "reconstitutions" not in text
