"""From large starts, which hardly move, to small ones: where nets are at which margin."""

import numpy as np

from descent.convbias.convergence import at
from descent.convbias.records.linear_net import LinearNetRuns
from descent.elementary import power
from scripts import style
from scripts.plots.convbias.words import COSINE, DEPTHS, ended, flow
from scripts.style import matplotlib

MARGINS = {2: "o-", 5: "s--", 20: "^:", 100: "D-."}
"""log10 of the margins that are drawn, and how."""
BESIDE = 1.09
"""The factor between sizes at which neighbouring points are drawn."""


def curve(axis, sizes, samples, colour, look: str = "o-", beside: float = 1.0):
    """Medians and quartiles against the size of the start. samples: a size, (runs,) each; beside: a factor, sideways."""
    low, middle, high = np.array([np.nanquantile(values, [0.25, 0.5, 0.75]) for values in samples]).T
    places = np.array(sizes) * beside
    axis.plot(places, middle, look, ms=3, lw=1, color=colour)
    axis.vlines(places, low, high, color=colour, lw=0.8, alpha=0.6)


def draw(start_size):
    """start_size: starts of several sizes. Returns the figure."""
    table, depths, sizes = start_size.metrics, start_size.grid["depth"], start_size.grid["start_size"]
    fig, (towards, ends, count) = style.panels(3, height=2.4, least=1.6)
    shallow, colours = 2 if 2 in depths else min(depths), style.colours(depths, DEPTHS)
    runs = [LinearNetRuns.of(table[(table["depth"] == shallow) & (table["start_size"] == size)]) for size in sizes]
    for place, (decades, look) in enumerate(MARGINS.items()):
        near = [at(part.margins, part.distances, decades) for part in runs]
        curve(towards, sizes, near, colours[shallow], look, power(BESIDE, place))
    came = table[table["status"] == "converged"]
    for place, (depth, colour) in enumerate(colours.items()):
        rows = [came[(came["depth"] == depth) & (came["start_size"] == size)] for size in sizes]
        curve(ends, sizes, [part["penalty"] / part["l1_penalty"] for part in rows], colour, beside=power(BESIDE, place))
        count.plot(sizes, [part["frequencies"].mean() for part in rows], "o-", ms=3, color=colour)
    towards.set(yscale="log", ylabel=rf"{COSINE} to $\ell_1$ separator", title=f"$L={shallow}$: the way there")
    ends.axhline(1, color=style.BLACK, lw=0.8, ls="--")
    ends.set(ylabel=r"penalty / $\ell_1$ separator's", title="penalty at the end")
    count.set(ylabel="surviving frequencies", title="sparsity", ylim=(0, None))
    for axis in (towards, ends, count):
        axis.set(xscale="log", xlabel="size of the start", xlim=(min(sizes) / 2, 2 * max(sizes)))
        axis.xaxis.set_minor_formatter(matplotlib.ticker.NullFormatter())
    line = matplotlib.lines.Line2D
    looks = [line([], [], color=colour, label=f"$L={depth}$") for depth, colour in colours.items()]
    for decades, look in MARGINS.items():
        looks += [line([], [], color=colours[shallow], marker=look[0], ls=look[1:], ms=3, label=f"(a): $M=10^{{{decades}}}$")]
    style.legend(fig, looks)
    style.note(
        fig,
        f"Medians and quartiles, in (c) means, of runs that came so far. D = {start_size.fixed['D']}, {start_size.fixed['N']} "
        f"Gaussian signals, {start_size.seeds} runs for each size and depth, to margins of 1e{start_size.fixed['decades']}. "
        f"{flow(start_size)}. {ended(table)}.",
    )
    return fig
