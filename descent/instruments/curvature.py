"""The lowest eigenvalues of an objective's Hessian, from Hessian-vector products: by Lanczos, or all of a small matrix."""

from typing import NamedTuple

import numpy as np
import torch
from curvlinops import HessianLinearOperator
from scipy.sparse.linalg import ArpackNoConvergence, LinearOperator, eigsh

from descent.instruments.objective import Objective, Parameters

DENSE = 500
"""Up to so many parameters the whole matrix is made: that takes less time than Lanczos, and finds every copy of a multiple eigenvalue."""


class Lowest(NamedTuple):
    """Eigenvalues at the lower end of a Hessian's spectrum."""

    values: np.ndarray
    """(count,), the lowest first; NaN for what did not converge."""
    vectors: np.ndarray
    """(count, size), of length 1."""
    largest: float
    """The largest eigenvalue."""


class _Point(torch.nn.Module):
    """f as a module with one parameter, the vector theta (size,), as curvlinops takes it."""

    def __init__(self, objective: Objective, theta: torch.Tensor):
        super().__init__()
        self.theta = torch.nn.Parameter(theta)
        self.value = lambda vector: objective.value(objective.unflat(vector)).reshape(())

    def forward(self, _):
        return self.value(self.theta)


class _Same(torch.nn.Module):
    """The loss of an output that is the loss."""

    reduction = "sum"

    def forward(self, output, _):
        return output


def operator(objective: Objective, parameters: Parameters) -> LinearOperator:
    """The Hessian of f at a point as SciPy's operator (size, size): its products with vectors, without the matrix."""
    module = _Point(objective, objective.flat(parameters).detach().clone())
    nothing = module.theta.new_zeros(1)
    return HessianLinearOperator(module, _Same(), [module.theta], [(nothing, nothing)], check_deterministic=False).to_scipy()


def gradient(objective: Objective, parameters: Parameters) -> np.ndarray:
    """The gradient of f at a point as a vector (size,)."""
    theta = objective.flat(parameters).detach().clone().requires_grad_()
    (found,) = torch.autograd.grad(objective.value(objective.unflat(theta)).reshape(()), theta)
    return found.numpy()


def lowest(objective: Objective, parameters: Parameters, count: int = 4, tolerance: float = 1e-6, dense: int = DENSE) -> Lowest:
    """The lowest eigenvalues of the Hessian of f at a point, with their vectors, and the largest.

    parameters: by name. count: how many. tolerance: relative accuracy of Lanczos. dense: up to so many parameters the whole matrix is made.
    """
    if count < 1:
        raise ValueError(f"count = {count}: must be at least 1")
    hessian, size = operator(objective, parameters), objective.size
    count = min(count, size)
    if size <= max(dense, 2 * count):
        matrix = hessian.matmat(np.eye(size, dtype=hessian.dtype))
        values, vectors = np.linalg.eigh((matrix + matrix.T) / 2)
        return Lowest(values[:count], vectors[:, :count].T, float(values[-1]))
    start = np.random.default_rng(0).standard_normal(size).astype(hessian.dtype)
    try:
        values, columns = eigsh(hessian, 2 * count, which="BE", v0=start, tol=tolerance)
    except ArpackNoConvergence as error:
        values, columns = _padded(error, count)
    order = np.argsort(values)  # NaN last
    return Lowest(values[order][:count], columns[:, order[:count]].T, float(np.fmax.reduce(values)))


def _padded(error: ArpackNoConvergence, count: int):
    """What Lanczos has found, filled up with NaN. Which of these are the lowest is not sure."""
    found, size = len(error.eigenvalues), len(error.eigenvectors)
    values, columns = np.full(2 * count, np.nan), np.full((size, 2 * count), np.nan)
    values[:found], columns[:, :found] = error.eigenvalues, error.eigenvectors
    return values, columns
