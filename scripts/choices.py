"""Modules that are chosen by name, such as the method of a cell, and users' own files. Only this module imports what no import statement
names.

A script declares its choices in a literal, so that scripts/tracked.py can follow them without running the script:

    CHOICES = {"method": ("descent.escape.methods", "descent.methods")}

The keys map to packages, which are searched in order.
"""

import importlib
import importlib.util
import pkgutil
import sys
import traceback
from functools import cache
from pathlib import Path
from types import ModuleType

from descent.sources import SourceError
from scripts.job import out_of_memory

Choices = dict[str, tuple[str, ...]]

SCRIPTS: Choices = {"train": ("scripts.train",), "metrics": ("scripts.metrics",), "plots": ("scripts.plots",)}
"""The scripts of the stages. The digest of a job's code covers the stage's module and the script (rules/common.smk)."""


def load(choices: Choices, key: str, name: str) -> ModuleType:
    """Import a module by its name from the first package that has it. Raises ValueError if no package has it, or if the import fails."""
    for package in choices[key]:
        if is_there(f"{package}.{name}"):
            return _imported(f"{package}.{name}")
    raise ValueError(f"{key} = {name}: allowed: {', '.join(names(choices, key))}")


def _imported(module: str) -> ModuleType:
    """Import a module. Raises SourceError with the file and the line if that fails, unless memory ran out."""
    try:
        return importlib.import_module(module)
    except Exception as error:
        raise _mistake(error, importlib.util.find_spec(module).origin, f"{module.replace('.', '/')}.py") from error


@cache
def load_file(path: Path) -> ModuleType:
    """Import a user's own file, which may import its neighbours; scripts/own_files.py tracks it. Raises SourceError as `_imported` does."""
    if str(path.parent) not in sys.path:
        sys.path.append(str(path.parent))
    spec = importlib.util.spec_from_file_location(f"own_{path.stem}", path)
    module = sys.modules[spec.name] = importlib.util.module_from_spec(spec)
    try:
        spec.loader.exec_module(module)
    except Exception as error:
        raise _mistake(error, str(path), path.name) from error
    return module


def _mistake(error: Exception, file: str, shown: str) -> Exception:
    """The error of a failed import, with the last line of a file that it reached. If memory ran out, the error itself."""
    if out_of_memory(error):
        return error
    lines = [frame.lineno for frame in traceback.extract_tb(error.__traceback__) if frame.filename == file]
    place, why = ":".join([shown, *map(str, lines[-1:])]), str(error).partition("\n")[0]
    return SourceError(f"{place}: {type(error).__name__}: {why}")


def names(choices: Choices, key: str) -> list[str]:
    """All names that can be chosen, sorted, without repetition."""
    paths = (importlib.import_module(package).__path__ for package in choices[key])
    return sorted({entry.name for path in paths for entry in pkgutil.iter_modules(path) if not entry.name.startswith("_")})


def is_there(module: str) -> bool:
    """Whether a module or a library can be imported."""
    try:
        return importlib.util.find_spec(module) is not None
    except ModuleNotFoundError:  # nor is the package above it
        return False
