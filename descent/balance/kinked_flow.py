"""Gradient flow of nets: an adaptive Runge-Kutta method of order eight, from kink to kink where the activation has any.

Source of the method: Dormand and Prince's DOP853 (Hairer, Norsett, Wanner 1993). Between kinks the loss is smooth, so that the step
control means what it says; every kink is found to rounding and stepped to exactly. See `kinks` for what happens at one.
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
"""Where in a step kinks are looked for."""
PAST = 1e-9
"""How far past an event, in steps, it is seen whose it is: the room of a slide can fall at once when its signal changes sign."""
STEPS = 20000
"""Steps after which the flow gives up."""


class Smooth:
    """The loss of a net whose activation has no kinks, as one piece. data: of one run."""

    def __init__(self, net: Net, loss: str, data: Points):
        self.net, self.loss, self.data = net, loss, data

    def velocity(self, theta) -> np.ndarray:
        """d theta / dt. theta: (P,)."""
        gradient = np.empty((1, self.net.P))
        loss_and_gradient(self.net, self.loss, theta[None], self.data, gradient)
        return -gradient[0]

    def room(self, theta) -> np.ndarray:
        """There is never an event."""
        return np.ones(1)


class Flowed(NamedTuple):
    """What the flow of one run gives."""

    theta: np.ndarray
    """The parameters at each time; NaN where the flow did not come so far. (points, P)"""
    steps: int
    kinks: int
    """Events: kinks met, or left after a slide."""
    resting: int
    """Most pre-activations that rested at their kinks at once."""
    arrived: bool


def _solver(piece, t, theta, until, tolerance, first_step=None) -> RungeKutta:
    """The flow on a piece, from one time until another."""
    return RungeKutta(lambda _, theta: piece.velocity(theta), t, theta, until, tolerance, tolerance, first_step)


def _event(piece, solver):
    """The time of the first event of the step just taken, and where; None without one."""
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
    """The parameters at a time within the step just taken, by the solver itself: its interpolation is of a lower order."""
    if t <= solver.t_old:
        return solver.y_old
    again = _solver(piece, solver.t_old, solver.y_old, t, tolerance, first_step=t - solver.t_old)
    while again.running:
        again.step()
    return again.y


def flow(net: Net, loss: str, theta, data: Points, times, tolerance: float) -> Flowed:
    """Gradient flow of one run. theta: (P,); data: of one run; times: (points,) increasing from 0; tolerance: relative and absolute, of
    the solver. Raises ValueError where one of these is not as said.
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
