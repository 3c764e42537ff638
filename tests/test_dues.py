"""What is to be paid of an award on one day, and payments that cannot be so: calls with several projects, answers whole."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from fractions import Fraction
from pathlib import Path
from typing import Any

from conftest import SMALL_CALL, SMALL_GRID, Command, small, small_rating, small_request, typed

BEGIN = SMALL_CALL.replace("score: {minimum: 60}", "score: {minimum: 1}").replace("envelope: 1000", "envelope: 9000")
DUE = "  goals_due: 2010-12-31\n"
REPORTS = "monitoring:\n  start: 2010-05-01\n  reports: [{period: 2010-06, due: 2010-07-31}, {period: 2010-09, due: 2010-10-15}]\n"
# Paid by shares of 400 EUR: 160, 120, 120.
UNITS = """addendum:
  goals_due: 2010-12-31
  payments:
    - {share: 0.40, at: Signature}
    - {share: 0.30, at: Report, when: {progress: true}}
    - {share: 0.30, at: Balance, units: {path: doc.valid, price: PRICE}}
"""


SIGNED = "the addendum was signed on 2010-05-03"


def schedule(*conditions: str) -> str:
    """A call that pays the same share under each condition, and the rest at the end."""
    each = "".join(f"    - {{share: 0.05, at: Then, when: {when}}}\n" for when in conditions)
    return f"{BEGIN}addendum:\n{DUE}  payments:\n{each}    - {{share: {1 - 0.05 * len(conditions):.2f}, at: End}}\n{REPORTS}"


def funded(name: str, doc: str = "{signed: true, format: pdf, total: 10, valid: 5}", mark: str = "2") -> dict[str, str]:
    return {
        f"requests/small/{name}.yaml": small_request(name, doc=doc),
        f"requests/small/ratings/one/{name}.yaml": small_rating(name, mark),
        **paid(name),
    }


def report(name: str, facts: str, more: str = "") -> dict[str, str]:
    text = f"progress: {name}\nperiod: 2010-06\nas_of: 2010-06-30\nfacts: {{doc: {facts}}}\n{more}"
    return {f"requests/small/progress/2010-06/{name}.yaml": text}


def paid(name: str, *made: str, signed_on: str = "2010-05-03") -> dict[str, str]:
    """The day the addendum was signed, and what was paid since."""
    listed = "".join(f"  - {{{m}}}\n" for m in made)
    text = f"payment: {name}\nsigned_on: {signed_on}\n" + (f"paid:\n{listed}" if made else "")
    return {f"requests/small/payments/{name}.yaml": text}


def followed(asipgrid: Command, root: Path, as_of: str) -> dict[str, dict[str, Any]]:
    """Every funded project, by its id."""
    ran = asipgrid("monitor", "small", "--as-of", as_of, "--format", "json", cwd=root)
    assert (ran.code, ran.err) == (0, ""), ran.out
    return {each["id"]: each for each in json.loads(ran.out)["requests"]}


def told(payment: Mapping[str, Any]) -> tuple[str, str, dict[str, bool | None]]:
    """The state of a payment, what is payable, and its conditions but for the signature."""
    said = {each["says"]: each["holds"] for each in payment["conditions"]}
    return payment["state"], payment["payable"], {key: holds for key, holds in said.items() if key != SIGNED}


def test_a_payment_by_units_is_earned_unit_by_unit_and_stays_within_its_amount(
    tmp_path: Path, asipgrid: Command
) -> None:
    """Of each project: what is valid now (5 were when it was decided), what was paid, and what that makes of the balance."""
    counted = "{} more than the request stated, at 33.33 EUR each: {} EUR".format
    projects = {
        "none": (5, [], ("not-due", "0.00", {f"doc.valid: {counted(0, '0.00')}": False})),
        "less": (4, [], ("not-due", "0.00", {f"doc.valid: {counted(-1, '0.00')}": False})),
        "one": (6, [], ("payable", "33.33", {f"doc.valid: {counted(1, '33.33')}": True})),
        "two": (7, ["33.33"], ("payable", "33.33", {f"doc.valid: {counted(2, '66.66')}": True})),
        "early": (6, ["50.00"], ("not-due", "0.00", {f"doc.valid: {counted(1, '33.33')}": True})),
        "last": (10, ["33.33", "86.66"], ("payable", "0.01", {f"doc.valid: {counted(5, '166.65')}": True})),
        "all": (10, ["120.00"], ("paid", "0.00", {f"doc.valid: {counted(5, '166.65')}": True})),
    }
    files: dict[str, str] = {}
    for name, (valid, made, _) in projects.items():
        entries = [f"number: 3, amount: {amount}, paid_on: 2010-06-0{day}" for day, amount in enumerate(made, 1)]
        files |= funded(name) | report(name, f"{{valid: {valid}}}") | (paid(name, *entries) if entries else {})
    root = small(tmp_path, files, call=BEGIN + UNITS.replace("PRICE", "33.33"))
    requests = followed(asipgrid, root, "2010-07-01")
    found = {name: each["payments"][2] for name, each in requests.items()}
    assert {name: told(each) for name, each in found.items()} == {name: said for name, (_, _, said) in projects.items()}
    # What is paid, payable, suspended and to come is the award.
    for name, each in requests.items():
        assert sum(Fraction(each[part]) for part in ("paid", "payable", "suspended", "not_due")) == 400, name
    place = "requests/small/progress/2010-06/one.yaml:4"
    assert found["one"]["conditions"][1]["facts"] == [{"path": "doc.valid", "value": "6", "place": place}]


def test_a_unit_may_be_worth_a_cent_and_is_not_counted_where_the_request_did_not_state_it(
    tmp_path: Path, asipgrid: Command
) -> None:
    files = funded("stated") | report("stated", "{valid: 6}")
    files |= funded("unstated", "{signed: true, format: pdf, total: 10}") | report("unstated", "{valid: 6}")
    root = small(tmp_path, files, call=BEGIN + UNITS.replace("PRICE", "0.01"))
    found = {name: told(each["payments"][2]) for name, each in followed(asipgrid, root, "2010-07-01").items()}
    cent = "doc.valid: 1 more than the request stated, at 0.01 EUR each: 0.01 EUR"
    unknown = "doc.valid: not stated in the request or since, so no unit can be counted"
    assert found == {"stated": ("payable", "0.01", {cent: True}), "unstated": ("suspended", "0.00", {unknown: None})}


def test_each_condition_of_a_payment_says_how_it_stands(tmp_path: Path, asipgrid: Command) -> None:
    """Of three goals one is reached, one is missed, one has no value: a third of them is reached, or two thirds."""
    goals = "1 of 3 goals reached, 1 without a value"
    conditions = {
        "{goals_reached: {minimum: 0.3}}": ("payable", {f"{goals}; at least 30 % of them are needed": True}),
        "{goals_reached: {minimum: 0.6}}": ("not-due", {f"{goals}; at least 60 % of them are needed": None}),
        "{goals_reached: {minimum: 0.9}}": ("not-due", {f"{goals}; at least 90 % of them are needed": False}),
        "{goals_reached: {maximum: 0.7}}": ("payable", {goals: True}),
        "{not: {goals_reached: {minimum: 0.9}}}": (
            "payable",
            {"goals_reached is 0.33, must not be at least 0.9": True},
        ),
        "{progress: true}": ("payable", {"progress reports received: 2010-06": True}),
        "{not: {progress: true}}": ("suspended", {"progress is true, must not be true": False}),
        "{doc.valid: {minimum: 9}}": ("suspended", {"doc.valid is 5, under 9 (by 4)": False}),
        "{doc.format: cda, doc.signed: true}": ("payable", {"doc.format is cda": True, "doc.signed is true": True}),
        "{share: {minimum: 0.4, maximum: 0.45}}": (
            "suspended",
            {"share is 0.5, at least 0.4, and share is 0.5, over 0.45 (by 0.05)": False},
        ),
        "{any: [{doc.format: cda}]}": ("payable", {"doc.format is cda": True}),
        "{any: [{doc.format: pdf}, {call.envelope: 9000}]}": (
            "payable",
            {"one of these two: (a) doc.format is cda, must be pdf; (b) call.envelope is 9000": True},
        ),
        "{not: {doc.format: pdf, doc.total: 9}}": (
            "payable",
            {"one of these two: (a) doc.format is cda, must not be pdf; (b) doc.total is 10, must not be 9": True},
        ),
    }
    files = funded("region-a") | report("region-a", "{valid: 5, format: cda}")
    root = small(tmp_path, files, call=schedule(*conditions))
    for as_of in ("2010-07-31", "2010-12-31", "2011-01-01"):
        # A report of September is missing by the end of the year; on the day after, no goal is still to come.
        late = as_of > "2010-10-15"
        missing = "progress reports received: 2010-06; due and missing: 2010-09"
        expected = dict(conditions)
        if late:
            expected["{progress: true}"] = ("suspended", {missing: False})
            expected["{not: {progress: true}}"] = ("payable", {"progress is false, must not be true": True})
        if as_of == "2011-01-01":
            for when in ("{goals_reached: {minimum: 0.6}}", "{goals_reached: {minimum: 0.9}}"):
                expected[when] = ("suspended", conditions[when][1])
        payments = followed(asipgrid, root, as_of)["region-a"]["payments"]
        found = {when: told(each)[::2] for when, each in zip(conditions, payments[:-1], strict=True)}
        assert found == expected, as_of
        assert told(payments[-1]) == ("payable", "140.00", {})


def test_a_payment_on_the_goals_with_a_first_day_of_its_own_does_not_wait_for_them(
    tmp_path: Path, asipgrid: Command
) -> None:
    call = schedule("{goals_reached: {minimum: 0.9}}, from: 2010-07-01", "{goals_reached: {minimum: 0.9}}")
    root = small(tmp_path, funded("region-a") | report("region-a", "{valid: 5}"), call=call)
    states = {
        as_of: [each["state"] for each in followed(asipgrid, root, as_of)["region-a"]["payments"][:2]]
        for as_of in ("2010-06-30", "2010-07-01", "2010-12-31", "2011-01-01")
    }
    assert states == {
        "2010-06-30": ["not-due", "not-due"],
        "2010-07-01": ["suspended", "not-due"],
        "2010-12-31": ["suspended", "not-due"],
        "2011-01-01": ["suspended", "suspended"],
    }


def test_of_no_goals_all_are_reached_and_a_report_that_is_not_due_yet_is_still_none(
    tmp_path: Path, asipgrid: Command
) -> None:
    files = funded("region-a", "{signed: true, format: cda, total: 10, valid: 9}", "4")
    root = small(tmp_path, files, call=schedule("{goals_reached: 1}", "{progress: true}"))
    first, second, _ = followed(asipgrid, root, "2010-07-01")["region-a"]["payments"]
    assert told(first) == ("payable", "20.00", {"the addendum sets no goal, so none is left to reach": True})
    assert told(second) == ("suspended", "0.00", {"no progress report has been received": False})


# ── the signature and the end ──────────────────────────────────────────────────────────────────────

ENDING = f"""{BEGIN}addendum:
  goals_due: 2010-09-30
  payments:
    - {{share: 0.40, at: Signature}}
    - {{share: 0.30, at: Report, when: {{progress: true}}}}
    - {{share: 0.30, at: Balance, when: {{goals_reached: {{minimum: 0.6}}}}}}
