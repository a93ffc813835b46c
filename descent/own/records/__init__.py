"""The columns of metrics of studies of a user's own networks: one record per metrics script, in a file of the script's name."""

import pkgutil

__all__ = sorted(entry.name for entry in pkgutil.iter_modules(__path__))
