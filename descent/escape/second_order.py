"""Second-order stationarity of a point of the octopus (Du et al. 2017, corollary 4.3), for kernels."""

import math

import numpy as np

from descent.compiled import compiled
from descent.elementary import power
from descent.escape.buffer import across, across_bend, along_curvature

VISIT_EPS = np.array([power(10.0, k / 8) for k in range(-24, 9)])
"""Values of eps for which visits to eps-second-order stationary points are counted."""


@compiled
def second_order_scale(i, x, slope, p, rho):
    """The smallest eps for which x is an eps-second-order stationary point (corollary 4.3).

    i: saddles passed at x; slope: (d,) the gradient at x; rho: Lipschitz constant of the Hessian. The condition is
    ||grad|| <= eps and lambda_min >= -sqrt(rho eps). The Hessian is diagonal except for the block of x_i and x_{i+1}.
    """
    square = 0.0
    for j in range(x.size):
        square += slope[j] * slope[j]
    lowest = 2.0 * p.L
    if i < x.size:
        y = abs(x[i])
        if y <= p.tau:
            lowest = -2.0 * p.gamma
        else:
            lowest = along_curvature(y, p)
            if i + 1 < x.size:
                half_curvature, change = across(y, p)
                w, bend = x[i + 1], across_bend(y, p)
                centre = 0.5 * (lowest + bend * w * w) + half_curvature
                spread = 0.5 * (lowest + bend * w * w) - half_curvature
                cross = 2.0 * change * w
                lowest = centre - math.sqrt(spread * spread + cross * cross)
    return max(math.sqrt(square), min(lowest, 0.0) ** 2 / rho)
