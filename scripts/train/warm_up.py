"""Train: the two warm-ups of figure 1, literally in float64 and event-driven."""

import numpy as np

from descent.escape import warm_up
from descent.random import streams, uniform
from scripts import training


def train(seeds, *, function, inverse_eps, max_steps):
    """Iterations until every run has left the saddle. seeds: (runs, 3). Returns the starts and the escapes by both methods."""
    u = np.array([[uniform(stream), uniform(stream)] for stream in streams(seeds)])
    x1, log_x2 = warm_up.starts(function, inverse_eps, u)
    return {
        "x1": x1,
        "log_x2": log_x2,
        "event_driven": warm_up.escape_event_driven(function, x1, log_x2),
        "literal": warm_up.escape_literal(function, x1, log_x2, max_steps),
    }


if __name__ == "__main__":
    training.main(train)
