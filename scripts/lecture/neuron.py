"""The added exponential neuron on its way to infinity: the net's outputs, and a, b and F against time."""

import numpy as np

from descent.oneneuron.curves import curves
from descent.oneneuron.landscapes import three_points
from scripts import style
from scripts.moving import Axis, Cell, Curve, Panel, Picture, Slider, decades, positions, scientific

COLUMNS = ("xi", "log10_t", "log10_F", "log10_a", "b", "base_loss", "base_errors")
POINTS = 121
"""The number of points at which an output is drawn."""
OUTPUTS = (-4.0, 4.0)
"""Limits of the axis of outputs."""
NEEDS = {"lecture_neuron": {"path": ["flow"], "landscape_name": ["three_points"], "augmentation": ["exponential"]}}


def show(lecture_neuron) -> Picture:
    """lecture_neuron: gradient flow from starts near the bad minimum of three points. Returns the picture."""
    study = lecture_neuron
    sliders = [Slider.over(study, "lam", "λ", len(study.grid["lam"]) // 2)]
    time = Axis("flow time", decades=True)
    marks = [Curve("label +1", style.BLACK, kind="dots"), Curve("label −1", style.BLACK, kind="crosses")]
    picture = Picture(
        title="F goes to zero while the net alone stays wrong: the added neuron goes to infinity",
        text="Two rounded ReLUs on three points start near a bad minimum, with the neuron a exp(w·x + b) and the regulariser λa²/2. "
        "In gradient flow a falls as t<sup>−1/2</sup> and F as 1/t, while b grows as log t: the neuron continues to correct the net's "
        "error.",
        sliders=sliders,
        panels=[
            Panel(
                "Outputs",
                Axis("x"),
                Axis("", limits=OUTPUTS),
                [Curve("net alone", style.RED, "moves"), Curve("with its neuron", style.BLUE, "moves"), *marks],
            ),
            Panel(
                "Losses and |a|",
                time,
                Axis("", decades=True),
                [
                    Curve("F", style.BLUE, "grows", width=2.0),
                    Curve("loss of the net alone", style.RED, "grows"),
                    Curve("|a|", style.PURPLE, "grows"),
                ],
            ),
            Panel("b", time, Axis(""), [Curve("b", style.GREEN, "grows")]),
        ],
    )
    known, activation = three_points.landscape().problem, study.fixed["activation"]
    for name, values in positions(sliders):
        runs = {column: found[0] for column, found in study.runs(*COLUMNS, **values).items()}
        there = np.isfinite(runs["log10_F"])
        runs = {column: found[: len(there)][there] for column, found in runs.items()}
        at = [curves(known, activation, xi, POINTS) for xi in runs["xi"].reshape(there.sum(), -1)]
        x, y, grid, *_ = at[0]
        functions = [{"x": grid, "y": np.clip([moment[part] for moment in at], *np.multiply(OUTPUTS, 2))} for part in (3, 4)]
        points = [{"x": x[y == label], "y": y[y == label]} for label in (1, -1)]
        t = runs["log10_t"]
        losses = [{"x": t, "y": line} for line in (runs["log10_F"], decades(runs["base_loss"]), runs["log10_a"])]
        said = [
            f"Time {scientific(moment)}: F = {scientific(F)}, |a| = {scientific(a)}, b = {b:.2f}; the net alone gets {errors:.0f} of "
            f"{len(y)} points wrong"
            for moment, F, a, b, errors in zip(*(runs[column] for column in (*COLUMNS[1:5], "base_errors")), strict=True)
        ]
        picture.cells[name] = Cell(said, [[*functions, *points], losses, [{"x": t, "y": runs["b"]}]])
    return picture
