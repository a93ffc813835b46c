"""Data sets of two classes: one file each, with its parameters and `signals`, which draws it."""

import pkgutil

__all__ = sorted(entry.name for entry in pkgutil.iter_modules(__path__))
