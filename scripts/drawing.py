"""The plot stage: from the studies of a figure to its PDF, SVG and PNG, byte for byte the same from run to run."""

import os
from pathlib import Path

import numpy as np

from scripts import choices
from scripts.job import arguments, job, whole
from scripts.study import Study

DIGITS = 10
"""Digits of a position, in widths and heights of the figure."""
FIXED_DATE = "0"
"""Written into the PDF in place of the time of the run."""


def settle(drawn):
    """Lay a figure out, once for all formats. Positions are rounded: the layout's solver goes by addresses in memory, and ends in another
    last digit from process to process, of which the names of an SVG's clip paths are made.
    """
    drawn.draw_without_rendering()
    drawn.set_layout_engine(None)
    for axes in drawn.axes:
        axes.set_position(np.round(axes.get_position(original=True).bounds, DIGITS))


def main():
    """Draw a figure, `<paper>/<name>`, with the function draw of its script: (studies by name) -> matplotlib figure."""
    given = arguments(figure=None, studies={"nargs": "+", "required": True}, results=None, output=None)
    stem = Path(given.output).with_suffix("")
    with job(f"plot {given.figure}", given.log):
        os.environ["SOURCE_DATE_EPOCH"] = FIXED_DATE
        np.random.seed(0)  # noqa: NPY002 (seaborn spreads points with the global generator)
        script = choices.load(choices.SCRIPTS, "plots", given.figure.replace("/", "."))
        drawn = script.draw(**{name: Study(name, given.results) for name in given.studies})
        settle(drawn)
        for suffix, metadata in ((".pdf", None), (".svg", {"Date": None}), (".png", None)):
            with whole(str(stem) + suffix) as part:
                drawn.savefig(part, format=suffix[1:], metadata=metadata)


if __name__ == "__main__":
    main()
