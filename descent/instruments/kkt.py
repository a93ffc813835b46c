"""KKT residuals of the largest margin's problem: min |theta|^2 / 2 such that every margin is at least 1."""

import math

import torch
from scipy.optimize import nnls

from descent.convbias.stationarity import SUPPORT

SEEN = 37.0
"""A margin that exceeds the least by this has a relative weight of 1e-16 in the loss. Margins below that may carry a multiplier."""

NUMBERS = 1 << 26
"""Most numbers of margins' derivatives. In a large net only the least margins take part in `residual`, which is then an upper bound."""


def epsilon(u: torch.Tensor, g: torch.Tensor, low: float, degree: float) -> float:
    """Lyu and Li's epsilon: |theta - sum_n lambda_n dq_n/dtheta| at the scale where the least margin is 1.

    With their multipliers lambda, from the loss's gradient, it is low^(-1/L) |u - g/|g||. u: unit parameters, (width,). g: minus the
    gradient, of any length, (width,). low: least margin at u. degree: L. Source: Lyu and Li 2020, theorem 4.4 and its appendix.
    """
    return float(low ** (-1 / degree) * torch.linalg.vector_norm(u - g / torch.linalg.vector_norm(g)))


def delta(z: torch.Tensor, q: torch.Tensor, g: torch.Tensor, low: float, degree: float) -> float:
    """Lyu and Li's delta: sum_n lambda_n (q_n - 1) at the same scale and with the same multipliers as `epsilon`.

    It is low^(1 - 2/L) / |g| sum_n q_n (z_n / low - 1). z: margins at unit parameters. q: pulls, of sum about 1. g: sum_n q_n dz_n/du.
    """
    return float(low ** (1 - 2 / degree) / torch.linalg.vector_norm(g) * (q * (z / low - 1)).sum())


def support(z: torch.Tensor, low: float, log_scale: float, width: int) -> torch.Tensor:
    """The margins that may carry a multiplier: those within `SEEN` of the least, or within the relative distance `SUPPORT` of it.

    z: margins at unit parameters, (points, pairs). width: numbers of a margin's derivative. Returns indices into points times pairs.
    """
    reach = max(SUPPORT * low, SEEN * math.exp(-min(log_scale, 700.0)))
    near = torch.nonzero((z - low <= reach).reshape(-1))[:, 0]
    most = max(1, NUMBERS // width)
    return near if len(near) <= most else near[torch.topk(z.reshape(-1)[near], most, largest=False).indices]


def residual(rows: torch.Tensor, u: torch.Tensor) -> float:
    """Distance of the direction u (width,) from the cone of margins' derivatives (rows, width). It is 0 at a KKT point.

    NaN where it cannot be computed. As `descent.convbias.stationarity.weights_residual`. Source: Gunasekar et al. 2018, theorem on
    homogeneous models.
    """
    A = rows / torch.linalg.vector_norm(rows, dim=1, keepdim=True)
    R = torch.linalg.qr(torch.cat([A, u[None]]).T, mode="r").R.cpu().numpy()
    try:
        return float(nnls(R[:, :-1], R[:, -1])[1])
    except (RuntimeError, ValueError):  # active sets without end, or a derivative that is not finite
        return math.nan
