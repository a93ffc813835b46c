"""The saddles of the zoo are saddles with the predicted values and curvatures, and GD passes them at the predicted times."""

import inspect
import math

import numpy as np
import pytest
import torch

from descent.instruments import known_saddles, optimisers, training
from descent.instruments.objective import Objective
from descent.own.claims import own as claims
from descent.own.records.own import OwnRuns
from descent.records import Incomparable, layout
from descent.zoo import deep_linear, low_rank, octopus, phase_retrieval, relu_digits, rising, starts, tensor


def generator(seed: int = 0) -> torch.Generator:
    return torch.Generator().manual_seed(seed)


def objective(problem, seed: int = 0, **settings) -> Objective:
    """A problem of the zoo, built as in a study."""
    build, data = (
        {name: value for name, value in settings.items() if name in inspect.signature(function).parameters}
        for function in (problem.build, getattr(problem, "data", generator))
    )
    given = problem.data(generator(seed + 1), **data) if hasattr(problem, "data") else ((), None)
    return Objective(problem.build(generator(seed), **build), given, getattr(problem, "loss", None))


def at(problem: Objective, point: dict) -> tuple[float, float, torch.Tensor]:
    """f, the gradient's norm and the Hessian's eigenvalues at a point. point: parameters by name."""

    def f(vector):
        return problem.value(problem.unflat(vector))

    vector = problem.flat(point)
    gradient, hessian = torch.func.grad(f)(vector), torch.func.hessian(f)(vector)
    return float(f(vector)), float(gradient.norm()), torch.linalg.eigvalsh((hessian + hessian.T) / 2)


def train(problem, settings: dict, lr: float, steps: int, runs: int = 4):
    """GD on several runs of a problem. Returns the objectives and the training."""
    networks = [objective(problem, 10 * run, **settings) for run in range(runs)]
    return networks, training.train(networks, optimisers.named({"SGD": {"lr": lr}}), training.Settings(steps, record=steps + 1))


def passed(problem, settings: dict, lr: float, steps: int):
    """Iterations at which the saddles were passed, and those predicted by theory."""
    networks, trained = train(problem, settings, lr, steps)
    found = known_saddles.passed(problem, networks, settings, optimisers.named({"SGD": {"lr": lr}}), training.Settings(steps), trained)
    return found["escape"], found["predicted"]


@pytest.mark.parametrize("k", range(4))
def test_a_part_of_the_spectrum_is_a_saddle_of_low_rank_factorisation(k):
    problem = objective(low_rank, d=6, rank=3)
    values, vectors = torch.linalg.eigh(problem.targets)
    U = torch.zeros(6, 3, dtype=torch.float64)
    for place in range(k):
        U[:, place] = vectors[:, -1 - place] * values[-1 - place].sqrt()
    value, slope, eigenvalues = at(problem, {"U": U})
    assert value == pytest.approx(low_rank.levels(rank=3)[k], abs=1e-13)
    assert slope < 1e-13
    lowest = low_rank.curvatures(rank=3)[k] if k < 3 else 0.0
    assert float(eigenvalues[0]) == pytest.approx(lowest, abs=1e-12)


@pytest.mark.parametrize(("depth", "lowest"), [(2, -1.0), (3, 0.0), (4, 0.0)])
def test_only_two_linear_layers_have_a_strict_saddle_at_zero(depth, lowest):
    problem = objective(deep_linear, d=3, rank=2, depth=depth)
    value, slope, eigenvalues = at(problem, {name: torch.zeros_like(values) for name, values in problem.start.items()})
    assert value == pytest.approx(deep_linear.levels(rank=2)[0], abs=1e-13)
    assert slope == 0.0
    assert float(eigenvalues[0]) == pytest.approx(lowest, abs=1e-12)


@pytest.mark.parametrize("k", range(3))
def test_a_part_of_the_singular_values_is_critical_for_linear_layers(k):
    d, depth = 3, 3
    problem = objective(deep_linear, d=d, rank=2, depth=depth)
    left, right = deep_linear.directions(d)
    modes = torch.diag(torch.tensor([*deep_linear.spectrum(2, 4.0)[:k], *[0.0] * (d - k)], dtype=torch.float64) ** (1 / depth))
    value, slope, eigenvalues = at(problem, dict(zip(problem.start, [modes @ right.mT, modes, left @ modes], strict=True)))
    assert value == pytest.approx(deep_linear.levels(rank=2)[k], abs=1e-13)
    assert slope < 1e-13
    assert float(eigenvalues[0]) > -1e-12  # no negative curvature, so the saddle is not strict


