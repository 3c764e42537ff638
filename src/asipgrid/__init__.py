"""asipgrid: funding requests in YAML against analysis grids in YAML, exact, explained, replayable."""

__version__ = "0.1.0"
