"""The cells of an experiment on a network of your own, as a figure shows them: a colour for what is trained, dashes for noise."""

from typing import NamedTuple

import numpy as np
import pandas as pd

from scripts import style
from scripts.plots.own.words import of_optimisers

CURVES = ("times", "loss", "slope")
LAWS = ("drift", "by_direction", "identity")
PLATEAUS = tuple(f"plateau_{name}" for name in ("spent", "left", "predicted", "loss", "curvature", "strict"))
"""(runs, plateaus), with NaN where a run has fewer."""
ENDS = ("end_strict", "end_predicted", "end_curvature")
MINIMA = ("minimum", "neuron", "minimum_loss", "minimum_errors", "neuron_certificate")
MARGINS = (
    *("margins", "degree", "margins_change"),
    *(f"margins_{name}" for name in ("log10", "normalised", "smoothed", "alignment", "residual")),
)
GROUPS = (CURVES, LAWS, PLATEAUS, ENDS, MINIMA, MARGINS)
"""Columns of run files that are there together, or not at all."""
WORDS = ("minimum", "neuron", "margins")
"""Those that hold words; "" where nothing was asked."""
NOT_NEEDED = ("", "not needed")
"""Words for a neuron where g is 0."""
NOISE = ("r", "g_thres", "t_thres", "sigma")
MOST = 6
"""Kinds of cells that are told apart, at most, by what the grid varies: its last names are left out of their labels first."""


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
    """The columns of GROUPS."""
    parameters: dict
    width: float = 1.4
    """Of its lines, in points."""

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
    shown = named(study.grid)
    several = len(study.grid.get("optimiser", [])) > 1 or not shown
    for cell, values in study.cells.items():
        parameters = study.parameters(**values)
        others = {name: value for name, value in values.items() if name not in NOISE}
        label = ", ".join([parameters["optimiser"]] * several + [setting(name, others[name]) for name in shown])
        noise = ", ".join(f"{name} = {parameters[name]:g}" for name in ("r", "sigma") if parameters[name])
        found.append(Series(others, label, noise, "", table[table["cell"] == cell], _columns(study, values), parameters))
    labels = list(dict.fromkeys(one.label for one in found))
    colours = style.colours(labels, of_optimisers(labels))
    widths = dict(zip(colours, np.linspace(1.8, 1.0, len(colours)) if len(colours) > 1 else [1.4], strict=True))
    return [one._replace(colour=colours[one.label], width=widths[one.label]) for one in found]


def setting(name: str, value) -> str:
    """A value of the grid for a label: words stand for themselves."""
    return value if isinstance(value, str) else f"{name} = {value}"


def named(grid: dict) -> list[str]:
    """Names of the grid that labels say beside the optimiser: the first of those with several values that make no more than MOST kinds."""
    shown, kinds = [], len(grid.get("optimiser", [""]))
    for name, values in grid.items():
        if name == "optimiser" or name in NOISE or len(values) == 1:
            continue
        kinds *= len(values)
        if kinds > MOST:
            break
        shown.append(name)
    return shown


def together(study) -> str:
    """What cells of one colour differ in; "" where they do not."""
    hidden = {name: values for name, values in study.grid.items() if name not in NOISE and name != "optimiser" and len(values) > 1}
    return "; ".join(f"{name} = {', '.join(map(str, hidden[name]))}" for name in hidden if name not in named(study.grid))


def _columns(study, values: dict) -> dict[str, np.ndarray]:
    """The columns of a cell's runs; NaN, or no word, where nothing of the kind was asked."""
    found: dict[str, np.ndarray] = {}
    for names in GROUPS:
        try:
            found |= study.runs(*names, **values)
        except KeyError:
            found |= {name: np.full(study.seeds, "") if name in WORDS else np.full((study.seeds, 1), np.nan) for name in names}
    needed = ~np.isin(found["neuron"], NOT_NEEDED)
    return found | {"neuron_certificate": np.where(needed, found["neuron_certificate"].ravel(), np.nan)}  # else it is rounding


def calm(found: list[Series]) -> list[Series]:
    """The cells without noise; all cells if every one has noise."""
    return [one for one in found if not one.noise] or found


def twins(found: list[Series]) -> list[tuple[Series, Series]]:
    """Cells without noise, each beside one that differs in its noise alone."""
    return [(plain, noisy) for plain in found for noisy in found if plain.values == noisy.values and noisy.noise and not plain.noise]


def alike(found, key=lambda one: one.label) -> dict[str, list]:
    """Cells with the same label, together."""
    groups: dict[str, list] = {}
    for one in found:
        groups.setdefault(key(one), []).append(one)
    return groups


def joined(cells: list[Series], name: str) -> np.ndarray:
    """A column of all runs of some cells; of a column with several numbers a run, the last that is there. (runs,)"""
    return np.concatenate([_last(one.runs[name]) for one in cells])


def _last(values: np.ndarray) -> np.ndarray:
    """The last number of each run that is none of NaN; NaN where there is none. values: (runs,) or (runs, points)."""
    if values.ndim == 1:
        return values
    last = values.shape[1] - 1 - np.argmax(~np.isnan(values)[:, ::-1], axis=1)
    return values[np.arange(len(values)), last]


def spent(one: Series) -> np.ndarray:
    """Iterations that each run spends at plateaus (runs,)."""
    return np.nansum(one.runs["plateau_spent"], axis=1)
