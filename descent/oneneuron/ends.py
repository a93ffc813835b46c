"""The description of end points, from which `classes` classifies them. The constants are our choice."""

import numpy as np

from descent import progress
from descent.algebra import eigvalsh, norm
from descent.ends import words
from descent.oneneuron.classes import GLOBAL
from descent.oneneuron.found import CONVERGED, Found
from descent.oneneuron.growth import growing
from descent.oneneuron.methods import lbfgs
from descent.oneneuron.objective import gradients, hessians, loss_slopes, neurons, outputs
from descent.oneneuron.problem import Neuron, Parts, Problem, base, net_size, parts
from descent.random import normal_numbers

PROBES, RADIUS, PROBE_ITERATIONS = 16, 1e-2, 1000
"""Number of nearby starts that are minimised to distinguish a minimum from a saddle, their distance, and their iterations."""
MOVED = 0.5
"""As many further starts have b and w moved by this standard deviation, which does not change F where a = 0."""
LEVEL = 1e-9
"""Relative increase of F that counts as none."""
LEARNT = 1e-6
"""A point is learnt where the absolute derivative of its loss is at most this."""


def sizes(net: Problem, xi) -> dict[str, np.ndarray]:
    """Norms of the parts of xi (runs, P): |a|, |b| and |w| of the augmentation, and |theta|. Returns arrays (runs,)."""
    where = parts(net)
    named = {f"{name}_norm": norm(xi[:, getattr(where, name)], axis=1) for name in Parts._fields}
    return named | {"theta_norm": norm(xi[:, : net_size(net.widths)], axis=1)}


def errors(net: Problem, xi) -> np.ndarray:
    """Number of points with y f <= 0 for any output. xi: (runs, P). Returns (runs,)."""
    f = np.array([outputs(net, row) for row in xi]).reshape(-1, *net.y.shape)
    return (net.y * f <= 0.0).any(axis=2).sum(axis=1)


def outer_weights(net: Problem, xi) -> np.ndarray:
    """Largest |a| of every added neuron. xi: (P,). Returns (neurons,)."""
    a = np.abs(xi[parts(net).a])
    if net.neuron != Neuron.PER_LAYER:
        return a
    return np.array([layer.max() for layer in np.split(a, np.cumsum(net.widths[2:-1]))])


def neuron_sizes(net: Problem, xi) -> tuple[np.ndarray, np.ndarray]:
    """The largest value of an added neuron at a point that is not learnt, and the largest output |a| times value at any point.

    xi: (runs, P). Returns (runs,), NaN without a neuron or such a point, and (runs,), 0 without a neuron.
    """
    felt, output = np.full(len(xi), np.nan), np.zeros(len(xi))
    if not parts(net).a.size:
        return felt, output
    for run, row in enumerate(xi):
        with np.errstate(over="ignore", invalid="ignore"):
            output[run] = (neurons(net, row) * outer_weights(net, row)).max()
        wrong = (np.abs(loss_slopes(net, outputs(net, row))) > LEARNT).any(axis=1)
        if wrong.any():
            felt[run] = neurons(net._replace(x=net.x[wrong], y=net.y[wrong]), row).max()
    return felt, output


def lowest_nearby(net: Problem, xi, generators) -> np.ndarray:
    """The lowest F that L-BFGS finds from starts near each xi (runs, P). Returns (runs,).

    PROBES starts are at distance RADIUS. PROBES further ones have the neuron's b and w moved by MOVED and count where F is not larger; they
    are for degenerate saddles at a = 0, near which the gradient is below 1e-10.
    """
    if not len(xi):
        return np.empty(0)
    where, P = parts(net), xi.shape[1]
    away = np.stack([normal_numbers(generator, (2 * PROBES, P)) for generator in generators])
    starts = np.repeat(xi[:, None, :], 2 * PROBES, axis=1)
    starts[:, :PROBES] += RADIUS * away[:, :PROBES] / norm(away[:, :PROBES], axis=2, keepdims=True)
    neuron = np.r_[where.b, where.w]
    starts[:, PROBES:, neuron] += MOVED * away[:, PROBES:, neuron]
    starts = starts.reshape(-1, P)
    level = gradients(net, starts)[0].reshape(len(xi), -1) <= gradients(net, xi)[0][:, None] * (1.0 + LEVEL)
    level[:, :PROBES] = True
    found = lbfgs.run(net, starts, max_iterations=PROBE_ITERATIONS)
    return np.nanmin(np.where(level, gradients(net, found.xi)[0].reshape(len(xi), -1), np.inf), axis=1)


@progress.part("describing the ends")
def describe(net: Problem, found: Found, lowest: float, generators) -> dict[str, np.ndarray]:
    """The description of the end points: one array (runs,) per column, as in `descent.oneneuron.records.described`.

    lowest: the least value of F; an end at it is not probed. generators: one per run. `curvature` is the Hessian's smallest eigenvalue
    divided by the largest absolute eigenvalue. `nearby` is the lowest F that probes found near a run that converged above the least value,
    NaN for the others.
    """
    xi = found.xi
    F, g = gradients(net, xi)
    H = hessians(net, xi)
    usable = np.isfinite(H).all(axis=(1, 2))
    eigenvalues = np.full(xi.shape, np.nan)
    eigenvalues[usable] = eigvalsh(H[usable])
    grows = growing(net, found)
    felt, output = neuron_sizes(net, xi)
    nearby = np.full(len(xi), np.nan)
    doubtful = (found.status == CONVERGED) & ~grows & (lowest + GLOBAL < F)
    nearby[doubtful] = lowest_nearby(net, xi[doubtful], [generators[run] for run in np.flatnonzero(doubtful)])
    theta = np.ascontiguousarray(xi[:, : net_size(net.widths)])
    return sizes(net, xi) | {
        "F": F,
        "gradient": norm(g, axis=1),
        "lowest_eigenvalue": eigenvalues[:, 0],
        "curvature": eigenvalues[:, 0] / np.maximum(np.abs(eigenvalues).max(axis=1), 1e-300),
        "base_loss": gradients(base(net), theta)[0],
        "base_errors": errors(base(net), theta),
        "errors": errors(net, xi),
        "grows": grows.astype(int),
        "nearby": nearby,
        "felt": felt / np.sqrt(max(1.0, net.lam)),
        "output": output,
        "steepest": steepest(net, xi),
        "status": words(found.status),
        "iterations": found.iterations,
    }


def steepest(net: Problem, xi) -> np.ndarray:
    """The largest absolute derivative of the loss with respect to an output, over points and outputs. xi: (runs, P). Returns (runs,).

    By the theorem's proof it is 0 at a local minimum.
    """
    return np.array([np.abs(loss_slopes(net, outputs(net, row))).max() for row in xi])


def stationarity_rest(net: Problem, xi) -> np.ndarray:
    """|a.F_a - sum of F_b - lambda |a|^2| divided by the sum of its terms' absolute values. xi: (runs, P). Returns (runs,).

    The identity holds at every point and forces lambda a^2 = 0 at a critical point. NaN for other neurons than the paper's exponential one.
    """
    if net.neuron != Neuron.EXPONENTIAL or net.mu:
        return np.full(len(xi), np.nan)
    g, where = gradients(net, xi)[1], parts(net)
    a = xi[:, where.a]
    terms = np.stack([(a * g[:, where.a]).sum(axis=1), -g[:, where.b].sum(axis=1), -net.lam * (a * a).sum(axis=1)])
    return np.abs(terms.sum(axis=0)) / np.maximum(np.abs(terms).sum(axis=0), 1e-300)
