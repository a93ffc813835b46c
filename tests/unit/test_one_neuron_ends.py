"""Classes of end points: made-up ends of every class, known minima and saddles, and trajectories to infinity."""

import numpy as np
import pytest
from one_neuron_draws import AUGMENTATIONS, LANDSCAPES, augmented, drawn, landscape, of_case

from descent.activations import Activation
from descent.ends import words
from descent.losses import Loss
from descent.oneneuron.classes import CLASSES, classify
from descent.oneneuron.data import four_points
from descent.oneneuron.ends import describe, errors, lowest_nearby, neuron_sizes, outer_weights, sizes, stationarity_rest, steepest
from descent.oneneuron.found import CONVERGED, DECADES, DIVERGED, GAVE_UP, ITERATION_LIMIT, Found, blank
from descent.oneneuron.growth import growing
from descent.oneneuron.methods import gd_flow, lbfgs
from descent.oneneuron.objective import gradients, hessians, neurons
from descent.oneneuron.problem import net_size, parts, problem, size
from descent.oneneuron.starts import near

EVERY_AUGMENTATION = pytest.mark.parametrize("augmentation", AUGMENTATIONS)


def generators(runs, seed=0):
    return [np.random.default_rng([seed, run]) for run in range(runs)]


def ended(xi, status=CONVERGED):
    """The result of runs that end at once, at these points."""
    return blank(np.atleast_2d(xi))._replace(status=np.full(len(np.atleast_2d(xi)), status))


def called(net, found, lowest=0.0):
    """The class of every end by name, computed as in the workflow."""
    ends = describe(net, found, lowest, generators(len(found.xi), 7))
    return [CLASSES[index] for index in classify(ends, lowest, net.loss != Loss.LOGISTIC, net.lam > 0 and not net.mu)]


def with_neuron(theta, a, b, w):
    return np.r_[theta, a, b, w]


# Classes of made-up ends.

AN_END = {"status": CONVERGED, "F": 1.0, "base_loss": 1.0, "curvature": 0.0, "nearby": 1.0, "grows": 0, "felt": 1.0, "output": 0.0}
GOOD = {"F": 0.0, "base_loss": 0.0, "nearby": np.nan, "felt": np.nan}
MASKED = {"F": 0.0, "base_loss": 3.0, "nearby": np.nan, "felt": np.nan}


def class_of(changed, **how):
    end = AN_END | changed
    columns = {name: np.array([value]) for name, value in (end | {"status": words(end["status"])}).items()}
    return CLASSES[classify(columns, **({"lowest": 0.0} | how))[0]]


@pytest.mark.parametrize(
    ("name", "changed"),
    [
        ("good minimum", GOOD),
        ("good minimum", GOOD | {"F": 9e-9, "base_loss": 9e-9}),
        ("good minimum", GOOD | {"grows": 1, "output": 0.1}),
        ("masked minimum", MASKED),
        ("masked minimum", MASKED | {"felt": 1.0, "output": 9e-4}),
        ("bad minimum", {}),
        ("bad minimum", {"nearby": 1.0 - 9e-7, "curvature": -9e-7}),
        ("bad minimum", {"F": 2e-8, "nearby": 2e-8}),
        ("bad minimum", {"felt": np.nan, "nearby": np.nan}),
        ("saddle", {"curvature": -2e-6}),
        ("saddle", {"nearby": 1.0 - 2e-6}),
        ("saddle", {"nearby": 0.0}),
        ("diverging", {"grows": 1}),
        ("diverging", {"grows": 1, "status": ITERATION_LIMIT}),
        ("diverging", {"grows": 1, "status": GAVE_UP, "felt": 0.0}),
        ("excluded by algebra", {"output": 2e-3}),
        ("excluded by algebra", MASKED | {"output": 2e-3}),
        ("diverging", MASKED | {"output": 2e-3, "grows": 1}),
        ("lost neuron", {"felt": 9e-5}),
        ("lost neuron", {"felt": 9e-5, "nearby": 0.0, "curvature": -1.0}),
        ("not converged", {"status": ITERATION_LIMIT}),
        ("not converged", {"status": GAVE_UP, "felt": 0.0, "curvature": -1.0}),
        ("not converged", GOOD | {"status": ITERATION_LIMIT}),
        ("not converged", {"status": ITERATION_LIMIT, "output": 1.0}),
        ("overflow", {"status": DIVERGED, "grows": 1, "F": np.nan, "base_loss": np.inf, "curvature": np.nan}),
    ],
)
def test_every_class_has_its_ends(name, changed):
    assert class_of(changed) == name


