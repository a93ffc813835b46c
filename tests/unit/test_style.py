"""The style of figures: colours that all readers can distinguish, panels that stay wide enough, texts that fit, captions with notes."""

import itertools

import numpy as np
import pytest
from colorspacious import cspace_convert
from legible import faults

from scripts import arranging, drawing, style, ticks

LEAST = 15
"""Least distance of two colours in CAM02-UCS. 1 is just visible between two large areas side by side; lines and points are small."""


@pytest.fixture(autouse=True)
def our_style():
    """Figures have the style of the plot stage."""
    style.use()


@pytest.mark.parametrize("kind", [None, "deuteranomaly", "protanomaly", "tritanomaly"])
def test_colours_differ_for_readers_with_any_colour_blindness(kind):
    """Simulated by the method of Machado et al. 2009, at full severity."""
    colours = np.array([style.matplotlib.colors.to_rgb(colour) for colour in (*style.CYCLE, style.GREY, "white")])
    if kind:
        colours = np.clip(cspace_convert(colours, {"name": "sRGB1+CVD", "cvd_type": kind, "severity": 100}, "sRGB1"), 0, 1)
    seen = cspace_convert(colours, "sRGB1", "CAM02-UCS")
    assert min(np.linalg.norm(one - other) for one, other in itertools.combinations(seen, 2)) > LEAST


@pytest.mark.parametrize(("width", "across"), [(5.5, 3), (3.25, 2), (2.0, 1)])
def test_panels_go_below_each_other_where_a_figure_is_narrow(width, across):
    style.use(width)
    fig, axes = style.figure(2, 3)
    fig.draw_without_rendering()
    assert axes.shape == (2, 3)
    assert len({round(axis.get_position().x0, 2) for axis in axes.flat}) == across
    assert [axis.get_subplotspec().num1 for axis in axes.flat] == list(range(6))


@pytest.mark.parametrize(("count", "rows", "across"), [(1, 1, 1), (4, 2, 2), (5, 2, 3), (6, 2, 3)])
def test_so_many_panels_fill_their_rows(count, rows, across):
    _, axes = style.panels(count)
    places = {axis.get_subplotspec().get_gridspec().get_geometry() for axis in axes}
    assert len(axes) == count
    assert places == {(rows, across)}


def test_rows_share_an_axis_in_a_narrow_figure_too():
    style.use(3.25)
    _, axes = style.figure(2, 3, sharey="row")
    axes[0, 2].set_ylim(3, 4)
    assert [axis.get_ylim() for axis in axes[0]] == [(3, 4)] * 3
    assert axes[1, 0].get_ylim() != (3, 4)


def test_titles_have_letters_and_lines_that_fit():
    fig, axes = style.figure(1, 2)
    axes[0].set_title("a finding that takes far more than one line above its panel, $x + y$ and all")
    axes[1].set_title("short")
    arranging.arrange(fig)
    first, second = (axis.get_title("left") for axis in axes)
    assert (first[:4], second) == ("(a) ", "(b) short")
    assert "\n" in first
    assert "$x + y$" in first.replace("\n", " ")
    assert faults(fig) == []


def test_a_single_panel_has_no_letter():
    fig, axis = style.figure()
    axis.set_title("alone")
    arranging.arrange(fig)
    assert axis.get_title("left") == "alone"


def test_a_note_stands_below_a_figure_where_it_is_wanted():
    fig, _ = style.figure(1, 2)
    style.note(fig, "literal GD, 64 runs")
    height = fig.get_figheight()
    arranging.arrange(fig)
    assert fig.texts == []
    other, _ = style.figure(1, 2)
    style.note(other, "literal GD, 64 runs")
    arranging.arrange(other, notes=True)
    assert [text.get_text() for text in other.texts] == ["literal GD, 64 runs"]
    assert other.get_figheight() > height
    assert other.texts[0].get_window_extent().y1 <= other.axes[0].get_tightbbox().y0
    assert faults(other) == []


@pytest.mark.parametrize(
    ("value", "written"),
    [(3, "$10^{3}$"), (-0.0, "$10^{0}$"), (1e4, "$10^{10^{4}}$"), (26000, "$10^{2.6\\times10^{4}}$"), (0.5, "$10^{0.5}$")],
)
def test_logarithms_are_written_as_the_numbers(value, written):
    axis = style.figure()[1].xaxis
    ticks.powers(axis)
    assert axis.get_major_formatter()(value) == written


def test_a_panel_in_space_has_a_letter():
    fig = style.empty(2.0)
    for place in (1, 2):
        fig.add_subplot(1, 2, place, projection="3d").set_title("path", loc="left")
    arranging.arrange(fig)
    assert [axis.get_title("left") for axis in fig.axes] == ["(a) path", "(b) path"]


def test_a_large_number_on_an_axis_has_a_minus_sign_as_wide_as_others():
    axis = style.figure()[1].xaxis
    ticks.thousands(axis)
    assert [axis.get_major_formatter()(value) for value in (-1000, 0)] == ["\N{MINUS SIGN}1,000", "0"]


def test_zero_has_no_sign():
    assert ticks.number(-0.001) == "0.00"
    assert ticks.number(-0.1, 1) == "-0.1"


def test_a_note_in_a_caption_reads_as_it_was_written():
    publish = pytest.importorskip("docutils.core").publish_parts
    note = "a*b_ `c` |d| 5 \\ 6"
    assert "<p>a*b_ `c` |d| 5 \\ 6</p>" in publish(drawing.in_rst(note), writer="html5")["body"]


def test_texts_that_cannot_be_read_are_found():
    fig, axes = style.figure(1, 2)
    axes[0].set_title("so long a title that it runs into that of the panel beside it")
    axes[1].set_title("short")
    axes[1].set_xlabel("small", fontsize=6)
    fig.text(0.9, 0.5, "over the edge of the figure")
    found = [line.split(":")[0] for line in faults(fig)]
    assert {"on each other", "6.0 points", "cut off"} <= set(found)
