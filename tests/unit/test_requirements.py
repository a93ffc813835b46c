"""requirements.txt lists every library that the workflow imports. Other users would lack a library that is installed here by chance."""

import ast
import re
import sys
from importlib.metadata import packages_distributions
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
OWN = {"descent", "scripts", "benchmarks"}
PIN = re.compile(r"^([\w.-]+)(?:\[[\w,]+\])?==([\w.+]+)", re.MULTILINE)
IMPORT = re.compile(r"^\s*(?:from|import) (\w+)", re.MULTILINE)


def imported() -> set[str]:
    """The top-level names of the modules that the workflow's files import, anywhere in the files."""
    found = set()
    for path in (path for folder in OWN for path in (ROOT / folder).rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.Import):
                found |= {alias.name.partition(".")[0] for alias in node.names}
            elif isinstance(node, ast.ImportFrom) and not node.level:
                found.add(node.module.partition(".")[0])
    for path in (ROOT / "Snakefile", *(ROOT / "rules").glob("*.smk")):
        found |= set(IMPORT.findall(path.read_text()))
    return found - OWN - sys.stdlib_module_names


def pinned(file: str) -> dict[str, str]:
    """The packages that a requirements file pins, with their versions."""
    return dict(PIN.findall((ROOT / file).read_text().lower()))


def test_every_library_that_is_imported_is_stated():
    packages = packages_distributions()
    stated = set(pinned("requirements.txt"))
    assert {name for name in imported() if not {package.lower() for package in packages[name]} & stated} == set()


def test_what_is_stated_is_pinned_to_the_same_versions():
    constraints = pinned("constraints.txt")
    for file in ("requirements.txt", "requirements-dev.txt"):
        assert {name: version for name, version in pinned(file).items() if name != "torch"}.items() <= constraints.items()
