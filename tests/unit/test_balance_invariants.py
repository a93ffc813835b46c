"""Conserved quantities by explicit sums, their drift in descent, and the contract of every method of paper 4."""

import numpy as np
import pytest
import torch
from balance_draws import KINDS, problem, written, written_out
from common_loop import by_loop

from descent.balance.connections import TAPS
from descent.balance.gradient_descent import descend, exact_squares
from descent.balance.invariants import (
    balances_matrices,
    decayed,
    differences,
    largest_relative,
    layer_drift,
    matrix_drift,
    ratios,
    spread,
    squares,
    unexplained,
    unit_drift,
)
from descent.balance.nets import Points, matrix
from descent.balance.passes import loss_and_gradient
from descent.balance.trained import Trained, train_runs, trains_nets
from descent.ends import End
from descent.methods import gd
from scripts import choices
from scripts.train.net import CHOICES

NAMED = {name: choices.load(CHOICES, "method", name) for name in choices.names(CHOICES, "method")}
METHODS = [name for name, method in NAMED.items() if trains_nets(method)]
EVERY_METHOD = pytest.mark.parametrize("method", METHODS)
WITH_BIASES = pytest.mark.parametrize(("connections", "biases"), [*((kind, False) for kind in KINDS), ("full", True)])
PARAMETERS = {
    "tolerance": 1e-8,
    "eta": 0.01,
    "weight_decay": 0.1,
    "momentum": 0.9,
    "beta1": 0.9,
    "beta2": 0.999,
    "adam_epsilon": 1e-8,
    "batch": 4,
}
STEP = {"eta": 0.01, "weight_decay": 0.0}
TIMES = np.linspace(0.0, 1.0, 5)


def trained(method, shape, theta, data, loss="quadratic", times=TIMES, runs=None, **changed):
    """The result of a method for some of the runs. Every run has a separate generator."""
    runs = np.arange(len(theta)) if runs is None else np.asarray(runs)
    own = [np.random.default_rng([9, run]) for run in runs]
    parameters = {name: (PARAMETERS | changed)[name] for name in NAMED[method].Parameters.model_fields}
    return train_runs(NAMED[method], shape, loss, theta[runs], Points(*(values[runs] for values in data)), times, own, **parameters)


def paths(shape, theta, points=3, size=0.3):
    """Random motions (runs, points, P) from theta."""
    moved = np.random.default_rng(1).standard_normal((len(theta), points, shape.P)) * size
    return theta[:, None] + moved * np.arange(points)[:, None]


