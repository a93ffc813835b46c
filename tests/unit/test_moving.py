"""Moving pictures: numbers are rounded, a path stays at its last point, and a picture has the arrays that its script gave."""

import json

import numpy as np
import pytest

from scripts.moving import Axis, Cell, Curve, Panel, Picture, Slider, as_json, held, positions, rounded, scientific, span


def test_numbers_are_rounded_to_a_place_that_the_largest_gives():
    assert rounded([123.456, 0.04, -0.04, np.nan]) == [123.5, 0, 0, None]
    assert rounded(np.array([[0.0012345678, -1e-9]])) == [[0.001235, 0]]
    assert rounded([0, 0]) == [0, 0]


def test_what_is_rounded_is_json():
    assert json.dumps(rounded([[1.0, np.inf], [2.5, -np.inf]]), allow_nan=False) == "[[1, null], [2.5, null]]"


@pytest.mark.parametrize(
    ("exponent", "said"),
    [(-7.0, "1.0·10<sup>-7</sup>"), (3.5, "3.2·10<sup>3</sup>"), (-0.5, "0.32"), (3.9999, "1.0·10<sup>4</sup>"), (np.nan, "-")],
)
def test_powers_of_ten_are_said_in_two_digits(exponent, said):
    assert scientific(exponent) == said


def test_a_path_stays_where_it_ended():
    path = np.array([[[1.0, 2.0], [3.0, 4.0], [np.nan, np.nan]], [[5.0, 6.0], [7.0, 8.0], [9.0, 10.0]]])
    np.testing.assert_array_equal(held(path), [[[1, 2], [3, 4], [3, 4]], [[5, 6], [7, 8], [9, 10]]])


def test_axes_hold_all_that_is_drawn_and_decades_have_whole_ticks():
    found = span([[1.0, np.nan], [[3.0]]], Axis("x"))
    assert found["range"][0] < 1
    assert found["range"][1] > 3
    assert span([[0.0, 47.0]], Axis("x", decades=True))["dtick"] == 10
    assert span([[2.0]], Axis("x", limits=(-1.0, 1.0)))["range"] == [-1, 1]
    assert span([], Axis("x"))["range"] == [-0.04, 1.04]


def test_a_picture_has_a_cell_for_every_position_and_shared_arrays_once():
    sliders = [Slider("L", "L", [1, 3], -1), Slider("eta", "η", ["= 1/(4*L)"])]
    background = np.array([1.0, 2.0])
    panel = Panel("f", Axis("t"), Axis(""), [Curve("", "grey"), Curve("GD", "blue", "grows")])
    cells = {
        name: Cell(["now"], [[{"x": background, "y": background}, {"x": [values["L"]], "y": [5]}]]) for name, values in positions(sliders)
    }
    found = as_json(Picture("title", "text", sliders, [panel], cells))
    assert set(found["cells"]) == {"0,0", "1,0"}
    assert [(slider["values"], slider["start"]) for slider in found["sliders"]] == [(["1", "3"], 1), (["1/(4L)"], 0)]
    still, grows = found["cells"]["1,0"]["panels"][0]["curves"]
    assert still["x"] == still["y"] == found["cells"]["0,0"]["panels"][0]["curves"][0]["x"]
    assert found["arrays"][still["x"]] == [1, 2]
    assert found["arrays"][grows["x"]] == [3]
