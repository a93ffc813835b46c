"""An exponential neuron in every hidden layer with the regulariser lambda |a|^(2L)/2, the sum of the 2L-th powers, L layers of weights.

That is the paper's own regulariser as we remember it: its text was not at hand, and the count of layers may be another one there.
"""

from descent.oneneuron.augmentations import Regularised
from descent.oneneuron.problem import Neuron

NEURON, OUTPUTS, VANISHES = Neuron.PER_LAYER, 1, True
FIXED = {"by_layers": True}
Parameters = Regularised
