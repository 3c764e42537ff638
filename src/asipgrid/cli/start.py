"""`asipgrid init`, `asipgrid new` and `asipgrid schema`: a workspace, documents to fill in, schemas for editors."""

from __future__ import annotations

import functools
import os
import shlex
from collections.abc import Callable
from pathlib import Path
from typing import Any, Final

from msgspec import Struct

from asipgrid import pipeline
from asipgrid.authoring import forms
from asipgrid.authoring.editor_schemas import editor_schema
from asipgrid.cli.console import answer, cwd, no_such_request, note
from asipgrid.cli.ids import checked_grid_id, checked_id, checked_period
from asipgrid.cli.opened import OpenedCall, opened
from asipgrid.documents import files, reader, workspace, writing
from asipgrid.engine.plan import Plan
from asipgrid.model.places import KINDS, Language, Source
from asipgrid.schema import dialect

# Beside the documents, in a folder that is passed over when they are read.
SCHEMAS: Final = ".schema"
# What the commands write, with a schema of its own.
ANSWERS: Final = ("result", "monitoring")
EXAMPLE: Final = "example-2010"
FIRST_CALL: Final = "first-call"
FIRST_REQUEST: Final = "region-a"


class NewOptions(Struct, frozen=True, kw_only=True):
    """What every `new` command is told: the language, where to write (`-` prints), whether to replace a file."""

    language: Language
    output: Path | None
    force: bool
    quiet: bool


# ── schema ─────────────────────────────────────────────────────────────────────────────────────────


def schema(kind: str, call: str | None, options: NewOptions) -> None:
    """Print or write the schema of a kind of document."""
    if kind not in (*KINDS, *ANSWERS):
        raise workspace.CannotError(f"{kind}: no such kind of document; there are {', '.join((*KINDS, *ANSWERS))}")
    if kind in ANSWERS:
        text = forms.schema_text(dialect.shipped(kind))
    else:
        text = _schema(kind, options.language, None if call is None else opened(call))
    if options.output is None or str(options.output) == "-":
        answer(text)
    else:
        _write({cwd() / options.output: text}, options)


# ── new ────────────────────────────────────────────────────────────────────────────────────────────


def request(call: str, name: str, options: NewOptions) -> None:
    """A request to fill in."""
    found = opened(call)
    path = found.folder / f"{checked_id(name)}.yaml"
    plan = pipeline.planned(found.case)
    _new("request", path, options, lambda editor: forms.request(plan, name, options.language, editor=editor), found)


def rating(call: str, name: str, assessor: str, options: NewOptions) -> None:
    """A rating sheet to fill in."""
    found = opened(call)
    folder = found.folder / "ratings" / checked_id(assessor)
    _about(found, "rating", folder, name, options, functools.partial(forms.rating, assessor=assessor))


def decision(call: str, name: str, options: NewOptions) -> None:
    """A decision to fill in."""
    found = opened(call)
    _about(found, "decision", found.folder / "decisions", name, options, forms.decision)


def progress(call: str, name: str, period: str, options: NewOptions) -> None:
    """A progress report to fill in."""
    found = opened(call)
    folder = found.folder / "progress" / checked_period(period)
    moves = [move for each in found.case.amendments if each.request == name for move in each.moves]
    _about(found, "progress", folder, name, options, functools.partial(forms.progress, period=period, moves=moves))


def payment(call: str, name: str, options: NewOptions) -> None:
    """The payments to a request, to record."""
    found = opened(call)
    _about(found, "payment", found.folder / "payments", name, options, forms.payment)


def amendment(call: str, name: str, options: NewOptions) -> None:
    """What is decided of an addendum, to fill in."""
    found = opened(call)
    _about(found, "amendment", found.folder / "amendments", name, options, forms.amendment)


def _about(
    found: OpenedCall, kind: str, folder: Path, name: str, options: NewOptions, text: Callable[..., str]
) -> None:
    """A document about a request of a call, made from what became of the request."""

    def filled(editor: str) -> str:
        plan = pipeline.planned(found.case)
        return text(found.result(), plan, name, language=options.language, editor=editor)

    _new(kind, folder / f"{_known(found, name)}.yaml", options, filled, found)


def _known(found: OpenedCall, name: str) -> str:
    ids, case = _ids(found), found.case
    if name in ids:
        return name
    if name not in case.blank and (found.folder / f"{name}.yaml").is_file():
        right = f"`asipgrid check {case.call.id}` lists what is wrong or missing in it"
        raise workspace.CannotError(f"{name}: this request of {case.call.id} cannot be read yet; {right}")
    raise no_such_request(name, case.call.id, ids, case.blank)


def _ids(found: OpenedCall) -> list[str]:
    return sorted(request.id for request in found.case.requests)


def _schema(kind: str, language: Language, found: OpenedCall | None) -> str:
    """The schema of a kind of document, in a call with its grids' facts and its requests' ids."""
    if found is None:
        return forms.schema_text(editor_schema(kind, language))
    return forms.schema_text(editor_schema(kind, language, pipeline.planned(found.case), _ids(found)))


def call(name: str, options: NewOptions) -> None:
    """A call to change, with the grids of the workspace."""
    root = workspace.find_root(cwd())
    records = map(_read, files.documents(workspace.Workspace(root=root, call=None), root / "grids").sources)
    grids = [grid for grid in (str(record.get("grid", "")) for record in records) if grid]
    if not grids:
        raise workspace.CannotError("grids/: no grid here yet; `asipgrid new grid ID` makes one")
    path = root / "requests" / checked_id(name) / workspace.CALL_FILE
    _new("call", path, options, lambda editor: forms.call(name, grids, options.language, editor=editor))


