"""Gradient descent, literally, with every number in float32: all runs of a batch together, with the plain octopus of `octopus`."""

import numpy as np

from descent import parameters
from descent.elementary import square
from descent.ends import End
from descent.escape.descent import Descent, Limits, unstarted
from descent.escape.octopus import gradient, inside, stage, value
from descent.parameters import Positive, given

LABEL = "GD in float32"
WIDTH = np.float32


class Parameters(parameters.Parameters):
    """What gradient descent in this width takes."""

    eta: Positive = given(description="Step size of gradient steps.")


def descend(x, p, limits: Limits, *, eta) -> Descent:
    """GD in which every operation is done in float32; the rest is that of `descent.escape.descent.descend`, without paths or visits."""
    result = unstarted(x, limits._replace(path=0, rho=0.0))
    point = x.astype(WIDTH)
    eta, d = WIDTH(eta), x.shape[1]
    running = np.arange(len(x))
    passed = np.zeros(len(x), dtype=int)
    t = 0
    while running.size:
        within = inside(point[running], p)
        result.status[running[~within]] = End.LEFT_THE_DOMAIN
        running = running[within]
        now = stage(point[running], p)
        for run, i in zip(running[now > passed[running]], now[now > passed[running]], strict=True):
            result.escape[run, passed[run] : i] = t
            passed[run] = i
        if t < limits.record:
            result.objective[running, t] = value(point[running], p)
        distance = np.sqrt(square(np.abs(point[running]) - 4 * p.tau).sum(axis=1))
        arrived = running[(now == d) & (distance <= limits.eps)]
        fresh = arrived[np.isnan(result.steps[arrived])]
        result.steps[fresh], result.status[fresh] = t, End.CONVERGED
        if t >= limits.max_steps:
            break
        if t >= limits.record:
            running = np.setdiff1d(running, arrived)
        coming = point[running, np.minimum(passed[running], d - 1)]
        point[running] -= eta * gradient(point[running], p)
        frozen = (passed[running] < d) & (np.abs(coming) < np.finfo(WIDTH).tiny)
        frozen &= point[running, np.minimum(passed[running], d - 1)] == coming
        result.status[running[frozen]] = End.UNDERFLOW
        if t >= limits.record:
            running = running[~frozen]
        t += 1
    result.end[:] = point
    return result
