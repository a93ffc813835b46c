"""Figure 2 of Du et al. 2017: the tube in the plane, a trajectory in space, the octopus in the plane."""

import itertools

import numpy as np

from descent.escape.octopus import inside, value
from descent.problems import octopus
from scripts import style
from scripts.plots.escape.words import given, step

PINK = "#E75480"

NEEDS = {"paths": {"d": [2, 3]}}


def contour(axis, p, extent):
    """Filled contours of f in the plane, blank outside the domain. extent: lowest and highest coordinate."""
    grid = np.linspace(*extent, 401)
    x = np.stack(np.meshgrid(grid, grid), axis=-1).reshape(-1, 2)
    f = np.full(len(x), np.nan)
    within = inside(x, p)
    f[within] = value(x[within], p)
    drawn = axis.contourf(grid, grid, f.reshape(401, 401), levels=24, cmap="viridis")
    axis.set(xlabel="$x_1$", ylabel="$x_2$", aspect="equal")
    axis.grid(False)
    return drawn


def points(axis, p, signs):
    """Saddles in blue and minima in red. signs: the orthants to draw."""
    d = len(signs[0])
    for sign in signs:
        for k in range(d + 1):
            place = 4 * p.tau * np.array(sign) * (np.arange(d) < k)
            axis.plot(*[[c] for c in place], "o", color=style.RED if k == d else style.BLUE, ms=5, mec="white", mew=0.5, zorder=5)


def draw(paths):
    """paths: the study whose runs keep x, in two and three dimensions. Returns the figure."""
    p = octopus.numbers(**paths.parameters(d=2))
    fig, _ = style.figure(1, 3, height=2.7)
    fig.clf()
    tube, space, whole = (fig.add_subplot(1, 3, n, projection="3d" if n == 2 else None) for n in (1, 2, 3))
    plane, cube = paths.runs("path", d=2)["path"], paths.runs("path", d=3)["path"]
    contour(tube, p, (-0.2 * p.tau, 6 * p.tau))
    tube.plot(*np.abs(plane[0]).T, color=PINK, lw=1.6)
    points(tube, p, [(1, 1)])
    tube.set_title("tube, d = 2")
    space.plot(*np.abs(cube[0]).T, color=PINK, lw=1.8)
    points(space, p, [(1, 1, 1)])
    space.set(xlabel="$x_1$", ylabel="$x_2$", zlabel="$x_3$", title="GD in the tube, d = 3")
    space.tick_params(labelsize=6, pad=-2)
    space.xaxis.labelpad, space.yaxis.labelpad, space.zaxis.labelpad = -4, -4, -9
    space.view_init(elev=22, azim=-60)
    space.set_box_aspect(None, zoom=0.8)
    shown = contour(whole, p, (-6 * p.tau, 6 * p.tau))
    for run in plane:
        whole.plot(*run.T, color=PINK, lw=0.9)
    points(whole, p, list(itertools.product((-1, 1), repeat=2)))
    whole.set_title("octopus, d = 2")
    fig.colorbar(shown, ax=whole, shrink=0.7, label="$f$")
    style.note(
        fig,
        f"tau = {given(paths, 'tau')}, L = {p.L:g}, gamma = {p.gamma:g}; blue: saddles, red: minima, "
        f"pink: literal GD in float64, {step(paths)} "
        f"(left and middle: run 0, folded into one orthant; right: {paths.seeds} "
        f"runs from the unit box). White: outside the domain of f.",
    )
    return fig
