"""The octopus in torch and the octopus in kernels: the same function, and the same iterations at every saddle."""

import numpy as np
import pytest
import torch
from draws import run_streams

from descent.escape import octopus as on_arrays
from descent.escape.borders import places
from descent.escape.descent import Limits, descend
from descent.instruments.objective import Objective
from descent.instruments.optimisers import named
from descent.instruments.training import Settings, train
from descent.methods import adam, gd, heavy_ball, pgd
from descent.problems import octopus as in_kernels
from descent.zoo import octopus


def numbers(L, gamma=1.0):
    return in_kernels.numbers(tau=np.e, L=L, gamma=gamma)


@pytest.mark.parametrize(("L", "gamma"), [(1.0, 1.0), (3.0, 0.5)])
def test_value_and_gradient_are_the_octopuss(L, gamma):
    random, d, p = np.random.default_rng(0), 6, numbers(L, gamma)
    for x in [place for _ in range(50) for place in places(random, p, d)[:3]]:
        point = torch.from_numpy(x).requires_grad_()
        f = octopus.Module(point.detach(), np.e, L, gamma)
        found = torch.func.functional_call(f, {"x": point}, ())
        np.testing.assert_allclose(found.item(), on_arrays.value(x[None], p)[0], rtol=1e-12, atol=1e-12)
        (slope,) = torch.autograd.grad(found, point)
        np.testing.assert_allclose(slope.numpy(), on_arrays.gradient(x[None], p)[0], rtol=1e-12, atol=1e-12 * L)


@pytest.mark.parametrize("x", [[17.0, 0, 0], [0, 3.0, 0], [11.0, 5.0, -2.8], [float("nan"), 0, 0]])
def test_outside_the_tube_there_is_no_value(x):
    assert octopus.Module(torch.tensor(x, dtype=torch.float64), np.e, 1.0, 1.0)().isnan()


def test_saddles_are_where_they_are_said_to_be_with_their_values_and_eigenvalues():
    d, L, gamma = 5, 2.0, 0.5
    f = octopus.build(torch.Generator(), d=d, L=L, gamma=gamma)
    for k in range(d + 1):
        at = octopus.saddle(k, d)

        def value(x):
            return torch.func.functional_call(f, {"x": x}, ())

        assert value(at).item() == pytest.approx(octopus.saddle_value(k, L=L, gamma=gamma), rel=1e-12, abs=1e-12)
        assert torch.autograd.functional.jacobian(value, at).abs().max() < 1e-12
        eigenvalues = torch.linalg.eigvalsh(torch.autograd.functional.hessian(value, at))
        np.testing.assert_allclose(eigenvalues, octopus.saddle_eigenvalues(k, d, L, gamma), rtol=1e-12)
        assert octopus.saddles_passed(at).item() == k


@pytest.mark.parametrize(
    ("given", "method", "parameters", "L", "d"),
    [
        ({"SGD": {"lr": 0.25}}, gd, {"eta": 0.25}, 1.0, 5),
        ({"SGD": {"lr": 0.125}}, gd, {"eta": 0.125}, 2.0, 4),
        ({"SGD": {"lr": 0.1, "momentum": 0.5}}, heavy_ball, {"eta": 0.1, "momentum": 0.5}, 1.0, 5),
        ({"Adam": {"lr": 0.02}}, adam, {"eta": 0.02, "beta1": 0.9, "beta2": 0.999, "adam_epsilon": 1e-8}, 1.0, 4),
    ],
    ids=["GD", "GD, L = 2", "heavy ball", "Adam"],
)
def test_every_saddle_is_passed_at_the_kernels_iteration(given, method, parameters, L, d):
    count, steps = 36, 1000
    objectives = [Objective(octopus.build(torch.Generator().manual_seed(run), d=d, L=L)) for run in range(count)]
    starts = np.stack([objective.start["x"].numpy() for objective in objectives])
    in_torch = train(
        objectives, named(given), Settings(steps, record=steps + 1), [lambda t, theta, *others: octopus.saddles_passed(theta["x"])]
    )
    passed = in_torch.watched[0][:, :, None] > np.arange(d)  # (runs, times, d)
    escape = np.where(passed.any(axis=1), passed.argmax(axis=1), np.nan)
    kernel = descend(method, starts, numbers(L), Limits(eps=0.1, max_steps=steps), **parameters)
    assert np.isfinite(kernel.escape).sum() > 100
    np.testing.assert_array_equal(escape, kernel.escape)


def test_what_is_no_octopus_is_refused():
    with pytest.raises(ValueError, match="gamma = 2"):
        octopus.build(torch.Generator(), L=1.0, gamma=2.0)


def test_noise_takes_as_long_as_the_kernels_noise_does():
    """Perturbed gradient descent has other draws in torch, so the mean iterations at which the last saddle is passed are compared."""
    d, count, steps, noise = 4, 200, 400, {"r": 0.1, "g_thres": 0.1, "t_thres": 10}
    objectives = [Objective(octopus.build(torch.Generator().manual_seed(run), d=d)) for run in range(count)]
    starts = np.stack([objective.start["x"].numpy() for objective in objectives])
    in_torch = train(
        objectives,
        named({"SGD": {"lr": 0.25}}),
        Settings(steps, record=steps + 1, **noise),
        [lambda t, theta, *others: octopus.saddles_passed(theta["x"])],
    )
    last = (in_torch.watched[0] == d).argmax(axis=1)
    kernel = descend(pgd, starts, numbers(1.0), Limits(eps=0.1, max_steps=steps), run_streams(count), eta=0.25, **noise).escape[:, -1]
    assert (last > 0).all()
    assert np.isfinite(kernel).all()
    quiet = descend(gd, starts, numbers(1.0), Limits(eps=0.1, max_steps=steps), eta=0.25).escape[:, -1]
    difference = last - kernel  # from the same starts
    assert abs(difference.mean()) < 4 * difference.std() / np.sqrt(count)
    assert np.nanmedian(quiet) > 2 * np.median(last)
