"""The kernels of paper 1 against a naive autograd loop."""

import numpy as np

from benchmarks.naive_octopus import gradient_descent
from benchmarks.timing import best_seconds, table
from descent import random
from descent.escape.descent import Limits, descend
from descent.escape.methods import gd_event_driven
from descent.methods import gd, pgd
from descent.problems import octopus
from descent.starts import starts

RUNS, NAIVE_RUNS, MAX_STEPS, REPEATS = 1000, 3, 1000, 15
EPS = np.e / 100
PGD = {"g_thres": np.e / 100, "r": np.e / 100, "t_thres": 1}


def paper_runs(d, L, runs=RUNS):
    """The paper's experiment for so many runs: starts on [-1, 1]^d, streams, octopus and eta = 1/(4L)."""
    seeds = np.random.SeedSequence(0).generate_state(runs * random.SEED_WORDS, np.uint64)
    streams = random.streams(seeds.reshape(runs, random.SEED_WORDS))
    return starts(streams, d, "uniform 1"), streams, octopus.numbers(tau=np.e, L=L, gamma=1.0), 1 / (4 * L)


def measure(method, d, L, max_steps, **parameters):
    """One method's 1,000 runs. Returns the seconds and the iterations of all runs together."""
    x, streams, p, eta = paper_runs(d, L)
    seconds, result = best_seconds(lambda: descend(method, x, p, Limits(EPS, max_steps), streams, eta=eta, **parameters), REPEATS)
    return seconds, np.where(np.isnan(result.steps), max_steps, result.steps).sum()


def measure_naive(d, L):
    """The naive loop. Returns its steps a second; raises where it and our GD end at different points."""
    x, streams, p, eta = paper_runs(d, L, NAIVE_RUNS)
    seconds, ends = best_seconds(lambda: gradient_descent(x, p, eta, MAX_STEPS), repeats=3)
    np.testing.assert_allclose(ends, descend(gd, x, p, Limits(EPS, MAX_STEPS), streams, eta=eta).end, rtol=1e-6, atol=1e-9)
    return NAIVE_RUNS * MAX_STEPS / seconds


def section() -> list[str]:
    """What the page says of paper 1."""
    naive = measure_naive(10, 1)
    rows = [("naive PyTorch autograd loop, d = 10, L = 1", f"{naive:.3g} steps/s", "1", "")]

    def add(label, goal, in_milliseconds, *case, **parameters):
        seconds, steps = measure(*case, **parameters)
        measured = f"{1000 * seconds:.1f} ms" if in_milliseconds else f"{steps / seconds:.3g} steps/s"
        rows.append((label, measured, f"{steps / seconds / naive:.2g}", goal))

    add("step-by-step GD, d = 10, L = 1, 1,000 runs of 1,000 steps", "", False, gd, 10, 1, MAX_STEPS)
    add("event-driven GD, d = 10, L = 1, 1,000 runs to the end", "ratio 1e6", False, gd_event_driven, 10, 1, np.inf)
    add("PGD, d = 10, L = 3, 1,000 runs to the end", "20 ms", True, pgd, 10, 3, 100_000, **PGD)
    add("event-driven GD, d = 100, L = 3, 1,000 runs to the end", "30 ms", True, gd_event_driven, 100, 3, np.inf)
    return [
        "## Paper 1 (escape)",
        "",
        "eta = 1/(4L), tau = e, gamma = 1, starts on [-1, 1]^d. The ratio is iterations a second over those of the naive loop.",
        "",
        *table(rows),
    ]
