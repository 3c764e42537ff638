"""What `mkdocs build` takes beside docs/: the pages of the repository's root, and the reference made from commands and schemas."""

from __future__ import annotations

import json
import posixpath
import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from mkdocs.structure.files import File, Files
from typer.testing import CliRunner

from asipgrid.cli.app import COMMANDS, run
from asipgrid.cli.new import schema_text
from asipgrid.model.places import KINDS, Language

if TYPE_CHECKING:
    from mkdocs.config.defaults import MkDocsConfig
    from mkdocs.structure.pages import Page

ROOT = Path(__file__).parents[1]
BESIDE = {
    "README.md": "index.md",
    "CONTRIBUTING.md": "CONTRIBUTING.md",
    "SECURITY.md": "SECURITY.md",
    "CHANGELOG.md": "CHANGELOG.md",
}
LINK = re.compile(r"(?<!!)\[([^\]\n]+)\]\((?!https?:|#)([^)#\s]+)(#[^)\s]+)?\)")
KINDS_OF = {
    "string": "text",
    "integer": "whole number",
    "number": "number",
    "boolean": "yes or no",
    "array": "list",
    "object": "fields",
}
WIDTH = {"COLUMNS": "100", "NO_COLOR": "1"}


def on_files(files: Files, config: MkDocsConfig) -> Files:
    """Add the pages that do not lie in docs/."""
    made = {name: (ROOT / path).read_text("utf-8") for path, name in BESIDE.items()}
    made |= {"reference/commands.md": commands(), "reference/schemas.md": schemas()}
    for name, text in made.items():
        files.append(File.generated(config, name, content=text))
    return files


def on_page_markdown(markdown: str, *, page: Page, files: Files, **_: Any) -> str:
    """Links lead to pages of the site; what is no page of it is named by its words alone."""
    here = page.file.src_uri
    home = "" if here in BESIDE.values() else posixpath.join("docs", posixpath.dirname(here))

    def led(match: re.Match[str]) -> str:
        words, target, anchor = match[1], match[2], match[3] or ""
        path = posixpath.normpath(posixpath.join(home, target))
        name = BESIDE.get(path, path.removeprefix("docs/"))
        if files.get_file_from_path(name) is None or (path not in BESIDE and not path.startswith("docs/")):
            return words
        return f"[{words}]({posixpath.relpath(name, posixpath.dirname(here) or '.')}{anchor})"

    return markdown if here.startswith("reference/") else LINK.sub(led, markdown)


def commands() -> str:
    """Every command with its help, as it prints it."""
    runner = CliRunner(env=WIDTH)

    def helped(*names: str) -> str:
        told = runner.invoke(run, [*names, "--help"], prog_name="asipgrid")
        return f"```text\n{told.stdout.strip()}\n```"

    parts = ["# Commands", "What `asipgrid COMMAND --help` prints.", helped()]
    for name in COMMANDS:
        parts += [f"## asipgrid {name}", helped(name)]
    return "\n\n".join(parts) + "\n"


def schemas() -> str:
    """Every kind of document with its fields, as `asipgrid schema KIND` describes them."""
    parts = ["# Fields", "What `asipgrid schema KIND` says of each field; of facts, each call has its own (`--call`)."]
    for kind in KINDS:
        schema = json.loads(schema_text(kind, Language.EN, None))
        parts += [f"## {kind}", _table(schema)]
    return "\n\n".join(parts) + "\n"


def _table(schema: Mapping[str, Any]) -> str:
    rows = "\n".join(f"| `{path}` | {kind} | {says} |" for path, kind, says in _fields(schema, ""))
    return f"| field | is | says |\n| --- | --- | --- |\n{rows}"


def _fields(schema: Mapping[str, Any], before: str) -> Iterator[tuple[str, str, str]]:
    """The path of each field, what its value is, and what it stands for."""
    needed = schema.get("required", ())
    for name, inner in schema.get("properties", {}).items():
        path = f"{before}{name}"
        says = inner.get("title", "") or inner.get("description", "")
        is_ = f"{_kind(inner)}{', required' if name in needed else ''}".removeprefix(", ")
        yield path, is_, says.replace("|", "\\|").replace("\n", " ")
        yield from _fields(inner, f"{path}.")
        if isinstance(inner.get("items"), dict):
            yield from _fields(inner["items"], f"{path}[].")


def _kind(schema: Mapping[str, Any]) -> str:
    if "enum" in schema:
        return ", ".join(f"`{each}`" for each in schema["enum"] if each is not None)
    if "const" in schema:
        return f"`{schema['const']}`"
    forms = schema.get("anyOf", schema.get("oneOf", ()))
    if forms:
        return " or ".join(dict.fromkeys(filter(None, map(_kind, forms))))
    if schema.get("format") == "date":
        return "date"
    if {"en", "fr"} <= {*schema.get("properties", {})}:
        return "{en, fr}"
    kinds = schema.get("type", ())
    return " or ".join(KINDS_OF[each] for each in ([kinds] if isinstance(kinds, str) else kinds) if each != "null")