"""
UNSIGNED = "no signature of the addendum is recorded"


def ending(name: str, ends_on: str = "2010-10-31") -> dict[str, str]:
    """A project whose agreement ends on a day, without any signature."""
    files = funded(name)
    del files[f"requests/small/payments/{name}.yaml"]
    files[f"requests/small/{name}.yaml"] += f"agreement: {{reference: 2008-001, ends_on: {ends_on}}}\n"
    return files


def states(request: Mapping[str, Any]) -> list[str]:
    return [each["state"] for each in request["payments"]]


def test_no_payment_precedes_the_signature(tmp_path: Path, asipgrid: Command) -> None:
    files = ending("open") | report("open", "{valid: 6, format: cda}")
    files |= ending("signed") | paid("signed", signed_on="2010-07-10") | report("signed", "{valid: 6, format: cda}")
    root = small(tmp_path, files, call=ENDING)
    before, after = (followed(asipgrid, root, day) for day in ("2010-07-09", "2010-07-10"))
    for each in (before["open"], before["signed"], after["open"]):
        assert (states(each), each["payable"], each["signed_on"]) == (["not-due"] * 3, "0.00", None)
        assert each["payments"][0]["conditions"] == [{"says": UNSIGNED, "holds": False, "facts": []}]
    assert (states(after["signed"]), after["signed"]["signed_on"]) == (["payable"] * 3, "2010-07-10")
    assert (
        f"? open: {UNSIGNED}, so nothing is payable"
        in asipgrid("monitor", "small", "--as-of", "2010-07-10", cwd=root).out
    )
    letter = asipgrid("draft", "small", "open", "--letter", "payment", "--as-of", "2010-07-10", cwd=root).out
    assert "No signature of your addendum is recorded, and no payment is made before it is signed." in letter
    assert "- payment 1, €160.00 (Signature)\n" in letter


def test_after_the_agreement_nothing_becomes_payable_and_what_was_stays_so(tmp_path: Path, asipgrid: Command) -> None:
    """What is stated of a later day, or signed on one, comes too late."""
    late = "progress: {}\nperiod: 2010-12\nas_of: 2010-11-01\nfacts: {{doc: {{valid: 6, format: cda}}}}\n".format
    files = ending("unsigned") | report("unsigned", "{valid: 6, format: cda}")
    files |= ending("afterwards") | paid("afterwards", signed_on="2010-11-01")
    files |= ending("short") | paid("short", "number: 1, amount: 160, paid_on: 2010-11-20")
    files |= {"requests/small/progress/2010-12/short.yaml": late("short")}
    files |= ending("in-time") | paid("in-time") | report("in-time", "{valid: 6, format: cda}")
    root = small(tmp_path, files, call=ENDING)
    last, after = (followed(asipgrid, root, day) for day in ("2010-10-31", "2010-11-25"))
    assert {name: states(each) for name, each in last.items()} == {
        "unsigned": ["not-due"] * 3,
        "afterwards": ["not-due"] * 3,
        "short": ["payable", "suspended", "suspended"],
        "in-time": ["payable"] * 3,
    }
    assert {name: (states(each), each["payable"], each["ended"]) for name, each in after.items()} == {
        "unsigned": (["ended"] * 3, "0.00", "400.00"),
        "afterwards": (["ended"] * 3, "0.00", "400.00"),
        "short": (["paid", "ended", "ended"], "0.00", "240.00"),
        "in-time": (["payable"] * 3, "400.00", "0.00"),
    }
    ended = "the agreement ended on 2010-10-31, and nothing becomes payable after it unless an addendum moves the end"
    in_time = "its conditions held on 2010-10-31, when the agreement ended"
    assert told(after["short"]["payments"][1])[2] == {"no progress report has been received": False, ended: False}
    assert told(after["in-time"]["payments"][0])[2] == {in_time: True}
    table = " ".join(asipgrid("monitor", "small", "--as-of", "2010-11-25", cwd=root).out.split())
    assert f"✘ unsigned: payment 1, 2, 3 ended, 400.00 EUR: {UNSIGNED}; {ended}" in table
    letter = asipgrid("draft", "small", "short", "--letter", "payment", "--as-of", "2010-11-25", cwd=root).out
    assert "The agreement ended on 31 October 2010.\nNothing becomes payable after that day" in letter
    assert "Payment 2, €120.00 (Report), had not become payable:\n\n- no progress report has been received\n" in letter


def test_an_amendment_moves_the_end_from_the_day_it_was_decided(tmp_path: Path, asipgrid: Command) -> None:
    decided = "amendment: a\ndecided_by: Board\nends: [{ends_on: 2011-06-30, decided_on: 2010-11-20, why: The host was late}]\n"
    files = ending("a") | paid("a") | {"requests/small/amendments/a.yaml": decided}
    root = small(tmp_path, files, call=ENDING)
    before, after = (followed(asipgrid, root, day)["a"] for day in ("2010-11-19", "2010-11-20"))
    assert (before["ends_on"], before["end_moved"], states(before)) == (
        "2010-10-31",
        None,
        ["payable", "ended", "ended"],
    )
    assert (after["ends_on"], states(after)) == ("2011-06-30", ["payable", "suspended", "suspended"])
    place = "requests/small/amendments/a.yaml:3"
    assert after["end_moved"] == {"decided_on": "2010-11-20", "why": "The host was late", "place": place}
    text = asipgrid("draft", "small", "--letter", "follow-up", "--as-of", "2010-11-20", "--lang", "fr", cwd=root).out
    assert (
        "La convention prend fin le 30 juin 2011 au lieu du 31 octobre 2010, selon la décision du 20 novembre 2010."
        in typed(text)
    )


def test_of_a_payment_of_nothing_nothing_is_due(tmp_path: Path, asipgrid: Command) -> None:
    """Two cents in four quarters: 0.01, 0.01, and nothing twice."""
    quarters = "".join(f"    - {{share: 0.25, at: Quarter {n}}}\n" for n in range(1, 5))
    files = funded("a") | {"requests/small/a.yaml": funded("a")["requests/small/a.yaml"].replace("400", "0.02")}
    root = small(tmp_path, files, call=f"{BEGIN}addendum:\n  payments:\n{quarters}")
    found = followed(asipgrid, root, "2010-12-31")["a"]
    assert [(each["amount"], each["state"]) for each in found["payments"]] == [
        ("0.01", "payable"),
        ("0.01", "payable"),
        ("0.00", "nothing-due"),
        ("0.00", "nothing-due"),
    ]
    assert "4 – nothing due: 0.00 EUR" in asipgrid("monitor", "small", "a", "--as-of", "2010-12-31", cwd=root).out


def test_a_share_of_the_cost_reads_the_award_once_there_is_one(tmp_path: Path, asipgrid: Command) -> None:
    """400 are asked of a cost of 800, and 300 are awarded: 37.5 %, which no line of the request says."""
    grid = SMALL_GRID.replace("criteria:\n", "  of_cost: {ratio: [funding.requested, funding.total_cost]}\ncriteria:\n")
    asked = """  - id: DOC-05
    question: Which share of the cost is asked for?
    weight: 10
    measure: of_cost
    at_most: [0.80, 0.60, 0.45, 0.30]
    goal: never
