"""Who ends in a minimum: GD given the time it needs (Lee et al. 2016), and PGD within polynomial time, with exact intervals."""

import numpy as np

from descent.elementary import exp, power
from descent.escape.claims.outcome import success_share
from scripts import style
from scripts.plots.escape.words import CURVATURES, given, step
from scripts.study import measured


def draw(minima, minima_inside, minima_far, pgd_success):
    """minima: event-driven GD at the paper's step; the next two: at a smaller one, literal GD too; pgd_success: PGD. Returns the figure."""
    fig, (ends, times) = style.figure(1, 2, height=3.0)
    curvatures = style.colours(minima.grid["L"], CURVATURES).items()
    studies = [(minima.metrics.query("L == @L"), f"GD, L = {L}", colour) for L, colour in curvatures]
    below = "eta = 0.9/ell"
    literal = minima_inside.metrics.query("method == 'gd'")
    studies += [(literal, f"literal GD, {below}", style.BLACK), (minima_far.metrics, f"GD, {below}", style.GREY)]
    studies += [(pgd_success.metrics, f"PGD, L = {given(pgd_success, 'L')}", style.GREEN)]
    for place, (table, label, colour) in enumerate(studies):
        pgd = label.startswith("PGD")
        d = np.unique(table["d"])
        shares = [measured(success_share, table[table["d"] == value]) for value in d]
        beside = d * power(1.06, place - 3)  # so that equal bounds can all be seen
        unproven = [1 - share.low for share in shares]
        missed = sum(round((1 - share.value) * share.runs) for share in shares)
        ends.plot(
            beside,
            unproven,
            "v-" if pgd else "v",
            color=colour,
            ms=5,
            label=f"{label}: {missed} of {sum(share.runs for share in shares):,} missed",
        )
        steps = [table.loc[table["d"] == value, "steps"].median() for value in d]
        times.plot(d, steps, "o-", color=colour, ms=4)
    d = np.linspace(min(pgd_success.grid["d"]), max(pgd_success.grid["d"]), 50)
    ends.plot(d, exp(-d), color=style.BLACK, lw=0.8, ls="--", label="exp(-d), allowed to PGD")
    ends.set(xscale="log", yscale="log", xlabel="d", ylabel="95 % bound on the share that misses")
    times.set(yscale="log", xlabel="d", ylabel="median iterations to a minimum")
    ends.set_ylim(top=1000)  # room for the legend
    ends.legend(fontsize=style.points(6), loc="upper right")
    style.note(
        fig,
        f"{step(minima)}, eps = {given(minima, 'eps')}, starts uniform on [-1, 1]^d. "
        f"Event-driven GD, {minima.seeds:,} runs for each L and d; "
        f"literal GD and event-driven GD at {below}: {minima_inside.seeds:,} runs for each L and d, all L together; "
        f"literal PGD, {pgd_success.seeds:,} runs for each d. Triangles: Clopper and "
        f"Pearson's bound; no triangle can lie lower with these numbers of runs.",
    )
    return fig
