"""The theorems' statements on the end of a trained net: its limit direction, its stationarity, and its sparsity."""

from typing import NamedTuple

import numpy as np

from descent.algebra import matmul, norm
from descent.convbias.nets import DOMAINS, Net, output, penalty, penalty_of, predictor
from descent.convbias.separators import Separators
from descent.convbias.stationarity import predictor_residual, surviving, weights_residual
from descent.elementary import power

OWN_END = "own end"
"""The target where the theorems name none. Distances to it then measure how fast a run converges, not to which limit."""


class End(NamedTuple):
    """The end of runs, one number per run; NaN for runs that do not separate their data and where a number does not apply."""

    residual: np.ndarray
    """Distance from the first-order conditions on the predictor: those of the l2 norm for full nets, of the l_{2/L} norm for others."""
    elsewhere: np.ndarray
    """Largest |sum_n alpha_n y_n x^_n| outside the surviving frequencies; theorem 2 bounds it by 1. Depth 2 only."""
    weights_residual: np.ndarray
    """Distance from the first-order conditions on the weights."""
    frequencies: np.ndarray
    """Number of surviving frequencies, out of D // 2 + 1, or of surviving entries, out of D."""
    penalty: np.ndarray
    """The induced penalty of the predictor scaled to margin 1."""
    identity_error: np.ndarray
    """|penalty / ||w||^2 - 1|."""
    product_error: np.ndarray
    """Largest relative difference between the outputs of the predictor and those of the net, layer by layer."""


def is_wide(shape: Net) -> bool:
    """Whether the theorems are about a net: about all but those with filters narrower than a signal."""
    return shape.kind != "conv" or shape.K == shape.D


def exponent_depth(shape: Net) -> int:
    """The L in the penalty's exponent 2/L. It is 1 for full nets, whose penalty orders predictors as that of depth 1 does."""
    return 1 if shape.kind == "full" else shape.L


def target(shape: Net) -> str:
    """The limit that the theorems predict: `l2` (theorem 1, and filters of one tap), `l1` (theorem 2), or the net's own end for none."""
    if shape.kind == "full" or shape.L == 1 or (shape.kind == "conv" and shape.K == 1):
        return "l2"
    return "l1" if shape.L == 2 and is_wide(shape) else OWN_END


def target_of(shape: Net, found: Separators, ends: np.ndarray) -> np.ndarray:
    """The direction that every run should converge to. ends: (runs, D), the directions at the end. Returns (runs, D)."""
    return {"l2": found.l2, "l1": found.l1, OWN_END: ends}[target(shape)]


def predicted_rate(shape: Net, dual_rate: np.ndarray):
    """The predicted exponent of the margin in the decay of 1 - cos: -2/L to the l2 separator, `dual_rate` to the l1 separator.

    dual_rate: (runs,), from `convergence.dual_rate`. Returns one number, or (runs,); NaN where the theorems name no target.
    """
    return {"l1": dual_rate, "l2": -2 / shape.L, OWN_END: np.nan}[target(shape)]


def direction(shape: Net, w: np.ndarray, x: np.ndarray) -> np.ndarray:
    """Directions of the predictors; NaN where a predictor does not separate its data. w: (runs, P); x: (runs, N, D). Returns (runs, D)."""
    beta = predictor(w, shape)
    separated = least_margin(beta, x) > 0
    return np.where(separated[:, None], beta, np.nan) / norm(beta, axis=1, keepdims=True)


def least_margin(beta: np.ndarray, x: np.ndarray) -> np.ndarray:
    """min_n y_n <x_n, beta>. beta: (runs, D); x: (runs, N, D). Returns (runs,)."""
    return matmul(x, beta[..., None])[..., 0].min(axis=1)


def end(shape: Net, w: np.ndarray, x: np.ndarray) -> End:
    """The `End` of runs from their last weights. w: (runs, P) of unit norm; x: (runs, N, D) signals times labels."""
    result = End(*(np.full(len(w), np.nan) for _ in End._fields))
    wide, domain = is_wide(shape), DOMAINS[shape.kind]
    beta = direction(shape, w, x)
    for run in np.flatnonzero(np.isfinite(beta).all(axis=1)):
        result.weights_residual[run] = weights_residual(w[run], shape, x[run])
        result.frequencies[run] = surviving(beta[run], domain).sum()
        said = matmul(x[run], predictor(w[run], shape))
        result.product_error[run] = np.abs(output(w[run], shape, x[run]) / said - 1).max()
        if wide:
            result.residual[run], result.elsewhere[run] = predictor_residual(beta[run], exponent_depth(shape), x[run], domain)
            induced = penalty_of(w[run], shape)
            result.identity_error[run] = abs(induced - 1)
            result.penalty[run] = induced / power(least_margin(predictor(w[[run]], shape), x[[run]])[0], 2 / shape.L)
    return result


def separator_penalty(shape: Net, beta: np.ndarray, x: np.ndarray) -> np.ndarray:
    """The induced penalty of a separator scaled to margin 1. beta: (runs, D); x: (runs, N, D). Returns (runs,)."""
    return penalty(beta / least_margin(beta, x)[:, None], shape)
