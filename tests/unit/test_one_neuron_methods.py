"""Every optimiser fulfils the same contract for every augmentation, and implements the method that it is named after."""

from functools import cache

import numpy as np
import pytest
import torch
from one_neuron_draws import AUGMENTATIONS, DATA, augmented, modules, of_case, taken, written_out
from scipy.optimize import minimize

from descent.losses import Loss
from descent.methods import adam, gd, heavy_ball
from descent.oneneuron import flow, methods
from descent.oneneuron.data import three_points
from descent.oneneuron.descent import descend, path
from descent.oneneuron.found import (
    CONVERGED,
    DECADES,
    DIVERGED,
    DOUBLINGS,
    GAVE_UP,
    ITERATION_LIMIT,
    Found,
    blank,
    keep_decades,
    keep_doubling,
)
from descent.oneneuron.methods import gd_flow, trust_region
from descent.oneneuron.methods.trust_region import best_step
from descent.oneneuron.objective import gradient, gradients, hessians
from descent.oneneuron.problem import problem, size
from descent.oneneuron.starts import random_starts

METHODS = {"gd": gd} | modules(methods)
EVERY_METHOD = pytest.mark.parametrize("method", METHODS)
EVERY_AUGMENTATION = pytest.mark.parametrize("augmentation", AUGMENTATIONS)
SMOOTH_OR_NOT = pytest.mark.parametrize("activation", ["tanh", "relu"])
ETA, ITERATIONS = 0.005, 80
RUNS = 5


@pytest.fixture(autouse=True)
def short_flows(monkeypatch):
    """Shorten the flow after literal descent."""
    monkeypatch.setattr(gd_flow, "LOG10_END", 3.0)
    monkeypatch.setattr(gd_flow, "POINTS", 50)
    monkeypatch.setattr(flow, "EVALUATIONS", 2000)


@cache
def case(augmentation, activation):
    """Three points, two neurons, random starts."""
    x, y = three_points.points()
    labels = y if AUGMENTATIONS[augmentation].OUTPUTS == 1 else np.stack([y, -y], axis=1)
    net = augmented(augmentation, problem(x, labels, [2], activation))
    starts = random_starts(net, 1.0, 0.1, [np.random.default_rng([0, run]) for run in range(RUNS)])
    starts.flags.writeable = False
    return net, starts


def run(method, net, starts, eta=ETA, max_iterations=ITERATIONS):
    chosen = METHODS[method]
    return descend(chosen, net, np.array(starts), max_iterations, **taken(chosen, eta=eta))


@cache
def ran(method, augmentation, activation):
    """The result of a method on a case."""
    return run(method, *case(augmentation, activation))


def assert_same_bits(one, other, rows=slice(None)):
    """Every field of `other` equals these rows of `one`."""
    for field in Found._fields:
        np.testing.assert_array_equal(getattr(one, field)[rows], getattr(other, field), err_msg=field)


def norms(net, xi):
    return np.linalg.norm(gradients(net, np.ascontiguousarray(xi))[1], axis=1)


@EVERY_METHOD
def test_method_says_what_it_is(method):
    assert METHODS[method].__doc__.strip()
    assert METHODS[method].LABEL
    for field in METHODS[method].Parameters.model_fields.values():
        assert field.description


@SMOOTH_OR_NOT
@EVERY_AUGMENTATION
@EVERY_METHOD
def test_result_has_the_documented_shapes_and_states(method, augmentation, activation):
    net, starts = case(augmentation, activation)
    found = ran(method, augmentation, activation)
    assert isinstance(found, Found)
    assert {field: values.shape for field, values in found._asdict().items()} == {
        "xi": (RUNS, size(net)),
        "decades": (RUNS, 9, size(net)),
        "doublings": (RUNS, DOUBLINGS, size(net)),
        "iterations": (RUNS,),
        "status": (RUNS,),
    }
    assert np.isin(found.status, (CONVERGED, DIVERGED, GAVE_UP, ITERATION_LIMIT)).all()
    assert ((found.iterations >= 0) & (found.iterations <= ITERATIONS)).all()
    assert np.isfinite(found.xi[found.status != DIVERGED]).all()
    if "eta" not in METHODS[method].Parameters.model_fields:
        assert (gradients(net, found.xi)[0] <= gradients(net, np.array(starts))[0]).all()


