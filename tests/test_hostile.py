"""Hostile documents, and honest mistakes: each through the command, in a process of its own with limits.

`hostile/manifest.yaml` lists them, hazard by hazard, with what must come of each: refused (exit 1), shown (accepted and
harmless in every output), or the command stops (exit 2). Shown in every output there is today: table, JSON, CSV and
Markdown of `score`, `explain`, and the letters of `draft`. docx, odt and PDF are in test_paper.py, templates of a call in test_letters.py, SVG and HTML in test_chart.py.
"""

from __future__ import annotations

import csv
import html
import io
import json
import os
import re
import resource
import subprocess
import sys
import unicodedata
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import cmarkgfm
import pytest
import yaml
from cmarkgfm.cmark import Options

from conftest import SMALL_CALL, SMALL_GRID, Ran, small, small_rating, small_request, write
from examples import SMALL, Example, example

HOSTILE = Path(__file__).parent / "hostile"
SCRIPT = Path(sys.executable).parent / "asipgrid"
REQUEST = "requests/small/region-a.yaml"
MOST_SHOWN = 20
SECONDS, BYTES = 2, 1 << 30

# Whatever would reach the network or start a program, git aside, ends the process with a code of its own.
GUARD = """
import os, sys
def guard(event, arguments):
    if event in ("subprocess.Popen", "os.posix_spawn") and os.path.basename(arguments[0]) == "git":
        return
    if event.startswith(("socket.", "subprocess.", "os.exec", "os.fork", "os.posix_spawn", "os.spawn", "os.system")):
        os.write(2, f"reached outside: {event}\\n".encode())
        os._exit(97)
sys.addaudithook(guard)
"""
INNER_WORDS = re.compile(
    r"Traceback|reached outside|jsonschema|jmespath|yaml\.[a-z]|ruamel|Decimal\(|Fraction\(|\bdict\b|NoneType|Error\b|<class"
)
FINDING = re.compile(r"^(\S+:\d+:\d+): ([A-Z]\d{3})", re.MULTILINE)


@dataclass(frozen=True)
class Document:
    """One entry of the manifest: a file of `hostile/` or a name of MAKERS, and what must come of it."""

    table: str
    name: str
    must: str
    finds: tuple[str, ...] = ()
    says: tuple[str, ...] = ()
    more: bool = False
    slow: bool = False
    gap: str = ""

    def lay_out(self, root: Path) -> Path:
        """The small workspace with this document in it."""
        if self.name.endswith(".txt"):
            return example(self.name, (HOSTILE / self.name).read_text(encoding="utf-8")).lay_out(root)
        home = Example(self.name).lay_out(root)
        made = MAKERS.get(self.name)
        (home / REQUEST).write_bytes(made() if made else (HOSTILE / self.name).read_bytes())
        return home


def _documents() -> Iterator[Document]:
    """Every entry of the manifest. Of each hazard one document is tried every day: the first that is not slow itself."""
    manifest = yaml.safe_load((HOSTILE / "manifest.yaml").read_text(encoding="utf-8"))
    for table, hazards in manifest.items():
        for hazard in hazards:
            daily = next((each for each in hazard["documents"] if not each.get("slow")), None)
            for each in hazard["documents"]:
                each["slow"] = each is not daily
                name = each.pop("file", None) or each.pop("made")
                finds, says = tuple(each.pop("finds", ())), tuple(each.pop("says", ()))
                yield Document(table=table, name=name, finds=finds, says=says, **each)


# ── documents too big to keep ──────────────────────────────────────────────────────────────────────

BASE = SMALL[REQUEST].encode()


def _nested(count: int, *, closed: bool) -> bytes:
    return BASE + b"evidence: " + b"[" * count + b"]" * (count if closed else 0) + b"\n"


def _titled(title: bytes) -> bytes:
    return BASE.replace(b"Project region-a", title)


