"""Train: L-BFGS from beside the spurious minimum of Safran and Shamir, of the net alone or with an exponential neuron."""

import numpy as np

from descent.oneneuron.safran_shamir import P, describe, known, minimise, start
from scripts import training


def train(seeds, *, augmentation, lam, radius, neuron_size, max_iterations):
    """Start every run at a distance `radius` of the minimum. seeds: (runs, 3). Returns the ends, F, its gradient, and the net's loss."""
    columns = {name: np.empty(len(seeds)) for name in ("F", "gradient", "base_loss", "a", "b", "w_norm")}
    xi = np.zeros((len(seeds), P))
    for run, words in enumerate(seeds.tolist()):
        at = start(np.random.default_rng(words), radius, neuron_size, augmentation != "none")
        xi[run, : at.size], columns["F"][run], columns["gradient"][run] = minimise(at, lam, max_iterations)
        for name, value in describe(xi[run]).items():
            columns[name][run] = value
    return {"xi": xi} | columns | {name: np.full(len(seeds), value) for name, value in known().items()}


if __name__ == "__main__":
    training.main(train)
