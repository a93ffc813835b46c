"""Kernel of gradient descent, literal or safe, for many runs of a linear net at once."""

import math

import numpy as np

from descent.compiled import compiled
from descent.convbias.lanes import advance, normalise, squares
from descent.convbias.margins import lowest, margins, mixture
from descent.convbias.models import gram, predictor, push, step
from descent.convbias.progress import record
from descent.convbias.tails import weigh
from descent.elementary import log10
from descent.ends import End

CAUTION = 0.02
"""Length of the longest safe step divided by the norm of the weights."""
PATIENCE = 10
"""A run may take this many times `steps` to reach the margin `until`."""


@compiled
def descend(w, x, net, loss, alive, safe, eta, steps, until, points, seen, kept):
    """Gradient descent on sum_n l(m_n): literal with step eta, or safe, with sample weights q that sum to one and a step of bounded length.

    w: (P, lanes), advanced in-place; x: (C, N, lanes); loss: the power k of `tails`; alive: (lanes,) bool. A run ends after `steps` steps,
    but not before log10 of its margin is `until`, and at the latest after PATIENCE times `steps`. points: log10 of the margins at which to
    record; seen: (lanes,) number of points recorded so far; kept: the arrays of `training.Trained`, one row per lane.
    """
    lanes = w.shape[1]
    C, N = x.shape[0], x.shape[1]
    beta, g, m, q = np.empty((C, lanes)), np.empty((C, lanes)), np.empty((N, lanes)), np.empty((N, lanes))
    d, K, size, length = np.empty_like(w), np.empty((N, N, lanes)), np.empty(lanes), np.empty(lanes)
    least_margin, logarithm, stride = np.empty(lanes), np.empty(lanes), np.empty(lanes)
    predictor(w, net, beta)
    margins(x, beta, m)
    for t in range(PATIENCE * steps + 1):
        lowest(m, least_margin)
        for n in range(lanes):
            logarithm[n] = log10(least_margin[n] if least_margin[n] > 0.0 else 0.0)
        for n in range(lanes):
            if alive[n] and not math.isfinite(least_margin[n]):
                kept.status[n], alive[n] = End.DIVERGED, False
        weigh(m, safe, loss, q)
        record(t, logarithm, beta, q, points, alive, seen, kept)
        going = 0
        for n in range(lanes):
            if alive[n] and t >= steps and (logarithm[n] >= until or t == PATIENCE * steps):
                kept.status[n], alive[n] = End.ITERATION_LIMIT if least_margin[n] > 0.0 else End.NOT_SEPARATED, False
            going += alive[n]
        if going == 0:
            break
        if not safe:
            step(w, net, x, q, eta, alive, beta, m)
            continue
        normalise(q)
        mixture(x, q, g)
        push(w, net, g, d)
        gram(w, net, x, True, K)
        squares(w, size)
        squares(d, length)
        for n in range(lanes):
            steepest = 0.0
            for i in range(N):
                steepest = max(steepest, K[i, i, n])
            stride[n] = min(1.0 / steepest, CAUTION * math.sqrt(size[n] / length[n]))
        advance(w, stride, d, alive)
        predictor(w, net, beta)
        margins(x, beta, m)
