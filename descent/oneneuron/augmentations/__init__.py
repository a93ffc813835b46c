"""Augmentations of a net, one file each: what each adds to the net's output and to its loss.

An augmentation has NEURON, a `Neuron` for kernels; OUTPUTS, the number of outputs of the net; VANISHES, whether a regulariser on a alone
forces a = 0 at every critical point; and Parameters, with the names of the fields of `Problem` that they set. It may have FIXED, values of
further fields.
"""

import pkgutil
from types import ModuleType

from descent import checked, parameters
from descent.oneneuron.problem import Problem
from descent.parameters import Positive, given

__all__ = sorted(["Bare", "Regularised", "augment", *(entry.name for entry in pkgutil.iter_modules(__path__))])


class Bare(parameters.Parameters):
    """An augmentation without parameters."""


class Regularised(parameters.Parameters):
    """Parameters of an augmentation with the regulariser lambda a^2/2."""

    lam: Positive = given(1.0, "lambda, the factor of a^2/2; the theorem needs it above 0 (for 0 there is the augmentation unregularised).")


def augment(augmentation: ModuleType, base: Problem, **values) -> Problem:
    """A net with an augmentation. augmentation: a module of this package; values: its parameters; defaults may be left out.

    Raises ValueError where a parameter is missing, unknown or not allowed.
    """
    own = {"neuron": int(augmentation.NEURON)} | getattr(augmentation, "FIXED", {}) | checked.parameters(augmentation, values)
    return base._replace(**Problem._field_defaults | own)
