"""Literal gradient descent in another width of float: all runs of a batch together, with the plain octopus of `octopus`."""

import numpy as np

from descent.ends import End
from descent.escape.descent import Descent, Limits, unstarted
from descent.escape.octopus import gradient, inside, stage, value


def gradient_descent(dtype, x, p, limits: Limits, *, eta) -> Descent:
    """GD in which every operation is done in `dtype`; the rest is that of `descent.escape.descent.descend`, without paths or visits."""
    result = unstarted(x, limits._replace(path=0, rho=0.0))
    point = x.astype(dtype)
    eta, d = dtype(eta), x.shape[1]
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
        distance = np.linalg.norm(np.abs(point[running]) - 4 * p.tau, axis=1)
        arrived = running[(now == d) & (distance <= limits.eps)]
        fresh = arrived[np.isnan(result.steps[arrived])]
        result.steps[fresh], result.status[fresh] = t, End.CONVERGED
        if t >= limits.max_steps:
            break
        if t >= limits.record:
            running = np.setdiff1d(running, arrived)
        coming = point[running, np.minimum(passed[running], d - 1)]
        point[running] -= eta * gradient(point[running], p)
        frozen = (passed[running] < d) & (np.abs(coming) < np.finfo(dtype).tiny)
        frozen &= point[running, np.minimum(passed[running], d - 1)] == coming
        result.status[running[frozen]] = End.UNDERFLOW
        if t >= limits.record:
            running = running[~frozen]
        t += 1
    result.end[:] = point
    return result
