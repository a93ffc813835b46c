"""Metrics of small nets: how each run ended, and how far what gradient flow conserves has moved."""

import numpy as np

from descent.balance.invariants import layer_drift, matrix_drift, squares, unexplained, unit_drift
from descent.balance.nets import net
from descent.balance.trained import STATUS
from scripts import measuring


def shape_of(parameters: dict):
    """The net of a cell."""
    widths = [parameters["inputs"], *[parameters["width"]] * (parameters["depth"] - 1), parameters["outputs"]]
    return net(widths, *(parameters[name] for name in ("activation", "connections", "biases", "places")))


def measure(runs, parameters):
    """runs: arrays of a shard; parameters: of its cell. Returns one array (runs,) a column."""
    shape, theta = shape_of(parameters), runs["theta"]
    norms = squares(shape, theta)
    linear = parameters["activation"] == "linear" and parameters["connections"] == "full"
    drifts = {
        "layer_drift": layer_drift(shape, theta),
        "unit_drift": unit_drift(shape, theta),
        "unit_drift_without_biases": unit_drift(shape, theta, biases=False),
        "matrix_drift": matrix_drift(shape, theta) if linear else np.full(theta.shape[:2], np.nan),
    }
    spread = norms.max(axis=2) / norms.min(axis=2)
    return (
        {name: np.array(runs[name]) for name in ("steps", "kinks", "resting", "diverged_at")}
        | {"status": np.array(STATUS)[runs["status"]]}
        | {name: values.max(axis=1) for name, values in drifts.items()}
        | {"unexplained": unexplained(norms, runs["moved"])}
        | {"spread_start": spread[:, 0], "spread_end": spread[:, -1], "norm_end": norms[:, -1].mean(axis=1)}
        | {f"difference_{k}": norms[:, k, 0] - norms[:, k, 1] for k in range(norms.shape[1])}
    )


if __name__ == "__main__":
    measuring.main(measure)
