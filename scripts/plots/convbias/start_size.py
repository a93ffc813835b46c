"""From large starts, which hardly move, to small ones: where nets are at which margin."""

import numpy as np

from descent.convbias.convergence import at
from descent.convbias.records.linear_net import LinearNetRuns
from scripts import style
from scripts.plots.convbias.words import DEPTHS, ended, flow

MARGINS = (2, 5, 20, 100)
"""log10 of the margins that are drawn."""


def draw(start_size):
    """start_size: starts of several sizes. Returns the figure."""
    table, depths, sizes = start_size.metrics, start_size.grid["depth"], start_size.grid["start_size"]
    fig, (towards, ends, count) = style.figure(1, 3, height=2.9)
    shallow = 2 if 2 in depths else min(depths)
    two, came = table[table["depth"] == shallow], table[table["status"] == "converged"]
    for decades, colour in zip(MARGINS, style.CYCLE, strict=False):
        parts = [two[two["start_size"] == size] for size in sizes]
        near = [np.nanquantile(at(runs.margins, runs.distances, decades), [0.25, 0.5, 0.75]) for runs in map(LinearNetRuns.of, parts)]
        low, middle, high = np.array(near).T
        towards.plot(sizes, middle, "o-", ms=3, color=colour, label=f"$10^{{{decades}}}$")
        towards.fill_between(sizes, low, high, color=colour, alpha=0.15, lw=0)
    for depth, colour in style.colours(depths, DEPTHS).items():
        rows = [came[(came["depth"] == depth) & (came["start_size"] == size)] for size in sizes]
        low, middle, high = np.array([np.nanquantile(part["penalty"] / part["l1_penalty"], [0.25, 0.5, 0.75]) for part in rows]).T
        ends.plot(sizes, middle, "o-", ms=3, color=colour, label=f"L = {depth}")
        ends.fill_between(sizes, low, high, color=colour, alpha=0.15, lw=0)
        count.plot(sizes, [part["frequencies"].mean() for part in rows], "o-", ms=3, color=colour)
    towards.set(yscale="log", ylabel="1 - cos to the l1 separator", title=f"depth {shallow}, at margins of")
    ends.axhline(1, color=style.BLACK, lw=0.8, ls="--")
    ends.set(ylabel="penalty / the l1 separator's", title="where it ends")
    count.set(ylabel="surviving frequencies, mean", title="how sparse it ends", ylim=(0, None))
    for axis in (towards, ends, count):
        axis.set(xscale="log", xlabel="size of the start")
    towards.legend(fontsize=style.points(6.5))
    ends.legend(fontsize=style.points(6.5))
    style.note(
        fig,
        f"{flow(start_size)}, to margins of 1e{start_size.fixed['decades']}; D = {start_size.fixed['D']}, {start_size.fixed['N']} "
        f"Gaussian signals, {start_size.seeds} runs for each size: median and quartiles of those that came to their last margin. "
        f"{ended(table)}. Size: standard deviation of every weight at the start.",
    )
    return fig
