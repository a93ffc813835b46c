"""Literal descent, gradient flow and the late flow: each agrees with the one before and with the conserved quantities."""

import numpy as np
import pytest
import torch
from one_neuron_draws import AUGMENTATIONS, LAM, augmented, drawn, landscape, of_case, written_out
from scipy.integrate import simpson, solve_ivp

from descent import ends
from descent.activations import Activation
from descent.ends import End
from descent.oneneuron import flow as flow_module
from descent.oneneuron.data import three_points
from descent.oneneuron.ended import Ended, words
from descent.oneneuron.ends import errors
from descent.oneneuron.flow import flow
from descent.oneneuron.late_flow import late_flow
from descent.oneneuron.objective import gradients, hessians, outputs
from descent.oneneuron.paths import Path
from descent.oneneuron.paths.flow import gradient_flow
from descent.oneneuron.paths.gd import literal
from descent.oneneuron.paths.late import late, late_times
from descent.oneneuron.problem import base, net_size, parts, problem, size
from descent.oneneuron.rates import between, powers, smoothly
from descent.oneneuron.starts import near

EVERY_AUGMENTATION = pytest.mark.parametrize("augmentation", AUGMENTATIONS)
WITH_A_NEURON = pytest.mark.parametrize("augmentation", [name for name in AUGMENTATIONS if name != "none"])
LN10 = np.log(10.0)


def beside(name="three_points", lam=1.0, runs=3, augmentation="exponential", activation="rounded_relu"):
    """The augmented net, and starts near a bad minimum of the rounded net."""
    known = landscape(name)
    net = augmented(augmentation, known.problem._replace(activation=int(Activation.named(activation))), lam)
    return net, near(net, known.theta, 0.1, 0.1, [np.random.default_rng([0, run]) for run in range(runs)])


def at_times(net, xi, log10_t, tolerance=1e-10):
    """Points of the flow from one start."""
    return flow(net, xi, LN10 * np.asarray(log10_t, dtype=float), tolerance)


def named(path):
    return words([path.ended])[0]


# Gradient flow.


@EVERY_AUGMENTATION
def test_gradient_flow_is_that_of_another_solver_on_another_gradient(augmentation):
    """Tolerance: 1e-6. The first step, 1e-4, has an error of the order of its square. The solvers' tolerances are 1e-10."""
    net = of_case(augmentation, "tanh", "logistic", depth=2)
    start = 0.5 * drawn(net, 1)[0]

    def velocity(_, xi):
        at = torch.tensor(xi, requires_grad=True)
        written_out(net, augmentation, "tanh", "logistic", at)[0].backward()
        return -at.grad.numpy()

    expected = solve_ivp(velocity, (0, 3.0), start, "DOP853", [1e-5, 1e-3, 0.1, 3.0], rtol=1e-10, atol=1e-12).y.T
    np.testing.assert_allclose(at_times(net, start, np.log10([1e-5, 1e-3, 0.1, 3.0])), expected, rtol=0, atol=1e-6)
    assert np.abs(expected[-1] - start).max() > 0.1


@EVERY_AUGMENTATION
def test_literal_descent_comes_to_the_flow_in_proportion_to_its_step(augmentation):
    """Tolerance: 7 to 14 times nearer for a tenth of the step."""
    net, starts = case_of_three_points(augmentation)
    end = np.stack([at_times(net, start, [0.0])[0] for start in starts])
    apart = []
    for eta in (1e-2, 1e-3, 1e-4):
        found = literal(net, starts, np.array([0.0]), eta) if augmentation != "none" else None
        ends = np.stack([path.xi[-1] for path in found]) if found else gd_ends(net, starts, eta)
        apart.append(np.linalg.norm(ends - end, axis=1))
    falls = np.divide(apart[:-1], apart[1:])
    assert ((falls > 7) & (falls < 14)).all(), falls
    assert (apart[-1] < 1e-3).all()


def gd_ends(net, starts, eta):
    ends = starts.copy()
    for _ in range(round(1 / eta)):
        ends -= eta * gradients(net, ends)[1]
    return ends


