"""Metrics of minimised nets: what every end is, and the numbers that say so."""

import numpy as np

from descent.oneneuron.augmentations import AUGMENTATIONS
from descent.oneneuron.classes import CLASSES, classify
from descent.oneneuron.data import lowest
from descent.oneneuron.found import STATUS
from descent.oneneuron.losses import ATTAINED
from descent.oneneuron.records.minimise import MinimiseRuns
from scripts import measuring


def measure(runs, parameters) -> MinimiseRuns:
    """runs: arrays of a shard; parameters: of its cell."""
    chosen = AUGMENTATIONS[parameters["augmentation"]]
    least = lowest(parameters["data"], chosen.outputs)
    classes = classify(runs, least, parameters["loss"] in ATTAINED, chosen.vanishing)
    return MinimiseRuns(
        class_=np.array(CLASSES)[classes],
        status=np.array(STATUS)[runs["status"]],
        excess=runs["F"] - least,
        **{name: values for name, values in runs.items() if name not in ("run", "xi", "status")},
    )


if __name__ == "__main__":
    measuring.main(measure)
