"""The late phase of the flow to infinity: |a| goes to zero, and what is left is a small flow in b that no float limits.

In gradient flow db/dt = lambda a^2 + a da/dt, exactly, for every loss (a.F_a - F_b = lambda a^2). Late, |a| is small and db/dt = lambda
a^2, while the points that the net alone gets wrong are held at margin 1 by the neuron, to within slacks as small as a. Let the neuron's
output at point i be C_i = sign(a) exp(c + w.x_i), so that log |a| = c - b. The held points' multipliers are phi_i lambda a^2, and with b in
the place of time

    d theta/db = sum phi_i y_i grad f(x_i),   dw/db = sum phi_i y_i C_i x_i,   dc/db = -|d theta/db|^2 - |dw/db|^2,

where phi >= 0 has sum phi_i y_i C_i = 1 and the least |d theta/db|^2 + |dw/db|^2: the stationarity in a, and that margins stay. Then
dt/db = exp(2 (b - c))/lambda. So a goes as t^(-1/2), F = lambda a^2/2 as 1/t, and b as log(t)/(2 (1 + |d theta/db|^2 + |dw/db|^2)). Where
the net itself learns to hold the points, c goes to minus infinity at a finite b: a good minimum, after all. Ours, for one output.
"""

from typing import NamedTuple

import numpy as np

from descent.losses import Loss

from descent.oneneuron.objective import gradient, outputs
from descent.oneneuron.problem import Neuron, Problem, base, net_size, parts

HELD = 0.05
"""A point may be held from the start where its margin is below 1 + HELD. Ours."""
TAKEN_OVER = 1e-3
"""The net has taken over where the neuron's output is below this at every held point. Ours."""
TOUCH = 1e-6
"""Tolerance of a margin. Ours."""
PIECES = 200
"""Changes of the held points beyond which a run has given up. Ours."""


class GivenUp(Exception):
    """A solver has spent its evaluations, or a number is not finite."""


class Late(NamedTuple):
    """The late flow of one run, at every step of the solver."""

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
    ended: str
    """`taken over` by the net, `on its way` at the end of time, or `given up`."""


EVALUATIONS = 200000
"""Multipliers of a run beyond which it has given up. Ours."""


class _Flow:
    """The state (theta, w, c) of one run as a row (P of the net + d + 1,), its velocities, its margins. points: indices of held points."""

    def __init__(self, net: Problem, sign: float):
        self.net, self.sign, self.P, self.left = base(net), sign, net_size(net.widths), EVALUATIONS
        self.x, self.y = net.x, net.y[:, 0]
        self.one = [self.net._replace(x=net.x[i : i + 1], y=net.y[i : i + 1], loss=int(Loss.SQUARED)) for i in range(len(self.y))]

    def parts(self, state):
        """theta, w, c."""
        return state[: self.P], state[self.P : -1], state[-1]

    def output(self, state):
        """The neuron's output at every point. Returns (N,)."""
        _, w, c = self.parts(state)
        return self.sign * np.exp(c + self.x @ w)

    def margins(self, state):
        """y f~ at every point. Returns (N,)."""
        theta = np.ascontiguousarray(state[: self.P])
        return self.y * (outputs(self.net, theta)[:, 0] + self.output(state))

    def pulls(self, state, points):
        """Derivatives of margins by (theta, w), and by c. Returns (points, P + d) and (points,)."""
        theta, C = np.ascontiguousarray(state[: self.P]), self.output(state)
        f = outputs(self.net, theta)[:, 0]
        G = np.empty((len(points), state.size - 1))
        g = np.empty(self.P)
        for row, i in enumerate(points):  # the squared loss of one point, with label f - 1, has the gradient of f
            one = self.one[i]._replace(y=np.array([[f[i] - 1.0]]))
            gradient(one, theta, g)
            G[row, : self.P] = self.y[i] * g
            G[row, self.P :] = self.y[i] * C[i] * self.x[i]
        return G, self.y[points] * C[points]

    def multipliers(self, state, points):
        """phi of held points, of either sign. Returns (points,)."""
        G, q = self.pulls(state, points)
        n = len(points)
        system = np.zeros((n + 1, n + 1))
        system[:n, :n], system[:n, n], system[n, :n] = G @ G.T, q, q
        self.left -= 1
        if not self.left or not np.isfinite(system).all():
            raise GivenUp
        return np.linalg.lstsq(system, np.r_[np.zeros(n), 1.0])[0][:n], G

    def velocity(self, state, points):
        """Derivative of the state by b."""
        phi, G = self.multipliers(state, points)
        u = phi @ G
        return np.r_[u, -(u @ u)]

    def held(self, state, candidates):
        """The points that are held: those with positive multipliers, by non-negative least squares."""
        from scipy.optimize import nnls

        G, q = self.pulls(state, candidates)
        if not len(candidates) or not (np.isfinite(G).all() and np.isfinite(q).all()):
            raise GivenUp
        phi = nnls(np.vstack([G.T, q]), np.r_[np.zeros(G.shape[1]), 1.0])[0]
        return candidates[phi > 1e-12]

    def onto_margins(self, state, points):
        """The nearest state at which the held points have margin 1, by Gauss and Newton's method."""
        for _ in range(20):
            G, q = self.pulls(state, points)
            if not (np.isfinite(G).all() and np.isfinite(q).all()):
                raise GivenUp
            state = state - np.linalg.lstsq(np.c_[G, q], self.margins(state)[points] - 1.0)[0]
        return state


