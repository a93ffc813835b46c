"""Metrics scripts write the records that claims read, and misspelt names are found without a run."""

import importlib
import inspect
import subprocess
import sys
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pandas as pd
import pytest
import yaml
from record_draws import drawn, table

from descent.escape.records.octopus import OctopusRuns
from descent.oneneuron.records.known_minima import KnownMinimaRuns
from descent.records import Incomparable, Runs, across
from descent.statistics import Measured
from scripts import configuration, layout, measures
from scripts.checkable import planned
from scripts.claim import cells_of, rows_of
from scripts.expression import is_expression
from scripts.predictions import read_all

ROOT = Path(__file__).resolve().parents[2]
EXPERIMENTS = configuration.complete(yaml.safe_load((ROOT / "config.yaml").read_text()), [ROOT])["experiments"]
CLAIMS = planned(read_all(sorted(map(str, (ROOT / "predictions").glob("*.yaml")))), EXPERIMENTS)
METRICS = sorted(path.stem for path in (ROOT / "scripts/metrics").glob("*.py"))
OCTOPUS = {"d": 30, "L": 2.0, "gamma": 1.0, "tau": 2.0, "eta": 0.1, "t_thres": 100}
PARAMETERS = OCTOPUS | {"step_scale": 0.1, "points": 5, "time": 1.0, "precision": "float64"}
"""Parameters of a cell that measures use."""


def record_of(metrics: str) -> type[Runs]:
    """The class of the record that a metrics script makes."""
    return inspect.signature(importlib.import_module(f"scripts.metrics.{metrics}").measure).return_annotation


@pytest.mark.parametrize("metrics", METRICS)
def test_a_metrics_script_makes_a_record(metrics):
    assert issubclass(record_of(metrics), Runs)


@pytest.mark.parametrize("metrics", METRICS)
def test_measures_take_the_record_of_their_metrics_script(metrics):
    for name in measures.names(metrics):
        _, taken = measures.load(metrics, name)
        assert issubclass(record_of(metrics), taken)


@pytest.mark.parametrize("name", [name for name, claim in CLAIMS.items() if "metrics" in claim])
def test_the_measure_of_every_claim_finds_the_fields_and_axes_that_it_asks_for(name):
    claim, grid = CLAIMS[name], EXPERIMENTS[CLAIMS[name]["experiment"]]["grid"]
    measure, record = measures.load(claim["metrics"], claim["measure"])
    study = SimpleNamespace(metrics=table(record_of(claim["metrics"]), list(layout.cells(grid).values()), 3), grid=grid)
    cell, rows = next(cells_of(claim, study))
    numbers = {axis: value for axis, value in cell.items() if not is_expression(value)}
    assert isinstance(measure(record.of(rows), PARAMETERS | numbers), Measured)


def test_a_record_comes_back_from_its_table():
    made = drawn(OctopusRuns, 5)
    back = OctopusRuns.of(pd.DataFrame({"run": made.run, "L": 2.0} | made.columns()))
    assert list(made.columns())[:3] == ["status", "steps", "eta_value"]
    assert list(made.columns())[-2:] == ["escape_119", "escape_120"]
    for name, values in vars(made).items():
        if name != "grid":
            np.testing.assert_array_equal(getattr(back, name), values)
    assert back.grid.keys() == {"L"}


def test_columns_have_the_names_and_the_order_of_the_fields():
    assert list(drawn(KnownMinimaRuns, 2).columns())[:4] == ["class", "status", "returned", "value_off"]
    assert list(drawn(KnownMinimaRuns, 2).columns())[-2:] == ["steepest", "iterations"]


def test_a_table_that_lacks_a_column_is_refused_by_its_name():
    made = drawn(OctopusRuns, 2)
    with pytest.raises(ValueError, match="no column steps"):
        OctopusRuns.of(pd.DataFrame({"run": made.run} | made.columns()).drop(columns="steps"))


def test_cells_side_by_side_have_the_same_run_in_a_row():
    axis, run = np.array([2, 1, 2, 1]), np.array([1, 0, 0, 1])
    points, values = across(axis, run, np.array([21.0, 10.0, 20.0, 11.0]))
    assert points.tolist() == [1, 2]
    assert values.tolist() == [[10, 20], [11, 21]]


def test_one_cell_alone_cannot_be_compared():
    with pytest.raises(Incomparable, match="there is 3 alone"):
        across(np.array([3, 3]), np.array([0, 1]), np.zeros(2))


def test_cells_that_an_axis_does_not_tell_apart_are_refused():
    with pytest.raises(ValueError, match="`per` lacks an axis"):
        across(np.array([1, 1, 2, 2]), np.array([0, 0, 0, 1]), np.zeros(4))


def test_a_claim_that_lacks_what_it_compares_is_not_run():
    name = "escape-event-driven-exact"
    grid = {"L": [1], "method": ["gd_event_driven"]}
    rows = table(OctopusRuns, list(layout.cells(grid).values()), 3)
    study = SimpleNamespace(metrics=rows, grid=grid, parameters=lambda **cell: PARAMETERS)
    (row,) = rows_of(CLAIMS[name], study, *measures.load("octopus", "differing_escapes"))
    assert (row["verdict"], row["why"]) == ("not run", "it needs a cell with method=gd_longdouble")


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("return runs.stepps.sum()", '"OctopusRuns" has no attribute "stepps"'),
        ("return across(runs.run, runs.run, runs.escapes)", '"OctopusRuns" has no attribute "escapes"'),
        ("return OctopusRuns(statsu=runs.status)", 'Unexpected keyword argument "statsu"'),
    ],
)
def test_a_misspelt_column_is_found_without_a_run(tmp_path, line, said):
    path = tmp_path / "measure.py"
    path.write_text(
        "from descent.escape.records.octopus import OctopusRuns\nfrom descent.records import across\n\n\n"
        f"def measure(runs: OctopusRuns, parameters):\n    {line}\n"
    )
    checked = subprocess.run([sys.executable, "-m", "mypy", str(path)], cwd=ROOT, capture_output=True, text=True)
    assert checked.returncode == 1
    assert said in checked.stdout
