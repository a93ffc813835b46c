"""Verdicts: what an interval says about a prediction, why it may say nothing, and the table of verdicts."""

import csv
import math

from descent.statistics import Measured

HOLDS, FAILS, OPEN, NOT_RUN = "holds", "fails", "open", "not run"
WHOLE = {"none": 0.0, "every": 1.0}
"""The relations that one counterexample breaks, with the share that is claimed."""
KINDS = {
    "paper": "statements of papers",
    "ours": "statements of ours that follow from theory",
    "observed": "observations that no theory predicts",
    "check": "checks of the code",
}
"""The kinds of claims, which are counted separately."""
COLUMNS = (
    *("claim", "paper", "kind", "source", "statement", "quantity", "cell", "relation", "predicted", "measured", "low", "high", "tolerance"),
    *("runs", "used", "least_used", "verdict", "expected", "why", "figure", "experiment"),
)
SAID = ("claim", "paper", "kind", "source", "statement", "quantity", "relation", "least_used", "expected", "experiment")
"""The fields of a claim that its rows repeat."""


def verdict(relation: str, predicted: float, tolerance: float, measured: Measured, least_used: float = 1.0) -> tuple[str, str]:
    """`holds` if the whole interval agrees with the prediction, `fails` if none of it does, and otherwise `open` with the reason.

    relation: equals (within predicted +- tolerance), at_least (predicted - tolerance), at_most (predicted + tolerance), or none or every
    for a share. With none or every, one counterexample fails, and `tolerance` is the share that the interval may leave open. least_used:
    the share of the runs that must have given the number. Below it the verdict is `fails`, since a run without a number supports nothing.
    """
    if not measured.runs:
        return OPEN, "there was no run"
    if measured.used < least_used * measured.runs:
        return FAILS, f"{measured.used} of {measured.runs} runs gave a number: the claim asks for a share of {least_used:g}"
    if math.isnan(measured.low) or math.isnan(measured.high):
        return OPEN, "no run gave a number"
    if relation in WHOLE:
        return _of_all(WHOLE[relation], tolerance, measured)
    floor = -math.inf if relation == "at_most" else predicted - tolerance
    ceiling = math.inf if relation == "at_least" else predicted + tolerance
    if floor <= measured.low and measured.high <= ceiling:
        return HOLDS, ""
    if measured.high < floor or measured.low > ceiling:
        return FAILS, ""
    border = floor if measured.low < floor else ceiling
    return OPEN, f"the interval reaches over {border:.4g}: more seeds would make it narrower"


def _of_all(share: float, tolerance: float, measured: Measured) -> tuple[str, str]:
    """The verdict on a property that no run, or every run, is claimed to have. share: 0 or 1, which the measured share must equal."""
    others = round(abs(measured.value - share) * measured.used)
    if measured.value != share:
        return FAILS, f"{max(others, 1)} of {measured.used} runs {'is a counterexample' if others == 1 else 'are counterexamples'}"
    left_open = max(share - measured.low, measured.high - share)
    if left_open <= tolerance:
        return HOLDS, ""
    return OPEN, f"no counterexample in {measured.used} runs leaves a share of {left_open:.2g} open: more seeds would make it smaller"


def of_claim(verdicts) -> str:
    """The verdict on a claim from those of its checks: `fails` if one fails, otherwise `open` if one is open."""
    found = set(verdicts)
    return next((verdict for verdict in (FAILS, OPEN, HOLDS) if verdict in found), NOT_RUN)


def row(claim: dict, decided: str, why: str, **found) -> dict:
    """A row of the table. claim: as its file says it, with its paper; found: its cell and its numbers, or None if no run decides it."""
    said = {name: claim[name] for name in SAID if name in claim}
    return said | {"figure": f"{claim['paper']}/{claim['figure']}", "runs": 0, "used": 0} | found | {"verdict": decided, "why": why}


def undecided(claim: dict) -> list[dict]:
    """The row of a claim that no run decides, or none in this configuration, with the reason. None for any other claim."""
    if "open" in claim:
        return [row(claim, OPEN, claim["open"])]
    return [row(claim, NOT_RUN, claim["not_run"])] if "not_run" in claim else []


def write(path: str, rows: list[dict]):
    """Write a table of verdicts. A missing number is an empty field."""
    with open(path, "w", newline="") as file:
        table = csv.DictWriter(file, COLUMNS, lineterminator="\n")
        table.writeheader()
        for given in rows:
            table.writerow({name: None if value != value else value for name, value in given.items()})


def read(path: str) -> list[dict]:
    """The rows of a table of verdicts, every field as text."""
    with open(path, newline="") as file:
        return list(csv.DictReader(file))
