"""Figure 2 of Du et al. 2017: the tube in the plane, a trajectory in space, the octopus in the plane."""

import itertools

import numpy as np

from descent.escape.octopus import inside, value
from descent.problems import octopus
from scripts import style
from scripts.plots.escape.words import given, step

PATH, SADDLE, MINIMUM = "#E75480", style.BLUE, style.RED
"""Colours of the paper's figure."""
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


def mark(axis, p, *places):
    """Ticks at multiples of 4 tau on the first axes of a panel."""
    for name in places:
        getattr(axis, f"set_{name}ticks")([-4 * p.tau, 0, 4 * p.tau], [r"$-4\tau$", "0", r"$4\tau$"])


def points(axis, p, signs):
    """Saddles and minima. signs: the orthants to draw."""
    d = len(signs[0])
    for sign in signs:
        for k in range(d + 1):
            place = 4 * p.tau * np.array(sign) * (np.arange(d) < k)
            axis.plot(*[[c] for c in place], "o", color=MINIMUM if k == d else SADDLE, ms=4.5, mec="white", mew=0.5, zorder=5)


def draw(paths):
    """paths: the study whose runs keep x, in two and three dimensions. Returns the figure."""
    p = octopus.numbers(**paths.parameters(d=2))
    across = style.fitting(3, 1.6)
    fig = style.empty(2.1 * -(-3 // across))
    tube, space, whole = (fig.add_subplot(-(-3 // across), across, n, projection="3d" if n == 2 else None) for n in (1, 2, 3))
    plane, cube = paths.runs("path", d=2)["path"], paths.runs("path", d=3)["path"]
    contour(tube, p, (-0.2 * p.tau, 6 * p.tau))
    tube.plot(*np.abs(plane[0]).T, color=PATH, lw=1.6)
    points(tube, p, [(1, 1)])
    mark(tube, p, "x", "y")
    tube.set(xlim=(-0.2 * p.tau, 6 * p.tau), ylim=(-0.2 * p.tau, 6 * p.tau), title="The tube, $d = 2$")
    space.plot(*np.abs(cube[0]).T, color=PATH, lw=1.8)
    points(space, p, [(1, 1, 1)])
    mark(space, p, "x", "y", "z")
    span = (-0.2 * p.tau, 4.6 * p.tau)
    space.set(xlabel="$x_1$", ylabel="$x_2$", zlabel="$x_3$", xlim=span, ylim=span, zlim=span)
    space.set_title("GD's path, $d = 3$", loc="left")
    space.tick_params(labelsize=style.points(7), pad=-3)
    space.xaxis.labelpad, space.yaxis.labelpad, space.zaxis.labelpad = -7, -7, -9
    space.view_init(elev=22, azim=-60)
    space.set_box_aspect(None, zoom=0.68)
    shown = contour(whole, p, (-6 * p.tau, 6 * p.tau))
    for run in plane:
        whole.plot(*run.T, color=PATH, lw=0.9)
    points(whole, p, list(itertools.product((-1, 1), repeat=2)))
    mark(whole, p, "x", "y")
    whole.set_title("The octopus, $d = 2$")
    fig.colorbar(shown, ax=whole, shrink=0.7, label="$f$").ax.locator_params(nbins=5)
    style.note(
        fig,
        f"τ = {given(paths, 'tau')}, L = {p.L:g}, γ = {p.gamma:g}; literal GD in float64, {step(paths)}. (a, b) One run, folded "
        f"into one orthant. (c) {paths.seeds:,} runs from the unit box.",
    )
    return fig
