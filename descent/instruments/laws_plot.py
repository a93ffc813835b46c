"""Plots of conservation laws and of their drift."""

import numpy as np

from descent.instruments import picture

KINDS = {"not conserved": picture.GREY, "approximate": picture.ORANGE, "conserved": picture.BLUE}
NAMED = 6
"""Most families of laws that are drawn."""
LETTERS = 60
"""Most letters of a name in a legend."""
APART = 0.05
"""Least distance of the names of two tensors, divided by the width of the panel."""


@picture.drawn
def plot_laws(laws):
    """Plot a `laws.Laws`: singular values of its equations, and the rows and columns of every law. Returns matplotlib's figure."""
    fig, (values, which) = picture.picture(2, columns=2, heading=_count(laws), height=2.6, width_ratios=(2, 3))
    null = laws.count + laws.trivial
    others = laws.equations[1] - laws.dead - null - laws.approximate
    values.axhspan(laws.kept, 1.0, color=KINDS["not conserved"], alpha=0.3, lw=0, label=f"not conserved: {others}")
    small = np.maximum(laws.singular[len(laws.singular) - null - laws.approximate :], 1e-18)
    for kind, first, last in (("approximate", 0, laws.approximate), ("conserved", laws.approximate, len(small))):
        values.plot(np.arange(first, last) + 1, small[first:last], ".", ms=3, color=KINDS[kind], label=f"{kind}: {last - first}")
    values.set(yscale="log", ylim=(1e-19, 2), xlabel="number", title="singular value / largest")
    values.xaxis.get_major_locator().set_params(integer=True)
    picture.legend(fig, columns=3)
    if not laws.count:
        which.set(xticks=[], yticks=[], title="no laws")
        return fig
    which.imshow(np.sign(laws.coefficients), cmap="RdBu", vmin=-1, vmax=1, aspect="auto", interpolation="nearest")
    which.set(ylabel="law", title="blue: added, red: subtracted")
    which.yaxis.get_major_locator().set_params(integer=True)
    named = _apart(laws.groups, APART * laws.coefficients.shape[1])
    which.set_xticks([group.first - 0.5 for group in laws.groups], [named.get(group, "") for group in laws.groups], rotation=90, fontsize=7)
    which.grid(axis="x", lw=0.4)
    which.grid(visible=False, axis="y")
    return fig


@picture.drawn
def plot_drift(found):
    """Plot a `drift.Drift`: drift against iterations and against step size, and what moved the laws. Returns matplotlib's figure."""
    fig, (along, power, moved) = picture.picture(3, columns=3, heading=found.label, height=2.4)
    rates = np.array(found.rates)
    for colour, family in zip(picture.CYCLE, found.laws.families[:NAMED], strict=False):
        drift, ends = (np.median(part[..., family.laws], axis=-1) for part in (found.relative, found.ends))
        along.plot(found.times[1:], np.median(drift, axis=0)[1:], color=colour, label=_short(family.words))
        along.fill_between(found.times[1:], *np.percentile(drift, [25, 75], axis=0)[:, 1:], color=colour, alpha=0.2, lw=0)
        power.loglog(rates, np.median(ends, axis=1), "o-", ms=3, color=colour)
    along.set(xlabel="iteration", yscale="log", title="drift / size of a law")
    power.set(xlabel="step size, same flow time")
    power.set_xticks(rates, [f"{rate:.3g}" for rate in rates])
    power.minorticks_off()
    if found.laws.count:
        power.set_title(f"power {found.power.value:.2f} [{found.power.low:.2f}, {found.power.high:.2f}]")
        _what_moved(moved, found)
        picture.legend(fig, columns=2)
    return fig


def _what_moved(axis, found):
    """Draw every law's whole change against gradient descent's prediction, or against the parts due to direction and length of steps."""
    change = (found.values - found.values[:, :1])[:, -1].ravel()
    lines = {"identity of gradient descent": (found.predicted - found.values[:, :1])[:, -1].ravel()}
    if np.isnan(found.predicted).all():
        lines = {"by direction of steps": found.by_direction[:, -1].ravel(), "by their length": found.by_length[:, -1].ravel()}
    for (name, part), colour in zip(lines.items(), picture.CYCLE[3:], strict=False):
        axis.plot(change, part, ".", ms=3, color=colour, label=name)
    span = [np.nanmin(change), np.nanmax(change)]
    axis.plot(span, span, "k--", lw=0.8)
    axis.set(xlabel="change of a law", ylabel="explained", title="what moved the laws")
    axis.locator_params(nbins=4)


def _count(laws) -> str:
    return f"{laws.count} conservation laws; {laws.trivial} vectors of the null space are trivial"


def _apart(groups, least: float) -> dict:
    """Names of tensors that stand at least so far apart; those of the most unknowns come first."""
    named = {}
    for group in sorted(groups, key=lambda group: -group.unknowns):
        if all(abs(group.first - other.first) >= least for other in named):
            named[group] = _axis(group)
    return named


def _axis(group) -> str:
    return group.tensor if group.of < 2 else f"{group.tensor} {'rows' if group.axis == 0 else 'columns'}"


def _short(words: str) -> str:
    return words if len(words) <= LETTERS else f"{words[:LETTERS]}..."
