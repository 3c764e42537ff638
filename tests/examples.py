"""The examples in `bad/` and `good/`: one text file a workspace, so that dropping a file in adds a test.

An example changes the small workspace of `conftest`. Its sections:

    # expects: G104 grids/doc.yaml:22:16      (bad examples: each finding of the run, in reading order)
    === grids/other.yaml                      the whole text of a file
    === grids/doc.yaml (changed)              lines of the small workspace's file: kept (" "), removed ("-"), added ("+");
                                              a line @@ begins the next change
    === requests/small/region-a.yaml (absent) a file taken away
    === requests/small/region-b.yaml -> x     a link
    === message                               (bad examples: the words of each finding, one a line)
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from conftest import SMALL_CALL, SMALL_GRID, small_rating, small_request

HERE = Path(__file__).parent
SMALL = {
    "grids/doc.yaml": SMALL_GRID.lstrip("\n"),
    "requests/small/call.yaml": SMALL_CALL.lstrip("\n"),
    "requests/small/region-a.yaml": small_request("region-a").lstrip("\n"),
    "requests/small/ratings/one/region-a.yaml": small_rating("region-a").lstrip("\n"),
}
_HEADER = re.compile(r"=== (?P<path>[^ ]+)(?: \((?P<how>changed|absent)\)| -> (?P<link>[^ ]+))?\Z")


@dataclass
class Example:
    """One example: the findings it must give (`code file:line:column`), their words, and its workspace."""

    name: str
    expects: list[str] = field(default_factory=list)
    messages: list[str] = field(default_factory=list)
    files: dict[str, str] = field(default_factory=lambda: dict(SMALL))
    links: dict[str, str] = field(default_factory=dict)

    @property
    def codes(self) -> set[str]:
        return {expected.split()[0] for expected in self.expects}

    def lay_out(self, root: Path) -> Path:
        """The workspace as files below `root`; the folder to work in."""
        home = root / "workspace"
        for name, text in self.files.items():
            path = home / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(text.encode("utf-8"))
        for name, target in self.links.items():
            (home / name).symlink_to(target)
        return home


def examples(folder: str) -> list[Example]:
    """The examples of a folder, by name."""
    return [example(path.stem, path.read_text(encoding="utf-8")) for path in sorted((HERE / folder).glob("*.txt"))]


def example(name: str, text: str) -> Example:
    """One example from its text."""
    made = Example(name)
    for header, body in _sections(text):
        if header.startswith("# expects: "):
            made.expects.append(header.removeprefix("# expects: "))
        elif header == "=== message":
            made.messages = body
        else:
            _take(made, header, body)
    return made


def _sections(text: str) -> Iterator[tuple[str, list[str]]]:
    header, body = "", list[str]()
    for line in text.removesuffix("\n").split("\n"):
        if line.startswith(("=== ", "# expects: ")) and not (line.startswith("#") and header.startswith("===")):
            if header:
                yield header, body
            header, body = line, []
        else:
            body.append(line)
    yield header, body


def _take(made: Example, header: str, body: list[str]) -> None:
    found = _HEADER.match(header)
    assert found, f"{made.name}: {header} is not a header"
    path, text = found["path"], "".join(f"{line}\n" for line in body)
    if found["link"]:
        made.links[path] = found["link"]
    elif found["how"] == "absent":
        del made.files[path]
    elif found["how"] == "changed":
        made.files[path] = _changed(made, path, body)
    else:
        made.files[path] = text


def _changed(made: Example, path: str, body: list[str]) -> str:
    text = made.files[path]
    for change in "\n".join(body).split("\n@@\n"):
        lines = change.split("\n")
        old = "".join(f"{line[1:]}\n" for line in lines if line[:1] in {" ", "-"})
        new = "".join(f"{line[1:]}\n" for line in lines if line[:1] in {" ", "+"})
        if not old:  # nothing but new lines: they go to the end
            text += new
            continue
        assert f"\n{text}".count(f"\n{old}") == 1, f"{made.name}: {path} does not hold once: {old}"
        text = f"\n{text}".replace(f"\n{old}", f"\n{new}")[1:]
    return text
