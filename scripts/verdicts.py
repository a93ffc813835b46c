"""Verdicts: what an interval says about a prediction, and why it may say nothing."""

import math

HOLDS, FAILS, OPEN = "holds", "fails", "open"


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
