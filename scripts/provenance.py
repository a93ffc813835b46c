"""Provenance: the machine, the versions and the settings that made the results."""

import importlib.metadata
import os
import platform
import subprocess
from pathlib import Path

from scripts.job import arguments, job, write_json
from scripts.long_arguments import take
from scripts.tracked import ROOT


def processor() -> str:
    """The name of the processor, if the system gives it."""
    try:
        lines = Path("/proc/cpuinfo").read_text().splitlines()
    except OSError:
        lines = []
    return next((line.split(":", 1)[1].strip() for line in lines if line.startswith("model name")), platform.processor())


def version(name: str) -> str:
    """The version of a library, or None if it is not installed; torch need not be."""
    try:
        return importlib.metadata.version(name)
    except importlib.metadata.PackageNotFoundError:
        return "not installed"


def commit() -> str:
    """The commit of the code, with a mark if files differ from it."""
    try:
        described = subprocess.run(["git", "describe", "--always", "--dirty", "--abbrev=40"], cwd=ROOT, capture_output=True, text=True)
    except OSError:
        return "unknown"
    return described.stdout.strip() or "unknown"


def main():
    """Read the settings, the requirements and the description of the machine. Write provenance.json."""
    given = arguments(root={"type": int, "required": True}, seeds=None, settings=None, output=None)
    with job("provenance", given.log):
        pinned = (line.split("==")[0] for line in (ROOT / "requirements.txt").read_text().splitlines() if "==" in line)
        content = {
            "commit": commit(),
            "python": platform.python_version(),
            "versions": {name: version(name) for name in pinned},
            "processor": processor(),
            "processors": os.cpu_count(),
            "threads_per_job": 1,
            "system": platform.platform(),
            "root_seed": given.root,
            "seeds": take(given.seeds),
            "settings": take(given.settings),
        }
        write_json(given.output, content)


if __name__ == "__main__":
    main()
