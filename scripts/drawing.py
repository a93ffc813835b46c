"""The plot stage: from the studies of a figure to its files and its caption, byte for byte the same from run to run."""

import inspect
import json
import os
import re
from pathlib import Path

import numpy as np

from scripts import arranging, choices, pgf, style
from scripts.job import arguments, job, whole
from scripts.study import Study

FIXED_DATE = "0"
"""The date in the PDF, in place of the current time."""


def in_rst(text: str) -> str:
    """The text with those characters escaped that reStructuredText takes for markup."""
    return re.sub(r"([\\`*_|])", r"\\\1", text)


def draw(script: str, names: list[str], results: str) -> style.Picture:
    """The figure of a script, `<paper>/<name>`. Its function `draw` takes the studies by name, or in their order."""
    figure = choices.load(choices.SCRIPTS, "plots", script.replace("/", ".")).draw
    studies = {name: Study(name, results) for name in names}
    return figure(**studies) if studies.keys() == inspect.signature(figure).parameters.keys() else figure(*studies.values())


def save(drawn, path: str):
    """Write a figure. PGF is written last, since it changes the figure's texts."""
    suffix = Path(path).suffix[1:]
    with whole(path) as part:
        if suffix == "pgf":
            pgf.save(drawn, Path(path), part)
        else:
            drawn.savefig(part, format=suffix, metadata={"Date": None} if suffix == "svg" else None)


def main():
    """Draw a figure, `<paper>/<name>`, and write its files and its caption."""
    given = arguments(
        figure=None, script=None, studies={"nargs": "+", "required": True}, style=None, caption=None, results=None, output=None
    )
    stem, looks = Path(given.output).with_suffix(""), json.loads(given.style)
    with job(f"plot {given.figure}", given.log):
        os.environ["SOURCE_DATE_EPOCH"] = FIXED_DATE
        np.random.seed(0)  # noqa: NPY002 (seaborn spreads points with the global generator)
        style.use(looks["width"], looks["font_size"])
        drawn = draw(given.script, given.studies, given.results)
        arranging.arrange(drawn, looks["notes"])
        for suffix in sorted(looks["formats"], key="pgf".__eq__):
            save(drawn, f"{stem}.{suffix}")
        with whole(f"{stem}.rst") as part:
            part.write_text(f"{given.caption} {in_rst(drawn.note)}".strip() + "\n")


if __name__ == "__main__":
    main()
