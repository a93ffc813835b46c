"""What a plan costs: a generated configuration with ten thousand shards, planned from nothing, and again with nothing to do.

Run from the root: python -m benchmarks.plan
"""

import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from scripts import layout
from scripts.tracked import ROOT

PARTS = ("Snakefile", "rules", "scripts", "descent", "schemas", "profiles", "report", "predictions", "expected")
SHARDS, SHARD_SIZE = 10_000, 100
CELLS = (10, 1)
"""A million runs in ten cells, and all in one, which has ten times as many files of seeds."""


def configuration(cells: int) -> dict:
    """One experiment with so many cells and `SHARDS` shards in all."""
    grid, fixed = {"L": [1 + cell / 10 for cell in range(cells)]}, {"method": "gd_event_driven", "d": 10}
    study = {"paper": "escape", "train": "octopus", "metrics": "octopus", "grid": grid, "fixed": fixed}
    study |= {"seeds": SHARDS // cells * SHARD_SIZE, "shard_size": SHARD_SIZE}
    return {"seed": 1, "results": "results", "experiments": {"many": study}, "figures": {"escape": {}}}


def snakemake(folder: Path, *arguments: str) -> tuple[float, float, str]:
    """Call Snakemake, which must succeed. Returns its seconds, its peak memory in MB, and what it said."""
    command = [sys.executable, "-m", "snakemake", *arguments]
    before = time.perf_counter()
    with tempfile.TemporaryFile("w+") as said:
        call = subprocess.Popen(command, cwd=folder, stdout=said, stderr=subprocess.STDOUT)
        _, status, used = os.wait4(call.pid, 0)
        seconds = time.perf_counter() - before
        said.seek(0)
        text = said.read()
    if status:
        sys.exit(text)
    return seconds, used.ru_maxrss / 1000, text


def pretend(folder: Path, study: dict):
    """Write an empty file for everything that the study's shards make, as if they had run, and let Snakemake take them as made."""
    for shard in layout.shards(study["seeds"], study["shard_size"]):
        files = [Path("results/seeds/many", f"{shard}.csv")]
        for cell in layout.cells(study["grid"]):
            run_file = Path(layout.run_file("results", "many", cell, shard))
            files += [run_file, run_file.with_suffix(".json")]
        for file in files:
            (folder / file).parent.mkdir(parents=True, exist_ok=True)
            (folder / file).touch()
    for file in (layout.metrics_file("results", "many"), "results/claims.csv", "results/claims.html", "results/provenance.json"):
        (folder / file).parent.mkdir(parents=True, exist_ok=True)
        (folder / file).touch()
    snakemake(folder, "--touch", "--cores", "1")


def rows():
    """Lines of the table: what is planned, the seconds, the memory."""
    for cells in CELLS:
        with tempfile.TemporaryDirectory() as name:
            folder, config = Path(name), configuration(cells)
            for part in PARTS:
                (shutil.copytree if (ROOT / part).is_dir() else shutil.copy)(ROOT / part, folder / part)
            (folder / "config.yaml").write_text(json.dumps(config))
            seconds, megabytes, _ = snakemake(folder, "--rulegraph")  # a plan with nothing printed of its jobs
            yield f"plan {SHARDS:,} shards, cells: {cells}", f"{seconds:.1f} s", f"{megabytes:.0f} MB"
            seconds, megabytes, said = snakemake(folder, "--dry-run")
            jobs = sum(line.startswith("Job ") for line in said.splitlines())
            yield f"plan and print every job, jobs: {jobs:,}", f"{seconds:.1f} s", f"{megabytes:.0f} MB"
            pretend(folder, config["experiments"]["many"])
            seconds, megabytes, said = snakemake(folder)
            assert "Nothing to be done" in said, said
            yield "nothing to do", f"{seconds:.1f} s", f"{megabytes:.0f} MB"


def main():
    """Measure and print."""
    for row in rows():
        print(" | ".join(row), flush=True)


if __name__ == "__main__":
    main()
