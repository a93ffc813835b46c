"""A user's own study, end to end: it examines the ends of runs and continues to the late phase."""

import numpy as np
import pandas as pd
import pytest
from project import CONFIGURATION, says

FILE = '''"""Two classes of points on two sides of a line, and a net without biases."""

import torch
from torch import nn


def build(generator, width=4, biases=False):
    """Two layers."""
    return nn.Sequential(nn.Linear(2, width, bias=biases), nn.ReLU(), nn.Linear(width, 1, bias=biases))


def data(generator):
    """Points of both classes."""
    x = torch.randn(8, 2, generator=generator)
    x[:, 0] = x[:, 0].abs() + 0.5
    x[4:, 0] *= -1
    return x, torch.tensor([1.0, -1.0]).repeat_interleave(4)[:, None]


def loss(outputs, targets):
    """Smoothed hinge loss with a cube."""
    return torch.relu(1 - targets * outputs).pow(3).mean()
'''
STUDY = {
    "paper": "own",
    "file": "my_net.py",
    "seeds": 3,
    "grid": {"biases": [False, True]},
    "fixed": {"optimiser": {"SGD": {"lr": 0.1}}, "steps": 200, "record": 5, "laws": "none", "plateaus": 0},
}


@pytest.fixture(scope="module")
def mine(pristine, tmp_path_factory):
    """A project with a user's own study only."""
    project = pristine.copy(tmp_path_factory.mktemp("ends") / "project")
    project.configure(CONFIGURATION | {"experiments": {"mine": STUDY}, "figures": {}})
    project.write("my_net.py", FILE)
    return project


def with_looks(**looks):
    """The study with more fixed parameters."""
    return {"mine": STUDY | {"fixed": STUDY["fixed"] | looks}}


def test_ends_and_the_late_phase_come_to_a_table_and_a_figure(mine):
    mine.change(experiments=with_looks(one_neuron=True, margins=50, until=1), results="results")
    mine.build("own_mine")
    table = pd.read_csv(mine.root / "results/metrics/mine.csv")
    biases, none = table[table["biases"] == 1], table[table["biases"] == 0]
    assert set(table["minimum"]) <= {"good", "bad", "saddle", "at infinity", "not converged"}
    assert np.isfinite(table["minimum_loss"]).all()
    assert set(biases["margins"]) == {"not homogeneous"}
    assert biases["degree"].isna().all()
    np.testing.assert_allclose(none["degree"], 2, atol=1e-6)
    assert (mine.root / "results/figures/own/mine.pdf").is_file()


def test_a_setting_that_is_out_of_range_stops_before_the_first_job(mine):
    mine.change(experiments=with_looks(margins=50, until=0), results="results/none")
    says(mine.run(), "config: ", "experiments.mine.until = 0", "greater than 0")
