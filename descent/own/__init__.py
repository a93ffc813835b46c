"""Studies of networks of one's own, as files and tables hold them; what trains and measures them is `descent.instruments`.

An optimiser has words by which tables and figures know it:

    >>> from descent.own import optimisers
    >>> optimisers.label({"SGD": {"lr": 0.1, "momentum": 0.9}})
    'SGD lr=0.1 momentum=0.9'
"""

import pkgutil

__all__ = sorted(entry.name for entry in pkgutil.iter_modules(__path__))