@SMOOTH_OR_NOT
@EVERY_AUGMENTATION
@EVERY_METHOD
def test_points_are_kept_decade_by_decade_and_below_each(method, augmentation, activation):
    net, _ = case(augmentation, activation)
    for decades in ran(method, augmentation, activation).decades:
        reached = np.isfinite(decades)
        assert (reached == reached[:, :1]).all()
        count = reached[:, 0].sum()
        assert reached[:count].all()
        assert (norms(net, decades[:count]) <= 10.0 ** DECADES[:count] * (1 + 1e-12)).all()


@EVERY_AUGMENTATION
@pytest.mark.parametrize("method", sorted(METHODS.keys() - {"gd_flow"}))
def test_points_are_kept_at_powers_of_two_until_the_end_and_f_falls_along_them(method, augmentation):
    net, starts = case(augmentation, "tanh")
    found = run(method, net, 0.1 * starts)
    for doublings, iterations in zip(found.doublings, found.iterations, strict=True):
        reached = np.isfinite(doublings).all(axis=1)
        np.testing.assert_array_equal(reached, 2 ** np.arange(DOUBLINGS) <= iterations)
        assert (np.diff(gradients(net, doublings[reached])[0]) <= 0).all()


@SMOOTH_OR_NOT
@EVERY_AUGMENTATION
@EVERY_METHOD
def test_converged_means_a_gradient_below_the_tolerance(method, augmentation, activation):
    net, starts = case(augmentation, activation)
    found = run(method, net, starts, max_iterations=200)
    converged = found.status == CONVERGED
    assert (norms(net, found.xi[converged]) <= 1e-10).all()
    assert np.isfinite(found.decades[converged]).all()


@SMOOTH_OR_NOT
@EVERY_AUGMENTATION
@EVERY_METHOD
def test_bits_of_a_run_depend_neither_on_its_neighbours_nor_on_their_number(method, augmentation, activation):
    net, starts = case(augmentation, activation)
    whole, back = ran(method, augmentation, activation), np.arange(RUNS)[::-1]
    assert_same_bits(whole, run(method, net, starts[back]), back)
    for one in (1, 4):
        assert_same_bits(whole, run(method, net, starts[one : one + 1]), slice(one, one + 1))


@EVERY_METHOD
def test_starts_are_not_changed(method):
    net, starts = case("exponential", "tanh")
    kept = starts.copy()
    descend(METHODS[method], net, kept, ITERATIONS, **taken(METHODS[method], eta=ETA))
    np.testing.assert_array_equal(kept, starts)


@pytest.mark.filterwarnings("ignore:overflow")
@pytest.mark.parametrize("huge", [1e120, -1e120, np.nan])
@EVERY_AUGMENTATION
@EVERY_METHOD
def test_a_start_beyond_the_range_of_floats_is_an_overflow_and_leaves_its_neighbours_alone(method, augmentation, huge):
    net, starts = case(augmentation, "tanh")
    starts = starts.copy()
    starts[2] = huge
    found = run(method, net, starts)
    assert found.status[2] == DIVERGED
    assert np.isnan(found.decades[2]).all()
    assert np.isnan(found.doublings[2]).all()
    others = np.arange(RUNS) != 2
    assert_same_bits(ran(method, augmentation, "tanh"), Found(*(values[others] for values in found)), others)


@EVERY_AUGMENTATION
@pytest.mark.parametrize("method", [name for name in METHODS if name.startswith("gd")])
def test_steps_that_are_too_long_are_an_overflow(method, augmentation):
    assert (run(method, *case(augmentation, "relu"), eta=1e6).status == DIVERGED).any()


