"""`python tests/fuzz/fuzz_documents.py FOLDER [libFuzzer options]`: bytes led by coverage against reading and checking.

The bytes are a packed bundle (`bundles.py`): a workspace of several documents in one text. Without other options the
run goes on until something fails; `-runs=N`, `-max_total_time=SECONDS` and `-seed=N` bound it. FOLDER takes the corpus,
laid out from the examples, the hostile documents and the shipped calls when it is empty; what fails is written to
`-artifact_prefix`. `--digest` instead of a folder prints what the seeds give, to be compared between processes.
"""

from __future__ import annotations

import hashlib
import importlib
import random
import re
import sys
import warnings
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

LARGEST = 16_384


def one_input(packed: bytes) -> None:
    """One trial: whatever the bytes are, no exception leaves a room and every finding is usable."""
    import bundles

    bundles.lawful(bundles.unpack(packed))


def by_words(packed: bytes, largest: int, seed: int) -> bytes:
    """A change that knows lines and words: bytes alone seldom leave a document that the checking room takes."""
    chance = random.Random(seed)
    words = list(re.finditer(rb"[\w.|&>=-]+", packed))
    lines = packed.split(b"\n")
    match chance.choice(["bytes", "word", "word", "word", "line", "drop", "move"]):
        case "word" if words:
            spot, other = chance.choice(words), chance.choice(words).group()
            return b"".join((packed[: spot.start()], other, packed[spot.end() :]))[:largest]
        case "line":
            lines.insert(chance.randrange(len(lines)), chance.choice(lines))
        case "drop":
            del lines[chance.randrange(len(lines))]
        case "move":
            first, second = chance.randrange(len(lines)), chance.randrange(len(lines))
            lines[first], lines[second] = lines[second], lines[first]
        case _:
            changed: bytes = importlib.import_module("atheris").Mutate(packed, largest)
            return changed
    return b"\n".join(lines)[:largest]


def digest() -> str:
    """A digest of everything that the seeds give."""
    import bundles

    told = hashlib.sha256()
    for name, packed in bundles.seeds():
        told.update(f"{name}\n{bundles.checked(bundles.unpack(packed))[1]}\n".encode("utf-8", "replace"))
    return told.hexdigest()


def lay_out(corpus: Path) -> None:
    """The seeds as files, and the words of our documents as a dictionary beside them."""
    import bundles
    from asipgrid.model.places import KINDS
    from asipgrid.schema import dialect

    corpus.mkdir(parents=True, exist_ok=True)
    if not any(corpus.iterdir()):
        for name, packed in bundles.seeds():
            if len(packed) <= LARGEST:
                (corpus / name).write_bytes(packed)
    words = {
        *dialect.KEYWORDS,
        *dialect.TYPES,
        "any",
        "all",
        "not",
        ": ",
        "- ",
        "\\x0a  ",
        "\\x0a=== grids/x.yaml\\x0a",
    }
    for kind in KINDS:
        words |= bundles.keys(dialect.shipped(kind))
    corpus.with_suffix(".dict").write_text("".join(f'"{word}"\n' for word in sorted(words)), encoding="utf-8")


def main(arguments: list[str]) -> None:
    """Instrument the rooms under test, and hand over to the fuzzer: it does not come back."""
    import asipgrid.model

    atheris = importlib.import_module("atheris")
    with atheris.instrument_imports(
        include=[
            "asipgrid.documents.reader",
            "asipgrid.check",
            "asipgrid.engine.conditions",
            "asipgrid.schema.dialect",
        ],
        enable_loader_override=False,
    ):
        import asipgrid.check.checker
        import asipgrid.documents.reader  # noqa: F401
    warnings.simplefilter("error")
    corpus = Path(arguments[0])
    lay_out(corpus)
    options = [f"-dict={corpus.with_suffix('.dict')}", f"-max_len={LARGEST}", "-timeout=20", *arguments[1:]]
    atheris.Setup([sys.argv[0], *options, str(corpus)], one_input, custom_mutator=by_words)
    atheris.Fuzz()


if __name__ == "__main__":
    if sys.argv[1:] == ["--digest"]:
        sys.stdout.write(f"{digest()}\n")
    elif len(sys.argv) > 1:
        main(sys.argv[1:])
    else:
        sys.exit(__doc__)
