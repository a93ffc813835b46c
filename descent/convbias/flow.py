"""Compiled late phase of gradient descent as a flow, many runs of a linear net at once."""

import math

import numpy as np

from descent.compiled import compiled
from descent.convbias.lanes import advance, normalise, to_unit
from descent.convbias.margins import lowest, margins, mixture
from descent.convbias.models import gram, predictor, push
from descent.convbias.progress import record
from descent.convbias.simplex import least
from descent.elementary import log
from descent.ends import End


@compiled
def flow(w, x, net, alive, growth, steps, points, seen, kept):
    """The late phase: implicit steps on the least margin, each of which makes it larger by about `growth` of itself.

    w has unit norm and kept.log_norm advances; the other arguments are those of `descend`. With J the derivatives of the margins, M
    the least of them and eta = r / (L M), r = growth / L, a step is w += eta J^T q for the q >= 0, sum q = 1, that minimises
    ||sqrt(eta) J^T q + w / (L sqrt(eta))||; J w = L m as the net is homogeneous, so products of the rows are all it takes.
    """
    lanes = w.shape[1]
    C, N, L = x.shape[0], x.shape[1], net.L
    beta, g, m = np.empty((C, lanes)), np.empty((C, lanes)), np.empty((N, lanes))
    q = np.full((N, lanes), math.nan)  # after a step, the multipliers at its end, as the step is implicit
    d, K, room, passive = np.empty_like(w), np.empty((N, N, lanes)), np.empty((N, N, lanes)), np.ones((N, lanes))
    least_margin, logarithm, stride = np.empty(lanes), np.empty(lanes), np.empty(lanes)
    r = growth / L
    for t in range(steps + 1):
        predictor(w, net, beta)
        margins(x, beta, m)
        lowest(m, least_margin)
        for n in range(lanes):
            if alive[n] and not least_margin[n] > 0.0:
                kept.status[n], alive[n] = End.NOT_SEPARATED, False
            logarithm[n] = (log(least_margin[n]) + L * kept.log_norm[n]) / log(10.0)
            stride[n] = r / (L * least_margin[n])
        if record(t, logarithm, beta, q, points, alive, seen, kept) == 0 or t == steps:
            break
        gram(w, net, x, False, K)
        for i in range(N):
            for j in range(N):
                for n in range(lanes):
                    K[i, j, n] = 1.0 / (L * r) + (m[i, n] + m[j, n] + stride[n] * K[i, j, n]) / least_margin[n]
        least(K, alive, passive, q, room)
        for n in range(lanes):
            if alive[n] and not math.isfinite(q[0, n]):
                kept.status[n], alive[n] = End.GAVE_UP, False
        normalise(q)
        mixture(x, q, g)
        push(w, net, g, d)
        advance(w, stride, d, alive)
        to_unit(w, alive, kept.log_norm)
    for n in range(lanes):
        if alive[n]:
            kept.status[n] = End.ITERATION_LIMIT
