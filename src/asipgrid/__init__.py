"""asipgrid: funding requests in YAML against analysis grids in YAML, exact, explained, replayable."""

__version__ = "0.1.0"

# What programs may name, with its types: `__init__.pyi`. It is loaded when it is asked for, so that no command pays for it.
__all__ = [
    "CannotError",
    "ComparedCalls",
    "ComparedRequest",
    "DocumentsError",
    "ExplainedRequest",
    "Fact",
    "Finding",
    "Gravity",
    "GridScore",
    "JudgedCriterion",
    "JudgedRequest",
    "OpenCall",
    "Outcome",
    "Place",
    "Said",
    "ScoredCall",
    "State",
    "Status",
    "Text",
    "__version__",
    "open_call",
]


def __getattr__(name: str) -> object:
    if name not in __all__:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from importlib import import_module  # noqa: PLC0415 - only programs ask

    return getattr(import_module("asipgrid.api"), name)


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
