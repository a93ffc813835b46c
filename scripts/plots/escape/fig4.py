"""Figure 4 of Du et al. 2017: GD and PGD on the octopus with d = 10, the largest of the grid."""

from scripts.plots.escape.staircase_panels import panels


def draw(staircase):
    """staircase: the study of both methods. Returns the figure."""
    return panels(staircase, d=max(staircase.grid["d"]))
