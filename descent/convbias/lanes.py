"""Operations of kernels on arrays whose last axis is the run, called lane. Runs move side by side, so that loops over lanes vectorise.

Every lane has the same operations in the same order for any number of lanes, so the bits of a run do not depend on the other runs.
"""

import math

import numpy as np

from descent.compiled import compiled, inlined
from descent.elementary import log


@inlined
def clear(v):
    """v[:] = 0, v (P, lanes)."""
    lanes = v.shape[1]
    for k in range(v.shape[0]):
        for n in range(lanes):
            v[k, n] = 0.0


@inlined
def squares(v, total):
    """Set total (lanes,) to the squared norms of the columns of v (P, lanes)."""
    lanes = v.shape[1]
    for n in range(lanes):
        total[n] = 0.0
    for k in range(v.shape[0]):
        for n in range(lanes):
            total[n] += v[k, n] * v[k, n]


@inlined
def mirror(K):
    """Fill the lower triangle of K (N, N, lanes) from the upper one."""
    lanes = K.shape[2]
    for i in range(K.shape[0]):
        for j in range(i):
            for n in range(lanes):
                K[i, j, n] = K[j, i, n]


@inlined
def advance(w, stride, d, alive):
    """w += stride d in the lanes that are alive; the other lanes do not change."""
    lanes = w.shape[1]
    for k in range(w.shape[0]):
        for n in range(lanes):
            w[k, n] += stride[n] * d[k, n] if alive[n] else 0.0


@inlined
def normalise(q):
    """Divide q (N, lanes) by its sum in every lane."""
    lanes = q.shape[1]
    total = np.zeros(lanes)
    for i in range(q.shape[0]):
        for n in range(lanes):
            total[n] += q[i, n]
    for i in range(q.shape[0]):
        for n in range(lanes):
            q[i, n] /= total[n]


@compiled
def to_unit(w, alive, log_norm):
    """Normalise the weights w (P, lanes) of the lanes that are alive, and add the logarithm of their norm to log_norm (lanes,)."""
    lanes = w.shape[1]
    size = np.empty(lanes)
    squares(w, size)
    for n in range(lanes):
        size[n] = math.sqrt(size[n]) if alive[n] else 1.0
        log_norm[n] += log(size[n])
    for k in range(w.shape[0]):
        for n in range(lanes):
            w[k, n] /= size[n]
