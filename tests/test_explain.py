"""`asipgrid explain`: a request in short and in full, one criterion across requests, the marks that no figure holds."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from conftest import SMALL_CALL, Command, Golden, small, small_rating, small_request

CALL = "requests/example-2010"
CONFLICT = "rating: region-a\nassessor: two\nrated_on: 2010-03-05\nconflict: true\n"
FILES = {
    "requests/small/region-a.yaml": small_request("region-a"),
    "requests/small/region-b.yaml": small_request("region-b", doc="{signed: true, format: pdf, total: 10}"),
    "requests/small/ratings/one/region-a.yaml": small_rating("region-a"),
    "requests/small/ratings/two/region-a.yaml": CONFLICT,
}


@pytest.fixture
def home(tmp_path: Path) -> Path:
    return small(tmp_path, FILES)


# ── in short ───────────────────────────────────────────────────────────────────────────────────────


def test_in_short_it_is_a_screen_or_two(asipgrid: Command, golden: Golden) -> None:
    golden("explain-short-region-d.table", asipgrid("explain", CALL, "region-d").out)


def test_in_short_what_is_open_is_a_span_and_what_is_missing_most_comes_first(asipgrid: Command, home: Path) -> None:
    assert asipgrid("explain", "small", "region-b", cwd=home, columns=None).out == (
        """region-b: Project region-b
Applicant region-b, requests/small/region-b.yaml

Outcome ask, 400.00 EUR requested
Score 25.00, at most 75.00; known 50.00 %; eligible: yes

Criterion Level              Weight Of 100 Remark  Question
DOC       25.00–75.00 of 100      1                Documents
DOC-01    passes                                   Is the undertaking signed?
DOC-02    2 of 4                 50     25         In which form are documents kept?
DOC-03    0–4 of 4               30   0–30 unknown Which share is valid?
DOC-04    0–4 of 4               20   0–20 unrated Is there a plan?

Score: (1 × 25.00) / 1 = 25.00
  Grid scores are printed with two decimals; the sum is made with the exact ones.

Where most points are missing
  - DOC-03: 30.00 of 30.00 points of the score missing; doc.valid: not stated
  - DOC-02: 25.00 of 50.00 points of the score missing; next: level 4: Structured (doc.format is pdf, must be cda)
  - DOC-04: 20.00 of 20.00 points of the score missing; 0 of 1 assessor has marked it

Why
  - rule 2 (fund) does not hold: score is 25.00, under 60 (by 35)
  - rule 3 (ask) holds: ceiling is 75.00, at least 60

Questions
  - DOC-03: state doc.valid (worth up to 30.00 points of the score)
  - DOC-04: 0 of 1 assessor has marked it (worth up to 20.00 points of the score)

--full shows every fact, mark, document and next level; --criterion ID one criterion
"""
    )


@pytest.mark.parametrize("form", ["json", "markdown"])
def test_what_is_kept_and_what_programs_read_is_whole_in_any_case(asipgrid: Command, form: str) -> None:
    asked = ("explain", CALL, "region-d", "--format", form)
    assert asipgrid(*asked).out == asipgrid(*asked, "--full").out


# ── one criterion ──────────────────────────────────────────────────────────────────────────────────


def test_one_criterion_across_all_requests_in_the_order_of_the_result(asipgrid: Command, home: Path) -> None:
    assert asipgrid("explain", "small", "--criterion", "DOC-04", cwd=home, columns=None).out == (
        """DOC-04  Is there a plan?
  DOC Documents (1.0.0), grids/doc.yaml:34
  weight 20; levels 0 to 4
  marked by 1 assessor at least; the median of the marks gives the level
    4  full
    3  good
    2  fair
    1  poor
    0  none

1 region-a (funded): Project region-a
  15.00 of 20.00 points of the score
  level 3 of 4 × 20 = 15
  marks 3 give 3
  one: 3, Seen in the plan
  next: level 4: full
  two is left out: conflict of interest (requests/small/ratings/two/region-a.yaml:4)

– region-b (ask): Project region-b
  0.00 of 20.00 points of the score
  unrated: level 0 of 4 × 20 = 0 (up to level 4)
  0 of 1 assessor has marked it

How many of 2 requests have what
  - level 3 of 4: 1
  - unrated: 1
"""
    )


def test_one_criterion_of_one_request_is_told_alone(asipgrid: Command, home: Path) -> None:
    assert asipgrid("explain", "small", "region-a", "--criterion", "DOC-03", cwd=home).out == (
        """DOC-03  Which share is valid?
  DOC Documents (1.0.0), grids/doc.yaml:29
  weight 30; levels 0 to 4
  judged by a figure, each level from so much: share = doc.valid ÷ doc.total
    4  80 %
    3  60 %
    2  40 %
    1  20 %

1 region-a (funded): Project region-a
  30.00 of 30.00 points of the score
  level 4 of 4 × 30 = 30
  80 % is at least 80 %
  doc.valid = 8 (region-a.yaml:7)
  doc.total = 10 (region-a.yaml:7)
