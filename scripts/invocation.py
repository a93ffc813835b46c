"""What one call of Snakemake does to its machine: the environment of jobs, the lock of a killed call, and advice after a failure."""

import contextlib
import fcntl
import os
import re
import shutil
import sys
from pathlib import Path

from scripts.tracked import ROOT

ADVICE = {
    r"DUE TO TIME LIMIT|'TIMEOUT'": "a job ran out of time: ask for more (--set-resources train:runtime=600, in minutes)",
    r"xceeded job memory limit|oom[-_]kill|'OUT_OF_MEMORY'": "a job ran out of memory: ask for more (--set-resources train:mem_mb=8000)",
    r"SIGKILL": "a job was killed, most often by the system for want of memory: run fewer at once (--cores 1)",
}
"""Advice for what a log contains, the first match counts. Slurm reports on its jobs, and the system on local ones."""


def prepare():
    """Let every job find the project and this Python, whatever its folder contains and whether or not the environment is active, without
    the user's settings of matplotlib.
    """
    os.environ |= {"PYTHONPATH": str(ROOT), "PYTHONSAFEPATH": "1"}
    os.environ |= {"MATPLOTLIBRC": os.devnull, "MPLBACKEND": "agg"}  # a user's own may be such that matplotlib cannot be imported
    os.environ["PATH"] = f"{Path(sys.executable).parent}{os.pathsep}{os.environ.get('PATH', '')}"


def advice(logs: list[str]) -> str | None:
    """Advice after a failed call, if its logs say that time or memory ran out."""
    said = "".join(Path(file).read_text() for file in logs)
    smaller = "or set a smaller shard_size (finished shards keep theirs)"
    return next((f"{line}, {smaller}" for words, line in ADVICE.items() if re.search(words, said)), None)


def forget_the_killed():
    """Remove the lock that a killed call left behind.

    Every call holds a shared lock of the system's, which ends with its process. A call that can hold that lock exclusively therefore knows
    that no other is running. Returns the open file, which must be kept while the process lives.
    """
    try:
        Path(".snakemake").mkdir(exist_ok=True)
        alive = open(".snakemake/alive", "a")  # noqa: SIM115 (open until the process ends)
    except OSError:
        return None
    with contextlib.suppress(OSError):
        fcntl.flock(alive, fcntl.LOCK_EX | fcntl.LOCK_NB)
        shutil.rmtree(".snakemake/locks", ignore_errors=True)
    with contextlib.suppress(OSError):  # a file system without such locks: Snakemake asks for --unlock
        fcntl.flock(alive, fcntl.LOCK_SH)
    return alive
