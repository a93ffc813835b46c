"""Train: linear nets on data of two classes, by any method of descent/convbias/training.py."""

import numpy as np

from descent.convbias.data import KINDS
from descent.convbias.nets import net, start
from descent.convbias.training import points, train_runs
from scripts import training

DATA, START = range(2)
"""What a run's generators are for."""


def train(
    seeds,
    *,
    network,
    depth,
    D,
    N,
    data,
    shared_data,
    filter_width,
    start_size,
    method,
    eta,
    steps,
    steps_before_flow,
    growth,
    flow_steps,
    decades,
    density,
):
    """Train every run from its own start. seeds: (runs, 3). Returns what `training.Trained` holds, and x: (runs, N, D)."""
    shape = net(network, depth, D, filter_width)
    sources = [[shared_data] if shared_data else words for words in seeds.tolist()]
    x = KINDS[data]([np.random.default_rng([*words, DATA]) for words in sources], N, D)
    w = start(shape, start_size, [np.random.default_rng([*words, START]) for words in seeds.tolist()])
    steps = steps_before_flow if method == "flow" else steps
    trained = train_runs(method, shape, w, x, points(decades, density), steps, eta=eta, growth=growth, flow_steps=flow_steps)
    return {"x": x} | trained._asdict()


if __name__ == "__main__":
    training.main(train)