# Problems whose least value another solver knows.


def logistic_regression():
    """No hidden layer, and points that no line separates, so there is only one minimum."""
    rng = np.random.default_rng(4)
    x = rng.standard_normal((20, 2))
    return problem(x, np.sign(x[:, 0] + rng.standard_normal(20)), [], loss="logistic")


def by_scipy(net, start):
    def value_and_slope(xi):
        value, g = gradients(net, xi[None])
        return value[0], g[0]

    return minimize(value_and_slope, start, jac=True, method="L-BFGS-B", options={"maxiter": 5000, "gtol": 1e-10, "ftol": 1e-15})


@EVERY_METHOD
def test_the_one_minimum_of_a_convex_problem_is_found(method):
    """Tolerances: 1e-6 in the point, above scipy's accuracy of 1e-7; rounding in the value."""
    net = logistic_regression()
    starts = 3 * np.random.default_rng(0).standard_normal((RUNS, 3))
    found = run(method, net, starts, eta=0.1, max_iterations=10_000)
    other = by_scipy(net, np.zeros(3))
    assert (found.status == CONVERGED).all()
    np.testing.assert_allclose(gradients(net, found.xi)[0], other.fun, rtol=1e-13)
    np.testing.assert_allclose(found.xi, np.broadcast_to(other.x, found.xi.shape), atol=1e-6)


@pytest.mark.parametrize("method", [heavy_ball, adam])
def test_the_methods_that_papers_share_find_it_too(method):
    """Tolerance: 1e-6 in the point, above scipy's accuracy of 1e-7."""
    net = logistic_regression()
    starts = 3 * np.random.default_rng(0).standard_normal((2, 3))
    found = descend(method, net, starts, 20_000, eta=0.02, **taken(method, momentum=0.9))
    assert (found.status == CONVERGED).all()
    np.testing.assert_allclose(found.xi, np.broadcast_to(by_scipy(net, np.zeros(3)).x, found.xi.shape), atol=1e-6)


@pytest.mark.parametrize("method", ["lbfgs", "trust_region"])
@pytest.mark.parametrize("name", ["iris", "cancer"])
@pytest.mark.parametrize("p", [3, 5])
def test_hinge_risks_of_affine_functions_are_those_that_scipy_finds(method, name, p):
    """Tolerance: 1e-8 of the risk at zero."""
    x, y = DATA[name].points()
    net = problem(x, y, [], p=p)
    found = run(method, net, np.zeros((1, x.shape[1] + 1)), max_iterations=5000)
    other = by_scipy(net, np.zeros(x.shape[1] + 1))
    np.testing.assert_allclose(gradients(net, found.xi)[0], other.fun, rtol=0, atol=1e-8 * len(y))
    assert found.status[0] in (CONVERGED, ITERATION_LIMIT, GAVE_UP)


# Literal descent is literal.


@EVERY_AUGMENTATION
def test_gd_is_a_plain_loop_bit_for_bit(augmentation):
    net, starts = case(augmentation, "relu")
    starts, steps = 0.3 * starts, 60
    ends = descend(gd, net, starts, steps, eta=0.01).xi
    kept = path(gd, net, starts, [0, 1, 7, steps], eta=0.01)[1]
    for start, end, points in zip(starts, ends, kept, strict=True):
        xi, g, passed = start.copy(), np.empty(start.size), []
        for _ in range(steps + 1):
            passed.append(xi)
            gradient(net, xi, g)
            xi = xi - 0.01 * g
        np.testing.assert_array_equal(passed[-1], end)
        np.testing.assert_array_equal(np.array(passed)[[0, 1, 7, steps]], points)


