"""A network of one's own: how it was trained, and what the four instruments say of it. One figure for any experiment."""

import itertools
import textwrap

import numpy as np

from scripts import style
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
"""What is drawn of a study where it has any number above 0, or word, in a column."""
PANEL, MANY = 1.85, 6
"""Inches that a panel is high, and how many stand two in a row."""
WIDE, LETTERS = 36, 114
"""Letters of a label of which two stand side by side, and of a line of answers, at the size that figures are laid out for."""
SHORT, SIDE = 40, 0.6
"""Letters of an only answer that stands beside its question, and where, in widths of the figure."""


def draw(study):
    """study: any of one's own. Returns the figure."""
    found = series(study)
    shown = [panel for panel, column in PANELS.items() if is_there(found, column)]
    said = [line for question, answer in QUESTIONS.items() for line in lines(question, answer(found))]
    across = 3 if len(shown) > MANY and room() >= 1 else 2
    fig, axes = style.figure(-(-len(shown) // across), across, height=PANEL, squeeze=False)
    for axis, panel in itertools.zip_longest(axes.flat, shown):
        panel(axis, found) if panel else axis.set_axis_off()
    labels = keys(found)
    columns = 2 if max(len(key.get_label()) for key in labels) <= WIDE else 1
    fig.legend(handles=labels, loc="outside upper center", ncols=columns, fontsize=style.points(7))
    alike = f" Of one colour, and one number: {both}." if (both := together(study)) else ""
    optimisers = {one.parameters["optimiser"] for one in found}
    name = f"{study.name}, {next(iter(optimisers))}" if len(optimisers) == 1 else study.name
    style.note(fig, f"{name}: {study.seeds} runs a cell, thin; medians bold.{alike} {ended(study.metrics)}.")
    text(fig, said)
    return fig


def is_there(found: list[Series], column: str) -> bool:
    """Whether there is anything to be drawn of a column."""
    if column == "twins":
        return any(spent(one).any() for pair in twins(found) for one in pair)
    values = [one.runs[column] for one in found]
    return any((each != "").any() if each.dtype.kind == "U" else np.isfinite(each).any() for each in values)


def lines(question: str, said: list[tuple[str, str]]):
    """A question and its answers as pairs: what stands before a line, and the line."""
    if len(said) == 1 and len(said[0][1]) <= SHORT:
        yield question, said[0][1]
        return
    yield question, ""
    letters = int(LETTERS * room())
    for what, answer in said:
        wrapped = [line for part in answer.split("\n") for line in textwrap.wrap(part, letters, subsequent_indent="  ")]
        for number, line in enumerate(wrapped):
            yield "" if number else what, line


def room() -> float:
    """How many letters have room in the figure's width, of those at the size that figures are laid out for."""
    rc = style.matplotlib.rcParams
    return rc["figure.figsize"][0] / style.WIDTH * style.FONT / rc["font.size"]


def text(fig, said: list[tuple[str, str]]):
    """Lines of text below the panels and above the note, for which the figure grows."""
    notes = [note for note in fig.texts if note.get_text()]
    below = sum(1 + note.get_text().count("\n") for note in notes) + 0.8
    line = style.LINE * style.points(7) / 72
    deep, high = (len(said) + below + 0.5) * line, fig.get_figheight()
    fig.set_figheight(high + deep)
    fig.get_layout_engine().set(rect=(0, deep / (high + deep), 1, high / (high + deep)))
    for note in notes:
        note.set_in_layout(False)
        note.set_y(0.3 * line / (high + deep))
    for number, (what, answer) in enumerate(said):
        y = (len(said) - number - 1 + below) * line / (high + deep)
        question = what in QUESTIONS
        fig.text(0.01, y, what, va="baseline", size=style.points(7), weight="bold" if question else "normal")
        fig.text(SIDE if question else 0.15, y, answer, va="baseline", size=style.points(7))


def keys(found: list[Series]):
    """A line of the legend for each kind of cell, and for noise."""
    line = style.matplotlib.lines.Line2D
    kinds = [line([], [], color=one.colour, lw=one.width, label=label) for label, one in {one.label: one for one in found}.items()]
    noise = dict.fromkeys(one.noise for one in found if one.noise)
    return kinds + [line([], [], color=style.GREY, ls="--", marker="^", ms=3, label=f"with noise, {words}") for words in noise]


def ended(table) -> str:
    """How the runs ended, counted."""
    counts = table["status"].value_counts().sort_index()
    return "Runs: " + ", ".join(f"{count:,} {word}" for word, count in counts.items())
