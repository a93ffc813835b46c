"""Householder reflections I - v v^T / h: orthogonal factors in the form that kernels store them (Golub and Van Loan, section 5.1)."""

import math

import numpy as np

from descent.compiled import compiled

EPSILON = 2.220446049250313e-16


@compiled
def reflect(A, h, order, cut):
    """QR factorisation in-place: A becomes R on and above its diagonal, and the vectors v without first elements below. Returns the rank.

    A: (m, n). h: (2, min(m, n)), written: the first elements of the vectors v, and their h, 0 for no reflection. order: (n,), written: the
    order of the columns. The longest remaining column is next, until none is longer than `cut` times the first one. With a negative cut the
    columns keep their order.
    """
    m, n = A.shape
    t, lengths, first = np.empty(n), np.empty(n), 0.0
    for j in range(n):
        order[j] = j
    for k in range(min(m, n)):
        if cut >= 0.0:
            for j in range(k, n):
                lengths[j] = 0.0
            for i in range(k, m):
                for j in range(k, n):
                    lengths[j] += A[i, j] * A[i, j]
            best = k
            for j in range(k + 1, n):
                if lengths[j] > lengths[best]:
                    best = j
            size = math.sqrt(lengths[best])
            first = size if k == 0 else first
            if size <= cut * first:
                for rest in range(k, min(m, n)):
                    h[0, rest], h[1, rest] = 0.0, 0.0
                return k
            if best != k:
                order[k], order[best] = order[best], order[k]
                for i in range(m):
                    A[i, k], A[i, best] = A[i, best], A[i, k]
        size = 0.0
        for i in range(k, m):
            size += A[i, k] * A[i, k]
        size = math.sqrt(size)
        v = A[k, k] + (size if A[k, k] >= 0.0 else -size)
        h[0, k], h[1, k] = v, size * abs(v)
        if h[1, k] == 0.0:
            continue
        for j in range(k + 1, n):
            t[j] = v * A[k, j]
        for i in range(k + 1, m):
            for j in range(k + 1, n):
                t[j] += A[i, k] * A[i, j]
        for j in range(k + 1, n):
            t[j] /= h[1, k]
            A[k, j] -= v * t[j]
        for i in range(k + 1, m):
            for j in range(k + 1, n):
                A[i, j] -= A[i, k] * t[j]
        A[k, k] = -size if v >= 0.0 else size
    return min(m, n)


@compiled
def turn(A, h, B, transposed):
    """B becomes Q B, or Q^T B if transposed, in-place. A, h: the reflections from `reflect`. B: (m, p)."""
    m, p = B.shape
    t, count = np.empty(p), h.shape[1]
    for step in range(count):
        k = step if transposed else count - 1 - step
        if h[1, k] == 0.0:
            continue
        for j in range(p):
            t[j] = h[0, k] * B[k, j]
        for i in range(k + 1, m):
            for j in range(p):
                t[j] += A[i, k] * B[i, j]
        for j in range(p):
            t[j] /= h[1, k]
            B[k, j] -= h[0, k] * t[j]
        for i in range(k + 1, m):
            for j in range(p):
                B[i, j] -= A[i, k] * t[j]


@compiled
def back_substitute(R, n, B):
    """The first n rows of B become R^-1 B. R: an array whose first n rows and columns have R as their upper triangle. B: (., p)."""
    for k in range(n - 1, -1, -1):
        for i in range(k + 1, n):
            for j in range(B.shape[1]):
                B[k, j] -= R[k, i] * B[i, j]
        for j in range(B.shape[1]):
            B[k, j] /= R[k, k]


@compiled
def substitute(R, n, B):
    """The first n rows of B become R^-T B. R, B: as in `back_substitute`."""
    for k in range(n):
        for i in range(k):
            for j in range(B.shape[1]):
                B[k, j] -= R[i, k] * B[i, j]
        for j in range(B.shape[1]):
            B[k, j] /= R[k, k]
