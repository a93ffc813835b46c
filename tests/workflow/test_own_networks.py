"""Users' own networks, end to end. A mistake in a file, its optimiser or its settings gives one line that names its place."""

import numpy as np
import pandas as pd
import pytest
from project import CONFIGURATION, says

FILE = '''"""Lines through points."""

import torch
from torch import nn


def build(generator, width=3):
    """A small net."""
    return nn.Sequential(nn.Linear(2, width), nn.Tanh(), nn.Linear(width, 1))


def data(generator, points=8):
    """Random points."""
    x = torch.randn(points, 2, generator=generator)
    return x, x.sum(1, keepdim=True)


def loss(outputs, targets):
    """Squared error."""
    return nn.functional.mse_loss(outputs, targets)
'''
STUDY = {
    "paper": "own",
    "file": "my_net.py",
    "seeds": 2,
    "grid": {"optimiser": [{"SGD": {"lr": 0.1}}]},
    "fixed": {"steps": 20, "record": 5},
}
NET, X, SUM, ERROR = (
    "nn.Sequential(nn.Linear(2, width), nn.Tanh(), nn.Linear(width, 1))",
    "torch.randn(points, 2, generator=generator)",
    "x, x.sum(1, keepdim=True)",
    "nn.functional.mse_loss(outputs, targets)",
)
"""Parts of the file, in lines 9, 14, 15 and 20."""


def optimised(*optimisers):
    """The study with other optimisers."""
    return STUDY | {"grid": {"optimiser": list(optimisers)}}


BEFORE = {
    "a file that is not there": (FILE, STUDY | {"file": "my_nets.py"}, ["experiments.mine.file = my_nets.py", "there is no such file in "]),
    "no Python": (FILE.replace("return x,", "return x,,"), STUDY, ["my_net.py:15: ", "invalid syntax"]),
    "a library that is not there": (FILE.replace("import torch\n", "import torchh\n"), STUDY, ["my_net.py:3: ", "torchh"]),
    "code that fails when it is imported": (f"{FILE}\n\nSIZE = 1 / 0\n", STUDY, ["my_net.py:23: ZeroDivisionError"]),
    "no build": (FILE.replace("def build", "def built"), STUDY, ["my_net.py has no function build(generator)"]),
    "a loss of other names": (
        FILE.replace("loss(outputs, targets)", "loss(y, x)"),
        STUDY,
        ["my_net.py:18: loss takes y, x", "outputs"],
    ),
    "a setting without a default": (FILE.replace("width=3", "width"), STUDY, ["my_net.py:7: width, a setting of build", "default"]),
    "a setting that build does not take": (FILE, STUDY | {"fixed": {"widht": 4}}, ["experiments.mine.fixed.widht = 4", "unknown", "width"]),
    "a setting of another kind": (FILE, STUDY | {"fixed": {"width": "wide"}}, ["experiments.mine.width = wide", "number"]),
    "an optimiser that does not exist": (FILE, optimised({"SDG": {"lr": 0.1}}), ["experiments.mine", "SDG", "allowed: SGD, "]),
    "an argument that does not exist": (FILE, optimised({"SGD": {"rate": 0.1}}), ["experiments.mine", "SGD", "rate", "lr, "]),
    "an argument that is not allowed": (FILE, optimised({"SGD": {"lr": -1}}), ["experiments.mine", "SGD lr=-1", "Invalid learning rate"]),
    "two optimisers in one": (FILE, optimised({"SGD": {"lr": 0.1}, "Adam": {}}), ["experiments.mine.grid.optimiser", "{SGD: {lr: 0.1}}"]),
    "an optimiser that is code": (FILE, optimised("SGD(lr=0.1)"), ["experiments.mine", "SGD(lr=0.1)"]),
    "no optimiser": (FILE, STUDY | {"grid": {"width": [3]}}, ["experiments.mine.fixed.optimiser", "must be given"]),
}
IN_ITS_JOB = {
    "no module": (NET, "3", ["my_net.py:7: build gives int", "torch.nn.Module"]),
    "no parameters": (NET, "nn.Tanh()", ["my_net.py:7: ", "Tanh has no parameters that are trained"]),
    "a build that fails": (NET, "nn.Linear(2, widht)", ["my_net.py:9: ", "build", "NameError", "widht"]),
    "data that are no pair": (SUM, "x", ["my_net.py:12: data gives Tensor", "(inputs, targets)"]),
    "data that the module does not take": (
        X,
        "torch.randn(points, 3, generator=generator)",
        ["Sequential.forward", "RuntimeError", "shapes"],
    ),
    "targets of another shape": (SUM, "x, x.sum(1)", ["my_net.py:20: ", "loss of outputs (8, 1), targets (8,)", "size"]),
    "targets of another number": (SUM, "x, x[:3]", ["my_net.py:20: ", "loss of outputs (8, 1), targets (3, 2)"]),
    "a loss of many numbers": (ERROR, "(outputs - targets) ** 2", ["my_net.py:18: the loss is (8, 1)", "a tensor of one number"]),
    "a loss that is no tensor": (ERROR, "0.0", ["my_net.py:18: the loss is float", "a tensor of one number"]),
    "a loss that is not finite": (ERROR, f"{ERROR} / 0", ["my_net.py:18: the loss is inf", "a finite number"]),
    "a loss that does not depend on the parameters": (ERROR, "targets.sum()", ["my_net.py:18: the loss does not depend on the parameters"]),
}


