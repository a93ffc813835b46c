"""Measures of the claims of paper 2, in one file for each metrics script, whose record they take.

A measure takes the record of some cells' runs and the parameters of the first cell, and returns a `Measured`.
"""

import pkgutil

__all__ = sorted(entry.name for entry in pkgutil.iter_modules(__path__))
