"""Methods to train a linear net, one file each, with Parameters and `train`, which trains a block of runs."""

import pkgutil

__all__ = sorted(entry.name for entry in pkgutil.iter_modules(__path__))
