"""Products of matrices and vectors: every entry is summed over the shared axis from first to last."""

import math

import numpy as np

from descent.algebra.blocked import multiply
from descent.compiled import compiled

LARGE = 8192
"""Multiplications from which on packing pays."""


@compiled
def _products(a, b, shared_a, shared_b, c):
    """c[r] = a[r] b[r], or a[0] or b[0] where it is shared. a: (., m, n); b: (., n, p); c: (runs, m, p)."""
    for r in range(c.shape[0]):
        x, y = a[0 if shared_a else r], b[0 if shared_b else r]
        for i in range(c.shape[1]):
            for j in range(c.shape[2]):
                c[r, i, j] = 0.0
            for k in range(x.shape[1]):
                s = x[i, k]
                for j in range(c.shape[2]):
                    c[r, i, j] += s * y[k, j]


def matmul(a, b) -> np.ndarray:
    """a @ b, with numpy's rules for shapes. a, b: float64, or both float32; a transposed one is not copied where products are large. The
    bits are the same whichever way a product is worked out. Raises ValueError where the shapes do not fit.
    """
    a, b = np.asarray(a), np.asarray(b)
    kind = np.float32 if a.dtype == b.dtype == np.float32 else np.float64
    left, right = a[None, :] if a.ndim == 1 else a, b[:, None] if b.ndim == 1 else b
    if left.shape[-1] != right.shape[-2]:
        raise ValueError(f"matmul of {a.shape} and {b.shape}: the last axis of one must be as long as the last but one of the other")
    batch = np.broadcast_shapes(left.shape[:-2], right.shape[:-2])
    m, n, p = left.shape[-2], left.shape[-1], right.shape[-1]
    x, y = (_stacked(v, batch, kind) for v in (left, right))
    c = np.zeros((math.prod(batch), m, p), kind)
    if m > 1 and m * n * p >= LARGE:
        for r in range(len(c)):
            multiply(*_flat(x[0 if len(x) == 1 else r]), *_flat(y[0 if len(y) == 1 else r]), n, c[r])
    elif c.size:
        _products(np.ascontiguousarray(x), np.ascontiguousarray(y), len(x) == 1, len(y) == 1, c)
    c = c.reshape(*batch, m, p)
    c = c[..., 0, :] if a.ndim == 1 else c
    c = c[..., 0] if b.ndim == 1 else c
    return c if c.ndim else c[()]


def _stacked(v, batch, kind) -> np.ndarray:
    """Matrices (..., m, n) as (runs, m, n), or (1, m, n) where all runs share one."""
    whole = v if math.prod(v.shape[:-2]) == 1 else np.broadcast_to(v, (*batch, *v.shape[-2:]))
    return whole.astype(kind, copy=False).reshape(math.prod(whole.shape[:-2]), *v.shape[-2:])


def _flat(v) -> tuple[np.ndarray, int, int]:
    """The numbers of a matrix in one row, and how far apart in it those of neighbouring rows and columns are."""
    if v.T.flags.c_contiguous:
        return v.T.reshape(-1), 1, v.shape[0]
    return np.ascontiguousarray(v).reshape(-1), v.shape[1], 1


def dot(a, b):
    """Sum of products along the last axis. a, b: (..., n), of shapes that fit. Returns (...)."""
    return np.sum(np.asarray(a) * b, axis=-1)
