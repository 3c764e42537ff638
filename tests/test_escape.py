"""Foreign text in each place it may land: what can be seen is shown, and nothing acts."""

from __future__ import annotations

import ast
import json
import unicodedata
from pathlib import Path

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from asipgrid.escape import json_text, yaml_text
from conftest import Command, small, small_rating, small_request
from test_house import ROOMS

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


@given(TEXTS)
def test_json_with_escapes_says_the_same(text: str) -> None:
    written = json_text(json.dumps(text, ensure_ascii=False))
    assert json.loads(written) == json.loads(json.dumps(text))
    kinds = {unicodedata.category(each) for each in written}
    assert not kinds & {"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"}


def test_every_json_passes_the_one_place_that_escapes_it() -> None:
    """But for what is handed to another program, and for values in YAML."""
    makers = {"dumps", "dump", "JSONEncoder", "encode_basestring"}
    found = {
        name
        for name, path in ROOMS.items()
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Attribute) and node.attr in makers and "json" in ast.unparse(node.value)
    }
    assert found == {"jsons", "draft.paper", "draft.press", "start.skeleton"}


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


@given(TEXTS)
def test_yaml_in_quotes_says_the_same(text: str) -> None:
    text = text.encode("utf-8", "ignore").decode()
    written = yaml_text(json.dumps(text, ensure_ascii=False))
    assert yaml.safe_load(written) == text


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
