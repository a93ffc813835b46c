"""Matrix factorisation of paper 4: coordinates of the span, literal descent in them, and its late phase as a flow."""

from types import SimpleNamespace

import numpy as np
import pytest
import torch
from common_loop import by_loop
from draws import KOLMOGOROV_BOUND, kolmogorov
from scipy.stats import chi2, ks_2samp, norm

from descent.balance.factor_descent import LANES, descend
from descent.balance.factor_flow import late_flow, log10_iterations
from descent.balance.factor_methods import flow, gd
from descent.balance.factor_training import Problem, kept_iterations, linear_rate, starts
from descent.balance.factorisation import coordinates, ends, gaussian_coordinates, target, velocity
from descent.ends import End
from descent.methods import gd as plain_gd
from scripts.train import factorisation

LEVELS = np.array([0.5, 0.1, 1e-2, 1e-4, 1e-8])
SCHEDULES = pytest.mark.parametrize(("scale", "power"), [(0.2, 0.0), (1.5, 1.0), (1.0, 0.6)])
REGULARISERS = pytest.mark.parametrize("regulariser", [0.0, 0.125])


def draw(run, d1=30, d2=30, r=3, size=0.2):
    """M (d1, d2) of rank r and norm 1, U (d1, r) and V (d2, r), with random entries."""
    generator = np.random.default_rng([4, run])
    M = generator.standard_normal((d1, r)) @ generator.standard_normal((r, d2))
    return M / np.linalg.norm(M), size * generator.standard_normal((d1, r)), 0.5 * size * generator.standard_normal((d2, r))


def lanes(problems):
    """s (runs, r), X and Y (runs, 2r, r) of problems (M, U, V)."""
    s, X, Y = (np.array(values) for values in zip(*(coordinates(*problem) for problem in problems), strict=True))
    return s, X, Y


def plain(M, U, V, scale, power, regulariser, steps):
    """Gradient descent written out plainly. Returns residual, imbalance, ||U||_F^2, ||V||_F^2 and objective at iterations 0 to steps;
    the largest error of D = U^T U - V^T V with respect to its exact law at the end; and the last (U, V)."""
    rows, law, first = [], 0.0, U.T @ U - V.T @ V
    for t in range(steps + 1):
        E, D = U @ V.T - M, U.T @ U - V.T @ V
        square, apart = np.sum(E**2), np.sum(D**2)
        rows.append((square**0.5, apart**0.5, np.sum(U**2), np.sum(V**2), 0.5 * square + regulariser * apart))
        if t < steps:
            eta = scale * (t + 1.0) ** -power
            law = law + eta**2 * (V.T @ E.T @ E @ V - U.T @ E @ E.T @ U)
            U, V = U - eta * (E @ V + 4 * regulariser * U @ D), V - eta * (E.T @ U - 4 * regulariser * V @ D)
    return np.array(rows).T, np.abs(D - first - law).max(), (U, V)


