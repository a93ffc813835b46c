"""The plot stage: from the studies of a figure to its files, byte for byte the same from run to run."""

import inspect
import json
import os
from pathlib import Path

import numpy as np

from scripts import choices, pgf, style
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


def save(drawn, path: str):
    """Write a figure. PGF comes last, since it changes the figure's texts."""
    suffix = Path(path).suffix[1:]
    with whole(path) as part:
        if suffix == "pgf":
            pgf.save(drawn, Path(path), part)
        else:
            drawn.savefig(part, format=suffix, metadata={"Date": None} if suffix == "svg" else None)


def main():
    """Draw a figure, `<paper>/<name>`, with the function draw of its script: studies by name, or in their order -> matplotlib figure."""
    given = arguments(figure=None, script=None, studies={"nargs": "+", "required": True}, style=None, results=None, output=None)
    stem, looks = Path(given.output).with_suffix(""), json.loads(given.style)
    with job(f"plot {given.figure}", given.log):
        os.environ["SOURCE_DATE_EPOCH"] = FIXED_DATE
        np.random.seed(0)  # noqa: NPY002 (seaborn spreads points with the global generator)
        style.use(looks["width"], looks["font_size"], looks["notes"])
        script = choices.load(choices.SCRIPTS, "plots", given.script.replace("/", "."))
        studies = {name: Study(name, given.results) for name in given.studies}
        named = studies.keys() == inspect.signature(script.draw).parameters.keys()
        drawn = script.draw(**studies) if named else script.draw(*studies.values())
        settle(drawn)
        for suffix in sorted(looks["formats"], key="pgf".__eq__):
            save(drawn, f"{stem}.{suffix}")


if __name__ == "__main__":
    main()