def test_every_class_is_tried_above():
    tried = {case[0] for case in test_every_class_has_its_ends.pytestmark[0].args[1]}
    assert tried == set(CLASSES)


def test_the_least_loss_need_not_be_zero():
    assert class_of({"F": 2.0, "base_loss": 2.0}, lowest=2.0) == "good minimum"
    assert class_of({"F": 2.0, "base_loss": 4.0}, lowest=2.0) == "masked minimum"
    assert class_of({"F": 2.0, "base_loss": 2.0, "nearby": 2.0}, lowest=0.0) == "bad minimum"


def test_a_loss_that_is_not_attained_has_no_minimum_but_only_growth_says_diverging():
    assert class_of(GOOD, attained=False) == "excluded by algebra"
    assert class_of(MASKED, attained=False) == "excluded by algebra"
    assert class_of(GOOD | {"grows": 1}, attained=False) == "diverging"
    assert class_of({}, attained=False) == "bad minimum"


def test_a_neuron_that_need_not_vanish_may_be_on():
    assert class_of({"output": 2.0}, vanishing=False) == "bad minimum"
    assert class_of(MASKED | {"output": 2.0}, vanishing=False) == "masked minimum"


# Classes of known points.


@pytest.mark.parametrize("name", LANDSCAPES)
def test_a_known_bad_minimum_of_the_net_alone_is_called_one(name):
    known = landscape(name)
    found = lbfgs.run(known.problem, near(known.problem, known.theta, 0.05, 0.0, generators(2)), max_iterations=5000)
    assert called(known.problem, ended(known.theta)) == ["bad minimum"]
    assert called(known.problem, found) == ["bad minimum"] * 2


def test_a_good_minimum_is_called_one_with_a_neuron_that_is_off_or_without():
    base, theta = landscape("three_points").problem, np.array([1.0, -1.0, 0.0, 0.0, 3.0, 3.0, -1.5])
    assert called(base, ended(theta)) == ["good minimum"]
    for name, neuron in (("exponential", [0.0, 0.3, 0.7]), ("monomial", [0.0, 0.3, 0.7]), ("per_layer", [0.3, 0.7, 0.0])):
        assert called(augmented(name, base), ended(np.r_[theta, neuron])) == ["good minimum"]


def test_a_bad_minimum_with_a_neuron_that_is_off_is_a_saddle():
    """If a = 0, the gradients of theta, b and w are zero for any b and w. If w = 0 too, so is that of a: critical, but no minimum."""
    known = landscape("three_points")
    net = augmented("exponential", known.problem)
    xi = with_neuron(known.theta, 0.0, 0.5, 0.0)
    assert np.linalg.norm(gradients(net, xi[None])[1]) < 1e-14
    assert called(net, ended(xi)) == ["saddle"]


def test_a_neuron_too_small_to_be_felt_is_lost():
    known = landscape("three_points")
    net = augmented("exponential", known.problem)
    found = lbfgs.run(net, with_neuron(known.theta, 0.0, -40.0, 0.3)[None], max_iterations=1)
    assert found.status[0] == CONVERGED
    assert called(net, found) == ["lost neuron"]


MASK = {"theta": [1.0, 1.0, -20.0, -20.0, 1.0, 1.0, -2.0], "a": 1.0, "w": np.log(9.0), "b": np.log(1.5)}
"""Two dead neurons and an output bias of -2. The neuron adds at most 1/2 on the left and at least 9/2 on the right: margins from 3/2."""


def test_without_a_regulariser_the_neuron_can_mask_a_net_that_errs():
    """A global minimum of F with lambda = 0. The net alone gets half of the points wrong. With lambda > 0 it is no critical point."""
    x, y = four_points.points()
    base = problem(x, y, [2])
    xi = with_neuron(MASK["theta"], MASK["a"], MASK["b"], MASK["w"])
    masked = augmented("unregularised", base)
    ends = describe(masked, ended(xi), 0.0, generators(1))
    assert (ends["F"][0], ends["gradient"][0], ends["errors"][0]) == (0.0, 0.0, 0)
    assert (ends["base_loss"][0], ends["base_errors"][0]) == (54.0, 2)
    assert called(masked, ended(xi)) == ["masked minimum"]
    for lam in (1e-3, 1.0):
        regularised = augmented("exponential", base, lam)
        F, g = gradients(regularised, xi[None])
        assert F[0] == lam / 2
        assert np.linalg.norm(g) == lam


