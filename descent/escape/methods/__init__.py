"""Ways of paper 1 alone through the octopus: event-driven, and literal descent in float32 and double-double."""

import pkgutil

__all__ = sorted(entry.name for entry in pkgutil.iter_modules(__path__))