@SCHEDULES
@REGULARISERS
@pytest.mark.parametrize("sides", [(30, 30), (40, 7)])
def test_descent_in_coordinates_of_the_span_is_descent_of_the_full_matrices(scale, power, regulariser, sides):
    """Tolerance: 1e-10. The iterations at which levels are reached and the extremes are those of a loop that checks every iteration."""
    problems, steps = [draw(run, *sides) for run in range(3)], 400
    s, X, Y = lanes(problems)
    kept = [0, 1, 7, 200, steps]
    found = descend(X, Y, s, np.full(3, scale), power, regulariser, kept, LEVELS)
    for run, problem in enumerate(problems):
        (residual, imbalance, u, v, f), left, end = plain(*problem, scale, power, regulariser, steps)
        for name, expected in (("residual", residual), ("imbalance", imbalance), ("u", u), ("v", v)):
            np.testing.assert_allclose(getattr(found, name)[run], expected[kept], rtol=1e-10, atol=1e-12, err_msg=name)
        most = [imbalance.max(), np.diff(f).max(), f.max(), u.max(), v.max()]
        np.testing.assert_allclose(found.most[run], most, rtol=1e-10, atol=1e-12)
        for level, reached in zip(LEVELS, found.reach[run], strict=True):
            above = np.flatnonzero(residual > level)
            first = above[-1] + 1 if above.size else 0
            np.testing.assert_equal(reached, np.nan if first > steps else first)
        X, Y = found.end[run]
        np.testing.assert_allclose(np.linalg.svd(X @ Y.T)[1][:3], np.linalg.svd(end[0] @ end[1].T)[1][:3], rtol=1e-10, atol=1e-12)
        np.testing.assert_allclose(X.T @ X, end[0].T @ end[0], rtol=1e-10, atol=1e-12)
        np.testing.assert_allclose(Y.T @ Y, end[1].T @ end[1], rtol=1e-10, atol=1e-12)
        if regulariser == 0:
            assert left < 1e-13
    assert found.diverged_at.tolist() == [-1] * 3
    assert np.isfinite(found.reach).any() or power == 1.0


@REGULARISERS
def test_descent_in_coordinates_of_the_span_is_that_of_the_common_loop(regulariser):
    """A constant step, with gradients by automatic differentiation. Tolerance: 1e-10."""
    M, U, V = draw(0, 9, 7)

    def objective(z, M):
        U, V = z[:27].reshape(9, 3), z[27:].reshape(7, 3)
        return 0.5 * torch.sum((U @ V.T - M) ** 2) + regulariser * torch.sum((U.T @ U - V.T @ V) ** 2)

    end = by_loop(objective, plain_gd, np.concatenate([U.ravel(), V.ravel()]), torch.tensor(M), 100, eta=0.2)
    U, V = end[:27].reshape(9, 3), end[27:].reshape(7, 3)
    s, X, Y = lanes([draw(0, 9, 7)])
    X, Y = descend(X, Y, s, np.full(1, 0.2), 0.0, regulariser, [0, 100], LEVELS).end[0]
    for found, expected in ((X.T @ X, U.T @ U), (Y.T @ Y, V.T @ V)):
        np.testing.assert_allclose(found, expected, rtol=1e-10, atol=1e-12)
    np.testing.assert_allclose(np.linalg.norm(X @ Y.T - ends(s[0])), np.linalg.norm(U @ V.T - M), rtol=1e-10)


def test_ratios_at_rank_one_are_those_of_the_singular_vectors():
    """The least and largest |u.u*| / |v.v*| of all iterations (theorem 3.2)."""
    problems = [draw(run, 30, 20, 1, 0.05) for run in range(3)]
    found = descend(*lanes(problems)[1:], lanes(problems)[0], np.full(3, 0.2), 0.0, 0.0, [0, 100], LEVELS)
    for run, (M, u, v) in enumerate(problems):
        left, _, right = np.linalg.svd(M)
        ratios = []
        for _ in range(101):
            ratios.append(abs(left[:, 0] @ u[:, 0]) / abs(right[0] @ v[:, 0]))
            E = u @ v.T - M
            u, v = u - 0.2 * E @ v, v - 0.2 * E.T @ u
        np.testing.assert_allclose(found.ratio[run], [min(ratios), max(ratios)], rtol=1e-9)


@pytest.mark.parametrize("r", [1, 2, 3])
def test_coordinates_keep_all_that_matters(r):
    M, U, V = draw(0, 30, 20, r)
    s, X, Y = coordinates(M, U, V)
    for a, b in ((X.T @ X, U.T @ U), (Y.T @ Y, V.T @ V)):
        np.testing.assert_allclose(a, b, rtol=1e-12, atol=1e-14)
    np.testing.assert_allclose(np.linalg.norm(X @ Y.T - ends(s)), np.linalg.norm(U @ V.T - M), rtol=1e-12)
    np.testing.assert_allclose(np.sum(X * (ends(s) @ Y)), np.sum(U * (M @ V)), rtol=1e-10)
    np.testing.assert_allclose(np.linalg.norm(ends(s)), 1, rtol=1e-12)


