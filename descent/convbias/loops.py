"""Compiled loops that train many runs of a linear net at once: gradient descent, literal or safe, and the late-phase flow."""

import math

import numpy as np

from descent.compiled import compiled, inlined
from descent.convbias.lanes import squares
from descent.convbias.models import gram, predictor, push
from descent.convbias.simplex import least

STATUS = ("margin", "out of steps", "not separated", "diverged", "not converged")
"""How a run can end: at the last margin asked for, at its last step, there without a positive margin, with a number that is not
finite, with a least-squares problem that did not end."""
MARGIN, OUT_OF_STEPS, NOT_SEPARATED, DIVERGED, NOT_CONVERGED = range(len(STATUS))

CAUTION = 0.02
"""The longest safe step, in norms of the weights."""
PATIENCE = 10
"""How many times longer than asked for a run may take to come to the margin asked for."""


@compiled
def _margins(x, beta, m, least_margin):
    """Set m (N, lanes) = y_n <x_n, beta>, and the least of a run, (lanes,). x: (C, N, lanes), labels multiplied in; beta: (C, lanes)."""
    lanes = x.shape[2]
    for i in range(m.shape[0]):
        for n in range(lanes):
            m[i, n] = 0.0
    for k in range(x.shape[0]):
        for i in range(x.shape[1]):
            for n in range(lanes):
                m[i, n] += x[k, i, n] * beta[k, n]
    for n in range(lanes):
        least_margin[n] = m[0, n]
    for i in range(m.shape[0]):
        for n in range(lanes):
            least_margin[n] = min(least_margin[n], m[i, n])


@compiled
def _mixture(x, q, g):
    """Set g (C, lanes) = sum_n q_n x_n. q: (N, lanes)."""
    lanes = x.shape[2]
    odd = x.shape[1] % 2
    for k in range(x.shape[0]):
        for n in range(lanes):
            g[k, n] = q[0, n] * x[k, 0, n] if odd else 0.0
        for i in range(odd, x.shape[1], 2):  # two at a time halve the traffic
            for n in range(lanes):
                g[k, n] += q[i, n] * x[k, i, n] + q[i + 1, n] * x[k, i + 1, n]


@inlined
def _advance(w, stride, d, alive):
    """w += stride d in the lanes that are alive; the others stay as they are."""
    lanes = w.shape[1]
    for k in range(w.shape[0]):
        for n in range(lanes):
            w[k, n] += stride[n] * d[k, n] if alive[n] else 0.0


@inlined
def _normalise(q, n):
    """Make q (N, lanes) of one lane add up to one."""
    total = 0.0
    for i in range(q.shape[0]):
        total += q[i, n]
    for i in range(q.shape[0]):
        q[i, n] /= total


@compiled
def to_unit(w, alive, log_norm):
    """Give the weights w (P, lanes) of the runs that are alive unit norm; what that takes off is added to log_norm (lanes,)."""
    lanes = w.shape[1]
    size = np.empty(lanes)
    squares(w, size)
    for n in range(lanes):
        size[n] = math.sqrt(size[n]) if alive[n] else 1.0
        log_norm[n] += math.log(size[n])
    for k in range(w.shape[0]):
        for n in range(lanes):
            w[k, n] /= size[n]


@compiled
def _record(t, logarithm, beta, points, alive, seen, kept):
    """Keep the predictor of every run that has reached its next points; a run ends at the last. Returns how many go on."""
    lanes = beta.shape[1]
    going = 0
    for n in range(lanes):
        if not alive[n]:
            continue
        kept.final[n] = logarithm[n]
        while seen[n] < points.size and logarithm[n] >= points[seen[n]]:
            size = 0.0
            for k in range(beta.shape[0]):
                size += beta[k, n] * beta[k, n]
            size = math.sqrt(size)
            for k in range(beta.shape[0]):
                kept.beta[n, seen[n], k] = beta[k, n] / size
            kept.log10_margin[n, seen[n]], kept.step[n, seen[n]] = logarithm[n], t
            seen[n] += 1
        if seen[n] == points.size:
            kept.status[n], alive[n] = MARGIN, False
        else:
            going += 1
    return going


