"""Figure 2's net with its first layer in coordinates of the points has the same descent."""

import numpy as np
import pytest
import torch

from descent.balance import three_layer
from descent.balance.data import taught
from descent.balance.gradient_descent import descend, exact_squares
from descent.balance.nets import Points
from descent.balance.three_layer import gaussian_layers, shape_of
from descent.methods import gd

KEPT = range(0, 301, 30)


def problem(d=20, width=9, outputs=4, N=15, start="unbalanced"):
    """A small net of figure 2, its start and its points."""
    shape = shape_of(d, width, outputs)
    theta = gaussian_layers(np.random.default_rng(1), shape, start)
    return shape, theta, taught.points([np.random.default_rng(2)], shape, "quadratic", N, 3.0)


def literal(shape, theta, data, eta):
    parameters = {"eta": eta, "weight_decay": 0.0}
    return descend(shape, "quadratic", theta, data, gd, parameters, KEPT, lambda theta: exact_squares(shape, theta))


@pytest.mark.parametrize("start", ["balanced", "unbalanced"])
@pytest.mark.parametrize("N", [5, 15, 39])
def test_descent_in_coordinates_of_the_points_is_literal_descent(start, N):
    """Tolerance: 1e-10 of norms, squared steps and losses."""
    shape, theta, data = problem(N=N, start=start)
    found, expected = three_layer.train(shape, theta, data, 0.1, KEPT), literal(shape, theta, data, 0.1)
    assert three_layer.fewer_points(shape, data)
    assert expected.loss[0, -1] < 0.9 * expected.loss[0, 0]
    for name in ("seen", "moved", "loss", "diverged_at"):
        np.testing.assert_allclose(getattr(found, name), getattr(expected, name), rtol=1e-10, atol=1e-14, err_msg=name)


def test_many_points_are_trained_literally_and_to_the_bit():
    shape, theta, data = problem(N=40)
    assert not three_layer.fewer_points(shape, data)
    np.testing.assert_array_equal(three_layer.train(shape, theta, data, 0.02, KEPT).seen, literal(shape, theta, data, 0.02).seen)


def test_it_diverges_at_the_iteration_at_which_literal_descent_does():
    shape, theta, data = problem()
    found, expected = three_layer.train(shape, theta, data, 1e100, KEPT), literal(shape, theta, data, 1e100)
    assert 0 < found.diverged_at[0] == expected.diverged_at[0]
    assert np.isnan(found.seen[0, -1]).all()


def test_torchs_arrays_give_numpys_numbers():
    shape, theta, data = problem()
    found = three_layer.train(shape, torch.from_numpy(theta), Points(*map(torch.from_numpy, data)), 0.02, KEPT)
    np.testing.assert_allclose(found.seen, three_layer.train(shape, theta, data, 0.02, KEPT).seen, rtol=1e-10)
