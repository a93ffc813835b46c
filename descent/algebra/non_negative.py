"""Least squares with coefficients that are not negative, by active sets (Lawson and Hanson 1974, chapter 23)."""

import numpy as np

from descent.algebra.factorisations import matrices, norm
from descent.algebra.householder import EPSILON, back_substitute, reflect, turn
from descent.algebra.products import matmul
from descent.compiled import compiled

ROUNDING = 10.0
"""Rounding errors, times the longer side, up to which a slope or what is left of a column counts as zero."""


@compiled
def _on(A, b, members, count, s):
    """Set s (count,) to the least squares on the columns that are members. Returns whether the last is no combination of the others."""
    m = A.shape[0]
    columns, right = np.empty((m, count)), np.empty((m, 1))
    h, order = np.empty((2, min(m, count))), np.empty(count, np.int64)
    size = 0.0
    for i in range(m):
        right[i, 0] = b[i]
        for j in range(count):
            columns[i, j] = A[i, members[j]]
        size += columns[i, count - 1] * columns[i, count - 1]
    reflect(columns, h, order, -1.0)
    if count > m or abs(columns[count - 1, count - 1]) <= ROUNDING * max(m, count) * EPSILON * np.sqrt(size):
        return False
    turn(columns, h, right, True)
    back_substitute(columns, count, right)
    for j in range(count):
        s[j] = right[j, 0]
    return True


@compiled
def _non_negative(A, b, x):
    """Set x (n,) to the non-negative least squares. A: (m, n); b: (m,)."""
    m, n = A.shape
    members, count, s = np.empty(n + 1, np.int64), 0, np.empty(n + 1)
    passive, barred, rest, sizes, size = np.zeros(n, np.bool_), np.zeros(n, np.bool_), np.empty(m), np.zeros(n), 0.0
    for i in range(m):
        size += b[i] * b[i]
        for j in range(n):
            sizes[j] += A[i, j] * A[i, j]
    for j in range(n):
        x[j] = 0.0
    for _ in range(10 * n + 10):
        for i in range(m):
            rest[i] = b[i]
            for j in range(count):
                rest[i] -= A[i, members[j]] * x[members[j]]
        best, steepest = -1, 0.0
        for j in range(n):
            if passive[j] or barred[j]:
                continue
            slope = 0.0
            for i in range(m):
                slope += A[i, j] * rest[i]
            if slope > ROUNDING * max(m, n) * EPSILON * np.sqrt(sizes[j] * size) and slope > steepest:
                best, steepest = j, slope
        if best < 0:
            return
        members[count] = best
        if not _on(A, b, members, count + 1, s) or not s[count] > 0.0:  # what rounding alone would take in
            barred[best] = True
            continue
        passive[best], count = True, count + 1
        for j in range(n):
            barred[j] = False
        while True:
            first, step = -1, 1.0
            for j in range(count):
                at = x[members[j]]
                if not s[j] > 0.0 and (first < 0 or at / (at - s[j]) < step):
                    first, step = j, at / (at - s[j])
            if first < 0:
                break
            kept = 0
            for j in range(count):
                k = members[j]
                x[k] += step * (s[j] - x[k])
                if j == first or not x[k] > 0.0:
                    x[k], passive[k] = 0.0, False
                else:
                    members[kept] = k
                    kept += 1
            count = kept
            if count == 0:
                break
            if not _on(A, b, members, count, s):
                for j in range(count):
                    s[j] = x[members[j]]
        for j in range(count):
            x[members[j]] = s[j]


def nnls(A, b) -> tuple[np.ndarray, float]:
    """The x >= 0 with the least ||A x - b||, and that distance. A: (m, n); b: (m,). NaN where one is not finite.

    A column that others make up to rounding is left out.
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
