"""Gradient flow of nets by an adaptive Runge-Kutta method of order eight, from kink to kink if the activation has kinks.

Source of the method: Dormand and Prince's DOP853 (Hairer, Norsett, Wanner 1993). Between kinks the loss is smooth, so that the step size
control is valid. Every kink is located up to rounding, and a step ends at it. See `kinks` for the flow at a kink.
"""

from typing import NamedTuple

import numpy as np

from descent import checked, progress
from descent.activations import KINKED
from descent.balance.kinks import Piece
from descent.balance.nets import Net, Points, suit
from descent.balance.passes import loss_and_gradient
from descent.losses import ON_ARRAYS
from descent.roots import root
from descent.runge_kutta import RungeKutta

LOOKS = np.array([0.25, 0.5, 0.75, 1.0])
"""Shares of a step at which the solution is tested for kinks."""
PAST = 1e-9
"""The pre-activation of an event is identified this share of a step after the event, since the room of a slide can jump at the event."""
STEPS = 20000
"""Number of steps after which the flow gives up."""


class Smooth:
    """The loss of a net without kinks, as a single piece. data: of one run."""

    def __init__(self, net: Net, loss: str, data: Points):
        self.net, self.loss, self.data = net, loss, data

    def velocity(self, theta) -> np.ndarray:
        """d theta / dt. theta: (P,)."""
        gradient = np.empty((1, self.net.P))
        loss_and_gradient(self.net, self.loss, theta[None], self.data, gradient)
        return -gradient[0]

    def room(self, theta) -> np.ndarray:
        """A positive constant: there are no events."""
        return np.ones(1)


class Flowed(NamedTuple):
    """The results of the flow of one run."""

    theta: np.ndarray
    """The parameters at each time; NaN at times that the flow did not reach. (points, P)"""
    steps: int
    kinks: int
    """Number of events: kinks reached, or left after a slide."""
    resting: int
    """Largest number of pre-activations at rest at their kinks at once."""
    arrived: bool


def _solver(piece, t, theta, until, tolerance, first_step=None) -> RungeKutta:
    """A solver of the flow on a piece, from the time t to `until`."""
    return RungeKutta(lambda _, theta: piece.velocity(theta), t, theta, until, tolerance, tolerance, first_step)


def _event(piece, solver):
    """The time of the first event in the last step, and its pre-activation; None without an event."""
    dense, before = solver.dense(), solver.t_old
    for look in LOOKS:
        t = solver.t_old + look * (solver.t - solver.t_old)
        if piece.room(dense(t)).min() < 0:
            if piece.room(dense(before)).min() <= 0:
                return before, int(piece.room(dense(before)).argmin())
            met = root(lambda t: piece.room(dense(t)).min(), before, t, 1e-15)
            return met, int(piece.room(dense(met + PAST * (t - before))).argmin())
        before = t
    return None


def _landed(piece, solver, t: float, tolerance: float) -> np.ndarray:
    """The parameters at a time within the last step, by the solver itself, since its interpolation is of lower order."""
    if t <= solver.t_old:
        return solver.y_old
    again = _solver(piece, solver.t_old, solver.y_old, t, tolerance, first_step=t - solver.t_old)
    while again.running:
        again.step()
    return again.y


def flow(net: Net, loss: str, theta, data: Points, times, tolerance: float) -> Flowed:
    """Gradient flow of one run. theta: (P,); data: of one run; times: (points,), increasing, the first one that of theta.

    tolerance: relative and absolute, of the solver. Raises ValueError where an argument is not as described.
    """
    theta, times = suit(net, theta, data), checked.increasing("times", times, least=0.0)
    checked.one_of("loss", loss, ON_ARRAYS)
    checked.number("tolerance", tolerance, above=0.0)
    below = KINKED.get(net.activation)
    piece = Smooth(net, loss, data) if below is None else Piece(net, below, loss, theta, data)
    kept, steps, kinks, resting = np.full((len(times), net.P), np.nan), 0, 0, 0
    kept[0], t = theta, times[0]
    for point, until in enumerate(progress.through(times[1:], "point", even=False), start=1):
        while t < until:
            solver, event = _solver(piece, t, theta, until, tolerance), None
            while solver.running and event is None:
                solver.step()
                steps += 1
                event = _event(piece, solver)
            if steps > STEPS or solver.failed:
                return Flowed(kept, steps, kinks, resting, False)
            t, theta = solver.t, solver.y
            if event:
                t, k = event
                theta = _landed(piece, solver, t, tolerance)
                kinks += 1
                if not piece.meet(theta, k):
                    return Flowed(kept, steps, kinks, resting, False)
                resting = max(resting, piece.resting.size)
        kept[point] = theta
    return Flowed(kept, steps, kinks, resting, True)
