"""Templates that a call brings: closed by default, read and run behind a fence, needed by letters alone."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path
from typing import Any

import pytest

from asipgrid.letters.kinds import Template, TemplateFaultError
from asipgrid.letters.rendering import LetterRenderer
from asipgrid.letters.sandbox import MOST_CHARACTERS
from asipgrid.model.places import Language
from conftest import Command, small, small_request
from test_check import findings
from test_letters import with_template

FILE = "requests/small/templates/addendum.en.md"
TOO_DEEP = "this template cannot be read: expressions or blocks lie too deep in each other here"
OVER = "the template takes more time or memory than a letter may"
HOSTILE = "<script>alert(1)</script> [ok](javascript:1)"
LETTER: dict[str, Any] = {
    "title": HOSTILE,
    "amount": "EUR 400",
    "rank": 3,
    "reconstruction": True,
    "nothing": None,
    "lines": [[HOSTILE, "EUR 180"], ["Visits", "EUR 220"]],
    "goals": [{"id": "DOC-02", "goal": HOSTILE}, {"id": "DOC-03", "goal": "Raise the share"}],
    "empty": {},
}


def written(text: str) -> str:
    """A letter by a template of the call."""
    renderer = LetterRenderer({"addendum.en.md": Template(file=FILE, text=text)})
    return renderer.text("addendum", LETTER, Language.EN).rstrip("\n")


def refused(text: str) -> str:
    """Why a template of the call cannot be used: line, code, words."""
    with pytest.raises(TemplateFaultError) as told:
        written(text)
    assert told.value.file == FILE
    return f"{told.value.line} {told.value.code} {told.value.says}"


# ── what is put into a letter ──────────────────────────────────────────────────────────────────────

ONLY = "; only text and numbers can be put into a letter"
A_LIST = "is a list (go through it with {% for … in … %})"
TO_CALL = "is something to call, with ()"
NEITHER = "is neither text nor a number"


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("{{ lines }}", f"lines {A_LIST}"),
        ("{{ lines | first }}", f"lines | first {A_LIST}"),
        ("{{ lines[0] }}", f"lines[0] {A_LIST}"),
        ("{{ (title, amount) }}", f"this value {A_LIST}"),
        ("{{ lines | map('first') }}", f"lines | map {A_LIST}"),
        ("{{ lines | reverse }}", f"lines | reverse {A_LIST}"),
        ("{{ range(3) }}", f"range() {A_LIST}"),
        ("{{ goals[0] }}", "goals[0] is a part with fields of its own (id, goal; name one of them)"),
        ("{{ goals | last }}", "goals | last is a part with fields of its own (id, goal; name one of them)"),
        ("{% for each in goals %}{{ each }}{% endfor %}", "each is a part with fields of its own (id, goal; name one of them)"),
        ("{{ empty }}", "empty is an empty part"),
        ("{{ reconstruction }}", "reconstruction is true or false (ask it with {% if … %})"),
        ("{{ nothing }}", "nothing is not stated (ask it with {% if … %})"),
        ("{{ article }}", f"article {TO_CALL}"),
        ("{{ title.upper }}", f"title.upper {TO_CALL}"),
        ("{{ namespace(a=1) }}", f"namespace() {NEITHER}"),
        ("{% set t %}{{ lines }}{% endset %}{{ t }}", f"lines {A_LIST}"),
        ("{% macro told(x) %}{{ x }}{% endmacro %}{{ told(lines) }}", f"x {A_LIST}"),
        # What makes text of anything makes it of text and numbers.
        ("{{ lines ~ '' }}", f"lines {A_LIST}"),
        ("{{ '' ~ article }}", f"article {TO_CALL}"),
        ("{{ lines | string }}", f"what string is given {A_LIST}"),
        ("{{ lines | upper }}", f"what upper is given {A_LIST}"),
        ("{{ article | string }}", f"what string is given {TO_CALL}"),
        ("{{ lines | join(', ') }}", f"a part of what join is given {A_LIST}"),
        ("{{ goals | join(', ') }}", "a part of what join is given is a part with fields of its own (id, goal; name one of them)"),
        ("{{ [article] | join }}", f"a part of what join is given {TO_CALL}"),
        ("{{ '%s' % lines }}", f"what stands beside % {A_LIST}"),
        ("{{ '%s' % article }}", f"what stands beside % {TO_CALL}"),
        ("{{ '%s %s' % (title, lines) }}", f"what stands beside % {A_LIST}"),
        ("{{ '{}'.format(lines) }}", f"what is handed over here {A_LIST}"),
        ("{{ '{0[0]}'.format(lines) }}", f"what is handed over here {A_LIST}"),
        ("{{ '%s' | format(lines) }}", f"what format is given {A_LIST}"),
        ("{{ dict(a=article) | length }}", f"what is handed over here {TO_CALL}"),
        ("{{ cycler('a') ~ '' }}", f"cycler() {NEITHER}"),
    ],
)  # fmt: skip
def test_what_is_no_text_and_no_number_is_refused_by_its_name(text: str, says: str) -> None:
    assert refused(f"one\n{text}\n") == f"2 T501 {says}{ONLY}"


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("{{ amount }} {{ rank }} {{ 2.5 }} {{ rank + 1 }} {{ 'ab' * 2 }}", "EUR 400 3 2.5 4 abab"),
        ("{{ amount | upper }} {{ amount | truncate(5, true, '…', 0) }}", "EUR 400 EUR …"),
        ("{{ amount.lower() }} {{ '%s/%s' % (amount, rank) }} {{ '{}'.format(rank) }}", "eur 400 EUR 400/3 3"),
        ("{{ goals | map(attribute='id') | join(', ') }}", "DOC-02, DOC-03"),
        ("{{ goals | join(', ', attribute='id') }} {{ range(3) | join('+') }}", "DOC-02, DOC-03 0+1+2"),
        ("{{ goals | length }} {{ (lines | last)[1] }} {{ ['b', 'a'] | sort | first }}", "2 EUR 220 a"),
        ("{{ amount ~ ', ' ~ rank }} {{ article() }} {{ article() }}", "EUR 400, 3 1 2"),
        ("{% for each in goals %}{{ loop.index }}{{ loop.cycle('a', 'b') }} {% endfor %}", "1a 2b "),
        ("{% set comma = joiner('x') %}{% for each in goals %}{{ comma() }}{{ each.id }}{% endfor %}", "DOC-02xDOC-03"),
        ("{% set all = namespace(n=0) %}{% for each in goals %}{% set all.n = all.n + 1 %}{% endfor %}{{ all.n }}", "2"),
        ("{% macro bold(x) %}**{{ x }}**{% endmacro %}{{ bold('a') }} {{ bold('b') ~ '!' }}", r"**a** \*\*b\*\*!"),
        ("{% macro box() %}[{{ caller() }}]{% endmacro %}{% call box() %}*in*{% endcall %}", "[*in*]"),
        ("{% block a %}*x*{% endblock %} {{ self.a() }}", "*x* *x*"),
        ("{% for n in [[1, [2]]] recursive %}{{ n[0] }}{% endfor %}", "1"),
        ("{% if reconstruction and not nothing %}yes{% endif %}{{ nothing or 'none' }}", "yesnone"),
        ("{% for group in goals | groupby('id') %}{{ group.grouper }} {% endfor %}", "DOC-02 DOC-03 "),
    ],
)  # fmt: skip
def test_text_and_numbers_are_put_in_as_the_language_of_templates_has_it(text: str, shown: str) -> None:
    assert written(text) == shown


@pytest.mark.parametrize(
    "text",
    [
        "{{ title }}",
        "{{ lines[0][0] }}",
        "{% for item, amount in lines[:1] %}{{ item }}{% endfor %}",
        "{{ (lines | first)[0] }}",
        "{{ goals[0].goal }}",
        "{{ title | safe }}",
        "{{ title | e | safe }}",
        "{% autoescape true %}{{ title }}{% endautoescape %}",
        "{{ [title] | join }}",
        "{{ title ~ '' }}",
        "{{ '' ~ title }}",
        "{{ '%s' % title }}",
        "{{ '{}'.format(title) }}",
        "{{ title | string }}",
        "{{ goals | map(attribute='goal') | first }}",
        "{% set t %}{{ title }}{% endset %}{{ t }}",
        "{% macro told(x) %}{{ x }}{% endmacro %}{{ told(title) }}",
        "{% set t = namespace(x=title) %}{{ t.x }}",
        "{{ title | default('') }}",
        "{{ title if rank else '' }}",
        "{{ title | trim }}",
        "{{ title | replace('zz', '') }}",
        "{{ title | indent }}",
        "{{ lines | tojson }}",
        "{{ title | urlize }}",
    ],
)
def test_what_an_applicant_wrote_is_text_whichever_way_it_takes(text: str) -> None:
    page = written(text)
    assert "<script>" not in page
    assert "](javascript" not in re.sub(r"\\.", "", page)


def test_on_paper_no_link_of_an_applicant_is_live(tmp_path: Path, asipgrid: Command) -> None:
    root = with_template(tmp_path, "{% for each in lines %}{{ each[0] }}{% endfor %} {{ title }}\n")
    request = small_request("region-a").replace("title: Project region-a", f"title: '{HOSTILE}'")
    request = request.replace("requested: 400", f"requested: 400, lines: [{{item: '{HOSTILE}', amount: 400}}]")
    (root / "requests/small/region-a.yaml").write_text(request.lstrip(), "utf-8")
    page = asipgrid("draft", "requests/small", cwd=root).out
    pytest.importorskip("pypandoc")
    from asipgrid.letters.files import FinishedLetter, _tree

    tree = _tree(FinishedLetter(text=page, title="", authority="", language=Language.EN))
    assert '"t": "Link"' not in tree
    assert "RawInline" not in tree


@pytest.mark.parametrize(
    ("text", "says"),
    [
        (
            "{{ lines | random }}",
            "No filter named 'random'. The same documents give the same letter, so nothing is drawn.",
        ),
        (
            "{{ lines | pprint }}",
            "No filter named 'pprint'. Values are put in one by one, not as a program writes them.",
        ),
        ("{{ 10 ** 10 }}", "a template may not do this (powers are not computed in a letter)"),
    ],
)
def test_what_would_give_another_letter_or_never_end_is_not_there(text: str, says: str) -> None:
    assert refused(f"one\n{text}\n") == f"2 T501 {says}"


# ── hostile texts ──────────────────────────────────────────────────────────────────────────────────

HARD_TO_READ = {
    "a number of 5,000 digits": ("one\n{{ " + "9" * 5_000 + " }}\n", 2, "this template cannot be read: this number has too many digits"),
    "3,000 brackets": ("one\n{{ " + "(" * 3_000 + "1" + ")" * 3_000 + " }}\n", 2, TOO_DEEP),
    "3,000 lists": ("one\n{{ " + "[" * 3_000 + "]" * 3_000 + " }}\n", 2, TOO_DEEP),
    "3,000 times not": ("one\n{{ " + "not " * 3_000 + "title }}\n", 2, TOO_DEEP),
    "3,000 signs": ("one\n{{ " + "-" * 3_000 + "1 }}\n", 2, TOO_DEEP),
    "3,000 times if": ("{% if title %}\n" * 3_000, 41, TOO_DEEP),
    "5,000 sums": ("one\n{{ " + "1+" * 5_000 + "1 }}\n", 2, TOO_DEEP),
    "3,000 filters": ("one\n{{ title" + " | upper" * 3_000 + " }}\n", 2, TOO_DEEP),
    "3,000 attributes": ("one\n{{ title" + ".a" * 3_000 + " }}\n", 2, TOO_DEEP),
    "30 loops in each other": ("{% for a in lines %}\n" * 30 + "{% endfor %}" * 30, 11, TOO_DEEP),
    "1 MB of values": ("{{ title }}" * 95_000, 1, f"this template cannot be read: it has 1045000 characters; a template has at most {MOST_CHARACTERS}"),
    "a filter that nobody has": ("one\n{{ title | nothing }}\n", 2, "this template cannot be read: No filter named 'nothing'."),
}  # fmt: skip


def test_a_text_that_is_hard_to_read_is_one_finding_with_its_line_and_stops_no_other_command(
    tmp_path: Path, asipgrid: Command
) -> None:
    # Parts of a call's own may have any name, so all can be tried at once; the last one is sound.
    names = {f"_{number:02}.md": text for number, (text, _, _) in enumerate(HARD_TO_READ.values())}
    root = with_template(tmp_path, "{{ title }}\n", "_99.md")
    for name, text in names.items():
        (root / "requests/small/templates" / name).write_text(text, "utf-8")
    ran = asipgrid("check", "requests/small", "--format", "json", cwd=root)
    told = findings(ran)
    expected = [
        f"T501 requests/small/templates/_{number:02}.md:{line}:1 {says}"
        for number, (_, line, says) in enumerate(HARD_TO_READ.values())
    ]
    assert (ran.code, told) == (1, expected)
    for command in (["score"], ["score", "--format", "json"], ["verify"], ["explain", "region-a"], ["panel"]):
        other = asipgrid(command[0], "requests/small", *command[1:], cwd=root)
        assert "T501" not in other.out + other.err
        assert "Traceback" not in other.err
    drafted = asipgrid("draft", "requests/small", cwd=root)
    assert (drafted.code, drafted.err.count(" T501 ")) == (1, len(expected))


def test_a_template_whose_file_cannot_be_read_stops_letters_alone(tmp_path: Path, asipgrid: Command) -> None:
    root = with_template(tmp_path, "x\n")
    (root / FILE).write_bytes(b"caf\xe9\n")
    assert asipgrid("score", "requests/small", cwd=root).code == 0
    told = f"{FILE}:1:4: Y001 the text is not UTF-8 here; save the file as UTF-8\n"
    assert asipgrid("check", "requests/small", cwd=root).out.startswith(told)
    drafted = asipgrid("draft", "requests/small", "-o", str(tmp_path / "out"), cwd=root)
    assert (drafted.code, drafted.out, drafted.err.startswith(told)) == (1, "", True)
    assert not (tmp_path / "out").exists()


def test_no_template_of_a_call_is_parsed_in_the_process_of_the_command(
    tmp_path: Path, asipgrid: Command, monkeypatch: pytest.MonkeyPatch
) -> None:
    root = with_template(tmp_path, "{{ title }}\n")

    def refuse(*_arguments: object) -> None:
        raise AssertionError

    monkeypatch.setattr("asipgrid.letters.sandbox.SandboxedTemplates._parse", refuse)
    assert asipgrid("check", "requests/small", cwd=root).code == 0
    assert asipgrid("draft", "requests/small", cwd=root).out == "Project region-a\n"


@pytest.mark.slow
@pytest.mark.parametrize(
    "ends", ["{% for a in range(99999) %}{% for b in range(99999) %}{% endfor %}{% endfor %}", "{{ 'a' * 10 ** 9 }}"]
)
def test_a_process_that_meets_its_limits_is_told_by_the_template_it_was_at(
    tmp_path: Path, asipgrid: Command, monkeypatch: pytest.MonkeyPatch, ends: str
) -> None:
    monkeypatch.setattr("asipgrid.letters.own_templates.SECONDS", 1)
    root = with_template(tmp_path, f"one\ntwo\n{ends}\n")
    drafted = asipgrid("draft", "requests/small", cwd=root)
    assert (drafted.code, drafted.out) == (1, "")
    assert drafted.err.startswith(f"{FILE}:3:1: T501 ")


def test_a_process_that_dies_is_told_by_the_template_it_was_at_and_the_others_are_looked_at(
    tmp_path: Path, asipgrid: Command, monkeypatch: pytest.MonkeyPatch
) -> None:
    root = with_template(tmp_path, "{{ nobody }}\n", "_a.md")
    for name in ("_b.md", "_d.md"):
        (root / "requests/small/templates" / name).write_text("{{ title }}\n", "utf-8")
    (root / "requests/small/templates/_c.md").write_text("{{ nobody }}\n", "utf-8")
    real = subprocess.run

    def dying(command: Any, **options: Any) -> Any:
        ran = real(command, **options)
        lines = (ran.stdout or b"").splitlines(keepends=True)
        at = [number for number, line in enumerate(lines) if b'"looking": "_b.md"' in line]
        return subprocess.CompletedProcess(command, -9, b"".join(lines[: at[0] + 1]), b"") if at else ran

    monkeypatch.setattr("asipgrid.letters.own_templates.subprocess.run", dying)
    told = findings(asipgrid("check", "requests/small", "--format", "json", cwd=root))
    nobody = "nobody is no name a letter fills; see `asipgrid help letters` for the names there are"
    assert told == [
        f"T502 requests/small/templates/_a.md:1:1 {nobody}",
        f"T501 requests/small/templates/_b.md:1:1 {OVER}",
        f"T502 requests/small/templates/_c.md:1:1 {nobody}",
    ]


@pytest.mark.parametrize("said", [b"", b'{"look', b'{"looking": "_a.md"}\n{"wr'])
def test_a_process_that_dies_while_it_speaks_is_told_by_its_first_template(
    tmp_path: Path, asipgrid: Command, monkeypatch: pytest.MonkeyPatch, said: bytes
) -> None:
    root = with_template(tmp_path, "{{ title }}\n", "_a.md")
    real = subprocess.run

    def dying(command: Any, **options: Any) -> Any:
        return subprocess.CompletedProcess(command, -9, said, b"") if "-P" in command else real(command, **options)

    monkeypatch.setattr("asipgrid.letters.own_templates.subprocess.run", dying)
    told = findings(asipgrid("check", "requests/small", "--format", "json", cwd=root))
    assert told == [f"T501 requests/small/templates/_a.md:1:1 {OVER}"]


def test_a_letter_without_end_is_refused(tmp_path: Path, asipgrid: Command) -> None:
    root = with_template(tmp_path, "{% for a in range(9999) %}{{ 'x' * 999 }}{% endfor %}\n")
    drafted = asipgrid("draft", "requests/small", cwd=root)
    assert drafted.err.startswith(f"{FILE}:1:1: T501 the letter has 9989001 characters; it may have 1048576\n")


@pytest.mark.slow
@pytest.mark.parametrize("form", ["docx", "odt", "pdf"])
@pytest.mark.parametrize(
    "text", ["> " * 3_000 + "x", "- " * 600 + "x", "*" * 3_000 + "x" + "*" * 3_000, "> " * 100 + "x"]
)
def test_a_letter_nested_without_end_is_put_on_paper_or_refused_in_one_line(
    tmp_path: Path, asipgrid: Command, form: str, text: str
) -> None:
    pytest.importorskip("pypandoc")
    root = with_template(tmp_path, text + "\n")
    ran = asipgrid("draft", "requests/small", "--to", form, "-o", str(tmp_path / "out"), cwd=root)
    if len(text) > 1_000:
        says = "asipgrid: quotes, lists or emphasis of this letter lie too deep in each other\n"
        assert (ran.code, ran.out, ran.err) == (2, "", says)
    told = [line for line in ran.err.splitlines() if ": to be completed before signature: " not in line]
    assert (ran.code, "Traceback" in ran.err, len(told)) in {(0, False, 1), (2, False, 1)}


def test_lipsum_is_no_name(tmp_path: Path, asipgrid: Command) -> None:
    told = findings(
        asipgrid("check", "requests/small", "--format", "json", cwd=with_template(tmp_path, "{{ lipsum() }}\n"))
    )
    assert told == [
        f"T502 {FILE}:1:1 lipsum is no name a letter fills; see `asipgrid help letters` for the names there are"
    ]


def test_the_names_of_files_that_are_no_templates_are_passed_over(tmp_path: Path, asipgrid: Command) -> None:
    root = small(tmp_path, None)
    (root / "requests/small/templates").mkdir()
    (root / "requests/small/templates/notes.txt").write_text("x", "utf-8")
    ran = asipgrid("check", "requests/small", "-v", cwd=root)
    assert "requests/small/templates/notes.txt" in ran.err