@pytest.mark.parametrize("d", [20, 4, 3])
def test_gaussian_coordinates_have_the_law_of_those_of_gaussian_matrices(d):
    """Kolmogorov-Smirnov tests at level 1e-3. At d = 4 and 3 the span is the whole space."""
    generator, r, runs = np.random.default_rng(d), 3, 4000
    found = np.stack([gaussian_coordinates(generator, d, r) for _ in range(runs)])
    explicit = generator.standard_normal((runs, d, r))
    assert found.shape == (runs, 2 * r, r)
    assert np.all(found[:, r:][:, *np.tril_indices(r, -1)] == 0)
    assert np.all(found[:, d:] == 0)
    for i, j in np.ndindex(r, r):
        assert kolmogorov(found[:, i, j], norm.cdf) < KOLMOGOROV_BOUND
        if i < j and r + i < d:
            assert kolmogorov(found[:, r + i, j], norm.cdf) < KOLMOGOROV_BOUND
    for i in range(min(r, d - r)):
        assert kolmogorov(found[:, r + i, i] ** 2, chi2(d - r - i).cdf) < KOLMOGOROV_BOUND
    inner, expected = (np.linalg.eigvalsh(A.mT @ A) for A in (found, explicit))
    for a, b in zip(inner.T, expected.T, strict=True):
        assert ks_2samp(a, b).pvalue > 1e-3
    flat = found.reshape(runs, -1)
    flat = flat[:, flat.std(axis=0) > 0]
    correlations = np.corrcoef(flat.T) - np.eye(flat.shape[1])
    assert np.abs(correlations).max() < 4.5 / np.sqrt(runs)


def test_starts_have_the_law_of_the_full_matrices():
    """Norms, products and residuals of starts drawn by their law agree with those of M = G H^T, U and V drawn entry by entry."""
    d, d2, r, runs = 12, 8, 2, 2000
    s, X, Y = starts([np.random.default_rng([1, run]) for run in range(runs)], d, d2, r, 0.04, 0.01)
    np.testing.assert_allclose(np.linalg.norm(s, axis=1), 1, rtol=1e-12)
    assert np.all(np.diff(s, axis=1) < 0)
    generator = np.random.default_rng(7)
    M = generator.standard_normal((runs, d, r)) @ generator.standard_normal((runs, r, d2))
    M /= np.linalg.norm(M, axis=(1, 2), keepdims=True)
    U, V = 0.2 * generator.standard_normal((runs, d, r)), 0.1 * generator.standard_normal((runs, d2, r))
    target_of = np.stack([ends(values) for values in s])
    pairs = [
        (s[:, 0], np.linalg.norm(M, 2, axis=(1, 2))),
        (np.linalg.norm(X @ Y.mT - target_of, axis=(1, 2)), np.linalg.norm(U @ V.mT - M, axis=(1, 2))),
        (np.linalg.norm(target_of @ Y, axis=(1, 2)), np.linalg.norm(M @ V, axis=(1, 2))),
        ((X * X).sum(axis=(1, 2)), (U * U).sum(axis=(1, 2))),
        ((Y * Y).sum(axis=(1, 2)), (V * V).sum(axis=(1, 2))),
    ]
    for found, expected in pairs:
        assert ks_2samp(found, expected).pvalue > 1e-3


def test_a_rank_above_the_dimension_is_refused():
    for d, d2 in ((2, 9), (9, 2)):
        with pytest.raises(ValueError, match="rank = 3: the matrix has 2 rows"):
            target(np.random.default_rng(0), d, d2, 3)


