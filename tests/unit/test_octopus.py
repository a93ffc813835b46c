"""The octopus agrees with its own derivatives, a second implementation from the paper's table, and the paper's claims about it."""

import numpy as np
import pytest
import torch
from draws import ODD, PAPER, PAPER_L, everywhere, name, tube_points

from descent.escape.buffer import nu
from descent.escape.descent import distance_to_minimum
from descent.escape.octopus import gradient, hessian, hessian_lipschitz, inside, smoothness, stage, value
from descent.escape.second_order import second_order_scale
from descent.problems import octopus
from descent.watching import OUTSIDE as NO_VALUE

OCTOPUSES = pytest.mark.parametrize("p", [*PAPER, ODD], ids=name)
BORDERS = pytest.mark.parametrize("factor", [1, 2], ids=["tau", "2 tau"])
D = 7

ROUNDING = 1e-12
"""Rounding errors relative to L tau^2 (values), L tau (gradients) or L (Hessians)."""
DIFFERENCE_STEP, DIFFERENCE_TOLERANCE = 1e-5, 1e-7
JUMP_STEP, JUMP_MIN, JUMP_ROUNDING = 1e-5, 0.5, 1e-3
BOUND_SLACK = 1e-5
"""Relative error by which the grids behind ell and rho may miss their maxima."""
SMOOTHNESS_TOLERANCE = 0.1


def scales(p):
    """Natural sizes of value, gradient and Hessian."""
    return p.L * p.tau**2, p.L * p.tau, p.L


def paper_octopus(x, p):
    """The paper's table at one point, term by term. x: tensor (d,)."""
    tau, L, gamma = p
    d, y = len(x), torch.abs(x)

    def g1(y):
        return -gamma * y**2 + (-14 * L + 10 * gamma) / (3 * tau) * (y - tau) ** 3 + (5 * L - 3 * gamma) / (2 * tau**2) * (y - tau) ** 4

    def g2(y):
        s = (y - tau) / tau
        return L - (L + gamma) * (10 * s**3 - 15 * s**4 + 6 * s**5)

    drop = 4 * L * tau**2 - g1(2 * tau)
    total = torch.zeros((), dtype=torch.float64)
    for i in range(d):
        if y[i] <= tau:
            return total - gamma * y[i] ** 2 + sum(L * y[j] ** 2 for j in range(i + 1, d))
        if y[i] <= 2 * tau:
            across = g2(y[i]) * y[i + 1] ** 2 if i + 1 < d else 0
            return total + g1(y[i]) + across + sum(L * y[j] ** 2 for j in range(i + 2, d))
        total = total + L * (y[i] - 4 * tau) ** 2 - drop
    return total


@OCTOPUSES
def test_value_gradient_and_hessian_match_automatic_derivatives_of_the_paper_table(p):
    def reference(x):
        return paper_octopus(x, p)

    x = everywhere(p, 4, runs=8)
    tensors = torch.tensor(x)
    of_value, of_gradient, of_hessian = scales(p)
    expected = [float(reference(point)) for point in tensors]
    np.testing.assert_allclose(value(x, p), expected, rtol=0, atol=ROUNDING * of_value * 100)
    expected = [torch.autograd.functional.jacobian(reference, point).numpy() for point in tensors]
    np.testing.assert_allclose(gradient(x, p), expected, rtol=0, atol=ROUNDING * of_gradient * 10)
    expected = [torch.autograd.functional.hessian(reference, point).numpy() for point in tensors]
    np.testing.assert_allclose(hessian(x, p), expected, rtol=0, atol=ROUNDING * of_hessian * 100)


@OCTOPUSES
@BORDERS
@pytest.mark.parametrize("i", range(D))
def test_value_gradient_and_hessian_agree_from_both_sides_of_a_border(p, factor, i):
    before = tube_points(i, p, D, at=factor * p.tau)
    behind = before.copy()
    behind[:, i] = np.nextafter(before[:, i], np.inf * before[:, i])
    assert inside(before, p).all()
    assert inside(behind, p).all()
    if factor == 2:
        assert (stage(behind, p) == stage(before, p) + 1).all()
    for function, scale in zip((value, gradient, hessian), scales(p), strict=True):
        np.testing.assert_allclose(function(behind, p), function(before, p), rtol=0, atol=100 * ROUNDING * scale, err_msg=function.__name__)


