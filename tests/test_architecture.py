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
    "model.calls": ("model.places model.values", ""),
    "model.places": ("", ""),
    "model.requests": ("model.calls model.places model.values", ""),
    "model.results": ("model.calls model.places model.requests model.values", ""),
    "model.values": ("model.places", ""),
    "text": ("", ""),
    "text.catalogue": ("", ""),
    "text.codes": ("", ""),
    "text.escape": ("documents.scalars", ""),
    "text.jsons": ("text.escape", ""),
    "text.numbers": ("model.values", ""),
    "text.phrases": ("model.places model.requests model.values text.catalogue text.numbers engine.conditions", ""),
    "text.suggestions": ("", ""),
    "documents": ("", ""),
    "documents.files": ("model.places documents.listing documents.workspace", ""),
    "documents.history": ("text.suggestions documents.tree documents.workspace", ""),
    "documents.json_fast": ("documents.scalars", ""),
    "documents.listing": ("model.places documents.tree documents.workspace", ""),
    "documents.lock": ("documents.workspace", ""),
    "documents.reader": ("model.places documents.yaml_fast documents.yaml_full", ""),
    "documents.scalars": ("", ""),
    "documents.spacing": ("documents.scalars", "yaml"),
    "documents.spool": ("", ""),
    "documents.syntax": ("", "yaml"),
    "documents.tree": ("", ""),
    "documents.workspace": ("__init__ text.suggestions documents.tree", ""),
    "documents.writing": ("documents.lock documents.workspace", ""),
    "documents.yaml_fast": ("documents.json_fast documents.scalars", ""),
    "documents.yaml_full": ("model.places documents.scalars documents.spacing documents.syntax", "yaml"),
    "schema": ("", ""),
    "schema.accept": ("schema.keywords", "jsonschema_rs"),
    "schema.dialect": ("schema.accept schema.explain schema.keywords", ""),
    "schema.explain": ("schema.keywords", "jsonschema referencing"),
    "schema.keywords": ("", ""),
    "engine": ("", ""),
    "engine.allocation": ("model.places model.results model.values", ""),
    "engine.conditions": (
        "model.calls model.places model.results model.values text.suggestions schema.dialect schema.keywords",
        "jmespath",
    ),
    "engine.panel": ("model.calls model.requests model.results model.values", ""),
    "engine.plan": ("model.calls engine.conditions", ""),
    "engine.rules": (
        "model.calls model.places model.requests model.results model.values engine.allocation engine.plan engine.score",
        "",
    ),
    "engine.score": (
        "model.calls model.places model.requests model.results model.values engine.conditions engine.plan",
        "",
    ),
    "engine.tally": (
        "model.calls model.places model.requests model.results model.values text.numbers engine.conditions engine.panel engine.plan engine.score",
        "",
    ),
    "engine.tell": ("model.places model.values text.phrases engine.conditions engine.plan engine.rules", ""),
    "check": (
        "model.calls model.places model.requests schema.dialect check.build check.lint check.sense check.shape",
        "",
    ),
    "check.build": ("model.calls model.places model.requests model.values engine.conditions", ""),
    "check.changes": ("model.calls", ""),
    "check.implied": ("engine.conditions", ""),
    "check.limits": ("model.places model.values engine.conditions check.implied", ""),
    "check.lint": (
        "model.calls model.places model.values text.escape text.suggestions schema.dialect engine.conditions check.changes check.implied check.limits monitoring.goals",
        "",
    ),
    "check.sense": (
        "model.calls model.places model.values text.suggestions schema.dialect engine.conditions check.build",
        "",
    ),
    "check.shape": (
        "model.places model.values text.suggestions documents.scalars schema.dialect schema.keywords engine.conditions",
        "",
    ),
    "monitoring": ("", ""),
    "monitoring.goal_progress": (
        "model.calls model.places model.requests model.results model.values monitoring.overlay",
        "",
    ),
    "monitoring.goals": ("model.calls model.requests model.results model.values engine.conditions", ""),
    "monitoring.monitor": (
        "model.calls model.places model.requests model.results model.values engine.conditions engine.panel engine.plan engine.score monitoring.goal_progress monitoring.goals monitoring.overlay monitoring.payment_schedule review.explain",
        "",
    ),
    "monitoring.overlay": ("model.places model.requests model.results engine.conditions", ""),
    "monitoring.payment_schedule": (
        "model.calls model.places model.requests model.results model.values text.numbers engine.conditions engine.plan engine.score monitoring.goal_progress monitoring.goals monitoring.overlay",
        "",
    ),
    "review": ("", ""),
    "review.agreement": ("", ""),
    "review.compare": ("model.places check.changes review.differences", ""),
    "review.differences": ("engine.conditions", ""),
    "review.explain": (
        "model.calls model.requests model.results model.values engine.allocation engine.conditions engine.plan engine.rules engine.score",
        "",
    ),
    "review.panel_report": ("model.calls model.requests model.results model.values engine.plan review.agreement", ""),
    "review.rating": (
        "model.calls model.places model.requests model.results model.values engine.plan review.explain",
        "",
    ),
    "review.rating_sheet": ("text.escape", "ruamel"),
    "review.verify": ("text.jsons formats.results", ""),
    "letters": ("", ""),
    "letters.addendum": (
        "model.calls model.places model.requests model.results model.values engine.conditions monitoring.goals monitoring.payment_schedule letters.builder",
        "",
    ),
    "letters.builder": (
        "model.calls model.places model.results model.values text.numbers text.phrases monitoring.goals letters.numbers",
        "",
    ),
    "letters.decisions": (
        "model.calls model.places model.results model.values text.numbers engine.score monitoring.monitor review.explain letters.addendum letters.builder letters.follow_up",
        "",
    ),
    "letters.document": ("model.places text.suggestions letters.decisions letters.sandbox letters.template", "jinja2"),
    "letters.files": ("model.places", ""),
    "letters.follow_up": (
        "model.calls model.places model.requests model.results model.values monitoring.goal_progress monitoring.goals monitoring.monitor monitoring.payment_schedule letters.builder",
        "",
    ),
    "letters.listing": ("model.places text.jsons letters.decisions", ""),
    "letters.numbers": ("model.places model.values text.numbers", "babel num2words"),
    "letters.own_templates": ("model.places letters.document letters.template", ""),
    "letters.sandbox": ("text.escape", "jinja2"),
    "letters.template": ("", ""),
    "authoring": ("", ""),
    "authoring.editor_schemas": (
        "model.calls model.places model.values schema.dialect engine.plan check.sense authoring.fields",
        "",
    ),
    "authoring.fields": ("model.values", ""),
    "authoring.forms": (
        "model.calls model.places model.requests model.results model.values text.jsons text.numbers engine.plan monitoring.goals letters.addendum letters.builder authoring.editor_schemas authoring.skeletons",
        "jinja2",
    ),
    "authoring.skeletons": ("model.places model.values text.escape", ""),
    "formats": ("", ""),
    "formats.as_csv": ("model.places model.results text.escape formats formats.as_json formats.cells", ""),
    "formats.as_json": (
        "model.calls model.places model.requests model.results model.values text.jsons text.numbers text.phrases formats formats.findings",
        "",
    ),
    "formats.as_markdown": ("model.results model.values text.escape text.numbers text.phrases formats", ""),
    "formats.as_monitoring": (
        "model.results model.values text.escape text.numbers text.phrases monitoring.goal_progress monitoring.monitor monitoring.payment_schedule formats formats.table",
        "",
    ),
    "formats.cells": ("text.escape formats", ""),
    "formats.comparison": ("text.escape text.jsons check.changes review.compare formats formats.table", ""),
    "formats.findings": ("model.places text.escape text.jsons formats", ""),
    "formats.github": ("model.places text.escape formats", ""),
    "formats.joined": ("model.results model.values text.jsons text.phrases formats.as_json", ""),
    "formats.junit": ("model.places text.escape formats formats.findings", ""),
    "formats.lines": ("", ""),
    "formats.monitoring_files": (
        "__init__ model.requests model.results model.values text.escape text.jsons text.numbers text.phrases monitoring.goal_progress monitoring.monitor monitoring.overlay monitoring.payment_schedule formats formats.as_json formats.as_monitoring formats.cells",
        "",
    ),
    "formats.panel_report": (
        "model.requests text.escape text.jsons text.numbers text.phrases review.panel_report formats formats.cells formats.table",
        "",
    ),
    "formats.prompt": ("model.requests text.escape text.numbers review.rating formats formats.lines", ""),
    "formats.results": (
        "__init__ model.calls model.results text.escape text.jsons text.numbers text.phrases formats.as_json",
        "",
    ),
    "formats.sarif": ("__init__ model.places text.codes text.escape text.jsons formats", ""),
    "formats.story": ("text.escape text.jsons", ""),
    "formats.table": (
        "model.calls model.results model.values text.escape text.numbers text.phrases engine.conditions formats formats.lines",
        "rich",
    ),
    "pipeline": (
        "model.calls model.places model.requests model.results model.values text.numbers text.phrases documents.files documents.listing documents.reader documents.workspace engine.allocation engine.panel engine.plan engine.rules engine.score check check.lint check.sense monitoring.monitor letters.own_templates letters.template",
        "",
    ),
    "parallel": ("", ""),
    "parallel.batch": (
        "model.calls model.places model.requests model.results model.values text.phrases documents.files documents.listing documents.reader documents.workspace engine.plan engine.rules engine.score engine.tally engine.tell check formats.as_csv formats.as_json formats.joined pipeline",
        "",
    ),
    "parallel.chunks": ("model.places parallel.batch", ""),
    "parallel.cluster": (
        "documents.workspace parallel.batch parallel.chunks parallel.processes cli.console",
        "distributed",
    ),
    "parallel.dask": ("documents.workspace parallel.batch parallel.chunks parallel.cluster", "distributed"),
    "parallel.processes": ("parallel.batch parallel.chunks", ""),
    "cli": ("__init__ cli.app cli.console cli.plain", ""),
    "cli.app": (
        "__init__ model.places formats cli.check cli.compare cli.console cli.draft cli.monitor cli.panel cli.rate cli.score cli.show cli.start cli.verify",
        "typer",
    ),
    "cli.check": (
        "model.places documents.files documents.history documents.listing documents.tree documents.workspace check check.lint formats pipeline cli.console",
        "",
    ),
    "cli.compare": (
        "__init__ model.places model.results documents.files documents.history documents.reader documents.tree documents.workspace schema.dialect check review.compare formats formats.as_json formats.monitoring_files pipeline cli.console",
        "",
    ),
    "cli.console": ("model.places text.escape documents.workspace formats", ""),
    "cli.draft": (
        "model.places model.requests model.results text.escape documents.workspace documents.writing check monitoring.monitor review.explain letters.addendum letters.decisions letters.document letters.files letters.listing letters.own_templates pipeline cli.console cli.monitor cli.score",
        "",
    ),
    "cli.monitor": (
        "model.places model.results documents.files documents.workspace documents.writing check monitoring.monitor formats formats.monitoring_files pipeline cli.console cli.score",
        "",
    ),
    "cli.panel": ("documents.workspace review.panel_report formats pipeline cli.console cli.score", ""),
    "cli.plain": ("formats cli.score", ""),
    "cli.progress": ("", "rich"),
    "cli.rate": (
        "model.places model.requests model.results text.numbers text.suggestions documents.reader documents.workspace documents.writing schema.keywords engine.plan check review.rating review.rating_sheet formats formats.prompt pipeline cli.console cli.start",
        "",
    ),
    "cli.score": (
        "model.places model.results text.phrases documents.files documents.listing documents.spool documents.workspace documents.writing check review.explain formats formats.joined formats.results pipeline parallel.batch parallel.dask parallel.processes cli.console cli.progress",
        "",
    ),
    "cli.show": ("formats.story cli.console", ""),
    "cli.start": (
        "model.places model.results documents.files documents.reader documents.workspace documents.writing schema.dialect schema.keywords engine.plan check authoring.editor_schemas authoring.forms pipeline cli.console",
        "",
    ),
    "cli.verify": (
        "model.results text.escape documents.workspace documents.writing check review.verify formats formats.monitoring_files formats.results cli.console cli.monitor cli.score",
        "",
    ),
}
# Between the doors nobody prints, opens files, reads the clock, the environment or the working folder (rule 1).
DOORS: Final = {
    "cli",
    "cli.app",
    "cli.check",
    "cli.console",
    "cli.draft",
    "cli.plain",
    "cli.progress",
    "cli.rate",
    "cli.score",
    "cli.start",
    "documents.files",
    "documents.history",
    "documents.lock",
    "documents.spool",
    "documents.tree",
    "documents.workspace",
    "documents.writing",
    "letters.files",
    "letters.own_templates",
    "parallel.cluster",
    "parallel.dask",
    "parallel.processes",
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
    """Every module a file imports, `from asipgrid import files` as `asipgrid.documents.workspace`."""
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
