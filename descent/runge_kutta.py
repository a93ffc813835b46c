"""Solver of ordinary differential equations y' = slope(t, y): Dormand and Prince's DOP853, with its interpolation within a step.

Every sum has a fixed order, so that the bits are the same on every processor. The step size control is that of Hairer, Norsett and Wanner
(Solving Ordinary Differential Equations I, sections II.4, II.5 and II.10) with the safety factors of SciPy's solve_ivp.
"""

import math

import numpy as np

from descent import dop853
from descent.compiled import compiled
from descent.elementary import power

SAFETY, LEAST, MOST = 0.9, 0.2, 10.0
"""The next step is SAFETY times what the error allows, and between LEAST and MOST times the last step."""
STAGES, ALL_STAGES = 12, 16
"""Stages of a step, without and with those of the interpolation."""
WEIGHTS = np.array([[*row, *[0.0] * (ALL_STAGES - len(row))] for row in ((), *dop853.STAGES)])
ERROR_3, ERROR_5, DENSE = np.array(dop853.ERROR_3), np.array(dop853.ERROR_5), np.array(dop853.DENSE)


@compiled
def _combined(weights, K, h, y, out):
    """out = y + h sum_i weights[i] K[i], summed in the order of i. weights: (stages,), at most as many as K has rows; y, out: (n,)."""
    for j in range(out.size):
        out[j] = 0.0
    for i in range(weights.size):
        if weights[i] != 0.0:
            for j in range(out.size):
                out[j] += weights[i] * K[i, j]
    for j in range(out.size):
        out[j] = y[j] + h * out[j]


@compiled
def _error(K, h, y, new, relative, absolute, third, fifth):
    """The error of a step divided by the allowed error. y, new: (n,) before and after it. third, fifth: weights of the two estimates."""
    large, small = 0.0, 0.0
    for j in range(y.size):
        scale = absolute + max(abs(y[j]), abs(new[j])) * relative
        a, b = 0.0, 0.0
        for i in range(fifth.size):
            a += K[i, j] * fifth[i]
            b += K[i, j] * third[i]
        large += (a / scale) * (a / scale)
        small += (b / scale) * (b / scale)
    if large == 0.0 and small == 0.0:
        return 0.0
    return h * large / math.sqrt((large + 0.01 * small) * y.size)


@compiled
def _interpolated(F, x, y, out):
    """out = y + x (F[0] + (1 - x) (F[1] + x (F[2] + ...))). F: (7, n); y, out: (n,)."""
    for j in range(out.size):
        value = 0.0
        for i in range(F.shape[0] - 1, -1, -1):
            value = (value + F[i, j]) * (x if i % 2 == 0 else 1.0 - x)
        out[j] = y[j] + value


def _root_mean_square(x) -> float:
    return math.sqrt(float(np.sum(x * x)) / x.size)


class RungeKutta:
    """A solution in progress: the state y (n,) at the time t, with t_old and y_old before the last step.

    slope: a function of t and y that returns an array (n,); it must not keep y, nor change a returned array later. until: the last time,
    after t. relative, absolute: the tolerances. first_step: the length of the first step; None to choose it automatically.
    """

    def __init__(self, slope, t: float, y, until: float, relative: float, absolute: float, first_step: float | None = None):
        self.slope, self.until, self.relative, self.absolute = slope, float(until), relative, absolute
        self.t = self.t_old = float(t)
        self.y = self.y_old = np.array(y, dtype=float)
        self._K = np.empty((ALL_STAGES, self.y.size))
        self._now = slope(self.t, self.y)
        self._next = self._first_step() if first_step is None else first_step
        self.running, self.failed = self.t < self.until, False

    def _first_step(self) -> float:
        """The length of the first step. Source: Hairer, Norsett, Wanner, section II.4, starting step size."""
        length = self.until - self.t
        scale = self.absolute + np.abs(self.y) * self.relative
        size, speed = _root_mean_square(self.y / scale), _root_mean_square(self._now / scale)
        h = min(1e-6 if size < 1e-5 or speed < 1e-5 else 0.01 * size / speed, length)
        turn = _root_mean_square((self.slope(self.t + h, self.y + h * self._now) - self._now) / scale) / h if h > 0.0 else 0.0
        still = speed <= 1e-15 and turn <= 1e-15
        return min(100.0 * h, max(1e-6, 1e-3 * h) if still else power(0.01 / max(speed, turn), 0.125), length)

    def step(self):
        """One step that the tolerances allow; sets `failed` where they do not allow even the shortest."""
        least, rejected, y, K = 10.0 * math.ulp(self.t), False, self.y, self._K
        length, K[0] = max(self._next, least), self._now
        while True:
            if not length >= least:
                self.running, self.failed = False, True
                return
            t = min(self.t + length, self.until)
            h = length = t - self.t
            for stage in range(1, STAGES):
                K[stage] = self.slope(self.t + dop853.NODES[stage] * h, self._stage(stage, h, y))
            new = self._stage(STAGES, h, y)
            error = _error(K, h, y, new, self.relative, self.absolute, ERROR_3, ERROR_5)
            if error < 1.0:
                break
            length *= max(LEAST, SAFETY * power(error, -0.125))
            rejected = True
        factor = MOST if error == 0.0 else min(MOST, SAFETY * power(error, -0.125))
        self._next = length * (min(1.0, factor) if rejected else factor)
        self._now = K[STAGES] = self.slope(t, new)
        self.t_old, self.y_old, self.t, self.y = self.t, y, t, new
        self.running = t < self.until

    def _stage(self, stage: int, h: float, y) -> np.ndarray:
        """The state at which a stage evaluates the slope."""
        out = np.empty(y.size)
        _combined(WEIGHTS[stage, :stage], self._K, h, y, out)
        return out

    def dense(self):
        """The solution within the last step: a function from a time between t_old and t to the state (n,), of order seven."""
        t, y, h, K = self.t_old, self.y_old, self.t - self.t_old, self._K
        for stage in range(STAGES + 1, ALL_STAGES):
            K[stage] = self.slope(t + dop853.NODES[stage] * h, self._stage(stage, h, y))
        moved, F = self.y - y, np.empty((7, y.size))
        F[0], F[1], F[2] = moved, h * K[0] - moved, 2.0 * moved - h * (self._now + K[0])
        for row, weights in enumerate(DENSE, start=3):
            _combined(weights, K, h, np.zeros(y.size), F[row])

        def state(at: float) -> np.ndarray:
            out = np.empty(y.size)
            _interpolated(F, (at - t) / h, y, out)
            return out

        return state


def solution(slope, y, times, relative: float, absolute: float) -> np.ndarray:
    """The states at increasing times, with y (n,) at the first. Returns (points, n), with NaN after the time where the solver gives up."""
    states, seen = np.full((len(times), len(y)), np.nan), 1
    states[0] = y
    solver = RungeKutta(slope, times[0], y, times[-1], relative, absolute)
    while solver.running:
        solver.step()
        if not solver.failed and times[seen] <= solver.t:
            state = solver.dense()
            while seen < len(times) and times[seen] <= solver.t:
                states[seen] = state(times[seen])
                seen += 1
    return states
