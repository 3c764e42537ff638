"""`asipgrid help` and `asipgrid rule`: the manual, offline."""

from __future__ import annotations

from typing import Annotated

import typer

from asipgrid.cli.app import COMMANDS, run
from asipgrid.cli.console import Color, answer, language, look
from asipgrid.cli.options import ColorOption, LangOption
from asipgrid.cli.pager import NoPagerOption, answer_paged
from asipgrid.documents import manual
from asipgrid.documents.workspace import CannotError
from asipgrid.formats.manual_page import manual_page
from asipgrid.formats.rule_page import french_section
from asipgrid.model.places import Language
from asipgrid.text.codes import CODES, codes_in
from asipgrid.text.suggestions import nearest

_FINDINGS = "findings"


def topics() -> list[str]:
    """The pages there are."""
    return manual.names()


def codes() -> list[str]:
    """The codes of findings."""
    return [row.code for row in CODES]


def help_(
    page: Annotated[
        str | None,
        typer.Argument(help="A page of the manual, or a command.", metavar="[PAGE]", autocompletion=topics),
    ] = None,
    section: Annotated[
        str | None, typer.Argument(help="A section of it, by its number or first words.", metavar="[SECTION]")
    ] = None,
    *,
    color: ColorOption = Color.AUTO,
    no_pager: NoPagerOption = False,
) -> None:
    """Read the manual: its pages, one page, or one section of it.

    Example: asipgrid help documents 1.4
    """
    if page is None:
        answer(_listed())
        return
    if page not in topics():
        if page in COMMANDS:
            run([page, "--help"], prog_name="asipgrid")
        raise CannotError(_no_page(page))
    text = manual.page(page)
    if section is not None:
        found = manual.section(text, section)
        if found is None:
            listed = "; ".join(manual.headings(text))
            raise CannotError(f"{section}: no such section of {page}; there are {listed}")
        text = found
    answer_paged(manual_page(text, look(color)), pager=not no_pager)


def rule(
    code: Annotated[
        str | None, typer.Argument(help="The code of a finding.", metavar="[CODE]", autocompletion=codes)
    ] = None,
    *,
    lang: LangOption = None,
    color: ColorOption = Color.AUTO,
    no_pager: NoPagerOption = False,
) -> None:
    """Tell what a finding means, with a document that is refused and the same one mended.

    Example: asipgrid rule S003
    """
    spoken = language(lang, "text")
    if code is None:
        answer_paged("".join(f"{row.code}  {row.title}\n" for row in codes_in(spoken)), pager=not no_pager)
        return
    known = codes()
    if code.upper() not in known:
        near = nearest(code.upper(), known)
        raise CannotError(
            f"{code}: no such finding{f'; did you mean {near}?' if near else '; `asipgrid rule` lists them'}"
        )
    text = manual.section(manual.page(_FINDINGS), code.upper()) or ""
    if spoken is Language.FR:
        text = french_section(codes_in(spoken)[known.index(code.upper())], text)
    answer_paged(manual_page(text, look(color)), pager=not no_pager)


def _listed() -> str:
    pages = manual.pages()
    width = max(map(len, pages))
    rows = "".join(f"  {name.ljust(width)}  {title}\n" for name, title in pages.items())
    return (
        f"The manual: `asipgrid help PAGE`, `asipgrid help PAGE SECTION`\n\n{rows}\nThe commands: `asipgrid --help`\n"
    )


def _no_page(asked: str) -> str:
    near = nearest(asked, [*topics(), *COMMANDS])
    return f"{asked}: no such page{f'; did you mean {near}?' if near else '; `asipgrid help` lists them'}"
