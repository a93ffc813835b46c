"""What is known of paths: how each ended, its last point, and the powers of time that its last decades follow."""

from dataclasses import dataclass

from descent.records import Numbers, Runs, Words


@dataclass(frozen=True, kw_only=True)
class FailureModeRuns(Runs):
    """Paths from beside a known bad minimum."""

    ended: Words
    """How the path ended: one of `descent.oneneuron.paths.ENDED`."""
    ended_at: Numbers
    """log10 of the flow time there."""
    log10_a: Numbers
    """log10 |a| at the last point."""
    log10_F: Numbers
    """log10 F at the last point."""
    b: Numbers
    """b at the last point."""
    w_norm: Numbers
    """|w| at the last point."""
    base_loss: Numbers
    """Loss of the net alone at the last point."""
    base_errors: Numbers
    """Points that the net alone gets wrong there."""
    output: Numbers
    """Largest output of the neuron there."""
    F_power: Numbers
    """Power of time with which F goes, over the last decades."""
    a_power: Numbers
    """The same of |a|."""
    b_slope: Numbers
    """Growth of b for a factor e in time, over the last decades."""
    w_slope: Numbers
    """The same of |w|."""
    b_slope_predicted: Numbers
    """What db/dt = lambda a^2 makes of |a| there."""
    log10_F_for_gd: Numbers
    """log10 F when literal descent is compared with gradient flow."""
    log10_a_for_gd: Numbers
    """log10 |a| then."""
    b_for_gd: Numbers
    """b then."""
    log10_F_for_late: Numbers
    """log10 F when the late flow is compared with gradient flow."""
    log10_a_for_late: Numbers
    """log10 |a| then."""
    b_for_late: Numbers
    """b then."""
