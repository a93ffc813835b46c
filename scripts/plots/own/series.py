"""The cells of an experiment on a network of one's own, as a figure shows them: a colour for what is trained, dashes for noise."""

from typing import NamedTuple

import numpy as np
import pandas as pd

from scripts import style

CURVES = ("times", "loss", "slope", "drift")
"""Columns of run files: (runs, record)."""
PLATEAUS = ("spent", "left", "predicted", "loss", "curvature", "strict")
"""Those of the plateaus of a run, called plateau_...: (runs, plateaus), with NaN where a run has fewer."""
COLUMNS = (*CURVES, *(f"plateau_{name}" for name in PLATEAUS), "by_direction", "identity", "end_strict", "end_predicted", "end_curvature")
NOISE = ("r", "g_thres", "t_thres", "sigma")
MOST = 6
"""More kinds of cells than this are told apart by their optimisers alone."""


class Series(NamedTuple):
    """One cell."""

    values: dict
    """Of the grid, but for the noise."""
    label: str
    noise: str
    """What there is of it, such as `r = 0.01`."""
    colour: str
    rows: pd.DataFrame
    """Its metrics, one row a run."""
    runs: dict[str, np.ndarray]
    """Its COLUMNS."""
    parameters: dict

    @property
    def dashes(self) -> str:
        """The line that it is drawn with."""
        return "--" if self.noise else "-"

    @property
    def marker(self) -> str:
        """The points that it is drawn with."""
        return "^" if self.noise else "o"


def series(study) -> list[Series]:
    """The cells of a study, in the order of its grid."""
    table, found = study.metrics, []
    for cell, values in study.cells.items():
        parameters = study.parameters(**values)
        others = {name: value for name, value in values.items() if name not in NOISE}
        label = " ".join([parameters["optimiser"], *(f"{name}={value}" for name, value in others.items() if name != "optimiser")])
        noise = ", ".join(f"{name} = {parameters[name]:g}" for name in ("r", "sigma") if parameters[name])
        runs = {name: _column(study, name, values) for name in COLUMNS}
        found.append(Series(others, label, noise, "", table[table["cell"] == cell], runs, parameters))
    if len({one.label for one in found}) > MOST:
        found = [one._replace(label=one.parameters["optimiser"]) for one in found]
    colours = style.colours(dict.fromkeys(one.label for one in found), {})
    return [one._replace(colour=colours[one.label]) for one in found]


def _column(study, name: str, values: dict) -> np.ndarray:
    """A column of a cell's runs; NaN where nothing of the kind was watched."""
    try:
        return study.runs(name, **values)[name]
    except KeyError:
        return np.full((study.seeds, 1), np.nan)


def twins(found: list[Series]) -> list[tuple[Series, Series]]:
    """Cells without noise, each beside one that differs in its noise alone."""
    return [(plain, noisy) for plain in found for noisy in found if plain.values == noisy.values and noisy.noise and not plain.noise]


def spent(one: Series) -> np.ndarray:
    """Iterations that each run spends at plateaus (runs,)."""
    return np.nansum(one.runs["plateau_spent"], axis=1)
