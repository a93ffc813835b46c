"""What a plot or a claim reads of an experiment: its settings, its metrics table, and the arrays of its runs."""

import inspect
import json
from pathlib import Path

import numpy as np
import pandas as pd

from descent.records import Incomparable
from descent.statistics import Measured
from scripts import columns, layout
from scripts.job import JobError


class _Absent(float):
    """The value of a parameter that no cell takes: a dash in words, no number in arithmetic."""

    def __format__(self, how):
        return "-"

    def __str__(self):
        return "-"


class _Fixed(dict):
    """Values by parameter, of a study."""

    def __missing__(self, name):
        return _Absent("nan")


class _Grid(dict):
    """Lists of values by parameter, of a study; one that is fixed has a single value."""

    def __init__(self, grid: dict, fixed: dict):
        super().__init__(grid)
        self.fixed = fixed

    def __missing__(self, name):
        return [self.fixed[name]]


class Study:
    """One experiment's results: what it is, as results/metrics/<name>.json says, its metrics and its runs.

    Raises JobError where that file is damaged.
    """

    def __init__(self, name: str, results: str):
        self.name, self.results = name, results
        path = layout.study_file(results, name)
        try:
            known = json.loads(Path(path).read_text())
            self.seeds, self._shards, self._parameters = (known[part] for part in ("seeds", "shards", "cells"))
            self.fixed = _Fixed(known["fixed"])
            self.grid = _Grid(known["grid"], self.fixed)
        except (OSError, ValueError, KeyError):
            raise JobError(f"{path} is missing or damaged: delete it and run snakemake again") from None
        self.cells = layout.cells(self.grid)

    @property
    def metrics(self) -> pd.DataFrame:
        """The metrics table, one row a run, with what is fixed. Raises JobError where the file does not hold every run."""
        path = layout.metrics_file(self.results, self.name)
        table = pd.read_csv(path)
        if len(table) != len(self.cells) * self.seeds:
            raise JobError(f"{path} is damaged (it does not hold every run): delete it and run snakemake again")
        fixed = {name: value for name, value in self.fixed.items() if name not in table}
        return pd.concat([table, pd.DataFrame(fixed, index=table.index)], axis=1)

    def parameters(self, **values) -> dict:
        """The parameters of the first cell with these values: those that it takes."""
        return self._parameters[self._cell(values)]

    def runs(self, *names: str, **values) -> dict[str, np.ndarray]:
        """Arrays (runs, ...) of the first cell with these values, all shards together. names: the columns wanted."""
        cell = self._cell(values)
        parts = [columns.read(layout.run_file(self.results, self.name, cell, shard), list(names)) for shard in self._shards]
        return {name: np.concatenate([part[name] for part in parts]) for name in names}

    def has(self, **values) -> bool:
        """Whether there is a cell with these values."""
        return self._found(values) is not None

    def _found(self, values: dict) -> str | None:
        for cell, grid in self.cells.items():
            if all(grid.get(name, self.fixed[name]) == value for name, value in values.items()):
                return cell
        return None

    def _cell(self, values: dict) -> str:
        if cell := self._found(values):
            return cell
        raise JobError(f"{self.name} has no cell with {layout.describe(values)}: the figure needs it in the grid")


def measured(measure, rows, parameters=None) -> Measured:
    """What a claim's measure makes of some rows of metrics; no number where the cells that it compares are not all there."""
    record = inspect.signature(measure).parameters["runs"].annotation
    try:
        return measure(record.of(rows), parameters or {})
    except Incomparable:
        return Measured(np.nan, np.nan, np.nan, 0, 0)
