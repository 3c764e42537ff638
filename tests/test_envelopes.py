"""Several envelopes in one call, and quotas: who is paid from which, on examples and as laws."""

from __future__ import annotations

import itertools
import json
import re
from collections.abc import Callable, Sequence
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from asipgrid.check import build
from asipgrid.documents import reader
from asipgrid.engine.allocation import Ask, allocate
from asipgrid.engine.envelopes import Shared, share_out
from asipgrid.engine.purses import Claim
from asipgrid.model.amounts import Allocation
from asipgrid.model.calls import Call
from asipgrid.model.envelopes import Belonging, Belongings, Envelope, Quota
from asipgrid.model.places import Id, Source
from asipgrid.model.results import Award, Status
from asipgrid.model.values import Text
from asipgrid.text.phrases import Speaker
from conftest import SMALL_CALL, Ran, small, small_rating, small_request
from examples import examples

Command = Callable[..., Ran]
GOOD = {good.name: good for good in examples("good")}
TOPICS = GOOD["at-least-one-project-a-topic"]
POOL, QUOTAS = GOOD["envelopes-by-theme-with-a-common-pool"], GOOD["thirty-percent-for-newcomers-and-two-a-region"]


def results(ran: Ran) -> dict[str, Any]:
    assert ran.code == 0, ran.err
    found: dict[str, Any] = json.loads(ran.out)
    return found


def given_to(result: dict[str, Any]) -> dict[str, str]:
    """`water 400.00`, `pool 50.00 of 100.00`, or the status, by request."""
    return {
        each["id"]: " + ".join(f"{name} {amount}" for name, amount in each.get("paid", {}).items()) or each["status"]
        for each in result["requests"]
    }


def shared(root: Path, money: str, *requests: str) -> Path:
    """The call by theme with other lines on money; a request is `a 300 95 water region=North newcomer=true`."""
    home = POOL.lay_out(root)
    for path in (home / "requests/small").glob("region-*.yaml"):
        path.unlink()
    call = home / "requests/small/call.yaml"
    text = re.sub(r"(?s)envelope: 1000\n.*?(?=grids:)", money, call.read_text(encoding="utf-8"))
    call.write_text(text, encoding="utf-8")
    grid = home / "grids/theme.yaml"
    text = grid.read_text(encoding="utf-8")
    grid.write_text(text.replace("    theme:", "    newcomer: {type: boolean}\n    theme:"), encoding="utf-8")
    for each in requests:
        letter, requested, quality, theme, *more = each.split()
        facts = dict(one.split("=") for one in more)
        region = f", region: {facts.pop('region')}" if "region" in facts else ""
        facts |= {"quality": quality} | ({} if theme == "-" else {"theme": theme})
        (home / f"requests/small/region-{letter}.yaml").write_text(
            f"request: region-{letter}\ncall: small\ntitle: Project {letter.upper()}\n"
            f"applicant: {{name: Applicant {letter.upper()}, legal_form: association, scope: regional{region}}}\n"
            f"submitted_on: 2010-02-01\nfunding: {{requested: {requested}}}\n"
            f"project: {{{', '.join(f'{key}: {value}' for key, value in facts.items())}}}\n",
            encoding="utf-8",
        )
    return home


# ── one per theme, what is left passed to a common pool in rank order ──────────────────────────────


def test_what_themes_leave_goes_to_the_pool_in_rank_order(asipgrid: Command, tmp_path: Path) -> None:
    result = results(asipgrid("score", "requests/small", "--format", "json", cwd=POOL.lay_out(tmp_path)))
    assert given_to(result) == {
        "region-a": "water 400.00",
        "region-b": "pool 250.00",
        "region-c": "energy 300.00",
        "region-d": "pool 50.00",
        "region-e": "reserve",
    }
    assert result["call"]["envelopes"]["energy"] == {
        "title": "Energy",
        "amount": "400.00",
        "received": "0.00",
        "awarded": "300.00",
        "requests": 1,
        "passed_on": "100.00",
        "left": "0.00",
    }
    sums = result["call"]["envelopes"].values()
    assert sum(float(each["awarded"]) for each in sums) == float(result["call"]["awarded"])
    by_id = {each["id"]: each for each in result["requests"]}
    assert by_id["region-b"]["reasons"][1:] == [
        "Water passed it over: nothing left",
        "250.00 EUR paid from the common pool",
    ]


