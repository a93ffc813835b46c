"""Odd configurations, each of which once hung, failed with a traceback, or was taken for something else: one line for each."""

import copy

import pytest
import yaml

from scripts import configuration
from scripts.config_reading import refuse_repeated_keys
from scripts.configuration import ConfigurationError, complete

STUDY = {"paper": "escape", "train": "octopus", "metrics": "octopus", "seeds": 4, "grid": {"L": [1]}, "fixed": {"method": "gd", "d": 3}}


def configured(**changes) -> dict:
    """A small configuration with one experiment `x`; experiment__grid=... changes a part of it."""
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


def test_what_is_given_is_not_changed():
    config = configured()
    complete(config)
    assert config == configured()


@pytest.mark.parametrize("text", ["a: 1\nb: {c: 1, d: 2, c: 3}\n", '{"b": {"c": 1,\n"c": 2}}'])
def test_a_key_that_is_there_twice_is_named_with_its_lines(tmp_path, text):
    (tmp_path / "config.yaml").write_text(text)
    with pytest.raises(ConfigurationError, match=r"config: b\.c: twice in .*config\.yaml, lines \d and \d; each key once"):
        refuse_repeated_keys(tmp_path / "config.yaml")


def test_keys_that_differ_by_their_kind_and_aliases_are_no_repetition(tmp_path):
    (tmp_path / "config.yaml").write_text("1: a\n'1': b\nc: &x {d: 1}\ne: *x\n")
    refuse_repeated_keys(tmp_path / "config.yaml")


def test_the_projects_own_configuration_is_complete():
    with open(configuration.tracked.ROOT / "config.yaml") as file:
        assert complete(yaml.safe_load(file))["experiments"].keys()