def unit_differences(shape, connections, theta, biases, places):
    """||W^(h)[i,:]||^2 - ||W^(h+1)[:,i]||^2 and the sum of both terms, for every layer and neuron or channel. theta: (P,)."""
    layers, channel = [], lambda neuron: neuron // places if connections == "conv" else neuron
    for layer in shape.layers[:-1]:
        layers.append({unit: [0.0, 0.0] for unit in range(channel(layer.out - 1) + 1)})
    for h, layer in enumerate(shape.layers):
        filters = connections == "conv" and h < len(shape.layers) - 1
        into = layer.into // places if filters else layer.into
        for number, weight in enumerate(theta[layer.weights]):
            if connections == "sparse":
                o, i = divmod(int(layer.uses[number, 0]), layer.into)
            elif filters:
                o, i = divmod(number // TAPS, into)
            else:
                o, i = number // layer.into, channel(number % layer.into)
            if h < len(shape.layers) - 1:
                layers[h][o][0] += weight**2
            if h > 0:
                layers[h - 1][i][1] += weight**2
        if biases and h < len(shape.layers) - 1:
            for o, bias in enumerate(theta[layer.biases]):
                layers[h][o][0] += bias**2
    return {(h, unit): (a - b, a + b) for h, units in enumerate(layers) for unit, (a, b) in units.items()}


@WITH_BIASES
def test_unit_drift_is_the_largest_of_explicit_sums(connections, biases):
    shape, theta, _ = problem(connections, biases=biases, runs=2)
    path = paths(shape, theta)
    for counted in (True, False):
        found = unit_drift(shape, path, biases=counted)
        assert found.shape == (2, 3)
        for run in range(2):
            first, *_ = seen = [unit_differences(shape, connections, point, biases and counted, 4) for point in path[run]]
            expected = [max(abs(now[unit][0] - first[unit][0]) / now[unit][1] for unit in first) for now in seen]
            np.testing.assert_allclose(found[run], expected, rtol=1e-12)


@WITH_BIASES
def test_layer_drift_is_the_largest_of_explicit_sums(connections, biases):
    shape, theta, _ = problem(connections, biases=biases, runs=2)
    path = paths(shape, theta)
    norms = np.array([[[sum(v**2 for v in point[layer.weights]) for layer in shape.layers] for point in run] for run in path])
    np.testing.assert_allclose(squares(shape, path), norms, rtol=1e-12)
    np.testing.assert_allclose(exact_squares(shape, path[:, -1]), norms[:, -1], rtol=1e-12)
    for run, point in np.ndindex(2, 3):
        expected = [
            abs(norms[run, point, h] - norms[run, point, h + 1] - norms[run, 0, h] + norms[run, 0, h + 1])
            / (norms[run, point, h] + norms[run, point, h + 1])
            for h in range(2)
        ]
        np.testing.assert_allclose(layer_drift(shape, path)[run, point], max(expected), rtol=1e-12, atol=1e-15)


def test_matrix_drift_is_the_largest_of_explicit_sums():
    shape, theta, _ = problem(activation="linear", runs=2)
    path = paths(shape, theta)

    def pair(point, h):
        W, A = (matrix(layer, point[None])[0] for layer in shape.layers[h : h + 2])
        rows = range(W.shape[0])
        into = np.array([[sum(W[i, k] * W[j, k] for k in range(W.shape[1])) for j in rows] for i in rows])
        return into, np.array([[sum(A[k, i] * A[k, j] for k in range(A.shape[0])) for j in rows] for i in rows])

    for run, point in np.ndindex(2, 3):
        expected = []
        for h in range(2):
            (left, right), (left0, right0) = pair(path[run, point], h), pair(path[run, 0], h)
            moved = np.sqrt(np.sum((left - right - left0 + right0) ** 2))
            expected.append(moved / (np.sqrt(np.sum(left**2)) + np.sqrt(np.sum(right**2))))
        np.testing.assert_allclose(matrix_drift(shape, path)[run, point], max(expected), rtol=1e-12, atol=1e-15)


def test_norms_of_layers_are_compared_with_their_neighbours():
    norms = np.array([[[8.0, 4.0, 1.0], [9.0, 3.0, 2.0]]])
    np.testing.assert_array_equal(differences(norms), [[[4, 3], [6, 1]]])
    np.testing.assert_array_equal(ratios(norms), [[[2, 4], [3, 1.5]]])
    np.testing.assert_array_equal(spread(norms), [[8, 4.5]])
    np.testing.assert_array_equal(largest_relative(-differences(norms), norms), [3])


def test_theorem_2_2_is_about_linear_full_nets():
    cases = [(connections, activation) for connections in KINDS for activation in ("linear", "relu")]
    assert [case for case in cases if balances_matrices(problem(*case)[0])] == [("full", "linear")]


@pytest.mark.parametrize("drift", [layer_drift, unit_drift, matrix_drift], ids=lambda drift: drift.__name__)
def test_what_does_not_move_does_not_drift_and_what_moves_does(drift):
    shape, theta, _ = problem(activation="linear")
    assert np.all(drift(shape, np.repeat(theta[:, None], 4, axis=1)) == 0)
    moved = drift(shape, paths(shape, theta))
    assert np.all(moved[:, 0] == 0)
    assert moved[:, 1:].min() > 1e-2


@pytest.mark.parametrize("connections", KINDS)
@pytest.mark.parametrize(("method", "explained"), [("gd", True), ("sgd", True), ("momentum", False), ("adam", False)])
def test_squared_gradients_explain_the_drift_of_descent_and_of_nothing_else(method, explained, connections):
    """Tolerance: 1e-12 of the norms. The drift itself exceeds 1e-5."""
    shape, theta, data = problem(connections, runs=2)
    found = trained(method, shape, theta, data, weight_decay=0.0)
    left = unexplained(squares(shape, found.theta), found.moved)
    assert layer_drift(shape, found.theta).max(axis=1).min() > 1e-5
    assert left.max() < 1e-12 if explained else left.min() > 1e-4


def test_activations_that_are_not_homogeneous_leave_drift_unexplained():
    for activation in ("tanh", "gelu"):
        shape, theta, data = problem(activation=activation)
        found = trained("gd", shape, theta, data, weight_decay=0.0)
        assert unexplained(squares(shape, found.theta), found.moved).min() > 1e-4


def test_under_weight_decay_differences_decay_as_the_flow_says():
    """D = ||W^(h)||^2 - ||W^(h+1)||^2 is D_0 exp(-2 lambda t). Error relative to the norms: below the step, and proportional to it."""
    shape, theta, data = problem()
    theta[:, shape.layers[0].weights] *= 2.0
    apart = []
    for eta in (1e-2, 1e-3):
        found = trained("gd", shape, theta, data, eta=eta, weight_decay=0.4, times=np.array([0.0, 0.5, 1.0]))
        norms = squares(shape, found.theta)
        found = norms[..., :-1] - norms[..., 1:]
        expected = found[:, :1] * decayed(0.4, np.array([0.0, 0.5, 1.0]))[:, None]
        apart.append(np.abs(found - expected).max() / norms.max())
    assert np.abs(found[:, -1] - found[:, 0]).min() > 0.1
    assert apart[0] < 1e-2
    assert 5 < apart[0] / apart[1] < 20


def by_hand(method, shape, theta, data, steps):
    """The updates of one run as the sources state them, with gradients by automatic differentiation."""
    p, theta, m, v = PARAMETERS, theta.copy(), 0.0, 0.0
    for t in range(1, steps + 1):
        g = written_out(shape, "full", "quadratic", theta, data, 0)[1]
        if method == "gd":
            theta = theta - p["eta"] * (g + p["weight_decay"] * theta)
        elif method == "momentum":
            m = p["momentum"] * m + g
            theta = theta - p["eta"] * m
        else:
            m, v = p["beta1"] * m + (1 - p["beta1"]) * g, p["beta2"] * v + (1 - p["beta2"]) * g**2
            theta = theta - p["eta"] * (m / (1 - p["beta1"] ** t)) / (np.sqrt(v / (1 - p["beta2"] ** t)) + p["adam_epsilon"])
    return theta


@pytest.mark.parametrize(("method", "time"), [("gd", 0.01), ("momentum", 0.1), ("adam", 0.01)])
def test_update_rules_are_those_of_their_sources(method, time):
    shape, theta, data = problem(runs=1)
    found = trained(method, shape, theta, data, times=np.array([0.0, 10 * time, 20 * time]))
    assert found.steps == 20
    for point, steps in ((1, 10), (2, 20)):
        np.testing.assert_allclose(found.theta[0, point], by_hand(method, shape, theta[0], data, steps), rtol=1e-10, atol=1e-12)


@pytest.mark.parametrize("method", ["gd", "momentum", "adam"])
def test_descent_of_whole_arrays_is_that_of_the_common_loop(method):
    """Many runs at once agree with one point at a time, with gradients by automatic differentiation."""
    shape, theta, data = problem("conv", "leaky_relu", runs=2)
    time = {"momentum": 0.1}.get(method, 0.01)
    found = trained(method, shape, theta, data, times=np.array([0.0, 20 * time]))
    parameters = {name: PARAMETERS[name] for name in NAMED[method].Parameters.model_fields}
    for run in range(2):
        x, y = torch.tensor(data.x[run]), torch.tensor(data.y[run])
        end = by_loop(
            lambda at, _, x=x, y=y: written(shape, "conv", "quadratic", at, x, y), NAMED[method], theta[run], (), 20, **parameters
        )
        np.testing.assert_allclose(found.theta[run, -1], end, rtol=1e-10, atol=1e-12)


@pytest.mark.parametrize("width", ["float32", "float64"])
@pytest.mark.parametrize("method", [name for name in METHODS if name != "flow"])
def test_rules_move_torchs_arrays_as_numpys_and_keep_their_width(method, width):
    shape, theta, data = problem(runs=2)
    parameters = {name: PARAMETERS[name] for name in NAMED[method].Parameters.model_fields}
    narrow = [values.astype(width) for values in (theta, *data)]
    ends = []
    for theta, *points in (narrow, map(torch.from_numpy, narrow)):
        descend(shape, "quadratic", theta, Points(*points), NAMED[method], parameters, [0, 20], lambda theta: ends.append(theta) or theta)
    assert {str(end.dtype).removeprefix("torch.") for end in ends} == {width}
    np.testing.assert_allclose(ends[3], ends[1], rtol=0, atol=1e-12 if width == "float64" else 1e-5)
    assert np.abs(ends[1] - narrow[0]).max() > 1e-2


def test_sgd_draws_its_points_from_the_runs_generator_with_replacement():
    shape, theta, data = problem(runs=1)
    found, at = trained("sgd", shape, theta, data, times=np.array([0.0, 0.2])), theta[0]
    for chosen in np.random.default_rng([9, 0]).integers(8, size=(20, 4)):
        at = at - 0.01 * written_out(shape, "full", "quadratic", at, Points(*(values[..., chosen] for values in data[:2]), None), 0)[1]
    np.testing.assert_allclose(found.theta[0, -1], at, rtol=1e-10, atol=1e-12)


@EVERY_METHOD
def test_every_method_says_what_it_takes_and_gives_one_row_a_run(method):
    assert NAMED[method].Parameters.model_fields.keys() <= PARAMETERS.keys()
    shape, theta, data = problem()
    before = theta.copy()
    found = trained(method, shape, theta, data)
    assert isinstance(found, Trained)
    assert found.theta.shape == (3, 5, shape.P)
    assert found.moved.shape == (3, 5, 3)
    for name in ("steps", "kinks", "resting", "diverged_at", "status"):
        assert getattr(found, name).shape == (3,), name
    assert (found.status == End.COMPLETED).all()
    assert (found.diverged_at == -1).all()
    assert np.isfinite(found.theta).all()
    np.testing.assert_array_equal(found.theta[:, 0], theta)
    np.testing.assert_array_equal(theta, before)
    assert np.all(found.moved[:, 0] == 0)
    assert found.moved[:, -1].min() > 0 or method == "flow"
    assert found.steps.min() > 0


def same_bits(found, expected, rows):
    for name, values in found._asdict().items():
        assert values.tobytes() == np.ascontiguousarray(getattr(expected, name)[rows]).tobytes(), name


@EVERY_METHOD
@pytest.mark.parametrize(
    "case",
    [
        {"connections": "full", "biases": True, "N": 9},
        {"connections": "sparse", "loss": "log_cosh", "activation": "leaky_relu"},
        {"connections": "conv", "loss": "cross_entropy", "activation": "gelu", "N": 17},
        {"activation": "tanh", "N": 1, "width": 33},
    ],
    ids=lambda case: "-".join(map(str, case.values())),
)
def test_a_runs_bits_do_not_depend_on_the_runs_beside_it(method, case):
    shape, theta, data = problem(**case, runs=5)
    times, loss = np.array([0.0, 0.1, 0.2]), case.get("loss", "quadratic")
    together = trained(method, shape, theta, data, loss, times)
    for runs in ([0], [4], [1, 3]):
        same_bits(trained(method, shape, theta, data, loss, times, runs=runs), together, runs)


@pytest.mark.parametrize("places", [8, 16])
def test_a_runs_bits_do_not_depend_on_the_runs_beside_it_at_many_places_either(places):
    shape, theta, data = problem("conv", "linear", runs=5, places=places, width=2 * places)
    together = trained("gd", shape, theta, data)
    for runs in ([0], [4], [1, 3]):
        same_bits(trained("gd", shape, theta, data, runs=runs), together, runs)


def first_bad(shape, theta, data, eta, steps):
    """The first iteration at which the loss of a plain loop is not finite; -1 if there is none."""
    theta, gradient = theta.copy(), np.empty_like(theta)
    with np.errstate(all="ignore"):
        for t in range(steps + 1):
            if not np.isfinite(loss_and_gradient(shape, "quadratic", theta, data, gradient)[0]):
                return t
            theta -= eta * gradient
    return -1


def test_a_run_that_diverges_says_at_which_iteration_and_leaves_its_neighbours_alone():
    """Two of four runs start so large that the step is too long. Only their numbers are missing from the bad iteration on."""
    shape, theta, data = problem(activation="leaky_relu", runs=4)
    calm = trained("gd", shape, theta, data, eta=0.05, weight_decay=0.0, times=np.linspace(0, 2, 41))
    assert (calm.status == End.COMPLETED).all()
    wild = theta.copy()
    wild[1] *= 20.0
    wild[3] *= 12.0
    found = trained("gd", shape, wild, data, eta=0.05, weight_decay=0.0, times=np.linspace(0, 2, 41))
    assert found.status.tolist() == [End.COMPLETED, End.DIVERGED, End.COMPLETED, End.DIVERGED]
    same_bits(Trained(*(values[[0, 2]] for values in found)), calm, [0, 2])
    for run in (1, 3):
        at = found.diverged_at[run]
        assert at == first_bad(shape, wild[[run]], Points(*(values[[run]] for values in data)), 0.05, 40)
        assert 0 < at < 40
        assert np.isfinite(found.theta[run, :at]).all()
        assert np.isnan(found.theta[run, at:]).all()
        assert np.isnan(found.moved[run, at:]).all()


@pytest.mark.parametrize("method", [name for name in METHODS if name != "flow"])
def test_every_rule_flags_a_step_that_is_too_long(method):
    shape, theta, data = problem()
    found = trained(method, shape, theta, data, eta=1e80, times=np.array([0.0, 1e81, 1e82]))
    assert (found.status == End.DIVERGED).all()
    assert found.diverged_at.min() > 0
    assert np.isnan(found.theta[:, -1]).all()


def test_a_step_longer_than_the_time_between_two_points_is_refused():
    shape, theta, data = problem()
    with pytest.raises(ValueError, match=r"eta = 0\.5: a step is longer than the time between two of the 5 points"):
        trained("gd", shape, theta, data, eta=0.5)


def test_losses_are_those_of_every_iteration():
    shape, theta, data = problem(runs=2)
    found, at = descend(shape, "quadratic", theta, data, gd, STEP, [0, 3, 10], lambda theta: theta), theta.copy()
    gradient = np.empty_like(theta)
    assert found.loss.shape == (2, 11)
    for t in range(11):
        np.testing.assert_allclose(found.loss[:, t], loss_and_gradient(shape, "quadratic", at, data, gradient), rtol=1e-12)
        at -= 0.01 * gradient
    assert found.seen.shape == (2, 3, shape.P)
