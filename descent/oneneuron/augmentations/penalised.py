"""The paper's exponential neuron with a penalty on (w, b) as well. Our choice, after Liang, Sun and Srikant 2022."""

from descent.oneneuron.augmentations import Regularised
from descent.oneneuron.problem import Neuron
from descent.parameters import Positive, given

NEURON, OUTPUTS, VANISHES = Neuron.EXPONENTIAL, 1, False


class Parameters(Regularised):
    """Parameters of the penalised neuron."""

    mu: Positive = given(0.01, "Factor of (|w|^2 + b^2)/2 in the augmentation penalised. Ours.")
