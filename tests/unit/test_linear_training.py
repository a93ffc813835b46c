"""Three ways to train linear nets: literal descent agrees with torch, the flow with descent at matched margins. Failures are flagged."""

import math

import numpy as np
import pytest
import torch
from common_loop import by_loop
from scipy.optimize import nnls
from test_linear_nets import output

from descent import checked, ends
from descent.convbias import simplex
from descent.convbias.gradient_descent import CAUTION
from descent.convbias.methods import flow, gd, safe_gd
from descent.convbias.models import MODELS
from descent.convbias.nets import jacobian, net, penalty_of, predictor, split, start
from descent.convbias.separators import distance, separators
from descent.convbias.stationarity import predictor_residual, surviving, weights_residual
from descent.convbias.training import points, train_runs
from descent.methods import gd as plain_gd

CONV = net("conv", 3, 16, 16)
FEW = {gd: {"steps": 300, "eta": 0.02}, safe_gd: {"steps": 300}, flow: {"steps_before_flow": 300, "growth": 0.05, "flow_steps": 200}}
"""Each method with few steps."""
EVERY_METHOD = pytest.mark.parametrize("method", FEW, ids=lambda method: method.__name__.rpartition(".")[2])


def problem(shape, runs, N=5, size=0.5, seed=0):
    """Starts (runs, P) and Gaussian signals times labels (runs, N, D)."""
    generators = [np.random.default_rng([seed, run]) for run in range(runs)]
    x = np.stack([generator.standard_normal((N, shape.D)) for generator in generators])
    return start(shape, size, generators), x


def words(trained):
    return ends.words(trained.status).tolist()


def late(shape, w, x, kept_at, steps_before_flow, growth=0.05, flow_steps=0):
    return train_runs(flow, shape, w, x, kept_at, steps_before_flow=steps_before_flow, growth=growth, flow_steps=flow_steps)


LOSSES = {
    "exponential": lambda margin: torch.exp(-margin),
    "logistic": lambda margin: torch.nn.functional.softplus(-margin),
    "sigmoid": lambda margin: torch.sigmoid(-margin),
}
EVERY_NET = pytest.mark.parametrize(
    "shape",
    [net("conv", 2, 8, 8), net("conv", 3, 7, 3), net("full", 3, 5, 5), net("diagonal", 3, 6, 6)],
    ids=lambda shape: "-".join(map(str, shape)),
)


@pytest.mark.parametrize("name", LOSSES)
@EVERY_NET
def test_literal_descent_is_that_of_the_common_loop_and_torch(shape, name):
    w, x = problem(shape, 2)
    trained = train_runs(gd, shape, w, x, points(3, 2), loss=name, steps=40, eta=0.02)

    def loss(weights, samples):
        sizes = [part.shape for part in split(w[0], shape)]
        flat = torch.split(weights, [math.prod(size) for size in sizes])
        parts = [part.reshape(size) for part, size in zip(flat, sizes, strict=True)]
        return sum(LOSSES[name](output(parts, sample, shape.kind)) for sample in samples)

    for run in range(2):
        found = by_loop(loss, plain_gd, w[run], torch.tensor(x[run]), 40, eta=0.02)
        np.testing.assert_allclose(trained.weights[run] * np.exp(trained.log_norm[run]), found, rtol=1e-9, atol=1e-12)


@EVERY_NET
def test_safe_descent_is_that_of_plain_numpy(shape):
    """The step is 1 divided by the largest squared norm of a margin's derivative. It moves at most a share of the weights' norm. The
    weights of the points in the gradient add up to one.
    """
    w, x = problem(shape, 2)
    trained = train_runs(safe_gd, shape, w, x, points(3, 2), steps=40)
    for run in range(2):
        at = w[run].copy()
        for _ in range(40):
            margins, rows = x[run] @ predictor(at, shape), jacobian(at, shape, x[run])
            q = np.exp(margins.min() - margins)
            d = q / q.sum() @ rows
            at += min(1 / np.sum(rows**2, axis=1).max(), CAUTION * np.linalg.norm(at) / np.linalg.norm(d)) * d
        np.testing.assert_allclose(trained.weights[run] * np.exp(trained.log_norm[run]), at, rtol=1e-9, atol=1e-12)


