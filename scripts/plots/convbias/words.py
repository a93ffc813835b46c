"""Colours, labels and sentences that the figures of paper 3 share."""

from descent.convbias.claims.linear_net import LOG10_LARGEST_LITERAL_MARGIN
from descent.elementary import log10, power
from scripts import style

DEPTHS = {1: style.INDIGO, 2: style.BLUE, 3: style.GREEN, 4: style.ORANGE, 5: style.RED}
"""Colours by L, the number of layers."""
METHODS = {"gd": ("literal GD", style.SKY), "safe_gd": ("safe GD", style.BLACK), "flow": ("late-phase flow", style.PURPLE)}
"""Names and colours of methods."""
LEFT_OUT = style.GREY
"""Runs that have not converged, and margins at which float64 has a loss."""
TARGETS = {"l1": r"the $\ell_1$ separator", "l2": r"the $\ell_2$ separator", "own end": "its own end"}
"""Where runs go, as a metrics table names it."""
MARKS = {"reach_2": ("o", "-"), "reach_4": ("s", "--"), "reach_6": ("^", ":")}
"""Markers and lines of the levels of 1 - cos."""
COSINE, DISTANCE = r"$1-\cos$", "1 \N{MINUS SIGN} cos"
"""The distance between directions, on axes and in captions."""
UNFINISHED = {
    "gave up": "in which integration stopped",
    "iteration limit": "at the iteration limit",
    "not separated": "that did not separate their data",
}
LITERAL = f"{power(10.0, LOG10_LARGEST_LITERAL_MARGIN):.0f}"
"""The largest margin at which exp(-M) is not zero in float64."""


def decade(level: float) -> str:
    """A power of ten for a caption: 1e-2."""
    return f"1e{log10(level):.0f}"


def below(level: float) -> str:
    """That 1 - cos is below a power of ten, for a legend."""
    return rf"$1-\cos<10^{{{log10(level):.0f}}}$"


def size(study, other) -> int:
    """The largest D that both studies have; a study's own largest one where they share none."""
    return max(set(study.grid["D"]) & set(other.grid["D"]) or study.grid["D"])


def span(values) -> str:
    """The first and the last of some numbers in order: 2 to 5."""
    low, high = min(values), max(values)
    return f"{low}" if low == high else f"{low} to {high}"


def flow(study) -> str:
    """By which method a study was trained, and in what, unless that is the reference: float64 on the processor."""
    fixed = study.fixed
    arrays = fixed["precision"] + {"cpu": "", "auto": ", on a GPU where there is one", "cuda": ", on a GPU"}[fixed["device"]]
    way = "" if arrays == "float64" else f" ({arrays})"
    return f"Method: safe GD{way} for at least {fixed['steps_before_flow']:,} steps, then its late-phase flow (not literal GD)"


def ended(*tables) -> str:
    """How the runs of some metrics ended, counted."""
    status = [word for table in tables for word in table["status"]]
    came = status.count("converged")
    if came == len(status):
        return f"All {came:,} runs completed"
    others = ", ".join(f"{status.count(word):,} {UNFINISHED.get(word, word)}" for word in sorted(set(status) - {"converged"}))
    return f"{came:,} of {len(status):,} runs completed (others: {others})"
