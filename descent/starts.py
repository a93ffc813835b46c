"""Random starting points, drawn from the runs' own streams (Du et al. 2017, section 5 and corollary 4.4)."""

import numpy as np

from descent import parameters
from descent.compiled import compiled
from descent.parameters import given
from descent.random import normal, uniform


class Parameters(parameters.Parameters):
    """Where runs start."""

    start: str = given(
        "uniform 1",
        "Distribution of the start, uniform on [-s, s]^d or Gaussian with standard deviation s.",
        pattern=r"^(uniform|gaussian) [0-9]*\.?[0-9]+$",
        json_schema_extra={"allowed": '"uniform s" or "gaussian s" with a number s'},
    )


def starts(streams, d: int, start: str) -> np.ndarray:
    """Starting points of all runs. streams: (runs, 4), advanced in-place; start: as in `Parameters`. Returns (runs, d)."""
    law, scale = start.split()
    return _drawn(streams, d, law == "gaussian", float(scale))


@compiled
def _drawn(streams, d, gaussian, scale):
    """Points uniform on [-scale, scale]^d, or N(0, scale^2 I)."""
    x = np.empty((streams.shape[0], d))
    for run in range(streams.shape[0]):
        for j in range(d):
            x[run, j] = scale * (normal(streams[run]) if gaussian else 2.0 * uniform(streams[run]) - 1.0)
    return x
