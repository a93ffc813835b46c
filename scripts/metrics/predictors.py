"""Metrics of linear nets, and with them the predictors themselves beside both separators."""

from descent.convbias.limits import direction
from scripts import measuring
from scripts.metrics import linear_net


def measure(runs, parameters):
    """runs: arrays of a shard; parameters: of its cell. Returns one array (runs,) a column."""
    shape, x = linear_net.shape_of(parameters), runs["x"]
    found, *_ = linear_net.known(x)
    predictors = {"beta": direction(shape, runs["weights"], x), "l2": found.l2, "l1": found.l1}
    return linear_net.measure(runs, parameters) | {
        f"{name}_{d}": values[:, d] for name, values in predictors.items() for d in range(shape.D)
    }


if __name__ == "__main__":
    measuring.main(measure)
