"""Kernel of the late phase of gradient descent as a flow, for many runs of a linear net at once."""

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
    """The late phase: implicit steps on the least margin. Each step increases it by about the share `growth`.

    w has unit norm, and kept.log_norm is advanced; the other arguments are those of `gradient_descent.descend`. Let J be the derivatives of
    the margins m, M the least margin, r = growth / L and eta = r / (L M). A step is w += eta J^T q, where q minimises
    ||sqrt(eta) J^T q + w / (L sqrt(eta))|| over q >= 0 with sum q = 1. Since the net is homogeneous, J w = L m, so that the inner products
    of J's rows suffice.
    """
    lanes = w.shape[1]
    C, N, L = x.shape[0], x.shape[1], net.L
    beta, g, m = np.empty((C, lanes)), np.empty((C, lanes)), np.empty((N, lanes))
    q = np.full((N, lanes), math.nan)  # multipliers of the last step, which are those at its end, since the step is implicit
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