MAKERS: Mapping[str, Callable[[], bytes]] = {
    "5,000 lists in each other": lambda: _nested(5_000, closed=True),
    "5,000 lists not closed": lambda: _nested(5_000, closed=False),
    "100,000 lists in each other": lambda: _nested(100_000, closed=True),
    "100,000 lists not closed": lambda: _nested(100_000, closed=False),
    "500,000 lists in each other": lambda: _nested(500_000, closed=True),
    "1,000,000 lists not closed": lambda: _nested(1_000_000, closed=False),
    "1,000,000 lists in each other": lambda: _nested(1_000_000, closed=True),
    "100,000 mappings not closed": lambda: BASE + b"evidence: " + b"{a: " * 100_000 + b"\n",
    "100,000 lists of lists on one line": lambda: BASE + b"evidence:\n" + b"- " * 100_000 + b"\n",
    "a text of 50 MB": lambda: _titled(b"x" * 50_000_000),
    "a text of 1 MB": lambda: _titled(b"x" * 1_000_000),
    "a million items": lambda: BASE + b"evidence: [" + b"1," * 1_000_000 + b"]\n",
    "60,000 items": lambda: BASE + b"evidence: [" + b"1," * 60_000 + b"]\n",
    "200,000 unknown keys": lambda: BASE + b"".join(b"k%d: 1\n" % n for n in range(200_000)),
    "45,000 unknown keys": lambda: BASE + b"".join(b"k%d: 1\n" % n for n in range(45_000)),
    "5 MB of blank lines": lambda: BASE + b"\n" * 5_000_000,
    "1 MB of blank lines": lambda: BASE + b"\n" * 1_000_000,
    "a comment of 10 MB": lambda: BASE + b"#" * 10_000_000 + b"\n",
    "a comment of 1 MB": lambda: BASE + b"#" * 1_000_000 + b"\n",
    "20 MB of spaces": lambda: _titled(b" " * 20_000_000 + b"x"),
    "1 MB of spaces": lambda: _titled(b" " * 1_000_000 + b"x"),
    "20,000 lists with keys not closed": lambda: BASE + b"evidence: " + b"[? " * 20_000 + b"\n",
    "20,000 keys that collide": lambda: BASE + b"".join(b"%d: x\n" % (n * (2**61 - 1)) for n in range(1, 20_001)),
}

DOCUMENTS = [
    pytest.param(
        each,
        id=each.name.removesuffix(".yaml"),
        marks=[*([pytest.mark.slow] if each.slow else []), *([pytest.mark.xfail(reason=each.gap, strict=True)] if each.gap else [])],
    )
    for each in _documents()
    if each.table != "Output"
]  # fmt: skip
OUTPUTS = [each for each in _documents() if each.table == "Output"]


# ── running ────────────────────────────────────────────────────────────────────────────────────────

Limited = Callable[..., Ran]


def _limit() -> None:
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS + 1))
    resource.setrlimit(resource.RLIMIT_AS, (BYTES, BYTES))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


@pytest.fixture(scope="session")
def limited(tmp_path_factory: pytest.TempPathFactory) -> Limited:
    """Runs the installed command in a workspace, with limits of time and memory and no way out."""
    guard = tmp_path_factory.mktemp("guard")
    (guard / "sitecustomize.py").write_text(GUARD, encoding="utf-8")
    env = {**os.environ, "PYTHONPATH": str(guard), "NO_COLOR": "1"}

    def run(home: Path, *arguments: str) -> Ran:
        done = subprocess.run(
            [SCRIPT, *arguments],
            cwd=home,
            env=env,
            capture_output=True,
            check=False,
            timeout=20,
            preexec_fn=_limit,
        )
        return Ran(done.returncode, done.stdout.decode(), done.stderr.decode())

    return run


def acting(text: str) -> set[str]:
    """The characters of an output that a terminal would obey or nobody would see, and a fifth accent on a letter."""
    kinds = {"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"}
    found = {f"U+{ord(each):04X}" for each in set(text) - {"\n"} if unicodedata.category(each) in kinds}
    return found | {
        f"accents from {match.start()}" for match in re.finditer("[\u0300-\u036f\u0489\u20d0-\u20f0]{5}", text)
    }


