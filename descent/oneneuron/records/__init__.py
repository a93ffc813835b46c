"""Metrics of paper 2: one record for each metrics script, in a file with the script's name."""

import pkgutil

__all__ = sorted(entry.name for entry in pkgutil.iter_modules(__path__))
