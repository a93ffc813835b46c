"""Kernels for margins and weighted sums of samples, for many runs side by side."""

from descent.compiled import compiled
from descent.convbias.lanes import clear


@compiled
def margins(x, beta, m):
    """Set m (N, lanes) = y_n <x_n, beta>. x: (C, N, lanes), signals times labels; beta: (C, lanes)."""
    lanes = x.shape[2]
    clear(m)
    for k in range(x.shape[0]):
        for i in range(x.shape[1]):
            for n in range(lanes):
                m[i, n] += x[k, i, n] * beta[k, n]


@compiled
def lowest(m, least_margin):
    """Set least_margin (lanes,) to the least of m (N, lanes)."""
    lanes = m.shape[1]
    for n in range(lanes):
        least_margin[n] = m[0, n]
    for i in range(m.shape[0]):
        for n in range(lanes):
            least_margin[n] = min(least_margin[n], m[i, n])


@compiled
def mixture(x, q, g):
    """Set g (C, lanes) = sum_n q_n x_n. q: (N, lanes)."""
    lanes = x.shape[2]
    odd = x.shape[1] % 2
    for k in range(x.shape[0]):
        for n in range(lanes):
            g[k, n] = q[0, n] * x[k, 0, n] if odd else 0.0
        for i in range(odd, x.shape[1], 2):  # two samples at a time halve the memory traffic
            for n in range(lanes):
                g[k, n] += q[i, n] * x[k, i, n] + q[i + 1, n] * x[k, i + 1, n]
