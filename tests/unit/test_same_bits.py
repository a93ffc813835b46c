"""Syntax trees of descent/ and scripts/: no code that may affect a number calls a function whose bits depend on the processor."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
USE = {
    "descent.elementary.{}": ["exp", "expm1", "log", "log1p", "log10", "tanh", "sin", "cos", "arctan", "arccos", "power"],
    "descent.elementary.arctan": ["atan"],
    "descent.elementary.arccos": ["acos"],
    "descent.elementary.power": ["pow", "float_power"],
    "a formula of descent.elementary's": ["sinh", "cosh", "tan", "arcsin", "asin", "arctan2", "atan2", "exp2", "log2", "cbrt", "logaddexp"],
    "another formula": ["arcsinh", "arccosh", "arctanh", "asinh", "acosh", "atanh", "erf", "erfc", "lgamma", "hypot"],
    "descent.elementary.power of np.linspace": ["geomspace", "logspace"],
    "descent.algebra.{}": ["dot", "matmul", "solve", "qr", "svd", "svdvals", "eigh", "eigvalsh", "lstsq", "nnls", "null_space"],
    "descent.algebra.matmul, dot, or a sum": ["vdot", "vecdot", "inner", "einsum", "tensordot", "convolve", "correlate"],
    "descent.algebra.line, or a formula": ["polyfit", "corrcoef", "cov", "corr", "var"],
    "np.searchsorted and a formula": ["interp"],
    "a sum of two float64": ["longdouble", "float128", "clongdouble"],
    "descent.random": ["standard_normal", "normal", "chisquare", "gamma", "standard_gamma", "exponential", "standard_exponential"],
    "low + (high - low)*generator.random()": ["uniform"],
}
INSTEAD = {name: use.format(name) for use, names in USE.items() for name in names}
"""The refused functions of numpy, math or a namespace of arrays, also as methods, and their replacements."""
WHOLE = {
    "numpy.linalg": "descent.algebra",
    "numpy.fft": "descent.convbias.fourier",
    "scipy": "descent.algebra",
    "cmath": "descent.elementary",
}
WHOLE |= {"numpy.polynomial": "a formula", "cvxpy": "descent.algebra", "clarabel": "descent.algebra"}
"""Modules that must not be used at all, and their replacements."""
LIBRARIES = ("numpy", "math", *WHOLE)
BUILTINS = {"pow": "math.pow"}
OURS = ("descent", "scripts")
POWER = "x * x, or descent.elementary: square, power"
"""The replacement of `**`. C libraries compute even x**2 of a number as a general power, which changes the last digit in 7 of 10,000 cases.
In kernels whole powers are products.
"""
KERNELS, COMPILED = ("descent/problems/", "descent/methods/"), ("compiled", "inlined", "everywhere")
"""Folders of the code that loops compile, and the decorators of kernels."""
EXCEPTIONS = {
    "descent/arrays.py:matmul": "products of torch's arrays",
    "descent/arrays.py:_step": "complex numbers in kernels, whose imaginary parts of 1e-100 carry a derivative",
    "descent/oneneuron/objective.py:hessian": "the same",
    "descent/convbias/on_arrays.py": "whole arrays of torch's, on a GPU",
    "descent/instruments": "networks of your own, which torch trains",
    "descent/zoo": "the same",
    "scripts/expression.py:_power": "powers of whole numbers, which are exact",
}
"""Places that may use what is refused: a folder, a file or `file:function`, each with its reason."""


def names(tree: ast.AST) -> dict[str, str]:
    """The full names of the names that a module imports: `np` -> numpy, `log` -> math.log."""
    found = {}
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            found |= {
                alias.asname or alias.name.partition(".")[0]: alias.name if alias.asname else alias.name.partition(".")[0]
                for alias in node.names
            }
        elif isinstance(node, ast.ImportFrom):
            found |= {alias.asname or alias.name: f"{node.module}.{alias.name}" for alias in node.names}
    return found


def dotted(node: ast.AST, known: dict[str, str]) -> str:
    """The full name of an expression of names and dots. It starts with "?" if the expression starts with a value: `?.dot`."""
    if isinstance(node, ast.Attribute):
        return f"{dotted(node.value, known)}.{node.attr}"
    return known.get(node.id, BUILTINS.get(node.id, "?")) if isinstance(node, ast.Name) else "?"


def is_literal(node: ast.AST, kind=int | float) -> bool:
    """Whether an expression is a literal number, possibly with a sign."""
    node = node.operand if isinstance(node, ast.UnaryOp) else node
    return isinstance(node, ast.Constant) and isinstance(node.value, kind)


def in_kernels(tree: ast.AST) -> set[ast.AST]:
    """All nodes of a tree that lie in functions with a decorator of kernels."""
    functions = [node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)]
    kernels = [one for one in functions if any(isinstance(by, ast.Name) and by.id in COMPILED for by in one.decorator_list)]
    return {node for kernel in kernels for node in ast.walk(kernel)}


def refused(name: str, called: bool) -> str | None:
    """The replacement of a refused name, None for other names. name: as from `dotted`. called: whether the name is called."""
    for module, ours in WHOLE.items():
        if name == module or name.startswith(f"{module}."):
            return ours
    base, _, last = name.rpartition(".")
    from_library = base in LIBRARIES
    a_method = called and "?" in base
    return INSTEAD.get(last) if from_library or a_method else None


def within(tree: ast.AST, place: str = "") -> Iterator[tuple[ast.AST, str]]:
    """All nodes of a tree, each with the functions and classes around it."""
    for node in ast.iter_child_nodes(tree):
        inner = node.name if isinstance(node, ast.FunctionDef | ast.ClassDef) else ""
        here = f"{place}.{inner}".strip(".") if inner else place
        yield node, here
        yield from within(node, here)


def findings(text: str, file: str) -> Iterator[tuple[str, str]]:
    """Code whose bits depend on the processor, as `file:function` and a line to print with the file, line number, code and replacement."""
    tree = ast.parse(text)
    known = names(tree)
    calls = {node.func for node in ast.walk(tree) if isinstance(node, ast.Call)}
    kernels = in_kernels(tree)
    inner = {node.value for node in ast.walk(tree) if isinstance(node, ast.Attribute)}
    for node, place in within(tree):
        said = None
        if isinstance(node, ast.BinOp | ast.AugAssign):
            if isinstance(node.op, ast.MatMult):
                said = "@", "descent.algebra.matmul"
            exponent = node.right if isinstance(node, ast.BinOp) else node.value
            literal = isinstance(node, ast.BinOp) and is_literal(node.left) and is_literal(exponent)
            product = is_literal(exponent, int) and (node in kernels or file.startswith(KERNELS))
            if isinstance(node.op, ast.Pow) and not literal and not product:
                said = "**", POWER
        elif isinstance(node, ast.Attribute | ast.Name) and node not in inner:
            name = dotted(node, known)
            if ours := refused(name, node in calls):
                said = name.replace("?", "..."), ours
        elif isinstance(node, ast.Constant) and isinstance(node.value, complex):
            said = "a complex number", "pairs of real ones"
        elif isinstance(node, ast.Import | ast.ImportFrom):
            modules = [node.module or ""] if isinstance(node, ast.ImportFrom) else [alias.name for alias in node.names]
            for module in modules:
                if (ours := refused(module, False)) and module.partition(".")[0] != "numpy":
                    said = f"import of {module}", ours
        if said:
            yield f"{file}:{place}", f"{file}:{node.lineno}: {said[0]}; use {said[1]}"


def everything() -> Iterator[tuple[str, str]]:
    """The findings in all files of descent/ and scripts/."""
    for path in sorted(path for folder in OURS for path in (ROOT / folder).rglob("*.py")):
        yield from findings(path.read_text(), str(path.relative_to(ROOT)))


def excepted(place: str) -> list[str]:
    """The exceptions that apply to a place."""
    return [exception for exception in EXCEPTIONS if place.startswith(exception)]


def test_every_number_has_the_same_bits_everywhere():
    found = [line for place, line in everything() if not excepted(place)]
    assert not found, f"{len(found)} places have other bits on other processors:\n" + "\n".join(found)


def test_every_exception_is_needed():
    assert {exception for place, _ in everything() for exception in excepted(place)} == set(EXCEPTIONS)


@pytest.mark.parametrize(
    ("text", "said"),
    {
        "import numpy as np\nx = np.log(y)": "f.py:2: numpy.log; use descent.elementary.log",
        "from math import exp as e\nx = e(y)": "f.py:2: math.exp; use descent.elementary.exp",
        "import numpy as np\nx = map(np.tanh, y)": "f.py:2: numpy.tanh; use descent.elementary.tanh",
        "import numpy as np\nx = np.linalg.norm(y)": "f.py:2: numpy.linalg.norm; use descent.algebra",
        "import scipy.special": "f.py:1: import of scipy.special; use descent.algebra",
        "def f():\n    from scipy import optimize": "f.py:2: import of scipy; use descent.algebra",
        "x = a @ b": "f.py:1: @; use descent.algebra.matmul",
        "x **= 2": f"f.py:1: **; use {POWER}",
        "@compiled\ndef f(x): return x**0.3": f"f.py:2: **; use {POWER}",
        "x = y**2": f"f.py:1: **; use {POWER}",
        "x = 10**y": f"f.py:1: **; use {POWER}",
        "x = pow(y, 3)": "f.py:1: math.pow; use descent.elementary.power",
        "x = xp.exp(y)": "f.py:1: ....exp; use descent.elementary.exp",
        "x = generator.normal(size=3)": "f.py:1: ....normal; use descent.random",
        "x = 1j * y": "f.py:1: a complex number; use pairs of real ones",
    }.items(),
)
def test_what_has_other_bits_is_found_and_what_to_use_is_said(text, said):
    assert [line for _, line in findings(text, "f.py")] == [said]


@pytest.mark.parametrize(
    "text",
    [
        "from descent.elementary import exp, log\nx = exp(log(y))",
        "from descent import algebra\nx = algebra.solve(algebra.matmul(a, b), c)",
        "import numpy as np\nx = np.sqrt(y) + np.abs(z).sum() + np.linspace(0, 1, 3).mean()",
        "x = 2**53 + 2.0**-52",
        "log.warning(y)",
        "@compiled\ndef f(x): return x**2",
    ],
)
def test_what_has_the_same_bits_is_let_be(text):
    assert list(findings(text, "f.py")) == []
