"""Verdicts: what an interval says about a prediction."""

import math

HOLDS, FAILS, OPEN = "holds", "fails", "open"

RELATIONS = ("equals", "at_least", "at_most")


def verdict(relation: str, predicted: float, tolerance: float, low: float, high: float) -> str:
    """`holds` where the whole interval agrees with the prediction, `fails` where none of it does, `open` otherwise.

    relation: equals (within predicted +- tolerance), at_least (predicted - tolerance) or at_most (predicted + tolerance).
    """
    if math.isnan(low) or math.isnan(high):
        return OPEN
    floor = -math.inf if relation == "at_most" else predicted - tolerance
    ceiling = math.inf if relation == "at_least" else predicted + tolerance
    if floor <= low and high <= ceiling:
        return HOLDS
    return FAILS if high < floor or low > ceiling else OPEN
