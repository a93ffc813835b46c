"""How far a direction is from the first-order conditions of the largest margin: min |theta|^2 / 2 with every margin at least 1."""

import math

import torch
from scipy.optimize import nnls

from descent.convbias.stationarity import SUPPORT

SEEN = 37.0
"""A margin so far above the least has a weight of 1e-16 in the loss: what is below may carry a multiplier."""

NUMBERS = 1 << 26
"""Most numbers of margins' derivatives: in a large net the least margins alone take part in `residual`, which is an upper bound then."""


def epsilon(u: torch.Tensor, g: torch.Tensor, low: float, degree: float) -> float:
    """Lyu and Li's epsilon, |theta - sum_n lambda_n dq_n/dtheta| at the scale where the least margin is 1, with their multipliers, which
    the loss's gradient gives: low^(-1/L) |u - g/|g||. Source: Lyu and Li 2020, theorem 4.4 and its appendix.

    u: direction of the parameters. g: that of minus the gradient, any length. low: least margin at u. degree: L.
    """
    return float(low ** (-1 / degree) * torch.linalg.vector_norm(u - g / torch.linalg.vector_norm(g)))


def delta(z: torch.Tensor, q: torch.Tensor, g: torch.Tensor, low: float, degree: float) -> float:
    """Lyu and Li's delta, sum_n lambda_n (q_n - 1) at the same scale with the same multipliers:
    low^(1 - 2/L) / |g| sum_n q_n (z_n / low - 1).

    z: margins at unit parameters. q: pulls, of sum about 1. g: sum_n q_n dz_n/du.
    """
    return float(low ** (1 - 2 / degree) / torch.linalg.vector_norm(g) * (q * (z / low - 1)).sum())


def support(z: torch.Tensor, low: float, log_scale: float, width: int) -> torch.Tensor:
    """Which margins may carry a multiplier: those that the loss still sees, or within `SUPPORT` of the least, relatively.

    z: margins at unit parameters, (points, pairs). width: numbers of a margin's derivative. Returns their places among points times pairs.
    """
    reach = max(SUPPORT * low, SEEN * math.exp(-min(log_scale, 700.0)))
    near = torch.nonzero((z - low <= reach).reshape(-1))[:, 0]
    most = max(1, NUMBERS // width)
    return near if len(near) <= most else near[torch.topk(z.reshape(-1)[near], most, largest=False).indices]


def residual(rows: torch.Tensor, u: torch.Tensor) -> float:
    """Distance of the direction u (width,) from the cone of margins' derivatives (rows, width): 0 at a first-order stationary point.

    As `descent.convbias.stationarity.weights_residual`. Source: Gunasekar et al. 2018, theorem on homogeneous models.
    """
    A = rows / torch.linalg.vector_norm(rows, dim=1, keepdim=True)
    R = torch.linalg.qr(torch.cat([A, u[None]]).T, mode="r").R.cpu().numpy()
    try:
        return float(nnls(R[:, :-1], R[:, -1])[1])
    except (RuntimeError, ValueError):  # no end of the active sets, or a derivative that is no number
        return math.nan
