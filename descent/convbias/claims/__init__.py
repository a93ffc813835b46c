"""What the claims of paper 3 measure: functions in a file for each metrics script, so a claim's measure takes what its experiment has.

A measure takes the record of some cells' runs and the parameters of the first of them, and returns a `Measured`.
A run without a number counts as infinitely far from what is claimed, so that none can fall out of a claim.
"""

import pkgutil

__all__ = sorted(entry.name for entry in pkgutil.iter_modules(__path__))
