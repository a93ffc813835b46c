"""Panels of the zoo's figure."""

import numpy as np

from descent.elementary import log, power
from descent.escape.plateaus import predicted_growth
from descent.own.records.own import OwnRuns
from descent.statistics import with_every_run
from scripts.plots.own.axes import at_least_a_decade
from scripts.plots.own.words import METHODS

TICKS = np.outer([1, 10, 100, 1000, 10000], [1, 2, 5]).ravel()
"""Numbers that stand beside a logarithmic axis."""
APART = 0.24
"""Least distance of two numbers beside an axis, divided by its length."""


def logarithmic(axis, values=None, **labels):
    """Make an axis logarithmic with whole numbers as ticks. values: those of the horizontal axis; otherwise powers of ten."""
    axis.set(xscale="log", yscale="log", **labels)
    at_least_a_decade(axis)
    low, high = axis.get_ylim()
    shown = [tick for tick in TICKS if low <= tick <= high]
    axis.set_yticks(shown, [f"{tick:,}" for tick in shown], minor=False)
    if values is not None:
        apart = log(max(values) / min(values)) * APART if len(values) > 1 else 0.0
        kept: list = []
        for value in sorted(values):
            if not kept or log(value / kept[-1]) >= apart:
                kept.append(value)
        axis.set_xticks(kept, [f"{value:,}" for value in kept])
    axis.minorticks_off()


def rows(study, optimiser: str, noise: bool = False):
    """The metrics of one of torch's optimisers, with noise at saddles or without."""
    table = study.metrics
    return table[table["optimiser"].str.startswith(optimiser) & ((table["r"] > 0) == noise)]


def medians(table, key: str):
    """Values of a key, and the median and the 5 and 95 % quantiles of the iterations to the minimum; infinite for a run that fails."""
    groups = table.fillna({"reached": np.inf}).groupby(key)["reached"]
    return np.array(list(groups.groups), dtype=float), *(groups.quantile(q, interpolation="lower").to_numpy() for q in (0.5, 0.05, 0.95))


def saddle_after_saddle(axis, study, key: str, values, colour, line="-", label=None):
    """Iterations after which GD has passed the k-th saddle. values: of the key, which is the number of saddles."""
    for value in values:
        table = rows(study, "SGD")
        times = np.median(with_every_run(OwnRuns.of(table[table[key] == value]).escape[:, : int(value)]), axis=0)
        axis.plot(
            np.arange(1, len(times) + 1),
            times,
            color=colour,
            ls=line,
            marker="." if line == "-" else "",
            ms=3,
            label=label if value == values[-1] else None,
        )
    return times


def law(axis, study, times, colour):
    """The octopus's law, from the last saddle that was passed."""
    eta = float(study.grid["optimiser"][0].split("lr=")[1])
    factor = predicted_growth(eta, study.fixed["L"], study.fixed["gamma"])
    ahead = np.arange(0, 4)
    axis.plot(
        ahead + len(times),
        times[-1] * power(factor, ahead.astype(float)),
        color=colour,
        ls=":",
        lw=1,
        label=f"law: ×{factor:.2f} per saddle",
    )


def gain(axis, study, key: str, colour, label: str, line: str = "-"):
    """Iterations of GD divided by those of the same runs with noise at saddles, where both exist."""
    both = rows(study, "SGD").merge(rows(study, "SGD", True), on=[key, "run"], suffixes=("", "_noisy"))
    ratios = {value: np.median(runs["reached"] / runs["reached_noisy"]) for value, runs in both.groupby(key)}
    axis.plot(list(ratios), list(ratios.values()), line, color=colour, marker=".", label=label)


def against_theory(axis, study, colour, label: str):
    """Iterations to pass each saddle against those of linear theory, one dot per saddle and cell."""
    table = rows(study, "SGD")
    for _, cell in table.groupby([name for name in study.grid if name in table and name != "optimiser"]):
        runs = OwnRuns.of(cell)
        known = ~np.isnan(runs.predicted).all(axis=0)
        if known.any():
            axis.plot(
                np.median(runs.predicted[:, known], axis=0), np.median(runs.escape[:, known], axis=0), ".", ms=4, color=colour, label=label
            )
            label = None


def methods(axis, study, noisy, key: str):
    """Iterations to the minimum of four methods."""
    tables = [rows(study, "SGD"), rows(study, "SGD", True), noisy.metrics, rows(study, "Adam")]
    for (label, colour), table in zip(METHODS.items(), tables, strict=True):
        values, middle, low, high = medians(table, key)
        axis.fill_between(values, low, high, color=colour, alpha=0.2, lw=0)
        axis.plot(values, middle, color=colour, marker=".", label=label)
