"""docs/architecture.md names what there is."""

from __future__ import annotations

import pkgutil
import re

import pytest

from conftest import ROOT

PAGE = (ROOT / "docs" / "architecture.md").read_text("utf-8")
PACKAGES = {path.stem for path in (ROOT / "src" / "asipgrid").iterdir()}
NAMED = sorted(name for name in set(re.findall(r"`(\w+(?:\.\w+)+)`", PAGE)) if name.split(".")[0] in PACKAGES)


@pytest.mark.parametrize("name", NAMED)
def test_every_function_on_the_page_exists(name: str) -> None:
    assert pkgutil.resolve_name(f"asipgrid.{name}") is not None


@pytest.mark.parametrize("path", sorted(set(re.findall(r"`((?:\w+/)+[\w.]*)`", PAGE))))
def test_every_path_on_the_page_exists(path: str) -> None:
    places = [ROOT, ROOT / "src" / "asipgrid"]
    assert any((place / each).exists() for place in places for each in (path, f"{path}.py"))
