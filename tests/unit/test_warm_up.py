"""The warm-ups of section 3: the field is a gradient, the junction is smooth, the fast-forward is literal GD."""

import numpy as np
import pytest

from descent.escape import warm_up

FUNCTIONS = ("thin_band", "far_away")


@pytest.mark.parametrize("function", FUNCTIONS)
def test_gradient_is_that_of_the_value(function):
    x = np.random.default_rng(0).uniform([-4, -1], [2, 1], (500, 2))
    h = 1e-6
    for j in range(2):
        move = h * np.eye(2)[j]
        slope = (warm_up.value(function, x + move) - warm_up.value(function, x - move)) / (2 * h)
        np.testing.assert_allclose(slope, warm_up.gradient(function, x)[:, j], atol=1e-6)


@pytest.mark.parametrize("border", warm_up.JUNCTION)
def test_value_gradient_and_curvature_are_continuous_across_the_junction(border):
    x2, gap, h = np.linspace(-1, 1, 11), 1e-7, 1e-4
    sides = [np.stack([np.full(11, border + side), x2], axis=1) for side in (-gap, gap)]
    np.testing.assert_allclose(*(warm_up.value("far_away", side) for side in sides), atol=1e-5)
    np.testing.assert_allclose(*(warm_up.gradient("far_away", side) for side in sides), atol=1e-4)
    step = np.array([h, 0.0])
    left = (warm_up.gradient("far_away", sides[0]) - warm_up.gradient("far_away", sides[0] - step)) / h
    right = (warm_up.gradient("far_away", sides[1] + step) - warm_up.gradient("far_away", sides[1])) / h
    np.testing.assert_allclose(left, right, atol=0.1)


def test_x2_does_not_grow_across_the_junction():
    x = np.stack([np.linspace(-2, -1, 1001, endpoint=False), np.full(1001, 1e-9)], axis=1)
    while (crossing := x[:, 0] <= warm_up.JUNCTION[2]).any():
        x = np.where(crossing[:, None], x - warm_up.ETA * warm_up.gradient("far_away", x), x)
    assert (x[:, 1] < 1e-9).all()


@pytest.mark.parametrize("function", FUNCTIONS)
@pytest.mark.parametrize("inverse_eps", [0.5, 2, 4, 6])
def test_fast_forward_leaves_at_the_iteration_of_literal_descent(function, inverse_eps):
    x1, log_x2 = warm_up.starts(function, inverse_eps, np.random.default_rng(1).random((300, 2)))
    literal = warm_up.escape_literal(function, x1, log_x2, 3000)
    np.testing.assert_array_equal(warm_up.escape_event_driven(function, x1, log_x2), literal)
    assert (literal >= np.exp(inverse_eps)).all()


@pytest.mark.parametrize("function", FUNCTIONS)
def test_a_path_ends_where_literal_descent_leaves(function):
    (x1,), (log_x2,) = start = warm_up.starts(function, 2, np.array([[0.7, 0.4]]))
    points = warm_up.path(function, [x1, np.exp(log_x2)], 3001, warm_up.ESCAPED)
    assert len(points) - 1 == warm_up.escape_literal(function, *start, 3000)[0]
    assert warm_up.path(function, [x1, np.exp(log_x2)], 3, warm_up.ESCAPED).shape == (3, 2)


def test_literal_descent_in_a_band_thinner_than_a_float_never_leaves():
    x1, log_x2 = warm_up.starts("thin_band", 8, np.random.default_rng(2).random((20, 2)))
    assert np.isnan(warm_up.escape_literal("thin_band", x1, log_x2, 5000)).all()
    assert np.isfinite(warm_up.escape_event_driven("thin_band", x1, log_x2)).all()
