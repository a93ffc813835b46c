"""Train: minimise a net's loss, alone or augmented, from many starts by any method of descent/oneneuron/methods, and describe the ends."""

import numpy as np

from descent.oneneuron.augmentations import AUGMENTATIONS, augment
from descent.oneneuron.data import labels, lowest, two_classes
from descent.oneneuron.ends import describe, stationarity_rest
from descent.oneneuron.problem import problem
from descent.oneneuron.starts import random_starts
from scripts import choices, training

CHOICES = {"method": ("descent.oneneuron.methods",)}
START, PROBE = range(2)
"""What a run's generators are for."""


def train(
    seeds, *, method, data, width, depth, activation, loss, p, augmentation, lam, mu, m, start_size, neuron_size, eta, max_iterations
):
    """Minimise F from one random start a run. seeds: (runs, 3). Returns the ends, and what `describe` says of them."""
    x, y = two_classes(data)
    outputs = AUGMENTATIONS[augmentation].outputs
    of = augment(augmentation, problem(x, labels(y, outputs), [width] * depth, activation, loss, p), lam, mu, m)
    starts, probes = ([np.random.default_rng([*words, use]) for words in seeds.tolist()] for use in (START, PROBE))
    offered = {"eta": eta, "max_iterations": max_iterations}
    chosen = choices.load(CHOICES, "method", method)
    xi = random_starts(of, start_size, neuron_size, starts)
    found = chosen.run(of, xi, **{name: offered[name] for name in chosen.PARAMETERS})
    return {"xi": found.xi, "stationarity_rest": stationarity_rest(of, xi)} | describe(of, found, lowest(data, outputs), probes)


if __name__ == "__main__":
    training.main(train)
