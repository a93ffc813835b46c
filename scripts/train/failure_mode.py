"""Train: the path of an augmented net from beside a known bad minimum: literal descent, gradient flow, or the late flow after it."""

import numpy as np

from descent.oneneuron import paths
from descent.oneneuron.activations import ACTIVATIONS
from descent.oneneuron.augmentations import augment
from descent.oneneuron.landscapes import landscape
from descent.oneneuron.starts import near
from scripts import training


def train(
    seeds,
    *,
    path,
    landscape_name,
    activation,
    p,
    augmentation,
    lam,
    mu,
    m,
    radius,
    neuron_size,
    eta,
    log10_gd_time,
    log10_flow_time,
    log10_late_time,
    handover,
    points,
    tolerance,
):
    """Follow every run from a start at a distance `radius` of the minimum. seeds: (runs, 3). Returns what `paths.Path` holds."""
    known = landscape(landscape_name, p)
    of = augment(augmentation, known.problem._replace(activation=ACTIVATIONS.index(activation)), lam, mu, m)
    xi = near(of, known.theta, radius, neuron_size, [np.random.default_rng(words) for words in seeds.tolist()])
    if path == "gd":
        found = paths.literal(of, xi, np.linspace(np.log10(eta), log10_gd_time, points), eta)
    elif path == "flow":
        found = paths.gradient_flow(of, xi, np.linspace(paths.EARLIEST, log10_flow_time, points), tolerance)
    else:
        found = paths.late(of, xi, paths.late_times(handover, log10_late_time, points), tolerance, handover)
    return {name: np.array([getattr(run, name) for run in found]) for name in paths.Path._fields}


if __name__ == "__main__":
    training.main(train)
