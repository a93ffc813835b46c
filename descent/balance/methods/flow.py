"""Gradient flow, the limit of small steps, by an adaptive solver of order eight."""

import numpy as np

from descent import parameters, progress
from descent.balance.kinked_flow import flow
from descent.balance.nets import Points
from descent.balance.trained import Trained
from descent.ends import End
from descent.parameters import given

LABEL = "gradient flow"


class Parameters(parameters.Parameters):
    """Parameters of the solver."""

    tolerance: float = given(1e-12, "Relative and absolute tolerance of the solver of gradient flow.", ge=1e-13, le=0.1)


def run(net, loss, theta, data, times, tolerance) -> Trained:
    """Train every run from theta (runs, P)."""
    found = [
        flow(net, loss, theta[n], Points(*(values[[n]] for values in data)), times, tolerance)
        for n in progress.through(range(len(theta)), "run")
    ]
    steps, kinks, resting, arrived = (np.array(values) for values in zip(*(run[1:] for run in found), strict=True))
    thetas = np.stack([run.theta for run in found])
    moved = np.where(np.isnan(thetas[:, :, :1]), np.nan, np.zeros(len(net.layers)))
    return Trained(thetas, moved, steps, kinks, resting, np.full(len(theta), -1), np.where(arrived, End.COMPLETED, End.GAVE_UP))
