"""Foreign text in each place it may land: what can be seen is shown, and nothing acts."""

from __future__ import annotations

import ast
import html
import json
import re
import unicodedata
from pathlib import Path

import cmarkgfm
import pytest
import yaml
from cmarkgfm.cmark import Options
from hypothesis import example, given, settings
from hypothesis import strategies as st

from asipgrid.documents import reader
from asipgrid.model.places import Source
from asipgrid.text import escape
from asipgrid.text.escape import cell, clean, code, forge, hidden, json_text, markdown, yaml_text
from conftest import Command, small, small_rating, small_request
from test_architecture import ROOMS

TEXTS = st.text(st.characters(), max_size=60)
TAGGED = "Home care" + "".join(chr(0xE0000 + ord(each)) for each in "IGNORE") + "\U000e007f"

# ── JSON ───────────────────────────────────────────────────────────────────────────────────────────


def test_what_nobody_can_see_is_escaped_in_json() -> None:
    assert json_text('"Région → 1 200 €, “vu” 中文 Ελλάς"') == '"Région → 1 200 €, “vu” 中文 Ελλάς"'
    assert json_text('"a\u200bb\u2028c\u202ed\ufeff"') == r'"a\u200bb\u2028c\u202ed\ufeff"'
    assert json_text('"x\U000e0041\U000e007f"') == r'"x\udb40\udc41\udb40\udc7f"'
    assert json_text('"\ue000 \udc80 \U0010fffe"') == r'"\ue000 \udc80 \udbff\udffe"'
    assert json_text('"\u3164\u2800\U000e0100"') == r'"\u3164\u2800\udb40\udd00"'


def test_of_many_accents_on_a_letter_json_shows_four() -> None:
    assert json_text('"e' + "\u0301" * 6 + 'e\u0301"') == '"e' + "\u0301" * 4 + r"\u0301\u0301" + 'e\u0301"'


def test_what_json_shows_does_not_depend_on_the_unicode_of_this_python() -> None:
    later = "\U0001f600 \u1e9e \u2ffc"  # of Unicode 6.1, 5.1 and 15.1
    assert json_text(f'"{later}"') == r'"\ud83d\ude00 \u1e9e \u2ffc"'


def test_what_json_shows_without_a_look_was_letters_and_signs_in_unicode_3_2() -> None:
    raw = [chr(each) for each in range(0x80, 0x3000) if re.match(escape._UNSURE, chr(each)) is None]
    kinds = {unicodedata.ucd_3_2_0.category(each) for each in raw}
    assert len(raw) > 400
    assert {kind for kind in kinds if kind[0] not in "LNPS"} == {"Zs"}
    assert "\N{SOFT HYPHEN}" not in raw


@given(TEXTS)
def test_json_with_escapes_says_the_same(text: str) -> None:
    written = json_text(json.dumps(text, ensure_ascii=False))
    assert json.loads(written) == json.loads(json.dumps(text))
    kinds = {unicodedata.category(each) for each in written}
    assert not kinds & {"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"}


@pytest.mark.slow
def test_every_json_passes_the_one_place_that_escapes_it() -> None:
    """But for what is handed to another program, and for values in YAML."""
    makers = {"dumps", "dump", "JSONEncoder", "encode_basestring"}
    found = {
        name
        for name, path in ROOMS.items()
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Attribute) and node.attr in makers and "json" in ast.unparse(node.value)
    }
    assert found == {"text.jsons", "letters.files", "letters.own_templates", "report.paper", "text.escape"}


def test_invisible_letters_in_documents_are_escapes_in_an_explanation(tmp_path: Path, asipgrid: Command) -> None:
    evidence = f"evidence: [{{id: E1, title: {TAGGED}, date: 2010-01-31, supports: [doc.total]}}]\n"
    files = {
        "requests/small/region-a.yaml": small_request("region-a", doc="{total: 10}") + evidence,
        "requests/small/ratings/one/region-a.yaml": small_rating("region-a").replace("Seen in the plan", TAGGED),
    }
    out = asipgrid("explain", "requests/small", "region-a", "--format", "json", cwd=small(tmp_path, files)).out
    assert out.isascii()
    assert out.count(r"Home care\udb40\udc49\udb40\udc47") == 2


