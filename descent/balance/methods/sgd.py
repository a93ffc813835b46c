"""Gradient descent on batches of points, drawn anew in every step with replacement."""

import numpy as np

from descent.balance.methods.gd import Descent
from descent.balance.trained import step_by_step

PARAMETERS = ("eta", "batch")


def run(net, loss, theta, data, times, generators, *, eta, batch):
    """Train every run from theta (runs, P). Returns `trained.Trained`."""
    steps = int(np.rint(times[-1] / eta))
    batches = np.stack([generator.integers(data.x.shape[-1], size=(steps, batch)) for generator in generators])
    return step_by_step(net, loss, theta, data, times, Descent(eta), batches)
