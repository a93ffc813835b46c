"""What a plot or a claim reads of an experiment: its settings, its metrics table, and the arrays of its runs."""

import numpy as np
import pandas as pd

from scripts import columns, layout
from scripts.expression import resolve
from scripts.job import JobError


class Study:
    """One experiment's results. settings: seeds, shard_size, grid, fixed, as in the configuration."""

    def __init__(self, name: str, settings: dict, results: str):
        self.name, self.results = name, results
        self.seeds, self.grid, self.fixed = settings["seeds"], settings["grid"], settings["fixed"]
        self.cells = layout.cells(self.grid)
        self._shards = layout.shards(settings["seeds"], settings["shard_size"])

    @property
    def metrics(self) -> pd.DataFrame:
        """The metrics table, one row a run. Raises JobError where the file does not hold every run."""
        path = layout.metrics_file(self.results, self.name)
        table = pd.read_csv(path)
        if len(table) != len(self.cells) * self.seeds:
            raise JobError(f"{path} is damaged (it does not hold every run): delete it and run snakemake again")
        return table

    def parameters(self, **values) -> dict:
        """The resolved parameters of the first cell with these values."""
        return resolve(self.fixed | self.cells[self._cell(values)])

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
