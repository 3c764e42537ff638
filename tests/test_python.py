"""What programs may use: whole calls in, typed values out, the same that the command line prints."""

from __future__ import annotations

import doctest
import json
import pickle
import re
import subprocess
import sys
from collections.abc import Mapping
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest

import asipgrid as programs
import notebook_page
from asipgrid import open_call
from conftest import ROOT, SMALL_CALL, SMALL_GRID, Command, small, small_rating, small_request, write

CALL = "requests/small"
EXAMPLE = str(ROOT / "requests/example-2010")


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """The small call with two requests, of which the envelope pays both."""
    return small(tmp_path / "here", files())


def files(more: Mapping[str, str] | None = None) -> dict[str, str]:
    return {
        f"{CALL}/region-a.yaml": small_request("region-a", requested="600"),
        f"{CALL}/ratings/one/region-a.yaml": small_rating("region-a"),
        f"{CALL}/region-b.yaml": small_request(
            "region-b", requested="400", doc="{signed: true, format: cda, total: 10, valid: 6}"
        ),
        f"{CALL}/ratings/one/region-b.yaml": small_rating("region-b", "2"),
        **(more or {}),
    }


# ── scored ─────────────────────────────────────────────────────────────────────────────────────────


def test_a_call_is_scored_to_exact_values(root: Path) -> None:
    scored = open_call(root / CALL).score()
    assert (scored.currency, scored.envelope, scored.awarded, scored.left) == (
        "EUR",
        Decimal("1000.00"),
        Decimal("1000.00"),
        Decimal("0.00"),
    )
    assert [(each.id, each.rank, each.word, each.score, each.awarded) for each in scored.requests] == [
        ("region-a", 1, "funded", Fraction(95), Decimal("600.00")),
        ("region-b", 2, "funded", Fraction(165, 2), Decimal("400.00")),
    ]
    assert repr(scored) == "ScoredCall('small', 2 requests, awarded=Decimal('1000.00') of Decimal('1000.00') EUR)"
    assert open_call(root / CALL).score().requests == scored.requests


def test_all_figures_and_words_are_those_of_the_results(asipgrid: Command) -> None:
    scored = open_call(EXAMPLE).score()
    printed = asipgrid("score", EXAMPLE, "--format", "json", columns=None).out
    assert scored.to_json() == printed
    told = {each["id"]: each for each in json.loads(printed)["requests"]}
    assert set(told) == {each.id for each in scored.requests}
    for each in scored.requests:
        found = told[each.id]
        assert (each.rank, each.outcome, each.status) == (found["rank"], found["outcome"], found["status"])
        assert [str(each.awarded), str(each.requested)] == [str(found["awarded"]), str(found["requested"])]
        assert [one.en for one in each.reasons] == found["reasons"] == list(each.why())
        assert [one.en for one in each.questions] == found["questions"]
        assert {one.id: one.why() for one in each.criteria} == {
            name: criterion["reason"] for name, criterion in found["criteria"].items()
        }
        points = [one.points for one in each.criteria if one.points is not None]
        assert sum(points, Fraction(0)) == (each.score or 0)


def test_a_reason_is_told_in_french_as_french_writes_it() -> None:
    request = open_call(EXAMPLE).score().request("region-d")
    [why] = request.why("fr")
    assert why.replace("\N{NO-BREAK SPACE}", "~").replace("\N{NARROW NO-BREAK SPACE}", "~") == (
        "la règle 3 (financer) s’applique~: Note~: 73,93, au moins 60~; note de la grille la plus faible~: 68,50, au moins 40"
    )
    with pytest.raises(ValueError, match="'de' is not a valid Language"):
        request.reasons[0].to("de")  # type: ignore[arg-type]


def test_documents_with_errors_are_one_exception_with_its_findings(tmp_path: Path) -> None:
    call = open_call(
        small(tmp_path, files({f"{CALL}/region-c.yaml": small_request("region-c", requested="-3")})) / CALL
    )
    assert not call.sound
    with pytest.raises(programs.DocumentsError) as caught:
        call.score()
    wrong = [each for each in caught.value.findings if each.gravity is programs.Gravity.ERROR]
    assert [(each.place.file, each.code) for each in wrong] == [(f"{CALL}/region-c.yaml", wrong[0].code)]
    assert str(caught.value) == f"1 error; {wrong[0].place} {wrong[0].code} {wrong[0].says}"
    assert str(pickle.loads(pickle.dumps(caught.value))) == str(caught.value)
    scored = call.score(keep_going=True)
    assert (scored.not_scored, [each.id for each in scored.requests]) == (("region-c",), ["region-a", "region-b"])
    with pytest.raises(KeyError, match="region-c"):
        call.explain("region-c", keep_going=True)


