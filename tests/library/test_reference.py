"""Every package says what it offers, with an example that is true; the reference is made of the docstrings, without a warning."""

import doctest
import importlib
import pkgutil
import subprocess
import sys
from pathlib import Path

import pytest

import descent

ROOT = Path(__file__).resolve().parents[2]
PACKAGES = ["descent", *(entry.name for entry in pkgutil.walk_packages(descent.__path__, "descent.") if entry.ispkg)]
WITH_EXAMPLES = [name for name in PACKAGES if name.count(".") < 2 and not name.endswith("claims")]


@pytest.mark.parametrize("name", PACKAGES)
def test_every_package_says_what_it_offers(name):
    package = importlib.import_module(name)
    assert package.__doc__
    assert package.__all__
    for offered in package.__all__:
        assert hasattr(package, offered) or importlib.import_module(f"{name}.{offered}")


@pytest.mark.parametrize("name", WITH_EXAMPLES)
def test_examples_are_true(name):
    found = doctest.testmod(importlib.import_module(name))
    assert found.attempted > 0
    assert found.failed == 0


def test_the_reference_is_made_offline_without_a_warning(tmp_path):
    made = subprocess.run(
        [sys.executable, "-m", "pdoc", "--output-directory", tmp_path, "descent"], cwd=ROOT, capture_output=True, text=True
    )
    assert made.returncode == 0, made.stderr
    assert made.stderr == ""
    pages = {str(path.relative_to(tmp_path).with_suffix("")).replace("/", ".") for path in tmp_path.rglob("*.html")}
    assert {entry.name for entry in pkgutil.walk_packages(descent.__path__, "descent.")} <= pages
