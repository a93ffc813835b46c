"""Methods of paper 2 alone, one file each, with Parameters and `run`."""

import pkgutil

__all__ = sorted(entry.name for entry in pkgutil.iter_modules(__path__))
