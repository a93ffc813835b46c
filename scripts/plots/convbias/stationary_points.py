"""Where many starts lead on the same data: the penalties of the stationary points that each depth reaches, beside the l1 separator's."""

from descent.convbias.claims.linear_net import SETTLED, distinct
from scripts import style
from scripts.plots.convbias.words import DEPTHS, LEFT_OUT, decade, ended, flow, span


def draw(stationary_points):
    """stationary_points: starts on shared data sets. Returns the figure."""
    study, table = stationary_points, stationary_points.metrics
    depths, sets = study.grid["depth"], study.grid["shared_data"]
    relative = table["penalty"] / table["l1_penalty"]
    settled = table["weights_residual"] < SETTLED
    fig, axes = style.panels(len(depths), height=2.4, most=2, sharey=True)
    nowhere = []
    for axis, (depth, colour) in zip(axes, style.colours(depths, DEPTHS).items(), strict=True):
        counts = []
        for place, number in enumerate(sets):
            cell = (table["depth"] == depth) & (table["shared_data"] == number)
            points, starts = distinct(relative[cell & settled].to_numpy())
            on_the_way = relative[cell & ~settled]
            axis.plot([place - 0.3] * len(on_the_way), on_the_way, "x", color=LEFT_OUT, ms=3, mew=0.7)
            axis.scatter([place] * len(points), points, s=4 + 100 * starts / study.seeds, color=colour, alpha=0.45, lw=0)
            counts.append(len(points))
        reached = [count for count in counts if count]
        if len(reached) < len(sets):
            nowhere.append(f"{len(sets) - len(reached)} of {len(sets)} data sets at L = {depth}")
        what = f"{span(reached)} point{'s' * (max(reached) > 1)} per data set" if reached else "no run converged"
        if 0 < len(reached) < len(sets):
            what += f" ({len(sets) - len(reached)} not converged)"
        axis.set(title=f"$L={depth}$: {what}", xlabel="data set; number of points")
        axis.set_xticks(range(len(sets)), [f"{number}\n{count or '–'}" for number, count in zip(sets, counts, strict=True)])
        axis.axhline(1, color=style.BLACK, lw=0.8, ls="--")
        axis.set_xlim(-0.7, len(sets) - 0.3)
        if axis.get_subplotspec().is_first_col():
            axis.set_ylabel(r"penalty / $\ell_1$ separator's")
    apart = f", among them all runs on {' and on '.join(nowhere)}" if nowhere else ""
    style.note(
        fig,
        f"Grey crosses: {(~settled).sum():,} runs that have not converged (a residual of {decade(SETTLED)} or more){apart}. "
        f"D = {study.fixed['D']}, {study.fixed['N']} Gaussian signals, {study.seeds} starts for each data set and depth, to margins of "
        f"1e{study.fixed['decades']}. {flow(study)}. {ended(table)}.",
    )
    return fig
