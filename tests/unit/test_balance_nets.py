"""Nets of paper 4 compared with automatic differentiation: full, sparse and convolutional layers, activations, losses."""

import numpy as np
import pytest
import torch
from balance_draws import KINDS, LOSS, PHI, applied, problem, written_out

from descent.activations import HOMOGENEOUS, activate
from descent.balance.connections import TAPS
from descent.balance.nets import CONNECTIONS, Points, matrix, net
from descent.balance.passes import forward, loss_and_gradient
from descent.balance.starts import start
from descent.losses import mean_loss

EVERY_ACTIVATION = pytest.mark.parametrize("activation", PHI)
EVERY_LOSS = pytest.mark.parametrize("loss", LOSS)
EVERY_KIND = pytest.mark.parametrize("connections", CONNECTIONS)
WITH_BIASES = pytest.mark.parametrize(("connections", "biases"), [*((kind, False) for kind in KINDS), ("full", True)])
ROUNDING = 1e-12


def found(shape, loss, theta, data):
    """The library's mean losses (runs,) and gradients (runs, P)."""
    gradient = np.full_like(theta, np.nan)
    return loss_and_gradient(shape, loss, theta, data, gradient), gradient


@WITH_BIASES
@EVERY_ACTIVATION
@EVERY_LOSS
def test_losses_and_gradients_are_those_of_automatic_differentiation(connections, biases, activation, loss):
    shape, theta, data = problem(connections, activation, loss, runs=2, biases=biases)
    values, gradients = found(shape, loss, theta, data)
    for run in range(2):
        value, gradient = written_out(shape, connections, loss, theta[run], data, run)
        np.testing.assert_allclose(values[run], value, rtol=ROUNDING)
        np.testing.assert_allclose(gradients[run], gradient, rtol=0, atol=ROUNDING)
        assert np.abs(gradient).max() > 1e-3


@pytest.mark.parametrize("depth", [1, 2, 5])
@EVERY_KIND
def test_gradients_are_right_at_every_depth(connections, depth):
    shape, theta, data = problem(connections, "leaky_relu", depth=depth, runs=1)
    assert len(shape.layers) == depth
    np.testing.assert_allclose(
        found(shape, "quadratic", theta, data)[1][0],
        written_out(shape, connections, "quadratic", theta[0], data, 0)[1],
        rtol=0,
        atol=ROUNDING,
    )


@pytest.mark.parametrize("places", [TAPS, 4, 7, 16])
def test_a_convolution_is_a_circular_sum_over_taps_and_channels(places):
    shape, theta, _ = problem("conv", places=places, width=3 * places, runs=1)
    for h, (channels, into) in enumerate([(3, 2), (3, 3)]):
        layer = shape.layers[h]
        v = theta[0, layer.weights].reshape(channels, into, TAPS)
        x = np.random.default_rng(h).standard_normal((into, places))
        expected = [
            [sum(v[o, c, k] * x[c, (p + k) % places] for c in range(into) for k in range(TAPS)) for p in range(places)]
            for o in range(channels)
        ]
        np.testing.assert_allclose((matrix(layer, theta)[0] @ x.ravel()).reshape(channels, places), expected, rtol=0, atol=ROUNDING)
        by_torch = applied(shape, h, "conv", torch.tensor(theta[0]), torch.tensor(x.ravel()[:, None]), places)
        np.testing.assert_allclose(by_torch.reshape(channels, places), expected, rtol=0, atol=ROUNDING)


@EVERY_KIND
def test_every_free_weight_stands_alone_in_its_entries(connections):
    """Theorem 2.3 needs every entry of a matrix to be zero or one free weight."""
    shape, theta, _ = problem(connections)
    for layer in shape.layers:
        v = np.arange(1.0, 1 + layer.out_unit.size)
        here = np.zeros_like(theta[:1])
        here[:, layer.weights] = v
        entries, times = np.unique(matrix(layer, here), return_counts=True)
        assert set(v) <= set(entries) <= {0.0, *v}
        assert len(set(times[entries > 0])) == 1


@pytest.mark.parametrize("places", [1, 2])
def test_a_circle_shorter_than_the_filter_is_refused(places):
    with pytest.raises(ValueError, match=f"places = {places}"):
        net([4, 4, 4, 3], "relu", "conv", places=places)


@pytest.mark.parametrize("widths", [(8, 8, 8, 3), (1, 30, 2, 1), (20, 1, 1)])
def test_every_neuron_of_a_sparse_net_has_a_connection_in_and_one_out(widths):
    shape = net(widths, "relu", "sparse")
    for layer in shape.layers:
        assert set(layer.out_unit) == set(range(layer.out))
        assert set(layer.in_unit) == set(range(layer.into))
        assert len(set(zip(layer.out_unit, layer.in_unit, strict=True))) == layer.out_unit.size == layer.weights.stop - layer.weights.start
    if widths[0] == 8:
        assert shape.layers[0].out_unit.size < 64


def test_parameters_are_all_used_once():
    for connections, biases in (("full", True), ("sparse", False), ("conv", False)):
        shape, _, _ = problem(connections, biases=biases)
        places = np.concatenate([np.arange(shape.P)[part] for layer in shape.layers for part in (layer.weights, layer.biases)])
        np.testing.assert_array_equal(np.sort(places), np.arange(shape.P))
        assert [layer.biases.stop - layer.biases.start for layer in shape.layers] == ([8, 8, 0] if biases else [0, 0, 0])


