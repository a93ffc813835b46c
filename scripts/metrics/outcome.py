"""Metrics of octopus runs by the hundred thousand: how each ended and how long it took."""

import numpy as np

from descent.escape.descent import STATUS
from descent.escape.records.outcome import OutcomeRuns
from scripts import measuring


def measure(runs, parameters) -> OutcomeRuns:
    """runs: arrays of a shard; parameters: of its cell."""
    return OutcomeRuns(status=np.array(STATUS)[runs["status"]], steps=runs["steps"])


if __name__ == "__main__":
    measuring.main(measure)