def files_of(home: Path) -> dict[str, bytes]:
    return {str(path.relative_to(home)): path.read_bytes() for path in home.rglob("*") if path.is_file()}


def found_in(ran: Ran) -> list[str]:
    """The findings of an answer: `code file:line:column`."""
    return [f"{code} {place}" for place, code in FINDING.findall(ran.out or ran.err)]


# ── reading and meaning ────────────────────────────────────────────────────────────────────────────


@pytest.mark.slow
@pytest.mark.parametrize("document", DOCUMENTS)
def test_a_document_is_refused_shown_or_stops_the_command(document: Document, tmp_path: Path, limited: Limited) -> None:
    home = document.lay_out(tmp_path)
    before = files_of(home)
    ran = limited(home, "check", "requests/small")
    said = ran.out + ran.err
    assert INNER_WORDS.search(said) is None
    assert acting(said) == set()
    assert ran.code == {"show": 0, "refuse": 1, "stop": 2}[document.must]
    found = found_in(ran)
    assert tuple(found[: len(document.finds)] if document.more else found) == document.finds
    assert [word for word in document.says if word not in said] == []
    assert all(len(line) < 700 for line in said.splitlines())
    kinds = [each.split(":")[0] for each in found]
    assert all(kinds.count(kind) <= MOST_SHOWN for kind in kinds)
    if document.must == "stop":
        assert (ran.out, ran.err.count("\n")) == ("", 1)
    assert files_of(home) == before


@pytest.mark.slow
@pytest.mark.parametrize("document", DOCUMENTS)
def test_no_letter_is_written_from_a_document_that_is_refused(
    document: Document, tmp_path: Path, limited: Limited
) -> None:
    home = document.lay_out(tmp_path)
    before = files_of(home)
    ran = limited(home, "draft", "requests/small", "-o", "letters")
    said = ran.out + ran.err
    assert INNER_WORDS.search(said) is None
    assert ran.code == {"show": 0, "refuse": 1, "stop": 2}[document.must]
    after = files_of(home)
    letters = {name: after[name] for name in set(after) - set(before) if name.startswith("letters/")}
    assert after == {**before, **letters}
    assert {name.partition("-")[2] for name in letters} <= {"region-a.en.md", ""}, "a letter and the list of drafts"
    assert document.must == "show" or not letters


def test_every_hostile_file_has_its_entry_and_every_entry_its_document() -> None:
    listed = [each.name for each in _documents()]
    assert len(set(listed)) == len(listed)
    kept = {path.name for path in HOSTILE.iterdir()} - {"manifest.yaml", ".gitattributes"}
    assert set(listed) == kept | set(MAKERS)


def test_line_ends_and_a_byte_order_mark_do_not_change_the_digest(tmp_path: Path, limited: Limited) -> None:
    results = set()
    for name in ("reading-a-byte-order-mark.yaml", "reading-crlf.yaml"):
        home = Document("Reading", name, "show").lay_out(tmp_path / name)
        results.add(limited(home, "score", "requests/small", "--format", "json").out)
    plain = Example("plain").lay_out(tmp_path)
    assert results == {limited(plain, "score", "requests/small", "--format", "json").out}


@pytest.mark.slow
@pytest.mark.parametrize(
    "name",
    [
        "meaning-two-requests-with-one-id.txt",
        "meaning-one-broken-request-among-good-ones.txt",
        "reading-a-key-that-is-a-list.yaml",
        "meaning-a-negative-weight.txt",
    ],
)
def test_nothing_is_ranked_while_a_document_is_wrong(name: str, tmp_path: Path, limited: Limited) -> None:
    home = Document("Meaning", name, "refuse").lay_out(tmp_path)
    ran = limited(home, "score", "requests/small")
    assert (ran.code, ran.out) == (1, "")
    assert found_in(ran) == found_in(limited(home, "check", "requests/small"))


