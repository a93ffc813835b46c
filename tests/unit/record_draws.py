"""Records with random numbers in every field, made without any run."""

import numpy as np
import pandas as pd

from descent.records import layout, names

COLUMNS = 120
"""The number of columns of a series."""


def drawn(record, runs: int, seed: int = 0, **given):
    """A record of a number of runs. given: fields that are not random."""
    random, fields = np.random.default_rng(seed), {}
    for column in layout(record):
        shape = runs if column.first is None else (runs, COLUMNS)
        fields[column.field] = random.choice(column.words, runs) if column.words else random.uniform(0.1, 1.0, shape)
    return record(**{"run": np.arange(runs)} | fields | given)


def table(record, cells: list[dict], runs: int) -> pd.DataFrame:
    """A table of metrics of such a record with a number of runs in every cell. Grid numbers (`eta_value`) are equal within a cell."""
    parts = []
    for k, cell in enumerate(cells):
        same = {name: np.full(runs, k + 1.0) for name in names(record) if name in ("eta_value", "eps_value")}
        parts.append(pd.DataFrame({"cell": str(k), "run": range(runs)} | cell | drawn(record, runs, k, **same).columns()))
    return pd.concat(parts, ignore_index=True)
