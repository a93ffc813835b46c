"""Data sets of two classes, one file each, with Parameters and `signals`, which draws a set."""

import pkgutil

__all__ = sorted(entry.name for entry in pkgutil.iter_modules(__path__))
