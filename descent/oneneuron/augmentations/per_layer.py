"""An exponential neuron in every hidden layer (the paper's variant; its weights and regulariser are ours)."""

from descent.oneneuron.augmentations import Regularised
from descent.oneneuron.problem import Neuron

NEURON, OUTPUTS, VANISHES = Neuron.PER_LAYER, 1, True
Parameters = Regularised
