"""What is known of an end point, whatever led there."""

from dataclasses import dataclass

from descent.records import Numbers, Runs


@dataclass(frozen=True, kw_only=True)
class DescribedRuns(Runs):
    """Ends as `descent.oneneuron.ends.describe` describes them."""

    a_norm: Numbers
    """|a| of the added neurons."""
    b_norm: Numbers
    """|b| of the added neurons."""
    w_norm: Numbers
    """|w| of the added neurons."""
    theta_norm: Numbers
    """Norm of the net's own parameters."""
    F: Numbers
    """What was minimised."""
    gradient: Numbers
    """Norm of its gradient."""
    lowest_eigenvalue: Numbers
    """Smallest eigenvalue of its Hessian."""
    curvature: Numbers
    """The same over the size of the largest one."""
    base_loss: Numbers
    """Loss of the net alone."""
    base_errors: Numbers
    """Points that the net alone gets wrong."""
    errors: Numbers
    """Points that the augmented net gets wrong."""
    grows: Numbers
    """1 where the path grows without a bound, else 0."""
    nearby: Numbers
    """Lowest F found around an end that has converged above the least value."""
    felt: Numbers
    """Largest value of an added neuron at a point that is not learnt."""
    output: Numbers
    """Largest output of an added neuron at any point."""
    iterations: Numbers
    """Iterations of the method."""
