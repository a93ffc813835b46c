"""Plots of the instruments' results are 5.5 inches wide, every text is readable, and matplotlib's settings do not change."""

import matplotlib
import pytest
import torch
from conserved_modules import cnn, mean_square, normal, relu
from legible import faults
from neuron_modules import landscape
from torch import nn
from torch.nn.functional import cross_entropy

from descent.instruments import conserved, drift, margins, one_neuron, picture, saddles
from descent.zoo import octopus
from scripts import style

POINTS, LABELS = torch.eye(4)[:, :3] + 0.1, torch.arange(4) % 2


@pytest.fixture(autouse=True)
def double():
    """Tensors are float64 here, and matplotlib opens no window."""
    matplotlib.use("agg")
    torch.set_default_dtype(torch.float64)
    yield
    torch.set_default_dtype(torch.float32)


def of_laws(module, form="diagonal"):
    return conserved(module, normal((4,), (2,)), mean_square, form)


def of_drift(optimiser):
    return drift(relu(4, 6, 5, 2, biases=True), normal((4,), (2,), 16), mean_square, {optimiser: {"lr": 0.01}}, 20)


def of_saddles(steps):
    module = octopus.build(torch.Generator().manual_seed(0), d=4)
    return saddles(module, optimiser={"SGD": {"lr": 0.25}}, steps=steps)


def of_margins(*layers, steps=300):
    torch.manual_seed(0)
    return margins(nn.Sequential(*layers), (POINTS.double(), LABELS), steps=steps, until=4, record=5)


def of_neuron(**settings):
    return one_neuron(*landscape("three_points")[1], **settings)


def linear(d, out):
    return nn.Linear(d, out, bias=False)


RESULTS = {
    "laws": lambda: of_laws(relu(4, 6, 5, 2, biases=True)),
    "laws, none": lambda: of_laws(nn.Sequential(nn.Linear(4, 3), nn.Tanh(), nn.Linear(3, 2))),
    "laws of a CNN": lambda: conserved(cnn(), normal((1, 8, 8), (3,)), mean_square),
    "drift of GD": lambda: of_drift("SGD"),
    "drift of Adam": lambda: of_drift("Adam"),
    "saddles": lambda: of_saddles(100),
    "saddles, none": lambda: of_saddles(1),
    "margins of a linear net": lambda: of_margins(linear(3, 4), linear(4, 1)),
    "margins of a ReLU net": lambda: of_margins(linear(3, 6), nn.ReLU(), linear(6, 2)),
    "margins, no late phase": lambda: of_margins(linear(3, 4), linear(4, 1), steps=1),
    "one neuron": lambda: of_neuron(steps=200),
    "one neuron, not needed": lambda: one_neuron(nn.Linear(3, 2), (POINTS, LABELS), cross_entropy),
}


@pytest.mark.parametrize("name", RESULTS)
def test_every_text_of_a_plot_is_readable(name):
    before = dict(matplotlib.rcParams)
    figure = RESULTS[name]().plot()
    assert figure.get_figwidth() == 5.5
    assert faults(figure) == []
    assert dict(matplotlib.rcParams) == before
    assert {text.get_fontname() for axis in figure.axes for text in (*axis.get_xticklabels(), axis.title)} == {"STIXGeneral"}
    matplotlib.pyplot.close(figure)


def test_colours_are_those_of_the_figures():
    assert style.CYCLE[: len(picture.CYCLE)] == picture.CYCLE
    assert (picture.BLACK, picture.GREY, picture.WIDTH) == (style.BLACK, style.GREY, style.WIDTH)
