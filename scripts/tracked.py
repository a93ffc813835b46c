"""What a script's results depend on in code: a digest that changes with meaning, not with comments, docstrings, layout or file times."""

import ast
import atexit
import contextlib
import hashlib
import json
import os
import sys
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
KEPT = (
    ROOT
    / "scripts/__pycache__"
    / f"tracked-{sys.implementation.cache_tag}-{hashlib.blake2s(Path(__file__).read_bytes()).hexdigest()[:8]}.json"
)
"""Where facts about the project's files are kept from call to call: parsing them all takes a second."""
_new: dict[str, list] = {}


def code(script: str, values: dict | None = None) -> str:
    """Digest of a script and of every project module that it imports, directly or not.

    script: path from the project's root. values: a cell's values; a module-level `LOADS = "package.{name}"` of the script names a
    module that it imports by one of these values, so that a cell depends on its own method and no other.
    """
    loads = _loads(script)
    return _code(script, loads.format(**values) if loads and values is not None else None)


@cache
def _code(script: str, loaded: str | None) -> str:
    found, waiting = set(), {script} | (_files_of(loaded) if loaded else set())
    while waiting:
        path = waiting.pop()
        found.add(path)
        waiting |= _imports(path) - found
    digest = hashlib.blake2s(digest_size=8)
    for path in sorted(found):
        digest.update(f"{path} {_facts(path)[0]}".encode())
    return digest.hexdigest()


def parameters(script: str) -> list[str]:
    """The parameters of an experiment that a train script takes: those of its function `train` by keyword, in order."""
    return [argument.arg for argument in _arguments(script, "train").kwonlyargs]


def drawn(script: str) -> list[str]:
    """The experiments that a plot script draws: the parameters of its function `draw`."""
    return [argument.arg for argument in _arguments(script, "draw").args]


def _arguments(script: str, function: str) -> ast.arguments:
    """What a function of a script takes; nothing where there is no such function."""
    found = (node.args for node in _tree(script).body if isinstance(node, ast.FunctionDef) and node.name == function)
    return next(found, ast.arguments(args=[], kwonlyargs=[]))


@cache
def _tree(path: str) -> ast.Module:
    return ast.parse((ROOT / path).read_text(), filename=path)


@cache
def _loads(path: str) -> str | None:
    for node in _tree(path).body:
        if isinstance(node, ast.Assign) and getattr(node.targets[0], "id", None) == "LOADS":
            return ast.literal_eval(node.value)
    return None


@cache
def _facts(path: str) -> tuple[str, list[str]]:
    """What a file means, as a digest of its syntax tree without docstrings, and the names that it imports; kept for the next call."""
    content = (ROOT / path).read_bytes()
    key = hashlib.blake2s(content).hexdigest()
    if _kept().get(path, [None])[0] != key:
        tree, names = ast.parse(content, filename=path), set()
        for node in ast.walk(tree):
            if isinstance(node, ast.Import):
                names |= {alias.name for alias in node.names}
            elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
                names |= {node.module} | {f"{node.module}.{alias.name}" for alias in node.names}
            elif isinstance(node, ast.Module | ast.FunctionDef | ast.ClassDef) and ast.get_docstring(node, clean=False) is not None:
                node.body = node.body[1:] or [ast.Pass()]
        if not _new:
            atexit.register(_keep)
        _new[path] = [key, hashlib.blake2s(ast.dump(tree).encode()).hexdigest(), sorted(names)]
    return tuple((_new.get(path) or _kept()[path])[1:])


@cache
def _kept() -> dict[str, list]:
    """Facts of earlier calls: path -> [digest of its content, meaning, imports]."""
    try:
        return json.loads(KEPT.read_text())
    except (OSError, ValueError):
        return {}


def _keep():
    """Write what this call has found out, if that can be done."""
    with contextlib.suppress(OSError):
        KEPT.parent.mkdir(exist_ok=True)
        part = KEPT.with_suffix(f".{os.getpid()}")
        part.write_text(json.dumps(_kept() | _new))
        part.replace(KEPT)


@cache
def _imports(path: str) -> frozenset[str]:
    return frozenset().union(*(_files_of(name) for name in _facts(path)[1]))


def _files_of(module: str) -> set[str]:
    """The project's files that importing a dotted name runs: the module and the packages above it. Empty for other libraries."""
    parts = module.split(".")
    stems = ["/".join(parts[: n + 1]) for n in range(len(parts))]
    candidates = [f"{stem}{suffix}" for stem in stems for suffix in (".py", "/__init__.py")]
    return {path for path in candidates if (ROOT / path).is_file()}
