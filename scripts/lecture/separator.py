"""The predictor of a linear convolutional net, in the signal domain and in the Fourier domain, as its margin grows."""

import numpy as np

from descent.algebra import norm
from descent.convbias.fourier import magnitudes
from descent.convbias.limits import separator_penalty
from descent.convbias.nets import net
from descent.convbias.records.predictors import PredictorsRuns
from descent.elementary import power
from scripts import style
from scripts.moving import Axis, Cell, Curve, Panel, Picture, Slider, decades, positions, scientific

FLOOR = 1e-15
"""An excess below this is rounding."""
LEADING = 0.01
"""A frequency counts if it is at least this share of the largest one."""
NEEDS = {"lecture_separator": {"network": ["conv"]}}


def unit(values):
    """The rows, divided by their norms."""
    return values / norm(values, axis=-1, keepdims=True)


def excess(depth: int, beta, best, x):
    """Relative excess of a depth's penalty over its smallest value, at margin 1. beta: (moments, D); best: (D,); x: (N, D)."""
    shape = net("conv", depth, x.shape[1], x.shape[1])
    data = np.broadcast_to(x, (len(beta), *x.shape))
    return np.maximum(separator_penalty(shape, beta, data) / separator_penalty(shape, best[None], x[None]) - 1.0, FLOOR)


def show(lecture_separator) -> Picture:
    """lecture_separator: convolutional nets of several depths and lengths of signal. Returns the picture."""
    study = lecture_separator
    sliders = [Slider.over(study, "D", "D", 1), Slider.over(study, "depth", "depth L", 1)]
    marks = [Curve("l2 separator", style.BLACK, kind="crosses"), Curve("l1 separator", style.RED, kind="dots")]
    margin = Axis("margin", decades=True)
    picture = Picture(
        title="With depth, the separator of a linear convolutional net changes from the l2 maximum margin to few frequencies",
        text="Linear convolutional nets converge to the l2 maximum margin separator at depth 1, to that of smallest l1 norm of the "
        "Fourier coefficients β̂ at depth 2, and to even fewer frequencies at larger depths. This takes tens of decades of margin, where "
        "the loss exp(−margin) underflows: the runs use GD on its logarithm, then the late-phase flow.",
        sliders=sliders,
        panels=[
            Panel("The signal β", Axis("position d"), Axis(""), [Curve("β", style.BLUE, "moves", "bars"), *marks]),
            Panel("Its spectrum", Axis("frequency k"), Axis(""), [Curve("|β̂|", style.BLUE, "moves", "bars"), *marks]),
            Panel(
                "Excess over the minimum",
                margin,
                Axis("", decades=True),
                [Curve("squared l2 norm", style.BLACK, "grows"), Curve("l1 norm of β̂", style.RED, "grows")],
            ),
        ],
    )
    table = study.metrics
    for name, values in positions(sliders):
        runs = study.runs("beta", "log10_margin", "x", **values)
        known = np.isfinite(runs["log10_margin"][0])
        x, M = runs["x"][0].reshape(-1, values["D"]), runs["log10_margin"][0][known]
        beta = unit(runs["beta"][0].reshape(len(known), -1)[known])
        row = PredictorsRuns.of(table[(table["D"] == values["D"]) & (table["depth"] == values["depth"])])
        l2, l1 = unit(row.l2[0][: values["D"]]), unit(row.l1[0][: values["D"]])
        size = magnitudes(beta)
        places, frequencies = np.arange(values["D"]), np.arange(size.shape[1])
        signal = [{"x": places, "y": y} for y in (beta, l2, l1)]
        spectrum = [{"x": frequencies, "y": y} for y in (size, magnitudes(l2), magnitudes(l1))]
        norms = [{"x": M, "y": decades(excess(depth, beta, best, x))} for depth, best in ((1, l2), (2, l1))]
        count = (size >= LEADING * size.max(axis=1, keepdims=True)).sum(axis=1)
        said = [
            f"Margin {scientific(m)}. 1 − cos to the l2 separator: {apart(now, l2)}, to the l1 separator: {apart(now, l1)}. "
            f"{c} of {len(frequencies)} frequencies have at least {100 * LEADING:g} % of the largest."
            for m, now, c in zip(M, beta, count, strict=True)
        ]
        picture.cells[name] = Cell(said, [signal, spectrum, norms])
    return picture


def apart(beta, best) -> str:
    """1 - cos of two unit vectors, for a sentence; computed from their distance, which loses no digits to rounding."""
    return scientific(float(decades(power(norm(beta - best), 2.0) / 2)))
