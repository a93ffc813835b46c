"""Train: figure 2's net of three layers by literal gradient descent, run by run, on the processor or a GPU."""

import numpy as np

from descent.balance import three_layer
from descent.balance.data import SETS
from descent.balance.nets import Points, net
from descent.balance.starts import gaussian_layers, variances
from descent.devices import DEVICES, find, place
from scripts import training

DATA, START = range(2)
"""What a run's generators are for."""


def train(seeds, *, data, start, d, width, outputs, N, size, eta, steps, every, precision, device):
    """Train every run. seeds: (runs, 3). Returns norms and losses every so many iterations."""
    device, runs = find(device), []
    shape = net([d, width, width, outputs], "relu")
    for words in seeds.tolist():
        points = SETS[data](np.random.default_rng([*words, DATA]), shape, N, size)
        theta = gaussian_layers(np.random.default_rng([*words, START]), shape, variances(start, shape))
        theta, points = place(theta, device, precision), Points(*(place(values, device, precision) for values in points))
        runs.append(three_layer.train(shape, theta, points, eta, range(0, steps + 1, every)))
    squares, moved, loss, diverged_at = (np.concatenate(values) for values in zip(*runs, strict=True))
    return {
        "squares": squares,
        "moved": moved,
        "loss": loss[:, ::every],
        "diverged_at": diverged_at,
        "device": np.full(len(seeds), DEVICES.index(device)),
        "by_points": np.full(len(seeds), int(three_layer.fewer_points(shape, points))),
    }


if __name__ == "__main__":
    training.main(train)
