"""Ways to minimise that paper 2 alone has, one file each, with its Parameters and `run`."""

import pkgutil

__all__ = sorted(entry.name for entry in pkgutil.iter_modules(__path__))
