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


class _Fixed(dict):
    """Values by parameter, of a study; one that no cell takes is missed in one line."""

    def __init__(self, study: str, values: dict):
        super().__init__(values)
        self.study = study

    def __missing__(self, name):
        raise JobError(f"no cell of {self.study} takes {name}, which the figure shows: it needs one in the grid that does")


class Study:
    """One experiment's results: what it is, as results/metrics/<name>.json says, its metrics and its runs.

    Raises JobError where that file is damaged.
    """

    def __init__(self, name: str, results: str):
        self.name, self.results = name, results
        path = layout.study_file(results, name)
        try:
            known = json.loads(Path(path).read_text())
            self.seeds, self.grid, self._shards, self._parameters = (known[part] for part in ("seeds", "grid", "shards", "cells"))
            self.fixed = _Fixed(name, known["fixed"])
        except (OSError, ValueError, KeyError):
            raise JobError(f"{path} is missing or damaged: delete it and run snakemake again") from None
        self.cells = layout.cells(self.grid)

    @property
    def metrics(self) -> pd.DataFrame:
        """The metrics table, one row a run. Raises JobError where the file does not hold every run."""
        path = layout.metrics_file(self.results, self.name)
        table = pd.read_csv(path)
        if len(table) != len(self.cells) * self.seeds:
            raise JobError(f"{path} is damaged (it does not hold every run): delete it and run snakemake again")
        return table

    def parameters(self, **values) -> dict:
        """The parameters of the first cell with these values: those that it takes."""
        return self._parameters[self._cell(values)]

    def runs(self, *names: str, **values) -> dict[str, np.ndarray]:
        """Arrays (runs, ...) of the first cell with these values, all shards together. names: the columns wanted."""
        cell = self._cell(values)
        parts = [columns.read(layout.run_file(self.results, self.name, cell, shard), list(names)) for shard in self._shards]
        return {name: np.concatenate([part[name] for part in parts]) for name in names}

    def _cell(self, values: dict) -> str:
        for cell, grid in self.cells.items():
            if all(grid[name] == value for name, value in values.items()):
                return cell
        raise JobError(f"{self.name} has no cell with {layout.describe(values)}: the figure needs it in the grid")


def measured(measure, rows, parameters=None) -> Measured:
    """What a claim's measure makes of some rows of metrics; no number where the cells that it compares are not all there."""
    record = inspect.signature(measure).parameters["runs"].annotation
    try:
        return measure(record.of(rows), parameters or {})
    except Incomparable:
        return Measured(np.nan, np.nan, np.nan, 0)