def test_the_sound_requests_are_ranked_when_asked_and_the_others_named(tmp_path: Path, limited: Limited) -> None:
    home = Document("Meaning", "meaning-one-broken-request-among-good-ones.txt", "refuse").lay_out(tmp_path)
    ran = limited(home, "score", "requests/small", "--keep-going")
    assert ran.code == 1
    assert "region-a" in ran.out
    assert re.search(r"^! .*region-b.*region-c", ran.out, re.MULTILINE)


@pytest.mark.parametrize("command", [["score"], ["explain"], ["draft"]])
def test_a_folder_without_a_call_stops_every_command(command: list[str], tmp_path: Path, limited: Limited) -> None:
    home = Document("Meaning", "meaning-a-folder-without-a-call.txt", "stop").lay_out(tmp_path)
    ran = limited(home, *command, "requests/small", *(["region-a"] if command == ["explain"] else []))
    assert (ran.code, ran.out) == (2, "")
    assert re.fullmatch(r"asipgrid: requests/small: [^\n]*call\.yaml[^\n]*\n", ran.err)


@pytest.mark.slow
@pytest.mark.parametrize("title", ["x" * 1_000_000, "ab " * 330_000, "." * 1_000_000, "é" * 500_000, ";=:: " * 200_000])
def test_a_title_as_long_as_a_document_may_be_is_shown_in_time(title: str, tmp_path: Path, limited: Limited) -> None:
    text = small_request("region-a").replace("Project region-a", f'"{title}"')
    home = small(tmp_path, {REQUEST: text})
    for command in (["score"], ["explain", "region-a"], ["draft"]):
        for form in ("table", "markdown", "csv"):
            if form == "table" or (command[0], form) in {
                ("score", "csv"),
                ("score", "markdown"),
                ("explain", "markdown"),
            }:
                options = [] if form == "table" else ["--format", form]
                assert limited(home, command[0], "requests/small", *command[1:], *options).code in {0, 2}


# ── output ─────────────────────────────────────────────────────────────────────────────────────────

TERMS = "addendum:\n  payments: [{share: 1, at: Signature}]\n"
LETTERS = [("draft", "requests/small", "--quiet"), ("draft", "requests/small", "--quiet", "--lang", "fr")]
TABLES = [
    ("score", "requests/small", *options)
    for options in ((), ("--format", "json"), ("--format", "csv"), ("--format", "markdown"))
]
TEXTS = (
    ("title",),
    ("applicant", "name"),
    ("applicant", "region"),
    ("agreement", "reference"),
    ("funding", "lines", 0, "item"),
    ("funding", "other_funders", 0, "name"),
    ("evidence", 0, "title"),
)


def texts_of(request: Any) -> list[str]:
    """The texts of a request of the table Output, in the order of TEXTS."""
    found = []
    for path in TEXTS:
        value = request
        for part in path:
            value = value[part]
        found.append(value)
    return found


def _read(document: Document) -> Any:
    return yaml.safe_load((HOSTILE / document.name).read_text(encoding="utf-8"))


def _name(document: Document) -> str:
    return Path(document.name).stem.removeprefix("output-")


def hostile_call(root: Path, documents: list[Document], *, plain: bool = False) -> Path:
    """The small call with these requests of the table Output; `plain`, with a harmless word for each of their texts."""
    home = small(root, {}, call=SMALL_CALL + TERMS)
    for document in documents:
        request, text = _read(document), (HOSTILE / document.name).read_text(encoding="utf-8")
        if plain:
            for *way, last in TEXTS:
                holder = request
                for part in way:
                    holder = holder[part]
                holder[last] = "Words"
            text = json.dumps(request, default=str)
        (home / f"requests/small/{_name(document)}.yaml").write_text(text, encoding="utf-8")
    return home


def restored(shown: str) -> str:
    """An output as one row of letters, what was made visible put back: wrapping and spaces aside, nothing may be lost."""
    return squeezed(re.sub(r"<U\+([0-9A-F]{4,6})>", lambda match: chr(int(match[1], 16)), squeezed(shown)))


