"""The lowest eigenvalues of an objective's Hessian, by Lanczos on Hessian-vector products."""

from typing import NamedTuple

import numpy as np
import torch
from curvlinops import HessianLinearOperator
from scipy.sparse.linalg import ArpackNoConvergence, LinearOperator, eigsh

from descent.instruments.objective import Objective, Parameters

DENSE = 200
"""Up to so many parameters all eigenvalues are computed: that is quicker than Lanczos, and finds every copy of a multiple one."""


class Lowest(NamedTuple):
    """Eigenvalues at the lower end of a Hessian's spectrum."""

    values: np.ndarray
    """(count,), the lowest first; NaN for what Lanczos did not find."""
    vectors: np.ndarray
    """(count, size), of length 1."""
    largest: float
    """The largest eigenvalue."""


class _AtPoint(torch.nn.Module):
    """f as a module with one parameter, the vector theta, as curvlinops takes it."""

    def __init__(self, objective: Objective, theta: torch.Tensor):
        super().__init__()
        self.theta = torch.nn.Parameter(theta)
        self.objective = [objective]  # in a list, so that its module's parameters are not this one's

    def forward(self, _):
        return self.objective[0].value(self.objective[0].unflat(self.theta)).reshape(())


class _Itself(torch.nn.Module):
    """The loss of outputs that are the loss."""

    reduction = "sum"

    def forward(self, outputs, _):
        return outputs


def operator(objective: Objective, parameters: Parameters) -> LinearOperator:
    """The Hessian of f at a point as SciPy's operator (size, size). Nothing is kept of the matrix but its products."""
    theta = objective.flat(parameters).detach().clone()
    nothing = torch.zeros(1, dtype=theta.dtype, device=theta.device)
    module = _AtPoint(objective, theta)
    found = HessianLinearOperator(module, _Itself(), list(module.parameters()), [(nothing, nothing)], check_deterministic=False)
    return found.to_scipy()


def lowest(objective: Objective, parameters: Parameters, count: int = 4, tolerance: float = 1e-8) -> Lowest:
    """The lowest eigenvalues of the Hessian of f at a point, their vectors, and the largest eigenvalue.

    parameters: by name. count: how many. tolerance: relative accuracy of Lanczos. Up to `DENSE` parameters the whole matrix is made.
    """
    hessian, size = operator(objective, parameters), objective.size
    count = min(count, size)
    if size <= DENSE:
        matrix = hessian.matmat(np.eye(size))
        values, vectors = np.linalg.eigh((matrix + matrix.T) / 2)
        return Lowest(values[:count], vectors[:, :count].T, float(values[-1]))
    start = np.random.default_rng(0).standard_normal(size)
    largest, _ = _lanczos(hessian, 1, "LA", start, tolerance)
    values, vectors = _lanczos(hessian, count, "SA", start, tolerance)
    return Lowest(values, vectors, float(largest[0]))


def _lanczos(hessian: LinearOperator, count: int, which: str, start: np.ndarray, tolerance: float):
    """`count` eigenvalues, the lowest first, and vectors; NaN for those that did not converge."""
    try:
        found, columns = eigsh(hessian, count, which=which, v0=start, tol=tolerance)
    except ArpackNoConvergence as error:
        found, columns = error.eigenvalues, error.eigenvectors
    order = np.argsort(found)
    values, vectors = np.full(count, np.nan), np.full((count, len(start)), np.nan)
    values[: len(order)], vectors[: len(order)] = found[order], columns[:, order].T
    return values, vectors
