"""Metrics of known bad minima: whether nearby starts return, and what is known of the minimum."""

import numpy as np

from descent.oneneuron.classes import CLASSES, classify
from descent.oneneuron.minima import off, returned
from descent.oneneuron.records.described import DescribedRuns
from descent.oneneuron.records.known_minima import KnownMinimaRuns
from descent.records import names

KNOWN = ("known_value", "known_loss", "known_gradient", "known_curvature")
"""The quantities that are known of the minimum."""


def measure(runs, parameters) -> KnownMinimaRuns:
    """The metrics of a shard. runs: its arrays; parameters: those of its cell."""
    return KnownMinimaRuns(
        class_=np.array(CLASSES)[classify(runs, 0.0, vanishing=runs["vanishes"] > 0)],
        status=runs["status"],
        returned=returned(runs["F"], runs["known_value"]),
        value_off=off(runs["known_loss"], runs["known_value"]),
        **{name: runs[name] for name in (*KNOWN, *names(DescribedRuns))},
    )
