"""A factor on the loss in place of a neuron: F = L (1 + (a e^b - 1)^2) + lambda a^2 (Sohl-Dickstein and Kawaguchi 2019)."""

from descent.oneneuron.augmentations import Regularised
from descent.oneneuron.problem import Neuron

NEURON, OUTPUTS, VANISHES = Neuron.SOHL_DICKSTEIN, 1, True
Parameters = Regularised
