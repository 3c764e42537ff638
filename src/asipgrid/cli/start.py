"""`asipgrid init`, `asipgrid new` and `asipgrid schema`: a workspace, documents to fill in, schemas for editors."""

from __future__ import annotations

import os
import re
import shlex
import unicodedata
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, Final

from msgspec import Struct

from asipgrid import pipeline
from asipgrid.authoring import forms
from asipgrid.authoring.editor_schemas import editor_schema
from asipgrid.check import Case
from asipgrid.cli.console import answer, cwd, no_such_request, note
from asipgrid.documents import files, reader, workspace, writing
from asipgrid.engine.plan import Plan
from asipgrid.model.places import KINDS, Language, Source
from asipgrid.model.results import Result
from asipgrid.schema import dialect
from asipgrid.schema.keywords import is_kept_name

# Beside the documents, in a folder that is passed over when they are read.
SCHEMAS: Final = ".schema"
# What the commands write, with a schema of its own.
ANSWERS: Final = ("result", "monitoring")
EXAMPLE: Final = "example-2010"
FIRST_CALL: Final = "first-call"
FIRST_REQUEST: Final = "region-a"


class Wish(Struct, frozen=True, kw_only=True):
    """What every `new` command is told: the language, where to write (`-` prints), whether to replace a file."""

    language: Language
    output: Path | None
    force: bool
    quiet: bool


def wish(lang: str, output: Path | None, *, force: bool, quiet: bool) -> Wish:
    """What a command was told."""
    return Wish(language=Language(lang), output=output, force=force, quiet=quiet)


# ── schema ─────────────────────────────────────────────────────────────────────────────────────────


def schema(kind: str, call: str | None, wish: Wish) -> None:
    """Print or write the schema of a kind of document."""
    if kind not in (*KINDS, *ANSWERS):
        raise workspace.CannotError(f"{kind}: no such kind of document; there are {', '.join((*KINDS, *ANSWERS))}")
    if kind in ANSWERS:
        text = forms.schema_text(dialect.shipped(kind))
    elif call is None:
        text = forms.schema_text(editor_schema(kind, wish.language))
    else:
        desk = _desk(call)
        text = forms.schema_text(editor_schema(kind, wish.language, desk.plan, desk.ids))
    if wish.output is None or str(wish.output) == "-":
        answer(text)
    else:
        _write({cwd() / wish.output: text}, wish)


# ── new ────────────────────────────────────────────────────────────────────────────────────────────


class _Desk(Struct, frozen=True, kw_only=True):
    """A call opened for writing beside it."""

    space: workspace.Workspace
    folder: Path
    case: Case
    plan: Plan

    @property
    def ids(self) -> list[str]:
        return sorted(request.id for request in self.case.requests)

    def result(self) -> Result:
        """The call decided: what a sheet, a decision or a report is about."""
        result = pipeline.evaluate(self.case)
        if not isinstance(result, Result):
            raise workspace.CannotError(f"{self.plan.call.id}: the committee's decisions exceed the envelope")
        return result

    def known(self, name: str) -> str:
        if name not in self.ids:
            if name not in self.case.blank and (self.folder / f"{name}.yaml").is_file():
                where = self.plan.call.id
                right = f"`asipgrid check {where}` lists what is wrong or missing in it"
                raise workspace.CannotError(f"{name}: this request of {where} cannot be read yet; {right}")
            raise no_such_request(name, self.plan.call.id, self.ids, self.case.blank)
        return name


def _desk(call: str) -> _Desk:
    space = workspace.find_call(call, cwd())
    assert space.call is not None
    case = pipeline.load(space).checked.case
    if case is None:
        raise workspace.CannotError(
            f"{call}: the call or one of its grids has errors; `asipgrid check {call}` lists them"
        )
    return _Desk(space=space, folder=space.call, case=case, plan=pipeline.planned(case))


def request(call: str, name: str, wish: Wish) -> None:
    """A request to fill in."""
    desk = _desk(call)
    _new(
        "request",
        desk.folder / f"{checked_id(name)}.yaml",
        wish,
        lambda editor: forms.request(desk.plan, name, wish.language, editor=editor),
        desk,
    )


def rating(call: str, name: str, assessor: str, wish: Wish) -> None:
    """A rating sheet to fill in."""
    desk = _desk(call)
    _new(
        "rating",
        desk.folder / "ratings" / checked_id(assessor) / f"{desk.known(name)}.yaml",
        wish,
        lambda editor: forms.rating(desk.result(), desk.plan, name, assessor, wish.language, editor=editor),
        desk,
    )


def decision(call: str, name: str, wish: Wish) -> None:
    """A decision to fill in."""
    desk = _desk(call)
    _new(
        "decision",
        desk.folder / "decisions" / f"{desk.known(name)}.yaml",
        wish,
        lambda editor: forms.decision(desk.result(), desk.plan, name, wish.language, editor=editor),
        desk,
    )


def progress(call: str, name: str, period: str, wish: Wish) -> None:
    """A progress report to fill in."""
    desk = _desk(call)
    form = dialect.shipped("progress")["properties"]["period"]
    if not re.search(form["pattern"], period, re.ASCII) or len(period) > form["maxLength"]:
        raise workspace.CannotError(f"{period}: not a period; write a year, or year and month, such as 2010-06")
    moves = [move for each in desk.case.amendments if each.request == name for move in each.moves]
    _new(
        "progress",
        desk.folder / "progress" / period / f"{desk.known(name)}.yaml",
        wish,
        lambda editor: forms.progress(
            desk.result(), desk.plan, name, period, wish.language, editor=editor, moves=moves
        ),
        desk,
    )


