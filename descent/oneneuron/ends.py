"""What is to be known of every end point, and whether a run was on its way to infinity."""

from itertools import pairwise

import numpy as np

from descent.oneneuron.found import CONVERGED, LIMIT, OVERFLOW, Found
from descent.oneneuron.methods import lbfgs
from descent.oneneuron.objective import gradients, hessians, loss_slopes, neurons, outputs
from descent.oneneuron.problem import Parts, Problem, base, net_size, parts

PROBES, RADIUS, PROBE_ITERATIONS = 16, 1e-2, 1000
"""Nearby starts that are minimised to tell a minimum from a saddle, their distance, their iterations. Ours."""
MOVED = 0.5
"""As many starts with b and w further away, by this in each: where a = 0 that changes nothing in F, so the way there is level. Ours."""
LEVEL = 1e-9
"""Relative rise of F that counts as none. Ours."""
FALL = 1e-6
"""A probe has found a lower point where its F is below the end point's by this share of it. Ours."""
SPAN = 3
"""Decades of the gradient's norm, or doublings of the iterations, the last that were reached, over which growth is looked at. Ours."""
LEAST_GROWTH, SLOWING = 0.05, 0.5
"""A run grows without limit where its point moved by more than LEAST_GROWTH in each of the last SPAN of them, and in the last by no less
than SLOWING of what it moved in the first. Ours: near a minimum that share, in decades, is 1/10 for the hinge loss's flat minima and
1/100 where the Hessian has full rank, while on the way to infinity b grows by ln(10)/4 and more in every decade.
"""
ON = 1e-3
"""A neuron is on where its output at some point is above this. Ours."""
LOST_BELOW = 1e-4
"""A neuron is lost where its value is below this at every point that the augmented net has not learnt, times sqrt(lambda) if lambda > 1. A
neuron of size S there brings a of order S/lambda and gradients by b and w of order S^2/lambda, so that a gradient of 1e-10 says nothing
of it. Ours.
"""
LEARNT = 1e-6
"""A point is learnt where the derivative of its loss is below this. Ours."""
LEAST_KEPT = 4
"""Decades, down to a norm of 1e-5, or doublings, without which nothing is said of growth."""


def sizes(of: Problem, xi) -> dict[str, np.ndarray]:
    """Norms of the parts of xi (runs, P): |a|, |b|, |w| of the augmentation and |theta|. Returns arrays (runs,)."""
    where = parts(of)
    named = {f"{name}_norm": np.linalg.norm(xi[:, getattr(where, name)], axis=1) for name in Parts._fields}
    return named | {"theta_norm": np.linalg.norm(xi[:, : net_size(of.widths)], axis=1)}


def errors(of: Problem, xi) -> np.ndarray:
    """Points that a net gets wrong: y f <= 0 for an output, for any of them if there are more. xi: (runs, P). Returns (runs,)."""
    return np.array([np.any(of.y * outputs(of, row) <= 0.0, axis=1).sum() for row in xi])


def _base_of(of: Problem, xi) -> tuple[Problem, np.ndarray]:
    return base(of), np.ascontiguousarray(xi[:, : net_size(of.widths)])


def base_loss(of: Problem, xi) -> np.ndarray:
    """Loss of the net alone. xi: (runs, P). Returns (runs,)."""
    return gradients(*_base_of(of, xi))[0]


def _grow(of: Problem, points: np.ndarray) -> np.ndarray:
    """Whether the last SPAN + 1 points that a run has reached go to infinity as LEAST_GROWTH and SLOWING say, with F falling from each to
    the next, and |a| too, if there is one. points: (runs, kept, P), NaN from the first that was not reached. Returns (runs,) bool.
    """
    reached = (~np.isnan(points[:, :, 0])).sum(axis=1)
    rows, last = np.arange(len(reached)), np.maximum(reached, SPAN + 1) - 1
    ends = [points[rows, last - back] for back in range(SPAN, -1, -1)]
    moved = np.array([np.linalg.norm(later - earlier, axis=1) for earlier, later in pairwise(ends)])
    F = np.array([gradients(of, end)[0] for end in ends])
    a = np.array([np.linalg.norm(end[:, parts(of).a], axis=1) for end in ends])
    with np.errstate(invalid="ignore"):
        falls = (np.diff(F, axis=0) < 0).all(axis=0) & ((np.diff(a, axis=0) < 0).all(axis=0) | (a == 0).all(axis=0))
        return (reached >= LEAST_KEPT) & (moved > LEAST_GROWTH).all(axis=0) & (moved[-1] >= SLOWING * moved[0]) & falls


