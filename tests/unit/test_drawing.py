"""A figure's bytes do not depend on the last digits of the layout's solver or of logarithms, nor on the system's fonts."""

import ast
import io
from pathlib import Path

import matplotlib
import numpy as np
import pytest
from matplotlib.font_manager import FontProperties, findfont

from scripts import arranging, style


@pytest.fixture(autouse=True)
def our_style():
    """Figures have the style of the plot stage."""
    style.use()


def drawn(shift: float) -> bytes:
    """The SVG of a figure whose axes are shifted by `shift` after the layout has placed them."""
    fig, axes = style.figure(1, 2)
    axes[0].fill_between([0, 1], [1, 2])
    axes[0].set_ylabel("height")
    fig.draw_without_rendering()
    fig.set_layout_engine(None)
    for axis in axes:
        axis.set_position(np.array(axis.get_position().bounds) + shift)
    arranging.arrange(fig)
    file = io.BytesIO()
    fig.savefig(file, format="svg", metadata={"Date": None})
    return file.getvalue()


def test_a_layout_that_differs_in_the_last_digit_gives_the_same_bytes():
    assert drawn(0.0) == drawn(1e-15)


def test_a_layout_that_differs_visibly_gives_others():
    assert drawn(0.0) != drawn(1e-3)


def test_lines_break_at_spaces_but_not_in_formulas_nor_before_a_per_cent_sign():
    assert arranging.words("at $D = 16$: 89 % within 3 %, or so") == ["at", "$D = 16$:", "89 %", "within", "3 %,", "or", "so"]


def is_a_set(node: ast.expr) -> bool:
    """Whether an expression is a set as it stands: `{...}`, `set(...)`, or an operation with one."""
    if isinstance(node, ast.BinOp):
        return is_a_set(node.left) or is_a_set(node.right)
    called = getattr(node.func, "id", None) if isinstance(node, ast.Call) else None
    return isinstance(node, ast.Set | ast.SetComp) or called in ("set", "frozenset")


def loops_over_sets(text: str) -> list[int]:
    """The lines of a program on which a loop, a list or a mapping takes the elements of a set in the set's own order."""
    nodes = list(ast.walk(ast.parse(text)))
    loops = [node for node in nodes if isinstance(node, ast.For)]
    loops += [part for node in nodes if isinstance(node, ast.ListComp | ast.GeneratorExp | ast.DictComp) for part in node.generators]
    return [loop.iter.lineno for loop in loops if is_a_set(loop.iter)]


def test_nothing_is_drawn_in_the_order_of_a_set():
    """Python orders the texts of a set differently in every process, and where lines cross the last one drawn is on top."""
    assert loops_over_sets("for x in set(y): draw(x)\nz = [x for x in {1} | y]\nfor x in sorted(set(y)): draw(x)") == [1, 2]
    files = [path for folder in ("plots", "lecture") for path in (Path(style.__file__).parent / folder).rglob("*.py")]
    assert {path.name: loops_over_sets(path.read_text()) for path in files if loops_over_sets(path.read_text())} == {}


@pytest.mark.parametrize("columns", [1, 3])
def test_axes_stay_where_the_layout_has_put_them(columns):
    fig, axes = style.figure(1, columns, squeeze=False)
    arranging.arrange(fig)
    settled = np.array([axis.get_position().bounds for axis in axes.ravel()])
    assert not np.allclose(settled[0], (0.125, 0.11, 0.775, 0.77), atol=0.01)  # where matplotlib puts axes without a layout
    np.testing.assert_allclose(settled, np.round(settled, arranging.DIGITS), rtol=0, atol=1e-13)


@pytest.mark.parametrize("scale", [{"value": "log"}, {"value": "symlog", "linthresh": 1}])
def test_logarithmic_positions_do_not_depend_on_a_last_digit(scale):
    _, axis = style.figure()
    axis.set_xscale(**scale)
    values = np.array([1e-7, 0.001, 0.3, 1.0, 1000.0, 2e30, 10 ** -(0.05 * 10e-10)])
    positions = [axis.xaxis.get_transform().transform(np.nextafter(values, towards)) for towards in (0.0, np.inf)]
    assert (positions[0] == positions[1]).all()
    assert np.allclose(axis.xaxis.get_transform().inverted().transform(positions[0]), values)


@pytest.mark.parametrize("looks", [{}, {"style": "italic"}, {"weight": "bold"}])
def test_fonts_are_those_that_matplotlib_brings(looks):
    font = Path(findfont(FontProperties(**looks), fallback_to_default=False))
    assert font.resolve().is_relative_to(Path(matplotlib.get_data_path()).resolve())
