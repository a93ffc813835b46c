"""Columns on the ends of runs: the kind of minimum, and what an added neuron does there."""

import numpy as np

from descent.own.kinds import NOT_EXAMINED

MINIMA = ("minimum_loss", "minimum_gradient", "minimum_curvature", "minimum_errors")
NEURONS = ("neuron_certificate", "neuron_gain", "neuron_output", "neuron_base_loss")


def of_minima(runs: dict[str, np.ndarray]) -> dict[str, np.ndarray]:
    """Columns of the metrics record, from the columns of run files; NaN where ends were not examined. Returns arrays (runs,)."""
    none = np.full(len(runs["status"]), np.nan)
    found = {name: runs.get(name, none) for name in (*MINIMA, *NEURONS)}
    return found | {name: in_words(runs, name) for name in ("minimum", "neuron")}


def in_words(runs: dict[str, np.ndarray], name: str) -> np.ndarray:
    """A column of words; an empty or missing word becomes `NOT_EXAMINED`. Returns (runs,)."""
    found = runs.get(name, np.full(len(runs["status"]), ""))
    return np.where(found == "", NOT_EXAMINED, found)
