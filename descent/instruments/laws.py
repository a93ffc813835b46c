"""Conservation laws of a module: how many, which, and their values along a training."""

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
"""Coefficients as close as this to a whole number are it."""


class Terms(NamedTuple):
    """Laws as sums: law `law[k]` has `coefficient[k]` times the form of unknown `unknown[k]`."""

    law: torch.Tensor
    unknown: torch.Tensor
    coefficient: torch.Tensor


class Laws:
    """What gradient flow conserves. Prints as a table."""

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
        """Of the laws, on the forms of the unknowns. (laws, unknowns)"""
        self.approximate_coefficients = _rounded(approximate_coefficients)
        """Likewise of those that hold nearly."""
        self.trivial = trivial
        """Forms that are zero whatever the parameters, one a matrix: its rows' and columns' squared norms have the same sum."""
        self.dead = dead
        """Unknowns without a gradient, such as a bias before batch normalisation."""
        self.singular = singular
        """Small singular values of the equations relative to the largest, falling; the last are zero but for rounding."""
        self.kept = kept
        """The smallest of what is not conserved, not even nearly; NaN where there is none."""
        self.equations = equations
        """(draws, unknowns)"""

    @property
    def count(self) -> int:
        """How many laws there are, trivial ones and dead parameters left out."""
        return len(self.coefficients)

    @property
    def approximate(self) -> int:
        """How many more hold nearly, such as scale invariance up to batch normalisation's eps."""
        return len(self.approximate_coefficients)

    @property
    def null(self) -> float:
        """The largest singular value that counts as zero; NaN where none does."""
        exact = self.count + self.trivial
        return float(self.singular[len(self.singular) - exact]) if exact else np.nan

    @property
    def strength(self) -> np.ndarray:
        """Singular values of the approximate laws."""
        end = len(self.singular) - self.count - self.trivial
        return self.singular[end - self.approximate : end]

    @cached_property
    def words(self) -> list[str]:
        """Each law in words: its neuron or channel where it is about one, else its formula in the names of the parameters."""
        return self._said(self.coefficients)

    @cached_property
    def approximate_words(self) -> list[str]:
        """The same of those that hold nearly."""
        return self._said(self.approximate_coefficients)

    @cached_property
    def formulas(self) -> list[str]:
        """Each law's formula in the names of the parameters."""
        return [formula(law, self.places) for law in self.coefficients]

    @cached_property
    def places(self) -> list:
        """What each unknown is."""
        return unknowns.places(self.groups, self.form)

    @cached_property
    def families(self) -> list[Family]:
        """Laws that are alike, together: `layer 1, 6 neurons: |in|^2 + bias^2 - |out|^2`, `W_Q W_Q^T - W_K W_K^T, 10 laws`."""
        return families(self.coefficients, self.places, self.objective.start)

    @cached_property
    def approximate_families(self) -> list[Family]:
        """The same of those that hold nearly."""
        return families(self.approximate_coefficients, self.places, self.objective.start)

    def values(self, theta: Parameters, other: Parameters | None = None) -> torch.Tensor:
        """The laws' values at stacked parameters (runs, ...). Returns (runs, laws) in the parameters' precision.

        other: stacked likewise; then the bilinear form of both, zero for parameters and their gradient. Of gradients alone, the values are
        what a step of gradient descent adds, divided by its squared size.
        """
        return self._sums(unknowns.products(theta, theta if other is None else other, self.groups, self.form), self.terms.coefficient)

    def sizes(self, theta: Parameters, other: Parameters | None = None) -> torch.Tensor:
        """What each law is small or large beside: the sum of its terms' |row i| |row j|, row j in the other parameters, if given.

        theta, other: stacked. Returns (runs, laws).
        """
        norms = unknowns.squares(theta, self.groups).sqrt()
        others = norms if other is None else unknowns.squares(other, self.groups).sqrt()
        i, j = (rows.to(norms.device) for rows in self.rows)
        return self._sums(norms[:, i] * others[:, j], self.terms.coefficient.abs())

    def watch(self, iteration: int, theta: Parameters, loss, gradient, active) -> torch.Tensor:
        """A watcher of `training.train`: the laws' values (runs, laws)."""
        return self.values(theta)

    @cached_property
    def rows(self) -> tuple[torch.Tensor, torch.Tensor]:
        """The rows i and j of every unknown, among those of all groups."""
        return unknowns.rows(self.groups, self.form)

    @cached_property
    def terms(self) -> Terms:
        """The laws as sums."""
        law, unknown = np.nonzero(self.coefficients)
        return Terms(*(torch.as_tensor(part) for part in (law, unknown, self.coefficients[law, unknown])))

    def _sums(self, forms: torch.Tensor, coefficients: torch.Tensor) -> torch.Tensor:
        law, unknown, coefficients = (part.to(forms.device) for part in (self.terms.law, self.terms.unknown, coefficients))
        return forms.new_zeros((len(forms), self.count)).index_add_(1, law, forms[:, unknown] * coefficients.to(forms.dtype))

    def plot(self):
        """Singular values, and which rows and columns every law is about. Returns matplotlib's figure."""
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
    """Whole numbers where coefficients are that close to them."""
    whole = coefficients.round()
    return np.where(np.abs(coefficients - whole) < ROUNDED, whole, coefficients)
