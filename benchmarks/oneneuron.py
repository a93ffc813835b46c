"""The minimisers, gradients and Hessians of paper 2 against naive autograd loops, and against the processor's own multiply-adds."""

import time
from typing import NamedTuple

import numba
import numpy as np

from benchmarks import naive_oneneuron as naive
from benchmarks.needed import torch
from benchmarks.timing import best_seconds, table
from descent.methods import gd
from descent.oneneuron.augmentations import augment, exponential, none, penalised
from descent.oneneuron.data import three_points
from descent.oneneuron.descent import descend
from descent.oneneuron.found import DECADES, ITERATION_LIMIT
from descent.oneneuron.methods import lbfgs
from descent.oneneuron.objective import gradients, hessians
from descent.oneneuron.problem import Problem, problem
from descent.oneneuron.starts import random_starts

AUGMENTATIONS = {"none": none, "exponential": exponential, "penalised": penalised}
WIDTH, RUNS, REPEATS = 4, 128, 10
NAIVE_RUNS = {"none": 128, "exponential": 16, "penalised": 128}
"""Runs of the naive L-BFGS in every cell; with the exponential neuron a quarter of them go on to the limit, so fewer must do."""
MAX_ITERATIONS, TOLERANCE = 2000, 10.0 ** DECADES[-1]
LOW, SAME, ARRIVED = 1e-8, 1e-6, 1e-6
"""F is at its least below LOW; two values within SAME are one; the naive L-BFGS has come to a minimum where no part of the gradient is
above ARRIVED: for rounding some stop just above the tolerance."""
ETA, ITERATIONS, NAIVE_DESCENTS, NAIVE_HESSIANS = 0.01, 1000, 4, 32
COPIES = 100
"""So often gradients are taken at all starts, for a time that can be measured."""
OPERATIONS = {"none": 3 * 52, "exponential": 3 * (52 + 12) + 5, "penalised": 3 * (52 + 12) + 15}
"""Floating-point operations of F and its gradient, counted by hand. At each of the 3 points: 2 for each of 4 hidden neurons and 8 for the
output; 7 for the hinge loss, its slope and the sum; back, 1 for the output's bias and 7 for each hidden neuron (2 for the gradient by its
outer weight, 2 for the derivative by its argument, 3 for the gradients by its bias and weight); 12 for the exponential neuron, its exp
counted as one. Then 5 for every parameter with a penalty.
"""
LOOPS, CHAINS = 1_000_000, 12


class Cell(NamedTuple):
    """A cell of the census, as our kernels and as the naive functions take it, and its starts."""

    net: Problem
    shapes: list
    data: tuple
    starts: np.ndarray
    """(RUNS, P)"""


def cell(augmentation):
    """The census's cell of an augmentation, with the sizes that the census has by default."""
    x, y = three_points.points()
    net = augment(AUGMENTATIONS[augmentation], problem(x, y, [WIDTH]))
    starts = random_starts(net, 1.0, 0.1, [np.random.default_rng(run) for run in range(RUNS)])
    data = (torch.tensor(net.x), torch.tensor(net.y), net.p, net.lam, net.mu)
    return Cell(net, naive.shapes(WIDTH, augmentation != "none"), data, starts)


def check(net, shapes, data, starts):
    """Raise where F, its gradient or its Hessian is not what autograd says."""
    for row, value, g, H in zip(starts, *gradients(net, starts), hessians(net, starts), strict=True):
        naive_value, naive_g = naive.gradient(row, shapes, data)
        np.testing.assert_allclose(value, naive_value, rtol=1e-12)
        np.testing.assert_allclose(g, naive_g, rtol=0, atol=1e-12 * np.abs(naive_g).max())
        for naive_H in (naive.autograd_hessian(row, shapes, data), naive.func_hessian(row, shapes, data)):
            np.testing.assert_allclose(H, naive_H, rtol=0, atol=1e-12 * np.abs(naive_H).max())


class Minimised(NamedTuple):
    """L-BFGS of a cell, ours and the naive one."""

    rate: float
    """Our runs a second, over all starts."""
    naive_rate: float
    ratio: float
    """Of the two on the naive loop's starts."""
    F: np.ndarray
    """Where ours end. (RUNS,)"""
    naive_F: np.ndarray
    """(naive runs,)"""
    slope: np.ndarray
    """Largest part of the gradient where the naive ones end. (naive runs,)"""
    kink: np.ndarray
    """How near the argument of a ReLU is to zero there. (naive runs,)"""