def test_phase_retrieval_has_a_sphere_of_strict_saddles():
    problem = objective(phase_retrieval, d=5)
    signal = problem.inputs[0][0]
    x = starts.on_sphere(generator(3), (5,), 1.0)
    x = x - (x @ signal) * signal
    value, slope, eigenvalues = at(problem, {"x": x / x.norm() / math.sqrt(3.0)})
    assert value == pytest.approx(phase_retrieval.levels()[0], abs=1e-13)
    assert slope < 1e-13
    assert float(eigenvalues[0]) == pytest.approx(phase_retrieval.curvatures()[0], abs=1e-12)
    assert int((eigenvalues.abs() < 1e-12).sum()) == 5 - 2  # along the sphere


def test_phase_retrieval_in_expectation_is_the_mean_over_measurements():
    signal, x = starts.on_sphere(generator(1), (3,), 1.0), starts.on_sphere(generator(2), (3,), 0.8)
    vectors = torch.randn(400_000, 3, generator=generator(), dtype=torch.float64)
    measured = phase_retrieval.Signal(x, expected=False)(vectors, (vectors @ signal).square()).item()
    expected = phase_retrieval.Signal(x, expected=True)(signal[None], torch.ones(1, dtype=torch.float64)).item()
    assert measured == pytest.approx(expected, rel=0.02)  # the tolerance is five standard errors


def test_the_symmetric_saddle_of_tensor_decomposition():
    d = 4
    problem = objective(tensor, d=d, start=0.0)
    value, slope, eigenvalues = at(problem, problem.start)
    assert value == pytest.approx(tensor.levels(d)[0], abs=1e-13)
    assert slope < 1e-13
    expected = sorted([*tensor.curvatures(d) * (d - 1) ** 2, *[0.0] * d, *[8 * (d - 1) / d] * (d - 1)])
    np.testing.assert_allclose(eigenvalues, expected, rtol=0, atol=1e-11)


def test_all_components_in_any_order_are_a_minimum_of_tensor_decomposition():
    problem = objective(tensor, d=4)
    value, slope, eigenvalues = at(problem, {"U": -2.0 * tensor.components(4)[[2, 0, 3, 1]]})
    assert value == pytest.approx(0.0, abs=1e-13)
    assert slope < 1e-12
    assert float(eigenvalues[0]) > -1e-12


def test_no_small_neuron_falls_faster_than_the_first_singular_pair():
    inputs, targets = relu_digits.data(None)
    out, into, rate = relu_digits.escaping(inputs, targets)

    def fall(w, v):
        return (targets * (torch.relu(inputs @ w)[:, None] * v)).sum() / len(inputs)

    assert float(fall(into, out)) == pytest.approx(rate, rel=1e-12)
    random = torch.randn(2000, 20, generator=generator(), dtype=torch.float64)
    assert max(float(fall(r[:16] / r[:16].norm(), r[16:] / r[16:].norm())) for r in random) < rate


def test_one_neuron_fits_digits_no_better_than_its_level():
    inputs, targets = relu_digits.data(None)
    w, v = torch.ones(16, dtype=torch.float64), torch.ones(4, dtype=torch.float64)
    for _ in range(200):  # alternating least squares
        active = inputs @ w
        v = targets.mT @ active / active.square().sum()
        w = torch.linalg.lstsq(inputs, targets @ v / v.square().sum(), driver="gelsd").solution
    assert (inputs @ w).min() > 0.0
    best = float(relu_digits.loss((inputs @ w)[:, None] * v, targets))
    assert best == pytest.approx(relu_digits.levels()[1], rel=1e-6)


def test_levels_of_the_octopus_are_its_values_at_the_saddles():
    problem = objective(octopus, d=3)
    found = [float(problem.value({"x": octopus.saddle(k, 3)})) for k in range(4)]
    np.testing.assert_allclose(found, octopus.levels(d=3), rtol=1e-12)


@pytest.mark.parametrize(
    ("problem", "settings", "lr", "steps", "tolerance"),
    [
        (low_rank, {"d": 12, "rank": 4}, 0.25, 200, 0.06),
        (deep_linear, {"d": 5, "rank": 2, "depth": 2, "start": 1e-3}, 0.2, 250, 0.06),
        (phase_retrieval, {"d": 200}, 0.08, 100, 0.2),
        (tensor, {"d": 4}, 0.06, 150, 0.2),
        (relu_digits, {"d": 16}, 0.2, 120, 0.06),
    ],
    ids=["low rank", "two layers", "phase retrieval", "tensor", "digits"],
)
def test_gd_passes_saddles_when_linear_theory_says(problem, settings, lr, steps, tolerance):
    escape, predicted = passed(problem, settings, lr, steps)
    known = ~np.isnan(predicted)
    assert known.any()
    np.testing.assert_allclose(escape[known] / predicted[known], 1.0, rtol=0, atol=tolerance)


