"""The lowest eigenvalues of an objective's Hessian, from Hessian-vector products: by Lanczos, or from the whole of a small Hessian."""

from typing import NamedTuple

import numpy as np
import torch
from scipy.sparse.linalg import ArpackNoConvergence, LinearOperator, eigsh, minres
from torch.nn.attention import SDPBackend, sdpa_kernel

from descent.instruments.objective import Objective, Parameters

DENSE = 200
"""Up to this many parameters the whole Hessian is formed. That takes less time than Lanczos, and finds multiple eigenvalues in full."""
ROUGH = 1e-3
"""Relative accuracy of the largest eigenvalue, which serves as a scale, and of Newton steps."""
NEWTON = 200
"""Most Hessian-vector products of a Newton step."""
ROUNDING = 100.0
"""A gradient counts as rounding where its norm is at most this times the parameters' rounding error."""


class Lowest(NamedTuple):
    """Eigenvalues at the lower end of a Hessian's spectrum."""

    values: np.ndarray
    """(count,), the lowest first; NaN for those that did not converge."""
    vectors: np.ndarray
    """Their eigenvectors, of length 1. (count, size)"""
    largest: float
    """The largest eigenvalue."""


class Point:
    """The gradient of f at a point, and Hessian-vector products by differentiating the gradient.

    Reverse mode is applied twice, on one graph that is kept. Hessians of torch.func, on which curvlinops relies, have relative errors of
    order one where a layer norm or batch norm is trained (torch 2.13). For attention torch.func has no Hessian.
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
        """Whether a stationary point is near: a Newton step reduces the gradient to a tenth or less, or the gradient is rounding.

        On the tail of an exponential, where a cross entropy goes to 0, a Newton step leaves 1/e of the gradient; where f is cubic, 1/4.
        """
        norm = np.linalg.norm(self.gradient)
        step, _ = minres(self.hessian(), -self.gradient, rtol=ROUGH, maxiter=NEWTON)
        if norm <= ROUNDING * np.finfo(step.dtype).eps * np.linalg.norm(self.theta.detach().numpy()):
            return True
        there = self.theta.detach() + torch.from_numpy(step).to(self.theta)
        return bool(np.linalg.norm(Point(self.objective, self.objective.unflat(there)).gradient) <= 0.1 * norm)


def lowest(point: Point, count: int = 4, tolerance: float = 1e-5, dense: int = DENSE) -> Lowest:
    """The lowest eigenvalues of the Hessian of f at a point with their eigenvectors, and the largest eigenvalue.

    count: number of eigenvalues. tolerance: accuracy of Lanczos, relative to the largest absolute eigenvalue. dense: up to this many
    parameters the whole Hessian is formed. Raises ValueError where count is less than 1.
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
    # Lanczos's accuracy is relative to the eigenvalue it seeks, which may be 0. The shift by the largest one avoids that.
    shift = abs(largest)
    shifted = LinearOperator(hessian.shape, lambda vector: hessian @ vector - shift * vector, dtype=hessian.dtype)
    values, vectors = _lanczos(shifted, count, "SA", tolerance)
    return Lowest(values + shift, vectors, float(largest))


def _lanczos(hessian: LinearOperator, count: int, which: str, tolerance: float):
    """Eigenvalues (count,), the lowest first, and eigenvectors (count, size); NaN in place of those that did not converge."""
    start = np.random.default_rng(0).standard_normal(hessian.shape[0]).astype(hessian.dtype)
    try:
        found, columns = eigsh(hessian, count, which=which, v0=start, tol=tolerance)
    except ArpackNoConvergence as error:
        found, columns = error.eigenvalues, error.eigenvectors
    order = np.argsort(found)
    values, vectors = np.full(count, np.nan), np.full((count, len(start)), np.nan)
    values[: len(order)], vectors[: len(order)] = found[order], columns[:, order].T
    return values, vectors