def test_without_a_regulariser_random_starts_find_masks_too():
    x, y = four_points.points()
    net = augmented("unregularised", problem(x, y, [2]))
    found = lbfgs.run(net, near(net, np.array(MASK["theta"]), 0.5, 1.0, generators(12)), max_iterations=2000)
    assert "masked minimum" in called(net, found)


@pytest.mark.parametrize("loss", ["hinge", "squared", "logistic"])
def test_a_strict_saddle_is_called_one(loss):
    net = problem([[-1.0], [1.0]], [-1, 1], [1], "tanh", loss)
    ends = describe(net, ended(np.zeros(4)), 0.0, generators(1))
    assert ends["lowest_eigenvalue"][0] < -0.1
    assert called(net, ended(np.zeros(4))) == ["saddle"]


def test_runs_from_beside_a_bad_minimum_are_on_their_way_to_infinity_or_find_a_good_one():
    """The flow of the rounded net. Where a start diverges, the net's errors and the neuron's growth confirm it."""
    known = landscape("three_points")
    net = augmented("exponential", known.problem._replace(activation=int(Activation.ROUNDED_RELU)))
    starts = near(net, known.theta, 0.1, 0.1, generators(3))
    found = gd_flow.run(net, starts, eta=0.01, max_iterations=100)
    ends = describe(net, found, 0.0, generators(3, 7))
    names = called(net, found)
    assert set(names) <= {"diverging", "good minimum"}
    assert "diverging" in names
    away = np.array(names) == "diverging"
    assert (ends["b_norm"][away] > 2).all()
    assert (ends["base_errors"][away] > 0).all()
    assert (ends["errors"] == 0).all()


def test_the_steepest_loss_is_that_of_the_point_with_the_smallest_margin():
    """l = max(1 - y f, 0)^3 has the slope 3 (1 - y f)^2. The nets output -2 or 1/2 everywhere, so the smallest margin is -2 or -1/2."""
    base = problem([[-1.0], [1.0]], [1, -1], [1])
    assert steepest(base, np.array([[0.0, -1.0, 0.0, -2.0], [0.0, -1.0, 0.0, 0.5]])).tolist() == [27.0, 3 * 1.5**2]


# Growth.


def moving_by(net, theta, lengths):
    """Points of one run. b grows by these lengths, and the neuron's output stays the same. Returns (points, P)."""
    b = np.concatenate([[0.0], np.cumsum(lengths)])
    return np.stack([with_neuron(theta, 0.1 * np.exp(-bk), bk, 0.3) for bk in b])


def kept(net, points, field="decades", status=ITERATION_LIMIT):
    """A run that kept only these points. field: decades or doublings."""
    found = blank(points[-1:])._replace(status=np.array([status]))
    getattr(found, field)[0, : len(points)] = points
    return found


def grows(points, net, **how):
    return growing(net, kept(net, points, **how)).tolist() == [True]


@pytest.fixture
def beside_bad():
    """The augmented net and the bad minimum of three points."""
    known = landscape("three_points")
    return augmented("exponential", known.problem), known.theta


@pytest.mark.parametrize("number", [4, 6, 9])
@pytest.mark.parametrize("a_decade", [0.06, np.log(10) / 4, 2.0])
def test_a_point_that_moves_as_far_in_every_decade_is_growing(beside_bad, number, a_decade):
    net, theta = beside_bad
    points = moving_by(net, theta, np.full(number - 1, a_decade))
    assert (np.diff(gradients(net, points)[0]) < 0).all()
    assert grows(points, net)
    assert grows(points, net, status=CONVERGED)


@pytest.mark.parametrize("rate", [0.1, 0.01, 0.6])
def test_a_point_that_converges_is_not_growing(beside_bad, rate):
    """Moves shrink to a tenth, as at flat minima of the hinge loss, to a hundredth, as at other minima, or more slowly than both."""
    net, theta = beside_bad
    assert not grows(moving_by(net, theta, 3.0 * rate ** np.arange(8)), net)