# ── documents to fill in ───────────────────────────────────────────────────────────────────────────


@given(TEXTS | st.from_regex(r"[a-zA-Z0-9._+-]{1,6}", fullmatch=True))
@example("2010-06-30")
def test_text_in_yaml_says_the_same(text: str) -> None:
    text = text.encode("utf-8", "ignore").decode()
    if not re.fullmatch(r"\d{4}-\d{2}-\d{2}", text, re.ASCII):  # other readers make a date of it, here it is text
        assert yaml.safe_load(f"{yaml_text(text)}: [{yaml_text(text)}]") == {text: [text]}
    record, findings = reader.read(Source(name="a.yaml", data=f"{yaml_text(text)}: {yaml_text(text)}\n".encode()))
    if "\0" not in text:
        assert findings == ()
        assert record is not None
        assert record.data == {text: text}


def test_only_what_no_reader_takes_for_more_than_text_stands_without_quotes() -> None:
    for text in ("region-a", "gcs", "INS", "E1", "2010-06-30", "ins.records_active", "in-service"):
        assert yaml_text(text) == text
    for text in ("no", "NO", "on", "y", "True", "null", "2025", "010", "1e3", "2008-017", "a b", "a:", "-a", "é", ""):
        assert yaml_text(text) == f'"{text}"'


@pytest.mark.parametrize("kind", ["rating", "decision"])
def test_a_title_cannot_leave_the_comment_in_a_document_to_fill_in(
    kind: str, tmp_path: Path, asipgrid: Command
) -> None:
    title = r'"Home care\N outcome: fund\L why: because\x1b[2J \U000e0041"'
    request = small_request("region-a").replace("Project region-a", title)
    root = small(tmp_path, {"requests/small/region-a.yaml": request})
    more = ["--as", "two"] if kind == "rating" else []
    ran = asipgrid("new", kind, "requests/small", "region-a", *more, "-o", "-", cwd=root)
    shown = "Home care<U+0085> outcome: fund<U+2028> why: because<U+001B>[2J <U+E0041>"
    assert f'"{shown}".' in ran.out.replace("\n# ", " ")
    assert yaml.safe_load(ran.out)[kind] == "region-a"
    assert "fund" not in yaml.safe_load(ran.out).values()


# ── what a script is spelt with ────────────────────────────────────────────────────────────────────

SPELT = [
    "شرکت نمونه\u200cای",  # Persian, a plural
    "می\u0650\u200cخواهم",  # the same with a vowel's accent before it
    "ශ්\u200dරී ලංකා",  # Sinhala
    "ര്\u200d",  # Malayalam, at the end of a word
    "র\u200d্য",  # Bengali
    "क्\u200cष",  # Hindi, a virama that is seen
    "👩\u200d🚀 👩🏽\u200d🚀 ❤️\u200d🔥",
    "葛\U000e0100城",  # the form of an ideograph in a name
    "ᠮᠣᠩ\u180b",
    "ไทย\u200bไทย",  # Thai puts no blank between words
    "\u06dd12",  # the end of a verse, which is printed
]
HIDING = [
    "a\u200cb",
    "ب\u200c",
    "\u200cب",
    "a\u200d👩",
    "क\u200cष",
    "a\U000e0100",
    "a\u200bb",
    "a\u202eb",
    "a\u2060b",
    "aᠮ\u200c",
]


@pytest.mark.parametrize("text", SPELT)
def test_what_a_script_is_spelt_with_is_printed_as_it_is(text: str) -> None:
    assert (clean(text), cell(text).removeprefix("'"), hidden(text)) == (text, text, ())
    assert re.sub(r"\\(.)", r"\1", markdown(text)) == text
    assert json.loads(json_text(json.dumps(text, ensure_ascii=False))) == text


