"""Linear diagonal nets, and the basis of claims about them: a linear programme, the gradient's direction, random separators."""

import numpy as np
import pytest
from scipy.optimize import linprog

from descent.convbias import entries, fourier
from descent.convbias.chance import chance
from descent.convbias.convergence import dual_rate, rate
from descent.convbias.gradients import directions, last, turn
from descent.convbias.limits import target
from descent.convbias.methods import flow, safe_gd
from descent.convbias.nets import net, penalty, penalty_of, predictor, start
from descent.convbias.separators import distance, separators
from descent.convbias.stationarity import gradient_residual, predictor_residual
from descent.convbias.training import points, train_runs


def problem(shape, runs, N=5, seed=0):
    """Starts (runs, P) and Gaussian signals times labels (runs, N, D)."""
    generators = [np.random.default_rng([seed, run]) for run in range(runs)]
    return start(shape, 0.5, generators), np.stack([generator.standard_normal((N, shape.D)) for generator in generators])


def late(shape, w, x, decades, loss="exponential"):
    """Runs trained by the flow to margins of 10^decades."""
    return train_runs(flow, shape, w, x, points(decades, 2), loss=loss, steps_before_flow=3_000, growth=0.05, flow_steps=100 * decades)


@pytest.mark.parametrize("D", [7, 16])
def test_the_l1_separator_of_entries_is_that_of_a_linear_programme(D):
    x = np.random.default_rng(D).standard_normal((6, 5, D))
    found = separators(x, entries)
    for run in range(6):
        expected = linprog(np.ones(2 * D), A_ub=-np.hstack([x[run], -x[run]]), b_ub=-np.ones(5))
        np.testing.assert_allclose(found.l1[run], expected.x[:D] - expected.x[D:], atol=1e-8)
        assert predictor_residual(found.l1[run], 2, x[run], entries)[1] < 1 + 1e-9


@pytest.mark.parametrize("loss", ["exponential", "logistic", "sigmoid"])
def test_a_diagonal_net_of_depth_two_turns_to_the_l1_separator(loss):
    """Tolerance, written before measuring: 1e-6 for the median at margins of 1e100."""
    shape = net("diagonal", 2, 12, 12)
    w, x = problem(shape, 6)
    assert target(shape) == "l1"
    found = distance(late(shape, w, x, 100, loss).beta[:, -1], separators(x, entries).l1)
    assert np.median(found) < 1e-6


def test_it_turns_at_the_rate_of_its_multipliers():
    """Tolerance, written before measuring: 3 % for the median."""
    shape = net("diagonal", 2, 12, 12)
    w, x = problem(shape, 8)
    found, trained = separators(x, entries), late(shape, w, x, 200)
    fitted = rate(trained.log10_margin, distance(trained.beta, found.l1[:, None]))
    predicted = [dual_rate(found.l1[run], found.alpha[run], x[run], entries) for run in range(8)]
    assert abs(np.median(fitted / predicted) - 1) < 0.03


@pytest.mark.parametrize(("kind", "domain"), [("diagonal", entries), ("conv", fourier)])
def test_the_gradient_at_the_end_is_stationary_and_settles(kind, domain):
    shape = net(kind, 3, 12, 12)
    w, x = problem(shape, 4)
    trained = late(shape, w, x, 150)
    gradient = directions(trained.multipliers, x)
    assert turn(trained.log10_margin, gradient).max() < 1e-6
    for run, end in enumerate(last(trained.log10_margin, gradient)):
        beta = trained.beta[run, -1]
        assert gradient_residual(end, beta, 3, domain) < 1e-6
        assert predictor_residual(beta, 3, x[run], domain)[0] < 1e-6
        assert gradient_residual(x[run, 0], beta, 3, domain) > 0.01


def test_the_gradient_of_descent_is_that_of_its_margins():
    shape = net("full", 2, 6, 6)
    w, x = problem(shape, 2)
    trained = train_runs(safe_gd, shape, w, x, points(2, 2), loss="logistic", steps=300)
    for run in range(2):
        beta = trained.beta[run, 4]
        margins = x[run] @ beta * 10 ** trained.log10_margin[run, 4] / (x[run] @ beta).min()
        weights = 1 / (1 + np.exp(margins))
        np.testing.assert_allclose(trained.multipliers[run, 4], weights / weights.sum(), rtol=1e-9)


def test_the_turn_of_the_gradient_counts_from_the_square_root_of_the_last_margin():
    margin = np.array([[0.0, 1.0, 2.0, 3.0, np.nan]])
    gradient = np.array([[[0, 1.0], [0, 1.0], [0, 1.0], [1.0, 0], [np.nan, np.nan]]])
    np.testing.assert_allclose(turn(margin, gradient), 1)
    np.testing.assert_array_equal(last(margin, gradient), [[1.0, 0]])


def test_the_chance_of_corners_is_that_their_multipliers_are_positive():
    """With as many entries as samples, a random corner has multipliers of any sign. All are positive in about 2^-N of the corners."""
    x = np.random.default_rng(1).standard_normal((60, 3, 8))
    beta = np.zeros(8)
    found = []
    for data in x:
        beta[:3] = np.linalg.solve(data[:, :3], np.ones(3))
        found.append(chance(beta, 3, data, entries))
    assert 0.02 < np.nanmean(found) < 0.5
    assert np.isfinite(found).mean() > 0.9


def test_no_random_separator_passes_where_multipliers_are_fewer_than_equations():
    x = np.random.default_rng(2).standard_normal((10, 2, 12))
    for data in x:
        assert chance(separators(data[None]).l2[0], 3, data, entries) == 0


def test_the_penalty_of_a_diagonal_net_is_that_of_its_entries():
    shape = net("diagonal", 4, 6, 6)
    w, _ = problem(shape, 20)
    assert np.all(np.sum(w**2, axis=1) >= penalty_of(w, shape))
    np.testing.assert_allclose(penalty_of(w, shape), penalty(predictor(w, shape), shape), rtol=1e-10)
    np.testing.assert_allclose(penalty(predictor(w, shape), shape), 4 * np.sum(np.abs(predictor(w, shape)) ** 0.5, axis=1), rtol=1e-12)
