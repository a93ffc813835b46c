"""Checkouts with a built quick suite, in which faults are planted: one that is kept, and a copy of it for each fault."""

import contextlib
import csv
import os
import shutil
import signal
import subprocess
import sys
import tempfile
from pathlib import Path

SOURCE = Path(__file__).resolve().parents[2]
BASE = SOURCE / "build/mutants/base"
"""It is kept, so that the next call builds only what has changed since."""
RESULTS = "results/quick"
PATIENCE = 600
"""Seconds after which a build or a test with a fault is killed."""


def call(root: Path, *command: str, patience: float | None = PATIENCE) -> tuple[int | None, str]:
    """Run a Python module in a checkout. Returns its exit status, or None if it does not end in time, and its output."""
    environment = os.environ | {"PYTHONPATH": str(root), "OMP_NUM_THREADS": "1"}
    process = subprocess.Popen(
        [sys.executable, "-m", *command],
        cwd=root,
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        start_new_session=True,
    )
    try:
        said, _ = process.communicate(timeout=patience)
    except subprocess.TimeoutExpired:
        os.killpg(process.pid, signal.SIGKILL)
        return None, process.communicate()[0]
    return process.returncode, said


def build(root: Path, targets: list[str], cores: int = 1, patience: float | None = PATIENCE) -> tuple[int | None, str]:
    """Build targets of the quick suite, or all of it if no targets are given. Returns as `call`."""
    return call(root, "snakemake", "--workflow-profile", "profiles/quick", "--cores", str(cores), *targets, patience=patience)


def base(cores: int) -> Path:
    """The built checkout of the current working tree, without a fault. Raises RuntimeError if it cannot be built."""
    BASE.mkdir(parents=True, exist_ok=True)
    for old in BASE.iterdir():
        if old.name not in ("results", ".snakemake"):
            shutil.rmtree(old) if old.is_dir() else old.unlink()
    listed = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard"], cwd=SOURCE, check=True, capture_output=True, text=True
    )
    for name in filter(lambda name: (SOURCE / name).is_file(), listed.stdout.splitlines()):
        (BASE / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy2(SOURCE / name, BASE / name)
    status, said = build(BASE, [], cores, patience=None)
    if status != 0:
        raise RuntimeError(f"the quick suite cannot be built without a fault:\n{said}")
    return BASE


@contextlib.contextmanager
def copied(root: Path):
    """A temporary copy of a built checkout, without its figures, logs and docs. It is removed when the context ends."""
    with tempfile.TemporaryDirectory(prefix="mutant-") as folder:
        target = Path(folder) / "checkout"
        shutil.copytree(root, target, symlinks=True, ignore=shutil.ignore_patterns("figures", "logs", "__pycache__", "docs"))
        yield target


def claims_of(root: Path, studies: list[str]) -> list[str]:
    """The claims that some experiments decide, named as in claims.csv, without claims that no run decides at this size."""
    with open(root / RESULTS / "claims.csv", newline="") as file:
        rows = [row for row in csv.DictReader(file) if row["experiment"] in studies and row["verdict"] != "not run"]
    return list(dict.fromkeys(row["claim"] for row in rows))


def rows(root: Path, claim: str) -> dict[str, dict]:
    """The rows of a claim by their cells."""
    with open(root / RESULTS / "claims" / f"{claim}.csv", newline="") as file:
        return {row["cell"]: row for row in csv.DictReader(file)}


def table(root: Path, study: str) -> bytes:
    """The metrics table of an experiment."""
    return (root / RESULTS / "metrics" / f"{study}.csv").read_bytes()
