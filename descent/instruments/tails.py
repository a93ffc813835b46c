"""Losses of margins by their logarithm, so that nothing underflows: a sum of exponentials, or the cross entropy.

Margins are written as exp(log_scale) z, as those of a homogeneous net are, z its margins at parameters of unit norm. All is a function of
differences of z, which stay what they are where exp(-margin) is below every number.
"""

import torch
from torch.nn.functional import softplus

TAILS = ("exponential", "logistic")
LOW = -30.0
"""Below this log(1 + e^a) is e^a (1 - e^a / 2) to rounding."""


def log_loss(z: torch.Tensor, log_scale: torch.Tensor, tail: str) -> tuple[torch.Tensor, torch.Tensor]:
    """The loss of one run, and the pull of every margin.

    z: (points, pairs). log_scale: (). exponential: loss = sum over points and pairs of exp(-margin). logistic: sum over points of
    log(1 + sum over pairs of exp(-margin)). Returns log(loss) + least margin, which is of order one, and the pulls
    q = -d log(loss) / d margin (points, pairs), which for the exponential add up to 1.
    """
    low = z.amin()
    shifted = -torch.exp(log_scale + torch.log(z - low))  # minus the distance to the least margin
    if tail == "exponential":
        over = torch.logsumexp(shifted.reshape(-1), 0)
        return over, torch.exp(shifted - over)
    of_point = torch.logsumexp(shifted, 1)
    a = of_point - torch.sign(low) * torch.exp(log_scale + torch.log(low.abs()))
    bent = torch.where(a > LOW, torch.log(softplus(a.clamp(min=LOW))) - a, -torch.exp(a.clamp(max=LOW)) / 2)
    over = torch.logsumexp(of_point + bent, 0)
    return over, torch.exp(shifted - over - softplus(a)[:, None])


def inverse(log_of_loss: torch.Tensor, tail: str) -> torch.Tensor:
    """The margin that one point and pair alone would have at a loss: log(1 / loss), or for the logistic -log(exp(loss) - 1).

    Source: Lyu and Li 2020, definition of the smoothed margin.
    """
    if tail == "exponential":
        return -log_of_loss
    loss = torch.exp(log_of_loss)
    return -log_of_loss - torch.where(loss > 1e-12, torch.log(torch.expm1(loss) / loss), loss / 2)
