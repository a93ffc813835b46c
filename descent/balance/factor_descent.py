"""Kernel of gradient descent of matrix factorisation in coordinates of the span, for many runs side by side.

Every run has the same operations in the same order for any number of runs, so its bits do not depend on the other runs.
"""

import math
from typing import NamedTuple

import numpy as np

from descent import elementary, progress
from descent.compiled import compiled, inlined

LANES = 16
"""Number of runs side by side. Up to rank 5 their numbers fit in the first-level cache."""


class Factored(NamedTuple):
    """The results of descent, one row per run; NaN at iterations that a run did not reach."""

    residual: np.ndarray
    """||U V^T - M||_F at each recorded iteration. (runs, kept)"""
    imbalance: np.ndarray
    """||U^T U - V^T V||_F at each recorded iteration. (runs, kept)"""
    u: np.ndarray
    """||U||_F^2 at each recorded iteration. (runs, kept)"""
    v: np.ndarray
    """||V||_F^2 at each recorded iteration. (runs, kept)"""
    reach: np.ndarray
    """First iteration from which the residual stays at most each level. (runs, levels)"""
    most: np.ndarray
    """Largest imbalance, increase of f in one step, f, ||U||_F^2 and ||V||_F^2 over all iterations. (runs, 5)"""
    ratio: np.ndarray
    """Least and largest |X_11| / |Y_11| over all iterations, which is |u.u*| / |v.v*| for rank 1. (runs, 2)"""
    end: np.ndarray
    """X and Y at the end. (runs, 2, 2r, r)"""
    diverged_at: np.ndarray
    """The first iteration whose residual is not finite; -1 without one. (runs,)"""


@inlined
def _products(X, Y, s, E, D):
    """E = X Y^T - diag(s) and D = X^T X - Y^T Y, lane by lane. X, Y: (2r, r, lanes); s: (r, lanes)."""
    rows, r, lanes = X.shape
    for i in range(rows):
        for j in range(rows):
            for n in range(lanes):
                E[i, j, n] = -s[i, n] if i == j and i < r else 0.0
            for k in range(r):
                for n in range(lanes):
                    E[i, j, n] += X[i, k, n] * Y[j, k, n]
    for k in range(r):
        for l in range(k, r):
            for n in range(lanes):
                D[k, l, n] = 0.0
            for i in range(rows):
                for n in range(lanes):
                    D[k, l, n] += X[i, k, n] * X[i, l, n] - Y[i, k, n] * Y[i, l, n]
            for n in range(lanes):
                D[l, k, n] = D[k, l, n]


@inlined
def _step(X, Y, E, D, eta, regulariser, dX, dY):
    """One gradient step of X and Y in-place. eta: (lanes,), zero where a run has ended."""
    rows, r, lanes = X.shape
    for i in range(rows):
        for k in range(r):
            for n in range(lanes):
                dX[i, k, n] = 0.0
                dY[i, k, n] = 0.0
            for j in range(rows):
                for n in range(lanes):
                    dX[i, k, n] += E[i, j, n] * Y[j, k, n]
                    dY[i, k, n] += E[j, i, n] * X[j, k, n]
            if regulariser > 0.0:
                for l in range(r):
                    for n in range(lanes):
                        dX[i, k, n] += 4.0 * regulariser * X[i, l, n] * D[l, k, n]
                        dY[i, k, n] -= 4.0 * regulariser * Y[i, l, n] * D[l, k, n]
    for i in range(rows):
        for k in range(r):
            for n in range(lanes):
                X[i, k, n] -= eta[n] * dX[i, k, n]
                Y[i, k, n] -= eta[n] * dY[i, k, n]


@inlined
def _squares(A, total):
    """Set total (lanes,) to the squared Frobenius norms of A (., ., lanes)."""
    for n in range(total.size):
        total[n] = 0.0
    for i in range(A.shape[0]):
        for j in range(A.shape[1]):
            for n in range(total.size):
                total[n] += A[i, j, n] * A[i, j, n]


