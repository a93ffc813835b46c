"""The metrics stage: all run files of an experiment become one table with one row per run, and a description of the experiment beside it.

A column that a cell does not have is empty there. The table is written shard by shard, so a million runs take no more memory than the first
shards of all cells.
"""

import itertools
import json
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.csv

from descent import progress
from scripts import choices, layout, run_files
from scripts.job import JobError, arguments, job, whole, write_json


def main():
    """Read an experiment's run files. Write its metrics, which the function `measure` of a script computes."""
    given = arguments(script=None, experiment=None, settings=None, results=None, output=None, study=None)
    with job(f"metrics {given.experiment}", given.log):
        write_metrics(given, choices.load(choices.SCRIPTS, "metrics", given.script).measure)


def write_metrics(given, measure):
    """Write the metrics of an experiment. given: the command line; measure: (columns of a shard, parameters of its cell) -> a record."""
    settings = json.loads(given.settings)
    shards = layout.of_sizes(settings["shards"])
    cells = layout.cells(settings["grid"])
    parameters = {cell: _trained_with(given.results, given.experiment, cell, shards[0]) for cell in cells}
    with whole(given.output) as part:
        _write_table(part, given, cells, shards, parameters, measure)
    constants = settings.pop("constants", {})
    known = {cell: parameters[cell] | constants.get(cell, {}) for cell in cells}
    write_json(given.study, settings | {"shards": shards, "cells": known})


def _trained_with(results: str, experiment: str, cell: str, shard: str) -> dict:
    """The parameters of a cell, as its train job recorded them. Raises JobError if the record is missing or damaged."""
    path = layout.record_file(results, experiment, cell, shard)
    try:
        return json.loads(Path(path).read_text())["parameters"]
    except (OSError, ValueError, KeyError):
        raise JobError(f"{path} is missing or damaged: delete it and run snakemake again") from None


def _write_table(part: Path, given, cells: dict, shards: list[str], parameters: dict, measure):
    """Write the metrics of all shards of all cells, one after another."""
    done = 0

    def measured(cell: str, shard: str) -> pa.Table:
        nonlocal done
        path = layout.run_file(given.results, given.experiment, cell, shard)
        runs = run_files.read(path)
        if not np.array_equal(runs["run"], layout.runs(shard)):
            raise JobError(f"{path} is damaged (it does not hold the runs of its name): delete it and run snakemake again")
        rows = {"cell": cell, "run": runs["run"]} | cells[cell] | measure(runs, parameters[cell]).columns()
        done += 1
        return pa.table({name: _column(column, len(runs["run"])) for name, column in rows.items()})

    first, *others = shards
    with progress.watched("shard", len(cells) * len(shards), lambda: done):
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
    """A column of the table: texts, or numbers as float64. NaN becomes an empty field; a single value is repeated."""
    values = np.broadcast_to(values, rows)
    kind = pa.string() if values.dtype.kind in "UO" else pa.float64()
    return pa.array(values.tolist(), type=kind, from_pandas=True)


if __name__ == "__main__":
    main()
