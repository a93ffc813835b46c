"""Time the kernels of paper 1 against a naive autograd loop, on one thread; writes benchmarks/RESULTS.md.

Run from the root: python -m benchmarks.run
"""

import os
import platform
import time
from pathlib import Path

import numba
import numpy as np
import torch

from benchmarks import naive
from descent import random
from descent.escape.descent import Limits
from descent.escape.methods import gd, gd_event_driven, pgd
from descent.escape.octopus import octopus
from descent.escape.starts import starts

RESULTS = Path(__file__).with_name("RESULTS.md")
RUNS, NAIVE_RUNS, MAX_STEPS, REPEATS = 1000, 3, 1000, 15
EPS = np.e / 100
PGD = {"g_thres": np.e / 100, "r": np.e / 100, "t_thres": 1}


def best_seconds(function, repeats=REPEATS):
    """Shortest of several calls, after one that compiles. Returns the seconds and what the call gave."""
    result, seconds = function(), []
    for _ in range(repeats):
        before = time.perf_counter()
        result = function()
        seconds.append(time.perf_counter() - before)
    return min(seconds), result


def paper_runs(d, L, runs=RUNS):
    """The paper's experiment for so many runs: starts on [-1, 1]^d, streams, octopus and eta = 1/(4L)."""
    seeds = np.random.SeedSequence(0).generate_state(runs * random.SEED_WORDS, np.uint64)
    streams = random.streams(seeds.reshape(runs, random.SEED_WORDS))
    return starts(streams, d, False, 1.0), streams, octopus(np.e, L, 1.0), 1 / (4 * L)


def measure(method, d, L, max_steps, **parameters):
    """One method's 1,000 runs. Returns the seconds and the iterations of all runs together."""
    problem = paper_runs(d, L)
    seconds, result = best_seconds(lambda: method.descend(*problem, Limits(EPS, max_steps), **parameters))
    return seconds, np.where(np.isnan(result.steps), max_steps, result.steps).sum()


def measure_naive(d, L):
    """The naive loop. Returns its steps a second; raises where it and our GD end at different points."""
    x, streams, p, eta = paper_runs(d, L, NAIVE_RUNS)
    seconds, ends = best_seconds(lambda: naive.gradient_descent(x, p, eta, MAX_STEPS), repeats=3)
    np.testing.assert_allclose(ends, gd.descend(x, streams, p, eta, Limits(EPS, MAX_STEPS)).end, rtol=1e-6, atol=1e-9)
    return NAIVE_RUNS * MAX_STEPS / seconds


def machine():
    """Processor, cores and versions, in one line."""
    processor = platform.processor() or platform.machine()
    if Path("/proc/cpuinfo").exists():
        lines = Path("/proc/cpuinfo").read_text().splitlines()
        processor = next((line.split(":", 1)[1].strip() for line in lines if line.startswith("model name")), processor)
    versions = ", ".join(f"{module.__name__} {module.__version__}" for module in (np, numba, torch))
    return f"{processor}, {os.cpu_count()} cores; Python {platform.python_version()}, {versions}"


def main():
    """Measure everything and write the table."""
    torch.set_num_threads(1)
    numba.set_num_threads(1)
    plain = measure_naive(10, 1)
    lines = [
        "# Speed of the kernels of paper 1",
        "",
        "Written by `python -m benchmarks.run`. One thread; the best of several repeats, without compilation. eta = 1/(4L), tau = e,",
        "gamma = 1, starts on [-1, 1]^d. The ratio is iterations a second over those of the naive loop at d = 10, L = 1.",
        "",
        "| kernel | measured | ratio to naive | goal |",
        "|---|---|---|---|",
        f"| naive PyTorch autograd loop, d = 10, L = 1 | {plain:.3g} steps/s | 1 | |",
    ]

    def row(label, goal, in_milliseconds, *case, **parameters):
        seconds, steps = measure(*case, **parameters)
        measured = f"{1000 * seconds:.1f} ms" if in_milliseconds else f"{steps / seconds:.3g} steps/s"
        lines.append(f"| {label} | {measured} | {steps / seconds / plain:.2g} | {goal} |")

    row("step-by-step GD, d = 10, L = 1, 1,000 runs of 1,000 steps", "ratio 2e4", False, gd, 10, 1, MAX_STEPS)
    row("event-driven GD, d = 10, L = 1, 1,000 runs to the end", "ratio 1e6", False, gd_event_driven, 10, 1, np.inf)
    row("PGD, d = 10, L = 3, 1,000 runs to the end", "20 ms", True, pgd, 10, 3, 100_000, **PGD)
    row("event-driven GD, d = 100, L = 3, 1,000 runs to the end", "30 ms", True, gd_event_driven, 100, 3, np.inf)
    RESULTS.write_text("\n".join([*lines, "", f"Machine: {machine()}.", ""]))
    print("\n".join(lines[6:]))


if __name__ == "__main__":
    main()
