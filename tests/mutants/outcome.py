"""The effects of a fault: verdicts and numbers that differ from those without it, a unit test that fails, or a build that stops."""

from dataclasses import asdict, dataclass
from pathlib import Path

from tests.mutants.checkout import RESULTS, build, call, claims_of, copied, rows, table
from tests.mutants.faults import Fault

NUMBERS = ("measured", "low", "high", "runs", "used")

PYTEST = ("pytest", "-x", "-q", "-p", "no:cacheprovider")
NOT_RUN = (3, 4, 5)
"""Pytest's exit statuses if no test ran: an internal error, a usage error, or no tests found."""


@dataclass
class Outcome:
    """What detected a fault."""

    name: str
    verdicts: list[str]
    """Claims with a verdict that differs from the one without the fault."""
    numbers: list[str]
    """Claims with a number that differs, and experiments whose table differs in a byte."""
    tests: str
    """The first unit test that fails, or why the tests gave no result."""
    build: str
    """Why the build stopped, if it did."""

    @property
    def seen(self) -> bool:
        """Whether anything detects the fault."""
        return bool(self.verdicts or self.numbers or self.tests or self.build)

    def kept(self) -> dict:
        """The outcome as a mapping, for a file."""
        return asdict(self)


def judged(fault: Fault, base: Path) -> Outcome:
    """Plant a fault in a copy of a built checkout, build the fault's experiments, and run its unit tests.
    Raises RuntimeError if the tests cannot be run, or if the test that fails also fails without the fault.
    """
    with copied(base) as root:
        fault.plant(root)
        outcome = Outcome(fault.name, [], [], "", "")
        if fault.studies:
            _build(fault, base, root, outcome)
        if fault.tests:
            status, said = call(root, *PYTEST, *(f"tests/unit/{test}" for test in fault.tests))
            if status in NOT_RUN:
                raise RuntimeError(f"{fault.name}: its tests cannot be run:\n{said}")
            outcome.tests = "" if status == 0 else failed(said) if status is not None else "does not end"
            if "::" in outcome.tests and call(base, *PYTEST, f"tests/unit/{outcome.tests.partition('[')[0]}")[0] != 0:
                raise RuntimeError(f"{fault.name}: {outcome.tests} fails without the fault too")
    return outcome


def _build(fault: Fault, base: Path, root: Path, outcome: Outcome):
    """Build the fault's experiments and their claims, compare them with those without the fault, and write the outcome."""
    claims = claims_of(base, fault.studies)
    targets = [f"{RESULTS}/metrics/{study}.csv" for study in fault.studies] + [f"{RESULTS}/claims/{claim}.csv" for claim in claims]
    status, said = build(root, targets)
    if status != 0:
        outcome.build = "does not end" if status is None else _stopped(said)
    for study in fault.studies:
        if (root / RESULTS / "metrics" / f"{study}.csv").exists() and table(root, study) != table(base, study):
            outcome.numbers.append(f"table of {study}")
    for claim in claims:
        if not (root / RESULTS / "claims" / f"{claim}.csv").exists():
            continue
        here, there = rows(root, claim), rows(base, claim)
        if any(here.get(cell, {}).get("verdict") != row["verdict"] for cell, row in there.items()):
            outcome.verdicts.append(claim)
        if any(here.get(cell, {}).get(name) != row.get(name) for cell, row in there.items() for name in NUMBERS):
            outcome.numbers.append(claim)


def failed(said: str) -> str:
    """The first test that failed, read from pytest's output."""
    found = [line.partition(" ")[2].partition(" - ")[0] for line in said.splitlines() if line.startswith(("FAILED ", "ERROR "))]
    return found[0].removeprefix("tests/unit/") if found else "cannot be collected"


def _stopped(said: str) -> str:
    """Why the build stopped, read from snakemake's output."""
    lines = [line.strip() for line in said.splitlines() if "rror" in line and "Error in rule" not in line]
    return lines[0][:120] if lines else "stops"