@EVERY_AUGMENTATION
def test_gd_goes_down_the_gradient_that_automatic_differentiation_gives(augmentation):
    """Tolerance: 1e-12, for the rounding of twenty steps."""
    net = of_case(augmentation, "tanh", "logistic", depth=2)
    start = 0.3 * np.random.default_rng(1).standard_normal((1, size(net)))
    at = torch.tensor(start[0])
    for _ in range(20):
        at = at.detach().requires_grad_()
        written_out(net, augmentation, "tanh", "logistic", at)[0].backward()
        at = at - 0.05 * at.grad
    np.testing.assert_allclose(descend(gd, net, start, 20, eta=0.05).xi[0], at.detach().numpy(), rtol=0, atol=1e-12)


def test_gd_keeps_the_first_point_below_every_decade():
    net, xi = logistic_regression(), np.array([[1.0, -2.0, 0.5]])
    found = descend(gd, net, xi, 10_000, eta=0.2)
    points = path(gd, net, xi, np.arange(found.iterations[0] + 1), eta=0.2)[1][0]
    below = norms(net, points)[:, None] <= 10.0**DECADES
    np.testing.assert_array_equal(found.decades[0], points[below.argmax(axis=0)])
    assert below[-1].all()
    assert not below[-2].all()


def test_gd_keeps_its_points_at_powers_of_two():
    net, xi = logistic_regression(), np.array([[1.0, -2.0, 0.5]])
    found = descend(gd, net, xi, 50, eta=0.2)
    np.testing.assert_array_equal(found.doublings[0, :6], path(gd, net, xi, 2 ** np.arange(6), eta=0.2)[1][0])
    assert np.isnan(found.doublings[0, 6:]).all()


def test_only_powers_of_two_are_kept_and_no_more_than_there_is_room_for():
    doublings = np.full((DOUBLINGS, 1), np.nan)
    for iteration in (*range(40), 2 ** (DOUBLINGS - 1), 2**DOUBLINGS, 2**40):
        keep_doubling(doublings, iteration, np.array([float(iteration)]))
    np.testing.assert_array_equal(doublings[:6, 0], [1, 2, 4, 8, 16, 32])
    assert np.isnan(doublings[6:-1]).all()
    assert doublings[-1, 0] == 2 ** (DOUBLINGS - 1)


def test_several_decades_at_once_keep_the_same_point():
    found = blank(np.ones((1, 2)))
    assert keep_decades(found.decades[0], 0, 0.1, np.array([1.0, 1.0])) == 0
    assert keep_decades(found.decades[0], 0, 3e-5, np.array([2.0, 3.0])) == 3
    assert keep_decades(found.decades[0], 3, 1.0, np.array([4.0, 4.0])) == 3
    assert keep_decades(found.decades[0], 3, 0.0, np.array([5.0, 6.0])) == 9
    np.testing.assert_array_equal(found.decades[0], [[2.0, 3.0]] * 3 + [[5.0, 6.0]] * 6)


def test_the_flow_after_literal_descent_ends_where_literal_descent_would():
    """Tolerance: 1e-6. The minimum is unique. Literal descent alone needs a hundred times the iterations to reach it."""
    net, xi = logistic_regression(), np.array([[1.0, -2.0, 0.5]])
    quick, slow = descend(gd_flow, net, xi, 10, eta=0.1), descend(gd, net, xi, 10_000, eta=0.1)
    assert quick.status.tolist() == slow.status.tolist() == [CONVERGED]
    assert quick.iterations[0] == 10
    np.testing.assert_allclose(quick.xi, slow.xi, atol=1e-6)


# The trust region finds second-order points.


def strict_saddle(activation, loss):
    """A net and its saddle at zero, with labels -1 and 1 at x = -1 and 1. The product u v of its weights must grow."""
    return problem([[-1.0], [1.0]], [-1, 1], [1], activation, loss), np.zeros((1, 4))


SADDLES = pytest.mark.parametrize(("activation", "loss"), [(a, b) for a in ("tanh", "arctan", "sigmoid", "elu") for b in Loss.names()])


