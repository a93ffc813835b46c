"""Gradient flow of nets: its conserved quantities, literal descent as its limit, and its path at kinks."""

import numpy as np
import pytest
import torch
from balance_draws import KINDS, LOSS, outputs, problem, written_out
from scipy.integrate import quad, solve_ivp

from descent.activations import HOMOGENEOUS, KINKED, activate
from descent.balance import kinked_flow
from descent.balance.invariants import layer_drift, matrix_drift, squares, unit_drift
from descent.balance.kinked_flow import flow
from descent.balance.methods import flow as flow_method
from descent.balance.nets import Points, net, points_of
from descent.balance.passes import forward
from descent.balance.trained import train_runs
from descent.ends import End
from descent.methods import gd

EVERY_KIND = pytest.mark.parametrize("connections", KINDS)
EVERY_HOMOGENEOUS = pytest.mark.parametrize("activation", HOMOGENEOUS)
TIGHT = 1e-12


def flowed(shape, loss, theta, data, times, tolerance=TIGHT):
    return train_runs(flow_method, shape, loss, theta, data, times, None, tolerance=tolerance)


def descended(shape, theta, data, times, eta):
    return train_runs(gd, shape, "quadratic", theta, data, times, None, eta=eta, weight_decay=0.0)


@EVERY_KIND
@EVERY_HOMOGENEOUS
@pytest.mark.parametrize("loss", ["quadratic", "cross_entropy"])
def test_flow_conserves_what_the_theorems_say(connections, activation, loss):
    """Tolerance: 1e-9 of the norms."""
    shape, theta, data = problem(connections, activation, loss, runs=2)
    found = flowed(shape, loss, theta, data, np.linspace(0, 1.5, 4))
    assert (found.status == End.COMPLETED).all()
    assert np.abs(squares(shape, found.theta[:, -1]) - squares(shape, theta)).min(axis=0).max() > 1e-3
    drifts = [layer_drift(shape, found.theta), unit_drift(shape, found.theta)]
    if activation == "linear" and connections == "full":
        drifts.append(matrix_drift(shape, found.theta))
    assert np.max(drifts) < 1e-9


def test_flow_does_not_conserve_what_no_theorem_says():
    for activation, drift in (("tanh", unit_drift), ("gelu", layer_drift), ("relu", matrix_drift)):
        shape, theta, data = problem(activation=activation)
        assert drift(shape, flowed(shape, "quadratic", theta, data, [0.0, 1.5]).theta)[:, -1].min() > 1e-4
    shape, theta, data = problem(biases=True)
    ends = flowed(shape, "quadratic", theta, data, [0.0, 1.5]).theta
    assert unit_drift(shape, ends).max() < 1e-9
    assert unit_drift(shape, ends, biases=False)[:, -1].min() > 1e-4


@EVERY_KIND
@EVERY_HOMOGENEOUS
def test_literal_descent_comes_to_the_flow_in_proportion_to_its_step(connections, activation):
    """Tolerances: 5 to 20 times nearer for a tenth of the step. The smallest step, 1e-4, gives a relative distance below 1e-4."""
    shape, theta, data = problem(connections, activation, runs=2)
    times = np.linspace(0, 0.5, 3)
    end = flowed(shape, "quadratic", theta, data, times).theta[:, -1]
    apart = []
    for eta in (1e-2, 1e-3, 1e-4):
        near = descended(shape, theta, data, times, eta).theta[:, -1]
        apart.append(np.linalg.norm(near - end) / np.linalg.norm(end))
    falls = np.divide(apart[:-1], apart[1:])
    assert np.all((falls > 5) & (falls < 20)), apart
    assert apart[-1] < 1e-4


@EVERY_KIND
def test_flow_of_linear_nets_is_that_of_another_solver_on_another_gradient(connections):
    """Tolerance: 1e-8. The tolerance of the other solver is 1e-11."""
    shape, theta, data = problem(connections, "linear", runs=1)

    def velocity(_, z):
        return -written_out(shape, connections, "quadratic", z, data, 0)[1]

    expected = solve_ivp(velocity, (0, 1), theta[0], "LSODA", [0, 0.3, 1], rtol=1e-11, atol=1e-11).y.T
    np.testing.assert_allclose(flowed(shape, "quadratic", theta, data, [0.0, 0.3, 1.0]).theta[0], expected, rtol=0, atol=1e-8)
    assert np.abs(expected[-1] - expected[0]).max() > 0.1


@pytest.mark.parametrize("activation", ["tanh", "gelu"])
def test_flow_of_smooth_nets_is_that_of_another_solver_too(activation):
    shape, theta, data = problem(activation=activation, runs=1, depth=2)
    expected = solve_ivp(
        lambda _, z: -written_out(shape, "full", "quadratic", z, data, 0)[1], (0, 1), theta[0], "LSODA", [0, 1], rtol=1e-11, atol=1e-11
    ).y.T
    np.testing.assert_allclose(flowed(shape, "quadratic", theta, data, [0.0, 1.0]).theta[0], expected, rtol=0, atol=1e-8)


