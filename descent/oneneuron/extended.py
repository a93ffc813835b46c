"""Newton's method with more digits than floats have, to test whether there is a critical point near an end.

For nets with one hidden layer of ReLUs. The code is independent of the kernels and goes point by point. mpmath's numbers are the same on
every processor. The constants are our choice.
"""

from typing import NamedTuple

from descent.activations import Activation
from descent.losses import Loss
from descent.oneneuron.problem import Neuron, Problem

DIGITS, DIFFERENCE = 120, -50
"""Digits of all numbers, and log10 of the relative step of the gradient's differences, which gives the Hessian to fifty digits."""
CRITICAL, STEPS = -40, 40
"""log10 of the gradient's norm at which a point counts as critical, and the largest number of steps tried."""
DAMPING, LONGEST = 10, 50
"""Factor by which the damping changes; a step is rejected where a parameter moves by LONGEST or more."""


class Polished(NamedTuple):
    """The result of Newton's method: log10 of the gradient's norm, whether that is CRITICAL, how far the point moved, |a|, steps tried."""

    log10_gradient: float
    critical: bool
    moved: float
    a: float
    steps: int


def gradient(net: Problem, xi):
    """F and its gradient in mpmath's numbers. xi: a list (P,) of them. Returns a number and a list (P,).

    Raises ValueError unless the net has one hidden layer of ReLUs, one output, the exponential neuron and the hinge loss.
    """
    from mpmath import exp, mpf, power

    kind = (int(net.neuron), int(net.activation), int(net.loss), len(net.widths), int(net.widths[-1]))
    if kind != (Neuron.EXPONENTIAL, Activation.named("relu"), Loss.HINGE, 3, 1):
        raise ValueError("net: must have a hidden layer of ReLUs, one output, an exponential neuron and the hinge loss")
    d, width = int(net.widths[0]), int(net.widths[1])
    inner, bias, outer, last = 0, d * width, (d + 1) * width, (d + 2) * width
    a, b, w = last + 1, last + 2, last + 3
    g = [mpf(0)] * len(xi)
    F = net.lam * xi[a] * xi[a] / 2 + net.mu * sum(value * value for value in xi[b:]) / 2
    for x, y in zip(net.x.tolist(), net.y[:, 0].tolist(), strict=True):
        z = [xi[bias + j] + sum(xi[inner + j * d + c] * x[c] for c in range(d)) for j in range(width)]
        psi = exp(xi[b] + sum(xi[w + c] * x[c] for c in range(d)))
        slack = 1 - y * (xi[last] + xi[a] * psi + sum(xi[outer + j] * z[j] for j in range(width) if z[j] > 0))
        if slack <= 0:
            continue
        F += power(slack, net.p)
        by_f = -net.p * y * power(slack, net.p - 1)
        for j in range(width):
            if z[j] > 0:
                g[outer + j] += by_f * z[j]
                g[bias + j] += by_f * xi[outer + j]
                for c in range(d):
                    g[inner + j * d + c] += by_f * xi[outer + j] * x[c]
        g[last] += by_f
        g[a] += by_f * psi
        for j, factor in ((b, 1.0), *((w + c, x[c]) for c in range(d))):
            g[j] += by_f * xi[a] * psi * factor
    g[a] += net.lam * xi[a]
    for j in range(b, len(xi)):
        g[j] += net.mu * xi[j]
    return F, g


def _hessian(net, xi, g):
    """The Hessian from differences of the gradient g at xi."""
    from mpmath import matrix, mpf

    H, P = matrix(len(xi), len(xi)), range(len(xi))
    for j in P:
        step = mpf(f"1e{DIFFERENCE}") * (1 + abs(xi[j]))
        moved = gradient(net, [value + step * (k == j) for k, value in enumerate(xi)])[1]
        for k in P:
            H[j, k] = (moved[k] - g[k]) / step
    return (H + H.T) / 2


def _size(values):
    from mpmath import sqrt

    return sqrt(sum(value * value for value in values))


def polish(net: Problem, xi) -> Polished:
    """Newton's method from xi (P,), damped so that F decreases, until the gradient's norm is CRITICAL or STEPS are tried."""
    from mpmath import log10, lu_solve, matrix, mpf, workdps

    with workdps(DIGITS):
        start = point = [mpf(float(value)) for value in xi]
        F, g = gradient(net, point)
        damping, H, steps = _size(g), None, 0
        critical = mpf(f"1e{CRITICAL}")
        while steps < STEPS and _size(g) > critical:
            steps += 1
            H = _hessian(net, point, g) if H is None else H
            shifted = H.copy()
            for j in range(len(point)):
                shifted[j, j] += damping
            step = list(lu_solve(shifted, matrix([-value for value in g])))
            there = [value + change for value, change in zip(point, step, strict=True)]
            if max(abs(change) for change in step) < LONGEST and (found := gradient(net, there))[0] < F:
                point, (F, g), H, damping = there, found, None, damping / DAMPING
            else:
                damping *= DAMPING
        norm, moved = _size(g), _size([value - first for value, first in zip(point, start, strict=True)])
        a = point[len(point) - int(net.widths[0]) - 2]
        return Polished(float(log10(norm)) if norm else float("-inf"), bool(norm <= critical), float(moved), float(abs(a)), steps)
