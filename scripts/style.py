"""How every figure looks: sizes, fonts, and colours that are safe for colour-blind readers (Okabe and Ito 2008)."""

import itertools
import textwrap

import matplotlib
import numpy as np
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure

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

WIDTH = 7.0
"""Width of a figure in inches: two columns of a paper."""

RC = {
    "figure.dpi": 200,
    "font.family": "DejaVu Sans",
    "font.size": 8,
    "axes.titlesize": 9,
    "axes.labelsize": 8,
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.grid": True,
    "grid.color": "#E6E6E6",
    "grid.linewidth": 0.6,
    "axes.axisbelow": True,
    "legend.frameon": False,
    "legend.fontsize": 7.5,
    "lines.linewidth": 1.4,
    "xtick.labelsize": 7.5,
    "ytick.labelsize": 7.5,
    "axes.prop_cycle": matplotlib.cycler(color=CYCLE),
    "svg.hashsalt": "descent",
    "pdf.fonttype": 42,
}


def figure(rows: int = 1, columns: int = 1, height: float = 2.6, **options):
    """A figure with axes in our style. height: inches a row. Returns (figure, axes)."""
    matplotlib.rcParams.update(RC)
    fig = Figure(figsize=(WIDTH, height * rows), layout="constrained")
    FigureCanvasAgg(fig)  # the layout is measured at the figure's own resolution
    return fig, fig.subplots(rows, columns, **options)


def colours(values, known: dict) -> dict:
    """A colour for every value: its own where it is known, else what is left of the cycle."""
    spare = itertools.cycle(colour for colour in CYCLE if colour not in known.values())
    return {value: known[value] if value in known else next(spare) for value in values}


def note(fig, text: str):
    """Say below a figure what was run and by which method."""
    fig.supxlabel(textwrap.fill(" ".join(text.split()), 140), fontsize=7, color="#555555", x=0.01, ha="left")


def thousands(axis):
    """Write large numbers on a linear axis without an offset."""
    axis.set_major_formatter(matplotlib.ticker.FuncFormatter(lambda value, _: f"{value:,.0f}"))


def strands(x, y):
    """Many curves as one line with gaps, which draws far faster than many lines. x: (points,) or (runs, points); y: (runs, points)."""
    return [np.pad(np.broadcast_to(values, y.shape).astype(float), ((0, 0), (0, 1)), constant_values=np.nan).ravel() for values in (x, y)]


def formula(expression: str) -> str:
    """A configuration's expression for an axis: `= 1/(4*L)` as `1/(4L)`."""
    return str(expression).removeprefix("=").strip().replace("*", "").replace("ell", "$\\ell$")
