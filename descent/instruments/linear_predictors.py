"""Modules that are linear in their inputs: the predictor, and its distance from the separators to which linear nets converge."""

import numpy as np
import torch

from descent.convbias.separators import Separators, distance, separators
from descent.instruments.homogeneity import TOLERANCE
from descent.instruments.objective import Objective


def is_linear(network: Objective, seed: int = 0) -> bool:
    """Whether a module has one output that is, at its start, a linear function of one tensor of inputs (points, D)."""
    if len(network.inputs) != 1 or network.inputs[0].dim() != 2 or not network.inputs[0].is_floating_point():
        return False
    x = network.inputs[0]
    probe = torch.randn(x.shape, generator=torch.Generator().manual_seed(seed), dtype=x.dtype).to(x.device)
    with torch.no_grad():
        beta = network.outputs(network.start, (torch.eye(x.shape[1], dtype=x.dtype, device=x.device),)).reshape(x.shape[1], -1)
        said = network.outputs(network.start, (probe,)).reshape(len(probe), -1)
    return beta.shape[1] == 1 and bool((said - probe @ beta).norm() <= TOLERANCE * said.norm())


class Predictors:
    """A watcher for `LatePhase` that records the direction of one run's predictor, `beta` (record, D)."""

    def __init__(self, record: int, D: int):
        self.beta = np.full((record, D), np.nan)
        self.runs = None

    def __call__(self, run: int, place: int, u: torch.Tensor):
        """Record the direction at unit parameters u (width,)."""
        D = self.beta.shape[1]
        with torch.no_grad():
            beta = self.runs.outputs(run, u, torch.eye(D, dtype=u.dtype, device=u.device))[:, 0]
        self.beta[place] = (beta / torch.linalg.vector_norm(beta)).cpu().numpy()


def to_separators(beta: np.ndarray, x: np.ndarray) -> tuple[Separators, dict[str, np.ndarray]]:
    """The separators of data, and 1 - cos of the predictor's angles to them.

    beta: (record, D). x: points times their labels, (points, D). Returns the separators, and (record,) for each of l2, the largest l2
    margin, and l1, the least l1 norm of Fourier coefficients.
    """
    found = separators(x[None])
    return found, {"l2": distance(beta, found.l2), "l1": distance(beta, found.l1)}
