"""The spurious minimum of Safran and Shamir 2018: seven ReLUs that learn seven orthonormal ones, over all Gaussian inputs, in closed form.

L(W) = E (sum relu(w_i.x) - sum relu(v_i.x))^2/2, x ~ N(0, I). With an exponential neuron a exp(w.x + b) inside the square, and lambda a^2/2
added, F is in closed form too: that neuron's moments with a ReLU are those of a shifted Gaussian.
"""

import numpy as np
from scipy.special import ndtr

from descent.random import normal_numbers

K = 7
P = K * K + 2 + K
"""Parameters of the net and its neuron."""
FIRST_COLUMN, REST = (-0.6327039049, 0.2616910758), (0.1859910463, 0.9969227988, -0.0350801559)
"""The minimum's entries (Safran and Shamir 2018), with a weight vector a row: the first column has the first number, then the second; the
other columns have a first entry, a diagonal, and the rest."""
SPURIOUS = np.full((K, K), REST[2])
SPURIOUS[np.diag_indices(K)] = REST[1]
SPURIOUS[0] = REST[0]
SPURIOUS[:, 0] = FIRST_COLUMN[1]
SPURIOUS[0, 0] = FIRST_COLUMN[0]


def _products(W, V):
    """E relu(w.x) relu(v.x) for all rows of W and V, and its derivative by w. Returns (k, l) and (k, l, d). Cho and Saul 2009."""
    w, v = np.linalg.norm(W, axis=1)[:, None], np.linalg.norm(V, axis=1)[None, :]
    cosine = np.clip(W @ V.T / (w * v), -1.0, 1.0)
    angle = np.arccos(cosine)
    sine = np.sqrt(1.0 - cosine**2)
    values = w * v * (sine + (np.pi - angle) * cosine) / (2 * np.pi)
    slopes = ((v * sine / w)[:, :, None] * W[:, None, :] + (np.pi - angle)[:, :, None] * V[None]) / (2 * np.pi)
    return values, slopes


def base_loss(W):
    """L and its gradient (7, 7) at W (7, 7)."""
    own, own_slopes = _products(W, W)
    others, other_slopes = _products(W, np.eye(K))
    targets, _ = _products(np.eye(K), np.eye(K))
    return 0.5 * own.sum() - others.sum() + 0.5 * targets.sum(), own_slopes.sum(axis=1) - other_slopes.sum(axis=1)


def _with_neuron(U, w):
    """E sum relu(u_i.x) exp(w.x), and its derivatives by U (k, d) and w (d,)."""
    mean, deviation = U @ w, np.linalg.norm(U, axis=1)
    density, share = np.exp(-0.5 * (mean / deviation) ** 2) / np.sqrt(2 * np.pi), ndtr(mean / deviation)
    growth = np.exp(0.5 * w @ w)
    value = growth * (mean * share + deviation * density)
    return value.sum(), growth * (share[:, None] * w + (density / deviation)[:, None] * U), value.sum() * w + growth * share @ U


def objective(xi, lam: float = 0.0):
    """F, a number, and its gradient, in the shape of xi. xi: (49,) for the net alone, W row by row, or (58,) with a, b and w behind it."""
    W = xi[: K * K].reshape(K, K)
    value, by_W = base_loss(W)
    if xi.size == K * K:
        return value, by_W.ravel()
    a, b, w = xi[K * K], xi[K * K + 1], xi[K * K + 2 :]
    net, net_by_W, net_by_w = _with_neuron(W, w)
    teacher, _, teacher_by_w = _with_neuron(np.eye(K), w)
    growth, square = np.exp(b), np.exp(2 * b + 2 * w @ w)
    rest, rest_by_w = growth * (net - teacher), growth * (net_by_w - teacher_by_w)
    F = value + a * rest + 0.5 * a * a * square + 0.5 * lam * a * a
    by_a, by_b = rest + a * square + lam * a, a * rest + a * a * square
    return F, np.concatenate([(by_W + a * growth * net_by_W).ravel(), [by_a, by_b], a * rest_by_w + 2 * a * a * square * w])


def start(generator, radius: float, neuron_size: float, augmented: bool) -> np.ndarray:
    """A start at a distance `radius` of the minimum, with a neuron a ~ N(0, neuron_size^2), b ~ N(0, 1), w ~ N(0, I/7) or without one;
    both from the same numbers. Returns (58,) or (49,). Ours.
    """
    away = normal_numbers(generator, K * K)
    neuron = normal_numbers(generator, 2 + K) / np.r_[1.0, 1.0, np.full(K, np.sqrt(K))]
    neuron[0] *= neuron_size
    xi = np.r_[SPURIOUS.ravel() + radius * away / np.linalg.norm(away), neuron]
    return xi if augmented else xi[: K * K]


def known() -> dict[str, float]:
    """What the minimum is: its loss and the norm of its gradient."""
    loss, by_W = base_loss(SPURIOUS)
    return {"known_loss": loss, "known_gradient": np.linalg.norm(by_W)}


def describe(xi) -> dict[str, float]:
    """The net's loss, a, b and |w| at xi (58,)."""
    a, b = xi[K * K : K * K + 2]
    return {"base_loss": base_loss(xi[: K * K].reshape(K, K))[0], "a": a, "b": b, "w_norm": np.linalg.norm(xi[K * K + 2 :])}


def minimise(start, max_iterations: int, lam: float = 0.0):
    """scipy's L-BFGS-B from a start (49,) or (58,); lam is the neuron's. Returns the end, F and the norm of its gradient."""
    from scipy.optimize import minimize

    with np.errstate(over="ignore", invalid="ignore"):
        done = minimize(
            objective,
            start,
            (lam,),
            jac=True,
            method="L-BFGS-B",
            options={"maxiter": max_iterations, "maxfun": 2 * max_iterations, "gtol": 1e-10, "ftol": 0.0},
        )
    return done.x, done.fun, np.linalg.norm(done.jac)