def test_a_request_whose_theme_is_not_stated_waits_with_its_question(asipgrid: Command, tmp_path: Path) -> None:
    result = results(asipgrid("score", "requests/small", "--format", "json", cwd=POOL.lay_out(tmp_path)))
    waiting = next(each for each in result["requests"] if each["id"] == "region-e")
    assert waiting["reasons"][1:] == [
        "not known whether it is of Water: project.theme not stated",
        "not known whether it is of Energy: project.theme not stated",
        "the common pool passed it over: nothing left",
    ]
    assert waiting["questions"] == [
        "state project.theme: it decides from which envelope the request is paid, or how it counts"
    ]


def test_the_table_the_page_and_csv_say_which_envelope_pays(asipgrid: Command, tmp_path: Path) -> None:
    home = POOL.lay_out(tmp_path)
    table = asipgrid("score", "requests/small", cwd=home, columns=None).out
    assert re.search(r"Awarded From +Left\n1 region-a .* 400 water +0\n2 region-b .* 250 pool +50\n", table)
    line = "the common pool (pool): 200.00 EUR, received 100.00 EUR, awarded 300.00 EUR to 2 requests, left 0.00 EUR"
    assert f"\n{line}\nEnvelope 1 000.00 EUR, awarded 1 000.00 EUR, left 0.00 EUR\n" in table
    page = asipgrid("score", "requests/small", "--format", "markdown", cwd=home).out
    assert f"\n{line}.\n" in page.replace("\\", "")
    csv = asipgrid("score", "requests/small", "--format", "csv", cwd=home).out.splitlines()
    assert csv[0].endswith(",decision,from_water,from_energy,from_pool,applicant")
    assert csv[2].endswith(",,,,250.00,Applicant B")


def test_letters_name_the_envelope(asipgrid: Command, tmp_path: Path) -> None:
    home = POOL.lay_out(tmp_path)
    funded = asipgrid("draft", "requests/small", "region-b", cwd=home).out
    assert (
        "The funding granted by this addendum is €250.00 (two hundred and fifty euros).\nIt is paid from the common pool.\n"
        in funded
    )
    in_french = asipgrid("draft", "requests/small", "region-b", "--lang", "fr", cwd=home).out
    assert "la réserve commune" in in_french
    waiting = asipgrid("draft", "requests/small", "region-e", cwd=home).out
    assert (
        "- Envelopes of your request: Water (not known whether your request is of it); "
        "Energy (not known whether your request is of it); the common pool (nothing was left when its turn came)\n"
    ) in waiting
    assert "is not stated in it. To be supplied:\n\n- state: project.theme.\n" in waiting


def test_requests_as_lines_and_in_processes_give_the_same(asipgrid: Command, tmp_path: Path) -> None:
    home = POOL.lay_out(tmp_path)
    whole = asipgrid("score", "requests/small", "--format", "json", cwd=home).out
    assert asipgrid("score", "requests/small", "--format", "json", "--jobs", "2", cwd=home).out == whole
    assert asipgrid("score", "requests/small", "--write", cwd=home).code == 0
    assert asipgrid("verify", "requests/small", cwd=home).code == 0
    written = json.loads((home / "requests/small/results/call.json").read_text(encoding="utf-8"))
    assert written["call"] == json.loads(whole)["call"]


