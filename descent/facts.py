"""Facts of one Python file: a digest of its meaning, its imports, and its calls that load code which no import names."""

import ast
import hashlib
from pathlib import Path
from typing import NamedTuple

PLAIN = ("importlib.metadata", "importlib.resources")
"""Parts of importlib that import no modules."""
FUNCTIONS = ("__import__", "exec", "eval")
"""Built-in functions that can run code which no import names."""
METHODS = ("__import__", "import_module", "exec_module", "run_module", "run_path")
"""Functions of importlib and runpy that can run such code."""
DOCUMENTED = ast.Module | ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef


class Facts(NamedTuple):
    """What is known of a file from its content alone. Lines are numbered from 1."""

    meaning: str  # digest of the syntax tree without docstrings and __all__
    imports: list[str]  # dotted names, with leading dots where they are relative
    dynamic: list[list]  # line and name of each use that loads code by a name or a text known only at run time
    choices: dict[str, list[str]] | None  # the module's literal CHOICES (see scripts/choices.py)
    not_literal: int  # the line of a CHOICES that is not literal; 0 where there is none


def read(content: bytes, file: Path) -> Facts:
    """The facts of a file's content. file: its path, for the message of a syntax error. Raises SyntaxError."""
    tree = ast.parse(content, filename=str(file))
    imports, dynamic, choices, not_literal = set(), [], None, 0
    for node in tree.body:
        if _assigns(node, "CHOICES"):
            choices = _choices(node.value)
            not_literal = node.lineno if choices is None else 0
    tree.body = [node for node in tree.body if not _assigns(node, "__all__")]
    for node in ast.walk(tree):
        names = _imported(node)
        imports.update(names)
        dynamic += [[node.lineno, name] for name in names if _loads_code(name)]
        if isinstance(node, ast.Name) and node.id in FUNCTIONS:
            dynamic.append([node.lineno, node.id])
        elif isinstance(node, ast.Attribute) and node.attr in METHODS:
            dynamic.append([node.lineno, node.attr])
        elif isinstance(node, DOCUMENTED):  # removes docstrings, and texts below a field or a constant
            node.body = [part for part in node.body if not _is_text(part)] or [ast.Pass()]
    meaning = hashlib.blake2s(ast.dump(tree).encode()).hexdigest()
    return Facts(meaning, sorted(imports), sorted(dynamic), choices, not_literal)


def _is_text(node: ast.stmt) -> bool:
    return isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant) and isinstance(node.value.value, str)


def _assigns(node: ast.stmt, name: str) -> bool:
    return isinstance(node, ast.Assign) and getattr(node.targets[0], "id", None) == name


def _imported(node: ast.AST) -> list[str]:
    """The names that a statement may import. `from a import b` gives both a and a.b, since b may be a module."""
    if isinstance(node, ast.Import):
        return [alias.name for alias in node.names]
    if isinstance(node, ast.ImportFrom):
        base = "." * node.level + (node.module or "")
        return [base, *(f"{base}{'.' if node.module else ''}{alias.name}" for alias in node.names)]
    return []


def _loads_code(name: str) -> bool:
    """Whether an imported name gives access to a loader of code, or stands for names that the file does not list (a star import)."""
    loader = name.startswith(("importlib.", "runpy")) and not name.startswith(PLAIN)
    return loader or name == "builtins" or name.endswith("*")


def _choices(node: ast.expr) -> dict[str, list[str]] | None:
    """The value of a literal dictionary: key -> names of packages. None for any other expression."""
    try:
        found = ast.literal_eval(node)
    except ValueError:
        return None
    if not isinstance(found, dict) or not all(isinstance(packages, tuple) for packages in found.values()):
        return None
    return {key: list(packages) for key, packages in found.items()}
