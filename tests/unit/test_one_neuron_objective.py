"""F of every net and augmentation agrees with automatic differentiation, finite differences and the identities behind the theorem."""

from types import SimpleNamespace

import numpy as np
import pytest
import torch
from one_neuron_draws import AUGMENTATIONS, DATA, LAM, LOSS, MU, D, M, N, augmented, drawn, landscape, layers_of, of_case, written_out

from descent.activations import Activation
from descent.losses import Loss
from descent.oneneuron.augmentations import augment
from descent.oneneuron.data import lowest, three_points
from descent.oneneuron.objective import gradients, hessians, loss_slopes, neurons, outputs
from descent.oneneuron.problem import Neuron, base, extra_size, net_size, parts, problem, size

EVERY_ACTIVATION = pytest.mark.parametrize("activation", Activation.names())
EVERY_LOSS = pytest.mark.parametrize("loss", Loss.names())
EVERY_AUGMENTATION = pytest.mark.parametrize("augmentation", AUGMENTATIONS)
EVERY_DEPTH = pytest.mark.parametrize("depth", [1, 2, 3])


@EVERY_DEPTH
@EVERY_AUGMENTATION
@EVERY_LOSS
@EVERY_ACTIVATION
def test_gradient_is_that_of_automatic_differentiation_and_of_finite_differences(activation, loss, augmentation, depth):
    net = of_case(augmentation, activation, loss, depth)
    xi = drawn(net)
    values, found = gradients(net, xi)
    for row, value, g in zip(xi, values, found, strict=True):
        at = torch.tensor(row, requires_grad=True)
        expected = written_out(net, augmentation, activation, loss, at)[0]
        np.testing.assert_allclose(value, expected.item(), rtol=1e-13)
        expected.backward()
        np.testing.assert_allclose(g, at.grad.numpy(), rtol=1e-11, atol=1e-12 * np.abs(g).max())
        away = 1e-6 * np.eye(row.size)
        differences = (gradients(net, row + away)[0] - gradients(net, row - away)[0]) / 2e-6
        np.testing.assert_allclose(g, differences, rtol=1e-6, atol=1e-6 * max(1.0, value))


@EVERY_DEPTH
@EVERY_AUGMENTATION
@EVERY_LOSS
@EVERY_ACTIVATION
def test_hessian_is_that_of_automatic_differentiation_and_of_finite_differences(activation, loss, augmentation, depth):
    net = of_case(augmentation, activation, loss, depth)
    row = drawn(net, 1)[0]
    H = hessians(net, row[None])[0]
    scale = np.abs(H).max()
    away = 1e-6 * np.eye(row.size)
    differences = (gradients(net, row + away)[1] - gradients(net, row - away)[1]) / 2e-6
    np.testing.assert_allclose(H, differences, rtol=1e-5, atol=1e-6 * scale)
    expected = torch.autograd.functional.hessian(
        lambda at: written_out(net, augmentation, activation, loss, at)[0], torch.tensor(row), vectorize=True
    )
    np.testing.assert_allclose(H, expected.numpy(), rtol=1e-10, atol=1e-12 * scale)
    np.testing.assert_array_equal(H, H.T)


@EVERY_DEPTH
@EVERY_AUGMENTATION
def test_outputs_and_neurons_are_those_written_out(augmentation, depth):
    net = of_case(augmentation, depth=depth)
    row = drawn(net, 1)[0]
    _, f, added = written_out(net, augmentation, "tanh", "hinge", torch.tensor(row))
    np.testing.assert_allclose(outputs(net, row), f.numpy(), rtol=1e-13, atol=1e-14)
    if augmentation != "none":
        np.testing.assert_allclose(neurons(net, row), [psi.abs().max().item() for psi in added], rtol=1e-13)


@EVERY_LOSS
def test_slopes_of_losses_are_those_of_automatic_differentiation(loss):
    net = of_case("none", loss=loss)
    f = torch.tensor(np.random.default_rng(2).standard_normal((N, 1)), requires_grad=True)
    LOSS[loss](f, torch.tensor(net.y)).backward()
    np.testing.assert_allclose(loss_slopes(net, f.detach().numpy()), f.grad.numpy(), rtol=1e-13)


