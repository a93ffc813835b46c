"""Metrics of known bad minima: whether nearby starts return, and what the minimum is."""

import numpy as np

from descent.oneneuron.augmentations import AUGMENTATIONS
from descent.oneneuron.classes import CLASSES, classify
from descent.oneneuron.found import STATUS
from descent.oneneuron.minima import off, returned
from descent.oneneuron.records.known_minima import KnownMinimaRuns
from scripts import measuring


def measure(runs, parameters) -> KnownMinimaRuns:
    """runs: arrays of a shard; parameters: of its cell."""
    chosen = AUGMENTATIONS[parameters["augmentation"]]
    return KnownMinimaRuns(
        class_=np.array(CLASSES)[classify(runs, 0.0, True, chosen.vanishing)],
        status=np.array(STATUS)[runs["status"]],
        returned=returned(runs["F"], runs["known_value"]),
        value_off=off(runs["known_loss"], runs["known_value"]),
        **{name: values for name, values in runs.items() if name not in ("run", "xi", "status")},
    )


if __name__ == "__main__":
    measuring.main(measure)
