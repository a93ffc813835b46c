"""Beyond floats: on some landscapes the net takes over in the end, on others it errs for ever, and some paths stop above zero."""

from descent.oneneuron.claims.failure_mode import late_off_flow_in_a, late_off_flow_in_b
from descent.oneneuron.rates import COMMON
from scripts import style, ticks
from scripts.plots.oneneuron.curve_panels import lines, over_time
from scripts.plots.oneneuron.words import ENDED, ended, landscape
from scripts.study import measured

NEEDS = {"failure_mode": {"path": ["flow", "late"]}}


def draw(failure_mode):
    """failure_mode: late flows of several landscapes, and the gradient flow before them. Returns the figure."""
    grid, fixed, table = failure_mode.grid, failure_mode.fixed, failure_mode.metrics
    names, late = grid["landscape_name"], table[table["path"] == "late"]
    fig, axes = style.figure(2, len(names), height=2.0, sharex="col", squeeze=False)
    for (above, below), name in zip(axes.T, names, strict=True):
        rows = late[late["landscape_name"] == name]
        for lam in grid["lam"]:
            of_lam = rows[rows["lam"] == lam].sort_values("run")
            for path in ("flow", "late"):
                runs = failure_mode.runs("log10_t", "log10_F", "base_loss", path=path, lam=lam, landscape_name=name)
                for kind in (kind for kind in ENDED if kind in set(of_lam["ended"])):
                    some = (of_lam["ended"] == kind).to_numpy()
                    for axis, column in ((above, "log10_F"), (below, "base_loss")):
                        curves = style.strands(runs["log10_t"][0], runs[column][some])
                        axis.plot(*curves, color=ENDED[kind][1], lw=0.7, alpha=0.6, rasterized=True)
        over = rows.loc[rows["ended"] == "taken over", "ended_at"]
        end = 1.25 * over.max() if len(over) == len(rows) else fixed["log10_late_time"]
        above.set(title=f"{landscape(name)}: F", xlim=(1, end))
        above.set_xscale("log")
        above.set_yscale("symlog", linthresh=1)
        above.set_ylim(-fixed["log10_late_time"], 2)
        below.set(title=f"{landscape(name)}: net's loss", yscale="log", ylim=(1e-6, 1e7))
        ticks.powers(above.yaxis)
    over_time(axes.ravel())
    kinds = [kind for kind in ENDED if kind in set(late["ended"])]
    style.legend(fig, lines({ENDED[kind][0].format((late["ended"] == kind).sum()): ENDED[kind][1] for kind in kinds}))
    off_a, off_b = (measured(off, table).value for off in (late_off_flow_in_a, late_off_flow_in_b))
    style.note(
        fig,
        f"{failure_mode.seeds} starts per λ ({', '.join(f'{lam:g}' for lam in grid['lam'])}): gradient flow to "
        f"10^{fixed['log10_flow_time']:g}, and from 10^{fixed['handover']:g} on the late flow in b, to 10^{fixed['log10_late_time']:g}; at "
        f"10^{COMMON['late']:.0f}, where both run, they differ by at most {off_b:.1g} in b and {off_a:.1g} in log10 |a|. {ended(late)}.",
    )
    return fig
