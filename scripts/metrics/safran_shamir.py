"""Metrics of the spurious minimum of Safran and Shamir: whether nearby starts return."""

from descent.oneneuron.minima import returned
from scripts import measuring


def measure(runs, parameters):
    """runs: arrays of a shard; parameters: of its cell. Returns one array (runs,) a column."""
    numbers = {name: values for name, values in runs.items() if name not in ("run", "xi")}
    return numbers | {"returned": returned(runs["F"], runs["known_loss"])}


if __name__ == "__main__":
    measuring.main(measure)
