"""The metrics stage: all run files of an experiment to one table, one row a run. A column that a cell does not have is empty there.

The table is written shard by shard, so a million runs take no more memory than the first shards of all cells together.
"""

import itertools
import json

import numpy as np
import pyarrow as pa
import pyarrow.csv

from scripts import columns, layout
from scripts.expression import resolve
from scripts.job import JobError, Progress, arguments, job, whole


def main(measure):
    """Read an experiment's run files; write its metrics. measure: (columns of a shard, parameters of its cell) -> named arrays (runs,)."""
    given = arguments(experiment=None, settings=None, results=None, output=None)
    with job(f"metrics {given.experiment}", given.log), whole(given.output) as part:
        settings = json.loads(given.settings)
        first, *others = layout.shards(settings["seeds"], settings["shard_size"])
        cells = layout.cells(settings["grid"])
        progress, done = Progress(len(cells) * (1 + len(others)), "shards"), itertools.count(1)

        def measured(cell: str, shard: str) -> pa.Table:
            path = layout.run_file(given.results, given.experiment, cell, shard)
            runs = columns.read(path)
            if not np.array_equal(runs["run"], layout.runs(shard)):
                raise JobError(f"{path} is damaged (it does not hold the runs of its name): delete it and run snakemake again")
            found = measure(runs, resolve(settings["fixed"] | cells[cell]))
            rows = {"cell": cell, "run": runs["run"]} | cells[cell] | found
            progress.at(next(done))
            return pa.table({name: _column(column, len(runs["run"])) for name, column in rows.items()})

        begun = {cell: measured(cell, first) for cell in cells}
        schema = pa.unify_schemas([table.schema for table in begun.values()])
        with pyarrow.csv.CSVWriter(part, schema) as file:
            for cell in cells:
                for table in itertools.chain([begun.pop(cell)], (measured(cell, shard) for shard in others)):
                    file.write_table(_completed(table, schema))


def _completed(table: pa.Table, schema: pa.Schema) -> pa.Table:
    """A cell's table with the columns of all cells."""
    return pa.concat_tables([schema.empty_table(), table], promote_options="default").select(schema.names)


def _column(values, rows: int) -> pa.Array:
    """A column of the table: texts, or numbers as float64; NaN becomes an empty field, a single value is repeated."""
    values = np.broadcast_to(values, rows)
    kind = pa.string() if values.dtype.kind in "UO" else pa.float64()
    return pa.array(values.tolist(), type=kind, from_pandas=True)
