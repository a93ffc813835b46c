"""The look of every figure: its size, its font, its colours and its panels."""

import contextlib
import itertools
import os
import re

import numpy as np

with contextlib.chdir(os.path.dirname(__file__)):  # in the folder of the call matplotlib would read a matplotlibrc
    import matplotlib
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.figure import Figure

    from scripts import scales

BLUE, ORANGE, GREEN, RED, PURPLE, SKY, INDIGO, BLACK, GREY = (
    "#0075D7",
    "#E59F00",
    "#005E4A",
    "#CF4111",
    "#8F5F84",
    "#5CBFF0",
    "#341B84",
    "#000000",
    "#9A9A9A",
)
CYCLE = (BLUE, ORANGE, GREEN, RED, PURPLE, SKY, INDIGO, BLACK)
"""Any two of these differ, also for readers with colour-blindness of any of three kinds (tests/unit/test_style.py)."""

WIDTH, FONT = 5.5, 9.0
"""The default width of a figure in inches, which is that of a paper's text, and the size of axes' labels in points."""
LINE = 1.2
"""The distance between lines of text, divided by the size of their font."""
SPACED = 1.5
"""The same of the lines of a legend."""
SIZES = {
    "font.size": 9,
    "axes.titlesize": 9.5,
    "axes.labelsize": 9,
    "legend.fontsize": 8,
    "xtick.labelsize": 8,
    "ytick.labelsize": 8,
}
"""Sizes of texts in points, for a font of 9 points."""
GREEK = {
    "gamma": "γ",
    "delta": "δ",
    "sigma": "σ",
    "eps": "ε",
    "eta": "η",
    "tau": "τ",
    "rho": "ρ",
    "ell": "ℓ",
    "nu": "ν",
    "lam": "λ",
    "mu": "μ",
}
"""Letters of the papers by their names in the configuration."""
RC = {
    "figure.dpi": 250,
    "font.family": "serif",
    "font.serif": ["STIXGeneral", "STIX Two Text", "Times New Roman", "Times"],
    "mathtext.fontset": "stix",
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.linewidth": 0.7,
    "axes.grid": True,
    "grid.color": "#E6E6E6",
    "grid.linewidth": 0.5,
    "axes.axisbelow": True,
    "axes.titlelocation": "left",
    "axes.titlepad": 4,
    "axes.labelpad": 2.5,
    "legend.frameon": False,
    "legend.handlelength": 1.5,
    "legend.borderaxespad": 0.3,
    "legend.labelspacing": 0.3,
    "lines.linewidth": 1.3,
    "axes.prop_cycle": matplotlib.cycler(color=CYCLE),
    "svg.hashsalt": "descent",
    "svg.fonttype": "none",
    "pdf.fonttype": 42,
    "pgf.texsystem": "pdflatex",
    "pgf.rcfonts": False,  # text in a PGF has the font of the document that shows it
}


class Picture(Figure):
    """A figure with a note on what was run."""

    note = ""


def use(width: float = WIDTH, font_size: float = FONT):
    """Draw all figures of this process in this style, whatever a matplotlibrc says. width: inches; font_size: size of axes' labels in
    points.
    """
    matplotlib.rcdefaults()
    sizes = {name: size * font_size / FONT for name, size in SIZES.items()}
    matplotlib.rcParams.update(RC | sizes | {"figure.figsize": (width, width)})
    scales.register()


def points(size: float) -> float:
    """The size of a text that has this many points in a figure with a font of 9 points."""
    return size * matplotlib.rcParams["font.size"] / FONT


def empty(height: float) -> Picture:
    """A figure without axes, with the width of the style. height: inches."""
    fig = Picture(figsize=(matplotlib.rcParams["figure.figsize"][0], height), layout="constrained")
    FigureCanvasAgg(fig)  # the layout is measured at the figure's own resolution
    return fig


def fitting(columns: int, least: float) -> int:
    """The number of panels that fit beside each other, at most `columns`, each at least `least` inches wide."""
    return max(1, min(columns, int(matplotlib.rcParams["figure.figsize"][0] / least + 1e-9)))