def growing(of: Problem, found: Found) -> np.ndarray:
    """Whether each run was on its way to infinity when it ended: by the last decades of the gradient's norm, or, where it ran out of
    iterations, by the last doublings of their number, in which b and |w| grow as their logarithm. Returns (runs,) bool.
    """
    return _grow(of, found.decades) | (found.status == LIMIT) & _grow(of, found.doublings)


def outer_weights(of: Problem, xi) -> np.ndarray:
    """Largest |a| of every added neuron. xi: (P,). Returns (neurons,)."""
    a = np.abs(xi[parts(of).a])
    if of.augmentation != 3:
        return a
    return np.array([layer.max() for layer in np.split(a, np.cumsum(of.widths[2:-1]))])


def neuron_sizes(of: Problem, xi) -> tuple[np.ndarray, np.ndarray]:
    """The largest value that an added neuron takes at a point that is not learnt, NaN where there is no neuron or no such point; and the
    largest output of one at any point, |a| times its value, 0 where there is none. xi: (runs, P). Returns (runs,), (runs,).
    """
    felt, output = np.full(len(xi), np.nan), np.zeros(len(xi))
    if not parts(of).a.size:
        return felt, output
    for run, row in enumerate(xi):
        with np.errstate(over="ignore", invalid="ignore"):
            output[run] = (neurons(of, row) * outer_weights(of, row)).max()
        wrong = (np.abs(loss_slopes(of, outputs(of, row))) > LEARNT).any(axis=1)
        if wrong.any():
            felt[run] = neurons(of._replace(x=of.x[wrong], y=of.y[wrong]), row).max()
    return felt, output


def lowest_nearby(of: Problem, xi, generators) -> np.ndarray:
    """Least F that L-BFGS finds from PROBES starts at a distance RADIUS of each xi (runs, P), and from PROBES starts with the neuron's b
    and w moved by MOVED where F is the same there: close to a degenerate saddle at a = 0 gradients are below 1e-10. Returns (runs,).
    """
    if not len(xi):
        return np.empty(0)
    where, P = parts(of), xi.shape[1]
    away = np.stack([generator.standard_normal((2 * PROBES, P)) for generator in generators])
    starts = np.repeat(xi[:, None, :], 2 * PROBES, axis=1)
    starts[:, :PROBES] += RADIUS * away[:, :PROBES] / np.linalg.norm(away[:, :PROBES], axis=2, keepdims=True)
    neuron = np.r_[where.b, where.w]
    starts[:, PROBES:, neuron] += MOVED * away[:, PROBES:, neuron]
    starts = starts.reshape(-1, P)
    level = gradients(of, starts)[0].reshape(len(xi), -1) <= gradients(of, xi)[0][:, None] * (1.0 + LEVEL)
    level[:, :PROBES] = True
    found = lbfgs.run(of, starts, max_iterations=PROBE_ITERATIONS)
    return np.nanmin(np.where(level, gradients(of, found.xi)[0].reshape(len(xi), -1), np.inf), axis=1)