"""
    )


def test_several_criteria_each_once_a_gate_too(asipgrid: Command, home: Path) -> None:
    asked = ("--criterion", "DOC-02", "--criterion", "DOC-01", "--criterion", "DOC-02")
    assert asipgrid("explain", "small", *asked, "--format", "markdown", cwd=home).out == (
        """# DOC-02 In which form are documents kept?

- DOC Documents (1.0.0), grids/doc.yaml:23
- weight 50; levels 0 to 4
- judged by facts: the highest level whose condition holds, else 0
- 4: Structured
- 2: Readable

## 1 region-a (funded): Project region-a

- 50.00 of 50.00 points of the score
- scored: level 4 of 4 × 50 = 50
- Structured
- doc.format = cda (requests/small/region-a.yaml:7)

## – region-b (ask): Project region-b

- 25.00 of 50.00 points of the score
- scored: level 2 of 4 × 50 = 25
- Readable
- doc.format = pdf (requests/small/region-b.yaml:7)
- next: level 4: Structured (doc.format is pdf, must be cda)

## How many of 2 requests have what

- level 4 of 4: 1
- level 2 of 4: 1

# DOC-01 Is the undertaking signed?

- DOC Documents (1.0.0), grids/doc.yaml:19
- a gate (eligibility), which passes or fails

## 1 region-a (funded): Project region-a

- info
- doc.signed is true
- doc.signed = true (requests/small/region-a.yaml:7)
- gate (eligibility) passes

## – region-b (ask): Project region-b

- info
- doc.signed is true
- doc.signed = true (requests/small/region-b.yaml:7)
- gate (eligibility) passes

## How many of 2 requests have what