@REGULARISERS
def test_velocity_is_minus_the_gradient_of_the_objective(regulariser):
    M, U, V = draw(0, 9, 7)
    U, V = (torch.tensor(side, requires_grad=True) for side in (U, V))
    objective = 0.5 * torch.sum((U @ V.T - torch.tensor(M)) ** 2) + regulariser * torch.sum((U.T @ U - V.T @ V) ** 2)
    found = velocity(M, U.detach().numpy(), V.detach().numpy(), regulariser)
    for side, slope in zip(found, torch.autograd.grad(objective, (U, V)), strict=True):
        np.testing.assert_allclose(side, -slope, rtol=1e-12, atol=1e-14)


def drawn(runs, d=20, r=2, variance=0.01):
    return starts([np.random.default_rng([3, run]) for run in range(runs)], d, d, r, variance, variance / 4)


@SCHEDULES
@REGULARISERS
def test_a_runs_bits_do_not_depend_on_the_runs_beside_it(scale, power, regulariser):
    s, X, Y = drawn(2 * LANES + 5, r=3)
    together = descend(X, Y, s, np.full(len(s), scale), power, regulariser, [0, 5, 60], LEVELS)
    for rows in ([0], [LANES + 1], range(3, 3 + LANES + 2), [len(s) - 1, 2]):
        rows = list(rows)
        apart = descend(X[rows], Y[rows], s[rows], np.full(len(rows), scale), power, regulariser, [0, 5, 60], LEVELS)
        for name, values in apart._asdict().items():
            assert values.tobytes() == np.ascontiguousarray(getattr(together, name)[rows]).tobytes(), name


def steps_between(t0, later, scale, power):
    """Sums of the steps eta_t = scale (t + 1)^-power from iteration t0 to later ones."""
    return scale * np.array([np.sum(np.arange(t0 + 1.0, t + 1.0) ** -power) for t in later])


@pytest.mark.parametrize(("scale", "power"), [(1.0, 1.0), (0.5, 0.75)])
def test_flow_time_is_the_sum_of_the_steps(scale, power):
    """Tolerance: t0^-2 of the flow time, here at most 1e-4 in an iteration's natural logarithm."""
    later = np.array([600, 5_000, 200_000])
    np.testing.assert_allclose(10 ** log10_iterations(steps_between(500, later, scale, power), 500, scale, power), later + 0.5, rtol=1e-4)


@pytest.mark.parametrize(("scale", "power"), [(1.0, 1.0), (0.5, 0.75)])
def test_the_late_flow_is_what_literal_descent_comes_to(scale, power):
    """Tolerance, written before measuring: the step at which the flow takes over times the flow time. A smaller step is nearer."""
    s, X, Y = drawn(4)
    apart, reaches = [], np.linspace(0, 2.5, 6)
    for t0 in (300, int(300 * 10 ** (1 / power))):
        later = np.rint(10 ** log10_iterations(reaches, t0, scale, power) - 0.5).astype(int)
        literal = descend(X, Y, s, np.full(4, scale), power, 0.0, [0, *later], LEVELS)
        begun = descend(X, Y, s, np.full(4, scale), power, 0.0, [0, t0], LEVELS)
        times, worst = steps_between(t0, later, scale, power), 0.0
        for run in range(4):
            found = late_flow(*begun.end[run], s[run], times)
            for row, name in enumerate(("residual", "imbalance", "u", "v")):
                worst = max(worst, np.abs(found[row] / getattr(literal, name)[run, 1:] - 1).max())
        assert np.all(literal.residual[:, -1] < 0.6 * literal.residual[:, 1])
        assert worst < times[-1] * scale * t0**-power
        apart.append(worst)
    assert apart[0] > 3 * apart[1]