def test_what_is_not_there_is_told_in_one_line(root: Path) -> None:
    with pytest.raises(programs.CannotError, match="smal: no such call"):
        open_call(root / "requests/smal")
    with pytest.raises(KeyError, match="region-z"):
        open_call(root / CALL).score().request("region-z")
    with pytest.raises(KeyError, match="DOC-99"):
        open_call(root / CALL).explain("region-a").why("DOC-99")
    with pytest.raises(AttributeError, match="module 'asipgrid' has no attribute 'scores'"):
        programs.scores  # type: ignore[attr-defined]  # noqa: B018


# ── explained, compared ────────────────────────────────────────────────────────────────────────────


def test_a_request_is_explained_as_the_command_does(asipgrid: Command) -> None:
    told = open_call(EXAMPLE).explain("region-d")
    assert told.text("json") == asipgrid("explain", EXAMPLE, "region-d", "--format", "json", columns=None).out
    assert told.why("CHG-14") == told.request.criterion("CHG-14").why()
    assert told.next_steps["CHG-14"].en == "level 3 at 50 %: funding.requested 950000 (50000 less)"
    [fact, *_] = told.facts["RFR-04"]
    assert (fact.path, fact.value, fact.place and fact.place.file) == (
        "rfr.consent.express",
        True,
        "requests/example-2010/region-d.yaml",
    )


def test_a_call_is_compared_with_what_it_would_be(
    root: Path, asipgrid: Command, monkeypatch: pytest.MonkeyPatch
) -> None:
    printed = asipgrid(
        "whatif", CALL, "--set", "envelope=600", "--set", "region-b.ratings.DOC-04=4", cwd=root, columns=None
    ).out
    monkeypatch.chdir(root)
    call = open_call(CALL)
    compared = call.compare(call.with_values({"envelope": 600, "region-b.ratings.DOC-04": 4}))
    assert printed.startswith(compared.text(width=None))
    assert repr(compared) == "ComparedCalls(differing=1, same=1)"
    [region_b] = compared.requests
    assert region_b.flipped
    assert region_b.before is not None
    assert region_b.after is not None
    assert (region_b.before.awarded, region_b.after.awarded) == (Decimal("400.00"), Decimal("0.00"))
    assert region_b.after.score == Fraction(185, 2)
    assert "envelope 1000 → 600" in compared.call
    assert not call.compare(open_call(CALL)).differs


def test_a_request_that_was_not_sent_is_withdrawn(root: Path) -> None:
    call = open_call(root / CALL)
    gone, risen = call.compare(call.with_values(without=["region-a"])).requests
    assert str(risen) == "region-b: by the requests around it; rank 2 → 1"
    assert (gone.id, gone.kind, gone.after) == ("region-a", "withdrawn", None)
    with pytest.raises(programs.CannotError, match="region-z: no such request"):
        call.with_values(without=["region-z"])
    with pytest.raises(programs.CannotError):
        call.with_values({"envelop": 3})


def test_a_call_is_compared_as_it_was_when_it_was_opened(root: Path) -> None:
    before = open_call(root / CALL)
    write(root, {"grids/doc.yaml": SMALL_GRID.replace("weight: 20", "weight: 60")})
    compared = before.compare(open_call(root / CALL))
    assert [str(each) for each in compared.requests] == [
        "region-a 95.00 → 89.29: DOC-04 weight 20 → 60",
        "region-b 82.50 → 73.21: DOC-04 weight 20 → 60",
    ]


def test_what_would_be_is_supposed_of_the_call_as_it_was_when_it_was_opened(root: Path) -> None:
    call = open_call(root / CALL)
    write(
        root,
        {
            f"{CALL}/call.yaml": SMALL_CALL.replace("envelope: 1000", "envelope: 700"),
            f"{CALL}/region-c.yaml": small_request("region-c"),
            f"{CALL}/decisions/region-b.yaml": "This is no decision\n",
        },
    )
    (root / CALL / "ratings/one/region-b.yaml").unlink()
    supposed = call.with_values({"region-b.ratings.DOC-04": 4})
    [moved] = call.compare(supposed).requests
    assert str(moved) == "region-b 82.50 → 92.50: DOC-04 one 2 → 4"
    assert (supposed.findings, supposed.score().envelope) == (call.findings, Decimal("1000.00"))