@compiled
def descend(w, x, net, alive, safe, eta, steps, until, points, seen, kept):
    """Gradient descent on sum_n exp(-m_n) with step eta, or safe: with the step in which the largest weight q_n is of order one.

    w: (P, lanes), advanced; x: (C, N, lanes); alive: (lanes,) bool; steps, until: a run ends after so many steps, or later, at the
    margin with the logarithm `until` (to base 10), but not after `PATIENCE` times the steps; points: log10 of the margins to keep;
    seen: (lanes,) how many are kept already; kept: the arrays of `training.Trained`, one row a lane.
    """
    lanes = w.shape[1]
    C, N = x.shape[0], x.shape[1]
    beta, g, m, q = np.empty((C, lanes)), np.empty((C, lanes)), np.empty((N, lanes)), np.empty((N, lanes))
    d, K, size, length = np.empty_like(w), np.empty((N, N, lanes)), np.empty(lanes), np.empty(lanes)
    least_margin, logarithm, stride = np.empty(lanes), np.empty(lanes), np.full(lanes, eta)
    for t in range(PATIENCE * steps + 1):
        predictor(w, net, beta)
        _margins(x, beta, m, least_margin)
        for n in range(lanes):
            logarithm[n] = math.log10(least_margin[n]) if least_margin[n] > 0.0 else -math.inf
            if alive[n] and not math.isfinite(least_margin[n]):
                kept.status[n], alive[n] = DIVERGED, False
        _record(t, logarithm, beta, points, alive, seen, kept)
        going = 0
        for n in range(lanes):
            if alive[n] and t >= steps and (logarithm[n] >= until or t == PATIENCE * steps):
                kept.status[n], alive[n] = OUT_OF_STEPS if least_margin[n] > 0.0 else NOT_SEPARATED, False
            going += alive[n]
        if going == 0:
            break
        for n in range(lanes):
            for i in range(N):
                q[i, n] = math.exp(least_margin[n] - m[i, n] if safe else -m[i, n])
            if safe:
                _normalise(q, n)
        _mixture(x, q, g)
        push(w, net, g, d)
        if safe:
            gram(w, net, x, True, K)
            squares(w, size)
            squares(d, length)
            for n in range(lanes):
                steepest = 0.0
                for i in range(N):
                    steepest = max(steepest, K[i, i, n])
                stride[n] = min(1.0 / steepest, CAUTION * math.sqrt(size[n] / length[n]))
        _advance(w, stride, d, alive)


@compiled
def flow(w, x, net, alive, growth, steps, points, seen, kept):
    """The late phase: implicit steps on the least margin, each of which makes it larger by about `growth` of itself.

    w has unit norm and kept.log_norm advances; the other arguments are those of `descend`. With J the derivatives of the margins, M
    the least of them and eta = r / (L M), r = growth / L, a step is w += eta J^T q for the q >= 0, sum q = 1, that minimises
    ||sqrt(eta) J^T q + w / (L sqrt(eta))||; J w = L m as the net is homogeneous, so products of the rows are all it takes.
    """
    lanes = w.shape[1]
    C, N, L = x.shape[0], x.shape[1], net.L
    beta, g, m, q = np.empty((C, lanes)), np.empty((C, lanes)), np.empty((N, lanes)), np.empty((N, lanes))
    d, K, room, passive = np.empty_like(w), np.empty((N, N, lanes)), np.empty((N, N, lanes)), np.ones((N, lanes))
    least_margin, logarithm, stride = np.empty(lanes), np.empty(lanes), np.empty(lanes)
    r = growth / L
    for t in range(steps + 1):
        predictor(w, net, beta)
        _margins(x, beta, m, least_margin)
        for n in range(lanes):
            if alive[n] and not least_margin[n] > 0.0:
                kept.status[n], alive[n] = NOT_SEPARATED, False
            logarithm[n] = (math.log(least_margin[n]) + L * kept.log_norm[n]) / math.log(10.0)
            stride[n] = r / (L * least_margin[n])
        if _record(t, logarithm, beta, points, alive, seen, kept) == 0 or t == steps:
            break
        gram(w, net, x, False, K)
        for i in range(N):
            for j in range(N):
                for n in range(lanes):
                    K[i, j, n] = 1.0 / (L * r) + (m[i, n] + m[j, n] + stride[n] * K[i, j, n]) / least_margin[n]
        least(K, alive, passive, q, room)
        for n in range(lanes):
            if alive[n] and not math.isfinite(q[0, n]):
                kept.status[n], alive[n] = NOT_CONVERGED, False
            _normalise(q, n)
        _mixture(x, q, g)
        push(w, net, g, d)
        _advance(w, stride, d, alive)
        to_unit(w, alive, kept.log_norm)
    for n in range(lanes):
        if alive[n]:
            kept.status[n] = OUT_OF_STEPS
