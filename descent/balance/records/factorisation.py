"""What is known of matrix factorisations: how each run ended, when it came how near, and the extremes of all its iterations."""

from dataclasses import dataclass
from typing import Annotated

from descent.records import Numbers, Runs, Series, Words


@dataclass(frozen=True, kw_only=True)
class FactorisationRuns(Runs):
    """Factorisations M = U V^T; the residual is ||U V^T - M||_F."""

    status: Words
    """How the run ended, in the words of `descent.ends`."""
    diverged_at: Numbers
    """First iteration whose residual is not finite; -1 without one."""
    imbalance_most: Numbers
    """Largest ||U^T U - V^T V||_F of all iterations."""
    f_rise: Numbers
    """Largest rise of the objective in one iteration."""
    f_most: Numbers
    """Largest objective of all iterations."""
    u_most: Numbers
    """Largest ||U||_F^2 of all iterations."""
    v_most: Numbers
    """Largest ||V||_F^2 of all iterations."""
    ratio_low: Numbers
    """Least |u.u*| / |v.v*| of all iterations; rank 1 alone."""
    ratio_high: Numbers
    """Largest such ratio."""
    residual_end: Numbers
    """Residual at the end."""
    imbalance_end: Numbers
    """||U^T U - V^T V||_F at the end."""
    norms_start: Numbers
    """||U||_F^2 / ||V||_F^2 at the start."""
    norms_end: Numbers
    """The same at the end."""
    reach_eps: Numbers
    """log10 of the iteration from which on the residual is at most eps; NaN where it never is."""
    rate: Numbers
    """Slope of the logarithm of the residual over the iterations from 1e-4 to 1e-10."""
    reach: Annotated[Numbers, Series("reach", 1)]
    """log10 of the iteration from which on the residual is at most 0.1, 0.01, ...: (runs, levels)."""
