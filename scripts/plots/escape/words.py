"""Colours and words that the figures of paper 1 share: one colour per meaning."""

from scripts import style

GD, PGD, NOISY_GD = style.BLUE, style.RED, style.GREEN
FLOAT64, FLOAT32, DOUBLE_DOUBLE = style.ORANGE, style.GREY, style.PURPLE
"""Literal gradient descent in numbers of these kinds. Event-driven GD has the colour of GD."""
METHODS = {"gd": ("GD", GD), "pgd": ("PGD", PGD), "noisy_gd": ("noisy GD", NOISY_GD)}
ENDS = {
    "converged": style.SKY,
    "iteration limit": style.GREY,
    "underflow": style.ORANGE,
    "left the domain": style.PURPLE,
    "diverged": style.BLACK,
}
"""How runs end."""
MARKERS = "os^Dvp"
"""Of the values of a parameter that has no colour: a dimension, an accuracy."""


def method_colours(study) -> dict:
    """The colour of each method of a study."""
    return style.colours(study.grid["method"], {name: colour for name, (_, colour) in METHODS.items()})


def label(method: str) -> str:
    """A method's name in figures."""
    return METHODS.get(method, (method,))[0]


def curvatures(study, colour: str = GD) -> dict:
    """A shade of a method's colour for each curvature L of a study, darker for larger L."""
    values = sorted(study.grid["L"])
    return dict(zip(values, style.shades(colour, len(values)), strict=True))


def given(study, name: str) -> str:
    """The values of a parameter of a study, as the configuration gives them."""
    return ", ".join(map(style.formula, study.grid[name]))


def step(study) -> str:
    """The step size of a study, with its name."""
    return f"η = {given(study, 'eta')}"


def ended(table) -> str:
    """How the runs of some metrics ended, counted."""
    counts = table["status"].value_counts()
    if set(counts.index) == {"converged"}:
        return f"all {len(table):,} runs converged"
    return "the runs ended as " + ", ".join(f"{end} ({count:,})" for end, count in counts.items())
