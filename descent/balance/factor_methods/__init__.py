"""Methods to train a matrix factorisation, one file each, with Parameters and `train`."""

import pkgutil

__all__ = sorted(entry.name for entry in pkgutil.iter_modules(__path__))
