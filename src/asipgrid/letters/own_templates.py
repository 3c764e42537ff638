"""Templates of a call are read and run in a process of their own, with little memory, little time, no files.

The sandbox keeps a template from everything but its data; only limits of the system keep it from running for ever, or
its text from ending the parser. Outside that process no template of a call is parsed.
"""

from __future__ import annotations

import contextlib
import json
import signal
import subprocess
import sys
from collections.abc import Mapping, Sequence
from typing import Any, Final, NoReturn

from msgspec import Struct

from asipgrid.letters.kinds import OVER, Template, TemplateFaultError
from asipgrid.model.places import Finding, Language, Place
from asipgrid.model.said import SaidText, as_data, of_data

# The exit code of a process that met a limit and could still say so.
_OVER: Final = 3

MEMORY: Final = 512 * 1024 * 1024
"""Bytes the templates of a call may take."""

SECONDS: Final = 5
"""Seconds of work they may take, for every ten templates and every hundred letters begun."""


class OwnTemplatesResult(Struct, frozen=True, kw_only=True):
    """Letters as Markdown, in the order given; none when anything is wrong with a template of the call."""

    texts: tuple[str, ...] = ()
    findings: tuple[Finding, ...] = ()


def render_own(
    own: Mapping[str, Template],
    letters: Sequence[tuple[str, Mapping[str, Any]]] = (),
    language: Language = Language.EN,
) -> OwnTemplatesResult:
    """What is wrong with the templates of a call, by name; when nothing is, letters (kind and fields) written by them."""
    answer = _answer(own, sorted(own), letters, language)
    findings = list(answer.findings)
    while answer.ended_at is not None:
        # The template that ended the process is named, and those behind it are looked at without it.
        findings.append(_finding(own[answer.ended_at].file, 1, OVER))
        rest = [] if answer.writing else [name for name in sorted(own) if name > answer.ended_at]
        answer = _answer(own, rest, (), language)
        findings += answer.findings
    return OwnTemplatesResult(texts=() if findings else answer.texts, findings=tuple(findings))


class _ProcessAnswer(OwnTemplatesResult, frozen=True, kw_only=True):
    """What came out of the process; `ended_at` is the template at which a limit ended it, while `writing` letters or before."""

    ended_at: str | None
    writing: bool


def _answer(
    own: Mapping[str, Template],
    names: Sequence[str],
    letters: Sequence[tuple[str, Mapping[str, Any]]],
    language: Language,
) -> _ProcessAnswer:
    """Those templates looked at, and the letters written when they are sound."""
    seconds = SECONDS * (1 + len(names) // 10 + len(letters) // 100)
    order = {
        "own": {name: [each.file, each.text] for name, each in own.items()},
        "names": names,
        "letters": letters,
        "language": language.value,
        "seconds": seconds,
    }
    ran = _ran(json.dumps(order).encode(), seconds) if names else [b'{"done": true}']
    lines: list[dict[str, Any]] = [json.loads(line) for line in ran]
    looking = [each["looking"] for each in lines if "looking" in each]
    return _ProcessAnswer(
        texts=tuple(each["text"] for each in lines if "text" in each),
        findings=tuple(_wrong(*each["wrong"]) for each in lines if "wrong" in each),
        ended_at=None if lines and "done" in lines[-1] else [*names[:1], *looking][-1],
        writing=any("writing" in each for each in lines),
    )


def _ran(order: bytes, seconds: int) -> list[bytes]:
    """The lines that come out of the process before it has done its work, or is ended by a limit."""
    command = [sys.executable, "-P", "-c", "from asipgrid.letters import own_templates as own; own.main()"]
    try:
        ran = subprocess.run(  # noqa: S603 - our own module, run by this interpreter
            command, input=order, capture_output=True, timeout=6 * seconds, check=False
        )
    except subprocess.TimeoutExpired as error:
        return _whole_lines(error.stdout or b"")
    if ran.returncode > 0 and ran.returncode != _OVER:
        raise RuntimeError(ran.stderr.decode(errors="replace"))
    return _whole_lines(ran.stdout)


def _whole_lines(text: bytes) -> list[bytes]:
    """The lines that were written to their end."""
    return text.splitlines()[: text.count(b"\n")]


def _finding(file: str, line: int, says: SaidText, code: str = "T501") -> Finding:
    return Finding(code=code, place=Place(file=file, line=line), says=says)


def _wrong(file: str, line: int, says: Any, code: str) -> Finding:
    return _finding(file, line, of_data(says), code)


def main() -> None:
    """In that process: read an order on stdin; say on stdout what is looked at, what is wrong, and the letters."""
    order = json.load(sys.stdin.buffer)
    from asipgrid.letters.rendering import LetterRenderer, template_findings  # noqa: PLC0415 - only in here

    own = {name: Template(file=file, text=text) for name, (file, text) in order["own"].items()}
    renderer, language, sound = LetterRenderer(own), Language(order["language"]), True
    _limit(order["seconds"])
    try:
        for name in order["names"]:
            _say(looking=name)
            for each in template_findings(renderer, name):
                _say(wrong=[each.place.file, each.place.line, as_data(each.says), each.code])
                sound = False
        for kind, data in order["letters"] if sound else ():
            _say(writing=kind, looking=renderer.template_name(kind, language))
            _say(text=renderer.text(kind, data, language))
    except TemplateFaultError as fault:
        _say(wrong=[fault.file, fault.line, as_data(fault.says), fault.code])
    except (MemoryError, TimeoutError):
        sys.exit(_OVER)
    _say(done=True)


def _say(**what: Any) -> None:
    sys.stdout.buffer.write(json.dumps(what).encode() + b"\n")
    sys.stdout.buffer.flush()


def _limit(seconds: int) -> None:
    """Bound this process, where the system can."""
    try:
        import resource  # noqa: PLC0415 - not on every system
    except ImportError:
        return
    with contextlib.suppress(ValueError, OSError):
        resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
        resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
        resource.setrlimit(resource.RLIMIT_CPU, (seconds, 2 * seconds))
        signal.signal(signal.SIGXCPU, _too_long)


def _too_long(_number: int, _frame: object) -> NoReturn:
    # Said once: what is told of it must not be interrupted by the next second.
    signal.signal(signal.SIGXCPU, signal.SIG_IGN)
    raise TimeoutError
