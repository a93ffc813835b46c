"""Metrics of known bad minima: whether nearby starts return, and what the minimum is."""

import numpy as np

from descent.oneneuron.classes import CLASSES, classify
from descent.oneneuron.minima import off, returned
from descent.oneneuron.records.described import DescribedRuns
from descent.oneneuron.records.known_minima import KnownMinimaRuns
from descent.records import names

KNOWN = ("known_value", "known_loss", "known_gradient", "known_curvature")
"""What is known of the minimum."""


def measure(runs, parameters) -> KnownMinimaRuns:
    """runs: arrays of a shard; parameters: of its cell."""
    return KnownMinimaRuns(
        class_=np.array(CLASSES)[classify(runs, 0.0, vanishing=runs["vanishes"] > 0)],
        status=runs["status"],
        returned=returned(runs["F"], runs["known_value"]),
        value_off=off(runs["known_loss"], runs["known_value"]),
        **{name: runs[name] for name in (*KNOWN, *names(DescribedRuns))},
    )
