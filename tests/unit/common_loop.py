"""Descent by the loop that all papers share, of a function in torch: what specialised ways are compared with."""

from types import ModuleType

import numpy as np

from descent import loop, watching


def by_loop(value, method, start, p, steps, **parameters):
    """Where a method comes to from a start (d,) after so many steps. value: (x, p) -> f, x a tensor (d,), f a tensor of one number."""
    problem = ModuleType("a_function_in_torch")
    problem.value = value
    found = loop.descend(problem, method, np.array(start)[None], p, watching.Limits(tolerance=-1.0, max_steps=steps), **parameters)
    return found.end[0]
