"""Saddles of matrix factorisation, descent from points near them, and the distance left to a minimum."""

import numpy as np
import pytest
import torch

from descent.balance.factor_limit import left_to_go, relative
from descent.balance.factor_methods import gd
from descent.balance.factor_saddles import beside, lowest_curvature, saddle, slope
from descent.balance.factor_training import Problem, starts
from descent.balance.factorisation import ends, target


def drawn(run, kept, skew, r=3):
    generator = np.random.default_rng([5, run])
    s = target(generator, 20, 20, r)
    return generator, s, saddle(generator, s, kept, skew)


def hessian(s, X, Y):
    """The gradient and the Hessian by automatic differentiation."""
    M = torch.tensor(ends(s))
    z = torch.tensor(np.concatenate([X.ravel(), Y.ravel()]))

    def objective(z):
        U, V = z.reshape(2, *X.shape)
        return 0.5 * torch.sum((U @ V.T - M) ** 2)

    return torch.autograd.functional.jacobian(objective, z), torch.autograd.functional.hessian(objective, z)


@pytest.mark.parametrize("kept", [0, 1, 2])
@pytest.mark.parametrize("skew", [0.0, 0.5, 1.0])
def test_saddles_are_critical_and_their_curvature_is_that_of_the_hessian(kept, skew):
    for run in range(5):
        _, s, point = drawn(run, kept, skew)
        gradient, matrix = hessian(s, point.X, point.Y)
        assert gradient.norm() < 1e-12
        assert slope(s, point.X, point.Y) < 1e-12
        found = lowest_curvature(s, point.X, point.Y)
        np.testing.assert_allclose(found, torch.linalg.eigvalsh(matrix)[0], rtol=1e-10)
        assert found <= point.bound * (1 - 1e-12) < 0
        assert np.linalg.matrix_rank(point.X @ point.Y.T, tol=1e-9) == kept
        if skew == 0:
            rest = np.linalg.svd(ends(s) - point.X @ point.Y.T)[1]
            np.testing.assert_allclose(found, -rest[0], rtol=1e-10)
            np.testing.assert_allclose(point.least, rest[rest > 1e-9].min(), rtol=1e-10)


def test_the_gradient_away_from_a_saddle_is_that_of_the_objective():
    generator, s, point = drawn(0, 1, 0.5)
    X, Y = beside(generator, point, 20, 0.1)
    np.testing.assert_allclose(slope(s, X, Y), hessian(s, X, Y)[0].norm(), rtol=1e-12)
    assert slope(s, X, Y) > 1e-3


def test_a_saddle_lacks_a_triple():
    with pytest.raises(ValueError, match="kept = 3: must be from 0 to 2, below the rank"):
        drawn(0, 3, 0.0)


def test_what_is_left_to_go_is_measured_between_the_middle_and_the_end():
    """The bound holds to first order, here within 5 %. It is sharp once only the slowest direction is left."""
    s, X, Y = starts([np.random.default_rng([6, run]) for run in range(4)], 30, 30, 2, 1e-3, 1e-3)
    problem = Problem(s, X, Y, eps=0.01, step_scale=0.1, step_power=0.0, points=4)
    found, distance, residual = left_to_go(problem, 400)
    plain = gd.train(problem, steps=400, regulariser=0.0)
    for ours, theirs in zip(found, plain, strict=True):
        np.testing.assert_array_equal(ours, theirs)
    np.testing.assert_allclose(residual, plain.residual[:, 2], rtol=1e-12)
    left = relative(distance, residual, s[:, -1])
    assert residual.max() < 1e-2
    assert left.max() <= 1.05
    assert left.min() > 0.5