def measure_minimisers(net, shapes, data, starts, naive_runs):
    """Both with the same starts, memory, tolerance and limit; the naive one timed once, after two iterations to warm up."""
    few = starts[:naive_runs]
    seconds, found = best_seconds(lambda: lbfgs.run(net, starts, max_iterations=MAX_ITERATIONS), REPEATS)
    few_seconds, _ = best_seconds(lambda: lbfgs.run(net, few, max_iterations=MAX_ITERATIONS), REPEATS)
    naive.lbfgs(starts[0], shapes, data, 2, TOLERANCE, lbfgs.MEMORY)
    before = time.perf_counter()
    ends = np.stack([naive.lbfgs(row, shapes, data, MAX_ITERATIONS, TOLERANCE, lbfgs.MEMORY) for row in few])
    naive_seconds = time.perf_counter() - before
    naive_F, g = gradients(net, ends)
    arguments = ends[:, :WIDTH, None] * net.x[:, 0] + ends[:, WIDTH : 2 * WIDTH, None]
    return Minimised(
        RUNS / seconds,
        naive_runs / naive_seconds,
        naive_seconds / few_seconds,
        gradients(net, found.xi)[0],
        naive_F,
        np.abs(g).max(axis=1),
        np.abs(arguments).min(axis=(1, 2)),
    )


def shown(tolerance) -> str:
    """A power of ten as one writes it."""
    return f"1e{round(np.log10(tolerance))}"


def ends(augmentation, found: Minimised) -> list[str]:
    """What is to be said of where the runs of a cell end, in two lines."""
    arrived = found.slope <= ARRIVED
    apart = np.abs(found.F[:, None] - found.naive_F[arrived])
    unlike = sum(int((apart.min(axis=axis) > SAME).sum()) for axis in (0, 1))
    values = f"{unlike} runs of both at values of F that the other has not" if unlike else "at the same values of F as ours"
    alike = np.mean(np.abs(found.F[: len(found.naive_F)] - found.naive_F) <= SAME)
    near = "" if arrived.all() else f"; those with a larger gradient stopped within {found.kink[~arrived].max():.0e} of a kink of ReLU"
    return [
        f"- {augmentation}: {arrived.sum()} of {len(arrived)} naive runs end with a gradient below {shown(ARRIVED)}, {values};",
        f"  {100 * alike:.0f} % of all end at the value that ours do from the same start{near}.",
    ]


def measure_descent(net, shapes, data, starts):
    """Iterations a second of literal GD, ours over all runs and the naive loop's. Raises where they end at different points."""
    seconds, found = best_seconds(lambda: descend(gd, net, starts, ITERATIONS, eta=ETA), REPEATS)
    few = starts[:NAIVE_DESCENTS]
    naive_seconds, ends = best_seconds(lambda: [naive.gradient_descent(row, shapes, data, ETA, ITERATIONS) for row in few], 2)
    assert (found.status[:NAIVE_DESCENTS] == ITERATION_LIMIT).all()
    np.testing.assert_allclose(found.xi[:NAIVE_DESCENTS], ends, rtol=1e-9, atol=1e-12)
    return found.iterations.sum() / seconds, NAIVE_DESCENTS * ITERATIONS / naive_seconds


def measure_hessians(net, shapes, data, starts):
    """Hessians a second: ours, by torch.autograd.functional and by torch.func."""
    few = starts[:NAIVE_HESSIANS]
    seconds, _ = best_seconds(lambda: hessians(net, starts), REPEATS)
    others = [
        NAIVE_HESSIANS / best_seconds(lambda hessian=hessian: [hessian(row, shapes, data) for row in few], 2)[0]
        for hessian in (naive.autograd_hessian, naive.func_hessian)
    ]
    return RUNS / seconds, *others


