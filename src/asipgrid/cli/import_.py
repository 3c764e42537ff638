"""`asipgrid import`: documents from filled workbooks and from tables, each value with the cell it came from."""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Annotated, Final

import typer
from msgspec import Struct
from msgspec.structs import replace

from asipgrid import pipeline
from asipgrid.check.case import REQUEST_KINDS, is_wrong
from asipgrid.cli.console import Quit, answer, cwd, language, note
from asipgrid.cli.ids import checked_id
from asipgrid.cli.opened import OpenedCall, opened
from asipgrid.cli.options import CallArgument, ForceOption, LangOption, QuietOption
from asipgrid.documents import reader, workspace, writing
from asipgrid.documents.call_documents import call_documents, sent_files
from asipgrid.formats.findings import mark, worded
from asipgrid.model.places import Finding, Language, Source
from asipgrid.model.said import SaidText, of_error, said
from asipgrid.reading import CallReader
from asipgrid.spreadsheets.archive import MOST_BYTES, UnreadableError
from asipgrid.spreadsheets.book_reader import read_book
from asipgrid.spreadsheets.conversions import DayOrder, Reading
from asipgrid.spreadsheets.dossiers import read_dossiers
from asipgrid.spreadsheets.filled_forms import is_form, read_form
from asipgrid.spreadsheets.form_fields import FormField, fields_of, request_pages
from asipgrid.spreadsheets.imported import ImportedDocument, ReadFile, YamlDocument, yaml_document
from asipgrid.spreadsheets.mapped_tables import TableMap, WrongMapError, read_table, table_map

_UNMAPPED: Final = {
    ".csv": said("is a table; say with --map MAP which column is which value (`asipgrid help spreadsheets`)"),
    ".json": said("is JSON of a portal; say with --map MAP which field is which value (`asipgrid help spreadsheets`)"),
}
_DECIMALS: Final = {"comma": ",", "point": "."}


class ImportOptions(Struct, frozen=True, kw_only=True):
    """How files are read, and whether anything is written."""

    map: Annotated[
        Path | None, typer.Option("--map", help="Which column of a table is which value.", metavar="MAP")
    ] = None
    dates: Annotated[
        DayOrder | None, typer.Option("--dates", help="Which comes first in 3/4/2026; default: it is asked.")
    ] = None
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Show what would be written, and write nothing.")] = False
    force: ForceOption = False
    lang: LangOption = None
    quiet: QuietOption = False

    @property
    def language(self) -> Language:
        """The language in which files and cells are told."""
        return language(self.lang, "text")


class _Made(Struct, frozen=True, kw_only=True):
    """A document to be written: where, its name inside the workspace, its text, and the cells behind its lines."""

    path: Path
    name: str
    document: ImportedDocument
    yaml: YamlDocument


def import_(
    call: CallArgument,
    files: Annotated[
        list[Path], typer.Argument(help="Filled workbooks, tables, or dossiers as JSON.", metavar="FILE…")
    ],
    *,
    options: ImportOptions,
) -> None:
    """Write documents from filled workbooks or tables; each value has its cell beside it.

    Example: asipgrid import requests/example-2010 region-q.xlsx --dry-run
    """
    lang, found = options.language, opened(call)
    read, unread = _read_files(found, files, options)
    made = _documents(found, (each for one in read for each in one.documents))
    bad = [each for one in read for each in one.bad]
    for one in () if options.quiet else read:
        for says in one.notes:
            note(f"{one.file}: {worded(says, lang)}")
    checked = list(_findings(found, made))
    for where, says in (*((str(each.origin), each.says) for each in bad), *unread):
        note(f"{where}: {worded(says, lang)}")
    for each in checked:
        note(_told(*each, lang))
    refused = _write(made, options)
    if bad or unread or refused or is_wrong(finding for finding, _ in checked):
        raise Quit(1)


def _read_files(
    found: OpenedCall, files: Sequence[Path], options: ImportOptions
) -> tuple[list[ReadFile], list[tuple[str, SaidText]]]:
    """What files gave, and of files that gave nothing why."""
    plan = pipeline.planned(found.case)
    how = Reading(dates=options.dates, currency=found.case.call.currency)
    fields = fields_of(request_pages(plan, Language.EN))
    table = None if options.map is None else _map(options.map, fields, how, options.language)
    read, unread = [], []
    for file in files:
        try:
            read.append(_read(found, file, table, how))
        except UnreadableError as error:
            unread.append((file.as_posix(), of_error(error)))
    return read, unread


def _map(path: Path, fields: Mapping[str, FormField], how: Reading, lang: Language) -> TableMap:
    """The map in a file; CannotError, in the language asked for, when something in it is wrong."""
    try:
        return table_map(_source(path), fields, how)
    except WrongMapError as error:
        raise workspace.CannotError(f"{error.place}: {worded(error.says, lang)}") from error


def _source(path: Path) -> Source:
    try:
        with (cwd() / path).open("rb") as stream:
            return Source(name=path.as_posix(), data=stream.read(MOST_BYTES + 1))
    except OSError as error:
        raise workspace.CannotError(f"{path.as_posix()}: cannot be read ({workspace.why(error)})") from error


