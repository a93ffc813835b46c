"""Distances of a limit from the theorems' first-order conditions, by non-negative least squares."""

import numpy as np

from descent.algebra import matmul, nnls, norm
from descent.convbias import fourier
from descent.convbias.nets import Net, jacobian, predictor
from descent.elementary import power

SUPPORT = 1e-4
"""A sample may have a multiplier if its margin exceeds the least one by at most this share."""
SURVIVES = 1e-6
"""A frequency, or an entry, survives if its magnitude exceeds this share of the largest one."""


def support(beta: np.ndarray, x: np.ndarray) -> np.ndarray:
    """Whether each sample may have a multiplier. beta: (D,); x: (N, D) signals times labels. Returns (N,) bool."""
    margins = matmul(x, beta)
    return margins <= margins.min() + SUPPORT * abs(margins.min())


def surviving(beta: np.ndarray, domain=fourier) -> np.ndarray:
    """Whether each frequency of the half spectrum, or each entry, survives. beta: (..., D); domain: `fourier` or `entries`.

    Returns (..., H) bool.
    """
    size = domain.magnitudes(beta)
    return size > SURVIVES * size.max(axis=-1, keepdims=True)


def weights_residual(w: np.ndarray, net: Net, x: np.ndarray) -> float:
    """Distance of w/||w|| from the cone of the derivatives of the support's margins. w: (P,); x: (N, D) signals times labels.

    It is 0 at a first-order stationary point of min ||w||^2 with y_n <x_n, P(w)> >= 1. Source: Gunasekar et al. 2018, theorem on
    homogeneous models.
    """
    rows = jacobian(w, net, x[support(predictor(w, net), x)])
    return nnls((rows / norm(rows, axis=1, keepdims=True)).T, w / norm(w))[1]


def _forces(beta: np.ndarray, L: int, alive: np.ndarray, domain) -> np.ndarray:
    """|beta^|^(2/L - 1) e^(i phi) over the surviving coordinates, which must be a sum of samples. Returns (2 * alive,)."""
    size = np.where(alive, domain.magnitudes(beta), 1.0)
    return (domain.coordinates(beta) * power(size, 2 / L - 2))[:, alive].ravel()


def gradient_residual(gradient: np.ndarray, beta: np.ndarray, L: int, domain=fourier) -> float:
    """Relative distance of |beta^|^(2/L - 1) e^(i phi) from the ray of the gradient sum_n q_n y_n x^_n, over the surviving coordinates.

    These are the conditions of `predictor_residual` with the gradient in place of fitted multipliers. gradient, beta: (D,); L: depth.
    """
    alive = surviving(beta, domain)
    target, given = _forces(beta, L, alive, domain), domain.coordinates(gradient)[:, alive].ravel()
    along = max(matmul(given, target) / matmul(given, given), 0.0)
    return float(norm(along * given - target) / norm(target))


def predictor_residual(beta: np.ndarray, L: int, x: np.ndarray, domain=fourier) -> tuple[float, float]:
    """Distance of a predictor from the first-order conditions of min ||beta^||_{2/L} with y_n <x_n, beta> >= 1.

    beta: (D,); L: depth; x: (N, D) signals times labels; domain: `fourier`, or `entries`, where beta^ is beta itself.

    Returns two numbers. The first is the relative distance of sum_n alpha_n y_n x^_n from |beta^|^(2/L - 1) e^(i phi) over the surviving
    frequencies, for the best alpha >= 0 on the support. The second, for L = 2 and else NaN, is the largest magnitude of that sum outside
    the surviving frequencies, on which it is 1; by theorem 2 it is at most 1. Source: Gunasekar et al. 2018, theorems 2 and 2a.
    """
    alive, on = surviving(beta, domain), support(beta, x)
    rows, target = domain.coordinates(x[on]), _forces(beta, L, alive, domain)
    alpha, distance = nnls(rows[:, :, alive].reshape(len(rows), -1).T, target)
    elsewhere = domain.magnitudes(matmul(alpha, x[on]))[~alive].max(initial=0.0) if L == 2 else np.nan
    return float(distance / norm(target)), float(elsewhere)