@EVERY_METHOD
@pytest.mark.parametrize(
    "shape", [CONV, net("conv", 2, 9, 4), net("full", 2, 9, 9), net("diagonal", 2, 9, 9)], ids=lambda shape: "-".join(map(str, shape))
)
def test_a_runs_bits_do_not_depend_on_its_neighbours(shape, method):
    w, x = problem(shape, MODELS[shape.kind].LANES + 5)
    options = {"kept_at": points(8, 4)} | FEW[method]
    together = train_runs(method, shape, w, x, **options)
    for width in (1, 7):
        apart = [
            train_runs(method, shape, w[first : first + width], x[first : first + width], **options) for first in range(0, len(w), width)
        ]
        for field in together._fields:
            np.testing.assert_array_equal(np.concatenate([getattr(part, field) for part in apart]), getattr(together, field), err_msg=field)


@pytest.mark.parametrize("D", [16, 33])
@pytest.mark.parametrize("L", [2, 3, 4])
def test_the_flow_agrees_with_safe_descent_at_matched_margins(L, D):
    """Tolerance, written before measuring: 2 % of 1 - cos to the l2 separator, at six or more margins after the take-over."""
    shape = net("conv", L, D, D)
    w, x = problem(shape, 6)
    l2 = separators(x).l2
    safe = train_runs(safe_gd, shape, w, x, points(9, 8), steps=150_000)
    flowed = late(shape, w, x, points(9, 8), 5_000, growth=0.02, flow_steps=2_000)
    both = np.isfinite(safe.log10_margin) & (safe.log10_margin > flowed.flow_from[:, None]) & np.isfinite(flowed.log10_margin)
    assert np.all(both.sum(axis=1) >= 6)
    moved, expected = distance(flowed.beta, l2[:, None]), distance(safe.beta, l2[:, None])
    np.testing.assert_allclose(moved[both], expected[both], rtol=0.02)


@pytest.mark.parametrize("L", [2, 3])
def test_a_finer_flow_ends_at_the_same_place(L):
    """Tolerance, written before measuring: 10 % of 1 - cos, or both below 1e-8, at margins up to 1e12."""
    shape = net("conv", L, 16, 16)
    w, x = problem(shape, 6)
    l2 = separators(x).l2
    coarse, fine = (late(shape, w, x, points(12, 1), 5_000, growth=growth, flow_steps=4_000) for growth in (0.05, 0.025))
    a, b = distance(coarse.beta[:, -1], l2), distance(fine.beta[:, -1], l2)
    np.testing.assert_allclose(a, b, rtol=0.1, atol=1e-8)


@pytest.mark.parametrize("L", [1, 2, 3, 4])
def test_the_flow_of_full_nets_ends_at_the_l2_separator(L):
    """Tolerance: ten times theorem 1's rate M^(-2/L) at the last margin, or 1e-20."""
    shape = net("full", L, 9, 9)
    w, x = problem(shape, 4)
    trained = late(shape, w, x, points(20, 1), 3_000, flow_steps=3_000)
    assert words(trained) == ["converged"] * 4
    assert np.all(distance(trained.beta[:, -1], separators(x).l2) < np.maximum(10 ** (1 - 2 * 20 / L), 1e-20))


@pytest.mark.parametrize("L", [3, 4, 5])
def test_the_flow_of_deep_convolutional_nets_ends_at_a_stationary_point_of_the_bridge_penalty(L):
    """Tolerances: residuals 1e-6, penalty identity 1e-12, at margins of 1e120 (at 1e60 one depth 3 run of six had a residual of 8e-6)."""
    shape = net("conv", L, 16, 16)
    w, x = problem(shape, 6)
    trained = late(shape, w, x, points(120, 1), 5_000, flow_steps=10_000)
    assert words(trained) == ["converged"] * 6
    for run in range(6):
        beta = trained.beta[run, -1]
        assert predictor_residual(beta, L, x[run])[0] < 1e-6
        assert weights_residual(trained.weights[run], shape, x[run]) < 1e-6
        np.testing.assert_allclose(penalty_of(trained.weights[run], shape), 1, rtol=1e-12)
        assert surviving(beta).sum() < 9


