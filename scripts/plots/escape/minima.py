"""Who ends in a minimum: GD given the time it needs (Lee et al. 2016), and PGD within polynomial time, with exact intervals."""

import numpy as np
import pandas as pd

from descent.elementary import exp, power
from descent.escape.claims.outcome import success_share
from scripts import style
from scripts.plots.escape.words import FLOAT64, PGD, curvatures, given, step
from scripts.study import measured


def draw(minima, minima_inside, minima_far, pgd_success):
    """minima: event-driven GD at the paper's step; the next two: at a smaller one, literal GD too; pgd_success: PGD. Returns the figure."""
    fig, (ends, times) = style.figure(1, 2, height=2.4, least=1.6)
    studies = [(minima.metrics.query("L == @L"), f"GD, $L = {L}$", colour) for L, colour in curvatures(minima).items()]
    below = rf"$\eta$ = {given(minima_far, 'eta')}"
    literal = minima_inside.metrics.query("method == 'gd'")
    studies += [(literal, f"literal GD, {below}", FLOAT64), (minima_far.metrics, f"event-driven GD, {below}", style.BLACK)]
    studies += [(pgd_success.metrics, f"PGD, $L = {given(pgd_success, 'L')}$", PGD)]
    studies = [one for one in studies if len(one[0])]
    ended = pd.concat([table["status"] for table, _, _ in studies])
    for place, (table, label, colour) in enumerate(studies):
        d = np.unique(table["d"])
        shares = [measured(success_share, table[table["d"] == value]) for value in d]
        beside = d * power(1.09, place - 3)  # equal bounds lie beside each other
        ends.plot(beside, [1 - share.low for share in shares], "v", color=colour, ms=5, label=label)
        times.plot(d, [table.loc[table["d"] == value, "steps"].median() for value in d], "o-", color=colour, ms=4)
    d = np.linspace(min(pgd_success.grid["d"]), max(pgd_success.grid["d"]), 50)
    ends.plot(d, exp(-d), color=style.BLACK, lw=0.8, ls="--", label=r"$\exp(-d)$, allowed to PGD")
    ends.set(xscale="log", yscale="log", xlabel="$d$", ylabel="share that misses, at most", ylim=(None, 1))
    missed = (ended != "converged").sum()
    ends.set_title(f"{missed:,} of {len(ended):,} runs miss" if missed else f"All {len(ended):,} runs converge")
    times.set(yscale="log", xlabel="$d$", ylabel="median iterations", ylim=(1, None))
    times.set_title("Iterations that they take")
    style.legend(fig, ends.get_legend_handles_labels()[0])
    style.note(
        fig,
        f"{step(minima)} unless said, ε = {given(minima, 'eps')}, starts uniform on [-1, 1]^d. GD is event-driven unless said. Runs at "
        f"η = {given(minima_far, 'eta')} are of all L together. Triangles: Clopper and Pearson's "
        f"bound{'' if missed else ', as low as it can be with these numbers of runs'}.",
    )
    return fig
