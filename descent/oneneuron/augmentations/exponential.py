"""The paper's exponential neuron with its skip connection: a exp(w.x + b) straight to the output."""

from descent.oneneuron.augmentations import Regularised
from descent.oneneuron.problem import Neuron

NEURON, OUTPUTS, VANISHES = Neuron.EXPONENTIAL, 1, True
Parameters = Regularised
