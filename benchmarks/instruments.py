"""Training of many runs of one network beside torch's own loop, one run at a time; and what watching costs."""

import time
from functools import partial
from itertools import pairwise

from benchmarks.needed import torch
from benchmarks.timing import table
from descent.instruments.conserved import conserved
from descent.instruments.objective import Objective
from descent.instruments.optimisers import named
from descent.instruments.training import Settings, train

nn = torch.nn
RUNS, NAIVE, REPEATS = 64, 4, 3
"""NAIVE: how many of the runs the plain loop is timed on."""


def relu_net(*widths: int, norm: bool = False):
    """Linear layers with ReLU, and batch normalisation if asked for, between them."""
    layers = [(nn.Linear(a, b), *([nn.BatchNorm1d(b)] * norm), nn.ReLU()) for a, b in pairwise(widths)]
    return nn.Sequential(*[part for layer in layers for part in layer][: -1 - norm])


CASES = (
    ("ReLU net 5-6-7-3, 16 points", partial(relu_net, 5, 6, 7, 3), (5, 3, 16), {"SGD": {"lr": 0.01}}, 5000, "ratio 20"),
    ("ReLU net 5-6-7-3, 16 points", partial(relu_net, 5, 6, 7, 3), (5, 3, 16), {"Adam": {"lr": 0.01}}, 5000, "ratio 20"),
    ("ReLU net 64-32-10, 200 points", partial(relu_net, 64, 32, 10), (64, 10, 200), {"SGD": {"lr": 0.01}}, 200, ""),
    ("the same with batch normalisation", partial(relu_net, 64, 32, 10, norm=True), (64, 10, 200), {"SGD": {"lr": 0.01}}, 50, ""),
)
"""What it is, the net, its inputs, outputs and points, the optimiser, steps, goal."""


def objectives(build, inputs: int, outputs: int, points: int) -> list[Objective]:
    """The runs: one data set, starts of their own."""
    torch.manual_seed(0)
    data = torch.randn(points, inputs, dtype=torch.float64), torch.randn(points, outputs, dtype=torch.float64)
    return [Objective(build(), data, nn.functional.mse_loss) for _ in range(RUNS)]


def naive(runs: list[Objective], optimiser, steps: int):
    """torch's own loop, as everybody writes it. It keeps nothing."""
    for run in runs:
        module, (inputs,), targets = run.module, run.inputs, run.targets
        made = optimiser.make(list(module.parameters()))
        for _ in range(steps):
            made.zero_grad()
            run.loss(module(inputs), targets).backward()
            made.step()


def shortest(*functions) -> list[float]:
    """Seconds of the processor that each function takes, the least of several calls in turn: on one thread, others' work does not count."""
    seconds = [[] for _ in functions]
    for _ in range(REPEATS):
        for function, taken in zip(functions, seconds, strict=True):
            before = time.process_time()
            function()
            taken.append(time.process_time() - before)
    return [min(taken) for taken in seconds]


def rows():
    """What the table says."""
    for what, build, shape, given, steps, goal in CASES:
        runs, optimiser = objectives(build, *shape), named(given)
        laws = conserved(runs[0].module, runs[0].data, runs[0].loss)
        ours, every = partial(train, runs, optimiser, Settings(steps)), Settings(steps, record=steps + 1)
        watching = partial(train, runs, optimiser, every, [laws.watch]) if goal else ours
        plain, seconds, watched = shortest(partial(naive, runs[:NAIVE], optimiser, steps), ours, watching)
        plain = NAIVE / plain
        what, way = f"{what}, {optimiser.label}, {steps:,} steps", ours().way
        yield f"naive loop: {what}", f"{plain:.3g} runs/s", "1", ""
        yield f"{way}, {RUNS} runs: {what}", f"{RUNS / seconds:.3g} runs/s", f"{RUNS / seconds / plain:.1f}", goal
        if goal:
            more = watched / seconds - 1
            yield f"{laws.count} laws and the gradient's norm at every step", f"{100 * more:.0f} % more time", "", ""
            yield "the same at 101 steps, from that", f"{100 * more * 101 / steps:.1f} % more time", "", "10 %"


def section() -> list[str]:
    """Lines of the page."""
    return [
        "## Instruments: training of a network of your own",
        "",
        f"{RUNS} runs at once, in float64; losses and gradient norms are kept at 101 iterations, where nothing else is said.",
        "Beside torch's own loop, one run after another, which keeps nothing. The ratio is that of runs a second of the processor's",
        "time. Batching saves what torch does around its operations: the more a step computes, the less there is to save.",
        "",
        *table(rows()),
    ]
