"""The training of paper 3 against a naive autograd loop, and the late-phase flow, one seed against many."""

from functools import partial

import numpy as np

from benchmarks.naive_linear_net import gradient_descent
from benchmarks.timing import best_seconds, table
from descent.convbias.methods import flow, gd, safe_gd
from descent.convbias.nets import net, start
from descent.convbias.training import train_runs

RUNS, NAIVE_RUNS, STEPS, ETA, REPEATS = 256, 3, 500, 0.003, 7
NEVER = [1e9]
"""No run ends at this margin, so that all take the same number of steps."""
FLOW_STEPS, FLOW_RUNS, BEFORE_FLOW = 3000, 64, 3000


def problem(D, runs, N=8):
    """A net of depth 3 with Gaussian data. Returns (net, starts, signals times labels)."""
    shape = net("conv", 3, D, D)
    generators = [np.random.default_rng(run) for run in range(runs)]
    return shape, start(shape, 0.2, generators), np.stack([generator.standard_normal((N, D)) for generator in generators])


def measure_naive(D):
    """The naive loop. Returns its steps a second; raises where it and our GD end at different points."""
    shape, w, x = problem(D, NAIVE_RUNS)
    seconds, ends = best_seconds(lambda: gradient_descent(w.reshape(NAIVE_RUNS, shape.L, D), x, ETA, STEPS), repeats=3)
    ours = train_runs(gd, shape, w, x, NEVER, steps=STEPS, eta=ETA)
    np.testing.assert_allclose(ends.reshape(NAIVE_RUNS, -1), ours.weights * np.exp(ours.log_norm)[:, None], rtol=1e-9, atol=1e-12)
    return NAIVE_RUNS * STEPS / seconds


def measure_flow(runs):
    """Seconds of 3,000 steps of the flow at D = 32, less those of the safe descent before it. Raises where a run does not come to it."""
    shape, w, x = problem(32, runs)

    def flowed(steps):
        return train_runs(flow, shape, w, x, NEVER, steps_before_flow=BEFORE_FLOW, growth=0.05, flow_steps=steps)

    assert np.isfinite(flowed(0).flow_from).all()
    alone, both = (best_seconds(lambda steps=steps: flowed(steps), REPEATS)[0] for steps in (0, FLOW_STEPS))
    return both - alone


def section() -> list[str]:
    """What the page says of paper 3."""
    naive = measure_naive(64)
    rows = [("naive PyTorch autograd loop, D = 64", f"{naive:.3g} steps/s", "1", "")]
    for label, method, goal in (
        ("literal GD", partial(train_runs, gd, eta=ETA), "ratio 300"),
        ("safe GD", partial(train_runs, safe_gd), ""),
    ):
        drawn = problem(64, RUNS)
        seconds, _ = best_seconds(lambda method=method, drawn=drawn: method(*drawn, NEVER, steps=STEPS), REPEATS)
        rate = RUNS * STEPS / seconds
        rows.append((f"{label}, D = 64, {RUNS} seeds at once", f"{rate:.3g} steps/s", f"{rate / naive:.0f}", goal))
    one, many = measure_flow(1), measure_flow(FLOW_RUNS)
    rows.append((f"flow, D = 32, {FLOW_STEPS:,} steps, one seed", f"{1000 * one:.1f} ms", "", "500 ms"))
    rows.append(
        (
            f"flow, D = 32, {FLOW_STEPS:,} steps, {FLOW_RUNS} seeds at once",
            f"{1000 * many / FLOW_RUNS:.2f} ms a seed",
            f"{one * FLOW_RUNS / many:.1f} times one seed alone",
            "5 times",
        )
    )
    return [
        "## Paper 3 (convbias)",
        "",
        "Convolutional nets of depth 3, N = 8 Gaussian signals. The ratio is steps a second, of all seeds, over those of the naive loop.",
        "",
        *table(rows),
    ]
