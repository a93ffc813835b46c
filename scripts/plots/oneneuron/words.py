"""Words and colours that several figures of paper 2 use."""

from descent.oneneuron.found import DECADES
from scripts import style

PATHS = {"gd": "literal descent", "flow": "gradient flow", "late": "late flow"}
LANDSCAPES = {
    "three_points": "3 points, 2 active ReLUs",
    "alternating": "5 points, 4 active ReLUs",
    "dead": "4 points, dead ReLUs",
    "yun_1": "Yun et al., theorem 1",
    "active_iris": "iris, active ReLUs",
    "dead_cancer": "breast cancer, dead ReLUs",
}
LAMBDAS = {0.01: style.SKY, 1: style.BLUE, 10: style.PURPLE}
CONVERGED = f"to a gradient of 1e{DECADES[-1]:.0f}"


def landscape(name: str) -> str:
    """A landscape as a reader knows it."""
    return LANDSCAPES.get(name, f"Yun et al., theorem 2, {name.removeprefix('yun_2_')}")


def ended(table) -> str:
    """How many paths ended how, in words."""
    counts = table["ended"].value_counts().sort_index()
    return f"{counts.sum()} paths: " + ", ".join(f"{count} {kind}" for kind, count in counts.items())
