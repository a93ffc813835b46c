"""Panels of the figure of scaling: what was measured against d, gamma or eps, each beside its theory."""

import numpy as np

from descent.elementary import log
from descent.escape.claims.moved import share_slow
from descent.escape.octopus import hessian_lipschitz
from descent.escape.plateaus import growth, mean_length, predicted_growth
from descent.escape.records.octopus import OctopusRuns
from descent.problems import octopus
from scripts import style
from scripts.plots.escape.words import METHODS
from scripts.study import measured


def sizes(axis, study):
    """The largest of f and its derivatives over all points and curvatures."""
    largest = study.metrics.groupby("d")[["value", "curvature", "third"]].max()
    for name, label in (("value", r"$|f|/(d\nu)$"), ("curvature", r"Hessian$/\ell$"), ("third", r"third derivative$/\rho$")):
        axis.plot(largest.index, largest[name], "o-", ms=4, label=label)
    axis.axhline(1, color=style.BLACK, lw=0.8, ls="--")
    axis.set(xscale="log", xlabel="$d$", ylabel="largest at random points", ylim=(0, 1.15), title="Sizes stay within their constants")


def by_gamma(growths, floors, study):
    """Growth per saddle, and the smallest eps of a second-order point, against gamma."""
    table = study.metrics
    for d, colour in zip(study.grid["d"], style.CYCLE, strict=False):
        rows = table[table["d"] == d]
        factor = growth(OctopusRuns.of(rows).escape, d // 2, d)
        growths.plot(rows["gamma"], factor, "o", mfc="none", color=colour, ms=4 + d / 16, label=f"$d$ = {d}")
    for tau, colour in zip(study.grid["tau"], style.CYCLE, strict=False):
        cells = [study.parameters(gamma=gamma, tau=tau) for gamma in sorted(study.grid["gamma"])]
        gamma = [cell["gamma"] for cell in cells]
        floor = [4 * c["gamma"] * c["gamma"] / hessian_lipschitz(octopus.numbers(**c)) for c in cells]
        rows = table[table["tau"] == tau]
        growths.plot(gamma, [predicted_growth(cell["eta"], cell["L"], cell["gamma"]) for cell in cells], color=style.BLACK, lw=0.8, ls="--")
        floors.plot(gamma, floor, color=colour, lw=0.8, ls="--")
        floors.plot(rows["gamma"], rows["second_order_eps"], "o", mfc="none", color=colour, ms=4, label=rf"$\tau$ = {style.formula(tau)}")
    growths.set(xlabel=r"$\gamma$", ylabel="growth per saddle", ylim=(1, None), title="Growth of escape times")
    floors.set(
        xlabel=r"$\gamma$", ylabel=r"smallest $\epsilon$", yscale="log", title=r"Second-order points need $\epsilon \geq 4\gamma^2/\rho$"
    )


def plateaus(axis, studies):
    """Mean plateaus against d at each accuracy, with theory's slope from the median of the last."""
    accuracies = list(dict.fromkeys(eps for _, study, _ in studies for eps in study.grid["eps"]))
    for (label, study, where), marker in zip(studies, "os", strict=True):
        colours = dict(zip(accuracies, style.shades(METHODS[where][1], len(accuracies)), strict=True))
        table = study.metrics
        table = table[(table["method"] == where) & (table["d"] > 5)].copy()
        table["plateau"] = mean_length(OctopusRuns.of(table).escape, table["d"])
        cell = study.parameters()
        slope = 0.5 / log(1 + 2 * cell["eta"] * cell["gamma"])
        for eps, colour in ((eps, colours[eps]) for eps in study.grid["eps"]):
            medians = table[table["eps"] == eps].groupby("d")["plateau"].median()
            if medians.empty:
                continue
            d = np.array(medians.index)
            axis.plot(d, medians.iloc[-1] + slope * log(d / d[-1]), "--", color=colour, lw=0.8)
            axis.plot(d, medians, marker, mfc="none", color=colour, ms=4, label=rf"{label}, $\epsilon$ = {style.formula(eps)}")
    axis.set(xscale="log", xlabel="$d$", ylabel="mean plateau, iterations", title="Plateaus with noise grow as $\\ln d$")
    axis.set_ylim(0, 1.9 * axis.get_ylim()[1])  # room for the legend


def waits(axis, study):
    """Iterations until PGD stops against eps, its least wait and the bound."""
    table, L = study.metrics, study.grid["L"][0]
    eps = sorted(study.grid["eps"])
    for d, colour in zip(study.grid["d"], style.CYCLE, strict=False):
        cells = [study.parameters(L=L, d=d, eps=value) for value in eps]
        rows = table[(table["d"] == d) & (table["L"] == L)]
        axis.plot(eps, rows.groupby("eps")["steps"].median(), "o", mfc="none", color=colour, ms=4, label=f"$d$ = {d}")
        axis.plot(eps, [cell["t_thres"] for cell in cells], ":", color=colour, lw=0.9)
        axis.plot(eps, [cell["bound"] for cell in cells], "--", color=colour, lw=0.9)
    axis.set(xscale="log", yscale="log", xlabel=r"$\epsilon$", ylabel="iterations until PGD stops", title="PGD with its own constants")
    axis.set_xticks(eps, map(str, eps))
    axis.minorticks_off()


def shares(axis, study):
    """Shares of slow runs for each law and delta."""
    table, centre = study.metrics, study.grid["centre"][-1]
    for place, law in enumerate(study.grid["law"]):
        for delta, colour in zip(study.grid["delta"], style.CYCLE, strict=False):
            rows = table[(table["law"] == law) & (table["delta"] == delta) & (table["centre"] == centre)]
            found = measured(share_slow, rows, study.parameters(law=law, delta=delta, centre=centre))
            axis.errorbar(place, found.value, [[found.value - found.low], [found.high - found.value]], fmt="o", color=colour, ms=4)
            axis.axhline(1 - delta, color=colour, lw=0.8, ls="--", label=rf"$1 - \delta$, $\delta$ = {delta}" if place == 0 else None)
    axis.set(
        xticks=range(len(study.grid["law"])),
        xticklabels=[law.capitalize() for law in study.grid["law"]],
        ylabel="share of runs that are slow",
        ylim=(0, 1.05),
    )
    axis.set_title(r"At least $1 - \delta$ of the runs are slow")
