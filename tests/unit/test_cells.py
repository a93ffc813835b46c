"""A cell takes the parameters of its own script and choices, and no others."""

import sys
from types import ModuleType
from typing import ClassVar

import pytest
from pydantic import model_validator

from descent.parameters import Count, Parameters, Positive, given, need
from scripts import cells, configuration
from scripts.mistakes import ConfigurationError


class Study(Parameters):
    method: str = "plain"
    d: Count
    L: Positive = 1
    derived: ClassVar = {"ell": lambda L: 3.0 * L}


class Plain(Parameters):
    eta: Positive


class Careful(Parameters):
    eta: Positive
    trust: Positive = given("= 2*eta", "Radius.")
    d: int = given(ge=10)

    @model_validator(mode="after")
    def trusts_its_step(self):
        need(self.eta <= self.trust, "eta <= trust", "a step stays within the radius")
        return self


@pytest.fixture
def script(tmp_path, monkeypatch):
    """A train script with two methods: `plain` and `careful`."""
    package = tmp_path / "some_methods"
    package.mkdir()
    (package / "__init__.py").write_text("")
    for name in ("plain", "careful"):
        (package / f"{name}.py").write_text("")
    monkeypatch.syspath_prepend(tmp_path)
    module = ModuleType("script")
    module.Parameters, module.CHOICES = Study, {"method": ("some_methods",)}
    module.DEFAULTS = {"*": {"eta": "= 1/ell"}, "careful": {"eta": 0.5}}
    for name, taken in (("plain", Plain), ("careful", Careful)):
        cells.choices.load(module.CHOICES, "method", name).Parameters = taken
    yield module
    for name in [name for name in sys.modules if name.startswith("some_methods")]:
        del sys.modules[name]


def test_a_cell_takes_the_parameters_of_its_own_choice_alone(script):
    assert cells.complete(script, {"d": 2, "L": 2}, "x")[1] == {"method": "plain", "d": 2, "L": 2, "eta": pytest.approx(1 / 6)}
    careful = cells.complete(script, {"d": 10, "method": "careful"}, "x")[1]
    assert careful == {"method": "careful", "d": 10, "L": 1, "eta": 0.5, "trust": 1.0}


def test_what_a_choice_does_not_take_is_not_in_its_cell(script):
    assert "trust" not in cells.complete(script, {"d": 2, "trust": 3}, "x")[1]


def test_arithmetic_may_mention_what_its_cell_does_not_take(script):
    assert cells.complete(script, {"d": 2, "L": "= trust", "trust": "= 2*d"}, "x")[1]["L"] == 4


def test_a_choice_may_narrow_what_its_script_takes(script):
    with pytest.raises(ConfigurationError, match=r"x\.d = 9: must be at least 10"):
        cells.complete(script, {"d": 9, "method": "careful"}, "x")


def test_a_relation_that_does_not_hold_is_shown_with_the_values_it_mentions(script):
    with pytest.raises(ConfigurationError, match=r"x = .*eta=0\.5.*: needs eta <= trust: a step stays within the radius"):
        cells.complete(script, {"d": 10, "method": "careful", "trust": 0.1}, "x")


def test_what_must_be_given_is_named(script):
    with pytest.raises(ConfigurationError, match=r"x\.fixed\.d = None: must be given"):
        cells.complete(script, {}, "x")


def test_an_unknown_choice_is_refused_with_all_names(script):
    with pytest.raises(ConfigurationError, match=r"x\.method = fast: allowed: careful, plain"):
        cells.check_choices(script, {"method": "fast"}, "x")


def test_two_checks_of_one_name_are_refused(script):
    class Other(Parameters):
        @model_validator(mode="after")
        def trusts_its_step(self):
            return self

    script.Parameters = type("Both", (Study, Other), {"__module__": __name__})
    with pytest.raises(TypeError, match="two checks are named trusts_its_step"):
        cells.complete(script, {"d": 10, "method": "careful"}, "x")


def test_a_job_gets_back_what_the_configuration_gave(script):
    settings = cells.complete(script, {"d": 10, "method": "careful"}, "x")[1]
    cell, chosen = cells.cell_of(script, settings)
    assert cell.model_dump() == settings
    assert chosen["method"].Parameters.of(cell) == {"eta": 0.5, "trust": 1.0, "d": 10}


def configured(**study) -> dict:
    """A configuration with one experiment on the octopus."""
    base = {"paper": "escape", "train": "octopus", "metrics": "octopus", "seeds": 1}
    return {"seed": 1, "results": "results", "figures": {}, "experiments": {"x": base | study}}


def test_a_fixed_value_goes_to_the_cells_that_take_it():
    study = configuration.complete(configured(grid={"method": ["gd", "pgd"]}, fixed={"d": 2, "L": 1, "r": 0.5}))["experiments"]["x"]
    taken = {cell["method"]: cell.get("r") for cell in study["cells"].values()}
    assert taken == {"gd": None, "pgd": 0.5}
    assert study["fixed"]["g_thres"] == "= gamma*e/100"


def test_a_key_that_no_cell_takes_is_refused():
    with pytest.raises(ConfigurationError, match=r"experiments\.x\.fixed\.sigma = 1: unknown; allowed: .*g_thres"):
        configuration.complete(configured(grid={"method": ["gd", "pgd"]}, fixed={"d": 2, "L": 1, "sigma": 1}))


def test_arithmetic_may_use_what_the_problem_derives():
    study = configuration.complete(configured(grid={"L": [1]}, fixed={"d": 2, "method": "gd", "eta": "= 1/ell"}))["experiments"]["x"]
    (cell,) = study["cells"].values()
    assert 0.01 < cell["eta"] < 0.5
