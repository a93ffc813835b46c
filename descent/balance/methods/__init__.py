"""Methods to train nets that belong to paper 4, one file each. The rules of `descent.methods` for whole arrays train nets too."""

import pkgutil

__all__ = sorted(entry.name for entry in pkgutil.iter_modules(__path__))