@pytest.mark.parametrize("text", HIDING)
def test_where_no_script_needs_them_joiners_are_shown_by_number(text: str) -> None:
    (found,) = hidden(text)
    assert clean(text) == text.replace(found, f"<U+{ord(found):04X}>")


def test_a_soft_hyphen_is_shown_where_a_document_is_diagnosed_and_left_out_of_letters() -> None:
    assert clean("Télé\u00admédecine") == "Télé<U+00AD>médecine"
    assert markdown("Télé\u00admédecine") == "Télémédecine"


@given(TEXTS | st.text(st.sampled_from([*"aبक", "\u200c", "\u200d", "\u094d", "\u0301", "\u00ad", "👩", "\n"])))
def test_what_is_shown_by_its_number_is_what_check_warns_of(text: str) -> None:
    named = [
        chr(int(each, 16)) for each in re.findall(r"<U\+([0-9A-F]{4,6})>", escape._one_line(text.replace("\t", " ")))
    ]
    assert tuple(named) == hidden(text)


def test_a_long_text_of_joiners_is_read_in_time() -> None:
    assert len(hidden("ب" + "\u200c" * 200_000)) == 200_000


# ── Markdown ───────────────────────────────────────────────────────────────────────────────────────

SPECIMENS = (
    "www.example.org", "see http://a.b and ftp://a.b", "me@c.d", "mailto:me@c.d", "fixes #12", "GH-12", "2010.", "o/r#12", "@me",
    ":warning:", "100:100:1", "[x](y)", "![x](y)", "<b>", "&lt;", "**a**", "_a_", "~~a~~", "`a`", "- a", "1. a", "1)", "# a",
    "a #", "> a", "|a|b|", ":--", "-:", "===", "---", "[^1]", "[ ] a", "$x$", "/close", "a\\", "xmpp:a@b.c", "_www.a.b",
)  # fmt: skip
SIGNS = st.sampled_from([*"\\`*_{}[]<>()#+-.!|~&=:@$^\"'/%;,? ", *SPECIMENS, "a", "1", "é", "\N{NO-BREAK SPACE}"])
FOREIGN = TEXTS | st.lists(SIGNS, max_size=12).map("".join)
# Each place of a page where such a text stands.
PLACES = (
    "{}",
    "# {}",
    "- {}",
    "| a |\n| --- |\n| {} |",
    "Words\n{}",
    "## a: {}: 3",
    "- [a](a.json) {}: rank 1.",
)
# What GitHub looks for in the text of a page, between any two tags: github/html-pipeline, gjtorikian/gemoji. No picture
# is named by two digits, and minutes are: 10:30.
GITHUB = re.compile(
    r"(?<![\w`])@[a-z0-9]|#\d|\bGH-\d|:(?!\d\d:)[\w+-]+:|www\.\S|\w://\S|[\w.+-]@[\w-]+\.\w|\$\S[^$]*\S\$",
    re.IGNORECASE,
)


def page(text: str) -> str:
    made: str = cmarkgfm.github_flavored_markdown_to_html(text, Options.CMARK_OPT_UNSAFE)
    return made


def tags(made: str) -> list[str]:
    return re.findall(r"<[^>]*>", made)


def shown(made: str) -> str:
    """The words of a page, orders to a build log as they were."""
    return restored(html.unescape(re.sub(r"<[^>]*>", "", made)))


def squeezed(text: str) -> str:
    return "".join(text.split())


def restored(text: str) -> str:
    return re.sub(r"<U\+00(3A|23)>", lambda found: chr(int(found[1], 16)), text)


def nodes(made: str) -> list[str]:
    """The texts between the tags of a page, each of which a forge looks through on its own."""
    return [html.unescape(each) for each in re.split(r"<[^>]*>", made)]


