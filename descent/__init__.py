"""What gradient descent does, as numbers: problems, methods, one loop that runs any of them, and the theory of four papers.

`loop` runs any problem of `problems`, or one of your own, with any method of `methods`. `escape`, `oneneuron`, `convbias` and `balance`
hold what belongs to one paper: its theory, and its algorithms that stay exact beyond the range of floats. `ends` says how runs end,
`random` gives every run its own stream, `compiled` makes kernels and caches them.

    >>> import numpy as np
    >>> from descent.ends import words
    >>> from descent.loop import descend
    >>> from descent.methods import gd
    >>> from descent.problems import octopus
    >>> from descent.watching import Limits
    >>> p = octopus.numbers(tau=1.0, L=2.0, gamma=1.0)
    >>> found = descend(octopus, gd, np.full((1, 2), 0.01), p, Limits(tolerance=1e-6, max_steps=1000), eta=0.1)
    >>> found.end.round(3), words(found.status).tolist()
    (array([[4., 4.]]), ['converged'])
"""

import pkgutil

__all__ = sorted(entry.name for entry in pkgutil.iter_modules(__path__))