def test_the_flow_at_depth_two_goes_to_the_l1_separator():
    """Tolerance: 1e-6 for the median at margins of 1e300. Slow runs are nearer than at 1e100."""
    shape = net("conv", 2, 16, 16)
    w, x = problem(shape, 6)
    trained = late(shape, w, x, [100.0, 300.0], 5_000, flow_steps=20_000)
    before, after = distance(trained.beta, separators(x).l1[:, None]).T
    assert np.median(after) < 1e-6
    assert np.all((after < before) | (after < 1e-20))


def test_residuals_see_what_is_not_stationary():
    w, x = problem(CONV, 3)
    separator = separators(x).l2
    for run in range(3):
        assert predictor_residual(separator[run], 3, x[run])[0] > 0.01
        assert weights_residual(w[run], CONV, x[run]) > 0.01


def test_points_say_where_they_are_and_are_reached_from_below():
    w, x = problem(CONV, 3)
    kept_at = points(10, 4)
    assert kept_at[-1] == 10
    assert np.all(np.diff(kept_at) > 0)
    trained = late(CONV, w, x, kept_at, 2_000, growth=0.05, flow_steps=2_000)
    assert np.all(trained.log10_margin >= kept_at)
    flows = kept_at > trained.flow_from.max()
    assert np.all(trained.log10_margin[:, flows] - kept_at[flows] < np.log10(1.2))
    np.testing.assert_allclose(np.linalg.norm(trained.beta, axis=2), 1, rtol=1e-12)


@pytest.mark.parametrize("growth", [0.02, 0.1])
def test_a_step_of_the_flow_makes_the_margin_larger_by_its_growth(growth):
    """Tolerance: 10 %, of the order of the growth."""
    w, x = problem(CONV, 3)
    trained = late(CONV, w, x, [10.0, 30.0], 2_000, growth=growth, flow_steps=5_000)
    before, after = np.log(10) * trained.log10_margin.T
    steps = np.diff(trained.step, axis=1)[:, 0]
    np.testing.assert_allclose((after - before) / steps, growth, rtol=0.1)


def test_points_thin_out_and_end_where_they_should():
    np.testing.assert_array_equal(points(1, 2), [-1, -0.5, 0, 0.5, 1])
    assert points(300, 4)[-3:].tolist() == [280, 290, 300]


@EVERY_METHOD
def test_data_that_cannot_be_separated_are_flagged(method):
    shape = net("conv", 2, 4, 4)
    w, x = problem(shape, 2, N=3)
    x[:, 1] = -x[:, 0]
    trained = train_runs(method, shape, w, x, points(5, 2), **FEW[method])
    assert words(trained) == ["not separated"] * 2
    assert not separators(x).separable.any()


def test_a_step_that_is_too_long_is_flagged_as_diverged():
    w, x = problem(CONV, 3, size=2.0)
    trained = train_runs(gd, CONV, w, 10 * x, points(5, 2), steps=2_000, eta=1e200)
    assert words(trained) == ["diverged"] * 3


def test_a_least_squares_problem_that_does_not_end_is_flagged(monkeypatch):
    monkeypatch.setattr(checked, "parameters", lambda method, values: values)  # the check refuses the NaN that stands for such a problem
    w, x = problem(CONV, 2)
    assert words(late(CONV, w, x, points(9, 2), 500, growth=np.nan, flow_steps=500)) == ["gave up"] * 2


def test_the_flow_waits_for_the_late_phase_and_says_where_it_did_not_come():
    shape = net("conv", 4, 16, 16)
    w, x = problem(shape, 12, N=8, size=0.05)
    trained = late(shape, w, x, points(20, 1), 120, flow_steps=2_000)
    came = np.isfinite(trained.flow_from)
    assert 0 < came.sum() < 12
    assert np.all(trained.flow_from[came] >= flow.LATE)
    assert set(ends.words(trained.status[came])) == {"converged"}
    assert set(ends.words(trained.status[~came])) <= {"iteration limit", "not separated"}


def normal_equations(runs, N=9, seed=0):
    """Matrices A (runs, 14, N) and A^T A (N, N, runs). About half of the variables of their non-negative least squares are zero."""
    A = np.random.default_rng(seed).standard_normal((runs, 14, N)) + 0.3
    return A, np.ascontiguousarray(np.moveaxis(np.swapaxes(A, 1, 2) @ A, 0, -1))