def late_flow(net: Problem, xi, log_t: float, log_t_end: float) -> Late:
    """The late flow of one run from xi (P,) at the logarithm of time log_t to log_t_end. Raises ValueError where the problem is not that of
    one exponential neuron, one output and a hinge loss.
    """
    if net.neuron != Neuron.EXPONENTIAL or net.widths[-1] != 1 or net.loss != Loss.HINGE or not net.lam or net.mu:
        raise ValueError("the late flow is that of the paper's exponential neuron, with one output and the hinge loss")
    where, theta = parts(net), net_size(net.widths)
    a, b = float(xi[where.a[0]]), float(xi[where.b[0]])
    run = _Flow(net, np.sign(a))
    state = np.r_[xi[:theta], xi[where.w], np.log(np.abs(a)) + b]
    kept, ended = _follow(run, state, b, log_t, log_t_end, np.log(net.lam))
    if not kept:
        empty = np.zeros((0, 1))
        return Late(*(empty[:, 0],) * 3, empty, empty, empty[:, 0], ended)
    bs, states, velocities = (np.concatenate([piece[k] for piece in kept]) for k in range(3))
    return Late(bs, states[:, -1], states[:, -2] - bs, states[:, :theta], states[:, theta:-2], -velocities[:, -1], ended)


def _follow(run: _Flow, state, b, log_t, log_t_end, log_lam):
    """The pieces of a late flow between changes of the held points, each (b, states and log_t, velocities), and how it ended."""
    pieces = []
    try:
        points = run.held(state, np.flatnonzero(run.margins(state) < 1.0 + HELD))
        state = run.onto_margins(state, points)
        while len(pieces) < PIECES and len(points):
            solved = _piece(run, points, np.r_[state, log_t], b, log_t_end, log_lam)
            pieces.append((solved.t, solved.y.T, [run.velocity(at[:-1], points) for at in solved.y.T]))
            state, log_t, b = solved.y[:-1, -1], solved.y[-1, -1], solved.t[-1]
            released, touched, over, end = (len(times) > 0 for times in solved.t_events)
            if over or end:
                return pieces, "taken over" if over else "on its way"
            if not (released or touched):
                break
            points = run.held(state, np.flatnonzero(run.margins(state) < 1.0 + 10 * TOUCH))
    except GivenUp:
        pass
    return pieces, "given up"


def _piece(run: _Flow, points, start, b, log_t_end, log_lam):
    """The late flow with these points held, until one is released, another one is touched, the net has taken over, or time is over."""
    from scipy.integrate import solve_ivp

    free = np.setdiff1d(np.arange(len(run.y)), points)

    def velocity(at_b, at):
        return np.r_[run.velocity(at[:-1], points), np.exp(2.0 * (at_b - at[-2]) - log_lam - at[-1])]

    def released(at_b, at):
        return run.multipliers(at[:-1], points)[0].min()

    def touched(at_b, at):
        return (run.margins(at[:-1])[free].min() if len(free) else 2.0) - 1.0 + TOUCH

    def over(at_b, at):
        return np.abs(run.output(at[:-1])[points]).max() - TAKEN_OVER

    def end(at_b, at):
        return log_t_end - at[-1]

    events = [released, touched, over, end]
    for event in events:
        event.terminal, event.direction = True, -1
    return solve_ivp(velocity, (b, b + log_t_end), start, method="LSODA", rtol=1e-9, atol=1e-10, events=events, max_step=1.0)
