"""PGF: a figure that LaTeX draws within a document, in the document's font."""

import re
import tempfile
from pathlib import Path

from scripts.style import matplotlib

COMMANDS = r"\providecommand{\mathdefault}[1]{#1}" + "\n"
"""A command that matplotlib uses in formulas and that a document may lack."""

SIGNS = {
    "β": r"\beta",
    "γ": r"\gamma",
    "δ": r"\delta",
    "ε": r"\varepsilon",
    "η": r"\eta",
    "θ": r"\theta",
    "λ": r"\lambda",
    "μ": r"\mu",
    "ν": r"\nu",
    "ρ": r"\rho",
    "σ": r"\sigma",
    "τ": r"\tau",
    "ℓ": r"\ell",
    "∇": r"\nabla",
    "√": r"\surd",
    "‖": r"\|",
    "≤": r"\leq",
    "≥": r"\geq",
    "₁": r"_1",
}
"""Signs in texts of figures that LaTeX has in formulas only."""


def for_latex(text: str) -> str:
    """The text with the characters escaped that LaTeX would interpret, and with formulas for signs, outside formulas."""
    parts = text.split("$")
    for place in range(0, len(parts), 2):
        escaped = re.sub(r"(?<!\\)([&#_])", r"\\\1", parts[place])
        parts[place] = "".join(rf"\ensuremath{{{SIGNS[sign]}}}" if sign in SIGNS else sign for sign in escaped)
    return "$".join(parts)


def escape_texts(drawn):
    """Change all texts of a figure, including tick labels, so that LaTeX shows them as they were."""
    for text in drawn.findobj(matplotlib.text.Text):
        text.set_text(for_latex(text.get_text()))
    for axis in (axis for axes in drawn.axes for axis in (axes.xaxis, axes.yaxis)):
        if isinstance(axis.get_major_formatter(), matplotlib.ticker.FixedFormatter | matplotlib.ticker.FuncFormatter):
            words = axis.get_major_formatter()
            axis.set_major_formatter(lambda value, place, words=words: for_latex(words(value, place)))


def save(drawn, target: Path, part: Path):
    """Write a figure to `part`. The pictures that it contains are written beside it as <stem>-img0.png and so on, where the stem is that of
    `target`.
    """
    escape_texts(drawn)
    with tempfile.TemporaryDirectory(dir=target.parent) as folder:
        drawn.savefig(Path(folder, target.name))
        for picture in Path(folder).glob("*.png"):
            picture.replace(target.parent / picture.name)
        part.write_text(COMMANDS + Path(folder, target.name).read_text())