@pytest.mark.parametrize("value", [0.5, [0.5], {"minimum": Fraction(1, 2)}])
def test_a_float_is_no_value_of_a_document(root: Path, value: Any) -> None:
    with pytest.raises(TypeError, match="documents hold text, whole numbers, Decimal"):
        open_call(root / CALL).with_values({"envelope": value})


# ── tables ─────────────────────────────────────────────────────────────────────────────────────────


def test_a_table_of_arrow_is_exact(root: Path) -> None:
    pytest.importorskip("pyarrow")
    scored = open_call(root / CALL).score()
    table = scored.to_arrow()
    assert [str(field.type) for field in table.schema if field.name in {"rank", "score", "awarded"}] == [
        "int64",
        "decimal128(38, 6)",
        "decimal128(38, 2)",
    ]
    assert table.select(["request", "score", "awarded"]).to_pylist() == [
        {"request": "region-a", "score": Decimal("95.000000"), "awarded": Decimal("600.00")},
        {"request": "region-b", "score": Decimal("82.500000"), "awarded": Decimal("400.00")},
    ]
    rows = scored.to_arrow("criteria").to_pylist()
    assert len(rows) == sum(len(each.criteria) for each in scored.requests)
    with pytest.raises(ValueError, match="a table has rows of requests or of criteria"):
        scored.to_arrow("grids")  # type: ignore[arg-type]


def test_a_table_of_pandas_is_exact(root: Path) -> None:
    pytest.importorskip("pandas")
    table = open_call(root / CALL).score().to_pandas()
    assert list(table["awarded"]) == [Decimal("600.00"), Decimal("400.00")]
    assert (str(table["rank"].dtype), str(table["eligible"].dtype)) == ("Int64", "boolean")


@pytest.mark.parametrize(
    ("name", "how"), [("pyarrow", "pip install 'asipgrid[warehouse]'"), ("pandas", "pip install pandas")]
)
def test_a_library_that_is_not_there_is_named(root: Path, monkeypatch: pytest.MonkeyPatch, name: str, how: str) -> None:
    scored = open_call(root / CALL).score()
    monkeypatch.setitem(sys.modules, name, None)
    table = {"pyarrow": scored.to_arrow, "pandas": scored.to_pandas}[name]
    with pytest.raises(ImportError, match=re.escape(f"needs {name}, which is not installed; {how}")):
        table()


# ── names, types, pages ────────────────────────────────────────────────────────────────────────────


def test_names_are_loaded_when_they_are_asked_for() -> None:
    script = "import asipgrid, sys; print('asipgrid.api' in sys.modules, 'open_call' in dir(asipgrid)); asipgrid.open_call; print('pandas' in sys.modules, 'babel' in sys.modules)"
    ran = subprocess.run([sys.executable, "-c", script], capture_output=True, check=True, text=True, timeout=60)
    assert ran.stdout == "False True\nFalse False\n"


def test_every_name_is_public_typed_and_told_on_its_page() -> None:
    stub = (ROOT / "src/asipgrid/__init__.pyi").read_text("utf-8")
    page = (ROOT / "docs/python.md").read_text("utf-8")
    assert (ROOT / "src/asipgrid/py.typed").is_file()
    for name in programs.__all__:
        assert getattr(programs, name) is not None
        assert f'"{name}"' in stub
        assert f"`{name}" in page, name


def test_what_the_page_shows_is_what_comes_out(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(ROOT)
    page = (ROOT / "docs/python.md").read_text("utf-8")
    shown = "\n".join(re.findall(r"```pycon\n(.*?)```", page, re.DOTALL))
    examples = doctest.DocTestParser().get_doctest(shown, {"__name__": "page"}, "docs/python.md", None, 0)
    assert len(examples.examples) > 10
    said: list[str] = []
    doctest.DocTestRunner(verbose=False).run(examples, out=said.append)
    assert not said, "".join(said)


def test_the_notebook_is_one_and_holds_what_comes_out(
    request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch
) -> None:
    nbformat = pytest.importorskip("nbformat")
    monkeypatch.chdir(ROOT)
    path = ROOT / "docs/notebook.ipynb"
    text = notebook_page.run(path.read_text("utf-8"))
    nbformat.validate(nbformat.reads(text, as_version=4))
    if request.config.getoption("--accept"):
        path.write_text(text, "utf-8")
    assert path.read_text("utf-8") == text, "docs/notebook.ipynb; `pytest --accept` rewrites it for review in git"
