"""What kernels do to arrays whose last axis is the run: runs move side by side, so that the processor's vector units are full.

Every lane sees the same operations in the same order however many there are, so a run's bits do not depend on its neighbours.
"""

from descent.compiled import inlined


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
    """Fill the lower half of K (N, N, lanes) from the upper."""
    lanes = K.shape[2]
    for i in range(K.shape[0]):
        for j in range(i):
            for n in range(lanes):
                K[i, j, n] = K[j, i, n]
