"""Gradient flow, as far as floats resolve it."""

import numpy as np
from pydantic import model_validator

from descent import parameters, progress
from descent.oneneuron.ended import Ended
from descent.oneneuron.flow import flow
from descent.oneneuron.paths import Path, through
from descent.oneneuron.rates import LN10
from descent.parameters import given, need

EARLIEST = -3.0
"""log10 of the first time at which gradient flow is recorded. Our choice."""


class Solved(parameters.Parameters):
    """Parameters of both gradient flow and the late flow."""

    handover: float = given(6.0, "log10 of the flow time at which the late flow takes over.", ge=0, le=10)
    tolerance: float = given(1e-8, "Relative tolerance of the solver of gradient flow.", ge=1e-12, le=1e-3)


class Parameters(Solved):
    """Parameters of gradient flow."""

    log10_flow_time: float = given(10.0, "log10 of the time at which gradient flow ends; floats resolve it until 1e16.", ge=0, le=16)

    @model_validator(mode="after")
    def _beyond_the_handover(self):
        need(
            self.handover < self.log10_flow_time,
            "handover < log10_flow_time",
            "gradient flow and the late flow are compared where both run",
        )
        return self


def gradient_flow(net, xi, log10_t, tolerance) -> list[Path]:
    """Gradient flow from every start xi (runs, P), at the times log10_t (points,). tolerance: relative, of the solver."""
    paths = []
    for start in progress.through(xi, "run"):
        points = flow(net, start, LN10 * log10_t, tolerance)
        known = int((~np.isnan(points[:, 0])).sum())
        ended = Ended.COMPLETED if known == len(points) else Ended.GAVE_UP
        paths.append(through(net, log10_t, points, ended, log10_t[max(known - 1, 0)]))
    return paths


def follow(net, xi, points: int, cell) -> list[Path]:
    """Follow gradient flow; arguments as in the package."""
    return gradient_flow(net, xi, np.linspace(EARLIEST, cell.log10_flow_time, points), cell.tolerance)