def describe(of: Problem, found: Found, lowest: float, generators) -> dict[str, np.ndarray]:
    """The census of the end points, one array (runs,) a column. lowest: the least value of F, which no probe is needed for; generators:
    one a run. `curvature` is the Hessian's smallest eigenvalue over the size of its largest; `nearby` the lowest F that probes found
    around a point that has converged above the least value, NaN elsewhere.
    """
    xi = found.xi
    F, g = gradients(of, xi)
    H = hessians(of, xi)
    usable = np.isfinite(H).all(axis=(1, 2))
    eigenvalues = np.full(xi.shape, np.nan)
    eigenvalues[usable] = np.linalg.eigvalsh(H[usable])
    grows = growing(of, found)
    felt, output = neuron_sizes(of, xi)
    nearby = np.full(len(xi), np.nan)
    doubtful = (found.status == CONVERGED) & ~grows & (lowest + 1e-8 < F)
    nearby[doubtful] = lowest_nearby(of, xi[doubtful], [generators[run] for run in np.flatnonzero(doubtful)])
    of_base, theta = _base_of(of, xi)
    return sizes(of, xi) | {
        "F": F,
        "gradient": np.linalg.norm(g, axis=1),
        "lowest_eigenvalue": eigenvalues[:, 0],
        "curvature": eigenvalues[:, 0] / np.maximum(np.abs(eigenvalues).max(axis=1), 1e-300),
        "base_loss": gradients(of_base, theta)[0],
        "base_errors": errors(of_base, theta),
        "errors": errors(of, xi),
        "grows": grows.astype(int),
        "nearby": nearby,
        "felt": felt / np.sqrt(max(1.0, of.lam)),
        "output": output,
        "status": found.status,
        "iterations": found.iterations,
    }


def stationarity_rest(of: Problem, xi) -> np.ndarray:
    """|a.F_a - sum of F_b - lambda |a|^2| over the sum of its terms: what forces lambda a^2 = 0 at a critical point is an identity at every
    point. NaN for other neurons than the paper's exponential one. xi: (runs, P). Returns (runs,).
    """
    if of.augmentation != 1 or of.mu:
        return np.full(len(xi), np.nan)
    g, where = gradients(of, xi)[1], parts(of)
    a = xi[:, where.a]
    terms = np.stack([(a * g[:, where.a]).sum(axis=1), -g[:, where.b].sum(axis=1), -of.lam * (a * a).sum(axis=1)])
    return np.abs(terms.sum(axis=0)) / np.maximum(np.abs(terms).sum(axis=0), 1e-300)


CLASSES = ("good minimum", "bad minimum", "masked minimum", "saddle", "diverging", "lost neuron", "not converged", "overflow")
"""Global minimum of F and of the net's loss; local minimum of F that is not global; global minimum of F where the net alone is not at its
own; critical point with a lower one beside it; on the way to infinity; the neuron too small to be felt where it is needed;
none of these within its iterations; outside the range of floats."""
GOOD, BAD, MASKED, SADDLE, DIVERGING, LOST, UNDECIDED, OUTSIDE = range(len(CLASSES))
FINITE = (GOOD, BAD, MASKED)
"""Local minima at a finite distance."""
GLOBAL = 1e-8
"""F and the net's loss are at their least value where they are within this of it. Ours."""
DOWNWARD = -1e-6
"""Relative curvature below which a critical point is a saddle. Ours."""


def classify(ends: dict[str, np.ndarray], lowest: float, attained: bool = True, vanishing: bool = True) -> np.ndarray:
    """Index in CLASSES of every run. ends: what `describe` gives; lowest: the least value of F and of the net's loss; attained: whether
    the loss attains it; vanishing: whether a = 0 at every critical point, by a regulariser on a alone. Returns (runs,).

    A gradient of 1e-10 is no critical point where lambda a^2 = 0 is violated visibly: the neuron is on, and only |a| is small. Nor where
    the neuron is so small that nothing of it can be felt.
    """
    converged = ends["status"] == CONVERGED
    at_least, base_least = ends["F"] <= lowest + GLOBAL, ends["base_loss"] <= lowest + GLOBAL
    lower = (ends["curvature"] < DOWNWARD) | (ends["nearby"] < ends["F"] * (1.0 - FALL))
    away = ends["grows"] > 0
    if not attained:
        away = away | (converged & at_least)
    if vanishing:
        away = away | (converged & (ends["output"] > ON))
    return np.select(
        [
            ends["status"] == OVERFLOW,
            attained & converged & at_least & base_least,
            away,
            converged & (ends["felt"] < LOST_BELOW),
            converged & at_least,
            converged & lower,
            converged,
        ],
        [OUTSIDE, GOOD, DIVERGING, LOST, MASKED, SADDLE, BAD],
        UNDECIDED,
    )
