"""What a script's results depend on in code: a digest that changes with meaning, not with comments, docstrings, layout or file times."""

import ast
import hashlib
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent


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
        digest.update(f"{path} {_meaning(path)}".encode())
    return digest.hexdigest()


def parameters(script: str) -> dict[str, bool]:
    """The keyword parameters of a script's `train` function, in order: name -> whether it must be given."""
    for node in _tree(script).body:
        if isinstance(node, ast.FunctionDef) and node.name == "train":
            defaults = node.args.kw_defaults
            return {argument.arg: default is None for argument, default in zip(node.args.kwonlyargs, defaults, strict=True)}
    raise ValueError(f"{script} has no function `train`")


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
def _meaning(path: str) -> str:
    """The syntax tree as text, without docstrings."""
    tree = ast.parse((ROOT / path).read_text(), filename=path)
    for node in ast.walk(tree):
        if isinstance(node, ast.Module | ast.FunctionDef | ast.ClassDef) and ast.get_docstring(node, clean=False) is not None:
            node.body = node.body[1:] or [ast.Pass()]
    return ast.dump(tree)


@cache
def _imports(path: str) -> frozenset[str]:
    names = set()
    for node in ast.walk(_tree(path)):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            names |= {node.module} | {f"{node.module}.{alias.name}" for alias in node.names}
    return frozenset().union(*(_files_of(name) for name in names))


def _files_of(module: str) -> set[str]:
    """The project's files that importing a dotted name runs: the module and the packages above it. Empty for other libraries."""
    parts = module.split(".")
    stems = ["/".join(parts[: n + 1]) for n in range(len(parts))]
    candidates = [f"{stem}{suffix}" for stem in stems for suffix in (".py", "/__init__.py")]
    return {path for path in candidates if (ROOT / path).is_file()}
