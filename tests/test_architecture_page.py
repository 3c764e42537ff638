"""docs/architecture.md names what there is."""

from __future__ import annotations

import importlib
import re

import pytest

from conftest import ROOT

PAGE = (ROOT / "docs" / "architecture.md").read_text("utf-8")
NAMED = sorted(set(re.findall(r"`([a-zA-Z]+)\.([A-Za-z_]+)`", PAGE)) - {("tests", "py")})
ROOMS = {"letters": "draft.letters", "page": "draft.page", "press": "draft.press", "Pages": "draft.page"}


@pytest.mark.parametrize(("room", "name"), NAMED)
def test_every_function_on_the_page_exists(room: str, name: str) -> None:
    if (ROOT / f"{room}.{name}").exists():
        return
    module = importlib.import_module(f"asipgrid.{ROOMS.get(room, room)}")
    owner = getattr(module, room) if room == "Pages" else module
    assert hasattr(owner, name)


@pytest.mark.parametrize("path", sorted(set(re.findall(r"`((?:\w+/)+[\w.]*)`", PAGE))))
def test_every_path_on_the_page_exists(path: str) -> None:
    places = [ROOT, ROOT / "src" / "asipgrid"]
    assert any((place / each).exists() for place in places for each in (path, f"{path}.py"))
