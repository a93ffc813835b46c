"""The metrics stage: all run files of an experiment to one table, one row a run. A column that a cell does not have is empty there."""

import json

import numpy as np
import pyarrow as pa
import pyarrow.csv

from scripts import columns, layout
from scripts.expression import resolve
from scripts.job import JobError, Progress, arguments, job, whole


def main(measure):
    """Command line of a metrics script. measure: (columns of a shard, parameters of its cell) -> named arrays (runs,)."""
    given = arguments(experiment=None, settings=None, results=None, output=None)
    with job(f"metrics {given.experiment}", given.log), whole(given.output) as part:
        settings = json.loads(given.settings)
        shards = layout.shards(settings["seeds"], settings["shard_size"])
        cells = layout.cells(settings["grid"])
        progress, tables = Progress(len(cells) * len(shards), "shards"), []
        for number, (cell, values) in enumerate(cells.items()):
            parameters = resolve(settings["fixed"] | values)
            for index, shard in enumerate(shards):
                path = layout.run_file(given.results, given.experiment, cell, shard)
                runs = columns.read(path)
                if not np.array_equal(runs["run"], layout.runs(shard)):
                    raise JobError(f"{path} is damaged (it does not hold the runs of its name): delete it and run snakemake again")
                rows = {"cell": cell, "run": runs["run"]} | values | measure(runs, parameters)
                tables.append(pa.table({name: _column(column, len(runs["run"])) for name, column in rows.items()}))
                progress.at(number * len(shards) + index + 1)
        pyarrow.csv.write_csv(pa.concat_tables(tables, promote_options="default"), part)


def _column(values, rows: int) -> pa.Array:
    """A column of the table: texts, or numbers as float64; NaN becomes an empty field, a single value is repeated."""
    values = np.broadcast_to(values, rows)
    kind = pa.string() if values.dtype.kind in "UO" else pa.float64()
    return pa.array(values.tolist(), type=kind, from_pandas=True)
