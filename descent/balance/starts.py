"""Random starts of nets. Their distribution is our choice."""

import numpy as np

from descent import checked, parameters
from descent.balance.nets import Net
from descent.parameters import Positive, given
from descent.random import normal_numbers


class Parameters(parameters.Parameters):
    """Parameters of the size of the entries."""

    gain: Positive = given(1, "Standard deviation of the start's entries, times the square root of a neuron's number of inputs. Ours.")
    first_gain: Positive = given(1, "Factor on the first layer of the start. Ours.")


def start(net: Net, generators, gain: float, first_gain: float = 1.0) -> np.ndarray:
    """Starts with weights and biases N(0, gain^2/f), where f is the mean number of inputs of a neuron. Returns (runs, P).

    first_gain: factor on the weights of the first layer; generators: one per run.
    """
    generators = checked.generators(generators)
    checked.number("gain", gain, least=0.0)
    checked.number("first_gain", first_gain, least=0.0)
    scale = np.zeros(net.P)
    for layer in net.layers:
        inputs = (layer.uses.size if layer.uses is not None else layer.out * layer.into) / layer.out
        scale[layer.weights.start : layer.biases.stop] = gain / np.sqrt(inputs)
    theta = np.stack([normal_numbers(generator, net.P) for generator in generators]) * scale
    theta[:, net.layers[0].weights] *= first_gain
    return theta
