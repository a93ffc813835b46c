"""Least squares with non-negative coefficients, by active sets (Lawson and Hanson 1974, chapter 23)."""

import math

import numpy as np

from descent.algebra.factorisations import matrices, norm
from descent.algebra.householder import EPSILON, reflect, turn
from descent.algebra.products import matmul
from descent.compiled import compiled

ROUNDING = 10.0
"""A slope, or a column's component outside the members' span, is zero up to this many rounding errors times the longer side of A."""
ROUNDS = 10
"""Largest number of rounds, divided by the number of columns."""


@compiled
def _least(A, b, members, count, turned, rest, s):
    """Set s (count,) to the least-squares coefficients of the member columns. members: (n + 1,), of which the first `count` are used.

    turned (m, n), rest (m, 1): set to Q^T A and Q^T b, where the first `count` columns of Q span the member columns.
    """
    m, n = A.shape
    columns, h, order = np.empty((m, count)), np.empty((2, min(m, count))), np.empty(count, np.int64)
    for i in range(m):
        rest[i, 0] = b[i]
        for j in range(n):
            turned[i, j] = A[i, j]
        for j in range(count):
            columns[i, j] = A[i, members[j]]
    reflect(columns, h, order, -1.0)
    turn(columns, h, turned, True)
    turn(columns, h, rest, True)
    for k in range(count - 1, -1, -1):
        s[k] = rest[k, 0]
        for i in range(k + 1, count):
            s[k] -= columns[k, i] * s[i]
        s[k] /= columns[k, k]


@compiled
def _steepest(turned, rest, count, taken, sizes, size):
    """The column, among those not taken, along which the distance decreases fastest; -1 where it decreases along none beyond rounding.

    turned, rest: from `_least`. sizes, size: norms of the columns of A, and of b.
    """
    m, n = turned.shape
    best, steepest, left, error = -1, 0.0, 0.0, ROUNDING * max(m, n) * EPSILON
    for i in range(count, m):
        left += rest[i, 0] * rest[i, 0]
    for j in range(n):
        along, across = 0.0, 0.0
        for i in range(count, m):
            along += turned[i, j] * rest[i, 0]
            across += turned[i, j] * turned[i, j]
        across, least = math.sqrt(across), math.sqrt(left)
        depends = across <= error * sizes[j]
        if not taken[j] and not depends and along > error * (across * size + least * sizes[j]) and along > steepest:
            best, steepest = j, along
    return best


@compiled
def _non_negative(A, b, x):
    """Set x (n,) to the non-negative least squares. A: (m, n); b: (m,)."""
    m, n = A.shape
    members, count, s = np.empty(n + 1, np.int64), 0, np.empty(n + 1)
    taken, turned, rest = np.zeros(n, np.bool_), np.empty((m, n)), np.empty((m, 1))
    sizes, size = np.zeros(n), 0.0
    for i in range(m):
        size += b[i] * b[i]
        for j in range(n):
            sizes[j] += A[i, j] * A[i, j]
    for j in range(n):
        x[j], sizes[j] = 0.0, math.sqrt(sizes[j])
    size = math.sqrt(size)
    for _ in range(ROUNDS * n):
        _least(A, b, members, count, turned, rest, s)
        best = _steepest(turned, rest, count, taken, sizes, size)
        if best < 0:
            return
        taken[best], members[count] = True, best
        _least(A, b, members, count + 1, turned, rest, s)
        if not s[count] > 0.0:  # positive by rounding alone; the column stays excluded until another is taken
            continue
        count += 1
        while True:
            first, step = -1, 1.0
            for j in range(count):
                if not s[j] > 0.0:
                    share = x[members[j]] / (x[members[j]] - s[j])
                    share = share if share >= 0.0 else 0.0  # s may be infinite for linearly dependent columns
                    if first < 0 or share < step:
                        first, step = j, share
            if first < 0:
                break
            kept = 0
            for j in range(count):
                k = members[j]
                x[k] += step * (s[j] - x[k]) if step > 0.0 else 0.0
                if j == first or not x[k] > 0.0:
                    x[k] = 0.0
                else:
                    members[kept] = k
                    kept += 1
            count = kept
            _least(A, b, members, count, turned, rest, s)
        for j in range(n):
            taken[j] = False
        for j in range(count):
            x[members[j]], taken[members[j]] = s[j], True


def nnls(A, b) -> tuple[np.ndarray, float]:
    """The x >= 0 that minimises ||A x - b||, and that distance. A: (m, n); b: (m,). NaN where A or b is not finite.

    A column that is a combination of others up to rounding is left out.
    """
    A, b = np.asarray(A, dtype=float), np.asarray(b, dtype=float)
    if not (np.isfinite(A).all() and np.isfinite(b).all()):
        return np.full(A.shape[1], np.nan), np.nan
    (R,), ((scale,),) = matrices(A[None])
    h, c, x = np.empty((2, min(A.shape))), b[:, None].copy(), np.empty(A.shape[1])
    reflect(R, h, np.empty(A.shape[1], np.int64), -1.0)
    turn(R, h, c, True)
    _non_negative(np.triu(R)[: h.shape[1]], c[: h.shape[1], 0].copy(), x)
    x = x / scale
    return x, float(norm(matmul(A, x) - b))
