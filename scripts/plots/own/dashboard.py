"""A user's own network: how it was trained, and what the four instruments say of it. One figure for any study."""

import string

import numpy as np

from scripts import arranging, style
from scripts.plots.balance.words import ended
from scripts.plots.own import answers, answers_of_ends, panels, panels_of_ends
from scripts.plots.own.series import Series, series, spent, together, twins

QUESTIONS = {
    "What does it conserve?": answers.conserved,
    "Is it waiting at a saddle, and does noise help?": answers.waiting,
    "Is its end a bad minimum, and what does one neuron more do?": answers_of_ends.minima,
    "Which classifier does it go to?": answers_of_ends.limit,
}
PANELS = {
    panels.losses: "times",
    panels.slopes: "times",
    panels.drift: "drift",
    panels.curvatures: "end_curvature",
    panels.times: "plateau_predicted",
    panels.noise: "twins",
    panels_of_ends.minima: "minimum",
    panels_of_ends.neurons: "neuron",
    panels_of_ends.certificates: "neuron_certificate",
    panels_of_ends.margins: "margins_normalised",
    panels_of_ends.alignment: "margins_alignment",
    panels_of_ends.residuals: "margins_residual",
}
"""The panels, each with the column that it needs: it is drawn if the study has a number or a word there. A panel returns its caption."""
PANEL, LEAST, MANY = 1.75, 1.55, 4
"""Inches that a panel is high, and wide at least, and the number of panels up to which two stand in a row."""
SIZE, INDENT = 8.0, "    "
"""Points of the answers, at a font of 9 points, and the indent of their lines after the first."""


def draw(study):
    """study: any of a user's own. Returns the figure."""
    found = series(study)
    shown = [panel for panel, column in PANELS.items() if is_there(found, column)]
    fig, axes = style.panels(len(shown), PANEL, LEAST, most=3 if len(shown) > MANY else 2)
    captions = [f"({letter}) {panel(axis, found)}" for letter, panel, axis in zip(string.ascii_lowercase, shown, axes, strict=False)]
    style.legend(fig, keys(found))
    said = {question: answer(found) for question, answer in QUESTIONS.items()}
    style.write_below(fig, lines(fig, said), style.points(SIZE))
    theory = " ".join(f"{capital(text)}." for answer in said.values() for heading, text in answer if heading == answers.THEORY)
    alike = f"Cells of one colour differ in {both}; they are counted together." if (both := together(study)) else ""
    optimisers = {one.parameters["optimiser"] for one in found}
    by = f"All runs are of {next(iter(optimisers))}." if len(optimisers) == 1 else ""
    style.note(fig, f"{' '.join(captions)} {theory and 'Theory: '}{theory} {by} {alike} {ended(study.metrics)}.")
    return fig


def is_there(found: list[Series], column: str) -> bool:
    """Whether the study has anything to draw in a column."""
    if column == "twins":
        return any(spent(one).any() for pair in twins(found) for one in pair)
    values = [one.runs[column] for one in found]
    return any((each != "").any() if each.dtype.kind == "U" else np.isfinite(each).any() for each in values)


def lines(fig, said: dict[str, list[tuple[str, str]]]) -> list[tuple[str, dict]]:
    """Questions and what is measured, in lines that fit the figure, each with its properties. said: headings and texts of each question."""
    size = style.points(SIZE)
    measured = style.ruler(fig, size)
    room = 0.97 * 72 * fig.get_figwidth() - measured("x" * len(INDENT))
    written: list[tuple[str, dict]] = []
    missing = []
    for question, answer in said.items():
        texts = [f"{capital(heading)}: {text}" for heading, text in answer if heading not in (answers.THEORY, answers.MISSING)]
        missing += [text for heading, text in answer if heading == answers.MISSING]
        if texts:
            written += [(line, {"weight": "bold"}) for line in arranging.wrapped(question, 0.9 * room, measured).split("\n")]
            written += hanging(texts, room, measured)
    return written + hanging([f"Not asked: {', '.join(missing)}"] if missing else [], room, measured)


def capital(text: str) -> str:
    """The text as a sentence begins."""
    return text[0].upper() + text[1:]


def hanging(texts: list[str], room: float, measured) -> list[tuple[str, dict]]:
    """Texts in lines, of which all but the first are indented. room: points; measured: the width of a line in points."""
    broken = [arranging.wrapped(text, room, measured).split("\n") for text in texts]
    return [(INDENT * (number > 0) + line, {}) for parts in broken for number, line in enumerate(parts)]


def keys(found: list[Series]):
    """The keys of the legend: one for each kind of cell, and for noise."""
    line = style.matplotlib.lines.Line2D
    kinds = [line([], [], color=one.colour, lw=one.width, label=label) for label, one in {one.label: one for one in found}.items()]
    noise = dict.fromkeys(one.noise for one in found if one.noise)
    return kinds + [line([], [], color=style.GREY, ls="--", marker="^", ms=3, label=f"with noise, {words}") for words in noise]