def case_of_three_points(augmentation):
    """Three points, a smooth net, starts from which a step of 0.01 is short."""
    x, y = three_points.points()
    labels = y if AUGMENTATIONS[augmentation].OUTPUTS == 1 else np.stack([y, -y], axis=1)
    net = augmented(augmentation, problem(x, labels, [2], "tanh"))
    return net, 0.3 * np.random.default_rng(0).standard_normal((3, size(net)))


@pytest.mark.parametrize("loss", ["hinge", "logistic"])
@pytest.mark.parametrize(
    ("augmentation", "factor"), [("exponential", 1), ("kawaguchi_kaelbling", 1), ("unregularised", 0), ("sohl_dickstein", 2)]
)
def test_the_flow_conserves_b_minus_half_a_squared_minus_lambda_times_the_integral_of_a_squared(augmentation, factor, loss):
    """From a F_a - F_b = lambda a^2. Tolerances: 1e-8; 1e-5 + 1e-4 lambda for the first step. Integrals by Simpson's rule in log t."""
    net = of_case(augmentation, "tanh", loss)
    start = 0.7 * drawn(net, 1)[0]
    s = np.linspace(np.log(1e-4), np.log(100.0), 4001)
    points = flow(net, start, s, 1e-11)
    a, b = points[:, parts(net).a], points[:, parts(net).b]
    kept = [
        b[n] - a[n] ** 2 / 2 - factor * LAM * simpson(a[: n + 1] ** 2 * np.exp(s[: n + 1, None]), x=s[: n + 1], axis=0)
        for n in (2, 1000, 2000, 3000, 4000)
    ]
    np.testing.assert_allclose(kept, np.broadcast_to(kept[0], (5, len(kept[0]))), rtol=0, atol=1e-8)
    np.testing.assert_allclose(kept[0], start[parts(net).b] - start[parts(net).a] ** 2 / 2, rtol=0, atol=1e-4 * factor * LAM + 1e-5)
    assert np.abs(b[-1] - b[0]).max() > 0.02


def test_b_grows_at_the_rate_that_the_conserved_quantity_says_far_out_too():
    """On the way to infinity, over six decades of time. Tolerance: 1e-6."""
    net, starts = beside()
    s = np.linspace(0.0, 6 * LN10, 6001)
    for start in starts:
        points = flow(net, start, s, 1e-10)
        a, b = points[:, parts(net).a[0]], points[:, parts(net).b[0]]
        kept = b - a**2 / 2
        assert kept[-1] - kept[0] == pytest.approx(simpson(a**2 * np.exp(s), x=s), abs=1e-6)
        assert b[-1] - b[0] > 1


@EVERY_AUGMENTATION
def test_f_falls_along_the_flow_and_early_points_are_steps_down_the_gradient(augmentation):
    net, starts = case_of_three_points(augmentation)
    for start in starts:
        points = at_times(net, start, [-9.0, -6.0, -5.0, -4.0, *np.linspace(-3, 2, 30)])
        assert (np.diff(gradients(net, points)[0]) < 0).all()
        np.testing.assert_allclose(
            points[:3], start - np.array([[1e-9], [1e-6], [1e-5]]) * gradients(net, start[None])[1], rtol=0, atol=1e-13
        )


@pytest.mark.parametrize("name", ["three_points", "yun_1", "active_iris"])
def test_the_first_step_of_a_flow_is_short_enough_in_steep_landscapes_too(name):
    """Curvatures of 50, 1e4 and 1e5, compared with an implicit solver in time itself. Tolerance: 1 % of F."""
    known = landscape(name)
    start = near(known.problem, known.theta, 0.1, 0.0, [np.random.default_rng(0)])[0]
    times = np.array([1e-5, 1e-4, 1e-3])
    exact = solve_ivp(lambda _, xi: -gradients(known.problem, xi[None])[1][0], (0, 1e-3), start, "LSODA", times, rtol=1e-9, atol=1e-11).y.T
    found = at_times(known.problem, start, np.log10(times))
    np.testing.assert_allclose(gradients(known.problem, found)[0], gradients(known.problem, np.ascontiguousarray(exact))[0], rtol=1e-2)


