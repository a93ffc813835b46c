"""What large studies cost: the plan of ten thousand shards, finding nothing to do, and a million runs with their table of metrics.

Run from the root: python -m benchmarks.scale
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
from scripts.configuration import complete
from scripts.tracked import ROOT

PARTS = ("Snakefile", "rules", "scripts", "descent", "schemas", "profiles", "report", "predictions", "expected")
SHARDS, CELLS = 10_000, (10, 1)
"""Shards that are planned, in ten cells and all in one, which has ten times as many files of seeds."""
RUNS, SHARD_SIZE = 1_000_000, 1000
"""Runs that are computed, and how many of them a shard has."""
TABLE = layout.metrics_file("results", "many")


def configuration(cells: int, seeds: int, shard_size: int) -> dict:
    """One experiment with so many cells."""
    grid, fixed = {"L": [1 + cell / 10 for cell in range(cells)]}, {"method": "gd_event_driven", "d": 10}
    study = {"paper": "escape", "train": "octopus", "metrics": "octopus", "grid": grid, "fixed": fixed}
    study |= {"seeds": seeds, "shard_size": shard_size}
    return {"seed": 1, "results": "results", "experiments": {"many": study}, "figures": {"escape": {}}}


def project(folder: Path, config: dict) -> Path:
    """A copy of the project with this configuration and no results."""
    for part in PARTS:
        (shutil.copytree if (ROOT / part).is_dir() else shutil.copy)(ROOT / part, folder / part)
    (folder / "config.yaml").write_text(json.dumps(config))
    return folder


def measured(folder: Path, *module: str) -> tuple[str, str, str]:
    """Run a module of Python's with its arguments, which must succeed. Returns its seconds, its peak memory in MB, and what it said."""
    before = time.perf_counter()
    with tempfile.TemporaryFile("w+") as said:
        call = subprocess.Popen([sys.executable, "-m", *module], cwd=folder, stdout=said, stderr=subprocess.STDOUT)
        _, status, used = os.wait4(call.pid, 0)
        seconds = time.perf_counter() - before
        said.seek(0)
        text = said.read()
    if status:
        sys.exit(text)
    return f"{seconds:.1f} s", f"{used.ru_maxrss / 1000:.0f} MB", text


def pretend(folder: Path, study: dict):
    """Write an empty file for everything that the study's shards make, as if they had run, and let Snakemake take them as made."""
    files = [Path(TABLE), *(Path("results", name) for name in ("claims.csv", "claims.html", "provenance.json"))]
    for shard in layout.shards(study["seeds"], study["shard_size"]):
        files.append(Path("results/seeds/many", f"{shard}.csv"))
        for cell in layout.cells(study["grid"]):
            run_file = Path(layout.run_file("results", "many", cell, shard))
            files += [run_file, run_file.with_suffix(".json")]
    for file in files:
        (folder / file).parent.mkdir(parents=True, exist_ok=True)
        (folder / file).touch()
    measured(folder, "snakemake", "--touch", "--cores", "1")


def plans(cells: int):
    """Lines of the table: what is planned, the seconds, the memory."""
    with tempfile.TemporaryDirectory() as name:
        config = configuration(cells, SHARDS // cells * 100, 100)
        folder = project(Path(name), config)
        *costs, _ = measured(folder, "snakemake", "--rulegraph")  # a plan with nothing printed of its jobs
        yield f"plan {SHARDS:,} shards, cells: {cells}", *costs
        *costs, said = measured(folder, "snakemake", "--dry-run")
        jobs = sum(line.startswith("Job ") for line in said.splitlines())
        yield f"plan and print every job, jobs: {jobs:,}", *costs
        pretend(folder, config["experiments"]["many"])
        *costs, said = measured(folder, "snakemake")
        assert "Nothing to be done" in said, said
        yield "nothing to do", *costs


def runs():
    """Lines of the table: a million runs, and their table of metrics by itself."""
    with tempfile.TemporaryDirectory() as name:
        config = complete(configuration(1, RUNS, SHARD_SIZE))
        study = config["experiments"]["many"]
        settings = json.dumps({**study, "shards": layout.sizes(layout.shards(RUNS, SHARD_SIZE))})
        folder = project(Path(name), config)
        *costs, _ = measured(folder, "snakemake", TABLE)
        yield f"{RUNS:,} runs in {RUNS // SHARD_SIZE:,} shards, seeds to metrics", *costs
        table = (folder / TABLE).read_bytes()
        given = {"script": "octopus", "experiment": "many", "settings": settings, "results": "results", "output": TABLE}
        given |= {"study": "results/metrics/many.json", "log": "metrics.log"}
        flags = (part for name, value in given.items() for part in (f"--{name}", value))
        *costs, _ = measured(folder, "scripts.measuring", *flags)
        assert (folder / TABLE).read_bytes() == table
        yield f"their metrics alone, a table of {len(table) / 1e6:.0f} MB", *costs


def main():
    """Measure and print."""
    for rows in (*map(plans, CELLS), runs()):
        for row in rows:
            print(" | ".join(row), flush=True)


if __name__ == "__main__":
    main()
