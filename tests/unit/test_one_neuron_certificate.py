"""The largest |g| on a ball and its bound, compared with closed forms and fine grids; L-BFGS for many runs at once."""

import numpy as np
import pytest
import torch
from scipy.optimize import rosen, rosen_der

from descent.instruments.certificate import CLOSE, _bounds, largest
from descent.instruments.lbfgs import minimise


def on_grid(x, r, radius) -> float:
    """The largest |g| on a fine grid of the circle or the sphere."""
    angles = np.linspace(0, 2 * np.pi, 801)
    circle = np.c_[np.cos(angles), np.sin(angles)]
    if x.shape[1] == 2:
        heights = np.linspace(-1, 1, 201)[:, None, None]
        circle = np.concatenate([np.broadcast_to(heights, (201, 801, 1)), np.sqrt(1 - heights**2) * circle], axis=2).reshape(-1, 3)
    return float(np.abs(np.exp(radius * circle @ np.c_[x, np.ones(len(x))].T) @ r).max())


@pytest.mark.parametrize("d", [1, 2])
@pytest.mark.parametrize("radius", [0.5, 3.0])
def test_the_bound_holds_and_is_close(d, radius):
    generator = np.random.default_rng(d)
    for points in (4, 30):
        x, r = generator.standard_normal((points, d)), generator.standard_normal((points, 1))
        found, true = largest(x, r, radius, 4), on_grid(x, r[:, 0], radius)
        assert true <= found.bound[0]
        assert true * (1 - 1e-12) <= np.abs(found.g[0]) * (1 + 1e-12) or np.abs(found.g[0]) >= true * (1 - CLOSE)
        assert np.abs(found.g[0]) <= found.bound[0] <= np.abs(found.g[0]) * (1 + CLOSE) * (1 + 1e-12)
        assert np.linalg.norm(found.v[0]) == pytest.approx(radius, rel=1e-12)
        assert np.exp(np.c_[x, np.ones(points)] @ found.v[0]) @ r[:, 0] == pytest.approx(found.g[0], rel=1e-12)


@pytest.mark.parametrize("d", [1, 2])
@pytest.mark.parametrize("reach", [0.003, 0.05, 0.5])
def test_no_place_near_a_cell_s_centre_is_above_its_bound(d, reach):
    generator = np.random.default_rng(d)
    one, r, radius = np.c_[generator.standard_normal((12, d)), np.ones(12)], generator.standard_normal(12), 2.0
    centres = on_sphere(generator, (40, 1, d + 1), radius)
    away = on_sphere(generator, (1, 4000, d + 1), 1.0)
    near = centres + reach * away
    near *= radius / np.linalg.norm(near, axis=2, keepdims=True)  # on the sphere; the distance grows by at most about reach^2
    near = np.where(np.linalg.norm(near - centres, axis=2, keepdims=True) <= reach, near, centres)
    norms = np.linalg.norm(one, axis=1)
    g, high = _bounds(one, norms, r, centres[:, 0], radius, reach)
    there = np.abs(np.exp(near @ one.T) @ r)
    assert (there <= high[:, None]).all()
    assert g == pytest.approx(np.exp(centres[:, 0] @ one.T) @ r, rel=1e-12)
    if reach == 0.003:
        assert (high - there.max(axis=1) <= 2e-4 * (high + np.abs(r) @ np.exp(radius * norms))).all()


def on_sphere(generator, shape, radius):
    """Random points on a sphere."""
    v = generator.standard_normal(shape)
    return radius * v / np.linalg.norm(v, axis=-1, keepdims=True)


def test_branch_and_bound_finds_what_starts_miss():
    # The maximum is a narrow peak, due to one far point of small weight against many near points.
    x, r = np.r_[np.linspace(-0.5, 0.5, 20), 6.0][:, None], np.r_[np.ones(20), -0.02][:, None]
    found = largest(x, r, 1.0, 1, seed=0)
    assert np.abs(found.g[0]) >= on_grid(x, r[:, 0], 1.0) * (1 - CLOSE)


@pytest.mark.parametrize("d", [1, 2, 3, 64])
def test_one_point_has_a_closed_form(d):
    x = np.random.default_rng(d).standard_normal((1, d)) / np.sqrt(d)
    found = largest(x, np.array([[0.3, -2.0]]), 1.5, 16)
    size = np.exp(1.5 * np.sqrt((x * x).sum() + 1))
    assert found.g == pytest.approx([0.3 * size, -2.0 * size], rel=1e-6)
    assert found.gain(0.5) == pytest.approx(4 * size**2, rel=1e-6)
    assert ("guarantee" in found.way) == (d > 2)


def test_without_residuals_it_is_0():
    found = largest(np.ones((1, 1)), np.zeros((1, 1)), 1.0, 4)
    assert (found.g[0], found.bound[0]) == (0, 0)


def function(theta, rows):
    value = torch.tensor([rosen(row) for row in theta.numpy()])
    return value, torch.from_numpy(np.array([rosen_der(row) for row in theta.numpy()]))


def test_runs_come_to_the_minimum_each_by_itself():
    start = torch.from_numpy(np.random.default_rng(0).uniform(0, 2, (5, 4)))
    found = minimise(function, start, 1e-9, 1000, [0, 3])
    assert found.converged.all()
    assert torch.allclose(found.theta, torch.ones(5, 4, dtype=torch.float64), atol=1e-8)
    assert torch.equal(found.kept[0], start)
    alone = minimise(function, start[2:3], 1e-9, 1000, [0, 3])
    assert torch.equal(alone.theta[0], found.theta[2])
    assert torch.equal(alone.kept[1, 0], found.kept[1, 2])


def test_it_goes_down_along_a_kink():
    def bent(theta, rows):
        x, y = theta.T
        side = torch.where(x > y * y, 1.0, -1.0).double()
        return (x - y * y).abs() + 0.1 * x, torch.stack([side + 0.1, -2 * y * side], dim=1)

    found = minimise(bent, torch.tensor([[1.0, 1.2]], dtype=torch.float64), 1e-8, 500)
    assert not found.converged[0]  # at the minimum 0 the gradient jumps
    assert float(found.value[0]) < 1e-3


def test_a_run_that_is_no_number_ends_at_once():
    found = minimise(lambda theta, rows: (theta.sum(1) * torch.nan, theta), torch.ones(2, 3, dtype=torch.float64), 1e-8, 10)
    assert found.iterations.tolist() == [0, 0]