@compiled
def _descend(X, Y, s, scale, power, regulariser, kept_at, levels, out):
    """Descend with eta_t = scale (t + 1)^-power. X, Y: (2r, r, lanes), advanced in-place; s: (r, lanes); scale: (lanes,).

    kept_at: increasing iterations; levels: (levels, lanes); out: the arrays of `Factored`, one row per lane.
    """
    rows, r, lanes = X.shape
    E, D, dX, dY = np.empty((rows, rows, lanes)), np.empty((r, r, lanes)), np.empty_like(X), np.empty_like(Y)
    square, apart, u, v, before, eta = np.empty((6, lanes))
    alive = np.ones(lanes, np.bool_)
    seen = 0
    for t in range(kept_at[-1] + 1):
        _products(X, Y, s, E, D)
        _squares(E, square)
        _squares(D, apart)
        _squares(X, u)
        _squares(Y, v)
        for n in range(lanes):
            if alive[n] and not math.isfinite(square[n]):
                out.diverged_at[n], alive[n] = t, False
                out.reach[n, :] = math.nan
            if not alive[n]:
                continue
            f = 0.5 * square[n] + regulariser * apart[n]
            most = out.most[n]
            most[0] = max(most[0], apart[n])
            most[1] = max(most[1], f - before[n]) if t else -math.inf
            most[2], most[3], most[4] = max(most[2], f), max(most[3], u[n]), max(most[4], v[n])
            before[n] = f
            x, y = abs(X[0, 0, n]), abs(Y[0, 0, n])
            ratio = x / y if y > 0.0 else math.inf
            out.ratio[n, 0], out.ratio[n, 1] = min(out.ratio[n, 0], ratio), max(out.ratio[n, 1], ratio)
            for k in range(levels.shape[0]):
                if square[n] > levels[k, n] * levels[k, n]:
                    out.reach[n, k] = math.nan
                elif math.isnan(out.reach[n, k]):
                    out.reach[n, k] = t
            if t == kept_at[seen]:
                out.residual[n, seen], out.imbalance[n, seen] = math.sqrt(square[n]), math.sqrt(apart[n])
                out.u[n, seen], out.v[n, seen] = u[n], v[n]
        if t == kept_at[seen]:
            seen += 1
        going, fall = 0, elementary.power(t + 1.0, -power)
        for n in range(lanes):
            going += alive[n]
            eta[n] = scale[n] * fall if alive[n] else 0.0
        if going == 0 or t == kept_at[-1]:
            break
        _step(X, Y, E, D, eta, regulariser, dX, dY)
    for n in range(lanes):
        out.most[n, 0] = math.sqrt(out.most[n, 0])


def descend(X, Y, s, scale, power: float, regulariser: float, kept_at, levels) -> Factored:
    """Gradient descent of every run with eta_t = scale (t + 1)^-power.

    X, Y: (runs, 2r, r) starts in coordinates of the span; s: (runs, r) singular values of M; scale: (runs,); regulariser: 1/8 in
    objective (3) of the paper; kept_at: iterations to record, increasing from 0; the last is the end. levels: (levels,) residuals.
    """
    runs, rows, r = X.shape
    kept = np.asarray(kept_at, dtype=np.int64)
    levels = np.broadcast_to(np.asarray(levels, dtype=float), (runs, len(levels)))
    out = Factored(
        *(np.full((runs, kept.size), np.nan) for _ in range(4)),
        np.full(levels.shape, np.nan),
        np.zeros((runs, 5)),
        np.tile([np.inf, 0.0], (runs, 1)),
        np.empty((runs, 2, rows, r)),
        np.full(runs, -1),
    )
    for first in progress.through(range(0, runs, LANES), "group of runs"):
        rows_of = slice(first, first + LANES)
        sides = [np.array(np.moveaxis(values[rows_of], 0, -1), order="C", dtype=float) for values in (X, Y, s, levels)]
        part = Factored(*(values[rows_of] for values in out))
        with progress.watched("point", kept.size, lambda part=part: np.isfinite(part.residual).any(axis=0).sum(), even=not power):
            _descend(*sides[:3], np.ascontiguousarray(scale[rows_of]), float(power), float(regulariser), kept, sides[3], part)
        part.end[:, 0], part.end[:, 1] = (np.moveaxis(side, -1, 0) for side in sides[:2])
    return out
