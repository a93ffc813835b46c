"""Each of these odd configurations once hung, failed with a traceback, or was misread. Now each gets one line."""

import copy
import math

import numpy as np
import pytest
import yaml

from descent.escape.buffer import Octopus
from descent.escape.octopus import hessian_lipschitz, smoothness
from descent.oneneuron import data
from descent.oneneuron.data import three_points
from scripts import configuration
from scripts.config_reading import check_file
from scripts.configuration import ConfigurationError, complete

STUDY = {"paper": "escape", "train": "octopus", "metrics": "octopus", "seeds": 4, "grid": {"L": [1]}, "fixed": {"method": "gd", "d": 3}}


def configured(**changes) -> dict:
    """A small configuration with one experiment `x`. An argument such as x__grid=... changes a part of it."""
    config = {"seed": 1, "results": "results", "experiments": {"x": copy.deepcopy(STUDY)}, "figures": {}}
    for path, value in changes.items():
        place = config["experiments"]["x"] if path.startswith("x__") else config
        *outer, last = path.removeprefix("x__").split("__")
        for name in outer:
            place = place[name]
        place[last] = value
    return config


CYCLE = [1]
CYCLE.append(CYCLE)
ODD = {
    "a name that Snakemake takes for endless": ({"experiments": {"a" * 30: STUDY}}, "twenty times"),
    "a name with a slash": ({"experiments": {"../x": STUDY}}, "letters, digits"),
    "a name that is no text": ({"experiments": {1: STUDY}}, "put it in quotes"),
    "results with a wildcard": ({"results": "{x}"}, "must be a path without"),
    "results that are no folder": ({"results": "README.md/x"}, "is not a folder"),
    "a script outside": ({"x__train": "../train/octopus"}, "letters, digits"),
    "billions of cells": ({"x__grid": {"L": list(range(1, 60_000)), "d": list(range(1, 60_000))}}, "at most"),
    "billions of shards": ({"x__seeds": 10**6, "x__shard_size": 1, "x__grid": {"L": [1, 2]}}, "at most"),
    "more seeds than can be planned": ({"x__seeds": 10**18}, "at most"),
    "a list in itself": ({"x__grid": {"L": CYCLE}}, "levels are allowed"),
    "a number with a point for a whole one": ({"x__fixed__d": 8.0}, "without a point"),
    "a number that YAML takes for text": ({"x__fixed__eps": "1e-3"}, "YAML takes this for text"),
    "not a number": ({"x__fixed__eps": float("nan")}, "must be a finite number"),
    "a number without end": ({"x__fixed__eps": "= 9**9**9"}, "not arithmetic"),
    "text that fills the memory": ({"x__fixed__eps": "= 'a'*10**9"}, "not arithmetic"),
    "a format that fills the memory": ({"x__fixed__eps": "= '%999999999d' % 1"}, "not arithmetic"),
    "a curvature that needs itself": ({"x__fixed__gamma": "= ell/10"}, "needs gamma itself"),
    "a whole number that no array holds": ({"seed": 2**64}, "less than 64 bits"),
    "a figure of other experiments": ({"figures": {"escape": {"fig3": {"from": ["x"]}}}}, "draws ['staircase']"),
    "a value of the wrong kind that arithmetic uses": (
        {"x__fixed__gamma": "half", "x__fixed__eta": "= gamma"},
        "experiments.x.gamma = half",
    ),
    "a value of the wrong size that defaults use": ({"x__grid": {"L": [-1]}}, "experiments.x.L = -1: must be greater than 0"),
    "a name of what the problem has, misspelt": ({"x__fixed__eta": "= 1/el"}, "known are L, d, e, ell"),
    "a constant that nothing mentions": ({"x__constants": {"c": 1}}, "experiments.x.constants.c = 1: no cell's arithmetic"),
    "a constant that is a parameter": ({"x__constants": {"L": 1}}, "experiments.x.constants.L = 1: cells take it"),
    "a constant of arithmetic's own": ({"x__constants": {"e": 1}}, "arithmetic has this name already"),
    "a constant that is text": (
        {"x__constants": {"c": "small"}, "x__fixed__eta": "= c"},
        "experiments.x.constants.c = small: must be a number",
    ),
    "a change of an experiment whose name is misspelt": (
        {"experiments": {"staircase": STUDY, "staircas": {"seeds": 8}}},
        "experiments.staircas.paper = None: must be given, or another experiment is meant: the nearest is staircase",
    ),
    "a control character": ({"results": "a\0b"}, "one line"),
}