def test_a_tighter_tolerance_is_nearer():
    net, starts = beside(runs=1)
    best = at_times(net, starts[0], [3.0], 1e-12)
    apart = [np.abs(at_times(net, starts[0], [3.0], 10.0**-k) - best).max() for k in (4, 6, 8)]
    assert apart[0] > 5 * apart[1] > 25 * apart[2]


@pytest.mark.parametrize(("name", "lam"), [("three_points", 1.0), ("three_points", 0.01), ("dead", 10.0)])
def test_the_flow_stays_in_its_narrow_valley_as_the_reference_solver_does(name, lam):
    """LSODA's points up to time 1e8, at which curvatures differ by 1e10. Tolerances: 1e-10 of the solvers, 1e-5 of log |a| and the rest."""
    net, starts = beside(name, lam, runs=1)
    times = np.array([1.0, 1e2, 1e4, 1e6, 1e8])
    first = 1e-4

    def velocity(s, xi):
        return -np.exp(s) * gradients(net, xi[None])[1][0]

    def jacobian(s, xi):
        return -np.exp(s) * hessians(net, xi[None])[0]

    absolute = np.full(size(net), 1e-13)
    absolute[parts(net).a] = 1e-60
    begun = starts[0] - first * gradients(net, starts)[1][0]
    options = {"jac": jacobian, "rtol": 1e-10, "atol": absolute}
    exact = solve_ivp(velocity, (np.log(first), np.log(1e8)), begun, "LSODA", np.log(times), **options).y.T
    found = at_times(net, starts[0], np.log10(times), 1e-10)
    a = parts(net).a[0]
    np.testing.assert_allclose(np.log(np.abs(found[:, a])), np.log(np.abs(exact[:, a])), rtol=0, atol=1e-5)
    np.testing.assert_allclose(np.delete(found, a, axis=1), np.delete(exact, a, axis=1), rtol=0, atol=1e-5)
    assert abs(found[-1, a]) < 1e-3


def test_a_point_of_a_flow_has_the_same_bits_whatever_other_times_are_asked_for():
    net, starts = beside(runs=1)
    alone = [at_times(net, starts[0], [time])[0] for time in (-3.0, 0.0, 2.0, 5.0)]
    np.testing.assert_array_equal(at_times(net, starts[0], [-3.0, -1.0, 0.0, 1.999, 2.0, 5.0, 6.0])[[0, 2, 4, 5]], alone)


def test_a_flow_at_rest_stays_where_it_is():
    net = augmented("exponential", landscape("three_points").problem)
    rest = np.array([1.0, -1.0, 0.0, 0.0, 3.0, 3.0, -1.5, 0.0, 0.3, 0.7])
    np.testing.assert_array_equal(at_times(net, rest, [-5.0, 0.0, 5.0, 15.0]), [rest] * 4)


def test_a_flow_that_its_solver_gives_up_ends_in_nan(monkeypatch):
    net, starts = beside(runs=1)
    whole = gradient_flow(net, starts, np.linspace(-3, 4, 30), 1e-8)[0]
    monkeypatch.setattr(flow_module, "EVALUATIONS", 60)
    cut = gradient_flow(net, starts, np.linspace(-3, 4, 30), 1e-8)[0]
    known = np.isfinite(cut.xi).all(axis=1)
    number = known.sum()
    assert 0 < number < 30
    assert known[:number].all()
    np.testing.assert_array_equal(cut.xi[:number], whole.xi[:number])
    assert np.isnan(cut.log10_F[number:]).all()
    assert (named(whole), whole.ended_at) == ("completed", 4.0)
    assert (named(cut), cut.ended_at) == ("gave up", cut.log10_t[number - 1])


def test_a_flow_from_outside_the_range_of_floats_is_given_up():
    net, starts = beside(runs=2)
    starts[0, parts(net).b] = 1e4
    first, second = gradient_flow(net, starts, np.linspace(-3, 0, 5), 1e-8)
    assert named(first) == "gave up"
    assert np.isnan(first.xi).all()
    assert named(second) == "completed"


# Literal descent along times.


