"""What each instrument costs, for nets of 1e3, 1e5 and 1e6 parameters: seconds of one core and the most memory, each in its own process.

Writes the table of docs/instruments.md.
Run from the root: python -m benchmarks.costs_of_instruments [instrument ...]
"""

import argparse
import itertools
import json
import os
import platform
import re
import resource
import signal
import subprocess
import sys
import time
from pathlib import Path

import numpy as np

from benchmarks.needed import torch
from scripts.provenance import processor

PAGE = Path(__file__).resolve().parents[1] / "docs" / "instruments.md"
BEGIN, END = "<!-- costs: python -m benchmarks.costs_of_instruments -->", "<!-- end of costs -->"
SIZES = {"1e3": (20, 32, 10), "1e5": (64, 280, 280, 10), "1e6": (784, 800, 440, 10)}
"""Widths of the layers of ReLU nets with about so many parameters."""
POINTS, STEPS = 100, 100
FIT, RATE = 200, 0.003
"""Steps of Adam, not counted, that a net is trained for before its end is looked at."""
DEAD = 100.0
"""Taken from the biases of neurons that are to be dead."""
MOST, ROOM = 600, 14
"""Seconds of the processor, and gigabytes, that a measurement may take."""
HEAD = ("| instrument | parameters | seconds of one core | memory, GB | what was done |", "|---|---|---|---|---|")
KILOBYTE = 1024 if sys.platform != "darwin" else 1
SGD = {"SGD": {"lr": 0.05}}


def net(size: str, bias: bool = True):
    """A ReLU net, and random points in classes that it can tell apart: more parameters than points."""
    torch.manual_seed(0)
    widths = SIZES[size]
    layers = [part for a, b in itertools.pairwise(widths) for part in (torch.nn.Linear(a, b, bias=bias), torch.nn.ReLU())][:-1]
    inputs, targets = torch.randn(POINTS, widths[0]), torch.randint(widths[-1], (POINTS,))
    return torch.nn.Sequential(*layers), (inputs, targets)


def fitted(size: str, bias: bool = True):
    """The same after some training, by which all points are right."""
    module, (inputs, targets) = net(size, bias)
    optimiser = torch.optim.Adam(module.parameters(), lr=RATE)
    for _ in range(FIT):
        optimiser.zero_grad()
        torch.nn.functional.cross_entropy(module(inputs), targets).backward()
        optimiser.step()
    return module, (inputs, targets)


def conserved(size: str):
    """Returns what is measured, a function, which returns what was done in words."""
    from descent.instruments import conserved as ask

    module, data = net(size)
    return lambda: f"{ask(module, data, torch.nn.functional.cross_entropy).count:,} laws"


def drift(size: str):
    """As `conserved`."""
    from descent.instruments import drift as ask

    module, data = net(size)

    def measured():
        found = ask(module, data, torch.nn.functional.cross_entropy, SGD, steps=STEPS)
        return (
            f"{found.laws.count:,} laws along {sum(int(one.iterations.sum()) for one in found.trained):,} steps of {len(found.values)} runs"
        )

    return measured


def saddles(size: str):
    """As `conserved`."""
    from descent.instruments import saddles as ask

    module, data = net(size)

    def measured():
        found = ask(module, data, torch.nn.functional.cross_entropy, SGD, steps=STEPS)
        both = [found, *([found.twin] if found.twin else [])]
        looked = sum(len(one.stays) + (one.end is not None) for one in both)
        return f"{len(both) * STEPS:,} steps, {looked} Hessian{'s' if looked != 1 else ''}"

    return measured


def one_neuron(size: str):
    """As `conserved`, of a net that has fitted its points."""
    return _one_neuron(*fitted(size))


def one_neuron_dead(size: str):
    """The same of a net whose last hidden neurons are dead, a bad minimum whatever the size."""
    module, data = net(size)
    with torch.no_grad():
        module[-3].bias -= DEAD
    return _one_neuron(module, data)


def _one_neuron(module, data):
    from descent.instruments import one_neuron as ask

    def measured():
        found = ask(module, data, torch.nn.functional.cross_entropy)
        return f"the end is {found.minimum.word}, the neuron {found.neuron}"

    return measured