"""
    call = f"{BEGIN}addendum:\n  payments: [{{share: 1, at: Whole, when: {{of_cost: {{maximum: 0.40}}}}}}]\n"
    files = funded("a")
    files["requests/small/a.yaml"] = files["requests/small/a.yaml"].replace(
        "requested: 400", "requested: 400, total_cost: 800"
    )
    decided = (
        "decision: a\noutcome: fund\namount: 300\ndecided_by: Board\ndecided_on: 2010-04-15\nwhy: It can do with less\n"
    )
    files["requests/small/decisions/a.yaml"] = decided
    root = small(tmp_path, files, grid=grid + asked, call=call)
    found = followed(asipgrid, root, "2010-06-01")["a"]
    (whole,) = found["payments"]
    assert told(whole)[::2] == ("payable", {"of_cost is 0.38, at most 0.4": True})
    assert whole["conditions"][1]["facts"][0] == {"path": "funding.requested", "value": "300", "place": None}
    assert {side: each["level"] for side, each in found["levels"]["DOC-05"].items()} == {"then": "2", "now": "3"}


def test_payments_and_returns_that_cannot_be_so_are_told_file_by_file(tmp_path: Path, asipgrid: Command) -> None:
    def decided(what: str, name: str, *each: str) -> dict[str, str]:
        listed = "".join(f"  - {{{one}, why: So decided}}\n" for one in each)
        return {f"requests/small/amendments/{name}.yaml": f"amendment: {name}\ndecided_by: Board\n{what}:\n{listed}"}

    first = "number: 1, amount: 160, paid_on: 2010-05-20"
    parts = [f"number: 3, amount: {amount}, paid_on: 2010-06-0{day}" for day, amount in enumerate((60, 60, 0.01), 1)]
    files = {
        **funded("over"), **paid("over", "number: 1, amount: 160.01, paid_on: 2010-05-20"),
        **funded("under"), **paid("under", "number: 1, amount: 159.99, paid_on: 2010-05-20"),
        **funded("parts"), **paid("parts", *parts),
        **funded("right"), **paid("right", first, parts[0], parts[1]),
        **funded("none", "{signed: false}"), **paid("none", first, "number: 2, amount: 120, paid_on: 2010-06-20"),
        **funded("back"), **paid("back", first),
        **decided("returns", "back", "amount: 100, decided_on: 2010-05-20", "amount: 60, decided_on: 2010-05-20"),
        **funded("more"), **paid("more", first),
        **decided("returns", "more", "amount: 100, decided_on: 2010-05-20", "amount: 60.01, decided_on: 2010-05-21"),
        **funded("unpaid"), **decided("returns", "unpaid", "amount: 0.01, decided_on: 2010-05-19"),
        **funded("moved"), **decided("moves", "moved", *(f"goal: DOC-0{n}, due: 2011-01-31, decided_on: 2010-06-01" for n in (1, 2, 3))),
        **funded("best", "{signed: true, format: cda, total: 10, valid: 9}", "4"),
        **decided("moves", "best", "goal: DOC-03, due: 2011-01-31, decided_on: 2010-06-01"),
        **decided("moves", "none", "goal: DOC-03, due: 2011-01-31, decided_on: 2010-06-01"),
        **funded("before"), **paid("before", first), **decided("returns", "before", "amount: 1, decided_on: 2010-05-19"),
    }  # fmt: skip
    ran = asipgrid(
        "monitor",
        "small",
        "--as-of",
        "2010-07-01",
        cwd=small(tmp_path, files, call=BEGIN + UNITS.replace("PRICE", "1")),
    )
    assert ran.code == 1
    assert re.findall(r"^requests/small/(.*: P\d{3} .*)$", ran.err, re.MULTILINE) == [
        "amendments/before.yaml:4:14: P705 1.00 EUR go back from before, more than the 0.00 EUR paid by 2010-05-19; correct one of the two",
        "amendments/best.yaml:4:5: P704 the addendum of best sets no goal DOC-03; it sets none",
        "amendments/more.yaml:5:14: P705 160.01 EUR go back from more, more than the 160.00 EUR paid by 2010-05-21; correct one of the two",
        "amendments/moved.yaml:4:5: P704 the addendum of moved sets no goal DOC-01; it sets DOC-02, DOC-03, DOC-04",
        "amendments/none.yaml:4:5: P704 the addendum of none sets no goal DOC-03; it sets none",
        "amendments/unpaid.yaml:4:14: P705 0.01 EUR go back from unpaid, more than the 0.00 EUR paid by 2010-05-19; correct one of the two",
        "payments/none.yaml:4:25: P606 none is not awarded any amount, but 280.00 EUR are recorded as paid; correct one of the two",
        "payments/over.yaml:4:25: P605 payment 1 of over is 160.00 EUR, 160.01 EUR are recorded; correct the amount",
        "payments/parts.yaml:6:25: P605 payment 3 of parts is 120.00 EUR, 120.01 EUR are recorded; correct the amount",
        "payments/under.yaml:4:25: P605 payment 1 of under is 160.00 EUR, 159.99 EUR are recorded; correct the amount",
    ]


# ── what the addendum promises ─────────────────────────────────────────────────────────────────────


def test_the_addendum_promises_what_is_looked_at(tmp_path: Path, asipgrid: Command) -> None:
    """The report of June is there and that of September is missing: the addendum says that this suspends the payment."""
    call = schedule("{progress: true}", "{not: {progress: true}}")
    root = small(tmp_path, funded("region-a") | report("region-a", "{valid: 6}"), call=call)
    promise = "a progress report has been received, and none that was due by then is missing"
    refusal = "no progress report has been received, or one that was due by then is missing"
    text = asipgrid("draft", "small", cwd=root).out
    assert (
        "It shall deliver these reports:\n\n- the report for 2010-06, by 31 July 2010;\n- the report for 2010-09, by 15 October 2010.\n"
        in text
    )
    assert f"| {promise} |" in text
    assert f"| {refusal} |" in text
    french = typed(asipgrid("draft", "small", "--lang", "fr", cwd=root).out)
    assert "- le rapport de la période 2010-09, au plus tard le 15 octobre 2010.\n" in french
    assert "| un rapport d'avancement a été remis, et aucun de ceux qui étaient dus à cette date ne manque |" in french
    first, second, last = followed(asipgrid, root, "2010-10-16")["region-a"]["payments"]
    assert [(each["asks"], each["state"]) for each in (first, second, last)] == [
        (promise, "suspended"),
        (refusal, "payable"),
        (None, "payable"),
    ]
    assert told(first)[2] == {"progress reports received: 2010-06; due and missing: 2010-09": False}


def test_the_addendum_says_what_every_payment_needs(tmp_path: Path, asipgrid: Command) -> None:
    """A payment gate that was passed must stay so, and the last day of the agreement is the last to fall due on."""
    gates = """  - id: DOC-05
    question: Is it signed?
    gate: payment
    requires: {doc.signed: true}
  - id: DOC-06
    question: Are all valid?
    gate: payment
    requires: {doc.valid: 10}