@WITH_A_NEURON
def test_columns_of_a_path_are_what_they_say(augmentation):
    net, starts = case_of_three_points(augmentation)
    theta = net_size(net.widths)
    for found in (literal(net, starts, np.linspace(-1, 1, 5), 0.01), gradient_flow(net, starts, np.linspace(-1, 1, 5), 1e-8)):
        for path in found:
            xi, alone = path.xi, np.ascontiguousarray(path.xi[:, :theta])
            np.testing.assert_allclose(10**path.log10_a, np.abs(xi[:, parts(net).a[0]]), rtol=1e-12)
            np.testing.assert_allclose(10**path.log10_F, gradients(net, xi)[0], rtol=1e-12)
            np.testing.assert_array_equal(path.b, xi[:, parts(net).b[0]])
            np.testing.assert_allclose(path.w_norm, np.sqrt((xi[:, parts(net).w] ** 2).sum(axis=1)), rtol=1e-14)
            np.testing.assert_array_equal(path.base_loss, gradients(base(net), alone)[0])
            np.testing.assert_array_equal(path.base_errors, errors(base(net), alone))
            np.testing.assert_allclose(path.sharpness, np.linalg.eigvalsh(hessians(net, xi))[:, -1], rtol=1e-12)
            if augmentation in ("exponential", "penalised", "unregularised"):
                added = np.stack([outputs(net, row) for row in xi]) - np.stack([outputs(base(net), row) for row in alone])
                np.testing.assert_allclose(path.output, np.abs(added).max(axis=(1, 2)), rtol=1e-8)


def test_literal_paths_go_through_the_iterations_next_to_their_times():
    net, starts = beside()
    found = literal(net, starts, np.array([-2.0, -1.0, 0.0, np.log10(1.234)]), 0.01)
    np.testing.assert_allclose(10 ** found[0].log10_t, [0.01, 0.1, 1.0, 1.23], rtol=1e-12)
    np.testing.assert_allclose(found[0].xi[0], starts[0] - 0.01 * gradients(net, starts)[1][0], rtol=0, atol=1e-15)
    assert [named(path) for path in found] == ["completed"] * 3


def test_literal_paths_with_too_long_a_step_overflow():
    net, starts = beside()
    for path in literal(net, starts, np.linspace(0, 3, 10), 1.0):
        assert named(path) == "diverged"
        assert path.ended_at < 2
        known = np.isfinite(path.b)
        assert not known[-1]
        assert (known[:-1] >= known[1:]).all()


# The late flow.


@pytest.mark.parametrize("lam", [0.01, 1.0, 10.0])
def test_late_flow_agrees_with_gradient_flow(lam):
    """Times 1e6 to nearly 1e9, at which floats resolve both. Tolerances: 1e-3 of b, 1e-3 in log |a| and log F, 1 % of the net's loss."""
    net, starts = beside(lam=lam)
    times = np.array([6.0, 6.5, 7.0, 8.0, 8.9, 9.0])
    for exact, found in zip(gradient_flow(net, starts, times, 1e-9), late(net, starts, times, 1e-9, 6.0), strict=True):
        np.testing.assert_allclose(found.b[:-1], exact.b[:-1], rtol=1e-3)
        np.testing.assert_allclose(LN10 * found.log10_a[:-1], LN10 * exact.log10_a[:-1], rtol=0, atol=1e-3)
        np.testing.assert_allclose(LN10 * found.log10_F[:-1], LN10 * exact.log10_F[:-1], rtol=0, atol=1e-3)
        np.testing.assert_allclose(found.w_norm[:-1], exact.w_norm[:-1], rtol=1e-3)
        np.testing.assert_allclose(found.base_loss[:-1], exact.base_loss[:-1], rtol=1e-2)
        np.testing.assert_allclose(found.output[:-1], exact.output[:-1], rtol=1e-2)
        np.testing.assert_allclose(found.xi[:-1], exact.xi[:-1], rtol=1e-2, atol=1e-4)
        np.testing.assert_array_equal(found.base_errors[:-1], exact.base_errors[:-1])
        assert exact.base_errors[-1] == 1
        assert exact.b[-2] > exact.b[0] + 0.5