@SADDLES
def test_the_trust_region_leaves_a_strict_saddle_and_first_order_methods_do_not(activation, loss):
    net, saddle = strict_saddle(activation, loss)
    assert norms(net, saddle)[0] < 1e-15
    assert np.linalg.eigvalsh(hessians(net, saddle)[0])[0] < -0.1
    for method in ("gd", "lbfgs"):
        stayed = run(method, net, saddle)
        assert stayed.status[0] == CONVERGED
        np.testing.assert_allclose(stayed.xi, saddle, atol=1e-15)
    found = run("trust_region", net, saddle)
    assert gradients(net, found.xi)[0][0] < gradients(net, saddle)[0][0] - 0.1
    curvatures = np.linalg.eigvalsh(hessians(net, found.xi)[0])
    assert curvatures[0] >= -1e-6 * curvatures[-1]


@SADDLES
def test_a_saddle_that_was_left_does_not_count_as_converged(activation, loss):
    """The saddle's zero gradient is below every decade, but only the run's last point counts. The logistic loss has no minimum."""
    net, saddle = strict_saddle(activation, loss)
    found = trust_region.run(net, saddle, max_iterations=1000)
    assert norms(net, found.xi)[0] <= (1e-4 if loss == "logistic" else 1e-10)
    assert gradients(net, found.xi)[0][0] < (0.1 if loss == "logistic" else 1e-8)


@EVERY_AUGMENTATION
@pytest.mark.parametrize("activation", ["tanh", "rounded_relu"])
def test_what_the_trust_region_converges_to_has_no_direction_down(augmentation, activation):
    """Tolerance: 1e-7 of the largest curvature."""
    net, starts = case(augmentation, activation)
    found = trust_region.run(net, starts.copy(), max_iterations=200)
    converged = found.status == CONVERGED
    curvatures = np.linalg.eigvalsh(hessians(net, found.xi[converged]))
    assert (curvatures[:, 0] >= -1.0001e-7 * np.abs(curvatures).max(axis=1)).all()
    assert (norms(net, found.xi[converged]) <= 1e-10).all()


@pytest.mark.parametrize("hard", [False, True], ids=["usual", "no slope down the lowest curvature"])
def test_steps_of_the_trust_region_are_the_least_of_their_models(hard):
    """Compared with scipy's constrained minimum from many starts. Tolerance: 1e-6."""
    rng, n = np.random.default_rng(5), 3
    for _ in range(8):
        eigenvalues, along, radius = np.sort(rng.standard_normal(n)), rng.standard_normal(n), rng.uniform(0.1, 2.0)
        basis = np.eye(n) if hard else np.linalg.qr(rng.standard_normal((n, n)))[0]
        if hard:
            along[0], eigenvalues[0] = 0.0, -2.0
        g, H = basis @ along, basis @ np.diag(eigenvalues) @ basis.T

        def model(s, g=g, H=H):
            return g @ s + 0.5 * s @ H @ s

        step, promised = best_step(g, eigenvalues, basis, radius)
        inside = {"type": "ineq", "fun": lambda s, radius=radius: radius**2 - s @ s}
        starts = radius * rng.standard_normal((8, n)) / 2
        least = min(minimize(model, start, constraints=inside, method="SLSQP", options={"ftol": 1e-12}).fun for start in starts)
        assert np.linalg.norm(step) <= radius * (1 + 1e-6)
        assert model(step) <= least + 1e-6 * max(1.0, abs(least))
        np.testing.assert_allclose(promised, -model(step), rtol=1e-9, atol=1e-12)


@pytest.mark.parametrize("slope", [0.0, 1e-16, 3e-15, 7e-15, 9e-15, 1e-12])
def test_steps_of_the_trust_region_are_no_longer_than_its_radius(slope):
    """This also holds if the slope along the lowest curvature is only rounding."""
    step, _ = best_step(np.array([slope, 0.0]), np.array([-1.0, 1.0]), np.eye(2), 1.0)
    assert 0.99 < np.linalg.norm(step) < 1 + 1e-6
