"""The layout of a figure once it is drawn: letters of panels, lines of texts, places of axes."""

import re
import string

import numpy as np

from scripts.style import Picture, points, ruler, write_below

DIGITS = 10
"""Digits of a position, in widths and heights of the figure."""
ROUNDS = 4
"""The most times that lines are broken. The room for a text depends on how many lines the others take."""
NOTE = 8.0
"""Points of a note below a figure, at a font of 9 points."""


def panels(fig: Picture) -> list:
    """The axes of a figure that are panels. Colour bars and empty axes are not."""
    return [axes for axes in fig.axes if axes.get_visible() and (axes.axison or axes.name == "3d") and axes.get_label() != "<colorbar>"]


def titles(fig: Picture) -> list:
    """Write (a), (b), ... before the titles of the panels if there are several panels. Returns the (title, axes) of each."""
    named = [(axes.get_title("left"), axes) for axes in panels(fig) if axes.get_title("left")]
    if len(panels(fig)) > 1:
        named = [(f"({letter}) {title}", axes) for letter, (title, axes) in zip(string.ascii_lowercase, named, strict=False)]
    return [(axes.set_title(title, loc="left"), axes) for title, axes in named]


def words(text: str) -> list[str]:
    """The parts of a text between which a line may break: at spaces, but not within formulas, nor before %."""
    return re.findall(r"(?:\$[^$]*\$|[^\s$]| (?=%))+", text)


def wrapped(text: str, width: float, size) -> str:
    """The text, broken into lines no wider than `width`. size: a function that gives the width of a line."""
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
    """The texts of a figure that may take several lines. Each comes with a function that gives its maximal length in points."""
    points_of = 72 / fig.dpi
    for title, axes in titles(fig):
        yield title, lambda axes=axes: axes.bbox.width * points_of
    for axes in (axes for axes in fig.axes if axes.get_visible() and axes.name == "rectilinear"):
        yield axes.xaxis.label, lambda axes=axes: axes.bbox.width * points_of
        yield axes.yaxis.label, lambda axes=axes: axes.bbox.height * points_of
    if fig.get_suptitle():
        yield fig.suptitle(fig.get_suptitle()), lambda: 0.98 * 72 * fig.get_figwidth()


def break_lines(fig: Picture):
    """Break texts into lines until each fits beside its axes."""
    texts = [(text, text.get_text(), ruler(fig, text.get_fontsize()), room) for text, room in breakable(fig) if text.get_text()]
    for _ in range(ROUNDS):
        fig.draw_without_rendering()
        before = [text.get_text() for text, *_ in texts]
        for text, whole, measured, room in texts:
            text.set_text(wrapped(whole, room(), measured))
        if before == [text.get_text() for text, *_ in texts]:
            return


def arrange(fig: Picture, notes: bool = False):
    """Compute the layout of a figure once for all formats. notes: whether its note is written below it.

    Positions are rounded. The layout's solver depends on memory addresses, so its last digits differ between processes, and the names of
    clip paths in an SVG are made from them.
    """
    if notes and fig.note:
        size = points(NOTE)
        lines = wrapped(fig.note, 0.98 * 72 * fig.get_figwidth(), ruler(fig, size)).split("\n")
        write_below(fig, [(line, {"color": "#555555"}) for line in lines], size)
    break_lines(fig)
    fig.draw_without_rendering()
    fig.set_layout_engine(None)
    for axes in fig.axes:
        axes.set_position(np.round(axes.get_position(original=True).bounds, DIGITS))
