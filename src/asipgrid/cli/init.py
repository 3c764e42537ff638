"""`asipgrid init`: a workspace to begin with."""

from __future__ import annotations

import shlex
from pathlib import Path
from typing import Annotated, Any, Final

import typer

from asipgrid import pipeline
from asipgrid.authoring import forms
from asipgrid.authoring.editor_schemas import editor_schema
from asipgrid.cli.console import cwd, language, note
from asipgrid.cli.new import SCHEMAS
from asipgrid.cli.options import ForceOption, LangOption, QuietOption
from asipgrid.documents import reader, workspace, writing
from asipgrid.engine.plan import Plan
from asipgrid.model.places import Language, Source

EXAMPLE: Final = "example-2010"
FIRST_CALL: Final = "first-call"
FIRST_REQUEST: Final = "region-a"


def init(
    folder: Annotated[Path, typer.Argument(help="Folder of the new workspace.", metavar="DIR")],
    *,
    lang: LangOption = None,
    force: ForceOption = False,
    quiet: QuietOption = False,
) -> None:
    """Make a workspace that checks and scores as it is: grids, a call, a commented request, two rating sheets.

    Example: asipgrid init my-calls
    """
    target = cwd() / folder
    if target.is_dir() and any(target.iterdir()) and not force:
        raise workspace.CannotError(f"{folder}: this folder is not empty; name a new one (--force adds to it)")
    shipped = workspace.shipped()
    texts = {target / "grids" / path.name: path.read_text(encoding="utf-8") for path in _grids(shipped)}
    grids = [str(_record(path).get("grid", "")) for path in _grids(shipped)]
    texts |= _first_call(target / "requests" / FIRST_CALL, shipped, grids, language(lang))
    writing.stay(texts, target)
    writing.write_all(texts, force=force)
    if not quiet:
        sheets = sum(path.parent.parent.name == "ratings" for path in texts)
        note(f"{folder}: {len(grids)} grids, the call {FIRST_CALL}, 1 invented request with {sheets} rating sheets")
        note(f"next: cd {shlex.quote(str(folder))} && asipgrid check && asipgrid score {FIRST_CALL}")
        note(f"then: asipgrid new request {FIRST_CALL} region-b, or change requests/{FIRST_CALL}/call.yaml")


def _first_call(home: Path, shipped: Path, grids: list[str], spoken: Language) -> dict[Path, str]:
    """The first call of a workspace, with the example's request and sheets."""
    example = shipped / "requests" / EXAMPLE
    weighed = [name for name in _record(example / workspace.CALL_FILE)["grids"] if name in grids]
    texts = {
        home / workspace.CALL_FILE: forms.call(FIRST_CALL, weighed, spoken, editor=f"{SCHEMAS}/call.json", **_FIRST)
    }
    data = _record(example / f"{FIRST_REQUEST}.yaml")
    plan = _plan(shipped, texts[home / workspace.CALL_FILE])
    for kind in ("call", "request", "rating", "decision", "progress", "payment", "amendment"):
        made = editor_schema(kind, spoken, plan, [FIRST_REQUEST])
        texts[home / SCHEMAS / f"{kind}.json"] = forms.schema_text(made)
    request = forms.request(plan, FIRST_REQUEST, spoken, editor=f"{SCHEMAS}/request.json", values=data)
    modeline, rest = request.split("\n", 1)
    texts[home / f"{FIRST_REQUEST}.yaml"] = f"{modeline}\n{_INVENTED[spoken]}{rest}"
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


_INVENTED: Final = {
    Language.EN: "# Invented applicant: every name and figure in this file is made up for the example.\n",
    Language.FR: "# Porteur de projet fictif : tous les noms et tous les chiffres de ce fichier sont inventés.\n",
}


def _plan(shipped: Path, call_text: str) -> Plan:
    """The plan of a call that is not written yet, with the shipped grids."""
    sources = [Source(name=f"grids/{path.name}", data=path.read_bytes()) for path in _grids(shipped)]
    return pipeline.plan_of(Source(name=f"{FIRST_CALL}/{workspace.CALL_FILE}", data=call_text.encode("utf-8")), sources)


def _grids(root: Path) -> list[Path]:
    return sorted((root / "grids").glob("*.yaml"))


def _record(path: Path) -> dict[str, Any]:
    record, _ = reader.read(Source(name=path.name, data=path.read_bytes()))
    return {} if record is None else record.data
