"""How long descent stays at a saddle if the function there is its quadratic model: the escaping part of the gradient grows by a factor a step."""

import numpy as np
from scipy.optimize import brentq

SGD = {"lr", "momentum", "dampening", "nesterov", "weight_decay", "maximize"}
"""The arguments of torch's SGD that change the linear theory, and those that do not are left out."""


def growth(curvature, lr: float, momentum: float = 0.0, dampening: float = 0.0, nesterov: bool = False, weight_decay: float = 0.0):
    """The factor by which SGD's distance from a saddle grows in a step, along an eigenvector of the Hessian.

    curvature: the eigenvalue, any shape. For plain gradient descent it is 1 - lr curvature. With momentum b (velocity v' = b v + (1 - dampening) g,
    x' = x - lr v') it is the largest eigenvalue, by absolute value, of the two by two matrix that takes (x, v) to (x', v').
    """
    curvature = np.asarray(curvature, dtype=float) + weight_decay
    if momentum == 0.0:
        return np.abs(1.0 - lr * curvature)
    kept = 1.0 - dampening
    # The step is lr v', with Nesterov lr (g + b v').
    direct, through = (1.0, momentum) if nesterov else (0.0, 1.0)
    step = np.empty((*curvature.shape, 2, 2))
    step[..., 0, 0] = 1.0 - lr * (direct + through * kept) * curvature
    step[..., 0, 1] = -lr * through * momentum
    step[..., 1, 0] = kept * curvature
    step[..., 1, 1] = momentum
    return np.abs(np.linalg.eigvals(step)).max(axis=-1)


def iterations(components, factors, level: float) -> float:
    """The time t at which the escaping parts of the gradient reach a level: sum_i (components_i factors_i^t)^2 = level^2.

    components: (k,) sizes of the gradient along eigenvectors. factors: (k,) by which they grow in a step; those at most 1 are left out. level:
    gradient norm. For one vector: log(level / component) / log(factor). Returns 0 where the level is reached already, inf where nothing grows.
    """
    components, factors = np.asarray(components, dtype=float), np.asarray(factors, dtype=float)
    grows = (factors > 1.0) & (components > 0.0)
    if not grows.any() or not np.isfinite(level):
        return np.nan if not np.isfinite(level) else np.inf
    sizes, rates = np.log(components[grows]), np.log(factors[grows])

    def above(t):
        return np.logaddexp.reduce(2.0 * (sizes + rates * t)) - 2.0 * np.log(level)

    if above(0.0) >= 0.0:
        return 0.0
    return float(brentq(above, 0.0, float(np.min((np.log(level) - sizes) / rates)) + 1.0))
