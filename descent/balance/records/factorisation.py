"""What is known of matrix factorisations: how each run ended, when it came how near, and the extremes of all its iterations."""

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
    """Largest ||U^T U - V^T V||_F of all iterations."""
    f_rise: Losses
    """Largest rise of the objective in one iteration."""
    f_most: Losses
    """Largest objective of all iterations."""
    u_most: Squares
    """Largest ||U||_F^2 of all iterations."""
    v_most: Squares
    """Largest ||V||_F^2 of all iterations."""
    ratio_low: Ratios
    """Least |u.u*| / |v.v*| of all iterations; rank 1 alone."""
    ratio_high: Ratios
    """Largest |u.u*| / |v.v*| of all iterations; rank 1 alone."""
    residual_end: Ratios
    """Residual at the end."""
    imbalance_end: Squares
    """||U^T U - V^T V||_F at the end."""
    norms_start: Ratios
    """||U||_F^2 / ||V||_F^2 at the start."""
    norms_end: Ratios
    """||U||_F^2 / ||V||_F^2 at the end."""
    reach_eps: Annotated[Numbers, Unit("log10 of iterations")]
    """log10 of the iteration from which on the residual is at most eps; empty where it never is."""
    rate: Annotated[Numbers, Unit("1 per iteration")]
    """Slope of the logarithm of the residual over the iterations from 1e-4 to 1e-10."""
    reach: Annotated[Numbers, Unit("log10 of iterations"), Series("reach", 1)]
    """log10 of the iteration from which on the residual is at most 0.1, 0.01, ...: (runs, levels)."""
