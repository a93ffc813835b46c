"""The paper's monomial neuron with a skip connection: a (w.x + b)^m is added to the output."""

from descent.oneneuron.augmentations import Regularised
from descent.oneneuron.problem import Neuron
from descent.parameters import given

NEURON, OUTPUTS, VANISHES = Neuron.MONOMIAL, 1, True


class Parameters(Regularised):
    """Parameters of the monomial neuron."""

    m: int = given(4, "Power of a monomial neuron.", ge=2, le=100)
