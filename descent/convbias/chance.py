"""How often random separators pass the test of the first-order conditions, as a measure of the test's power. The method is ours."""

import numpy as np

from descent.algebra import lstsq, matmul, norm
from descent.convbias import fourier
from descent.convbias.stationarity import predictor_residual, support, surviving
from descent.random import normal_numbers

PASSES = 1e-6
"""Largest residual that counts as a first-order stationary point."""
DRAWS = 10
"""Number of random separators per end."""
ATTEMPTS = 60
"""Largest number of draws of coordinates and samples, most of which give no separator."""
ROUNDING = 1e-9


def _separator(generator, count: int, least: int, rows: np.ndarray) -> np.ndarray | None:
    """A random predictor (2, H) on `count` coordinates with margin one at `least` samples and larger margins at the others.

    rows: (N, 2, H), signals times labels, in coordinates. Returns None where the draw gives no such predictor.
    """
    N, _, H = rows.shape
    chosen, on = np.sort(generator.permutation(H)[:count]), np.sort(generator.permutation(N)[:least])
    system = rows[on][:, :, chosen].reshape(least, -1)
    free = normal_numbers(generator, 2 * count) * (np.abs(rows[:, :, chosen]).max(axis=0).ravel() > 0)
    exact = lstsq(system, np.ones(least))
    aside = free - lstsq(system, matmul(system, free))  # a direction that changes none of these margins
    solution = exact + aside * (norm(exact) / norm(free))
    margins = matmul(rows[:, :, chosen].reshape(N, -1), solution)
    if np.abs(margins[on] - 1).max() > ROUNDING or margins.min() < 1 - ROUNDING:
        return None
    u = np.zeros((2, H))
    u[:, chosen] = solution.reshape(2, count)
    return u


def chance(beta: np.ndarray, L: int, x: np.ndarray, domain=fourier) -> float:
    """The share of random separators that pass the test. Each has as many surviving coordinates and as many least margins as beta.

    The data seed the random numbers. beta: (D,), an end; L: depth; x: (N, D) signals times labels; domain: `fourier` or `entries`. Returns
    NaN where no separator was found.
    """
    generator = np.random.default_rng(np.frombuffer(np.ascontiguousarray(x).tobytes(), dtype=np.uint32))
    count, least, rows = int(surviving(beta, domain).sum()), int(support(beta, x).sum()), domain.coordinates(x)
    passed: list[bool] = []
    for _ in range(ATTEMPTS):
        if len(passed) < DRAWS and (u := _separator(generator, count, least, rows)) is not None:
            passed.append(predictor_residual(domain.signal(u, len(beta)), L, x, domain)[0] <= PASSES)
    return float(np.mean(passed)) if passed else np.nan