@numba.njit(error_model="numpy")
def _multiply_adds(loops, c, t):
    """CHAINS independent sums, so many that the processor need not wait for one; numba leaves them scalar, each operation by itself."""
    a0 = a1 = a2 = a3 = a4 = a5 = a6 = a7 = a8 = a9 = a10 = a11 = t
    for _ in range(loops):
        a0, a1, a2, a3 = a0 * c + t, a1 * c + t, a2 * c + t, a3 * c + t
        a4, a5, a6, a7 = a4 * c + t, a5 * c + t, a6 * c + t, a7 * c + t
        a8, a9, a10, a11 = a8 * c + t, a9 * c + t, a10 * c + t, a11 * c + t
    return a0 + a1 + a2 + a3 + a4 + a5 + a6 + a7 + a8 + a9 + a10 + a11


@numba.njit(error_model="numpy")
def _one_chain(loops, c, t):
    """One sum, each operation waiting for the one before."""
    a = t
    for _ in range(loops):
        a = a * c + t
    return a


def measure_processor():
    """Scalar double operations a second: of independent multiply-adds, and of multiply-adds that wait for one another."""
    many, _ = best_seconds(lambda: _multiply_adds(LOOPS, 0.5, 0.3), REPEATS)
    one, _ = best_seconds(lambda: _one_chain(LOOPS, 0.5, 0.3), REPEATS)
    return 2 * CHAINS * LOOPS / many, 2 * LOOPS / one


def section() -> list[str]:
    """What the page says of paper 2."""
    cells = {augmentation: cell(augmentation) for augmentation in NAIVE_RUNS}
    rows, said = [], []
    for augmentation, study in cells.items():
        check(*study[:3], study.starts[:NAIVE_HESSIANS])
        found = measure_minimisers(*study, NAIVE_RUNS[augmentation])
        low, naive_low = (f"F < {shown(LOW)} in {100 * np.mean(F < LOW):.0f} %" for F in (found.F, found.naive_F))
        label = f"naive PyTorch L-BFGS, {augmentation}, {NAIVE_RUNS[augmentation]} runs"
        rows.append((label, f"{found.naive_rate:.3g} runs/s, {naive_low}", "1", ""))
        rows.append((f"L-BFGS, {augmentation}, {RUNS} runs", f"{found.rate:.3g} runs/s, {low}", f"{found.ratio:.0f}", "ratio 20"))
        if augmentation != "exponential":
            said += ends(augmentation, found)
    ours, loop = measure_descent(*cells["exponential"])
    rows.append(("naive PyTorch autograd loop, exponential, literal GD", f"{loop:.3g} iterations/s", "1", ""))
    rows.append((f"literal GD, exponential, {RUNS} runs", f"{ours:.3g} iterations/s", f"{ours / loop:.0f}", ""))
    ours, *others = measure_hessians(*cells["exponential"])
    for name, speed in zip(("torch.autograd.functional.hessian", "torch.func.hessian"), others, strict=True):
        rows.append((f"naive {name}, exponential, one by one", f"{speed:.3g} Hessians/s", f"{speed / max(others):.2g}", ""))
    rows.append((f"Hessians by complex steps, exponential, {RUNS} points", f"{ours:.3g} Hessians/s", f"{ours / max(others):.0f}", ""))
    many, one = measure_processor()
    rows.append(("scalar multiply-adds, independent", f"{many / 1e9:.3g} Gflop/s", "", ""))
    rows.append(("scalar multiply-adds, each waiting for the last", f"{one / 1e9:.3g} Gflop/s", "", ""))
    for augmentation, study in cells.items():
        points = np.tile(study.starts, (COPIES, 1))
        seconds, _ = best_seconds(lambda net=study.net, points=points: gradients(net, points), REPEATS)
        rate, flops = len(points) / seconds, OPERATIONS[augmentation]
        share = f"{100 * rate * flops / many:.2g} % and {100 * rate * flops / one:.0f} % of those rates"
        rows.append((f"gradients, {augmentation}, {flops} operations each", f"{rate:.3g} gradients/s, {share}", "", ""))
    return [
        "## Paper 2 (oneneuron)",
        "",
        f"The census's net, {WIDTH} hidden neurons on three points. Both L-BFGS have the same starts and the same memory, and go on to a",
        f"gradient of {shown(TOLERANCE)} (ours its norm, the naive one its largest part) or {MAX_ITERATIONS:,} iterations. The ratio is",
        "that of their times on the naive one's starts, which it is timed on once. The line searches differ, so single runs may end",
        "elsewhere:",
        "",
        *said,
        "",
        *table(rows),
    ]