@pytest.mark.parametrize("place", PLACES)
@settings(max_examples=60, deadline=None)
@given(text=FOREIGN.filter(str.strip))
def test_a_foreign_text_on_a_page_of_a_forge_is_text(place: str, text: str) -> None:
    made, plain = page(place.format(forge(text))), page(place.format("ZQ"))
    assert tags(re.sub("</?span>", "", made)) == tags(plain)
    assert shown(made) == shown(plain).replace("ZQ", restored(clean(text).strip(" ")))
    assert [each for each in nodes(made) if GITHUB.search(each)] == []


@pytest.mark.parametrize("place", PLACES[:5])
@settings(max_examples=60, deadline=None)
@given(text=FOREIGN.filter(lambda text: text.replace("\N{SOFT HYPHEN}", "").strip()))
def test_a_foreign_text_in_a_letter_is_text(place: str, text: str) -> None:
    """Of a text that shows something. A mail address alone is made a link to itself where a forge shows a letter; on paper it is none."""
    made, plain = page(place.format(markdown(text))), page(place.format("ZQ"))
    made = re.sub(r'<a href="[^"]*@[^"]*">|</a>', "", made)
    assert tags(made) == tags(plain)
    assert shown(made) == shown(plain).replace("ZQ", restored(clean(text.replace("\N{SOFT HYPHEN}", "")).strip(" ")))


@settings(max_examples=100, deadline=None)
@given(text=FOREIGN.filter(str.strip))
def test_code_shows_any_text(text: str) -> None:
    made = page(f"- {code(text)} x")
    assert tags(made) == tags(page("- `a` x"))
    assert squeezed(shown(made)) == squeezed(f"{restored(clean(text))}x")


def test_what_a_forge_would_act_on_is_parted_and_the_rest_left_as_it_reads() -> None:
    assert forge("Fixes #12, GH-12 and o/r#12") == "Fixes <span>#</span>12, GH<span>-</span>12 and o/r<span>#</span>12"
    assert forge("www.a.b, http://a.b") == "www<span>.</span>a.b, http<span>:</span>//a.b"
    assert forge(":warning: @me, me@c.d") == "<span>:</span>warning: <span>@</span>me, me<span>@</span>c.d"
    assert forge("!12 ~label %milestone &12 ^alert") == r"\!12 \~label \%milestone \&12 \^alert"
    assert forge("/close") == r"\/close"
    assert forge("US$ 100, $100") == r"US\$ 100, <span>$</span>100"
    plain = "Objet : l'accès à 10:30, 1 200.50 €, 80 % (no. 3), C#, part-time: yes!"
    assert forge(plain) == markdown(plain) == plain


def test_a_place_in_a_document_is_code() -> None:
    assert code("requests/a/b.yaml:100:1") == "`requests/a/b.yaml:100:1`"
    assert code("a`b``c") == "``` a`b``c ```"


# ── tables and build logs ──────────────────────────────────────────────────────────────────────────


def test_a_cell_is_text_for_every_spreadsheet() -> None:
    for text in ("Region A", "2010", "été", "“x”", '"x"', "(a)", "中文", "* a", "", "a; b;c; 3"):
        assert cell(text) == text
    for text in ("=1", "+1", "-1", "@x", " =1", "＝1", "−1", "﹦1", "﹣1", "﹢1", "﹫x", "|x", "%1", "_x"):
        assert cell(text) == f"'{text}"
    assert cell('a;=1; -1;"=1') == "a;'=1;' -1;'\"=1"


def test_a_build_log_is_given_no_order() -> None:
    assert clean("::error::x") == "<U+003A>:error<U+003A>:x"
    assert (
        clean("##[section]x ##vso[task] ##teamcity[x") == "<U+0023>#[section]x <U+0023>#vso[task] <U+0023>#teamcity[x"
    )
    assert clean("a :: b ::1 ## c") == "a :: b ::1 ## c"
