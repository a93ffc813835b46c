"""Literal gradient descent."""

import numpy as np
from pydantic import model_validator

from descent import parameters, progress
from descent.elementary import log, log10, power
from descent.methods import gd
from descent.oneneuron import descent
from descent.oneneuron.ended import Ended
from descent.oneneuron.found import DIVERGED
from descent.oneneuron.paths import Path, through
from descent.parameters import Positive, given, need


class Parameters(parameters.Parameters):
    """Parameters of literal descent."""

    eta: Positive = given(0.01, "Step size of gradient descent.")
    log10_gd_time: float = given(2.5, "log10 of the flow time (iterations times eta) at which literal descent ends.", ge=-2, le=9)

    @model_validator(mode="after")
    def _a_step_at_least(self):
        need(
            self.log10_gd_time > log(self.eta) / log(10.0),
            "log10_gd_time > log(eta) / log(10)",
            "literal descent takes a step at least",
        )
        return self


def literal(net, xi, log10_t, eta) -> list[Path]:
    """Literal descent from every start xi (runs, P), at the flow times eta t nearest to log10_t (points,)."""
    at = np.unique(np.round(power(10.0, log10_t) / eta).astype(np.int64))
    found, points = descent.path(gd, net, xi, at, eta=eta)
    times = log10(at * eta)
    ended = [
        (Ended.DIVERGED, log10(max(t, 1) * eta)) if status == DIVERGED else (Ended.COMPLETED, times[-1])
        for status, t in zip(found.status, found.iterations, strict=True)
    ]
    return [through(net, times, path, *how) for path, how in progress.through(list(zip(points, ended, strict=True)), "path")]


def follow(net, xi, points: int, cell) -> list[Path]:
    """Follow literal descent; arguments as in the package."""
    return literal(net, xi, np.linspace(log10(cell.eta), cell.log10_gd_time, points), cell.eta)
