"""The separators of the theorems: their optimality conditions, agreement with an independent solver, and inseparable data."""

import cvxpy as cp
import numpy as np
import pytest
from scipy.optimize import minimize

from descent.convbias import separators as module
from descent.convbias.fourier import bridge, magnitudes
from descent.convbias.separators import FLOOR, distance, separators
from descent.convbias.stationarity import predictor_residual, support


def data(runs, N, D, seed=0):
    return np.random.default_rng([seed, N, D]).standard_normal((runs, N, D))


@pytest.mark.parametrize("D", [7, 8, 16, 33])
def test_both_satisfy_their_optimality_conditions(D):
    x = data(8, 5, D)
    found = separators(x)
    assert found.separable.all()
    for run in range(8):
        for beta in (found.l2[run], found.l1[run]):
            np.testing.assert_allclose((x[run] @ beta).min(), 1, rtol=1e-10)
        on = support(found.l2[run], x[run])
        alpha = np.linalg.lstsq(x[run][on].T, found.l2[run])[0]
        assert alpha.min() > 0
        np.testing.assert_allclose(alpha @ x[run][on], found.l2[run], rtol=1e-9, atol=1e-10)
        residual, elsewhere = predictor_residual(found.l1[run], 2, x[run])
        assert residual < 1e-9
        assert elsewhere < 1 + 1e-9


def test_no_other_separator_is_shorter():
    x = data(4, 4, 8)
    found = separators(x)
    rng = np.random.default_rng(0)
    for run in range(4):
        for norm, best in ((lambda b: np.sum(b**2), found.l2[run]), (lambda b: bridge(magnitudes(b), 8, 1), found.l1[run])):
            apart = {"type": "ineq", "fun": lambda b, run=run: x[run] @ b - 1}
            other = minimize(
                norm, best + 0.1 * rng.standard_normal(8), constraints=apart, method="SLSQP", options={"maxiter": 500, "ftol": 1e-10}
            )
            assert norm(best) <= norm(other.x) * (1 + 1e-6)
            np.testing.assert_allclose(norm(best), norm(other.x), rtol=1e-3)


@pytest.mark.parametrize(("N", "D"), [(1, 1), (1, 9), (3, 2), (5, 4), (12, 8), (8, 32), (16, 64), (40, 33)])
def test_both_are_those_of_a_convex_solver(N, D):
    """Tolerances: 1e-4 of a separator's size and 1e-7 of its norm; the solver's is 1e-9. Both also agree on whether a separator exists."""
    transform = np.fft.fft(np.eye(D), norm="ortho")
    found = separators(data(6, N, D))
    for x, separable, l2, l1 in zip(data(6, N, D), found.separable, found.l2, found.l1, strict=True):
        beta = cp.Variable(D)
        for best, size in ((l2, cp.norm2(beta)), (l1, cp.norm1(transform @ beta))):
            problem = cp.Problem(cp.Minimize(size), [x @ beta >= 1])
            problem.solve(solver=cp.CLARABEL)
            assert (problem.status == cp.OPTIMAL) == separable
            if separable:
                other, beta.value = beta.value, best
                np.testing.assert_allclose(best, other, atol=1e-4 * np.abs(other).max())
                np.testing.assert_allclose(size.value, problem.value, rtol=1e-7)


def test_scaled_and_repeated_samples_have_the_same_separators():
    """Every sample occurs twice, or a mixture of samples is added. Multipliers are then no longer unique, but separators are."""
    x = data(6, 5, 16)
    found = separators(x)
    mixture = (x[:, :1] + x[:, 1:2]) * 0.6
    for other in (np.concatenate([x, x[:, ::-1]], axis=1), np.concatenate([x, mixture + x[:, 2:3]], axis=1)):
        again = separators(other)
        np.testing.assert_allclose(again.l2, found.l2, rtol=1e-9, atol=1e-11)
        np.testing.assert_allclose(again.l1, found.l1, rtol=1e-9, atol=1e-11)
    for unit in (1e-9, 1e9):
        again = separators(x * unit)
        np.testing.assert_allclose(again.l2 * unit, found.l2, rtol=1e-10, atol=1e-12)
        np.testing.assert_allclose(again.l1 * unit, found.l1, rtol=1e-10, atol=1e-12)


def test_a_sample_alone_and_signals_of_one_number():
    x = data(1, 1, 8)
    found = separators(x)
    np.testing.assert_allclose(found.l2[0], x[0, 0] / np.sum(x * x), rtol=1e-13)
    assert separators(np.array([[[2.0], [4.0]]])).l1.tolist() == [[0.5]]
    assert separators(np.array([[[2.0], [-4.0]]])).separable.tolist() == [False]


def test_data_that_nothing_separates_are_said_to_be_so():
    x = data(3, 4, 6)
    x[1, 2] = -x[1, 0]
    found = separators(x)
    assert found.separable.tolist() == [True, False, True]
    assert np.isnan(found.l2[1]).all()
    assert np.isnan(found.l1[1]).all()
    assert np.isfinite(found.l1[[0, 2]]).all()


def test_an_answer_that_is_not_certified_is_none(monkeypatch):
    monkeypatch.setattr(module, "CERTIFIED", -1.0)
    found = separators(data(2, 4, 6))
    assert found.separable.all()
    assert np.isnan(found.l2).all()
    assert np.isnan(found.l1).all()


def test_distances_mean_something_down_to_the_floor():
    """The same data in other units and another order give the same separators, to within FLOOR."""
    x = data(12, 6, 32)
    order = np.random.default_rng(1).permutation(6)
    first, second = separators(x), separators(3 * x[:, order])
    assert distance(first.l2, second.l2).max() < FLOOR
    assert distance(first.l1, second.l1).max() < FLOOR


def test_distance_is_one_minus_the_cosine_and_keeps_small_ones():
    a, b = np.random.default_rng(2).standard_normal((2, 5, 7))
    cosine = np.sum(a * b, axis=1) / np.linalg.norm(a, axis=1) / np.linalg.norm(b, axis=1)
    np.testing.assert_allclose(distance(a, 3 * b), 1 - cosine, rtol=1e-12)
    tilted = np.array([1.0, 1e-9])
    np.testing.assert_allclose(distance(np.array([1.0, 0.0]), tilted), 5e-19, rtol=1e-6)
