"""Saddles of functions with known saddles: each is one plateau, with the curvature and the time predicted by theory."""

import numpy as np
import pytest
import torch

from descent.escape.buffer import Octopus
from descent.escape.descent import Limits, descend
from descent.instruments import optimisers
from descent.instruments.objective import Objective
from descent.instruments.plateaus import Watch
from descent.instruments.saddles import saddles
from descent.instruments.stays import Examined, examine
from descent.instruments.training import Settings, train
from descent.methods import gd
from descent.zoo import octopus


@pytest.fixture(autouse=True)
def double():
    """Tensors are float64 here."""
    torch.set_default_dtype(torch.float64)
    yield
    torch.set_default_dtype(torch.float32)


GD = {"SGD": {"lr": 0.25}}
Y = 2 / np.sqrt(3) * np.sin(np.arcsin(0.5) / 3)
"""Root of y (1 - y^2) = half its largest value. A mode with dx/dt = x (lambda - x^2) ends its plateau at x = y sqrt(lambda)."""


def bent(eigenvalues, step) -> np.ndarray:
    """Number of iterations by which such a mode reaches that x later than in linear theory: -3/2 log(1 - y^2) / (step lambda)."""
    return -1.5 * np.log(1 - Y**2) / (step * np.asarray(eigenvalues))


def late(found) -> list[float]:
    """Number of iterations by which each plateau was left later than in linear theory."""
    return [stay.plateau.left - stay.predicted for stay in found.stays]


class LowRank(torch.nn.Module):
    """||U U^T - M||^2 / 4. M has the given eigenvalues. U starts near 0, the first saddle."""

    def __init__(self, eigenvalues=(1.0, 0.5, 0.25), d=6, start=1e-6, seed=0):
        super().__init__()
        generator = torch.Generator().manual_seed(seed)
        vectors = torch.linalg.qr(torch.randn(d, len(eigenvalues), generator=generator))[0]
        self.register_buffer("M", vectors @ torch.diag(torch.tensor(eigenvalues)) @ vectors.T)
        self.U = torch.nn.Parameter(start * torch.randn(d, len(eigenvalues), generator=generator))

    def forward(self):
        return (self.U @ self.U.T - self.M).square().sum() / 4


class DeepLinear(torch.nn.Module):
    """||V W - diag(s)||^2 / 2, from a start near 0."""

    def __init__(self, singular=(1.0, 0.5, 0.25), start=1e-6):
        super().__init__()
        generator, d = torch.Generator().manual_seed(0), len(singular)
        self.register_buffer("M", torch.diag(torch.tensor(singular)))
        self.V, self.W = (torch.nn.Parameter(start * torch.randn(d, d, generator=generator)) for _ in range(2))

    def forward(self):
        return (self.V @ self.W - self.M).square().sum() / 2


class Quadratic(torch.nn.Module):
    """sum_i a_i x_i^2 / 2 with a from 1 down to 1/condition."""

    def __init__(self, condition, seed=0):
        super().__init__()
        self.register_buffer("a", torch.logspace(0, -np.log10(condition), 20))
        self.x = torch.nn.Parameter(torch.randn(20, generator=torch.Generator().manual_seed(seed)))

    def forward(self):
        return (self.a * self.x.square()).sum() / 2


@pytest.mark.parametrize(("d", "L"), [(5, 1.0), (5, 2.0), (8, 1.5), (40, 1.0)])
def test_every_saddle_of_the_octopus_is_one_plateau(d, L):
    objectives = [Objective(octopus.build(torch.Generator().manual_seed(seed), d=d, L=L)) for seed in range(12)]
    starts = np.stack([objective.start["x"].numpy() for objective in objectives])
    escape = descend(gd, starts, Octopus(np.e, L, 1.0), Limits(1e-3, 300), eta=1 / (4 * L)).escape
    watch, optimiser = Watch(), optimisers.named({"SGD": {"lr": 1 / (4 * L)}})
    train(objectives, optimiser, Settings(300, record=301), [watch])
    seen = 0
    for run in range(12):
        found, end = watch.plateaus(run)
        escapes = escape[run][escape[run] <= 300]
        lowest = [plateau.lowest_at for plateau in found]
        left = [plateau for plateau in found if plateau.lowest_at < escapes[-1]]
        assert np.histogram(lowest, [-1, *escapes])[0].tolist() == [1] * len(escapes)
        assert len(found) - len(left) == (end is None)  # the plateau that the run is about to leave
        seen += len(left)
    assert seen >= 24


