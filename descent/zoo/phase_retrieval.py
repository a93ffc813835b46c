"""Phase retrieval: a signal x*, |x*| = 1, from the squares of its products with normal vectors a.

f(x) = mean over a of ((a.x)^2 - (a.x*)^2)^2 / 4. Its expectation over a is a function of |x|^2 and x.x* alone. The expectation has a local
maximum at 0, minima at +-x*, and strict saddles at all x orthogonal to x* with |x|^2 = 1/3, a sphere of dimension d - 2. The lowest
curvature at the saddles is -2 (Sun, Qu and Wright 2018). GD from a random start approaches the saddles and leaves them after
log(d) / (2 log(1 + 2 eta)) iterations (Chen, Chi, Fan and Ma 2019), since x.x* is about 1/sqrt(d) for a random x.
"""

import math

import torch

from descent.instruments.objective import Objective
from descent.zoo.rising import iterations
from descent.zoo.starts import on_sphere


class Signal(torch.nn.Module):
    """f at a signal x (d,): its expectation, or its mean over measurements."""

    def __init__(self, start: torch.Tensor, expected: bool):
        super().__init__()
        self.x = torch.nn.Parameter(start)
        self.expected = expected

    def forward(self, vectors, squares):
        """f. vectors (m, d), squares (m,): the vectors a and (a.x*)^2. For the expectation, x* (1, d) and |x*|^2 (1,)."""
        if not self.expected:
            return ((vectors @ self.x).square() - squares).square().mean() / 4.0
        size, along = self.x @ self.x, (vectors @ self.x)[0]
        return (3.0 * size.square() - 2.0 * size * squares[0] - 4.0 * along.square() + 3.0 * squares[0].square()) / 4.0


def build(generator, d=20, measurements=0, start=0.577) -> Signal:
    """A random signal of length `start`, by default that of the saddles. measurements: number per dimension; 0: f's expectation."""
    return Signal(on_sphere(generator, (d,), start), expected=measurements == 0)


def data(generator, d=20, measurements=0):
    """The measurements of a random signal x*, as inputs. There are no targets."""
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

    x.x* grows by 1 + 2 lr per iteration. Measurements do not contain x*: NaN unless the objective is the expectation.
    """
    if not objective.module.expected:
        return [math.nan]
    along = abs(float(objective.inputs[0][0] @ objective.start["x"]))
    return [iterations(along, 1.0, 2.0, lr)]