def squeezed(text: str) -> str:
    return re.sub(r"\s+", "", text)


def orders(text: str) -> list[str]:
    """The lines that a build log would obey, at their start or anywhere."""
    return [
        line
        for line in text.splitlines()
        if line.lstrip().startswith("::") or re.search(r"##(?:\[|vso\[|teamcity\[)", line)
    ]


def rendered(markdown: str) -> str:
    """What GitHub's own renderer makes of a page, without the elements that part what a forge would look for."""
    page: str = cmarkgfm.github_flavored_markdown_to_html(markdown, Options.CMARK_OPT_UNSAFE)
    return re.sub("</?span>", "", page)


def tags(page: str) -> list[str]:
    return re.findall(r"<[^>]*>", page)


def words(page: str) -> str:
    return restored(html.unescape(re.sub(r"<[^>]*>", " ", page)))


@pytest.mark.slow
@pytest.mark.parametrize("command", [*TABLES, *LETTERS], ids=" ".join)
def test_hostile_texts_stay_texts_in_every_answer_about_a_call(
    command: tuple[str, ...], tmp_path: Path, limited: Limited
) -> None:
    ran = limited(hostile_call(tmp_path / "hostile", OUTPUTS), *command)
    assert (ran.code, ran.err) == (0, "")
    assert acting(ran.out) == set()
    assert orders(ran.out) == []
    if "markdown" in command or command[0] == "draft":
        plain = limited(hostile_call(tmp_path / "plain", OUTPUTS, plain=True), *command)
        assert tags(rendered(ran.out)) == tags(rendered(plain.out))
        shown = words(rendered(ran.out))
        parts = slice(None, 6) if command[0] == "draft" else slice(None, 2)
        for document in OUTPUTS:
            texts = [
                text.replace("\N{SOFT HYPHEN}", "") if command[0] == "draft" else text
                for text in texts_of(_read(document))
            ]
            assert [text for text in texts[parts] if squeezed(text) not in shown] == []
    elif "json" in command:
        assert [each["id"] for each in json.loads(ran.out)["requests"]] == sorted(map(_name, OUTPUTS))
    elif "csv" in command:
        _is_a_table_of_texts(ran.out)


def _is_a_table_of_texts(text: str) -> None:
    for delimiter in (",", ";"):
        cells = [cell for row in csv.reader(io.StringIO(text), delimiter=delimiter) for cell in row]
        assert [cell for cell in cells if re.match(r"\s*[=+\-@\t\r＝＋－＠]", cell)] == []
    rows = list(csv.DictReader(io.StringIO(text)))
    assert len(rows) == len(text.splitlines()) - 1
    titles = {_name(document): squeezed(texts_of(_read(document))[0]) for document in OUTPUTS}
    shown = {row["id"]: restored(row["title"].removeprefix("'").replace(";'", ";")) for row in rows}
    assert shown == titles


def _weight(document: Document, form: str) -> list[pytest.MarkDecorator]:
    """Formulas matter in CSV; a terminal is shown one of them a day."""
    return [] if form == "table" and not re.search("formula-(that|with)", document.name) else [pytest.mark.slow]


@pytest.mark.slow
@pytest.mark.parametrize(
    ("document", "form"),
    [
        pytest.param(document, form, id=f"{_name(document)}-{form}", marks=_weight(document, form))
        for document in OUTPUTS
        for form in ("table", "full", "markdown")
    ],
)
def test_hostile_texts_stay_texts_in_an_explanation(
    document: Document, form: str, tmp_path: Path, limited: Limited
) -> None:
    command = ("explain", "requests/small", _name(document), *(["--full"] if form == "full" else ["--format", form]))
    ran = limited(hostile_call(tmp_path / "hostile", [document]), *command)
    assert (ran.code, ran.err) == (0, "")
    assert acting(ran.out) == set()
    assert orders(ran.out) == []
    shown = restored(ran.out)
    if form == "markdown":
        plain = limited(hostile_call(tmp_path / "plain", [document], plain=True), *command)
        assert tags(rendered(ran.out)) == tags(rendered(plain.out))
        shown = words(rendered(ran.out))
    title, applicant, *_, evidence = texts_of(_read(document))
    wanted = {"table": (title, applicant), "full": (title, applicant, evidence), "markdown": (title, evidence)}[form]
    assert [text for text in wanted if squeezed(text) not in shown] == []


