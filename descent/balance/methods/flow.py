"""Gradient flow, the limit of small steps, by an adaptive solver of order eight."""

import numpy as np

from descent.balance.kinked_flow import flow
from descent.balance.nets import Points
from descent.balance.trained import ARRIVED, NOT_CONVERGED, Trained

PARAMETERS = ("tolerance",)


def run(net, loss, theta, data, times, generators, *, tolerance):
    """Train every run from theta (runs, P). Returns `trained.Trained`."""
    found = [flow(net, loss, start, Points(*(values[[n]] for values in data)), times, tolerance) for n, start in enumerate(theta)]
    steps, kinks, resting, arrived = (np.array(values) for values in zip(*(run[1:] for run in found), strict=True))
    thetas = np.stack([run.theta for run in found])
    moved = np.where(np.isnan(thetas[:, :, :1]), np.nan, np.zeros(len(net.layers)))
    return Trained(thetas, moved, steps, kinks, resting, np.full(len(theta), -1), np.where(arrived, ARRIVED, NOT_CONVERGED))
