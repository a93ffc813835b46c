"""The table of metrics is written shard by shard. This needs little memory and does not change the table."""

import json
import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from types import SimpleNamespace
from typing import Annotated

import numpy as np
import pandas as pd
import pytest

from descent.records import Numbers, Runs, Series, Words
from scripts import layout, measuring, run_files
from scripts.job import write_json

GRID = {"kind": ["with", "without"]}


@pytest.fixture
def write_study(tmp_path):
    """A function that writes the run files of a study with two cells and returns the table's path and a metrics script's arguments."""

    def write(seeds, shard_size, there=()):
        shards = layout.shards(seeds, shard_size, there)
        settings = {"seeds": seeds, "shards": layout.sizes(shards), "grid": GRID, "fixed": {}}
        for cell, parameters in layout.cells(GRID).items():
            for shard in shards:
                write_json(layout.record_file(str(tmp_path), "study", cell, shard), {"parameters": parameters})
                runs = np.array(layout.runs(shard))
                run_files.write(layout.run_file(str(tmp_path), "study", cell, shard), {"run": runs, "value": runs / 3})
        table = layout.metrics_file(str(tmp_path), "study")
        given = {"experiment": "study", "settings": json.dumps(settings), "results": str(tmp_path), "output": table}
        given["study"] = layout.study_file(str(tmp_path), "study")
        return table, SimpleNamespace(**given)

    return write


@dataclass(frozen=True, kw_only=True)
class With(Runs):
    third: Numbers
    twice: Numbers


@dataclass(frozen=True, kw_only=True)
class Without(Runs):
    third: Numbers
    word: Words


def measure(runs, parameters):
    if parameters["kind"] == "with":
        return With(third=runs["value"], twice=2 * runs["value"])
    return Without(third=runs["value"], word=np.full(len(runs["value"]), "none"))


def test_cells_with_different_columns_share_a_table(write_study):
    path, given = write_study(5, 2)
    measuring.write_metrics(given, measure)
    table = pd.read_csv(path, keep_default_na=False, na_values=[""])
    assert list(table) == ["cell", "run", "kind", "third", "twice", "word"]
    assert list(table["run"]) == 2 * list(range(5))
    np.testing.assert_allclose(table["third"], table["run"] / 3, rtol=1e-15)
    assert table.groupby("kind")["twice"].count().to_dict() == {"with": 5, "without": 0}
    assert table.groupby("kind")["word"].count().to_dict() == {"with": 0, "without": 5}


def test_the_table_does_not_depend_on_how_runs_are_divided_into_shards(write_study):
    tables = []
    for size, there in [(3, ()), (7, ()), (3, ["000000-000003", "000004-000004"])]:
        path, given = write_study(7, size, there)
        measuring.write_metrics(given, measure)
        tables.append(Path(path).read_bytes())
    assert tables[0] == tables[1] == tables[2]
    assert json.loads(Path(path).with_suffix(".json").read_text())["shards"] == [
        "000000-000003",
        "000004-000004",
        "000005-000005",
        "000006-000006",
    ]


def test_a_hundred_times_the_shards_take_the_same_memory(write_study):
    """A separate process writes a table of 30 MB. Its peak memory grows by less than 5 MB."""
    program = "import json, resource, sys, types; from scripts import measuring; import test_measuring;"
    program += "measuring.write_metrics(types.SimpleNamespace(**json.loads(sys.argv[1])), test_measuring.many);"
    program += "print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024)"
    peaks = []
    for shards in (1, 100):
        _, given = write_study(100 * shards, 100)
        command = [sys.executable, "-c", program, json.dumps(vars(given))]
        peaks.append(int(subprocess.run(command, env=environment(), capture_output=True, text=True, check=True).stdout))
    assert peaks[1] < peaks[0] + 5


@dataclass(frozen=True, kw_only=True)
class Many(Runs):
    column: Annotated[Numbers, Series("column", 0)]


def many(runs, parameters):
    """A record with a hundred columns."""
    return Many(column=runs["value"][:, None] + np.arange(100))


def environment() -> dict:
    """The environment of a process that can import the project and this file."""
    here = Path(__file__).parent
    return os.environ | {"PYTHONPATH": f"{here.parents[1]}{os.pathsep}{here}"}