@pytest.mark.parametrize("p", [3, 4, 7])
def test_p_is_the_power_of_the_hinge_loss(p):
    net = problem([[0.0], [0.0]], [1, -1], [1], "tanh", p=p)
    value, g = gradients(net, np.array([[0.3, 0.0, 0.0, 0.4]]))
    assert value[0] == pytest.approx(0.6**p + 1.4**p)
    assert g[0, -1] == pytest.approx(p * (1.4 ** (p - 1) - 0.6 ** (p - 1)))
    assert hessians(net, np.array([[0.3, 0.0, 0.0, 0.4]]))[0, -1, -1] == pytest.approx(p * (p - 1) * (1.4 ** (p - 2) + 0.6 ** (p - 2)))


@pytest.mark.parametrize("m", [2, 3, 8])
def test_m_is_the_power_of_the_monomial_neuron(m):
    net = augmented("monomial", problem([[2.0]], [1], [1], "tanh", "squared"), 1e-300, m=m)
    a, b, w = 0.5, -0.3, 0.4
    assert gradients(net, np.array([[0.0, 0.0, 0.0, 0.0, a, b, w]]))[0][0] == pytest.approx(0.5 * (a * (2 * w + b) ** m - 1) ** 2)


@pytest.mark.parametrize("f", [-1e4, -40.0, 40.0, 1e4])
def test_logistic_loss_of_large_outputs_is_finite_and_right(f):
    net = problem([[0.0]], [1], [1], "tanh", "logistic")
    xi = np.array([[0.0, 0.0, 0.0, f]])
    value, g = gradients(net, xi)
    np.testing.assert_allclose(value[0], np.logaddexp(0.0, -f), rtol=1e-14)
    np.testing.assert_allclose(g[0, -1], -np.exp(-np.logaddexp(0.0, f)), rtol=1e-14)
    assert np.isfinite(hessians(net, xi)).all()


@EVERY_ACTIVATION
def test_activations_of_large_arguments_are_finite(activation):
    net = problem([[1.0], [-1.0]], [1, -1], [1], activation, "squared")
    xi = np.array([[1e4, 0.0, 1e-4, 0.0]])
    assert np.isfinite(gradients(net, xi)[0]).all()
    assert np.isfinite(hessians(net, xi)).all()


@pytest.mark.parametrize(
    ("augmentation", "factor"), [("exponential", 1), ("kawaguchi_kaelbling", 1), ("unregularised", 0), ("sohl_dickstein", 2)]
)
@EVERY_DEPTH
@EVERY_LOSS
@EVERY_ACTIVATION
def test_a_times_its_slope_minus_the_slope_by_b_is_lambda_a_squared_everywhere(activation, loss, depth, augmentation, factor):
    """So stationarity in a and b implies a = 0 for any lambda > 0. The identity holds for each neuron."""
    net = of_case(augmentation, activation, loss, depth)
    xi = drawn(net, 20)
    _, g = gradients(net, xi)
    where = parts(net)
    a, by_a, by_b = xi[:, where.a], g[:, where.a], g[:, where.b]
    np.testing.assert_allclose(a * by_a - by_b, factor * LAM * a**2, rtol=1e-12, atol=1e-13 * np.abs(g).max())


@EVERY_DEPTH
@EVERY_LOSS
def test_with_one_neuron_a_layer_the_identity_holds_layer_by_layer(loss, depth):
    """Here b scales the neuron's value. The weights on this value are a and, below the last layer, a weight of the next neuron."""
    net = of_case("per_layer", "tanh", loss, depth)
    xi = drawn(net, 20)
    _, g = gradients(net, xi)
    at = net_size(net.widths)
    for h in range(1, depth + 1):
        b, a = at, at + 1 + net.widths[h - 1] + (h > 1) + np.arange(net.widths[h + 1])
        at = a[-1] + 1
        outer = np.append(a, at + 1 + net.widths[h]) if h < depth else a
        left = (xi[:, outer] * g[:, outer]).sum(axis=1) - g[:, b]
        np.testing.assert_allclose(left, LAM * (xi[:, a] ** 2).sum(axis=1), rtol=1e-10, atol=1e-12 * np.abs(g).max())
    assert at == size(net)


