"""Train: matrix factorisation by gradient descent with any schedule, and its late phase as a flow."""

import numpy as np

from descent.balance.factor_training import starts, train_runs
from scripts import training


def train(
    seeds,
    *,
    method,
    d,
    d2,
    rank,
    eps,
    start_variance,
    v_start_variance,
    step_scale,
    step_power,
    regulariser,
    steps,
    steps_before_flow,
    points,
    flow_time,
):
    """Train every run. seeds: (runs, 3). Returns what `descent.balance.factor_training.Trained` holds."""
    generators = [np.random.default_rng(words) for words in seeds.tolist()]
    steps = steps_before_flow if method == "flow" else steps
    s, X, Y = starts(generators, d, d2, rank, start_variance, v_start_variance)
    return train_runs(method, s, X, Y, eps, step_scale, step_power, regulariser, steps, points, flow_time)._asdict()


if __name__ == "__main__":
    training.main(train, block=1024)
