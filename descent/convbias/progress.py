"""Records of runs at given margins; a run converges at the last one."""

import math

from descent.compiled import compiled
from descent.ends import End


@compiled
def record(t, logarithm, beta, q, points, alive, seen, kept):
    """Record the predictor's direction and the multipliers q (N, lanes), normalised to sum one, of every run that has reached new points.

    A run converges at the last point. Arguments as in `gradient_descent.descend`. Returns the number of runs that go on.
    """
    lanes = beta.shape[1]
    going = 0
    for n in range(lanes):
        if not alive[n]:
            continue
        kept.final[n] = logarithm[n]
        while seen[n] < points.size and logarithm[n] >= points[seen[n]]:
            size = 0.0
            for k in range(beta.shape[0]):
                size += beta[k, n] * beta[k, n]
            size = math.sqrt(size)
            for k in range(beta.shape[0]):
                kept.beta[n, seen[n], k] = beta[k, n] / size
            total = 0.0
            for i in range(q.shape[0]):
                total += q[i, n]
            for i in range(q.shape[0]):
                kept.multipliers[n, seen[n], i] = q[i, n] / total if total > 0.0 else math.nan
            kept.log10_margin[n, seen[n]], kept.step[n, seen[n]] = logarithm[n], t
            seen[n] += 1
        if seen[n] == points.size:
            kept.status[n], alive[n] = End.CONVERGED, False
        else:
            going += 1
    return going
