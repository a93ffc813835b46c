"""Records that no run has made: numbers at random, in every field."""

from typing import Annotated, get_origin, get_type_hints

import numpy as np
import pandas as pd

from descent import ends
from descent.oneneuron.classes import CLASSES
from descent.records import Words, names

COLUMNS = 120
"""Of a series."""
TEXTS = {"class_": CLASSES, "ended": ("completed", "taken over", "above zero")}
"""What texts may be; of other fields those of `descent.ends`."""


def drawn(record, runs: int, seed: int = 0, **given):
    """A record of some runs. given: fields that are not at random."""
    random, kinds, fields = np.random.default_rng(seed), get_type_hints(record, include_extras=True), {}
    for name in names(record):
        if kinds[name] == Words:
            fields[name] = random.choice(TEXTS.get(name, ends.WORDS), runs)
        else:
            fields[name] = random.uniform(0.1, 1.0, (runs, COLUMNS) if get_origin(kinds[name]) is Annotated else runs)
    return record(**{"run": np.arange(runs)} | fields | given)


def table(record, cells: list[dict], runs: int) -> pd.DataFrame:
    """A table of metrics of such a record: some runs in every cell, in which numbers of the grid (`eta_value`) are the same."""
    parts = []
    for k, cell in enumerate(cells):
        same = {name: np.full(runs, k + 1.0) for name in names(record) if name in ("eta_value", "eps_value")}
        parts.append(pd.DataFrame({"cell": str(k), "run": range(runs)} | cell | drawn(record, runs, k, **same).columns()))
    return pd.concat(parts, ignore_index=True)
