"""The octopus: the function on which gradient descent takes exponential time (Du et al. 2017, section 4).

Its tube leads past d successive saddle points, all with the same curvatures, to a minimum. The functions here are for one point, for the
loop and for kernels; `descent.escape.octopus` has them for batches of points in any float type. x: (d,) float64; p: Octopus.
"""

from typing import ClassVar

import numpy as np
from pydantic import model_validator

from descent import checked, parameters
from descent.escape.buffer import Octopus, across, along_slope, nu
from descent.escape.octopus import hessian_lipschitz, smoothness
from descent.parameters import Positive, given, need
from descent.watching import OUTSIDE

LABEL = "octopus"


def _rho(tau, L, gamma) -> float:
    """The Lipschitz constant of the Hessian."""
    return hessian_lipschitz(Octopus(float(tau), float(L), float(gamma)))


def _nu(tau, L, gamma) -> float:
    """The amount by which f drops from one saddle to the next."""
    return nu(Octopus(float(tau), float(L), float(gamma)))


class Parameters(parameters.Parameters):
    """Parameters of the octopus."""

    derived: ClassVar = {"ell": smoothness, "rho": _rho, "nu": _nu}

    d: int = given(description="Dimension, the number of saddle points in a row.", ge=1, le=10000)
    tau: Positive = given("= e", "Length scale of the octopus; minima at +-4 tau. The paper's is e.")
    L: Positive = given(description="Curvature across the path.")
    gamma: Positive = given(1, "Curvature along the path at a saddle.")

    @model_validator(mode="after")
    def _steeper_across_than_along(self):
        need(self.gamma <= self.L, "gamma <= L", "the octopus is steeper across its path than along it")
        return self


def numbers(*, tau, L, gamma, **others) -> Octopus:
    """The argument p of the functions. others: a cell's further parameters. Raises ValueError unless tau > 0 and 0 < gamma <= L."""
    tau, L = checked.number("tau", tau, above=0.0), checked.number("L", L, above=0.0)
    gamma = checked.number("gamma", gamma, above=0.0)
    if gamma > L:
        raise ValueError(f"gamma = {gamma:g}: must be at most L = {L:g}, the octopus is steeper across its path than along it")
    return Octopus(float(tau), float(L), float(gamma))


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


def value(x, p):
    """f(x), or NaN outside the domain."""
    d = x.size
    drop = nu(p)
    total = 0.0
    i = 0
    while i < d and abs(x[i]) > 2.0 * p.tau:
        if abs(x[i]) > 6.0 * p.tau:
            return np.nan
        total += p.L * (abs(x[i]) - 4.0 * p.tau) ** 2 - drop
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
