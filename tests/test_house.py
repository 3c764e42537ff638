"""The house: which room may import which, and which libraries are guests where. The table is the plan; change both."""

from __future__ import annotations

import ast
import sys
from pathlib import Path
from typing import Final

import pytest

SOURCE: Final = Path(__file__).parents[1] / "src" / "asipgrid"

# Room: (rooms of ours it may import, libraries it may import). `check/*` and the like are rows of their own.
TABLE: Final[dict[str, tuple[str, str]]] = {
    "__init__": ("", ""),
    "model": ("", ""),
    "codes": ("", ""),
    "near": ("", ""),
    "files": ("__init__ model near", ""),
    "scalar": ("", ""),
    "quick": ("scalar", ""),
    "spacing": ("scalar", "yaml"),
    "events": ("model scalar spacing", "yaml"),
    "read": ("model quick events", ""),
    "keywords": ("", ""),
    "accept": ("keywords", "jsonschema_rs"),
    "strict": ("keywords", "jsonschema referencing"),
    "dialect": ("keywords accept", ""),
    "conditions": ("model dialect keywords near", "jmespath"),
    "history": ("files near", ""),
    "check": ("model dialect check.build check.lint check.sense check.shape", ""),
    "check.shape": ("model conditions dialect keywords near scalar", ""),
    "check.build": ("model conditions", ""),
    "check.implied": ("conditions", ""),
    "check.changes": ("model", ""),
    "check.limits": ("model conditions check.implied", ""),
    "check.lint": ("model dialect conditions escape near goals check.implied check.limits check.changes", ""),
    "check.sense": ("model dialect conditions near check.build", ""),
    "plan": ("model conditions", ""),
    "panel": ("model", ""),
    "agreement": ("", ""),
    "score": ("model conditions plan", ""),
    "allocate": ("model", ""),
    "decide": ("model conditions plan score allocate", ""),
    "explain": ("model conditions plan score allocate decide", ""),
    "words": ("model conditions", ""),
    "escape": ("scalar", ""),
    "jsons": ("escape", ""),
    "tally": ("model conditions plan panel score words", ""),
    "tell": ("model conditions plan decide words", ""),
    # The other corridor, through which many requests pass at once: their texts are made before they are ranked.
    "batch": (
        "model files read run check decide plan score tally tell words render render.as_csv render.as_json render.joined",
        "",
    ),
    "chunks": ("model batch", ""),
    "overlay": ("model conditions", ""),
    "track": ("model overlay", ""),
    "dues": ("model conditions goals plan score overlay track words", ""),
    "monitor": ("model conditions plan panel score explain goals overlay track dues", ""),
    "run": (
        "model files read check check.lint check.sense plan panel score decide allocate monitor words draft.template draft.press",
        "",
    ),
    "draft": ("", ""),
    "goals": ("model conditions", ""),
    "draft.numbers": ("model words", "babel num2words"),
    "draft.desk": ("model words goals draft.numbers", ""),
    "draft.addendum": ("model conditions dues goals draft.desk", ""),
    "draft.follow": ("model goals dues monitor track draft.desk", ""),
    "draft.letters": ("model explain score monitor draft.desk draft.addendum draft.follow words", ""),
    "draft.listing": ("model jsons draft draft.letters", ""),
    "draft.template": ("", ""),
    "draft.sandbox": ("escape", "jinja2"),
    "draft.page": ("model near draft.letters draft.template draft.sandbox", "jinja2"),
    "draft.press": ("model draft.template draft.page", ""),
    "draft.paper": ("model", "docx odfdo pypandoc typst"),
    "sheet": ("escape", "ruamel"),
    "verify": ("jsons render.results", ""),
    "rate": ("model plan explain", ""),
    "differences": ("conditions", ""),
    "compare": ("model check.changes check differences", ""),
    "jury": ("model plan agreement", ""),
    "start": ("", ""),
    "start.fields": ("model", ""),
    "start.editor": ("model dialect check.sense check plan start.fields", ""),
    "start.skeleton": ("model escape", ""),
    "start.papers": ("model jsons plan words goals draft.addendum draft.desk start.editor start.skeleton", "jinja2"),
    "render": ("", ""),
    "render.findings": ("model escape jsons render", ""),
    "render.github": ("model escape render", ""),
    "render.sarif": ("__init__ model codes escape jsons render", ""),
    "render.junit": ("model escape render render.findings", ""),
    "render.story": ("escape jsons", ""),
    "render.lines": ("", ""),
    "render.table": ("model conditions escape words render render.lines", "rich"),
    "render.prompt": ("model escape words rate render render.lines", ""),
    "render.comparison": ("check.changes check compare escape jsons render render.table", ""),
    "render.jury": ("model escape jsons words jury render render.cells render.table", ""),
    "render.as_json": ("model jsons words render render.findings", ""),
    "render.joined": ("model jsons words render render.as_json", ""),
    "render.results": ("__init__ model escape jsons words render render.as_json", ""),
    "render.as_monitoring": ("model escape words dues monitor track render render.table", ""),
    "render.monitored": (
        "__init__ model escape jsons words dues monitor overlay track render render.as_json render.as_monitoring render.cells",
        "",
    ),
    "render.cells": ("escape render", ""),
    "render.as_csv": ("model escape render render.cells render.as_json", ""),
    "render.as_markdown": ("model escape words render", ""),
    "cli": ("__init__ cli.app cli.console cli.plain", ""),
    "cli.app": (
        "__init__ model render cli.rate cli.panel cli.compare cli.start cli.check cli.score cli.verify cli.draft cli.monitor cli.show cli.console cli",
        "typer",
    ),
    "cli.start": ("model dialect keywords files read run check plan start start.papers start.editor cli.console", ""),
    "cli.rate": (
        "model keywords near files read rate render render.prompt run sheet check plan words cli.console cli.start",
        "",
    ),
    "cli.compare": (
        "__init__ model dialect files history read run check compare render render.as_json render.monitored cli.console",
        "",
    ),
    "cli.monitor": ("model files monitor render render.monitored run check cli.console cli.score", ""),
    "cli.panel": ("files jury render run cli.console cli.score", ""),
    "cli.console": ("model escape files render", ""),
    "cli.plain": ("render cli.score", ""),
    "cli.show": ("render.story cli.console", ""),
    "cli.check": ("model files history render run check check.lint cli.console", ""),
    "cli.progress": ("", "rich"),
    "cli.dask": ("batch chunks files cli.cluster", "distributed"),
    "cli.cluster": ("batch chunks files cli.workers cli.console", "distributed"),
    "cli.workers": ("batch chunks", ""),
    "cli.score": (
        "model files batch cli.workers cli.dask cli.progress cli render render.joined render.results run check explain words cli.console",
        "",
    ),
    "cli.verify": (
        "model files check escape verify render render.results render.monitored cli.console cli.monitor cli.score",
        "",
    ),
    "cli.draft": (
        "model files run check render escape explain draft draft.letters draft.addendum draft.listing draft.page draft.press draft.paper monitor cli.console cli.monitor cli.score",
        "",
    ),
}
# Between the doors nobody prints, opens files, reads the clock, the environment or the working folder (rule 1).
DOORS: Final = {
    "files",
    "history",
    "cli",
    "cli.app",
    "cli.console",
    "cli.plain",
    "cli.check",
    "cli.draft",
    "cli.start",
    "cli.rate",
    "draft.press",
    "draft.paper",
    "cli.score",
    "cli.progress",
    "cli.workers",
    "cli.dask",
    "cli.cluster",
}
OUTSIDE: Final = {
    "os",
    "sys",
    "time",
    "random",
    "locale",
    "getpass",
    "socket",
    "subprocess",
    "shutil",
    "tempfile",
    "logging",
}


