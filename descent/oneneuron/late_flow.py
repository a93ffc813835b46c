"""The late phase of the flow to infinity: |a| goes to zero, and a flow in b remains that stays within the range of floats.

In gradient flow db/dt = lambda a^2 + a da/dt holds exactly for every loss, since a.F_a - F_b = lambda a^2. Late in the flow |a| is small
and db/dt = lambda a^2, while the neuron holds the points that the net alone gets wrong at margin 1, up to slacks as small as a. Let the
neuron's output at point i be C_i = sign(a) exp(c + w.x_i), so that log |a| = c - b. The multipliers of the held points are
phi_i lambda a^2, and with b in place of time

    d theta/db = sum phi_i y_i grad f(x_i),   dw/db = sum phi_i y_i C_i x_i,   dc/db = -|d theta/db|^2 - |dw/db|^2,

where phi minimises |d theta/db|^2 + |dw/db|^2 over phi >= 0 with sum phi_i y_i C_i = 1. The constraint is stationarity in a, and the
minimum keeps the held margins constant. Time follows from dt/db = exp(2 (b - c))/lambda. So a decays as t^(-1/2), F = lambda a^2/2 as 1/t,
and b grows as log(t)/(2 (1 + |d theta/db|^2 + |dw/db|^2)). Where the net alone takes over the held points, c goes to minus infinity at a
finite b, and the run ends in a good minimum. The derivation, for one output, and the constants are ours.
"""

from typing import NamedTuple

import numpy as np

from descent.algebra import lstsq, nnls
from descent.compiled import finite
from descent.elementary import log
from descent.losses import Loss
from descent.oneneuron.held import END, GIVEN_UP, OVER, TOUCH, follow, margins, pulls
from descent.oneneuron.problem import Neuron, Problem, base, net_size, parts

HELD = 0.05
"""A point may be held from the start if its margin is below 1 + HELD."""
PIECES = 200
"""Number of changes of the held points after which a run gives up."""
EVALUATIONS, STEPS = 200000, 20000
"""Number of evaluations per run, and of steps between two changes of the held points, after which a run gives up."""


class Late(NamedTuple):
    """The late flow of one run at every step of the solver. Each change of the held points is there twice, as end and start of a piece."""

    b: np.ndarray
    """(steps,)"""
    log_t: np.ndarray
    """Natural logarithm of the flow time. (steps,)"""
    log_a: np.ndarray
    """Natural logarithm of |a|. (steps,)"""
    theta: np.ndarray
    """(steps, P of the net)"""
    w: np.ndarray
    """(steps, d)"""
    speed: np.ndarray
    """|d theta/db|^2 + |dw/db|^2. (steps,)"""
    velocity: np.ndarray
    """Derivatives of theta and w with respect to b. (steps, P of the net + d)"""
    growth: np.ndarray
    """Derivative of log_t with respect to b. (steps,)"""
    ended: str
    """`taken over` by the net, `on its way` at the last time, or `given up`."""


class _Run(NamedTuple):
    """The constants of a run: the net without the neuron, the sign of a, and the number P of the net's parameters."""

    net: Problem
    sign: float
    P: int

    def held(self, state, candidates):
        """The held points: the candidates with positive multipliers, by non-negative least squares. Empty where a number is not finite."""
        G, q = pulls(*self.at(state), candidates)
        if not finite(G.ravel()) or not finite(q):
            return candidates[:0]
        phi = nnls(np.vstack([G.T, q]), np.r_[np.zeros(G.shape[1]), 1.0])[0]
        return candidates[phi > 1e-12]

    def onto_margins(self, state, points):
        """A nearby state at which the held points have margin 1, by the Gauss-Newton method. NaN where a number is not finite."""
        for _ in range(20):
            G, q = pulls(*self.at(state), points)
            if not finite(G.ravel()) or not finite(q):
                return np.full(state.size, np.nan)
            state = state - lstsq(np.c_[G, q], self.margins(state)[points] - 1.0)
        return state

    def at(self, state):
        """The first arguments of the kernels."""
        return self.net, self.sign, np.ascontiguousarray(state), self.P

    def margins(self, state):
        """Margins y f~ of all points. Returns (N,)."""
        return margins(*self.at(state))


def late_flow(net: Problem, xi, log_t: float, log_t_end: float) -> Late:
    """The late flow of one run from xi (P,) at the natural logarithm of time log_t until log_t_end.

    Raises ValueError unless the net has one output, the hinge loss and the paper's exponential neuron with lambda > 0.
    """
    if net.neuron != Neuron.EXPONENTIAL or net.widths[-1] != 1 or net.loss != Loss.HINGE or not net.lam or net.mu:
        raise ValueError("the late flow is that of the paper's exponential neuron, with one output and the hinge loss")
    where, theta = parts(net), net_size(net.widths)
    a, b = float(xi[where.a[0]]), float(xi[where.b[0]])
    run = _Run(base(net), float(np.sign(a)), theta)
    state = np.r_[xi[:theta], xi[where.w], log(abs(a)) + b]
    kept, ended = _follow(run, state, b, log_t, log_t_end, log(net.lam))
    if not kept:
        kept = [(np.empty(0), np.empty((0, state.size + 1)), np.empty((0, state.size + 1)))]
    bs, states, rates = (np.concatenate([piece[k] for piece in kept]) for k in range(3))
    columns = states[:, -1], states[:, -2] - bs, states[:, :theta], states[:, theta:-2]
    return Late(bs, *columns, -rates[:, -2], rates[:, :-2], rates[:, -1], ended)


def _follow(run: _Run, state, b, log_t, log_t_end, log_lam):
    """The pieces of a late flow between changes of the held points, and how it ended.

    A piece has b, the states with the logarithm of time, and their derivatives with respect to b.
    """
    pieces, left, b_end = [], EVALUATIONS, b + log_t_end
    points = run.held(state, np.flatnonzero(run.margins(state) < 1.0 + HELD))
    state = np.r_[run.onto_margins(state, points), log_t]
    while len(pieces) < PIECES and len(points) and finite(state):
        free = np.setdiff1d(np.arange(len(run.net.y)), points)
        kept = np.empty(STEPS), np.empty((STEPS, state.size)), np.empty((STEPS, state.size))
        number, ended, left = follow(*run.at(state), points, free, b, b_end, log_lam, log_t_end, left, *kept)
        pieces.append([values[:number].copy() for values in kept])
        b, state = pieces[-1][0][-1], pieces[-1][1][-1]
        if ended in (OVER, END):
            return pieces, "taken over" if ended == OVER else "on its way"
        if ended == GIVEN_UP:
            break
        points = run.held(state[:-1], np.flatnonzero(run.margins(state) < 1.0 + 10 * TOUCH))
    return pieces, "given up"
