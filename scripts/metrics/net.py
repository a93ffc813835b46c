"""Metrics of small nets: how each run ended, and how far what gradient flow conserves has moved."""

import numpy as np

from descent.balance.invariants import balances_matrices, differences, layer_drift, matrix_drift, spread, squares, unexplained, unit_drift
from descent.balance.nets import Parameters, uniform
from descent.ends import words
from scripts import measuring


def measure(runs, parameters):
    """runs: arrays of a shard; parameters: of its cell. Returns one array (runs,) a column."""
    shape, theta = uniform(**{name: parameters[name] for name in Parameters.model_fields}), runs["theta"]
    norms = squares(shape, theta)
    apart, ratio = differences(norms), spread(norms)
    drifts = {
        "layer_drift": layer_drift(shape, theta),
        "unit_drift": unit_drift(shape, theta),
        "unit_drift_without_biases": unit_drift(shape, theta, biases=False),
        "matrix_drift": matrix_drift(shape, theta) if balances_matrices(shape) else np.full(theta.shape[:2], np.nan),
    }
    return (
        {name: np.array(runs[name]) for name in ("steps", "kinks", "resting", "diverged_at")}
        | {"status": words(runs["status"])}
        | {name: values.max(axis=1) for name, values in drifts.items()}
        | {"unexplained": unexplained(norms, runs["moved"])}
        | {"spread_start": ratio[:, 0], "spread_end": ratio[:, -1], "norm_end": norms[:, -1].mean(axis=1)}
        | {f"difference_{k}": apart[:, k, 0] for k in range(apart.shape[1])}
    )


if __name__ == "__main__":
    measuring.main(measure)