@pytest.mark.parametrize("name", ["alternating", "dead"])
def test_late_flow_agrees_with_gradient_flow_in_other_landscapes(name):
    """Tolerances: 1e-3 of b, 1e-2 in log |a|. Runs in which F does not go to zero have no late flow."""
    net, starts = beside(name, runs=4)
    times = np.array([6.0, 7.0, 8.0, 8.5])
    found = late(net, starts, np.r_[times, 9.0], 1e-9, 6.0)
    exact = gradient_flow(net, starts, times, 1e-9)
    on_their_way = [run for run, path in enumerate(found) if named(path) == "completed"]
    assert len(on_their_way) >= 2
    for run in on_their_way:
        np.testing.assert_allclose(found[run].b[:-1], exact[run].b, rtol=1e-3)
        np.testing.assert_allclose(LN10 * found[run].log10_a[:-1], LN10 * exact[run].log10_a, rtol=0, atol=1e-2)
    for run in set(range(4)) - set(on_their_way):
        assert exact[run].log10_F[-1] > -2
        assert named(found[run]) == "above zero"


def test_a_later_handover_is_nearer_as_a_is_smaller():
    """The error is of the order of |a|, which falls as t^(-1/2), so to about a third per decade. Tolerance: 1/5 to 1/2."""
    net, starts = beside(runs=2)
    exact = [at_times(net, start, [8.0])[0] for start in starts]
    apart = []
    for handover in (3.0, 4.0, 5.0):
        found = late(net, starts, np.array([handover, 8.0, 8.5]), 1e-10, handover)
        apart.append([abs(path.b[1] - xi[parts(net).b[0]]) for path, xi in zip(found, exact, strict=True)])
    falls = np.divide(apart[1:], apart[:-1])
    assert ((falls > 0.2) & (falls < 0.5)).all(), falls


@pytest.mark.parametrize("end", [7.0, 8.0, 9.0])
def test_a_late_path_to_the_end_of_time_has_all_its_points(end):
    net, starts = beside(runs=8)
    for path in late(net, starts, np.linspace(6.0, end, 4), 1e-8, 6.0):
        assert named(path) == "completed"
        assert np.isfinite(path.b).all()
        assert np.isfinite(path.xi).all()


def steps_of_late_flow(lam):
    """The augmented net, the sign of a, and the late flow from 1e6 to 1e60."""
    net, starts = beside(lam=lam, runs=1)
    handed_over = at_times(net, starts[0], [6.0])[0]
    return net, np.sign(handed_over[parts(net).a[0]]), late_flow(net, handed_over, 6 * LN10, 60 * LN10)


@pytest.mark.parametrize("lam", [0.1, 1.0])
def test_points_that_are_held_stay_at_margin_one_and_no_point_goes_below(lam):
    """Tolerances at every step: 1e-6 for held points, 1e-5 below 1 for all points. |a| falls to less than a hundredth."""
    net, sign, found = steps_of_late_flow(lam)
    added = sign * np.exp((found.log_a + found.b)[:, None] + found.w @ net.x.T)
    margins = net.y[:, 0] * (np.stack([outputs(base(net), np.ascontiguousarray(theta))[:, 0] for theta in found.theta]) + added)
    assert margins.min() > 1 - 1e-5
    assert (np.abs(margins - 1).min(axis=1) < 1e-6).all()
    assert found.log_a[-1] - found.log_a[0] < -5


@pytest.mark.parametrize("lam", [0.1, 1.0])
def test_late_flow_is_one_step_after_the_other_what_its_equations_say(lam):
    """With c = log |a| + b: dc/db = -speed, |d theta/db|^2 + |dw/db|^2 = speed, dt/db = 1/(lambda a^2). Differences over steps, to 2 %."""
    _, _, found = steps_of_late_flow(lam)
    db = np.diff(found.b)
    kept = db > 1e-3
    assert kept.sum() > 10
    speed = 0.5 * (found.speed[1:] + found.speed[:-1])[kept]
    db = db[kept]
    moved = np.diff(found.log_a + found.b)[kept] / db
    np.testing.assert_allclose(moved, -speed, rtol=2e-2)
    length = sum((np.diff(part, axis=0)[kept] ** 2).sum(axis=1) for part in (found.theta, found.w)) / db**2
    np.testing.assert_allclose(length, speed, rtol=2e-2)
    growth = np.log(lam) + 2 * found.log_a + found.log_t  # log of lambda a^2 t, which is db/d log t
    rate = np.exp(0.5 * (growth[1:] + growth[:-1])[kept])
    np.testing.assert_allclose(db / np.diff(found.log_t)[kept], rate, rtol=2e-2)


