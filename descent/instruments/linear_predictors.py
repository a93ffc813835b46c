"""Modules that are linear in their inputs: the predictor, and how near it is to the separators that linear nets turn to."""

import numpy as np
import torch

from descent.convbias.separators import Separators, distance, separators
from descent.instruments.homogeneity import TOLERANCE
from descent.instruments.objective import Objective


def is_linear(network: Objective, seed: int = 0) -> bool:
    """Whether a module of one output is a linear function of one tensor of inputs (points, D), at its start."""
    if len(network.inputs) != 1 or network.inputs[0].dim() != 2 or not network.inputs[0].is_floating_point():
        return False
    x = network.inputs[0]
    probe = torch.randn(x.shape, generator=torch.Generator().manual_seed(seed), dtype=x.dtype).to(x.device)
    with torch.no_grad():
        beta = network.outputs(network.start, (torch.eye(x.shape[1], dtype=x.dtype, device=x.device),)).reshape(x.shape[1], -1)
        said = network.outputs(network.start, (probe,)).reshape(len(probe), -1)
    return beta.shape[1] == 1 and bool((said - probe @ beta).norm() <= TOLERANCE * said.norm())


class Predictors:
    """A watcher of `LatePhase` that keeps the predictor's direction of one run."""

    def __init__(self, record: int, D: int):
        self.beta = np.full((record, D), np.nan)
        self.runs = None

    def __call__(self, run: int, place: int, u: torch.Tensor):
        """Keep it."""
        D = self.beta.shape[1]
        with torch.no_grad():
            beta = self.runs.outputs(run, u, torch.eye(D, dtype=u.dtype, device=u.device))[:, 0]
        self.beta[place] = (beta / torch.linalg.vector_norm(beta)).cpu().numpy()


def to_separators(beta: np.ndarray, x: np.ndarray) -> tuple[Separators, dict[str, np.ndarray]]:
    """The separators of data, and 1 - cos of the angles to them. beta: (record, D). x: (points, D), labels multiplied in.

    Returns them and by name, l2 and l1, (record,); l1 is the least norm of Fourier coefficients.
    """
    found = separators(x[None])
    return found, {"l2": distance(beta, found.l2), "l1": distance(beta, found.l1)}