def test_both_methods_tell_the_same_story_where_both_can_follow():
    """Tolerances: 0.1 in log10 of the iteration of every level down to 1e-8, which exceeds the solver's error, and 10 % of the curve."""
    s, X, Y = drawn(4)
    problem = Problem(s, X, Y, eps=0.05, step_scale=1.0, step_power=0.75, points=400)
    literal = gd.train(problem, steps=100_000, regulariser=0.0)
    late = flow.train(problem, steps_before_flow=2_000, flow_time=steps_between(2_000, [100_000], 1.0, 0.75)[0])
    assert (literal.status == End.COMPLETED).all()
    assert (late.status == End.COMPLETED).all()
    reached = np.isfinite(literal.reach) & (np.arange(literal.reach.shape[1]) <= 8)
    assert reached[:, 0].all()
    assert (literal.reach[reached] > np.log10(2_000)).any()
    both = reached & np.isfinite(late.reach)
    assert (both == reached).mean() > 0.95
    np.testing.assert_allclose(late.reach[both], literal.reach[both], rtol=0, atol=0.1)
    for run in range(4):
        begun = (late.log10_iteration[run] > np.log10(2_000)) & (late.residual[run] > 1e-8)
        curve = np.interp(late.log10_iteration[run, begun], literal.log10_iteration[run], np.log(literal.residual[run]))
        np.testing.assert_allclose(np.log(late.residual[run, begun]), curve, rtol=0, atol=0.1)
    np.testing.assert_allclose(late.most[:, [0, 2, 3, 4]], literal.most[:, [0, 2, 3, 4]], rtol=0.01)


def test_divergence_names_the_first_bad_iteration_and_leaves_the_neighbours_alone():
    problems = [draw(run) for run in range(3)]
    s, X, Y = lanes(problems)
    scale = np.array([0.2, 9.0, 0.2])
    calm = descend(X, Y, s, np.full(3, 0.2), 0.0, 0.0, range(40), LEVELS)
    found = descend(X, Y, s, scale, 0.0, 0.0, range(40), LEVELS)
    with np.errstate(all="ignore"):
        residual = plain(*problems[1], 9.0, 0.0, 0.0, 39)[0][0]
    bad = int((~np.isfinite(residual)).argmax())
    assert found.diverged_at.tolist() == [-1, bad, -1]
    assert 0 < bad < 39
    for name in ("residual", "imbalance", "u", "v"):
        values = getattr(found, name)
        assert np.isfinite(values[1, :bad]).all()
        assert np.isnan(values[1, bad:]).all()
    for name, values in found._asdict().items():
        np.testing.assert_array_equal(values[[0, 2]], getattr(calm, name)[[0, 2]], err_msg=name)
    assert gd.train(Problem(s, X, Y, 0.01, 9.0, 0.0, 39), 39, 0.0).status.tolist() == [End.DIVERGED] * 3


def test_a_run_that_diverges_in_one_step_from_a_small_residual_has_reached_nothing():
    one = np.array([[[1.0], [0.0]]])
    found = descend(one, 1.01 * one, np.ones((1, 1)), np.array([1e200]), 0.0, 0.0, [0, 5], [0.5, 0.1])
    assert found.diverged_at == 1
    assert np.isnan(found.reach).all()


@pytest.mark.filterwarnings("ignore::RuntimeWarning")
def test_a_run_that_diverges_before_the_flow_is_a_row_that_says_so():
    s, X, Y = drawn(2)
    late = flow.train(Problem(s, X, Y, 0.01, 50.0, 1.0, 10), 200, 5.0)
    assert late.status.tolist() == [End.DIVERGED] * 2
    assert np.isnan(late.residual[:, -1]).all()


