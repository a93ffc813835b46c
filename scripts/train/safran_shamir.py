"""Train: L-BFGS from beside the spurious minimum of Safran and Shamir, of the net alone or with an exponential neuron."""

import numpy as np

from descent.oneneuron.safran_shamir import SPURIOUS, K, base_loss, minimise
from scripts import training


def train(seeds, *, augmentation, lam, radius, neuron_size, max_iterations):
    """Start every run at a distance `radius` of the minimum. seeds: (runs, 3). Returns the ends, F, its gradient, and the net's loss."""
    value, own = base_loss(SPURIOUS)
    columns = {name: np.empty(len(seeds)) for name in ("F", "gradient", "base_loss", "a", "b", "w_norm")}
    xi = np.zeros((len(seeds), K * K + 2 + K))
    for run, words in enumerate(seeds.tolist()):
        generator = np.random.default_rng(words)
        away = generator.standard_normal(K * K)
        neuron = generator.standard_normal(2 + K) / np.r_[1.0, 1.0, np.full(K, np.sqrt(K))]
        neuron[0] *= neuron_size
        start = np.r_[SPURIOUS.ravel() + radius * away / np.linalg.norm(away), neuron]
        start = start[: K * K] if augmentation == "none" else start
        xi[run, : start.size], columns["F"][run], columns["gradient"][run] = minimise(start, lam, max_iterations)
        columns["base_loss"][run] = base_loss(xi[run, : K * K].reshape(K, K))[0]
        columns["a"][run], columns["b"][run] = xi[run, K * K : K * K + 2]
        columns["w_norm"][run] = np.linalg.norm(xi[run, K * K + 2 :])
    known = {"known_loss": np.full(len(seeds), value), "known_gradient": np.full(len(seeds), np.linalg.norm(own))}
    return {"xi": xi} | columns | known


if __name__ == "__main__":
    training.main(train)