@pytest.fixture(scope="module")
def mine(pristine, tmp_path_factory):
    """A project with users' own studies only."""
    project = pristine.copy(tmp_path_factory.mktemp("networks") / "project")
    project.configure(CONFIGURATION | {"experiments": {"mine": STUDY}, "figures": {}})
    return project


@pytest.fixture(scope="module")
def said(mine):
    """The output of one call that runs every file of IN_ITS_JOB, each as a separate experiment."""
    studies = {mistake.replace(" ", "_"): part for mistake, part in IN_ITS_JOB.items()}
    for name, (old, new, _) in studies.items():
        mine.write(f"{name}.py", FILE)
        mine.edit(f"{name}.py", old, new)
    mine.change(experiments={name: STUDY | {"file": f"{name}.py"} for name in studies}, results="results")
    done = mine.run("--keep-going", *(f"results/metrics/{name}.csv" for name in studies))
    assert mine.files("runs/**/*.parquet", "metrics/*.csv") == {}
    return done


@pytest.mark.parametrize("mistake", BEFORE)
def test_a_mistake_stops_before_the_first_job(mine, mistake):
    text, study, parts = BEFORE[mistake]
    mine.write("my_net.py", text)
    mine.change(experiments={"mine": study}, results="results/none")
    says(mine.run(), "config: ", *parts)
    assert not (mine.root / "results/none").exists()


@pytest.mark.parametrize("mistake", IN_ITS_JOB)
def test_what_only_running_it_shows_is_one_line_of_its_job(said, mistake):
    name, parts = mistake.replace(" ", "_"), IN_ITS_JOB[mistake][2]
    says(said, f"train {name}/", *(part.replace("my_net.py", f"{name}.py") for part in parts))


def test_a_study_comes_to_its_figure_and_a_run_that_diverges_is_a_row_that_says_at_which_iteration(mine):
    mine.write("my_net.py", FILE)
    mine.change(experiments={"mine": optimised({"SGD": {"lr": 0.1}}, {"SGD": {"lr": 1e30}})}, results="results")
    mine.build("own_mine")
    table = pd.read_csv(mine.root / "results/metrics/mine.csv").set_index("optimiser")
    good, bad = table.loc["SGD lr=0.1"], table.loc["SGD lr=1e+30"]
    assert set(good["status"]) == {"completed"}
    assert np.isfinite(good["loss"]).all()
    assert set(bad["status"]) == {"diverged"}
    assert bad["iterations"].between(1, 10).all()
    assert (mine.root / "results/figures/own/mine.pdf").is_file()
