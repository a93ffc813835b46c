"""The loop that runs any method step by step. A method is a pure `step`; the loop watches saddles, domain and minimum."""

import numpy as np

from descent.compiled import compiled, copy, finite
from descent.escape.descent import DIVERGED, LEFT_DOMAIN, LIMIT, MINIMUM, TINY, UNDERFLOW, VISIT_EPS, Descent, Limits, blank
from descent.escape.octopus_compiled import OUTSIDE, distance_to_minimum, gradient, second_order_scale, value


def stepwise(step, parameters=(), memory=0):
    """Make `descend` for one method.

    step: `register_jitable` function (i, x, slope, memory, stream, t, p, eta, parameters) that moves x (d,) in place by one iteration,
    given the number of saddles passed and the gradient there; it returns False where it had to ask for the gradient outside the
    domain. parameters: names of what it takes, in order. memory: number of (d,) vectors, zero at first, that it keeps.
    """

    @compiled
    def loop(x0, streams, p, eta, limits, values, escape, plateau, steps, status, end, objective, path, second_order, visits):
        runs, d = x0.shape
        slope = np.empty(d)
        for run in range(runs):
            x = end[run]
            kept = np.zeros((memory, d))
            passed, t = 0, 0
            scale = np.inf
            while True:
                i = gradient(x, p, slope)
                if i == OUTSIDE:
                    status[run] = LEFT_DOMAIN if finite(x) else DIVERGED
                    break
                while passed < i:
                    escape[run, passed] = t
                    passed += 1
                if t < objective.shape[1]:
                    objective[run, t] = value(x, p)
                if t < path.shape[1]:
                    copy(x, path[run, t])
                if limits.rho > 0.0 and passed < d:
                    here = second_order_scale(i, x, slope, p, limits.rho)
                    scale = min(scale, here)
                    for k in range(VISIT_EPS.size):
                        visits[run, k] += here <= VISIT_EPS[k]
                if passed == d and np.isnan(steps[run]) and distance_to_minimum(x, p) <= limits.eps:
                    steps[run] = t
                    status[run] = MINIMUM
                if t >= limits.max_steps or (status[run] == MINIMUM and t >= objective.shape[1]):
                    break
                if not step(i, x, slope, kept, streams[run], t, p, eta, values):
                    status[run] = LEFT_DOMAIN if finite(x) else DIVERGED
                    break
                t += 1
            if status[run] == LIMIT and passed < d and abs(x[passed]) < TINY:
                status[run] = UNDERFLOW
            if limits.rho > 0.0:
                second_order[run] = scale
            before = 0
            for k in range(passed):
                halfway = (before + int(escape[run, k])) // 2
                if halfway < objective.shape[1]:
                    plateau[run, k] = objective[run, halfway]
                before = int(escape[run, k])

    def descend(x, streams, p, eta, limits: Limits, **values) -> Descent:
        numbers = np.array([values[name] for name in parameters], dtype=np.float64)
        limits = Limits(float(limits.eps), float(limits.max_steps), int(limits.record), int(limits.path), float(limits.rho))
        result = blank(x, limits)
        kept = result._asdict()
        del kept["exact"]
        loop(x, streams.copy(), p, float(eta), limits, numbers, **kept)
        return result

    return descend
