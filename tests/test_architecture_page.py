"""docs/architecture.md and CONTRIBUTING.md name what there is."""

from __future__ import annotations

import pkgutil
import re

import pytest
import yaml

from asipgrid import __version__
from conftest import ROOT

PAGE = "".join((ROOT / name).read_text("utf-8") for name in ("docs/architecture.md", "CONTRIBUTING.md"))
PACKAGES = {path.stem for path in (ROOT / "src" / "asipgrid").iterdir()}
NAMED = sorted(name for name in set(re.findall(r"`(\w+(?:\.\w+)+)`", PAGE)) if name.split(".")[0] in PACKAGES)


@pytest.mark.parametrize("name", NAMED)
def test_every_function_on_the_pages_exists(name: str) -> None:
    assert pkgutil.resolve_name(f"asipgrid.{name}") is not None


@pytest.mark.parametrize("path", sorted(set(re.findall(r"`((?:\w+/)+[\w.]*)`", PAGE))))
def test_every_path_on_the_pages_exists(path: str) -> None:
    places = [ROOT, ROOT / "src" / "asipgrid"]
    assert any((place / each).exists() for place in places for each in (path, f"{path}.py"))


def test_the_citation_is_that_of_this_version() -> None:
    cited = yaml.safe_load((ROOT / "CITATION.cff").read_text("utf-8"))
    assert cited["version"] == __version__
    assert {"cff-version", "message", "title", "authors"} <= set(cited)
