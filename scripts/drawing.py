"""The plot stage: from the studies of a figure to its PDF, SVG and PNG, byte for byte the same from run to run."""

import inspect
import os
from pathlib import Path

import numpy as np

from descent.records import Incomparable
from descent.statistics import Measured
from scripts.job import arguments, job, whole
from scripts.study import Study

DIGITS = 10
"""Digits of a position, in widths and heights of the figure."""
FIXED_DATE = "0"
"""Written into the PDF in place of the time of the run."""


def measured(measure, rows, parameters=None) -> Measured:
    """What a claim's measure makes of some rows of metrics; no number where the cells that it compares are not all there."""
    record = inspect.signature(measure).parameters["runs"].annotation
    try:
        return measure(record.of(rows), parameters or {})
    except Incomparable:
        return Measured(np.nan, np.nan, np.nan, 0)


def settle(drawn):
    """Lay a figure out, once for all formats. Positions are rounded: the layout's solver goes by addresses in memory, and ends in another
    last digit from process to process, of which the names of an SVG's clip paths are made.
    """
    drawn.draw_without_rendering()
    drawn.set_layout_engine(None)
    for axes in drawn.axes:
        axes.set_position(np.round(axes.get_position(original=True).bounds, DIGITS))


def main(draw):
    """Command line of a plot script. draw: (studies by name) -> matplotlib figure."""
    given = arguments(studies={"nargs": "+", "required": True}, results=None, output=None)
    stem = Path(given.output).with_suffix("")
    with job(f"plot {stem.parent.name}/{stem.name}", given.log):
        os.environ["SOURCE_DATE_EPOCH"] = FIXED_DATE
        np.random.seed(0)  # noqa: NPY002 (seaborn spreads points with the global generator)
        drawn = draw(**{name: Study(name, given.results) for name in given.studies})
        settle(drawn)
        for suffix, metadata in ((".pdf", None), (".svg", {"Date": None}), (".png", None)):
            with whole(str(stem) + suffix) as part:
                drawn.savefig(part, format=suffix[1:], metadata=metadata)
