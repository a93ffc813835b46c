"""PGF: a figure as LaTeX draws it within a document, in the document's font."""

import re
import tempfile
from pathlib import Path

from scripts.style import matplotlib

COMMANDS = r"\providecommand{\mathdefault}[1]{#1}" + "\n"
"""What matplotlib uses in formulas and a document need not have."""


def for_latex(text: str) -> str:
    """A text with the signs escaped that LaTeX takes for others, but in formulas."""
    return "$".join(part if place % 2 else re.sub(r"(?<!\\)([&#_])", r"\\\1", part) for place, part in enumerate(text.split("$")))


def escape_texts(drawn):
    """Change all texts of a figure, labels of ticks among them, so that LaTeX shows them as they were."""
    for text in drawn.findobj(matplotlib.text.Text):
        text.set_text(for_latex(text.get_text()))
    for axis in (axis for axes in drawn.axes for axis in (axes.xaxis, axes.yaxis)):
        if isinstance(axis.get_major_formatter(), matplotlib.ticker.FixedFormatter | matplotlib.ticker.FuncFormatter):
            words = axis.get_major_formatter()
            axis.set_major_formatter(lambda value, place, words=words: for_latex(words(value, place)))


def save(drawn, target: Path, part: Path):
    """Write a figure to `part`, and the pictures that it shows beside it: they are named after `target`, as <stem>-img0.png."""
    escape_texts(drawn)
    with tempfile.TemporaryDirectory(dir=target.parent) as folder:
        drawn.savefig(Path(folder, target.name))
        for picture in Path(folder).glob("*.png"):
            picture.replace(target.parent / picture.name)
        part.write_text(COMMANDS + Path(folder, target.name).read_text())
