"""The least l1 norm of Fourier coefficients under margins of one, by a barrier on the dual programme and Newton's method. Ours.

The dual has one variable a sample: the largest sum of alpha >= 0 with |f_k| <= sqrt(c_k), f = sum_n alpha_n x_n, where x_n and f are in
orthonormal coordinates. With mu (sum_k log(c_k - |f_k|^2) + sum_n log alpha_n) added, the gradient vanishes where u = 2 mu f/(c - |f|^2)
has margins <x_n, u> = 1 + mu/alpha_n: a point of the primal programme, at most mu (N + 2 H) longer than the shortest. The barrier is
self-concordant, so damped Newton's steps always end (Boyd and Vandenberghe 2004, chapter 11 and section 9.6).
"""

import math

import numpy as np

from descent.algebra.factorisations import eliminate
from descent.compiled import compiled

SHRINK = 0.1
"""Factor of mu from one centre to the next."""
END = 1e-10
"""Where mu ends, in units of its start."""
NEAR = 0.25
"""Newton decrement below which steps are whole and a centre is near enough."""
STEPS = 100
"""Steps to one centre at most."""


@compiled
def shortest(x, c):
    """The programme's answer to about a part in 10^9 of its length. x: (N, 2, H), separable; c: (H,), multiplicities of frequencies.

    Returns u (2, H) and the multipliers alpha (N,).
    """
    N, H = x.shape[0], x.shape[2]
    alpha, f, u, room = np.empty(N), np.zeros((2, H)), np.empty((2, H)), np.empty(H)
    gradient, hessian, step, stretch = np.empty(N), np.empty((N, N)), np.empty((N, 1)), np.empty((N, H))
    largest = 0.0
    for k in range(H):
        for n in range(N):
            f[0, k] += x[n, 0, k]
            f[1, k] += x[n, 1, k]
        largest = max(largest, (f[0, k] * f[0, k] + f[1, k] * f[1, k]) / c[k])
    alpha[:] = 0.5 / math.sqrt(largest)
    mu = N * alpha[0]
    last, over = END * mu, False
    while not over:
        over = mu <= last
        for _ in range(STEPS):
            _response(x, c, alpha, mu, f, room, u)
            for n in range(N):
                gradient[n] = 1.0 + mu / alpha[n]
                for k in range(H):
                    gradient[n] -= x[n, 0, k] * u[0, k] + x[n, 1, k] * u[1, k]
                    stretch[n, k] = (x[n, 0, k] * f[0, k] + x[n, 1, k] * f[1, k]) / room[k]
                step[n, 0] = gradient[n]
            for n in range(N):
                for i in range(n + 1):
                    total = 0.0
                    for k in range(H):
                        total += (x[n, 0, k] * x[i, 0, k] + x[n, 1, k] * x[i, 1, k]) / room[k] + 2.0 * stretch[n, k] * stretch[i, k]
                    hessian[n, i] = hessian[i, n] = 2.0 * mu * total
                hessian[n, n] += mu / (alpha[n] * alpha[n])
            eliminate(hessian, step)
            decrement = 0.0
            for n in range(N):
                decrement += step[n, 0] * gradient[n]
            decrement = math.sqrt(max(decrement / mu, 0.0))
            for n in range(N):
                alpha[n] += step[n, 0] / (1.0 + decrement if decrement > NEAR else 1.0)
            if not decrement > NEAR:
                break
        mu *= SHRINK
    _response(x, c, alpha, mu / SHRINK, f, room, u)
    return u, alpha


@compiled
def _response(x, c, alpha, mu, f, room, u):
    """Set f = sum_n alpha_n x_n, room = c - |f|^2 and u = 2 mu f / room. f, u: (2, H); room: (H,)."""
    for k in range(c.size):
        f[0, k], f[1, k] = 0.0, 0.0
        for n in range(alpha.size):
            f[0, k] += alpha[n] * x[n, 0, k]
            f[1, k] += alpha[n] * x[n, 1, k]
        room[k] = c[k] - (f[0, k] * f[0, k] + f[1, k] * f[1, k])
        u[0, k], u[1, k] = 2.0 * mu * f[0, k] / room[k], 2.0 * mu * f[1, k] / room[k]
