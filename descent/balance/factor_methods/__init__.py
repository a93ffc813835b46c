"""Ways to train a matrix factorisation, each under a name of its own: one file each, with its parameters and `train`."""

import pkgutil

__all__ = sorted(entry.name for entry in pkgutil.iter_modules(__path__))