def test_growth_needs_four_points_of_which_the_last_count(beside_bad):
    net, theta = beside_bad
    steady = np.ones(8)
    assert not grows(moving_by(net, theta, steady[:2]), net)
    assert grows(moving_by(net, theta, steady[:3]), net)
    assert grows(moving_by(net, theta, np.r_[0.0, 5.0, 0.01, steady[:3]]), net)
    assert not grows(moving_by(net, theta, np.r_[steady[:6], 0.04]), net)
    assert not grows(moving_by(net, theta, np.r_[steady[:6], 0.04, 1.0]), net)


def test_growth_needs_f_and_a_to_fall(beside_bad):
    net, theta = beside_bad
    points = moving_by(net, theta, np.ones(5))
    assert not grows(points[::-1].copy(), net)
    rising = points.copy()
    rising[:, parts(net).a] = points[:1, parts(net).a] * 1.01 ** np.arange(6)[:, None]
    assert not grows(rising, net)


def test_doublings_count_where_a_run_was_out_of_iterations(beside_bad):
    net, theta = beside_bad
    points = moving_by(net, theta, np.full(7, 0.3))
    assert grows(points, net, field="doublings")
    for status in (CONVERGED, GAVE_UP, DIVERGED):
        assert not grows(points, net, field="doublings", status=status)


def test_growth_of_a_net_alone_needs_no_neuron():
    """The logistic loss of one point falls as the output bias grows."""
    net = problem([[0.0]], [1], [1], "tanh", "logistic")
    points = np.zeros((6, 4))
    points[:, -1] = np.arange(6.0)
    assert grows(points, net)


def test_growth_is_told_run_by_run(beside_bad):
    net, theta = beside_bad
    steady, still = kept(net, moving_by(net, theta, np.ones(8))), kept(net, moving_by(net, theta, 0.1 ** np.arange(8)))
    both = Found(*(np.concatenate(pair) for pair in zip(still, steady, still, strict=True)))
    assert growing(net, both).tolist() == [False, True, False]
    assert both.decades.shape[1] == DECADES.size


# Probes.


@pytest.mark.parametrize("loss", ["hinge", "squared"])
def test_probes_leave_a_saddle(loss):
    net = problem([[-1.0], [1.0]], [-1, 1], [1], "tanh", loss)
    saddle = np.zeros((2, 4))
    assert (lowest_nearby(net, saddle, generators(2)) < 1e-8).all()


@pytest.mark.parametrize("name", LANDSCAPES)
def test_probes_come_back_to_a_minimum(name):
    """Tolerance: 1e-10 of its value."""
    known = landscape(name)
    np.testing.assert_allclose(lowest_nearby(known.problem, known.theta[None], generators(1)), known.value, rtol=1e-10)


def test_probes_leave_the_flat_saddle_of_a_neuron_that_is_off(beside_bad):
    net, theta = beside_bad
    xi = np.stack([with_neuron(theta, 0.0, b, 0.0) for b in (-2.0, 0.0)])
    assert (lowest_nearby(net, xi, generators(2)) < 0.9 * gradients(net, xi)[0]).all()


def test_probes_of_a_run_depend_on_its_own_generator_alone(beside_bad):
    net, theta = beside_bad
    xi = np.stack([with_neuron(theta, 0.0, b, 0.0) for b in (0.0, 0.5)])
    both = lowest_nearby(net, xi, generators(2))
    np.testing.assert_array_equal(lowest_nearby(net, xi[1:], generators(2)[1:]), both[1:])
    assert lowest_nearby(net, xi[:0], []).size == 0


# Numbers.


def test_errors_are_points_on_the_wrong_side_or_at_zero():
    """The output biases are the outputs. With two outputs a point is wrong if either output is wrong."""
    one = problem([[0.0]] * 4, [1, -1, 1, 1], [1], "relu")
    assert errors(one, np.array([[0, 0, 0, d] for d in (0.5, -0.5, 0.0)])).tolist() == [1, 3, 4]
    two = problem([[0.0]] * 3, [[1, -1], [1, 1], [-1, -1]], [1], "relu")
    assert errors(two, np.array([[0, 0, 0, 0, *d] for d in ((1.0, -1.0), (1.0, 1.0), (0.0, -1.0))])).tolist() == [2, 2, 3]


