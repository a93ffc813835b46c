"""Squared norms of a net's layers under gradient descent, from layers of the same size and from a larger first layer."""

import numpy as np

from descent.balance.invariants import differences, squares
from descent.balance.nets import Parameters, uniform
from scripts import style
from scripts.moving import Axis, Cell, Curve, Panel, Picture, Slider, decades, positions

SHOWN = len(style.CYCLE)
"""The number of layers that are drawn, the first ones: each has its own colour."""


def norms_of(study, **values):
    """Squared norms (moments, layers) of run 0."""
    known = study.parameters(**values)
    return squares(uniform(**{name: known[name] for name in Parameters.model_fields}), study.runs("theta", **values)["theta"][0])


def drift_of(norms):
    """Largest change of a difference of two neighbouring layers' squared norms since the start. norms: (moments, layers)."""
    now = differences(norms)
    return np.abs(now - now[0]).max(axis=1)


def start_of(gain: float) -> str:
    """The name of a start. gain: factor on the weights of the first layer."""
    return "Layers alike" if gain == 1 else f"First layer {gain:g} times as large"


def show(lecture_layers) -> Picture:
    """lecture_layers: gradient descent of nets of several depths. Returns the picture."""
    study = lecture_layers
    gains, steps = study.grid["first_gain"], study.grid["eta"]
    sliders = [Slider.over(study, "depth", "depth", 2), Slider.over(study, "eta", "η")]
    most = min(SHOWN, max(sliders[0].values))
    layers = [Curve(f"‖W<sub>{h + 1}</sub>‖²", style.CYCLE[h], "grows") for h in range(most)]
    time = Axis("flow time")
    drifts = [Curve("" if at else "all η", style.GREY, kind="dashed") for at in range(len(steps))] + [Curve("this η", style.BLUE, "grows")]
    picture = Picture(
        title="All layers of a ReLU net grow together: the differences of their squared norms keep their values",
        text="GD adds nearly the same amount to the squared norm of every layer: the differences at the start remain, and the ratios tend "
        "to one as the layers grow. In gradient flow the differences are constant; in GD they drift, half as far at half the η.",
        sliders=sliders,
        panels=[Panel(start_of(gain), time, Axis(""), layers) for gain in gains]
        + [Panel("Drift of the differences", time, Axis("", decades=True), drifts)],
    )
    for name, values in positions(sliders):
        norms = [norms_of(study, first_gain=gain, **values) for gain in gains]
        t = np.linspace(0.0, study.parameters(**values)["time"], len(norms[0]))
        curves = [[{"x": t, "y": part[:, h]} if h < part.shape[1] else {} for h in range(most)] for part in norms]
        largest = [decades(drift_of(norms_of(study, first_gain=gains[-1], **values | {"eta": eta})))[1:] for eta in steps]
        dashed = [{"x": t[1:], "y": drift} for drift in largest]
        own = {"x": t[1:], "y": largest[steps.index(values["eta"])]}
        ratio = [part.max(axis=1) / part.min(axis=1) for part in norms]
        said = [
            f"Time {moment:.2f}. Ratio of the largest to the smallest squared norm: "
            + ", ".join(f"{now[k]:.2f} ({start_of(gain).lower()})" for now, gain in zip(ratio, gains, strict=True))
            for k, moment in enumerate(t)
        ]
        picture.cells[name] = Cell(said, [*curves, [*dashed, own]])
    return picture
