"""Metrics of known bad minima: whether nearby starts return, and what the minimum is."""

import numpy as np

from descent import ends
from descent.oneneuron.classes import CLASSES, classify
from descent.oneneuron.minima import off, returned
from scripts import measuring


def measure(runs, parameters):
    """runs: arrays of a shard; parameters: of its cell. Returns one array (runs,) a column."""
    numbers = {name: values for name, values in runs.items() if name not in ("run", "xi", "status", "vanishes")}
    return {
        "class": np.array(CLASSES)[classify(runs, 0.0, vanishing=runs["vanishes"] > 0)],
        "status": ends.words(runs["status"]),
        "returned": returned(runs["F"], runs["known_value"]),
        "value_off": off(runs["known_loss"], runs["known_value"]),
    } | numbers


if __name__ == "__main__":
    measuring.main(measure)
