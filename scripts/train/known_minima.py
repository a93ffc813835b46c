"""Train: L-BFGS from beside a known bad minimum, of the net alone or augmented."""

import numpy as np

from descent.oneneuron.augmentations import augment
from descent.oneneuron.ends import describe
from descent.oneneuron.landscapes import landscape
from descent.oneneuron.methods import lbfgs
from descent.oneneuron.minima import known
from descent.oneneuron.starts import near
from scripts import training

START, PROBE = range(2)
"""What a run's generators are for."""


def train(seeds, *, landscape_name, p, augmentation, lam, mu, m, radius, neuron_size, max_iterations):
    """Start every run at a distance `radius` of the minimum. seeds: (runs, 3). Returns the ends, what `describe` says of them, and the
    minimum's own loss, gradient and curvature.
    """
    minimum = landscape(landscape_name, p)
    of = augment(augmentation, minimum.problem, lam, mu, m)
    starts, probes = ([np.random.default_rng([*words, use]) for words in seeds.tolist()] for use in (START, PROBE))
    found = lbfgs.run(of, near(of, minimum.theta, radius, neuron_size, starts), max_iterations=max_iterations)
    columns = {name: np.full(len(seeds), number) for name, number in known(minimum).items()}
    return {"xi": found.xi} | columns | describe(of, found, minimum.lowest, probes)


if __name__ == "__main__":
    training.main(train)
