"""Time elementary functions beside the C library's and kernels against naive loops in the same process, on one thread.

Writes benchmarks/RESULTS.md.
Run from the root: python -m benchmarks.run
"""

import os
import platform
from pathlib import Path

import numba
import numpy as np

from benchmarks import algebra, balance, convbias, elementary, escape, instruments, oneneuron
from benchmarks.needed import torch
from scripts.provenance import processor

RESULTS = Path(__file__).with_name("RESULTS.md")


def machine():
    """Processor, cores and versions, in one line."""
    versions = ", ".join(f"{module.__name__} {module.__version__}" for module in (np, numba, torch))
    return f"{processor()}, {os.cpu_count()} cores; Python {platform.python_version()}, {versions}"


def main():
    """Measure everything and write the page."""
    torch.set_num_threads(1)
    numba.set_num_threads(1)
    lines = [
        "# Speed of the kernels",
        "",
        "Written by `python -m benchmarks.run`. One thread; the best of several repeats, without compilation.",
        "",
    ]
    for part in (elementary, algebra, escape, oneneuron, convbias, balance, instruments):
        lines += [*part.section(), ""]
    RESULTS.write_text("\n".join([*lines, f"Machine: {machine()}.", ""]))
    print("\n".join(lines))


if __name__ == "__main__":
    main()
