"""Activations and losses are the same in kernels and on arrays, are found by name, and have the right derivatives."""

import numba
import numpy as np
import pytest
import torch

from descent import activations, losses
from descent.activations import FORMULAS, HOMOGENEOUS, Activation, activate, activation
from descent.losses import Loss, hinge, logistic, loss, mean_loss, squared

EVERY_ACTIVATION = pytest.mark.parametrize("name", FORMULAS)
EXACT = ("relu", "leaky_relu", "rounded_relu", "hinge", "squared")
"""Functions made of arithmetic alone. torch's elementary functions differ from ours in the last digits."""
Z = np.r_[np.random.default_rng(0).uniform(-3, 3, 200), -1e4, -40.0, -0.1, -0.0, 0.0, 1e-300, 0.1, 40.0, 1e4]
P = 3


@numba.njit(error_model="numpy")
def activated(kind, z):
    """Values and slopes of an activation, computed number by number in a kernel."""
    values, slopes = np.empty_like(z), np.empty_like(z)
    for i in range(z.size):
        values[i], slopes[i] = activation(kind, z[i])
    return values, slopes


@numba.njit(error_model="numpy")
def lost(kind, p, f, y):
    """Values and slopes of a loss, computed number by number in a kernel."""
    values, slopes = np.empty_like(f), np.empty_like(f)
    for i in range(f.size):
        values[i], slopes[i] = loss(kind, p, f[i], y[i])
    return values, slopes


def assert_one(name, in_kernels, on_arrays, torchs=False):
    """Equal bits. Functions in torch that use more than arithmetic may differ by 1e-15, absolute plus relative."""
    for one, other in zip(in_kernels, on_arrays, strict=True):
        if name in EXACT or not torchs:
            np.testing.assert_array_equal(one, other)
        else:
            np.testing.assert_allclose(one, other, rtol=1e-15, atol=1e-15)


@EVERY_ACTIVATION
def test_an_activation_is_the_same_in_kernels_and_on_arrays(name):
    assert_one(name, activated(int(Activation.named(name)), Z), activate(name, Z))


@EVERY_ACTIVATION
def test_an_activation_is_the_same_on_torchs_arrays(name):
    found = [part.numpy() for part in activate(name, torch.tensor(Z))]
    assert_one(name, found, activate(name, Z), torchs=True)
    assert all(part.dtype == torch.float32 for part in activate(name, torch.tensor(Z, dtype=torch.float32)))


LOSSES = {"hinge": lambda f, y: hinge(f, y, P), "logistic": logistic, "squared": squared}


@pytest.mark.parametrize("name", Loss.names())
def test_a_loss_is_the_same_in_kernels_and_on_arrays(name):
    y = np.where(np.arange(Z.size) % 2, 1.0, -1.0)
    f = np.clip(Z, -50, 50)
    assert_one(name, lost(int(Loss.named(name)), P, f, y), LOSSES[name](f, y))


@EVERY_ACTIVATION
def test_a_kernels_slope_is_the_derivative_by_a_complex_step(name):
    """At points away from the kinks. Tolerance: rounding."""
    z = Z[(np.abs(np.abs(Z) - 0.1) > 1e-12) & (Z != 0.0)]
    kind = int(Activation.named(name))
    slopes = activated(kind, z)[1]
    np.testing.assert_allclose(activated(kind, z + 1e-100j)[0].imag / 1e-100, slopes, rtol=1e-12, atol=1e-15)


@pytest.mark.parametrize("name", HOMOGENEOUS)
def test_a_homogeneous_activation_is_its_slope_times_its_argument(name):
    value, slope = activate(name, Z)
    np.testing.assert_array_equal(value, Z if slope is None else slope * Z)


def test_paper_4s_quadratic_loss_is_paper_2s_squared_one():
    f, y = np.random.default_rng(1).standard_normal((2, 3, 2, 5))
    value, slope = mean_loss("quadratic", f, y)
    each = np.array([lost(int(Loss.SQUARED), P, f[run].ravel(), y[run].ravel()) for run in range(3)])
    np.testing.assert_allclose(value, each[:, 0].sum(axis=1) / 5, rtol=1e-14)
    np.testing.assert_array_equal(slope, each[:, 1].reshape(f.shape) / 5)


def test_every_formula_has_a_member_of_its_name_and_every_member_a_formula():
    assert Activation.names() == list(FORMULAS)
    assert [getattr(activations, name) for name in Activation.names()] == list(FORMULAS.values())
    assert all(hasattr(losses, name) for name in Loss.names())


@pytest.mark.parametrize(
    ("kind", "name", "message"),
    [
        (Activation, "swish", r"activation = swish: allowed: relu, leaky_relu, .*gelu"),
        (Activation, "RELU", r"activation = RELU: allowed: relu"),
        (Loss, "absolute", r"loss = absolute: allowed: hinge, logistic, squared"),
    ],
)
def test_an_unknown_name_is_refused(kind, name, message):
    with pytest.raises(ValueError, match=message):
        kind.named(name)


@pytest.mark.parametrize("number", [-1, 99])
def test_an_unknown_number_is_no_number_in_kernels_and_not_the_last_kind(number):
    assert np.isnan(activated(number, Z)).all()
    assert np.isnan(lost(number, P, Z, np.ones_like(Z))).all()
