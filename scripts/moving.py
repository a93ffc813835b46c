"""The parts of a moving picture on the page for a lecture: a script in scripts/lecture returns one, report/lecture.html draws it."""

import itertools
import math
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Literal

import numpy as np

from descent.elementary import log10, power
from scripts import style

DIGITS = 4
"""Significant digits of the largest number of an array; the others are rounded to the same decimal place."""
LOWEST = 1e-300
"""The number that is drawn in place of zero on an axis of decades."""
ROOM = 0.04
"""The margin of an axis beyond its curves, as a share of their range."""
TICKS, STEPS = 6, (1, 2, 3, 5, 10, 20, 50, 100, 200, 500)
"""The largest number of ticks on an axis of decades, and the allowed numbers of decades from one tick to the next."""
PLAIN = range(-2, 3)
"""The powers of ten at which a sentence has plain digits."""


@dataclass(frozen=True)
class Slider:
    """A parameter of a study with its possible values."""

    parameter: str
    label: str
    values: list
    start: int = 0
    """Index of the value that is shown first; a negative one counts from the end."""

    @classmethod
    def over(cls, study, parameter: str, label: str, start: int = 0) -> "Slider":
        """A slider over all values of a parameter in a study's grid, or over the fixed one."""
        values = study.grid[parameter]
        return cls(parameter, label, values, max(-len(values), min(start, len(values) - 1)))


@dataclass(frozen=True)
class Axis:
    """An axis. decades: whether the curves hold logarithms x, shown as 10^x; limits: the same at all positions of the sliders, if given."""

    title: str
    decades: bool = False
    limits: tuple[float, float] | None = None


@dataclass(frozen=True)
class Curve:
    """How a curve looks, and how it moves.

    still: x and y do not change. grows: the curve is drawn up to the moment, with a dot at its end; x and y are (moments,) or
    (runs, moments). moves: y changes with the moment, (moments, points).
    """

    name: str
    """The name in the legend; empty for a curve that is not in the legend."""
    colour: str
    moves: Literal["still", "grows", "moves"] = "still"
    kind: Literal["line", "dashed", "dots", "rings", "crosses", "bars", "contours"] = "line"
    width: float = 1.0
    """The width of a line divided by the default width."""


@dataclass(frozen=True)
class Panel:
    """A pair of axes with its curves. square: whether both axes have the same scale."""

    title: str
    x: Axis
    y: Axis
    curves: list[Curve]
    square: bool = False


@dataclass(frozen=True)
class Cell:
    """What a picture shows at one position of its sliders."""

    said: list[str]
    """The text of every moment."""
    drawn: list[list[dict]]
    """The arrays x, y and, for contours, z of every curve of every panel; empty for a curve that this cell does not have."""


@dataclass(frozen=True)
class Picture:
    """A moving picture."""

    title: str
    """What the picture shows, as a statement."""
    text: str
    """What is drawn, in two or three sentences."""
    sliders: list[Slider]
    panels: list[Panel]
    cells: dict[str, Cell] = field(default_factory=dict)
    """The cells, by the indices of the sliders' values: `0,2,1`."""


def positions(sliders: list[Slider]) -> Iterator[tuple[str, dict]]:
    """The name of every position of the sliders, with the values of the parameters."""
    for places in itertools.product(*(range(len(slider.values)) for slider in sliders)):
        values = {slider.parameter: slider.values[place] for slider, place in zip(sliders, places, strict=True)}
        yield ",".join(map(str, places)), values


def decades(values) -> np.ndarray:
    """log10 of the absolute values, of any shape, for an axis of decades."""
    return log10(np.maximum(np.abs(np.asarray(values, float)), LOWEST))


def held(path) -> np.ndarray:
    """A path (runs, moments, ...) that stays at its last point after its end, which the argument fills with NaN."""
    known = np.isfinite(path).reshape(*path.shape[:2], -1).all(axis=-1)
    last = np.maximum.accumulate(np.where(known, np.arange(path.shape[1]), 0), axis=1)
    return path[np.arange(len(path))[:, None], last]


def scientific(exponent: float) -> str:
    """10 to a power with two digits, for a sentence: 3.2·10^-7."""
    if not math.isfinite(exponent):
        return "-"
    whole = math.floor(exponent)
    if whole in PLAIN:
        return f"{power(10.0, exponent):.2g}"
    digits = f"{power(10.0, exponent - whole):.1f}"
    digits, whole = ("1.0", whole + 1) if digits == "10.0" else (digits, whole)
    return f"{digits}·10<sup>{whole}</sup>"


def rounded(values) -> list:
    """Numbers of any shape as nested lists, rounded to the decimal place that the largest one sets; None where not finite."""
    values = np.asarray(values, float)
    largest = np.abs(values[np.isfinite(values)]).max(initial=0.0)
    places = DIGITS - 1 - math.floor(log10(largest)) if largest else 0
    return _listed(np.round(values, places) + 0.0)  # turns -0.0 into 0.0


def _listed(values):
    if np.ndim(values):
        return [_listed(part) for part in values]
    return None if not math.isfinite(values) else int(values) if float(values).is_integer() else float(values)


def span(arrays: list, axis: Axis) -> dict:
    """The limits of an axis over all moments, and for decades the distance between its ticks. arrays: the values along this axis."""
    values = np.concatenate([np.ravel(np.asarray(part, float)) for part in arrays] or [[]])
    values = values[np.isfinite(values)]
    low, high = axis.limits or ((values.min(), values.max()) if values.size else (0.0, 1.0))
    if axis.limits is None:
        room = ROOM * (high - low) or 0.5
        low, high = low - room, high + room
    found = {"range": rounded([low, high])}
    return found | ({"dtick": next((step for step in STEPS if step * TICKS >= high - low), STEPS[-1])} if axis.decades else {})


def _axis(axis: Axis) -> dict:
    return {"title": axis.title, "decades": axis.decades}


def as_json(picture: Picture) -> dict:
    """A picture as data of the page. An array that several cells share, such as contours, is stored once."""
    shared: dict[int, tuple[str, object]] = {}
    arrays: dict[str, list] = {}

    def named(array) -> str:
        if id(array) not in shared:
            shared[id(array)] = (str(len(shared)), array)  # keeps the array alive, so that no other one gets its id
            arrays[shared[id(array)][0]] = rounded(array)
        return shared[id(array)][0]

    def drawn(panel: Panel, curves: list[dict]) -> dict:
        limits = {side: span([curve[side] for curve in curves if curve], getattr(panel, side)) for side in ("x", "y")}
        return limits | {"curves": [{side: named(array) for side, array in curve.items()} for curve in curves]}

    return {
        "sliders": [
            {"label": slider.label, "values": [style.formula(value) for value in slider.values], "start": slider.start % len(slider.values)}
            for slider in picture.sliders
        ],
        "panels": [
            {
                "title": panel.title,
                "square": panel.square,
                "x": _axis(panel.x),
                "y": _axis(panel.y),
                "curves": [vars(curve) for curve in panel.curves],
            }
            for panel in picture.panels
        ],
        "cells": {
            name: {"said": cell.said, "panels": [drawn(*both) for both in zip(picture.panels, cell.drawn, strict=True)]}
            for name, cell in picture.cells.items()
        },
        "arrays": arrays,
    }
