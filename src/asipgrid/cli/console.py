"""Streams: answers on stdout as UTF-8 bytes whatever the locale, notes on stderr, colour by stream and environment."""

from __future__ import annotations

import contextlib
import os
import re
import shlex
import signal
import sys
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from enum import StrEnum
from pathlib import Path
from typing import IO, Any

from msgspec.structs import replace

from asipgrid import __version__, formats
from asipgrid.documents import workspace
from asipgrid.formats import Look
from asipgrid.model.places import Finding, Language
from asipgrid.model.said import SaidText, row, said
from asipgrid.text.escape import clean

counted = formats.counted

# The least width that is laid out for.
NARROWEST = 20

# Formats that people read where they asked, and those that programs read, which are the same in every language.
_AT_TERMINAL = frozenset({"table", "text", "prompt"})
_FOR_PROGRAMS = frozenset({"csv", "github", "json", "jsonl", "junit", "parquet", "sarif"})
# What the system says of its language: the first that is set decides (POSIX).
_LOCALE = ("LC_ALL", "LC_MESSAGES", "LANG")


class Color(StrEnum):
    """When to colour."""

    AUTO = "auto"
    ALWAYS = "always"
    NEVER = "never"


class Quit(Exception):
    """The command is over, with this exit code."""

    def __init__(self, code: int) -> None:
        """Exit code 0, 1 or 2."""
        super().__init__(code)
        self.code = code


def guarded(app: Callable[[], Any]) -> None:
    """Run the app; turn what comes out of it into an exit code (our own bugs: 2, with a traceback)."""
    try:
        with _ending_when_told():
            app()
    except Quit as quit_:
        _leave(quit_.code)
    except workspace.CannotError as error:
        note(f"asipgrid: {error}")
        _leave(2)
    except KeyboardInterrupt:
        _leave(130)
    except OSError as error:
        note(f"asipgrid: {_refused(error)}")
        _mute()
        _leave(2)
    except MemoryError:
        note("asipgrid: there is not enough memory for this")
        _leave(2)
    except Exception:  # noqa: BLE001 - a bug of ours must not look like "the documents need work"
        import traceback

        for line in traceback.format_exc().rstrip().split("\n"):
            note(line)
        _leave(2)


@contextlib.contextmanager
def _ending_when_told() -> Iterator[None]:
    """End in good order on SIGTERM, as on an interrupt; a SIGTERM that whoever started us ignores stays ignored."""
    told = signal.getsignal(signal.SIGTERM) is signal.SIG_DFL and _is_told()
    try:
        yield
    finally:
        if told:
            signal.signal(signal.SIGTERM, signal.SIG_DFL)


def _is_told() -> bool:
    """Whether we are told of a SIGTERM from now on: the main thread alone can be."""
    try:
        signal.signal(signal.SIGTERM, lambda number, _frame: _leave(128 + number))
    except ValueError:
        return False
    return True


def _leave(code: int) -> None:
    raise SystemExit(code)


def _refused(error: OSError) -> str:
    """What the system refused: a file, or, without a name, the answer."""
    why = (error.strerror or "refused").lower()
    if error.filename is None:
        return f"the answer could not be written ({why})"
    return f"{os.fsdecode(error.filename)}: cannot be read ({why})"


def _mute() -> None:
    # The interpreter flushes stdout once more on its way out; give it somewhere harmless to go.
    if sys.stdout is not None:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def answer(text: str) -> None:
    """Write an answer to stdout, whole, as UTF-8; a closed pipe or a full disk raises here, not later."""
    answer_in_parts((text,))


def answer_in_parts(parts: Iterable[str] | Iterable[bytes]) -> None:
    """Write an answer that is made while it is written; bytes as they are."""
    if sys.stdout is None:
        raise workspace.CannotError("the answer could not be written (stdout is closed)")
    buffer: IO[bytes] = sys.stdout.buffer
    try:
        for part in parts:
            view = memoryview(part if isinstance(part, bytes) else part.encode("utf-8", errors="backslashreplace"))
            while view:
                # An unbuffered stdout (PYTHONUNBUFFERED) may write less than it is given.
                view = view[buffer.write(view) or 0 :]
        buffer.flush()
    except BrokenPipeError as error:
        # Whoever read the answer has seen enough: that is no failure.
        _mute()
        raise Quit(0) from error


def answer_version() -> None:
    """Write which asipgrid this is."""
    answer(f"asipgrid {__version__}\n")


def note(text: str) -> None:
    """Write a note of one line about the run to stderr."""
    _beside(clean(text) + "\n")


def tell(
    findings: Sequence[Finding], color: Color, root: Path | None, prefix: str = "", lang: Language | None = None
) -> None:
    """Write findings to stderr: they stand in the place of an answer or beside one, and are none themselves.

    Without a `root` on this disk, `prefix` stands before the names of files. `lang` is the language that was asked for.
    """
    page = look(color, root, sys.stderr, language(lang, "text"))
    _beside(formats.renderer(formats.FINDINGS, "text")(findings, page if root else replace(page, prefix=prefix)))


