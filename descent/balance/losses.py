"""Losses of a net's outputs, means over the points; the theorems hold for any that is differentiable. Arrays may be numpy's or torch's."""

import math

from array_api_compat import array_namespace


def _quadratic(f, y):
    residual = f - y
    return array_namespace(f).sum(0.5 * residual * residual, axis=-2), residual


def _cross_entropy(f, y):
    """y: probabilities of the classes."""
    xp = array_namespace(f)
    shifted = f - xp.max(f, axis=-2, keepdims=True)
    total = xp.sum(xp.exp(shifted), axis=-2, keepdims=True)
    return xp.sum(y * (xp.log(total) - shifted), axis=-2), xp.exp(shifted) / total - y


def _log_cosh(f, y):
    xp = array_namespace(f)
    residual = f - y
    size = xp.abs(residual)
    return xp.sum(size + xp.log1p(xp.exp(-2.0 * size)) - math.log(2.0), axis=-2), xp.tanh(residual)


LOSSES = {"quadratic": _quadratic, "cross_entropy": _cross_entropy, "log_cosh": _log_cosh}
"""Loss of every point, (..., N), and its derivative by the outputs, (..., outputs, N)."""


def mean_loss(name: str, f, y):
    """The mean loss of every run, and its derivative by the outputs. f, y: (runs, outputs, N). Returns (runs,), (runs, outputs, N)."""
    each, slope = LOSSES[name](f, y)
    return array_namespace(f).mean(each, axis=-1), slope / f.shape[-1]
