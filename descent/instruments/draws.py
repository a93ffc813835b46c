"""Random parameters and data for a module, and what its gradients there say about quadratic forms."""

import contextlib

import torch

from descent.instruments.mistakes import named
from descent.instruments.objective import Objective, Parameters
from descent.instruments.unknowns import Form, Group, products, squares

EXAMPLES = 4
"""Examples of a random data set, where a module's own has more."""
MEASURED = 30
"""Draws that say how large each unknown could have been."""
SPARE = 100_000
"""Normal numbers beyond those of a tensor. The numbers are ours."""


def rows(objective: Objective, among: list[Group], form: Form, draws: int, seed: int = 0) -> tuple[torch.Tensor, torch.Tensor]:
    """For each draw of parameters and data, how fast gradient flow changes every unknown's form there, scaled to length 1.

    Returns these, (draws, unknowns), and how large those of rows could have been, (rows,): root mean squares of |row| |its gradient|.
    Raises ValueError where the loss is not finite or the module's code fails.
    """
    generator = torch.Generator().manual_seed(seed)
    found = torch.empty((draws, among[-1].first + among[-1].unknowns), dtype=torch.float64)
    possible = torch.zeros(sum(group.rows for group in among), dtype=torch.float64)
    with torch.random.fork_rng(devices=[]):  # dropout draws from torch's own generator
        torch.manual_seed(seed)
        drawn = Drawn(objective, generator)
        for n in range(draws):
            theta, slope = ({name: values[None] for name, values in point.items()} for point in drawn())
            found[n] = products(theta, slope, among, form)[0]
            size = found[n].norm()
            found[n] /= size.clamp_min(torch.finfo(torch.float64).tiny)
            if n < MEASURED:
                possible += (squares(theta, among) * squares(slope, among))[0] / size.square().clamp_min(torch.finfo(torch.float64).tiny)
    return found, (possible / min(draws, MEASURED)).sqrt()


def gradient(objective: Objective, theta: Parameters, inputs, targets) -> Parameters:
    """The gradient of f at theta for other data than the objective's own."""
    leaves = {name: values.detach().requires_grad_() for name, values in theta.items()}
    with named(f"{type(objective.module).__name__} at random parameters and data"):
        f = objective.value(leaves, inputs, targets)
    return dict(zip(leaves, torch.autograd.grad(f, list(leaves.values()), allow_unused=True, materialize_grads=True), strict=True))


class Drawn:
    """Random parameters, and the gradient there for random data."""

    def __init__(self, objective: Objective, generator: torch.Generator):
        self.objective, self.generator = objective, generator
        self.parameters = Pool(objective, generator)
        self.continuous = True
        """Whether data are normal numbers: until f is not finite for them, such as a loss that takes their logarithm."""

    def __call__(self) -> tuple[Parameters, Parameters]:
        """Parameters, not to be written to, and the gradient. Raises ValueError where that is not finite, or the module's code fails."""
        theta = self.parameters()
        if self.continuous:
            with contextlib.suppress(ValueError):
                return theta, self._gradient(theta)
            self.continuous = False
        return theta, self._gradient(theta)

    def data(self):
        """Random inputs and targets."""
        return data(self.objective, self.generator, self.continuous)

    def _gradient(self, theta: Parameters) -> Parameters:
        slope = gradient(self.objective, theta, *self.data())
        if not torch.isfinite(sum(values.sum() for values in slope.values())):
            raise ValueError(f"{type(self.objective.module).__name__}: the gradient is not finite at random parameters and data")
        return slope


class Pool:
    """Random parameters: normal entries, those of a matrix divided by the root of a row's length so that no layer dwarfs another.

    Each tensor's are a stretch of its own long row of normal numbers, from a random place on. That is a view; a million new numbers would
    take longer than the module.
    """

    def __init__(self, objective: Objective, generator: torch.Generator):
        self.start, self.generator = objective.start, generator
        self.rows = {}
        for name, values in self.start.items():
            scale = values[0].numel() ** -0.5 if values.dim() > 1 else 1.0
            row = torch.empty(values.numel() + SPARE, dtype=torch.float64).normal_(0.0, scale, generator=generator)
            self.rows[name] = row.to(values.device)

    def __call__(self) -> Parameters:
        """Parameters, not to be written to."""
        places = torch.randint(SPARE + 1, (len(self.rows),), generator=self.generator).tolist()
        found = zip(self.rows.items(), self.start.values(), places, strict=True)
        return {name: row[place : place + values.numel()].view(values.shape) for (name, row), values, place in found}


def data(objective: Objective, generator: torch.Generator, continuous: bool):
    """Inputs and targets such as the objective's own: fractions become normal numbers of the same mean and spread, if `continuous`; whole
    numbers, such as labels and tokens, become others of those there are; truth values stay.
    """
    parts = [*objective.inputs, objective.targets]
    lengths = {len(part) for part in parts if isinstance(part, torch.Tensor) and part.dim()}
    examples = EXAMPLES if len(lengths) == 1 else None
    *inputs, targets = [_other(part, generator, continuous, examples) for part in parts]
    return tuple(inputs), targets


def _other(part, generator: torch.Generator, continuous: bool, examples: int | None):
    """One tensor drawn anew; what is no tensor as it is."""
    if not isinstance(part, torch.Tensor) or not part.numel():
        return part
    like = part[:examples] if part.dim() else part
    if part.dtype == torch.bool:
        return like
    if continuous and part.is_floating_point() and (part != part.round()).any():
        drawn = torch.empty(like.shape, dtype=torch.float64).normal_(generator=generator).to(part)
        return part.mean() + part.std(correction=0) * drawn
    return part.reshape(-1)[torch.randint(part.numel(), like.shape, generator=generator).to(part.device)]
