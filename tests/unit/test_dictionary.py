"""Every column of our scripts has a description and a unit or a list of words. No other word appears in a table."""

import csv

import numpy as np
import pytest
import yaml

from descent.records import layout
from scripts import cells, choices, dictionary
from scripts.tracked import ROOT

EXPERIMENTS = yaml.safe_load((ROOT / "config.yaml").read_text())["experiments"]
SMALL = {
    "assumptions": {"without": "nothing", "max_iterations": 20},
    "borders": {"L": 1, "d": 3},
    "descend": {"problem": "himmelblau", "method": "gd", "d": 2, "eta": 0.01, "max_steps": 50, "record": 3, "path": 2},
    "known_minima": {"landscape_name": "three_points", "max_iterations": 20},
    "safran_shamir": {"max_iterations": 5},
    "slices": {"landscape_name": "three_points", "points": 10},
    "warm_up": {"function": "thin_band", "inverse_eps": 2},
}
"""A small cell of every train script that tests/workflow/test_bits.py does not run."""


@pytest.mark.parametrize("metrics", choices.names(choices.SCRIPTS, "metrics"))
def test_every_column_of_a_table_has_a_description_and_a_unit_or_words(metrics):
    rows = list(dictionary.of_metrics(metrics))
    assert len({name for name, *_ in rows}) == len(rows)
    for name, text, unit in rows:
        assert text, name
        assert unit, name


def test_a_column_is_described_with_what_stands_below_its_field():
    rows = {name: rest for name, *rest in dictionary.of_metrics("octopus")}
    assert rows["`longest_plateau`"] == ["Most iterations spent at one saddle.", "iterations"]
    assert rows["`status`"][1].startswith("converged, completed, iteration limit")
    assert "`escape_1` ..." in rows


def test_no_other_word_stands_in_a_table():
    """The expected metrics of the whole configuration list the number of runs with each word."""
    with open(ROOT / "expected/columns.csv", newline="") as file:
        rows = [row for row in csv.DictReader(file) if row["words"]]
    assert len(rows) > 50
    for row in rows:
        script = EXPERIMENTS[row["experiment"]].get("metrics", row["experiment"])
        allowed = {column.name: column.words for column in layout(dictionary.record_of(script))}
        if row["column"] in allowed:  # the others are axes of the grid
            assert {count.rpartition(" ")[0] for count in row["words"].split(", ")} <= set(allowed[row["column"]]), row


@pytest.mark.parametrize("train", choices.names(choices.SCRIPTS, "train"))
def test_every_column_of_a_run_file_has_a_description(train):
    described = dictionary.of_run_files(train)
    assert described
    assert all(text[0].isalnum() or text[0] == "|" for text in described.values()), described


@pytest.mark.parametrize("train", SMALL)
def test_run_files_have_the_columns_that_are_described(train):
    script = choices.load(choices.SCRIPTS, "train", train)
    _, settings, _ = cells.complete(script, SMALL[train], train)
    cell, chosen = cells.cell_of(script, settings)
    made = script.train(np.random.default_rng(0).integers(2**63, size=(2, 3), dtype=np.uint64), cell, **chosen)
    assert made.keys() == dictionary.of_run_files(train).keys()
    for name in ("status", "ended"):
        assert name not in made or made[name].dtype.kind == "U"
