"""What is known of factorisations that start beside a saddle: the saddle's curvature, and when descent has left it for good."""

from dataclasses import dataclass
from typing import Annotated

from descent.records import Endings, Iterations, Losses, Numbers, Ratios, Runs, Unit


@dataclass(frozen=True, kw_only=True)
class FactorSaddleRuns(Runs):
    """Factorisations M = U V^T, ||M||_F = 1, from beside a saddle."""

    status: Endings
    """How the run ended."""
    diverged_at: Iterations
    """First iteration whose residual is not finite; -1 without one."""
    least: Ratios
    """Least singular value of M that the saddle lacks."""
    lowest: Losses
    """Lowest curvature of the objective at the saddle."""
    bound: Losses
    """What it is at most."""
    slope: Losses
    """Norm of the gradient at the saddle."""
    residual_end: Ratios
    """Residual at the end."""
    reach_eps: Annotated[Numbers, Unit("log10 of iterations")]
    """log10 of the iteration from which on the residual is at most eps; empty where it never is."""