def test_modes_of_aligned_layers_keep_apart():
    escape, predicted = passed(deep_linear, {"d": 4, "rank": 3, "depth": 3, "start": 0.05, "aligned": True}, 0.15, 600)
    np.testing.assert_allclose(escape, predicted, rtol=0, atol=1)


def test_starts_lie_at_the_distance_that_is_asked_for():
    point = starts.on_sphere(generator(), (3, 4), 0.01)
    assert float(point.norm()) == pytest.approx(0.01, rel=1e-14)


def test_half_learnt_is_where_the_flow_has_halved_what_is_missing():
    p, dt = 1e-6, 1e-4
    t = 0.0
    while (1.0 - p) ** 2 > 0.5:
        p, t = p + dt * 2.0 * p * (1.0 - p), t + dt
    assert rising.iterations(1e-3, 1.0, 1.0, 1e-6) * 1e-6 == pytest.approx(t, rel=1e-3)


def test_a_saddle_is_passed_half_way_to_the_next_level():
    found = known_saddles.escapes(np.array([0, 10, 20]), np.array([[2.0, 1.4, 0.4], [2.0, 1.6, 1.5]]), np.array([2.0, 1.0, 0.0]))
    np.testing.assert_array_equal(found, [[10, 20], [np.nan, np.nan]])


@pytest.mark.parametrize("other", [{"Adam": {}}, {"SGD": {"lr": 0.1, "momentum": 0.9}}])
def test_theory_says_nothing_of_other_optimisers(other):
    networks, trained = train(low_rank, {"d": 4, "rank": 2}, 0.1, 3)
    found = known_saddles.passed(low_rank, networks, {"rank": 2}, optimisers.named(other), training.Settings(3), trained)
    assert np.isnan(found["predicted"]).all()


def record(escape: dict[tuple, list], predicted: list | None = None) -> OwnRuns:
    """Runs of which only the iterations at which they passed saddles are known. escape: (r, d) -> (runs, saddles)."""
    rows = [(r, d, run, times) for (r, d), runs in escape.items() for run, times in enumerate(runs)]
    none = np.full(len(rows), np.nan)
    found = {column.field: none for column in layout(OwnRuns)}
    times = np.array([row[3] for row in rows], dtype=float)
    found |= {"escape": times, "reached": times[:, -1], "predicted": np.array(predicted or [[np.nan]] * len(rows))}
    r, d, run = (np.array(values) for values in zip(*(row[:3] for row in rows), strict=True))
    return OwnRuns(run=run, grid={"r": r, "d": d, "optimiser": np.full(len(rows), "SGD lr=0.1")}, **found)


def test_powers_and_gains_of_made_runs():
    square = record({(0.0, d): [[d * d], [2.0 * d * d]] for d in (2, 4, 8)})
    assert claims.power(square, {}).value == pytest.approx(2.0)
    assert claims.first_power(square, {}).value == pytest.approx(2.0)
    both = record({(r, d): [[math.exp(0.3 * d * (r == 0.0)) * d]] * 3 for r in (0.0, 0.1) for d in (2, 4, 8)})
    assert claims.gain_slope(both, {}).value == pytest.approx(0.3)
    with pytest.raises(Incomparable, match="there vary r, d"):
        claims.power(both, {})


def test_a_run_that_does_not_come_to_the_minimum_is_no_advantage():
    lost = record({(0.0, 2): [[1.0]] * 3, (0.0, 4): [[2.0], [1.0], [np.nan]]})
    assert claims.power(lost, {}).value == pytest.approx(1.0)
    assert np.isnan(claims.power(record({(0.0, 2): [[1.0], [np.nan], [np.nan]], (0.0, 4): [[1.0]] * 3}), {}).value)


def test_the_worst_saddle_counts_against_theory():
    runs = record({(0.0, 2): [[10.0, 30.0], [10.0, 30.0]]}, predicted=[[10.0, 20.0], [10.0, 20.0]])
    assert claims.times_over_theory(runs, {}).value == pytest.approx(1.5)
    assert claims.escape_slope(record({(0.0, 2): [[1.0, 3.0, 9.0, 27.0]] * 2}), {}).value == pytest.approx(math.log(3.0))
