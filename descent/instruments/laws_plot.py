"""Plots of conservation laws and of their drift."""

import matplotlib.pyplot as plt
import numpy as np

COLOURS = ("#0072B2", "#E69F00", "#009E73", "#D55E00", "#CC79A7", "#56B4E9", "#C9B200", "#000000")
KINDS = {"not conserved": "#8A8A8A", "approximate": "#E69F00", "conserved": "#0072B2"}
NAMED = 6
"""Most families of laws that are drawn."""
LETTERS = 60
"""Most letters of a name in a legend."""


def plot_laws(laws):
    """Plot a `laws.Laws`: singular values of its equations, and the rows and columns of every law. Returns matplotlib's figure."""
    fig, (values, which) = plt.subplots(1, 2, figsize=(9, 3.2), width_ratios=(1, 2), layout="constrained")
    null = laws.count + laws.trivial
    others = laws.equations[1] - laws.dead - null - laws.approximate
    values.axhspan(laws.kept, 1.0, color=KINDS["not conserved"], alpha=0.3, lw=0, label=f"not conserved: {others}")
    small = np.maximum(laws.singular[len(laws.singular) - null - laws.approximate :], 1e-18)
    for kind, first, last in (("approximate", 0, laws.approximate), ("conserved", laws.approximate, len(small))):
        values.plot(np.arange(first, last) + 1, small[first:last], ".", ms=3, color=KINDS[kind], label=f"{kind}: {last - first}")
    values.set(yscale="log", ylim=(1e-19, 2), xlabel="number", ylabel="singular value, of the largest")
    values.set_title(f"{laws.count} laws, {laws.trivial} of the null space trivial")
    values.legend(frameon=False)
    which.imshow(
        np.sign(laws.coefficients) if laws.count else [[0.0]], cmap="RdBu", vmin=-1, vmax=1, aspect="auto", interpolation="nearest"
    )
    which.set(ylabel="law", title="blue: added, red: taken away")
    which.set_xticks([group.first - 0.5 for group in laws.groups], [_axis(group) for group in laws.groups], rotation=90, fontsize=6)
    which.grid(axis="x", lw=0.4)
    return fig


def plot_drift(found):
    """Plot a `drift.Drift`: drift against iterations and against step size, and what moved the laws. Returns matplotlib's figure."""
    fig, (along, power, moved) = plt.subplots(1, 3, figsize=(10, 3.2), layout="constrained")
    rates = np.array(found.rates)
    for colour, family in zip(COLOURS, found.laws.families[:NAMED], strict=False):
        drift, ends = (np.median(part[..., family.laws], axis=-1) for part in (found.relative, found.ends))
        along.plot(found.times[1:], np.median(drift, axis=0)[1:], color=colour, lw=1.2, label=_short(family.words))
        along.fill_between(found.times[1:], *np.percentile(drift, [25, 75], axis=0)[:, 1:], color=colour, alpha=0.2, lw=0)
        power.loglog(rates, np.median(ends, axis=1), "o-", ms=3, color=colour, lw=1.2)
    along.set(xlabel="iteration", ylabel="drift of a law, of its size", yscale="log", title=found.label)
    power.set(xlabel="step size, same flow time", ylabel="drift at the end")
    power.set_xticks(rates, [f"{rate:.3g}" for rate in rates])
    power.minorticks_off()
    if found.laws.count:
        power.set_title(f"power {found.power.value:.2f} [{found.power.low:.2f}, {found.power.high:.2f}]")
        _what_moved(moved, found)
        fig.legend(loc="outside lower center", frameon=False, fontsize=7, ncols=2)
    return fig


def _what_moved(axis, found):
    """Draw every law's whole change against gradient descent's prediction, or against the parts due to direction and length of steps."""
    change = (found.values - found.values[:, :1])[:, -1].ravel()
    lines = {"identity of gradient descent": (found.predicted - found.values[:, :1])[:, -1].ravel()}
    if np.isnan(found.predicted).all():
        lines = {"by direction of steps": found.by_direction[:, -1].ravel(), "by their length": found.by_length[:, -1].ravel()}
    for (name, part), colour in zip(lines.items(), COLOURS[3:], strict=False):
        axis.plot(change, part, ".", ms=3, color=colour, label=name)
    span = [np.nanmin(change), np.nanmax(change)]
    axis.plot(span, span, "k--", lw=0.8)
    axis.set(xlabel="change of a law", ylabel="explained", title="what moved the laws")
    axis.locator_params(nbins=4)


def _axis(group) -> str:
    return group.tensor if group.of < 2 else f"{group.tensor} {'rows' if group.axis == 0 else 'columns'}"


def _short(words: str) -> str:
    return words if len(words) <= LETTERS else f"{words[:LETTERS]}..."
