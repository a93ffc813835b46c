"""Metrics of paths: how each ended, and the powers of time that its last decades follow."""

from descent.oneneuron.paths import words
from descent.oneneuron.rates import growth_rate, powers, readings
from scripts import measuring

LAST = ("log10_F", "log10_a", "b", "w_norm", "base_loss", "base_errors", "output")
"""What is kept of a path's last point."""


def measure(runs, parameters):
    """runs: arrays of a shard; parameters: of its cell. Returns one array (runs,) a column."""
    rate = growth_rate(parameters["augmentation"], parameters.get("lam", 0.0))
    ends = {name: values[:, -1] for name, values in runs.items() if name in LAST}
    return {"ended": words(runs["ended"]), "ended_at": runs["ended_at"]} | ends | powers(runs, rate) | readings(runs)


if __name__ == "__main__":
    measuring.main(measure)
