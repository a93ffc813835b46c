"""Train: any method of descent/balance/methods on small nets, homogeneous or not."""

import numpy as np

from descent.balance.data import gaussian
from descent.balance.nets import start
from scripts import choices, net_cell, training

CHOICES = {"method": ("descent.balance.methods",)}
DATA, START, METHOD = range(3)
"""What a run's generators are for."""


def train(
    seeds,
    *,
    method,
    connections,
    activation,
    depth,
    width,
    inputs,
    outputs,
    places,
    biases,
    N,
    loss,
    size,
    gain,
    first_gain,
    time,
    points,
    tolerance,
    eta,
    weight_decay,
    beta,
    beta1,
    beta2,
    adam_epsilon,
    batch,
):
    """Train every run from its own start on its own data. seeds: (runs, 3). Returns what `descent.balance.trained.Trained` holds."""
    shape = net_cell.shape(inputs, width, depth, outputs, activation, connections, biases, places)
    offered = {
        "tolerance": tolerance,
        "eta": eta,
        "weight_decay": weight_decay,
        "beta": beta,
        "beta1": beta1,
        "beta2": beta2,
        "adam_epsilon": adam_epsilon,
        "batch": batch,
    }
    data, starts, own = ([np.random.default_rng([*words, use]) for words in seeds.tolist()] for use in (DATA, START, METHOD))
    chosen = choices.load(CHOICES, "method", method)
    trained = chosen.run(
        shape,
        loss,
        start(shape, gain, starts, first_gain),
        gaussian(data, shape, N, loss, size),
        np.linspace(0.0, time, points + 1),
        own,
        **{name: offered[name] for name in chosen.PARAMETERS},
    )
    return trained._asdict()


if __name__ == "__main__":
    training.main(train)
