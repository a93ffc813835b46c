"""How long descent stays at a saddle by linear theory: f is replaced by its quadratic model, and escaping parts grow by a factor per step.

For gradient descent with step eta the factor along an eigenvector with eigenvalue -lambda is 1 + eta lambda. Descent then leaves after
log(distance to leave / distance from the saddle along the eigenvector) / log(1 + eta lambda) iterations (Lee et al. 2016; Du et al. 2017).
"""

import numpy as np
from scipy.optimize import brentq

from descent.instruments.optimisers import Optimiser

SGD = ("lr", "momentum", "dampening", "nesterov", "weight_decay")
"""The arguments of torch's SGD on which its linear theory depends."""


def linear(optimiser: Optimiser) -> dict | None:
    """The arguments of torch's SGD; None for other optimisers, whose steps may not be linear in the gradients, and for ascent."""
    if optimiser.kind.__name__ != "SGD" or not optimiser.kind.__module__.startswith("torch.") or optimiser.arguments.get("maximize"):
        return None
    given = {"lr": 1e-3} | optimiser.arguments
    return {name: float(given[name]) for name in SGD if name in given}


def growth(curvature, lr: float, momentum=0.0, dampening=0.0, nesterov=False, weight_decay=0.0):
    """SGD's factor of growth per step along eigenvectors at a saddle, and the share of the distance that grows from a velocity of zero.

    curvature: eigenvalues of the Hessian, any shape. The others are torch's arguments. Without momentum the factor is |1 - lr curvature|.
    With momentum a two by two matrix moves the state (x, v): v' = momentum v + (1 - dampening) g, x' = x - lr v', and for Nesterov
    x' = x - lr (g + momentum v'). The factor is the matrix's largest eigenvalue in absolute value. Returns two arrays of the same shape.
    """
    curvature = np.asarray(curvature, dtype=float) + weight_decay
    if not momentum:
        return np.abs(1.0 - lr * curvature), np.ones_like(curvature)
    direct, through = (1.0, momentum) if nesterov else (0.0, 1.0)
    step = np.empty((*curvature.shape, 2, 2))
    step[..., 0, 0] = 1.0 - lr * (direct + through * (1.0 - dampening)) * curvature
    step[..., 0, 1] = -lr * through * momentum
    step[..., 1, 0] = (1.0 - dampening) * curvature
    step[..., 1, 1] = momentum
    factors, modes = np.linalg.eig(step)
    largest = np.abs(factors).argmax(axis=-1)[..., None]
    weight = np.take_along_axis(np.linalg.inv(modes)[..., :, 0], largest, -1)[..., 0]
    share = np.take_along_axis(modes[..., 0, :], largest, -1)[..., 0] * weight
    return np.abs(np.take_along_axis(factors, largest, -1))[..., 0], np.abs(share)


def iterations(components, factors, level: float) -> float:
    """The time t at which the escaping parts of the gradient reach a level: sum_i (components_i factors_i^t)^2 = level^2.

    components: sizes of the gradient's parts, (k,). factors: their growth per step, (k,); parts that do not grow are left out. level: a
    gradient norm. For one part t = log(level / component) / log(factor). Returns 0 if the level is already reached, inf if nothing grows,
    and NaN for a level that is not finite.
    """
    components, factors = np.asarray(components, dtype=float), np.asarray(factors, dtype=float)
    grows = (factors > 1.0) & (components > 0.0)
    if not np.isfinite(level):
        return np.nan
    if not grows.any():
        return np.inf
    sizes, rates = np.log(components[grows] / level), np.log(factors[grows])

    def above(t):
        return np.logaddexp.reduce(2.0 * (sizes + rates * t))

    if above(0.0) >= 0.0:
        return 0.0
    return float(brentq(above, 0.0, np.min(-sizes / rates) + 1.0))