def test_the_story_of_a_result_tells_envelopes_and_quotas_in_sentences(asipgrid: Command, tmp_path: Path) -> None:
    home = POOL.lay_out(tmp_path / "pool")
    assert asipgrid("score", "requests/small", "--write", cwd=home).code == 0
    told = asipgrid("show", "requests/small/results/call.json", cwd=home).out
    assert (
        "\nEnvelope energy: Energy.\nEnvelope energy has 400.00, received 0.00.\n"
        "Envelope energy awarded 300.00, requests 1.\nEnvelope energy passed on 100.00, left 0.00.\n"
    ) in told
    told += asipgrid("show", "requests/small/results/region-b.json", cwd=home).out
    told += asipgrid("show", "requests/small/results/region-e.json", cwd=home).out
    assert "\nPaid from pool: 250.00.\nOf water: yes.\nOf pool: yes.\n" in told
    assert "\nOf water: not known.\nOf energy: not known.\nOf pool: yes.\n" in told
    home = QUOTAS.lay_out(tmp_path / "quotas")
    assert asipgrid("score", "requests/small", "--write", cwd=home).code == 0
    told += asipgrid("show", "requests/small/results/call.json", cwd=home).out
    assert (
        "\nQuota regions: two grants a region.\nQuota regions sets at most 2 requests.\n"
        "Quota regions, East: awarded 100.00, requests 1.\n"
    ) in told
    assert "\nQuota newcomers sets at least 300.00.\nQuota newcomers: awarded 350.00, requests 2.\n" in told
    assert "{" not in told


def test_compare_tells_the_money_of_each_envelope(asipgrid: Command, tmp_path: Path) -> None:
    home = POOL.lay_out(tmp_path)
    (tmp_path / "old.json").write_text(
        asipgrid("score", "requests/small", "--format", "json", cwd=home).out, encoding="utf-8"
    )
    path = home / "requests/small/region-b.yaml"
    path.write_text(path.read_text(encoding="utf-8").replace("250", "350"), encoding="utf-8")
    told = asipgrid("compare", str(tmp_path / "old.json"), "requests/small", cwd=home, columns=None).out
    assert "\npool awarded 300.00 → 150.00\npool left 0.00 → 150.00\n" in told
    assert "paid from none → pool 100.00" in told


# ── at least 30 % for a group, at most two a region ────────────────────────────────────────────────


def test_a_group_is_served_first_until_it_has_its_share_and_a_region_has_two_grants(
    asipgrid: Command, tmp_path: Path
) -> None:
    result = results(asipgrid("score", "requests/small", "--format", "json", cwd=QUOTAS.lay_out(tmp_path)))
    assert {each["id"]: each["status"] for each in result["requests"]} == {
        "north-a": "funded",
        "north-b": "funded",
        "north-c": "reserve",
        "south-d": "reserve",
        "south-e": "funded",
        "east-f": "funded",
        "where-g": "reserve",
    }
    why = {each["id"]: each["reasons"][1:] for each in result["requests"]}
    assert why["north-c"] == ["held back by two grants a region: 2 requests of North are funded already"]
    assert why["south-d"] == [
        "in reserve: 50.00 EUR left, 300.00 EUR asked",
        "its money is kept for first-time applicants",
    ]
    assert why["south-e"] == ["served first, for first-time applicants"]
    assert why["where-g"] == ["held back by two grants a region: not known how it counts, applicant.region not stated"]
    quotas = result["call"]["quotas"]
    assert quotas["newcomers"]["awarded"] == "350.00"
    assert quotas["regions"]["of"]["North"] == {"requests": 2, "awarded": "600.00"}


# A theme and a pool; 30 % go to newcomers first.
FIRST = """envelope: 1000
envelopes:
  - {id: water, title: {en: Lot 1 Water, fr: Lot 1 Eau}, amount: 600, for: {request.project.theme: water}, left_to: pool}
  - {id: pool, title: {en: the common pool, fr: la réserve commune}, amount: 400}
quotas:
  - {id: newcomers, title: {en: first-time applicants, fr: les nouveaux demandeurs}, for: {request.project.newcomer: true}, at_least: 0.3}
"""


def test_who_gives_way_to_others_of_the_same_group_is_told_so(asipgrid: Command, tmp_path: Path) -> None:
    home = shared(
        tmp_path,
        FIRST,
        "a 400 95 water newcomer=false",
        "b 200 80 soil newcomer=false",
        "c 200 70 soil newcomer=true",
        "d 500 60 water newcomer=true",
    )
    result = results(asipgrid("score", "requests/small", "--format", "json", cwd=home))
    assert given_to(result) == {
        "region-a": "pool 400.00",
        "region-b": "reserve",
        "region-c": "reserve",
        "region-d": "water 500.00",
    }
    why = {each["id"]: each["reasons"][1:] for each in result["requests"]}
    short = "the common pool passed it over: 100.00 EUR left, 200.00 EUR asked"
    assert why["region-b"] == [short, "its money is kept for first-time applicants"]
    assert why["region-c"] == [short, "less is left for it, as other requests are served first (first-time applicants)"]


