"""Words and colours of paper 2's figures: a colour has one meaning in all figures of the same kind."""

from descent.oneneuron.classes import CLASSES
from descent.oneneuron.found import DECADES
from scripts import style

CLASS_COLOURS = dict(
    zip(
        CLASSES,
        (style.GREEN, style.RED, style.ORANGE, style.INDIGO, style.BLUE, style.PURPLE, style.SKY, style.GREY, style.BLACK),
        strict=True,
    )
)
"""What a point is that a run ended at."""
AUGMENTATIONS = {
    "none": style.RED,
    "exponential": style.BLUE,
    "monomial": style.ORANGE,
    "sohl_dickstein": style.GREEN,
    "penalised": style.BLACK,
}
LAMBDAS = {0.01: style.SKY, 1: style.BLUE, 10: style.INDIGO}
ETAS = {0.03: style.RED, 0.01: style.ORANGE, 0.003: style.GREEN}
ENDED = {
    "taken over": ("in {} the net takes over", style.GREEN),
    "completed": ("{} completed", style.BLUE),
    "above zero": ("in {} F stays above zero", style.ORANGE),
    "gave up": ("in {} the integration stopped", style.GREY),
    "diverged": ("{} left the range of floats", style.BLACK),
}
"""How a path ended: in words, with the number of paths, and its colour."""

NAMES = {
    "none": "net alone",
    "exponential": "exponential neuron",
    "per_layer": "one neuron per layer",
    "per_layer_powers": "one neuron per layer, 2L-th powers",
    "monomial": "monomial neuron",
    "kawaguchi_kaelbling": "one neuron per output",
    "sohl_dickstein": "objective change only,\nno neuron",
    "penalised": "exponential, penalised",
    "unregularised": r"exponential, $\lambda$ = 0",
}
"""The augmentations."""
PATHS = {"gd": "GD", "flow": "gradient flow", "late": "late flow"}
DATA = {
    "three_points": "three points",
    "four_points": "four points",
    "alternating": "five points",
    "triangle": "triangle",
    "prouhet": "Prouhet's points",
    "iris": "iris",
    "cancer": "breast cancer",
}
LANDSCAPES = {
    "three_points": "3 points, 2 active ReLUs",
    "alternating": "5 points, 4 active ReLUs",
    "dead": "4 points, dead ReLUs",
    "prouhet": "Prouhet's points",
    "yun_1": "Yun et al., theorem 1",
    "active_iris": "iris, active ReLUs",
    "dead_cancer": "breast cancer, dead ReLUs",
}
CONVERGED = f"to a gradient of 10^{DECADES[-1]:.0f}"


def landscape(name: str) -> str:
    """A landscape as a reader knows it."""
    return LANDSCAPES.get(name, name.replace("yun_2_", "Yun et al., theorem 2, ").replace("_", " "))


def ended(table) -> str:
    """How many paths ended how."""
    counts = {kind: int((table["ended"] == kind).sum()) for kind in ENDED}
    if len(table) in counts.values():
        words = ENDED[table["ended"].iloc[0]][0].format(f"all {len(table):,} paths")
        return words[0].upper() + words[1:]
    return f"Of {len(table):,} paths: " + ", ".join(ENDED[kind][0].format(f"{count:,}") for kind, count in counts.items() if count)


def extent(values, digits: int) -> str:
    """Where numbers lie: a single one where all of them round to it. values: not empty."""
    least, most = (f"{bound:z.{digits}f}" for bound in (min(values), max(values)))
    return least if least == most else f"{least} to {most}"
