"""Metrics of small nets, and with them the parameters at the end."""

from scripts import measuring
from scripts.metrics import net


def measure(runs, parameters):
    """runs: arrays of a shard; parameters: of its cell. Returns one array (runs,) a column."""
    ends = runs["theta"][:, -1]
    return net.measure(runs, parameters) | {f"theta_{k}": ends[:, k] for k in range(ends.shape[1])}


if __name__ == "__main__":
    measuring.main(measure)