def test_late_flow_ends_where_the_net_itself_holds_the_points():
    """At times far beyond floats, |a| and the neuron's output vanish, and the net alone makes no error: a good minimum after all."""
    net, starts = beside()
    for path in late(net, starts, late_times(6.0, 300.0, 300), 1e-8, 6.0):
        assert named(path) == "taken over"
        assert 10 < path.ended_at < 300
        last = np.flatnonzero(np.isfinite(path.b))[-1]
        assert path.log10_t[last] <= path.ended_at
        assert np.isnan(path.b[last + 1 :]).all()
        assert path.base_errors[0] == 1
        assert path.base_errors[last] == 0
        assert path.base_loss[last] < 1e-2 < path.base_loss[0]
        assert path.log10_a[last] < -6


def test_a_late_path_that_the_net_has_learnt_before_is_taken_over_at_the_handover():
    net = beside()[0]
    learnt = np.array([[1.0, -1.0, 0.0, 0.0, 3.0, 3.0, -1.5, 1e-9, 0.3, 0.7]])
    path = late(net, learnt, np.linspace(6.0, 9.0, 4), 1e-8, 6.0)[0]
    assert (named(path), path.ended_at) == ("taken over", 6.0)
    assert np.isnan(path.b).all()


def test_a_late_path_without_its_gradient_flow_is_given_up():
    net, starts = beside(runs=1)
    starts[0, parts(net).b] = 1e4
    assert named(late(net, starts, np.linspace(6.0, 9.0, 4), 1e-8, 6.0)[0]) == "gave up"


@pytest.mark.parametrize("augmentation", [name for name in AUGMENTATIONS if name != "exponential"])
def test_late_flow_is_that_of_the_papers_neuron_alone(augmentation):
    net, starts = case_of_three_points(augmentation)
    with pytest.raises(ValueError, match=r"paper's exponential neuron, with one output and the hinge loss"):
        late_flow(net, starts[0], 0.0, 1.0)


@pytest.mark.parametrize("loss", ["logistic", "squared"])
def test_late_flow_is_that_of_the_hinge_loss_alone(loss):
    net = augmented("exponential", problem(*three_points.points(), [2], "tanh", loss))
    with pytest.raises(ValueError, match=r"one output and the hinge loss"):
        late_flow(net, np.ones(size(net)), 0.0, 1.0)


def test_times_of_late_paths_are_denser_at_first():
    times = late_times(6.0, 300.0, 50)
    assert times.shape == (50,)
    assert (times[0], times[-1]) == (6.0, 300.0)
    assert (np.diff(times, 2) > 0).all()
    assert times[0] < times[1] < 6.1


# Powers of time.


def power_law(t, F_power=-0.72, a_power=-0.36, b_slope=0.16, w_slope=0.3):
    """Columns of a path that follows powers of time. t: log10 of times."""
    return {
        "log10_t": t,
        "log10_F": F_power * t - 1.0,
        "log10_a": a_power * t + 0.5,
        "b": b_slope * LN10 * t + 2.0,
        "w_norm": w_slope * LN10 * t + 1.0,
        "ended": 0,
    }


def stacked(*runs):
    return {name: np.array([run[name] for run in runs]) for name in runs[0]}


def test_values_between_points_are_on_straight_lines_and_missing_outside():
    """Compared with numpy's interpolation. Tolerance: rounding."""
    rng = np.random.default_rng(0)
    x, y = np.sort(rng.uniform(0, 1, 20)), rng.standard_normal(20)
    at = np.r_[rng.uniform(-0.2, 1.2, 200), x]
    np.testing.assert_allclose(between(at, x, y), np.interp(at, x, y, np.nan, np.nan), rtol=0, atol=1e-13)
    np.testing.assert_array_equal(between(x[3], x, np.where(np.arange(20) > 3, np.nan, y)), y[3])
    assert np.isnan(between(0.5 * (x[3] + x[4]), x, np.where(np.arange(20) > 3, np.nan, y)))


