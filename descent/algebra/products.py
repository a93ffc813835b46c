"""Products of matrices and vectors: every entry is a sum over the shared axis from first to last."""

import math

import numpy as np

from descent.algebra import blocked
from descent.algebra.tiles import TALL, row_of_small, small_row, small_tile
from descent.compiled import compiled

LARGE = 8192
"""Number of multiplications from which packing is faster."""


@compiled
def multiply(a, where_a, b, where_b, n, c, where_c):
    """C = A B of matrices in flat arrays, with a shared axis of n >= 1. Large and small products give the same bits.

    where_a, where_b: the index of the first entry, and the strides of rows and columns. where_c: the index of the first entry, the number
    of rows, and the number of columns. Kernels pass np.int64(1) for 1, since numba would compile all of this again for a literal.
    """
    (a_at, a_row, a_column), (b_at, b_row, b_column), (c_at, m, p) = where_a, where_b, where_c
    if m > 1 and m * n * p >= LARGE:
        blocked.multiply(a, where_a, b, where_b, n, c, where_c)
        return
    wide = row_of_small(a)
    across, tall = p // wide * wide if b_column == 1 else 0, m // TALL * TALL
    for j in range(0, across, wide):
        for i in range(0, tall, TALL):
            small_tile(a, a_at + i * a_row, a_row, a_column, b, b_at + j, b_row, n, c, c_at + i * p + j, p, True)
        for i in range(tall, m):
            small_row(a, a_at + i * a_row, a_row, a_column, b, b_at + j, b_row, n, c, c_at + i * p + j, p, True)
    for i in range(m):
        for j in range(across, p):
            at = c_at + i * p + j
            c[at] = 0.0
            total = c[at]  # of the dtype of c
            for k in range(n):
                total += a[a_at + i * a_row + k * a_column] * b[b_at + k * b_row + j * b_column]
            c[at] = total


@compiled
def _stack(a, a_run, a_row, a_column, b, b_run, b_row, b_column, runs, n, c, m, p):
    """A product per run. a_run, b_run: the strides of runs in a and b, 0 where all runs share one matrix."""
    for r in range(runs):
        multiply(a, (r * a_run, a_row, a_column), b, (r * b_run, b_row, b_column), n, c, (r * m * p, m, p))


def matmul(a, b) -> np.ndarray:
    """a @ b, with numpy's rules for shapes. a, b: float64, or both float32. Transposed matrices are not copied.

    Raises ValueError where the shapes do not match.
    """
    a, b = np.asarray(a), np.asarray(b)
    kind = np.float32 if a.dtype == b.dtype == np.float32 else np.float64
    left, right = a[None, :] if a.ndim == 1 else a, b[:, None] if b.ndim == 1 else b
    if left.shape[-1] != right.shape[-2]:
        raise ValueError(f"matmul of {a.shape} and {b.shape}: the last axis of one must be as long as the last but one of the other")
    batch = np.broadcast_shapes(left.shape[:-2], right.shape[:-2]) if left.ndim > 2 or right.ndim > 2 else ()
    runs, m, n, p = math.prod(batch), left.shape[-2], left.shape[-1], right.shape[-1]
    c = np.zeros((*batch, m, p), kind)
    if c.size and n:
        _stack(*_flat(left, batch, kind), *_flat(right, batch, kind), runs, n, c.reshape(-1), m, p)
    c = c[..., 0, :] if a.ndim == 1 else c
    c = c[..., 0] if b.ndim == 1 else c
    return c if c.ndim else c[()]


def _flat(v, batch, kind) -> tuple[np.ndarray, int, int, int]:
    """Matrices (..., m, n) as a flat array, and its strides of runs, rows and columns."""
    shared = math.prod(v.shape[:-2]) == 1
    v = (v if shared or v.shape[:-2] == batch else np.broadcast_to(v, (*batch, *v.shape[-2:]))).astype(kind, copy=False)
    m, n = v.shape[-2:]
    run = 0 if shared else m * n
    if not v.flags.c_contiguous and v.mT.flags.c_contiguous:
        return v.mT.reshape(-1), run, 1, m
    return np.ascontiguousarray(v).reshape(-1), run, n, 1


def dot(a, b):
    """Sum of products along the last axis. a, b: (..., n), of shapes that broadcast. Returns (...)."""
    return np.sum(np.asarray(a) * b, axis=-1)
