"""The lowest eigenvalues of an objective's Hessian, from Hessian-vector products: by Lanczos, or all of a small matrix."""

from typing import NamedTuple

import numpy as np
import torch
from scipy.sparse.linalg import ArpackNoConvergence, LinearOperator, eigsh, minres
from torch.nn.attention import SDPBackend, sdpa_kernel

from descent.instruments.objective import Objective, Parameters

DENSE = 200
"""Up to so many parameters the whole matrix is made: that takes less time than Lanczos, and finds every copy of a multiple eigenvalue."""
ROUGH = 1e-3
"""Relative accuracy of the largest eigenvalue, which is a scale, and of Newton steps."""
NEWTON = 200
"""The most Hessian-vector products of a Newton step."""
ROUNDING = 100.0
"""Gradients of so many roundings of the parameters are rounding."""


class Lowest(NamedTuple):
    """Eigenvalues at the lower end of a Hessian's spectrum."""

    values: np.ndarray
    """(count,), the lowest first; NaN for what did not converge."""
    vectors: np.ndarray
    """(count, size), of length 1."""
    largest: float
    """The largest eigenvalue."""


class Point:
    """The gradient of f at a point, and the Hessian's products with vectors by differentiating it once more.

    Reverse mode twice, on one graph that is kept. The Hessians of torch.func, which curvlinops takes, are wrong by as much as the entries
    themselves where a layer norm or a batch norm is trained (torch 2.13), and attention has none.
    """

    def __init__(self, objective: Objective, parameters: Parameters):
        self.objective = objective
        self.theta = objective.flat(parameters).detach().clone().requires_grad_()
        with sdpa_kernel(SDPBackend.MATH):  # the only attention that torch differentiates twice
            f = objective.value(objective.unflat(self.theta)).reshape(())
            (self.slope,) = torch.autograd.grad(f, self.theta, create_graph=True)

    @property
    def gradient(self) -> np.ndarray:
        """The gradient, (size,)."""
        return self.slope.detach().numpy()

    def product(self, vector: np.ndarray) -> np.ndarray:
        """The Hessian times a vector (size,)."""
        if not self.slope.requires_grad:  # f is linear
            return np.zeros_like(vector)
        along = torch.from_numpy(np.ascontiguousarray(vector)).to(self.theta).view_as(self.theta)
        (found,) = torch.autograd.grad(self.slope, self.theta, along, retain_graph=True, allow_unused=True, materialize_grads=True)
        return found.numpy()

    def hessian(self) -> LinearOperator:
        """The Hessian as SciPy's operator (size, size)."""
        return LinearOperator((len(self.theta),) * 2, self.product, dtype=self.gradient.dtype)

    def is_near_stationary(self) -> bool:
        """Whether a stationary point is near: one Newton step takes away nine tenths of the gradient, or it is rounding already.

        On the tail of an exponential, where a cross entropy goes to 0, a Newton step leaves 1/e; where f is cubic, 1/4.
        """
        norm = np.linalg.norm(self.gradient)
        step, _ = minres(self.hessian(), -self.gradient, rtol=ROUGH, maxiter=NEWTON)
        if norm <= ROUNDING * np.finfo(step.dtype).eps * np.linalg.norm(self.theta.detach().numpy()):
            return True
        there = self.theta.detach() + torch.from_numpy(step).to(self.theta)
        return bool(np.linalg.norm(Point(self.objective, self.objective.unflat(there)).gradient) <= 0.1 * norm)


def lowest(point: Point, count: int = 4, tolerance: float = 1e-5, dense: int = DENSE) -> Lowest:
    """The lowest eigenvalues of the Hessian of f at a point, with their vectors, and the largest.

    count: how many. tolerance: accuracy of Lanczos, relative to the largest eigenvalue in absolute value. dense: up to so many parameters
    the whole matrix is made. Raises ValueError where count is less than 1.
    """
    if count < 1:
        raise ValueError(f"count = {count}: must be at least 1")
    hessian, size = point.hessian(), len(point.theta)
    count = min(count, size)
    if size <= max(dense, 2 * count):
        matrix = hessian.matmat(np.eye(size, dtype=hessian.dtype))
        values, vectors = np.linalg.eigh((matrix + matrix.T) / 2)
        return Lowest(values[:count], vectors[:, :count].T, float(values[-1]))
    (largest,), _ = _lanczos(hessian, 1, "LA", ROUGH)
    # Less the largest, all eigenvalues are negative, and Lanczos's accuracy is relative to the largest instead of to one that may be 0.
    shift = abs(largest)
    shifted = LinearOperator(hessian.shape, lambda vector: hessian @ vector - shift * vector, dtype=hessian.dtype)
    values, vectors = _lanczos(shifted, count, "SA", tolerance)
    return Lowest(values + shift, vectors, float(largest))


def _lanczos(hessian: LinearOperator, count: int, which: str, tolerance: float):
    """Eigenvalues (count,), the lowest first, and their vectors (count, size); NaN in place of those that did not converge."""
    start = np.random.default_rng(0).standard_normal(hessian.shape[0]).astype(hessian.dtype)
    try:
        found, columns = eigsh(hessian, count, which=which, v0=start, tol=tolerance)
    except ArpackNoConvergence as error:
        found, columns = error.eigenvalues, error.eigenvectors
    order = np.argsort(found)
    values, vectors = np.full(count, np.nan), np.full((count, len(start)), np.nan)
    values[: len(order)], vectors[: len(order)] = found[order], columns[:, order].T
    return values, vectors
