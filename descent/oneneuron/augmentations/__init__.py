"""The ways to augment a net, one file each: what each adds to its output and to its loss.

An augmentation has NEURON, the kind that kernels know; OUTPUTS, those of the net that it is tried on; VANISHES, whether a = 0 at every
critical point, by a regulariser on a alone; and its Parameters, named as the fields of a `Problem` that they set. It may have FIXED, values
of further fields.
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
    """What an augmentation with lambda a^2/2 takes."""

    lam: Positive = given(1.0, "lambda, the factor of a^2/2; the theorem needs it above 0 (for 0 there is the augmentation unregularised).")


def augment(augmentation: ModuleType, base: Problem, **values) -> Problem:
    """A net with an augmentation. augmentation: a module of this package; values: its parameters, those with a default if need be.

    Raises ValueError where a parameter is not what the theorem needs.
    """
    own = {"neuron": int(augmentation.NEURON)} | getattr(augmentation, "FIXED", {}) | checked.parameters(augmentation, values)
    return base._replace(**Problem._field_defaults | own)
