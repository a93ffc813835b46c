"""Whether the laws found are complete: their number against the rank of a Lie algebra (Marcotte, Gribonval and Peyre 2023).

The loss's gradient for one data set is a vector field over theta. A function is conserved for all data if its gradient is orthogonal to
these fields for every data set. Its gradient is then also orthogonal to all Lie brackets of the fields, [X, Y] = DY X - DX Y. Where fields
and brackets span r dimensions at almost every theta, exactly size - r independent functions are conserved locally (Frobenius' theorem).
Here the span is computed for random data sets at random parameters, so the count holds for any module, with probability one. The thresholds
are ours.
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
"""For each order, the number of fields or brackets exceeds the dimensions not yet spanned by this many."""
TRIED, POINTS = 20, 2
"""Number of random parameters at which the fields' span is computed, and of those with the largest span, at which brackets are computed.
At other parameters a neuron may be off, or on, for all data.
"""
DEEPEST = 4
"""Most fields in a bracket. Each further field takes one more derivative."""
NULL = 1e-9
"""A singular value below this share of the largest is zero."""
MOST = 400
"""Most parameters. Each order takes as many brackets."""


class Completeness(NamedTuple):
    """The number of laws found, compared with the number of all independent laws."""

    size: int
    """Number of parameters with a gradient."""
    ranks: list[int]
    """Dimensions spanned by fields, and by fields with brackets of up to two, three, ... fields, until brackets add none."""
    found: int
    """Number of independent laws among those found and the sums: the rank of their gradients."""
    sums: int
    """Number of weighted sums of parameters that no gradient moves, such as that of the biases before a softmax."""
    laws: Laws

    @property
    def independent(self) -> int:
        """Number of independent conserved functions of any form."""
        return self.size - self.ranks[-1]

    @property
    def complete(self) -> bool:
        """Whether the laws found are all independent laws."""
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
    """Count all independent conservation laws of a small module, and compare them with those that `conserved` finds.

    module, data, loss, form: as in `conserved`. Raises ValueError for more than `MOST` parameters, and as `conserved` does.
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
    """Dimensions that fields at theta (size,) span with brackets of up to 1, 2, ..., `deepest` fields, and which parameters they move.

    Returns a list and (size,) bool.
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
    """A function that returns a vector field: the gradient of f as a function of theta (size,), with new random data at every call."""

    def field():
        inputs, targets = drawn.data()

        def value(flat):
            constants = {name: part.clone() for name, part in objective.constants.items()}
            outputs = functional_call(objective.module, objective.unflat(flat) | constants, inputs)
            return (outputs if objective.loss is None else objective.loss(outputs, targets)).reshape(())

        return grad(value)

    return field


def _bracket(fields: list):
    """[X1, [X2, [..., Xn]]] as a function of theta; for one field, the field."""
    first, *others = fields
    if not others:
        return first
    other = _bracket(others)

    def bracket(theta):
        ahead, back = first(theta), other(theta)
        return jvp(other, (theta,), (ahead,))[1] - jvp(first, (theta,), (back,))[1]

    return bracket


def _sums(objective: Objective, drawn: draws.Drawn) -> torch.Tensor:
    """A basis of the weighted sums of live parameters that no gradient moves, whatever parameters and data are. Returns (sums, size)."""
    slopes = torch.stack([objective.flat(drawn()[1]) for _ in range(objective.size + MORE)])
    slopes = slopes / slopes.norm(dim=1, keepdim=True).clamp_min(torch.finfo(torch.float64).tiny)
    live = slopes.abs().amax(dim=0) > NULL
    _, singular, directions = np.linalg.svd(slopes[:, live].numpy(), full_matrices=False)
    found = torch.zeros((int((singular <= NULL * singular[0]).sum()), objective.size), dtype=torch.float64)
    found[:, live] = torch.as_tensor(directions[len(directions) - len(found) :])
    return found


def _rank(vectors: torch.Tensor) -> int:
    """Number of dimensions that vectors (n, size) span."""
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