def test_smooth_values_between_points_are_those_of_cubics():
    """One cubic to the left and another to the right of a place that appears twice in x. Tolerance: rounding."""
    left, right = np.polynomial.Polynomial([1.0, -2.0, 0.5, 3.0]), np.polynomial.Polynomial([0.3, 1.0, -1.0, 2.0])
    x = np.array([-1.0, -0.2, 0.4, 0.4, 1.0, 2.0])
    at = np.array([-1.0, -0.7, 0.0, 0.3999, 0.5, 1.7, 2.0])
    pieces = [left] * 3 + [right] * 3
    y, slope = ([[function(place)] for function, place in zip(part, x, strict=True)] for part in (pieces, [p.deriv() for p in pieces]))
    expected = [(left if place < 0.4 else right)(place) for place in at]
    np.testing.assert_allclose(smoothly(at, x, np.array(y), np.array(slope))[:, 0], expected, rtol=1e-13, atol=1e-13)


def test_powers_of_power_laws_are_found():
    t = np.linspace(0, 8, 81)
    found = powers(stacked(power_law(t), power_law(t, -1.0, -0.5, 0.4, 0.0)), rate=1.0)
    for name, values in {"F_power": [-0.72, -1.0], "a_power": [-0.36, -0.5], "b_slope": [0.16, 0.4], "w_slope": [0.3, 0.0]}.items():
        np.testing.assert_allclose(found[name], values, atol=1e-12)


@pytest.mark.parametrize("rate", [0.01, 1.0, 2.0])
def test_the_predicted_slope_of_b_is_that_of_the_integral_of_a_squared(rate):
    """With a = A t^(-1/2), db/d log t = rate A^2."""
    found = powers(stacked(power_law(np.linspace(0, 8, 81), a_power=-0.5)), rate)
    np.testing.assert_allclose(found["b_slope_predicted"], rate * 10.0, rtol=1e-12)


def test_powers_are_those_of_the_last_two_decades_that_a_path_has():
    t = np.linspace(0, 8, 81)
    early, late = power_law(t, -5.0, -3.0, 1.0, 1.0), power_law(t)
    bent = {name: np.where(t < 5.95, early[name], late[name]) if name not in ("log10_t", "ended") else late[name] for name in late}
    cut = {name: np.where(t > 5.05, np.nan, values) if name not in ("log10_t", "ended") else values for name, values in late.items()}
    found = powers(stacked(bent, cut), rate=1.0)
    for name, value in {"F_power": -0.72, "a_power": -0.36, "b_slope": 0.16, "w_slope": 0.3}.items():
        np.testing.assert_allclose(found[name], value, atol=1e-12)


def test_a_path_shorter_than_two_decades_has_no_powers():
    t = np.linspace(0, 8, 81)
    short = {name: np.where(t > 1.9, np.nan, v) if name not in ("log10_t", "ended") else v for name, v in power_law(t).items()}
    none = {name: v * np.nan if name not in ("log10_t", "ended") else v for name, v in power_law(t).items()}
    off = power_law(t) | {"log10_a": np.full(81, -np.inf)}
    for values in powers(stacked(short, none, off), rate=1.0).values():
        assert np.isnan(values).all()


def test_powers_of_a_flow_are_those_that_it_follows():
    """b grows as the integral of lambda a^2; a^2 falls nearly as 1/t, and so does F. Tolerances: 1 %, and 3 % for the power -1."""
    net, starts = beside(lam=10.0)
    found = gradient_flow(net, starts, np.linspace(3, 9, 121), 1e-9)
    measured = powers({name: np.array([getattr(path, name) for path in found]) for name in Path._fields}, 10.0)
    np.testing.assert_allclose(measured["b_slope"], measured["b_slope_predicted"], rtol=0.01)
    np.testing.assert_allclose(measured["F_power"], 2 * measured["a_power"], rtol=0.01)
    np.testing.assert_allclose(measured["F_power"], -1.0, rtol=0.03)


def test_paths_end_in_the_words_of_all_runs_where_they_mean_the_same():
    shared = [ended for ended in Ended if ended.name in End.__members__]
    assert words(shared).tolist() == ends.words(shared).tolist() == ["completed", "diverged", "gave up"]
    assert not {int(ended) for ended in Ended if ended not in shared} & {int(end) for end in End}