def test_a_flow_that_gives_up_is_a_row_that_says_so(monkeypatch):
    """One run's velocity is replaced by one that reaches infinity in finite time."""
    from descent.balance import factor_flow

    s, X, Y = drawn(2)
    true = factor_flow.fall

    def other(M, X, Y, regulariser, dX, dY):
        true(M, X, Y, regulariser, dX, dY)
        if M[0, 0] != s[0, 0]:
            dX[:], dY[:] = 1 + X**2, Y

    monkeypatch.setattr(factor_flow, "fall", other)
    late = flow.train(Problem(s, X, Y, 0.01, 0.5, 1.0, 10), 200, 5.0)
    assert late.status.tolist() == [End.COMPLETED, End.GAVE_UP]
    assert np.isfinite(late.residual[0]).all()


@pytest.mark.parametrize("power", [0.0, 1.0])
def test_kept_iterations_go_from_the_start_to_the_end(power):
    for steps, points in ((1, 1), (10, 50), (1_000, 40)):
        kept = kept_iterations(steps, points, power)
        assert kept[0] == 0
        assert kept[-1] == steps
        assert np.all(np.diff(kept) > 0)
        assert len(kept) <= points + 2
    even = np.diff(kept_iterations(1_000, 40, power))
    assert (even.max() <= 26) == (power == 0.0)


def test_the_linear_rate_is_that_of_a_geometric_fall():
    """Tolerance: one iteration at each end of the 138 between residuals of 1e-4 and 1e-10."""
    first = np.ceil(np.log(10.0) * np.arange(13) / 0.1)
    reach = np.log10(np.concatenate([[1.0], first[1:]]))[None]
    np.testing.assert_allclose(linear_rate(reach), -0.1, rtol=2 / 138)


def test_at_rank_one_the_error_ends_on_a_line_with_the_slope_of_the_smallest_curvature():
    """Near a balanced u v^T = M, the parts of u, v outside u*, v* shrink by 1 - eta sigma_1 per step. Tolerance: 4 %, for the transient."""
    s, X, Y = starts([np.random.default_rng([8, run]) for run in range(6)], 50, 50, 1, 1e-6, 1e-6)
    found = gd.train(Problem(s, X, Y, 1e-3, 0.05, 0.0, 50), 2_000, 0.0)
    np.testing.assert_allclose(linear_rate(found.reach), np.log(1 - 0.05), rtol=0.04)


def test_a_level_that_is_left_again_counts_from_the_last_time():
    """A constant step beyond the edge of stability: residuals fall, rise, and may fall again."""
    problems, levels = [draw(run, r=1) for run in range(4)], np.array([0.6, 0.4, 0.2, 0.1, 0.05])
    s, X, Y = lanes(problems)
    found, left_again = descend(X, Y, s, np.full(4, 1.1), 0.0, 0.0, [0, 60], levels), 0
    for run, problem in enumerate(problems):
        residual = plain(*problem, 1.1, 0.0, 0.0, 60)[0][0]
        for level, reached in zip(levels, found.reach[run], strict=True):
            last = np.flatnonzero(residual > level)[-1]
            np.testing.assert_equal(reached, np.nan if last == 60 else last + 1)
            left_again += np.any(residual[:last] <= level)
    assert left_again > 4


@pytest.mark.parametrize("own", [True, False])
def test_every_dimension_has_its_own_draws_where_that_is_asked_for(own):
    """The ratio |u.u*| / |v.v*| at the start uses the same draws for every d, or separate ones."""
    seeds, cells = np.arange(600, dtype=np.uint64).reshape(200, 3), []
    for d in (50, 500):
        start = {"d": d, "d2": d, "rank": 1, "start_variance": 0.01 / d, "v_start_variance": 0.01 / d, "own_draws": own}
        steps = {"eps": 0.01, "step_scale": 0.1, "step_power": 0.0, "points": 1, "steps": 1, "regulariser": 0.0}
        cells.append(factorisation.train(seeds, SimpleNamespace(**start, **steps), method=gd))
    low, other = (cell["ratio"][:, 0] for cell in cells)
    correlation = np.corrcoef(np.log(low), np.log(other))[0, 1]
    assert abs(correlation) < 0.3 if own else correlation > 0.9
