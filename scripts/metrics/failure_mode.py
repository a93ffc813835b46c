"""Metrics of paths: how each ended, and the powers of time that its last decades follow."""

import numpy as np

from descent.oneneuron.paths import ENDED
from descent.oneneuron.rates import powers, readings
from scripts import measuring


def measure(runs, parameters):
    """runs: arrays of a shard; parameters: of its cell. Returns one array (runs,) a column."""
    rate = parameters["lam"] * (2 if parameters["augmentation"] == "sohl_dickstein" else 1)
    ends = {
        name: values[:, -1]
        for name, values in runs.items()
        if name in ("log10_F", "log10_a", "b", "w_norm", "base_loss", "base_errors", "output")
    }
    return {"ended": np.array(ENDED)[runs["ended"]], "ended_at": runs["ended_at"]} | ends | powers(runs, rate) | readings(runs)


if __name__ == "__main__":
    measuring.main(measure)