def test_a_tighter_tolerance_is_nearer():
    shape, theta, data = problem("full", "relu", runs=1)
    end = flowed(shape, "quadratic", theta, data, [0.0, 1.5], 1e-13).theta[:, -1]
    apart = [np.abs(flowed(shape, "quadratic", theta, data, [0.0, 1.5], 10.0**-k).theta[:, -1] - end).max() for k in (4, 7, 10)]
    assert apart[0] > 10 * apart[1] > 100 * apart[2]
    assert apart[2] < 1e-8


def unit(activation="relu", inputs=1):
    """One hidden unit and one output. theta holds the unit's weights w and its outer weight a."""
    return net([inputs, 1, 1], activation)


def of_points(x, y):
    return points_of(np.array(x, dtype=float)[None], np.array(y, dtype=float)[None])


def test_a_unit_pulled_to_its_kink_from_both_sides_comes_to_it_in_the_time_of_a_closed_form_and_stays():
    """Points at x = 1 and -1 have targets -1. The active point pushes w to 0. There a = sqrt(a0^2 - w0^2), by theorem 2.1.

    Let p = a w and C = a0^2 - w0^2. Then dp/dt = -(1 + p)/2 (a^2 + w^2) and a^2 + w^2 = sqrt(C^2 + 4 p^2), so w = 0 at the time T below.
    """
    a0 = 1.3
    for w0 in (0.8, -0.8):
        C = a0**2 - w0**2
        T = quad(lambda p: 2 / ((1 + p) * np.sqrt(C**2 + 4 * p**2)), 0, a0 * abs(w0), epsabs=1e-13)[0]  # noqa: B023
        found = flow(unit(), "quadratic", np.array([w0, a0]), of_points([[1, -1]], [[-1, -1]]), [0, T - 1e-6, T, T + 1, T + 20], TIGHT)
        w, a = found.theta.T
        assert found.arrived
        assert found.resting > 0
        np.testing.assert_allclose(w[1] * np.sign(w0), 1e-6 / 2 * np.sqrt(C), rtol=1e-3)  # |dw/dt| = a/2 at p = 0
        np.testing.assert_allclose(w[2:], 0, atol=1e-10)
        np.testing.assert_allclose(a[2:], np.sqrt(C), rtol=1e-10)


def slide_by_hand(w, a, until, y):
    """Point 1 is (1, 0) with target -y[0]; point 2 is (1, 1) with target y[1]. Both are active at the start, and w1 > 0.

    Point 1 pushes w1 down, point 2 up. At w1 = 0 the unit slides if point 2 is the weaker one. Then z2 = w2, and point 1 passes just enough
    of its signal to keep w1 at 0; only w2 and a move. Returns w1, w2, a at `until`, and the time at which w1 = 0.
    """

    def active(_, z):
        w1, w2, a = z
        one, two = a * w1 + y[0], a * (w1 + w2) - y[1]
        return [-0.5 * a * (one + two), -0.5 * a * two, -0.5 * (w1 * one + (w1 + w2) * two)]

    def sliding(_, z):
        w2, a = z
        return [-0.5 * a * (a * w2 - y[1]), -0.5 * w2 * (a * w2 - y[1])]

    def kink(_, z):
        return z[0]

    kink.terminal = True
    options = {"method": "LSODA", "rtol": 1e-12, "atol": 1e-12}
    before = solve_ivp(active, (0, until), [*w, a], events=kink, **options)
    met = before.t_events[0][0]
    _, w2, a = before.y_events[0][0]
    assert abs(a * w2 - y[1]) < y[0]
    return np.array([0.0, *solve_ivp(sliding, (met, until), [w2, a], **options).y[:, -1]]), met


@pytest.mark.parametrize(("w", "a"), [([0.5, 0.3], 1.0), ([0.2, 1.5], 0.7), ([0.6, 0.1], 1.2)])
def test_a_slide_along_a_kink_is_the_one_worked_out_by_hand(w, a):
    """Tolerance: 1e-8. Literal descent jumps to and fro across the kink. With a step of 2e-4 it agrees to 1e-3."""
    y, data = (2.0, 1.0), of_points([[1, 1], [0, 1]], [[-2, 1]])
    expected, met = slide_by_hand(w, a, 2.0, y)
    assert 0 < met < 1
    start = np.array([[*w, a]])
    found = flow(unit(inputs=2), "quadratic", start[0], data, [0.0, 2.0], TIGHT)
    assert found.resting == 1
    np.testing.assert_allclose(found.theta[-1], expected, rtol=0, atol=1e-8)
    near = descended(unit(inputs=2), start, data, [0.0, 2.0], 2e-4).theta[0, -1]
    np.testing.assert_allclose(near, expected, rtol=0, atol=1e-3)


