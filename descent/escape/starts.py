"""Random starts of descents on the octopus, from the runs' own streams (Du et al. 2017, section 5 and corollary 4.4)."""

import numpy as np

from descent.compiled import compiled
from descent.random import normal, uniform


@compiled
def starts(streams, d, gaussian, scale):
    """First points. streams: (runs, 4), advanced. Returns (runs, d): uniform on [-scale, scale]^d, or N(0, scale^2 I)."""
    x = np.empty((streams.shape[0], d))
    for run in range(streams.shape[0]):
        for j in range(d):
            x[run, j] = scale * (normal(streams[run]) if gaussian else 2.0 * uniform(streams[run]) - 1.0)
    return x