@OCTOPUSES
@BORDERS
@pytest.mark.parametrize("i", range(D))
def test_third_derivative_jumps_at_a_border(p, factor, i):
    border = tube_points(i, p, D, at=factor * p.tau)
    border[:, i + 1 :] *= 0.3
    step = np.zeros_like(border)
    step[:, i] = JUMP_STEP * p.tau * np.sign(border[:, i])
    before, at, behind = (hessian(border + shift, p)[:, i, i] for shift in (-step, 0, step))
    jump = ((behind - at) - (at - before)) / JUMP_STEP
    assert (np.abs(jump) > JUMP_MIN * p.L).all()


@OCTOPUSES
def test_gradient_and_hessian_are_the_central_differences(p):
    x = everywhere(p, D)
    h = DIFFERENCE_STEP * p.tau
    shifts = h * np.eye(D)
    _, of_gradient, of_hessian = scales(p)
    slopes = np.stack([(value(x + shift, p) - value(x - shift, p)) / (2 * h) for shift in shifts], axis=-1)
    np.testing.assert_allclose(gradient(x, p), slopes, rtol=0, atol=DIFFERENCE_TOLERANCE * 10 * of_gradient)
    curvatures = np.stack([(gradient(x + shift, p) - gradient(x - shift, p)) / (2 * h) for shift in shifts], axis=-1)
    np.testing.assert_allclose(hessian(x, p), curvatures, rtol=0, atol=DIFFERENCE_TOLERANCE * of_hessian)


@OCTOPUSES
@pytest.mark.parametrize("k", range(D + 1))
def test_stationary_points_are_d_saddles_and_minima(p, k):
    """k coordinates are +-4 tau, the others 0: a saddle with one unstable direction for k < d, a minimum for k = d."""
    x = 4 * p.tau * np.random.default_rng(k).choice([-1.0, 1.0], (30, D)) * (np.arange(D) < k)
    np.testing.assert_allclose(value(x, p), -k * nu(p), rtol=ROUNDING)
    assert (gradient(x, p) == 0).all()
    curvatures = np.linalg.eigvalsh(hessian(x, p))
    unstable = [-2 * p.gamma] if k < D else []
    np.testing.assert_allclose(curvatures, np.tile(unstable + [2 * p.L] * (D - len(unstable)), (30, 1)), rtol=ROUNDING)


@OCTOPUSES
def test_nu_is_the_drop_from_one_saddle_to_the_next(p):
    saddles = 4 * p.tau * np.tri(D + 1, D, -1)
    np.testing.assert_allclose(-np.diff(value(saddles, p)), nu(p), rtol=ROUNDING)


OUTSIDE = {
    "passed too far": [6.1, 0.5, 0.5],
    "ahead too large": [0.5, 0.5, 1.1],
    "next too large in the buffer": [1.5, 1.1, 0.5],
    "passed too early": [0.5, 2.5, 0.5],
    "not a number": [0.5, np.nan, 0.5],
    "first not a number": [np.nan, 0.5, 0.5],
    "infinite": [np.inf, 0.5, 0.5],
}


@pytest.mark.parametrize("y", OUTSIDE.values(), ids=OUTSIDE.keys())
def test_points_outside_the_domain_have_no_value(y):
    p = ODD
    x = np.array([[0.5, -0.5, 0.5], y]) * p.tau
    assert inside(x, p).tolist() == [True, False]
    for function in (value, gradient, hessian):
        with pytest.raises(ValueError, match="1 of 2 points"):
            function(x, p)
    assert np.isnan(octopus.value(x[1], p))
    assert octopus.gradient(x[1], p, np.empty(3)) == NO_VALUE


@pytest.mark.parametrize(("tau", "L", "gamma"), [(0, 1, 1), (1, 1, 0), (1, 1, 2), (-1, 2, 1), (np.nan, 1, 1)])
def test_octopus_refuses_what_the_paper_excludes(tau, L, gamma):
    with pytest.raises(ValueError, match=r"greater than 0|needs gamma <= L"):
        octopus.Parameters(d=1, tau=tau, L=L, gamma=gamma)


