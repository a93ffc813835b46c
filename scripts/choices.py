"""Modules that are chosen by name, such as the method of a cell: the one place that imports what no import statement names.

A script says what can be chosen in a literal, so that scripts/tracked.py can follow it without running it:

    CHOICES = {"method": ("descent.escape.methods", "descent.methods")}

key -> packages, which are searched in order.
"""

import importlib
import importlib.util
import pkgutil
from types import ModuleType

Choices = dict[str, tuple[str, ...]]


def load(choices: Choices, key: str, name: str) -> ModuleType:
    """Import the module that is named, from the first package that has it. Raises ValueError where none has."""
    for package in choices[key]:
        if _is_there(f"{package}.{name}"):
            return importlib.import_module(f"{package}.{name}")
    raise ValueError(f"{key} = {name}: allowed: {', '.join(names(choices, key))}")


def names(choices: Choices, key: str) -> list[str]:
    """All names that can be chosen, each once, sorted."""
    paths = (importlib.import_module(package).__path__ for package in choices[key])
    return sorted({entry.name for path in paths for entry in pkgutil.iter_modules(path) if not entry.name.startswith("_")})


def _is_there(module: str) -> bool:
    """Whether a module can be imported."""
    try:
        return importlib.util.find_spec(module) is not None
    except ModuleNotFoundError:  # nor is the package above it
        return False
