"""The octopus is as smooth at its borders as section 4 says, and a wrong sign in it is detected."""

import numpy as np
import pytest

from descent.escape import octopus as module
from descent.escape.borders import check
from descent.problems.octopus import numbers


def looked_at(L):
    return check([np.random.default_rng([9, run]) for run in range(200)], numbers(tau=2.0, L=L, gamma=1.0), 4)


@pytest.mark.parametrize("L", [1, 1.5, 3])
def test_the_octopus_is_smooth_over_its_borders_with_strict_saddles(L):
    found = looked_at(L)
    for jump in (found.value_jump, found.gradient_jump, found.hessian_jump, found.slope, found.height, abs(found.lowest - 1)):
        assert jump.max() < 1e-12
    assert max(found.gradient_error.max(), found.hessian_error.max()) < 1e-5
    assert 0 < found.saddle.mean() < 1


def test_a_wrong_sign_in_g2_is_a_jump_over_the_border(monkeypatch):
    right = module.g2
    monkeypatch.setattr(module, "g2", lambda y, p: (2 * p.L - right(y, p)[0], *(-part for part in right(y, p)[1:])))
    found = looked_at(1.5)
    assert max(found.value_jump.max(), found.hessian_jump.max()) > 0.1
