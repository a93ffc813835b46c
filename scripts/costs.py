"""Costs: the seconds and the memory that shards have taken, from which a cluster is asked for enough."""

import csv
import json
import math
from functools import cache
from pathlib import Path

from scripts.job import arguments, job, whole
from scripts.tracked import ROOT

TABLE = ROOT / "expected/costs.csv"
ROOM = 10
"""How many times the measured seconds a cluster is asked for: its processors may be slower, and parameters change."""
STARTUP_MINUTES = 3
"""Imports from a shared disk, and kernels compiled for the first time."""
MEMORY_ROOM = 1.5
CALL_MEGABYTES = 1000
"""What Snakemake takes around a job: on a node it calls itself twice."""
UNKNOWN = {"runs": 64, "seconds": 64.0, "megabytes": 500.0}
"""What a shard of an experiment that is not in the table is taken to cost."""


@cache
def known(experiment: str) -> dict:
    """The costs of a shard: its runs, the seconds of the slowest cell, and the most memory in MB."""
    with open(TABLE, newline="") as file:
        rows = {row["experiment"]: row for row in csv.DictReader(file)}
    return {name: float(rows.get(experiment, UNKNOWN)[name]) for name in UNKNOWN}


def minutes(experiment: str, runs: int) -> int:
    """Minutes to ask for to train so many runs."""
    costs = known(experiment)
    return STARTUP_MINUTES + math.ceil(ROOM * costs["seconds"] * runs / costs["runs"] / 60)


def megabytes(experiment: str, runs: int) -> int:
    """Memory to ask for to train so many runs, which are all held at once."""
    costs = known(experiment)
    return CALL_MEGABYTES + math.ceil(MEMORY_ROOM * costs["megabytes"] * max(1.0, runs / costs["runs"]))


def main():
    """Read the records of all runs; write the table of costs, one row an experiment."""
    given = arguments(results=None, output=None)
    with job("costs", given.log), whole(given.output) as part:
        largest = {}
        for path in sorted(Path(given.results, "runs").glob("*/*/*.json")):
            record = json.loads(path.read_text())
            spent = record["runs"], round(record["kernel_seconds"], 2), record["peak_megabytes"]
            largest[path.parts[-3]] = list(map(max, spent, largest.get(path.parts[-3], spent)))
        with open(part, "w", newline="") as file:
            csv.writer(file, lineterminator="\n").writerows(
                [["experiment", *UNKNOWN], *([name, *costs] for name, costs in largest.items())]
            )


if __name__ == "__main__":
    main()
