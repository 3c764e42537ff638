"""A call opened by a command that writes a document beside its documents."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from msgspec import Struct

from asipgrid import pipeline
from asipgrid.check.case import Case
from asipgrid.cli.console import cwd, no_such_request
from asipgrid.documents import workspace
from asipgrid.model.places import Finding
from asipgrid.model.results import Result


class OpenedCall(Struct, frozen=True, kw_only=True):
    """Where a call lies, what its sound documents say, and every finding about its documents."""

    space: workspace.Workspace
    folder: Path
    case: Case
    findings: tuple[Finding, ...]

    def result(self) -> Result:
        """The call decided: what a sheet, a decision or a report is about."""
        result = pipeline.evaluate(self.case)
        if not isinstance(result, Result):
            raise workspace.CannotError(f"{self.case.call.id}: the committee's decisions exceed the envelope")
        return result


def opened(call: str) -> OpenedCall:
    """A call of this workspace; CannotError when it or one of its grids has errors."""
    space = workspace.find_call(call, cwd())
    assert space.call is not None
    loaded = pipeline.load(space)
    case = loaded.checked.case
    if case is None:
        raise workspace.CannotError(
            f"{call}: the call or one of its grids has errors; `asipgrid check {call}` lists them"
        )
    return OpenedCall(space=space, folder=space.call, case=case, findings=loaded.findings)


def cannot_take(name: str, case: Case, folder: Path, known: Sequence[str]) -> workspace.CannotError:
    """What is said of a request that is not among those `known`: its document has errors, or as of `no_such_request`."""
    if name in case.blank or not (folder / f"{name}.yaml").is_file():
        return no_such_request(name, case.call.id, known, case.blank)
    right = f"`asipgrid check {case.call.id}` lists what is wrong or missing in it"
    return workspace.CannotError(f"{name}: this request of {case.call.id} cannot be read yet; {right}")
