"""Metrics of ends that were looked at with many digits: what Newton's method came to."""

from descent.oneneuron.records.extended import ExtendedRuns
from descent.oneneuron.records.minimise import MinimiseRuns
from descent.records import names
from scripts.metrics import minimise


def measure(runs, parameters) -> ExtendedRuns:
    """runs: arrays of a shard; parameters: of its cell."""
    ends = minimise.measure(runs, parameters)
    own = [name for name in names(ExtendedRuns) if name not in names(MinimiseRuns)]
    return ExtendedRuns(**{name: getattr(ends, name) for name in names(MinimiseRuns)}, **{name: runs[name] for name in own})
