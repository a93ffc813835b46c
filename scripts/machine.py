"""What the workflow does to the machine it runs on: the environment of its jobs, and the lock of a call that was killed."""

import contextlib
import fcntl
import os
import shutil
import sys
from pathlib import Path

from scripts.tracked import ROOT


def prepare():
    """Let every job find the project and this very Python, whether or not its environment is active."""
    os.environ["PYTHONPATH"] = str(ROOT)
    os.environ["PATH"] = f"{Path(sys.executable).parent}{os.pathsep}{os.environ.get('PATH', '')}"


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
