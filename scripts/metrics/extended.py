"""Metrics of ends that Newton's method polished with many digits."""

from descent.oneneuron.records.extended import ExtendedRuns
from descent.oneneuron.records.minimise import MinimiseRuns
from descent.records import names
from scripts.metrics import minimise


def measure(runs, parameters) -> ExtendedRuns:
    """The metrics of a shard. runs: its arrays; parameters: those of its cell."""
    ends = minimise.measure(runs, parameters)
    own = [name for name in names(ExtendedRuns) if name not in names(MinimiseRuns)]
    return ExtendedRuns(**{name: getattr(ends, name) for name in names(MinimiseRuns)}, **{name: runs[name] for name in own})
