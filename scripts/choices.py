"""Modules that are chosen by name, such as the method of a cell: the one place that imports what no import statement names.

A script says what can be chosen in a literal, so that scripts/tracked.py can follow it without running it:

    CHOICES = {"method": ("descent.escape.methods", "descent.methods")}

key -> where its modules are: packages, searched in order, or dotted names with the key in braces, such as "descent.{paper}.claims".
"""

import importlib
import importlib.util
import pkgutil
from types import ModuleType

Choices = dict[str, tuple[str, ...]]


def module_name(place: str, key: str, name: str) -> str:
    """The dotted name of the module that a value of a key names in one place."""
    return place.format(**{key: name}) if "{" in place else f"{place}.{name}"


def load(choices: Choices, key: str, name: str) -> ModuleType:
    """Import the module that is named, from the first place that has it. Raises ValueError where none has."""
    for place in choices[key]:
        if _is_there(module_name(place, key, name)):
            return importlib.import_module(module_name(place, key, name))
    raise ValueError(f"{key} = {name}: allowed: {', '.join(names(choices, key))}")


def names(choices: Choices, key: str) -> list[str]:
    """All names that can be chosen, each once, sorted."""
    found = set()
    for place in choices[key]:
        package = importlib.import_module(place.partition(".{")[0])
        for entry in pkgutil.iter_modules(package.__path__):
            if not entry.name.startswith("_") and ("{" not in place or _is_there(module_name(place, key, entry.name))):
                found.add(entry.name)
    return sorted(found)


def _is_there(module: str) -> bool:
    """Whether a module can be imported."""
    try:
        return importlib.util.find_spec(module) is not None
    except ModuleNotFoundError:  # nor is the package above it
        return False
