"""`asipgrid check --fix`: what is certain is mended and shown as a diff; where there is a choice, nothing is touched."""

from __future__ import annotations

from pathlib import Path

import pytest

from asipgrid.documents import mending, reader
from asipgrid.model.places import Finding, Place, Source
from asipgrid.model.said import of_text
from conftest import Command, small, small_request
from examples import Example, examples

REQUEST = "requests/small/region-a.yaml"
DIFFERENCE = """\
--- a/requests/small/region-a.yaml
+++ b/requests/small/region-a.yaml
@@ -1,8 +1,8 @@
 request: region-a
 call: small
 title: Project region-a
-applicant: {name: Applicant region-a, legal_form: "Association ", scope: regional}
-submitted_on: 13/2/2010  \n\
+applicant: {name: Applicant region-a, legal_form: association, scope: regional}
+submitted_on: 2010-02-13
 # as asked
-funding: {requested: 1 200 EUR}
+funding: {requested: 1200}
 doc: {signed: true, format: other, total: 10, valid: 8}
"""
# What a finding of these codes is about may be certain.
MENDED = {"S003", "S004", "S005", "S006", "Y017", "F004"}
BAD = [
    example for example in examples("bad") if example.codes & MENDED and not example.links and example.committed is None
]


def texts(root: Path) -> dict[str, bytes]:
    return {path.relative_to(root).as_posix(): path.read_bytes() for path in root.rglob("*") if path.is_file()}


def changed(text: str, *pairs: tuple[str, str]) -> str:
    for old, new in pairs:
        assert old in text
        text = text.replace(old, new)
    return text


def test_what_is_certain_is_mended_and_shown_and_the_rest_is_listed(asipgrid: Command, tmp_path: Path) -> None:
    sound = changed(small_request("region-a"), ("funding:", "# as asked\nfunding:")).lstrip("\n")
    odd = changed(
        sound,
        ("requested: 400", "requested: 1 200 EUR"),
        ("legal_form: association", 'legal_form: "Association "'),
        ("submitted_on: 2010-02-01", "submitted_on: 13/2/2010  "),
        ("format: cda", "format: other"),
    )
    root = small(tmp_path, {REQUEST: odd})
    shown = asipgrid("check", "requests/small", "--diff", cwd=root)
    assert (shown.code, shown.out) == (1, DIFFERENCE)
    assert texts(root)[REQUEST].decode() == odd
    ran = asipgrid("check", "requests/small", "--fix", cwd=root)
    assert ran.err == f"{DIFFERENCE}3 documents: 1 error\n"
    assert (ran.code, ran.out.split("\n")[0]) == (
        1,
        f'{REQUEST}:8:29: S004 doc.format is "other"; it must be one of cda, pdf, paper',
    )
    again = asipgrid("check", "requests/small", "--fix", cwd=root)
    assert again.err == "3 documents: 1 error\n"


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("submitted_on: 2010-02-01", "submitted_on: 3/4/2010"),
        ("submitted_on: 2010-02-01", "submitted_on: soon"),
        ("legal_form: association", "legal_form: asociation"),
        ("total: 10", "total: ten"),
        ("total: 10", "total: 1.234"),
        ("signed: true", "signed: yes"),
    ],
)
def test_where_there_is_a_choice_nothing_is_touched(asipgrid: Command, tmp_path: Path, old: str, new: str) -> None:
    root = small(tmp_path, {REQUEST: changed(small_request("region-a"), (old, new))})
    before = texts(root)
    ran = asipgrid("check", "requests/small", "--fix", cwd=root)
    assert ran.code == 1
    assert texts(root) == before
    assert asipgrid("check", "requests/small", "--diff", cwd=root).out == ""


def test_a_document_with_another_ending_is_renamed_unless_the_name_is_taken(asipgrid: Command, tmp_path: Path) -> None:
    root = small(tmp_path, {"requests/small/region-a.yml": small_request("region-a")})
    ran = asipgrid("check", "requests/small", "--fix", cwd=root)
    assert (ran.code, ran.out) == (0, "")
    assert ran.err.startswith("rename from requests/small/region-a.yml\nrename to requests/small/region-a.yaml\n")
    assert sorted(path.name for path in (root / "requests/small").iterdir()) == ["call.yaml", "region-a.yaml"]
    (root / "requests/small/region-a.yml").write_text("request: other\n")
    assert asipgrid("check", "requests/small", "--fix", cwd=root).code == 1
    assert (root / "requests/small/region-a.yml").read_text() == "request: other\n"


def test_line_ends_a_mark_and_comments_stay() -> None:
    data = b"\xef\xbb\xbfrequest: a  \r\namount: 1 200 # asked \r\ntext: |\r\n  kept  \r\n  as it is\r\n"
    place = Place(file="a.yaml", line=2, column=9, width=5)
    found = Finding(code="S003", place=place, says=of_text(""), instead="1200")
    assert mending.mended(Source(name="a.yaml", data=data), [found]) == (
        # The blanks in the block are part of its text, so no end of a line is touched.
        b"\xef\xbb\xbfrequest: a  \r\namount: 1200 # asked \r\ntext: |\r\n  kept  \r\n  as it is\r\n"
    )


def test_of_a_text_that_cannot_be_read_no_blank_is_taken() -> None:
    data = b"request: a\ntext: |\n  kept  \nopen: [1  \n"
    assert mending.mended(Source(name="a.yaml", data=data), []) == data


def test_a_number_put_in_quotes_stays_as_it_was_written() -> None:
    data = b"version: 1.50\n"
    place = Place(file="a.yaml", line=1, column=10, width=4)
    for instead, after in (('"1.5"', data), ('"1.50"', b'version: "1.50"\n')):
        found = Finding(code="S003", place=place, says=of_text(""), instead=instead)
        assert mending.mended(Source(name="a.yaml", data=data), [found]) == after


@pytest.mark.parametrize("example", BAD, ids=lambda example: example.name)
def test_of_every_example_what_is_mended_is_gone_and_nothing_else_is_lost(
    asipgrid: Command, tmp_path: Path, example: Example
) -> None:
    root = example.lay_out(tmp_path)
    before = texts(root)
    ran = asipgrid("check", example.path, "--fix", cwd=root)
    assert "Traceback" not in ran.err
    after = texts(root)
    assert len(after) == len(before)
    assert asipgrid("check", example.path, "--diff", cwd=root).out == ""
    for name in {*after} & {*before}:
        if after[name] != before[name]:
            record, _ = reader.read(Source(name=name, data=after[name]))
            assert record is not None
            assert after[name].count(b"\n") == before[name].count(b"\n")
