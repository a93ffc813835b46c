"""The dashboard of a network of one's own: it says what its numbers are, for whatever was watched, in letters that can be read."""

import numpy as np
import pandas as pd
import pytest

from scripts import drawing, layout, style
from scripts.plots.own import dashboard
from scripts.plots.own.answers import conserved, waiting
from scripts.plots.own.series import series, spent, twins

RUNS, RECORD = 8, 11
NOISE = {"r": 0, "sigma": 0}


class Study:
    """A study with made-up numbers. columns: of run files, by name, those of every cell, or of its number."""

    def __init__(self, grid: dict, without=(), **columns):
        self.name, self.seeds, self.grid, self.cells = "mine", RUNS, grid, layout.cells(grid)
        rows = {"run": np.arange(RUNS), "status": "completed", "laws": columns.pop("laws", 3.0), "plateaus": columns.pop("plateaus", 1.0)}
        self.metrics = pd.concat([pd.DataFrame(rows | {"cell": cell}) for cell in self.cells])
        plateaus = np.full((RUNS, 2), np.nan)
        known = {f"plateau_{name}": plateaus for name in ("spent", "left", "predicted", "loss", "curvature", "strict")}
        curve = np.linspace(1, 0.5, RECORD) * np.ones((RUNS, 1))
        known |= {"times": np.arange(RECORD) * np.ones((RUNS, 1)), "loss": curve, "slope": curve, "drift": 1 - curve}
        known |= {name: np.full(RUNS, np.nan) for name in ("by_direction", "identity", "end_strict", "end_predicted", "end_curvature")}
        self.columns = {name: values for name, values in (known | columns).items() if name not in without}

    def parameters(self, **values):
        return NOISE | values

    def runs(self, *names, **values):
        cell = list(self.cells.values()).index(values)
        several = {name: self.columns[name] for name in names}
        return {name: found[cell] if isinstance(found, list) else found for name, found in several.items()}


def saddles(left, predicted=10.0, strict=1.0):
    """The columns of one plateau a run. left: iterations there."""
    columns = {"spent": left, "left": left, "predicted": predicted, "loss": 0.5, "curvature": -strict, "strict": strict}
    return {f"plateau_{name}": np.tile([value, np.nan], (RUNS, 1)) for name, value in columns.items()}


def of(answers, what):
    """What is said under a heading."""
    return [text for heading, text in answers if heading == what]


TWO = {"optimiser": ["SGD lr=0.1", "Adam lr=0.01"]}
NOISY = {"optimiser": ["SGD lr=0.1"], "r": [0, 0.01]}


def test_laws_and_their_drift_are_said_of_every_optimiser():
    flat = np.full((RUNS, RECORD), 0.25)
    study = Study(
        TWO, drift=[flat, 3 * flat], by_direction=[np.zeros(RUNS), np.ones(RUNS)], identity=[np.full(RUNS, 2e-15), np.full(RUNS, np.nan)]
    )
    said = conserved(series(study))
    assert of(said, "found") == ["3 laws"]
    assert of(said, "measured") == [
        "worst law's drift at the end, median run. SGD lr=0.1: 0.25 [0.25, 0.25]; Adam lr=0.01: 0.75 [0.75, 0.75]"
    ]
    assert of(said, "beside theory") == ["largest difference of any law in any run. SGD lr=0.1: 2e-15"]
    assert of(said, "hypothesis")[0].endswith("SGD lr=0.1: 0; Adam lr=0.01: 1")


@pytest.mark.parametrize("laws", [0.0, np.nan])
def test_a_module_without_laws_has_no_drift(laws):
    study = Study(TWO, laws=laws, without=["drift", "by_direction", "identity"])
    assert conserved(series(study)) == [("found", "0 laws" if laws == 0 else "no laws")]
    assert "Conservation laws" not in [axis.get_title() for axis in dashboard.draw(study).axes]


def test_times_at_plateaus_are_said_beside_linear_theory():
    said = waiting(series(Study(TWO, **saddles(left=12.0))))
    assert of(said, "found") == [f"{2 * RUNS} plateaus in {2 * RUNS} runs without noise; {2 * RUNS} examined"]
    assert of(said, "measured") == ["time left over time left by linear theory, median plateau: 1.20 [1.20, 1.20]"]
    assert of(said, "hypothesis") == ["strict saddle: 1.00 [0.79, 1.00] of those examined"]


def test_plateaus_that_were_not_looked_for_are_not_said_to_be_none():
    assert waiting(series(Study(TWO, plateaus=np.nan))) == [("found", "plateaus were not looked for")]


def test_noise_is_compared_with_the_same_run_without():
    plain, noisy = saddles(left=20.0), saddles(left=5.0)
    study = Study(NOISY, **{name: [plain[name], noisy[name]] for name in plain})
    ((without, with_noise),) = twins(series(study))
    assert (without.noise, with_noise.noise) == ("", "r = 0.01")
    assert spent(without).tolist() == [20.0] * RUNS
    assert of(waiting(series(study)), "noise") == ["SGD lr=0.1: waits 0.25 [0.25, 0.25] times as long as the same run without noise"]


def test_cells_that_differ_in_more_than_noise_are_no_twins():
    found = series(Study({"optimiser": ["SGD lr=0.1"], "width": [4, 8], "r": [0, 0.01]}))
    assert [(plain.values, noisy.values) for plain, noisy in twins(found)] == [
        ({"optimiser": "SGD lr=0.1", "width": width},) * 2 for width in (4, 8)
    ]


def test_many_kinds_of_cells_are_told_apart_by_optimiser_alone():
    found = series(Study(TWO | {"width": [1, 2, 3, 4]}))
    assert {one.label for one in found} == set(TWO["optimiser"])
    assert len({one.colour for one in found}) == 2


DRAWN = {
    "all": Study(NOISY, end_curvature=np.full(RUNS, 0.1), **saddles(left=12.0)),
    "nothing but curves": Study(TWO, laws=np.nan, without=["drift", *saddles(1.0), "by_direction", "identity", "end_curvature"]),
    "a loss below zero": Study(TWO, loss=np.linspace(1, -1, RECORD) * np.ones((RUNS, 1))),
    "runs that diverged": Study(TWO, loss=np.where(np.arange(RECORD) > 3, np.nan, np.ones((RUNS, 1)))),
    "many cells": Study({"optimiser": [f"SGD lr=0.{k} momentum=0.9 weight_decay=0.0001" for k in range(1, 9)]}),
}


@pytest.mark.parametrize("study", DRAWN)
def test_all_text_is_in_the_figure_and_of_7_points_or_more(study):
    style.use(width=5.5)
    drawn = dashboard.draw(DRAWN[study])
    drawing.settle(drawn)
    axes = [label for axis in drawn.axes for label in (axis.title, axis.xaxis.label, axis.yaxis.label)]
    for text in [*drawn.texts, *axes, *(text for legend in drawn.legends for text in legend.get_texts())]:
        place = text.get_window_extent()
        assert text.get_fontsize() >= 7, text
        assert place.x0 >= 0, text
        assert place.x1 <= drawn.bbox.x1, text