def grid(name: str, options: NewOptions) -> None:
    """A grid to change."""
    file = f"{checked_grid_id(name).casefold()}.yaml"
    path = workspace.find_root(cwd()) / "grids" / file
    _new("grid", path, options, lambda editor: forms.grid(name, options.language, editor=editor))


def _new(
    kind: str, path: Path, options: NewOptions, text: Callable[[str], str], found: OpenedCall | None = None
) -> None:
    """Print the document, or write it where it belongs with its schema and the line that tells editors of it."""
    if options.output is not None and str(options.output) == "-":
        answer(text(""))
        return
    target = path if options.output is None else cwd() / options.output
    home = path.parent if found is None else found.folder
    schema_file = home / SCHEMAS / f"{kind}.json"
    writing.stay([schema_file, *([] if options.output else [target])], workspace.find_root(home))
    made = _schema(kind, options.language, found)
    editor = _relative(schema_file, target.parent)
    _write({target: text(editor)}, options)
    writing.write(schema_file, made, force=True)


def _relative(path: Path, start: Path) -> str:
    return Path(os.path.relpath(path.resolve(), start.resolve())).as_posix()


def _write(texts: dict[Path, str], options: NewOptions) -> None:
    writing.write_all(texts, force=options.force)
    for path in texts:
        if not options.quiet:
            note(f"{path.relative_to(cwd()) if path.is_relative_to(cwd()) else path} written")


# ── init ───────────────────────────────────────────────────────────────────────────────────────────


def init(folder: Path, options: NewOptions) -> None:
    """A new workspace: the shipped grids, a call, a request with two rating sheets; it checks and scores as it is."""
    target = cwd() / folder
    if target.is_dir() and any(target.iterdir()) and not options.force:
        raise workspace.CannotError(f"{folder}: this folder is not empty; name a new one (--force adds to it)")
    shipped = workspace.shipped()
    texts = {target / "grids" / path.name: path.read_text(encoding="utf-8") for path in _grids(shipped)}
    grids = [_grid_id(path) for path in _grids(shipped)]
    texts |= _first_call(target / "requests" / FIRST_CALL, shipped, grids, options.language)
    writing.stay(texts, target)
    writing.write_all(texts, force=options.force)
    if not options.quiet:
        sheets = sum(path.parent.parent.name == "ratings" for path in texts)
        note(f"{folder}: {len(grids)} grids, the call {FIRST_CALL}, 1 invented request with {sheets} rating sheets")
        note(f"next: cd {shlex.quote(str(folder))} && asipgrid check && asipgrid score {FIRST_CALL}")
        note(f"then: asipgrid new request {FIRST_CALL} region-b, or change requests/{FIRST_CALL}/call.yaml")


def _first_call(home: Path, shipped: Path, grids: list[str], language: Language) -> dict[Path, str]:
    """The first call of a workspace, with the example's request and sheets."""
    example = shipped / "requests" / EXAMPLE
    weighed = [name for name in _record(example / workspace.CALL_FILE)["grids"] if name in grids]
    texts = {
        home / workspace.CALL_FILE: forms.call(FIRST_CALL, weighed, language, editor=f"{SCHEMAS}/call.json", **_FIRST)
    }
    data = _record(example / f"{FIRST_REQUEST}.yaml")
    plan = _plan(shipped, texts[home / workspace.CALL_FILE])
    for kind in ("call", "request", "rating", "decision", "progress", "payment", "amendment"):
        made = editor_schema(kind, language, plan, [FIRST_REQUEST])
        texts[home / SCHEMAS / f"{kind}.json"] = forms.schema_text(made)
    request = forms.request(plan, FIRST_REQUEST, language, editor=f"{SCHEMAS}/request.json", values=data)
    modeline, rest = request.split("\n", 1)
    texts[home / f"{FIRST_REQUEST}.yaml"] = f"{modeline}\n{_invented(language)}{rest}"
    for sheet in sorted(example.glob(f"ratings/*/{FIRST_REQUEST}.yaml")):
        texts[home / "ratings" / sheet.parent.name / sheet.name] = sheet.read_text(encoding="utf-8")
    return texts


_FIRST: Final[dict[str, str | int]] = {
    "title_en": "First call",
    "title_fr": "Premier appel",
    "about_en": "An example to change: the applicant and every figure are invented.",
    "about_fr": "Un exemple à modifier : le porteur de projet et tous les chiffres sont fictifs.",
    "opens": "2010-01-04",
    "closes": "2010-03-01",
    "envelope": 2000000,
    "due": "2010-12-31",
    "report": "2010-06",
    "report_due": "2010-07-31",
}


def _invented(language: Language) -> str:
    words = {
        Language.EN: "# Invented applicant: every name and figure in this file is made up for the example.\n",
        Language.FR: "# Porteur de projet fictif : tous les noms et tous les chiffres de ce fichier sont inventés.\n",
    }
    return words[language]


def _plan(shipped: Path, call_text: str) -> Plan:
    """The plan of a call that is not written yet, with the shipped grids."""
    sources = [Source(name=f"grids/{path.name}", data=path.read_bytes()) for path in _grids(shipped)]
    return pipeline.plan_of(Source(name=f"{FIRST_CALL}/{workspace.CALL_FILE}", data=call_text.encode("utf-8")), sources)


def _grids(root: Path) -> list[Path]:
    return sorted((root / "grids").glob("*.yaml"))


def _grid_id(path: Path) -> str:
    return str(_record(path).get("grid", ""))


def _record(path: Path) -> dict[str, Any]:
    return _read(Source(name=path.name, data=path.read_bytes()))


def _read(source: Source) -> dict[str, Any]:
    record, _ = reader.read(source)
    return {} if record is None else record.data
