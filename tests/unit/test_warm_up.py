"""The warm-ups of section 3: the field is a gradient, the junction is smooth, the fast-forward agrees with literal GD."""

import numpy as np
import pytest

from descent.ends import End
from descent.escape import warm_up
from descent.problems import warm_up as problem
from descent.problems.warm_up import HEIGHT, JUNCTION

FUNCTIONS = ("thin_band", "far_away")


def value(function, x):
    """f at x (..., 2)."""
    return problem.value(np.moveaxis(x, -1, 0), problem.numbers(function=function))


def gradient(function, x):
    """The gradient of f at x, (..., 2)."""
    out = np.empty((2, *x.shape[:-1]))
    problem.gradient(np.moveaxis(x, -1, 0), problem.numbers(function=function), out)
    return np.moveaxis(out, 0, -1)


@pytest.mark.parametrize("function", FUNCTIONS)
def test_gradient_is_that_of_the_value(function):
    x = np.random.default_rng(0).uniform([-4, -1], [2, 1], (500, 2))
    h = 1e-6
    for j in range(2):
        move = h * np.eye(2)[j]
        slope = (value(function, x + move) - value(function, x - move)) / (2 * h)
        np.testing.assert_allclose(slope, gradient(function, x)[:, j], atol=1e-6)


@pytest.mark.parametrize("border", JUNCTION)
def test_value_gradient_and_curvature_are_continuous_across_the_junction(border):
    x2, gap, h = np.linspace(-1, 1, 11), 1e-7, 1e-4
    sides = [np.stack([np.full(11, border + side), x2], axis=1) for side in (-gap, gap)]
    np.testing.assert_allclose(*(value("far_away", side) for side in sides), atol=1e-5)
    np.testing.assert_allclose(*(gradient("far_away", side) for side in sides), atol=1e-4)
    step = np.array([h, 0.0])
    left = (gradient("far_away", sides[0]) - gradient("far_away", sides[0] - step)) / h
    right = (gradient("far_away", sides[1] + step) - gradient("far_away", sides[1])) / h
    np.testing.assert_allclose(left, right, atol=0.1)


def test_x2_does_not_grow_across_the_junction():
    x = np.stack([np.linspace(-2, -1, 1001, endpoint=False), np.full(1001, 1e-9)], axis=1)
    while (crossing := x[:, 0] <= JUNCTION[2]).any():
        x = np.where(crossing[:, None], x - warm_up.ETA * gradient("far_away", x), x)
    assert (x[:, 1] < 1e-9).all()


@pytest.mark.parametrize("function", FUNCTIONS)
@pytest.mark.parametrize("inverse_eps", [0.5, 2, 4, 6])
def test_fast_forward_leaves_at_the_iteration_of_literal_descent(function, inverse_eps):
    x1, log_x2 = warm_up.starts(function, inverse_eps, np.random.default_rng(1).random((300, 2)))
    literal, status = warm_up.escape_literal(function, x1, log_x2, 3000)
    np.testing.assert_array_equal(warm_up.escape_event_driven(function, x1, log_x2), literal)
    assert (literal >= np.exp(inverse_eps)).all()
    assert (status == End.ESCAPED).all()


@pytest.mark.parametrize("function", FUNCTIONS)
def test_a_path_ends_where_literal_descent_leaves(function):
    (x1,), (log_x2,) = start = warm_up.starts(function, 2, np.array([[0.7, 0.4]]))
    points = warm_up.path(function, [x1, np.exp(log_x2)], 3001, HEIGHT)
    assert len(points) - 1 == warm_up.escape_literal(function, *start, 3000)[0][0]
    assert warm_up.path(function, [x1, np.exp(log_x2)], 3, HEIGHT).shape == (3, 2)


def test_literal_descent_in_a_band_thinner_than_a_float_never_leaves():
    x1, log_x2 = warm_up.starts("thin_band", 8, np.random.default_rng(2).random((20, 2)))
    literal, status = warm_up.escape_literal("thin_band", x1, log_x2, 5000)
    assert np.isnan(literal).all()
    assert (status == End.ITERATION_LIMIT).all()
    assert np.isfinite(warm_up.escape_event_driven("thin_band", x1, log_x2)).all()
