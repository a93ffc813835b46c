"""Metrics of factorisations that start near a saddle: the saddle's curvature, and the iterations of descent to a minimum."""

from dataclasses import dataclass
from typing import Annotated

from descent.records import Endings, Iterations, Losses, Numbers, Ratios, Runs, Unit


@dataclass(frozen=True, kw_only=True)
class FactorSaddleRuns(Runs):
    """Factorisations M = U V^T, ||M||_F = 1, that start near a saddle."""

    status: Endings
    """How the run ended."""
    diverged_at: Iterations
    """First iteration whose residual is not finite; -1 without one."""
    least: Ratios
    """Least singular value of M that is missing at the saddle."""
    lowest: Losses
    """Lowest curvature of the objective at the saddle."""
    bound: Losses
    """Upper bound on the lowest curvature."""
    slope: Losses
    """Norm of the gradient at the saddle."""
    residual_end: Ratios
    """Residual at the end."""
    reach_eps: Annotated[Numbers, Unit("log10 of iterations")]
    """log10 of the iteration from which the residual stays at most eps; empty where it does not."""
