"""Conservation laws of a module: their number, their formulas, and their values along a training."""

from functools import cached_property
from typing import NamedTuple

import numpy as np
import torch

from descent.instruments import unknowns
from descent.instruments.objective import Objective, Parameters
from descent.instruments.tables import table
from descent.instruments.unknowns import Form
from descent.instruments.words import Family, families, formula, neuron

ROUNDED = 1e-6
"""Coefficients within this distance of a whole number are rounded to it."""


class Terms(NamedTuple):
    """Laws as sums: term k adds `coefficient[k]` times the form of unknown `unknown[k]` to law `law[k]`."""

    law: torch.Tensor
    unknown: torch.Tensor
    coefficient: torch.Tensor


class Laws:
    """The quantities that gradient flow conserves. Prints as a table."""

    def __init__(
        self,
        objective: Objective,
        form: Form,
        coefficients: np.ndarray,
        approximate_coefficients: np.ndarray,
        trivial: int,
        dead: int,
        singular: np.ndarray,
        kept: float,
        equations: tuple[int, int],
    ):
        self.objective, self.form = objective, form
        self.groups = unknowns.groups(objective.start, form)
        self.coefficients = _rounded(coefficients)
        """Coefficients of the laws on the forms of the unknowns. (laws, unknowns)"""
        self.approximate_coefficients = _rounded(approximate_coefficients)
        """Coefficients of the approximate laws. (approximate laws, unknowns)"""
        self.trivial = trivial
        """Number of forms that are zero for all parameters, one per matrix: squared norms of rows and of columns have the same sum."""
        self.dead = dead
        """Number of unknowns without a gradient, such as a bias before batch normalisation."""
        self.singular = singular
        """Small singular values of the equations, divided by the largest, falling. The last ones are zero up to rounding."""
        self.kept = kept
        """The smallest singular value of what is not conserved, not even nearly; NaN where there is none."""
        self.equations = equations
        """Size of the system of equations: (draws, unknowns)."""

    @property
    def count(self) -> int:
        """Number of laws, without trivial ones and dead parameters."""
        return len(self.coefficients)

    @property
    def approximate(self) -> int:
        """Number of further laws that hold nearly, such as scale invariance up to batch normalisation's eps."""
        return len(self.approximate_coefficients)

    @property
    def null(self) -> float:
        """The largest singular value that counts as zero; NaN where none does."""
        exact = self.count + self.trivial
        return float(self.singular[len(self.singular) - exact]) if exact else np.nan

    @property
    def strength(self) -> np.ndarray:
        """Singular values of the approximate laws, falling. Returns (approximate laws,)."""
        end = len(self.singular) - self.count - self.trivial
        return self.singular[end - self.approximate : end]

    @cached_property
    def words(self) -> list[str]:
        """Each law in words: its neuron or channel where the law concerns one, else its formula in the names of the parameters."""
        return self._said(self.coefficients)

    @cached_property
    def approximate_words(self) -> list[str]:
        """`words` of the approximate laws."""
        return self._said(self.approximate_coefficients)

    @cached_property
    def formulas(self) -> list[str]:
        """Each law's formula in the names of the parameters."""
        return [formula(law, self.places) for law in self.coefficients]

    @cached_property
    def places(self) -> list:
        """The meaning of each unknown, as `unknowns.places`."""
        return unknowns.places(self.groups, self.form)

    @cached_property
    def families(self) -> list[Family]:
        """Laws grouped by form: `layer 1, 6 neurons: |in|^2 + bias^2 - |out|^2`, `W_Q W_Q^T - W_K W_K^T, 10 laws`."""
        return families(self.coefficients, self.places, self.objective.start)

    @cached_property
    def approximate_families(self) -> list[Family]:
        """`families` of the approximate laws."""
        return families(self.approximate_coefficients, self.places, self.objective.start)

    def values(self, theta: Parameters, other: Parameters | None = None) -> torch.Tensor:
        """The laws' values at stacked parameters (runs, ...). Returns (runs, laws) in the parameters' precision.

        other: a second set of stacked parameters; then the result is the bilinear form of both, which is zero for parameters and their
        gradient. The values at a gradient are the changes by a step of gradient descent, divided by the squared step size.
        """
        return self._sums(unknowns.products(theta, theta if other is None else other, self.groups, self.form), self.terms.coefficient)

    def sizes(self, theta: Parameters, other: Parameters | None = None) -> torch.Tensor:
        """The size of each law, a scale for its values: the sum over its terms of |coefficient| |row i| |row j|.

        theta, other: stacked, (runs, ...). Row i is that of theta, and row j that of `other`, if given. Returns (runs, laws).
        """
        norms = unknowns.squares(theta, self.groups).sqrt()
        others = norms if other is None else unknowns.squares(other, self.groups).sqrt()
        i, j = (rows.to(norms.device) for rows in self.rows)
        return self._sums(norms[:, i] * others[:, j], self.terms.coefficient.abs())

    def watch(self, iteration: int, theta: Parameters, loss, gradient, active) -> torch.Tensor:
        """A watcher for `training.train`. Returns the laws' values (runs, laws)."""
        return self.values(theta)

    @cached_property
    def rows(self) -> tuple[torch.Tensor, torch.Tensor]:
        """The rows i and j of every unknown, as indices into the rows of all groups. (unknowns,) each"""
        return unknowns.rows(self.groups, self.form)

    @cached_property
    def terms(self) -> Terms:
        """The terms of all laws."""
        law, unknown = np.nonzero(self.coefficients)
        return Terms(*(torch.as_tensor(part) for part in (law, unknown, self.coefficients[law, unknown])))

    def _sums(self, forms: torch.Tensor, coefficients: torch.Tensor) -> torch.Tensor:
        law, unknown, coefficients = (part.to(forms.device) for part in (self.terms.law, self.terms.unknown, coefficients))
        return forms.new_zeros((len(forms), self.count)).index_add_(1, law, forms[:, unknown] * coefficients.to(forms.dtype))

    def plot(self):
        """Plot the singular values, and the rows and columns of every law. Returns matplotlib's figure."""
        from descent.instruments.laws_plot import plot_laws

        return plot_laws(self)

    def __str__(self) -> str:
        name, size = type(self.objective.module).__name__, self.objective.size
        rows = [
            (f"{name}, {size:,} parameters: conservation laws of gradient flow, form {self.form}", ""),
            ("laws", f"{self.count}"),
            *((f"  {family.words}", f"{family.count}") for family in self.families),
            ("trivial, one a matrix", f"{self.trivial}"),
            ("dead, no gradient", f"{self.dead}"),
            ("approximate", f"{self.approximate}" + (f", singular values to {self.strength.max():.0e}" if self.approximate else "")),
            *((f"  {family.words}", f"{family.count}") for family in self.approximate_families),
            (
                f"singular values of {self.equations[0]} x {self.equations[1]}: least kept, largest null",
                f"{self.kept:.0e}, {self.null:.0e}",
            ),
        ]
        return table(rows)

    __repr__ = __str__

    def _said(self, coefficients) -> list[str]:
        return [neuron(law, self.places, self.objective.start) or formula(law, self.places) for law in coefficients]


def _rounded(coefficients: np.ndarray) -> np.ndarray:
    """Coefficients, with those within `ROUNDED` of a whole number rounded to it. Returns the same shape."""
    whole = coefficients.round()
    return np.where(np.abs(coefficients - whole) < ROUNDED, whole, coefficients)
