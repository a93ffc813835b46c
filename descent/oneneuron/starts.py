"""Starting points of runs: random ones, or near a known minimum, with a neuron of any size."""

import numpy as np

from descent import checked, parameters
from descent.algebra import norm
from descent.oneneuron.problem import Problem, net_size, parts, size
from descent.parameters import NotNegative, Positive, given
from descent.random import normal_numbers


class Start(parameters.Parameters):
    """Parameters of every start."""

    neuron_size: NotNegative = given(
        0.1, "Standard deviation of a at the start. That of b and w is 1; beside Safran and Shamir's minimum that of w is 1/sqrt(7). Ours."
    )


class Random(Start):
    """Parameters of a random start."""

    start_size: Positive = given(1.0, "Standard deviation of the parameters of a random start. Ours.")


class Near(Start):
    """Parameters of a start near a known minimum."""

    radius: NotNegative = given(0.01, "Distance of a start from a known minimum.")


def random_starts(net: Problem, start_size: float, neuron_size: float, generators) -> np.ndarray:
    """Random starts: theta ~ N(0, start_size^2), a ~ N(0, neuron_size^2), b and w ~ N(0, 1), our choice. Returns (runs, P).

    generators: one numpy generator per run. Raises ValueError where an argument is not as described.
    """
    generators = checked.generators(generators)
    checked.number("start_size", start_size, least=0.0)
    checked.number("neuron_size", neuron_size, least=0.0)
    xi = np.stack([normal_numbers(generator, size(net)) for generator in generators])
    xi[:, : net_size(net.widths)] *= start_size
    xi[:, parts(net).a] *= neuron_size
    return xi


def near(net: Problem, theta, radius: float, neuron_size: float, generators) -> np.ndarray:
    """Starts at distance `radius` from a given theta (P of the net,), with the neuron as in `random_starts`. Returns (runs, P).

    Raises ValueError where an argument is not as described.
    """
    theta = checked.array("theta", theta, int(net_size(net.widths)))
    checked.number("radius", radius, least=0.0)
    xi = random_starts(net, 1.0, neuron_size, generators)
    away = xi[:, : theta.size]
    xi[:, : theta.size] = theta + radius * away / norm(away, axis=1, keepdims=True)
    return xi