@pytest.mark.parametrize("case", ODD)
def test_an_odd_configuration_stops_in_one_line(case):
    changes, said = ODD[case]
    with pytest.raises(ConfigurationError) as stopped:
        complete(configured(**changes))
    assert said in str(stopped.value)
    assert str(stopped.value).startswith("config: ")
    assert str(stopped.value).isprintable()


def test_the_configuration_that_the_odd_ones_come_from_is_complete():
    assert complete(configured())["experiments"]["x"]["fixed"]["gamma"] == 1


def test_the_constants_of_a_theorem_can_be_written_as_the_paper_has_them():
    constants = {"c": 0.25, "delta": 0.1, "Delta_f": "= d*nu", "chi": "= 3*max(log(d*ell*Delta_f/(c*eps**2*delta)), 4)"}
    fixed = {"method": "pgd", "d": 3, "eps": 0.03, "eta": "= c/ell", "t_thres": "= ceil(chi*ell/(c**2*sqrt(rho*eps)))"}
    study = complete(configured(x__constants=constants, x__fixed=fixed))["experiments"]["x"]
    (cell,), (found,) = study["cells"].values(), study["constants_of"].values()
    ell, rho, nu = smoothness(1, 1), hessian_lipschitz(Octopus(math.e, 1.0, 1.0)), 50 * math.e**2 / 6
    chi = 3 * math.log(3 * ell * 3 * nu / (0.25 * 0.03**2 * 0.1))
    assert found == pytest.approx({"c": 0.25, "delta": 0.1, "Delta_f": 3 * nu, "chi": chi})
    assert cell["eta"] == pytest.approx(0.25 / ell)
    assert cell["t_thres"] == math.ceil(chi * ell / (0.25**2 * math.sqrt(rho * 0.03)))


POINTS = np.array([[0.0], [1.0]])
OWN_DATA = {
    "labels 0 and 1": (lambda: (POINTS, np.array([0.0, 1.0])), "three_points has a label 0: allowed: -1, +1"),
    "fewer labels than points": (lambda: (POINTS, np.array([1.0])), "y of three_points has the shape (1,): must be an array (2,)"),
    "points that are none": (lambda: (POINTS * np.nan, np.ones(2)), "x of three_points[0, 0] = nan"),
    "one axis": (lambda: (POINTS[:, 0], np.ones(2)), "x of three_points has the shape (2,): must be an array (N, d)"),
    "a file that is not there": (lambda: (np.load("nowhere.npy"), np.ones(2)), "three_points.points: FileNotFoundError: "),
    "no two": (lambda: POINTS[:1], "three_points.points: ValueError: "),
}


@pytest.mark.parametrize("case", OWN_DATA)
def test_a_data_set_with_wrong_points_is_refused_before_any_job(monkeypatch, case):
    points, said = OWN_DATA[case]
    monkeypatch.setattr(three_points, "points", points)
    monkeypatch.setattr(configuration.configuration_cache, "recall", lambda key: None)
    monkeypatch.setattr(configuration.configuration_cache, "keep", lambda key, config: None)
    data.check.cache_clear()
    study = {"paper": "oneneuron", "train": "minimise", "metrics": "minimise", "seeds": 2, "grid": {"data": ["three_points"]}}
    with pytest.raises(ConfigurationError) as stopped:
        complete(configured(experiments={"x": study}))
    data.check.cache_clear()
    assert str(stopped.value).startswith(f"config: experiments.x.data = three_points: {said}")


def test_what_is_given_is_not_changed():
    config = configured()
    complete(config)
    assert config == configured()


@pytest.mark.parametrize("text", ["a: 1\nb: {c: 1, d: 2, c: 3}\n", '{"b": {"c": 1,\n"c": 2}}'])
def test_a_key_that_is_there_twice_is_named_with_its_lines(tmp_path, text):
    (tmp_path / "config.yaml").write_text(text)
    with pytest.raises(ConfigurationError, match=r"config: b\.c: twice in .*config\.yaml, lines \d and \d; each key once"):
        check_file(tmp_path / "config.yaml")


def test_keys_that_differ_by_their_kind_and_aliases_are_no_repetition(tmp_path):
    (tmp_path / "config.yaml").write_text("1: a\n'1': b\nc: &x {d: 1}\ne: *x\n")
    check_file(tmp_path / "config.yaml")


def test_the_projects_own_configuration_is_complete():
    with open(configuration.tracked.ROOT / "config.yaml") as file:
        assert complete(yaml.safe_load(file), [configuration.tracked.ROOT])["experiments"].keys()
