"""Train: any method on the octopus."""

from pydantic import model_validator

from descent import ends, starts
from descent.escape.descent import Descent, Limits, descend
from descent.escape.octopus import hessian_lipschitz
from descent.parameters import Count, Positive, given, need
from descent.problems import octopus
from descent.random import streams

CHOICES = {"method": ("descent.escape.methods", "descent.methods")}
BLOCK = 1024
DEFAULTS = {
    "*": {
        "eta": "= 1/(4*L)",
        "g_thres": "= gamma*e/100",
        "r": "= e/100",
        "sigma": "= gamma*e/100",
        "momentum": 0.5,
        "stride": "= e/100",
        "nce_gamma": "= gamma",
        "nce_s": "= 2*r",
    },
    "adam": {"eta": "= e/100"},
}
"""The step size of the paper's experiment; theorem 4.1 has at most 1/ell. The noise is the paper's; momentum, strides and sigma are ours.
"""
COLUMNS = (Descent,)


class Parameters(octopus.Parameters, starts.Parameters):
    """The parameters of a cell besides those of its method."""

    method: str = given(description="A method of descent/methods or descent/escape/methods.")
    eps: Positive = given("= e/100", "A run ends within this distance of a minimum.")
    max_steps: Count = given(20000, "Iterations after which a step-by-step run gives up.")
    record: int = given(0, "Iterations at which f is kept.", ge=0)
    path: int = given(0, "Iterations at which x is kept.", ge=0)
    second_order: bool = given(False, "Whether visits to second-order stationary points are counted.")

    @model_validator(mode="after")
    def _ends_after_the_start(self):
        need(self.eps < 4 * self.tau, "eps < 4*tau", "every point is within 4 tau sqrt(d) of a minimum")
        return self


def train(seeds, cell, *, method):
    """Descend from the start of every run. seeds: (runs, 3). Returns what `descent.escape.descent.Descent` holds, less empty parts."""
    p, random = octopus.numbers(**octopus.Parameters.of(cell)), streams(seeds)
    x = starts.starts(random, cell.d, cell.start)
    limits = Limits(cell.eps, cell.max_steps, cell.record, cell.path, hessian_lipschitz(p) if cell.second_order else 0.0)
    found = descend(method, x, p, limits, random, **method.Parameters.of(cell))
    kept = {name: values for name, values in found._asdict().items() if values.size and name != "end"}
    return kept | {"status": ends.words(found.status)}
