"""Ways to train nets that are paper 4's own, one file each; beside them the rules of `descent.methods` that work on whole arrays."""

import pkgutil

__all__ = sorted(entry.name for entry in pkgutil.iter_modules(__path__))
