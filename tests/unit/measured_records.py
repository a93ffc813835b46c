"""Records in the form that claims take: rows of all cells that a claim compares, with healthy and failed runs."""

import dataclasses
import zlib
from pathlib import Path

import numpy as np
import yaml
from record_draws import drawn

from descent.records import layout
from scripts import configuration, measures
from scripts.checkable import planned
from scripts.layout import cells
from scripts.predictions import read_all

ROOT = Path(__file__).resolve().parents[2]
EXPERIMENTS = configuration.complete(yaml.safe_load((ROOT / "config.yaml").read_text()), [ROOT])["experiments"]
CLAIMS = {
    name: claim
    for name, claim in planned(read_all(sorted(map(str, (ROOT / "predictions").glob("*.yaml")))), EXPERIMENTS).items()
    if "metrics" in claim
}
"""The claims that are decided by runs, by name."""
FAILED = ("diverged", "overflow", "not converged", "not homogeneous")
"""Words for failed runs. A record's words contain at least one of them, unless the record has no word for a failure."""
GIVEN = ("eta_value", "eps_value", "predicted", "predicted_rate", "quartic")
"""Fields that belong to a cell or to a prediction, not to a run."""
RUNS = 9


def cells_of(claim: dict) -> list[dict]:
    """The grid values of all cells that one check of a claim compares. The axes in `per` have their first values."""
    study = EXPERIMENTS[claim["experiment"]]
    wanted = {name: value if isinstance(value, list) else [value] for name, value in claim["where"].items()}
    found = [
        cell for cell in cells(study["grid"]).values() if all(cell.get(name, study["fixed"].get(name)) in wanted[name] for name in wanted)
    ]
    first = {axis: found[0][axis] for axis in claim["per"]}
    return [cell for cell in found if all(cell[axis] == value for axis, value in first.items())]


def _name_of(claim: dict) -> str:
    """The name of the first cell of `cells_of`."""
    study, first = EXPERIMENTS[claim["experiment"]], cells_of(claim)[0]
    return next(name for name, cell in cells(study["grid"]).items() if all(first[axis] == value for axis, value in cell.items()))


def parameters_of(claim: dict) -> dict:
    """The parameters of the first cell of `cells_of`."""
    return EXPERIMENTS[claim["experiment"]]["cells"][_name_of(claim)]


def constants_of(claim: dict) -> dict:
    """The constants of the claim's experiment in the first cell of `cells_of`."""
    study = EXPERIMENTS[claim["experiment"]]
    return study["constants_of"].get(_name_of(claim), {}) if study["constants"] else {}


def numbers(value):
    """A number for a grid value that is an expression, such as `= e/10`, different for each text; any other grid value unchanged."""
    return 1.0 + zlib.crc32(value.encode()) % 997 if isinstance(value, str) and value.startswith("=") else value


def healthy(claim: dict, seed: int = 0):
    """A record of random healthy runs for a claim's measure."""
    _, record = measures.load(claim["metrics"], claim["measure"])
    compared = cells_of(claim)
    rows = len(compared) * RUNS
    cell = np.repeat(np.arange(len(compared)), RUNS)
    flags = {column.field: np.ones(rows) for column in layout(record) if column.unit == "1 for yes, 0 for no" and column.first is None}
    given = {column.field: cell + 1.0 for column in layout(record) if column.field in ("eta_value", "eps_value")}
    words = {
        column.field: np.random.default_rng(seed).choice([word for word in column.words if word not in FAILED], rows)
        for column in layout(record)
        if column.words
    }
    axes = {name for name in compared[0] if not isinstance(compared[0][name], dict)}
    grid = {name: np.array([numbers(compared[k][name]) for k in cell]) for name in axes}
    return drawn(record, rows, seed, run=np.tile(np.arange(RUNS), len(compared)), grid=grid, **flags, **given, **words)


def failed(runs, rows):
    """The same record after some runs have failed: their numbers are NaN, their flags 0, their words from FAILED. rows: a mask."""
    fields = {}
    for column in layout(type(runs)):
        values = np.array(getattr(runs, column.field))
        bad = [word for word in FAILED if word in column.words]
        if column.words:
            values = np.where(rows & (values != "not examined"), bad[0], values) if bad else values
        elif column.field not in GIVEN:
            values[rows] = 0.0 if column.unit == "1 for yes, 0 for no" else np.nan
        fields[column.field] = values
    return dataclasses.replace(runs, **fields)


def measure_of(claim: dict):
    """A claim's measure as a function of a record, with the claim's parameters."""
    function, _ = measures.load(claim["metrics"], claim["measure"])
    parameters = parameters_of(claim)

    def measured(runs):
        with np.errstate(all="ignore"):
            return function(runs, parameters)

    return measured


def used(measured) -> int:
    """The number of runs that gave a number."""
    return getattr(measured, "used", measured.runs)
