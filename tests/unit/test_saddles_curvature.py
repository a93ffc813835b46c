"""Lowest eigenvalues compared with torch's own Hessian, and linear theory compared with torch's optimisers on a quadratic."""

import numpy as np
import pytest
import torch

from descent.instruments import curvature, optimisers
from descent.instruments.linear_theory import growth, iterations, linear
from descent.instruments.objective import Objective


@pytest.fixture(autouse=True)
def double():
    """Tensors are float64 here."""
    torch.set_default_dtype(torch.float64)
    yield
    torch.set_default_dtype(torch.float32)


def net(width: int) -> Objective:
    torch.manual_seed(4)
    module = torch.nn.Sequential(torch.nn.Linear(4, width), torch.nn.Tanh(), torch.nn.Linear(width, 2))
    return Objective(module, (torch.randn(20, 4), torch.randn(20, 2)), torch.nn.functional.mse_loss)


def whole(objective: Objective) -> np.ndarray:
    """The whole Hessian, by torch's reverse mode applied twice."""
    point = objective.flat(objective.start)
    return torch.autograd.functional.hessian(lambda theta: objective.value(objective.unflat(theta)), point).numpy()


@pytest.mark.parametrize("dense", [0, 500], ids=["Lanczos", "whole"])
@pytest.mark.parametrize("count", [1, 4])
def test_lowest_eigenvalues_are_those_of_the_whole_hessian(dense, count):
    objective = net(8)
    found = curvature.lowest(curvature.Point(objective, objective.start), count, tolerance=1e-10, dense=dense)
    values, vectors = np.linalg.eigh(whole(objective))
    assert found.values == pytest.approx(values[:count], abs=1e-9)
    assert found.largest == pytest.approx(values[-1], rel=1e-9)
    assert found.vectors.shape == (count, objective.size)
    assert np.abs(np.sum(found.vectors * vectors[:, :count].T, axis=1)) == pytest.approx(np.ones(count), abs=1e-6)


def test_the_gradient_is_torchs():
    objective = net(3)
    values = {name: value.clone().requires_grad_() for name, value in objective.start.items()}
    objective.value(values).backward()
    assert curvature.Point(objective, objective.start).gradient == pytest.approx(
        torch.cat([v.grad.flatten() for v in values.values()]).numpy()
    )


def test_what_lanczos_has_not_found_is_nan(monkeypatch):
    objective = net(8)
    real = curvature.eigsh
    monkeypatch.setattr(curvature, "eigsh", lambda *given, **named: real(*given, **named, maxiter=1, ncv=9))
    found = curvature.lowest(curvature.Point(objective, objective.start), 4, tolerance=1e-14, dense=0)
    assert np.isnan(found.values).any()
    assert found.values.shape == (4,)


class Attention(torch.nn.Module):
    def __init__(self):
        super().__init__()
        self.attention, self.norm = torch.nn.MultiheadAttention(4, 2, batch_first=True), torch.nn.LayerNorm(4)

    def forward(self, x):
        return self.norm(x + self.attention(x, x, x, need_weights=False)[0]).mean(1)


MODULES = {
    "layer norm": lambda: torch.nn.Sequential(torch.nn.Linear(4, 4), torch.nn.LayerNorm(4)),
    "batch norm": lambda: torch.nn.Sequential(torch.nn.Linear(4, 4), torch.nn.BatchNorm1d(4), torch.nn.GELU()),
    "attention": Attention,
    "recurrent": lambda: torch.nn.Sequential(torch.nn.GRU(4, 4, batch_first=True), Last()),
    "convolution": lambda: torch.nn.Sequential(
        torch.nn.Unflatten(1, (1, 4)), torch.nn.Conv1d(1, 2, 3), torch.nn.Tanh(), torch.nn.Flatten()
    ),
}


class Last(torch.nn.Module):
    def forward(self, given):
        return given[0][:, -1]


@pytest.mark.parametrize("name", MODULES)
def test_products_are_differences_of_gradients(name):
    # tolerance 1e-6: the errors of central differences of step 1e-5 are 1e-10 times third derivatives, and rounding of 1e-16 / 1e-5
    torch.manual_seed(2)
    sequences = name in ("attention", "recurrent")
    x = torch.randn(6, 3, 4) if sequences else torch.randn(6, 4)
    objective = Objective(MODULES[name](), (x, torch.randn(6, 4)), torch.nn.functional.mse_loss)
    theta, along = objective.flat(objective.start), torch.randn(objective.size)
    ahead, behind = (curvature.Point(objective, objective.unflat(theta + sign * 1e-5 * along)).gradient for sign in (1, -1))
    product = curvature.Point(objective, objective.start).product(along.numpy())
    assert product == pytest.approx((ahead - behind) / 2e-5, abs=1e-6)


def test_a_linear_function_has_no_curvature():
    module = torch.nn.Linear(3, 1)
    found = curvature.lowest(
        curvature.Point(Objective(module, (torch.randn(5, 3), None), lambda out, _: out.sum()), dict(module.named_parameters()))
    )
    assert found.values.tolist() == [0, 0, 0, 0]


SGDS = [
    {"lr": 0.1},
    {"lr": 0.1, "momentum": 0.9},
    {"lr": 0.05, "momentum": 0.5, "nesterov": True},
    {"lr": 0.1, "momentum": 0.8, "dampening": 0.3},
    {"lr": 0.1, "momentum": 0.9, "weight_decay": 0.05},
]


@pytest.mark.parametrize("given", SGDS, ids=str)
@pytest.mark.parametrize("eigenvalue", [-2.0, -0.1])
def test_growth_is_that_of_torchs_sgd_on_a_quadratic(given, eigenvalue):
    optimiser = optimisers.named({"SGD": given})
    x = torch.ones(1, requires_grad=True)
    steps, made, path = 400, optimiser.make([x]), []
    for _ in range(steps):
        path.append(float(x.detach()))
        x.grad = eigenvalue * x.detach()
        made.step()
    factor, share = growth(eigenvalue, **linear(optimiser))
    assert factor == pytest.approx(path[-1] / path[-2], rel=1e-9)
    # torch applies no dampening in its first step, so the share is slightly different
    assert share * factor ** (steps - 1) == pytest.approx(path[-1], rel=1e-6 if "dampening" not in given else 0.2)


@pytest.mark.parametrize("given", ["Adam", {"SGD": {"lr": 0.1, "maximize": True}}, "Rprop"])
def test_other_optimisers_have_no_linear_theory(given):
    assert linear(optimisers.named(given)) is None


def test_iterations_of_one_part_are_a_quotient_of_logarithms():
    assert iterations([1e-6], [1.5], 3.0) == pytest.approx(np.log(3e6) / np.log(1.5), rel=1e-12)


def test_iterations_of_several_parts_are_when_their_squares_add_up():
    parts, factors = np.array([1e-9, 1e-3, 5.0, 0.0]), np.array([1.5, 1.1, 0.9, 2.0])
    t = iterations(parts, factors, 2.0)
    growing = (parts * factors**t)[:2]
    assert np.linalg.norm(growing) == pytest.approx(2.0, rel=1e-10)


def test_iterations_where_there_is_nothing_to_wait_for():
    assert iterations([3.0], [1.5], 2.0) == 0.0
    assert iterations([1.0], [0.5], 2.0) == np.inf
    assert np.isnan(iterations([1.0], [1.5], np.nan))
