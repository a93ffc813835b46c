"""What is known of runs from beside the spurious minimum of Safran and Shamir."""

from dataclasses import dataclass

from descent.records import Numbers, Runs


@dataclass(frozen=True, kw_only=True)
class SafranShamirRuns(Runs):
    """Runs from beside that minimum."""

    F: Numbers
    """What was minimised."""
    gradient: Numbers
    """Norm of its gradient."""
    base_loss: Numbers
    """Loss of the net alone."""
    a: Numbers
    """a of the exponential neuron."""
    b: Numbers
    """b of the exponential neuron."""
    w_norm: Numbers
    """|w| of the exponential neuron."""
    known_loss: Numbers
    """The minimum's loss."""
    known_gradient: Numbers
    """Norm of the gradient at the minimum."""
    returned: Numbers
    """1 for a run that comes back to the minimum, else 0."""
