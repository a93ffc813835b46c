"""Colours that several figures of paper 3 share, and what they say below: by which method, and how the runs ended."""

from descent.elementary import log10
from scripts import style

DEPTHS = {1: style.GREY, 2: style.BLUE, 3: style.GREEN, 4: style.ORANGE, 5: style.RED}
SIZES = {16: style.SKY, 32: style.BLUE, 64: style.PURPLE}
"""By D."""


def decade(level: float) -> str:
    """A power of ten in few letters: 1e-2."""
    return f"1e{log10(level):.0f}"


def size(study, other) -> int:
    """The largest D that both studies have; a study's own largest one where they share none."""
    return max(set(study.grid["D"]) & set(other.grid["D"]) or study.grid["D"])


def flow(study) -> str:
    """By which method a study was trained, and in what, unless that is the reference: float64 on the processor."""
    fixed = study.fixed
    arrays = fixed["precision"] + {"cpu": "", "auto": ", on a GPU where there is one", "cuda": ", on a GPU"}[fixed["device"]]
    way = "" if arrays == "float64" else f" ({arrays})"
    return f"Safe gradient descent{way} for at least {fixed['steps_before_flow']:,} steps, then its late-phase flow (not literal descent)"


def ended(*tables) -> str:
    """How the runs of some metrics ended, counted."""
    status = [word for table in tables for word in table["status"]]
    others = ", ".join(f"{status.count(word)} {word}" for word in sorted(set(status) - {"converged"}))
    return f"{status.count('converged'):,} of {len(status):,} runs came to their last margin" + (f" ({others})" if others else "")
