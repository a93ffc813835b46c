"""What a compiled function depends on: its closure, as a text, and a digest of the meaning of its modules and all that they import."""

import dis
import hashlib
import os
import sys
import time
from functools import cache
from pathlib import Path
from types import CodeType, FunctionType, ModuleType

from numba.core.dispatcher import Dispatcher
from numba.core.serialize import dumps

from descent.sources import Sources

ROOT = Path(__file__).parent.parent
STARTED = time.time()
"""When this process imported this module. A file that is edited later may differ from the code that was imported."""
INSTALLED = ("site-packages", "dist-packages")
"""Folders of installed packages: a module there does not import its neighbours as its own code."""
LIBRARIES = ("numba", "numpy", "scipy", *sys.builtin_module_names)
"""Libraries whose functions numba replaces in kernels, as it does those of Python's own. Its cache depends on its version and Python's."""


def short(text: str) -> str:
    """A digest of a text, short enough for a file's name."""
    return hashlib.blake2s(text.encode(), digest_size=8).hexdigest()


def describe(value, modules: set[str], within: tuple = ()) -> str:
    """A function with all that it closes over, or a value in its closure, as a text that is the same in every process.

    modules: the names of the modules that it comes from are added, except those of LIBRARIES and Python. within: the enclosing functions.
    """
    value = value.py_func if isinstance(value, Dispatcher) else value
    if isinstance(value, FunctionType):
        if value in within:
            return value.__qualname__
        _add(value.__module__, modules)
        parts = [*(cell.cell_contents for cell in value.__closure__ or ()), *(value.__defaults__ or ())]
        inner = [describe(part, modules, (*within, value)) for part in parts]
        return f"{value.__module__}.{value.__qualname__} {short(_body(value.__code__))} {inner}"
    if isinstance(value, ModuleType):
        _add(value.__name__, modules)
        return value.__name__
    if isinstance(value, type):
        _add(value.__module__, modules)
        return f"{value.__module__}.{value.__qualname__}"
    if isinstance(value, tuple):
        return f"{describe(type(value), modules)} {[describe(part, modules, within) for part in value]}"
    return repr(value) if isinstance(value, int | float | str | None) else hashlib.blake2s(dumps(value)).hexdigest()


def _add(module: str, modules: set[str]):
    """Add the name of a module, unless it is a library's."""
    file = Path(getattr(sys.modules.get(module), "__file__", None) or "")
    standard = file.is_relative_to(Path(os.__file__).parent) and not any(part in INSTALLED for part in file.parts)
    if module.partition(".")[0] not in LIBRARIES and not standard:
        modules.add(module)


def _body(code: CodeType) -> str:
    """The instructions of a function, without line numbers and docstring."""
    return "\n".join(f"{step.opname} {_operand(step.argval)}" for step in dis.get_instructions(code))


def _operand(value) -> str:
    if isinstance(value, CodeType):
        return _body(value)
    return str(sorted(map(repr, value))) if isinstance(value, frozenset) else repr(value)


def digest(modules: set[str], kept: Path) -> str | None:
    """Digest of the meaning of modules and all that they import. kept: a folder for facts about files.

    None where the meaning is unknown: a module has no file (as at a prompt), imports dynamically, or was edited after STARTED.
    """
    files, roots = [], {}
    for name in modules:
        file = getattr(sys.modules.get(name), "__file__", None)
        if not file or not Path(file).is_file():
            return None
        files.append(Path(file).absolute())
        roots |= _roots(name)
    sources = _sources(tuple((roots | {"descent": ROOT}).items()), kept)
    unknown = any(sources.facts(file).dynamic or file.stat().st_mtime > STARTED for file in sources.closure(files))
    return None if unknown else sources.digest(files)


def _roots(name: str) -> dict[str, Path]:
    """The top-level names that a module can import from the folder of its own top-level package: name -> that folder."""
    module = sys.modules[name]
    name = module.__spec__.name if module.__spec__ else name  # a module that runs as a program is called __main__
    file = Path(module.__file__).absolute()
    root = file.parents[name.count(".") + (file.name == "__init__.py")]
    names = [name.partition(".")[0]]
    if not any(part in INSTALLED for part in root.parts):
        names += [entry.stem for entry in root.iterdir() if entry.suffix == ".py" or entry.is_dir()]
    return dict.fromkeys(names, root)


@cache
def _sources(roots: tuple[tuple[str, Path], ...], kept: Path) -> Sources:
    return Sources(dict(roots), kept)
