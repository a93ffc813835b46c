"""What the metrics of studies of one's own hold: one record for each metrics script, in a file of the script's name."""

import pkgutil

__all__ = sorted(entry.name for entry in pkgutil.iter_modules(__path__))