def figure(rows: int = 1, columns: int = 1, height: float = 2.1, least: float = 1.5, squeeze: bool = True, **options):
    """A figure with panels in rows and columns. If they were too narrow, fewer stand beside each other, in the same order.

    height: inches per row; least: the least width of a panel in inches; options: of Figure.subplots; a narrow figure keeps only the shared
    axes. Returns (figure, axes) with axes of shape (rows, columns), squeezed as Figure.subplots does.
    """
    across = fitting(columns, least)
    if across == columns:
        fig = empty(height * rows)
        return fig, fig.subplots(rows, columns, squeeze=squeeze, **options)
    count = rows * columns
    down = -(-count // across)
    fig, axes = empty(height * down), np.empty((rows, columns), dtype=object)
    for place, (row, column) in enumerate(np.ndindex(rows, columns)):
        shared = {side: _first(axes, options.get(side, False), row, column) for side in ("sharex", "sharey")}
        axes[row, column] = fig.add_subplot(down, across, place + 1, **shared, **options.get("subplot_kw", {}))
    return fig, axes.squeeze() if squeeze else axes


def _first(axes, sharing, row: int, column: int):
    """The panel with which another shares an axis: in the same row or column, or the first of all."""
    first = {"row": (row, 0), "col": (0, column), "all": (0, 0), True: (0, 0)}.get(sharing)
    return axes[first] if first is not None else None


def panels(count: int, height: float = 2.1, least: float = 1.5, most: int = 3, **options):
    """A figure with `count` panels in evenly filled rows. most: the most panels in a row. Returns (figure, axes) with axes of shape
    (count,).
    """
    rows = -(-count // fitting(min(count, most), least))
    across = -(-count // rows)
    fig, axes = figure(rows, across, height, least, squeeze=False, **options)
    for spare in axes.flat[count:]:
        spare.remove()
    return fig, axes.ravel()[:count]


def ruler(fig: Picture, size: float):
    """A function that gives the width of a line of text in points. size: points of its font."""
    font = matplotlib.font_manager.FontProperties(size=size)
    measured = fig.canvas.get_renderer().get_text_width_height_descent
    return lambda line: measured(line, font, "$" in line)[0] * 72 / fig.dpi


def grow(fig: Picture, inches: float, below: float = 0.0):
    """Make a figure higher: by some inches that the layout has, and by some below it that are free for texts."""
    height, (x, y, width, part) = fig.get_figheight(), fig.get_layout_engine().get()["rect"]
    grown = height + inches + below
    fig.set_figheight(grown)
    fig.get_layout_engine().set(rect=(x, (y * height + below) / grown, width, (part * height + inches) / grown))
    for text in fig.texts:
        text.set_y((text.get_position()[1] * height + below) / grown)


def write_below(fig: Picture, lines: list[tuple[str, dict]], size: float):
    """Write lines of text below everything in a figure. lines: each with its properties; size: points."""
    apart = LINE * size / 72
    grow(fig, 0.0, below=(len(lines) + 0.5) * apart)
    for number, (line, look) in enumerate(lines):
        fig.text(0.01, (len(lines) - number - 0.7) * apart / fig.get_figheight(), line, va="baseline", size=size, **look)


def legend(fig: Picture, handles, side: str = "upper"):
    """Add a legend above ("upper") or below ("lower") all panels of a figure, in as many columns as fit. The figure becomes higher."""
    size = matplotlib.rcParams["legend.fontsize"]
    beside = sum(matplotlib.rcParams[f"legend.{name}"] for name in ("handlelength", "handletextpad", "columnspacing")) * size
    widest = max(map(ruler(fig, size), (handle.get_label() for handle in handles))) + beside
    rows = -(-len(handles) // max(1, int(72 * fig.get_figwidth() / widest)))
    grow(fig, rows * SPACED * size / 72)
    fig.legend(handles=handles, loc=f"outside {side} center", ncols=-(-len(handles) // rows))


def shades(colour: str, count: int) -> list[tuple[float, float, float]]:
    """`count` shades of a colour from light to dark, for the values of an ordered parameter."""
    rgb = np.array(matplotlib.colors.to_rgb(colour))
    mixed = np.linspace(-0.6, 0.5, count) if count > 1 else [0.0]
    return [tuple(rgb + (1 - rgb) * -part if part < 0 else rgb * (1 - part)) for part in mixed]


def colours(values, known: dict) -> dict:
    """A colour for every value: its own if it is in `known`, otherwise an unused one of the cycle."""
    spare = itertools.cycle(colour for colour in CYCLE if colour not in known.values())
    return {value: known[value] if value in known else next(spare) for value in values}


def note(fig: Picture, text: str):
    """Set what was run and by which method: the last part of the caption or, for slides, a text below the figure."""
    fig.note = " ".join(text.split())


def strands(x, y):
    """Many curves as one line with gaps, which is drawn much faster than many lines. x: (points,) or (runs, points); y: (runs, points)."""
    return [np.pad(np.broadcast_to(values, y.shape).astype(float), ((0, 0), (0, 1)), constant_values=np.nan).ravel() for values in (x, y)]


def formula(expression: str) -> str:
    """An expression of the configuration for a figure: `= 1/(4*L)` becomes `1/(4L)`, and names of Greek letters become letters."""
    text = str(expression).removeprefix("=").strip().replace("*", "")
    return re.sub("|".join(GREEK), lambda name: GREEK[name[0]], text)