def test_small_problems_side_by_side_are_solved_as_by_scipy():
    A, B = normal_equations(200)
    p, passive = np.empty((9, 200)), np.random.default_rng(1).integers(0, 2, (9, 200)).astype(float)
    simplex.least(B, np.ones(200, bool), passive, p, np.empty_like(B))
    for run in range(200):
        # p minimises p B p / 2 - sum p, which is |A p - b|^2 / 2 for the b with A^T b = 1
        expected, _ = nnls(A[run], np.linalg.lstsq(A[run].T, np.ones(9))[0])
        np.testing.assert_allclose(p[:, run], expected, rtol=1e-8, atol=1e-10)
    assert 0.2 < np.mean(p == 0) < 0.8


def test_small_problems_with_dependent_variables_are_solved_too():
    A, _ = normal_equations(50)
    A[:, :, 3] = A[:, :, 1]
    A[:, :, 7] = A[:, :, 0]
    B = np.ascontiguousarray(np.moveaxis(np.swapaxes(A, 1, 2) @ A, 0, -1))
    p = np.empty((9, 50))
    simplex.least(B, np.ones(50, bool), np.ones((9, 50)), p, np.empty_like(B))
    slack = np.einsum("ijn,jn->in", B, p) - 1
    assert p.min() >= 0
    assert slack.min() > -1e-9
    assert np.abs(slack[p > 0]).max() < 1e-9


def test_small_problems_that_do_not_end_are_nan(monkeypatch):
    _, B = normal_equations(20)
    monkeypatch.setattr(simplex, "EXCHANGES", 1)
    p, passive = np.empty((9, 20)), np.ones((9, 20))
    simplex.least.py_func(B, np.ones(20, bool), passive, p, np.empty_like(B))
    assert np.isnan(p[0]).any()


PLACES = {
    "numpy": lambda values: np.ascontiguousarray(values, dtype=float),
    "torch": lambda values: torch.from_numpy(np.ascontiguousarray(values, dtype=float)),
    "torch, float32": lambda values: torch.from_numpy(np.ascontiguousarray(values, dtype=np.float32)),
}


@pytest.mark.parametrize("where", PLACES)
@EVERY_METHOD
@pytest.mark.parametrize(
    "shape",
    [
        net("conv", 1, 8, 8),
        net("conv", 3, 9, 9),
        net("conv", 2, 8, 3),
        net("full", 1, 8, 8),
        net("full", 3, 8, 8),
        net("diagonal", 3, 8, 8),
    ],
    ids=lambda shape: "-".join(map(str, shape)),
)
def test_descent_on_whole_arrays_is_that_of_the_kernels(shape, method, where):
    """Absolute tolerances, written before measuring: 1e-9, and 1e-3 in float32. The points that are kept and the ends are the same."""
    w, x = problem(shape, 5)
    options = {"kept_at": points(3, 4)} | FEW[method]
    loss = "logistic" if shape.L == 3 else "exponential"
    expected = train_runs(method, shape, w, x, **options, loss=loss)
    found = train_runs(method, shape, w, x, **options, loss=loss, place=PLACES[where])
    tolerance = 1e-3 if "32" in where else 1e-9
    np.testing.assert_array_equal(found.status, expected.status)
    np.testing.assert_array_equal(np.isfinite(found.log10_margin), np.isfinite(expected.log10_margin))
    for name in ("weights", "beta", "multipliers", "log10_margin", "final"):
        np.testing.assert_allclose(getattr(found, name), getattr(expected, name), rtol=0, atol=tolerance, err_msg=name)


def test_arrays_tell_a_run_that_diverges_and_leave_its_neighbours_alone():
    w, x = problem(CONV, 3)
    w[1] *= 1e200
    options = {"kept_at": points(3, 4), "steps": 50, "eta": 0.02}
    found, expected = (train_runs(gd, CONV, w, x, **options, place=place) for place in (PLACES["numpy"], None))
    assert words(found) == words(expected)
    assert words(found)[1] == "diverged"
    np.testing.assert_allclose(found.weights[::2], expected.weights[::2], rtol=1e-9)
