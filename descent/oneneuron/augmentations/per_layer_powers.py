"""An exponential neuron in every hidden layer, with lambda/2 times the sum of a_i^(2L) as regulariser, for L layers of weights.

This is the paper's regulariser as we remember it. We did not have the text at hand, and the paper may count layers differently.
"""

from descent.oneneuron.augmentations import Regularised
from descent.oneneuron.problem import Neuron

NEURON, OUTPUTS, VANISHES = Neuron.PER_LAYER, 1, True
FIXED = {"by_layers": True}
Parameters = Regularised
