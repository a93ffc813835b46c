"""Metrics of minimised nets: what every end is, and the numbers that say so."""

import numpy as np

from descent.oneneuron.augmentations import AUGMENTATIONS
from descent.oneneuron.classes import CLASSES, classify
from descent.oneneuron.data import LOWEST
from descent.oneneuron.found import STATUS
from scripts import measuring


def measure(runs, parameters):
    """runs: arrays of a shard; parameters: of its cell. Returns one array (runs,) a column."""
    chosen = AUGMENTATIONS[parameters["augmentation"]]
    lowest = chosen.outputs * LOWEST.get(parameters["data"], 0.0)
    classes = classify(runs, lowest, parameters["loss"] != "logistic", chosen.vanishing)
    numbers = {name: values for name, values in runs.items() if name not in ("run", "xi", "status")}
    return {"class": np.array(CLASSES)[classes], "status": np.array(STATUS)[runs["status"]], "excess": runs["F"] - lowest} | numbers


if __name__ == "__main__":
    measuring.main(measure)
