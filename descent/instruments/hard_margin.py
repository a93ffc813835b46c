"""An implicit step of the late phase as a flow on the least margin, as `descent.convbias.flow` takes it, of one homogeneous network.

Where the network has kinks, a step across one may lower the margin that it was to raise. Then the margins' derivatives beyond the kink join
those before it, and the step is taken once more: a proximal bundle method (Lemarechal 1975; Kiwiel 1990). It slides along kinks as gradient
flow does, whose velocity is the shortest convex combination of the derivatives on all sides. Where networks are smooth, steps are the
kernels' own.
"""

import math
from typing import NamedTuple

import numpy as np
import torch
from scipy.linalg import solve, solve_triangular
from scipy.optimize import nnls

from descent.convbias.simplex import least
from descent.instruments.homogeneous_runs import HomogeneousRuns

ROWS = 64
"""Most margins of a run, the least ones, that a step looks at, ..."""
BEYOND = 32
"""... most of those beyond a kink, in each round, ..."""
OLD = 128
"""... and most of those that earlier steps have found."""
AGE = 10
"""After so many steps these are looked for once more: the pieces that they belong to have bent."""
ROUNDS = 8
"""Rounds of a step at most; then it is not taken, and the next is shorter."""
FALL = 1e-13
"""A margin that falls by this share is rounding."""
SHORTER, LONGER = 0.25, 1.5
"""Factors of the growth after a step that was not taken, and after one that was."""
RIDGE = 1e-9
"""Added to the diagonal where rows from beyond kinks take part: these may be all but equal to others."""
SUM = 10.0
"""Weight of (sum q - 1)^2 there: the sum is 1 to about 1e-2 before q is divided by it, as if the step were so much shorter for q."""
ROUNDING = 1e-11
"""Slopes of so much count as none."""
PATIENCE = 3
"""Exchanges of all violators that may pass without progress before Lawson and Hanson's way is taken (`simplex` has the same)."""


class Rows(NamedTuple):
    """Linear pieces of margins, offset + J u each. J: (rows, width). offset: (rows,). places: (rows,), among points times pairs."""

    J: torch.Tensor
    offset: torch.Tensor
    places: torch.Tensor

    def joined(self, other: "Rows") -> "Rows":
        """Both."""
        return Rows(*(torch.cat(parts) for parts in zip(self, other, strict=True)))


class Step(NamedTuple):
    """A step: its pulls q >= 0, of sum 1, of the rows whose values at u are v; g = J^T q; eta, the length, 0 where none was found."""

    rows: Rows
    v: torch.Tensor
    q: torch.Tensor
    g: torch.Tensor
    eta: float


class Implicit:
    """Steps of one run, each of which makes the least margin larger by about `growth` of itself."""

    def __init__(self, runs: HomogeneousRuns, run: int, degree: float, growth: float):
        self.runs, self.run, self.degree, self.growth, self.most = runs, run, degree, growth, growth
        self.old: Rows | None = None
        self.steps = 0

    def step(self, u: torch.Tensor, z: torch.Tensor) -> Step:
        """A step from unit parameters u (width,), where margins are z (points, pairs).

        q minimises |sqrt(eta) J^T q + u / (L sqrt(eta))|, eta = r / (L M), r = growth / L, M the least margin; J u = L z as the net is
        homogeneous, so products of the rows are all it takes.
        """
        z, L = z.reshape(-1), self.degree
        lowest, r = float(z.min()), self.growth / L
        eta = r / (L * lowest)
        rows = self._pieces(u, z, ROWS)
        smooth, self.steps = self.old is None, self.steps + 1
        if not smooth and self.steps % AGE:
            rows = rows.joined(self.old)
        products, found = rows.J @ rows.J.T, np.zeros(0)
        for last in range(ROUNDS, 0, -1):
            v = torch.maximum(rows.offset + rows.J @ u, z[rows.places])
            G = (eta / lowest * products).cpu().numpy()
            values = (v / lowest).cpu().numpy()
            guess = np.zeros(len(values), bool)
            guess[: len(found)] = found > 0
            found = _smooth(G, values, 1 / (L * r), 2 * self.growth) if smooth else np.full(len(v), math.nan)
            if not np.isfinite(found).all():  # with kinks, or with more rows than the net has parameters that they pull at
                found = _kinked(G, values - 1, guess)
            if not np.isfinite(found).all():
                found = np.eye(len(v))[0]  # the least margin alone
            q = torch.from_numpy(found).to(u)
            g = q @ rows.J
            there = u + eta * g
            there = there / torch.linalg.vector_norm(there)
            margins = self.runs.margins(there, self.run).reshape(-1)
            if margins.amin() >= lowest * (1 - FALL):
                self.growth = min(self.growth * LONGER, self.most)
                break
            if last == 1:
                self.growth, eta = self.growth * SHORTER, 0.0
                break
            smooth, more = False, self._pieces(there, margins, BEYOND)
            across = rows.J @ more.J.T
            products = torch.cat([torch.cat([products, across], 1), torch.cat([across.T, more.J @ more.J.T], 1)])
            rows = rows.joined(more)
        if not smooth:
            best = torch.topk(q, min(OLD, int((q > 0).sum()))).indices
            self.old = Rows(*(part[best] for part in rows))
        return Step(rows, v, q, q @ rows.J, eta)

    def _pieces(self, u, z, most: int) -> Rows:
        """The least margins at u as linear functions: z + J (there - u), with J u = L z."""
        low, places = torch.topk(z, min(most, len(z)), largest=False)
        return Rows(self.runs.rows(u, places, self.run), (1 - self.degree) * low, places)


def _smooth(G: np.ndarray, v: np.ndarray, constant: float, near: float) -> np.ndarray:
    """The q >= 0, sum q = 1, with the least q^T G q + 2 q^T v, as `descent.convbias.flow` finds it. G: (rows, rows). v: (rows,), rising.

    constant: added to every product, which changes nothing. near: entries may be positive where v is up to this share above the least.
    """
    B = np.ascontiguousarray((G + v[:, None] + v[None, :] + constant)[:, :, None])
    passive = np.array(v < v[0] * (1 + near), dtype=float)[:, None]
    p = np.full(passive.shape, math.nan)
    least(B, np.ones(1, bool), passive, p, np.empty_like(B))
    return p[:, 0] / p.sum()


def _kinked(G: np.ndarray, v: np.ndarray, guess: np.ndarray) -> np.ndarray:
    """The same with values v, less the least margin, that are not what the rows' products with u say. NaN where none is found.

    guess: (rows,) bool, where q may be positive. By block principal pivoting (Portugal, Judice and Vicente 1994).
    """
    H, h = G + SUM + RIDGE * np.eye(len(G)), SUM - v
    passive, fewest, patience = guess.copy(), len(v) + 1, PATIENCE
    try:
        while patience:
            q = np.zeros(len(v))
            q[passive] = solve(H[np.ix_(passive, passive)], h[passive], assume_a="pos")
            wrong = np.where(passive, q < 0, H @ q - h < -ROUNDING)
            if not wrong.any():
                return q / q.sum()
            patience = PATIENCE if wrong.sum() < fewest else patience - 1
            fewest = min(fewest, wrong.sum())
            passive ^= wrong
        factor = np.linalg.cholesky(H)
        q = nnls(factor.T, solve_triangular(factor, h, lower=True))[0]
    except (RuntimeError, ValueError, np.linalg.LinAlgError):  # no end of the active sets, or numbers that are not finite
        return np.full(len(v), math.nan)
    return q / q.sum()
