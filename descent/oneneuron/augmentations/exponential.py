"""The paper's exponential neuron with a skip connection: a exp(w.x + b) is added to the output."""

from descent.oneneuron.augmentations import Regularised
from descent.oneneuron.problem import Neuron

NEURON, OUTPUTS, VANISHES = Neuron.EXPONENTIAL, 1, True
Parameters = Regularised
