"""Conservation laws along the training of a study's runs, as numbers of each run."""

import numpy as np
import torch

from descent.instruments.law_watch import LawWatch


class StudyLaws(LawWatch):
    """A watcher of laws at every iteration that keeps, beside what steps do to them, how far they are from holding: the bilinear form of
    parameters and gradient is zero for a law, at any point and with any data.
    """

    def __init__(self, laws, optimiser, settings):
        super().__init__(laws, optimiser, settings, settings.times)
        self.residual = None

    def __call__(self, iteration, theta, loss, gradient, active):
        """Look at all runs, as `training.Watcher`."""
        super().__call__(iteration, theta, loss, gradient, active)
        if iteration in self.times:
            form, possible = self.laws.values(theta, gradient).abs(), self.laws.sizes(theta, gradient)
            residual = torch.where(possible > 0, form / possible, 0.0).amax(dim=1)
            self.residual = residual if self.residual is None else torch.maximum(self.residual, residual)

    def columns(self) -> dict[str, np.ndarray]:
        """drift: of the law that has moved most since the start, (runs, record). residual: of the law that holds least. by_direction: the
        share of all movement that is due to the steps' directions. identity: the largest difference from what gradient descent with its
        own gradients should have made of a law, NaN for other optimisers. All are divided by what the laws' terms add up to. (runs,)
        """
        kept = self.kept + self.kept[-1:] * (len(self.times) - len(self.kept))  # of runs that have all ended
        values, sizes, by_direction, by_length, predicted = torch.stack(kept, dim=1).cpu().numpy().transpose(3, 0, 1, 2)
        with np.errstate(invalid="ignore", divide="ignore"):  # runs that have diverged
            direction, length = (np.abs(part[:, -1]).sum(axis=1) for part in (by_direction, by_length))
            return {
                "drift": (np.abs(values - values[:, :1]) / sizes[:, :1]).max(axis=2),
                "residual": self.residual.cpu().numpy(),
                "by_direction": direction / (direction + length),
                "identity": (np.abs(values - predicted) / sizes).max(axis=(1, 2)),
            }
