"""Measures of the claims of paper 3, in one file for each metrics script, whose record they take.

A measure takes the record of some cells' runs and the parameters of the first cell, and returns a `Measured`. A run without a number counts
as infinitely far from the claim, so that it counts against it.
"""

import pkgutil

__all__ = sorted(entry.name for entry in pkgutil.iter_modules(__path__))
