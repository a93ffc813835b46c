"""The cells of an experiment on a network of one's own, as a figure shows them: a colour for what is trained, dashes for noise."""

from typing import NamedTuple

import numpy as np
import pandas as pd

from scripts import style

CURVES = ("times", "loss", "slope", "drift")
PLATEAUS = ("plateau_spent", "plateau_left", "plateau_loss", "plateau_curvature")
"""Columns of run files: (runs, record), and (runs, plateaus) with NaN where a run has fewer."""
MOST = 6
"""More kinds of cells than this are told apart by their optimisers alone."""


class Series(NamedTuple):
    """One cell."""

    label: str
    """What is trained, and how, but for the noise."""
    noise: float
    """Radius of the noise; 0 for none."""
    colour: str
    rows: pd.DataFrame
    """Its metrics, one row a run."""
    runs: dict[str, np.ndarray]
    """Its columns CURVES and PLATEAUS."""
    parameters: dict

    @property
    def dashes(self) -> str:
        """The line that it is drawn with."""
        return "--" if self.noise else "-"


def optimiser(given) -> str:
    """An optimiser as the configuration has it, in words: `SGD lr=0.1`."""
    if isinstance(given, str):
        return given
    ((name, arguments),) = given.items()
    return " ".join([name, *(f"{key}={value}" for key, value in (arguments or {}).items())])


def series(study) -> list[Series]:
    """The cells of a study, in the order of its grid."""
    table = study.metrics
    names = {cell: _name(study, values) for cell, values in study.cells.items()}
    if len(set(names.values())) > MOST:
        names = {cell: optimiser(study.parameters(**values)["optimiser"]) for cell, values in study.cells.items()}
    colours = style.colours(dict.fromkeys(names.values()), {})
    return [
        Series(
            names[cell],
            float(study.parameters(**values).get("r") or 0.0),
            colours[names[cell]],
            table[table["cell"] == cell],
            study.runs(*CURVES, *PLATEAUS, **values),
            study.parameters(**values),
        )
        for cell, values in study.cells.items()
    ]


def _name(study, values: dict) -> str:
    """What tells a cell from the others, but for its noise."""
    others = [f"{name}={value}" for name, value in values.items() if name not in ("optimiser", "r", "g_thres", "t_thres")]
    return " ".join([optimiser(study.parameters(**values)["optimiser"]), *others])


def twins(found: list[Series]) -> list[tuple[Series, Series]]:
    """Cells without noise, each beside one that differs in its noise alone."""
    return [(plain, noisy) for plain in found for noisy in found if plain.label == noisy.label and not plain.noise and noisy.noise]


def spent(one: Series) -> np.ndarray:
    """Iterations that each run spends at plateaus (runs,)."""
    return np.nansum(one.runs["plateau_spent"], axis=1)
