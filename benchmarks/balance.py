"""The kernels of paper 4 against the machine's own matrix products and naive loops."""

import time

import numpy as np
from threadpoolctl import threadpool_limits

from benchmarks import naive_balance
from benchmarks.timing import best_seconds, table
from descent.algebra import matmul
from descent.balance import three_layer
from descent.balance.data import gaussian, taught
from descent.balance.factor_descent import descend as descend_factors
from descent.balance.factorisation import coordinates
from descent.balance.gradient_descent import descend
from descent.balance.methods import flow
from descent.balance.nets import Points, net
from descent.balance.starts import start
from descent.balance.three_layer import gaussian_layers, shape_of
from descent.devices import place
from descent.ends import End
from descent.methods import gd

WIDTHS, N, ETA, ITERATIONS, ROUNDS = (1000, 100, 10), 1000, 0.002, 49, 8
FLOPS = 2 * N * (2 * 1000 * 100 + 3 * 100 * 100 + 3 * 100 * 10)
"""Floating-point operations of the matrix products of one iteration: two of the first layer, three of the others."""
SQUARES = (1000, 2000)
"""Sizes of the square products that tell the machine's rate."""
SAME_END = {"float32": 1e-4, "float64": 1e-10}
D, RANK, SEEDS, NAIVE_SEEDS, STEPS, STEP, REPEATS = 200, 5, 256, 4, 1000, 0.5, 3
FLOW_RUNS, FLOW_TIMES = 8, np.linspace(0.0, 3.0, 17)


def figure_2(precision):
    """The net of figure 2, its unbalanced start (1, P), and its points."""
    shape = shape_of(*WIDTHS)
    theta = gaussian_layers(np.random.default_rng(0), shape, "unbalanced")
    data = taught.points([np.random.default_rng(1)], shape, three_layer.LOSS, N, 6.0)
    return shape, place(theta, "cpu", precision), Points(*(place(values, "cpu", precision) for values in data))


def measure_net(precision):
    """The rates of BLAS's matrix products and of ours in flops a second, and iterations a second of our descent, of the same in coordinates
    of the points, and of the naive loop: the best of interleaved calls, so that all see the same machine. Raises where they end at
    different points.
    """
    shape, theta, data = figure_2(precision)
    factors = [np.random.default_rng(2).standard_normal((2, n, n)).astype(precision) for n in SQUARES]
    layers = [theta[0, layer.weights].reshape(layer.out, layer.into) for layer in shape.layers]

    def ours():
        parameters = {"eta": ETA, "weight_decay": 0.0}
        return descend(shape, three_layer.LOSS, theta, data, gd, parameters, [0, ITERATIONS], lambda theta: theta).seen[0, -1]

    def naive():
        return naive_balance.three_layer(layers, data.x[0], data.y[0], ETA, ITERATIONS)

    def by_points():
        return three_layer.by_points(shape, theta, data, ETA, [0, ITERATIONS]).seen[0, -1]

    ends = naive()
    flat = np.concatenate([W.ravel() for W in ends])
    np.testing.assert_allclose(ours(), flat, rtol=0, atol=SAME_END[precision] * np.abs(flat).max())
    np.testing.assert_allclose(by_points(), [np.sum(np.square(W, dtype=float)) for W in ends], rtol=SAME_END[precision])
    products = [lambda A=A, B=B, product=product: product(A, B) for product in (np.matmul, matmul) for A, B in factors]
    calls = [*products, ours, by_points, naive]
    best = np.full(len(calls), np.inf)
    for _ in range(ROUNDS):
        for number, call in enumerate(calls):
            before = time.perf_counter()
            call()
            best[number] = min(best[number], time.perf_counter() - before)
    rate, own_rate = (max(2 * n**3 / seconds for n, seconds in zip(SQUARES, times, strict=True)) for times in (best[:2], best[2:4]))
    return rate, own_rate, (ITERATIONS + 1) / best[-3], (ITERATIONS + 1) / best[-2], ITERATIONS / best[-1]  # ours look at their ends too


