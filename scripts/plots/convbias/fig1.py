"""Figure 1 of Gunasekar et al. 2018: the predictors that both networks learn, in the signal domain and as Fourier magnitudes."""

from descent.convbias.fourier import magnitudes
from descent.convbias.records.predictors import PredictorsRuns
from scripts import style
from scripts.plots.convbias.fig1_panels import CROSS, draw_predictors, side_by_side
from scripts.plots.convbias.words import DEPTHS, DISTANCE, ended, flow
from scripts.style import matplotlib

PAPER = (2, 5)
"""Depths of the paper's convolutional nets."""
RUN = 0
"""The data set of all panels but those with the others."""


def draw(predictors):
    """predictors: both networks, all depths. Returns the figure."""
    table, depths, networks = predictors.metrics, predictors.grid["depth"], predictors.grid["network"]
    nets = {name: PredictorsRuns.of(table[table["network"] == name]) for name in networks}
    colours, others = style.colours(depths, DEPTHS), [run for run in range(predictors.seeds) if run != RUN]
    shown = [depth for depth in PAPER if depth in depths] or [max(depths)]
    columns = [("full", depths)] * ("full" in networks) + [("conv", [depth]) for depth in shown if "conv" in networks]
    rest = [depth for depth in depths if depth not in shown and "conv" in networks]
    rows = [
        (r"$\beta[d]$", "coordinate $d$", lambda beta: beta[RUN]),
        (r"$|\hat\beta[k]|$", "frequency $k$", lambda beta: magnitudes(beta[RUN])),
        (
            r"$|\hat\beta[k]|$",
            f"$k$, {len(others)} other data set{'s' * (len(others) > 1)}",
            lambda beta: side_by_side(magnitudes(beta[others])),
        ),
    ][: 2 + bool(others)]
    fig, axes = style.figure(len(rows) + -(-len(rest) // len(columns)), len(columns), 1.4, least=1.05, squeeze=False)
    for (network, drawn), column in zip(columns, axes.T, strict=True):
        for axis, (_, label, how) in zip(column, rows, strict=False):
            draw_predictors(axis, nets[network], {depth: colours[depth] for depth in drawn}, how)
            axis.set_xlabel(label)
        column[0].set_title("fully connected, all $L$" if network == "full" else f"convolutional, $L={drawn[0]}$")
        if len(rows) > 2:
            column[2].set_xticks([])
    more = axes[len(rows) :].ravel()
    for axis, depth in zip(more, rest, strict=False):
        draw_predictors(axis, nets["conv"], {depth: colours[depth]}, rows[1][2])
        axis.set(title=f"convolutional, $L={depth}$", xlabel=rows[1][1])
    for spare in more[len(rest) :]:
        spare.remove()
    for number, row in enumerate(axes):
        row[0].set_ylabel(rows[min(number, len(rows) - 1)][0])
        top = max(axis.get_ylim()[1] for axis in (row if number == 0 else axes[1:].flat))
        for axis in row:
            axis.set_ylim(min(axis.get_ylim()[0] for axis in row) if number == 0 else 0, top)
            axis.tick_params(labelleft=axis is row[0])
    lines = [matplotlib.lines.Line2D([], [], color=colour, label=f"$L={depth}$") for depth, colour in colours.items()]
    style.legend(fig, [*lines, matplotlib.lines.Line2D([], [], **CROSS, label="separator of theorem 1 or 2")])
    far = (
        f"Fully connected nets of all depths end within {DISTANCE} = {nets['full'].distance.max():.0e} of the ℓ2 separator. "
        if "full" in nets
        else ""
    )
    if "conv" in nets:
        kept = [f"{nets['conv'].where(depth=depth).frequencies[RUN]:.0f}" for depth in depths]
        far += f"At L = {', '.join(map(str, depths))} convolutional ones keep {', '.join(kept)} frequencies. "
    style.note(
        fig,
        f"{far}D = {predictors.fixed['D']}, {predictors.fixed['N']} Gaussian signals with random labels, to margins of "
        f"1e{predictors.fixed['decades']}. {flow(predictors)}. {ended(table)}.",
    )
    return fig
