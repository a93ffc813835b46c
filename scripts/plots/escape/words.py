"""Colours and words that several figures of paper 1 share."""

from scripts import style

CURVATURES = {1: style.SKY, 1.5: style.BLUE, 2: style.PURPLE, 3: style.RED}
"""The paper's four curvatures L."""
METHODS = {"gd": ("GD", style.BLUE), "pgd": ("PGD", style.RED)}
"""The paper's two methods."""


def given(study, name: str) -> str:
    """A parameter of a study, or its several values, as the configuration gives it."""
    return ", ".join(map(style.formula, study.grid[name]))


def step(study) -> str:
    """The step size of a study, with its name."""
    return f"eta = {given(study, 'eta')}"