def _beside(line: str) -> None:
    """Write to stderr, as it stands; when even that fails there is nobody left to tell."""
    if sys.stderr is None:
        return
    try:
        # A bar puts itself in the place of stderr, and what is written there above itself.
        barred = hasattr(sys.stderr, "rich_proxied_file")
        buffer: Any = None if barred else getattr(sys.stderr, "buffer", None)
        if buffer is None:
            sys.stderr.write(line)
            return
        buffer.write(line.encode("utf-8", errors="backslashreplace"))
        buffer.flush()
    except (OSError, ValueError):
        return


def no_such_request(name: str, call: str, known: Sequence[str], blank: Collection[str] = ()) -> workspace.CannotError:
    """What is said of a request that cannot be taken: it is not yet filled in (`blank`), or there is none of that id."""
    if name in blank:
        return workspace.CannotError(f"{name}: not yet filled in; `asipgrid check {call}` says what is missing")
    return workspace.no_such_request(name, call, known)


def note_said(says: SaidText, language: Language) -> None:
    """A note in the language of the answer that it stands beside."""
    from asipgrid.formats.findings import worded

    note(worded(says, language))


def note_passed_over(
    names: Sequence[str], *, verbose: bool, folder: str = "", language: Language = Language.EN
) -> None:
    """Say how many files were passed over, in which folder where that is one, and which when asked."""
    listed = said(": {names}", row(names)) if verbose else said(" (-v names them)")
    where = said("in {folder} ", folder) if folder else ""
    says = said("{count} {count:other file|other files} {where}passed over{listed}", len(names), where, listed)
    note_said(says, language)


def cwd() -> Path:
    """The working folder; CannotError when it is gone."""
    try:
        return Path.cwd()
    except OSError as error:
        raise workspace.CannotError("the working folder is gone; change to another folder") from error


def language(asked: Language | None, form: str = "file") -> Language:
    """The language of an answer in a form: what was asked for, else ASIPGRID_LANG, else that of the locale, else English.

    The locale counts at a terminal alone: what is kept does not depend on whose machine wrote it. What programs read has
    no words to choose, so that to ask for a language is refused.
    """
    if form in _FOR_PROGRAMS:
        if asked is not None:
            raise workspace.CannotError(f"--lang goes with words; --format {form} is the same in every language")
        return Language.EN
    return asked or _declared() or (_locale() if form in _AT_TERMINAL else Language.EN)


def _declared() -> Language | None:
    """The language that ASIPGRID_LANG names; None where it is empty."""
    said = os.environ.get("ASIPGRID_LANG", "")
    if said and said not in set(Language):
        raise workspace.CannotError(f"ASIPGRID_LANG is {said!r}; it can be {' or '.join(Language)}")
    return Language(said) if said else None


def _locale() -> Language:
    """The language of the locale: French, or else English."""
    name = next(filter(None, map(os.environ.get, _LOCALE)), "")
    return Language.FR if re.split("[_.@]", name)[0].lower() in {"fr", "french"} else Language.EN


def look(
    color: Color, root: Path | None = None, stream: IO[str] | None = None, language: Language = Language.EN
) -> Look:
    """How stdout (or another stream) is to look: how wide, colour if it is welcome, file names as typed here."""
    stream = sys.stdout if stream is None else stream
    terminal = stream is not None and stream.isatty()
    return Look(
        width=_width(terminal=terminal),
        color=_colored(color, terminal=terminal),
        prefix=_prefix(root),
        language=language,
    )


def _width(*, terminal: bool) -> int | None:
    """What COLUMNS says, else the terminal's width; in a pipe nothing is wrapped."""
    said = os.environ.get("COLUMNS", "")
    if not terminal and not (re.fullmatch("0*[1-9][0-9]{0,8}", said, re.ASCII)):
        return None
    import shutil

    return max(NARROWEST, shutil.get_terminal_size((80, 24)).columns)


def _colored(color: Color, *, terminal: bool) -> bool:
    if color is not Color.AUTO:
        return color is Color.ALWAYS
    if os.environ.get("NO_COLOR"):
        return False
    if os.environ.get("FORCE_COLOR"):
        return True
    return terminal and os.environ.get("TERM") != "dumb"


def typed(path: Path) -> str:
    """A path as it may be typed here."""
    return shlex.quote(Path(os.path.relpath(path, cwd())).as_posix())


def _prefix(root: Path | None) -> str:
    """What stands before names inside the workspace so that they can be opened from here."""
    if root is None:
        return ""
    relative = os.path.relpath(root, cwd())
    return "" if relative == "." else f"{Path(relative).as_posix()}/"
