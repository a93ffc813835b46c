"""Whether the laws found are all there are: their number against the rank of a Lie algebra (Marcotte, Gribonval and Peyre 2023).

A function is conserved whatever the data if its gradient is orthogonal to the loss's gradient, as a vector field over theta, for every data
set; then it is orthogonal to all Lie brackets of these fields too, [X, Y] = DY X - DX Y. Where the fields and their brackets span r
dimensions at almost every theta, there are exactly size - r independent conserved functions nearby (Frobenius' theorem). Here fields are
those of random data sets and the span is that at random parameters, so that this is true of any module, and with probability one.
"""

from collections.abc import Callable
from typing import NamedTuple

import numpy as np
import torch
from torch.func import functional_call, grad, jvp
from torch.nn.attention import SDPBackend, sdpa_kernel

from descent.instruments import draws
from descent.instruments.conserved import laws_of
from descent.instruments.laws import Laws
from descent.instruments.objective import Objective, Parameters
from descent.instruments.primitives import Primitives
from descent.instruments.unknowns import Form, products

MORE = 10
"""Fields and brackets of each order beyond the dimensions that are not yet spanned."""
TRIED, POINTS = 20, 2
"""Random parameters at which the span of the fields is looked at, and those with the largest, where brackets are: elsewhere a neuron may be
off, or on, for all data.
"""
DEEPEST = 4
"""Fields in a bracket, at most: one more is one more derivative."""
NULL = 1e-9
"""A singular value below this share of the largest is zero. The thresholds are ours."""
MOST = 400
"""Parameters at most: each order takes as many brackets."""


class Completeness(NamedTuple):
    """Laws found beside all there are."""

    size: int
    """Parameters, those without a gradient left out."""
    ranks: list[int]
    """Dimensions that the fields span with their brackets of two, three, ... fields, until the brackets add none."""
    found: int
    """Independent ones among the laws that were found and the sums: the rank of their gradients."""
    sums: int
    """Sums of parameters that no gradient moves, such as that of the biases before a softmax."""
    laws: Laws

    @property
    def independent(self) -> int:
        """Independent conserved functions of any form."""
        return self.size - self.ranks[-1]

    @property
    def complete(self) -> bool:
        """Whether the laws found are all."""
        return self.found == self.independent

    def __str__(self) -> str:
        spans = ", ".join(map(str, self.ranks))
        return (
            f"{self.independent} independent laws of any form: {self.size} parameters with a gradient, fields and brackets span {spans}\n"
            f"{self.found} independent ones among the {self.laws.count} that were found, form {self.laws.form}, and {self.sums} sums: "
            f"{'complete' if self.complete else 'not complete'}"
        )

    __repr__ = __str__


def completeness(
    module: torch.nn.Module, data=((), None), loss: Callable | None = None, form: Form = "matrices", seed: int = 0
) -> Completeness:
    """All independent conservation laws of a module, counted, beside those that `conserved` finds. For modules of few parameters.

    module, data, loss, form: as `conserved` takes them. Raises ValueError where there are too many parameters, and as `conserved` does.
    """
    objective = Objective(module, data, loss)
    if objective.size > MOST:
        raise ValueError(f"{objective.size} parameters: the Lie algebra is computed for at most {MOST}")
    drawn = draws.Drawn(objective, torch.Generator().manual_seed(seed))
    tried = [drawn()[0] for _ in range(TRIED)]
    with (
        torch.random.fork_rng(devices=[]),
        sdpa_kernel(SDPBackend.MATH),
        Primitives(),
    ):  # torch's fused attention has no forward derivatives
        field = _fields(objective, drawn)
        points = sorted(tried, key=lambda point: -_span(field, objective.flat(point), 1)[0][0])[:POINTS]
        spans = [_span(field, objective.flat(point), DEEPEST) for point in points]
    live = int(torch.stack([moved for _, moved in spans]).any(dim=0).sum())
    orders = max(len(ranks) for ranks, _ in spans)
    ranks = [max(ranks[min(n, len(ranks) - 1)] for ranks, _ in spans) for n in range(orders)]
    laws = laws_of(objective, form, seed)
    sums = _sums(objective, drawn)
    found = max(_rank(torch.cat([_gradients(laws, point), sums])) for point in points)
    return Completeness(live, ranks, found, len(sums), laws)


