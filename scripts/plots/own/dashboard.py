"""A network of one's own: how it was trained, what it conserves, whether it waits at saddles. One figure for any experiment."""

import itertools
import textwrap

import numpy as np
import pandas as pd

from scripts import style
from scripts.plots.own import answers
from scripts.plots.own.series import Series, series, spent, twins

QUESTIONS = {"What does it conserve?": answers.conserved, "Is it waiting at a saddle, and does noise help?": answers.waiting}
POINTS = {"ms": 2.5, "mew": 0.5, "alpha": 0.4, "rasterized": True}
PANEL = 1.85
"""Inches that a panel is high."""
WIDE, LETTERS = 36, 101
"""Letters of a label of which two stand side by side, and of a line of answers, at the size that figures are laid out for."""


def draw(study):
    """study: any of one's own. Returns the figure."""
    found = series(study)
    shown = [panel for panel, column in PANELS.items() if any(np.isfinite(one.runs[column]).any() for one in found)]
    if any(spent(one).any() for pair in twins(found) for one in pair):
        shown.append(noise)
    said = [line for question, answer in QUESTIONS.items() for line in lines(question, answer(found))]
    fig, axes = style.figure((len(shown) + 1) // 2, 2, height=PANEL, squeeze=False)
    for axis, panel in itertools.zip_longest(axes.flat, shown):
        panel(axis, found) if panel else axis.set_axis_off()
    labels = keys(found)
    columns = 2 if max(len(key.get_label()) for key in labels) <= WIDE else 1
    fig.legend(handles=labels, loc="outside upper center", ncols=columns, fontsize=style.points(7))
    text(fig, said)
    style.note(fig, f"{study.name}: {study.seeds} runs a cell, thin; medians bold. {ended(study.metrics)}.")
    return fig


def losses(axis, found: list[Series]):
    """f against iterations."""
    curves(axis, found, "loss", "loss")


def slopes(axis, found: list[Series]):
    """The gradient's norm against iterations."""
    curves(axis, found, "slope", "gradient norm")


def curves(axis, found: list[Series], column: str, name: str):
    """A number of all runs against iterations, and its median."""
    values = [one.runs[column] for one in found]
    for one, y in zip(found, values, strict=True):
        axis.plot(*style.strands(one.runs["times"], y), one.dashes, color=one.colour, lw=0.3, alpha=0.25, rasterized=True)
        axis.plot(one.runs["times"][0], pd.DataFrame(y).median(), one.dashes, color=one.colour)
    axis.set(xlabel="iteration", ylabel=name, yscale="log" if all(np.nanmin(y) > 0 for y in values) else "linear")
    style.thousands(axis.xaxis)


def drift(axis, found: list[Series]):
    """The relative drift of the law that has moved most."""
    for one in found:
        t, y = one.runs["times"][:, 1:], np.maximum(one.runs["drift"][:, 1:], 1e-17)
        axis.plot(*style.strands(t, y), one.dashes, color=one.colour, lw=0.3, alpha=0.25, rasterized=True)
        axis.plot(t[0], pd.DataFrame(y).median(), one.dashes, color=one.colour)
    axis.set_title("Conservation laws", fontsize=style.points(8))
    axis.set(xlabel="iteration", ylabel="largest relative drift", xscale="log", yscale="log")


def times(axis, found: list[Series]):
    """Iterations that are left at each strict saddle, from the lowest gradient on, against those that linear theory says."""
    both = np.concatenate([one.runs[f"plateau_{name}"].ravel() for one in found for name in ("predicted", "left")])
    ends = [both[both > 0].min(), both[np.isfinite(both)].max()]
    for one in found:
        axis.plot(one.runs["plateau_predicted"], one.runs["plateau_left"], one.marker, color=one.colour, **POINTS)
    axis.plot(ends, ends, color=style.BLACK, lw=0.7, ls=":")
    axis.set_title("Time left at strict saddles", fontsize=style.points(8))
    axis.set(xlabel="iterations by linear theory", ylabel="iterations", xscale="log", yscale="log")
    for each in (axis.xaxis, axis.yaxis):
        each.set_minor_formatter(style.matplotlib.ticker.NullFormatter())


def curvatures(axis, found: list[Series]):
    """The lowest eigenvalue of the Hessian at each plateau, and where runs ended, against the loss."""
    axis.axhline(0, color=style.BLACK, lw=0.7, ls=":")
    for one in found:
        x, y, strict = (one.runs[f"plateau_{name}"] for name in ("loss", "curvature", "strict"))
        axis.plot(x[strict == 1], y[strict == 1], one.marker, color=one.colour, **POINTS)
        axis.plot(x[strict == 0], y[strict == 0], one.marker, color=one.colour, mfc="none", **POINTS)
        axis.plot(one.runs["loss"][:, -1], one.runs["end_curvature"], "x", color=one.colour, **POINTS)
    axis.set_title("Plateaus, and ends (crosses)", fontsize=style.points(8))
    axis.set(xlabel="loss", ylabel="lowest eigenvalue")


def noise(axis, found: list[Series]):
    """Iterations at plateaus of the same run with and without noise."""
    for plain, noisy in twins(found):
        axis.plot(spent(plain), spent(noisy), noisy.marker, color=plain.colour, **POINTS)
    axis.axline((0, 0), slope=1, color=style.BLACK, lw=0.7, ls=":")
    axis.set_title("With noise, the same starts", fontsize=style.points(8))
    axis.set(xlabel="iterations at plateaus", ylabel="the same with noise", xlim=(0, None), ylim=(0, None))


PANELS = {losses: "times", slopes: "times", drift: "drift", curvatures: "end_curvature", times: "plateau_predicted"}
"""What is drawn of a study where it has any number in a column."""


def lines(question: str, said: list[tuple[str, str]]):
    """A question and its answers as pairs: what stands before a line, and the line."""
    yield question, ""
    rc = style.matplotlib.rcParams
    letters = int(LETTERS * rc["figure.figsize"][0] / style.WIDTH * style.FONT / rc["font.size"])
    for what, answer in said:
        for number, line in enumerate(textwrap.wrap(answer, letters)):
            yield "" if number else what, line


def text(fig, said: list[tuple[str, str]]):
    """Lines of text below the panels, for which the figure grows."""
    line = style.LINE * style.points(7) / 72
    deep, high = (len(said) + 1) * line, fig.get_figheight()
    fig.set_figheight(high + deep)
    fig.get_layout_engine().set(rect=(0, deep / (high + deep), 1, high / (high + deep)))
    for number, (what, answer) in enumerate(said):
        y = (len(said) - number + 0.5) * line / (high + deep)
        fig.text(0.01, y, what, va="baseline", size=style.points(7), weight="normal" if answer else "bold")
        fig.text(0.15, y, answer, va="baseline", size=style.points(7))


def keys(found: list[Series]):
    """A line of the legend for each kind of cell, and for noise."""
    line = style.matplotlib.lines.Line2D
    kinds = [line([], [], color=colour, label=label) for label, colour in {one.label: one.colour for one in found}.items()]
    noise = dict.fromkeys(one.noise for one in found if one.noise)
    return kinds + [line([], [], color=style.GREY, ls="--", marker="^", ms=3, label=f"with noise, {words}") for words in noise]


def ended(table) -> str:
    """How the runs ended, counted."""
    counts = table["status"].value_counts().sort_index()
    return "Runs: " + ", ".join(f"{count:,} {word}" for word, count in counts.items())
