"""The l1 separator, which minimises the l1 norm of Fourier coefficients with margins of at least one, by a barrier method on the dual.

The dual has one variable per sample: it maximises the sum of alpha >= 0 with |f_k| <= sqrt(c_k), f = sum_n alpha_n x_n, where x_n and f
are in orthonormal coordinates. The barrier mu (sum_k log(c_k - |f_k|^2) + sum_n log alpha_n) is added. At its maximum
u = 2 mu f/(c - |f|^2) has margins <x_n, u> = 1 + mu/alpha_n, so u is feasible in the primal, with a norm at most mu (N + 2 H) above the
least one. The barrier is self-concordant, so damped Newton's method converges (Boyd and Vandenberghe 2004, chapter 11 and section 9.6).
The use here and the constants are ours.
"""

import math

import numpy as np

from descent.algebra.factorisations import eliminate
from descent.algebra.householder import EPSILON
from descent.compiled import compiled

SHRINK = 0.1
"""Factor of mu from one centre to the next."""
END = 1e-10
"""Last mu divided by the first."""
NEAR = 0.25
"""Newton decrement up to which the step is a full one and the last one to a centre."""
STEPS = 100
"""Largest number of steps per centre."""


@compiled
def _inside(x, c, alpha, f, room):
    """Set f (2, H) = sum_n alpha_n x_n and room (H,) = c - |f|^2. Returns whether alpha is strictly feasible."""
    inside = True
    for n in range(alpha.size):
        inside &= alpha[n] > 0.0
    for k in range(c.size):
        f[0, k], f[1, k] = 0.0, 0.0
        for n in range(alpha.size):
            f[0, k] += alpha[n] * x[n, 0, k]
            f[1, k] += alpha[n] * x[n, 1, k]
        room[k] = c[k] - (f[0, k] * f[0, k] + f[1, k] * f[1, k])
        inside &= room[k] > 0.0
    return inside


@compiled
def _newton(x, alpha, mu, f, room, step):
    """Set step (N, 1) to the Newton step divided by alpha. Returns the Newton decrement."""
    N, H = x.shape[0], x.shape[2]
    slope, hessian, along = np.empty(N), np.empty((N, N)), np.empty((N, H))
    largest = 0.0
    for n in range(N):
        slope[n] = 1.0 + mu / alpha[n]
        for k in range(H):
            along[n, k] = (x[n, 0, k] * f[0, k] + x[n, 1, k] * f[1, k]) / room[k]
            slope[n] -= 2.0 * mu * along[n, k]
        slope[n] *= alpha[n] / mu
        step[n, 0] = slope[n]
        for i in range(n + 1):
            total = 0.0
            for k in range(H):
                total += (x[n, 0, k] * x[i, 0, k] + x[n, 1, k] * x[i, 1, k]) / room[k] + 2.0 * along[n, k] * along[i, k]
            hessian[n, i] = hessian[i, n] = 2.0 * alpha[n] * alpha[i] * total
        largest = max(largest, hessian[n, n])
    for n in range(N):
        hessian[n, n] += 1.0 + N * EPSILON * largest  # keeps the system solvable for linearly dependent samples
    eliminate(hessian, step)
    square = 0.0
    for n in range(N):
        square += step[n, 0] * slope[n]
    return math.sqrt(max(square, 0.0))


@compiled
def shortest(x, c):
    """The l1 separator with a relative error of its norm of about 1e-9. x: (N, 2, H), separable; c: (H,), multiplicities of frequencies.

    Returns u (2, H) and the multipliers alpha (N,).
    """
    N, H = x.shape[0], x.shape[2]
    alpha, trial, f, u, room, step = np.ones(N), np.empty(N), np.empty((2, H)), np.empty((2, H)), np.empty(H), np.empty((N, 1))
    _inside(x, c, alpha, f, room)
    largest = 0.0
    for k in range(H):
        largest = max(largest, (c[k] - room[k]) / c[k])
    for n in range(N):
        alpha[n] = 0.5 / math.sqrt(largest)
    _inside(x, c, alpha, f, room)
    mu = N * alpha[0]
    last = END * mu
    while True:
        for _ in range(STEPS):
            decrement = _newton(x, alpha, mu, f, room, step)
            stride = 1.0 / (1.0 + decrement) if decrement > NEAR else 1.0
            while True:
                for n in range(N):
                    trial[n] = alpha[n] * (1.0 + stride * step[n, 0])
                if _inside(x, c, trial, f, room) or stride < EPSILON:
                    break
                stride *= 0.5
            if not stride >= EPSILON:
                break
            for n in range(N):
                alpha[n] = trial[n]
            if not decrement > NEAR:
                break
        _inside(x, c, alpha, f, room)
        if mu <= last:
            break
        mu *= SHRINK
    for k in range(H):
        u[0, k], u[1, k] = 2.0 * mu * f[0, k] / room[k], 2.0 * mu * f[1, k] / room[k]
    return u, alpha