def measure_factorisation():
    """Iterations a second over all seeds, of descent in coordinates of the span, their computation included, and of the naive loop.
    Raises where the two end at different residuals.
    """
    generator = np.random.default_rng(0)
    M = generator.standard_normal((D, RANK)) @ generator.standard_normal((RANK, D))
    M /= np.linalg.norm(M)
    U, V = 0.01 * generator.standard_normal((2, SEEDS, D, RANK))

    def ours():
        s, X, Y = coordinates(M, U, V)
        return descend_factors(X, Y, np.tile(s, (SEEDS, 1)), np.full(SEEDS, STEP), 0.0, 0.0, [0, STEPS], [1e-2]).residual[:, -1]

    def naive():
        return [naive_balance.factorisation(M, U[seed], V[seed], STEP, STEPS) for seed in range(NAIVE_SEEDS)]

    seconds, residuals = best_seconds(ours, REPEATS)
    naive_seconds, ends = best_seconds(naive, REPEATS)
    np.testing.assert_allclose(residuals[:NAIVE_SEEDS], [np.linalg.norm(u @ v.T - M) for u, v in ends], rtol=1e-9, atol=1e-12)
    return SEEDS * STEPS / seconds, NAIVE_SEEDS * STEPS / naive_seconds


def measure_flow():
    """Seconds a run of gradient flow of a small ReLU net at tolerance 1e-12, and the kinks that it met. Raises where one gives up."""
    shape = net([8, 8, 8, 3], "relu")
    generators = [np.random.default_rng(run) for run in range(FLOW_RUNS)]
    theta, data = start(shape, generators, 1.0), gaussian.points(generators, shape, "quadratic", 8, 1.0)
    seconds, found = best_seconds(lambda: flow.run(shape, "quadratic", theta, data, FLOW_TIMES, tolerance=1e-12), 2)
    assert (found.status == End.COMPLETED).all()
    return seconds / FLOW_RUNS, found.kinks.mean()


def section() -> list[str]:
    """What the page says of paper 4."""
    rows = []
    with threadpool_limits(1):
        for precision in SAME_END:
            rate, own_rate, ours, by_points, naive = measure_net(precision)
            rows.append((f"square matrix products, BLAS, {precision}", f"{rate / 1e9:.3g} Gflop/s", "1", ""))
            rows.append(
                (f"square matrix products of a fixed order, {precision}", f"{own_rate / 1e9:.3g} Gflop/s", f"{own_rate / rate:.2f}", "0.5")
            )
            rows.append((f"naive PyTorch autograd loop, figure 2's net, {precision}", f"{naive:.3g} iterations/s", "1", ""))
            for label, speed, goal in (("literal GD", ours, ""), ("the same, first layer in coordinates of the points", by_points, "80 %")):
                share = f"{speed:.3g} iterations/s, {100 * speed * FLOPS / rate:.0f} % of the products' rate"
                rows.append((f"{label}, figure 2's net, {precision}", share, f"{speed / naive:.2f}", goal))
        ours, naive = measure_factorisation()
        rows.append((f"naive numpy loop, factorisation, d = {D}, rank {RANK}", f"{naive:.3g} iterations/s", "1", ""))
        label = f"GD in coordinates of the span, {SEEDS} seeds, coordinates included"
        rows.append((label, f"{ours:.3g} iterations/s", f"{ours / naive:.0f}", "ratio 10"))
        seconds, kinks = measure_flow()
        rows.append((f"gradient flow of a ReLU net, 152 parameters, {kinks:.0f} kinks", f"{1000 * seconds:.0f} ms a run", "", ""))
    return [
        "## Paper 4 (balance)",
        "",
        "Figure 2's net: widths 1000-100-100-10, 1,000 points. The ratio is iterations a second, of all seeds, over the naive loop's. The",
        "share of the products' rate counts the operations of literal descent, of which the coordinates of the points save 43 %.",
        "",
        *table(rows),
    ]
