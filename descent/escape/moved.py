"""The octopus moved to where the start has its mass: R^2 f((x - z)/R), for a start in the box |x_j - z_j| <= R with probability 1 - delta.

Source: Du et al. 2017, corollary 4.4. The laws of the start here have independent coordinates of scale 1 around z.
"""

import numpy as np

from descent.elementary import cos, erfc, log, power, sin
from descent.escape.octopus import gradient, inside, stage
from descent.roots import root
from descent.starts import starts

LAWS = ("gaussian", "laplace", "cauchy")
FURTHEST = 100.0
"""Upper end of the search for a Gaussian law's R."""


def _tan_of_quarter(u):
    """tan(pi u / 2), u of any shape."""
    return sin(0.5 * np.pi * u) / cos(0.5 * np.pi * u)


def radius(law: str, delta: float, d: int) -> float:
    """R of the box with mass 1 - delta: the quantile of |x_j - z_j| at (1 - delta)^(1/d). law: one of LAWS."""
    inner = float(power(1.0 - delta, 1.0 / d))
    if law == "gaussian":
        return root(lambda r: float(erfc(r / np.sqrt(2.0))) - (1.0 - inner), 0.0, FURTHEST, 1e-14)
    if law == "laplace":
        return float(-log(1.0 - inner))
    return float(_tan_of_quarter(inner))


def drawn(law: str, streams, d: int) -> np.ndarray:
    """Starts relative to their centre, x - z. streams: (runs, 4), advanced in-place. Returns (runs, d)."""
    if law == "gaussian":
        return starts(streams, d, "gaussian 1")
    u = starts(streams, d, "uniform 1")
    if law == "laplace":
        return np.copysign(log(1.0 - np.abs(u)), u)
    return _tan_of_quarter(u)


def escapes(x, centre: float, scale: float, p, eta: float, steps: int, saddles: int) -> np.ndarray:
    """Iterations at which literal GD in float64 on the moved octopus passes its first saddles; NaN where `steps` iterations do not suffice.

    x: (runs, d) starts. centre: z, the same in every coordinate. scale: R. Returns (runs, saddles).
    """
    found, running = np.full((len(x), saddles), np.nan), np.arange(len(x))
    for t in range(steps + 1):
        y = (x - centre) / scale
        within = inside(y, p)
        y, x, running = y[within], x[within], running[within]
        passed = stage(y, p)
        fresh = np.isnan(found[running]) & (np.arange(saddles) < passed[:, None])
        found[running] = np.where(fresh, t, found[running])
        going = passed < saddles
        x, running = x[going] - eta * scale * gradient(y[going], p), running[going]
    return found
