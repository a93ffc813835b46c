"""A user's own network: how it was trained, and what the four instruments say of it. One figure for any study."""

import numpy as np

from scripts import arranging, style
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
"""The panels, each with the column that it needs: it is drawn if the study has a number or a word there."""
PANEL, LEAST, MANY = 1.75, 1.55, 6
"""Inches that a panel is high, and wide at least, and the number of panels up to which two stand in a row."""
SIZE, INDENT = 8.0, "    "
"""Points of the answers, at a font of 9 points, and the indent of their lines after the first."""


def draw(study):
    """study: any of a user's own. Returns the figure."""
    found = series(study)
    shown = [panel for panel, column in PANELS.items() if is_there(found, column)]
    across = style.fitting(3 if len(shown) > MANY else 2, LEAST)
    down = -(-len(shown) // across)
    fig = style.empty(PANEL * down)
    for place, panel in enumerate(shown):
        panel(fig.add_subplot(down, across, place + 1), found)
    style.legend(fig, keys(found))
    said = [line for question, answer in QUESTIONS.items() for line in lines(fig, question, answer(found))]
    style.write_below(fig, said, style.points(SIZE))
    alike = f" Of one colour and one number: {both}." if (both := together(study)) else ""
    optimisers = {one.parameters["optimiser"] for one in found}
    name = f"{study.name}, {next(iter(optimisers))}" if len(optimisers) == 1 else study.name
    style.note(fig, f"{name}: {study.seeds} runs per cell, thin; medians bold.{alike} {ended(study.metrics)}.")
    return fig


def is_there(found: list[Series], column: str) -> bool:
    """Whether the study has anything to draw in a column."""
    if column == "twins":
        return any(spent(one).any() for pair in twins(found) for one in pair)
    values = [one.runs[column] for one in found]
    return any((each != "").any() if each.dtype.kind == "U" else np.isfinite(each).any() for each in values)


def lines(fig, question: str, said: list[tuple[str, str]]):
    """A question and its answers, each a heading and its text, in lines that fit the figure: (line, its properties)."""
    yield question, {"weight": "bold"}
    size = style.points(SIZE)
    measured = style.ruler(fig, size)
    room = 0.97 * 72 * fig.get_figwidth() - measured("x" * len(INDENT))
    for heading, answer in said:
        first, *others = arranging.wrapped(f"{heading}: {answer}", room, measured).split("\n")
        yield first, {}
        yield from ((INDENT + line, {}) for line in others)


def keys(found: list[Series]):
    """The keys of the legend: one for each kind of cell, and for noise."""
    line = style.matplotlib.lines.Line2D
    kinds = [line([], [], color=one.colour, lw=one.width, label=label) for label, one in {one.label: one for one in found}.items()]
    noise = dict.fromkeys(one.noise for one in found if one.noise)
    return kinds + [line([], [], color=style.GREY, ls="--", marker="^", ms=3, label=f"with noise, {words}") for words in noise]


def ended(table) -> str:
    """How the runs ended, counted."""
    counts = table["status"].value_counts().sort_index()
    return "Runs: " + ", ".join(f"{count:,} {word}" for word, count in counts.items())