@EVERY_AUGMENTATION
def test_descriptions_are_what_they_say(augmentation):
    net = of_case(augmentation, depth=2)
    xi = drawn(net, 4)
    ends = describe(net, ended(xi, ITERATION_LIMIT), 0.0, generators(4))
    F, g = gradients(net, xi)
    curvatures = np.linalg.eigvalsh(hessians(net, xi))
    alone, theta = net._replace(neuron=0), np.ascontiguousarray(xi[:, : net_size(net.widths)])
    expected = {
        "F": F,
        "gradient": np.linalg.norm(g, axis=1),
        "lowest_eigenvalue": curvatures[:, 0],
        "curvature": curvatures[:, 0] / np.abs(curvatures).max(axis=1),
        "base_loss": gradients(alone, theta)[0],
        "base_errors": errors(alone, theta),
        "errors": errors(net, xi),
        "theta_norm": np.linalg.norm(theta, axis=1),
    }
    for name, values in expected.items():
        np.testing.assert_allclose(ends[name], values, rtol=1e-12, err_msg=name)
    assert all(values.shape == (4,) for values in ends.values())
    assert np.isnan(ends["nearby"]).all()


@EVERY_AUGMENTATION
def test_what_forces_a_to_zero_is_an_identity_to_rounding(augmentation):
    rest = stationarity_rest(of_case(augmentation, depth=2), drawn(of_case(augmentation, depth=2), 10))
    if augmentation in ("exponential", "kawaguchi_kaelbling", "unregularised"):
        assert (rest < 1e-13).all()
    else:
        assert np.isnan(rest).all()


@EVERY_AUGMENTATION
def test_sizes_are_norms_of_the_parts(augmentation):
    net = of_case(augmentation, depth=2)
    xi = drawn(net)
    for name, where in parts(net)._asdict().items():
        np.testing.assert_allclose(sizes(net, xi)[f"{name}_norm"], np.sqrt((xi[:, where] ** 2).sum(axis=1)), rtol=1e-14)


@EVERY_AUGMENTATION
def test_neurons_are_measured_at_points_that_are_not_learnt_and_their_outputs_anywhere(augmentation):
    net = of_case(augmentation, loss="logistic", depth=2)
    xi = drawn(net)
    felt, output = neuron_sizes(net, xi)
    if augmentation == "none":
        assert np.isnan(felt).all()
        assert (output == 0.0).all()
        return
    a, where = np.abs(xi), parts(net).a
    layers = np.split(where, [net.widths[2]]) if augmentation.startswith("per_layer") else [[column] for column in where]
    for run, row in enumerate(xi):
        assert felt[run] == neurons(net, row).max()  # nothing is learnt there
        largest = [a[run, layer].max() for layer in layers]
        np.testing.assert_array_equal(outer_weights(net, row), largest)
        assert output[run] == pytest.approx(max(neurons(net, row) * largest))


def test_a_neuron_is_not_felt_at_points_that_are_learnt():
    """The point at x = 3 has margin 5 and is learnt. The point at x = 0 has margin 0 and is not."""
    net = augmented("exponential", problem([[3.0], [0.0]], [1, -1], [1], "relu"))
    theta = np.array([5 / 3, 0.0, 1.0, 0.0])
    felt, output = neuron_sizes(net, with_neuron(theta, 0.01, 0.2, 1.0)[None])
    assert felt[0] == pytest.approx(np.exp(0.2))
    assert output[0] == pytest.approx(0.01 * np.exp(3.2))
    learnt = problem([[3.0]], [1], [1], "relu")
    felt, output = neuron_sizes(augmented("exponential", learnt), with_neuron(theta, 0.01, 0.2, 1.0)[None])
    assert np.isnan(felt[0])
    assert output[0] == pytest.approx(0.01 * np.exp(3.2))


def test_points_outside_the_range_of_floats_are_described_without_an_exception():
    net = of_case("exponential")
    xi = drawn(net, 2)
    xi[0, parts(net).b] = 1e4
    ends = describe(net, ended(xi, DIVERGED), 0.0, generators(2))
    assert np.isnan(ends["lowest_eigenvalue"][0])
    assert np.isfinite(ends["lowest_eigenvalue"][1])
    assert size(net) == xi.shape[1]
