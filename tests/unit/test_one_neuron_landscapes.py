"""Every known bad minimum is one: another solver finds its value, no way leads down nearby, and a lower point lies further away."""

import numpy as np
import pytest
import torch
from one_neuron_draws import LANDSCAPES, augmented, landscape, written_out
from scipy.optimize import minimize

from descent.activations import Activation
from descent.losses import Loss
from descent.oneneuron import safran_shamir
from descent.oneneuron.ends import errors
from descent.oneneuron.methods import lbfgs
from descent.oneneuron.minima import known as facts
from descent.oneneuron.objective import gradients, hessians
from descent.oneneuron.problem import net_size, parts
from descent.oneneuron.safran_shamir import SPURIOUS, K
from descent.oneneuron.starts import near, random_starts

EVERY_LANDSCAPE = pytest.mark.parametrize("name", LANDSCAPES)
HINGE = ("three_points", "alternating", "dead", "active_iris", "dead_cancer")
EVERY_POWER = pytest.mark.parametrize(("name", "p"), [(name, p) for name in LANDSCAPES for p in ((3, 4, 6) if name in HINGE else (3,))])


def generators(runs, seed=0):
    return [np.random.default_rng([seed, run]) for run in range(runs)]


def eigenvalues(net, theta):
    return np.linalg.eigvalsh(hessians(net, theta[None])[0])


def best_fit(known, affine):
    """The least loss of an affine or a constant function of the points, a convex programme that scipy solves."""
    x, y = known.problem.x, known.problem.y[:, 0]
    columns = np.c_[x, np.ones(len(y))] if affine else np.ones((len(y), 1))

    def risk(beta):
        f = columns @ beta
        if known.problem.loss == Loss.SQUARED:
            return np.sum((f - y) ** 2) / 2, columns.T @ (f - y)
        slack = np.maximum(1 - y * f, 0)
        return np.sum(slack**known.problem.p), -known.problem.p * columns.T @ (y * slack ** (known.problem.p - 1))

    return minimize(risk, np.zeros(columns.shape[1]), jac=True, method="BFGS", options={"gtol": 1e-8}).fun


@EVERY_POWER
def test_gradient_is_zero_and_curvature_is_not_negative(name, p):
    """Tolerances: rounding, relative to the largest curvature."""
    known = landscape(name, p)
    value, g = gradients(known.problem, known.theta[None])
    curvatures = eigenvalues(known.problem, known.theta)
    np.testing.assert_allclose(value[0], known.value, rtol=1e-13)
    assert facts(known)["known_loss"] == value[0]
    np.testing.assert_allclose(facts(known)["known_gradient"], np.linalg.norm(g[0]), rtol=1e-14)
    np.testing.assert_allclose(facts(known)["known_curvature"], curvatures[0] / curvatures[-1], rtol=0, atol=1e-14)
    assert np.linalg.norm(g) < 1e-15 * curvatures[-1] + 1e-14
    assert curvatures[0] > -1e-15 * curvatures[-1]


@EVERY_POWER
def test_value_is_that_of_the_best_affine_function_or_constant(name, p):
    known = landscape(name, p)
    affine = name in ("three_points", "alternating", "yun_1", "active_iris")
    np.testing.assert_allclose(known.value, best_fit(known, affine), rtol=1e-9)


@pytest.mark.parametrize(("name", "value"), [("three_points", 2.745166), ("dead", 4.0), *((n, 1 / 3) for n in LANDSCAPES if "yun_2" in n)])
def test_values_that_are_known_in_closed_form(name, value):
    assert landscape(name).value == pytest.approx(value, abs=5e-7)


@EVERY_LANDSCAPE
def test_value_is_the_loss_written_out(name):
    known = landscape(name)
    net, theta = known.problem, torch.tensor(known.theta)
    np.testing.assert_allclose(
        written_out(net, "none", Activation.names()[net.activation], Loss.names()[net.loss], theta)[0].item(), known.value, rtol=1e-13
    )


@EVERY_LANDSCAPE
@pytest.mark.parametrize("radius", [0.01, 0.1])
def test_both_optimisers_come_back_from_nearby(name, radius):
    """They return to the same value, to 1e-10 of it, but not to the same point, since these minima are flat in many directions."""
    known = landscape(name)
    starts = near(known.problem, known.theta, radius, 0.0, generators(8))
    assert gradients(known.problem, starts)[0].min() > known.value
    found = lbfgs.run(known.problem, starts, max_iterations=5000)
    np.testing.assert_allclose(gradients(known.problem, found.xi)[0], known.value, rtol=1e-10)

    def loss(theta):
        value, g = gradients(known.problem, theta[None])
        return value[0], g[0]

    for start in starts[:3]:
        other = minimize(loss, start, jac=True, method="L-BFGS-B", options={"maxiter": 3000, "gtol": 1e-9, "ftol": 1e-15})
        np.testing.assert_allclose(other.fun, known.value, rtol=1e-10)


