"""docs/cookbook.md: the lines of each section stand in the workspace that the section names, which is checked and scored."""

from __future__ import annotations

import re

import pytest

from conftest import ROOT
from examples import examples

PAGE = (ROOT / "docs/cookbook.md").read_text(encoding="utf-8")
SECTIONS = {text.partition("\n")[0]: text for text in PAGE.split("\n## ")[1:]}
WHOLE = re.compile(r"`tests/good/([a-z0-9-]+)\.txt`")
GOOD = {good.name: good for good in examples("good")}


@pytest.mark.parametrize("title", SECTIONS)
def test_the_lines_of_a_section_stand_in_the_workspace_it_names(title: str) -> None:
    names = WHOLE.findall(SECTIONS[title])
    assert names, f"{title}: say where the whole is, as `tests/good/NAME.txt`"
    held = {line.strip() for name in names for text in GOOD[name].files.values() for line in text.splitlines()}
    for block in re.findall(r"```yaml\n(.*?)```", SECTIONS[title], re.DOTALL):
        lines = [line.partition(" # ")[0].strip() for line in block.splitlines()]
        assert [line for line in lines if line and line not in held] == []
