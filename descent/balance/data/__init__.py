"""Data sets for nets, one file each, with Parameters and `points`, which draws a set. The paper names no data; all sets are our choice."""

import pkgutil

__all__ = sorted(entry.name for entry in pkgutil.iter_modules(__path__))