def _span(field: Callable, theta: torch.Tensor, deepest: int) -> tuple[list[int], torch.Tensor]:
    """Dimensions that fields at theta (size,) span with brackets of ever more of them, up to `deepest`, and which parameters they move
    (size,).
    """
    vectors, ranks = torch.empty((0, len(theta)), dtype=torch.float64), []
    for order in range(1, deepest + 1):
        brackets = len(theta) - (ranks[-1] if ranks else 0) + MORE
        more = torch.stack([_bracket([field() for _ in range(order)])(theta) for _ in range(brackets)])
        vectors = torch.cat([vectors, more / more.norm(dim=1, keepdim=True).clamp_min(torch.finfo(torch.float64).tiny)])
        ranks.append(_rank(vectors))
        if len(ranks) > 1 and ranks[-1] == ranks[-2]:
            break
    return ranks, vectors.abs().amax(dim=0) > NULL


def _fields(objective: Objective, drawn: draws.Drawn):
    """What gives the gradient of f as a function of theta (size,), every time for other data."""

    def field():
        inputs, targets = drawn.data()

        def value(flat):
            constants = {name: part.clone() for name, part in objective.constants.items()}
            outputs = functional_call(objective.module, objective.unflat(flat) | constants, inputs)
            return (outputs if objective.loss is None else objective.loss(outputs, targets)).reshape(())

        return grad(value)

    return field


def _bracket(fields: list):
    """[X1, [X2, [..., Xn]]] as a function of theta; of one field, that."""
    first, *others = fields
    if not others:
        return first
    other = _bracket(others)

    def bracket(theta):
        ahead, back = first(theta), other(theta)
        return jvp(other, (theta,), (ahead,))[1] - jvp(first, (theta,), (back,))[1]

    return bracket


def _sums(objective: Objective, drawn: draws.Drawn) -> torch.Tensor:
    """A basis of the sums of parameters that no gradient moves, whatever the parameters and data, dead parameters left out. (sums, size)"""
    slopes = torch.stack([objective.flat(drawn()[1]) for _ in range(objective.size + MORE)])
    slopes = slopes / slopes.norm(dim=1, keepdim=True).clamp_min(torch.finfo(torch.float64).tiny)
    live = slopes.abs().amax(dim=0) > NULL
    _, singular, directions = np.linalg.svd(slopes[:, live].numpy(), full_matrices=False)
    found = torch.zeros((int((singular <= NULL * singular[0]).sum()), objective.size), dtype=torch.float64)
    found[:, live] = torch.as_tensor(directions[len(directions) - len(found) :])
    return found


def _rank(vectors: torch.Tensor) -> int:
    """How many dimensions vectors (n, size) span."""
    if not len(vectors):
        return 0
    singular = np.linalg.svd(vectors.numpy(), compute_uv=False)
    return int((singular > NULL * singular[0]).sum()) if singular.size and singular[0] > 0 else 0


def _gradients(laws: Laws, theta: Parameters) -> torch.Tensor:
    """Gradients of the laws' values, scaled to length 1. Returns (laws, size)."""
    flat = laws.objective.flat(theta)

    def values(flat):
        stacked = {name: part[None] for name, part in laws.objective.unflat(flat).items()}
        return products(stacked, stacked, laws.groups, laws.form)[0]

    found = torch.as_tensor(laws.coefficients) @ torch.func.jacrev(values)(flat)
    return found / found.norm(dim=1, keepdim=True)
