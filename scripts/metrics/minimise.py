"""Metrics of minimised nets: the class of every end, and the numbers that decide it."""

import numpy as np

from descent.oneneuron.classes import CLASSES, classify
from descent.oneneuron.records.described import DescribedRuns
from descent.oneneuron.records.minimise import MinimiseRuns
from descent.records import names


def measure(runs, parameters) -> MinimiseRuns:
    """The metrics of a shard. runs: its arrays; parameters: those of its cell."""
    classes = classify(runs, runs["least"], runs["attained"] > 0, runs["vanishes"] > 0)
    return MinimiseRuns(
        class_=np.array(CLASSES)[classes],
        status=runs["status"],
        excess=runs["F"] - runs["least"],
        stationarity_rest=runs["stationarity_rest"],
        **{name: runs[name] for name in names(DescribedRuns)},
    )
