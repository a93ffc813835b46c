"""Metrics of small nets: how each run ended, and the drift of what gradient flow conserves."""

import numpy as np

from descent.balance.invariants import balances_matrices, differences, layer_drift, matrix_drift, spread, squares, unexplained, unit_drift
from descent.balance.nets import Parameters, uniform
from descent.balance.records.net import NetRuns


def measure(runs, parameters) -> NetRuns:
    """The metrics of a shard. runs: its arrays; parameters: those of its cell."""
    shape, theta = uniform(**{name: parameters[name] for name in Parameters.model_fields}), runs["theta"]
    norms = squares(shape, theta)
    ratio = spread(norms)
    matrices = matrix_drift(shape, theta) if balances_matrices(shape) else np.full(theta.shape[:2], np.nan)
    return NetRuns(
        steps=runs["steps"],
        kinks=runs["kinks"],
        resting=runs["resting"],
        diverged_at=runs["diverged_at"],
        status=runs["status"],
        layer_drift=layer_drift(shape, theta).max(axis=1),
        unit_drift=unit_drift(shape, theta).max(axis=1),
        unit_drift_without_biases=unit_drift(shape, theta, biases=False).max(axis=1),
        matrix_drift=matrices.max(axis=1),
        unexplained=unexplained(norms, runs["moved"]),
        spread_start=ratio[:, 0],
        spread_end=ratio[:, -1],
        norm_end=norms[:, -1].mean(axis=1),
        difference=differences(norms)[:, :, 0],
    )
