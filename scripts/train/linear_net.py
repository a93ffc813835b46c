"""Train: linear nets on data of two classes, by any method of descent/convbias/training.py."""

from functools import partial

import numpy as np

from descent.convbias.data import KINDS
from descent.convbias.nets import net, start
from descent.convbias.training import points, train_runs
from descent.devices import DEVICES, find
from descent.devices import place as placed
from scripts import training

DATA, START = range(2)
"""What a run's generators are for."""
BLOCK = 4096
"""Runs that a GPU is given at once."""


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
    precision,
    device,
):
    """Train every run from its own start. seeds: (runs, 3). Returns what `training.Trained` holds, x: (runs, N, D), and the device."""
    device = find(device)
    place = None if (device, precision) == ("cpu", "float64") else partial(placed, device=device, precision=precision)
    shape = net(network, depth, D, filter_width)
    sources = [[shared_data] if shared_data else words for words in seeds.tolist()]
    x = KINDS[data]([np.random.default_rng([*words, DATA]) for words in sources], N, D)
    w = start(shape, start_size, [np.random.default_rng([*words, START]) for words in seeds.tolist()])
    steps = steps_before_flow if method == "flow" else steps
    kept_at = points(decades, density)
    trained = train_runs(method, shape, w, x, kept_at, steps, eta=eta, growth=growth, flow_steps=flow_steps, place=place)
    return {"x": x, "device": np.full(len(seeds), DEVICES.index(device))} | trained._asdict()


if __name__ == "__main__":
    training.main(train, block=BLOCK)
