"""Descent on a function in torch by the loop that all papers share. Specialised code is compared with it."""

from types import ModuleType

import numpy as np

from descent import loop, watching


def by_loop(value, method, start, p, steps, **parameters):
    """The point that a method reaches from a start (d,) after a number of steps. value: (x, p) -> f; x (d,) and f () are tensors."""
    problem = ModuleType("a_function_in_torch")
    problem.value = value
    found = loop.descend(problem, method, np.array(start)[None], p, watching.Limits(tolerance=-1.0, max_steps=steps), **parameters)
    return found.end[0]