def test_the_letter_names_every_envelope_of_the_request_and_what_each_had_left(
    asipgrid: Command, tmp_path: Path
) -> None:
    home = shared(
        tmp_path,
        FIRST.replace("at_least: 0.3}", "at_least: 0.6}")
        + "  - {id: regions, title: {en: one a region, fr: une aide par région}, per: applicant.region, most: 1}\n",
        "a 350 95 water newcomer=true region=North",
        "b 500 80 water newcomer=false region=South",
        "c 300 70 water newcomer=true region=East",
        "d 100 60 water newcomer=true region=North",
        "e 50 55 - newcomer=true",
    )

    def letter(name: str, language: str) -> str:
        return asipgrid("draft", "requests/small", name, "--lang", language, cwd=home).out

    short = "less than the €500.00 it could be given, and the call awards no part of an amount"
    passed = letter("region-b", "en")
    assert ", with a score of 80.00 out of 100, but none of its envelopes can pay it.\n" in passed
    assert (
        f"- Envelopes of your request: Lot 1 Water (€250.00 left when its turn came, {short}); "
        f"the common pool (€350.00 left when its turn came, {short})\n"
    ) in passed
    assert (
        "\nBy the rules of the call, money goes first to certain requests (first-time applicants), "
        "and less is left for the others.\n"
    ) in passed
    in_french = letter("region-b", "fr")
    assert "mais aucune de ses enveloppes ne peut la financer.\n" in in_french
    assert "vont d’abord à certaines demandes (les nouveaux demandeurs), et il en reste moins" in in_french
    held = letter("region-d", "en")
    assert "as many requests like it are funded already as the call allows (one a region)." in held
    assert "- Envelopes of your request: Lot 1 Water; the common pool\n" in held
    assert "- state: region of the applicant, project.theme.\n" in letter("region-e", "en")
    assert "- indiquer\u00a0: région du porteur, project.theme.\n" in letter("region-e", "fr")


def test_the_best_of_each_topic_that_has_none_is_served_first(asipgrid: Command, tmp_path: Path) -> None:
    home = TOPICS.lay_out(tmp_path)
    result = results(asipgrid("score", "requests/small", "--format", "json", cwd=home))
    assert given_to(result) == {
        "region-a": "funded",
        "region-b": "reserve",
        "region-c": "reserve",
        "region-d": "funded",
        "region-e": "funded",
        "region-f": "funded",
        "region-g": "reserve",
        "region-h": "not-funded",
    }
    by_id = {each["id"]: each for each in result["requests"]}
    assert by_id["region-b"]["reasons"][1:] == [
        "in reserve: 150.00 EUR left, 300.00 EUR asked",
        "its money is kept for one project a topic: hydrogen, one project a topic: wind",
    ]
    assert by_id["region-f"]["reasons"][1:] == ["served first, for one project a topic: wind"]
    assert by_id["region-g"]["reasons"][1:] == [
        "in reserve: 50.00 EUR left, 100.00 EUR asked",
        "not known whether it is served first, for one project a topic: project.topic not stated",
    ]
    assert by_id["region-g"]["questions"] == [
        "state project.topic: it decides from which envelope the request is paid, or how it counts"
    ]
    topics = result["call"]["quotas"]["topics"]
    assert (topics["least"], topics["of"]["wind"]) == (1, {"requests": 1, "awarded": "250.00"})
    table = asipgrid("score", "requests/small", cwd=home, columns=None).out
    assert "\none project a topic (wind): 1 request funded of at least 1, awarded 250.00 EUR\n" in table
    in_french = asipgrid("score", "requests/small", "--lang", "fr", cwd=home, columns=None).out
    assert "un projet par thème (wind)\u00a0: 1 demande financée (au moins 1), attribué 250,00\u00a0€\n" in in_french
    report = asipgrid("report", "requests/small", cwd=home).out
    assert "requests: at least 1" in report


