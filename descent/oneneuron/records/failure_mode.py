"""Metrics of paths: how each ended, its last point, and the powers of time that its last decades follow."""

from dataclasses import dataclass
from typing import Annotated

from descent.oneneuron.ended import Ended, words
from descent.records import FlowTimes, Losses, Numbers, OneOf, Ratios, Runs, Unit, Weights, Words


@dataclass(frozen=True, kw_only=True)
class FailureModeRuns(Runs):
    """Paths that start near a known bad minimum."""

    ended: Annotated[Words, OneOf(tuple(map(str, words(list(Ended)))))]
    """How the path ended; see `descent.oneneuron.ended`."""
    ended_at: FlowTimes
    """Flow time at the end."""
    log10_a: Annotated[Numbers, Unit("log10 of weights")]
    """log10 |a| at the last point."""
    log10_F: Annotated[Numbers, Unit("log10 of loss")]
    """log10 F at the last point."""
    b: Weights
    """b at the last point."""
    w_norm: Weights
    """|w| at the last point."""
    base_loss: Losses
    """Loss of the net alone at the last point."""
    base_errors: Annotated[Numbers, Unit("points")]
    """Number of data points that the net alone gets wrong at the last point."""
    output: Annotated[Numbers, Unit("outputs")]
    """Largest absolute output of the neuron at the last point."""
    F_power: Ratios
    """Exponent of time in F over the last decades."""
    a_power: Ratios
    """Exponent of time in |a| over the last decades."""
    b_slope: Weights
    """Growth of b per factor e in time over the last decades."""
    w_slope: Weights
    """Growth of |w| per factor e in time over the last decades."""
    b_slope_predicted: Weights
    """Growth of b per factor e in time that db/dt = lambda a^2 predicts from |a| over the last decades."""
    log10_F_for_gd: Annotated[Numbers, Unit("log10 of loss")]
    """log10 F at the time where literal descent is compared with gradient flow."""
    log10_a_for_gd: Annotated[Numbers, Unit("log10 of weights")]
    """log10 |a| at the time where literal descent is compared with gradient flow."""
    b_for_gd: Weights
    """b at the time where literal descent is compared with gradient flow."""
    log10_F_for_late: Annotated[Numbers, Unit("log10 of loss")]
    """log10 F at the time where the late flow is compared with gradient flow."""
    log10_a_for_late: Annotated[Numbers, Unit("log10 of weights")]
    """log10 |a| at the time where the late flow is compared with gradient flow."""
    b_for_late: Weights
    """b at the time where the late flow is compared with gradient flow."""
