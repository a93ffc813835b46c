"""The solver of order eight, the root of a function, and the cubic spline, compared with closed forms and SciPy."""

import math

import numpy as np
import pytest
from scipy.integrate import DOP853
from scipy.interpolate import CubicSpline
from scipy.optimize import brentq

from descent import dop853
from descent.balance.late_agreement import spline
from descent.roots import root
from descent.runge_kutta import RungeKutta, solution


def pendulum(t, y):
    return np.array([y[1], -np.sin(y[0]) + 0.1 * np.cos(t)])


def test_the_coefficients_are_those_of_the_method():
    """Each row of weights sums to its node. The step's weights integrate t^0 to t^7 exactly. Tolerance: rounding."""
    for node, row in zip(dop853.NODES[1:], dop853.STAGES, strict=True):
        np.testing.assert_allclose(sum(row), node, rtol=0, atol=1e-13)
    weights, nodes = np.array(dop853.STAGES[11]), np.array(dop853.NODES[:12])
    for power in range(8):
        np.testing.assert_allclose(np.sum(weights * nodes**power), 1.0 / (power + 1), rtol=1e-13)
    np.testing.assert_allclose([sum(dop853.ERROR_3), sum(dop853.ERROR_5), *map(sum, dop853.DENSE)], 0.0, atol=1e-11)


@pytest.mark.parametrize("tolerance", [1e-4, 1e-8])
def test_steps_and_states_between_are_those_of_another_programme(tolerance):
    """Tolerances for the first four steps: 1e-6 and 1e-7. Rounding of the error estimate changes the lengths of later steps."""
    ours, theirs = (
        RungeKutta(pendulum, 0.0, [1.0, 0.0], 9.0, tolerance, tolerance),
        DOP853(pendulum, 0, [1.0, 0.0], 9, rtol=tolerance, atol=tolerance),
    )
    for _ in range(4):
        ours.step()
        theirs.step()
        np.testing.assert_allclose([ours.t, *ours.y], [theirs.t, *theirs.y], rtol=0, atol=1e-5 * tolerance**0.25)
        between = ours.t_old + 0.3 * (ours.t - ours.t_old)
        np.testing.assert_allclose(ours.dense()(between), theirs.dense_output()(between), rtol=0, atol=1e-5 * tolerance**0.25)


def test_a_solution_is_that_of_a_closed_form_to_the_tolerance():
    times = np.linspace(0.0, 20.0, 37)
    found = solution(lambda t, y: np.array([y[1], -y[0]]), np.array([0.0, 1.0]), times, 1e-12, 1e-12)
    np.testing.assert_allclose(found, np.stack([np.sin(times), np.cos(times)], axis=1), rtol=0, atol=1e-9)


def test_the_order_is_eight():
    """The error is of order h^8, so half the step divides it by 256, within a factor of 1.6."""
    errors = []
    for steps in (8, 16):
        t, y = 0.0, np.array([1.0])
        for _ in range(steps):
            one = RungeKutta(lambda t, y: y * np.cos(t), t, y, t + 4.0 / steps, 1e3, 1e3, first_step=4.0 / steps)
            one.step()
            assert not one.running
            t, y = one.t, one.y
        errors.append(abs(y[0] - math.exp(math.sin(4.0))))
    assert 8 - 0.7 < math.log2(errors[0] / errors[1]) < 8 + 0.7


def test_a_solution_that_blows_up_is_missing_from_there_on():
    found = solution(lambda t, y: y * y, np.array([1.0]), [0.0, 0.5, 1.5, 2.0], 1e-10, 1e-10)
    np.testing.assert_allclose(found[:2, 0], [1.0, 2.0], rtol=1e-8)
    assert np.isnan(found[2:]).all()


@pytest.mark.parametrize(
    ("f", "a", "b"),
    [
        (lambda x: math.cos(x) - x, 0.0, 1.0),
        (lambda x: x**3 - 1e-9, -1.0, 2.0),
        (lambda x: min(x - 0.3, 2.0 * x - 0.65), 0.0, 1.0),
        (lambda x: 1e-18 - x, 0.0, 1.0),
        (lambda x: 1.0 if x < 0.7 else -1.0, 0.0, 1.0),
        (lambda x: x, 0.0, 1.0),
        (lambda x: x - 1.0, 0.0, 1.0),
    ],
)
def test_a_root_is_found_to_rounding(f, a, b):
    looked = []
    found = root(lambda x: looked.append(x) or f(x), a, b, 1e-15)
    np.testing.assert_allclose(found, brentq(f, a, b, xtol=1e-15, rtol=1e-15), rtol=1e-14, atol=3e-15)
    assert len(looked) < 110


@pytest.mark.parametrize("points", [4, 5, 30])
def test_the_spline_is_that_of_another_programme(points):
    generator = np.random.default_rng(points)
    x, y = np.cumsum(0.1 + generator.random(points)), generator.standard_normal((3, points))
    at = np.linspace(x[0] - 0.1, x[-1] + 0.1, 200)
    np.testing.assert_allclose(spline(x, y, at), CubicSpline(x, y, axis=1)(at), rtol=0, atol=1e-11)
