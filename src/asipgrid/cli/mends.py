"""`asipgrid check --fix` and `--diff`: what is certain is mended, and shown as a diff."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

from msgspec import Struct

from asipgrid.documents import files, mending, workspace, writing
from asipgrid.model.places import Finding, Source
from asipgrid.pipeline import CheckedPart


class MendedFile(Struct, frozen=True, kw_only=True):
    """One file with what it would hold, and the path where it would lie when that is another one."""

    path: Path
    name: str
    before: bytes
    after: bytes
    renamed: str = ""

    def difference(self) -> str:
        """How it is changed."""
        head = f"rename from {self.name}\nrename to {self.renamed}\n" if self.renamed else ""
        return head + mending.difference(self.name, self.before, self.after, self.renamed)


def mends(parts: Iterable[CheckedPart]) -> Iterator[MendedFile]:
    """What is certain in the documents that were checked, file by file in the order of their names."""
    found: dict[tuple[Path, str], dict[Finding, None]] = defaultdict(dict)
    for part in parts:
        for name in part.documents:
            found.setdefault((part.root, name), {})
        for finding in part.findings:
            found[part.root, finding.place.file][finding] = None
    for (root, name), findings in sorted(found.items(), key=lambda each: (each[0][0], each[0][1])):
        mend = _mend(root, name, findings)
        if mend is not None:
            yield mend


def _mend(root: Path, name: str, findings: Mapping[Finding, None]) -> MendedFile | None:
    """The file mended; None where nothing of it is certain, and of links, which lead to a file of another name."""
    path = root / name
    if path.is_symlink() or not path.is_file() or path.stat().st_size > files.MAX_BYTES:
        return None
    before = path.read_bytes()
    renamed = _new_name(path, name) if any(each.code == files.OTHER_ENDING for each in findings) else ""
    is_yaml = path.suffix == ".yaml" or renamed
    after = mending.mended(Source(name=name, data=before), findings) if is_yaml else before
    if after == before and not renamed:
        return None
    return MendedFile(path=path, name=name, before=before, after=after, renamed=renamed)


def _new_name(path: Path, name: str) -> str:
    """What a document with another ending is to be called; nothing where a file has that name."""
    stem = workspace.ENDING.sub("", path.name)
    there = path.with_name(f"{stem}.yaml")
    return "" if there.exists() or not stem else (Path(name).parent / there.name).as_posix()


def apply(mended: Iterable[MendedFile]) -> None:
    """Write every file whole, as one, and then give those their names that have another."""
    listed = list(mended)
    writing.write_all({each.path: each.after for each in listed if each.after != each.before}, force=True)
    for each in listed:
        if each.renamed:
            each.path.rename(each.path.with_name(Path(each.renamed).name))
