"""Metrics of matrix factorisations: how each run ended, the iterations to given residuals, and the extremes over all iterations."""

from dataclasses import dataclass
from typing import Annotated

from descent.records import Endings, Iterations, Losses, Numbers, Ratios, Runs, Series, Squares, Unit


@dataclass(frozen=True, kw_only=True)
class FactorisationRuns(Runs):
    """Factorisations M = U V^T; the residual is ||U V^T - M||_F."""

    status: Endings
    """How the run ended."""
    diverged_at: Iterations
    """First iteration whose residual is not finite; -1 without one."""
    imbalance_most: Squares
    """Largest ||U^T U - V^T V||_F over all iterations."""
    f_rise: Losses
    """Largest increase of the objective in one iteration."""
    f_most: Losses
    """Largest objective over all iterations."""
    u_most: Squares
    """Largest ||U||_F^2 over all iterations."""
    v_most: Squares
    """Largest ||V||_F^2 over all iterations."""
    ratio_low: Ratios
    """Least |u.u*| / |v.v*| over all iterations; rank 1 only."""
    ratio_high: Ratios
    """Largest |u.u*| / |v.v*| over all iterations; rank 1 only."""
    residual_end: Ratios
    """Residual at the end."""
    imbalance_end: Squares
    """||U^T U - V^T V||_F at the end."""
    norms_start: Ratios
    """||U||_F^2 / ||V||_F^2 at the start."""
    norms_end: Ratios
    """||U||_F^2 / ||V||_F^2 at the end."""
    reach_eps: Annotated[Numbers, Unit("log10 of iterations")]
    """log10 of the iteration from which the residual stays at most eps; empty where it does not."""
    rate: Annotated[Numbers, Unit("1 per iteration")]
    """Slope of the logarithm of the residual against the iteration, between residuals of 1e-4 and 1e-10."""
    reach: Annotated[Numbers, Unit("log10 of iterations"), Series("reach", 1)]
    """log10 of the iteration from which the residual stays at most 0.1, 0.01, ...; empty where it does not: (runs, levels)."""
