"""Literal gradient descent with every number in float32, for all runs of a batch together, on the octopus of `descent.escape.octopus`."""

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
    """Parameters of gradient descent in float32."""

    eta: Positive = given(description="Step size of gradient steps.")


def descend(x, p, limits: Limits, *, eta) -> Descent:
    """GD with every operation in float32; otherwise as `descent.escape.descent.descend`, without paths or visits."""
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