def room(path: Path) -> str:
    return ".".join(path.relative_to(SOURCE).with_suffix("").parts).removesuffix(".__init__")


ROOMS: Final = {room(path): path for path in sorted(SOURCE.rglob("*.py"))}


def imports(path: Path) -> set[str]:
    """Every module a file imports, `from asipgrid import files` as `asipgrid.files`."""
    names: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            names |= {_full(node.module, alias.name) for alias in node.names}
    return names


def _full(module: str, name: str) -> str:
    inner = f"{module}.{name}".removeprefix("asipgrid.")
    return f"{module}.{name}" if module.startswith("asipgrid") and inner in ROOMS else module


def test_every_file_has_a_row_and_every_row_a_file() -> None:
    assert set(ROOMS) == set(TABLE)


@pytest.mark.parametrize("name", TABLE)
def test_a_room_imports_only_what_its_row_allows(name: str) -> None:
    ours, guests = (set(cell.split()) for cell in TABLE[name])
    found = imports(ROOMS[name])
    inside = {
        (n.removeprefix("asipgrid.") if n != "asipgrid" else "__init__") for n in found if n.split(".")[0] == "asipgrid"
    }
    # Nouns are structs: the library that makes them is at home in every room, as `enum` and `typing` are.
    outside = {n.split(".")[0] for n in found} - {"asipgrid", "__future__", "msgspec"} - set(sys.stdlib_module_names)
    assert inside <= ours
    assert outside <= guests


@pytest.mark.parametrize("name", sorted(set(TABLE) - DOORS))
def test_between_the_doors_nothing_reaches_outside(name: str) -> None:
    names = {n.split(".")[0] for n in imports(ROOMS[name])}
    calls = {
        node.func.id
        for node in ast.walk(ast.parse(ROOMS[name].read_text(encoding="utf-8")))
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name)
    }
    assert not names & OUTSIDE
    assert not calls & {"print", "open", "input", "exit", "float"}


def test_rooms_do_not_import_in_a_circle() -> None:
    graph = {name: {n.removeprefix("asipgrid.") for n in imports(path)} & set(ROOMS) for name, path in ROOMS.items()}
    done: set[str] = set()
    while len(done) < len(graph):
        ready = {name for name, needs in graph.items() if name not in done and needs - {name} <= done}
        assert ready, f"circle among {sorted(set(graph) - done)}"
        done |= ready


@pytest.mark.parametrize("name", TABLE)
def test_a_room_says_what_it_is_for(name: str) -> None:
    assert ast.get_docstring(ast.parse(ROOMS[name].read_text(encoding="utf-8")))
