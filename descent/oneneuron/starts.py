"""Where a run starts: anywhere, or beside a known minimum, with a neuron that is small or as large as the net."""

import numpy as np

from descent.oneneuron.problem import Problem, net_size, parts, size


def random_starts(of: Problem, start_size: float, neuron_size: float, generators) -> np.ndarray:
    """theta ~ N(0, start_size^2), a ~ N(0, neuron_size^2), b and w ~ N(0, 1). Returns (runs, P). Ours."""
    xi = np.stack([generator.standard_normal(size(of)) for generator in generators])
    xi[:, : net_size(of.widths)] *= start_size
    xi[:, parts(of).a] *= neuron_size
    return xi


def near(of: Problem, theta, radius: float, neuron_size: float, generators) -> np.ndarray:
    """theta at a distance `radius` of a given one (P of the net,), the neuron as in `random_starts`. Returns (runs, P)."""
    xi = random_starts(of, 1.0, neuron_size, generators)
    away = xi[:, : theta.size]
    xi[:, : theta.size] = theta + radius * away / np.linalg.norm(away, axis=1, keepdims=True)
    return xi
