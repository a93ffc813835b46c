"""How every figure looks: sizes, fonts, and colours that are safe for colour-blind readers (Okabe and Ito 2008)."""

import contextlib
import itertools
import os
import textwrap

import numpy as np

with contextlib.chdir(os.path.dirname(__file__)):  # in the folder of the call matplotlib would read a matplotlibrc
    import matplotlib
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.figure import Figure

    from scripts import scales

BLUE, ORANGE, GREEN, RED, PURPLE, SKY, YELLOW, BLACK, GREY = (
    "#0072B2",
    "#E69F00",
    "#009E73",
    "#D55E00",
    "#CC79A7",
    "#56B4E9",
    "#C9B200",
    "#000000",
    "#8A8A8A",
)
CYCLE = (BLUE, ORANGE, GREEN, RED, PURPLE, SKY, YELLOW, BLACK)

WIDTH, FONT = 7.0, 8.0
"""Inches and points that figures are laid out for; style.width and style.font_size of the configuration may be others."""
LETTERS, LINE = 140, 1.2
"""Letters in a line of a note at that size, and the distance of its lines in sizes of its font."""
SIZES = {
    "font.size": 8,
    "axes.titlesize": 9,
    "axes.labelsize": 8,
    "legend.fontsize": 7.5,
    "xtick.labelsize": 7.5,
    "ytick.labelsize": 7.5,
}
"""Points of text, at a font of 8 points."""
RC = {
    "figure.dpi": 200,
    "font.family": "DejaVu Sans",
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.grid": True,
    "grid.color": "#E6E6E6",
    "grid.linewidth": 0.6,
    "axes.axisbelow": True,
    "legend.frameon": False,
    "lines.linewidth": 1.4,
    "axes.prop_cycle": matplotlib.cycler(color=CYCLE),
    "svg.hashsalt": "descent",
    "pdf.fonttype": 42,
    "pgf.texsystem": "pdflatex",
    "pgf.rcfonts": False,  # text in a PGF has the font of the document that shows it
}


_shown = {"notes": True}


def use(width: float = WIDTH, font_size: float = FONT, notes: bool = True):
    """Have all figures of this process in our style, whatever a matplotlibrc says.

    width: inches; font_size: points, of axes' labels; notes: whether figures say below them what was run.
    """
    _shown["notes"] = notes
    matplotlib.rcdefaults()
    sizes = {name: size * font_size / FONT for name, size in SIZES.items()}
    matplotlib.rcParams.update(RC | sizes | {"figure.figsize": (width, width)})
    scales.register()


def points(size: float) -> float:
    """The size of a text that has so many points in a figure with a font of 8 points."""
    return size * matplotlib.rcParams["font.size"] / FONT


def figure(rows: int = 1, columns: int = 1, height: float = 2.6, **options):
    """A figure with axes in our style. height: inches a row. Returns (figure, axes)."""
    fig = Figure(figsize=(matplotlib.rcParams["figure.figsize"][0], height * rows), layout="constrained")
    FigureCanvasAgg(fig)  # the layout is measured at the figure's own resolution
    return fig, fig.subplots(rows, columns, **options)


def colours(values, known: dict) -> dict:
    """A colour for every value: its own where it is known, else what is left of the cycle."""
    spare = itertools.cycle(colour for colour in CYCLE if colour not in known.values())
    return {value: known[value] if value in known else next(spare) for value in values}


def note(fig, text: str):
    """Say below a figure what was run and by which method. More lines than at WIDTH and FONT make the figure higher."""
    if not _shown["notes"]:
        return
    text, size = " ".join(text.split()), points(7)
    lines = textwrap.wrap(text, max(20, int(LETTERS * fig.get_figwidth() / WIDTH * 7 / size)))
    more = len(lines) - len(textwrap.wrap(text, LETTERS))
    fig.set_figheight(fig.get_figheight() + max(0, more) * LINE * size / 72)
    fig.supxlabel("\n".join(lines), fontsize=size, color="#555555", x=0.01, ha="left")


def thousands(axis):
    """Write large numbers on a linear axis without an offset."""
    axis.set_major_formatter(matplotlib.ticker.FuncFormatter(lambda value, _: f"{value:,.0f}"))


def strands(x, y):
    """Many curves as one line with gaps, which draws far faster than many lines. x: (points,) or (runs, points); y: (runs, points)."""
    return [np.pad(np.broadcast_to(values, y.shape).astype(float), ((0, 0), (0, 1)), constant_values=np.nan).ravel() for values in (x, y)]


def formula(expression: str) -> str:
    """A configuration's expression for an axis: `= 1/(4*L)` as `1/(4L)`."""
    return str(expression).removeprefix("=").strip().replace("*", "").replace("ell", "$\\ell$")
