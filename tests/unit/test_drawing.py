"""A figure's bytes do not depend on the last digit that the layout's solver ends in."""

import io

import numpy as np
import pytest

from scripts import drawing, style


@pytest.fixture(autouse=True)
def our_style():
    """Figures look as those of the plot stage."""
    style.use()


def drawn(shift: float) -> bytes:
    """The SVG of a figure whose axes the layout has put so far beside their places."""
    fig, axes = style.figure(1, 2)
    axes[0].fill_between([0, 1], [1, 2])
    axes[0].set_ylabel("height")
    fig.draw_without_rendering()
    fig.set_layout_engine(None)
    for axis in axes:
        axis.set_position(np.array(axis.get_position().bounds) + shift)
    drawing.settle(fig)
    file = io.BytesIO()
    fig.savefig(file, format="svg", metadata={"Date": None})
    return file.getvalue()


def test_a_layout_that_differs_in_the_last_digit_gives_the_same_bytes():
    assert drawn(0.0) == drawn(1e-15)


def test_a_layout_that_differs_visibly_gives_others():
    assert drawn(0.0) != drawn(1e-3)


@pytest.mark.parametrize("columns", [1, 3])
def test_axes_stay_where_the_layout_has_put_them(columns):
    fig, axes = style.figure(1, columns, squeeze=False)
    drawing.settle(fig)
    settled = np.array([axis.get_position().bounds for axis in axes.ravel()])
    assert not np.allclose(settled[0], (0.125, 0.11, 0.775, 0.77), atol=0.01)  # where matplotlib puts axes without a layout
    np.testing.assert_allclose(settled, np.round(settled, drawing.DIGITS), rtol=0, atol=1e-13)
