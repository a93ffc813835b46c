"""The code that a script's results depend on: a digest of the meaning of the script and of everything that it imports (see
descent/sources.py).
"""

import ast
import pkgutil
from collections.abc import Iterable
from functools import cache
from pathlib import Path

from descent.facts import Facts
from descent.sources import SourceError, Sources

ROOT = Path(__file__).resolve().parent.parent
CHOOSER = ROOT / "scripts/choices.py"
"""The only file that may import a module by its name. CHOICES, a literal of the calling script, lists the packages that it may choose from.
"""
sources = Sources({"descent": ROOT, "scripts": ROOT}, kept=ROOT / "scripts/__pycache__")

Chosen = str | tuple[str, ...] | None
"""The value or the values of a key, or None for all modules of its packages."""


def code(scripts: tuple[str, ...], values: dict | None = None) -> str:
    """The digest of scripts and of every project module that they import, directly or indirectly.

    scripts: paths from the project's root. values: a cell's values. If CHOICES of a file lets it load modules by the value of a key, the
    modules named by values[key], a name or a list of names, belong to it, or all of them if values has no such key.

    Raises SourceError if a file loads modules in a way that cannot be followed.
    """
    values = values or {}
    chosen = {key: tuple(values[key]) if isinstance(values[key], list) else values[key] for key in keys(scripts) if key in values}
    return _code(scripts, tuple(chosen.items()))


@cache
def keys(scripts: tuple[str, ...]) -> list[str]:
    """The keys whose values choose modules, in scripts or in what they import."""
    files = sources.closure({ROOT / script for script in scripts}, lambda file, known: _loaded(file, known, {}))
    return sorted({key for file in files for key in sources.facts(file).choices or {}})


def everything() -> str:
    """The digest of the meaning of all code of the project."""
    return sources.digest(sorted(file for folder in ("descent", "scripts") for file in (ROOT / folder).rglob("*.py")))


@cache
def _code(scripts: tuple[str, ...], chosen: tuple[tuple[str, Chosen], ...]) -> str:
    return sources.digest({ROOT / script for script in scripts}, lambda file, known: _loaded(file, known, dict(chosen)))


def _loaded(file: Path, known: Facts, chosen: dict[str, Chosen]) -> Iterable[str]:
    """The modules that a file loads by name. Raises SourceError if they are unknown."""
    if known.not_literal:
        raise SourceError(f"{_place(file, known.not_literal)}: CHOICES must be a literal: key -> a tuple of names of packages")
    if known.dynamic and file != CHOOSER:
        line, what = known.dynamic[0]
        raise SourceError(
            f"{_place(file, line)}: {what} loads code that cannot be tracked: use scripts.choices.load and name the modules in CHOICES"
        )
    for key, places in (known.choices or {}).items():
        yield from places
        names = chosen.get(key)
        if names is None:
            yield from _all(tuple(places))
        else:
            yield from (_named(file, key, name, places) for name in ([names] if isinstance(names, str) else names))


def _named(file: Path, key: str, name: str, places: list[str]) -> str:
    """The module that a value of a key names, in the first package that has it."""
    modules = [f"{place}.{name}" for place in places]
    found = next((module for module in modules if sources.file_of(module)), None)
    if found is None:
        raise SourceError(f"{_place(file)}: CHOICES: {key} = {name}: there is no {' or '.join(modules)}")
    return found


@cache
def _all(places: tuple[str, ...]) -> list[str]:
    """All modules of some packages."""
    entries = [(place, entry.name) for place in places for entry in pkgutil.iter_modules([str(ROOT.joinpath(*place.split(".")))])]
    return [f"{place}.{name}" for place, name in entries if not name.startswith("_")]


def _place(file: Path, line: int | None = None) -> str:
    return sources.name(file) + (f":{line}" if line else "")


def functions(script: str) -> dict[str, list[str]]:
    """The functions of a script, its own and those that it imports by name, with the parameters of its own."""
    found = {}
    for node in ast.parse((ROOT / script).read_text(), filename=script).body:
        if isinstance(node, ast.FunctionDef):
            found[node.name] = [argument.arg for argument in node.args.args]
        elif isinstance(node, ast.ImportFrom):
            found |= {alias.asname or alias.name: [] for alias in node.names}
    return found


def literal(script: str, name: str):
    """The value of a literal in a script, read without running it, or None if there is none."""
    for node in ast.parse((ROOT / script).read_text(), filename=script).body:
        if isinstance(node, ast.Assign) and [getattr(target, "id", None) for target in node.targets] == [name]:
            try:
                return ast.literal_eval(node.value)
            except ValueError:
                raise SourceError(f"{script}:{node.lineno}: {name} must be a literal") from None
    return None