def test_a_topic_of_which_nothing_can_be_paid_is_noted(asipgrid: Command, tmp_path: Path) -> None:
    home = TOPICS.lay_out(tmp_path)
    path = home / "requests/small/region-f.yaml"
    path.write_text(path.read_text(encoding="utf-8").replace("250", "2500"), encoding="utf-8")
    result = results(asipgrid("score", "requests/small", "--format", "json", cwd=home))
    assert result["notes"] == [
        "one project a topic (wind): 0 requests are funded, fewer than the 1 that go first: no other request of it can be paid"
    ]
    assert result["call"]["quotas"]["topics"]["of"]["wind"] == {"requests": 0, "awarded": "0.00"}


def test_a_share_of_the_money_may_go_to_each_value_first(asipgrid: Command, tmp_path: Path) -> None:
    home = TOPICS.lay_out(tmp_path)
    call = home / "requests/small/call.yaml"
    call.write_text(call.read_text(encoding="utf-8").replace("least: 1", "at_least: 0.25"), encoding="utf-8")
    result = results(asipgrid("score", "requests/small", "--format", "json", cwd=home))
    assert {name: each["awarded"] for name, each in result["call"]["quotas"]["topics"]["of"].items()} == {
        "batteries": "400.00",
        "hydrogen": "300.00",
        "wind": "250.00",
    }


def test_a_share_that_is_reached_in_rank_order_changes_nothing(asipgrid: Command, tmp_path: Path) -> None:
    home = QUOTAS.lay_out(tmp_path)
    call = home / "requests/small/call.yaml"
    call.write_text(call.read_text(encoding="utf-8").replace("at_least: 0.3}", "at_least: 0.1}"), encoding="utf-8")
    result = results(asipgrid("score", "requests/small", "--format", "json", cwd=home))
    status = {each["id"]: each["status"] for each in result["requests"]}
    assert status["south-d"] == "funded"
    assert status["south-e"] == "reserve"
    assert status["east-f"] == "funded"


def test_the_committees_awards_are_taken_from_the_requests_own_envelope_first(
    asipgrid: Command, tmp_path: Path
) -> None:
    home = POOL.lay_out(tmp_path)
    decisions = home / "requests/small/decisions"
    decisions.mkdir()
    (decisions / "region-b.yaml").write_text(
        "decision: region-b\ndecided_by: Committee\ndecided_on: 2010-03-20\noutcome: fund\nwhy: Urgent\n",
        encoding="utf-8",
    )
    found = asipgrid("score", "requests/small", "--format", "json", cwd=home)
    result = results(found)
    assert given_to(result)["region-b"] == "water 250.00"
    assert given_to(result)["region-a"] == "pool 400.00"
    assert result["call"]["awarded"] == "1000.00"


def test_a_committee_may_exceed_a_quota_and_the_result_says_so(asipgrid: Command, tmp_path: Path) -> None:
    home = QUOTAS.lay_out(tmp_path)
    decisions = home / "requests/small/decisions"
    decisions.mkdir()
    for name in ("a", "b", "c"):
        (decisions / f"north-{name}.yaml").write_text(
            f"decision: north-{name}\ndecided_by: Committee\ndecided_on: 2010-03-20\noutcome: fund\nwhy: Agreed\n",
            encoding="utf-8",
        )
    notes = results(asipgrid("score", "requests/small", "--format", "json", cwd=home))["notes"]
    assert notes[-2:] == [
        (
            "first-time applicants: 100.00 EUR awarded, less than the 300.00 EUR that go to it first: "
            "no other request of it can be paid"
        ),
        "two grants a region (North): 3 requests are funded, more than 2, by the committee's decisions",
    ]


