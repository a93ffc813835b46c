"""Conservation laws along the training of a study's runs, as columns with one entry per run."""

import numpy as np
import torch

from descent.instruments.law_watch import LawWatch


class StudyLaws:
    """A watcher that records the laws' drift and their residuals, the bilinear form of parameters and gradient, which a law makes 0.

    times: recorded iterations, (record,). at_every: whether the watcher is called at every iteration; then it also knows how each step
    changes the laws.
    """

    def __init__(self, laws, optimiser, settings, times, at_every: bool):
        self.laws, self.times = laws, times
        self.steps = LawWatch(laws, optimiser, settings, times) if at_every else None
        self.wanted = {int(time) for time in times}
        self.values, self.sizes, self.residuals = [], None, []

    def __call__(self, iteration, theta, loss, gradient, active):
        """Record all runs, as a `training.Watcher`."""
        if self.steps:
            self.steps(iteration, theta, loss, gradient, active)
        if iteration in self.wanted or not active.any():
            self.sizes = self.laws.sizes(theta) if self.sizes is None else self.sizes
            form, possible = self.laws.values(theta, gradient).abs(), self.laws.sizes(theta, gradient)
            self.values.append(self.laws.values(theta))
            self.residuals.append(torch.where(possible > 0, form / possible, 0.0).amax(dim=1))

    def columns(self) -> dict[str, np.ndarray]:
        """The columns of run files. All are divided by the laws' sizes.

        drift: largest distance of a law from its value at the start, (runs, record). residual: largest bilinear form of parameters and
        gradient, over laws and records, (runs,). The others are those of `_of_steps`.
        """
        values = np.stack([part.cpu().numpy() for part in self.values], axis=1)
        with np.errstate(invalid="ignore"):  # runs that have diverged
            drift = (np.abs(values - values[:, :1]) / self.sizes.cpu().numpy()[:, None]).max(axis=2)
        drift = np.concatenate([drift, *[drift[:, -1:]] * (len(self.times) - drift.shape[1])], axis=1)  # all runs have ended
        return {"drift": drift, "residual": torch.stack(self.residuals).amax(dim=0).cpu().numpy()} | self._of_steps()

    def _of_steps(self) -> dict[str, np.ndarray]:
        """Columns (runs,) from all steps, NaN where not every step was seen.

        by_direction: the share of the laws' movement that is due to the steps' directions. identity: the largest difference of a law from
        its value predicted for gradient descent, NaN for other optimisers.
        """
        if not self.steps:
            return dict.fromkeys(("by_direction", "identity"), np.full(len(self.values[0]), np.nan))
        values, sizes, by_direction, by_length, predicted = torch.stack(self.steps.kept, dim=1).cpu().numpy().transpose(3, 0, 1, 2)
        with np.errstate(invalid="ignore", divide="ignore"):
            direction, length = (np.abs(part[:, -1]).sum(axis=1) for part in (by_direction, by_length))
            return {"by_direction": direction / (direction + length), "identity": (np.abs(values - predicted) / sizes).max(axis=(1, 2))}
