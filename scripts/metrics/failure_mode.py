"""Metrics of paths: how each ended, and the powers of time in its last decades."""

from descent.oneneuron.rates import growth_rate, powers, readings
from descent.oneneuron.records.failure_mode import FailureModeRuns

LAST = ("log10_F", "log10_a", "b", "w_norm", "base_loss", "base_errors", "output")
"""The quantities that are kept for a path's last point."""


def measure(runs, parameters) -> FailureModeRuns:
    """The metrics of a shard. runs: its arrays; parameters: those of its cell."""
    rate = growth_rate(parameters["augmentation"], parameters.get("lam", 0.0))
    last = {name: runs[name][:, -1] for name in LAST}
    return FailureModeRuns(ended=runs["ended"], ended_at=runs["ended_at"], **last, **powers(runs, rate), **readings(runs))
