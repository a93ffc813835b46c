"""Methods for the octopus alone: event-driven gradient descent, and literal gradient descent in float32 and in double-double."""

import pkgutil

__all__ = sorted(entry.name for entry in pkgutil.iter_modules(__path__))