@EVERY_LOSS
@EVERY_ACTIVATION
def test_one_neuron_a_layer_of_one_hidden_layer_is_the_exponential_neuron_with_the_layer_between(activation, loss):
    """The per-layer neuron's output bypasses the activation, as a skip connection does. Only the order of its parameters differs."""
    layered, skipping = of_case("per_layer", activation, loss), of_case("exponential", activation, loss)
    order = np.r_[: net_size(layered.widths), [i for part in parts(layered) for i in part]]
    xi = drawn(layered)
    (F, g), (expected, expected_g) = gradients(layered, xi), gradients(skipping, np.ascontiguousarray(xi[:, order]))
    np.testing.assert_allclose(F, expected, rtol=1e-14)
    np.testing.assert_allclose(g[:, order], expected_g, rtol=1e-12, atol=1e-13)


def test_one_neuron_an_output_is_the_exponential_neuron_where_there_is_one_output():
    base = problem(*three_points.points(), [2], "tanh")
    one, other = (augmented(name, base, LAM) for name in ("exponential", "kawaguchi_kaelbling"))
    xi = drawn(one)
    for expected, found in zip(gradients(one, xi), gradients(other, xi), strict=True):
        np.testing.assert_array_equal(found, expected)


def test_one_neuron_an_output_adds_up_from_nets_of_one_output():
    net = of_case("kawaguchi_kaelbling")
    row = drawn(net, 1)[0]
    (hidden, (W, biases)), rest = layers_of(net, row)
    total = 0.0
    for k in range(2):
        alone = augmented("exponential", problem(net.x, net.y[:, k], [2], "tanh"), LAM)
        theta = np.r_[hidden[0].ravel(), hidden[1], W[k], biases[k]]
        total += gradients(alone, np.r_[theta, rest[k], rest[2 + k], rest[4 + D * k : 4 + D * (k + 1)]][None])[0][0]
    np.testing.assert_allclose(gradients(net, row[None])[0][0], total, rtol=1e-14)


@EVERY_AUGMENTATION
def test_a_neuron_with_a_zero_leaves_the_nets_loss(augmentation):
    net = of_case(augmentation, depth=2)
    xi = drawn(net)
    xi[:, parts(net).a] = 0.0
    penalty = net.mu / 2 * (xi[:, np.r_[parts(net).b, parts(net).w]] ** 2).sum(axis=1)
    alone = gradients(base(net), np.ascontiguousarray(xi[:, : net_size(net.widths)]))[0]
    times = 2 if augmentation == "sohl_dickstein" else 1
    np.testing.assert_allclose(gradients(net, xi)[0], times * alone + penalty, rtol=1e-14)


@EVERY_DEPTH
@EVERY_AUGMENTATION
def test_the_parts_of_an_augmentation_are_all_that_it_adds(augmentation, depth):
    net = of_case(augmentation, depth=depth)
    assert sorted(np.concatenate(parts(net)).tolist()) == list(range(net_size(net.widths), size(net)))
    assert size(base(net)) == net_size(net.widths) == size(net) - extra_size(net)


@pytest.mark.parametrize(
    ("name", "kind", "lam", "mu"),
    [
        ("none", Neuron.NONE, 0.0, 0.0),
        ("exponential", Neuron.EXPONENTIAL, LAM, 0.0),
        ("per_layer", Neuron.PER_LAYER, LAM, 0.0),
        ("per_layer_powers", Neuron.PER_LAYER, LAM, 0.0),
        ("monomial", Neuron.MONOMIAL, LAM, 0.0),
        ("kawaguchi_kaelbling", Neuron.EXPONENTIAL, LAM, 0.0),
        ("sohl_dickstein", Neuron.SOHL_DICKSTEIN, LAM, 0.0),
        ("penalised", Neuron.EXPONENTIAL, LAM, MU),
        ("unregularised", Neuron.EXPONENTIAL, 0.0, 0.0),
    ],
)
def test_augment_gives_the_kind_and_the_factors_of_its_name(name, kind, lam, mu):
    bare = problem(*three_points.points(), [2])
    net = augmented(name, bare, LAM, MU, M)
    assert (net.neuron, net.lam, net.mu) == (kind, lam, mu)
    assert base(net)._replace(m=1, lam=0.0, mu=0.0, by_layers=False) == bare._replace(x=net.x, y=net.y, widths=net.widths)


