"""The late phase as a flow: implicit steps on the least margin of homogeneous networks, as `descent.convbias.flow` takes them."""

import math

import numpy as np
import torch

from descent.convbias.simplex import least
from descent.instruments.homogeneous_runs import HomogeneousRuns

ROWS = 256
"""Most margins of a run, the least ones, that a step looks at."""


class Implicit:
    """Steps of runs side by side, each of which makes the least margin larger by about `growth` of itself."""

    def __init__(self, runs: HomogeneousRuns, growth: float):
        self.runs, self.growth = runs, growth
        lanes, points, pairs = runs.labels.shape[:3]
        self.rows = min(ROWS, points * pairs)

    def step(self, u, z, degree, active):
        """The pulls q >= 0, of sum 1, of an implicit step: those that minimise |sqrt(eta) J^T q + u / (L sqrt(eta))|.

        J: derivatives of the margins. eta = r / (L M), r = growth / L, M the least margin. J u = L z as the net is homogeneous, so
        products of the rows are all it takes. u: (runs, width). z: (runs, points, pairs) at unit parameters. degree: L, (runs,).
        Returns q (runs, points, pairs), J^T q (runs, width), eta (runs,); NaN where no q was found.
        """
        low, chosen = torch.topk(z.flatten(1), self.rows, dim=1, largest=False)
        J, least_margin, r = self.runs.rows(u, chosen), low[:, 0], self.growth / degree
        eta = r / (degree * least_margin)
        K = (low[:, :, None] + low[:, None, :] + eta[:, None, None] * (J @ J.mT)) / least_margin[:, None, None]
        K = K + (1 / (degree * r))[:, None, None]
        p = self._solved(K.cpu().numpy(), active.cpu().numpy())
        q = torch.from_numpy(p).to(u)
        q = q / q.sum(1, keepdim=True)
        pulls = torch.zeros_like(z).flatten(1).scatter_(1, chosen, q).view_as(z)
        return pulls, (q[:, None, :] @ J)[:, 0], eta

    def _solved(self, K: np.ndarray, active: np.ndarray) -> np.ndarray:
        """Minimise p^T K p / 2 - sum p over p >= 0. K: (runs, rows, rows). Returns p (runs, rows)."""
        B = np.array(np.moveaxis(K, 0, -1), order="C")
        p, passive = np.full(B.shape[1:], math.nan), np.ones(B.shape[1:])
        least(B, np.array(active), passive, p, np.empty_like(B))
        return p.T.copy()
