"""Where many starts lead on the same data: the penalties of the stationary points that each depth reaches, beside the l1 separator's."""

from descent.convbias.claims.linear_net import SETTLED, distinct
from scripts import style
from scripts.plots.convbias.words import DEPTHS, ended, flow


def draw(stationary_points):
    """stationary_points: starts on shared data sets. Returns the figure."""
    study, table = stationary_points, stationary_points.metrics
    depths, sets = study.grid["depth"], study.grid["shared_data"]
    relative = table["penalty"] / table["l1_penalty"]
    settled = table["weights_residual"] < SETTLED
    fig, axes = style.figure(1, len(depths), height=3.0, sharey=True, squeeze=False)
    for axis, (depth, colour) in zip(axes[0], style.colours(depths, DEPTHS).items(), strict=True):
        for place, number in enumerate(sets):
            cell = (table["depth"] == depth) & (table["shared_data"] == number)
            points, starts = distinct(relative[cell & settled].to_numpy())
            on_the_way = relative[cell & ~settled]
            axis.plot([place] * len(on_the_way), on_the_way, "x", color=style.GREY, ms=3, mew=0.7)
            axis.scatter([place] * len(points), points, s=4 + 120 * starts / study.seeds, color=colour, alpha=0.45, lw=0)
            axis.text(place, 0.02, str(len(points) or "-"), ha="center", fontsize=style.points(6.5), transform=axis.get_xaxis_transform())
        axis.axhline(1, color=style.BLACK, lw=0.8, ls="--")
        axis.set(yscale="log", xlabel="data set", title=f"L = {depth}", xticks=range(len(sets)), xticklabels=sets)
        axis.set_xlim(-0.7, len(sets) - 0.3)
    low, high = axes[0, 0].get_ylim()
    axes[0, 0].set_ylim(low * 0.85, high)
    axes[0, 0].yaxis.set_major_formatter("{x:.2g}")
    axes[0, 0].yaxis.set_minor_formatter("{x:.2g}")
    axes[0, 0].set_ylabel("penalty / the l1 separator's")
    style.note(
        fig,
        f"{flow(study)}, to margins of 1e{study.fixed['decades']}; D = {study.fixed['D']}, {study.fixed['N']} Gaussian signals, "
        f"{study.seeds} starts for each data set and depth; area: share of starts; number below: how many different penalties (-: no run "
        f"has settled). Penalty: L times the l_{{2/L}} norm of Fourier coefficients to the power 2/L, at margin 1. {ended(table)}. Grey "
        f"crosses: {int((~settled).sum())} runs with a residual above {SETTLED:g}, still on their way. At L = 2 the programme is convex "
        "and has one solution.",
    )
    return fig