LINE = SimpleNamespace(x=[[0.0], [1.0]], y=[-1, 1])


@pytest.mark.parametrize(
    ("wrong", "message"),
    [
        ({"activation": "swish"}, r"activation = swish: allowed: relu, leaky_relu, .*selu"),
        ({"loss": "absolute"}, r"loss = absolute: allowed: hinge, logistic, squared"),
        ({"y": [0, 1]}, r"label = 0: allowed: -1, \+1"),
        ({"y": [1, 2], "loss": "logistic"}, r"label = 2: allowed: -1, \+1"),
        ({"y": [1, np.nan]}, r"y\[1\] = nan: must be an array"),
        ({"p": 2}, r"p = 2: must be at least 3"),
    ],
    ids=str,
)
def test_a_problem_with_bad_input_is_refused(wrong, message):
    with pytest.raises(ValueError, match=message):
        problem(**{"x": LINE.x, "y": LINE.y, "hidden": [2]} | wrong)


def test_labels_and_powers_that_a_loss_does_not_need_are_not_refused():
    assert problem(LINE.x, [0.3, 7.0], [2], loss="squared", p=0).loss == Loss.SQUARED
    assert problem(LINE.x, LINE.y, [2], loss="logistic", p=0).loss == Loss.LOGISTIC


@pytest.mark.parametrize(
    ("name", "wrong", "message"),
    [
        ("exponential", {"lam": 0.0}, "lam"),
        ("per_layer", {"lam": -1.0}, "lam"),
        ("sohl_dickstein", {"lam": np.nan}, "lam"),
        ("penalised", {"mu": 0.0}, "mu"),
        ("penalised", {"mu": -0.1}, "mu"),
        ("monomial", {"m": 1}, "m"),
        ("exponential", {"m": 3}, "m"),
        ("unregularised", {"lam": 1.0}, "lam"),
        ("none", {"mu": 1.0}, "mu"),
    ],
)
def test_an_augmentation_with_bad_input_or_with_what_it_does_not_take_is_refused(name, wrong, message):
    with pytest.raises(ValueError, match=rf"^(\w+: {message} = .*: must be|\w+ takes no {message} = )"):
        augment(AUGMENTATIONS[name], problem(LINE.x, LINE.y, [2]), **wrong)


def test_a_neuron_leaves_nothing_of_the_one_before():
    bare = problem(LINE.x, LINE.y, [2])
    assert augmented("none", augmented("penalised", augmented("monomial", bare, m=7))) == bare


def test_a_power_of_the_hinge_loss_that_is_not_in_c2_is_refused_by_landscapes_too():
    with pytest.raises(ValueError, match=r"p = 2: must be at least 3"):
        landscape("three_points", p=2)


@pytest.mark.parametrize("name", DATA)
def test_data_have_two_classes(name):
    x, y = DATA[name].points()
    assert x.shape[0] == y.size
    assert set(y.tolist()) == {-1.0, 1.0}
    if name in ("iris", "cancer"):
        assert x.shape == {"iris": (100, 4), "cancer": (569, 30)}[name]
        np.testing.assert_allclose([x.mean(axis=0), x.std(axis=0)], [np.zeros(x.shape[1]), np.ones(x.shape[1])], atol=1e-12)


@pytest.mark.parametrize("name", DATA)
def test_the_least_hinge_loss_of_a_data_set_is_the_one_that_a_label_for_each_point_has(name):
    """At a point with labels of both kinds the best output is f = 0, at a cost of 1 per label. All other points cost nothing."""
    x, y = DATA[name].points()
    costs = [len(labels) for point in np.unique(x, axis=0) if len(set(labels := y[(x == point).all(axis=1)])) == 2]
    assert lowest(DATA[name]) == sum(costs)
    assert lowest(DATA[name], outputs=2) == 2 * sum(costs)
