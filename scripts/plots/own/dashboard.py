"""A network of one's own: how it was trained, what it conserves, whether it waits at saddles. One figure for any experiment."""

import textwrap

import numpy as np
import pandas as pd

from scripts import style
from scripts.plots.own import answers
from scripts.plots.own.series import Series, series, spent, twins

QUESTIONS = {"What does it conserve?": answers.conserved, "Is it waiting at a saddle, and does noise help?": answers.waiting}
PANEL = 1.85
"""Inches that a panel is high."""
LETTERS = 104
"""Of a line of answers, at the size that figures are laid out for."""


def draw(study):
    """study: any of one's own. Returns the figure."""
    found = series(study)
    said = [line for question, answer in QUESTIONS.items() for line in lines(question, answer(found))]
    fig, axes = style.figure(3, 2, height=PANEL)
    curves(axes[0, 0], found, "loss", "loss")
    curves(axes[0, 1], found, "slope", "gradient norm")
    drift(axes[1, 0], found)
    times(axes[1, 1], found)
    curvatures(axes[2, 0], found)
    noise(axes[2, 1], found)
    fig.legend(handles=keys(found), loc="outside upper center", ncols=2, fontsize=style.points(7))
    text(fig, said)
    style.note(fig, f"{study.name}: {study.seeds} runs a cell, thin; medians bold. {ended(study.metrics)}.")
    return fig


def curves(axis, found: list[Series], column: str, name: str):
    """A number of all runs against iterations, and its median."""
    values = [one.runs[column] for one in found]
    for one, y in zip(found, values, strict=True):
        axis.plot(*style.strands(one.runs["times"], y), one.dashes, color=one.colour, lw=0.3, alpha=0.25, rasterized=True)
        axis.plot(one.runs["times"][0], pd.DataFrame(y).median(), one.dashes, color=one.colour)
    axis.set(xlabel="iteration", ylabel=name, yscale="log" if all(np.nanmin(y) > 0 for y in values) else "linear")
    style.thousands(axis.xaxis)


def drift(axis, found: list[Series]):
    """The relative drift of the worst law."""
    axis.set_title("Conservation laws", fontsize=style.points(8))
    watched = [one for one in found if not np.isnan(one.runs["drift"]).all()]
    for one in watched:
        t, y = one.runs["times"][:, 1:], np.maximum(one.runs["drift"][:, 1:], 1e-17)
        axis.plot(*style.strands(t, y), one.dashes, color=one.colour, lw=0.3, alpha=0.25, rasterized=True)
        axis.plot(t[0], pd.DataFrame(y).median(), one.dashes, color=one.colour)
    axis.set(xlabel="iteration", ylabel="largest relative drift", xscale="log", yscale="log")
    empty(axis, not watched, "no law")


def times(axis, found: list[Series]):
    """Iterations that are left at each strict saddle, from the lowest gradient on, against those that linear theory says."""
    axis.set_title("Time left at strict saddles", fontsize=style.points(8))
    both = np.concatenate([one.runs[f"plateau_{name}"].ravel() for one in found for name in ("predicted", "left")])
    both = both[np.isfinite(both) & (both > 0)]
    for one in found:
        x, y = (one.runs[f"plateau_{name}"] for name in ("predicted", "left"))
        axis.plot(x, y, "^" if one.noise else "o", ms=2.5, color=one.colour, alpha=0.4, rasterized=True)
    axis.set(xlabel="iterations by linear theory", ylabel="iterations")
    if not empty(axis, both.size == 0, "none"):
        axis.plot([both.min(), both.max()], [both.min(), both.max()], color=style.BLACK, lw=0.7, ls=":")
        axis.set(xscale="log", yscale="log")
        for each in (axis.xaxis, axis.yaxis):
            each.set_minor_formatter(style.matplotlib.ticker.NullFormatter())


def curvatures(axis, found: list[Series]):
    """The lowest eigenvalue of the Hessian at each plateau, against its loss."""
    axis.set_title("Plateaus", fontsize=style.points(8))
    for one in found:
        x, y, strict = (one.runs[f"plateau_{name}"] for name in ("loss", "curvature", "strict"))
        for kind, face in ((strict == 1, one.colour), (strict == 0, "none")):
            axis.plot(x[kind], y[kind], "^" if one.noise else "o", ms=2.5, mew=0.5, color=one.colour, mfc=face, alpha=0.4, rasterized=True)
    axis.set(xlabel="loss", ylabel="lowest eigenvalue")
    if not empty(axis, all(np.isnan(one.runs["plateau_curvature"]).all() for one in found), "no plateau"):
        axis.axhline(0, color=style.BLACK, lw=0.7, ls=":")


def noise(axis, found: list[Series]):
    """Iterations at plateaus of the same run with and without noise."""
    axis.set_title("With noise, the same starts", fontsize=style.points(8))
    pairs = twins(found)
    for plain, noisy in pairs:
        axis.plot(spent(plain), spent(noisy), "^", ms=3, color=plain.colour, alpha=0.6, rasterized=True)
    axis.set(xlabel="iterations at plateaus", ylabel="the same with noise")
    waits = any(spent(one).any() for pair in pairs for one in pair)
    if not empty(axis, not waits, "no plateau" if pairs else "no cell with noise"):
        axis.axline((0, 0), slope=1, color=style.BLACK, lw=0.7, ls=":")
        axis.set(xlim=(0, None), ylim=(0, None))


def empty(axis, nothing: bool, words: str) -> bool:
    """Say in a panel that there is nothing to show. Returns whether that is so."""
    if nothing:
        axis.text(0.5, 0.5, words, ha="center", va="center", transform=axis.transAxes, color=style.GREY)
        axis.set(xscale="linear", yscale="linear", xticks=[], yticks=[])
    return nothing


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
        fig.text(0.12, y, answer, va="baseline", size=style.points(7))


def keys(found: list[Series]):
    """A line of the legend for each kind of cell, and for noise."""
    line = style.matplotlib.lines.Line2D
    kinds = [line([], [], color=colour, label=label) for label, colour in {one.label: one.colour for one in found}.items()]
    noise = dict.fromkeys(one.noise for one in found if one.noise)
    return kinds + [line([], [], color=style.GREY, ls="--", label=f"with noise, {words}") for words in noise]


def ended(table) -> str:
    """How the runs ended, counted."""
    counts = table["status"].value_counts().sort_index()
    return "Runs: " + ", ".join(f"{count:,} {word}" for word, count in counts.items())