def margins(size: str):
    """As `conserved`, of a net without biases that has fitted its points."""
    from descent.instruments import margins as ask

    module, data = fitted(size, bias=False)

    def measured():
        found = ask(module, data, steps=STEPS, growth=0)
        return f"{STEPS} steps of descent, to a margin of 10^{np.nanmax(found.series['log10']):.3g}"

    return measured


INSTRUMENTS = {one.__name__: one for one in (conserved, drift, saddles, one_neuron, one_neuron_dead, margins)}
"""What is measured; `one_neuron` in two cases."""


def measure(instrument: str, size: str) -> dict:
    """Ask one instrument of one net, in this process, which gets no more than ROOM.

    Returns seconds of the processor, gigabytes (the most, and those before), and what was done.
    """
    torch.set_num_threads(1)
    resource.setrlimit(resource.RLIMIT_AS, (int(ROOM * 1e9), resource.RLIM_INFINITY))
    resource.setrlimit(resource.RLIMIT_CPU, (MOST, resource.RLIM_INFINITY))
    ask = INSTRUMENTS[instrument](size)
    before, start = peak(), time.process_time()
    done = ask()
    return {"seconds": time.process_time() - start, "before": before, "peak": peak(), "done": done}


def peak() -> float:
    """The most memory that this process has had, in gigabytes."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * KILOBYTE / 1e9


def apart(instrument: str, size: str) -> dict:
    """`measure` in a process of its own; without numbers where it takes too long or fails."""
    command = [sys.executable, "-m", "benchmarks.costs_of_instruments", "--measure", instrument, size]
    one_thread = dict.fromkeys(("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"), "1")
    found = subprocess.run(command, capture_output=True, text=True, env=os.environ | one_thread)
    if found.returncode == -signal.SIGXCPU:
        return {"done": f"stopped: more than {MOST} s"}
    if re.search("can't allocate memory|MemoryError|bad_alloc", found.stderr):
        return {"done": f"stopped: more than {ROOM} GB"}
    if found.returncode:
        return {"done": (found.stderr.strip() or f"exit status {found.returncode}").splitlines()[-1]}
    return json.loads(found.stdout.splitlines()[-1])


def row(instrument: str, size: str) -> str:
    """A line of the table, measured."""
    found = apart(instrument, size)
    numbers = [f"{float(f'{found[name]:.2g}'):g}" if name in found else "" for name in ("seconds", "peak")]
    return f"{_begin(instrument, size)} {numbers[0]} | {numbers[1]} | {found['done']} |"


def _begin(instrument: str, size: str) -> str:
    """What a line begins with, by which it is known."""
    return f"| `{instrument.removesuffix('_dead')}`{', a dead net' if instrument.endswith('_dead') else ''} | {size} |"


def main():
    """Measure, print, and write the lines into the page's table; those that were not asked for stay as they were."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("instruments", nargs="*", metavar="INSTRUMENT", help=f"of {', '.join(INSTRUMENTS)}; all where none is given")
    parser.add_argument("--measure", nargs=2, metavar=("INSTRUMENT", "SIZE"))
    given = parser.parse_args()
    if given.measure:
        print(json.dumps(measure(*given.measure)))
        return
    if unknown := set(given.instruments) - set(INSTRUMENTS):
        parser.error(f"{', '.join(sorted(unknown))}: none of {', '.join(INSTRUMENTS)}")
    before, _, rest = PAGE.read_text().partition(BEGIN)
    table, _, after = rest.partition(END)
    lines = [*HEAD]
    for instrument, size in itertools.product(INSTRUMENTS, SIZES):
        if not given.instruments or instrument in given.instruments:
            lines.append(row(instrument, size))
            print(lines[-1], flush=True)
        else:
            lines += [line for line in table.splitlines() if line.startswith(_begin(instrument, size))]
    machine = f"Machine: {processor()}; Python {platform.python_version()}, torch {torch.__version__}."
    PAGE.write_text("\n".join([before + BEGIN, *lines, "", machine, END + after]))


if __name__ == "__main__":
    main()
