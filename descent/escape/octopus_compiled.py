"""The octopus at one point, for use inside compiled kernels. x: (d,) float64; p: Octopus. The formulas are those of `octopus`."""

import numpy as np

from descent.compiled import compiled, inlined

OUTSIDE = -1


@inlined
def along_slope(y, p):
    """g1'(y), the slope along the path in the buffer tau < y <= 2 tau."""
    z = y - p.tau
    a = (-14.0 * p.L + 10.0 * p.gamma) / p.tau
    b = (10.0 * p.L - 6.0 * p.gamma) / (p.tau * p.tau)
    return -2.0 * p.gamma * y + z * z * (a + b * z)


@inlined
def across(y, p):
    """g2(y), half the curvature across the path in the buffer, and g2'(y)."""
    s = (y - p.tau) / p.tau
    drop = p.L + p.gamma
    slope = 30.0 * s * s * (1.0 - s) * (1.0 - s)
    return p.L - drop * s * s * s * (10.0 - 15.0 * s + 6.0 * s * s), -drop * slope / p.tau


@inlined
def gradient(x, p, out):
    """Write the gradient at x into `out` (d,). Returns the number of saddles passed (0 to d), or OUTSIDE."""
    d = x.size
    i = 0
    while i < d:
        y = abs(x[i])
        if not y > 2.0 * p.tau:
            break
        if y > 6.0 * p.tau:
            return OUTSIDE
        out[i] = 2.0 * p.L * (x[i] - np.copysign(4.0 * p.tau, x[i]))
        i += 1
    if i == d:
        return d
    y = abs(x[i])
    if not y <= 2.0 * p.tau:
        return OUTSIDE
    tallest = 0.0
    finite = True
    for j in range(i + 1, d):
        tallest = max(tallest, abs(x[j]))
        finite &= x[j] == x[j]
        out[j] = 2.0 * p.L * x[j]
    if tallest > p.tau or not finite:
        return OUTSIDE
    if y <= p.tau:
        out[i] = -2.0 * p.gamma * x[i]
    else:
        slope = along_slope(y, p)
        if i + 1 < d:
            half_curvature, change = across(y, p)
            slope += change * x[i + 1] * x[i + 1]
            out[i + 1] = 2.0 * half_curvature * x[i + 1]
        out[i] = slope if x[i] > 0 else -slope
    return i


@compiled
def value(x, p):
    """f(x), or NaN outside the domain."""
    d = x.size
    nu = (37.0 * p.L + 13.0 * p.gamma) * p.tau * p.tau / 6.0
    total = 0.0
    i = 0
    while i < d and abs(x[i]) > 2.0 * p.tau:
        if abs(x[i]) > 6.0 * p.tau:
            return np.nan
        total += p.L * (abs(x[i]) - 4.0 * p.tau) ** 2 - nu
        i += 1
    if i == d:
        return total
    y = abs(x[i])
    for j in range(i + 1, d):
        if not abs(x[j]) <= p.tau:
            return np.nan
    if y <= p.tau:
        total += -p.gamma * y * y
        first_quadratic = i + 1
    else:
        z = y - p.tau
        total += -p.gamma * y * y + (-14.0 * p.L + 10.0 * p.gamma) / (3.0 * p.tau) * z**3
        total += (5.0 * p.L - 3.0 * p.gamma) / (2.0 * p.tau * p.tau) * z**4
        if i + 1 < d:
            total += across(y, p)[0] * x[i + 1] * x[i + 1]
        first_quadratic = i + 2
    for j in range(first_quadratic, d):
        total += p.L * x[j] * x[j]
    return total if y <= 2.0 * p.tau else np.nan


@compiled
def distance_to_minimum(x, p):
    """Euclidean distance from x to the nearest minimum (+-4 tau, ..., +-4 tau)."""
    square = 0.0
    for j in range(x.size):
        square += (abs(x[j]) - 4.0 * p.tau) ** 2
    return np.sqrt(square)


@compiled
def second_order_scale(i, x, slope, p, rho):
    """The smallest eps for which x is an eps-second-order stationary point (corollary 4.3).

    i: saddles passed at x; slope: (d,) the gradient there; rho: Lipschitz constant of the Hessian. The condition is
    ||grad|| <= eps and lambda_min >= -sqrt(rho eps); the Hessian's only block that is not diagonal is that of x_i and x_{i+1}.
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
            z = y - p.tau
            s = z / p.tau
            lowest = -2.0 * p.gamma + 2.0 * (-14.0 * p.L + 10.0 * p.gamma) / p.tau * z
            lowest += 6.0 * (5.0 * p.L - 3.0 * p.gamma) / (p.tau * p.tau) * z * z
            if i + 1 < x.size:
                half_curvature, change = across(y, p)
                w = x[i + 1]
                bend = -(p.L + p.gamma) * 60.0 * s * (1.0 - s) * (1.0 - 2.0 * s) / (p.tau * p.tau)
                centre = 0.5 * (lowest + bend * w * w) + half_curvature
                spread = 0.5 * (lowest + bend * w * w) - half_curvature
                lowest = centre - np.hypot(spread, 2.0 * change * w)
    return max(np.sqrt(square), min(lowest, 0.0) ** 2 / rho)
