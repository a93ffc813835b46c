"""Gradient descent with and without noise on the octopus of two saddles, over its contours."""

import numpy as np

from descent.escape.octopus import inside, value
from descent.problems import octopus
from scripts import style
from scripts.moving import Axis, Cell, Curve, Panel, Picture, Slider, held, positions
from scripts.plots.escape.words import METHODS

MOMENTS = 120
"""The largest number of iterations that are shown."""
GRID = 91
"""The number of points along an axis at which f is computed for the contours."""
EXTENT = 6.0
"""Half the width of the square that is shown, in units of tau."""

NEEDS = {"lecture_octopus": {"d": [2]}}


def values_at(x, p):
    """f at points of any shape (..., 2), NaN outside its domain."""
    points = x.reshape(-1, 2)
    f, within = np.full(len(points), np.nan), inside(points, p)
    f[within] = value(points[within], p)
    return f.reshape(x.shape[:-1])


def background(p):
    """The contours of f, which lie below the paths, and its saddles and minima, which lie above them."""
    axis, far = np.linspace(-EXTENT * p.tau, EXTENT * p.tau, GRID), 4 * p.tau
    f = values_at(np.stack(np.meshgrid(axis, axis), axis=-1), p)
    saddles = {"x": np.array([0.0, -far, far]), "y": np.zeros(3)}
    minima = {"x": np.array([-far, -far, far, far]), "y": np.array([-far, far, -far, far])}
    return {"x": axis, "y": axis, "z": f}, [saddles, minima]


def show(lecture_octopus) -> Picture:
    """lecture_octopus: runs in the plane that keep their paths. Returns the picture."""
    study = lecture_octopus
    methods = study.grid["method"]
    colours = style.colours(methods, {method: colour for method, (_, colour) in METHODS.items()})
    names = {method: METHODS.get(method, (method,))[0] for method in methods}
    sliders = [Slider.over(study, "L", "L", -1), Slider.over(study, "gamma", "γ", -1), Slider.over(study, "eta", "η")]
    widths = np.linspace(2.5, 1.0, len(methods))  # so that paths that coincide are all visible
    paths = [Curve(names[method], colours[method], "grows", width=width) for method, width in zip(methods, widths.tolist(), strict=True)]
    marks = [Curve("saddle", style.BLACK, kind="crosses"), Curve("minimum", style.GREEN, kind="rings")]
    x1, x2 = Axis("x<sub>1</sub>"), Axis("x<sub>2</sub>")
    picture = Picture(
        title="The larger L/γ, the longer GD waits at the second saddle; noise shortens the wait",
        text="At the first saddle, 0, the octopus falls along the x<sub>1</sub>-axis with curvature γ and rises across it with L: GD "
        "approaches the axis while it leaves, and has to leave the second saddle from there. PGD adds noise where the gradient is small, "
        "which helps if GD is closer to the axis than the noise is large.",
        sliders=sliders,
        panels=[
            Panel("The octopus in the plane", x1, x2, [Curve("", style.GREY, kind="contours"), *paths, *marks], square=True),
            Panel("f", Axis("iteration"), Axis(""), paths),
        ],
    )
    backgrounds = {}
    for name, values in positions(sliders):
        p = octopus.numbers(**study.parameters(**values))
        below, above = backgrounds.setdefault((p.L, p.gamma), background(p))
        runs = {method: study.runs("path", "steps", "escape", method=method, **values) for method in methods}
        kept = study.parameters(**values)["path"] - 1
        last = max(np.where(found["steps"] < kept, found["steps"], kept).max() for found in runs.values())
        at = np.unique(np.linspace(0, last, MOMENTS).round().astype(int))
        x = {method: held(found["path"].reshape(study.seeds, -1, 2))[:, at] for method, found in runs.items()}
        said = [
            f"Iteration {t:,}. {study.seeds} runs. " + "; ".join(stand(names[method], runs[method], t) for method in methods) for t in at
        ]
        lines = [{"x": path[..., 0], "y": path[..., 1]} for path in x.values()]
        heights = [{"x": at, "y": values_at(path, p)} for path in x.values()]
        picture.cells[name] = Cell(said, [[below, *lines, *above], heights])
    return picture


def stand(name: str, runs, t: int) -> str:
    """How many runs of a method have left each saddle after t iterations."""
    first, second = (runs["escape"] <= t).sum(axis=0)
    return f"{name}: {first} past the first saddle, {second} past the second"