def test_on_the_octopus_curvature_and_times_are_the_theorys():
    # f is still quadratic at the end of a plateau, so linear theory is exact up to rounding to a whole iteration: a tolerance of 1
    found = saddles(octopus.build(torch.Generator().manual_seed(0), d=6), optimiser=GD, steps=400, noise=0)
    assert len(found.stays) >= 4
    for k, stay in enumerate(found.stays):
        assert stay.lowest.values == pytest.approx(octopus.saddle_eigenvalues(k, 6)[:4], abs=1e-9)
        assert stay.strict
        assert abs(stay.plateau.left - stay.predicted) <= 1.0
        x = np.abs(stay.plateau.theta.numpy()[k])
        assert stay.distance == pytest.approx(x, rel=1e-6)
    spent = [stay.plateau.spent for stay in found.stays]
    assert spent[-1] / spent[-2] == pytest.approx(octopus.growth(), rel=0.5)


def test_low_rank_factorisation_visits_a_saddle_for_each_eigenvalue():
    # tolerance 1 %: from starts of size 1e-6 training comes closer to the saddles than that
    eigenvalues = np.array([1.0, 0.5, 0.25])
    found = saddles(LowRank(), optimiser={"SGD": {"lr": 0.1}}, steps=2000, noise=0)
    assert len(found.stays) == 3
    assert [stay.lowest.values[0] for stay in found.stays] == pytest.approx(-eigenvalues, rel=0.01)
    assert [stay.plateau.loss for stay in found.stays] == pytest.approx([(eigenvalues[k:] ** 2).sum() / 4 for k in range(3)], rel=0.01)
    assert late(found) == pytest.approx(bent(eigenvalues, 0.1), abs=1)
    assert not found.end.strict
    assert found.end.plateau.loss < 1e-9
    # at U = 0 each eigenvalue occurs once per column of U
    assert found.stays[0].lowest.values == pytest.approx([-1, -1, -1, -0.5], abs=1e-6)


def test_a_deep_linear_net_visits_a_saddle_for_each_singular_value():
    singular = np.array([1.0, 0.5, 0.25])
    found = saddles(DeepLinear(), optimiser={"SGD": {"lr": 0.1}}, steps=2000, noise=0)
    assert [stay.lowest.values[0] for stay in found.stays] == pytest.approx(-singular, rel=0.01)
    assert [stay.plateau.loss for stay in found.stays] == pytest.approx([(singular[k:] ** 2).sum() / 2 for k in range(3)], rel=0.01)
    assert late(found) == pytest.approx(bent(singular, 0.1), abs=1)


class Tail(torch.nn.Module):
    """exp(-x) (1 - y^2 / 20): a negative eigenvalue everywhere on y = 0, and no stationary point."""

    def __init__(self):
        super().__init__()
        self.x = torch.nn.Parameter(torch.zeros(2))

    def forward(self):
        return torch.exp(-self.x[0]) * (1 - self.x[1] ** 2 / 20)


def test_a_loss_that_goes_to_zero_at_infinity_is_at_no_saddle():
    found = saddles(Tail(), optimiser=GD, steps=200)
    assert found.stays == []
    assert found.end.lowest.values[0] < -0.05 * found.end.lowest.largest
    assert not found.end.strict
    assert found.twin is None


@pytest.mark.parametrize("lr", [0.5, 1.9])
@pytest.mark.parametrize("condition", [1, 100, 1e6])
def test_a_convex_quadratic_has_no_plateau(lr, condition):
    found = saddles(Quadratic(condition), optimiser={"SGD": {"lr": lr}}, steps=300)
    assert found.stays == []
    assert not found.end.strict
    assert found.twin is None
    assert np.isnan(found.end.predicted)


