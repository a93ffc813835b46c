"""Metrics of minimised nets: what every end is, and the numbers that say so."""

import numpy as np

from descent import ends
from descent.oneneuron.classes import CLASSES, classify
from scripts import measuring


def measure(runs, parameters):
    """runs: arrays of a shard; parameters: of its cell. Returns one array (runs,) a column."""
    least, attained, vanishes = runs["least"], runs["attained"] > 0, runs["vanishes"] > 0
    numbers = {name: values for name, values in runs.items() if name not in ("run", "xi", "status", "least", "attained", "vanishes")}
    words = {"class": np.array(CLASSES)[classify(runs, least, attained, vanishes)], "status": ends.words(runs["status"])}
    return words | {"excess": runs["F"] - least} | numbers


if __name__ == "__main__":
    measuring.main(measure)
