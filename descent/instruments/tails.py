"""The logarithm of a loss of margins, which does not underflow. The loss is a sum of exponentials, or the cross entropy.

Margins are exp(log_scale) z, as in a homogeneous net, where z are the margins at parameters of unit norm. Everything is computed from
differences of z, which keep their digits where exp(-margin) underflows.
"""

import torch
from torch.nn.functional import softplus

TAILS = ("exponential", "logistic")
LOW = -30.0
"""For a below this, log(1 + e^a) is e^a (1 - e^a / 2) up to rounding."""


def log_loss(z: torch.Tensor, log_scale: torch.Tensor, tail: str) -> tuple[torch.Tensor, torch.Tensor]:
    """The logarithm of one run's loss, and the pulls of its margins.

    z: (points, pairs). log_scale: (). tail: "exponential" for the sum over points and pairs of exp(-margin); "logistic" for the sum over
    points of log(1 + sum over pairs of exp(-margin)). Returns log(loss) + least margin, which is of order one, and the pulls
    q = -d log(loss) / d margin (points, pairs), which sum to 1 for the exponential tail.
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
    """The margin at which a single point and pair has a given loss: log(1 / loss), or -log(exp(loss) - 1) for the logistic tail.

    log_of_loss: any shape. Returns the same shape. Source: Lyu and Li 2020, definition of the smoothed margin.
    """
    if tail == "exponential":
        return -log_of_loss
    loss = torch.exp(log_of_loss)
    return -log_of_loss - torch.where(loss > 1e-12, torch.log(torch.expm1(loss) / loss), loss / 2)
