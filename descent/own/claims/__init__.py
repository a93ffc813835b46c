"""Measures of claims on studies of a user's own networks.

There is one file of functions per metrics script. A measure takes the record of some cells' runs and the parameters of the first cell, and
returns a `Measured`.
"""

import pkgutil

__all__ = sorted(entry.name for entry in pkgutil.iter_modules(__path__))
