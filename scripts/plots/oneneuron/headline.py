"""The augmented loss is zero, and the net still errs: what the theorem does not forbid, on three points."""

import numpy as np

from descent.elementary import log10
from descent.oneneuron.curves import curves
from descent.oneneuron.landscapes import three_points
from scripts import style, ticks
from scripts.plots.oneneuron.curve_panels import lines, over_time
from scripts.plots.oneneuron.function_panels import ALONE, AUGMENTED, functions, scientific
from scripts.plots.oneneuron.words import ended, extent

MOMENTS = (-2.0, 1.0, 4.0, 10.0)
"""log10 of the times at which the functions are drawn."""
COLUMNS = ("log10_t", "log10_F", "base_loss", "base_errors")
NEEDS = {"failure_mode": {"path": ["flow", "late"], "landscape_name": ["three_points"]}}


def draw(failure_mode):
    """failure_mode: gradient flow and its late phase from beside a bad minimum. Returns the figure."""
    grid, fixed, table = failure_mode.grid, failure_mode.fixed, failure_mode.metrics
    lam = grid["lam"][len(grid["lam"]) // 2]
    cell = {"landscape_name": "three_points", "lam": lam}
    flow, late = (failure_mode.runs(*COLUMNS, "xi", path=path, **cell) for path in ("flow", "late"))
    run = int(np.argsort(flow["base_loss"][:, -1])[len(flow["base_loss"]) // 2])
    shown = [int(np.argmin(np.abs(flow["log10_t"][run] - moment))) for moment in MOMENTS]
    across = style.fitting(len(MOMENTS), 1.2)
    rows = -(-len(MOMENTS) // across) + 1
    fig = style.empty(1.6 * rows + 0.9)
    spec = fig.add_gridspec(rows, across, height_ratios=[1.0] * (rows - 1) + [1.3])
    problem = three_points.landscape().problem
    for place, point in enumerate(shown):
        axis = fig.add_subplot(spec[divmod(place, across)])
        functions(axis, *curves(problem, fixed["activation"], flow["xi"][run, point]))
        axis.set_title(f"$t = {ticks.power(np.round(flow['log10_t'][run, point]))}$,\n$F = {scientific(flow['log10_F'][run, point])}$")
    below = fig.add_subplot(spec[-1, :])
    for runs, dashes in ((flow, "-"), (late, "--")):
        for values, colour in ((runs["log10_F"], AUGMENTED), (log10(np.maximum(runs["base_loss"], 1e-30)), ALONE)):
            below.plot(*style.strands(runs["log10_t"], values), color=colour, lw=0.4, alpha=0.4, rasterized=True)
            below.plot(runs["log10_t"][run], values[run], dashes, color=colour, lw=1.4)
    for point in shown:
        below.axvline(flow["log10_t"][run, point], color=style.GREY, lw=0.6, ls=":")
    wrong = [np.where(runs["base_errors"] > 0, runs["log10_F"], np.inf).min(axis=1) for runs in (flow, late)]
    last = np.nanmax(np.where(np.isfinite(late["log10_F"]), late["log10_t"], np.nan))
    below.set(
        ylabel="loss",
        xlim=(-3.2, min(last + 1, 30)),
        ylim=(-24, 4),
        title=f"F falls below $10^{{{reached(*wrong)}}}$ while the net still errs",
    )
    ticks.powers(below.yaxis)
    over_time([below])
    style.legend(fig, lines({"the net alone, and its loss": ALONE, "the net with its neuron, and F": AUGMENTED}))
    ends = table[(table["landscape_name"] == "three_points") & (table["lam"] == lam) & (table["path"] == "late")]
    over = ends.loc[ends["ended"] == "taken over", "ended_at"]
    times = f", at times from 10^{over.min():.1f} to 10^{over.max():.1f}" * bool(len(over))
    errors = extent(flow["base_errors"][run, shown], 0)
    literal = ""
    if "eta" in fixed:
        iterations = flow["log10_t"][run, shown[-1]] - log10(fixed["eta"])
        literal = f"GD with η = {fixed['eta']:g} would take 10^{iterations:.1f} iterations to the last of the moments. "
    style.note(
        fig,
        f"(a) to (d) The functions at four moments of one of {failure_mode.seeds} runs, the one with the median loss of the net at the "
        f"end; triangles are the points, of which the net alone gets {errors} of {len(problem.y)} wrong. (e) All runs, that run bold; "
        f"gradient flow to the time 10^{fixed['log10_flow_time']:g}, then the late flow, dashed. λ = {lam:g}, two rounded ReLUs. "
        f"{literal}{ended(ends)}{times}.",
    )
    return fig


def reached(flow, late) -> int:
    """The power of ten that F falls below in every run before the net alone errs nowhere. flow, late: (runs,), log10 of the least F."""
    return int(np.ceil(np.minimum(flow, late).max()))
