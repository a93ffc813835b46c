"""Choices: modules that a cell names by its values, such as its method. The one place of the project that imports by name.

A script declares its choices as a literal, `CHOICES = {"method": ("descent.escape.methods", "descent.methods")}`: the value of `method`
names a module of the first package that has it. `scripts/tracked.py` reads the same literal, so a cell depends on its own method alone.
"""

import importlib
import pkgutil
from functools import cache
from types import ModuleType

CHOICES = dict[str, tuple[str, ...]]


def load(choices: CHOICES, key: str, name: str) -> ModuleType:
    """The module that a value names. Raises ValueError where no package of the choice has it."""
    for package in choices[key]:
        if name in _modules(package):
            return importlib.import_module(f"{package}.{name}")
    raise ValueError(f"{key} = {name}: allowed: {', '.join(names(choices, key))}")


def names(choices: CHOICES, key: str) -> list[str]:
    """All names that a choice has, in order."""
    return sorted({name for package in choices[key] for name in _modules(package)})


@cache
def _modules(package: str) -> frozenset[str]:
    return frozenset(module.name for module in pkgutil.iter_modules(importlib.import_module(package).__path__))
