"""The real yaml-language-server (npm) over its protocol: what an editor shows on a good and on a broken request."""

from __future__ import annotations

import json
import os
import select
import shutil
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Self

import pytest

from conftest import Command

CALL = "requests/example-2010"
PACKAGE = "yaml-language-server@1"


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The language server, installed for the tests alone."""
    npm = shutil.which("npm")
    if npm is None or shutil.which("node") is None:
        pytest.skip("node and npm are not installed here")
    home = tmp_path_factory.mktemp("editor")
    done = subprocess.run(
        [npm, "install", "--no-audit", "--no-fund", "--no-save", "--prefix", str(home), PACKAGE],
        capture_output=True,
        text=True,
        check=False,
        timeout=300,
    )
    if done.returncode:
        pytest.skip(f"{PACKAGE} cannot be installed here")
    return home / "node_modules" / "yaml-language-server" / "bin" / "yaml-language-server"


class Editor:
    """An editor that opens documents and asks the language server about them."""

    def __init__(self, server: Path, root: Path) -> None:
        self.running = subprocess.Popen(
            ["node", str(server), "--stdio"],
            cwd=root,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env={**os.environ, "NO_COLOR": "1"},
        )
        self.number = 0
        self.buffer = b""
        self.root = root

    def __enter__(self) -> Self:
        self.ask("initialize", {"processId": None, "rootUri": self.root.as_uri(), "capabilities": {}})
        self.tell("initialized", {})
        settings = {"yaml": {"validate": True, "hover": True, "completion": True, "schemaStore": {"enable": False}}}
        self.tell("workspace/didChangeConfiguration", {"settings": settings})
        return self

    def __exit__(self, *_: object) -> None:
        self.running.kill()
        self.running.wait()
        for stream in (self.running.stdin, self.running.stdout):
            assert stream is not None
            stream.close()

    def send(self, message: dict[str, Any]) -> None:
        data = json.dumps({"jsonrpc": "2.0", **message}).encode()
        assert self.running.stdin is not None
        self.running.stdin.write(b"Content-Length: %d\r\n\r\n%s" % (len(data), data))
        self.running.stdin.flush()

    def tell(self, method: str, params: dict[str, Any]) -> None:
        self.send({"method": method, "params": params})

    def ask(self, method: str, params: dict[str, Any]) -> Any:
        self.number += 1
        self.send({"id": self.number, "method": method, "params": params})
        for message in self.messages(60):
            if message.get("id") == self.number and "method" not in message:
                return message.get("result")
        raise AssertionError(f"no answer to {method}")

    def messages(self, seconds: float) -> Iterator[dict[str, Any]]:
        """What the server says, for so long; its own questions are answered with nothing."""
        end = time.monotonic() + seconds
        assert self.running.stdout is not None
        while time.monotonic() < end:
            head, found, rest = self.buffer.partition(b"\r\n\r\n")
            length = int(head.split(b":")[1].split(b"\r\n")[0]) if found else 0
            if found and len(rest) >= length:
                self.buffer = rest[length:]
                message: dict[str, Any] = json.loads(rest[:length])
                if "id" in message and "method" in message:
                    self.send({"id": message["id"], "result": None})
                yield message
            elif select.select([self.running.stdout], [], [], 0.2)[0]:
                self.buffer += os.read(self.running.stdout.fileno(), 65536)

    def opened(self, path: Path) -> list[str]:
        """What the server finds wrong in a document, line by line."""
        item = {"uri": path.as_uri(), "languageId": "yaml", "version": 1, "text": path.read_text(encoding="utf-8")}
        self.tell("textDocument/didOpen", {"textDocument": item})
        for message in self.messages(60):
            if message.get("method") == "textDocument/publishDiagnostics" and message["params"]["uri"] == path.as_uri():
                return [
                    f"{each['range']['start']['line'] + 1}: {each['message']}"
                    for each in message["params"]["diagnostics"]
                ]
        raise AssertionError(f"nothing said of {path.name}")


@pytest.fixture
def root(tmp_path: Path, asipgrid: Command) -> Path:
    """A workspace as `asipgrid init` makes it, which writes schemas and modelines."""
    assert asipgrid("init", "calls", "-q", cwd=tmp_path).code == 0
    return tmp_path / "calls"


@pytest.mark.slow
def test_a_good_request_has_nothing_wrong_and_a_broken_one_is_told_where(root: Path, server: Path) -> None:
    good = root / "requests/first-call/region-a.yaml"
    lines = good.read_text(encoding="utf-8").split("\n")
    broken = good.with_name("region-b.yaml")
    text = good.read_text(encoding="utf-8")
    for old, new in (
        ("  scope: regional", "  scope: local"),
        ("  requested: 1200000", "  requested: much"),
        ("  records_with_ins:", "  records_with_inss:"),
    ):
        assert text.count(old) == 1
        text = text.replace(old, new)
    broken.write_text(text, encoding="utf-8")
    with Editor(server, root) as editor:
        assert editor.opened(good) == []
        found = editor.opened(broken)
    numbers = {
        word: n
        for n, line in enumerate(lines, 1)
        for word in ("scope", "requested", "records_with_ins")
        if line.startswith(f"  {word}:")
    }
    assert sorted(int(each.split(":")[0]) for each in found) == sorted(numbers.values())
    assert any("Value is not accepted" in each and "regional" in each for each in found)
    assert any("Incorrect type" in each for each in found)
    assert any("records_with_inss is not allowed" in each for each in found)


@pytest.mark.slow
def test_an_editor_completes_fields_and_shows_what_they_mean(root: Path, server: Path) -> None:
    path = root / "requests/first-call/region-c.yaml"
    path.write_text(
        "# yaml-language-server: $schema=.schema/request.json\n"
        "request: region-c\nins:\n  records_with_ins: 1\n  \napplicant:\n  scope: \n",
        encoding="utf-8",
    )
    with Editor(server, root) as editor:
        editor.opened(path)
        here = {"textDocument": {"uri": path.as_uri()}}
        hover = editor.ask("textDocument/hover", {**here, "position": {"line": 3, "character": 5}})
        fields = editor.ask("textDocument/completion", {**here, "position": {"line": 4, "character": 2}})
        values = editor.ask("textDocument/completion", {**here, "position": {"line": 6, "character": 9}})
    said = json.dumps(hover, ensure_ascii=False)
    assert "INS-03" in said
    assert "Documents: Counts, their date and the query used" in said.replace("\\", "")
    labels = (
        [each["label"] for each in fields["items"]] if isinstance(fields, dict) else [each["label"] for each in fields]
    )
    assert {"records_active", "undertaking"} <= set(labels)
    assert "records_with_ins" not in labels
    choices = [each["label"] for each in (values["items"] if isinstance(values, dict) else values)]
    assert {"regional", "national"} <= set(choices)


@pytest.mark.slow
@pytest.mark.parametrize(
    ("command", "needed"),
    [
        (("request", "region-q"), ["title", "submitted_on", "name", "legal_form", "scope"]),
        (("rating", "region-a", "--as", "me"), ["rated_on"]),
    ],
)
def test_an_empty_document_shows_only_what_must_be_given(
    root: Path, server: Path, asipgrid: Command, command: tuple[str, ...], needed: list[str]
) -> None:
    kind, *rest = command
    ran = asipgrid("new", kind, "first-call", *rest, cwd=root)
    assert ran.code == 0
    path = root / ran.err.removesuffix(" written\n")
    with Editor(server, root) as editor:
        found = editor.opened(path)
    assert found
    assert all("Incorrect type" in each or "Value is not accepted" in each for each in found)
    empty = [
        line.split(":")[0].strip()
        for line in (path.read_text(encoding="utf-8").split("\n")[int(each.split(":")[0]) - 1] for each in found)
    ]
    assert empty == needed
