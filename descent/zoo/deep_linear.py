"""Deep linear net on whitened data: f(W) = ||W_N ... W_1 - M||^2 / 2 for a square M with `rank` positive singular values.

At a saddle the product W_N ... W_1 has some of M's singular values and not the others (Kawaguchi 2016). f is half the sum of the squares of
the missing ones. From a small start GD learns the singular values one by one, the largest first (Saxe, McClelland and Ganguli 2014). With
two layers all saddles are strict. With N > 2 layers the saddle at 0 and others have no negative curvature: f falls only with the N-th power
of the distance. The time to leave grows as (1/start)^(N - 2) instead of log(1/start): for a given start it is exponential in the depth
(Shamir 2019).
"""

import math

import torch

from descent.instruments.objective import Objective
from descent.zoo.rising import iterations


def build(generator, d=10, rank=4, depth=3, start=0.1, aligned=False) -> torch.nn.Sequential:
    """Linear layers without biases, near 0.

    d: width. depth: number of layers. start: scale of a layer, whose entries are normal with standard deviation start/sqrt(d). aligned:
    each layer is instead `start` times an orthogonal matrix such that the layers' product has M's singular vectors; then modes evolve
    independently.
    """
    net = torch.nn.Sequential(*(torch.nn.Linear(d, d, bias=False, dtype=torch.float64) for _ in range(depth)))
    left, right = directions(d)
    inner = [start * torch.eye(d, dtype=torch.float64) for _ in range(depth)]
    inner[0], inner[-1] = inner[0] @ right.mT, left @ inner[-1]
    for layer, weight in zip(net, inner, strict=True):
        normal = torch.randn(d, d, generator=generator, dtype=torch.float64) * (start / d**0.5)
        layer.weight = torch.nn.Parameter(weight if aligned else normal)
    return net


def data(generator, d=10, rank=4, condition=4.0):
    """Whitened inputs, the unit vectors, and targets, M's columns. M has `rank` singular values from 1 to 1/condition; the others are 0."""
    left, right = directions(d)
    values = torch.zeros(d, dtype=torch.float64)
    values[:rank] = torch.tensor(spectrum(rank, condition), dtype=torch.float64)
    return torch.eye(d, dtype=torch.float64), (left @ torch.diag(values) @ right.mT).mT


def loss(outputs, targets):
    """||outputs - targets||^2 / 2."""
    return (outputs - targets).square().sum() / 2.0


def directions(d: int) -> tuple[torch.Tensor, torch.Tensor]:
    """M's left and right singular vectors, (d, d) each. They depend on d alone."""
    generator = torch.Generator().manual_seed(d)
    left, right = (torch.linalg.qr(torch.randn(d, d, generator=generator, dtype=torch.float64))[0] for _ in range(2))
    return left, right


def spectrum(rank: int, condition: float) -> list[float]:
    """M's positive singular values, from 1 down to 1/condition. Their inverses, hence the times to pass a saddle, rise evenly."""
    return [1.0 / (1.0 + (condition - 1.0) * k / max(rank - 1, 1)) for k in range(rank)]


def levels(rank=4, condition=4.0, **others) -> list[float]:
    """f at the saddles in the order of visits, and at the minimum: half the sum of the squares of the singular values not yet learnt."""
    return [sum(value**2 for value in spectrum(rank, condition)[k:]) / 2.0 for k in range(rank + 1)]


def passing_times(objective: Objective, lr: float, rank=4, depth=3, condition=4.0, start=0.1, aligned=False, **others) -> list[float]:
    """Iterations after which GD from the objective's start has passed each saddle; NaN where theory has no closed form.

    From an aligned start each mode follows w <- w + lr w^(N-1) (lambda - w^N), iterated here until the mode's part of f has halved. With
    two layers and any small start, linear theory about 0 gives the time, as in `low_rank`: the mean of the two layers escapes.
    """
    values = spectrum(rank, condition)
    if aligned:
        return [_aligned(value, lr, depth, start) for value in values]
    if depth > 2:
        return [math.nan] * rank
    first, second = objective.start.values()
    left, right = directions(len(first))
    rows = ((left.mT @ second) + (first @ right).mT)[:rank] / 2.0
    parts = torch.linalg.qr(rows.mT).R.diagonal().abs()
    return [iterations(part, value, value, lr) for part, value in zip(parts.tolist(), values, strict=True)]


def _aligned(value: float, lr: float, depth: int, w: float) -> float:
    t = 0
    while (value - w**depth) ** 2 > value**2 / 2.0:
        w, t = w + lr * w ** (depth - 1) * (value - w**depth), t + 1
    return float(t)
