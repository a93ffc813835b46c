"""The net alone."""

from descent.oneneuron.augmentations import Bare
from descent.oneneuron.problem import Neuron

NEURON, OUTPUTS, VANISHES = Neuron.NONE, 1, False
Parameters = Bare
