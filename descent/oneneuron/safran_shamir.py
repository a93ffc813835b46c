"""The spurious minimum of Safran and Shamir 2018: seven ReLUs learn seven orthonormal ReLUs, with the population loss in closed form.

L(W) = E (sum relu(w_i.x) - sum relu(v_i.x))^2/2, x ~ N(0, I). With an exponential neuron a exp(w.x + b) inside the square, and lambda a^2/2
added, F has a closed form too, since the neuron's moments with a ReLU are those of a shifted Gaussian.
"""

import math

import numpy as np

from descent.algebra import norm
from descent.compiled import compiled, inlined
from descent.elementary import arccos, erfc, exp
from descent.oneneuron.found import blank
from descent.oneneuron.methods.lbfgs import minimiser
from descent.random import normal_numbers

K = 7
P = K * K + 2 + K
"""Number of parameters of the net with its neuron."""
FIRST_COLUMN, REST = (-0.6327039049, 0.2616910758), (0.1859910463, 0.9969227988, -0.0350801559)
"""The minimum's entries (Safran and Shamir 2018), with one weight vector per row. The first column has the first number of FIRST_COLUMN on
top, and the second below; the other columns have the numbers of REST on top, on the diagonal, and elsewhere."""
SPURIOUS = np.full((K, K), REST[2])
SPURIOUS[np.diag_indices(K)] = REST[1]
SPURIOUS[0] = REST[0]
SPURIOUS[:, 0] = FIRST_COLUMN[1]
SPURIOUS[0, 0] = FIRST_COLUMN[0]
TARGETS = 0.5 * K + K * (K - 1) / (2.0 * math.pi)
"""Expectation of the squared output of the teacher."""


@inlined
def _length(xi, first):
    """Norm of the K numbers from xi[first] on."""
    square = 0.0
    for k in range(first, first + K):
        square += xi[k] * xi[k]
    return math.sqrt(square)


@inlined
def _product(w, v, cosine):
    """E relu(w.x) relu(v.x) of two vectors with lengths w and v. Source: Cho and Saul 2009.

    Also returns the coefficients of the first and of the second vector in the derivative with respect to the first vector.
    """
    cosine = min(1.0, max(-1.0, cosine))
    angle, sine = math.pi - arccos(cosine), math.sqrt(1.0 - cosine * cosine)
    return w * v * (sine + angle * cosine) / (2.0 * math.pi), v * sine / w / (2.0 * math.pi), angle / (2.0 * math.pi)


@inlined
def _net_alone(xi, g):
    """L at xi, whose first K^2 numbers are W; adds the gradient to g."""
    value = 0.5 * TARGETS
    for i in range(K):
        w = _length(xi, K * i)
        value += 0.25 * w * w
        for k in range(K):
            g[K * i + k] += 0.5 * xi[K * i + k]
        for j in range(i):
            v, along = _length(xi, K * j), 0.0
            for k in range(K):
                along += xi[K * i + k] * xi[K * j + k]
            part, by_w, by_v = _product(w, v, along / (w * v))
            by_other = by_w * (w * w) / (v * v)
            value += part
            for k in range(K):
                g[K * i + k] += by_w * xi[K * i + k] + by_v * xi[K * j + k]
                g[K * j + k] += by_other * xi[K * j + k] + by_v * xi[K * i + k]
        for j in range(K):
            part, by_w, by_v = _product(w, 1.0, xi[K * i + j] / w)
            value -= part
            for k in range(K):
                g[K * i + k] -= by_w * xi[K * i + k]
            g[K * i + j] -= by_v
    return value


@inlined
def _meets(mean, deviation):
    """E relu(u.x) exp(w.x) divided by exp(|w|^2/2), for u.w = mean and |u| = deviation, and its derivatives with respect to both."""
    ratio = mean / deviation
    density, share = exp(-0.5 * ratio * ratio) / math.sqrt(2.0 * math.pi), 0.5 * erfc(-ratio / math.sqrt(2.0))
    return mean * share + deviation * density, share, density


@inlined
def _neuron(xi, g, lam, value):
    """F from the net's loss `value`; adds the neuron's part of the gradient to g. a, b and w are the last numbers of xi."""
    at = K * K
    a, b, size = xi[at], xi[at + 1], _length(xi, at + 2)
    growth, square = exp(b + 0.5 * size * size), exp(2.0 * b + 2.0 * size * size)
    rest = 0.0
    for i in range(K):
        u, mean = _length(xi, K * i), 0.0
        for k in range(K):
            mean += xi[K * i + k] * xi[at + 2 + k]
        met, share, density = _meets(mean, u)
        rest += growth * met
        for k in range(K):
            g[K * i + k] += a * growth * (share * xi[at + 2 + k] + density / u * xi[K * i + k])
            g[at + 2 + k] += a * growth * share * xi[K * i + k]
        met, share, density = _meets(xi[at + 2 + i], 1.0)
        rest -= growth * met
        g[at + 2 + i] -= a * growth * share
    g[at] += rest + a * square + lam * a
    g[at + 1] += a * rest + a * a * square
    for k in range(K):
        g[at + 2 + k] += (a * rest + 2.0 * a * a * square) * xi[at + 2 + k]
    return value + a * rest + 0.5 * a * a * square + 0.5 * lam * a * a


@compiled
def _gradient(lam, xi, g):
    """F at xi; writes the gradient to g. See `objective`."""
    for k in range(xi.size):
        g[k] = 0.0
    value = _net_alone(xi, g)
    return value if xi.size == K * K else _neuron(xi, g, lam, value)


_minimise = minimiser(_gradient)


def objective(xi, lam: float = 0.0):
    """F, a number, and its gradient, in the shape of xi. xi: (49,) for the net alone, W row by row, or (58,) with a, b and w after it."""
    slope = np.empty(xi.size)
    return _gradient(float(lam), np.ascontiguousarray(xi), slope), slope


def start(generator, radius: float, neuron_size: float, augmented: bool) -> np.ndarray:
    """A start at distance `radius` from the minimum, (58,) with a neuron or (49,) without one, from the same random numbers.

    The neuron has a ~ N(0, neuron_size^2), b ~ N(0, 1) and w ~ N(0, I/7), which is our choice.
    """
    away = normal_numbers(generator, K * K)
    neuron = normal_numbers(generator, 2 + K) / np.r_[1.0, 1.0, np.full(K, np.sqrt(K))]
    neuron[0] *= neuron_size
    xi = np.r_[SPURIOUS.ravel() + radius * away / norm(away), neuron]
    return xi if augmented else xi[: K * K]


def known() -> dict[str, float]:
    """The minimum's loss and the norm of its gradient."""
    loss, slope = objective(SPURIOUS.ravel())
    return {"known_loss": loss, "known_gradient": norm(slope)}


def describe(xi) -> dict[str, float]:
    """The net's loss, a, b and |w| at xi (58,)."""
    a, b = xi[K * K : K * K + 2]
    return {"base_loss": objective(xi[: K * K])[0], "a": a, "b": b, "w_norm": norm(xi[K * K + 2 :])}


def minimise(start, max_iterations: int, lam: float = 0.0):
    """L-BFGS from a start (49,) or (58,). lam: lambda of the neuron. Returns the end, F and the norm of its gradient."""
    found = blank(start[None])
    _minimise(float(lam), *found, max_iterations)
    F, slope = objective(found.xi[0], lam)
    return found.xi[0], F, norm(slope)
