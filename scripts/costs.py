"""The time and the memory that shards have taken, from which requests to a cluster are computed."""

import csv
import json
import math
from functools import cache
from pathlib import Path

from scripts.job import arguments, job, whole
from scripts.tracked import ROOT

TABLE = ROOT / "expected/costs.csv"
ROOM = 10
"""The factor between the measured seconds and the requested ones: a cluster's processors may be slower, and parameters change."""
STARTUP_MINUTES = 3
"""The time for imports from a shared disk and for compiling kernels the first time."""
MEMORY_ROOM = 1.5
CALL_MEGABYTES = 1000
"""The memory of Snakemake around a job. On a node it calls itself, so there are two processes."""
UNKNOWN = {"runs": 64, "seconds": 64.0, "megabytes": 500.0}
"""The assumed cost of a shard whose experiment is not in the table."""


@cache
def known(experiment: str) -> dict:
    """The costs of a shard: its number of runs, the seconds of the slowest cell, and the peak memory in MB."""
    with open(TABLE, newline="") as file:
        rows = {row["experiment"]: row for row in csv.DictReader(file)}
    return {name: float(rows.get(experiment, UNKNOWN)[name]) for name in UNKNOWN}


def minutes(experiment: str, runs: int) -> int:
    """The minutes to request for training this many runs."""
    costs = known(experiment)
    return STARTUP_MINUTES + math.ceil(ROOM * costs["seconds"] * runs / costs["runs"] / 60)


def megabytes(experiment: str, runs: int) -> int:
    """The memory to request for training this many runs, which are all held at once."""
    costs = known(experiment)
    return CALL_MEGABYTES + math.ceil(MEMORY_ROOM * costs["megabytes"] * max(1.0, runs / costs["runs"]))


def main():
    """Read the records of all runs. Write the table of costs, one row per experiment."""
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
