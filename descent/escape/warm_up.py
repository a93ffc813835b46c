"""The two warm-ups of section 3 (Du et al. 2017): a saddle x1^2 - x2^2 in the plane that a bad start makes exponentially slow.

Thin band: the start's x2 is at most 1.5^-exp(1/eps). Far away: the start is exp(1/eps) from the origin, down a slope on which x2 shrinks.
The paper leaves the smooth piece between slope and saddle open; ours is on -2 <= x1 <= -1/2: f = a(x1) + b(x1) x2^2, a the quintic that
joins -4 x1 and x1^2 in C^2, b = 1 until x1 = -1 and then a C^2 step down to -1, so that x2 does not grow on the whole way across.
"""

import math

import numpy as np

ETA = 0.25
"""The paper's step: x1 halves and x2 grows by 1.5 in every iteration near the saddle."""

ESCAPED = 1.0
"""A run has escaped once |x2| exceeds this."""

JUNCTION = (-2.0, -1.0, -0.5)
"""Where the slope ends, where b begins to fall, and where the saddle begins."""

_WIDTH = JUNCTION[2] - JUNCTION[0]
_QUINTIC = np.linalg.solve(
    np.array(
        [
            [1, 0, 0, 0, 0, 0],
            [0, 1, 0, 0, 0, 0],
            [0, 0, 2, 0, 0, 0],
            [_WIDTH**k for k in range(6)],
            [k * _WIDTH ** max(k - 1, 0) for k in range(6)],
            [k * (k - 1) * _WIDTH ** max(k - 2, 0) for k in range(6)],
        ]
    ),
    [8.0, -4.0, 0.0, 0.25, -1.0, 2.0],
)


def _profiles(x1):
    """a, a', b, b' at x1 of any shape."""
    s = x1 - JUNCTION[0]
    a = np.polynomial.polynomial.polyval(s, _QUINTIC)
    a_slope = np.polynomial.polynomial.polyval(s, np.polynomial.polynomial.polyder(_QUINTIC))
    width = JUNCTION[2] - JUNCTION[1]
    u = np.clip((x1 - JUNCTION[1]) / width, 0, 1)
    b, b_slope = 1 - 2 * u**3 * (10 - 15 * u + 6 * u**2), -60 * u**2 * (1 - u) ** 2 / width
    slope, saddle = x1 < JUNCTION[0], x1 > JUNCTION[2]
    return (
        np.where(slope, -4 * x1, np.where(saddle, x1**2, a)),
        np.where(slope, -4.0, np.where(saddle, 2 * x1, a_slope)),
        b,
        b_slope,
    )


def _parts(function: str, x1):
    """a, a', b, b' of a warm-up: the thin band's function is the saddle everywhere."""
    if function == "thin_band":
        return x1**2, 2 * x1, -np.ones_like(x1), np.zeros_like(x1)
    return _profiles(x1)


def value(function: str, x):
    """f. function: thin_band or far_away. x: (..., 2). Returns (...)."""
    a, _, b, _ = _parts(function, x[..., 0])
    return a + b * x[..., 1] ** 2


def gradient(function: str, x):
    """Gradient. function: thin_band or far_away. x: (..., 2). Returns (..., 2)."""
    _, a_slope, b, b_slope = _parts(function, x[..., 0])
    return np.stack([a_slope + b_slope * x[..., 1] ** 2, 2 * b * x[..., 1]], axis=-1)


def starts(function: str, inverse_eps: float, u):
    """Starts of a warm-up, as x1 and log|x2|, so that a band of any thinness has points.

    function: thin_band or far_away. u: (runs, 2) uniform on [0, 1). Returns x1 (runs,), log|x2| (runs,).
    """
    if function == "thin_band":
        return 2 * u[:, 0] - 1, np.log(1 - u[:, 1]) - math.exp(inverse_eps) * math.log(1.5)
    return u[:, 0] - 0.5 - math.exp(inverse_eps), np.log(0.5 * (1 - u[:, 1]))


def path(function: str, start, points: int, height: float) -> np.ndarray:
    """Points of literal float64 GD, so many at most, until |x2| reaches a height. start: (2,). Returns (points, 2)."""
    x = [np.array(start)]
    while len(x) < points and abs(x[-1][1]) < height:
        x.append(x[-1] - ETA * gradient(function, x[-1]))
    return np.array(x)


def escape_literal(function: str, x1, log_x2, max_steps: int):
    """Iterations until |x2| > 1 by literal float64 GD. x1, log_x2: (runs,). Returns (runs,), NaN where max_steps pass before."""
    x = np.stack([x1, np.exp(log_x2)], axis=-1)
    escape = np.full(len(x), np.nan)
    for t in range(max_steps + 1):
        escape = np.where(np.isnan(escape) & (np.abs(x[:, 1]) > ESCAPED), t, escape)
        if not np.isnan(escape).any():
            break
        x = np.where(np.isnan(escape)[:, None], x - ETA * gradient(function, x), x)
    return escape


def escape_event_driven(function: str, x1, log_x2):
    """The same iterations by fast-forward: slope and saddle in one step each, in logarithms. x1, log_x2: (runs,). Returns (runs,)."""
    if function == "thin_band":
        return _leave_saddle(log_x2)
    slope_steps = np.ceil(np.maximum(JUNCTION[0] - x1, 0) / (4 * ETA))
    x1, log_x2 = x1 + slope_steps * 4 * ETA, log_x2 + slope_steps * math.log(1 - 2 * ETA)
    steps = slope_steps
    while (crossing := x1 <= JUNCTION[2]).any():
        x2 = np.exp(log_x2)
        _, a_slope, b, b_slope = _profiles(x1)
        moved = x1 - ETA * (a_slope + b_slope * x2**2)
        x1 = np.where(crossing, moved, x1)
        log_x2 = np.where(crossing, log_x2 + np.log(1 - 2 * ETA * b), log_x2)
        steps = steps + crossing
    return steps + _leave_saddle(log_x2)


def _leave_saddle(log_x2):
    """Iterations near x1^2 - x2^2 until |x2| > 1. log_x2: (runs,), not positive. Returns (runs,)."""
    return np.floor((math.log(ESCAPED) - log_x2) / math.log(1 + 2 * ETA)) + 1
