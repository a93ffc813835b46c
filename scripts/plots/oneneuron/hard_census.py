"""Data, powers, degrees, regularisers and penalties with which the theorem is hard pressed: what many runs end as."""

import pandas

from descent.oneneuron.claims.extended import VANISHED
from descent.oneneuron.classes import BAD, CLASSES
from scripts import style
from scripts.plots.oneneuron.share_panels import bad, counted, legend, panels, stacked
from scripts.plots.oneneuron.words import CONVERGED, NAMES


def draw(hard_census, iris_census, hinge_powers, degrees, layer_powers, penalties, extended):
    """hard_census: five points; iris_census: iris; hinge_powers, degrees, layer_powers, penalties: one thing changed in each; extended:
    ends looked at with 120 digits. Returns the figure.
    """
    shown = [
        (f"five points, width {width}", [(hard_census, NAMES[name], {"width": width, "augmentation": name}) for name in names(hard_census)])
        for width in hard_census.grid["width"]
    ]
    shown += [
        (f"iris, width {iris_census.fixed['width']}", [(iris_census, NAMES[name], {"augmentation": name}) for name in names(iris_census)]),
        ("five points, monomial neuron", [(degrees, f"degree {m}", {"m": m}) for m in degrees.grid["m"]]),
        ("three points, powers of the hinge loss", [(hinge_powers, f"power {p}", {"p": p}) for p in hinge_powers.grid["p"]]),
        (
            "three points, other regularisers",
            [(layer_powers, f"2L-th powers, depth {depth}", {"depth": depth}) for depth in layer_powers.grid["depth"]]
            + [(penalties, f"penalised, $\\mu$ = {mu:g}", {"mu": mu}) for mu in penalties.grid["mu"]],
        ),
    ]
    fig, axes = panels([len(rows) for _, rows in shown], least=1.7, most=2)
    for axis, (title, rows) in zip(axes, shown, strict=True):
        table = pandas.concat([study.metrics.assign(study=study.name) for study in {study.name: study for study, _, _ in rows}.values()])
        stacked(axis, table, [(label, cell | {"study": study.name}) for study, label, cell in rows])
        axis.set_title(title)
    studies = (hard_census, iris_census, hinge_powers, degrees, layer_powers, penalties)
    tables, seeds = [study.metrics for study in studies], sorted({study.seeds for study in studies})
    legend(fig, *tables)
    style.note(
        fig,
        f"L-BFGS {CONVERGED} from random starts, {seeds[0]:,} to {seeds[-1]:,} per bar, in at most {hard_census.fixed['max_iterations']:,} "
        f"iterations on five points; one hidden layer of ReLUs where nothing else is said. "
        f"{counted(*tables)}. {bad(*tables)}{_of_degree(degrees)}. "
        f"{' '.join(_looked_at(extended, name) for name in extended.grid['augmentation'])}",
    )
    return fig


def names(study) -> list[str]:
    """The augmentations of a study, in our order."""
    return [name for name in NAMES if name in study.grid["augmentation"]]


def _of_degree(degrees) -> str:
    """Which degrees of a monomial neuron have left bad minima."""
    left = degrees.metrics[degrees.metrics["class"] == CLASSES[BAD]].groupby("m").size()
    return "".join(f", {count:,} with a monomial neuron of degree {m}" for m, count in left.items())


def _looked_at(study, augmentation) -> str:
    """What Newton's method with 120 digits came to from the ends that were looked at."""
    table = study.metrics
    looked_at = table[(table["augmentation"] == augmentation) & (table["examined"] > 0)]
    critical = int(((looked_at["critical"] > 0) & (looked_at["polished_a"] > VANISHED)).sum())
    kind = "bad minima" if augmentation == "penalised" else "ends excluded by algebra"
    came = f"{critical} of {len(looked_at)} {kind} ({NAMES[augmentation]})"
    return f"With 120 digits, Newton's method came from {came} to a critical point with the neuron on."
