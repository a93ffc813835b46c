"""Figures draw the given numbers at the right places of their axes. The study is made up."""

from types import SimpleNamespace

import numpy as np
import pandas as pd
import pytest

from scripts import style
from scripts.plots.balance.norm_panels import draw_norms
from scripts.plots.escape.staircase_panels import panels

STEPS = 20


@pytest.fixture(autouse=True)
def our_style():
    """Figures have the style of the plot stage."""
    style.use()


def curves(axis):
    """The lines of an axis."""
    return [(np.asarray(line.get_xdata(), float), np.asarray(line.get_ydata(), float)) for line in axis.lines]


def test_the_staircase_is_the_objective_at_every_iteration():
    f = -np.outer([1.0, 2.0, 3.0], np.arange(STEPS))
    study = SimpleNamespace(
        grid={"L": [1], "method": ["gd"], "d": [5], "eta": ["= 1/(4*L)"]},
        fixed={"eta": 0.25},
        seeds=3,
        runs=lambda *names, **cell: {"objective": f},
        parameters=lambda **cell: {"gamma": 1.0, "eta": 0.25},
    )
    axis = panels(study, 5).axes[0]
    all_runs, in_front = curves(axis)
    np.testing.assert_array_equal(in_front[0], np.arange(STEPS))
    np.testing.assert_array_equal(in_front[1], np.median(f, axis=0))
    np.testing.assert_array_equal(all_runs[1].reshape(3, -1)[:, :-1], f)
    assert "f(x_t)" in axis.get_ylabel()
    assert "iterations" in axis.get_xlabel()


def test_figure_2_has_differences_and_ratios_of_neighbouring_layers():
    squares = np.stack([np.stack([np.linspace(4, 8, 11), np.linspace(2, 4, 11), np.linspace(1, 1, 11)], axis=-1)] * 2)
    rows = [{"start": "balanced", "ratio_end_1": 2.0, "ratio_end_2": 4.0, "device": "cpu", "by_points": 0.0, "status": "completed"}] * 2
    table = pd.DataFrame(rows).assign(loss_start=1.0, loss_end=0.1, diverged_at=-1.0)
    fixed = {"steps": 10, "every": 1, "precision": "float64", "d": 4, "width": 3, "outputs": 2, "N": 5, "eta": 0.1, "size": 1}
    study = SimpleNamespace(
        metrics=table, grid={"start": ["balanced"]}, fixed=fixed, seeds=2, runs=lambda *names, **cell: {"squares": squares}
    )
    norms, differences, ratios = draw_norms(study, "made up").axes[:3]
    np.testing.assert_array_equal(curves(norms)[0][1], squares[0, :, 0])
    np.testing.assert_array_equal(curves(differences)[0][1], squares[0, :, 0] - squares[0, :, 1])
    np.testing.assert_array_equal(curves(ratios)[0][1], squares[0, :, 0] / squares[0, :, 1])
    assert [axis.get_ylabel() for axis in (norms, differences, ratios)] == ["squared norm", "difference", "ratio"]
    assert [axis.get_xlabel() for axis in (norms, differences, ratios)] == ["iteration"] * 3
