"""What the workflow does to the machine it runs on, and what it says of it: the environment of jobs, the lock of a killed call, advice."""

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
"""What to do about what a log says, the first that is found: what Slurm says of its jobs, and the system of ours."""


def prepare():
    """Let every job find the project and this very Python, whatever lies in its folder, whether or not its environment is active, and no
    settings of matplotlib's.
    """
    os.environ |= {"PYTHONPATH": str(ROOT), "PYTHONSAFEPATH": "1"}
    os.environ |= {"MATPLOTLIBRC": os.devnull, "MPLBACKEND": "agg"}  # a user's own may be such that matplotlib cannot be imported
    os.environ["PATH"] = f"{Path(sys.executable).parent}{os.pathsep}{os.environ.get('PATH', '')}"


def advice(logs: list[str]) -> str | None:
    """What to do about a call that failed, if its logs say that time or memory was lacking."""
    said = "".join(Path(file).read_text() for file in logs)
    smaller = "or set a smaller shard_size (finished shards keep theirs)"
    return next((f"{line}, {smaller}" for words, line in ADVICE.items() if re.search(words, said)), None)


def forget_the_killed():
    """Remove the lock that a killed call left behind. Every call holds a shared lock of the system's, which dies with it, so a call that
    can have that lock alone knows that no other is at work. Returns the open file, to be kept as long as the process lives.
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
