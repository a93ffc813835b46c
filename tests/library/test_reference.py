"""Every package documents what it offers, with an example that is true."""

import doctest
import importlib
import pkgutil

import pytest

import descent

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
