"""Problems that the loop descends, one file each: `value` and `gradient` at a point; `gradient` returns the number of saddles passed.

>>> import numpy as np
>>> from descent.problems import octopus
>>> p, slope = octopus.numbers(tau=1.0, L=2.0, gamma=1.0), np.empty(2)
>>> octopus.gradient(np.array([0.1, 0.5]), p, slope), slope
(0, array([-0.2,  2. ]))
"""

import pkgutil

__all__ = sorted(entry.name for entry in pkgutil.iter_modules(__path__))
