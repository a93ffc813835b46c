"""The train stage: every run of one shard of one cell, from a seeds file to a run file."""

import csv
import json
import resource
import sys
import time

import numpy as np

from descent.progress import through
from scripts import cells, choices, layout, run_files
from scripts.job import JobError, arguments, job, log, write_json
from scripts.own_files import OwnFile

BLOCK = 64
"""Runs that a block holds where a script has no BLOCK. A run's bits do not depend on it."""


def read_seeds(path: str, shard: str) -> tuple[np.ndarray, np.ndarray]:
    """Run indices (runs,) and seed words (runs, 3) uint64. Raises JobError where the file is damaged."""
    with open(path, newline="") as file:
        rows = list(csv.reader(file))[1:]
    expected = [str(run) for run in layout.runs(shard)]
    if [row[0] for row in rows if len(row) == 4] != expected:
        raise JobError(f"{path} is damaged (it does not hold runs {expected[0]} to {expected[-1]}): delete it and run snakemake again")
    return np.array([int(row[0]) for row in rows]), np.array([[int(word) for word in row[1:]] for row in rows], dtype=np.uint64)


def main():
    """Train a shard with a train script: the Parameters of a cell, its CHOICES and its BLOCK if there are any, and its function train.

    train: (seeds (runs, 3), cell, and the chosen modules, and the file of your own, by name) -> named arrays (runs, ...).
    """
    given = arguments(script=None, seeds=None, settings=None, output=None, record=None, shard=None, name=None, file={"default": None})
    with job(f"train {given.name} {given.shard}", given.log):
        settings = json.loads(given.settings)
        log.info("parameters %s", given.settings)
        script = choices.load(choices.SCRIPTS, "train", given.script)
        cell, chosen = cells.cell_of(script, settings, given.file and OwnFile(given.file))
        block = getattr(script, "BLOCK", BLOCK)
        runs, seeds = read_seeds(given.seeds, given.shard)
        parts, seconds = [], 0.0
        for first in through(range(0, len(runs), block), "block"):
            started = time.perf_counter()
            parts.append(script.train(seeds[first : first + block], cell, **chosen))
            seconds += time.perf_counter() - started
        result = {"run": runs} | {name: np.concatenate([part[name] for part in parts]) for name in parts[0]}
        run_files.write(given.output, result)
        spent = {"kernel_seconds": round(seconds, 6), "peak_megabytes": peak_megabytes()}
        write_json(given.record, {"parameters": settings, "runs": len(runs)} | spent)


def peak_megabytes() -> int:
    """The most memory that this process has had, libraries that it shares with others among it."""
    unit = 2**20 if sys.platform == "darwin" else 2**10
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // unit


if __name__ == "__main__":
    main()
