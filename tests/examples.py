"""The examples in `bad/` and `good/`: one text file a workspace, so that dropping a file in adds a test.

An example changes the small workspace of `conftest`. Its sections:

    # expects: G104 grids/doc.yaml:22:16      (bad examples: each finding of the run, in reading order)
    === grids/other.yaml                      the whole text of a file
    === grids/doc.yaml (changed)              lines of the small workspace's file: kept (" "), removed ("-"), added ("+");
                                              a line @@ begins the next change
    === requests/small/region-a.yaml (absent) a file taken away
    === requests/small/region-a.yaml (201 times)  lines added to the end as often as that; {n} counts them
    === requests/small/region-b.yaml -> x     a link
    === message                               (bad examples: the words of each finding, one a line)
    # checks: grids                           the path given to the command, when it is not requests/small
    === committed                             what stands above is committed in git; what follows changes it once more
    === mended                                what follows changes the workspace once more: now nothing is wrong

In the text of a file `<U+0007>` is that character and `<byte E9>` that byte: what an editor would not show or keep.

docs/findings.md shows one example a code (`shown`): the one that says how it is mended, else the first by name,
which is mended by undoing what it does to the small workspace.
"""

from __future__ import annotations

import re
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path

from conftest import SMALL_CALL, SMALL_GRID, small_rating, small_request

HERE = Path(__file__).parent
SMALL = {
    "grids/doc.yaml": SMALL_GRID.lstrip("\n"),
    "requests/small/call.yaml": SMALL_CALL.lstrip("\n"),
    "requests/small/region-a.yaml": small_request("region-a").lstrip("\n"),
    "requests/small/ratings/one/region-a.yaml": small_rating("region-a").lstrip("\n"),
}
_HEADER = re.compile(r"=== (?P<path>[^ ]+)(?: \((?P<how>changed|absent|(?P<times>\d+) times)\)| -> (?P<link>[^ ]+))?\Z")
_UNSEEN = re.compile(r"<(?P<kind>U\+|byte )(?P<number>[0-9A-F]{2,6})>")


@dataclass
class Example:
    """One example: the findings it must give (`code file:line:column`), their words, and its workspace."""

    name: str
    expects: list[str] = field(default_factory=list)
    messages: list[str] = field(default_factory=list)
    files: dict[str, str] = field(default_factory=lambda: dict(SMALL))
    links: dict[str, str] = field(default_factory=dict)
    path: str = "requests/small"
    committed: dict[str, str] | None = None
    mended: Example | None = None

    @property
    def code(self) -> str:
        """The code a bad example is about."""
        return self.name[:4]

    @property
    def codes(self) -> set[str]:
        return {expected.split()[0] for expected in self.expects}

    def lay_out(self, root: Path) -> Path:
        """The workspace as files below `root`; the folder to work in."""
        home = root / "workspace"
        if self.committed is not None:
            _write(home, self.committed)
            commit(home)
        _write(home, self.files)
        for name, target in self.links.items():
            (home / name).symlink_to(target)
        return home


def _write(home: Path, files: dict[str, str]) -> None:
    for name, text in files.items():
        path = home / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(text.encode("utf-8", "surrogateescape"))


def commit(home: Path) -> None:
    """Commit everything in a folder, which becomes a repository of its own."""
    who = ("-c", "user.name=Author", "-c", "user.email=author@example.org", "-c", "commit.gpgsign=false")
    for words in (["init", "-q"], ["add", "-A"], [*who, "commit", "-q", "--no-verify", "-m", "Grids"]):
        subprocess.run(["git", "-C", str(home), *words], check=True, capture_output=True)


def examples(folder: str) -> list[Example]:
    """The examples of a folder, by name."""
    return [example(path.stem, path.read_text(encoding="utf-8")) for path in sorted((HERE / folder).glob("*.txt"))]


def example(name: str, text: str) -> Example:
    """One example from its text."""
    made = Example(name)
    for header, body in _sections(text):
        if header.startswith("# expects: "):
            made.expects.append(header.removeprefix("# expects: "))
        elif header.startswith("# checks: "):
            made.path = header.removeprefix("# checks: ")
        elif header == "=== committed":
            made.committed = dict(made.files)
        elif header == "=== message":
            made.messages = body
        elif header == "=== mended":
            made.mended = replace(made, files=dict(made.files), links=dict(made.links), expects=[], messages=[])
        else:
            _take(made.mended or made, header, body)
    return made


def shown(bad: list[Example]) -> dict[str, Example]:
    """The example of each code that the page of findings shows, by code."""
    found: dict[str, Example] = {}
    for each in bad:
        before = found.setdefault(each.code, each)
        if each.mended is not None and each is not before:
            assert before.mended is None, f"{before.name} and {each.name} both say how they are mended; keep one"
            found[each.code] = each
    return found


def _sections(text: str) -> Iterator[tuple[str, list[str]]]:
    header, body = "", list[str]()
    for line in text.removesuffix("\n").split("\n"):
        if line.startswith(("=== ", "# expects: ", "# checks: ")) and not (
            line.startswith("#") and header.startswith("===")
        ):
            if header:
                yield header, body
            header, body = line, []
        else:
            body.append(line)
    yield header, body


def _take(made: Example, header: str, body: list[str]) -> None:
    found = _HEADER.match(header)
    assert found, f"{made.name}: {header} is not a header"
    path, text = found["path"], _unseen("".join(f"{line}\n" for line in body))
    link = made.links.pop(path, None)
    if found["link"]:
        made.links[path] = found["link"]
    elif found["how"] == "absent":
        assert link is not None or made.files.pop(path, None) is not None, f"{made.name}: there is no {path}"
    elif found["how"] == "changed":
        made.files[path] = _changed(made, path, text.removesuffix("\n"))
    elif found["times"]:
        lines = (text.replace("{n}", str(n)) for n in range(1, int(found["times"]) + 1))
        made.files[path] = made.files.get(path, "") + "".join(lines)
    else:
        made.files[path] = text


def _unseen(text: str) -> str:
    """The text with the characters and bytes that examples write as `<U+0007>` and `<byte E9>`."""
    return _UNSEEN.sub(lambda m: chr(int(m["number"], 16) + (0xDC00 if m["kind"] == "byte " else 0)), text)


def _changed(made: Example, path: str, body: str) -> str:
    text = made.files[path]
    for change in body.split("\n@@\n"):
        lines = change.split("\n")
        old = "".join(f"{line[1:]}\n" for line in lines if line[:1] in {" ", "-"})
        new = "".join(f"{line[1:]}\n" for line in lines if line[:1] in {" ", "+"})
        if not old:  # nothing but new lines: they go to the end
            text += new
            continue
        assert f"\n{text}".count(f"\n{old}") == 1, f"{made.name}: {path} does not hold once: {old}"
        text = f"\n{text}".replace(f"\n{old}", f"\n{new}")[1:]
    return text