@OCTOPUSES
@pytest.mark.parametrize("d", [1, 2, 5])
def test_compiled_octopus_equals_the_batched_one(p, d):
    x = everywhere(p, d, runs=40)
    of_value, of_gradient, of_hessian = scales(p)
    slopes, passed = np.empty_like(x), np.empty(len(x), dtype=int)
    for run, point in enumerate(x):
        passed[run] = octopus.gradient(point, p, slopes[run])
    np.testing.assert_array_equal(passed, stage(x, p))
    np.testing.assert_allclose(slopes, gradient(x, p), rtol=0, atol=ROUNDING * of_gradient * 10)
    values = [octopus.value(point, p) for point in x]
    np.testing.assert_allclose(values, value(x, p), rtol=0, atol=ROUNDING * of_value * 100)
    rho = hessian_lipschitz(p)
    lowest = np.linalg.eigvalsh(hessian(x, p))[:, 0]
    expected = np.maximum(np.linalg.norm(gradient(x, p), axis=1), np.minimum(lowest, 0) ** 2 / rho)
    found = [second_order_scale(*row, p, rho) for row in zip(passed, x, slopes, strict=True)]
    np.testing.assert_allclose(found, expected, rtol=100 * ROUNDING)
    without_slope = [second_order_scale(i, point, np.zeros(d), p, rho) for i, point in zip(passed, x, strict=True)]
    np.testing.assert_allclose(without_slope, np.minimum(lowest, 0) ** 2 / rho, rtol=0, atol=1000 * ROUNDING * of_hessian**2 / rho)


@OCTOPUSES
def test_distance_to_minimum_is_that_to_the_nearest_of_all_minima(p):
    x = everywhere(p, 3)
    minima = 4 * p.tau * np.array([[a, b, c] for a in (-1, 1) for b in (-1, 1) for c in (-1, 1)])
    nearest = np.linalg.norm(x[:, None] - minima, axis=2).min(axis=1)
    np.testing.assert_allclose([distance_to_minimum(point, p) for point in x], nearest, rtol=ROUNDING)


@pytest.mark.parametrize(("L", "expected"), [*zip(PAPER_L, (15.5, 21.1, 26.6, 37.8), strict=True)])
def test_smoothness_is_the_known_number(L, expected):
    assert abs(smoothness(L, 1.0) - expected) < SMOOTHNESS_TOLERANCE


@OCTOPUSES
def test_smoothness_does_not_depend_on_tau_and_scales_with_the_curvatures(p):
    points = tube_points(0, p, 2, runs=4000)
    in_unit = points / p.tau
    np.testing.assert_allclose(hessian(points, p), hessian(in_unit, p._replace(tau=1.0)), rtol=0, atol=100 * ROUNDING * p.L)
    assert np.isclose(smoothness(3 * p.L, 3 * p.gamma), 3 * smoothness(p.L, p.gamma), rtol=ROUNDING)


def buffer_pairs(p, runs=20000):
    """Pairs of points in one two-dimensional buffer, far apart and close together, and their distances."""
    rng = np.random.default_rng(5)
    one, other = (rng.uniform((1, -1), (2, 1), (runs, 2)) * p.tau for _ in range(2))
    other = one + (other - one) * rng.choice([1.0, 0.1, 0.001], (runs, 1))
    return one, other, np.linalg.norm(one - other, axis=1)


@OCTOPUSES
def test_smoothness_bounds_every_change_of_the_gradient(p):
    one, other, distance = buffer_pairs(p)
    ratio = np.linalg.norm(gradient(one, p) - gradient(other, p), axis=1) / distance
    assert 0.8 * smoothness(p.L, p.gamma) < ratio.max() <= smoothness(p.L, p.gamma) * (1 + BOUND_SLACK)


@OCTOPUSES
def test_hessian_lipschitz_bounds_every_change_of_the_hessian(p):
    one, other, distance = buffer_pairs(p)
    ratio = np.linalg.norm(hessian(one, p) - hessian(other, p), ord=2, axis=(1, 2)) / distance
    assert 0.8 * hessian_lipschitz(p) < ratio.max() <= hessian_lipschitz(p) * (1 + BOUND_SLACK * 10)
