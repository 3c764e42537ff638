"""Where templates of a call run: a process of their own, with little memory and little time, and nothing else to reach.

The sandbox keeps a template from everything but its data; only limits of the system keep it from running for ever.
"""

from __future__ import annotations

import contextlib
import json
import signal
import subprocess
import sys
from collections.abc import Mapping, Sequence
from typing import Any, Final, NoReturn

from asipgrid.draft.page import Pages, Template, TemplateFaultError
from asipgrid.model import Language

MEMORY: Final = 512 * 1024 * 1024
"""Bytes the templates of a call may take."""

SECONDS: Final = 10
"""Seconds of work they may take, for every hundred letters begun."""


def pressed(
    letters: Sequence[tuple[str, Mapping[str, Any]]], own: Mapping[str, Template], language: Language
) -> list[str]:
    """Letters (kind and fields) as Markdown by the templates of a call; TemplateFaultError when one cannot be used."""
    order = {
        "letters": [[kind, data] for kind, data in letters],
        "own": {name: [template.file, template.text] for name, template in own.items()},
        "language": language.value,
    }
    command = [sys.executable, "-P", "-m", "asipgrid.draft.press"]
    seconds = SECONDS * (1 + len(letters) // 100)
    first = next(iter(own.values())).file
    try:
        ran = subprocess.run(  # noqa: S603 - our own module, run by this interpreter
            command, input=json.dumps(order).encode(), capture_output=True, timeout=6 * seconds, check=False
        )
    except subprocess.TimeoutExpired as error:
        raise TemplateFaultError(first, 1, f"these templates take longer than {seconds} s") from error
    if ran.returncode < 0:
        raise TemplateFaultError(first, 1, "these templates take more time or memory than letters may")
    if ran.returncode:
        raise RuntimeError(ran.stderr.decode(errors="replace"))
    answer = json.loads(ran.stdout)
    if "fault" in answer:
        raise TemplateFaultError(*answer["fault"])
    pages: list[str] = answer["pages"]
    return pages


def main() -> None:
    """Read an order on stdin, write its pages or the fault of a template on stdout."""
    order = json.load(sys.stdin.buffer)
    _limit(SECONDS * (1 + len(order["letters"]) // 100))
    own = {name: Template(file=file, text=text) for name, (file, text) in order["own"].items()}
    pages, language = Pages(own), Language(order["language"])
    try:
        answer: dict[str, Any] = {"pages": [pages.page(kind, data, language) for kind, data in order["letters"]]}
    except TemplateFaultError as fault:
        answer = {"fault": [fault.file, fault.line, fault.says, fault.code]}
    sys.stdout.buffer.write(json.dumps(answer).encode())


def _limit(seconds: int) -> None:
    """Bound this process, where the system can."""
    try:
        import resource  # noqa: PLC0415 - not on every system
    except ImportError:
        return
    with contextlib.suppress(ValueError, OSError):
        resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
        resource.setrlimit(resource.RLIMIT_CPU, (seconds, 2 * seconds))
        signal.signal(signal.SIGXCPU, _too_long)


def _too_long(_number: int, _frame: object) -> NoReturn:
    raise TimeoutError


if __name__ == "__main__":
    main()
