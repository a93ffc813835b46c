"""Theorems 2.1 to 2.3: what gradient flow conserves, for every architecture, and that what moves is the solver's error."""

import numpy as np

from scripts import drawing, style
from scripts.plots.balance.words import ended

KINDS = {"full": ("fully connected", "o"), "sparse": ("sparse", "s"), "conv": ("convolutional", "^")}
ACTIVATIONS = {"linear": style.GREY, "relu": style.RED, "leaky_relu": style.BLUE}
PROMISE = 1e-9
"""What the conservation is checked to."""


def draw(conservation, losses, tolerance):
    """conservation: every architecture and depth; losses: other losses; tolerance: looser solvers. Returns the figure."""
    fig, (drifts, others, errors) = style.figure(1, 3, height=3.0, width_ratios=[1.5, 1, 1.1], sharey=True)
    table, place = conservation.metrics, 0
    ticks = []
    for connections, (label, marker) in KINDS.items():
        for activation, colour in ACTIVATIONS.items():
            for depth in conservation.grid["depth"]:
                rows = table[(table["connections"] == connections) & (table["activation"] == activation) & (table["depth"] == depth)]
                drifts.plot(np.full(len(rows), place), rows["unit_drift"], marker, color=colour, ms=3, alpha=0.7)
                drifts.plot(np.full(len(rows), place), rows["layer_drift"], "_", color=colour, ms=4, alpha=0.7)
                drifts.plot(np.full(len(rows), place), rows["matrix_drift"], "x", color=style.BLACK, ms=3)
                place += 1
            place += 0.5
        ticks.append((place - 7.5, label))
        place += 1
    drifts.set_xticks(*zip(*ticks, strict=True))
    depths = conservation.grid["depth"]
    drifts.set(yscale="log", ylabel="largest relative drift in flow", title=f"depths {depths[0]} to {depths[-1]} side by side")
    for axis in (drifts, others):
        axis.axhline(PROMISE, color=style.BLACK, lw=0.8, ls=":")
    table = losses.metrics
    for column, loss in enumerate(losses.grid["loss"]):
        for shift, (connections, (label, marker)) in zip((-0.25, 0, 0.25), KINDS.items(), strict=True):
            for activation, colour in ACTIVATIONS.items():
                rows = table[(table["loss"] == loss) & (table["connections"] == connections) & (table["activation"] == activation)]
                look = {"label": label if not column and activation == "relu" else None, "color": colour, "alpha": 0.7}
                others.plot(np.full(len(rows), column + shift), rows["unit_drift"], marker, ms=3, **look)
    others.set_xticks(range(len(losses.grid["loss"])), [loss.replace("_", "-") for loss in losses.grid["loss"]])
    others.set(title="other losses, depth 3", xlim=(-0.6, len(losses.grid["loss"]) - 0.4))
    table = tolerance.metrics
    for connections, (_, marker) in KINDS.items():
        for activation, colour in ACTIVATIONS.items():
            rows = table[(table["connections"] == connections) & (table["activation"] == activation)]
            median = rows.groupby("tolerance")["unit_drift"].median()
            label = activation.replace("_", " ") if connections == "full" else None
            errors.plot(median.index, median, marker=marker, color=colour, ms=3, lw=1, label=label)
    line = np.array([min(tolerance.grid["tolerance"]), max(tolerance.grid["tolerance"])])
    errors.plot(line, line, color=style.BLACK, lw=0.8, ls=":", label="drift = tolerance")
    errors.set(xscale="log", xlabel="tolerance of the solver", title="looser solvers, medians")
    errors.legend(loc="lower right")
    fixed = conservation.fixed
    style.note(
        fig,
        f"Gradient flow in float64 (DOP853, every kink found and slid along), tolerance {fixed['tolerance']:g}, flow time "
        f"{fixed['time']}; {fixed['width']} neurons a layer, {fixed['N']} points (ours), {conservation.seeds} runs a cell. Circles, "
        "squares, triangles: neurons (2.1) or channels; bars: layers (corollary, 2.3); crosses: the matrix of 2.2. Drift is relative "
        f"to the sum of the squared norms. Dotted: {PROMISE:g}, and drift = tolerance. "
        f"{ended(conservation.metrics, losses.metrics, tolerance.metrics)}.",
    )
    return fig


if __name__ == "__main__":
    drawing.main(draw)
