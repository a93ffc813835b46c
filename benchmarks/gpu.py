"""A GPU beside the processor's compiled kernels: runs a second, and the share of the chip's own rate of matrix products.

Writes benchmarks/GPU.md.
Run from the root, on a machine with a GPU: python -m benchmarks.gpu
"""

import platform
import sys
from functools import partial
from itertools import product
from pathlib import Path

import numpy as np

from benchmarks import balance
from benchmarks.convbias import ETA, NEVER, STEPS
from benchmarks.needed import torch
from benchmarks.timing import best_seconds, table
from descent.balance import three_layer
from descent.balance.nets import Points
from descent.convbias.methods import gd
from descent.convbias.nets import net, start
from descent.convbias.training import train_runs
from descent.devices import fetch, find, place
from scripts.provenance import processor

RESULTS = Path(__file__).with_name("GPU.md")

RUNS, D, N, REPEATS = (256, 4096), 64, 8, 2
SQUARE = 8192
"""Size of the square products that tell the chip's rate."""
NETS = {"conv": 3, "full": 3}


def product_rate(device: str, precision: str) -> float:
    """Flops a second of a large product of matrices."""
    a = place(np.random.default_rng(0).standard_normal((SQUARE, SQUARE)), device, precision)
    seconds, _ = best_seconds(lambda: fetch((a @ a)[:1, :1]), REPEATS)
    return 2 * SQUARE**3 / seconds


def linear_net(kind: str, runs: int, where):
    """Steps a second, of all runs, of literal descent. where: None for the compiled kernels, or what puts numbers on the device."""
    shape = net(kind, NETS[kind], D, D)
    generators = [np.random.default_rng(run) for run in range(runs)]
    w, x = start(shape, 0.2, generators), np.stack([generator.standard_normal((N, D)) for generator in generators])
    seconds, _ = best_seconds(lambda: train_runs(gd, shape, w, x, NEVER, where, steps=STEPS, eta=ETA), REPEATS)
    return runs * STEPS / seconds


def figure_2(device: str, precision: str) -> float:
    """Iterations a second of the net of figure 2."""
    shape, theta, data = balance.figure_2(precision)
    theta, data = place(theta, device, precision), Points(*(place(values, device, precision) for values in data))
    kept = [0, balance.ITERATIONS]
    seconds, _ = best_seconds(lambda: three_layer.by_points(shape, theta, data, balance.ETA, kept), REPEATS)
    return balance.ITERATIONS / seconds


def rows(device: str):
    """What the table says of a device."""
    kernels = {kind: linear_net(kind, RUNS[0], None) for kind in NETS}  # which take the same time for each run of more
    for precision in ("float32", "float64"):
        rate = product_rate(device, precision)
        yield f"square matrix products, {precision}", f"{rate / 1e12:.3g} Tflop/s", "", ""
        for kind, runs in product(NETS, RUNS):
            speed = linear_net(kind, runs, partial(place, device=device, precision=precision))
            yield f"linear net, {kind}, {runs:,} runs, {precision}", f"{speed:.3g} steps/s", f"{speed / kernels[kind]:.2f}", ""
        speed, here = figure_2(device, precision), figure_2("cpu", precision)
        share = f"{speed:.3g} iterations/s, {100 * speed * balance.FLOPS / rate:.1f} % of the products' rate"
        yield f"figure 2's net, {precision}", share, f"{speed / here:.2f}", ""


def main():
    """Measure, print each row as it is measured, and write the page; fails where there is no GPU."""
    if find("auto") == "cpu":
        sys.exit("gpu: torch finds no GPU here")
    versions = f"Python {platform.python_version()}, numpy {np.__version__}, torch {torch.__version__}"
    lines = [
        "# A GPU beside the processor's kernels",
        "",
        f"Written by `python -m benchmarks.gpu`. {torch.cuda.get_device_name()}; the ratio is to one thread of {processor()}. {versions}.",
        "",
    ]
    print(*lines, sep="\n")
    for line in table(rows("cuda"), "ratio"):
        print(line, flush=True)
        lines.append(line)
    RESULTS.write_text("\n".join([*lines, ""]))


if __name__ == "__main__":
    main()