def payment(call: str, name: str, wish: Wish) -> None:
    """The payments to a request, to record."""
    desk = _desk(call)
    _new(
        "payment",
        desk.folder / "payments" / f"{desk.known(name)}.yaml",
        wish,
        lambda editor: forms.payment(desk.result(), desk.plan, name, wish.language, editor=editor),
        desk,
    )


def amendment(call: str, name: str, wish: Wish) -> None:
    """What is decided of an addendum, to fill in."""
    desk = _desk(call)
    _new(
        "amendment",
        desk.folder / "amendments" / f"{desk.known(name)}.yaml",
        wish,
        lambda editor: forms.amendment(desk.result(), desk.plan, name, wish.language, editor=editor),
        desk,
    )


def call(name: str, wish: Wish) -> None:
    """A call to change, with the grids of the workspace."""
    root = workspace.find_root(cwd())
    records = map(_read, files.documents(workspace.Workspace(root=root, call=None), root / "grids").sources)
    grids = [grid for grid in (str(record.get("grid", "")) for record in records) if grid]
    if not grids:
        raise workspace.CannotError("grids/: no grid here yet; `asipgrid new grid ID` makes one")
    path = root / "requests" / checked_id(name) / workspace.CALL_FILE
    _new("call", path, wish, lambda editor: forms.call(name, grids, wish.language, editor=editor))


def grid(name: str, wish: Wish) -> None:
    """A grid to change."""
    form = dialect.shipped("grid")["properties"]["grid"]
    if not _has_form(name, form):
        near = _plain(name).upper().replace("-", "")
        such = near if _has_form(near, form) else "INS"
        raise workspace.CannotError(f"{name}: not a grid id; write capital letters and digits, such as {such}")
    if is_kept_name(name.casefold()):
        raise workspace.CannotError(f"{name}: {_KEPT}")
    root = workspace.find_root(cwd())
    path = root / "grids" / f"{name.casefold()}.yaml"
    _new("grid", path, wish, lambda editor: forms.grid(name, wish.language, editor=editor))


def checked_id(name: str) -> str:
    """An id that is also safe as a file's name."""
    form = dialect.shipped("request")["properties"]["request"]
    if not _has_form(name, form):
        near = _plain(name)
        such = near if _has_form(near, form) else "region-a"
        raise workspace.CannotError(f"{name}: not an id; write lower-case words joined by hyphens, such as {such}")
    if is_kept_name(name):
        raise workspace.CannotError(f"{name}: {_KEPT}")
    return name


_KEPT: Final = "a name that some systems keep for themselves; choose another"


def _has_form(name: str, form: Mapping[str, Any]) -> bool:
    return bool(re.search(form["pattern"], name, re.ASCII)) and len(name) <= form["maxLength"] and name[-1:] != "\n"


def _plain(name: str) -> str:
    """A name in lower-case words joined by hyphens, without accents."""
    letters = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode()
    return "-".join(re.findall("[a-z0-9]+", letters.casefold()))


def _new(kind: str, path: Path, wish: Wish, text: Callable[[str], str], desk: _Desk | None = None) -> None:
    """Print the document, or write it where it belongs with its schema and the line that tells editors of it."""
    if wish.output is not None and str(wish.output) == "-":
        answer(text(""))
        return
    target = path if wish.output is None else cwd() / wish.output
    home = path.parent if desk is None else desk.folder
    schema_file = home / SCHEMAS / f"{kind}.json"
    writing.stay([schema_file, *([] if wish.output else [target])], workspace.find_root(home))
    made = editor_schema(kind, wish.language, desk.plan if desk else None, desk.ids if desk else ())
    editor = _relative(schema_file, target.parent)
    _write({target: text(editor)}, wish)
    writing.write(schema_file, forms.schema_text(made), force=True)


def _relative(path: Path, start: Path) -> str:
    return Path(os.path.relpath(path.resolve(), start.resolve())).as_posix()


def _write(texts: dict[Path, str], wish: Wish) -> None:
    writing.write_all(texts, force=wish.force)
    for path in texts:
        if not wish.quiet:
            note(f"{path.relative_to(cwd()) if path.is_relative_to(cwd()) else path} written")


# ── init ───────────────────────────────────────────────────────────────────────────────────────────


def init(folder: Path, wish: Wish) -> None:
    """A new workspace: the shipped grids, a call, a request with two rating sheets; it checks and scores as it is."""
    target = cwd() / folder
    if target.is_dir() and any(target.iterdir()) and not wish.force:
        raise workspace.CannotError(f"{folder}: this folder is not empty; name a new one (--force adds to it)")
    shipped = workspace.shipped()
    texts = {target / "grids" / path.name: path.read_text(encoding="utf-8") for path in _grids(shipped)}
    grids = [_grid_id(path) for path in _grids(shipped)]
    texts |= _first_call(target / "requests" / FIRST_CALL, shipped, grids, wish.language)
    writing.stay(texts, target)
    writing.write_all(texts, force=wish.force)
    if not wish.quiet:
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