@EVERY_LANDSCAPE
def test_some_random_starts_find_the_least_loss_of_all(name):
    """The loss is a sum of non-negative terms, so the least loss is zero. Tolerance: 1e-10."""
    known = landscape(name)
    assert known.lowest == 0.0
    size = 0.3 if known.problem.x.shape[1] > 2 else 1.0
    found = lbfgs.run(known.problem, random_starts(known.problem, size, 0.0, generators(32)), max_iterations=3000)
    losses = gradients(known.problem, found.xi)[0]
    assert losses.min() < 1e-10
    assert known.value > 0.3
    if known.problem.loss == Loss.HINGE:
        assert errors(known.problem, found.xi)[losses.argmin()] == 0


def of_layers(*layers):
    return np.concatenate([np.ravel(part) for part in layers])[None]


def test_the_least_losses_of_relu_landscapes_by_hand():
    """|3 x| - 3/2 fits the three points. Three ReLUs fit Yun's nine points, and two of them are zero at any point."""
    three = of_layers([1.0, -1.0], [0.0, 0.0], [3.0, 3.0], [-1.5])
    nine = of_layers([[2.5, 1.0], [-1.5, -1.0], [-1.0, 1.0]], [-1.0, -1.0, -1.5], [1.0, 1.0, -1.0], [0.0])
    for name, theta in (("three_points", three), ("yun_1", nine)):
        assert gradients(landscape(name).problem, theta)[0][0] == 0.0
    assert eigenvalues(landscape("three_points").problem, three[0])[0] == 0.0


@EVERY_LANDSCAPE
@pytest.mark.parametrize("lam", [0.01, 1.0, 100.0])
def test_the_neuron_opens_a_way_down_from_every_bad_minimum_whatever_lambda_is(name, lam):
    """With a = 0 the neuron adds nothing. Any w distinguishes points with different errors of the net, so F falls along a."""
    known = landscape(name)
    net = augmented("exponential", known.problem, lam)
    xi = near(net, known.theta, 0.0, 0.0, generators(5))
    xi[:, parts(net).w] /= net.x.shape[1]
    value, g = gradients(net, xi)
    np.testing.assert_allclose(value, known.value, rtol=1e-13)
    by_a = g[:, parts(net).a[0]]
    assert np.abs(by_a).min() > 1e-5
    curvature = hessians(net, xi)[:, parts(net).a[0], parts(net).a[0]]
    xi[:, parts(net).a[0]] = -0.1 * by_a / curvature
    assert (gradients(net, xi)[0] < value).all()


def test_starts_nearby_are_as_far_away_as_they_should_be():
    known = landscape("three_points")
    net = augmented("exponential", known.problem)
    starts, wide = near(net, known.theta, 0.3, 0.1, generators(2000)), random_starts(net, 2.0, 0.1, generators(2000))
    P = net_size(net.widths)
    np.testing.assert_allclose(np.linalg.norm(starts[:, :P] - known.theta, axis=1), 0.3, rtol=1e-13)
    np.testing.assert_array_equal(starts[:, P:], wide[:, P:])
    np.testing.assert_allclose(wide.std(axis=0), np.r_[np.full(P, 2.0), 0.1, 1.0, 1.0], rtol=0.06)


# Safran and Shamir's landscape, over all Gaussian inputs.


def with_neuron(rng, size=0.1):
    """A point near the spurious minimum, with a neuron. The variance of the neuron's square is small enough to estimate from draws."""
    return np.r_[SPURIOUS.ravel() + size * rng.standard_normal(K * K), 0.4, -0.2, 0.25 * rng.standard_normal(K) / np.sqrt(K)]


def test_the_spurious_minimum_is_a_minimum():
    """Tolerance of the gradient: 1e-9, since the point is known to ten digits. Differences of the gradient give curvatures to 1e-8."""
    value, g = safran_shamir.objective(SPURIOUS.ravel())
    assert np.linalg.norm(g) < 1e-9
    assert value > 0.02
    away = 1e-5 * np.eye(K * K)
    H = (
        np.array([np.subtract(*(safran_shamir.objective(SPURIOUS.ravel() + sign * step, 1.0)[1] for sign in (1, -1))) for step in away])
        / 2e-5
    )
    assert np.linalg.eigvalsh(0.5 * (H + H.T))[0] > 0.01


