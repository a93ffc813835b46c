"""The size of the octopus and its derivatives: power iteration finds the Hessian's largest eigenvalue, and a wrong constant is seen."""

import numpy as np
import pytest

from descent.escape import smoothness
from descent.escape.octopus import hessian, hessian_lipschitz, inside
from descent.escape.octopus import smoothness as ell
from descent.problems.octopus import numbers

P = numbers(tau=2.0, L=3.0, gamma=0.5)


def randoms(count=300):
    return [np.random.default_rng([4, run]) for run in range(count)]


@pytest.mark.parametrize("d", [2, 7])
def test_random_points_lie_in_the_tube(d):
    for where in (smoothness.anywhere, smoothness.in_a_buffer):
        assert inside(np.array([where(random, P, d) for random in randoms()]), P).all()


def test_the_largest_curvature_is_the_largest_eigenvalue():
    generators = randoms(50)
    points = []
    for random in generators:
        smoothness.anywhere(random, P, 5), smoothness.anywhere(random, P, 5)
    points = np.array([smoothness.in_a_buffer(random, P, 5) for random in generators])
    expected = np.abs(np.linalg.eigvalsh(hessian(points, P))).max(axis=1)
    found = smoothness.sample(randoms(50), P, 5).curvature * ell(P.L, P.gamma)
    assert (found <= expected * (1 + 1e-6)).all()
    assert np.median(found / expected) > 0.999


def test_random_points_come_near_the_constants_and_do_not_pass_them():
    found = smoothness.sample(randoms(4000), P, 4)
    assert found.value.max() <= 1
    assert found.chord.max() <= 1
    assert 0.8 < found.curvature.max() < 1.001
    assert 0.8 < found.third.max() < 1.001


def test_a_constant_with_its_curvatures_exchanged_is_seen(monkeypatch):
    monkeypatch.setattr(smoothness, "hessian_lipschitz", lambda p: hessian_lipschitz(p._replace(L=p.gamma, gamma=p.L)))
    assert not 0.8 < smoothness.sample(randoms(4000), P, 4).third.max() < 1.001
