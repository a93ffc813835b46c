"""The paper's exponential neuron with lambda = 0, which the theorem excludes."""

from descent.oneneuron.augmentations import Bare
from descent.oneneuron.problem import Neuron

NEURON, OUTPUTS, VANISHES = Neuron.EXPONENTIAL, 1, False
Parameters = Bare
