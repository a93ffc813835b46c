"""Inputs of the unit tests: octopuses, points inside the tube, starts and random streams."""

import numpy as np

from descent.problems.octopus import numbers
from descent.random import SEED_WORDS, streams

PAPER_L = (1.0, 1.5, 2.0, 3.0)
PAPER = [numbers(tau=np.e, L=L, gamma=1.0) for L in PAPER_L]
"""The paper's four octopuses."""
ODD = numbers(tau=1.9, L=2.3, gamma=0.7)
"""An octopus without round numbers."""
KOLMOGOROV_BOUND = 1.95
"""sqrt(n) times the Kolmogorov-Smirnov distance exceeds this with probability 1e-3."""


def name(p):
    """Short name of an octopus, for test ids."""
    return f"L={p.L:g},gamma={p.gamma:g},tau={p.tau:.3g}"


def starts(runs, d, half_width=1.0, seed=0):
    """Points uniform on [-half_width, half_width]^d. Returns (runs, d)."""
    return np.random.default_rng(seed).uniform(-half_width, half_width, (runs, d))


def run_streams(runs, seed=0):
    """Random streams of a number of runs. Returns (runs, 4) uint64."""
    sequences = [np.random.SeedSequence([seed, run]) for run in range(runs)]
    return streams(np.stack([sequence.generate_state(SEED_WORDS, np.uint64) for sequence in sequences]))


def tube_points(i, p, d, runs=20, at=None, seed=0):
    """Points of the tube at saddle number i (0 to d), with random signs; |x_i| is `at` if it is given. Returns (runs, d)."""
    rng = np.random.default_rng([seed, i])
    y = rng.uniform(0.02, 0.98, (runs, d)) * p.tau
    y[:, :i] = rng.uniform(2.02, 5.98, (runs, i)) * p.tau
    if i < d:
        y[:, i] = rng.uniform(0.02, 1.98, runs) * p.tau if at is None else at
    return y * rng.choice([-1.0, 1.0], (runs, d))


def everywhere(p, d, runs=20):
    """Points of the tube at every saddle and around the minimum. Returns ((d + 1) runs, d)."""
    return np.concatenate([tube_points(i, p, d, runs) for i in range(d + 1)])


def kolmogorov(sample, distribution):
    """sqrt(n) times the largest distance between a sample's distribution and `distribution`, a function of sorted numbers."""
    n = len(sample)
    expected = distribution(np.sort(sample))
    below, above = np.arange(n) / n, np.arange(1, n + 1) / n
    return np.sqrt(n) * max(np.max(expected - below), np.max(above - expected))
