"""What the claims of paper 2 measure. Each function takes the metrics of some cells, one row a run, and returns a `Measured`.

table: a data frame with the columns of the metrics scripts and the grid's; parameters: of the claim's first cell, as numbers.
"""

import numpy as np

from descent.oneneuron.classes import BAD, CLASSES, DIVERGING, FINITE, GLOBAL, MASKED
from descent.statistics import Measured, largest, median, share, smallest

SMALL = 1e-4
"""F below which a run has all but reached the least value. Ours."""
GONE = 1e-6
"""|a| below which it counts as 0. Ours."""
LATE = -4.0
"""log10 of F at the end of a path that is on its way to zero. Ours."""


def finite(table):
    """The rows that are local minima at a finite distance."""
    return table[table["class"].isin([CLASSES[number] for number in FINITE])]


def _share_of(table, *numbers: int) -> Measured:
    """Share of rows of some classes."""
    return share(int(table["class"].isin([CLASSES[number] for number in numbers]).sum()), len(table))


def kept_promises(table) -> tuple[float, float, float]:
    """Shares of finite local minima with a = 0, to GONE; with F at its least value, to GLOBAL; with a net that is right on every point."""
    rows = finite(table)
    return (rows["a_norm"] < GONE).mean(), (rows["excess"].abs() < GLOBAL).mean(), (rows["base_errors"] == 0).mean()


def counterexamples(table, parameters) -> Measured:
    """Share of finite local minima that are not a good one, with its exact interval: zero in n still allows 3.7/n."""
    return _share_of(finite(table), BAD, MASKED)


def finite_minima(table, parameters) -> Measured:
    """Share of runs that end in a finite local minimum."""
    return _share_of(table, *FINITE)


def fewest_minima(table, parameters) -> Measured:
    """Number of finite local minima found on the data set with the fewest."""
    rows = finite(table)
    counts = rows["data"].value_counts().reindex(table["data"].unique(), fill_value=0)
    return smallest(counts)._replace(runs=len(table))


def bad_minima(table, parameters) -> Measured:
    """Share of runs that end in a bad minimum."""
    return _share_of(table, BAD)


def diverging(table, parameters) -> Measured:
    """Share of runs on their way to infinity."""
    return _share_of(table, DIVERGING)


def largest_a(table, parameters) -> Measured:
    """Largest |a| of all finite local minima."""
    return largest(finite(table)["a_norm"])


def largest_excess(table, parameters) -> Measured:
    """Largest F above its least value of all finite local minima."""
    return largest(finite(table)["excess"])


def right_at_minima(table, parameters) -> Measured:
    """Share of finite local minima at which the net alone is right on every point."""
    rows = finite(table)
    return share(int((rows["base_errors"] == 0).sum()), len(rows))


def largest_stationarity_rest(table, parameters) -> Measured:
    """Largest relative rest of a.F_a - sum of F_b = lambda |a|^2."""
    return largest(table["stationarity_rest"].fillna(np.inf))


def masked_by_the_neuron(table, parameters) -> Measured:
    """Share of runs with F below 1e-4 whose net alone errs."""
    return share(int(((table["F"] < SMALL) & (table["base_errors"] > 0)).sum()), len(table))


def largest_value_off(table, parameters) -> Measured:
    """Largest relative difference of a known minimum's loss from its value by a formula or a convex programme."""
    return largest(table["value_off"])


def largest_known_gradient(table, parameters) -> Measured:
    """Largest norm of the gradient at a known minimum."""
    return largest(table["known_gradient"])


def lowest_known_curvature(table, parameters) -> Measured:
    """Smallest eigenvalue of the Hessian at a known minimum, over the largest one, where it is most negative."""
    least = largest(-table["known_curvature"])
    return Measured(-least.value, -least.high, -least.low, least.runs)


def returned(table, parameters) -> Measured:
    """Share of runs that come back to the minimum they started beside."""
    return share(int(table["returned"].sum()), len(table))


def opening_quartic(table, parameters) -> Measured:
    """How steeply the way opens, over its prediction."""
    return median(table["quartic_measured"] / table["quartic"])


def late(table):
    """The rows of paths on their way to F = 0."""
    return table[table["log10_F"] < LATE]


def a_power(table, parameters) -> Measured:
    """Power of time with which |a| falls."""
    return median(late(table)["a_power"])


def F_power(table, parameters) -> Measured:
    """Power of time with which F falls."""
    return median(late(table)["F_power"])


def a_power_of_all(table, parameters) -> Measured:
    """Power of time with which |a| falls, whatever F does."""
    return median(table["a_power"])


def b_slope(table, parameters) -> Measured:
    """Growth of b for a factor e in time."""
    return median(late(table)["b_slope"])


def b_slope_of_all(table, parameters) -> Measured:
    """Growth of b for a factor e in time, whatever F does."""
    return median(table["b_slope"])


def b_slope_explained(table, parameters) -> Measured:
    """Growth of b over what db/dt = lambda a^2 makes of |a|."""
    rows = late(table)
    return median(rows["b_slope"] / rows["b_slope_predicted"])


def taken_over(table, parameters) -> Measured:
    """Share of late flows in which the net itself comes to hold the points."""
    rows = table[table["ended"] != "above zero"]
    return share(int((rows["ended"] == "taken over").sum()), len(rows))


def still_on_the_way(table, parameters) -> Measured:
    """Share of late flows that go on to the end of time."""
    rows = table[table["ended"] != "above zero"]
    return share(int((rows["ended"] == "completed").sum()), len(rows))


def above_zero(table, parameters) -> Measured:
    """Share of paths on which F keeps a positive limit."""
    return share(int((table["ended"] == "above zero").sum()), len(table))


def time_of_taking_over(table, parameters) -> Measured:
    """log10 of the flow time at which the net has taken over."""
    return median(table.loc[table["ended"] == "taken over", "ended_at"])


def _apart(table, path: str, column: str):
    """Differences of a column between two paths from the same start, of the runs that both come to the time of comparison."""
    wide = table.pivot_table(index=["landscape_name", "lam", "run"], columns="path", values=f"{column}_for_{path}")
    return (wide[path] - wide["flow"]).abs()


def literal_off_flow(table, parameters) -> Measured:
    """Median difference of log10 F between literal descent and gradient flow."""
    return median(_apart(table, "gd", "log10_F"))


def late_off_flow_in_a(table, parameters) -> Measured:
    """Largest difference of log10 |a| between the late flow and gradient flow."""
    return largest(_apart(table, "late", "log10_a"))


def late_off_flow_in_b(table, parameters) -> Measured:
    """Largest difference of b between the late flow and gradient flow."""
    return largest(_apart(table, "late", "b"))