@pytest.mark.slow
@pytest.mark.parametrize("document", OUTPUTS, ids=_name)
def test_json_says_the_texts_as_they_are(document: Document, tmp_path: Path, limited: Limited) -> None:
    home = hostile_call(tmp_path, [document])
    ran = limited(home, "explain", "requests/small", _name(document), "--format", "json")
    assert ran.code == 0
    assert json.loads(ran.out)["request"]["evidence"][0]["title"] == texts_of(_read(document))[6]


@pytest.mark.slow
def test_json_holds_no_character_that_acts(tmp_path: Path, limited: Limited) -> None:
    document = next(each for each in OUTPUTS if "invisible" in each.name)
    home = hostile_call(tmp_path, [document])
    assert acting(limited(home, "explain", "requests/small", _name(document), "--format", "json").out) == set()


def agency(root: Path, text: Callable[[], str]) -> Path:
    """The small call whose own texts, and those of its grid, sheet and decision, come from `text`, as YAML in quotes."""

    def put(whole: str, *places: tuple[str, str]) -> str:
        for old, new in places:
            whole = whole.replace(old, new % text())
        return whole

    grid = put(
        SMALL_GRID,
        ("title: Documents", "title: %s"),
        ("[none, poor, fair, good, full]", "[none, poor, fair, %s, full]"),
        ("question: Is the undertaking signed?", "question: %s\n    documents: Papers"),
        ("documents: Papers", "documents: %s"),
        ("question: In which form are documents kept?", "question: %s\n    goal: Aim"),
        ("goal: Aim", "goal: %s"),
        ("is: Structured", "is: %s"),
        ("is: Readable", "is: %s"),
    )
    call = put(
        SMALL_CALL + TERMS,
        ("title: A small call", "title: %s\nabout: About"),
        ("about: About", "about: %s\nlegal_basis: [Basis]"),
        ("[Basis]", "[%s]"),
        ("{name: Agency}", "{name: %s, signatory: Person}"),
        ("signatory: Person", "signatory: %s"),
        ("at: Signature", "at: %s"),
    )
    decision = (
        f"decision: region-a\noutcome: fund\namount: 300\ndecided_by: {text()}\ndecided_on: 2010-04-01\nwhy: {text()}\n"
    )
    files = {
        REQUEST: small_request("region-a", doc="{signed: true, format: pdf, total: 10, valid: 8}"),
        "requests/small/ratings/one/region-a.yaml": small_rating("region-a", "2").replace("Seen in the plan", text()),
        "requests/small/decisions/region-a.yaml": decision,
    }
    return write(small(root, files, grid=grid, call=call), {})


@pytest.mark.slow
@pytest.mark.parametrize("shift", range(0, 130, 13))
def test_hostile_texts_of_the_agency_stay_texts_too(shift: int, tmp_path: Path, limited: Limited) -> None:
    pool = list(dict.fromkeys(text for document in OUTPUTS for text in texts_of(_read(document))))
    source = iter(pool[shift % len(pool) :] + pool)
    hostile = agency(tmp_path / "hostile", lambda: yaml.safe_dump(next(source), default_style='"', width=9999).strip())
    plain = agency(tmp_path / "plain", lambda: "Words")
    explain = ("explain", "requests/small", "region-a")
    for command in (*TABLES, *LETTERS, explain, (*explain, "--format", "markdown")):
        ran = limited(hostile, *command)
        assert (ran.code, ran.err) == (0, "")
        if "json" not in command:
            assert acting(ran.out) == set()
        assert orders(ran.out) == []
        if "markdown" in command or command[0] == "draft":
            assert tags(rendered(ran.out)) == tags(rendered(limited(plain, *command).out))
