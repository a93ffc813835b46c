"""Panels of the figure of scaling: what was measured against d, gamma or eps, each beside its theory."""

import numpy as np

from descent.elementary import log
from descent.escape.claims.moved import share_slow
from descent.escape.octopus import hessian_lipschitz
from descent.escape.plateaus import growth, mean_length, predicted_growth
from descent.escape.records.octopus import OctopusRuns
from descent.problems import octopus
from scripts import style
from scripts.plots.escape.words import GD, MARKERS, METHODS, PGD
from scripts.study import measured

SIZES = {
    "value": (r"$|f|/(d\nu)$", style.SKY),
    "curvature": (r"Hessian$/\ell$", style.INDIGO),
    "third": (r"third derivative$/\rho$", style.PURPLE),
}
THEORY = {"color": style.BLACK, "ls": "--", "lw": 0.8}
RUNS = {"ls": "", "mfc": "none", "ms": 4.5, "rasterized": True}
WITHIN = 1 + 1e-9
"""The factor within which two numbers count as equal."""


def sizes(axis, study):
    """The largest of f and its derivatives over all points and curvatures."""
    largest = study.metrics.groupby("d")[list(SIZES)].max()
    for (name, (label, colour)), marker in zip(SIZES.items(), MARKERS, strict=False):
        axis.plot(largest.index, largest[name], marker + "-", color=colour, ms=4, label=label)
    axis.axhline(1, **THEORY)
    axis.set(xscale="log", xlabel="$d$", ylabel="largest at random points", ylim=(0, 1.15))
    axis.set_title("Sizes stay within their constants" if (largest < WITHIN).all(axis=None) else "Sizes beside their constants")


def growths(axis, study):
    """Growth of the escape time per saddle against gamma."""
    table = study.metrics
    for d, marker in zip(study.grid["d"], MARKERS, strict=False):
        rows = table[table["d"] == d]
        axis.plot(rows["gamma"], growth(OctopusRuns.of(rows).escape, d // 2, d), marker, color=GD, label=f"$d = {d}$", **RUNS)
    cells = [study.parameters(gamma=gamma) for gamma in sorted(study.grid["gamma"])]
    axis.plot([c["gamma"] for c in cells], [predicted_growth(c["eta"], c["L"], c["gamma"]) for c in cells], **THEORY)
    axis.set(xlabel=r"$\gamma$", ylabel="growth per saddle", ylim=(1, None), title="Growth of escape times")


def floors(axis, study):
    """The smallest eps of which GD meets a second-order point, against gamma."""
    table, above = study.metrics, True
    for tau, marker in zip(study.grid["tau"], MARKERS, strict=False):
        cells = [study.parameters(gamma=gamma, tau=tau) for gamma in sorted(study.grid["gamma"])]
        floor = {c["gamma"]: 4 * c["gamma"] * c["gamma"] / hessian_lipschitz(octopus.numbers(**c)) for c in cells}
        rows = table[table["tau"] == tau]
        axis.plot(list(floor), list(floor.values()), **THEORY)
        axis.plot(rows["gamma"], rows["second_order_eps"], marker, color=GD, label=rf"$\tau$ = {style.formula(tau)}", **RUNS)
        above &= bool((WITHIN * rows["second_order_eps"] > rows["gamma"].map(floor)).all())
    axis.set(xlabel=r"$\gamma$", ylabel=r"smallest $\epsilon$", yscale="log")
    axis.set_title(r"Second-order points need $\epsilon \geq 4\gamma^2/\rho$" if above else r"Second-order points and $4\gamma^2/\rho$")


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
    axis.set(xscale="log", xlabel="$d$", ylabel="mean plateau, iterations", title="Plateaus with noise")
    axis.set_ylim(0, 1.9 * axis.get_ylim()[1])  # room for the legend


def waits(axis, study):
    """Iterations until PGD stops against eps, its least wait and the bound."""
    table, L = study.metrics, study.grid["L"][0]
    eps = sorted(study.grid["eps"])
    for d, marker in zip(study.grid["d"], MARKERS, strict=False):
        cells = [study.parameters(L=L, d=d, eps=value) for value in eps]
        rows = table[(table["d"] == d) & (table["L"] == L)]
        axis.plot(eps, rows.groupby("eps")["steps"].median(), marker, color=PGD, label=f"$d = {d}$", **RUNS)
        axis.plot(eps, [cell["t_thres"] for cell in cells], ":", color=style.BLACK, lw=0.9)
        axis.plot(eps, [cell["bound"] for cell in cells], **THEORY)
    axis.set(xscale="log", yscale="log", xlabel=r"$\epsilon$", ylabel="iterations until PGD stops", title="PGD with its own constants")
    axis.set_xticks(eps, map(str, eps))
    axis.minorticks_off()


def shares(axis, study):
    """Shares of slow runs for each law and delta, which lie beside each other."""
    table, centre, laws, enough = study.metrics, study.grid["centre"][-1], study.grid["law"], True
    deltas = study.grid["delta"]
    for number, (delta, marker) in enumerate(zip(deltas, MARKERS, strict=False)):
        for place, law in enumerate(laws):
            rows = table[(table["law"] == law) & (table["delta"] == delta) & (table["centre"] == centre)]
            found = measured(share_slow, rows, study.parameters(law=law, delta=delta, centre=centre))
            enough &= found.value >= 1 - delta
            axis.errorbar(
                place + 0.1 * (2 * number - len(deltas) + 1),
                found.value,
                [[found.value - found.low], [found.high - found.value]],
                color=GD,
                ms=4,
                marker=marker,
                mfc="none",
            )
        axis.plot([], [], marker, color=GD, ms=4, mfc="none", label=rf"$\delta = {delta}$")
        axis.axhline(1 - delta, **THEORY)
    axis.set(xticks=range(len(laws)), xticklabels=[law.capitalize() for law in laws], xlim=(-0.5, len(laws) - 0.5), ylim=(0, 1.05))
    axis.set(ylabel="share of runs that are slow")
    axis.set_title(r"At least $1 - \delta$ of the runs are slow" if enough else r"Slow runs beside $1 - \delta$")
