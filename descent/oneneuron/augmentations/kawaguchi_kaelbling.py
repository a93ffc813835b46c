"""One exponential neuron per output, for two outputs, one per class (Kawaguchi and Kaelbling 2020)."""

from descent.oneneuron.augmentations import Regularised
from descent.oneneuron.problem import Neuron

NEURON, OUTPUTS, VANISHES = Neuron.EXPONENTIAL, 2, True
Parameters = Regularised
