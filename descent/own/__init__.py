"""Studies of a user's own networks, as files and tables hold them. `descent.instruments` trains and measures the networks.

Tables and figures name an optimiser by its label:

    >>> from descent.own import optimisers
    >>> optimisers.label({"SGD": {"lr": 0.1, "momentum": 0.9}})
    'SGD lr=0.1 momentum=0.9'
"""

import pkgutil

__all__ = sorted(entry.name for entry in pkgutil.iter_modules(__path__))
