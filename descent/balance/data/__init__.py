"""Data sets for nets: one file each, with its parameters and `points`, which draws it. The paper names no data: all of them are ours."""

import pkgutil

__all__ = sorted(entry.name for entry in pkgutil.iter_modules(__path__))
