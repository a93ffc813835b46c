"""What claims on studies of one's own measure: functions in a file for each metrics script, so a measure takes what its experiment has.

A measure takes the record of some cells' runs and the parameters of the first of them, and returns a `Measured`.
"""

import pkgutil

__all__ = sorted(entry.name for entry in pkgutil.iter_modules(__path__))