- gate (eligibility) passes: 2
"""
    )


def test_a_criterion_as_json_has_its_scale_and_what_each_request_has_of_it(asipgrid: Command, home: Path) -> None:
    ran = asipgrid("explain", "small", "--criterion", "DOC-04", "--format", "json", cwd=home)
    [told] = json.loads(ran.out)["criteria"]
    first, second = told.pop("requests")
    assert told == {
        "id": "DOC-04",
        "grid": "DOC",
        "question": {"en": "Is there a plan?", "fr": "Is there a plan?"},
        "weight": "20",
        "max": 4,
        "gate": None,
        "measure": None,
        "scale": [
            {"level": str(level), "is": {"en": text, "fr": text}}
            for level, text in zip((4, 3, 2, 1, 0), ("full", "good", "fair", "poor", "none"), strict=True)
        ],
        "distribution": {"levels": {"3": 1}, "states": {"unrated": 1}, "gates": {}},
    }
    assert first == {
        "id": "region-a",
        "rank": 1,
        "outcome": "fund",
        "status": "funded",
        "state": "scored",
        "level": "3",
        "ceiling": "3",
        "weight": "20",
        "found": {"one": "3"},
        "reason": "marks 3 give 3",
        "value": "0.75",
        "worth": "20.00",
        "gives": "15.00",
        "facts": [],
        "marks": [
            {
                "assessor": "one",
                "level": "3",
                "why": "Seen in the plan",
                "place": "requests/small/ratings/one/region-a.yaml:4",
            }
        ],
        "consensus": None,
        "next": "level 4: full",
        "grid": "grids/doc.yaml:34",
        "left_out": [
            {
                "assessors": ["two"],
                "criterion": None,
                "why": "two is left out: conflict of interest",
                "place": "requests/small/ratings/two/region-a.yaml:4",
            }
        ],
    }
    assert (second["id"], second["rank"], second["level"], second["left_out"]) == ("region-b", None, "0", [])
    one = asipgrid("explain", "small", "region-a", "--criterion", "DOC-04", "--format", "json", cwd=home)
    assert json.loads(one.out)["criteria"] == [
        {**{name: value for name, value in told.items() if name != "distribution"}, "requests": [first]}
    ]


@pytest.mark.parametrize(
    ("name", "says"),
    [
        ("DOC-05", "no such criterion in small; did you mean DOC-04? DOC has DOC-01, DOC-02, DOC-03, DOC-04"),
        ("doc-04", "no such criterion in small; did you mean DOC-04? DOC has DOC-01, DOC-02, DOC-03, DOC-04"),
        ("x", "no such criterion in small; there are DOC-01, DOC-02, DOC-03, DOC-04"),
        ("DOC", "a grid, no criterion; its criteria are DOC-01, DOC-02, DOC-03, DOC-04"),
        ("share", "a figure of DOC, no criterion; DOC-03 judged by it"),
        ("DOC.share", "a figure of DOC, no criterion; DOC-03 judged by it"),
        ("NEW", "points on top, no criterion; `asipgrid explain` on a request tells what it has of them"),
    ],
)
def test_what_is_no_criterion_is_told_what_it_is(asipgrid: Command, tmp_path: Path, name: str, says: str) -> None:
    call = (
        SMALL_CALL + "bonus: [{id: NEW, title: {en: New, fr: Nouveau}, points: 1, when: {request.doc.signed: true}}]\n"
    )
    root = small(tmp_path, call=call)
    ran = asipgrid("explain", "small", "--criterion", name, cwd=root)
    assert (ran.code, ran.out, ran.err) == (2, "", f"asipgrid: {name}: {says}\n")


def test_without_a_request_a_criterion_is_needed(asipgrid: Command) -> None:
    ran = asipgrid("explain", CALL)
    assert (ran.code, ran.out) == (2, "")
    assert "Missing argument '[REQUEST]'" in ran.err


# ── marks that no figure holds ─────────────────────────────────────────────────────────────────────


def _marks(root: Path, panel: str, **marks: str | None) -> Path:
    """The small workspace with a panel and the marks of some assessors on DOC-04; None: a conflict of interest."""
    call = SMALL_CALL.replace("panel: {assessors: 1, aggregate: median}", f"panel: {panel}")
    files = {"requests/small/region-a.yaml": small_request("region-a")}
    for name, level in marks.items():
        sheet = CONFLICT.replace("two", name) if level is None else small_rating("region-a", level, name)
        files[f"requests/small/ratings/{name}/region-a.yaml"] = sheet
    return small(root, files, call=call)


@pytest.mark.parametrize(
    ("panel", "marks", "told"),
    [
        (
            "{assessors: 1, aggregate: mean}",
            {"one": "3", "two": None},
            [("two", None, "two is left out: conflict of interest", "requests/small/ratings/two/region-a.yaml:4")],
        ),
        (
            "{assessors: 3, aggregate: trimmed}",
            {"five": "0", "four": "4", "one": "3", "two": "4"},
            [
                (
                    "five, four, two",
                    "DOC-04",
                    "DOC-04: one mark of 4 and one of 0, the highest and the lowest, are left out",
                    None,
                )
            ],
        ),
        ("{assessors: 2, aggregate: trimmed}", {"one": "3", "two": "4"}, []),
        (
            "{assessors: 2, aggregate: mean}",
            {"one": "3", "two": "0", "consensus": "1"},
            [
                (
                    "one, two",
                    "DOC-04",
                    "DOC-04: the level agreed after discussion counts, not the marks of one, two",
                    None,
                )
            ],
        ),
        (
            "{assessors: 3, aggregate: mean, totals: trimmed}",
            {"one": "3", "three": "2", "two": "0"},
            [
                (
                    "one, two",
                    None,
                    "95.00 and 80.00, the highest and the lowest of the assessors' own scores, are left out",
                    None,
                )
            ],
        ),
    ],
    ids=["conflict", "trimmed", "too few to trim", "agreed", "trimmed in total"],
)
def test_it_is_told_whose_marks_are_left_out_and_why(
    asipgrid: Command,
    tmp_path: Path,
    panel: str,
    marks: dict[str, str | None],
    told: list[tuple[str, str | None, str, str | None]],
) -> None:
    root = _marks(tmp_path, panel, **marks)
    ran = asipgrid("explain", "small", "region-a", "--format", "json", cwd=root)
    left_out = json.loads(ran.out)["request"]["left_out"]
    assert [(", ".join(one["assessors"]), one["criterion"], one["why"], one["place"]) for one in left_out] == told
    for form in ("table", "markdown"):
        shown = asipgrid("explain", "small", "region-a", "--full", "--format", form, cwd=root, columns=None).out
        for _, _, why, place in told:
            line = why if place is None else f"{why} ({place})"
            assert line in shown.replace("\\", "")


def test_who_has_not_marked_all_is_left_out_of_scores_in_total(asipgrid: Command, tmp_path: Path) -> None:
    root = _marks(tmp_path, "{assessors: 2, aggregate: mean, totals: mean}", one="3", two="2")
    grid = root / "grids/doc.yaml"
    grid.write_text(grid.read_text() + "  - {id: DOC-05, question: And a budget?, weight: 10, mark: anchors}\n")
    sheet = root / "requests/small/ratings/one/region-a.yaml"
    sheet.write_text(sheet.read_text().replace("}}", "}, DOC-05: {level: 2, why: As read}}"))
    told = asipgrid("explain", "small", "region-a", "--full", cwd=root).out
    assert "two is left out until all that others have marked is marked\n" in told
    assert "two: 2, Seen in the plan" not in told
    assert "one: 3, Seen in the plan" in told


def test_marks_on_what_does_not_apply_are_told_not_to_count(asipgrid: Command, tmp_path: Path) -> None:
    root = _marks(tmp_path, "{assessors: 1, aggregate: mean}", one="3")
    grid = root / "grids/doc.yaml"
    grid.write_text(grid.read_text().replace("mark: anchors", "mark: anchors\n    applies_when: {doc.format: pdf}"))
    told = asipgrid("explain", "small", "region-a", "--full", cwd=root, columns=None).out
    assert "DOC-04: does not apply, so the mark of one does not count\n" in told
