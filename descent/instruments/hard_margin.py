"""Implicit steps of the late-phase flow on the least margin of one homogeneous network, as in `descent.convbias.flow`.

A step across a kink of the network may lower the least margin. Then the margins' derivatives beyond the kink join those before it, and the
step is repeated: a proximal bundle method (Lemarechal 1975; Kiwiel 1990). The method slides along kinks. So does gradient flow, whose
velocity is the shortest convex combination of the derivatives on all sides. For smooth networks the steps are those of
`descent.convbias.flow`.
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
"""Most rows that a step takes from a run's least margins, ..."""
BEYOND = 32
"""... most rows that each round adds from beyond a kink, ..."""
OLD = 128
"""... and most rows kept from earlier steps."""
AGE = 10
"""Kept rows are left out of one step in this many, and found again, since the margins' pieces have bent meanwhile."""
ROUNDS = 8
"""Most rounds of a step. After them the step is rejected, and the next is shorter."""
FALL = 1e-13
"""A relative fall of a margin up to this is rounding."""
SHORTER, LONGER = 0.25, 1.5
"""Factors of the growth after a rejected step, and after an accepted one."""
RIDGE = 1e-9
"""Added to the diagonal where rows from beyond kinks take part, since they may be almost equal to others."""
SUM = 10.0
"""Weight of (sum q - 1)^2 where rows from beyond kinks take part. The sum is 1 to about 1e-2 before q is divided by it, as for a step that
is shorter by this share.
"""
ROUNDING = 1e-11
"""Slopes up to this count as 0."""
PATIENCE = 3
"""Exchanges of all violators without progress before Lawson and Hanson's method takes over (`simplex` has the same)."""


class Rows(NamedTuple):
    """Linear pieces of margins, offset + J u. J: (rows, width). offset: (rows,). places: indices into points times pairs, (rows,)."""

    J: torch.Tensor
    offset: torch.Tensor
    places: torch.Tensor

    def joined(self, other: "Rows") -> "Rows":
        """These rows followed by other ones."""
        return Rows(*(torch.cat(parts) for parts in zip(self, other, strict=True)))


class Step(NamedTuple):
    """A step. q >= 0, of sum 1: pulls of the rows, whose values at u are v. g = J^T q. eta: length of the step, 0 if it was rejected."""

    rows: Rows
    v: torch.Tensor
    q: torch.Tensor
    g: torch.Tensor
    eta: float


class Implicit:
    """Steps of one run. Each raises the least margin by about the share `growth`."""

    def __init__(self, runs: HomogeneousRuns, run: int, degree: float, growth: float):
        self.runs, self.run, self.degree, self.growth, self.most = runs, run, degree, growth, growth
        self.old: Rows | None = None
        self.steps = 0

    def step(self, u: torch.Tensor, z: torch.Tensor) -> Step:
        """A step from unit parameters u (width,) with margins z (points, pairs).

        q minimises |sqrt(eta) J^T q + u / (L sqrt(eta))|, where eta = r / (L M), r = growth / L and M is the least margin. J u = L z, since
        the net is homogeneous. Therefore the problem needs no more than the products of rows.
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
            if not np.isfinite(found).all():  # with kinks, or with more rows than the parameters they depend on
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
        """The least margins as linear functions z + J (there - u) around u, where J u = L z. z: (points times pairs,). most: of rows."""
        low, places = torch.topk(z, min(most, len(z)), largest=False)
        return Rows(self.runs.rows(u, places, self.run), (1 - self.degree) * low, places)


def _smooth(G: np.ndarray, v: np.ndarray, constant: float, near: float) -> np.ndarray:
    """The q >= 0, sum q = 1, that minimises q^T G q + 2 q^T v, as in `descent.convbias.flow`. G: (rows, rows). v: rising, (rows,).

    constant: added to every product without effect on q. near: entries start positive where v is at most this share above the least.
    """
    B = np.ascontiguousarray((G + v[:, None] + v[None, :] + constant)[:, :, None])
    passive = np.array(v < v[0] * (1 + near), dtype=float)[:, None]
    p = np.full(passive.shape, math.nan)
    least(B, np.ones(1, bool), passive, p, np.empty_like(B))
    return p[:, 0] / p.sum()


def _kinked(G: np.ndarray, v: np.ndarray, guess: np.ndarray) -> np.ndarray:
    """The same minimiser where v are values beyond kinks, less the least margin and divided by it. Returns NaN where none is found.

    guess: where q may be positive, bool (rows,). The method is block principal pivoting (Portugal, Judice and Vicente 1994).
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
    except (RuntimeError, ValueError, np.linalg.LinAlgError):  # active sets without end, or numbers that are not finite
        return np.full(len(v), math.nan)
    return q / q.sum()
