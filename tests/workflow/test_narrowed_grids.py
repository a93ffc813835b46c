"""Every figure can be drawn from a narrowed grid, or states beside `draw` what it needs. Nothing is trained for this."""

import json
import warnings

import matplotlib
import numpy as np
import pandas as pd
import pytest
import yaml
from legible import faults
from project import SOURCE, Project

from scripts import arranging, configuration, drawing, layout, style, tracked

pytestmark = pytest.mark.xdist_group("page")  # one after another: they call Snakemake in this folder

WHOLE = SOURCE / "results/quick"
CONFIG = yaml.safe_load((SOURCE / "config.yaml").read_text())
FIGURES = {f"{paper}/{name}": figure["from"] for paper, drawn in CONFIG["figures"].items() for name, figure in drawn.items()}


def narrowed(study: str, needs: dict, end: int, results):
    """Write a study of the quick suite with a narrowed grid: the first or last value of each parameter, and those that are needed."""
    known = json.loads((WHOLE / f"metrics/{study}.json").read_text())
    grid = {
        name: [value for value in values if value == values[end] or value in needs.get(name, [])] for name, values in known["grid"].items()
    }
    cells = {cell: known["cells"][cell] for cell in layout.cells(grid)}
    taken = set().union(*cells.values())
    fixed = {name: value for name, value in known["fixed"].items() if name in taken}
    for folder in ("metrics", "runs"):
        (results / folder).mkdir(exist_ok=True)
    (results / f"metrics/{study}.json").write_text(json.dumps(known | {"grid": grid, "fixed": fixed, "cells": cells}))
    table = pd.read_csv(WHOLE / f"metrics/{study}.csv")
    table[table["cell"].isin(cells)].to_csv(results / f"metrics/{study}.csv", index=False)
    (results / f"runs/{study}").symlink_to(WHOLE / f"runs/{study}")


@pytest.mark.parametrize("end", [0, -1], ids=["first values", "last values"])
@pytest.mark.parametrize("figure", FIGURES)
def test_a_figure_draws_the_cells_that_are_there(quick, figure, end, tmp_path):
    needs = tracked.literal(f"scripts/plots/{figure}.py", "NEEDS") or {}
    for study in FIGURES[figure]:
        narrowed(study, needs.get(study, {}), end, tmp_path)
    with warnings.catch_warnings(), matplotlib.rc_context(), np.errstate(all="ignore"):
        warnings.simplefilter("ignore")
        style.use()
        drawn = drawing.draw(figure, FIGURES[figure], str(tmp_path))
        arranging.arrange(drawn)
        assert faults(drawn) == []


def test_nothing_is_left_out_of_the_projects_own_configuration():
    assert configuration.complete(CONFIG, [SOURCE])["left_out"] == {}


CHANGED = "experiments={staircase: {grid: {L: [4.321], d: [5, 21]}}, paths: {grid: {d: [2]}}}"


def test_a_changed_value_plans_its_cells_and_figures_and_leaves_out_what_cannot_be_drawn(quick):
    done = Project(SOURCE).run("--workflow-profile", "profiles/quick", "--dry-run", "--config", CHANGED)
    assert done.returncode == 0, done.stdout
    assert "figure escape/fig2 is left out: it needs paths with d = 3, which has 2" in done.stdout.splitlines()
    assert "staircase, L=4.321 d=21 method=gd" in done.stdout
    assert "escape/fig4" in done.stdout