@pytest.mark.parametrize("optimiser", [{"SGD": {"lr": 0.5, "momentum": 0.9}}, {"Adam": {"lr": 0.1}}], ids=str)
def test_overshooting_a_minimum_is_no_plateau(optimiser):
    assert saddles(Quadratic(100), optimiser=optimiser, steps=500).stays == []


def test_momentum_leaves_at_its_own_rate():
    found = saddles(LowRank(), optimiser={"SGD": {"lr": 0.02, "momentum": 0.5}}, steps=3000, noise=0)
    assert len(found.stays) == 3
    assert late(found) == pytest.approx(bent([1.0, 0.5, 0.25], 0.02 / (1 - 0.5)), abs=2)


def test_noise_helps_where_gradient_descent_waits():
    found = saddles(octopus.build(torch.Generator().manual_seed(0), d=6), optimiser=GD, steps=400)
    assert found.end is None or found.end.strict
    assert len(found.twin.stays) == 6
    assert not found.twin.end.strict
    assert found.twin.spent < found.spent / 2
    again = saddles(octopus.build(torch.Generator().manual_seed(0), d=6), optimiser=GD, steps=400)
    assert np.array_equal(found.twin.trained.loss, again.twin.trained.loss)
    assert str(found) == str(again)


def test_a_waiting_run_is_told_how_long_it_would_take():
    start = torch.tensor([1.0, 1e-9, 0.5])
    module = octopus.Module(start, np.e, 1.0, 1.0)
    short = saddles(module, optimiser=GD, steps=30, noise=0)
    assert short.end.strict
    long = saddles(module, optimiser=GD, steps=200, noise=0)
    left = long.stays[1].plateau.leave - short.end.plateau.lowest_at
    assert short.end.predicted == pytest.approx(left, abs=2)


def test_the_table_has_a_line_for_every_plateau_and_the_twin():
    found = saddles(octopus.build(torch.Generator().manual_seed(0), d=4), optimiser=GD, steps=100)
    lines = str(found).splitlines()
    assert lines[0].startswith("SGD lr=0.25: 100 iterations, ")
    assert lines[1].split()[:3] == ["plateau", "iterations", "spent"]
    assert len(lines) == 2 + len(found.stays) + (found.end is not None) + 1 + len(str(found.twin).splitlines())
    assert "with noise r=" in str(found.twin)


def test_many_runs_give_what_each_gives_alone():
    objectives = [Objective(LowRank(seed=seed)) for seed in range(4)]
    watch, optimiser = Watch(), optimisers.named({"SGD": {"lr": 0.1}})
    trained = train(objectives, optimiser, Settings(1500, record=1501), [watch])
    found = examine(objectives, watch, optimiser, most=4, count=4)
    assert set(found._fields) == set(Examined._fields)
    for run in range(4):
        alone = saddles(LowRank(seed=run), optimiser={"SGD": {"lr": 0.1}}, steps=1500, noise=0)
        stays = alone.stays
        assert found.plateaus[run] == len(stays) == 3
        assert found.spent[run, :3].tolist() == [stay.plateau.spent for stay in stays]
        assert found.curvature[run, :3] == pytest.approx([stay.lowest.values[0] for stay in stays], rel=1e-6)
        assert found.predicted[run, :3] == pytest.approx([stay.predicted for stay in stays], rel=1e-6)
        assert found.strict[run].tolist()[:3] == [1, 1, 1]
        assert np.isnan(found.strict[run, 3])
        assert found.end_strict[run] == 0
        assert found.loss[run, 0] == trained.loss[run, int(found.lowest_at[run, 0])]


def test_a_run_that_diverges_at_once_has_no_plateaus():
    objectives = [Objective(LowRank(seed=seed)) for seed in range(2)]
    watch = Watch()
    optimiser = optimisers.named({"SGD": {"lr": 1e9}})
    train(objectives, optimiser, Settings(50, record=51), [watch])
    found = examine(objectives, watch, optimiser)
    assert (found.plateaus == 0).all()
