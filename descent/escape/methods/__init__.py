"""Ways of paper 1 alone through the octopus: event-driven, and literal descent in other widths of floats."""

import pkgutil

__all__ = sorted(entry.name for entry in pkgutil.iter_modules(__path__))
