"""Random parameters and data for a module, and the rates of change of quadratic forms there. The numbers below are ours."""

import contextlib

import torch

from descent.instruments.mistakes import named
from descent.instruments.objective import Objective, Parameters
from descent.instruments.unknowns import Form, Group, products, squares

EXAMPLES = 4
"""Most examples in a random data set."""
MEASURED = 30
"""Number of draws from which the possible size of each unknown's equation entries is estimated."""
SPARE = 100_000
"""Normal numbers of a pool beyond those that a tensor needs."""


def rows(objective: Objective, among: list[Group], form: Form, draws: int, seed: int = 0) -> tuple[torch.Tensor, torch.Tensor]:
    """For each draw of parameters and data, the rates at which gradient flow changes the unknowns' forms, scaled to length 1.

    Returns the rates (draws, unknowns), and their possible sizes (rows,): the root mean square of |row| |its gradient| for each row.
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
    """The gradient of f at theta for given inputs and targets. Raises ValueError where the module's code fails."""
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
        """Whether data are drawn as normal numbers. It becomes False once f is not finite for them, as for a loss with a logarithm."""

    def __call__(self) -> tuple[Parameters, Parameters]:
        """Read-only parameters, and the gradient there. Raises ValueError where it is not finite or the module's code fails."""
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
    """Random parameters with normal entries. Entries of matrices are divided by the root of a row's length, so that layers have like sizes.

    Each tensor has a long row of normal numbers, and each draw is a view of a stretch of it from a random place on. New numbers for a
    million parameters would take longer than the module itself.
    """

    def __init__(self, objective: Objective, generator: torch.Generator):
        self.start, self.generator = objective.start, generator
        self.rows = {}
        for name, values in self.start.items():
            scale = values[0].numel() ** -0.5 if values.dim() > 1 else 1.0
            row = torch.empty(values.numel() + SPARE, dtype=torch.float64).normal_(0.0, scale, generator=generator)
            self.rows[name] = row.to(values.device)

    def __call__(self) -> Parameters:
        """Read-only parameters."""
        places = torch.randint(SPARE + 1, (len(self.rows),), generator=self.generator).tolist()
        found = zip(self.rows.items(), self.start.values(), places, strict=True)
        return {name: row[place : place + values.numel()].view(values.shape) for (name, row), values, place in found}


def data(objective: Objective, generator: torch.Generator, continuous: bool):
    """Random inputs and targets like the objective's own.

    Where `continuous`, fractions become normal numbers of the same mean and standard deviation. All other numbers, such as labels and
    tokens, are drawn from those in the data. Truth values stay.
    """
    parts = [*objective.inputs, objective.targets]
    lengths = {len(part) for part in parts if isinstance(part, torch.Tensor) and part.dim()}
    examples = EXAMPLES if len(lengths) == 1 else None
    *inputs, targets = [_other(part, generator, continuous, examples) for part in parts]
    return tuple(inputs), targets


def _other(part, generator: torch.Generator, continuous: bool, examples: int | None):
    """One part of random data like a given one. A part that is no tensor, or empty, is returned as it is."""
    if not isinstance(part, torch.Tensor) or not part.numel():
        return part
    like = part[:examples] if part.dim() else part
    if part.dtype == torch.bool:
        return like
    if continuous and part.is_floating_point() and (part != part.round()).any():
        drawn = torch.empty(like.shape, dtype=torch.float64).normal_(generator=generator).to(part)
        return part.mean() + part.std(correction=0) * drawn
    return part.reshape(-1)[torch.randint(part.numel(), like.shape, generator=generator).to(part.device)]
