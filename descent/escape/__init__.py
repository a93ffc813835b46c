"""Paper 1, gradient descent can take exponential time to escape saddle points (Du et al. 2017): the octopus, and descent on it.

The time at each saddle grows by the factor (L + gamma)/gamma. Event-driven gradient descent escapes at the same iterations as literal GD:

    >>> import numpy as np
    >>> from descent.escape.descent import Limits, descend
    >>> from descent.escape.methods import gd_event_driven
    >>> from descent.methods import gd
    >>> from descent.problems import octopus
    >>> p, x = octopus.numbers(tau=np.e, L=1.0, gamma=1.0), np.full((1, 5), 0.5)
    >>> [descend(method, x, p, Limits(eps=0.1, max_steps=1000), eta=0.25).escape[0].tolist() for method in (gd_event_driven, gd)]
    [[6.0, 21.0, 62.0, 173.0, 472.0], [6.0, 21.0, 62.0, 173.0, 472.0]]
"""

import pkgutil

__all__ = sorted(entry.name for entry in pkgutil.iter_modules(__path__))
