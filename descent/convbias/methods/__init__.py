"""Ways to train a linear net, each under a name of its own: one file each, with its parameters and `train`, which moves a block of runs."""

import pkgutil

__all__ = sorted(entry.name for entry in pkgutil.iter_modules(__path__))
