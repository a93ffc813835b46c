"""How every step of a training changes conservation laws."""

import torch

from descent.instruments.laws import Laws
from descent.instruments.objective import Parameters
from descent.instruments.optimisers import Optimiser
from descent.instruments.training import Settings


class LawWatch:
    """A watcher that must be called at every iteration, and records at some of them.

    A step d changes a quadratic form Q by Q(theta + d) - Q(theta) = 2 B(theta, d) + Q(d), where B is Q's bilinear form. The first term is
    due to the step's direction, and is zero for a step along the gradient. The second term is due to the step's length.

    For gradient descent with weight decay lambda, Q(theta') = (1 - eta lambda)^2 Q(theta) + eta^2 Q(G), since the law says B(theta, G) = 0.
    A clipped gradient has a smaller eta in the second term.
    """

    def __init__(self, laws: Laws, optimiser: Optimiser, settings: Settings, times):
        self.laws, self.times = laws, {int(time) for time in times}
        self.rate, self.decay = _gradient_descent(optimiser, settings)
        self.clip = settings.clip
        self.before: Parameters = {}
        self.kept: list[torch.Tensor] = []

    def __call__(self, iteration: int, theta: Parameters, loss, gradient: Parameters, active) -> None:
        """Record the laws' values, their sizes, what steps so far have added by direction and by length, and the values predicted for
        gradient descent: (runs, laws, 5).
        """
        if not self.before:
            self.first = self.laws.values(theta)
            self.predicted = self.first + 0.0 * self.rate  # NaN where there is no identity
            self.by_length = torch.zeros_like(self.first)
        else:
            self.by_length = self.by_length + self.laws.values({name: now - self.before[name] for name, now in theta.items()})
            self.predicted = torch.where(self.active[:, None], self.next, self.predicted)
        self.next = self._next(gradient)
        self.active = active.clone()
        self.before = {name: now.clone() for name, now in theta.items()}
        if iteration in self.times:
            values = self.laws.values(theta)
            by_direction = values - self.first - self.by_length
            self.kept.append(torch.stack([values, self.laws.sizes(theta), by_direction, self.by_length, self.predicted], dim=-1))

    def _next(self, gradient: Parameters) -> torch.Tensor:
        """The values predicted after the next step, NaN for rules other than gradient descent. Returns (runs, laws)."""
        if self.rate != self.rate:
            return torch.full_like(self.predicted, torch.nan)
        rate = torch.full_like(self.predicted[:, :1], self.rate)
        if self.clip > 0.0:
            length = torch.sqrt(sum(part.flatten(1).square().sum(dim=1) for part in gradient.values()))
            rate = rate * (self.clip / (length[:, None] + 1e-6)).clamp(max=1.0)
        return (1.0 - self.rate * self.decay) ** 2 * self.predicted + rate**2 * self.laws.values(gradient)


def _gradient_descent(optimiser: Optimiser, settings: Settings) -> tuple[float, float]:
    """Step size and weight decay of torch's SGD without momentum or noise. The step size is NaN for other rules, which have no identity."""
    given = optimiser.arguments
    plain = optimiser.kind is torch.optim.SGD and not given.get("momentum") and not settings.r and not settings.sigma
    sign = -1.0 if given.get("maximize") else 1.0
    return (sign * given.get("lr", 1e-3), sign * given.get("weight_decay", 0.0)) if plain else (float("nan"), 0.0)
