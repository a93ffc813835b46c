"""The layout of a figure once it is drawn: letters of panels, lines of texts, places of axes."""

import re
import string

import numpy as np

from scripts.style import LINE, Picture, points

DIGITS = 10
"""Digits of a position, in widths and heights of the figure."""
ROUNDS = 4
"""Times that texts are broken into lines, at most: the room for them follows from how many lines they take."""
NOTE = 8.0
"""Points of a note below a figure, at a font of 9 points."""


def panels(fig: Picture) -> list:
    """The axes that are panels of a figure: neither scales of colours nor empty ones."""
    return [axes for axes in fig.axes if axes.get_visible() and axes.axison and axes.get_label() != "<colorbar>"]


def titles(fig: Picture) -> list:
    """Write (a), (b), ... before the titles of the panels, where there are several panels. Returns (title, axes) of each."""
    named = [(axes.get_title("left"), axes) for axes in panels(fig) if axes.get_title("left")]
    if len(panels(fig)) > 1:
        named = [(f"({letter}) {title}", axes) for letter, (title, axes) in zip(string.ascii_lowercase, named, strict=False)]
    return [(axes.set_title(title), axes) for title, axes in named]


def words(text: str) -> list[str]:
    """What a line may be broken between: at spaces, but not within formulas."""
    return re.findall(r"(?:\$[^$]*\$|[^\s$])+", text)


def wrapped(text: str, width: float, size) -> str:
    """A text in lines no wider than `width`, in pixels. size: the width of a line, a function."""
    lines = []
    for paragraph in text.split("\n"):
        line = ""
        for word in words(paragraph):
            if line and size(f"{line} {word}") > width:
                lines.append(line)
                line = word
            else:
                line = f"{line} {word}".strip()
        lines.append(line)
    return "\n".join(lines)


def breakable(fig: Picture):
    """The texts of a figure that may take several lines, each with the pixels that it may be long, a function."""
    for title, axes in titles(fig):
        yield title, lambda axes=axes: axes.bbox.width
    for axes in (axes for axes in fig.axes if axes.get_visible() and axes.name == "rectilinear"):
        yield axes.xaxis.label, lambda axes=axes: axes.bbox.width
        yield axes.yaxis.label, lambda axes=axes: axes.bbox.height
    if fig.get_suptitle():
        yield fig.suptitle(fig.get_suptitle()), lambda: 0.98 * fig.bbox.width


def break_lines(fig: Picture):
    """Break texts until each fits beside its axes."""
    renderer = fig.canvas.get_renderer()
    texts = [(text, text.get_text(), room) for text, room in breakable(fig) if text.get_text()]
    for _ in range(ROUNDS):
        fig.draw_without_rendering()
        before = [text.get_text() for text, _, _ in texts]
        for text, whole, room in texts:
            text.set_text(wrapped(whole, room(), lambda line, text=text: width(renderer, line, text)))
        if before == [text.get_text() for text, _, _ in texts]:
            return


def width(renderer, line: str, text) -> float:
    """Pixels that a line is long in the font of a text."""
    return renderer.get_text_width_height_descent(line, text.get_fontproperties(), "$" in line)[0]


def write_below(fig: Picture, note: str):
    """Put a note below a figure, which becomes higher."""
    size = points(NOTE)
    below = fig.supxlabel(note, fontsize=size, color="#555555", x=0.01, ha="left")
    renderer = fig.canvas.get_renderer()
    below.set_text(wrapped(note, 0.98 * fig.bbox.width, lambda line: width(renderer, line, below)))
    fig.set_figheight(fig.get_figheight() + (1 + below.get_text().count("\n")) * LINE * size / 72)


def arrange(fig: Picture, notes: bool = False):
    """Lay a figure out, once for all formats. notes: whether its note stands below it.

    Positions are rounded: the layout's solver goes by addresses in memory, and ends in another last digit from process to process, of which
    the names of an SVG's clip paths are made.
    """
    if notes and fig.note:
        write_below(fig, fig.note)
    break_lines(fig)
    fig.draw_without_rendering()
    fig.set_layout_engine(None)
    for axes in fig.axes:
        axes.set_position(np.round(axes.get_position(original=True).bounds, DIGITS))