"""
    files = funded("a")
    files["requests/small/a.yaml"] += "agreement: {reference: 2008-001, ends_on: 2010-10-31}\n"
    files |= report("a", "{signed: false, valid: 10}")
    root = small(tmp_path, files, grid=SMALL_GRID + gates, call=ENDING)
    text = asipgrid("draft", "small", cwd=root).out
    assert (
        "No payment shall be made until each of the following requirements is met, by (to be completed: last day to settle "
        "the conditions) at the latest:\n\n- Are all valid?\n" in text
    )
    assert (
        "should one of them cease to be, payments are suspended:\n\n- The beneficiary undertakes to keep to what it "
        'declared on this question: "Is it signed?"\n' in text
    )
    assert (
        "After 31 October 2010, when the agreement ends, no payment becomes due unless an addendum moves that end"
        in text
    )
    assert states(followed(asipgrid, root, "2010-07-01")["a"])[0] == "suspended"


def test_every_target_of_its_own_that_is_followed_stands_in_the_addendum(tmp_path: Path, asipgrid: Command) -> None:
    """A sum of facts belongs to the grid of its facts, and what no grid asks for stands with the goals."""
    own = """commitments:
  - {path: "sum([doc.valid, doc.total])", target: 17, by: 2010-12-31}
  - {path: funding.total_cost, target: 10}
"""
    files = funded("a")
    files["requests/small/a.yaml"] += own
    root = small(tmp_path, files, call=ENDING)
    text = asipgrid("draft", "small", cwd=root).out
    assert "The beneficiary shall also meet the targets it set itself:\n\n- Total cost: 10.\n" in text
    assert (
        "The beneficiary shall meet the targets it set itself:\n\n- sum([doc.valid, doc.total]): 17 by 31 December 2010.\n"
        in text.replace("\\", "")
    )
    assert len(followed(asipgrid, root, "2010-07-01")["a"]["targets"]) == 2
