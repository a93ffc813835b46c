"""Noisy gradient descent: noise in every step (Ge et al. 2015, algorithm 1)."""

from descent import parameters
from descent.parameters import NotNegative, Positive, given
from descent.random import sphere

LABEL = "noisy GD"
MEMORY = 1


class Parameters(parameters.Parameters):
    """Parameters of noisy GD."""

    eta: Positive = given(description="Step size of gradient steps.")
    sigma: NotNegative = given(description="Length of the noise that is added to every gradient.")


def step(x, slope, memory, stream, t, stage, problem, gradient, value, eta, sigma):
    """x <- x - eta (grad f(x) + sigma xi), xi uniform on the unit sphere. memory[0] is xi."""
    xi = memory[0]
    sphere(stream, xi)
    for j in range(x.size):
        x[j] -= eta * (slope[j] + sigma * xi[j])
    return True