def _read(found: OpenedCall, file: Path, table: TableMap | None, how: Reading) -> ReadFile:
    source, ending = _source(file), file.suffix.lower()
    if table is None and ending in _UNMAPPED:
        raise UnreadableError(_UNMAPPED[ending])
    if table is not None and ending == ".json":
        return read_table(read_dossiers(file.name, source.data), replace(table, sheet="", header=0), checked_id)
    encoding, delimiter = (table.encoding, table.delimiter) if table else ("utf-8", "")
    book = read_book(file.name, source.data, encoding=encoding, delimiter=delimiter)
    if is_form(book):
        return read_form(book, pipeline.planned(found.case), how, checked_id)
    if table is None:
        raise UnreadableError(
            said("is no form that asipgrid made; of a table say with --map MAP which column is which value")
        )
    return read_table(book, table, checked_id)


def _documents(found: OpenedCall, documents: Iterable[ImportedDocument]) -> list[_Made]:
    """The documents as YAML, each where it belongs; CannotError when two files give the same one."""
    made: dict[Path, _Made] = {}
    for each in documents:
        if each.kind == "rating":
            folder = found.folder / "ratings" / checked_id(each.assessor)
            head = {"rating": each.request, "assessor": each.assessor}
        else:
            folder, head = found.folder, {"request": each.request, "call": found.case.call.id}
        path = folder / f"{checked_id(each.request)}.yaml"
        if path in made:
            raise workspace.CannotError(
                f"{each.of}: gives {each.request}, as {made[path].document.of} does; nothing was written"
            )
        yaml = yaml_document(each, head)
        made[path] = _Made(path=path, name=found.space.name(path), document=each, yaml=yaml)
    writing.stay(made, found.space.root)
    return list(made.values())


def _findings(found: OpenedCall, made: Sequence[_Made]) -> Iterator[tuple[Finding, _Made]]:
    """What `check` would find in the documents."""
    sources = call_documents(found.space).sources
    checked = CallReader(sources).checked
    sent = sent_files(sources) | {each.document.request for each in made if each.document.kind == "request"}
    for each in made:
        record, findings = reader.read(Source(name=each.name, data=each.yaml.text.encode()))
        records = {kind: [record] if record and kind == each.document.kind else [] for kind in REQUEST_KINDS}
        about = checked.about(records, sent)
        for finding in sorted({*findings, *about.findings}, key=Finding.reading_order):
            yield finding, each


def _told(finding: Finding, made: _Made, lang: Language) -> str:
    """A finding with the cell behind the line it is about."""
    origin = made.yaml.origins.get(finding.place.line)
    where = str(origin) if origin else f"{worded(made.document.of, lang)}, {made.document.request}"
    return f"{where}: {finding.code}{mark(finding, lang)} {worded(finding.says, lang)}"


def _write(made: Sequence[_Made], options: ImportOptions) -> int:
    """Write what is new, and what differs when it may be replaced; say what becomes of each; how many were left alone."""
    lines: list[str] = []
    texts: dict[Path, str | bytes] = {}
    refused = 0
    for each in made:
        before = _before(each.path)
        after = each.yaml.text
        if before is None or (before != after and options.force):
            texts[each.path] = after
        refused += before not in {None, after} and not options.force
        lines += _became(each, before, options)
    if not options.dry_run:
        writing.write_all(texts, force=options.force)
    answer("".join(f"{line}\n" for line in lines))
    return refused


def _before(path: Path) -> str | None:
    """The text of a document that is there, with line ends as everywhere; None where there is none."""
    there = writing.contents(path.parent, lambda name: name == path.name).get(path.name)
    return None if there is None else there.decode(errors="replace").replace("\r\n", "\n")


def _became(made: _Made, before: str | None, options: ImportOptions) -> Iterator[str]:
    """What becomes of a document; in a dry run, what would, with its lines or those that differ."""
    count, file, lang = sum(not each.wrong for each in made.document.values), made.document.of, options.language
    after = made.yaml.text
    if before == after:
        yield f"{made.name}: {worded(said('as it is in {file}', file), lang)}"
        return
    became = _fate(is_new=before is None, options=options)
    says = said("{became}, {count} {count:value|values} of {file}", became, count, file)
    yield f"{made.name}: {worded(says, lang)}"
    if before is None:
        yield from (f"  {line}" for line in (after.splitlines() if options.dry_run else ()))
    else:
        differ = difflib.unified_diff(before.splitlines(), after.splitlines(), "now", "imported", lineterm="", n=1)
        yield from (f"  {line}" for line in (differ if options.dry_run else ()))


def _fate(*, is_new: bool, options: ImportOptions) -> SaidText:
    """Whether a document is written, replaced or left alone; in a dry run, would be."""
    if is_new:
        return said("would be written") if options.dry_run else said("written")
    if not options.force:
        return said("is there and differs; left as it is (--force replaces it)")
    return said("would be replaced") if options.dry_run else said("replaced")