def test_a_kink_that_is_pushed_to_from_one_side_alone_is_crossed():
    """Point 1 alone would stop the unit at w1 = 0. Point 2 pulls down more strongly, so the unit goes on below."""
    data = of_points([[1, 1], [0, 1]], [[-1, -3]])
    theta = np.array([[0.3, 0.9, 1.0]])
    found = flow(unit(inputs=2), "quadratic", theta[0], data, [0.0, 0.2, 0.4], TIGHT)
    near = descended(unit(inputs=2), theta, data, [0.0, 0.2, 0.4], 5e-5).theta[0]
    assert found.kinks > 0
    assert found.theta[-1][0] < -1e-3
    np.testing.assert_allclose(found.theta, near, rtol=0, atol=1e-4)


def slopes_at_rest(shape, theta, velocity, data, resting):
    """The slopes phi' at the resting pre-activations for which the velocity is minus the gradient. The gradient is linear in them.

    resting: (resting, 2), the unit and the point of each in the one hidden layer. Returns the slopes and the largest remaining error.
    """

    def gradient(slopes):
        z = forward(shape, theta[None], data.x)[4][0][0]
        gates = torch.tensor(activate(shape.activation, z)[1])
        gates[resting[:, 0], resting[:, 1]] = torch.tensor(slopes)
        there = torch.tensor(theta, requires_grad=True)
        f = outputs(shape, "full", there, torch.tensor(data.x[0]), lambda z, h: gates * z)
        return torch.autograd.grad(LOSS["quadratic"](f, torch.tensor(data.y[0])), there)[0].numpy()

    none = np.zeros(len(resting))
    base = gradient(none)
    columns = np.stack([gradient(one) - base for one in np.eye(len(resting))], axis=1)
    slopes = np.linalg.lstsq(columns, -velocity - base)[0]
    return slopes, np.abs(columns @ slopes + base + velocity).max()


@pytest.mark.parametrize("activation", KINKED)
def test_at_rest_the_flow_is_a_descent_with_slopes_between_those_of_both_sides(activation, monkeypatch):
    """Minus the velocity is in Clarke's subdifferential after each solver step. Automatic differentiation finds the slopes again."""
    shape, theta, data = problem(activation=activation, depth=2, runs=3, N=12)
    seen, event = [], kinked_flow._event

    def watched(piece, solver):
        found = event(piece, solver)
        if found is None and piece.resting.size:
            seen.append((piece.data, solver.y.copy(), piece.velocity(solver.y), piece.at_rest[1:].T))
        return found

    monkeypatch.setattr(kinked_flow, "_event", watched)
    found = flowed(shape, "quadratic", theta, data, [0.0, 6.0])
    assert (found.status == End.COMPLETED).all()
    assert found.resting.max() > 0
    assert len(seen) > 20
    for data, at, velocity, resting in seen:
        z = forward(shape, at[None], data.x)[4][0][0]
        np.testing.assert_allclose(z[resting[:, 0], resting[:, 1]], 0, atol=1e-9)
        slopes, left = slopes_at_rest(shape, at, velocity, data, resting)
        assert left < 1e-9
        assert slopes.min() > KINKED[activation] - 1e-8
        assert slopes.max() < 1 + 1e-8
        moved = (forward(shape, (at + 1e-4 * velocity)[None], data.x)[4][0][0] - z)[resting[:, 0], resting[:, 1]]
        np.testing.assert_allclose(moved, 0, atol=1e-10)


def test_a_flow_that_does_not_end_is_flagged_and_leaves_its_neighbours_alone(monkeypatch):
    shape, theta, data = problem(activation="tanh", runs=3)
    theta[1] *= 3.0
    times = [0.0, 0.5, 3.0]
    whole = flowed(shape, "quadratic", theta, data, times)
    monkeypatch.setattr(kinked_flow, "STEPS", int(np.sort(whole.steps)[1]))
    found = flowed(shape, "quadratic", theta, data, times)
    assert whole.steps.argmax() == 1
    assert found.status.tolist() == [End.COMPLETED, End.GAVE_UP, End.COMPLETED]
    assert np.isnan(found.theta[1, -1]).all()
    assert np.isnan(found.moved[1, -1]).all()
    np.testing.assert_array_equal(found.theta[[0, 2]], whole.theta[[0, 2]])
    np.testing.assert_array_equal(found.theta[:, 0], theta)


def test_a_flow_is_the_same_however_its_times_are_cut():
    """Tolerance: 1e-9. The solver stops at every point that is kept."""
    shape, theta, data = problem(runs=1)
    one, many = (flow(shape, "quadratic", theta[0], Points(*data), np.linspace(0, 1.5, n), TIGHT).theta[-1] for n in (2, 31))
    np.testing.assert_allclose(many, one, rtol=0, atol=1e-9)
