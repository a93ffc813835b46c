"""Phase retrieval, f(x) = mean over a of ((a.x)^2 - (a.x*)^2)^2 / 4: a signal x*, |x*| = 1, from the squares of its products with normal a.

In expectation over a, f is a function of |x|^2 and x.x* alone. Its critical points are 0, a maximum; the saddles x orthogonal to x*
with |x|^2 = 1/3, strict, with lowest curvature -2, a sphere of dimension d - 2; and the minima +-x* (Sun, Qu and Wright 2018). GD from
a random start comes near the saddles and leaves them after log(d) / (2 log(1 + 2 eta)) iterations (Chen, Chi, Fan and Ma 2019): a random
x has x.x* of about 1/sqrt(d).
"""

import math

import torch

from descent.instruments.objective import Objective
from descent.zoo.rising import iterations
from descent.zoo.starts import on_sphere


class Signal(torch.nn.Module):
    """f of a signal x (d,), in expectation or on measurements."""

    def __init__(self, start: torch.Tensor, expected: bool):
        super().__init__()
        self.x = torch.nn.Parameter(start)
        self.expected = expected

    def forward(self, vectors, squares):
        """f. vectors, squares: (m, d) and (m,), the vectors a and (a.x*)^2; in expectation (1, d) and (1,), x* and |x*|^2."""
        if not self.expected:
            return ((vectors @ self.x).square() - squares).square().mean() / 4.0
        size, along = self.x @ self.x, (vectors @ self.x)[0]
        return (3.0 * size.square() - 2.0 * size * squares[0] - 4.0 * along.square() + 3.0 * squares[0].square()) / 4.0


def build(generator, d=20, measurements=0, start=0.577) -> Signal:
    """A signal at random, of length `start`, the saddles'. measurements: of each dimension; 0: f's expectation, infinitely many."""
    return Signal(on_sphere(generator, (d,), start), expected=measurements == 0)


def data(generator, d=20, measurements=0):
    """The measurements of a signal x* at random."""
    signal = on_sphere(generator, (d,), 1.0)
    if measurements == 0:
        return (signal[None], torch.ones(1, dtype=torch.float64)), None
    vectors = torch.randn(measurements * d, d, generator=generator, dtype=torch.float64)
    return (vectors, (vectors @ signal).square()), None


def levels(**others) -> list[float]:
    """f's expectation at the saddles and at the minima."""
    return [2.0 / 3.0, 0.0]


def curvatures(**others) -> list[float]:
    """The lowest eigenvalue of the expected Hessian at the saddles."""
    return [-2.0]


def passing_times(objective: Objective, lr: float, **others) -> list[float]:
    """Iterations after which GD from the objective's start is half way from the saddles to a minimum, by linear theory.

    x.x* grows by 1 + 2 lr an iteration. Expected measurements alone; else NaN, for x* is not known.
    """
    if not objective.module.expected:
        return [math.nan]
    along = abs(float(objective.inputs[0][0] @ objective.start["x"]))
    return [iterations(along, 1.0, 2.0, lr)]
