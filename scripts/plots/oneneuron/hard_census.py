"""More minima where they say more: many starts on five points and on iris; other powers, degrees, regularisers and penalties."""

import pandas

from descent.oneneuron.claims.extended import VANISHED
from scripts import style
from scripts.plots.oneneuron.shares import NAMES, counted, legend, stacked
from scripts.plots.oneneuron.words import CONVERGED


def draw(hard_census, iris_census, hinge_powers, degrees, layer_powers, penalties, extended):
    """hard_census: five points; iris_census: iris; extended: 120 digits; the others: one thing changed in each. Returns the figure."""
    studies = (hard_census, iris_census, hinge_powers, degrees, layer_powers, penalties)
    fig, axes = style.figure(3, 2, height=1.75)
    panels = iter(axes.ravel())
    for width in hard_census.grid["width"][:2]:
        rows = [(NAMES[name], {"width": width, "augmentation": name}) for name in hard_census.grid["augmentation"]]
        _panel(next(panels), hard_census, rows, f"five points, width {width}")
    _panel(next(panels), iris_census, [(NAMES[name], {"augmentation": name}) for name in iris_census.grid["augmentation"]], "iris, width 8")
    rows = [(f"degree {m}", {"m": m}) for m in degrees.grid["m"]]
    _panel(next(panels), degrees, rows, "five points, monomial neuron")
    powers = [(f"power {p} of the hinge", {"p": p}) for p in hinge_powers.grid["p"]]
    _panel(next(panels), hinge_powers, powers, "three points, exponential neuron")
    table = pandas.concat([layer_powers.metrics.assign(study="powers"), penalties.metrics.assign(study="penalties")])
    rows = [(f"one a layer, 2L-th, depth {depth}", {"study": "powers", "depth": depth}) for depth in layer_powers.grid["depth"]]
    rows += [(f"penalised, $\\mu$ = {mu:g}", {"study": "penalties", "mu": mu}) for mu in penalties.grid["mu"]]
    stacked(axis := next(panels), table, rows)
    axis.set_title("three points")
    for axis in panels:
        axis.set_axis_off()
    tables, seeds = [study.metrics for study in studies], sorted({study.seeds for study in studies})
    legend(fig, *tables)
    style.note(
        fig,
        f"L-BFGS from random starts {CONVERGED}, {seeds[0]} to {seeds[-1]:,} a bar, in at most {hard_census.fixed['max_iterations']:,} "
        f"iterations on five points; one hidden layer of ReLUs where nothing else is said. {counted(*tables)}. "
        "With 120 digits Newton's method came to a critical point with the neuron on near "
        f"{_critical(extended, 'exponential')} ends that algebra excludes, and near {_critical(extended, 'penalised')} bad minima of "
        "the penalised neuron.",
    )
    return fig


def _panel(axis, study, rows, title):
    """One bar for each of some rows of a study."""
    stacked(axis, study.metrics, rows)
    axis.set_title(title)


def _critical(study, augmentation) -> str:
    """How many of the ends that were looked at came to a critical point with the neuron on."""
    table = study.metrics
    looked_at = table[(table["augmentation"] == augmentation) & (table["examined"] > 0)]
    return f"{int(((looked_at['critical'] > 0) & (looked_at['polished_a'] > VANISHED)).sum())} of {len(looked_at)}"