def test_starts_beside_the_spurious_minimum_are_as_far_away_as_they_should_be_with_a_neuron_or_without():
    starts = np.array([safran_shamir.start(generator, 0.3, 0.1, True) for generator in generators(2000)])
    np.testing.assert_allclose(np.linalg.norm(starts[:, : K * K] - SPURIOUS.ravel(), axis=1), 0.3, rtol=1e-13)
    np.testing.assert_allclose(starts[:, K * K :].std(axis=0), np.r_[0.1, 1.0, np.full(K, K**-0.5)], rtol=0.06)
    np.testing.assert_array_equal(safran_shamir.start(generators(1)[0], 0.3, 0.1, False), starts[0, : K * K])


def test_the_targets_themselves_have_loss_zero():
    for order in (np.arange(K), np.random.default_rng(0).permutation(K)):
        value, g = safran_shamir.objective(np.eye(K)[order].ravel())
        assert abs(value) < 1e-14
        assert np.linalg.norm(g) < 1e-7


@pytest.mark.parametrize("neuron", [False, True], ids=["alone", "with a neuron"])
@pytest.mark.parametrize("lam", [0.5, 2.0])
def test_loss_over_gaussian_inputs_is_that_of_draws(neuron, lam):
    """Tolerance: four standard errors. One standard error is below 1 % of the loss."""
    rng = np.random.default_rng(3)
    xi = with_neuron(rng)
    W, a, b, w = xi[: K * K].reshape(K, K), *xi[K * K : K * K + 2], xi[K * K + 2 :]
    x = rng.standard_normal((400_000, K))
    rest = np.maximum(x @ W.T, 0).sum(axis=1) - np.maximum(x, 0).sum(axis=1)
    draws = 0.5 * (rest + (a * np.exp(x @ w + b) if neuron else 0.0)) ** 2
    value = safran_shamir.objective(xi if neuron else xi[: K * K], lam)[0] - (lam / 2 * a**2 if neuron else 0.0)
    error = draws.std() / np.sqrt(len(x))
    assert error < 0.01 * value
    assert abs(draws.mean() - value) < 4 * error


@pytest.mark.parametrize("neuron", [False, True], ids=["alone", "with a neuron"])
def test_gradient_over_gaussian_inputs_is_that_of_finite_differences(neuron):
    for seed in range(5):
        xi = with_neuron(np.random.default_rng(seed), 0.5)[: None if neuron else K * K]
        _, g = safran_shamir.objective(xi, 0.7)
        differences = [
            np.subtract(*(safran_shamir.objective(xi + sign * step, 0.7)[0] for sign in (1, -1))) / 2e-5 for step in 1e-5 * np.eye(xi.size)
        ]
        np.testing.assert_allclose(g, differences, rtol=1e-6, atol=1e-8)


def test_over_gaussian_inputs_too_a_times_its_slope_minus_the_slope_by_b_is_lambda_a_squared():
    for seed in range(5):
        xi = with_neuron(np.random.default_rng(seed), 0.5)
        _, g = safran_shamir.objective(xi, 0.7)
        assert xi[K * K] * g[K * K] - g[K * K + 1] == pytest.approx(0.7 * xi[K * K] ** 2, rel=1e-12)


def test_the_net_alone_comes_back_to_the_spurious_minimum_and_from_afar_can_learn_the_targets():
    """Tolerance: 1e-10 of the loss."""
    value, _ = safran_shamir.objective(SPURIOUS.ravel())
    ends = []
    for seed in range(4):
        away = np.random.default_rng(seed).standard_normal(K * K)
        end, F, _ = safran_shamir.minimise(SPURIOUS.ravel() + 0.1 * away / np.linalg.norm(away), 1000)
        np.testing.assert_allclose(F, value, rtol=1e-10)
        np.testing.assert_allclose(end, SPURIOUS.ravel(), atol=1e-6)
        ends.append(safran_shamir.minimise(away / np.sqrt(K), 1000)[1])
    assert min(ends) < 1e-12


def test_with_a_neuron_it_is_left_for_lower_values():
    value, _ = safran_shamir.objective(SPURIOUS.ravel())
    for seed in range(3):
        _, end, _ = safran_shamir.minimise(with_neuron(np.random.default_rng(seed), 0.01), 300, 1.0)
        assert end < 0.99 * value
