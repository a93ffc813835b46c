"""Many small non-negative least-squares problems at once, by block principal pivoting (Portugal, Judice and Vicente 1994)."""

import math

import numpy as np

from descent.compiled import compiled

PATIENCE = 3
"""Number of exchanges of all violators without progress, after which violators are exchanged one by one, which always terminates."""
EXCHANGES = 1000
TOLERANCE = 1e-12
DEPENDENT = 1e-14
"""A pivot of at most this share of its diagonal entry is rounding: the variable depends on those before it."""


@compiled
def _solve(B, passive, p, C):
    """Set p (N, lanes) to the solution of B p = 1 on the passive variables, and to 0 elsewhere. C: (N, N, lanes), the Cholesky factor.

    A variable that depends linearly on those before it stops being passive.
    """
    lanes = B.shape[2]
    N = B.shape[0]
    for i in range(N):
        for j in range(i + 1):
            for n in range(lanes):
                both = passive[i, n] * passive[j, n]
                C[i, j, n] = both * B[i, j, n] + (1.0 - both if i == j else 0.0)
            for k in range(j):
                for n in range(lanes):
                    C[i, j, n] -= C[i, k, n] * C[j, k, n]
            for n in range(lanes):
                if i == j and C[i, i, n] <= DEPENDENT * B[i, i, n] * passive[i, n]:
                    passive[i, n] = 0.0
                    for k in range(i):
                        C[i, k, n] = 0.0
                    C[i, i, n] = 1.0
                C[i, j, n] = math.sqrt(C[i, i, n]) if i == j else C[i, j, n] / C[j, j, n]
        for n in range(lanes):
            p[i, n] = passive[i, n]
        for k in range(i):
            for n in range(lanes):
                p[i, n] -= C[i, k, n] * p[k, n]
        for n in range(lanes):
            p[i, n] /= C[i, i, n]
    for i in range(N - 1, -1, -1):
        for k in range(i + 1, N):
            for n in range(lanes):
                p[i, n] -= C[k, i, n] * p[k, n]
        for n in range(lanes):
            p[i, n] /= C[i, i, n]


@compiled
def least(B, alive, passive, p, C):
    """Minimise p^T B p / 2 - sum p over p >= 0 in every lane that is alive; p[0] is NaN where the method does not converge.

    B: (N, N, lanes), positive definite. passive: (N, lanes), 1.0 where p may be positive; the first guess, overwritten by the last set.
    p: (N, lanes), written. C: (N, N, lanes), work space.
    """
    lanes = B.shape[2]
    N = B.shape[0]
    going = alive.copy()
    fewest, patience = np.full(lanes, N + 1), np.full(lanes, PATIENCE)
    wrong, slack = np.empty((N, lanes), np.bool_), np.empty((N, lanes))
    for _ in range(EXCHANGES):
        _solve(B, passive, p, C)
        for i in range(N):
            for n in range(lanes):
                slack[i, n] = -1.0
            for j in range(N):
                for n in range(lanes):
                    slack[i, n] += B[i, j, n] * p[j, n]
        left = 0
        for n in range(lanes):
            if not going[n]:
                continue
            violators, last = 0, -1
            for i in range(N):
                wrong[i, n] = p[i, n] < 0.0 if passive[i, n] > 0.0 else slack[i, n] < -TOLERANCE
                if wrong[i, n]:
                    violators, last = violators + 1, i
            if violators == 0:
                going[n] = False
                continue
            left += 1
            if violators < fewest[n]:
                fewest[n], patience[n] = violators, PATIENCE
            else:
                patience[n] -= 1
            for i in range(N):
                if wrong[i, n] and (patience[n] > 0 or i == last):
                    passive[i, n] = 1.0 - passive[i, n]
        if left == 0:
            return
    for n in range(lanes):
        if going[n]:
            p[0, n] = math.nan
