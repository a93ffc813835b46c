"""Verdicts: what an interval says about a prediction, why it may say nothing, and the table that holds it."""

import csv
import math

HOLDS, FAILS, OPEN, NOT_RUN = "holds", "fails", "open", "not run"
COLUMNS = (
    *("claim", "paper", "source", "statement", "quantity", "cell", "relation", "predicted", "measured", "low", "high", "tolerance", "runs"),
    *("verdict", "expected", "why", "figure", "experiment"),
)
SAID = ("claim", "paper", "source", "statement", "quantity", "relation", "expected", "experiment")
"""What a row repeats of its claim."""


def verdict(relation: str, predicted: float, tolerance: float, low: float, high: float) -> tuple[str, str]:
    """`holds` where the whole interval agrees with the prediction, `fails` where none of it does, `open` otherwise, and then why.

    relation: equals (within predicted +- tolerance), at_least (predicted - tolerance) or at_most (predicted + tolerance).
    """
    if math.isnan(low) or math.isnan(high):
        return OPEN, "no run gave a number"
    floor = -math.inf if relation == "at_most" else predicted - tolerance
    ceiling = math.inf if relation == "at_least" else predicted + tolerance
    if floor <= low and high <= ceiling:
        return HOLDS, ""
    if high < floor or low > ceiling:
        return FAILS, ""
    border = floor if low < floor else ceiling
    return OPEN, f"the interval reaches over {border:.4g}: more seeds would make it narrower"


def row(claim: dict, decided: str, why: str, **found) -> dict:
    """A row of the table. claim: as its file says it, with its paper; found: cell and numbers, none where no run decides."""
    said = {name: claim[name] for name in SAID if name in claim}
    return said | {"figure": f"{claim['paper']}/{claim['figure']}", "runs": 0} | found | {"verdict": decided, "why": why}


def undecided(claim: dict) -> list[dict]:
    """The row of a claim that no run decides, or none in this configuration, with why it is so; nothing for any other."""
    if "open" in claim:
        return [row(claim, OPEN, claim["open"])]
    return [row(claim, NOT_RUN, claim["not_run"])] if "not_run" in claim else []


def write(path: str, rows: list[dict]):
    """Write a table of verdicts. A number that is not there is an empty field."""
    with open(path, "w", newline="") as file:
        table = csv.DictWriter(file, COLUMNS, lineterminator="\n")
        table.writeheader()
        for given in rows:
            table.writerow({name: None if value != value else value for name, value in given.items()})


def read(path: str) -> list[dict]:
    """The rows of a table of verdicts, every field as its text."""
    with open(path, newline="") as file:
        return list(csv.DictReader(file))
