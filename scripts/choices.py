"""Modules that are chosen by name, such as the method of a cell, and files of one's own: the one place that imports what no import
statement names.

A script says what can be chosen in a literal, so that scripts/tracked.py can follow it without running it:

    CHOICES = {"method": ("descent.escape.methods", "descent.methods")}

key -> packages, which are searched in order.
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
    """Import the module that is named, from the first package that has it. Raises ValueError where none has, or where it fails."""
    for package in choices[key]:
        if is_there(f"{package}.{name}"):
            return _imported(f"{package}.{name}")
    raise ValueError(f"{key} = {name}: allowed: {', '.join(names(choices, key))}")


def _imported(module: str) -> ModuleType:
    """Import a module. Raises SourceError, with the file and its line, where that fails for another reason than memory."""
    try:
        return importlib.import_module(module)
    except Exception as error:
        raise _mistake(error, importlib.util.find_spec(module).origin, f"{module.replace('.', '/')}.py") from error


@cache
def load_file(path: Path) -> ModuleType:
    """Import a file of one's own, which may import what lies beside it; scripts/own_files.py tracks it. Raises SourceError likewise."""
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
    """What an import that has failed says, with the last line of a file that it came to; the error itself where memory ran out."""
    if out_of_memory(error):
        return error
    lines = [frame.lineno for frame in traceback.extract_tb(error.__traceback__) if frame.filename == file]
    place, why = ":".join([shown, *map(str, lines[-1:])]), str(error).partition("\n")[0]
    return SourceError(f"{place}: {type(error).__name__}: {why}")


def names(choices: Choices, key: str) -> list[str]:
    """All names that can be chosen, each once, sorted."""
    paths = (importlib.import_module(package).__path__ for package in choices[key])
    return sorted({entry.name for path in paths for entry in pkgutil.iter_modules(path) if not entry.name.startswith("_")})


def is_there(module: str) -> bool:
    """Whether a module, or a library, can be imported."""
    try:
        return importlib.util.find_spec(module) is not None
    except ModuleNotFoundError:  # nor is the package above it
        return False