def test_a_call_with_one_envelope_for_all_is_as_before(asipgrid: Command, tmp_path: Path) -> None:
    extra = {
        f"requests/small/{name}.yaml": small_request(name, requested=str(amount))
        for name, amount in (("region-a", 600), ("region-b", 500), ("region-c", 300))
    }
    extra |= {f"requests/small/ratings/one/{name}.yaml": small_rating(name) for name in ("region-a", "region-b")}
    plain = asipgrid("score", "requests/small", "--format", "csv", cwd=small(tmp_path / "plain", extra)).out
    shared = SMALL_CALL.replace("envelope: 1000\n", "envelope: 1000\nquotas: [{id: all, at_most: 1}]\n")
    under = asipgrid("score", "requests/small", "--format", "csv", cwd=small(tmp_path / "q", extra, call=shared)).out
    assert under == plain


# ── laws ───────────────────────────────────────────────────────────────────────────────────────────


def base_call() -> Call:
    record, _ = reader.read(Source(name="requests/small/call.yaml", data=SMALL_CALL.encode()))
    assert record is not None
    return build.call(record, record.data)


CALL = base_call()
REGIONS = ("north", "south", None)
truths = st.sampled_from([True, True, False, None])
# Half as many again as laws are asked of elsewhere: 37 a day, 150 where slow tests are run.
daily = settings(max_examples=settings().max_examples * 3 // 2)


@st.composite
def envelope_lists(draw: Any) -> tuple[Envelope, ...]:
    """Up to three envelopes, each passing on to a later one or to none."""
    amounts = draw(st.lists(st.sampled_from([0, 10, 20, 30, 50]), min_size=1, max_size=3))
    return tuple(
        Envelope(
            id=Id(f"e{at}"),
            title=Text(f"E{at}", f"E{at}"),
            amount=amount,
            left_to=draw(st.sampled_from([None, *(Id(f"e{later}") for later in range(at + 1, len(amounts)))])),
        )
        for at, amount in enumerate(amounts)
    )


quota_lists = st.lists(
    st.one_of(
        st.builds(lambda most: {"per": "x", "most": most}, st.integers(1, 2)),
        st.builds(lambda limit: {"limit": limit}, st.sampled_from([10, 30, 50])),
        st.builds(lambda least: {"least": least}, st.sampled_from([10, 30, 50])),
        st.builds(lambda least: {"per": "x", "least": least}, st.sampled_from([10, 30])),
        st.builds(lambda fewest, per: {"per": per, "fewest": fewest}, st.integers(1, 2), st.sampled_from([None, "x"])),
    ),
    max_size=2,
).map(
    lambda listed: tuple(
        Quota(id=Id(f"q{at}"), title=Text(f"Q{at}", f"Q{at}"), **terms) for at, terms in enumerate(listed)
    )
)


@st.composite
def worlds(draw: Any, *, quotas: bool = True) -> tuple[Call, list[list[Claim]]]:
    """A call of some envelopes and quotas, and tie groups of claims, best first."""
    envelopes = draw(envelope_lists())
    listed = draw(quota_lists) if quotas else ()
    terms = Allocation(
        overflow=draw(st.sampled_from(["skip", "stop"])),
        partial=draw(st.sampled_from(["none", "remainder"])),
        ceiling=None,
        rate=None,
    )
    call = replace(
        CALL,
        envelope=sum(each.amount for each in envelopes),
        envelopes=envelopes,
        quotas=listed,
        allocation=terms,
        lot=draw(st.sampled_from([None, "seed"])),
    )
    sizes = draw(st.lists(st.integers(1, 3), min_size=1, max_size=4))
    names = (Id(f"r{number}") for number in itertools.count())
    return call, [[draw(claims(next(names), call)) for _ in range(size)] for size in sizes]


@st.composite
def claims(draw: Any, name: Id, call: Call) -> Claim:
    amount = draw(st.sampled_from([0, 5, 10, 20, 30, 40]))
    return Claim(
        request=name,
        amount=amount,
        minimum=min(amount, draw(st.sampled_from([0, 10, 40]))),
        belongings=Belongings(
            envelopes=tuple(Belonging(truth=draw(truths)) for _ in call.envelopes),
            quotas=tuple(draw(belonging(quota)) for quota in call.quotas),
        ),
    )


@st.composite
def belonging(draw: Any, quota: Quota) -> Belonging:
    if quota.per is None:
        return Belonging(truth=draw(truths))
    region = draw(st.sampled_from(REGIONS))
    return Belonging(truth=None if region is None else True, value=region)


def amounts(shared: Shared) -> dict[Id, tuple[int | None, Status]]:
    return {name: (award.amount, award.status) for name, award in shared.awards.items()}


@daily
@given(worlds())
def test_no_envelope_gives_more_than_it_has_and_all_sum_up(world: tuple[Call, list[list[Claim]]]) -> None:
    call, groups = world
    shared = share_out(call, groups, ())
    for each in shared.sharing.envelopes:
        assert each.awarded is not None
        assert each.passed is not None
        assert each.left is not None
        assert each.awarded + each.passed + each.left == each.envelope.amount + each.received
        assert min(each.awarded, each.passed, each.left) >= 0
    paid = {name: sum(part.amount for part in award.paid) for name, award in shared.awards.items()}
    assert {name: award.amount or 0 for name, award in shared.awards.items()} == paid
    assert sum(paid.values()) == sum(each.awarded or 0 for each in shared.sharing.envelopes)
    for claim in itertools.chain.from_iterable(groups):
        award = shared.awards[claim.request]
        assert paid[claim.request] <= claim.amount
        assert not paid[claim.request] or paid[claim.request] >= claim.minimum
        assert award.left_before is None or award.left_before >= paid[claim.request]
        own = {env.id: each.truth for env, each in zip(call.envelopes, claim.belongings.envelopes, strict=True)}
        assert all(own[part.envelope] is True for part in award.paid)


@daily
@given(worlds())
def test_the_committees_awards_come_first_and_no_envelope_gives_more(world: tuple[Call, list[list[Claim]]]) -> None:
    call, groups = world
    first, left = [], call.envelope
    for claim in groups[0]:
        if claim.amount <= left:
            first.append(claim)
            left -= claim.amount
    shared = share_out(call, groups[1:], first)
    for claim in first:
        assert sum(each.amount for each in shared.awards[claim.request].paid) == claim.amount
    assert sum(award.amount or 0 for award in shared.awards.values()) <= call.envelope
    assert all((each.left or 0) >= 0 for each in shared.sharing.envelopes)


@daily
@given(worlds())
def test_quotas_hold(world: tuple[Call, list[list[Claim]]]) -> None:
    call, groups = world
    for each in share_out(call, groups, ()).sharing.quotas:
        assert each.quota.most is None or each.requests <= each.quota.most
        assert each.quota.limit is None or (each.awarded or 0) <= each.quota.limit


@daily
@given(worlds(), st.randoms(use_true_random=False))
def test_the_order_of_documents_changes_nothing(world: tuple[Call, list[list[Claim]]], random: Any) -> None:
    call, groups = world
    mixed = [random.sample(group, len(group)) for group in groups]
    assert share_out(call, mixed, ()) == share_out(call, groups, ())


@daily
@given(worlds(quotas=False))
def test_one_envelope_for_all_gives_what_the_allocation_gives(world: tuple[Call, list[list[Claim]]]) -> None:
    call, groups = world
    call = replace(call, envelopes=(), quotas=())
    asks = [[Ask(request=each.request, amount=each.amount, minimum=each.minimum) for each in group] for group in groups]
    terms = call.allocation
    before = allocate(asks, call.envelope, overflow=terms.overflow, partial=terms.partial, lot=call.lot)
    shared = share_out(call, groups, ())
    asking = {each.request for group in groups for each in group if each.amount}
    assert {award.request: said(award) for award in before if award.request in asking} == {
        name: said(award) for name, award in shared.awards.items() if name in asking
    }


def said(award: Award) -> tuple[Any, ...]:
    speaker = Speaker(currency="EUR")
    return award.status, award.amount, award.left_before, [speaker.say(each) for each in award.reasons]


def orders(group: Sequence[Claim]) -> list[list[list[Claim]]]:
    return [[[each] for each in order] for order in itertools.permutations(group)]


@daily
@given(worlds(), st.booleans())
def test_a_group_is_tied_exactly_when_an_order_of_its_members_would_change_an_award(
    world: tuple[Call, list[list[Claim]]], several: bool
) -> None:
    call, groups = world
    group = groups[0] if not several else [each for one in groups for each in one][:4]
    turns = tuple(replace(each, left_to=None) for each in call.envelopes)
    call = replace(
        call,
        lot=None,
        envelopes=turns,
        quotas=tuple(each for each in call.quotas if each.least is None and each.fewest is None),
    )
    group = [
        replace(each, belongings=replace(each.belongings, quotas=each.belongings.quotas[: len(call.quotas)]))
        for each in group
        if len(call.quotas) == len(each.belongings.quotas)
    ]
    together = share_out(call, [group], ())
    apart = [amounts(share_out(call, order, ())) for order in orders(group)]
    tied = [award for award in together.awards.values() if award.status is Status.TIED]
    if tied:
        assert any(apart[0][award.request] != other[award.request] for other in apart for award in tied)
    for award in together.awards.values():
        if award.status is not Status.TIED and (award.reason is None or award.reason.key != "quota_tie"):
            assert {other[award.request] for other in apart} == {(award.amount, award.status)}


def test_what_goes_to_a_group_first_is_reached_wherever_it_can_be() -> None:
    """Of 100, 30 go to the second, who asks for 50: the first of the ranking, who asks for 60, gives way."""
    envelope = Belonging(truth=True)
    quota = Quota(id=Id("q"), title=Text("Q", "Q"), least=30)
    call = replace(CALL, envelope=100, quotas=(quota,))
    groups = [
        [
            Claim(
                request=Id(name),
                amount=amount,
                minimum=amount,
                belongings=Belongings(envelopes=(envelope,), quotas=(Belonging(truth=inside),)),
            )
        ]
        for name, amount, inside in (("a", 60, False), ("b", 50, True), ("c", 40, False))
    ]
    shared = share_out(call, groups, ())
    assert {name: award.amount for name, award in shared.awards.items()} == {"a": 0, "b": 50, "c": 40}
    assert [reason.key for reason in shared.awards[Id("a")].reasons] == ["does_not_fit", "kept_for"]


@daily
@given(
    st.lists(st.tuples(st.sampled_from([5, 10, 20, 30, 40]), st.sampled_from(REGIONS)), max_size=7), st.integers(1, 2)
)
def test_where_a_value_has_fewer_than_its_least_none_of_its_others_would_fit(
    rows: list[tuple[int, str | None]], fewest: int
) -> None:
    call = replace(CALL, envelope=60, quotas=(Quota(id=Id("q"), title=Text("Q", "Q"), per="x", fewest=fewest),))
    claims = [
        Claim(
            request=Id(f"r{number}"),
            amount=amount,
            minimum=amount,
            belongings=Belongings(
                envelopes=(), quotas=(Belonging(truth=None if region is None else True, value=region),)
            ),
        )
        for number, (amount, region) in enumerate(rows)
    ]
    shared = share_out(call, [[each] for each in claims], ())
    left = call.envelope - sum(award.amount or 0 for award in shared.awards.values())
    counted = {each.value: each.requests for each in shared.sharing.quotas}
    assert set(counted) == {region for _, region in rows if region is not None}
    for each in claims:
        value, award = each.belongings.quotas[0].value, shared.awards[each.request]
        if value is not None and counted[value] < fewest and award.status is not Status.FUNDED:
            assert each.amount > left


@pytest.mark.parametrize(("share", "cents"), [("0.3", 30000), ("1", 100000), ("{amount: 12.5}", 1250)])
def test_a_share_is_of_the_whole_envelope_to_the_cent(share: str, cents: int) -> None:
    text = SMALL_CALL.replace("envelope: 1000\n", f"envelope: 1000\nquotas: [{{id: q, at_least: {share}}}]\n")
    record, _ = reader.read(Source(name="requests/small/call.yaml", data=text.encode()))
    assert record is not None
    assert build.call(record, record.data).quotas[0].least == Fraction(cents)