@WITH_BIASES
@EVERY_ACTIVATION
def test_torch_arrays_give_what_numpy_arrays_give(connections, biases, activation):
    shape, theta, data = problem(connections, activation, "cross_entropy", biases=biases)
    expected = found(shape, "cross_entropy", theta, data)
    gradient = torch.empty(theta.shape, dtype=torch.float64)
    value = loss_and_gradient(shape, "cross_entropy", torch.tensor(theta), Points(*map(torch.tensor, data)), gradient)
    np.testing.assert_allclose(value, expected[0], rtol=ROUNDING)
    np.testing.assert_allclose(gradient, expected[1], rtol=0, atol=ROUNDING)


@WITH_BIASES
@EVERY_LOSS
@EVERY_ACTIVATION
def test_float32_stays_float32(connections, biases, loss, activation):
    shape, theta, data = problem(connections, activation, loss, biases=biases)
    exact, narrow = found(shape, loss, theta, data), Points(*(values.astype(np.float32) for values in data))
    value, gradient = found(shape, loss, theta.astype(np.float32), narrow)
    f, matrices, inputs, slopes, z = forward(shape, theta.astype(np.float32), narrow.x)
    _, derivative = mean_loss(loss, f, narrow.y)
    for values in (value, gradient, f, derivative, *matrices, *inputs, *z, *(slope for slope in slopes if slope is not None)):
        assert values.dtype == np.float32
    np.testing.assert_allclose(gradient, exact[1], rtol=0, atol=1e-5)


@EVERY_ACTIVATION
def test_activations_and_their_slopes_are_torchs(activation):
    z = np.random.default_rng(0).standard_normal(200) * 3
    value, slope = activate(activation, z)
    there = torch.tensor(z, requires_grad=True)
    expected = PHI[activation](there)
    np.testing.assert_allclose(value, expected.detach(), rtol=ROUNDING, atol=1e-15)
    np.testing.assert_allclose(
        np.ones(200) if slope is None else slope, torch.autograd.grad(expected.sum(), there)[0], rtol=0, atol=ROUNDING
    )


@EVERY_ACTIVATION
def test_an_activation_is_its_slope_times_its_argument_where_the_theorems_ask_for_it(activation):
    z = np.linspace(-3, 3, 100)
    value, slope = activate(activation, z)
    apart = np.abs(value - (1.0 if slope is None else slope) * z).max()
    assert apart < 1e-15 if activation in HOMOGENEOUS else apart > 0.1


@EVERY_LOSS
def test_losses_and_their_slopes_are_torchs(loss):
    generator = np.random.default_rng(0)
    f, y = 3 * generator.standard_normal((2, 4, 5)), generator.random((2, 4, 5))
    y /= y.sum(axis=1, keepdims=True)
    value, slope = mean_loss(loss, f, y)
    for run in range(2):
        there = torch.tensor(f[run], requires_grad=True)
        expected = LOSS[loss](there, torch.tensor(y[run]))
        np.testing.assert_allclose(value[run], expected.item(), rtol=ROUNDING)
        np.testing.assert_allclose(slope[run], torch.autograd.grad(expected, there)[0], rtol=0, atol=ROUNDING)


@pytest.mark.parametrize(("loss", "slope"), [("cross_entropy", [[1.0], [-1.0]]), ("log_cosh", [[1.0], [-1.0]])])
def test_losses_of_huge_outputs_do_not_overflow(loss, slope):
    value, found = mean_loss(loss, np.array([[[1e4], [-1e4]]]), np.array([[[0.0], [1.0]]]))
    np.testing.assert_allclose(value, 2e4, rtol=1e-3)
    np.testing.assert_allclose(found[0], slope)


def test_starts_have_the_variance_asked_for_whatever_the_connections():
    for connections in CONNECTIONS:
        shape, _, _ = problem(connections)
        theta = start(shape, [np.random.default_rng(run) for run in range(2000)], 0.7)
        for layer in shape.layers:
            inputs = np.mean((matrix(layer, np.ones((1, shape.P)))[0] != 0).sum(axis=1))
            np.testing.assert_allclose(theta[:, layer.weights].std(), 0.7 / inputs**0.5, rtol=0.02)


@pytest.mark.parametrize("connections", CONNECTIONS)
def test_a_first_layer_may_start_larger(connections):
    shape, _, _ = problem(connections)
    alike, larger = (start(shape, [np.random.default_rng(0)], 0.7, *factor) for factor in ((), (3.0,)))
    alike[:, shape.layers[0].weights] *= 3.0
    np.testing.assert_array_equal(larger, alike)


@pytest.mark.parametrize(
    ("asked", "says"),
    [
        ({"connections": "dense"}, "connections = dense: allowed: full, sparse, conv"),
        ({"connections": "conv", "places": 3}, r"places = 3: needs 3 or more, and \[8, 8, 8\] to be whole channels"),
        ({"connections": "conv", "places": 16}, "places = 16"),
    ],
)
def test_a_net_that_cannot_be_is_refused_with_its_value(asked, says):
    with pytest.raises(ValueError, match=says):
        net([8, 8, 8, 3], "relu", **asked)
