"""Beyond floats: one landscape lets its net learn after 1e20, two go on to infinity for ever, and some paths stop above zero."""

from descent.oneneuron.claims.failure_mode import late_off_flow_in_a, late_off_flow_in_b
from descent.oneneuron.rates import COMMON
from scripts import style
from scripts.plots.oneneuron.words import LAMBDAS, ended, landscape
from scripts.study import measured

NEEDS = {"failure_mode": {"path": ["flow", "late"]}}


def draw(failure_mode):
    """failure_mode: late flows of several landscapes, and the gradient flow before them. Returns the figure."""
    grid, fixed = failure_mode.grid, failure_mode.fixed
    table = failure_mode.metrics
    fig, axes = style.figure(2, len(grid["landscape_name"]), height=2.1, sharex="col", sharey="row", squeeze=False)
    for (above, below), name in zip(axes.T, grid["landscape_name"], strict=True):
        rows = table[(table["landscape_name"] == name) & (table["path"] == "late")]
        over = rows[rows["ended"] == "taken over"]
        for lam, colour in style.colours(grid["lam"], LAMBDAS).items():
            for path in ("flow", "late"):
                runs = failure_mode.runs("log10_t", "b", "base_loss", path=path, lam=lam, landscape_name=name)
                t = runs["log10_t"][0]
                above.plot(*style.strands(t, runs["b"]), color=colour, lw=0.7, alpha=0.6, rasterized=True)
                below.plot(*style.strands(t, runs["base_loss"]), color=colour, lw=0.7, alpha=0.6, rasterized=True)
            above.plot([], [], color=colour, label=f"$\\lambda$ = {lam:g}")
        end = 1.25 * over["ended_at"].max() if len(over) > len(rows) / 2 else fixed["log10_late_time"]
        above.set(title=landscape(name), xlim=(0, end))
        below.set(yscale="log", ylim=(1e-6, 1e7), xlabel="log10 of the flow time")
        counts = rows["ended"].value_counts()
        words = [f"{count} of {len(rows)} {kind}" for kind, count in counts.items()]
        if len(over):
            words.append(f"(median 1e{over['ended_at'].median():.1f})")
        below.text(0.97, 0.97, "\n".join(words), transform=below.transAxes, ha="right", va="top", fontsize=style.points(7))
    axes[0, 0].set_ylabel("b")
    axes[1, 0].set_ylabel("loss of the net alone")
    axes[0, 0].legend(loc="upper left", fontsize=style.points(6.5))
    late = table[table["path"] == "late"]
    off_a, off_b = (measured(off, table).value for off in (late_off_flow_in_a, late_off_flow_in_b))
    style.note(
        fig,
        f"Gradient flow to 10^{fixed['log10_flow_time']:g}, and from 10^{fixed['handover']:g} on the late flow in b, to "
        f"10^{fixed['log10_late_time']:g}; where both run, at 1e{COMMON['late']:.0f}, they differ by {off_b:.1g} in b and {off_a:.1g} in "
        "log10 |a| at most. Taken over: the net has come to hold every point and the neuron's output falls to nothing, a good minimum at "
        "last. Above zero: F keeps a positive limit, the neuron a spike at an outermost point "
        f"(gradient flow alone). {failure_mode.seeds} starts a lambda; {ended(late)}.",
    )
    return fig
